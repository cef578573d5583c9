// SPDX-License-Identifier: Apache-2.0

//! Aura with Falcon-512 seals.

mod app {
	use crate::falcon512;
	use sp_application_crypto::{app_crypto, key_types::AURA};
	app_crypto!(falcon512, AURA);
}

sp_application_crypto::with_pair! {
	/// The key pair of a block author.
	pub type AuthorityPair = app::Pair;
}

/// The key of a block author.
pub type AuthorityId = app::Public;

/// The seal of a block, 666 bytes.
pub type AuthoritySignature = app::Signature;
