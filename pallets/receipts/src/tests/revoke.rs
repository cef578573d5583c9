// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Attestation, Error, Event, Revocation, Revocations, MAX_REASON_LEN};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

#[test]
fn revoke_records_block_time_and_reason() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		advance_to(5);
		assert_ok!(revoke(&ALICE, 0, b"wrong build"));

		let reason = b"wrong build".to_vec().try_into().unwrap();
		assert_eq!(
			Revocations::<Test>::get(Ordered(0)),
			Some(Revocation { at: 5, time: time_of(5), reason })
		);
		assert_eq!(events(), [Event::Revoked { id: 0, issuer: ALICE }]);
	});
}

#[test]
fn revoke_changes_neither_receipt_nor_chain_nor_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_ok!(attest(&ALICE, attestation(2)));
		let before = (entry(0), Receipts::head(ALICE), held(&ALICE));

		assert_ok!(revoke(&ALICE, 0, b""));
		assert_eq!((entry(0), Receipts::head(ALICE), held(&ALICE)), before);
	});
}

#[test]
fn revoke_accepts_an_expired_receipt() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, Attestation { expires: Some(2), ..attestation(1) }));
		advance_to(100);
		assert_ok!(revoke(&ALICE, 0, b""));
	});
}

#[test]
fn revoke_takes_no_funds() {
	let just_enough = EXISTENTIAL_DEPOSIT + PRICE_BASE + 122 * PRICE_PER_BYTE;
	ExtBuilder::default().with_balance(ALICE, just_enough).build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_ok!(revoke(&ALICE, 0, &[0; MAX_REASON_LEN as usize]));
	});
}

#[test]
fn revoke_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_noop!(Receipts::revoke(RuntimeOrigin::root(), 0, vec![]), BadOrigin);
	});
}

#[test]
fn revoke_fails_when_receipt_does_not_exist() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_noop!(revoke(&ALICE, 1, b""), Error::<Test>::UnknownReceipt);
		assert_noop!(revoke(&ALICE, u64::MAX, b""), Error::<Test>::UnknownReceipt);
	});
}

#[test]
fn revoke_fails_when_signer_is_not_the_issuer() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_noop!(revoke(&BOB, 0, b""), Error::<Test>::NotIssuer);
	});
}

#[test]
fn revoke_fails_when_already_revoked() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_ok!(revoke(&ALICE, 0, b"wrong build"));
		advance_to(2);
		assert_noop!(revoke(&ALICE, 0, b"another reason"), Error::<Test>::AlreadyRevoked);
	});
}

#[test]
fn revoke_fails_when_reason_is_too_long() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		let reason = [b'r'; MAX_REASON_LEN as usize + 1];
		assert_noop!(revoke(&ALICE, 0, &reason), Error::<Test>::ReasonTooLong);
	});
}

#[test]
fn revoke_fails_when_body_is_pruned() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, Attestation { expires: Some(2), ..attestation(1) }));
		advance_to(2 + RETENTION + 1);
		assert_ok!(prune(&BOB, &[0]));
		assert_noop!(revoke(&ALICE, 0, b""), Error::<Test>::AlreadyPruned);
	});
}
