// SPDX-License-Identifier: Apache-2.0

//! The keys that a validator takes part in consensus with.

use alloc::{boxed::Box, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::crypto::KeyTypeId;
use sp_runtime::traits::OpaqueKeys;
use tonnetz_crypto::aura::AuthorityId as AuraId;

mod plain {
	use crate::{Aura, Grandpa};
	#[cfg(not(feature = "std"))]
	use alloc::vec::Vec;

	sp_runtime::impl_opaque_keys! {
		/// A validator's Falcon-512 keys, for block seals and finality votes.
		pub struct SessionKeys {
			/// Seals blocks.
			pub aura: Aura,
			/// Votes on finality.
			pub grandpa: Grandpa,
		}
	}
}

pub use plain::SessionKeys as UnboxedSessionKeys;

/// [`UnboxedSessionKeys`] on the heap.
///
/// `session.set_keys` takes the keys by value, two of 897 bytes, and a runtime call may not be
/// larger than 1,024. Encoding, JSON and metadata are those of the unboxed keys.
#[derive(
	Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct SessionKeys(Box<UnboxedSessionKeys>);

impl SessionKeys {
	/// The keys of a validator.
	pub fn new(aura: AuraId, grandpa: sp_consensus_grandpa::AuthorityId) -> Self {
		Self(Box::new(UnboxedSessionKeys { aura, grandpa }))
	}
}

impl core::ops::Deref for SessionKeys {
	type Target = UnboxedSessionKeys;

	fn deref(&self) -> &UnboxedSessionKeys {
		&self.0
	}
}

impl TypeInfo for SessionKeys {
	type Identity = UnboxedSessionKeys;

	fn type_info() -> scale_info::Type {
		UnboxedSessionKeys::type_info()
	}
}

impl OpaqueKeys for SessionKeys {
	type KeyTypeIdProviders = <UnboxedSessionKeys as OpaqueKeys>::KeyTypeIdProviders;

	fn key_ids() -> &'static [KeyTypeId] {
		UnboxedSessionKeys::key_ids()
	}

	fn get_raw(&self, key_type: KeyTypeId) -> &[u8] {
		self.0.get_raw(key_type)
	}

	fn ownership_proof_is_valid(&self, owner: &[u8], proof: &[u8]) -> bool {
		self.0.ownership_proof_is_valid(owner, proof)
	}
}

/// The keys of `encoded` with their types; `None` if it does not decode.
pub fn decode_into_raw_public_keys(encoded: &[u8]) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
	UnboxedSessionKeys::decode_into_raw_public_keys(encoded)
}
