// SPDX-License-Identifier: Apache-2.0

//! What becomes of an operator's targets when another account replaces its own.

use super::*;
use crate::{HoldReason, Policies, TargetsOf};
use tonnetz_core::traits::OperatorDuties;

/// An account that is to take the place of the operator's.
const HEIR: AccountId = STRANGER;

fn owner(name: &str) -> Owner<AccountId> {
	Cust::target(name.as_bytes().to_vec()).expect("the target exists").owner
}

#[test]
fn targets_go_over_with_their_deposits() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(create(&OPERATOR, "web"));
		assert_ok!(create(&OTHER_OPERATOR, "other"));
		assert_ok!(create(&OPERATOR, "api"));
		jump_to(2);
		assert_ok!(replace(&OPERATOR, &HEIR));

		let (from, to) = (Owner::Operator(OPERATOR), Owner::Operator(HEIR));
		let reassigned =
			|target| Event::TargetReassigned { target, from: from.clone(), to: to.clone() };
		assert_eq!(events(), [reassigned(0), reassigned(2)]);
		assert_eq!(["web", "api"].map(owner), [to.clone(), to.clone()]);
		assert_eq!(owner("other"), Owner::Operator(OTHER_OPERATOR));
		assert_eq!(TargetsOf::<Test>::get(HEIR).into_inner(), [0, 2]);
		assert!(Cust::has_duties(&HEIR) && !Cust::has_duties(&OPERATOR));
		let held = |who| held(HoldReason::Target, who);
		assert_eq!((held(&OPERATOR), held(&HEIR)), (0, 2 * TARGET_PRICE));
	});
}

#[test]
fn the_new_account_owns_them_and_the_old_one_does_not() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		assert_ok!(replace(&OPERATOR, &HEIR));
		assert_refused(|| set_policy(&OPERATOR, policy(0)), Error::<Test>::NotOwner);
		assert_refused(|| remove(&OPERATOR), Error::<Test>::NotOwner);
		assert_ok!(set_policy(&HEIR, policy(0)));
		assert_eq!(Cust::policy(b"web".to_vec()).unwrap().version, 2);
		let funds = Balances::free_balance(HEIR);
		assert_ok!(remove(&HEIR));
		assert_eq!(Balances::free_balance(HEIR), funds + TARGET_PRICE);
	});
}

/// Whoever has the old key may have set the policy, or have a role in it.
#[test]
fn policies_do_not_outlive_the_account_that_set_them() {
	ExtBuilder::default().build_and_execute(|| {
		let by_itself = PolicyOf::<Test> { approvers: accounts(&[OPERATOR]), ..policy(1) };
		web(by_itself);
		let (pending, approved, claimed) = (submit(), submit(), submit());
		for id in [approved, claimed] {
			assert_ok!(approve(&OPERATOR, id));
		}
		assert_ok!(claim(&EXECUTOR, claimed));
		assert_ok!(suspend(None));
		jump_to(2);
		assert_ok!(replace(&OPERATOR, &HEIR));
		assert_eq!(Policies::<Test>::iter_keys().count(), 0);
		assert_eq!(Cust::target(b"web".to_vec()).unwrap().suspended, None);

		assert_ok!(submit_with(&PLANNER, command(), 3, 50));
		let (target, reason) = (text("web"), Reason::NoPolicy);
		let refused = Event::SubmissionRefused { submitter: PLANNER, target, reason };
		assert_eq!(events().last(), Some(&refused));
		assert_ok!(approve(&OPERATOR, pending));
		assert_ok!(claim(&EXECUTOR, approved));
		let closed = State::Refused { reason: Reason::NoPolicy, at: 2 };
		assert_eq!((state(pending), state(approved)), (closed.clone(), closed));
		// What is being executed is reported.
		assert_ok!(complete(&EXECUTOR, claimed));
	});
}

#[test]
fn commands_wait_for_the_policy_of_the_new_account() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let id = submit();
		assert_ok!(replace(&OPERATOR, &HEIR));
		assert_ok!(set_policy(&HEIR, policy(1)));
		assert_ok!(approve(&APPROVER, id));
		assert_ok!(claim(&EXECUTOR, id));
	});
}

#[test]
fn what_the_old_account_did_in_a_role_stays_with_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(create(&OTHER_OPERATOR, "web"));
		let roles = PolicyOf::<Test> { planners: accounts(&[OPERATOR]), ..policy(0) };
		assert_ok!(set_policy(&OTHER_OPERATOR, roles));
		let (id, _) = submit_as(&OPERATOR, command());
		let deposit = held(HoldReason::Command, &OPERATOR);
		assert_ok!(replace(&OPERATOR, &HEIR));
		assert_eq!(record(id).planner, OPERATOR);
		let held = |who| held(HoldReason::Command, who);
		assert_eq!((held(&OPERATOR), held(&HEIR)), (deposit, 0));
		assert_eq!(Cust::next_nonce(b"web".to_vec(), HEIR), 0);
		assert_ok!(claim(&EXECUTOR, id));
		assert_ok!(complete(&EXECUTOR, id));
		jump_to(1 + RETENTION + 1);
		assert_ok!(prune(&HEIR, &[id]));
		assert_eq!(held(&OPERATOR), 0);
	});
}

#[test]
fn the_new_account_needs_no_funds_of_its_own() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(create(&OPERATOR, "web"));
		assert_ok!(replace(&OPERATOR, &PAUPER));
		assert_eq!(held(HoldReason::Target, &PAUPER), TARGET_PRICE);
		assert_eq!(Balances::free_balance(PAUPER), EXISTENTIAL_DEPOSIT);
	});
}

#[test]
fn an_account_without_targets_is_replaced_without_a_trace() {
	ExtBuilder::default().build_and_execute(|| {
		let before = state_root();
		assert_ok!(Cust::replace(&OPERATOR, &HEIR));
		assert_eq!(state_root(), before);
	});
}

#[test]
fn targets_of_both_are_at_most_as_many_as_of_one() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 1..MAX_TARGETS {
			assert_ok!(create(&OPERATOR, &format!("web-{n}")));
		}
		for name in ["web", "api"] {
			assert_ok!(create(&OTHER_OPERATOR, name));
		}
		let replaced = || Cust::replace(&OPERATOR, &OTHER_OPERATOR);
		assert_refused(replaced, Error::<Test>::TooManyTargets);
		assert_ok!(signed(&OTHER_OPERATOR, Call::remove_target { target: b"api".to_vec() }));
		assert_ok!(replaced());
		assert_eq!(TargetsOf::<Test>::get(OTHER_OPERATOR).len(), MAX_TARGETS as usize);
		assert_eq!(held(HoldReason::Target, &OTHER_OPERATOR), 32 * TARGET_PRICE);
	});
}

/// The account that replaces another has signed for that, and so it exists. Whatever keeps a deposit
/// from moving, nothing moves.
#[test]
fn targets_whose_deposit_cannot_be_moved_stay() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let before = state_root();
		assert!(replace(&OPERATOR, &AccountId::new([99; 32])).is_err());
		assert_eq!(state_root(), before);
	});
}
