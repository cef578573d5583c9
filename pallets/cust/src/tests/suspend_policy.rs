// SPDX-License-Identifier: Apache-2.0

use super::*;

fn suspend_as(who: &AccountId, until: Option<BlockNumber>) -> DispatchResult {
	signed(who, Call::suspend_policy { target: b"web".to_vec(), until })
}

fn suspended() -> Option<Suspension<BlockNumber>> {
	Cust::target(b"web".to_vec()).unwrap().suspended
}

#[test]
fn policy_is_out_of_force_until_the_end_of_its_suspension() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		jump_to(5);
		assert_ok!(suspend(Some(10)));
		assert_eq!(events(), [Event::PolicySuspended { target: WEB, until: Some(10) }]);
		assert_eq!(suspended(), Some(Suspension { since: 5, until: Some(10) }));
		jump_to(9);
		let (_, verdict) = submit_as(&PLANNER, command());
		assert_eq!(verdict, Verdict::Refused(Reason::PolicySuspended));
		jump_to(10);
		assert_eq!(suspended(), None);
		assert_eq!(submit_as(&PLANNER, command()).1, Verdict::Approved);
	});
}

#[test]
fn new_policy_does_not_end_a_suspension() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		assert_ok!(suspend(None));
		assert_ok!(set_policy(&OPERATOR, policy(0)));
		let (_, verdict) = submit_as(&PLANNER, command());
		assert_eq!(verdict, Verdict::Refused(Reason::PolicySuspended));
	});
}

#[test]
fn origin_with_a_limit_suspends_no_longer_and_not_twice() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		for until in [None, Some(32)] {
			assert_refused(|| suspend_as(&GUARDIAN, until), Error::<Test>::SuspensionTooLong);
		}
		assert_ok!(suspend_as(&GUARDIAN, Some(31)));
		jump_to(30);
		assert_refused(|| suspend_as(&GUARDIAN, Some(40)), Error::<Test>::AlreadySuspended);
		jump_to(31);
		assert_ok!(suspend_as(&GUARDIAN, Some(40)));
	});
}

#[test]
fn origin_without_limit_changes_a_suspension() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		assert_ok!(suspend_as(&GUARDIAN, Some(31)));
		jump_to(2);
		assert_ok!(suspend(None));
		assert_eq!(suspended(), Some(Suspension { since: 1, until: None }));
		assert_refused(|| suspend_as(&GUARDIAN, Some(3)), Error::<Test>::AlreadySuspended);
		assert_ok!(suspend(Some(4)));
		jump_to(4);
		assert_eq!(suspended(), None);
		assert_ok!(suspend(Some(9)));
		assert_eq!(suspended(), Some(Suspension { since: 4, until: Some(9) }));
	});
}

#[test]
fn suspensions_that_make_no_sense_are_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_refused(|| suspend(None), Error::<Test>::UnknownTarget);
		assert_ok!(create(&OPERATOR, "web"));
		assert_refused(|| suspend(None), Error::<Test>::NoPolicy);
		assert_ok!(set_policy(&OPERATOR, policy(0)));
		assert_refused(|| suspend(Some(1)), Error::<Test>::SuspensionInPast);
		assert_refused(|| suspend_as(&GUARDIAN, Some(0)), Error::<Test>::SuspensionInPast);
	});
}

#[test]
fn nobody_else_suspends() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		for who in [OPERATOR, STRANGER] {
			assert_refused(|| suspend_as(&who, None), DispatchError::BadOrigin);
		}
	});
}
