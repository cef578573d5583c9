// SPDX-License-Identifier: Apache-2.0

//! Authority sets, followed from genesis on.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod common;

use codec::Encode;
use common::*;
use sp_consensus_grandpa::{ConsensusLog, ScheduledChange};
use sp_core::H256;
use sp_runtime::DigestItem;
use tonnetz_proof::{trust::SetChange, Base64, ChangeError, JustificationError, Trust, TrustError};

/// Why the change is refused as the first one of the chain.
#[track_caller]
fn refused(change: SetChange) -> ChangeError {
	let mut trust = TestChain::new().trust(0);
	let before = trust.clone();
	match trust.extend([change]).unwrap_err() {
		TrustError::Change { set: 0, source } => {
			assert_eq!(trust, before);
			source
		}
		error => unreachable!("{error}"),
	}
}

/// A block of set 0 with these digest items, finalised by it.
fn block_with(items: Vec<DigestItem>) -> SetChange {
	let chain = TestChain::new();
	let header = header(100, H256::zero(), H256::zero(), items);
	change_of(&header, &justify(&chain.sets[0], 0, &header))
}

fn next() -> Vec<tonnetz_crypto::falcon512::Pair> {
	TestChain::new().sets[1].clone()
}

#[test]
fn changes_are_followed() {
	let chain = TestChain::new();
	let sets = chain.sets(2).unwrap();
	assert_eq!(sets.genesis_hash(), chain.genesis_hash);
	let seen: Vec<_> = sets.iter().map(|set| (set.id, set.after, set.last)).collect();
	assert_eq!(seen, [(0, None, Some(100)), (1, Some(100), Some(200)), (2, Some(200), None)]);
	for (id, voters) in chain.sets.iter().enumerate() {
		let set = sets.get(id as u64).unwrap();
		assert!(voters.iter().all(|voter| set.voters.contains(&key(voter))));
		assert_eq!(set.voters.len().get(), voters.len());
	}
	assert_eq!(sets.get(3), None);
	assert_eq!(sets.latest().id, 2);

	let text = chain.trust.to_text().unwrap();
	assert_eq!(tonnetz_proof::AuthoritySets::from_text(text.as_bytes()).unwrap(), sets);
}

#[test]
fn changes_are_appended_all_or_none() {
	let chain = TestChain::new();
	let mut trust = chain.trust(0);
	let sets = trust.extend(chain.trust.changes.clone()).unwrap();
	assert_eq!(trust, chain.trust);
	assert_eq!(sets, chain.sets(2).unwrap());
	assert_eq!(trust.extend([]).unwrap(), sets);

	let mut trust = chain.trust(0);
	let [first, second] = [&chain.trust.changes[0], &chain.trust.changes[1]].map(Clone::clone);
	// The second is good, what follows it is not.
	assert!(trust.extend([first.clone(), second.clone(), second.clone()]).is_err());
	assert_eq!(trust, chain.trust(0));
	// One left out, and one given again.
	assert!(trust.extend([second]).is_err());
	trust.extend([first.clone()]).unwrap();
	let again = trust.extend([first]).unwrap_err();
	assert!(again.to_string().contains("does not come after block 100"), "{again}");
	assert_eq!(trust, chain.trust(1));
}

#[test]
fn a_change_needs_the_votes_of_the_set_before() {
	let chain = TestChain::new();
	let header = header(100, H256::zero(), H256::zero(), vec![scheduled(&next(), 0)]);
	let few = refused(change_of(&header, &justify(&chain.sets[0][..2], 0, &header)));
	assert!(matches!(few, ChangeError::Votes(JustificationError::TooFewVotes { .. })), "{few}");
	let own = refused(change_of(&header, &justify(&next(), 0, &header)));
	assert!(matches!(own, ChangeError::Votes(JustificationError::Stranger { .. })), "{own}");
	let later = refused(change_of(&header, &justify(&chain.sets[0], 1, &header)));
	assert!(matches!(later, ChangeError::Votes(JustificationError::Signature { .. })), "{later}");

	let mut other = header.clone();
	other.state_root = H256::repeat_byte(1);
	let swapped = refused(change_of(&header, &justify(&chain.sets[0], 0, &other)));
	assert!(matches!(swapped, ChangeError::OtherBlock { .. }), "{swapped}");
}

