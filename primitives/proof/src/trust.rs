// SPDX-License-Identifier: Apache-2.0

//! Trust files.

use crate::Base64;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// The `version` of trust files that this crate reads and writes.
pub const VERSION: u32 = 1;

/// The `format` of a trust file.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Format {
	/// `"tonnetz-trust"`.
	#[serde(rename = "tonnetz-trust")]
	Trust,
}

/// What a verifier believes: a chain's first block with its authorities, and the changes of the
/// authority set since, each proved by the votes of the set before it.
///
/// The genesis hash and its authorities are believed as they stand. Everything else is verified.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trust {
	/// Always `"tonnetz-trust"`.
	pub format: Format,
	/// [`VERSION`].
	pub version: u32,
	/// The hash of the chain's first block.
	pub genesis_hash: H256,
	/// The authorities of set 0, in their order.
	pub authorities: Vec<Authority>,
	/// The changes: the first leads from set 0 to set 1, and so on.
	pub changes: Vec<SetChange>,
}

/// An authority of GRANDPA.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Authority {
	/// The Falcon-512 public key, 897 bytes.
	pub key: Base64,
	/// How much its vote weighs.
	pub weight: u64,
}

/// The last block of an authority set.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetChange {
	/// The header of the block, SCALE-encoded, whose digest names the next set.
	pub header: Base64,
	/// The votes of the set for the block: a [`crate::Justification`], SCALE-encoded.
	pub justification: Base64,
}

/// A part of the list of changes, as a node answers it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetChanges {
	/// The changes from the set that was asked for on.
	pub changes: Vec<SetChange>,
	/// The set to ask for next; `None` at the end.
	pub next: Option<u64>,
}
