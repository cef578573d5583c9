// SPDX-License-Identifier: Apache-2.0

use super::*;
use frame_support::assert_noop;
use pallet_session::SessionManager;
use sp_runtime::testing::UintAuthorityId;

fn changes_queued() -> usize {
	let queued = |record: &frame_system::EventRecord<RuntimeEvent, _>| {
		matches!(record.event, RuntimeEvent::Session(pallet_session::Event::NewQueued))
	};
	System::events().iter().filter(|record| queued(record)).count()
}

#[test]
fn sessions_without_a_change_announce_none() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..5 {
			end_session();
			assert_eq!(changes_queued(), 0);
		}
		assert_eq!(Session::current_index(), 5);
	});
}

#[test]
fn change_is_announced_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(remove_validator(&ELECTORATE, &DAVE));
		let announced: Vec<_> = (0..5)
			.map(|_| {
				end_session();
				changes_queued()
			})
			.collect();
		assert_eq!(announced, [1, 0, 0, 0, 0]);
	});
}

#[test]
fn change_that_is_undone_in_time_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(remove_validator(&ELECTORATE, &DAVE));
		assert_ok!(add_validator(&ELECTORATE, &DAVE));
		assert_eq!(<Operators as SessionManager<_>>::new_session(7), None);
	});
}

#[test]
fn change_that_is_undone_late_is_another() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(remove_validator(&ELECTORATE, &DAVE));
		end_session();
		assert_ok!(add_validator(&ELECTORATE, &DAVE));
		end_session();
		assert_eq!(Session::validators(), FOUNDERS[..3]);
		assert_eq!(changes_queued(), 1);
		end_session();
		assert_eq!(Session::validators(), FOUNDERS[..4]);
		assert_eq!(changes_queued(), 0);
	});
}

#[test]
fn sessions_have_their_roots_from_genesis_on() {
	ExtBuilder::default().build_and_execute(|| {
		end_session();
		for index in 0..=2 {
			assert!(Historical::historical_root(index).is_some(), "session {index}");
		}
	});
}

#[test]
fn suspended_operator_cannot_set_keys() {
	ExtBuilder::default().build_and_execute(|| {
		let set = |key| Session::set_keys(signed(&DAVE), UintAuthorityId(key), Vec::new());
		assert_ok!(set(50));
		assert_ok!(suspend(&SUSPENDERS, &DAVE));
		assert_noop!(set(51), pallet_session::Error::<Test>::NoAssociatedValidatorId);
		advance_to(1 + SUSPENSION);
		assert_ok!(set(51));
	});
}
