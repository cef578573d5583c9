// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Departures, Error, Event};
use frame_support::assert_noop;

#[test]
fn withdraw_deposit_returns_it_after_the_cool_down() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deregister(&EVE));
		advance_to(1 + COOL_DOWN);
		assert_ok!(withdraw(&EVE));
		assert_eq!(held(&EVE), 0);
		assert_eq!(Balances::free_balance(EVE), FUNDS);
		assert!(!Departures::<Test>::contains_key(EVE));
		assert_eq!(events(), [Event::DepositWithdrawn { account: EVE, amount: DEPOSIT }]);
	});
}

#[test]
fn withdraw_deposit_leaves_that_of_a_new_registration() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deregister(&EVE));
		assert_ok!(register(&EVE, "eve"));
		assert_eq!(held(&EVE), 2 * DEPOSIT);
		advance_to(1 + COOL_DOWN);
		assert_ok!(withdraw(&EVE));
		assert_eq!(held(&EVE), DEPOSIT);
	});
}

#[test]
fn withdraw_deposit_waits_again_for_one_who_leaves_twice() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deregister(&EVE));
		advance_to(100);
		assert_ok!(register(&EVE, "eve"));
		assert_ok!(deregister(&EVE));
		advance_to(99 + COOL_DOWN);
		assert_noop!(withdraw(&EVE), Error::<Test>::CoolingDown);
		advance_to(100 + COOL_DOWN);
		assert_ok!(withdraw(&EVE));
		assert_eq!(held(&EVE), 0);
	});
}

#[test]
fn withdraw_deposit_fails_without_one() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(withdraw(&STRANGER), Error::<Test>::NothingToWithdraw);
		assert_noop!(withdraw(&EVE), Error::<Test>::NothingToWithdraw);
	});
}

#[test]
fn withdraw_deposit_fails_during_the_cool_down() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(deregister(&EVE));
		advance_to(COOL_DOWN);
		assert_noop!(withdraw(&EVE), Error::<Test>::CoolingDown);
	});
}
