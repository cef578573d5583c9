// SPDX-License-Identifier: Apache-2.0

use super::*;
use tonnetz_core::cust::ModelStanding;

#[test]
fn one_executor_claims_once() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let id = submit();
		jump_to(4);
		assert_ok!(claim(&EXECUTOR, id));
		let claimed = State::Claimed { executor: EXECUTOR, at: 4, lease_ends: 34 };
		assert_eq!(written(id), claimed);
		assert_open(id, Some(34));
		assert_receipt(id, Some(&EXECUTOR), Kind::Action, Transition::Claimed);
		let receipt = record(id).last_receipt;
		let event = Event::Claimed { id, executor: EXECUTOR, lease_ends: 34, receipt };
		assert_eq!(events(), [event]);
		for who in [EXECUTOR, OTHER_EXECUTOR] {
			assert_refused(|| claim(&who, id), Error::<Test>::AlreadyClaimed);
		}
	});
}

#[test]
fn only_listed_executors_claim() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let id = submit();
		for who in [PLANNER, APPROVER, OPERATOR, STRANGER] {
			assert_refused(|| claim(&who, id), Error::<Test>::NotExecutor);
		}
		assert_refused(|| claim(&EXECUTOR, 1), Error::<Test>::UnknownCommand);
	});
}

#[test]
fn what_is_not_approved_is_not_claimed() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let pending = submit();
		let refused = submit_as(&PLANNER, with_paths(&["docs/a"])).0;
		let denied = submit();
		assert_ok!(deny(&APPROVER, denied));
		for id in [pending, refused, denied] {
			assert_refused(|| claim(&EXECUTOR, id), Error::<Test>::NotApproved);
		}
	});
}

#[test]
fn what_was_claimed_is_never_claimable_again() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let [succeeded, failed, unknown] = [submit(), submit(), submit()];
		for id in [succeeded, failed, unknown] {
			assert_ok!(claim(&EXECUTOR, id));
		}
		assert_ok!(complete_with(&EXECUTOR, succeeded, Outcome::Succeeded));
		assert_ok!(complete_with(&EXECUTOR, failed, Outcome::Failed));
		jump_to(31);
		for id in [succeeded, failed, unknown] {
			assert_refused(|| claim(&EXECUTOR, id), Error::<Test>::AlreadyClaimed);
			assert_refused(|| claim(&OTHER_EXECUTOR, id), Error::<Test>::AlreadyClaimed);
		}
		idle();
		assert_eq!(written(unknown), State::Unknown { executor: EXECUTOR, at: 31 });
		assert_refused(|| claim(&EXECUTOR, unknown), Error::<Test>::AlreadyClaimed);
	});
}

#[test]
fn stale_report_of_the_model_is_not_claimable() {
	ExtBuilder::default().build_and_execute(|| {
		web(PolicyOf::<Test> { model: Some(LOCAL_MODEL), ..policy(0) });
		let id = submit();
		Standing::set(ModelStanding::NotReported);
		jump_to(2);
		assert_ok!(claim(&EXECUTOR, id));
		let reason = Reason::ModelNotReported;
		assert_eq!(written(id), State::Refused { reason, at: 2 });
		assert_open(id, None);
		assert_receipt(id, None, Kind::Refusal, Transition::Refused(reason));
		let receipt = record(id).last_receipt;
		assert_eq!(events(), [Event::Refused { id, reason, receipt }]);
	});
}

#[test]
fn own_approval_does_not_keep_a_command_from_being_claimed() {
	ExtBuilder::default().build_and_execute(|| {
		web(PolicyOf::<Test> { cooldown: 100, ..policy(0) });
		let id = submit();
		assert_ok!(claim(&EXECUTOR, id));
	});
}

#[test]
fn executor_without_funds_for_the_receipt_fails() {
	ExtBuilder::default().build_and_execute(|| {
		web(PolicyOf::<Test> { executors: accounts(&[PAUPER]), ..policy(0) });
		let id = submit();
		assert_refused(|| claim(&PAUPER, id), pallet_receipts::Error::<Test>::DepositNotAffordable);
	});
}
