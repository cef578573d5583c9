// SPDX-License-Identifier: Apache-2.0

//! Votes that do not finalise, and some that do.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod common;

use codec::Encode;
use common::*;
use sp_core::H256;
use tonnetz_core::BlockNumber;
use tonnetz_crypto::falcon512::Pair;
use tonnetz_proof::{AuthoritySets, Base64, Header, Justification, Step, Trust, TrustError};

/// A block of set 0 of a chain with these weights, and its sets.
fn weighted(weights: &[u64]) -> (Block, Result<AuthoritySets, TrustError>) {
	let chain = TestChain::new();
	let voters: Vec<_> = (0..weights.len()).map(|i| voter(&format!("voter{i}"))).collect();
	let authorities = voters.iter().map(key).zip(weights.iter().copied()).collect();
	let trust = Trust::genesis(chain.genesis_hash, &authorities);
	(Block { voters, ..chain.block() }, trust.sets())
}

fn finalises(block: &Block, sets: &Result<AuthoritySets, TrustError>, votes: &[Pair]) -> bool {
	let report = verify(&block.bundle_with(&justify(votes, 0, &block.header)), sets);
	match report.failure() {
		None => report.holds(),
		Some(failure) => {
			assert_eq!(failure.step, Step::Votes, "{failure:?}");
			false
		}
	}
}

#[test]
fn more_than_two_thirds_are_needed() {
	for (voters, needed) in [(1, 1), (2, 2), (3, 3), (4, 3), (5, 4), (6, 5), (7, 5), (9, 7)] {
		let (block, sets) = weighted(&vec![1; voters]);
		for votes in 0..=voters {
			let finalised = finalises(&block, &sets, &block.voters[..votes]);
			assert_eq!(finalised, votes >= needed, "{votes} of {voters}");
			assert_eq!(finalised, 3 * votes > 2 * voters, "{votes} of {voters}");
		}
	}
}

#[test]
fn votes_count_by_weight() {
	let (block, sets) = weighted(&[5, 1, 1, 0]);
	let [heavy, light, lighter, without] = [0, 1, 2, 3].map(|i| block.voters[i].clone());
	assert!(finalises(&block, &sets, std::slice::from_ref(&heavy)));
	assert!(!finalises(&block, &sets, &[light, lighter]));
	// A key of weight 0 has no vote, and so is a stranger.
	assert!(!finalises(&block, &sets, &[heavy, without]));

	let (block, sets) = weighted(&[u64::MAX - 1, 1]);
	assert!(finalises(&block, &sets, &block.voters[..1]));
	assert!(!finalises(&block, &sets, &block.voters[1..]));
}

#[test]
fn few_votes_are_counted_in_the_reason() {
	let chain = TestChain::new();
	let block = chain.block();
	let two = block.bundle_with(&justify(&block.voters[..2], 0, &block.header));
	let reason = "votes of weight 2 of 4 are for the block: 3 are needed";
	assert_fails(&two, &chain.sets(2), Step::Votes, reason);
}

/// A justification of a block of set 0, changed, with the reason for which it must fail.
#[track_caller]
fn refused(edit: impl Fn(&Block, &mut Justification), reason: &str) {
	let chain = TestChain::new();
	let block = chain.block();
	let mut justification = justify(&block.voters, 0, &block.header);
	edit(&block, &mut justification);
	let bundle = block.bundle_with(&justification);
	assert_fails(&bundle, &chain.sets(2), Step::Votes, reason);
}

fn vote_for(block: &Block, voter: usize, header: &Header) -> Vote {
	vote(&block.voters[voter], ROUND, 0, header.hash(), header.number)
}

