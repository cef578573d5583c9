// SPDX-License-Identifier: Apache-2.0

//! How large bundles and trust files are.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod common;

use codec::Encode;
use common::*;
use sp_core::H256;
use tonnetz_core::receipt::{keys, Batch, ChainHead, Kind, Receipt};
use tonnetz_proof::{bundle, Bundle, Trust};

/// The largest receipt, revoked with the longest reason, by an issuer with a chain.
fn largest(others: u64) -> State {
	let receipt = Receipt {
		sequence: u64::MAX,
		kind: Kind::Custom(u32::MAX),
		parent: Some(u64::MAX),
		batch: Some(Batch { root: H256::repeat_byte(1), leaves: 1 << 40 }),
		time: u64::MAX,
		expires: Some(u32::MAX),
		uri: vec![0xff; 128].try_into().unwrap(),
		relayer: Some(account(2)),
		..receipt()
	};
	let head = ChainHead { next: u64::MAX, hash: H256::repeat_byte(9) };
	State::new(others)
		.with_entry(ID, &entry(receipt))
		.with(keys::revocation(ID), revoked(&[b'x'; 64]))
		.with(keys::head(&account(1)), head)
}

fn length(bundle: &Bundle) -> usize {
	bundle.to_text().unwrap().len()
}

#[test]
fn a_bundle_of_four_validators_takes_at_most_40_kb() {
	let chain = TestChain::new();
	let block = Block::new(&chain, largest(20_000), 0, 60);
	let bundle = block.bundle(ID, true);
	assert!(verify(&bundle, &chain.sets(2)).proven().is_some());
	let nodes: usize = bundle.proof.iter().map(|node| node.0.len()).sum();
	println!(
		"4 validators, 43,000 entries: {} bytes; header {}, justification {}, {} nodes of {nodes}",
		length(&bundle),
		bundle.header.0.len(),
		bundle.justification.0.len(),
		bundle.proof.len(),
	);
	assert!(length(&bundle) <= 40_000, "{}", length(&bundle));
	assert_eq!(bundle.justification.0.len(), 8 + 36 + 1 + 4 * 1_599 + 1);

	// The block that changes the set has both new lists in its header.
	let changing = change_header(&chain, &block);
	println!("4 validators, in the block of a change: {} bytes", length(&changing));
	assert!(verify(&changing, &chain.sets(2)).proven().is_some());
	assert!(length(&changing) <= 40_000, "{}", length(&changing));

	let change = chain.trust(1).to_text().unwrap().len() - chain.trust(0).to_text().unwrap().len();
	println!("4 validators, a change in a trust file: {change} bytes");
	assert!(change <= 20_000, "{change}");
}

/// The same block as the last of its set.
fn change_header(chain: &TestChain, block: &Block) -> Bundle {
	use sp_runtime::DigestItem;
	let next = authorities(&chain.sets[1]).encode();
	let items = vec![scheduled(&chain.sets[1], 0), DigestItem::Consensus(*b"aura", next)];
	let header = header(100, H256::zero(), block.state.root(), items);
	Block { header, ..block.clone() }.bundle(ID, true)
}

#[test]
fn a_bundle_of_a_hundred_validators_is_within_the_limit() {
	let chain = TestChain::new();
	let voters: Vec<_> = (0..100).map(|number| voter(&number.to_string())).collect();
	let trust = Trust::genesis(chain.genesis_hash, &authorities(&voters));
	let chain = TestChain { sets: vec![voters.clone(), voters], trust, ..chain };
	let block = Block::new(&chain, largest(200), 0, 60);
	let bundle = change_header(&chain, &block);
	println!("100 validators, in the block of a change: {} bytes", length(&bundle));
	assert!(verify(&bundle, &chain.trust.sets()).proven().is_some());
	assert!(length(&bundle) < bundle::MAX_LEN, "{}", length(&bundle));
}
