// SPDX-License-Identifier: Apache-2.0

//! The root of leaves that come one after another.

use super::node_hash;
use alloc::vec::Vec;
use sp_core::H256;

/// The right edge of a growing tree: the perfect subtrees that the leaves so far consist of, one for
/// each bit that is set in their number. At most 64 hashes, whatever the number of leaves.
#[derive(Clone, Debug, Default)]
pub struct Frontier {
	leaves: u64,
	/// Height and root of each subtree, the tallest first.
	subtrees: Vec<(u32, H256)>,
}

impl Frontier {
	/// Adds a leaf at the right, given its [hash](super::leaf_hash).
	pub fn push(&mut self, leaf_hash: H256) {
		let (mut height, mut root) = (0u32, leaf_hash);
		while let Some((_, left)) = self.subtrees.pop_if(|(of_last, _)| *of_last == height) {
			root = node_hash(&left, &root);
			height = height.saturating_add(1);
		}
		self.subtrees.push((height, root));
		self.leaves = self.leaves.saturating_add(1);
	}

	/// The number of leaves so far.
	#[must_use]
	pub const fn leaves(&self) -> u64 {
		self.leaves
	}

	/// The root of the tree so far; `None` before the first leaf.
	#[must_use]
	pub fn root(&self) -> Option<H256> {
		let smallest_first = self.subtrees.iter().rev().map(|(_, root)| *root);
		smallest_first.reduce(|right, left| node_hash(&left, &right))
	}
}
