// SPDX-License-Identifier: Apache-2.0

//! What queries answer, in the runtime API, in JSON-RPC and in clients.

use super::{Receipt, ReceiptId, Revocation, Source};
use crate::types::Moment;
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// The most items of one [`Page`].
pub const MAX_PAGE: u32 = 256;

/// All that the chain knows of one receipt.
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
pub struct ReceiptInfo<AccountId, BlockNumber> {
	/// The number of the receipt.
	pub id: ReceiptId,
	/// The link of the receipt, from which the head of the issuer's chain is recomputed.
	pub link: H256,
	/// How the receipt came to be written.
	pub source: Source,
	/// The receipt. `None` once its body is pruned: the link alone is left then.
	pub receipt: Option<Receipt<AccountId, BlockNumber>>,
	/// The issuer's withdrawal of the receipt, if there is one.
	pub revoked: Option<Revocation<BlockNumber>>,
}

/// A part of a longer list, ascending.
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
pub struct Page<AccountId, BlockNumber> {
	/// The items from the position that was asked for, at most [`MAX_PAGE`].
	pub items: Vec<ReceiptInfo<AccountId, BlockNumber>>,
	/// The position of the item after the last of `items`: the `from` of the next query. `None` at
	/// the end.
	pub next: Option<u64>,
}

/// An operator who countersigned a receipt.
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
pub struct Witness<AccountId, BlockNumber> {
	/// The number of the countersignature among all of the chain, by which a page starts.
	pub position: u64,
	/// Who countersigned.
	pub witness: AccountId,
	/// The block that wrote the countersignature.
	pub at: BlockNumber,
	/// The timestamp of that block, Unix time in milliseconds.
	pub time: Moment,
}

/// A part of the list of the witnesses of a receipt, ascending by position.
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
pub struct WitnessPage<AccountId, BlockNumber> {
	/// The witnesses from the position that was asked for, at most [`MAX_PAGE`].
	pub items: Vec<Witness<AccountId, BlockNumber>>,
	/// The position of the witness after the last of `items`: the `from` of the next query. `None`
	/// at the end.
	pub next: Option<u64>,
}
