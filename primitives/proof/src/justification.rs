// SPDX-License-Identifier: Apache-2.0

//! Whether votes finalise a block.
//!
//! What must hold is what the client of the SDK demands of a justification that it receives
//! (`sc-consensus-grandpa`), and more where that is lenient: no vote of a stranger, no vote twice,
//! numbers of blocks that agree with their headers, and blocks that the set may finalise.

use crate::{AuthoritySet, Header, Justification};
use finality_grandpa::{validate_commit, voter_set::VoterSet, Chain, Message};
use sp_consensus_grandpa::{
	check_message_signature_with_buffer, AuthorityId, SetId, SignatureResult,
};
use sp_core::{hexdisplay::HexDisplay, H256};
use std::{
	collections::{btree_map::Entry, BTreeMap, BTreeSet},
	fmt,
};
use tonnetz_core::BlockNumber;

/// Why votes do not finalise the block that they name.
#[derive(Debug, thiserror::Error)]
pub enum JustificationError {
	/// The set is too young for the block.
	#[error(
		"block {number} was finalised by an earlier authority set: set {set} began after block \
		 {after}"
	)]
	BeforeSet {
		/// The block that the votes name.
		number: BlockNumber,
		/// The number of the set.
		set: SetId,
		/// The last block of the set before.
		after: BlockNumber,
	},
	/// The set's time was over before the block.
	#[error("authority set {set} ended with block {last}: it cannot finalise block {number}")]
	PastSet {
		/// The block that the votes name.
		number: BlockNumber,
		/// The number of the set.
		set: SetId,
		/// The last block of the set.
		last: BlockNumber,
	},
	/// A vote of a key that is not in the set.
	#[error("a vote of {key}, which is not in authority set {set}")]
	Stranger {
		/// The voter.
		key: ShortKey,
		/// The number of the set.
		set: SetId,
	},
	/// More votes of one key than one for each of two blocks.
	#[error("the vote of {0} is there more than once")]
	Repeated(ShortKey),
	/// So many voters voted for two blocks that the votes could finalise two.
	#[error("voters of weight {weight} voted for two blocks: at most {faulty} may")]
	Equivocations {
		/// The weight of those who did.
		weight: u64,
		/// The weight up to which the protocol withstands it.
		faulty: u64,
	},
	/// A vote for a block that the headers do not connect with the lowest block voted for.
	#[error("the vote of {0} is for a block that the headers do not lead to")]
	Unconnected(ShortKey),
	/// A header that no vote needs.
	#[error("the votes come with headers that none of them needs")]
	SuperfluousHeaders,
	/// At most two thirds of the set.
	#[error("votes of weight {weight} of {total} are for the block: {needed} are needed")]
	TooFewVotes {
		/// The weight of the votes for the block or its descendants.
		weight: u64,
		/// What is needed.
		needed: u64,
		/// The weight of the whole set.
		total: u64,
	},
	/// The votes finalise a block, but not the one that is named.
	#[error("the votes finalise another block than the one they are given for")]
	OtherBlock,
	/// A signature that is not of its key, or not in this round and set.
	#[error("the signature of {key} is not valid in round {round} of authority set {set}{hint}")]
	Signature {
		/// The voter.
		key: ShortKey,
		/// The round that the justification names.
		round: u64,
		/// The number of the set.
		set: SetId,
		/// What it is instead, if that is known.
		hint: &'static str,
	},
}

/// The beginning of a key, which tells the keys of a set apart.
#[derive(Clone, Debug)]
pub struct ShortKey([u8; 8]);

impl From<&AuthorityId> for ShortKey {
	fn from(key: &AuthorityId) -> Self {
		let key: &[u8] = key.as_ref();
		Self(key.first_chunk().copied().unwrap_or_default())
	}
}

impl fmt::Display for ShortKey {
	fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
		write!(f, "0x{}...", HexDisplay::from(&self.0))
	}
}

/// By how much a block was finalised.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Tally {
	/// The weight of the votes for the block or its descendants.
	pub weight: u64,
	/// What is needed: more than two thirds.
	pub needed: u64,
	/// The weight of the whole set.
	pub total: u64,
}

/// Whether the votes, all signed by authorities of `set`, finalise the block that the commit names.
///
/// What costs little is checked first, the signatures last.
pub(crate) fn check(
	justification: &Justification,
	set: &AuthoritySet,
) -> Result<Tally, JustificationError> {
	check_range(justification.commit.target_number, set)?;
	let equivocators = check_voters(justification, set)?;
	let ancestry = Ancestry::new(&justification.votes_ancestries)?;
	let on_target = check_ancestry(justification, &ancestry)?;
	let tally = tally(&set.voters, on_target.union(&equivocators).copied());
	check_commit(justification, &set.voters, &ancestry, tally)?;
	check_signatures(justification, set.id)?;
	Ok(tally)
}

/// Whether the set may finalise a block of this number.
fn check_range(number: BlockNumber, set: &AuthoritySet) -> Result<(), JustificationError> {
	match (set.after, set.last) {
		(Some(after), _) if number <= after => {
			Err(JustificationError::BeforeSet { number, set: set.id, after })
		}
		(_, Some(last)) if number > last => {
			Err(JustificationError::PastSet { number, set: set.id, last })
		}
		_ => Ok(()),
	}
}

