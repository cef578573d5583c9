// SPDX-License-Identifier: Apache-2.0

//! Receipts a second, and what their number in the state does to writing and reading.

use super::percentile;
use crate::{
	load::{self, Block, Sender},
	node::Node,
	progress,
	report::{Bar, Row},
};
use anyhow::{Context, Result};
use codec::Encode;
use jsonrpsee::rpc_params;
use rand::{rngs::StdRng, Rng, SeedableRng};
use serde_json::Value;
use sp_core::{storage::StorageChangeSet, Bytes};
use sp_crypto_hashing::{blake2_256, twox_128};
use sp_runtime::traits::BlakeTwo256;
use sp_trie::{LayoutV1, MemoryDB, TrieDBMutBuilder, TrieMut};
use std::{collections::BTreeMap, path::Path, time::Instant};
use tonnetz_core::receipt::{subject_of, Attestation, Kind};
use tonnetz_runtime::{Hash, RuntimeCall};

/// Items of one `attest_many`.
const ITEMS: u64 = 256;

/// Accounts that sign.
const SENDERS: u32 = 100;

/// Names that the receipts are about.
const SUBJECTS: u64 = 1_000;

/// Queries of each kind.
const QUERIES: usize = 500;

/// Keys of one answer of the node.
const KEYS: u32 = 1_000;

pub async fn measure(binary: &Path, sizes: &[u64]) -> Result<Vec<Row>> {
	let node = Node::development(binary).await?;
	let mut senders = load::senders(&node, SENDERS, 100_000).await?;
	let mut rows = Vec::new();
	let mut written = 0;
	let mut first = None;
	for &size in sizes {
		let calls = size.saturating_sub(written).div_ceil(ITEMS);
		let blocks = write(&node, &mut senders, written, calls).await?;
		written = written.saturating_add(calls.saturating_mul(ITEMS));
		if let Ok((rate, count)) = load::rate(&blocks) {
			rows.push(
				Row::new(format!("receipts finalised, up to {written}"), rate * ITEMS as f64, "/s")
					.bar(Bar::AtLeast(1_500.0))
					.note(format!("attest_many({ITEMS}), {count} blocks, one validator")),
			);
		}
		let at = State::measure(&node, written, &blocks).await?;
		rows.extend(at.rows(first.as_ref()));
		first.get_or_insert(at);
	}
	let database = node.database_bytes()?;
	rows.push(
		Row::new("database, a receipt", database as f64 / written as f64, "bytes")
			.note("the whole directory of the node after it ended, with blocks and 256 states"),
	);
	Ok(rows)
}

/// Writes `calls` times [`ITEMS`] receipts.
async fn write(node: &Node, senders: &mut [Sender], from: u64, calls: u64) -> Result<Vec<Block>> {
	let rounds = u32::try_from(calls.div_ceil(senders.len() as u64))?;
	let genesis = node.hash(0).await?;
	let call = |number: u64| attest_many(number.saturating_mul(ITEMS).saturating_add(from));
	let mut extrinsics = if calls < senders.len() as u64 {
		let few = senders.get_mut(..usize::try_from(calls)?).context("fewer than there are")?;
		load::sign_all(genesis, few, 1, call)?
	} else {
		load::sign_all(genesis, senders, rounds, call)?
	};
	extrinsics.shrink_to_fit();
	load::run(node, "receipts", extrinsics).await
}

fn digest(number: u64) -> Hash {
	blake2_256(&number.encode()).into()
}

fn subject(number: u64) -> Hash {
	subject_of(&format!("bench/{}", number.checked_rem(SUBJECTS).unwrap_or_default()))
}

fn attest_many(from: u64) -> RuntimeCall {
	let items = (from..from.saturating_add(ITEMS)).map(|number| Attestation {
		kind: Kind::Action,
		subject: subject(number),
		digest: digest(number),
		parent: None,
		uri: Vec::new(),
		expires: None,
	});
	pallet_receipts::Call::attest_many { items: items.collect() }.into()
}

/// What is measured with a number of receipts in the state.
struct State {
	receipts: u64,
	/// Sorted times of each kind of query, in milliseconds.
	queries: BTreeMap<&'static str, Vec<f64>>,
	/// Bytes of the state's trie for each receipt.
	trie: f64,
	/// Bytes of blocks for each receipt.
	block: f64,
}

