// SPDX-License-Identifier: Apache-2.0

//! That a leaf is in a tree.

use super::{leaf_hash, node_hash, shape};
use crate::receipt::{Batch, MAX_LEAVES};
use alloc::vec::Vec;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// The root that a leaf with this hash has at `index` of a tree of `leaves` leaves with this audit
/// path. `None` if there is no such index, or if the path is longer or shorter than the leaf's.
///
/// The algorithm is that of [RFC 9162, section 2.1.3.2](
/// https://www.rfc-editor.org/rfc/rfc9162#section-2.1.3.2).
#[must_use]
pub fn root_from_path(leaves: u64, index: u64, leaf_hash: H256, path: &[H256]) -> Option<H256> {
	let mut last = leaves.checked_sub(1).filter(|last| index <= *last)?;
	let mut position = index;
	path.iter()
		.try_fold(leaf_hash, |hash, sibling| {
			if last == 0 {
				return None;
			}
			let is_right = position & 1 == 1;
			let parent = if is_right || position == last {
				// The last node of a level moves up until it is a right child.
				let moved = position.trailing_zeros();
				position = position.checked_shr(moved)?;
				last = last.checked_shr(moved)?;
				node_hash(sibling, &hash)
			} else {
				node_hash(&hash, sibling)
			};
			position >>= 1;
			last >>= 1;
			Some(parent)
		})
		.filter(|_| last == 0)
}

/// Whether the payload with this digest is at `index` of the tree with this root and number of
/// leaves. Never panics, whatever it is given; the work grows with the length of the path that the
/// leaf ought to have, not with that of the path given.
#[must_use]
pub fn verify_inclusion(root: H256, leaves: u64, index: u64, digest: H256, path: &[H256]) -> bool {
	root_from_path(leaves, index, leaf_hash(digest), path) == Some(root)
}

/// The `format` of a proof.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Format {
	/// `"tonnetz-leaf-proof"`.
	#[serde(rename = "tonnetz-leaf-proof")]
	LeafProof,
}

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum InclusionError {
	/// The proof is of a later format.
	#[error("the leaf proof has version {0}, this program reads version {VERSION}: update it", VERSION = InclusionProof::VERSION)]
	Version(u32),
	/// The proof is about another tree than the one attested.
	#[error("the leaf proof is for another batch, with the root {0:?}")]
	Root(H256),
	/// The proof is about a tree of another size than the one attested.
	#[error("the leaf proof is for a batch of {found} leaves, the attested one has {attested}")]
	Leaves {
		/// The number in the proof.
		found: u64,
		/// The number in the receipt.
		attested: u64,
	},
	/// No batch has this number of leaves.
	#[error("a batch has 1 to {MAX_LEAVES} leaves, not {0}")]
	Size(u64),
	/// There is no such leaf.
	#[error("the leaf proof is for leaf {index} of {leaves}, which are counted from 0")]
	Index {
		/// The index in the proof.
		index: u64,
		/// The number of leaves.
		leaves: u64,
	},
	/// The path is longer or shorter than that of the leaf.
	#[error("the path of the leaf proof has {found} hashes, that of its leaf has {expected}")]
	PathLen {
		/// The length of the path in the proof.
		found: usize,
		/// The length that it must have.
		expected: usize,
	},
	/// The path leads to another root: payload, place or path was altered.
	#[error("the payload is not in the batch: its path does not lead to the root")]
	NotIncluded,
}

/// A proof that the payload with a digest is one of the batch that a receipt attests.
///
/// As JSON, with hashes as `0x` and 64 hexadecimal digits:
///
/// ```json
/// {
///   "format": "tonnetz-leaf-proof",
///   "version": 1,
///   "root": "0x...",
///   "leaves": 3,
///   "index": 1,
///   "digest": "0x...",
///   "path": ["0x...", "0x..."]
/// }
/// ```
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InclusionProof {
	/// Always `"tonnetz-leaf-proof"`.
	pub format: Format,
	/// [`Self::VERSION`].
	pub version: u32,
	/// The root of the tree.
	pub root: H256,
	/// The number of leaves of the tree, at least 1 and at most [`MAX_LEAVES`].
	pub leaves: u64,
	/// Which leaf it is, from 0.
	pub index: u64,
	/// SHA-256 of the payload.
	pub digest: H256,
	/// The hashes beside the leaf's way to the root, from the bottom upwards: at most 40.
	pub path: Vec<H256>,
}

impl InclusionProof {
	/// The version of proofs that this code reads and writes.
	pub const VERSION: u32 = 1;

	/// The proof for a leaf of a batch. It may be wrong: nothing is verified here.
	#[must_use]
	pub const fn new(batch: Batch, index: u64, digest: H256, path: Vec<H256>) -> Self {
		let Batch { root, leaves } = batch;
		let (format, version) = (Format::LeafProof, Self::VERSION);
		Self { format, version, root, leaves, index, digest, path }
	}

	/// The batch that the proof says its leaf is in.
	#[must_use]
	pub const fn batch(&self) -> Batch {
		Batch { root: self.root, leaves: self.leaves }
	}

	/// Verifies that the payload with [`Self::digest`] is in this batch, which is the one of a receipt.
	/// Whether that receipt can be relied on, and whether a payload has that digest, is for the caller
	/// to find out.
	pub fn verify(&self, attested: &Batch) -> Result<(), InclusionError> {
		let Self { index, leaves, .. } = *self;
		if self.version != Self::VERSION {
			return Err(InclusionError::Version(self.version));
		}
		if self.root != attested.root {
			return Err(InclusionError::Root(self.root));
		}
		if leaves != attested.leaves {
			return Err(InclusionError::Leaves { found: leaves, attested: attested.leaves });
		}
		if !(1..=MAX_LEAVES).contains(&leaves) {
			return Err(InclusionError::Size(leaves));
		}
		if index >= leaves {
			return Err(InclusionError::Index { index, leaves });
		}
		let (found, expected) = (self.path.len(), shape::audit_path(leaves, index).count());
		if found != expected {
			return Err(InclusionError::PathLen { found, expected });
		}
		if !verify_inclusion(self.root, leaves, index, self.digest, &self.path) {
			return Err(InclusionError::NotIncluded);
		}
		Ok(())
	}
}
