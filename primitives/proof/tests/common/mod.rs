// SPDX-License-Identifier: Apache-2.0

//! Chains made for tests: real keys, real signatures, real tries, and blocks as wanted.

#![allow(dead_code)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]
#![allow(clippy::indexing_slicing)]

pub mod cases;

use codec::Encode;
use finality_grandpa::{Message, Precommit, SignedPrecommit};
use sp_consensus_grandpa::{
	localized_payload, AuthorityId, AuthorityList, AuthoritySignature, Commit, ConsensusLog,
	ScheduledChange, GRANDPA_ENGINE_ID,
};
use sp_core::{crypto::Pair as _, storage::StateVersion, H256};
use sp_runtime::{
	traits::{BlakeTwo256, Hash, Header as _},
	Digest, DigestItem,
};
use sp_state_machine::{prove_read, InMemoryBackend};
use std::collections::BTreeMap;
use tonnetz_core::{
	operators::Suspension,
	receipt::{
		keys, ChainHead, Deposit, Entry, Kind, Receipt, ReceiptId, ReceiptInfo, Revocation, Source,
	},
	AccountId, BlockNumber,
};
use tonnetz_crypto::falcon512::Pair;
use tonnetz_proof::{
	bundle, trust, AuthoritySets, Base64, Bundle, Header, Justification, Report, Step, Trust,
	TrustError,
};

/// The payload of the receipts that have one.
pub const PAYLOAD: &[u8] = b"tonnetz";

/// The round of all votes, unless a test says otherwise.
pub const ROUND: u64 = 7;

pub type Vote = SignedPrecommit<H256, BlockNumber, AuthoritySignature, AuthorityId>;

/// A key of a validator, the same in every run.
pub fn voter(name: &str) -> Pair {
	Pair::from_string(&format!("//{name}"), None).unwrap()
}

pub fn voters(names: &[&str]) -> Vec<Pair> {
	names.iter().map(|name| voter(name)).collect()
}

pub fn key(pair: &Pair) -> AuthorityId {
	pair.public().into()
}

/// The authorities of these keys, each of weight 1.
pub fn authorities(pairs: &[Pair]) -> AuthorityList {
	pairs.iter().map(|pair| (key(pair), 1)).collect()
}

pub fn account(byte: u8) -> AccountId {
	AccountId::new([byte; 32])
}

/// A vote for a block.
pub fn vote(pair: &Pair, round: u64, set: u64, hash: H256, number: BlockNumber) -> Vote {
	let precommit = Precommit { target_hash: hash, target_number: number };
	let message = Message::Precommit(precommit.clone());
	let signature = pair.sign(&localized_payload(round, set, &message)).into();
	Vote { precommit, signature, id: key(pair) }
}

/// The votes of `pairs` for the block of this header.
pub fn justify(pairs: &[Pair], set: u64, header: &Header) -> Justification {
	let votes =
		pairs.iter().map(|pair| vote(pair, ROUND, set, header.hash(), header.number)).collect();
	justification(ROUND, header, votes, vec![])
}

/// These votes as a justification of the block of this header.
pub fn justification(
	round: u64,
	target: &Header,
	precommits: Vec<Vote>,
	votes_ancestries: Vec<Header>,
) -> Justification {
	let (target_hash, target_number) = (target.hash(), target.number);
	let commit = Commit::<Header> { target_hash, target_number, precommits };
	Justification { round, commit, votes_ancestries }
}

/// A header with the digest items of a real block: the slot, what `items` adds, and a seal.
pub fn header(number: BlockNumber, parent: H256, root: H256, items: Vec<DigestItem>) -> Header {
	let mut logs = vec![DigestItem::PreRuntime(*b"aura", u64::from(number).encode())];
	logs.extend(items);
	logs.push(DigestItem::Seal(*b"aura", vec![0x39; 666]));
	Header::new(number, H256::repeat_byte(0xee), root, parent, Digest { logs })
}

/// The signal of a change to these authorities.
pub fn scheduled(next: &[Pair], delay: BlockNumber) -> DigestItem {
	let change = ScheduledChange { next_authorities: authorities(next), delay };
	signal(ConsensusLog::ScheduledChange(change))
}

pub fn signal(log: ConsensusLog<BlockNumber>) -> DigestItem {
	DigestItem::Consensus(GRANDPA_ENGINE_ID, log.encode())
}

/// A change of the set in block `number`, voted for by `pairs` in `set`.
pub fn set_change(
	number: BlockNumber,
	pairs: &[Pair],
	set: u64,
	next: &[Pair],
) -> trust::SetChange {
	let header = header(
		number,
		H256::repeat_byte(0xaa),
		H256::repeat_byte(0xbb),
		vec![scheduled(next, 0), DigestItem::Consensus(*b"aura", authorities(next).encode())],
	);
	let justification = justify(pairs, set, &header);
	change_of(&header, &justification)
}

