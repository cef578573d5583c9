// SPDX-License-Identifier: Apache-2.0

//! Deadlines count at their very block, whether or not they are written down.

use super::*;

/// Runs a test before and after the sweep had its turn at `block`.
fn with_and_without_sweep(
	policy: PolicyOf<Test>,
	prepare: impl Fn() -> CommandId,
	block: BlockNumber,
	test: impl Fn(CommandId),
) {
	for swept in [false, true] {
		ExtBuilder::default().build_and_execute(|| {
			web(policy.clone());
			let id = prepare();
			jump_to(block);
			if swept {
				idle();
			}
			test(id);
		});
	}
}

#[test]
fn approvals_are_in_time_before_the_deadline_alone() {
	with_and_without_sweep(policy(1), submit, 20, |id| {
		assert_eq!(state(id), State::Pending { deadline: 21 });
		assert_ok!(approve(&APPROVER, id));
	});
	for block in [21, 22] {
		with_and_without_sweep(policy(1), submit, block, |id| {
			assert_eq!(state(id), State::Denied { by: None, at: 21 });
			assert_refused(|| approve(&APPROVER, id), Error::<Test>::ApprovalTimedOut);
			assert_refused(|| deny(&APPROVER, id), Error::<Test>::ApprovalTimedOut);
			assert_refused(|| claim(&EXECUTOR, id), Error::<Test>::NotApproved);
		});
	}
}

#[test]
fn denial_is_in_time_before_the_deadline_alone() {
	with_and_without_sweep(policy(1), submit, 20, |id| {
		assert_ok!(deny(&APPROVER, id));
	});
}

#[test]
fn command_that_expires_first_waits_no_longer() {
	let soon = || {
		assert_ok!(submit_with(&PLANNER, command(), 0, 5));
		0
	};
	with_and_without_sweep(policy(1), soon, 4, |id| {
		assert_ok!(approve(&APPROVER, id));
	});
	with_and_without_sweep(policy(1), soon, 5, |id| {
		assert_refused(|| approve(&APPROVER, id), Error::<Test>::ApprovalTimedOut);
	});
}

#[test]
fn claims_are_in_time_before_the_expiry_alone() {
	with_and_without_sweep(policy(0), submit, 50, |id| {
		assert_ok!(claim(&EXECUTOR, id));
	});
	for block in [51, 52] {
		with_and_without_sweep(policy(0), submit, block, |id| {
			assert_eq!(state(id), State::Expired { at: 51 });
			assert_refused(|| claim(&EXECUTOR, id), Error::<Test>::CommandExpired);
			assert_refused(|| approve(&APPROVER, id), Error::<Test>::NotPending);
		});
	}
}

#[test]
fn reports_are_in_time_within_the_lease_alone() {
	let claimed = || {
		let id = submit();
		assert_ok!(claim(&EXECUTOR, id));
		id
	};
	with_and_without_sweep(policy(0), claimed, 30, |id| {
		assert_ok!(complete(&EXECUTOR, id));
	});
	for block in [31, 32] {
		with_and_without_sweep(policy(0), claimed, block, |id| {
			assert_eq!(state(id), State::Unknown { executor: EXECUTOR, at: 31 });
			assert_refused(|| complete(&EXECUTOR, id), Error::<Test>::LeaseLapsed);
			assert_refused(|| complete(&OTHER_EXECUTOR, id), Error::<Test>::LeaseLapsed);
			assert_refused(|| claim(&EXECUTOR, id), Error::<Test>::AlreadyClaimed);
		});
	}
}

#[test]
fn lease_is_counted_from_the_claim_and_outlives_the_expiry() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let id = submit();
		jump_to(50);
		assert_ok!(claim(&EXECUTOR, id));
		jump_to(79);
		assert_ok!(complete(&EXECUTOR, id));
	});
}
