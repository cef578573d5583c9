// SPDX-License-Identifier: Apache-2.0

//! SPHINCS+-SHAKE-128s-simple, round 3.1: hash-based signatures for keys that rest.
//!
//! Source: *SPHINCS+, submission to the NIST post-quantum project*, v3.1 (2022). FIPS 205 changed
//! the scheme; SLH-DSA implementations do not verify these signatures.
//!
//! A signature takes about half a second to make and about a millisecond to verify.

mod verify;

use crate::{
	bytes::{public_newtype, signature_newtype},
	context,
	pair::pair,
};
use sp_core::{crypto::CryptoTypeId, proof_of_possession::NonAggregatable};

pub use verify::verify as verify_raw;

/// Identifies SPHINCS+-SHAKE-128s keys in a keystore.
pub const CRYPTO_ID: CryptoTypeId = CryptoTypeId(*b"sphs");

/// The length of a public key, in bytes: `PK.seed || PK.root`.
pub const PUBLIC_LEN: usize = 32;

/// The length of a secret key, in bytes: `SK.seed || SK.prf || PK.seed || PK.root`.
pub const SECRET_LEN: usize = 64;

/// The length of a signature, in bytes.
pub const SIGNATURE_LEN: usize = 7856;

public_newtype! {
	/// A SPHINCS+-SHAKE-128s public key.
	Public, PUBLIC_LEN
}

signature_newtype! {
	/// A SPHINCS+-SHAKE-128s signature.
	Signature, SIGNATURE_LEN, SignatureInfo
}

/// How metadata shows a signature: polkadot-js reads no array longer than 2,048 items, and would
/// read no extrinsic at all if one stood in its signature type.
type SignatureInfo = [[u8; SIGNATURE_LEN / 16]; 16];

const _: () = assert!(core::mem::size_of::<SignatureInfo>() == SIGNATURE_LEN);

/// SPHINCS+ signatures do not aggregate, so a proof of possession is a plain signature.
pub type ProofOfPossession = Signature;

pair! {
	/// A SPHINCS+-SHAKE-128s key pair. Without `std` there is none: see the crate documentation.
	scheme: native
}

impl NonAggregatable for Pair {}

/// Whether `signature` over `message` in `context` was made by the key `public`.
///
/// The one place where the validity of SPHINCS+ signatures is decided.
pub fn verify(public: &Public, context: &[u8], message: &[u8], signature: &Signature) -> bool {
	context::prefix(context).is_some_and(|prefix| {
		verify_raw(public.as_array(), &[prefix.as_slice(), message], signature.as_array())
	})
}

#[cfg(feature = "std")]
mod native {
	use super::*;
	use crate::pair::Shake256;
	use fn_dsa_kgen::RngCore;
	use pqcrypto_sphincsplus::sphincsshake128ssimple as scheme;
	use pqcrypto_traits::sign::{DetachedSignature as _, SecretKey as _};
	use zeroize::Zeroizing;

	const KEYGEN_DOMAIN: &[u8] = b"tonnetz/keygen/sphincs-shake-128s/v1";

	/// `SK.seed || SK.prf || PK.seed`, what the scheme's key generation starts from.
	const SCHEME_SEED_LEN: usize = 48;

	extern "C" {
		// Part of the library that pqcrypto-sphincsplus links; its Rust interface leaves it out.
		fn PQCLEAN_SPHINCSSHAKE128SSIMPLE_CLEAN_crypto_sign_seed_keypair(
			public: *mut u8,
			secret: *mut u8,
			seed: *const u8,
		) -> core::ffi::c_int;
	}

	/// The key pair that `seed` gives: the scheme's own key generation from the first 48 bytes of
	/// SHAKE256("tonnetz/keygen/sphincs-shake-128s/v1" || seed).
	pub fn generate(seed: &[u8; 32]) -> (Public, Box<Zeroizing<[u8; SECRET_LEN]>>) {
		let mut scheme_seed = Zeroizing::new([0; SCHEME_SEED_LEN]);
		Shake256::new(KEYGEN_DOMAIN, seed).fill_bytes(scheme_seed.as_mut_slice());
		let mut public = [0; PUBLIC_LEN];
		let mut secret = Box::new(Zeroizing::new([0; SECRET_LEN]));
		// SAFETY: the function reads 48 bytes and writes 32 and 64, which is what these arrays
		// hold, and keeps no pointer. It has no failure: it always returns 0.
		#[allow(unsafe_code)]
		unsafe {
			PQCLEAN_SPHINCSSHAKE128SSIMPLE_CLEAN_crypto_sign_seed_keypair(
				public.as_mut_ptr(),
				secret.as_mut_ptr(),
				scheme_seed.as_ptr(),
			);
		}
		(Public(public), secret)
	}

	/// Signs `payload` as it is; randomised.
	pub fn sign(secret: &[u8; SECRET_LEN], payload: &[u8]) -> Option<Signature> {
		let secret = scheme::SecretKey::from_bytes(secret).ok()?;
		Signature::try_from(scheme::detached_sign(payload, &secret).as_bytes()).ok()
	}
}