pub fn change_of(header: &Header, justification: &Justification) -> trust::SetChange {
	trust::SetChange {
		header: Base64(header.encode()),
		justification: Base64(justification.encode()),
	}
}

/// A state: what pallet-receipts stores, among entries of others.
#[derive(Clone)]
pub struct State(pub BTreeMap<Vec<u8>, Vec<u8>>);

impl State {
	/// Accounts and other receipts, so that the trie has some depth.
	pub fn new(others: u64) -> Self {
		let mut entries = BTreeMap::from([(b":code".to_vec(), vec![0; 100])]);
		for number in 0..others {
			let hash = BlakeTwo256::hash_of(&number);
			let account = [b"System account: ".as_slice(), hash.as_bytes()].concat();
			entries.insert(account, vec![number as u8; 80]);
			entries.insert(keys::receipt(number), vec![number as u8; 200]);
			// Some have values that the trie keeps inline.
			let stopped = sp_crypto_hashing::sha2_256(&number.to_le_bytes());
			entries.insert(
				keys::suspension(&AccountId::new(stopped)),
				suspension(number as u32, None).encode(),
			);
			let revoked = number % 7 == 0;
			entries.extend(revoked.then(|| (keys::revocation(number), vec![number as u8; 20])));
		}
		Self(entries)
	}

	pub fn with(mut self, key: Vec<u8>, value: impl Encode) -> Self {
		self.0.insert(key, value.encode());
		self
	}

	pub fn with_entry(self, id: ReceiptId, entry: &Entry<AccountId, BlockNumber>) -> Self {
		self.with(keys::receipt(id), entry)
	}

	fn backend(&self) -> InMemoryBackend<BlakeTwo256> {
		let top = self.0.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
		let storage = sp_core::storage::Storage { top, children_default: Default::default() };
		(storage, StateVersion::V1).into()
	}

	pub fn root(&self) -> H256 {
		*self.backend().root()
	}

	/// What a node's `read_proof` gives for these keys.
	pub fn prove(&self, keys: &[Vec<u8>]) -> Vec<Base64> {
		let proof = prove_read(self.backend(), keys).unwrap();
		proof.into_iter_nodes().map(Base64).collect()
	}

	fn get<T: codec::Decode>(&self, key: &[u8]) -> Option<T> {
		self.0.get(key).map(|value| T::decode(&mut value.as_slice()).unwrap())
	}

	/// What the chain answers about a receipt.
	pub fn info(&self, id: ReceiptId) -> ReceiptInfo<AccountId, BlockNumber> {
		let entry: Entry<AccountId, BlockNumber> = self.get(&keys::receipt(id)).unwrap();
		let (link, revoked) = (entry.link(), self.get(&keys::revocation(id)));
		match entry {
			Entry::Full { receipt, source, .. } => {
				ReceiptInfo { id, link, source, receipt: Some(receipt), revoked }
			}
			Entry::Pruned { source, .. } => {
				ReceiptInfo { id, link, source, receipt: None, revoked }
			}
		}
	}

	pub fn head(&self, issuer: &AccountId) -> Option<ChainHead> {
		self.get(&keys::head(issuer))
	}
}

/// A receipt with most fields in use.
pub fn receipt() -> Receipt<AccountId, BlockNumber> {
	Receipt {
		issuer: account(1),
		sequence: 0,
		kind: Kind::Artifact,
		subject: tonnetz_core::receipt::subject_of("billing-api"),
		digest: sp_crypto_hashing::sha2_256(PAYLOAD).into(),
		parent: Some(3),
		batch: None,
		at: 40,
		time: 1_767_225_600_000,
		expires: Some(1_000_000),
		uri: b"https://example.org/a".to_vec().try_into().unwrap(),
		relayer: None,
	}
}

pub fn entry(receipt: Receipt<AccountId, BlockNumber>) -> Entry<AccountId, BlockNumber> {
	let deposit = Deposit { body: 200_000_000_000, permanent: 100_000_000_000 };
	Entry::Full { receipt, source: Source::Call, counted: true, deposit }
}

pub fn pruned(link: H256) -> Entry<AccountId, BlockNumber> {
	Entry::Pruned { link, source: Source::Call, payer: account(1), deposit: 100_000_000_000 }
}

pub fn revoked(reason: &[u8]) -> Revocation<BlockNumber> {
	let reason = reason.to_vec().try_into().unwrap();
	Revocation { at: 50, time: 1_767_225_630_000, reason }
}

/// The suspension of an account that another one succeeded.
pub fn suspension(
	since: BlockNumber,
	lapses: Option<BlockNumber>,
) -> Suspension<AccountId, BlockNumber> {
	Suspension { since, lapses, successor: lapses.is_none().then(|| account(7)) }
}

/// A state with one receipt more than the others, of which its issuer has no other.
pub fn state_with(receipt: Receipt<AccountId, BlockNumber>) -> State {
	let head = ChainHead::default().extended_by(receipt.link()).unwrap();
	let issuer = receipt.issuer.clone();
	State::new(200).with_entry(ID, &entry(receipt)).with(keys::head(&issuer), head)
}

