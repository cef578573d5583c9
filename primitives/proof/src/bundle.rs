// SPDX-License-Identifier: Apache-2.0

//! Proof bundles.

use crate::Base64;
use serde::{Deserialize, Serialize};
use sp_core::H256;
use tonnetz_core::{
	receipt::{ChainHead, ReceiptInfo},
	AccountId, BlockNumber,
};

/// The `version` of bundles that this crate reads and writes.
pub const VERSION: u32 = 1;

/// The `format` of a bundle.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Format {
	/// `"tonnetz-proof-bundle"`.
	#[serde(rename = "tonnetz-proof-bundle")]
	ProofBundle,
}

/// A receipt, and all that an auditor needs to verify it without a node: that the state of block F
/// holds it, and that more than two thirds of an authority set finalised F.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Bundle {
	/// Always `"tonnetz-proof-bundle"`.
	pub format: Format,
	/// [`VERSION`].
	pub version: u32,
	/// The hash of the chain's first block.
	pub genesis_hash: H256,
	/// The number of the authority set whose votes finalise F.
	pub set_id: u64,
	/// The header of F, SCALE-encoded.
	pub header: Base64,
	/// The votes: a [`crate::Justification`], SCALE-encoded.
	pub justification: Base64,
	/// The trie nodes between the state root of F and what the bundle proves, in ascending order of
	/// their bytes.
	pub proof: Vec<Base64>,
	/// The receipt as the state of F has it.
	pub receipt: ReceiptInfo<AccountId, BlockNumber>,
	/// The head of the issuer's chain in the state of F, if it was asked for.
	pub head: Option<ChainHead>,
}
