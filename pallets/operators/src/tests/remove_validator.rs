// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event};
use frame_support::assert_noop;
use sp_runtime::DispatchError;

#[test]
fn removed_validator_stops_with_the_second_session() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(remove_validator(&ELECTORATE, &DAVE));
		assert_eq!(events(), [Event::ValidatorRemoved { operator: DAVE }]);
		assert_eq!(validators(), FOUNDERS[..3]);
		end_session();
		assert_eq!(Session::validators(), FOUNDERS[..4]);
		end_session();
		assert_eq!(Session::validators(), FOUNDERS[..3]);
	});
}

#[test]
fn remove_validator_fails_for_others() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [DAVE, SUSPENDERS] {
			assert_noop!(remove_validator(&who, &DAVE), DispatchError::BadOrigin);
		}
	});
}

#[test]
fn remove_validator_fails_for_others_than_validators() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [EVE, STRANGER] {
			assert_noop!(remove_validator(&ELECTORATE, &who), Error::<Test>::NotValidator);
		}
	});
}

#[test]
fn remove_validator_fails_below_the_minimum() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(remove_validator(&ELECTORATE, &DAVE));
		assert_noop!(remove_validator(&ELECTORATE, &ALICE), Error::<Test>::TooFewValidators);
		assert_eq!(validators().len(), MIN_VALIDATORS as usize);
	});
}
