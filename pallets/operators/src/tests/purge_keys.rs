// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Sessions};
use frame_support::assert_noop;

fn purge(who: &AccountId) -> frame_support::dispatch::DispatchResult {
	Operators::purge_keys(signed(who))
}

#[test]
fn purge_keys_returns_their_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		for (key, who) in [(5, &EVE), (6, &STRANGER)] {
			let before = Balances::free_balance(who);
			set_keys(who, key);
			assert_eq!(Balances::free_balance(who), before - KEY_DEPOSIT);
			assert_ok!(purge(who));
			assert_eq!(Balances::free_balance(who), before);
			assert!(!Session::has_keys(who));
		}
	});
}

#[test]
fn purge_keys_fails_while_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(&EVE, 5);
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		assert_noop!(purge(&EVE), Error::<Test>::Suspended);
	});
}

#[test]
fn purge_keys_fails_while_validating() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(purge(&DAVE), Error::<Test>::IsValidator);
		assert_ok!(remove_validator(&ELECTORATE, &DAVE));
		// With its keys it would escape proof of what it still does.
		assert_noop!(purge(&DAVE), Error::<Test>::IsValidator);
		end_session();
		assert_noop!(purge(&DAVE), Error::<Test>::IsValidator);
		end_session();
		assert_ok!(purge(&DAVE));
	});
}

#[test]
fn purge_keys_fails_while_about_to_validate() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(&EVE, 5);
		assert_ok!(add_validator(&ELECTORATE, &EVE));
		end_session();
		assert_ok!(remove_validator(&ELECTORATE, &EVE));
		assert!(!Session::validators().contains(&EVE), "queued alone");
		assert_noop!(purge(&EVE), Error::<Test>::IsValidator);
	});
}

#[test]
fn purge_keys_fails_without_keys() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(purge(&EVE), pallet_session::Error::<Test>::NoKeys);
	});
}
