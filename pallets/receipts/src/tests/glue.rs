// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Attestation, Kind};
use frame_support::{assert_ok, weights::RuntimeDbWeight};
use tonnetz_core::{
	certification::{ReadReceipt, ReceiptFacts},
	operators::LastReceipt,
};

/// The block at which the receipts that expire do.
const EXPIRY: u32 = 5;

fn expiring(digest: u8) -> AttestationOf<Test> {
	Attestation { expires: Some(EXPIRY), ..attestation(digest) }
}

#[test]
fn last_receipt_is_that_of_the_issuer() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Receipts::last_receipt(&ALICE), None);
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_eq!(Receipts::last_receipt(&ALICE), Some(0));
		assert_ok!(attest(&ALICE, attestation(2)));
		assert_ok!(attest(&BOB, attestation(3)));
		assert_eq!(Receipts::last_receipt(&ALICE), Some(1));
		assert_eq!(Receipts::last_receipt(&BOB), Some(2));
		assert_eq!(Receipts::last_receipt(&STRANGER), None);
	});
}

#[test]
fn last_receipt_may_be_revoked_or_pruned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_ok!(attest(&ALICE, expiring(2)));
		assert_ok!(revoke(&ALICE, 1, b""));
		assert_eq!(Receipts::last_receipt(&ALICE), Some(1));
		advance_to(EXPIRY + RETENTION + 1);
		assert_ok!(prune(&BOB, &[1]));
		assert_eq!(Receipts::last_receipt(&ALICE), Some(1));
	});
}

#[test]
fn read_receipt_tells_issuer_kind_and_revocation() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		let verdict = Attestation { kind: Kind::Custom(7), ..attestation(2) };
		assert_ok!(attest(&BOB, verdict));
		assert_ok!(revoke(&BOB, 1, b"wrong"));

		let kind = attestation(1).kind;
		assert_ne!(kind, Kind::Custom(7));
		let expected = ReceiptFacts { issuer: ALICE, kind, revoked: false };
		assert_eq!(Receipts::read_receipt(0), Some(expected));
		let expected = ReceiptFacts { issuer: BOB, kind: Kind::Custom(7), revoked: true };
		assert_eq!(Receipts::read_receipt(1), Some(expected));
		assert_eq!(Receipts::read_receipt(2), None);
	});
}

#[test]
fn read_receipt_knows_no_pruned_body() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, expiring(1)));
		assert_ok!(attest(&ALICE, attestation(2)));
		advance_to(EXPIRY + RETENTION + 1);
		assert_eq!(Receipts::read_receipt(0).map(|facts| facts.issuer), Some(ALICE));
		assert_ok!(prune(&BOB, &[0]));
		assert_eq!(Receipts::read_receipt(0), None);
		assert_eq!(Receipts::read_receipt(1).map(|facts| facts.issuer), Some(ALICE));
	});
}

#[test]
fn each_reads_two_entries() {
	let prices: RuntimeDbWeight = <Test as frame_system::Config>::DbWeight::get();
	assert_eq!(Receipts::last_receipt_weight(), prices.reads(2));
	assert_eq!(Receipts::read_receipt_weight(), prices.reads(2));
}
