// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, Replacement, Replacements};
use frame_support::assert_noop;

#[test]
fn replace_account_announces() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		advance_to(50);
		assert_ok!(replace(&COLD, &EVE, &STRANGER));
		let from = 50 + DELAY;
		assert_eq!(events(), [Event::ReplacementAnnounced { operator: EVE, new: STRANGER, from }]);
		assert_eq!(Replacements::<Test>::get(EVE), Some(Replacement { new: STRANGER, from }));

		// Another begins the delay anew.
		advance_to(60);
		assert_ok!(replace(&COLD, &EVE, &NEWCOMER));
		let from = 60 + DELAY;
		assert_eq!(Replacements::<Test>::get(EVE), Some(Replacement { new: NEWCOMER, from }));
	});
}

#[test]
fn replace_account_fails_if_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(replace(&COLD, &STRANGER, &NEWCOMER), Error::<Test>::NotOperator);
	});
}

#[test]
fn replace_account_fails_for_others_than_the_recovery_account() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(replace(&EVE, &EVE, &STRANGER), Error::<Test>::NotRecovery);
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		for who in [EVE, STRANGER, SUSPENDERS] {
			assert_noop!(replace(&who, &EVE, &STRANGER), Error::<Test>::NotRecovery);
		}
	});
}

#[test]
fn replace_account_fails_with_the_recovery_account() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		assert_noop!(replace(&COLD, &EVE, &COLD), Error::<Test>::RecoveryIsOperator);
	});
}

#[test]
fn replace_account_fails_with_an_operator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		for operator in [EVE, BOB] {
			assert_noop!(replace(&COLD, &EVE, &operator), Error::<Test>::AlreadyRegistered);
		}
	});
}
