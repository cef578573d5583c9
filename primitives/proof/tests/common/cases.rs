// SPDX-License-Identifier: Apache-2.0

//! The vectors that other verifiers are compared on.

use super::*;
use serde::{Deserialize, Serialize};

/// A bundle, and what verifying it must find.
#[derive(Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Case {
	/// The file with the bundle.
	pub bundle: String,
	/// The trust file to verify it with.
	pub trust: String,
	/// The payload to give, as text.
	pub payload: Option<String>,
	/// The first step that fails, by its name in JSON.
	pub fails: Option<String>,
	/// The exit code of `tonnetz receipt verify`.
	pub exit: u8,
}

/// The trust file without a change, that with one, and that with two.
pub const TRUST: [&str; 3] = ["genesis.trust.json", "set-1.trust.json", "trust.json"];

/// The exit code that the client maps a failing step to.
pub fn exit(step: Step) -> u8 {
	match step {
		Step::Bundle => 20,
		Step::Trust => 21,
		Step::AuthoritySet => 22,
		Step::Votes => 23,
		Step::Header => 24,
		Step::StorageProof => 25,
		Step::Receipt => 26,
		Step::Payload => 27,
		Step::Leaf => 28,
		Step::Body => 29,
		Step::Revocation => 11,
		Step::Expiry => 12,
		Step::Suspension => 13,
	}
}

pub fn name(step: Step) -> String {
	serde_json::to_value(step).unwrap().as_str().unwrap().to_owned()
}

/// Cases with their bundles.
#[derive(Default)]
pub struct Cases(pub Vec<(Case, Bundle)>);

impl Cases {
	fn add(&mut self, file: &str, bundle: Bundle, fails: Option<Step>) {
		self.add_with(file, bundle, TRUST[2], None, fails);
	}

	fn add_with(
		&mut self,
		file: &str,
		bundle: Bundle,
		trust: &str,
		payload: Option<&[u8]>,
		fails: Option<Step>,
	) {
		let case = Case {
			bundle: format!("{file}.bundle.json"),
			trust: trust.into(),
			payload: payload.map(|payload| String::from_utf8(payload.to_vec()).unwrap()),
			fails: fails.map(name),
			exit: fails.map_or(0, exit),
		};
		self.0.push((case, bundle));
	}
}

/// All cases.
pub fn all(chain: &TestChain) -> Cases {
	let mut cases = Cases::default();
	good(chain, &mut cases);
	judged(chain, &mut cases);
	votes(chain, &mut cases);
	swapped(chain, &mut cases);
	cases
}

fn good(chain: &TestChain, cases: &mut Cases) {
	let block = chain.block();
	let bundle = block.bundle(ID, false);
	cases.add_with("good", bundle.clone(), TRUST[0], Some(PAYLOAD), None);
	cases.add_with("good", bundle, TRUST[2], Some(b"another"), Some(Step::Payload));
	cases.add("head", block.bundle(ID, true), None);

	let changed = Block::new(chain, state_with(receipt()), 1, 150).bundle(ID, true);
	cases.add("changed-set", changed.clone(), None);
	cases.add_with("changed-set", changed, TRUST[0], None, Some(Step::AuthoritySet));
	let last = Block::new(chain, state_with(receipt()), 0, CHANGES[0]);
	cases.add("last-of-its-set", last.bundle(ID, false), None);
	let latest = Block::new(chain, state_with(receipt()), 2, 201);
	cases.add("changed-set-twice", latest.bundle(ID, false), None);

	let batch = Receipt {
		batch: Some(tonnetz_core::receipt::Batch { root: H256::repeat_byte(5), leaves: 1 << 40 }),
		digest: H256::repeat_byte(5),
		parent: None,
		expires: None,
		..receipt()
	};
	cases.add("batch", Block::new(chain, state_with(batch), 0, 61).bundle(ID, true), None);
	let statement = Receipt {
		issuer: account(9),
		relayer: Some(account(8)),
		kind: Kind::Custom(u32::MAX),
		uri: vec![0x80; 128].try_into().unwrap(),
		..receipt()
	};
	let statement = Block::new(chain, state_with(statement), 0, 62);
	cases.add("statement", statement.bundle(ID, true), None);

	// Votes for descendants finalise the block itself if none of them gets enough of them.
	let above = block.descendants(2);
	let vote_for = |voter: usize, header: &Header| {
		vote(&block.voters[voter], ROUND, 0, header.hash(), header.number)
	};
	let votes = vec![
		vote_for(0, &block.header),
		vote_for(1, &above[0]),
		vote_for(2, &block.header),
		vote_for(3, &above[1]),
	];
	let justification = justification(ROUND, &block.header, votes, above);
	cases.add("descendants", block.bundle_with(&justification), None);
}