#[test]
fn a_vote_of_a_stranger_is_not_tolerated() {
	refused(
		|block, justification| {
			let hash = block.header.hash();
			justification.commit.precommits.push(vote(&voter("Mallory"), ROUND, 0, hash, 60));
		},
		"which is not in authority set 0",
	);
	// Of set 1, but not of set 0.
	refused(
		|block, justification| {
			justification.commit.precommits[3] =
				vote(&voter("Eve"), ROUND, 0, block.header.hash(), 60);
		},
		"which is not in authority set 0",
	);
}

#[test]
fn one_bad_signature_spoils_all_votes() {
	let bad = "is not valid in round 7 of authority set 0";
	refused(
		|_, j| j.commit.precommits[3].signature = j.commit.precommits[2].signature.clone(),
		bad,
	);
	refused(
		|block, j| {
			j.commit.precommits[3] = vote(&block.voters[3], ROUND + 1, 0, block.header.hash(), 60);
		},
		bad,
	);
	refused(
		|block, j| {
			j.commit.precommits[3] = vote(&block.voters[3], ROUND, 1, block.header.hash(), 60);
		},
		bad,
	);
	refused(|_, j| j.round += 1, "is not valid in round 8");
	// Signed for another block: the signature does not go with the vote.
	refused(
		|block, j| {
			let other = vote(&block.voters[3], ROUND, 0, H256::zero(), 60);
			j.commit.precommits[3].signature = other.signature;
		},
		bad,
	);
}

#[test]
fn a_vote_twice_counts_for_nothing() {
	refused(
		|block, j| {
			j.commit.precommits.truncate(2);
			j.commit.precommits.push(j.commit.precommits[0].clone());
			assert_eq!(block.voters.len(), 4);
		},
		"is there more than once",
	);
	// Signed anew, so that the bytes differ.
	refused(
		|block, j| j.commit.precommits.push(vote_for(block, 0, &block.header)),
		"is there more than once",
	);
	// A third vote of one who voted for two blocks.
	refused(
		|block, j| {
			let above = block.descendants(2);
			j.commit
				.precommits
				.extend([vote_for(block, 0, &above[0]), vote_for(block, 0, &above[1])]);
			j.votes_ancestries = above;
		},
		"is there more than once",
	);
}

#[test]
fn more_than_a_third_may_not_vote_for_two_blocks() {
	refused(
		|block, j| {
			let above = block.descendants(1);
			j.commit
				.precommits
				.extend([vote_for(block, 0, &above[0]), vote_for(block, 1, &above[0])]);
			j.votes_ancestries = above;
		},
		"voters of weight 2 voted for two blocks: at most 1 may",
	);
}

#[test]
fn the_weight_of_who_voted_for_two_blocks_counts_for_both() {
	let chain = TestChain::new();
	let block = chain.block();
	let above = block.descendants(1);
	let with = |votes: Vec<Vote>| {
		let justification = justification(ROUND, &block.header, votes, above.clone());
		verify(&block.bundle_with(&justification), &chain.sets(2))
	};
	let two = vec![vote_for(&block, 0, &block.header), vote_for(&block, 1, &block.header)];
	let both = [vote_for(&block, 2, &block.header), vote_for(&block, 2, &above[0])];
	assert!(with([two.clone(), both.to_vec()].concat()).holds());
	// With the other two above, it is the block above that is finalised.
	let above_too = [vote_for(&block, 3, &above[0]), vote_for(&block, 1, &above[0])];
	let report = with([two[..1].to_vec(), both.to_vec(), above_too.to_vec()].concat());
	let (step, reason) = failure(&report);
	assert_eq!((step, reason.contains("finalise another block")), (Step::Votes, true), "{reason}");
}