impl State {
	async fn measure(node: &Node, receipts: u64, blocks: &[Block]) -> Result<Self> {
		let written: u64 = blocks.iter().map(|block| block.extrinsics.saturating_mul(ITEMS)).sum();
		let bytes: u64 = blocks.iter().map(|block| block.bytes).sum();
		Ok(Self {
			receipts,
			queries: queries(node, receipts).await?,
			trie: trie_bytes(node).await? as f64 / receipts as f64,
			block: bytes as f64 / written as f64,
		})
	}

	fn rows(&self, first: Option<&Self>) -> Vec<Row> {
		let receipts = self.receipts;
		let mut rows = vec![
			Row::new(format!("state a receipt, at {receipts}"), self.trie, "bytes")
				.bar(Bar::AtMost(900.0))
				.note("nodes of the trie below the pallet, with the hashes they are stored under"),
			Row::new(format!("block bytes a receipt, at {receipts}"), self.block, "bytes")
				.note("encoded extrinsics"),
		];
		for (query, times) in &self.queries {
			let p50 = percentile(times, 50);
			let row = Row::new(format!("{query} p50, at {receipts}"), p50, "ms")
				.note(format!("p99 {:.2} ms; {QUERIES} queries over RPC", percentile(times, 99)));
			rows.push(match first.and_then(|first| first.queries.get(query)) {
				Some(first) => row
					.ratio(percentile(first, 50), "with the fewest receipts")
					.bar(Bar::RatioAtMost(1.2)),
				None => row,
			});
		}
		rows
	}
}

async fn queries(node: &Node, receipts: u64) -> Result<BTreeMap<&'static str, Vec<f64>>> {
	let mut random = StdRng::seed_from_u64(1);
	let mut times = BTreeMap::<_, Vec<f64>>::new();
	for _ in 0..QUERIES {
		let id = random.gen_range(0..receipts);
		let none = Value::Null;
		let queries = [
			("receipts_get", rpc_params![id]),
			("receipts_byDigest", rpc_params![digest(id), &none, 0, 10]),
			// One item, since a page has more of them where there are more.
			("receipts_bySubject, one of many", rpc_params![subject(id), &none, id, 1]),
		];
		for (query, params) in queries {
			let method = query.split(',').next().unwrap_or(query);
			let started = Instant::now();
			let answer: Value = node.request(method, params).await?;
			let time = started.elapsed().as_secs_f64() * 1e3;
			anyhow::ensure!(!answer.is_null(), "{method} has no answer for receipt {id}");
			times.entry(query).or_default().push(time);
		}
	}
	times.values_mut().for_each(|times| times.sort_by(f64::total_cmp));
	Ok(times)
}

/// The bytes of the nodes of a trie that holds what the pallet has in state, and 32 for the hash
/// of each.
async fn trie_bytes(node: &Node) -> Result<u64> {
	let at: Hash = node.request("chain_getFinalizedHead", rpc_params![]).await?;
	let prefix = Bytes(twox_128(b"Receipts").to_vec());
	let bar = progress::bar("reading the state", 0);
	let (mut db, mut root) = (MemoryDB::<BlakeTwo256>::default(), Hash::default());
	{
		let mut trie = TrieDBMutBuilder::<LayoutV1<BlakeTwo256>>::new(&mut db, &mut root).build();
		let mut start = prefix.clone();
		loop {
			let keys: Vec<Bytes> =
				node.request("state_getKeysPaged", rpc_params![&prefix, KEYS, &start, at]).await?;
			let Some(last) = keys.last() else { break };
			start = last.clone();
			let sets: Vec<StorageChangeSet<Hash>> =
				node.request("state_queryStorageAt", rpc_params![&keys, at]).await?;
			for (key, value) in sets.into_iter().flat_map(|set| set.changes) {
				let value = value.context("a key that was listed has a value")?;
				trie.insert(&key.0, &value.0)?;
				bar.inc(1);
			}
		}
	}
	bar.finish_and_clear();
	let nodes = db.drain().into_values().filter(|(_, references)| *references > 0);
	Ok(nodes.map(|(node, _)| (node.len() as u64).saturating_add(32)).sum())
}
