// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, Occupants, MAX_OBSERVED};
use frame_support::assert_noop;
use proptest::prelude::*;

/// Whether Eve's era counted, once it is over.
fn eve_was_healthy() -> bool {
	advance_to_era(Operators::current_era() + 1);
	Operators::missed_in_last(&EVE, 1) == 0
}

/// Has Eve send her heartbeat, and so many of those around her report each way.
fn report_on_eve(around: &[AccountId], up: usize, down: usize) {
	assert_ok!(heartbeat(&EVE, &[]));
	for (index, observer) in around.iter().take(up + down).enumerate() {
		assert_ok!(heartbeat(observer, &[(EVE, index < up)]));
	}
}

#[test]
fn heartbeat_notes_life_and_what_was_seen() {
	ExtBuilder::default().build_and_execute(|| {
		let around = surround_eve();
		assert_ok!(heartbeat(&EVE, &[(around[0].clone(), true), (around[1].clone(), false)]));
		let era = Operators::current_era();
		assert_eq!(events(), [Event::Heartbeat { operator: EVE, era }]);
		let seen = |who: &AccountId| {
			let info = uptime(who).info(era);
			(info.heartbeat, info.up, info.down)
		};
		assert_eq!(seen(&EVE), (true, 0, 0));
		assert_eq!(seen(&around[0]), (false, 1, 0));
		assert_eq!(seen(&around[1]), (false, 0, 1));
	});
}

#[test]
fn era_counts_iff_more_of_two_observers_at_least_say_up() {
	for (up, down, counts) in [
		(0, 0, false),
		(1, 0, false),
		(1, 1, false),
		(2, 0, true),
		(2, 1, true),
		(2, 2, false),
		(3, 2, true),
		(3, 3, false),
		(2, 4, false),
		(6, 0, true),
	] {
		ExtBuilder::default().build_and_execute(|| {
			report_on_eve(&surround_eve(), up, down);
			assert_eq!(eve_was_healthy(), counts, "{up} up, {down} down");
		});
	}
}

#[test]
fn era_does_not_count_without_the_operators_own_heartbeat() {
	ExtBuilder::default().build_and_execute(|| {
		for observer in surround_eve() {
			assert_ok!(heartbeat(&observer, &[(EVE, true)]));
		}
		assert!(!eve_was_healthy());
	});
}

#[test]
fn era_of_an_author_counts_with_its_heartbeat_alone() {
	ExtBuilder::default().build_and_execute(|| {
		let weight = System::block_weight().total();
		Operators::note_author(&EVE);
		let first = System::block_weight().total() - weight;
		Operators::note_author(&EVE);
		let second = System::block_weight().total() - weight - first;
		assert!(first.ref_time() > second.ref_time(), "the first writes");
		assert!(second.ref_time() > 0);
		assert!(!eve_was_healthy());

		Operators::note_author(&EVE);
		assert_ok!(heartbeat(&EVE, &[]));
		assert!(eve_was_healthy());
		assert_ok!(heartbeat(&EVE, &[]));
		assert!(!eve_was_healthy());
	});
}

#[test]
fn author_that_is_no_operator_is_ignored() {
	ExtBuilder::default().build_and_execute(|| {
		Operators::note_author(&STRANGER);
		assert_eq!(Operators::uptime_of(&STRANGER), None);
	});
}

#[test]
fn heartbeat_fails_if_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(heartbeat(&STRANGER, &[]), Error::<Test>::NotOperator);
	});
}

#[test]
fn heartbeat_fails_while_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		assert_noop!(heartbeat(&EVE, &[]), Error::<Test>::Suspended);
		advance_to(1 + SUSPENSION);
		assert_ok!(heartbeat(&EVE, &[]));
	});
}

#[test]
fn heartbeat_fails_for_another_era() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to_era(5);
		for (era, error) in [(4, Error::<Test>::PastEra), (6, Error::<Test>::FutureEra)] {
			assert_noop!(Operators::heartbeat(signed(&EVE), era, vec![]), error);
		}
		assert_ok!(Operators::heartbeat(signed(&EVE), 5, vec![]));
	});
}

#[test]
fn heartbeat_fails_twice_in_an_era() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(heartbeat(&EVE, &[]));
		advance_to(crate::ERA - 1);
		assert_noop!(heartbeat(&EVE, &[]), Error::<Test>::DuplicateHeartbeat);
		advance_to(crate::ERA);
		assert_ok!(heartbeat(&EVE, &[]));
	});
}

