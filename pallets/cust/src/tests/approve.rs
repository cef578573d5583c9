// SPDX-License-Identifier: Apache-2.0

use super::*;
use tonnetz_core::cust::ModelStanding;

#[test]
fn approvals_are_counted_until_they_are_enough() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(2));
		let id = submit();
		jump_to(3);
		assert_ok!(approve(&APPROVER, id));
		assert_eq!(state(id), State::Pending { deadline: 21 });
		assert_open(id, Some(21));
		assert_receipt(id, Some(&APPROVER), Kind::Decision, Transition::Approved);
		let receipt = record(id).last_receipt;
		let given = Event::ApprovalGiven { id, approver: APPROVER, given: 1, needed: 2, receipt };
		assert_eq!(events(), [given]);
		assert_eq!(Cust::target(b"web".to_vec()).unwrap().last_approved, None);

		jump_to(4);
		assert_ok!(approve(&THIRD_APPROVER, id));
		assert_eq!(state(id), State::Approved { at: 4 });
		assert_open(id, Some(51));
		assert_receipt(id, Some(&THIRD_APPROVER), Kind::Decision, Transition::Approved);
		let receipt = record(id).last_receipt;
		let approver = THIRD_APPROVER;
		let given = Event::ApprovalGiven { id, approver, given: 2, needed: 2, receipt };
		assert_eq!(events(), [given, Event::Approved { id, target: WEB }]);
		assert_eq!(record(id).approvals.to_vec(), [APPROVER, THIRD_APPROVER]);
		assert_eq!(Cust::target(b"web".to_vec()).unwrap().last_approved, Some(4));
	});
}

#[test]
fn only_listed_approvers_approve_each_once() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(2));
		let id = submit();
		for who in [PLANNER, OTHER_PLANNER, EXECUTOR, OPERATOR, STRANGER] {
			assert_refused(|| approve(&who, id), Error::<Test>::NotApprover);
		}
		assert_ok!(approve(&APPROVER, id));
		assert_refused(|| approve(&APPROVER, id), Error::<Test>::AlreadyApproved);
	});
}

#[test]
fn unknown_commands_cannot_be_approved() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		assert_refused(|| approve(&APPROVER, 0), Error::<Test>::UnknownCommand);
	});
}

#[test]
fn only_pending_commands_are_approved() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let approved = submit();
		let refused = submit_as(&PLANNER, with_paths(&["docs/a"])).0;
		let claimed = submit();
		assert_ok!(claim(&EXECUTOR, claimed));
		let completed = submit();
		assert_ok!(claim(&EXECUTOR, completed));
		assert_ok!(complete(&EXECUTOR, completed));
		assert_ok!(set_policy(&OPERATOR, policy(1)));
		let denied = submit();
		assert_ok!(deny(&APPROVER, denied));
		for id in [approved, refused, claimed, completed, denied] {
			assert_refused(|| approve(&APPROVER, id), Error::<Test>::NotPending);
		}
	});
}

#[test]
fn cooldown_holds_back_the_last_approval_alone() {
	ExtBuilder::default().build_and_execute(|| {
		web(PolicyOf::<Test> { cooldown: 10, ..policy(2) });
		let (first, second) = (submit(), submit());
		assert_ok!(approve(&APPROVER, first));
		assert_ok!(approve(&OTHER_APPROVER, first));
		jump_to(2);
		// Two commands that wait must not both pass within the cooldown.
		assert_ok!(approve(&APPROVER, second));
		assert_refused(|| approve(&OTHER_APPROVER, second), Error::<Test>::Cooldown);
		jump_to(10);
		assert_refused(|| approve(&OTHER_APPROVER, second), Error::<Test>::Cooldown);
		jump_to(11);
		assert_ok!(approve(&OTHER_APPROVER, second));
		assert_eq!(state(second), State::Approved { at: 11 });
	});
}

#[test]
fn model_counts_again_at_the_last_approval() {
	ExtBuilder::default().build_and_execute(|| {
		web(PolicyOf::<Test> { model: Some(LOCAL_MODEL), ..policy(2) });
		let id = submit();
		Standing::set(ModelStanding::NotReported);
		assert_ok!(approve(&APPROVER, id));
		assert_eq!(state(id), State::Pending { deadline: 21 });
		assert_ok!(approve(&OTHER_APPROVER, id));
		let reason = Reason::ModelNotReported;
		assert_eq!(state(id), State::Refused { reason, at: 1 });
		assert_receipt(id, None, Kind::Refusal, Transition::Refused(reason));
	});
}

#[test]
fn approver_without_funds_for_the_receipt_fails() {
	ExtBuilder::default().build_and_execute(|| {
		web(PolicyOf::<Test> { approvers: accounts(&[PAUPER]), ..policy(1) });
		let id = submit();
		assert_refused(
			|| approve(&PAUPER, id),
			pallet_receipts::Error::<Test>::DepositNotAffordable,
		);
	});
}
