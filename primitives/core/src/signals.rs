// SPDX-License-Identifier: Apache-2.0

//! Signals: streams of data that operators promise to update, and how well they keep to it.

use crate::{
	coherence::decimal,
	types::{BlockNumber, Moment},
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{ConstU32, H256};
use sp_runtime::{BoundedVec, FixedI128};

/// The number of a stream: dense over the chain, from 0, in the order of registration, and never
/// used again.
pub type StreamId = u64;

/// The longest name of a stream, in bytes.
pub const MAX_NAME_LEN: u32 = 32;

/// The name of a stream: 1 to [`MAX_NAME_LEN`] visible ASCII characters. Stored as bytes; as JSON a
/// string.
pub type StreamName = BoundedVec<u8, ConstU32<MAX_NAME_LEN>>;

/// What a stream tells of. It is the operator's word. Append-only.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	Hash,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub enum StreamKind {
	/// Prices and trade.
	#[codec(index = 0)]
	Market,
	/// The node itself: block interval, finality lag, peers, memory.
	#[codec(index = 1)]
	Infrastructure,
	/// Models and agents.
	#[codec(index = 2)]
	Ai,
	/// Random numbers.
	#[codec(index = 3)]
	Randomness,
	/// Measurements of coherence.
	#[codec(index = 4)]
	Coherence,
	/// Anything else.
	#[codec(index = 255)]
	Custom,
}

/// The last update of a stream.
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
pub struct Update {
	/// The publisher's number of it, above that of the update before.
	pub sequence: u64,
	/// SHA-256 of the data.
	pub digest: H256,
	/// The value, if the data comes to one number.
	#[serde(with = "decimal::optional_signed")]
	pub value: Option<FixedI128>,
	/// The block that took it.
	pub at: BlockNumber,
	/// The timestamp of that block, Unix time in milliseconds.
	pub time: Moment,
}

/// All that the chain knows of a stream.
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
pub struct StreamInfo<AccountId> {
	/// The number of the stream.
	pub id: StreamId,
	/// Who promised to update it.
	pub operator: AccountId,
	/// Its name.
	#[serde(with = "name")]
	pub name: StreamName,
	/// What it tells of.
	pub kind: StreamKind,
	/// The length of a slot, in blocks: in each an update is due.
	pub interval: BlockNumber,
	/// The block that registered it, with which its first slot begins.
	pub start: BlockNumber,
	/// The block that retired it.
	pub retired: Option<BlockNumber>,
	/// The last update.
	pub last: Option<Update>,
	/// The slots that ended in the last 30 whole days and were served.
	pub served: u32,
	/// The slots that ended in those days, those before its registration and after its retirement
	/// too.
	pub due: u32,
	/// `served / due`, rounded down, in parts per million.
	pub reliability: u32,
}

/// How reliable an operator is.
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
pub struct Reliability {
	/// The term of governance weight, 0 to 100.
	pub score: u8,
	/// The mean over its streams, rounded down, in parts per million.
	pub mean: u32,
	/// The reliability of each stream that counts, ascending by number.
	pub streams: Vec<StreamReliability>,
}

/// How reliable a stream is.
#[derive(
	Clone,
	Copy,
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
pub struct StreamReliability {
	/// The number of the stream.
	pub id: StreamId,
	/// Its reliability, in parts per million.
	pub reliability: u32,
}

/// Why bytes are not the name of a stream.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum NameFault {
	/// There are none, or more than [`MAX_NAME_LEN`].
	#[error("the name of a stream has 1 to {MAX_NAME_LEN} characters: shorten it")]
	Length,
	/// One is not a visible ASCII character.
	#[error(
		"the name of a stream has visible ASCII characters alone: leave out others and spaces"
	)]
	Character,
}

/// Reads the name of a stream.
pub fn stream_name(bytes: Vec<u8>) -> Result<StreamName, NameFault> {
	if bytes.is_empty() {
		return Err(NameFault::Length);
	}
	let name = StreamName::try_from(bytes).map_err(|_| NameFault::Length)?;
	if name.iter().all(u8::is_ascii_graphic) {
		Ok(name)
	} else {
		Err(NameFault::Character)
	}
}

mod name {
	use super::{stream_name, StreamName};
	use alloc::string::String;
	use serde::{
		de::Error as _, ser::Error as _, Deserialize, Deserializer, Serialize, Serializer,
	};

	pub fn serialize<S: Serializer>(name: &StreamName, to: S) -> Result<S::Ok, S::Error> {
		core::str::from_utf8(name).map_err(S::Error::custom)?.serialize(to)
	}

	pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<StreamName, D::Error> {
		stream_name(String::deserialize(from)?.into_bytes()).map_err(D::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use codec::Encode;

	#[test]
	fn kinds_keep_their_indices() {
		use StreamKind::*;
		let kinds = [Market, Infrastructure, Ai, Randomness, Coherence];
		for (index, kind) in kinds.into_iter().enumerate() {
			assert_eq!(kind.encode(), [u8::try_from(index).unwrap()]);
		}
		assert_eq!(Custom.encode(), [255]);
	}

	#[test]
	fn names_are_visible_ascii_of_bounded_length() {
		let read = |text: &str| stream_name(text.as_bytes().to_vec());
		for good in ["a", "BTC/USD", "block-interval", "~!\"#", &"x".repeat(32)] {
			assert_eq!(read(good).unwrap().as_slice(), good.as_bytes());
		}
		for bad in ["", &"x".repeat(33)] {
			assert_eq!(read(bad), Err(NameFault::Length));
		}
		for bad in ["a b", "a\n", "\0", "\u{7f}", "\u{e4}"] {
			assert_eq!(read(bad), Err(NameFault::Character));
		}
	}
}
