// SPDX-License-Identifier: Apache-2.0

//! The chain of an issuer.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// The head of an issuer's chain of receipts: how many there are, and one hash over all of them in
/// order.
///
/// Whoever holds the links of an issuer's receipts 0 to `next - 1` can [recompute](Self::of_links)
/// the head and compare it with the finalised one. Equality proves that these are all receipts of
/// the issuer, and that none was changed, dropped or moved.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct ChainHead {
	/// The sequence of the issuer's next receipt, which is the number of those written.
	pub next: u64,
	/// 32 zero bytes before the first receipt; `BLAKE2b-256(hash || link)` after each.
	pub hash: H256,
}

impl ChainHead {
	/// The head after one more receipt, or `None` after 2^64 - 1 of them.
	///
	/// ```text
	/// hash' = BLAKE2b-256(hash || link)
	/// ```
	#[must_use]
	pub fn extended_by(&self, link: H256) -> Option<Self> {
		let next = self.next.checked_add(1)?;
		Some(Self { next, hash: BlakeTwo256::hash_of(&(self.hash, link)) })
	}

	/// The head of the chain with these links, in the order of their sequence.
	#[must_use]
	pub fn of_links(links: impl IntoIterator<Item = H256>) -> Option<Self> {
		links.into_iter().try_fold(Self::default(), |head, link| head.extended_by(link))
	}
}
