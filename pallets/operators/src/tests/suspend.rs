// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, OperatorSuspension};
use frame_support::assert_noop;
use sp_runtime::DispatchError;
use tonnetz_core::traits::{IsOperator, OperatorRecord};

fn suspended_since(who: &AccountId) -> Option<u32> {
	<Operators as OperatorRecord<_, _>>::suspended_since(who)
}

#[test]
fn suspension_by_the_recovery_account_stays() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		advance_to(50);
		assert_ok!(suspend(&COLD, &EVE));
		assert_eq!(events(), [Event::Suspended { operator: EVE, lapses: None }]);
		assert!(!Operators::is_operator(&EVE));
		assert_eq!(suspended_since(&EVE), Some(50));
		advance_to(50 + 365 * SUSPENSION);
		assert_eq!(suspended_since(&EVE), Some(50));
	});
}

#[test]
fn suspension_by_the_track_lapses() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to(50);
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		let lapses = Some(50 + SUSPENSION);
		assert_eq!(events(), [Event::Suspended { operator: EVE, lapses }]);
		advance_to(49 + SUSPENSION);
		assert_eq!(suspended_since(&EVE), Some(50));
		assert!(!Operators::is_operator(&EVE));
		let suspended = OperatorSuspension { since: 50, lapses };
		assert_eq!(Operators::info(EVE).unwrap().suspended, Some(suspended));
		advance_to(50 + SUSPENSION);
		assert_eq!(suspended_since(&EVE), None);
		assert!(Operators::is_operator(&EVE));
		assert_eq!(Operators::info(EVE).unwrap().suspended, None);
	});
}

#[test]
fn recovery_account_makes_a_suspension_stay_from_its_first_block() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		advance_to(50);
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		advance_to(60);
		assert_ok!(suspend(&COLD, &EVE));
		advance_to(100 + SUSPENSION);
		assert_eq!(suspended_since(&EVE), Some(50));
	});
}

#[test]
fn suspend_fails_if_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [SUSPENDERS, STRANGER] {
			assert_noop!(suspend(&who, &STRANGER), Error::<Test>::NotOperator);
		}
		assert_noop!(Operators::suspend(RuntimeOrigin::none(), EVE), DispatchError::BadOrigin);
	});
}

#[test]
fn suspend_fails_for_others_than_the_recovery_account() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(suspend(&EVE, &EVE), Error::<Test>::NotRecovery);
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		for who in [EVE, STRANGER, CONFIRMERS] {
			assert_noop!(suspend(&who, &EVE), Error::<Test>::NotRecovery);
		}
	});
}

#[test]
fn suspend_fails_twice() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		assert_noop!(suspend(&SUSPENDERS, &EVE), Error::<Test>::AlreadySuspended);
		assert_ok!(suspend(&COLD, &EVE));
		for who in [COLD, SUSPENDERS] {
			assert_noop!(suspend(&who, &EVE), Error::<Test>::AlreadySuspended);
		}
	});
}

#[test]
fn track_cannot_suspend_again_for_a_while() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		for block in [1 + SUSPENSION, SUSPENSION + PAUSE] {
			advance_to(block);
			assert_noop!(suspend(&SUSPENDERS, &EVE), Error::<Test>::SuspendedRecently);
		}
		advance_to(1 + SUSPENSION + PAUSE);
		assert_ok!(suspend(&SUSPENDERS, &EVE));
	});
}

#[test]
fn recovery_account_can_suspend_again_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		advance_to(1 + SUSPENSION);
		assert_ok!(suspend(&COLD, &EVE));
		assert_eq!(suspended_since(&EVE), Some(1 + SUSPENSION));
	});
}
