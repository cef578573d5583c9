// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Bodies, Commands, History, HoldReason};

#[test]
fn closed_command_is_pruned_after_the_retention_period() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let id = submit();
		assert_ok!(claim(&EXECUTOR, id));
		jump_to(10);
		assert_ok!(complete(&EXECUTOR, id));
		let released = held(HoldReason::Command, &PLANNER);
		assert!(released > 0);
		jump_to(10 + RETENTION);
		assert_refused(|| prune(&STRANGER, &[id]), Error::<Test>::PruneTooEarly);
		jump_to(10 + RETENTION + 1);
		assert_ok!(prune(&STRANGER, &[id]));
		assert_eq!(events(), [Event::Pruned { id, planner: PLANNER, released }]);
		assert_eq!(held(HoldReason::Command, &PLANNER), 0);
		assert_eq!(Commands::<Test>::iter_keys().count(), 0);
		assert_eq!(Bodies::<Test>::iter_keys().count(), 0);
		assert_eq!(History::<Test>::iter_keys().count(), 0);
		assert_eq!(Cust::command(id), None);
		assert_refused(|| prune(&STRANGER, &[id]), Error::<Test>::UnknownCommand);
		// Neither its nonce nor its number is used again.
		assert_eq!(Cust::next_nonce(b"web".to_vec(), PLANNER), 1);
		assert_eq!(submit(), 1);
	});
}

#[test]
fn every_closed_state_counts_from_its_end() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let refused = submit_as(&PLANNER, with_paths(&["docs/a"])).0;
		let denied = submit();
		jump_to(21);
		idle();
		jump_to(1 + RETENTION + 1);
		assert_ok!(prune(&STRANGER, &[refused]));
		assert_refused(|| prune(&STRANGER, &[denied]), Error::<Test>::PruneTooEarly);
		jump_to(21 + RETENTION + 1);
		assert_ok!(prune(&STRANGER, &[denied]));
	});
}

#[test]
fn open_commands_are_not_pruned() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let id = submit();
		// Also if the deadline is long past but not written down.
		jump_to(1_000);
		assert_refused(|| prune(&STRANGER, &[id]), Error::<Test>::PruneTooEarly);
		idle();
		assert_ok!(prune(&STRANGER, &[id]));
	});
}

#[test]
fn all_are_pruned_or_none() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let refused = || submit_as(&PLANNER, with_paths(&["docs/a"])).0;
		let (first, second) = (refused(), refused());
		jump_to(5);
		let late = refused();
		jump_to(1 + RETENTION + 1);
		assert_refused(|| prune(&STRANGER, &[first, late]), Error::<Test>::PruneTooEarly);
		assert_refused(|| prune(&STRANGER, &[first, 99]), Error::<Test>::UnknownCommand);
		assert_refused(|| prune(&STRANGER, &[first, first]), Error::<Test>::UnknownCommand);
		assert_ok!(prune(&STRANGER, &[second, first]));
	});
}

#[test]
fn lists_are_neither_empty_nor_too_long() {
	ExtBuilder::default().build_and_execute(|| {
		assert_refused(|| prune(&STRANGER, &[]), Error::<Test>::NoItems);
		assert_refused(|| prune(&STRANGER, &[0; 65]), Error::<Test>::TooManyItems);
	});
}
