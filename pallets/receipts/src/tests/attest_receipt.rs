// SPDX-License-Identifier: Apache-2.0

//! What other pallets write, through the trait `AttestReceipt`.

use super::*;
use crate::{Attestation, ChainHead, Deposit, Error, Source, WeightInfo, MAX_URI_LEN};
use frame_support::{assert_err, assert_ok, assert_storage_noop};
use tonnetz_core::traits::AttestReceipt;

#[test]
fn attest_as_writes_a_receipt_that_the_issuer_pays_for() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_eq!(Receipts::attest_as(&ALICE, attestation(2)), Ok(1));

		let (receipt, source, counted, deposit) = whole(1);
		assert_eq!((receipt.issuer, receipt.sequence), (ALICE, 1));
		assert_eq!((source, counted), (Source::Pallet, false));
		assert_eq!(deposit.total(), PRICE_BASE + 122 * PRICE_PER_BYTE);
		assert_eq!(held(&ALICE), 2 * deposit.total());
		assert_eq!(events().len(), 2);
	});
}

#[test]
fn attest_as_gives_a_receipt_its_issuer_can_revoke() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Receipts::attest_as(&ALICE, attestation(1)));
		assert_ok!(revoke(&ALICE, 0, b""));
	});
}

#[test]
fn attest_as_changes_nothing_when_it_fails_outside_a_transaction() {
	ExtBuilder::default().build_and_execute(|| {
		assert_storage_noop!(assert_err!(
			Receipts::attest_as(&PAUPER, attestation(1)),
			Error::<Test>::DepositNotAffordable
		));
		assert_storage_noop!(assert_err!(
			Receipts::attest_as(&ALICE, Attestation { parent: Some(0), ..attestation(1) }),
			Error::<Test>::UnknownParent
		));
		assert_storage_noop!(assert_err!(
			Receipts::attest_as(&ALICE, Attestation { expires: Some(1), ..attestation(1) }),
			Error::<Test>::Expired
		));
		assert_storage_noop!(assert_err!(
			Receipts::attest_as(&ALICE, Attestation { uri: vec![0; 129], ..attestation(1) }),
			Error::<Test>::UriTooLong
		));
	});
}

#[test]
fn attest_autonomous_writes_a_receipt_of_the_pallet_without_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		let issuance = Balances::total_issuance();
		assert_eq!(Receipts::attest_autonomous(attestation(1)), Ok(0));
		assert_eq!(Receipts::attest_autonomous(attestation(2)), Ok(1));

		let pallet = <Receipts as AttestReceipt<_, _>>::autonomous_issuer();
		let (receipt, source, counted, deposit) = whole(1);
		assert_eq!((&receipt.issuer, receipt.sequence), (&pallet, 1));
		assert_eq!((source, counted), (Source::Autonomous, false));
		assert_eq!(deposit, Deposit::default());
		assert_eq!(System::account(&pallet), Default::default());
		assert_eq!(Balances::total_issuance(), issuance);
		assert_eq!(Some(Receipts::head(pallet.clone())), ChainHead::of_links(links(&pallet)));
	});
}

#[test]
fn attest_autonomous_fails_as_attest_does() {
	ExtBuilder::default().build_and_execute(|| {
		assert_storage_noop!(assert_err!(
			Receipts::attest_autonomous(Attestation { parent: Some(0), ..attestation(1) }),
			Error::<Test>::UnknownParent
		));
	});
}

#[test]
fn attest_weight_is_that_of_the_call() {
	assert_eq!(Receipts::attest_weight(40), <() as WeightInfo>::attest(40));
	assert_eq!(Receipts::attest_weight(u32::MAX), <() as WeightInfo>::attest(MAX_URI_LEN));
}
