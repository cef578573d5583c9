// SPDX-License-Identifier: Apache-2.0

//! That each invariant is really checked: a state that breaks one is noticed.

use super::*;
use crate::{
	Above, ByNumber, Conviction, Convictions, Endpoints, HoldReason, Lowest, Names, NextNumber,
	Occupancy, Occupants, Operator, OperatorName, Operators as Registry, Replacement, Replacements,
	Suspension, Suspensions, Uptime, Uptimes, Validators,
};
use frame_support::traits::{fungible::MutateHold, tokens::Precision};
use sp_core::H256;
use tonnetz_core::ordered::Ordered;

/// Does `damage` to a sound state and expects the sentence of the invariant that it breaks.
#[track_caller]
fn assert_noticed(sentence: &'static str, damage: impl FnOnce()) {
	ExtBuilder::default().build().execute_with(|| {
		for number in 10..20 {
			assert_ok!(register_invited(&account(number), &format!("n{number}"), &EVE));
		}
		assert_ok!(deregister(&account(12)));
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		assert_ok!(replace(&COLD, &EVE, &STRANGER));
		assert_ok!(set_endpoint(&EVE, "http://a"));
		assert_ok!(Operators::do_try_state());
		damage();
		assert_eq!(Operators::do_try_state(), Err(sentence.into()));
	});
}

/// Changes the record of Eve.
fn alter(change: impl FnOnce(&mut Operator<AccountId, u32>)) {
	Registry::<Test>::mutate_extant(EVE, change);
}

#[test]
fn try_state_notices_bad_names() {
	assert_noticed("a name is one", || {
		alter(|operator| operator.name = OperatorName::new("Eve").unwrap());
	});
	assert_noticed("`Names` has each operator", || {
		Names::<Test>::remove(record(&EVE).name);
	});
	assert_noticed("`Names` has nothing else", || {
		Names::<Test>::insert(OperatorName::new("ghost").unwrap(), STRANGER);
	});
}

#[test]
fn try_state_notices_bad_numbers() {
	assert_noticed("a number is below the next", || NextNumber::<Test>::put(4));
	assert_noticed("`ByNumber` has each operator", || {
		ByNumber::<Test>::insert(Ordered(4), DAVE);
	});
	assert_noticed("`ByNumber` has nothing else", || {
		ByNumber::<Test>::insert(Ordered(99), DAVE);
	});
}

#[test]
fn try_state_notices_impossible_records() {
	assert_noticed("an operator joined in the past", || {
		alter(|operator| operator.joined = 2);
	});
	let sentence = "no operator is its own recovery account or referrer";
	assert_noticed(sentence, || alter(|operator| operator.recovery = Some(EVE)));
	assert_noticed(sentence, || alter(|operator| operator.referrer = Some(EVE)));
}

#[test]
fn try_state_notices_impossible_suspensions() {
	let suspension = |since, lapses, successor| Suspension { since, lapses, successor };
	assert_noticed("a suspension is not from a block to come", || {
		Suspensions::<Test>::insert(EVE, suspension(2, None, None));
	});
	let sentence = "who has a successor is stopped for good";
	assert_noticed(sentence, || {
		Suspensions::<Test>::insert(EVE, suspension(1, None, Some(STRANGER)));
	});
	assert_noticed(sentence, || {
		Suspensions::<Test>::insert(STRANGER, suspension(1, Some(9), Some(EVE)));
	});
}

#[test]
fn try_state_notices_bad_uptimes() {
	assert_noticed("each operator has an uptime", || Uptimes::<Test>::remove(EVE));
	assert_noticed("nobody else has an uptime", || {
		Uptimes::<Test>::insert(STRANGER, Uptime::new(0));
	});
	assert_noticed("the era of an uptime has begun", || {
		Uptimes::<Test>::insert(EVE, Uptime::new(1));
	});
}

#[test]
fn try_state_notices_bad_endpoints() {
	assert_noticed("an endpoint is one", || {
		Endpoints::<Test>::insert(EVE, Endpoint::new("http://a/").unwrap());
	});
	assert_noticed("only operators have endpoints", || {
		Endpoints::<Test>::insert(STRANGER, Endpoint::new("http://a").unwrap());
	});
}

#[test]
fn try_state_notices_replacements_by_nobody() {
	let sentence = "a replacement is announced by a recovery account";
	assert_noticed(sentence, || alter(|operator| operator.recovery = None));
	assert_noticed(sentence, || {
		Replacements::<Test>::insert(STRANGER, Replacement { new: NEWCOMER, from: 0 });
	});
}

#[test]
fn try_state_notices_a_bad_torus() {
	let place = at(4, 0, 0);
	let sentence = "each operator stands where its record says";
	assert_noticed(sentence, || alter(|operator| operator.position = at(7, 7, 7)));
	assert_noticed(sentence, || alter(|operator| operator.slot = 1));
	assert_noticed(sentence, || alter(|operator| operator.founding = false));
	assert_noticed("nobody else stands on the torus", || {
		let observer = Occupants::<Test>::get(place, 0).unwrap();
		Occupants::<Test>::insert(place, 1, observer);
	});
	assert_noticed("slots are dense from 0", || {
		let observer = Occupants::<Test>::take(place, 0).unwrap();
		Occupants::<Test>::insert(place, 1, observer);
		alter(|operator| operator.slot = 1);
	});
	assert_noticed("`Occupancy` counts who stands at each position", || {
		Occupancy::<Test>::insert(place, 2);
	});
	let sentence = "`Above` has the positions with more occupants";
	assert_noticed(sentence, || Above::<Test>::mutate(0, |above| above.remove(place)));
	assert_noticed(sentence, || Above::<Test>::insert(9, crate::PositionSet::default()));
	assert_noticed("`Lowest` is that of the least occupied", || Lowest::<Test>::put(1));
}

#[test]
fn try_state_notices_bad_validators() {
	assert_noticed("validators ascend by account", || {
		Validators::<Test>::mutate(|validators| validators.as_mut().reverse());
	});
	assert_noticed("validators are no fewer than `MinValidators`", || {
		Validators::<Test>::mutate(|validators| validators.truncate(2));
	});
	let replace_first = |account: AccountId, since: u32| {
		Validators::<Test>::mutate(|validators| {
			validators[0] = crate::Observer { account, since };
		});
	};
	assert_noticed("a validator is an operator", || replace_first(account(0), 0));
	assert_noticed("a validator is old enough to observe when its record says", || {
		replace_first(ALICE, 1);
	});
	assert_noticed("a validator has session keys", || {
		pallet_session::NextKeys::<Test>::remove(ALICE);
	});
	assert_noticed("a conviction is not from a session to come", || {
		Convictions::<Test>::insert(DAVE, Conviction { session: 1, slot: H256::zero() });
	});
}

#[test]
fn try_state_notices_wrong_holds() {
	let sentence = "what is on hold is the sum of the recorded deposits";
	for who in [EVE, account(12)] {
		assert_noticed(sentence, || {
			let reason = HoldReason::Registration.into();
			assert_ok!(Balances::release(&reason, &who, 1, Precision::Exact));
		});
	}
}
