// SPDX-License-Identifier: Apache-2.0

//! Receipts: the record, its link in the chain of its issuer, and what queries answer.
//!
//! The runtime, the node and the offline verifier all use these types and formulas, so none can
//! differ from another.

mod chain;
mod entry;
pub mod keys;
mod kind;
mod query;
mod record;
mod statement;

pub use chain::ChainHead;
pub use entry::{Deposit, Entry};
pub use kind::Kind;
pub use query::{Page, ReceiptInfo, Witness, WitnessPage, MAX_PAGE};
pub use record::{
	Attestation, Batch, Reason, Receipt, Revocation, Source, Uri, MAX_REASON_LEN, MAX_URI_LEN,
};
pub use statement::Statement;

/// The most leaves of a [`Batch`]: 2^40.
pub const MAX_LEAVES: u64 = 1 << 40;

use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// The number of a receipt: dense, from 0, in the order of writing.
pub type ReceiptId = u64;

/// The subject that a name stands for: BLAKE2b-256 of the name's UTF-8 bytes.
///
/// Names are compared byte by byte; nothing is trimmed, folded or normalised.
pub fn subject_of(name: &str) -> H256 {
	BlakeTwo256::hash(name.as_bytes())
}
