// SPDX-License-Identifier: Apache-2.0

//! What a block says about the next authority set.

use crate::{trust::SetChange, Header, Justification, JustificationError};
use codec::DecodeAll;
use sp_consensus_grandpa::{AuthorityList, ConsensusLog, GRANDPA_ENGINE_ID};
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	DigestItem,
};
use tonnetz_core::BlockNumber;

/// Why a change of the authority set does not hold.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
	/// The bytes are no header, or bytes follow it.
	#[error("its header is malformed: {0}")]
	Header(codec::Error),
	/// The bytes are no justification, or bytes follow it.
	#[error("its justification is malformed: {0}")]
	Justification(codec::Error),
	/// A signal of GRANDPA in the header is of an unknown form.
	#[error("its header has a GRANDPA signal of an unknown form: {0}")]
	Signal(codec::Error),
	/// The header has no scheduled change.
	#[error("block {0} does not change the authority set")]
	NoChange(BlockNumber),
	/// The header has a forced change, which no votes of the set before prove.
	#[error(
		"block {0} forces a change, which breaks the chain of trust: start again from the \
		 authorities after it"
	)]
	Forced(BlockNumber),
	/// The change takes effect later than in its block, which this chain never does.
	#[error("block {number} changes the authority set after {delay} more blocks, not at once")]
	Delayed {
		/// The block with the change.
		number: BlockNumber,
		/// The blocks until it takes effect.
		delay: BlockNumber,
	},
	/// The block does not come after the change before it.
	#[error("block {number} does not come after block {after}, where the set before it began")]
	Order {
		/// The block with the change.
		number: BlockNumber,
		/// The block with the change before it.
		after: BlockNumber,
	},
	/// The votes are for another block.
	#[error("its header is of block {number}, its votes are for another block, number {voted}")]
	OtherBlock {
		/// The number in the header.
		number: BlockNumber,
		/// The number that the votes name.
		voted: BlockNumber,
	},
	/// The set before did not finalise the block.
	#[error(transparent)]
	Votes(#[from] JustificationError),
	/// The next set has no votes, or more than a `u64` counts.
	#[error("the authorities that it names have no votes, or more than 2^64 - 1")]
	Authorities,
}

/// A change as it stands in its block; nothing of it is verified.
pub(crate) struct Change {
	pub hash: H256,
	pub number: BlockNumber,
	pub next_authorities: AuthorityList,
	pub justification: Justification,
}

impl Change {
	/// Reads a change and refuses a block that does not change the set in the way of this chain.
	pub(crate) fn read(change: &SetChange) -> Result<Self, ChangeError> {
		let header =
			Header::decode_all(&mut change.header.0.as_slice()).map_err(ChangeError::Header)?;
		let justification = Justification::decode_all(&mut change.justification.0.as_slice())
			.map_err(ChangeError::Justification)?;
		Ok(Self {
			hash: BlakeTwo256::hash(&change.header.0),
			number: header.number,
			next_authorities: next_authorities(&header)?,
			justification,
		})
	}
}

/// The set that the header names to follow at once.
fn next_authorities(header: &Header) -> Result<AuthorityList, ChangeError> {
	let number = header.number;
	let mut scheduled = None;
	for item in header.digest.logs() {
		let DigestItem::Consensus(GRANDPA_ENGINE_ID, signal) = item else { continue };
		match ConsensusLog::<BlockNumber>::decode_all(&mut signal.as_slice())
			.map_err(ChangeError::Signal)?
		{
			ConsensusLog::ForcedChange(..) => return Err(ChangeError::Forced(number)),
			// The first of a kind counts, and the others do not.
			ConsensusLog::ScheduledChange(change) => {
				scheduled.get_or_insert(change);
			}
			ConsensusLog::OnDisabled(_) | ConsensusLog::Pause(_) | ConsensusLog::Resume(_) => {}
		}
	}
	let change = scheduled.ok_or(ChangeError::NoChange(number))?;
	if change.delay != 0 {
		return Err(ChangeError::Delayed { number, delay: change.delay });
	}
	Ok(change.next_authorities)
}
