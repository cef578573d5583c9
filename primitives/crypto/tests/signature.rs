// SPDX-License-Identifier: Apache-2.0

//! Signatures of accounts: who signed what, in which context, and nothing else.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use codec::{Decode, DecodeAll, Encode};
use proptest::prelude::*;
use sp_core::crypto::AccountId32;
use sp_runtime::traits::Verify;
use std::sync::LazyLock;
use tonnetz_crypto::{context, AnyPair, Scheme, Signature};

static ALICE: LazyLock<[AnyPair; 2]> = LazyLock::new(|| {
	Scheme::ALL.map(|scheme| AnyPair::from_suri(scheme, "//Alice", None).unwrap())
});
static BOB: LazyLock<[AnyPair; 2]> =
	LazyLock::new(|| Scheme::ALL.map(|scheme| AnyPair::from_suri(scheme, "//Bob", None).unwrap()));

const MESSAGE: &[u8] = b"message";

static SIGNED: LazyLock<[(Signature, AccountId32); 2]> = LazyLock::new(|| {
	[0, 1].map(|n| (ALICE[n].sign(context::DEFAULT, MESSAGE).unwrap(), ALICE[n].account_id()))
});

#[test]
fn signature_verifies_for_its_account_message_and_context_alone() {
	for (n, (signature, account)) in SIGNED.iter().enumerate() {
		assert!(signature.verify(MESSAGE, account));
		assert!(!signature.verify(b"massage".as_slice(), account));
		assert!(!signature.verify(MESSAGE, &BOB[n].account_id()));
		assert!(!signature.verify(MESSAGE, &ALICE[1 - n].account_id()));
		for other in [context::STATEMENT, context::INVITE, context::REGISTER, b""] {
			assert!(!signature.verify_in_context(other, MESSAGE, account));
		}
	}
}

#[test]
fn context_over_its_limit_is_refused() {
	let long = [0; context::MAX_LEN + 1];
	assert!(ALICE[0].sign(&long, MESSAGE).is_none());
	let (signature, account) = &SIGNED[0];
	assert!(!signature.verify_in_context(&long, MESSAGE, account));
}

#[test]
fn encoding_is_index_key_signature() {
	for (n, (signature, _)) in SIGNED.iter().enumerate() {
		let encoded = signature.encode();
		let scheme = Scheme::ALL[n];
		assert_eq!(encoded.len(), 1 + scheme.public_len() + scheme.signature_len());
		assert_eq!(usize::from(encoded[0]), n);
		assert_eq!(encoded[1..=scheme.public_len()], ALICE[n].public_bytes());
		assert_eq!(Signature::decode_all(&mut encoded.as_slice()).unwrap(), *signature);
	}
}

#[test]
fn truncated_and_extended_signatures_do_not_decode() {
	for (signature, _) in SIGNED.iter() {
		let encoded = signature.encode();
		for length in [0, 1, 33, 900, encoded.len() - 1] {
			let cut = encoded.get(..length).unwrap_or(&encoded[..0]);
			assert!(Signature::decode(&mut &cut[..]).is_err(), "{length}");
		}
		let longer = [encoded.as_slice(), &[0]].concat();
		assert!(Signature::decode_all(&mut longer.as_slice()).is_err());
	}
	assert!(Signature::decode(&mut [2u8; 9_000].as_slice()).is_err(), "there is no third scheme");
}

#[test]
fn signature_in_memory_is_two_pointers() {
	assert!(std::mem::size_of::<Signature>() <= 24);
}

proptest! {
	#![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

	#[test]
	fn a_flipped_bit_is_never_valid(n in 0usize..2, at in any::<prop::sample::Index>(), bit in 0u8..8) {
		let (signature, account) = &SIGNED[n];
		let mut encoded = signature.encode();
		let at = at.index(encoded.len());
		encoded[at] ^= 1 << bit;
		if let Ok(mutated) = Signature::decode_all(&mut encoded.as_slice()) {
			prop_assert!(!mutated.verify(MESSAGE, account));
		}
	}

	#[test]
	fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..8_000)) {
		if let Ok(signature) = Signature::decode(&mut bytes.as_slice()) {
			prop_assert!(!signature.verify(MESSAGE, &SIGNED[0].1));
		}
	}
}
