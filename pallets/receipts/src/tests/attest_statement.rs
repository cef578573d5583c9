// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, Kind, Receipt, StatementNonce};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{traits::BadOrigin, ArithmeticError};
use tonnetz_core::receipt::subject_of;

/// What a receipt of a `statement` costs its relayer.
const DEPOSIT: u128 = PRICE_BASE + (122 + 32) * PRICE_PER_BYTE;

#[test]
fn attest_statement_writes_a_receipt_of_the_signer_that_the_relayer_pays_for() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(0)));
		advance_to(7);
		let stated = StatementOf::<Test> {
			kind: Kind::ModelRun,
			subject: subject_of("model"),
			digest: H256::repeat_byte(9),
			parent: Some(0),
			uri: b"https://example.org/run".to_vec(),
			expires: Some(8),
			..statement(&SIGNER, 0)
		};
		assert_ok!(sign_and_relay(&BOB, &SIGNER, stated));

		let expected = Receipt {
			issuer: SIGNER.account_id(),
			sequence: 0,
			kind: Kind::ModelRun,
			subject: subject_of("model"),
			digest: H256::repeat_byte(9),
			parent: Some(0),
			batch: None,
			at: 7,
			time: time_of(7),
			expires: Some(8),
			uri: b"https://example.org/run".to_vec().try_into().unwrap(),
			relayer: Some(BOB),
		};
		let (receipt, source, counted, deposit) = whole(1);
		assert_eq!((receipt, source, counted), (expected, Source::Call, true));
		assert_eq!(held(&BOB), deposit.total());
		assert_eq!(System::account(SIGNER.account_id()), Default::default());
		assert_eq!(Receipts::head(SIGNER.account_id()).next, 1);
		assert_eq!(Receipts::head(BOB).next, 0);
		assert!(matches!(
			events()[..],
			[Event::Attested { id: 1, ref issuer, sequence: 0, .. }] if *issuer == SIGNER.account_id()
		));
	});
}

#[test]
fn attest_statement_accepts_sphincs() {
	ExtBuilder::default().build_and_execute(|| {
		let signer = pair(Scheme::SphincsShake128s, "Signer");
		let stated = statement(&signer, 0);
		let signature = sign(&signer, &stated);
		let altered = StatementOf::<Test> { digest: H256::zero(), ..stated.clone() };
		assert_noop!(relay(&BOB, altered, signature.clone()), Error::<Test>::BadStatementSignature);
		assert_ok!(relay(&BOB, stated, signature));
		assert_eq!(receipt(0).issuer, signer.account_id());
		assert_ne!(signer.account_id(), SIGNER.account_id());
	});
}

#[test]
fn attest_statement_of_the_relayer_itself_has_no_relayer() {
	let me = SIGNER.account_id();
	ExtBuilder::default().with_balance(me.clone(), FUNDS).build_and_execute(|| {
		assert_ok!(sign_and_relay(&me, &SIGNER, statement(&SIGNER, 0)));
		assert_eq!((receipt(0).relayer, receipt(0).issuer), (None, me.clone()));
		assert_eq!(held(&me), PRICE_BASE + 122 * PRICE_PER_BYTE);
	});
}

#[test]
fn attest_statement_continues_the_chain_that_the_issuer_writes_itself() {
	let me = SIGNER.account_id();
	ExtBuilder::default().with_balance(me.clone(), FUNDS).build_and_execute(|| {
		assert_ok!(attest(&me, attestation(1)));
		assert_ok!(sign_and_relay(&BOB, &SIGNER, statement(&SIGNER, 0)));
		assert_ok!(attest(&me, attestation(2)));
		assert_eq!([0, 1, 2].map(|id| receipt(id).sequence), [0, 1, 2]);
	});
}

#[test]
fn attest_statement_accepts_each_nonce_once_and_in_order() {
	ExtBuilder::default().build_and_execute(|| {
		let stated = statement(&SIGNER, 0);
		let signature = sign(&SIGNER, &stated);
		assert_ok!(relay(&BOB, stated.clone(), signature.clone()));
		assert_eq!(Receipts::statement_nonce(SIGNER.account_id()), 1);
		assert_noop!(relay(&BOB, stated.clone(), signature.clone()), Error::<Test>::NonceTooLow);
		assert_noop!(relay(&STRANGER, stated, signature), Error::<Test>::NonceTooLow);
		assert_ok!(sign_and_relay(&STRANGER, &SIGNER, statement(&SIGNER, 1)));
		assert_eq!(receipt(1).relayer, Some(STRANGER));
	});
}

#[test]
fn attest_statement_counts_nonces_of_each_issuer_apart() {
	ExtBuilder::default().build_and_execute(|| {
		let other = pair(Scheme::Falcon512, "Other");
		assert_ok!(sign_and_relay(&BOB, &SIGNER, statement(&SIGNER, 0)));
		assert_ok!(sign_and_relay(&BOB, &other, statement(&other, 0)));
	});
}

#[test]
fn attest_statement_is_accepted_up_to_its_last_block() {
	ExtBuilder::default().build_and_execute(|| {
		let stated = |nonce| StatementOf::<Test> { valid_until: 5, ..statement(&SIGNER, nonce) };
		advance_to(5);
		assert_ok!(sign_and_relay(&BOB, &SIGNER, stated(0)));
		advance_to(6);
		assert_noop!(sign_and_relay(&BOB, &SIGNER, stated(1)), Error::<Test>::StatementExpired);
	});
}

