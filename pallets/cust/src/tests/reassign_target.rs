// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{HoldReason, TargetsOf};
use tonnetz_core::traits::OperatorDuties;

#[test]
fn squatted_name_gets_another_owner_and_loses_its_policy() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		assert_ok!(suspend(None));
		jump_to(2);
		assert_ok!(reassign(Some(OTHER_OPERATOR)));
		let (from, to) = (Owner::Operator(OPERATOR), Owner::Operator(OTHER_OPERATOR));
		assert_eq!(events(), [Event::TargetReassigned { target: WEB, from, to: to.clone() }]);
		let target = Cust::target(b"web".to_vec()).unwrap();
		assert_eq!((target.id, target.owner, target.has_policy), (WEB, to, false));
		assert_eq!((target.suspended, target.policy_version), (None, 1));
		assert_eq!(held(HoldReason::Target, &OPERATOR), 0);
		assert_eq!(held(HoldReason::Target, &OTHER_OPERATOR), TARGET_PRICE);
		assert!(!Cust::has_duties(&OPERATOR) && Cust::has_duties(&OTHER_OPERATOR));

		assert_refused(|| set_policy(&OPERATOR, policy(0)), Error::<Test>::NotOwner);
		assert_ok!(submit_with(&PLANNER, command(), 0, 50));
		let reason = Reason::NoPolicy;
		let refused = Event::SubmissionRefused { submitter: PLANNER, target: text("web"), reason };
		assert_eq!(events().last(), Some(&refused));
		assert_ok!(set_policy(&OTHER_OPERATOR, policy(0)));
		assert_eq!(Cust::policy(b"web".to_vec()).unwrap().version, 2);
	});
}

#[test]
fn target_becomes_shared_and_an_operators_again() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		assert_ok!(reassign(None));
		assert_eq!(Cust::target(b"web".to_vec()).unwrap().owner, Owner::Shared);
		assert_eq!(held(HoldReason::Target, &OPERATOR), 0);
		assert_ok!(reassign(Some(OPERATOR)));
		assert_eq!(held(HoldReason::Target, &OPERATOR), TARGET_PRICE);
		assert_eq!(TargetsOf::<Test>::get(OPERATOR).into_inner(), [WEB]);
	});
}

#[test]
fn new_owner_must_be_able_to_own_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_refused(|| reassign(None), Error::<Test>::UnknownTarget);
		web(policy(0));
		assert_refused(|| reassign(Some(STRANGER)), Error::<Test>::NotOperator);
		Operators::set(vec![OPERATOR, OTHER_OPERATOR, PAUPER]);
		assert_refused(|| reassign(Some(PAUPER)), Error::<Test>::DepositNotAffordable);
		for n in 0..MAX_TARGETS {
			assert_ok!(create(&OTHER_OPERATOR, &format!("{n}")));
		}
		assert_refused(|| reassign(Some(OTHER_OPERATOR)), Error::<Test>::TooManyTargets);
		// Who has as many as may be can keep one of them.
		for n in 1..MAX_TARGETS {
			assert_ok!(create(&OPERATOR, &format!("web-{n}")));
		}
		assert_ok!(reassign(Some(OPERATOR)));
		assert_eq!(TargetsOf::<Test>::get(OPERATOR).len(), MAX_TARGETS as usize);
	});
}

#[test]
fn nobody_else_reassigns() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		for who in [OPERATOR, OTHER_OPERATOR, GUARDIAN] {
			let call =
				Call::reassign_target { target: b"web".to_vec(), owner: Some(OTHER_OPERATOR) };
			assert_refused(|| signed(&who, call), DispatchError::BadOrigin);
		}
	});
}
