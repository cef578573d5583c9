// SPDX-License-Identifier: Apache-2.0

//! What can go wrong: codes and messages. `docs/RUNTIME_SURFACE.md` lists them.

use jsonrpsee::types::{error::INVALID_PARAMS_CODE, ErrorObject, ErrorObjectOwned};
use serde::{Deserialize, Serialize};
use std::fmt::Display;
use tonnetz_core::{
	cust::ParseError,
	receipt::{ReceiptId, MAX_PAGE},
	torus::{Position, SIDE},
	BlockNumber, Hash,
};

/// The runtime could not be asked: the block is not there, or its state was pruned.
pub const UNAVAILABLE: i32 = 7001;
/// No receipt has this number, not even in the best block.
pub const UNKNOWN_RECEIPT: i32 = 7002;
/// The receipt is written, but not by the block that a proof can be made at.
pub const NOT_PROVABLE_YET: i32 = 7003;
/// There is no block whose finality this node could prove.
pub const NO_JUSTIFICATION: i32 = 7004;
/// The block that a proof would be made at has no state here any more.
pub const STATE_PRUNED: i32 = 7005;
/// The node does not have the changes of the authority set that were asked for.
pub const MISSING_SET_CHANGE: i32 = 7006;
/// The node cannot tell which authorities the first block names.
pub const UNKNOWN_GENESIS: i32 = 7007;
/// The body of the receipt was pruned, and with it the name of its issuer.
pub const PRUNED: i32 = 7008;
/// The text is not a command, so no policy judges it.
pub const NOT_A_COMMAND: i32 = 7009;

/// A block, in the data of an error and in notices.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct BlockRef {
	/// Its number.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: Hash,
}

/// [`UNAVAILABLE`].
pub fn unavailable(error: impl Display) -> ErrorObjectOwned {
	ErrorObject::owned(
		UNAVAILABLE,
		"the runtime cannot be asked at this block: it is unknown here or its state was pruned",
		Some(error.to_string()),
	)
}

/// [`UNKNOWN_RECEIPT`].
pub fn unknown_receipt(id: ReceiptId) -> ErrorObjectOwned {
	bare(UNKNOWN_RECEIPT, format!("there is no receipt {id}: use the id of its event `Attested`"))
}

/// [`NOT_PROVABLE_YET`]. The data are the [`BlockRef`] of `newest`.
pub fn not_provable_yet(id: ReceiptId, newest: BlockRef) -> ErrorObjectOwned {
	ErrorObject::owned(
		NOT_PROVABLE_YET,
		format!(
			"receipt {id} was not written by block {}, the one to prove it at: ask again when a \
			 later block is finalised",
			newest.number
		),
		Some(newest),
	)
}

/// [`NO_JUSTIFICATION`], of a node that has finalised nothing by votes.
pub fn no_justification() -> ErrorObjectOwned {
	bare(
		NO_JUSTIFICATION,
		"this node has no finality votes yet: ask again when it has finalised a block".into(),
	)
}

/// [`NO_JUSTIFICATION`], of a block that is not final or has no justified block above it.
pub fn not_finalised(number: BlockNumber) -> ErrorObjectOwned {
	bare(
		NO_JUSTIFICATION,
		format!(
			"block {number} is not finalised by votes that this node has: ask again when it is, or \
			 leave the block out"
		),
	)
}

/// [`STATE_PRUNED`].
pub fn state_pruned(number: BlockNumber) -> ErrorObjectOwned {
	bare(
		STATE_PRUNED,
		format!(
			"the state of block {number} was pruned here: ask a node that runs with \
			 --state-pruning archive, or leave the block out"
		),
	)
}

/// [`MISSING_SET_CHANGE`].
pub fn missing_set_change(set_id: u64) -> ErrorObjectOwned {
	bare(
		MISSING_SET_CHANGE,
		format!(
			"this node does not have the end of authority set {set_id}: ask again when it has \
			 fetched the blocks before its warp sync, or ask another node"
		),
	)
}

/// [`UNKNOWN_GENESIS`].
pub fn unknown_genesis(reason: impl Display) -> ErrorObjectOwned {
	ErrorObject::owned(
		UNKNOWN_GENESIS,
		"the authorities of the first block are unknown here: start the node with the chain \
		 specification that its database was made from",
		Some(reason.to_string()),
	)
}

/// [`PRUNED`].
pub fn pruned(id: ReceiptId) -> ErrorObjectOwned {
	bare(
		PRUNED,
		format!(
			"receipt {id} is pruned, and its issuer is not in the state any more: ask without the \
			 head, or for another receipt of the issuer"
		),
	)
}

