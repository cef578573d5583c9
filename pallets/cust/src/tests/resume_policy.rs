// SPDX-License-Identifier: Apache-2.0

use super::*;

fn resume() -> DispatchResult {
	root(Call::resume_policy { target: b"web".to_vec() })
}

#[test]
fn resumed_policy_is_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		assert_ok!(suspend(None));
		jump_to(2);
		assert_ok!(resume());
		assert_eq!(events(), [Event::PolicyResumed { target: WEB }]);
		assert_eq!(Cust::target(b"web".to_vec()).unwrap().suspended, None);
		assert_eq!(submit_as(&PLANNER, command()).1, Verdict::Approved);
	});
}

#[test]
fn policy_that_is_not_suspended_is_not_resumed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_refused(resume, Error::<Test>::UnknownTarget);
		web(policy(0));
		assert_refused(resume, Error::<Test>::NotSuspended);
		assert_ok!(suspend(Some(3)));
		jump_to(3);
		assert_refused(resume, Error::<Test>::NotSuspended);
	});
}

#[test]
fn nobody_else_resumes() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		assert_ok!(suspend(None));
		for who in [OPERATOR, GUARDIAN] {
			let call = Call::resume_policy { target: b"web".to_vec() };
			assert_refused(|| signed(&who, call), DispatchError::BadOrigin);
		}
	});
}
