// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event};
use frame_support::assert_noop;
use sp_runtime::DispatchError;

#[test]
fn added_validator_validates_from_the_second_session_on() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(&EVE, 5);
		assert_ok!(add_validator(&ELECTORATE, &EVE));
		assert_eq!(events(), [Event::ValidatorAdded { operator: EVE }]);
		assert_eq!(validators(), FOUNDERS);
		assert!(Operators::is_validator(&EVE));
		end_session();
		assert_eq!(Session::validators(), FOUNDERS[..VALIDATORS]);
		end_session();
		assert_eq!(Session::validators(), FOUNDERS);
	});
}

#[test]
fn validators_ascend_in_whatever_order_they_are_added() {
	ExtBuilder::default().with_validators(3, 1).build_and_execute(|| {
		assert_ok!(remove_validator(&ELECTORATE, &ALICE));
		for (key, who) in [(5, &EVE), (4, &DAVE)] {
			set_keys(who, key);
			assert_ok!(add_validator(&ELECTORATE, who));
		}
		assert_ok!(add_validator(&ELECTORATE, &ALICE));
		assert_eq!(validators(), FOUNDERS);
	});
}

#[test]
fn add_validator_fails_for_others() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [EVE, SUSPENDERS] {
			assert_noop!(add_validator(&who, &EVE), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn add_validator_fails_if_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(&STRANGER, 9);
		assert_noop!(add_validator(&ELECTORATE, &STRANGER), Error::<Test>::NotOperator);
	});
}

#[test]
fn add_validator_fails_if_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		set_keys(&EVE, 5);
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		assert_noop!(add_validator(&ELECTORATE, &EVE), Error::<Test>::Suspended);
	});
}

#[test]
fn add_validator_fails_without_session_keys() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(add_validator(&ELECTORATE, &EVE), Error::<Test>::NoSessionKeys);
	});
}

#[test]
fn add_validator_fails_for_a_validator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(add_validator(&ELECTORATE, &DAVE), Error::<Test>::AlreadyValidator);
	});
}

#[test]
fn add_validator_fails_above_the_maximum() {
	ExtBuilder::default().build_and_execute(|| {
		for number in 10..10 + u16::try_from(MAX_VALIDATORS).unwrap() {
			let who = account(number);
			assert_ok!(register(&who, &format!("n{number}")));
			set_keys(&who, number.into());
			if validators().len() < MAX_VALIDATORS as usize {
				assert_ok!(add_validator(&ELECTORATE, &who));
			} else {
				assert_noop!(add_validator(&ELECTORATE, &who), Error::<Test>::TooManyValidators);
			}
		}
		assert_eq!(validators().len(), MAX_VALIDATORS as usize);
	});
}
