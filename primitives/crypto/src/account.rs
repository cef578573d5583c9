// SPDX-License-Identifier: Apache-2.0

//! Schemes, the keys behind accounts, and the accounts that they give.

use crate::{falcon512, sphincs};
use alloc::boxed::Box;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use sp_core::crypto::AccountId32;
use sp_runtime::traits::IdentifyAccount;

const ACCOUNT_DOMAIN: &[u8] = b"tonnetz/account/v1";

/// A signature scheme. The indices are wire format: they are hashed into accounts and encoded in
/// [`Signer`] and [`crate::Signature`]. New schemes are appended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Scheme {
	/// Falcon-512, padded, round-3 encoding.
	Falcon512 = 0,
	/// SPHINCS+-SHAKE-128s-simple, round 3.1.
	SphincsShake128s = 1,
}

impl Scheme {
	/// All schemes, in the order of their indices.
	pub const ALL: [Self; 2] = [Self::Falcon512, Self::SphincsShake128s];

	/// The name used by command lines and JSON.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Falcon512 => "falcon512",
			Self::SphincsShake128s => "sphincs-shake-128s",
		}
	}

	/// The length of a public key, in bytes.
	pub const fn public_len(self) -> usize {
		match self {
			Self::Falcon512 => falcon512::PUBLIC_LEN,
			Self::SphincsShake128s => sphincs::PUBLIC_LEN,
		}
	}

	/// The length of a signature, in bytes.
	pub const fn signature_len(self) -> usize {
		match self {
			Self::Falcon512 => falcon512::SIGNATURE_LEN,
			Self::SphincsShake128s => sphincs::SIGNATURE_LEN,
		}
	}
}

impl core::fmt::Display for Scheme {
	fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
		f.write_str(self.name())
	}
}

/// The name is not one of [`Scheme::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownScheme;

impl core::fmt::Display for UnknownScheme {
	fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
		f.write_str("unknown signature scheme: use falcon512 or sphincs-shake-128s")
	}
}

impl core::error::Error for UnknownScheme {}

impl core::str::FromStr for Scheme {
	type Err = UnknownScheme;

	fn from_str(s: &str) -> Result<Self, UnknownScheme> {
		Self::ALL.into_iter().find(|scheme| scheme.name() == s).ok_or(UnknownScheme)
	}
}

/// The account of a public key: `blake2_256("tonnetz/account/v1" || scheme index || public)`.
pub fn account_id(scheme: Scheme, public: &[u8]) -> AccountId32 {
	let preimage = [ACCOUNT_DOMAIN, &[scheme as u8], public].concat();
	sp_crypto_hashing::blake2_256(&preimage).into()
}

/// The public key behind an account, with its scheme.
///
/// The keys are boxed because they differ much in size.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, TypeInfo)]
pub enum Signer {
	/// A Falcon-512 key.
	#[codec(index = 0)]
	Falcon512(Box<falcon512::Public>),
	/// A SPHINCS+-SHAKE-128s key.
	#[codec(index = 1)]
	SphincsShake128s(Box<sphincs::Public>),
}

impl Signer {
	/// The scheme of this key.
	pub const fn scheme(&self) -> Scheme {
		match self {
			Self::Falcon512(_) => Scheme::Falcon512,
			Self::SphincsShake128s(_) => Scheme::SphincsShake128s,
		}
	}
}

impl AsRef<[u8]> for Signer {
	fn as_ref(&self) -> &[u8] {
		match self {
			Self::Falcon512(public) => (**public).as_ref(),
			Self::SphincsShake128s(public) => (**public).as_ref(),
		}
	}
}

impl IdentifyAccount for Signer {
	type AccountId = AccountId32;

	fn into_account(self) -> AccountId32 {
		account_id(self.scheme(), self.as_ref())
	}
}

impl From<falcon512::Public> for Signer {
	fn from(public: falcon512::Public) -> Self {
		Self::Falcon512(Box::new(public))
	}
}

impl From<sphincs::Public> for Signer {
	fn from(public: sphincs::Public) -> Self {
		Self::SphincsShake128s(Box::new(public))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn one_key_in_two_schemes_gives_two_accounts() {
		let key = [7; 32];
		assert_ne!(account_id(Scheme::Falcon512, &key), account_id(Scheme::SphincsShake128s, &key));
	}

	#[test]
	fn scheme_names_round_trip() {
		for scheme in Scheme::ALL {
			assert_eq!(scheme.name().parse(), Ok(scheme));
		}
		assert_eq!("ed25519".parse::<Scheme>(), Err(UnknownScheme));
	}

	#[test]
	fn scheme_index_is_the_codec_index() {
		let keys = [Signer::from(falcon512::Public::default()), sphincs::Public::default().into()];
		for (key, scheme) in keys.iter().zip(Scheme::ALL) {
			assert_eq!(key.encode().first(), Some(&(scheme as u8)));
			assert_eq!(key.scheme(), scheme);
		}
	}
}
