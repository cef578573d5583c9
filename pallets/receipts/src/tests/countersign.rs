// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	Attestation, Countersignature, Error, Event, NextPosition, WitnessPosition, Witnesses,
};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, ArithmeticError};

#[test]
fn countersign_records_witness_block_time_and_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		advance_to(5);
		assert_ok!(countersign(&WITNESS, 0));

		let expected = Countersignature {
			witness: WITNESS,
			at: 5,
			time: time_of(5),
			deposit: PRICE_OF_COUNTERSIGNATURE,
		};
		assert_eq!(Witnesses::<Test>::get(Ordered(0), Ordered(0)), Some(expected));
		assert_eq!(WitnessPosition::<Test>::get(Ordered(0), WITNESS), Some(0));
		assert_eq!(events(), [Event::Countersigned { id: 0, witness: WITNESS, position: 0 }]);
	});
}

#[test]
fn countersign_holds_a_deposit_of_its_own_kind() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_many(&BOB, vec![attestation(1); 3]));
		for id in 0..3 {
			assert_ok!(countersign(&WITNESS, id));
		}
		assert_eq!(held_for_countersignatures(&WITNESS), 3 * PRICE_OF_COUNTERSIGNATURE);
		assert_eq!((held(&WITNESS), held_for_countersignatures(&BOB)), (0, 0));
	});
}

#[test]
fn countersign_changes_neither_receipt_nor_chain() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		let before = (entry(0), Receipts::head(BOB), held(&BOB));
		assert_ok!(countersign(&WITNESS, 0));
		assert_eq!((entry(0), Receipts::head(BOB), held(&BOB)), before);
	});
}

#[test]
fn countersign_numbers_positions_over_all_receipts() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_many(&BOB, vec![attestation(1); 2]));
		for (position, (witness, id)) in
			[(&WITNESS, 1), (&SECOND_WITNESS, 0), (&WITNESS, 0), (&ALICE, 0)]
				.into_iter()
				.enumerate()
		{
			assert_ok!(countersign(witness, id));
			assert_eq!(WitnessPosition::<Test>::get(Ordered(id), witness), Some(position as u64));
		}
		assert_eq!(NextPosition::<Test>::get(), 4);
	});
}

#[test]
fn countersign_accepts_receipts_that_are_revoked_expired_or_autonomous() {
	use tonnetz_core::traits::AttestReceipt;
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, Attestation { expires: Some(2), ..attestation(1) }));
		assert_ok!(Receipts::attest_autonomous(attestation(1)));
		assert_ok!(revoke(&BOB, 0, b""));
		advance_to(3);
		assert_ok!(countersign(&WITNESS, 0));
		assert_ok!(countersign(&WITNESS, 1));
	});
}

#[test]
fn countersign_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		assert_noop!(Receipts::countersign(RuntimeOrigin::root(), 0), BadOrigin);
	});
}

#[test]
fn countersign_fails_when_receipt_does_not_exist() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(countersign(&WITNESS, 0), Error::<Test>::UnknownReceipt);
		assert_ok!(attest(&BOB, attestation(1)));
		assert_noop!(countersign(&WITNESS, 1), Error::<Test>::UnknownReceipt);
	});
}

#[test]
fn countersign_fails_when_witness_is_not_an_operator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		assert_noop!(countersign(&STRANGER, 0), Error::<Test>::NotOperator);
		Operators::set(vec![STRANGER]);
		assert_ok!(countersign(&STRANGER, 0));
		assert_noop!(countersign(&WITNESS, 0), Error::<Test>::NotOperator);
	});
}

#[test]
fn countersign_fails_when_witness_is_the_issuer() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_noop!(countersign(&ALICE, 0), Error::<Test>::WitnessIsIssuer);
	});
}

#[test]
fn countersign_fails_when_done_already() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		assert_ok!(countersign(&WITNESS, 0));
		assert_noop!(countersign(&WITNESS, 0), Error::<Test>::AlreadyWitness);
		assert_ok!(countersign(&SECOND_WITNESS, 0));
	});
}

#[test]
fn countersign_fails_when_body_is_pruned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, Attestation { expires: Some(2), ..attestation(1) }));
		advance_to(2 + RETENTION + 1);
		assert_ok!(countersign(&WITNESS, 0));
		assert_ok!(prune(&STRANGER, &[0]));
		assert_noop!(countersign(&SECOND_WITNESS, 0), Error::<Test>::AlreadyPruned);
	});
}

#[test]
fn countersign_fails_when_deposit_is_not_affordable() {
	let just_enough = EXISTENTIAL_DEPOSIT + PRICE_OF_COUNTERSIGNATURE;
	ExtBuilder::default()
		.with_balance(WITNESS, just_enough - 1)
		.with_balance(SECOND_WITNESS, just_enough)
		.build_and_execute(|| {
			assert_ok!(attest(&BOB, attestation(1)));
			assert_noop!(countersign(&WITNESS, 0), Error::<Test>::DepositNotAffordable);
			assert_ok!(countersign(&SECOND_WITNESS, 0));
			assert_eq!(Balances::free_balance(SECOND_WITNESS), EXISTENTIAL_DEPOSIT);
		});
}

#[test]
fn countersign_fails_when_positions_are_exhausted() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		NextPosition::<Test>::put(u64::MAX);
		assert_noop!(countersign(&WITNESS, 0), ArithmeticError::Overflow);
	});
}
