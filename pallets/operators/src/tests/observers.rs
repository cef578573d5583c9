// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{observers::MIN_OBSERVERS, ERA};
use std::collections::BTreeSet;

fn observers(who: &AccountId) -> Vec<AccountId> {
	Operators::observers(who, Operators::current_era())
}

#[test]
fn neighbours_observe_each_other() {
	ExtBuilder::default().build_and_execute(|| {
		let around = surround_eve();
		assert_eq!(observers(&EVE), around, "in the order of the positions");
		assert!(around.iter().all(|neighbour| observers(neighbour).contains(&EVE)));
	});
}

#[test]
fn validators_fill_up_in_turn() {
	ExtBuilder::default().build_and_execute(|| {
		// Next to Alice stands Bob alone, next to Bob Alice and Charlie.
		let [_, _, charlie, _, _] = FOUNDERS;
		for (era, expected) in [
			(0, [BOB, charlie.clone(), DAVE]),
			(1, [BOB, charlie.clone(), DAVE]),
			(2, [BOB, charlie.clone(), DAVE]),
			(3, [BOB, DAVE, charlie.clone()]),
		] {
			assert_eq!(Operators::observers(&ALICE, era), expected, "era {era}");
		}
		// Eve is no validator: all four of them can fill up, beside Dave who is next to her.
		for (era, expected) in [
			(0, [DAVE, ALICE, BOB]),
			(1, [DAVE, BOB, charlie.clone()]),
			(2, [DAVE, charlie.clone(), ALICE]),
			(3, [DAVE, ALICE, BOB]),
		] {
			assert_eq!(Operators::observers(&EVE, era), expected, "era {era}");
		}
	});
}

#[test]
fn nobody_observes_strangers() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(observers(&STRANGER), []);
	});
}

#[test]
fn the_young_do_not_observe() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&STRANGER, "stranger"));
		assert_eq!(record(&STRANGER).position, at(5, 0, 0), "next to Eve");
		// It is old enough at 1 + 30 days, and observes from the first era that begins after it.
		let first = (1 + OBSERVER_AGE).div_ceil(ERA);
		advance_to(1 + OBSERVER_AGE);
		assert_eq!(Operators::current_era(), first - 1);
		assert!(!observers(&EVE).contains(&STRANGER));
		advance_to_era(first);
		assert!(observers(&EVE).contains(&STRANGER));
	});
}

#[test]
fn young_validators_do_not_fill_up() {
	ExtBuilder::default().build_and_execute(|| {
		let young = account(0);
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), young.clone(), FUNDS));
		assert_ok!(register(&young, "young"));
		set_keys(&young, 99);
		assert_ok!(add_validator(&ELECTORATE, &young));
		assert_eq!(validators()[0], young);
		assert!(!Operators::observers(&ALICE, 0).contains(&young));
		let old = (1 + OBSERVER_AGE).div_ceil(ERA).next_multiple_of(5);
		assert!(Operators::observers(&ALICE, old).contains(&young));
	});
}

#[test]
fn kin_do_not_observe() {
	ExtBuilder::default().build_and_execute(|| {
		let around = surround_eve();
		// Whom Eve invited, who invited Eve, and who came by the same: all others remain.
		let [invitee, referrer, sibling] = [0, 1, 2].map(|index| around[index].clone());
		Referrers::set(
			[(invitee.clone(), EVE), (EVE, referrer.clone()), (sibling.clone(), referrer.clone())]
				.into(),
		);
		assert_eq!(observers(&EVE), around[3..]);
		for kin in [&invitee, &referrer, &sibling] {
			assert!(heartbeat(kin, &[(EVE, true)]).is_err());
		}
	});
}

#[test]
fn a_newcomers_own_invitees_cannot_vouch_for_it() {
	ExtBuilder::default().build_and_execute(|| {
		for number in 10..16 {
			assert_ok!(register_invited(&account(number), &format!("n{number}"), &EVE));
		}
		advance_to(1 + OBSERVER_AGE + ERA);
		let observers = observers(&EVE);
		assert!((10..16).all(|number| !observers.contains(&account(number))));
		assert_eq!(observers.len(), MIN_OBSERVERS, "validators do");
	});
}

#[test]
fn kin_do_not_fill_up() {
	ExtBuilder::default().build_and_execute(|| {
		assert!(Operators::observers(&EVE, 0).contains(&ALICE));
		Referrers::set([(EVE, ALICE)].into());
		assert_eq!(Operators::observers(&EVE, 0), [DAVE, BOB, account(3)]);
	});
}

#[test]
fn observers_differ_and_exclude_the_observed() {
	ExtBuilder::default().build_and_execute(|| {
		let around = surround_eve();
		for who in FOUNDERS.iter().chain(&around) {
			for era in 0..12 {
				let observers = Operators::observers(who, Operators::current_era() + era);
				assert!(observers.len() >= MIN_OBSERVERS);
				assert_eq!(observers.iter().collect::<BTreeSet<_>>().len(), observers.len());
				assert!(!observers.contains(who));
			}
		}
	});
}

/// The short way by which a heartbeat is checked agrees with the list.
#[test]
fn who_may_report_is_who_is_listed() {
	ExtBuilder::default().build_and_execute(|| {
		let around = surround_eve();
		Referrers::set([(around[0].clone(), EVE), (ALICE, around[1].clone())].into());
		let all: Vec<_> =
			FOUNDERS.iter().chain(&around).collect::<BTreeSet<_>>().into_iter().collect();
		for era in 0..5 {
			advance_to_era(Operators::current_era() + era);
			let era = Operators::current_era();
			for one in &all {
				let watch = Operators::watch((*one).clone(), &record(one), era);
				for other in &all {
					let listed = Operators::observers(other, era).contains(one);
					assert_eq!(Operators::watches(&watch, other), listed, "{one} of {other}");
				}
			}
		}
	});
}
