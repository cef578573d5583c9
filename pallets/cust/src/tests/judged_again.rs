// SPDX-License-Identifier: Apache-2.0

//! A policy that changes while a command is open.

use super::*;

/// Expects the call to succeed and to close the command as refused, by the chain.
#[track_caller]
fn assert_closes(id: CommandId, reason: Reason, call: impl FnOnce() -> DispatchResult) {
	System::reset_events();
	assert_ok!(call());
	assert_eq!(written(id), State::Refused { reason, at: now() });
	assert_open(id, None);
	assert_receipt(id, None, Kind::Refusal, Transition::Refused(reason));
	let receipt = record(id).last_receipt;
	assert_eq!(events(), [Event::Refused { id, reason, receipt }]);
}

/// Policies under which the command of [`command`] is refused.
fn narrower() -> Vec<(PolicyOf<Test>, Reason)> {
	vec![
		(
			PolicyOf::<Test> { operations: Default::default(), ..policy(1) },
			Reason::OperationNotAllowed,
		),
		(
			PolicyOf::<Test> { planners: accounts(&[OTHER_PLANNER]), ..policy(1) },
			Reason::PlannerNotListed,
		),
		(PolicyOf::<Test> { time_to_live: 20, ..policy(1) }, Reason::ExpiresTooLate),
	]
}

#[test]
fn narrower_policy_refuses_at_approval() {
	for (narrower, reason) in narrower() {
		for approvals in [1, 2] {
			ExtBuilder::default().build_and_execute(|| {
				web(policy(approvals));
				let id = submit();
				jump_to(2);
				assert_ok!(set_policy(
					&OPERATOR,
					PolicyOf::<Test> { approvals, ..narrower.clone() }
				));
				assert_closes(id, reason, || approve(&APPROVER, id));
			});
		}
	}
}

#[test]
fn narrower_policy_refuses_at_claim() {
	for (narrower, reason) in narrower() {
		ExtBuilder::default().build_and_execute(|| {
			web(policy(1));
			let id = submit();
			assert_ok!(approve(&APPROVER, id));
			jump_to(2);
			assert_ok!(set_policy(&OPERATOR, narrower));
			assert_closes(id, reason, || claim(&EXECUTOR, id));
		});
	}
}

#[test]
fn suspended_policy_refuses_for_good() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(2));
		let pending = submit();
		let approved = submit();
		assert_ok!(approve(&APPROVER, approved));
		assert_ok!(approve(&OTHER_APPROVER, approved));
		assert_ok!(suspend(Some(5)));
		assert_closes(pending, Reason::PolicySuspended, || approve(&APPROVER, pending));
		assert_closes(approved, Reason::PolicySuspended, || claim(&EXECUTOR, approved));
		jump_to(5);
		assert_refused(|| approve(&OTHER_APPROVER, pending), Error::<Test>::NotPending);
		assert_refused(|| claim(&EXECUTOR, approved), Error::<Test>::NotApproved);
	});
}

#[test]
fn suspension_that_is_over_leaves_open_commands_alone() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let id = submit();
		assert_ok!(suspend(Some(5)));
		jump_to(5);
		assert_ok!(approve(&APPROVER, id));
		assert_ok!(claim(&EXECUTOR, id));
	});
}

#[test]
fn strangers_do_not_have_a_command_judged() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let approved = submit();
		assert_ok!(set_policy(&OPERATOR, policy(1)));
		let pending = submit();
		assert_ok!(suspend(None));
		assert_refused(|| claim(&STRANGER, approved), Error::<Test>::NotExecutor);
		assert_refused(|| approve(&STRANGER, pending), Error::<Test>::NotApprover);
	});
}

#[test]
fn target_without_a_policy_refuses_whoever_calls() {
	for who in [APPROVER, STRANGER] {
		ExtBuilder::default().build_and_execute(|| {
			web(policy(1));
			let pending = submit();
			let approved = submit();
			assert_ok!(approve(&APPROVER, approved));
			assert_ok!(reassign(Some(OTHER_OPERATOR)));
			assert_closes(pending, Reason::NoPolicy, || approve(&who, pending));
			assert_closes(approved, Reason::NoPolicy, || claim(&who, approved));
		});
	}
}