#[test]
fn attest_statement_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let stated = statement(&SIGNER, 0);
		let signature = sign(&SIGNER, &stated);
		assert_noop!(
			Receipts::attest_statement(
				RuntimeOrigin::none(),
				Box::new(stated),
				Box::new(signature)
			),
			BadOrigin
		);
	});
}

#[test]
fn attest_statement_fails_when_nonce_is_too_high() {
	ExtBuilder::default().build_and_execute(|| {
		for nonce in [1, u64::MAX] {
			assert_noop!(
				sign_and_relay(&BOB, &SIGNER, statement(&SIGNER, nonce)),
				Error::<Test>::NonceTooHigh
			);
		}
	});
}

#[test]
fn attest_statement_fails_when_any_field_was_not_signed() {
	let changes: [fn(&mut StatementOf<Test>); 7] = [
		|stated| stated.kind = Kind::Refusal,
		|stated| stated.subject = H256::zero(),
		|stated| stated.digest = H256::zero(),
		|stated| stated.parent = Some(0),
		|stated| stated.uri = b"elsewhere".to_vec(),
		|stated| stated.expires = Some(100),
		|stated| stated.valid_until += 1,
	];
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, attestation(0)));
		let stated = statement(&SIGNER, 0);
		let signature = sign(&SIGNER, &stated);
		for change in changes {
			let mut altered = stated.clone();
			change(&mut altered);
			assert_noop!(
				relay(&BOB, altered, signature.clone()),
				Error::<Test>::BadStatementSignature
			);
		}
		assert_ok!(relay(&BOB, stated, signature));
	});
}

#[test]
fn attest_statement_fails_when_signed_by_another() {
	ExtBuilder::default().build_and_execute(|| {
		let other = pair(Scheme::Falcon512, "Other");
		assert_noop!(
			sign_and_relay(&BOB, &other, statement(&SIGNER, 0)),
			Error::<Test>::BadStatementSignature
		);
	});
}

#[test]
fn attest_statement_fails_when_signed_in_another_context() {
	ExtBuilder::default().build_and_execute(|| {
		for other in [context::DEFAULT, context::INVITE, context::REGISTER, b""] {
			let stated = statement(&SIGNER, 0);
			let signature = SIGNER.sign(other, &stated.signing_bytes(&GENESIS_HASH)).unwrap();
			assert_noop!(relay(&BOB, stated, signature), Error::<Test>::BadStatementSignature);
		}
	});
}

#[test]
fn attest_statement_fails_when_signed_for_another_chain() {
	ExtBuilder::default().build_and_execute(|| {
		let stated = statement(&SIGNER, 0);
		let bytes = stated.signing_bytes(&H256::repeat_byte(1));
		let signature = SIGNER.sign(context::STATEMENT, &bytes).unwrap();
		assert_noop!(relay(&BOB, stated, signature), Error::<Test>::BadStatementSignature);
	});
}

#[test]
fn attest_statement_fails_as_attest_does() {
	ExtBuilder::default().build_and_execute(|| {
		let with = |change: fn(&mut StatementOf<Test>)| {
			let mut stated = statement(&SIGNER, 0);
			change(&mut stated);
			sign_and_relay(&BOB, &SIGNER, stated)
		};
		assert_noop!(with(|stated| stated.parent = Some(0)), Error::<Test>::UnknownParent);
		assert_noop!(with(|stated| stated.expires = Some(1)), Error::<Test>::Expired);
		assert_noop!(with(|stated| stated.uri = vec![0; 129]), Error::<Test>::UriTooLong);
	});
}

#[test]
fn attest_statement_fails_when_the_relayer_cannot_afford_the_deposit() {
	let rich = SIGNER.account_id();
	ExtBuilder::default()
		.with_balance(rich, FUNDS)
		.with_balance(BOB, EXISTENTIAL_DEPOSIT + DEPOSIT)
		.build_and_execute(|| {
			assert_noop!(
				sign_and_relay(&PAUPER, &SIGNER, statement(&SIGNER, 0)),
				Error::<Test>::DepositNotAffordable
			);
			assert_ok!(sign_and_relay(&BOB, &SIGNER, statement(&SIGNER, 0)));
			assert_eq!(Balances::free_balance(BOB), EXISTENTIAL_DEPOSIT);
		});
}

#[test]
fn attest_statement_fails_when_nonces_are_exhausted() {
	ExtBuilder::default().build_and_execute(|| {
		StatementNonce::<Test>::insert(SIGNER.account_id(), u64::MAX);
		assert_noop!(
			sign_and_relay(&BOB, &SIGNER, statement(&SIGNER, u64::MAX)),
			ArithmeticError::Overflow
		);
	});
}

/// A flipped bit, wherever it is, is noticed or does not decode.
#[test]
fn attest_statement_fails_when_a_bit_of_the_signature_is_flipped() {
	use codec::{Decode, Encode};
	ExtBuilder::default().build_and_execute(|| {
		let stated = statement(&SIGNER, 0);
		let encoded = sign(&SIGNER, &stated).encode();
		for at in (0..encoded.len()).step_by(41) {
			let mut altered = encoded.clone();
			altered[at] ^= 1;
			if let Ok(signature) = Signature::decode(&mut &altered[..]) {
				assert_noop!(
					relay(&BOB, stated.clone(), signature),
					Error::<Test>::BadStatementSignature
				);
			}
		}
	});
}
