// SPDX-License-Identifier: Apache-2.0

//! Real signatures through the real `Executive`: what is included, what is refused and why, and
//! what it costs.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use codec::{Decode, DecodeAll, Encode};
use common::*;
use frame_support::traits::fungible::Inspect;
use sp_runtime::transaction_validity::{
	InvalidTransaction, TransactionSource, TransactionValidityError,
};
use tonnetz_core::units::{MILLI_TNZ, TNZ};
use tonnetz_crypto::{context, AnyPair, Scheme, Signature};
use tonnetz_runtime::{
	constants::signature::{FALCON_VERIFY, SPHINCS_SURCHARGE},
	tx_extensions, Balances, Executive, Runtime, SignedPayload, System, UncheckedExtrinsic,
};

fn bad_proof() -> TransactionValidityError {
	InvalidTransaction::BadProof.into()
}

#[test]
fn accounts_of_both_schemes_transact() {
	chain("development").execute_with(|| {
		next_block();
		for scheme in Scheme::ALL {
			let alice = pair(scheme, "Alice");
			let before = Balances::balance(&account("Bob"));
			apply_ok(&alice, transfer(account("Bob"), TNZ));
			assert_eq!(Balances::balance(&account("Bob")), before + TNZ);
			assert_eq!(System::account_nonce(alice.account_id()), 1);
		}
		finish_block();
	});
}

#[test]
fn another_accounts_key_is_refused() {
	chain("development").execute_with(|| {
		next_block();
		let stolen = signed_by(
			&falcon("Bob"),
			&account("Alice"),
			context::DEFAULT,
			0,
			transfer(account("Bob"), TNZ),
		);
		assert_eq!(apply(stolen.clone()), Err(bad_proof()));
		let hash = System::parent_hash();
		assert_eq!(
			Executive::validate_transaction(TransactionSource::External, stolen, hash),
			Err(bad_proof())
		);
	});
}

#[test]
fn another_context_is_refused() {
	chain("development").execute_with(|| {
		next_block();
		for context in [context::STATEMENT, context::INVITE, context::REGISTER, b""] {
			let alice = falcon("Alice");
			let extrinsic = signed_by(&alice, &alice.account_id(), context, 0, remark());
			assert_eq!(apply(extrinsic), Err(bad_proof()));
		}
	});
}

/// What of an encoded extrinsic may be changed without its failing to decode: signature and call.
fn flipped(extrinsic: &UncheckedExtrinsic, at: usize) -> Option<UncheckedExtrinsic> {
	let mut encoded = extrinsic.encode();
	encoded[at] ^= 1;
	UncheckedExtrinsic::decode_all(&mut encoded.as_slice()).ok()
}

#[test]
fn a_flipped_bit_is_refused_anywhere_in_the_signature() {
	chain("development").execute_with(|| {
		next_block();
		let extrinsic = signed(&falcon("Alice"), 0, remark());
		let len = extrinsic.encoded_size();
		// Length prefix, version, address, scheme; then 897 bytes of key, 666 of signature.
		let signature = 2 + 1 + 33 + 1;
		let mut tried = 0;
		for at in (signature..signature + 897 + 666).step_by(13).chain([len - 1, len - 2]) {
			if let Some(mutated) = flipped(&extrinsic, at) {
				assert!(apply(mutated).is_err(), "byte {at}");
				tried += 1;
			}
		}
		assert!(tried > 100);
		apply(extrinsic).unwrap().unwrap();
	});
}

#[test]
fn truncated_and_extended_extrinsics_do_not_decode() {
	let encoded =
		chain("development").execute_with(|| signed(&falcon("Alice"), 0, remark()).encode());
	for len in [0, 1, 40, 900, encoded.len() - 1] {
		assert!(UncheckedExtrinsic::decode(&mut &encoded[..len]).is_err(), "{len}");
	}
	let extended = [encoded.as_slice(), &[0]].concat();
	assert!(UncheckedExtrinsic::decode_all(&mut extended.as_slice()).is_err());
}

