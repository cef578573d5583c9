// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Activities, Commands, History, HoldReason, Policies, UnlistedRefusals};
use tonnetz_core::traits::OperatorDuties;

#[test]
fn owner_removes_a_target_and_has_its_deposit_back() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		submit_as(&PLANNER, with_paths(&["docs/a"]));
		assert_ok!(submit_with(&STRANGER, command(), 0, 50));
		jump_to(2);
		assert_ok!(remove(&OPERATOR));
		assert_eq!(Cust::target(b"web".to_vec()), None);
		assert_eq!(held(HoldReason::Target, &OPERATOR), 0);
		assert!(!Cust::has_duties(&OPERATOR));
		assert_eq!(events(), [Event::TargetRemoved { target: WEB, name: text("web") }]);
		assert_eq!(Policies::<Test>::iter_keys().count(), 0);
		assert_eq!(Activities::<Test>::iter_keys().count(), 0);
		assert_eq!(UnlistedRefusals::<Test>::iter_keys().count(), 0);

		// Nonces and history stay under the number, which is not used again.
		assert!(Commands::<Test>::contains_key(Ordered(0)));
		assert!(History::<Test>::contains_key(Cust::key(WEB), Ordered(0)));
		assert_eq!(crate::Nonces::<Test>::get(Cust::key(WEB), PLANNER), 1);
		assert_ok!(create(&OTHER_OPERATOR, "web"));
		let again = Cust::target(b"web".to_vec()).unwrap();
		assert_eq!((again.id, again.policy_version), (1, 0));
		assert_eq!(Cust::next_nonce(b"web".to_vec(), PLANNER), 0);
		assert!(Cust::history(b"web".to_vec(), 0, 10).items.is_empty());
	});
}

#[test]
fn only_the_owner_removes_a_target() {
	ExtBuilder::default().build_and_execute(|| {
		assert_refused(|| remove(&OPERATOR), Error::<Test>::UnknownTarget);
		web(policy(0));
		for who in [OTHER_OPERATOR, STRANGER] {
			assert_refused(|| remove(&who), Error::<Test>::NotOwner);
		}
		let call = || Call::remove_target { target: b"web".to_vec() };
		assert_refused(|| root(call()), DispatchError::BadOrigin);
		assert_ok!(reassign(None));
		assert_refused(|| remove(&OPERATOR), DispatchError::BadOrigin);
		assert_ok!(root(call()));
	});
}

#[test]
fn target_with_open_commands_stays() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let id = submit();
		assert_refused(|| remove(&OPERATOR), Error::<Test>::TargetInUse);
		assert_ok!(approve(&APPROVER, id));
		assert_refused(|| remove(&OPERATOR), Error::<Test>::TargetInUse);
		assert_ok!(claim(&EXECUTOR, id));
		assert_refused(|| remove(&OPERATOR), Error::<Test>::TargetInUse);
		// The lease is over when that is written down.
		jump_to(31);
		assert_refused(|| remove(&OPERATOR), Error::<Test>::TargetInUse);
		idle();
		assert_ok!(remove(&OPERATOR));
	});
}

#[test]
fn suspended_operator_removes_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		Operators::set(vec![]);
		assert_refused(|| remove(&OPERATOR), Error::<Test>::NotOperator);
		Operators::set(vec![OPERATOR]);
		assert_ok!(remove(&OPERATOR));
	});
}