#[test]
fn a_change_is_scheduled_at_once() {
	let none = refused(block_with(vec![]));
	assert!(matches!(none, ChangeError::NoChange(100)), "{none}");
	// The signal of another engine is none.
	let ConsensusLogOf(bytes) = ConsensusLogOf::new(&next());
	let other = refused(block_with(vec![DigestItem::Consensus(*b"BABE", bytes)]));
	assert!(matches!(other, ChangeError::NoChange(100)), "{other}");
	let delayed = refused(block_with(vec![scheduled(&next(), 5)]));
	assert!(matches!(delayed, ChangeError::Delayed { number: 100, delay: 5 }), "{delayed}");

	let change = ScheduledChange { next_authorities: authorities(&next()), delay: 0 };
	let forced = signal(ConsensusLog::ForcedChange(90, change));
	let refused_forced = refused(block_with(vec![scheduled(&next(), 0), forced]));
	assert!(matches!(refused_forced, ChangeError::Forced(100)), "{refused_forced}");

	// Other signals are no changes, and of two changes the first counts.
	let trust = TestChain::new().trust(0);
	let first = block_with(vec![
		signal(ConsensusLog::OnDisabled(1)),
		scheduled(&next(), 0),
		scheduled(&voters(&["Mallory"]), 0),
	]);
	let sets = Trust { changes: vec![first], ..trust }.sets().unwrap();
	assert!(sets.latest().voters.contains(&key(&voter("Eve"))));
	assert!(!sets.latest().voters.contains(&key(&voter("Mallory"))));
}

/// The bytes of the signal of a change.
struct ConsensusLogOf(Vec<u8>);

impl ConsensusLogOf {
	fn new(next: &[tonnetz_crypto::falcon512::Pair]) -> Self {
		let change = ScheduledChange { next_authorities: authorities(next), delay: 0 };
		Self(ConsensusLog::ScheduledChange(change).encode())
	}
}

#[test]
fn malformed_changes_are_refused() {
	let good = TestChain::new().trust.changes[0].clone();
	let mut change = good.clone();
	change.header.0.push(0);
	assert!(matches!(refused(change), ChangeError::Header(_)));
	let mut change = good.clone();
	change.justification.0.push(0);
	assert!(matches!(refused(change), ChangeError::Justification(_)));
	let mut change = good;
	change.justification = Base64(vec![]);
	assert!(matches!(refused(change), ChangeError::Justification(_)));

	let ConsensusLogOf(mut bytes) = ConsensusLogOf::new(&next());
	bytes.push(0);
	let trailing = block_with(vec![DigestItem::Consensus(*b"FRNK", bytes)]);
	assert!(matches!(refused(trailing), ChangeError::Signal(_)));
}

#[test]
fn sets_have_votes() {
	let empty = refused(block_with(vec![scheduled(&[], 0)]));
	assert!(matches!(empty, ChangeError::Authorities), "{empty}");

	let mut trust = TestChain::new().trust(0);
	trust.authorities[1].weight = u64::MAX;
	assert!(matches!(trust.sets(), Err(TrustError::GenesisAuthorities)));
	trust.authorities.clear();
	assert!(matches!(trust.sets(), Err(TrustError::GenesisAuthorities)));
}

#[test]
fn keys_of_genesis_are_falcon_keys() {
	let mut trust = TestChain::new().trust(0);
	trust.authorities[2].key.0.pop();
	assert!(matches!(trust.sets(), Err(TrustError::Key(2))));
	let text = tonnetz_proof::AuthoritySets::from_text(b"{}");
	assert!(matches!(text, Err(TrustError::Text(_))));
}

#[test]
fn forged_genesis_authorities_break_the_first_change() {
	let mut trust = TestChain::new().trust;
	trust.authorities[0].key.0 = trust.authorities[1].key.0.clone();
	let error = trust.sets().unwrap_err();
	assert!(matches!(error, TrustError::Change { set: 0, .. }), "{error}");
}
