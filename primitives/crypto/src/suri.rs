// SPDX-License-Identifier: Apache-2.0

//! Key pairs of any scheme, from secret URIs, for command lines and clients.

use crate::{falcon512, sphincs, Scheme, Signature};
use sp_core::{
	crypto::{AccountId32, DeriveJunction, SecretStringError, SecretUri},
	Pair as _,
};

/// A key pair of any scheme.
#[derive(Clone, Debug)]
pub enum AnyPair {
	/// Falcon-512.
	Falcon512(falcon512::Pair),
	/// SPHINCS+-SHAKE-128s.
	SphincsShake128s(sphincs::Pair),
}

/// Why a secret URI gives no key. No variant carries a part of the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SuriError {
	/// The text is neither a mnemonic, a `0x` seed, nor a `//` path.
	Format,
	/// The words are no BIP-39 mnemonic.
	Mnemonic,
	/// The `0x` seed is not 32 bytes of hexadecimal.
	Seed,
	/// A junction is soft.
	SoftJunction,
}

impl core::fmt::Display for SuriError {
	fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
		f.write_str(match self {
			Self::Format => {
				"malformed secret URI: use a mnemonic, 0x and 64 hexadecimal digits, or a development path like //Alice"
			},
			Self::Mnemonic => {
				"the words are not a BIP-39 mnemonic: check their number (12, 15, 18, 21 or 24), spelling and order"
			},
			Self::Seed => "malformed seed: use 0x and 64 hexadecimal digits",
			Self::SoftJunction => {
				"soft derivation (/name) does not exist for post-quantum keys: use hard junctions (//name)"
			},
		})
	}
}

impl std::error::Error for SuriError {}

/// The pair of `suri`, with errors that say what to mend.
fn pair_from<P: sp_core::Pair>(suri: &str, password: Option<&str>) -> Result<P, SuriError> {
	use sp_core::crypto::ExposeSecret;

	// Nothing stands for the development mnemonic, which must not come of an empty file.
	if suri.is_empty() {
		return Err(SuriError::Format);
	}
	let uri: SecretUri = suri.parse().map_err(|_| SuriError::Format)?;
	if uri.junctions.iter().any(DeriveJunction::is_soft) {
		return Err(SuriError::SoftJunction);
	}
	let is_seed = uri.phrase.expose_secret().starts_with("0x");
	P::from_string(suri, password).map_err(|error| match error {
		SecretStringError::InvalidSeed | SecretStringError::InvalidSeedLength => SuriError::Seed,
		SecretStringError::InvalidPhrase if is_seed => SuriError::Seed,
		SecretStringError::InvalidPhrase => SuriError::Mnemonic,
		SecretStringError::InvalidPath => SuriError::SoftJunction,
		SecretStringError::InvalidFormat(_) | SecretStringError::InvalidPassword => {
			SuriError::Format
		}
	})
}

impl AnyPair {
	/// The pair of a secret URI: a mnemonic, `0x` and a seed in hexadecimal, or nothing (the
	/// development mnemonic, and then at least one junction), then hard junctions `//name`, then `///password`, which `password`
	/// overrides.
	pub fn from_suri(
		scheme: Scheme,
		suri: &str,
		password: Option<&str>,
	) -> Result<Self, SuriError> {
		match scheme {
			Scheme::Falcon512 => pair_from(suri, password).map(Self::Falcon512),
			Scheme::SphincsShake128s => pair_from(suri, password).map(Self::SphincsShake128s),
		}
	}

	/// A fresh pair with the mnemonic that restores it together with `password`.
	pub fn generate(scheme: Scheme, password: Option<&str>) -> (Self, String) {
		match scheme {
			Scheme::Falcon512 => {
				let (pair, phrase, _) = falcon512::Pair::generate_with_phrase(password);
				(Self::Falcon512(pair), phrase)
			}
			Scheme::SphincsShake128s => {
				let (pair, phrase, _) = sphincs::Pair::generate_with_phrase(password);
				(Self::SphincsShake128s(pair), phrase)
			}
		}
	}

	/// The scheme.
	pub const fn scheme(&self) -> Scheme {
		match self {
			Self::Falcon512(_) => Scheme::Falcon512,
			Self::SphincsShake128s(_) => Scheme::SphincsShake128s,
		}
	}

	/// The public key in the scheme's encoding.
	pub fn public_bytes(&self) -> Vec<u8> {
		match self {
			Self::Falcon512(pair) => pair.public().to_vec(),
			Self::SphincsShake128s(pair) => pair.public().to_vec(),
		}
	}

	/// The 32-byte seed.
	pub fn seed(&self) -> &[u8; 32] {
		match self {
			Self::Falcon512(pair) => pair.seed(),
			Self::SphincsShake128s(pair) => pair.seed(),
		}
	}

	/// The secret key in the scheme's own encoding, for other implementations.
	pub fn secret_key(&self) -> &[u8] {
		match self {
			Self::Falcon512(pair) => pair.secret_key(),
			Self::SphincsShake128s(pair) => pair.secret_key(),
		}
	}

	/// The account that this key controls.
	pub fn account_id(&self) -> AccountId32 {
		crate::account_id(self.scheme(), &self.public_bytes())
	}

	/// Signs `message` in `context`; `None` if the context is longer than
	/// [`context::MAX_LEN`](crate::context::MAX_LEN).
	pub fn sign(&self, context: &[u8], message: &[u8]) -> Option<Signature> {
		Some(match self {
			Self::Falcon512(pair) => Signature::Falcon512 {
				public: Box::new(pair.public()),
				signature: Box::new(pair.sign_in_context(context, message)?),
			},
			Self::SphincsShake128s(pair) => Signature::SphincsShake128s {
				public: Box::new(pair.public()),
				signature: Box::new(pair.sign_in_context(context, message)?),
			},
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn error(suri: &str) -> Option<SuriError> {
		AnyPair::from_suri(Scheme::Falcon512, suri, None).err()
	}

	#[test]
	fn errors_name_what_is_wrong() {
		assert_eq!(error("//Alice"), None);
		assert_eq!(error("//Alice/soft"), Some(SuriError::SoftJunction));
		assert_eq!(error("0x12"), Some(SuriError::Seed));
		assert_eq!(error("0xzz"), Some(SuriError::Seed));
		assert_eq!(error("one two three"), Some(SuriError::Mnemonic));
		assert_eq!(error("?!"), Some(SuriError::Format));
		assert_eq!(error(""), Some(SuriError::Format));
	}

	#[test]
	fn a_generated_mnemonic_restores_the_pair() {
		for scheme in Scheme::ALL {
			let (pair, phrase) = AnyPair::generate(scheme, Some("password"));
			let restored = AnyPair::from_suri(scheme, &format!("{phrase}///password"), None);
			assert_eq!(restored.map(|p| p.account_id()), Ok(pair.account_id()));
			let without = AnyPair::from_suri(scheme, &phrase, None);
			assert_ne!(without.map(|p| p.account_id()), Ok(pair.account_id()));
		}
	}

	#[test]
	fn debug_shows_no_secret() {
		let (pair, _) = AnyPair::generate(Scheme::Falcon512, None);
		let shown = format!("{pair:?}");
		assert!(shown.len() < 120, "{shown}");
		assert!(!shown.contains("secret") && !shown.contains("seed"), "{shown}");
	}
}
