// SPDX-License-Identifier: Apache-2.0

use super::*;

#[test]
fn one_denial_is_final() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(2));
		let id = submit();
		assert_ok!(approve(&APPROVER, id));
		jump_to(3);
		// Also of who approved before.
		assert_ok!(deny(&APPROVER, id));
		assert_eq!(written(id), State::Denied { by: Some(APPROVER), at: 3 });
		assert_open(id, None);
		assert_receipt(id, Some(&APPROVER), Kind::Refusal, Transition::Denied);
		let receipt = record(id).last_receipt;
		assert_eq!(events(), [Event::Denied { id, by: Some(APPROVER), receipt }]);

		assert_refused(|| approve(&OTHER_APPROVER, id), Error::<Test>::NotPending);
		assert_refused(|| deny(&OTHER_APPROVER, id), Error::<Test>::NotPending);
		assert_refused(|| claim(&EXECUTOR, id), Error::<Test>::NotApproved);
	});
}

#[test]
fn only_approvers_deny() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let id = submit();
		for who in [PLANNER, EXECUTOR, OPERATOR, STRANGER] {
			assert_refused(|| deny(&who, id), Error::<Test>::NotApprover);
		}
		assert_refused(|| deny(&APPROVER, 1), Error::<Test>::UnknownCommand);
	});
}

#[test]
fn approver_of_the_policy_in_force_denies() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let (first, second) = (submit(), submit());
		assert_ok!(set_policy(
			&OPERATOR,
			PolicyOf::<Test> { approvers: accounts(&[STRANGER]), ..policy(1) }
		));
		assert_refused(|| deny(&APPROVER, first), Error::<Test>::NotApprover);
		assert_ok!(deny(&STRANGER, first));
		// Without a policy there are no approvers.
		assert_ok!(reassign(None));
		assert_refused(|| deny(&STRANGER, second), Error::<Test>::NotApprover);
	});
}

#[test]
fn suspension_keeps_nobody_from_denying() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let id = submit();
		assert_ok!(suspend(None));
		assert_ok!(deny(&APPROVER, id));
		assert_eq!(state(id), State::Denied { by: Some(APPROVER), at: 1 });
	});
}

#[test]
fn approved_commands_are_not_denied() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let id = submit();
		assert_ok!(approve(&APPROVER, id));
		assert_refused(|| deny(&OTHER_APPROVER, id), Error::<Test>::NotPending);
	});
}