/// That all voters are of the set and none voted but once, or for two blocks. Returns the latter.
fn check_voters<'a>(
	justification: &'a Justification,
	set: &AuthoritySet,
) -> Result<BTreeSet<&'a AuthorityId>, JustificationError> {
	let mut votes = BTreeMap::new();
	let mut equivocators = BTreeSet::new();
	for signed in &justification.commit.precommits {
		let (key, target) = (&signed.id, signed.precommit.target_hash);
		if !set.voters.contains(key) {
			return Err(JustificationError::Stranger { key: key.into(), set: set.id });
		}
		match votes.entry(key) {
			Entry::Vacant(first) => {
				first.insert(target);
			}
			Entry::Occupied(first) => {
				if *first.get() == target || !equivocators.insert(key) {
					return Err(JustificationError::Repeated(key.into()));
				}
			}
		}
	}

	// Up to here no two blocks of which none descends from the other can both have enough votes.
	let Tally { weight, needed, total } = tally(&set.voters, equivocators.iter().copied());
	let faulty = total.saturating_sub(needed);
	if weight > faulty {
		return Err(JustificationError::Equivocations { weight, faulty });
	}
	Ok(equivocators)
}

/// Adds up the weights of `keys`, none of which is there twice.
fn tally<'a>(voters: &VoterSet<AuthorityId>, keys: impl Iterator<Item = &'a AuthorityId>) -> Tally {
	// The sum over all voters is a `u64`, so that over some of them is.
	let weight = keys
		.filter_map(|key| voters.get(key))
		.fold(0_u64, |sum, voter| sum.saturating_add(voter.weight().get()));
	Tally { weight, needed: voters.threshold().get(), total: voters.total_weight().get() }
}

/// That headers lead from each vote's block to the lowest one, that their numbers agree, and that
/// no header is left over. Returns who voted for the commit's block or a descendant.
fn check_ancestry<'a>(
	justification: &'a Justification,
	ancestry: &Ancestry,
) -> Result<BTreeSet<&'a AuthorityId>, JustificationError> {
	let commit = &justification.commit;
	let mut on_target = BTreeSet::new();
	let mut visited = BTreeSet::new();
	let Some(base) = commit.precommits.iter().map(|s| &s.precommit).min_by_key(|p| p.target_number)
	else {
		return Ok(on_target);
	};

	for signed in &commit.precommits {
		let unconnected = || JustificationError::Unconnected((&signed.id).into());
		let (mut hash, mut number) = (signed.precommit.target_hash, signed.precommit.target_number);
		loop {
			if (hash, number) == (commit.target_hash, commit.target_number) {
				on_target.insert(&signed.id);
			}
			if hash == base.target_hash {
				break;
			}
			let header = ancestry.0.get(&hash).ok_or_else(unconnected)?;
			if header.number != number {
				return Err(unconnected());
			}
			visited.insert(hash);
			(hash, number) = (header.parent, number.checked_sub(1).ok_or_else(unconnected)?);
		}
		if number != base.target_number {
			return Err(unconnected());
		}
	}

	if visited.len() != ancestry.0.len() {
		return Err(JustificationError::SuperfluousHeaders);
	}
	Ok(on_target)
}

/// That the votes give the commit's block more than two thirds, and none of its descendants.
fn check_commit(
	justification: &Justification,
	voters: &VoterSet<AuthorityId>,
	ancestry: &Ancestry,
	Tally { weight, needed, total }: Tally,
) -> Result<(), JustificationError> {
	if weight < needed {
		return Err(JustificationError::TooFewVotes { weight, needed, total });
	}
	match validate_commit(&justification.commit, voters, ancestry) {
		Ok(result) if result.is_valid() => Ok(()),
		_ => Err(JustificationError::OtherBlock),
	}
}

/// That every vote is signed by its voter, in the round of the justification and in this set.
fn check_signatures(justification: &Justification, set: SetId) -> Result<(), JustificationError> {
	let mut buffer = Vec::new();
	for signed in &justification.commit.precommits {
		let result = check_message_signature_with_buffer(
			&Message::Precommit(signed.precommit.clone()),
			&signed.id,
			&signed.signature,
			justification.round,
			set,
			&mut buffer,
		);
		let hint = match result {
			SignatureResult::Valid => continue,
			SignatureResult::Invalid => "",
			SignatureResult::OutdatedSet => ": it was made in the set before",
		};
		return Err(JustificationError::Signature {
			key: (&signed.id).into(),
			round: justification.round,
			set,
			hint,
		});
	}
	Ok(())
}

/// What is needed of a header to go from it to its parent.
struct Link {
	number: BlockNumber,
	parent: H256,
}

/// The headers of a justification, by their hashes.
struct Ancestry(BTreeMap<H256, Link>);

impl Ancestry {
	fn new(headers: &[Header]) -> Result<Self, JustificationError> {
		let links: BTreeMap<_, _> = headers
			.iter()
			.map(|header| {
				(header.hash(), Link { number: header.number, parent: header.parent_hash })
			})
			.collect();
		if links.len() != headers.len() {
			return Err(JustificationError::SuperfluousHeaders);
		}
		Ok(Self(links))
	}
}

impl Chain<H256, BlockNumber> for Ancestry {
	/// The hashes strictly between `block` and `base`, from the former to the latter.
	fn ancestry(&self, base: H256, block: H256) -> Result<Vec<H256>, finality_grandpa::Error> {
		let mut route = Vec::new();
		let mut hash = block;
		while hash != base {
			hash = self.0.get(&hash).ok_or(finality_grandpa::Error::NotDescendent)?.parent;
			route.push(hash);
		}
		route.pop();
		Ok(route)
	}
}