#[test]
fn new_owner_decides_what_becomes_of_open_commands() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let id = submit();
		assert_ok!(reassign(Some(OTHER_OPERATOR)));
		let others = PolicyOf::<Test> { planners: accounts(&[STRANGER]), ..policy(0) };
		assert_ok!(set_policy(&OTHER_OPERATOR, others));
		assert_closes(id, Reason::PlannerNotListed, || claim(&EXECUTOR, id));
	});
}

#[test]
fn more_approvals_make_an_approved_command_wait_again() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let id = submit();
		assert_ok!(approve(&APPROVER, id));
		jump_to(5);
		assert_ok!(set_policy(&OPERATOR, policy(2)));
		System::reset_events();
		assert_ok!(claim(&EXECUTOR, id));
		assert_eq!(state(id), State::Pending { deadline: 21 });
		assert_open(id, Some(21));
		assert_receipt(id, None, Kind::Decision, Transition::Reopened(2));
		let receipt = record(id).last_receipt;
		assert_eq!(events(), [Event::Reopened { id, needed: 2, deadline: 21, receipt }]);
		let record = record(id);
		assert_eq!((record.policy_version, record.approvals_needed), (2, 2));
		assert_eq!(record.approvals.to_vec(), [APPROVER]);

		// The approval that was given is kept.
		assert_refused(|| approve(&APPROVER, id), Error::<Test>::AlreadyApproved);
		assert_ok!(approve(&OTHER_APPROVER, id));
		assert_eq!(state(id), State::Approved { at: 5 });
		assert_ok!(claim(&EXECUTOR, id));
	});
}

#[test]
fn policy_that_needs_approvals_holds_back_what_needed_none() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let id = submit();
		assert_ok!(set_policy(&OPERATOR, policy(1)));
		assert_ok!(claim(&EXECUTOR, id));
		assert_eq!(state(id), State::Pending { deadline: 21 });
	});
}

#[test]
fn command_whose_time_for_approvals_is_over_is_denied() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let id = submit();
		jump_to(21);
		assert_ok!(set_policy(&OPERATOR, policy(1)));
		System::reset_events();
		assert_ok!(claim(&EXECUTOR, id));
		assert_eq!(written(id), State::Denied { by: None, at: 21 });
		assert_open(id, None);
		assert_receipt(id, None, Kind::Refusal, Transition::Denied);
		let receipt = record(id).last_receipt;
		assert_eq!(events(), [Event::Denied { id, by: None, receipt }]);
		// As after any other timeout.
		assert_refused(|| approve(&APPROVER, id), Error::<Test>::ApprovalTimedOut);
	});
}

#[test]
fn changed_policy_sets_the_deadline_of_what_waits() {
	let with_timeout = |approval_timeout| PolicyOf::<Test> { approval_timeout, ..policy(2) };
	ExtBuilder::default().build_and_execute(|| {
		web(with_timeout(20));
		let (longer, shorter) = (submit(), submit());
		jump_to(10);
		assert_ok!(set_policy(&OPERATOR, with_timeout(40)));
		assert_ok!(approve(&APPROVER, longer));
		assert_eq!(state(longer), State::Pending { deadline: 41 });
		assert_open(longer, Some(41));
		// No longer than until it expires.
		assert_ok!(set_policy(&OPERATOR, with_timeout(1_000)));
		assert_ok!(approve(&OTHER_APPROVER, longer));
		assert_eq!(state(longer), State::Approved { at: 10 });
		assert_ok!(set_policy(&OPERATOR, with_timeout(9)));
		assert_ok!(approve(&APPROVER, shorter));
		assert_eq!(written(shorter), State::Denied { by: None, at: 10 });
		assert_receipt(shorter, None, Kind::Refusal, Transition::Denied);
	});
}

#[test]
fn approvals_of_former_approvers_do_not_count_until_they_are_listed_again() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(2));
		let id = submit();
		assert_ok!(approve(&APPROVER, id));
		let without = PolicyOf::<Test> {
			approvers: accounts(&[OTHER_APPROVER, THIRD_APPROVER]),
			..policy(2)
		};
		assert_ok!(set_policy(&OPERATOR, without.clone()));
		assert_ok!(approve(&OTHER_APPROVER, id));
		assert_eq!(state(id), State::Pending { deadline: 21 });
		assert_ok!(set_policy(&OPERATOR, policy(3)));
		assert_refused(|| approve(&APPROVER, id), Error::<Test>::AlreadyApproved);
		assert_ok!(approve(&THIRD_APPROVER, id));
		assert_eq!(state(id), State::Approved { at: 1 });

		// At the claim as well.
		assert_ok!(set_policy(&OPERATOR, without));
		assert_ok!(claim(&EXECUTOR, id));
		assert!(matches!(state(id), State::Claimed { .. }));
	});
}