#[test]
fn headers_are_those_that_the_votes_need() {
	refused(
		|block, j| j.votes_ancestries = block.descendants(1),
		"headers that none of them needs",
	);
	refused(
		|block, j| {
			let above = block.descendants(1);
			j.commit.precommits[3] = vote_for(block, 3, &above[0]);
			j.votes_ancestries = vec![above[0].clone(), above[0].clone()];
		},
		"headers that none of them needs",
	);
	refused(
		|block, j| j.commit.precommits[3] = vote_for(block, 3, &block.descendants(1)[0]),
		"for a block that the headers do not lead to",
	);
	// The header between is missing.
	refused(
		|block, j| {
			let above = block.descendants(2);
			j.commit.precommits[3] = vote_for(block, 3, &above[1]);
			j.votes_ancestries = vec![above[1].clone()];
		},
		"for a block that the headers do not lead to",
	);
	// A fork of the same height.
	refused(
		|block, j| {
			let mut fork = block.header.clone();
			fork.state_root = H256::zero();
			j.commit.precommits[3] = vote_for(block, 3, &fork);
			j.votes_ancestries = vec![fork];
		},
		"for a block that the headers do not lead to",
	);
}

#[test]
fn numbers_of_votes_agree_with_headers() {
	let numbers = |number: BlockNumber, header_number: BlockNumber| {
		move |block: &Block, j: &mut Justification| {
			let mut above = block.descendants(1);
			above[0].number = header_number;
			let hash = above[0].hash();
			j.commit.precommits[3] = vote(&block.voters[3], ROUND, 0, hash, number);
			j.votes_ancestries = above;
		}
	};
	refused(numbers(62, 61), "for a block that the headers do not lead to");
	refused(numbers(62, 62), "for a block that the headers do not lead to");
	// The number is signed, but the hash is another block's.
	refused(
		|block, j| {
			for (precommit, voter) in j.commit.precommits.iter_mut().zip(&block.voters) {
				*precommit = vote(voter, ROUND, 0, block.header.hash(), 59);
			}
		},
		"votes of weight 0",
	);
}

#[test]
fn votes_for_a_descendant_do_not_finalise_the_block() {
	refused(
		|block, j| {
			let above = block.descendants(1);
			let votes = (1..4).map(|voter| vote_for(block, voter, &above[0]));
			j.commit.precommits =
				[vote_for(block, 0, &block.header)].into_iter().chain(votes).collect();
			j.votes_ancestries = above;
		},
		"finalise another block",
	);
}

#[test]
fn a_set_finalises_its_own_blocks_alone() {
	let chain = TestChain::new();
	let sets = chain.sets(2);
	let at = |set, number| Block::new(&chain, state_with(receipt()), set, number).bundle(ID, false);
	for (set, number) in [(0, 1), (0, 100), (1, 101), (1, 200), (2, 201), (2, 999_999)] {
		assert!(verify(&at(set, number), &sets).holds(), "set {set} block {number}");
	}
	assert_fails(&at(0, 101), &sets, Step::Votes, "authority set 0 ended with block 100");
	assert_fails(&at(1, 201), &sets, Step::Votes, "authority set 1 ended with block 200");
	assert_fails(&at(1, 100), &sets, Step::Votes, "set 1 began after block 100");
	assert_fails(&at(2, 200), &sets, Step::Votes, "set 2 began after block 200");
	// Who does not know of the end of the set cannot tell.
	assert!(verify(&at(0, 101), &chain.sets(0)).holds());
}

#[test]
fn a_forged_set_id_is_refused() {
	let chain = TestChain::new();
	let sets = chain.sets(2);
	let late = Block::new(&chain, state_with(receipt()), 0, 150);
	// Dave of set 0 is not in set 1; without him, three votes are made in another set.
	let mut bundle = late.bundle(ID, false);
	bundle.set_id = 1;
	assert_fails(&bundle, &sets, Step::Votes, "which is not in authority set 1");
	let three = justify(&late.voters[..3], 0, &late.header);
	bundle.justification = Base64(three.encode());
	assert_fails(&bundle, &sets, Step::Votes, "it was made in the set before");
	for unknown in [3, u64::MAX] {
		bundle.set_id = unknown;
		assert_fails(&bundle, &sets, Step::AuthoritySet, "knows sets 0 to 2: run `tonnetz receipt");
	}
}
