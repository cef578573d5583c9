// SPDX-License-Identifier: Apache-2.0

//! The authority sets of a chain, each proved by the one before it.

use crate::{change, justification, trust, ChangeError, Trust, TrustError};
use finality_grandpa::voter_set::VoterSet;
use sp_consensus_grandpa::{AuthorityId, AuthorityList, SetId};
use sp_core::H256;
use tonnetz_core::BlockNumber;

/// An authority set and the blocks that it finalises.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuthoritySet {
	/// The number of the set, from 0 at genesis.
	pub id: SetId,
	/// The authorities with their weights.
	pub voters: VoterSet<AuthorityId>,
	/// The last block of the set before, which named this one. `None` for set 0.
	pub after: Option<BlockNumber>,
	/// The last block of this set, which named the next one. `None` while no next set is known.
	pub last: Option<BlockNumber>,
}

impl AuthoritySet {
	/// A set without an end, or `None` if nobody in it has a vote or the weights exceed a `u64`.
	fn new(id: SetId, authorities: AuthorityList, after: Option<BlockNumber>) -> Option<Self> {
		Some(Self { id, voters: VoterSet::new(authorities)?, after, last: None })
	}
}

/// The authority sets that a verifier knows, from genesis on without a gap.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AuthoritySets {
	genesis_hash: H256,
	past: Vec<AuthoritySet>,
	latest: AuthoritySet,
}

impl AuthoritySets {
	/// Verifies the text of a trust file.
	///
	/// # Errors
	/// As [`Trust::from_text`] and [`Trust::sets`].
	pub fn from_text(text: &[u8]) -> Result<Self, TrustError> {
		Trust::from_text(text)?.sets()
	}

	/// The one set that is known at genesis.
	pub(crate) fn at_genesis(
		genesis_hash: H256,
		authorities: AuthorityList,
	) -> Result<Self, TrustError> {
		let latest =
			AuthoritySet::new(0, authorities, None).ok_or(TrustError::GenesisAuthorities)?;
		Ok(Self { genesis_hash, past: Vec::new(), latest })
	}

	/// Verifies that `change` ends the latest set, and adds the set that it names.
	pub(crate) fn follow(&mut self, change: &trust::SetChange) -> Result<(), ChangeError> {
		let latest = &mut self.latest;
		let change = change::Change::read(change)?;
		let (hash, number) = (change.hash, change.number);

		// Before the votes, so that a change that was given twice or too early is named as such.
		if let Some(after) = latest.after.filter(|after| number <= *after) {
			return Err(ChangeError::Order { number, after });
		}
		justification::check(&change.justification, latest)?;
		let commit = &change.justification.commit;
		if (commit.target_hash, commit.target_number) != (hash, number) {
			return Err(ChangeError::OtherBlock { number, voted: commit.target_number });
		}

		let id = latest.id.checked_add(1).ok_or(ChangeError::Authorities)?;
		let next = AuthoritySet::new(id, change.next_authorities, Some(number))
			.ok_or(ChangeError::Authorities)?;
		latest.last = Some(number);
		self.past.push(core::mem::replace(latest, next));
		Ok(())
	}

	/// The hash of the chain's first block.
	pub const fn genesis_hash(&self) -> H256 {
		self.genesis_hash
	}

	/// The set with this number, if it is known.
	pub fn get(&self, id: SetId) -> Option<&AuthoritySet> {
		if id == self.latest.id {
			return Some(&self.latest);
		}
		self.past.get(usize::try_from(id).ok()?)
	}

	/// The latest set that is known.
	pub const fn latest(&self) -> &AuthoritySet {
		&self.latest
	}

	/// All sets, in order.
	pub fn iter(&self) -> impl Iterator<Item = &AuthoritySet> {
		self.past.iter().chain([&self.latest])
	}
}
