// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event};
use frame_support::assert_noop;

#[test]
fn set_recovery_is_once_the_operators_and_then_the_recovery_accounts() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		assert_eq!(record(&EVE).recovery, Some(COLD));
		assert_eq!(events(), [Event::RecoverySet { operator: EVE, recovery: COLD }]);

		assert_noop!(set_recovery(&EVE, &EVE, &STRANGER), Error::<Test>::NotRecovery);
		assert_ok!(set_recovery(&COLD, &EVE, &STRANGER));
		assert_eq!(record(&EVE).recovery, Some(STRANGER));
		assert_noop!(set_recovery(&COLD, &EVE, &COLD), Error::<Test>::NotRecovery);
	});
}

#[test]
fn one_account_recovers_several_operators() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		assert_ok!(set_recovery(&BOB, &BOB, &COLD));
		assert_ok!(set_recovery(&COLD, &BOB, &STRANGER));
		assert_eq!(record(&EVE).recovery, Some(COLD));
	});
}

#[test]
fn set_recovery_fails_if_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set_recovery(&STRANGER, &STRANGER, &COLD), Error::<Test>::NotOperator);
	});
}

#[test]
fn set_recovery_fails_for_a_stranger() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set_recovery(&STRANGER, &EVE, &COLD), Error::<Test>::NotRecovery);
		assert_noop!(set_recovery(&COLD, &EVE, &COLD), Error::<Test>::NotRecovery);
	});
}

#[test]
fn set_recovery_fails_with_the_operator_itself() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(set_recovery(&EVE, &EVE, &EVE), Error::<Test>::RecoveryIsOperator);
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		assert_noop!(set_recovery(&COLD, &EVE, &EVE), Error::<Test>::RecoveryIsOperator);
	});
}

#[test]
fn suspended_operator_cannot_set_its_recovery() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		assert_noop!(set_recovery(&EVE, &EVE, &COLD), Error::<Test>::Suspended);
	});
}

#[test]
fn recovery_account_hands_over_while_the_operator_is_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		assert_ok!(suspend(&COLD, &EVE));
		assert_ok!(set_recovery(&COLD, &EVE, &STRANGER));
		assert_eq!(record(&EVE).recovery, Some(STRANGER));
	});
}
