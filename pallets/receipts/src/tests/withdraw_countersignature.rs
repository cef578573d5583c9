// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Attestation, Error, Event, NextPosition, WitnessPosition, Witnesses};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

#[test]
fn withdraw_countersignature_returns_the_deposit_and_leaves_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		assert_ok!(countersign(&WITNESS, 0));
		System::reset_events();
		assert_ok!(withdraw(&WITNESS, 0));

		assert_eq!(held_for_countersignatures(&WITNESS), 0);
		assert_eq!(Balances::free_balance(WITNESS), FUNDS);
		assert_eq!(Witnesses::<Test>::iter().count(), 0);
		assert_eq!(WitnessPosition::<Test>::iter().count(), 0);
		assert_eq!(events(), [Event::CountersignatureWithdrawn { id: 0, witness: WITNESS }]);
	});
}

#[test]
fn withdraw_countersignature_returns_what_was_paid_when_prices_have_changed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		assert_ok!(countersign(&WITNESS, 0));
		CountersignatureDeposit::set(7);
		assert_ok!(countersign(&SECOND_WITNESS, 0));
		assert_eq!(held_for_countersignatures(&SECOND_WITNESS), 7);
		assert_ok!(withdraw(&WITNESS, 0));
		assert_ok!(withdraw(&SECOND_WITNESS, 0));
		assert_eq!(held_for_countersignatures(&WITNESS), 0);
		assert_eq!(held_for_countersignatures(&SECOND_WITNESS), 0);
	});
}

#[test]
fn withdraw_countersignature_leaves_the_others_at_their_positions() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		for witness in [&ALICE, &WITNESS, &SECOND_WITNESS] {
			assert_ok!(countersign(witness, 0));
		}
		assert_ok!(withdraw(&WITNESS, 0));
		let left: Vec<_> = Receipts::witnesses(0, 0, 10)
			.items
			.into_iter()
			.map(|witness| (witness.position, witness.witness))
			.collect();
		assert_eq!(left, [(0, ALICE), (2, SECOND_WITNESS)]);
	});
}

#[test]
fn withdraw_countersignature_allows_another_at_a_new_position() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		assert_ok!(countersign(&WITNESS, 0));
		assert_ok!(withdraw(&WITNESS, 0));
		assert_ok!(countersign(&WITNESS, 0));
		assert_eq!(WitnessPosition::<Test>::get(Ordered(0), WITNESS), Some(1));
		assert_eq!(NextPosition::<Test>::get(), 2);
	});
}

#[test]
fn withdraw_countersignature_accepts_a_pruned_receipt_and_a_former_operator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, Attestation { expires: Some(2), ..attestation(1) }));
		assert_ok!(countersign(&WITNESS, 0));
		advance_to(2 + RETENTION + 1);
		assert_ok!(prune(&STRANGER, &[0]));
		Operators::set(vec![]);
		assert_ok!(withdraw(&WITNESS, 0));
		assert_eq!(held_for_countersignatures(&WITNESS), 0);
	});
}

#[test]
fn withdraw_countersignature_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Receipts::withdraw_countersignature(RuntimeOrigin::root(), 0), BadOrigin);
	});
}

#[test]
fn withdraw_countersignature_fails_without_one() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(withdraw(&WITNESS, 0), Error::<Test>::NotWitness);
		assert_ok!(attest_many(&BOB, vec![attestation(1); 2]));
		assert_ok!(countersign(&WITNESS, 0));
		assert_noop!(withdraw(&SECOND_WITNESS, 0), Error::<Test>::NotWitness);
		assert_noop!(withdraw(&WITNESS, 1), Error::<Test>::NotWitness);
		assert_ok!(withdraw(&WITNESS, 0));
		assert_noop!(withdraw(&WITNESS, 0), Error::<Test>::NotWitness);
	});
}