fn judged(chain: &TestChain, cases: &mut Cases) {
	let revocation = keys::revocation(ID);
	let block = |state| Block::new(chain, state, 0, 70);
	let short = block(state_with(receipt()).with(revocation.clone(), revoked(b"wrong")));
	cases.add("revoked", short.bundle(ID, false), Some(Step::Revocation));
	let long = block(state_with(receipt()).with(revocation, revoked(&[b'x'; 64])));
	cases.add("revoked-long-reason", long.bundle(ID, true), Some(Step::Revocation));

	let expired = block(state_with(Receipt { expires: Some(70), ..receipt() }));
	cases.add("expired", expired.bundle(ID, false), Some(Step::Expiry));
	let expiring = block(state_with(Receipt { expires: Some(71), ..receipt() }));
	cases.add("expires-next", expiring.bundle(ID, false), None);

	let stopped = keys::suspension(&receipt().issuer);
	let stop = |since, lapses| {
		block(state_with(receipt()).with(stopped.clone(), suspension(since, lapses)))
	};
	cases.add("stopped-before", stop(40, None).bundle(ID, false), Some(Step::Suspension));
	cases.add("stopped-for-a-time", stop(39, Some(41)).bundle(ID, true), Some(Step::Suspension));
	cases.add("stopped-after", stop(41, None).bundle(ID, true), None);
	cases.add("stopped-and-lapsed", stop(30, Some(40)).bundle(ID, false), None);

	let pruned = block(state_with(receipt()).with_entry(ID, &pruned(receipt().link())));
	cases.add("pruned", pruned.bundle(ID, false), Some(Step::Body));
}

fn votes(chain: &TestChain, cases: &mut Cases) {
	let block = chain.block();
	let header = &block.header;
	let two = justify(&block.voters[..2], 0, header);
	cases.add("half-of-the-votes", block.bundle_with(&two), Some(Step::Votes));
	let three = justify(&block.voters[..3], 0, header);
	cases.add("three-of-four-votes", block.bundle_with(&three), None);

	let mut stranger = three.clone();
	stranger.commit.precommits.push(vote(&voter("Mallory"), ROUND, 0, header.hash(), 60));
	cases.add("stranger", block.bundle_with(&stranger), Some(Step::Votes));

	let mut twice = two.clone();
	twice.commit.precommits.push(vote(&block.voters[0], ROUND, 0, header.hash(), 60));
	cases.add("vote-twice", block.bundle_with(&twice), Some(Step::Votes));

	let mut superfluous = three.clone();
	superfluous.votes_ancestries = block.descendants(1);
	cases.add("superfluous-header", block.bundle_with(&superfluous), Some(Step::Votes));

	let mut round = three.clone();
	round.round += 1;
	cases.add("other-round", block.bundle_with(&round), Some(Step::Votes));

	// One voted for two blocks, and its weight counts for both.
	let above = block.descendants(1);
	let mut equivocation = two.clone();
	equivocation.commit.precommits.extend([
		vote(&block.voters[2], ROUND, 0, header.hash(), 60),
		vote(&block.voters[2], ROUND, 0, above[0].hash(), 61),
	]);
	equivocation.votes_ancestries = above.clone();
	cases.add("equivocation", block.bundle_with(&equivocation), None);
	let mut equivocations = equivocation.clone();
	equivocations.commit.precommits.push(vote(&block.voters[0], ROUND, 0, above[0].hash(), 61));
	cases.add("equivocations", block.bundle_with(&equivocations), Some(Step::Votes));

	// All vote for a descendant: they finalise that, not the block.
	let votes = block.voters.iter().map(|pair| vote(pair, ROUND, 0, above[0].hash(), 61)).collect();
	let beyond = justification(ROUND, header, votes, above);
	cases.add("votes-beyond", block.bundle_with(&beyond), Some(Step::Votes));

	// Signed by set 0, which ended with block 100.
	let late = Block::new(chain, state_with(receipt()), 0, 101).bundle(ID, false);
	cases.add_with("past-its-set", late.clone(), TRUST[0], None, None);
	cases.add("past-its-set", late, Some(Step::Votes));
	// Signed by set 1, which began after block 100.
	let early = Block::new(chain, state_with(receipt()), 1, 100).bundle(ID, false);
	cases.add("before-its-set", early, Some(Step::Votes));
	let forged =
		Bundle { set_id: 1, ..Block::new(chain, state_with(receipt()), 0, 150).bundle(ID, false) };
	cases.add("forged-set-id", forged, Some(Step::Votes));
}

fn swapped(chain: &TestChain, cases: &mut Cases) {
	let one = chain.block().bundle(ID, false);
	let other = Receipt { digest: H256::repeat_byte(6), ..receipt() };
	let other = Block::new(chain, state_with(other), 0, 63).bundle(ID, false);

	let header = Bundle { header: other.header.clone(), ..one.clone() };
	cases.add("header-swapped", header, Some(Step::Header));
	let votes = Bundle { justification: other.justification.clone(), ..one.clone() };
	cases.add("justification-swapped", votes, Some(Step::Header));
	let proof = Bundle { proof: other.proof.clone(), ..one.clone() };
	cases.add("proof-swapped", proof, Some(Step::StorageProof));
	let receipt = Bundle { receipt: other.receipt.clone(), ..one.clone() };
	cases.add("receipt-swapped", receipt, Some(Step::Receipt));

	let mut genesis = one.clone();
	genesis.genesis_hash.0[0] ^= 1;
	cases.add("other-chain", genesis, Some(Step::Trust));
	let mut superfluous = one.clone();
	superfluous.proof.push(Base64(vec![0xff; 40]));
	cases.add("superfluous-node", superfluous, Some(Step::StorageProof));
	let mut missing = one.clone();
	missing.proof.pop();
	cases.add("missing-node", missing, Some(Step::StorageProof));
	let mut trailing = one;
	trailing.header.0.push(0);
	cases.add("trailing-byte", trailing, Some(Step::Bundle));
}