#[test]
fn a_classical_signature_does_not_decode() {
	use sp_core::{sr25519, Pair as _};
	chain("development").execute_with(|| {
		let pair = sr25519::Pair::from_string("//Alice", None).unwrap();
		let payload = SignedPayload::new(remark(), tx_extensions::immortal(0)).unwrap();
		let classical =
			payload.using_encoded(|bytes| sp_runtime::MultiSignature::Sr25519(pair.sign(bytes)));
		let (call, extension, _) = payload.deconstruct();
		let address = tonnetz_runtime::Address::Id(pair.public().0.into());
		let body = (0x84u8, address, classical, extension, call).encode();
		let extrinsic = body.encode();
		assert!(UncheckedExtrinsic::decode_all(&mut extrinsic.as_slice()).is_err());
	});
}

#[test]
fn nonces_are_used_once_and_in_order() {
	chain("development").execute_with(|| {
		next_block();
		let alice = falcon("Alice");
		apply(signed(&alice, 0, remark())).unwrap().unwrap();
		assert_eq!(apply(signed(&alice, 0, remark())), Err(InvalidTransaction::Stale.into()));
		assert_eq!(apply(signed(&alice, 2, remark())), Err(InvalidTransaction::Future.into()));
	});
}

#[test]
fn a_transaction_for_another_chain_is_refused() {
	let other = chain("local_testnet").execute_with(|| {
		System::set_block_number(0);
		frame_system::BlockHash::<Runtime>::insert(0, tonnetz_core::Hash::repeat_byte(7));
		signed(&falcon("Alice"), 0, remark())
	});
	chain("development").execute_with(|| {
		next_block();
		assert_eq!(apply(other), Err(bad_proof()));
	});
}

#[test]
fn an_account_without_funds_cannot_pay() {
	chain("development").execute_with(|| {
		next_block();
		let stranger = falcon("Nobody");
		assert_eq!(apply(signed(&stranger, 0, remark())), Err(InvalidTransaction::Payment.into()));
	});
}

#[test]
fn sphincs_signatures_add_their_weight_and_pay_for_their_length() {
	chain("development").execute_with(|| {
		next_block();
		let weight_and_fee = |pair: &AnyPair| {
			let weight = System::block_weight().total();
			let balance = Balances::balance(&pair.account_id());
			apply_ok(pair, remark());
			(
				System::block_weight().total().saturating_sub(weight),
				balance - Balances::balance(&pair.account_id()),
			)
		};
		let falcon = weight_and_fee(&falcon("Alice"));
		let sphincs = weight_and_fee(&pair(Scheme::SphincsShake128s, "Alice"));
		let more = sphincs.0.saturating_sub(falcon.0);
		assert_eq!(more.ref_time(), SPHINCS_SURCHARGE.ref_time());
		// 7,889 against 1,564 bytes of signature, at 0.00001 TNZ each.
		assert_eq!(sphincs.1 - falcon.1, (7_889 - 1_564) * TNZ / 100_000);
		assert!(FALCON_VERIFY.ref_time() < SPHINCS_SURCHARGE.ref_time());
	});
}

#[test]
fn a_falcon_transfer_costs_a_few_hundredths_of_a_tnz() {
	chain("development").execute_with(|| {
		next_block();
		let alice = falcon("Alice");
		let before = Balances::balance(&alice.account_id());
		apply_ok(&alice, transfer(account("Bob"), TNZ));
		let fee = before - TNZ - Balances::balance(&alice.account_id());
		assert!((10 * MILLI_TNZ..100 * MILLI_TNZ).contains(&fee), "{fee}");
	});
}

#[test]
fn fees_are_burned_and_tips_go_to_the_author() {
	chain("development").execute_with(|| {
		next_block();
		let bob = falcon("Bob");
		// Alice is the one author of the development chain.
		let author = Balances::balance(&account("Alice"));
		let issuance = Balances::total_issuance();
		let balance = Balances::balance(&bob.account_id());

		let mut extension = tx_extensions::immortal(0);
		extension.8 = pallet_transaction_payment::ChargeTransactionPayment::from(TNZ);
		let payload = SignedPayload::new(remark(), extension).unwrap();
		let signature: Signature =
			payload.using_encoded(|bytes| bob.sign(context::DEFAULT, bytes)).unwrap();
		apply(with_signature(&bob.account_id(), payload, signature)).unwrap().unwrap();

		let paid = balance - Balances::balance(&bob.account_id());
		assert!(paid > TNZ);
		assert_eq!(Balances::balance(&account("Alice")), author + TNZ);
		assert_eq!(Balances::total_issuance(), issuance - (paid - TNZ));
	});
}
