// SPDX-License-Identifier: Apache-2.0

//! Merkle trees over the digests of payloads: one receipt for a batch of any size, and a short proof
//! for each of its leaves.
//!
//! The tree is that of [RFC 6962, section 2.1](https://www.rfc-editor.org/rfc/rfc6962#section-2.1)
//! with SHA-256, so that tools and test vectors of Certificate Transparency apply:
//!
//! ```text
//! leaf = SHA-256(0x00 || SHA-256 of the payload)
//! node = SHA-256(0x01 || left || right)
//! ```
//!
//! The left subtree is the largest perfect one that leaves something for the right. Built level by
//! level this means: neighbours are paired, and a last node without a neighbour moves up as it is.
//! The bytes 0 and 1 keep a node from being passed off as a leaf.
//!
//! - [`Frontier`] computes a root from leaves that come one after another, in memory that grows with
//!   the height of the tree;
//! - [`shape`] says where the nodes of a stored tree are, and which of them prove a leaf;
//! - [`InclusionProof`] proves that a payload is one of a batch.
//!
//! The tree is kept here and not taken from a crate: those of the registry hold every node in memory
//! behind `usize` indices, whereas a batch of up to 2^40 leaves is read from a file, node by node.

mod frontier;
mod inclusion;
pub mod shape;

pub use frontier::Frontier;
pub use inclusion::{root_from_path, verify_inclusion, Format, InclusionError, InclusionProof};

use sha2::{Digest, Sha256};
use sp_core::H256;

/// What precedes the data of a leaf when it is hashed.
const LEAF: [u8; 1] = [0];

/// What precedes the children of a node when they are hashed.
const NODE: [u8; 1] = [1];

/// The hash of a leaf: `SHA-256(0x00 || data)`. The data of a leaf of a batch is the digest of a
/// payload.
#[must_use]
pub fn leaf_hash(data: impl AsRef<[u8]>) -> H256 {
	digest(Sha256::new_with_prefix(LEAF).chain_update(data))
}

/// The hash of a node: `SHA-256(0x01 || left || right)`.
#[must_use]
pub fn node_hash(left: &H256, right: &H256) -> H256 {
	digest(Sha256::new_with_prefix(NODE).chain_update(left).chain_update(right))
}

/// The root over the digests of payloads, in their order, in memory that grows with the logarithm of
/// their number; `None` without any, because a batch has at least one leaf.
#[must_use]
pub fn root_of(digests: impl IntoIterator<Item = H256>) -> Option<H256> {
	let mut frontier = Frontier::default();
	digests.into_iter().for_each(|digest| frontier.push(leaf_hash(digest)));
	frontier.root()
}

fn digest(hasher: Sha256) -> H256 {
	H256(hasher.finalize().into())
}