#[test]
fn heartbeat_fails_with_too_many_reports() {
	ExtBuilder::default().build_and_execute(|| {
		let reports = vec![(DAVE, true); MAX_OBSERVED as usize + 1];
		assert_noop!(heartbeat(&EVE, &reports), Error::<Test>::TooManyObserved);
	});
}

#[test]
fn heartbeat_fails_about_one_that_is_not_observed() {
	ExtBuilder::default().build_and_execute(|| {
		// Eve's neighbour; herself; too far for one that does not validate; no operator.
		assert_ok!(Operators::heartbeat(signed(&EVE), 0, vec![(DAVE, true)]));
		advance_to_era(1);
		for unobserved in [EVE, ALICE, STRANGER] {
			assert_noop!(
				heartbeat(&EVE, &[(DAVE, true), (unobserved, true)]),
				Error::<Test>::NotObserved
			);
		}
	});
}

#[test]
fn heartbeat_fails_with_two_reports_on_one() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(heartbeat(&EVE, &[(DAVE, true), (DAVE, false)]), Error::<Test>::ObservedTwice);
	});
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(64))]

	/// Two that collude, among five or more observers that report, cannot lift an operator that the
	/// others saw down, whoever they are, in whatever order all report, and whatever else they do.
	#[test]
	fn two_colluders_lift_nobody(
		colluders in (0..6usize, 0..6usize),
		silent in prop::option::of(0..6usize),
		order in Just((0..6usize).collect::<Vec<_>>()).prop_shuffle(),
	) {
		prop_assume!(silent.is_none_or(|silent| silent != colluders.0 && silent != colluders.1));
		ExtBuilder::default().build_and_execute(|| {
			let around = surround_eve();
			assert_ok!(heartbeat(&EVE, &[]));
			for index in order.into_iter().filter(|index| Some(*index) != silent) {
				let lies = index == colluders.0 || index == colluders.1;
				assert_ok!(heartbeat(&around[index], &[(EVE, lies)]));
				assert!(heartbeat(&around[index], &[(EVE, true)]).is_err());
			}
			let seen = uptime(&EVE).info(Operators::current_era());
			assert!(seen.up <= 2 && seen.up + seen.down >= 5);
			assert!(!eve_was_healthy());
		});
	}

	/// An era counts by this rule and no other, whatever is reported.
	#[test]
	fn eras_count_by_the_rule(
		alive: bool,
		authored: bool,
		reports in prop::collection::vec(prop::option::of(any::<bool>()), 6),
	) {
		ExtBuilder::default().build_and_execute(|| {
			let around = surround_eve();
			if alive {
				assert_ok!(heartbeat(&EVE, &[]));
			}
			if authored {
				Operators::note_author(&EVE);
			}
			let (mut up, mut down) = (0, 0);
			for (observer, report) in around.iter().zip(&reports) {
				if let Some(says) = report {
					assert_ok!(heartbeat(observer, &[(EVE, *says)]));
					*(if *says { &mut up } else { &mut down }) += 1;
				}
			}
			let vouched = up + down >= 2 && up > down;
			assert_eq!(eve_was_healthy(), alive && (authored || vouched));
		});
	}
}

#[test]
fn everybody_around_has_one_report_on_eve() {
	ExtBuilder::default().build_and_execute(|| {
		let around = surround_eve();
		// Another at the position of the first takes turns with it.
		let first = record(&around[0]);
		let other = account(99);
		assert_ok!(register(&other, "other"));
		let place = record(&other);
		crate::Pallet::<Test>::vacate(place.position, place.slot);
		let observer = crate::Observer { account: other.clone(), since: 0 };
		let slot = crate::Pallet::<Test>::occupy(first.position, observer).unwrap();
		crate::Operators::<Test>::mutate_extant(&other, |operator| {
			operator.position = first.position;
			operator.slot = slot;
			operator.founding = true;
		});
		assert_eq!(Occupants::<Test>::iter_prefix(first.position).count(), 2);

		let era = Operators::current_era();
		for (era, on_duty, off_duty) in
			[(era + era % 2, &around[0], &other), (era + era % 2 + 1, &other, &around[0])]
		{
			advance_to_era(era);
			assert_noop!(heartbeat(off_duty, &[(EVE, true)]), Error::<Test>::NotObserved);
			assert_ok!(heartbeat(on_duty, &[(EVE, true)]));
		}
	});
}
