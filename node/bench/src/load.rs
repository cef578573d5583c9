// SPDX-License-Identifier: Apache-2.0

//! Loads of signed extrinsics, and what becomes of them.

use crate::{node::Node, progress};
use anyhow::{bail, Context, Result};
use codec::{Decode, Encode};
use frame_system::BlockHash;
use futures::{stream, StreamExt};
use jsonrpsee::{core::client::Error as RpcError, rpc_params};
use rayon::prelude::*;
use serde_json::Value;
use sp_core::Bytes;
use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::sleep};
use tonnetz_core::units::TNZ;
use tonnetz_crypto::{context, AnyPair, Scheme};
use tonnetz_runtime::{
	tx_extensions, Address, Hash, Nonce, Runtime, RuntimeCall, SignedPayload, UncheckedExtrinsic,
};

/// Transactions under way at a time: some five blocks of transfers, well within the node's pool.
const UNDER_WAY: usize = 12_000;

/// The pool's refusal of what it has no room for.
const IMMEDIATELY_DROPPED: i32 = 1016;

/// How often to look for a new block.
const POLL: Duration = Duration::from_millis(200);

/// An account that signs.
pub struct Sender {
	pair: AnyPair,
	nonce: Nonce,
}

impl Sender {
	/// The Falcon-512 development account with this SURI.
	pub fn new(suri: &str) -> Result<Self> {
		let pair = AnyPair::from_suri(Scheme::Falcon512, suri, None)
			.map_err(|error| anyhow::anyhow!("{suri}: {error}"))?;
		Ok(Self { pair, nonce: 0 })
	}

	pub fn account(&self) -> tonnetz_runtime::AccountId {
		self.pair.account_id()
	}

	/// Signs `call` with the next nonce.
	pub fn sign(&mut self, genesis: Hash, call: RuntimeCall) -> Result<Vec<u8>> {
		let nonce = self.nonce;
		self.nonce = nonce.checked_add(1).context("nonces are exhausted")?;
		let payload = sp_io::TestExternalities::default().execute_with(|| {
			// What the extensions sign besides the call: the genesis hash and the version.
			BlockHash::<Runtime>::insert(0, genesis);
			SignedPayload::new(call, tx_extensions::immortal(nonce))
		});
		let payload = payload.map_err(|error| anyhow::anyhow!("{error:?}"))?;
		let signature = payload
			.using_encoded(|bytes| self.pair.sign(context::DEFAULT, bytes))
			.context("the context is short")?;
		let (call, extension, _) = payload.deconstruct();
		let address = Address::Id(self.account());
		Ok(UncheckedExtrinsic::new_signed(call, address, signature, extension).encode())
	}
}

/// Makes `count` accounts and funds each with `tnz`.
pub async fn senders(node: &Node, count: u32, tnz: u128) -> Result<Vec<Sender>> {
	let senders: Vec<_> =
		(0..count).into_par_iter().map(|n| Sender::new(&format!("//bench//{n}"))).collect();
	let senders = senders.into_iter().collect::<Result<Vec<_>>>()?;
	let genesis = node.hash(0).await?;
	let mut alice = Sender::new("//Alice")?;
	let mut extrinsics = Vec::new();
	for senders in senders.chunks(250) {
		let calls = senders
			.iter()
			.map(|sender| {
				let dest = sender.account().into();
				let value = tnz.saturating_mul(TNZ);
				pallet_balances::Call::transfer_keep_alive { dest, value }.into()
			})
			.collect();
		let call = pallet_utility::Call::batch_all { calls };
		extrinsics.push(alice.sign(genesis, call.into())?);
	}
	run(node, "funding accounts", extrinsics).await?;
	Ok(senders)
}

/// Signs `rounds` calls of each sender, by all cores. The order is that of the rounds, so that no
/// transaction waits for one before it.
pub fn sign_all(
	genesis: Hash,
	senders: &mut [Sender],
	rounds: u32,
	call: impl Fn(u64) -> RuntimeCall + Sync,
) -> Result<Vec<Vec<u8>>> {
	let total = u64::from(rounds).saturating_mul(senders.len() as u64);
	let bar = progress::bar("signing", total);
	let width = senders.len() as u64;
	let mut by_sender = senders
		.par_iter_mut()
		.enumerate()
		.map(|(position, sender)| {
			(0..rounds)
				.map(|round| {
					bar.inc(1);
					let number = u64::from(round).saturating_mul(width);
					sender.sign(genesis, call(number.saturating_add(position as u64)))
				})
				.collect::<Result<Vec<_>>>()
				.map(Vec::into_iter)
		})
		.collect::<Result<Vec<_>>>()?;
	bar.finish_and_clear();
	let rounds = (0..rounds)
		.flat_map(|_| by_sender.iter_mut().filter_map(Iterator::next).collect::<Vec<_>>());
	Ok(rounds.collect())
}

