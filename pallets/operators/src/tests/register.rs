// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, NextNumber};
use frame_support::assert_noop;
use sp_core::H256;
use sp_runtime::DispatchError;
use tonnetz_core::{
	operators::OperatorName,
	traits::{IsOperator, OperatorRecord},
	units::TNZ,
};

#[test]
fn register_makes_an_operator() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to(77);
		assert!(!Operators::is_operator(&STRANGER));
		let payout = PayoutRail::Interac(H256::repeat_byte(7));
		assert_ok!(Operators::register(signed(&STRANGER), b"node-1".to_vec(), payout, None));

		assert!(Operators::is_operator(&STRANGER));
		let operator = record(&STRANGER);
		let name = OperatorName::new("node-1").unwrap();
		assert_eq!(operator.name, name);
		assert_eq!(operator.joined, 77);
		assert_eq!(operator.number, FOUNDERS.len() as u64);
		assert_eq!(operator.payout, payout);
		assert_eq!(operator.position, at(5, 0, 0));
		assert_eq!(operator.referrer, None);
		assert!(!operator.founding);
		assert_eq!(held(&STRANGER), DEPOSIT);
		assert_eq!(<Operators as OperatorRecord<_, _>>::uptime(&STRANGER), 0);
		assert_eq!(
			events(),
			[Event::Registered { operator: STRANGER, name, position: at(5, 0, 0), referrer: None }]
		);
	});
}

#[test]
fn register_places_next_to_the_referrer() {
	ExtBuilder::default().build_and_execute(|| {
		// Next to Eve, at 4, stand nobody at 5, Dave at 3, and nobody elsewhere: in this order.
		let places = [at(5, 0, 0), at(4, 1, 0), at(4, 7, 0), at(4, 0, 1), at(4, 0, 7), at(5, 0, 0)];
		for (number, place) in (10..).zip(places) {
			let who = account(number);
			assert_ok!(register_invited(&who, &format!("n{number}"), &EVE));
			assert_eq!(record(&who).position, place);
			assert_eq!(record(&who).referrer, Some(EVE));
		}
		assert_ok!(register_invited(&account(20), "n20", &EVE));
		assert_eq!(record(&account(20)).position, at(3, 0, 0), "the first of the least occupied");
	});
}

#[test]
fn register_of_one_invited_by_no_operator_places_anywhere() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register_invited(&STRANGER, "stranger", &NEWCOMER));
		assert_eq!(record(&STRANGER).position, at(5, 0, 0));
		assert_eq!(record(&STRANGER).referrer, Some(NEWCOMER));
	});
}

#[test]
fn registering_again_begins_anew() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register_invited(&STRANGER, "stranger", &EVE));
		assert_ok!(set_recovery(&STRANGER, &STRANGER, &COLD));
		let surrounding = surround_eve();
		assert!(surrounding.contains(&STRANGER));
		assert_ok!(heartbeat(&STRANGER, &[]));
		assert_ok!(deregister(&STRANGER));
		let numbers = NextNumber::<Test>::get();
		assert_ok!(register(&STRANGER, "stranger"));
		let operator = record(&STRANGER);
		assert_eq!(operator.number, numbers);
		assert_eq!(operator.joined, System::block_number());
		assert_eq!((operator.referrer, operator.recovery), (None, None));
		assert_eq!(uptime(&STRANGER), crate::Uptime::new(Operators::current_era()));
	});
}

#[test]
fn register_fails_if_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(register(&ALICE, "alice-2"), Error::<Test>::AlreadyRegistered);
	});
}

#[test]
fn register_fails_on_an_invalid_name() {
	ExtBuilder::default().build_and_execute(|| {
		let long = "a".repeat(33);
		for name in ["", "Alice", "a_b", "a.b", "\u{e9}", &long] {
			assert_noop!(register(&STRANGER, name), Error::<Test>::InvalidName);
		}
		assert_noop!(
			Operators::register(signed(&STRANGER), vec![0xff; 3], PayoutRail::OnChain, None),
			Error::<Test>::InvalidName
		);
		assert_ok!(register(&STRANGER, &"a".repeat(32)));
	});
}

#[test]
fn register_fails_on_a_taken_name() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(register(&STRANGER, "alice"), Error::<Test>::NameTaken);
	});
}

#[test]
fn register_fails_if_the_deposit_is_not_affordable() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(register(&PAUPER, "pauper"), Error::<Test>::DepositNotAffordable);
		RegistrationDeposit::set(FUNDS + TNZ);
		assert_noop!(register(&STRANGER, "stranger"), Error::<Test>::DepositNotAffordable);
	});
}

#[test]
fn register_fails_on_a_refused_invite() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			register_invited(&STRANGER, "stranger", &STRANGER),
			DispatchError::Other("nobody invites itself")
		);
	});
}
