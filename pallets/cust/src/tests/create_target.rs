// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{HoldReason, TargetInfo};
use tonnetz_core::traits::OperatorDuties;

#[test]
fn operator_creates_a_target_that_is_closed() {
	ExtBuilder::default().build_and_execute(|| {
		jump_to(3);
		assert!(!Cust::has_duties(&OPERATOR));
		assert_ok!(create(&OPERATOR, "acme/web.prod-1"));
		let owner = Owner::Operator(OPERATOR);
		let expected = TargetInfo {
			id: 0,
			name: text("acme/web.prod-1"),
			owner: owner.clone(),
			created: 3,
			policy_version: 0,
			has_policy: false,
			suspended: None,
			last_approved: None,
			open: 0,
			unlisted_refusals: 0,
		};
		assert_eq!(Cust::target(b"acme/web.prod-1".to_vec()), Some(expected));
		assert_eq!(held(HoldReason::Target, &OPERATOR), TARGET_PRICE);
		assert!(Cust::has_duties(&OPERATOR));
		let name = text("acme/web.prod-1");
		assert_eq!(events(), [Event::TargetCreated { target: 0, name, owner }]);
	});
}

#[test]
fn names_are_well_formed() {
	ExtBuilder::default().build_and_execute(|| {
		let long = "z".repeat(65);
		for name in ["", "Web", "a b", "a_b", "ä", &long] {
			assert_refused(|| create(&OPERATOR, name), Error::<Test>::BadTargetName);
		}
		let bytes = Call::create_target { name: vec![0xff] };
		assert_refused(|| signed(&OPERATOR, bytes), Error::<Test>::BadTargetName);
		assert_ok!(create(&OPERATOR, &"z".repeat(64)));
	});
}

#[test]
fn name_is_taken_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(create(&OPERATOR, "web"));
		for who in [OPERATOR, OTHER_OPERATOR] {
			assert_refused(|| create(&who, "web"), Error::<Test>::TargetNameTaken);
		}
	});
}

#[test]
fn only_operators_create_targets() {
	ExtBuilder::default().build_and_execute(|| {
		assert_refused(|| create(&STRANGER, "web"), Error::<Test>::NotOperator);
		let call = Call::create_target { name: b"web".to_vec() };
		assert_refused(|| root(call), DispatchError::BadOrigin);
	});
}

#[test]
fn thirty_third_target_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 0..32 {
			assert_ok!(create(&OPERATOR, &format!("web-{n}")));
		}
		assert_refused(|| create(&OPERATOR, "web-32"), Error::<Test>::TooManyTargets);
		assert_ok!(create(&OTHER_OPERATOR, "web-32"));
		let first = Call::remove_target { target: b"web-0".to_vec() };
		assert_ok!(signed(&OPERATOR, first));
		assert_ok!(create(&OPERATOR, "web-33"));
	});
}

#[test]
fn target_without_funds_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		Operators::set(vec![PAUPER]);
		assert_refused(|| create(&PAUPER, "web"), Error::<Test>::DepositNotAffordable);
	});
}
