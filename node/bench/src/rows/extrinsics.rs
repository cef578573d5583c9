// SPDX-License-Identifier: Apache-2.0

//! Extrinsics a second to finality.

use crate::{
	load::{self, Block, Sender},
	node::Node,
	report::{Bar, Row},
};
use anyhow::{Context, Result};
use codec::{Decode, Encode};
use frame_support::{dispatch::PerDispatchClass, weights::Weight};
use jsonrpsee::rpc_params;
use sp_core::Bytes;
use sp_crypto_hashing::{blake2_256, twox_128};
use std::path::Path;
use tonnetz_core::receipt::{subject_of, Kind};
use tonnetz_runtime::{constants::block, AccountId, RuntimeCall};

/// Accounts that sign.
const SENDERS: u32 = 1_000;

/// Transfers that fit in a block, a little more than do.
const PER_BLOCK: u32 = 2_500;

/// What the SDK's proposer fills of a block, whatever the runtime allows, in bytes.
const PROPOSER_BYTES: f64 = (4 * 1024 * 1024 + 512) as f64;

pub async fn measure(binary: &Path, blocks: u32) -> Result<Vec<Row>> {
	let to = Sender::new("//Bob")?.account();
	let transfers = run(binary, blocks, "transfers", |_| transfer(&to)).await?;
	let attests = run(binary, blocks, "attestations", attest).await?;
	Ok(vec![transfers, attests])
}

fn transfer(to: &AccountId) -> RuntimeCall {
	pallet_balances::Call::transfer_keep_alive { dest: to.clone().into(), value: 1_000_000 }.into()
}

fn attest(number: u64) -> RuntimeCall {
	pallet_receipts::Call::attest {
		kind: Kind::Action,
		subject: subject_of("bench"),
		digest: blake2_256(&number.encode()).into(),
		parent: None,
		uri: Vec::new(),
		expires: None,
	}
	.into()
}

async fn run(
	binary: &Path,
	blocks: u32,
	what: &'static str,
	call: impl Fn(u64) -> RuntimeCall + Sync,
) -> Result<Row> {
	let node = Node::development(binary).await?;
	let mut senders = load::senders(&node, SENDERS, 100).await?;
	let genesis = node.hash(0).await?;
	// Two blocks more, since the first and the last are not counted.
	let rounds = blocks.saturating_add(2).saturating_mul(PER_BLOCK).div_ceil(SENDERS);
	let extrinsics = load::sign_all(genesis, &mut senders, rounds, call)?;
	let blocks = load::run(&node, what, extrinsics).await?;
	let (rate, count) = load::rate(&blocks)?;
	let limit = limit(&node, &blocks).await?;
	Ok(Row::new(format!("finalised {what}"), rate, "/s")
		.bar(Bar::AtLeast(700.0))
		.note(format!("{count} blocks, one validator, RPC and load on the same machine; {limit}")))
}

/// How full the fullest block is, by length and by weight.
async fn limit(node: &Node, blocks: &[Block]) -> Result<String> {
	let fullest = blocks.iter().max_by_key(|block| block.extrinsics).context("no blocks")?;
	let hash = node.hash(fullest.number).await?;
	let key = [twox_128(b"System"), twox_128(b"BlockWeight")].concat();
	let weight: Bytes = node.request("state_getStorage", rpc_params![Bytes(key), hash]).await?;
	let weight = PerDispatchClass::<Weight>::decode(&mut weight.0.as_slice())?;
	let normal = block::NORMAL_RATIO.mul_floor(block::MAX_WEIGHT.ref_time());
	let by_weight = weight.total().ref_time() as f64 / normal as f64 * 100.0;
	let by_length = fullest.bytes as f64 / PROPOSER_BYTES * 100.0;
	let binding = if by_length > by_weight { "length" } else { "weight" };
	Ok(format!(
		"the fullest block has {} of them, {by_length:.0} % of its length and {by_weight:.0} % of \
		 its weight: {binding} binds",
		fullest.extrinsics
	))
}
