// SPDX-License-Identifier: Apache-2.0

//! Proof that a voter voted for two blocks in one stage of a round.

use crate::{check_message_signature, AuthorityId, AuthoritySignature, RoundNumber, SetId};
use codec::{Decode, DecodeWithMemTracking, Encode};
use finality_grandpa::{Message, Precommit, Prevote};
use scale_info::TypeInfo;
use sp_runtime::Debug;

type Votes<Vote> = finality_grandpa::Equivocation<AuthorityId, Vote, AuthoritySignature>;

/// An [`Equivocation`] with the authority set in which it happened.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, PartialEq, Eq, TypeInfo)]
pub struct EquivocationProof<H, N> {
	set_id: SetId,
	equivocation: Equivocation<H, N>,
}

impl<H, N> EquivocationProof<H, N> {
	/// The proof that `equivocation` happened in the set `set_id`. Nothing is checked here: see
	/// [`check_equivocation_proof`].
	pub fn new(set_id: SetId, equivocation: Equivocation<H, N>) -> Self {
		Self { set_id, equivocation }
	}

	/// The authority set in which it happened.
	pub fn set_id(&self) -> SetId {
		self.set_id
	}

	/// The round in which it happened.
	pub fn round(&self) -> RoundNumber {
		self.equivocation.round_number()
	}

	/// Who voted twice.
	pub fn offender(&self) -> &AuthorityId {
		self.equivocation.offender()
	}
}

/// Two votes of one voter in one stage of one round.
#[derive(Clone, Debug, Decode, DecodeWithMemTracking, Encode, PartialEq, Eq, TypeInfo)]
pub enum Equivocation<H, N> {
	/// In the first stage.
	Prevote(Votes<Prevote<H, N>>),
	/// In the second stage.
	Precommit(Votes<Precommit<H, N>>),
}

impl<H, N> From<Votes<Prevote<H, N>>> for Equivocation<H, N> {
	fn from(votes: Votes<Prevote<H, N>>) -> Self {
		Self::Prevote(votes)
	}
}

impl<H, N> From<Votes<Precommit<H, N>>> for Equivocation<H, N> {
	fn from(votes: Votes<Precommit<H, N>>) -> Self {
		Self::Precommit(votes)
	}
}

impl<H, N> Equivocation<H, N> {
	/// Who voted twice.
	pub fn offender(&self) -> &AuthorityId {
		match self {
			Self::Prevote(votes) => &votes.identity,
			Self::Precommit(votes) => &votes.identity,
		}
	}

	/// The round in which it happened.
	pub fn round_number(&self) -> RoundNumber {
		match self {
			Self::Prevote(votes) => votes.round_number,
			Self::Precommit(votes) => votes.round_number,
		}
	}
}

/// Whether the two votes differ and both are signed by the accused, in the round and set that the
/// proof names.
pub fn check_equivocation_proof<H, N>(report: EquivocationProof<H, N>) -> bool
where
	H: Clone + Encode + PartialEq,
	N: Clone + Encode + PartialEq,
{
	let set_id = report.set_id;
	match report.equivocation {
		Equivocation::Prevote(votes) => both_signed(votes, set_id, Message::Prevote),
		Equivocation::Precommit(votes) => both_signed(votes, set_id, Message::Precommit),
	}
}

fn both_signed<H: Encode, N: Encode, Vote: PartialEq>(
	votes: Votes<Vote>,
	set_id: SetId,
	message: impl Fn(Vote) -> Message<H, N>,
) -> bool {
	let (first, first_signature) = votes.first;
	let (second, second_signature) = votes.second;
	if first == second {
		return false;
	}
	[(first, first_signature), (second, second_signature)].into_iter().all(|(vote, signature)| {
		check_message_signature(
			&message(vote),
			&votes.identity,
			&signature,
			votes.round_number,
			set_id,
		)
		.is_valid()
	})
}
