// SPDX-License-Identifier: Apache-2.0

//! Proof bundles.

use crate::{
	text::{Form, TextError},
	Base64,
};
use serde::{Deserialize, Serialize};
use sp_core::H256;
use tonnetz_core::{
	receipt::{ChainHead, ReceiptInfo},
	AccountId, BlockNumber,
};

/// The `version` of bundles that this crate reads and writes.
pub const VERSION: u32 = 1;

/// The longest text of a bundle, in bytes. One of a chain of 100 validators, whose authority set
/// changes in the very block, takes half of it.
pub const MAX_LEN: usize = 1 << 20;

const FORM: Form = Form { format: "tonnetz-proof-bundle", version: VERSION, max_len: MAX_LEN };

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

impl Bundle {
	/// The canonical text: the JSON of the fields in their order, without a space or a newline.
	///
	/// # Errors
	/// None that could be provoked: every field has a JSON form.
	pub fn to_text(&self) -> Result<String, serde_json::Error> {
		serde_json::to_string(self)
	}

	/// Reads the canonical text, which may end in one newline. Nothing in it is verified: see
	/// [`verify`](crate::verify()).
	///
	/// # Errors
	/// Every text but the canonical one of some bundle is refused, and so is one longer than
	/// [`MAX_LEN`].
	pub fn from_text(text: &[u8]) -> Result<Self, TextError> {
		FORM.read(text)
	}
}
