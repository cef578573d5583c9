// SPDX-License-Identifier: Apache-2.0

//! What a storage proof says is in the state.

use crate::Base64;
use sp_core::H256;
use sp_runtime::traits::BlakeTwo256;
use sp_trie::{LayoutV1, MemoryDB, Recorder, StorageProof, Trie, TrieDBBuilder};
use std::collections::BTreeSet;

/// The trie of the state. Version 1: values longer than 32 bytes are nodes of their own.
type Layout = LayoutV1<BlakeTwo256>;

/// Why nodes are no proof.
#[derive(Debug, thiserror::Error)]
pub enum StateProofError {
	/// Not in ascending order, or one is there twice.
	#[error("its nodes are not in ascending order without repetition")]
	Order,
	/// A node is missing or malformed, or the nodes are not of this state.
	#[error("its nodes do not lead from the state root {root:?} to the entries: {reason}")]
	Broken {
		/// The state root of the header.
		root: H256,
		/// What the trie says.
		reason: String,
	},
	/// A node that nothing needs.
	#[error("{0} of its nodes are not needed")]
	Superfluous(usize),
}

/// The values under `keys` in the state with this root; `None` where the proof shows that there is
/// nothing.
///
/// # Errors
/// Every proof is refused but the one: exactly the nodes that reading the keys passes, ascending.
pub(crate) fn read<const N: usize>(
	root: H256,
	proof: &[Base64],
	keys: [Option<&[u8]>; N],
) -> Result<[Option<Vec<u8>>; N], StateProofError> {
	if !proof.is_sorted_by(|a, b| a < b) {
		return Err(StateProofError::Order);
	}
	let nodes: MemoryDB<BlakeTwo256> =
		StorageProof::new(proof.iter().map(|node| node.0.clone())).into_memory_db();

	let mut recorder = Recorder::<Layout>::new();
	let mut values = [const { None }; N];
	{
		let trie = TrieDBBuilder::<Layout>::new(&nodes, &root).with_recorder(&mut recorder).build();
		for (value, key) in values.iter_mut().zip(keys) {
			let Some(key) = key else { continue };
			*value = trie
				.get(key)
				.map_err(|error| StateProofError::Broken { root, reason: error.to_string() })?;
		}
	}

	let needed: BTreeSet<_> = recorder.drain().into_iter().map(|node| node.data).collect();
	// Whatever was passed came from the proof, so that the numbers suffice.
	match proof.len().saturating_sub(needed.len()) {
		0 => Ok(values),
		superfluous => Err(StateProofError::Superfluous(superfluous)),
	}
}
