// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Batch, Error, Event, Kind, Receipt, MAX_LEAVES};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::traits::BadOrigin;
use tonnetz_core::receipt::subject_of;

#[test]
fn attest_batch_writes_one_receipt_whose_digest_is_the_root() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to(3);
		let root = H256::repeat_byte(7);
		assert_ok!(Receipts::attest_batch(
			RuntimeOrigin::signed(ALICE),
			Kind::Document,
			subject_of("archive"),
			root,
			1_000_000,
			b"ipfs://archive".to_vec(),
			Some(9),
		));
		let expected = Receipt {
			issuer: ALICE,
			sequence: 0,
			kind: Kind::Document,
			subject: subject_of("archive"),
			digest: root,
			parent: None,
			batch: Some(Batch { root, leaves: 1_000_000 }),
			at: 3,
			time: time_of(3),
			expires: Some(9),
			uri: b"ipfs://archive".to_vec().try_into().unwrap(),
			relayer: None,
		};
		assert_eq!((receipt(0), receipts()), (expected, 1));
		assert_eq!(
			events(),
			[Event::Attested {
				id: 0,
				issuer: ALICE,
				sequence: 0,
				kind: Kind::Document,
				subject: subject_of("archive"),
				digest: root,
			}]
		);
	});
}

#[test]
fn attest_batch_is_found_by_its_root() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_batch(&ALICE, 7, 2));
		let page = Receipts::by_digest(H256::repeat_byte(7), Some(ALICE), 0, 10);
		assert_eq!(page.items.len(), 1);
		assert_eq!(page.items[0].receipt, Some(receipt(0)));
	});
}

#[test]
fn attest_batch_costs_the_same_whatever_the_number_of_leaves() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_batch(&ALICE, 7, 1));
		assert_ok!(attest_batch(&BOB, 8, MAX_LEAVES));
		// The record has 40 bytes more than one without a batch.
		let expected = PRICE_BASE + (122 + 40) * PRICE_PER_BYTE;
		assert_eq!((held(&ALICE), held(&BOB)), (expected, expected));
	});
}

#[test]
fn attest_batch_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let stated = attestation(1);
		assert_noop!(
			Receipts::attest_batch(
				RuntimeOrigin::root(),
				stated.kind,
				stated.subject,
				stated.digest,
				1,
				vec![],
				None
			),
			BadOrigin
		);
	});
}

#[test]
fn attest_batch_fails_when_there_are_no_leaves() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(attest_batch(&ALICE, 7, 0), Error::<Test>::EmptyBatch);
		assert_ok!(attest_batch(&ALICE, 7, 1));
	});
}

#[test]
fn attest_batch_fails_when_there_are_too_many_leaves() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(MAX_LEAVES, 1_099_511_627_776);
		for leaves in [MAX_LEAVES + 1, u64::MAX] {
			assert_noop!(attest_batch(&ALICE, 7, leaves), Error::<Test>::TooManyLeaves);
		}
		assert_ok!(attest_batch(&ALICE, 7, MAX_LEAVES));
	});
}

#[test]
fn attest_batch_fails_as_attest_does() {
	ExtBuilder::default().build_and_execute(|| {
		let with = |uri: Vec<u8>, expires| {
			let stated = attestation(1);
			let origin = RuntimeOrigin::signed(ALICE);
			let (kind, subject, root) = (stated.kind, stated.subject, stated.digest);
			Receipts::attest_batch(origin, kind, subject, root, 1, uri, expires)
		};
		assert_noop!(with(vec![0; 129], None), Error::<Test>::UriTooLong);
		assert_noop!(with(vec![], Some(1)), Error::<Test>::Expired);
		assert_noop!(attest_batch(&PAUPER, 7, 1), Error::<Test>::DepositNotAffordable);
	});
}
