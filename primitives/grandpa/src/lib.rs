// SPDX-License-Identifier: Apache-2.0

//! # GRANDPA primitives with Falcon-512 votes
//!
//! A drop-in for the SDK's crate of the same name and version: the same public names, of which
//! `sc-consensus-grandpa`, `sc-network-sync` and `pallet-grandpa` are built. It differs in one
//! thing, the key of an authority, which is Falcon-512 here and ed25519 there. See the README for
//! how it is put in place and how to follow a new SDK release.
//!
//! | module | what |
//! |---|---|
//! | crate root | authorities, messages of the protocol, justifications |
//! | `digest` | what the runtime tells the gadget in block headers |
//! | `equivocation` | proof that a voter voted twice |
//! | `vote` | what a vote signs, signing and checking it |
//! | `api` | the runtime API |
//!
//! Source of the protocol: Stewart, Kokoris-Kogia, *GRANDPA: a Byzantine Finality Gadget* (2020);
//! the `finality-grandpa` crate.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod api;
mod digest;
mod equivocation;
mod vote;

pub use api::*;
pub use digest::{ConsensusLog, ScheduledChange};
pub use equivocation::{check_equivocation_proof, Equivocation, EquivocationProof};
#[cfg(feature = "std")]
pub use vote::sign_message;
pub use vote::{
	check_message_signature, check_message_signature_with_buffer, localized_payload,
	localized_payload_with_buffer, SignatureResult,
};

use alloc::vec::Vec;
use codec::{Decode, Encode};
use scale_info::TypeInfo;
use sp_runtime::{traits::Header as HeaderT, ConsensusEngineId, OpaqueValue};

/// The log target of client code.
pub const CLIENT_LOG_TARGET: &str = "grandpa";
/// The log target of runtime code.
pub const RUNTIME_LOG_TARGET: &str = "runtime::grandpa";

/// The type of GRANDPA keys in a keystore.
pub const KEY_TYPE: sp_core::crypto::KeyTypeId = sp_application_crypto::key_types::GRANDPA;

mod app {
	use sp_application_crypto::{app_crypto, key_types::GRANDPA};
	use tonnetz_crypto::falcon512;
	app_crypto!(falcon512, GRANDPA);
}

sp_application_crypto::with_pair! {
	/// The key pair of an authority.
	pub type AuthorityPair = app::Pair;
}

/// The key of an authority.
pub type AuthorityId = app::Public;

/// A vote's signature, 666 bytes.
pub type AuthoritySignature = app::Signature;

/// Marks digests and justifications of GRANDPA. Part of the wire format of headers.
pub const GRANDPA_ENGINE_ID: ConsensusEngineId = *b"FRNK";

/// How much the vote of an authority weighs.
pub type AuthorityWeight = u64;

/// The position of an authority in its set.
pub type AuthorityIndex = u64;

/// The number of an authority set, growing by one with each change.
pub type SetId = u64;

/// The number of a voting round, from one in each set.
pub type RoundNumber = u64;

/// The authorities of a set with their weights.
pub type AuthorityList = Vec<(AuthorityId, AuthorityWeight)>;

/// A message of the protocol.
pub type Message<Header> =
	finality_grandpa::Message<<Header as HeaderT>::Hash, <Header as HeaderT>::Number>;

/// A message with the signature and key of its author.
pub type SignedMessage<Header> = finality_grandpa::SignedMessage<
	<Header as HeaderT>::Hash,
	<Header as HeaderT>::Number,
	AuthoritySignature,
	AuthorityId,
>;

/// The proposal of a round's primary voter.
pub type PrimaryPropose<Header> =
	finality_grandpa::PrimaryPropose<<Header as HeaderT>::Hash, <Header as HeaderT>::Number>;

/// A vote of the first stage of a round.
pub type Prevote<Header> =
	finality_grandpa::Prevote<<Header as HeaderT>::Hash, <Header as HeaderT>::Number>;

/// A vote of the second stage of a round.
pub type Precommit<Header> =
	finality_grandpa::Precommit<<Header as HeaderT>::Hash, <Header as HeaderT>::Number>;

/// What brings a voter that lags behind up to a round.
pub type CatchUp<Header> = finality_grandpa::CatchUp<
	<Header as HeaderT>::Hash,
	<Header as HeaderT>::Number,
	AuthoritySignature,
	AuthorityId,
>;

/// A block with the precommits that finalise it.
pub type Commit<Header> = finality_grandpa::Commit<
	<Header as HeaderT>::Hash,
	<Header as HeaderT>::Number,
	AuthoritySignature,
	AuthorityId,
>;

/// A [`Commit`] with precommits and signatures in two lists.
pub type CompactCommit<Header> = finality_grandpa::CompactCommit<
	<Header as HeaderT>::Hash,
	<Header as HeaderT>::Number,
	AuthoritySignature,
	AuthorityId,
>;

/// Proof of the finality of a block, for whoever knows the authority set: a commit, and the
/// headers that lead from the targets of its precommits back to its own target.
///
/// Honest voters do not vote past a change of their set, so the targets are usually one block and
/// the ancestries empty. Wire format of stored justifications.
#[derive(Clone, Encode, Decode, PartialEq, Eq, TypeInfo)]
#[cfg_attr(feature = "std", derive(Debug))]
pub struct GrandpaJustification<Header: HeaderT> {
	/// The round in which the block was finalised.
	pub round: u64,
	/// The block and the votes for it.
	pub commit: Commit<Header>,
	/// The headers between the commit's target and the targets of the precommits.
	pub votes_ancestries: Vec<Header>,
}

/// A key ownership proof whose type only the runtime knows, at the boundary of the runtime API.
pub type OpaqueKeyOwnershipProof = OpaqueValue;
