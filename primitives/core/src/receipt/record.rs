// SPDX-License-Identifier: Apache-2.0

//! The record, what is given to make one, and what is written when one is revoked.

use super::{Kind, ReceiptId};
use crate::types::Moment;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{ConstU32, H256};
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	BoundedVec,
};

/// The longest `uri` of a receipt, in bytes.
pub const MAX_URI_LEN: u32 = 128;

/// The longest reason of a revocation, in bytes.
pub const MAX_REASON_LEN: u32 = 64;

/// Where a payload may be found: at most [`MAX_URI_LEN`] bytes, UTF-8 by convention. The chain
/// neither reads nor fetches it.
pub type Uri = BoundedVec<u8, ConstU32<MAX_URI_LEN>>;

/// Why a receipt was revoked: at most [`MAX_REASON_LEN`] bytes, UTF-8 by convention.
pub type Reason = BoundedVec<u8, ConstU32<MAX_REASON_LEN>>;

/// What an issuer states. The chain adds who, when and where in the chain.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct Attestation<BlockNumber> {
	/// What the payload is.
	pub kind: Kind,
	/// What the payload is about: see [`subject_of`](super::subject_of).
	pub subject: H256,
	/// SHA-256 of the payload.
	pub digest: H256,
	/// The receipt this one derives from. It must exist.
	pub parent: Option<ReceiptId>,
	/// Where the payload may be found. Refused above [`MAX_URI_LEN`] bytes, which is why it is not
	/// bounded here: a list that fails to decode has no error a wallet could show.
	#[serde(with = "sp_core::bytes")]
	pub uri: Vec<u8>,
	/// The first block at which the issuer no longer vouches for it. It must lie in the future.
	pub expires: Option<BlockNumber>,
}

/// A Merkle tree (RFC 6962, SHA-256) of payloads that one receipt attests together.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct Batch {
	/// The root of the tree.
	pub root: H256,
	/// The number of leaves, at least 1.
	pub leaves: u64,
}

/// A receipt: `issuer` attested at block `at` that a payload with this `digest` exists about this
/// `subject`.
///
/// A receipt is never changed. Its SCALE encoding, the fields in the order given here, is what its
/// [link](Self::link) is made of.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct Receipt<AccountId, BlockNumber> {
	/// Who attested.
	pub issuer: AccountId,
	/// The position in the issuer's chain, from 0.
	pub sequence: u64,
	/// What the payload is.
	pub kind: Kind,
	/// What the payload is about: see [`subject_of`](super::subject_of).
	pub subject: H256,
	/// SHA-256 of the payload.
	pub digest: H256,
	/// The receipt this one derives from.
	pub parent: Option<ReceiptId>,
	/// The tree of payloads, for a receipt of many.
	pub batch: Option<Batch>,
	/// The block that wrote the receipt.
	pub at: BlockNumber,
	/// The timestamp of that block, Unix time in milliseconds.
	pub time: Moment,
	/// The first block at which the issuer no longer vouches for it.
	pub expires: Option<BlockNumber>,
	/// Where the payload may be found.
	#[serde(with = "hex_bytes")]
	pub uri: Uri,
	/// Who brought the issuer's signed statement to the chain and pays for it, if not the issuer.
	pub relayer: Option<AccountId>,
}

impl<AccountId, BlockNumber> Receipt<AccountId, BlockNumber> {
	/// Who paid the deposit of the receipt: its relayer or, without one, its issuer.
	pub fn payer(&self) -> &AccountId {
		self.relayer.as_ref().unwrap_or(&self.issuer)
	}
}

impl<AccountId: Encode, BlockNumber: Encode> Receipt<AccountId, BlockNumber> {
	/// The link of the receipt, which [`ChainHead`](super::ChainHead) is chained from and which
	/// stays when the body is pruned:
	///
	/// ```text
	/// link = BLAKE2b-256(SCALE(issuer, sequence, kind, subject, digest, parent, batch, at, time,
	///                          expires, uri, relayer))
	/// ```
	pub fn link(&self) -> H256 {
		BlakeTwo256::hash_of(self)
	}
}

/// The issuer's withdrawal of a receipt. A record of its own: the receipt and its chain stay as
/// they are.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct Revocation<BlockNumber> {
	/// The block that wrote the revocation.
	pub at: BlockNumber,
	/// The timestamp of that block, Unix time in milliseconds.
	pub time: Moment,
	/// Why.
	#[serde(with = "hex_bytes")]
	pub reason: Reason,
}

/// How a receipt came to be written. Known to the chain, not stated by the issuer, and not part of
/// the link. Append-only.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub enum Source {
	/// The issuer signed a call of the receipts pallet.
	#[codec(index = 0)]
	Call,
	/// Another pallet wrote it, on an act of the issuer.
	#[codec(index = 1)]
	Pallet,
	/// Another pallet wrote it about something that happened by itself. No deposit is held.
	#[codec(index = 2)]
	Autonomous,
}

/// Bounded bytes as `0x`-prefixed hex, like `sp_core::Bytes`.
mod hex_bytes {
	use super::*;
	use serde::{de::Error, Deserializer, Serializer};
	use sp_core::Get;

	pub fn serialize<S: Serializer, L>(
		bytes: &BoundedVec<u8, L>,
		serializer: S,
	) -> Result<S::Ok, S::Error> {
		sp_core::bytes::serialize(bytes.as_slice(), serializer)
	}

	pub fn deserialize<'de, D: Deserializer<'de>, L: Get<u32>>(
		deserializer: D,
	) -> Result<BoundedVec<u8, L>, D::Error> {
		sp_core::bytes::deserialize(deserializer)?
			.try_into()
			.map_err(|_| D::Error::custom("more bytes than the field may hold"))
	}
}
