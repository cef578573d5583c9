// SPDX-License-Identifier: Apache-2.0

//! Falcon-512, padded signatures, the encoding of the third round of the NIST competition.
//!
//! Source: *Falcon: Fast-Fourier Lattice-based Compact Signatures over NTRU*, specification v1.2
//! (2020). Standardisation as FN-DSA (FIPS 206) has since changed the encodings; these keys and
//! signatures are not FN-DSA ones.

use crate::{
	bytes::{public_newtype, signature_newtype},
	context,
	pair::pair,
};
use fn_dsa_vrfy::{VerifyingKey, VerifyingKey512, DOMAIN_NONE, HASH_ID_ORIGINAL_FALCON};
use sp_core::{crypto::CryptoTypeId, proof_of_possession::NonAggregatable};

/// Identifies Falcon-512 keys in a keystore.
pub const CRYPTO_ID: CryptoTypeId = CryptoTypeId(*b"fal5");

/// The length of a public key, in bytes. The first byte is `0x09`.
pub const PUBLIC_LEN: usize = 897;

/// The length of a secret key, in bytes. The first byte is `0x59`.
pub const SECRET_LEN: usize = 1281;

/// The length of a signature, in bytes. The first byte is `0x39`.
pub const SIGNATURE_LEN: usize = 666;

const PUBLIC_HEADER: u8 = 0x09;
const SIGNATURE_HEADER: u8 = 0x39;

public_newtype! {
	/// A Falcon-512 public key.
	Public, PUBLIC_LEN
}

signature_newtype! {
	/// A Falcon-512 signature, padded.
	Signature, SIGNATURE_LEN, [u8; SIGNATURE_LEN]
}

/// Falcon signatures do not aggregate, so a proof of possession is a plain signature.
pub type ProofOfPossession = Signature;

pair! {
	/// A Falcon-512 key pair. Without `std` there is none: see the crate documentation.
	scheme: native
}

impl NonAggregatable for Pair {}

/// Whether `signature` over `message` in `context` was made by the key `public`.
///
/// The one place where the validity of Falcon signatures is decided, for blocks, votes,
/// extrinsics and statements alike.
pub fn verify(public: &Public, context: &[u8], message: &[u8], signature: &Signature) -> bool {
	if public.first() != Some(&PUBLIC_HEADER) || signature.first() != Some(&SIGNATURE_HEADER) {
		return false;
	}
	let (Some(key), Some(payload)) =
		(VerifyingKey512::decode(public), context::payload(context, message))
	else {
		return false;
	};
	key.verify(signature, &DOMAIN_NONE, &HASH_ID_ORIGINAL_FALCON, &payload)
}

#[cfg(feature = "std")]
mod native {
	use super::*;
	use crate::pair::Shake256;
	use fn_dsa_kgen::{KeyPairGenerator, KeyPairGenerator512, FN_DSA_LOGN_512};
	use pqcrypto_traits::sign::{DetachedSignature as _, SecretKey as _};
	use zeroize::Zeroizing;

	/// Separates this use of SHAKE256 from every other.
	const KEYGEN_DOMAIN: &[u8] = b"tonnetz/keygen/falcon512/v1";

	/// The key pair that `seed` gives: fn-dsa-kgen over SHAKE256("tonnetz/keygen/falcon512/v1" ||
	/// seed).
	pub fn generate(seed: &[u8; 32]) -> (Public, Box<Zeroizing<[u8; SECRET_LEN]>>) {
		let mut public = [0; PUBLIC_LEN];
		let mut secret = Box::new(Zeroizing::new([0; SECRET_LEN]));
		KeyPairGenerator512::default().keygen(
			FN_DSA_LOGN_512,
			&mut Shake256::new(KEYGEN_DOMAIN, seed),
			secret.as_mut_slice(),
			&mut public,
		);
		(Public(public), secret)
	}

	/// Signs `payload` as it is; randomised.
	pub fn sign(secret: &[u8; SECRET_LEN], payload: &[u8]) -> Option<Signature> {
		let secret = pqcrypto_falcon::falconpadded512::SecretKey::from_bytes(secret).ok()?;
		let signature = pqcrypto_falcon::falconpadded512::detached_sign(payload, &secret);
		// A malformed secret key gives an empty signature rather than an error.
		Signature::try_from(signature.as_bytes()).ok()
	}
}
