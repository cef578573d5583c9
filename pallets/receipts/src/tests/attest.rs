// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Attestation, ChainHead, Error, Event, Kind, Receipt, Source, Uri, MAX_URI_LEN};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{traits::BadOrigin, ArithmeticError};
use tonnetz_core::receipt::subject_of;

#[test]
fn attest_writes_the_receipt_as_stated_with_block_and_time() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(0)));
		advance_to(7);

		let stated = Attestation {
			kind: Kind::Custom(9),
			subject: subject_of("tonnetz-node"),
			digest: H256::repeat_byte(1),
			parent: Some(0),
			uri: b"https://example.org/build".to_vec(),
			expires: Some(8),
		};
		assert_ok!(attest(&ALICE, stated));

		let expected = Receipt {
			issuer: ALICE,
			sequence: 0,
			kind: Kind::Custom(9),
			subject: subject_of("tonnetz-node"),
			digest: H256::repeat_byte(1),
			parent: Some(0),
			batch: None,
			at: 7,
			time: time_of(7),
			expires: Some(8),
			uri: b"https://example.org/build".to_vec().try_into().unwrap(),
			relayer: None,
		};
		let (receipt, source, counted, _) = whole(1);
		assert_eq!(receipt, expected);
		assert_eq!((source, counted), (Source::Call, true));
	});
}

#[test]
fn attest_emits_one_event() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(5)));
		assert_eq!(
			events(),
			[Event::Attested {
				id: 0,
				issuer: ALICE,
				sequence: 0,
				kind: Kind::Artifact,
				subject: subject_of("component"),
				digest: H256::repeat_byte(5),
			}]
		);
	});
}

#[test]
fn attest_numbers_receipts_and_positions_without_gaps() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [&ALICE, &BOB, &BOB, &ALICE] {
			assert_ok!(attest(who, attestation(0)));
		}
		let positions = [0, 1, 2, 3].map(|id| (receipt(id).issuer, receipt(id).sequence));
		assert_eq!(positions, [(ALICE, 0), (BOB, 0), (BOB, 1), (ALICE, 1)]);
		assert_eq!(receipts(), 4);
	});
}

#[test]
fn attest_extends_the_chain_of_its_issuer_alone() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		let head = ChainHead::of_links([receipt(0).link()]).unwrap();
		assert_eq!(Receipts::head(ALICE), head);
		assert_eq!(Receipts::head(BOB), ChainHead::default());

		assert_ok!(attest(&BOB, attestation(1)));
		assert_eq!(Receipts::head(ALICE), head);
		assert_eq!(Receipts::head(BOB).next, 1);

		assert_ok!(attest(&ALICE, attestation(1)));
		assert_eq!(Receipts::head(ALICE), head.extended_by(receipt(2).link()).unwrap());
	});
}

#[test]
fn attest_accepts_the_same_statement_again() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_ne!(receipt(0).link(), receipt(1).link());
	});
}

#[test]
fn attest_accepts_a_parent_that_is_revoked_or_of_another_issuer() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_ok!(revoke(&ALICE, 0, b""));
		assert_ok!(attest(&BOB, Attestation { parent: Some(0), ..attestation(2) }));
		assert_eq!(receipt(1).parent, Some(0));
	});
}

#[test]
fn attest_accepts_an_empty_uri_and_one_of_full_length() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_eq!(receipt(0).uri, Uri::default());

		let uri = vec![b'u'; MAX_URI_LEN as usize];
		assert_ok!(attest(&ALICE, Attestation { uri: uri.clone(), ..attestation(1) }));
		assert_eq!(receipt(1).uri.into_inner(), uri);
	});
}

#[test]
fn attest_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
			let stated = attestation(1);
			assert_noop!(
				Receipts::attest(
					origin,
					stated.kind,
					stated.subject,
					stated.digest,
					None,
					vec![],
					None
				),
				BadOrigin
			);
		}
	});
}

#[test]
fn attest_fails_when_parent_does_not_exist() {
	ExtBuilder::default().build_and_execute(|| {
		let child_of = |id| Attestation { parent: Some(id), ..attestation(1) };
		assert_noop!(attest(&ALICE, child_of(0)), Error::<Test>::UnknownParent);
		assert_noop!(attest(&ALICE, child_of(u64::MAX)), Error::<Test>::UnknownParent);

		assert_ok!(attest(&ALICE, attestation(1)));
		assert_noop!(attest(&ALICE, child_of(1)), Error::<Test>::UnknownParent);
		assert_ok!(attest(&ALICE, child_of(0)));
	});
}

#[test]
fn attest_fails_when_expiry_is_not_in_the_future() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to(10);
		let expiring_at = |block| Attestation { expires: Some(block), ..attestation(1) };
		for block in [0, 9, 10] {
			assert_noop!(attest(&ALICE, expiring_at(block)), Error::<Test>::Expired);
		}
		assert_ok!(attest(&ALICE, expiring_at(11)));
		assert_ok!(attest(&ALICE, expiring_at(u32::MAX)));
	});
}

#[test]
fn attest_fails_when_uri_is_too_long() {
	ExtBuilder::default().build_and_execute(|| {
		let uri = vec![b'u'; MAX_URI_LEN as usize + 1];
		assert_noop!(
			attest(&ALICE, Attestation { uri, ..attestation(1) }),
			Error::<Test>::UriTooLong
		);
	});
}

#[test]
fn attest_fails_when_deposit_is_not_affordable() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(attest(&PAUPER, attestation(1)), Error::<Test>::DepositNotAffordable);
		let nobody = AccountId::new([99; 32]);
		assert_noop!(attest(&nobody, attestation(1)), Error::<Test>::DepositNotAffordable);
	});
}

#[test]
fn attest_fails_when_numbers_are_exhausted() {
	ExtBuilder::default().build().execute_with(|| {
		crate::NextId::<Test>::put(u64::MAX);
		assert_noop!(attest(&ALICE, attestation(1)), ArithmeticError::Overflow);

		crate::NextId::<Test>::put(0);
		let full = ChainHead { next: u64::MAX, hash: H256::zero() };
		crate::Head::<Test>::insert(ALICE, full);
		assert_noop!(attest(&ALICE, attestation(1)), ArithmeticError::Overflow);
	});
}