/// A finalised block with extrinsics of a load.
pub struct Block {
	pub number: u32,
	/// Unix time in milliseconds.
	pub time: u64,
	/// The extrinsics besides the inherent.
	pub extrinsics: u64,
	/// The encoded bytes of all extrinsics.
	pub bytes: u64,
}

/// Submits the extrinsics and waits until all are finalised. Returns the blocks that have them.
pub async fn run(node: &Node, what: &'static str, extrinsics: Vec<Vec<u8>>) -> Result<Vec<Block>> {
	let total = extrinsics.len() as u64;
	let bar = progress::bar(what, total);
	let first = node.best().await?;
	let room = Arc::new(Semaphore::new(UNDER_WAY));
	let submit = stream::iter(extrinsics).map(|extrinsic| {
		let room = room.clone();
		async move {
			room.acquire().await?.forget();
			submit(node, &Bytes(extrinsic)).await
		}
	});
	let submitted = async {
		let mut outcomes = submit.buffered(64);
		while let Some(outcome) = outcomes.next().await {
			outcome?;
		}
		anyhow::Ok(())
	};
	let followed = async {
		let mut blocks = Vec::<Block>::new();
		let (mut next, mut seen) = (first.saturating_add(1), 0_u64);
		while seen < total {
			while next <= node.finalized().await? && seen < total {
				let block = block(node, next).await?;
				next = next.saturating_add(1);
				seen = seen.saturating_add(block.extrinsics);
				room.add_permits(usize::try_from(block.extrinsics)?);
				bar.set_position(seen);
				if block.extrinsics > 0 {
					blocks.push(block);
				}
			}
			sleep(POLL).await;
		}
		anyhow::Ok(blocks)
	};
	let ((), blocks) = futures::try_join!(submitted, followed)?;
	bar.finish_and_clear();
	Ok(blocks)
}

async fn submit(node: &Node, extrinsic: &Bytes) -> Result<()> {
	loop {
		match node.request::<Hash>("author_submitExtrinsic", rpc_params![extrinsic]).await {
			Ok(_) => return Ok(()),
			Err(RpcError::Call(error)) if error.code() == IMMEDIATELY_DROPPED => sleep(POLL).await,
			Err(error) => bail!("the node refused an extrinsic of the load: {error}"),
		}
	}
}

async fn block(node: &Node, number: u32) -> Result<Block> {
	let hash = node.hash(number).await?;
	let mut block: Value = node.request("chain_getBlock", rpc_params![hash]).await?;
	let extrinsics = block
		.pointer_mut("/block/extrinsics")
		.map(Value::take)
		.context("a block has extrinsics")?;
	let extrinsics: Vec<Bytes> = serde_json::from_value(extrinsics)?;
	let inherent = extrinsics.first().context("a block has a timestamp")?;
	let inherent = UncheckedExtrinsic::decode(&mut inherent.0.as_slice())?;
	let RuntimeCall::Timestamp(pallet_timestamp::Call::set { now }) = inherent.function else {
		bail!("the first extrinsic of block {number} is not its timestamp");
	};
	Ok(Block {
		number,
		time: now,
		extrinsics: (extrinsics.len() as u64).saturating_sub(1),
		bytes: extrinsics.iter().map(|extrinsic| extrinsic.0.len() as u64).sum(),
	})
}

/// Extrinsics a second over the blocks of a load but the first and the last, which are not full;
/// with the number of those blocks.
pub fn rate(blocks: &[Block]) -> Result<(f64, usize)> {
	let (first, full) = match blocks {
		[first, full @ .., _last] if !full.is_empty() => (first, full),
		_ => bail!("the load took fewer than three blocks"),
	};
	let end = full.last().map_or(first.time, |block| block.time);
	let seconds = end.saturating_sub(first.time) as f64 / 1e3;
	let count: u64 = full.iter().map(|block| block.extrinsics).sum();
	Ok((count as f64 / seconds, full.len()))
}