/// The number of the receipt that bundles prove.
pub const ID: ReceiptId = 200;

/// A block over a state, with the set that finalises it.
#[derive(Clone)]
pub struct Block {
	pub state: State,
	pub header: Header,
	pub set: u64,
	pub voters: Vec<Pair>,
	pub genesis_hash: H256,
}

impl Block {
	pub fn new(chain: &TestChain, state: State, set: u64, number: BlockNumber) -> Self {
		let header = header(number, H256::repeat_byte(number as u8), state.root(), vec![]);
		let voters = chain.sets[set as usize].clone();
		Self { state, header, set, voters, genesis_hash: chain.genesis_hash }
	}

	/// The storage keys that a bundle of receipt `id` proves.
	pub fn keys(&self, id: ReceiptId, head: bool) -> Vec<Vec<u8>> {
		let mut keys = vec![keys::receipt(id), keys::revocation(id)];
		if let Some(receipt) = self.state.info(id).receipt {
			keys.push(keys::suspension(&receipt.issuer));
			keys.extend(head.then(|| keys::head(&receipt.issuer)));
		}
		keys
	}

	/// What a node answers.
	pub fn bundle(&self, id: ReceiptId, head: bool) -> Bundle {
		let receipt = self.state.info(id);
		let issuer = receipt.receipt.as_ref().filter(|_| head).map(|receipt| &receipt.issuer);
		Bundle {
			format: bundle::Format::ProofBundle,
			version: bundle::VERSION,
			genesis_hash: self.genesis_hash,
			set_id: self.set,
			header: Base64(self.header.encode()),
			justification: Base64(justify(&self.voters, self.set, &self.header).encode()),
			proof: self.state.prove(&self.keys(id, head)),
			head: issuer.and_then(|issuer| self.state.head(issuer)),
			receipt,
		}
	}

	/// A bundle of [`ID`] with these votes.
	pub fn bundle_with(&self, justification: &Justification) -> Bundle {
		Bundle { justification: Base64(justification.encode()), ..self.bundle(ID, false) }
	}

	/// The headers of `count` blocks after this one.
	pub fn descendants(&self, count: u32) -> Vec<Header> {
		let mut parent = self.header.clone();
		(0..count)
			.map(|_| {
				parent = header(parent.number + 1, parent.hash(), H256::zero(), vec![]);
				parent.clone()
			})
			.collect()
	}
}

/// The sets of a chain: 0 from genesis, the next from [`CHANGES`] on.
pub struct TestChain {
	pub genesis_hash: H256,
	pub sets: Vec<Vec<Pair>>,
	pub trust: Trust,
}

/// The last block of each set but the last.
pub const CHANGES: [BlockNumber; 2] = [100, 200];

impl TestChain {
	/// Four voters in each set, of whom one is replaced by each change.
	pub fn new() -> Self {
		let sets = vec![
			voters(&["Alice", "Bob", "Charlie", "Dave"]),
			voters(&["Alice", "Bob", "Charlie", "Eve"]),
			voters(&["Alice", "Bob", "Ferdie", "Eve"]),
		];
		let genesis_hash = BlakeTwo256::hash(b"the first block");
		let mut trust = Trust::genesis(genesis_hash, &authorities(&sets[0]));
		for (set, number) in CHANGES.into_iter().enumerate() {
			trust.changes.push(set_change(number, &sets[set], set as u64, &sets[set + 1]));
		}
		Self { genesis_hash, sets, trust }
	}

	/// The trust file after this many changes.
	pub fn trust(&self, changes: usize) -> Trust {
		Trust { changes: self.trust.changes[..changes].to_vec(), ..self.trust.clone() }
	}

	pub fn sets(&self, changes: usize) -> Result<AuthoritySets, TrustError> {
		self.trust(changes).sets()
	}

	/// A block of set 0 with [`receipt`].
	pub fn block(&self) -> Block {
		Block::new(self, state_with(receipt()), 0, 60)
	}
}

/// Verifies a bundle that is not given as text.
pub fn verify(bundle: &Bundle, sets: &Result<AuthoritySets, TrustError>) -> Report {
	tonnetz_proof::verify(bundle.to_text().unwrap().as_bytes(), sets, None)
}

/// The step that failed, with why.
#[track_caller]
pub fn failure(report: &Report) -> (Step, String) {
	let failure = report.failure().expect("a step fails");
	assert!(!report.holds());
	(failure.step, failure.verdict.detail().to_owned())
}

/// Asserts that the bundle fails at `step`, for a reason that has `reason` in it.
#[track_caller]
pub fn assert_fails(
	bundle: &Bundle,
	sets: &Result<AuthoritySets, TrustError>,
	step: Step,
	reason: &str,
) {
	let (failed, detail) = failure(&verify(bundle, sets));
	assert_eq!(failed, step, "{detail}");
	assert!(detail.contains(reason), "{detail}");
}
