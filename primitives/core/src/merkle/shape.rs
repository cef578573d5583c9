// SPDX-License-Identifier: Apache-2.0

//! Where the nodes of a tree are.
//!
//! A tree is seen as levels. Level 0 holds the hashes of the leaves, every further one the parents
//! of the one below, and the last only the root. Positions in a level count from 0 at the left.

use super::node_hash;
use sp_core::H256;

/// How many levels lie above the leaves: 0 for one leaf, and for none.
#[must_use]
pub const fn height(leaves: u64) -> u32 {
	u64::BITS.saturating_sub(leaves.saturating_sub(1).leading_zeros())
}

/// The number of nodes in a level of a tree.
#[must_use]
pub fn level_len(leaves: u64, level: u32) -> u64 {
	let last = leaves.checked_sub(1).map(|last| last.checked_shr(level).unwrap_or_default());
	last.map_or(0, |last| last.saturating_add(1))
}

/// The level above a level or, of an even number of neighbouring nodes, their parents.
pub fn parents(level: &[H256]) -> impl ExactSizeIterator<Item = H256> + '_ {
	level.chunks(2).map(|pair| match pair {
		[left, right] => node_hash(left, right),
		// A chunk has one or two nodes.
		pair => pair.first().copied().unwrap_or_default(),
	})
}

/// The place of a node.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Place {
	/// The level: 0 is that of the leaves.
	pub level: u32,
	/// The position in the level.
	pub position: u64,
}

/// The places of the nodes that prove a leaf, from its level upwards: the audit path of RFC 6962,
/// section 2.1.1. At most [`height`] of them. None if there is no such leaf.
pub fn audit_path(leaves: u64, index: u64) -> impl Iterator<Item = Place> {
	let levels = if index < leaves { height(leaves) } else { 0 };
	(0..levels).filter_map(move |level| {
		let position = index.checked_shr(level).unwrap_or_default() ^ 1;
		// A last node without a neighbour moves up as it is: nothing is needed to prove it there.
		(position < level_len(leaves, level)).then_some(Place { level, position })
	})
}