#[test]
fn claim_counts_only_approvals_of_approvers() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let id = submit();
		assert_ok!(approve(&APPROVER, id));
		let approvers = accounts(&[OTHER_APPROVER]);
		assert_ok!(set_policy(&OPERATOR, PolicyOf::<Test> { approvers, ..policy(1) }));
		assert_ok!(claim(&EXECUTOR, id));
		assert_eq!(state(id), State::Pending { deadline: 21 });
	});
}

/// More accounts than a command has room for approve, under one policy after another.
#[test]
fn approvals_of_former_approvers_give_way_when_there_is_no_room() {
	ExtBuilder::default().build_and_execute(|| {
		let crowd = |from: u8| -> Vec<AccountId> {
			(from..from + 16).map(|n| AccountId::new([n; 32])).collect()
		};
		for who in crowd(100).into_iter().chain(crowd(200)) {
			let call =
				pallet_balances::Call::transfer_allow_death { dest: who, value: FUNDS / 100 };
			assert_ok!(RuntimeCall::from(call).dispatch(RuntimeOrigin::signed(STRANGER)));
		}
		let of = |from, approvals| PolicyOf::<Test> {
			approvers: accounts(&crowd(from)),
			..policy(approvals)
		};
		web(of(100, 16));
		let id = submit();
		for who in &crowd(100)[..15] {
			assert_ok!(approve(who, id));
		}
		assert_ok!(set_policy(&OPERATOR, of(200, 16)));
		assert_ok!(approve(&crowd(200)[0], id));
		assert_eq!(record(id).approvals.len(), 16);
		for (given, who) in (2..).zip(&crowd(200)[1..]) {
			assert_ok!(approve(who, id));
			assert_eq!(record(id).approvals.len(), given);
		}
		assert_eq!(state(id), State::Approved { at: 1 });
	});
}

#[test]
fn nobody_gains_a_second_role_by_a_change() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let (first, second) = (submit(), submit());
		// The planner as approver, another as planner.
		let as_approver = PolicyOf::<Test> {
			planners: accounts(&[OTHER_PLANNER]),
			approvers: accounts(&[PLANNER]),
			..policy(1)
		};
		assert_ok!(set_policy(&OPERATOR, as_approver));
		assert_closes(first, Reason::PlannerNotListed, || approve(&PLANNER, first));
		// The approver as executor.
		assert_ok!(set_policy(&OPERATOR, policy(1)));
		assert_ok!(approve(&APPROVER, second));
		let as_executor = PolicyOf::<Test> {
			executors: accounts(&[APPROVER]),
			approvers: accounts(&[OTHER_APPROVER]),
			..policy(1)
		};
		assert_ok!(set_policy(&OPERATOR, as_executor));
		assert_ok!(claim(&APPROVER, second));
		assert!(matches!(state(second), State::Pending { .. }));
	});
}

#[test]
fn own_approval_starts_no_cooldown_for_being_approved_again() {
	let cooling = |approvals| PolicyOf::<Test> { cooldown: 15, ..policy(approvals) };
	ExtBuilder::default().build_and_execute(|| {
		web(cooling(1));
		let id = submit();
		assert_ok!(approve(&APPROVER, id));
		jump_to(2);
		assert_ok!(set_policy(&OPERATOR, cooling(2)));
		assert_ok!(claim(&EXECUTOR, id));
		assert_ok!(approve(&OTHER_APPROVER, id));
		assert_eq!(state(id), State::Approved { at: 2 });
	});
}

#[test]
fn lease_is_that_of_the_policy_in_force() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let id = submit();
		assert_ok!(set_policy(&OPERATOR, PolicyOf::<Test> { max_runtime: 7, ..policy(0) }));
		assert_ok!(claim(&EXECUTOR, id));
		assert_eq!(state(id), State::Claimed { executor: EXECUTOR, at: 1, lease_ends: 8 });
		assert_eq!(record(id).policy_version, 2);
	});
}
