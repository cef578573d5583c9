// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, Suspension};
use frame_support::assert_noop;
use sp_runtime::DispatchError;
use tonnetz_core::traits::IsOperator;

#[test]
fn confirmed_suspension_does_not_lapse() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		advance_to(50);
		assert_ok!(confirm(&CONFIRMERS, &EVE));
		let confirmed = Suspension { since: 1, lapses: None, successor: None };
		assert_eq!(Operators::suspension(&EVE), Some(confirmed));
		assert_eq!(events(), [Event::SuspensionConfirmed { operator: EVE }]);
		advance_to(100 + SUSPENSION);
		assert!(!Operators::is_operator(&EVE));
	});
}

#[test]
fn confirm_suspension_fails_for_others() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		for who in [SUSPENDERS, EVE, COLD] {
			assert_noop!(confirm(&who, &EVE), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn confirm_suspension_fails_if_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(confirm(&CONFIRMERS, &STRANGER), Error::<Test>::NotOperator);
	});
}

#[test]
fn confirm_suspension_fails_if_none_would_lapse() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(confirm(&CONFIRMERS, &EVE), Error::<Test>::NothingToConfirm);
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		advance_to(1 + SUSPENSION);
		assert_noop!(confirm(&CONFIRMERS, &EVE), Error::<Test>::NothingToConfirm);
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		assert_ok!(suspend(&COLD, &EVE));
		assert_noop!(confirm(&CONFIRMERS, &EVE), Error::<Test>::NothingToConfirm);
	});
}
