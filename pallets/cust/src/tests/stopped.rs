// SPDX-License-Identifier: Apache-2.0

//! Whoever has the key of an operator that was stopped does nothing with it, whatever role policies give it.

use super::*;

/// Expects that `call` fails while `who` is stopped, and only then.
#[track_caller]
fn only_unless_stopped(who: &AccountId, call: impl Fn() -> DispatchResult) {
	Stopped::set(vec![who.clone()]);
	assert_refused(&call, Error::<Test>::Suspended);
	Stopped::set(vec![OTHER_OPERATOR]);
	assert_ok!(call());
}

#[test]
fn stopped_planner_submits_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let origin = || RuntimeOrigin::signed(PLANNER);
		only_unless_stopped(&PLANNER, || Cust::submit(origin(), Box::new(command()), 0, 50));
	});
}

#[test]
fn stopped_approver_neither_approves_nor_denies() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(2));
		let (first, second) = (submit(), submit());
		only_unless_stopped(&APPROVER, || approve(&APPROVER, first));
		only_unless_stopped(&APPROVER, || deny(&APPROVER, second));
	});
}

#[test]
fn stopped_executor_neither_claims_nor_reports() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let id = submit();
		only_unless_stopped(&EXECUTOR, || claim(&EXECUTOR, id));
		only_unless_stopped(&EXECUTOR, || complete(&EXECUTOR, id));
	});
}