/// What is wrong with a text that is not a command, in the data of an error.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Fault {
	/// The stable code of `docs/CUST.md`.
	pub code: &'static str,
	/// The part that is wrong, such as `operations[0].branch`, if it is a part.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub place: Option<String>,
	/// What is wrong and what to do, in one line.
	pub message: String,
}

/// [`NOT_A_COMMAND`]. The data are the [`Fault`].
pub fn not_a_command(error: &ParseError) -> ErrorObjectOwned {
	let place = match error {
		ParseError::Part { place, .. } if !place.is_empty() => Some(place.clone()),
		_ => None,
	};
	ErrorObject::owned(
		NOT_A_COMMAND,
		"not a command: correct what the data name",
		Some(Fault { code: error.code(), place, message: error.to_string() }),
	)
}

/// `limit`, if a page may have so many items.
pub fn page(limit: u32) -> Result<u32, ErrorObjectOwned> {
	page_of(limit, MAX_PAGE)
}

/// `limit`, if it is 1 to `max`: for pages of large items.
pub fn page_of(limit: u32, max: u32) -> Result<u32, ErrorObjectOwned> {
	if (1..=max).contains(&limit) {
		Ok(limit)
	} else {
		Err(bare(INVALID_PARAMS_CODE, format!("limit is {limit}: use 1 to {max}")))
	}
}

/// The position with these coordinates, if the torus has it.
pub fn position(x: u8, y: u8, z: u8) -> Result<Position, ErrorObjectOwned> {
	Position::new(x, y, z).ok_or_else(|| {
		let message = format!("({x}, {y}, {z}) is no position: coordinates are below {SIDE}");
		bare(INVALID_PARAMS_CODE, message)
	})
}

fn bare(code: i32, message: String) -> ErrorObjectOwned {
	ErrorObject::owned(code, message, None::<()>)
}

#[cfg(test)]
mod tests {
	use super::*;
	use tonnetz_core::cust::Command;

	#[test]
	fn a_page_has_1_to_256_items() {
		for limit in [1, 2, 255, 256] {
			assert_eq!(page(limit), Ok(limit));
		}
		for limit in [0, 257, u32::MAX] {
			let error = page(limit).map_err(|error| (error.code(), error.message().to_owned()));
			assert_eq!(
				error,
				Err((INVALID_PARAMS_CODE, format!("limit is {limit}: use 1 to 256")))
			);
		}
	}

	#[test]
	fn a_page_of_commands_is_smaller() {
		assert_eq!(page_of(64, 64), Ok(64));
		assert!([0, 65].iter().all(|limit| page_of(*limit, 64).is_err()));
	}

	#[test]
	fn a_position_is_on_the_torus() {
		assert_eq!(position(7, 0, 1).map(Position::coordinates), Ok([7, 0, 1]));
		for [x, y, z] in [[8, 0, 0], [0, 8, 0], [0, 0, 255]] {
			let error = position(x, y, z).err().map(|error| error.code());
			assert_eq!(error, Some(INVALID_PARAMS_CODE));
		}
	}

	#[test]
	fn what_is_not_a_command_is_told_by_code_and_place() {
		let refused = |text: &str| {
			let error = Command::parse(text.as_bytes()).err().map(|error| not_a_command(&error));
			error.and_then(|error| Some((error.code(), error.data()?.get().to_owned())))
		};
		assert_eq!(
			refused(r#"{"version":"cust-1.0","intent":7}"#),
			Some((
				7009,
				r#"{"code":"wrong_type","place":"intent","message":"intent: a number where a string belongs"}"#
					.to_owned()
			))
		);
		let whole = refused("[]").map(|(_, data)| data);
		assert!(whole.is_some_and(|data| data.starts_with(r#"{"code":"wrong_type","message":"#)));
		let twice = refused(r#"{"a":1,"a":1}"#).map(|(_, data)| data);
		assert!(twice.is_some_and(|data| data.contains(r#""code":"json_duplicate_key""#)));
		assert_eq!(refused(&"[".repeat(20_000)).map(|(code, _)| code), Some(7009));
	}

	// A client waits for a later block: it must be able to tell which one the answer is about.
	#[test]
	fn the_block_that_was_looked_at_is_in_the_data() {
		let newest = BlockRef { number: 7, hash: Hash::repeat_byte(1) };
		let error = not_provable_yet(3, newest);
		let data = error.data().map(|data| data.get());
		let hash = "01".repeat(32);
		assert_eq!(data, Some(format!(r#"{{"number":7,"hash":"0x{hash}"}}"#).as_str()));
	}
}
