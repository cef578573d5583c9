// SPDX-License-Identifier: Apache-2.0

//! The blocks that proofs are made at: those whose finality this node can show the votes for.

use crate::error;
use codec::Encode;
use jsonrpsee::core::RpcResult;
use sc_client_api::{backend::AuxStore, Backend};
use sc_consensus_grandpa::{best_justification, GRANDPA_ENGINE_ID};
use sp_blockchain::{Backend as _, HeaderBackend};
use tonnetz_core::{BlockNumber, Hash};
use tonnetz_runtime::opaque::{Block, Header};

/// How many blocks above a given one are searched for a stored justification. The SDK stores that of
/// the first finalised block past each multiple of the justification period, 16 here, so they lie
/// further apart than this only where finality lagged.
const MAX_SEARCH: BlockNumber = 512;

/// A block with the votes that finalise it.
#[derive(Clone, Debug)]
pub struct Justified {
	/// The hash of the block.
	pub hash: Hash,
	/// The header of the block.
	pub header: Header,
	/// The GRANDPA justification, SCALE-encoded.
	pub justification: Vec<u8>,
}

/// The newest block with votes: as a rule the finalised one.
///
/// GRANDPA keeps the votes of the last block that it finalised whatever the justification period is,
/// so a block can be proven as soon as it is finalised, some three blocks after it was made. A node
/// that takes no part in GRANDPA (`--no-grandpa`) has nothing but the votes that came with the blocks
/// it synced.
///
/// # Errors
///
/// If nothing has been finalised by votes, or the database cannot be read.
pub fn newest<B: Backend<Block> + AuxStore>(backend: &B) -> RpcResult<Justified> {
	let justification = best_justification::<_, Block>(backend)
		.map_err(error::unavailable)?
		.ok_or_else(error::no_justification)?;
	let (_, hash) = justification.target();
	let header = backend.blockchain().expect_header(hash).map_err(error::unavailable)?;
	Ok(Justified { hash, header, justification: justification.encode() })
}

/// The first block from `block` on, itself included, with stored votes, or the newest with votes if
/// there is none soon after it.
///
/// # Errors
///
/// If `block` is unknown, not in the finalised chain, or not finalised by votes.
pub fn first_from<B: Backend<Block> + AuxStore>(backend: &B, block: Hash) -> RpcResult<Justified> {
	let chain = backend.blockchain();
	let number = chain
		.number(block)
		.map_err(error::unavailable)?
		.ok_or_else(|| error::unavailable("no such block"))?;
	let finalised = chain.info().finalized_number;
	if number > finalised {
		return Err(error::not_finalised(number));
	}
	if chain.hash(number).map_err(error::unavailable)? != Some(block) {
		return Err(error::unavailable("the block is not in the finalised chain"));
	}

	let end = number.saturating_add(MAX_SEARCH).min(finalised);
	for number in number..=end {
		let hash = chain
			.hash(number)
			.map_err(error::unavailable)?
			.ok_or_else(|| error::unavailable(format!("block {number} is missing")))?;
		if let Some(justification) = stored(backend, hash)? {
			let header = chain.expect_header(hash).map_err(error::unavailable)?;
			return Ok(Justified { hash, header, justification });
		}
	}
	newest(backend).and_then(|newest| {
		if newest.header.number >= number {
			Ok(newest)
		} else {
			Err(error::not_finalised(number))
		}
	})
}

/// The GRANDPA justification that is stored with a block.
///
/// # Errors
///
/// If the database cannot be read.
pub fn stored<B: Backend<Block>>(backend: &B, block: Hash) -> RpcResult<Option<Vec<u8>>> {
	let justifications = backend.blockchain().justifications(block).map_err(error::unavailable)?;
	Ok(justifications.and_then(|all| all.into_justification(GRANDPA_ENGINE_ID)))
}
