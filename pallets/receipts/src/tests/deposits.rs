// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{deposit::split, Attestation, Deposit, Kind, MAX_URI_LEN};
use codec::Encode;
use frame_support::{assert_noop, assert_ok};
use sp_runtime::TokenError;
use tonnetz_core::units::MILLI_TNZ;

fn deposit(id: ReceiptId) -> Deposit {
	whole(id).3
}

#[test]
fn deposit_is_the_base_and_a_price_for_each_byte_of_the_record() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_eq!(receipt(0).encoded_size(), 122);
		assert_eq!(held(&ALICE), 222 * MILLI_TNZ);
		assert_eq!(Balances::free_balance(ALICE), FUNDS - 222 * MILLI_TNZ);

		let longest = Attestation {
			kind: Kind::Custom(0),
			parent: Some(0),
			uri: vec![b'u'; MAX_URI_LEN as usize],
			expires: Some(2),
			..attestation(1)
		};
		assert_ok!(attest(&ALICE, longest));
		assert_eq!(receipt(1).encoded_size(), 122 + 4 + 8 + 129 + 4);
		assert_eq!(held(&ALICE), (222 + 367) * MILLI_TNZ);
	});
}

#[test]
fn deposit_is_recorded_as_two_thirds_and_a_third() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_eq!(deposit(0), Deposit { body: 148 * MILLI_TNZ, permanent: 74 * MILLI_TNZ });
	});
	for total in [0, 1, 2, 3, 4, 5, 1_000_000_007, u128::MAX] {
		let deposit = split(total);
		assert_eq!(deposit.permanent, total / 3);
		assert_eq!(deposit.total(), total);
	}
}

#[test]
fn deposit_of_several_items_is_their_sum() {
	ExtBuilder::default().build_and_execute(|| {
		let long = Attestation { uri: vec![b'u'; 10], ..attestation(2) };
		assert_ok!(attest_many(&ALICE, vec![attestation(1), long]));
		assert_eq!(deposit(0).total(), 222 * MILLI_TNZ);
		assert_eq!(deposit(1).total(), 232 * MILLI_TNZ);
		assert_eq!(held(&ALICE), 454 * MILLI_TNZ);
	});
}

#[test]
fn deposit_keeps_the_existential_deposit_free() {
	let just_enough = EXISTENTIAL_DEPOSIT + 222 * MILLI_TNZ;
	ExtBuilder::default()
		.with_balance(ALICE, just_enough)
		.with_balance(BOB, just_enough - 1)
		.build_and_execute(|| {
			assert_noop!(attest(&BOB, attestation(1)), crate::Error::<Test>::DepositNotAffordable);
			assert_ok!(attest(&ALICE, attestation(1)));
			assert_eq!(Balances::free_balance(ALICE), EXISTENTIAL_DEPOSIT);
		});
}

#[test]
fn deposit_cannot_be_spent() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_noop!(
			Balances::transfer_allow_death(RuntimeOrigin::signed(ALICE), BOB, FUNDS),
			TokenError::FundsUnavailable
		);
	});
}

#[test]
fn deposit_stays_as_recorded_when_prices_change() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		DepositBase::set(7);
		DepositPerByte::set(0);
		assert_ok!(attest(&ALICE, attestation(2)));
		assert_eq!(deposit(0).total(), 222 * MILLI_TNZ);
		assert_eq!(deposit(1).total(), 7);
		assert_eq!(held(&ALICE), 222 * MILLI_TNZ + 7);
	});
}

#[test]
fn deposit_may_be_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		DepositBase::set(0);
		DepositPerByte::set(0);
		assert_ok!(attest(&PAUPER, attestation(1)));
		assert_eq!(held(&PAUPER), 0);
	});
}

#[test]
fn deposit_is_not_affordable_when_prices_overflow() {
	ExtBuilder::default().build_and_execute(|| {
		DepositPerByte::set(u128::MAX);
		assert_noop!(attest(&ALICE, attestation(1)), crate::Error::<Test>::DepositNotAffordable);
		assert_noop!(
			attest_many(&ALICE, vec![attestation(1), attestation(2)]),
			crate::Error::<Test>::DepositNotAffordable
		);
	});
}
