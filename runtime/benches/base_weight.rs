// SPDX-License-Identifier: Apache-2.0

//! Measures what an extrinsic costs before its call does anything, in the WASM runtime: decoding,
//! signature, extensions. `constants::signature` holds the results with a margin.
//!
//! ```text
//! cargo bench -p tonnetz-runtime --bench base_weight
//! ```
//!
//! Executes a block of remarks and an empty one, and prints the mean difference a remark of each
//! scheme, and the time of one bare Falcon-512 verification natively for scale.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

#[path = "../tests/common/mod.rs"]
mod common;

use codec::Encode;
use common::*;
use sc_executor::WasmExecutor;
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use std::time::{Duration, Instant};
use tonnetz_crypto::{context, AnyPair, Scheme};
use tonnetz_runtime::{Block, Executive};

const ROUNDS: u32 = 7;

fn main() {
	let empty = time_of_block(None, 0);
	for (scheme, count) in [(Scheme::Falcon512, 1_000), (Scheme::SphincsShake128s, 40)] {
		let pair = pair(scheme, "Alice");
		let time = time_of_block(Some(&pair), count).saturating_sub(empty);
		println!("{scheme}: {:.1} us an extrinsic", micros(time) / f64::from(count));
	}
	println!("empty block: {:.1} us", micros(empty));
	println!("falcon512 natively: {:.1} us a verification", micros(native_verification()));
}

fn micros(time: Duration) -> f64 {
	time.as_secs_f64() * 1e6
}

/// The best of some times to execute a block of `count` remarks by `pair`.
fn time_of_block(pair: Option<&AnyPair>, count: u32) -> Duration {
	let block = committed().execute_with(|| block_of(pair, count)).encode();
	let executor: WasmExecutor<sp_io::SubstrateHostFunctions> =
		WasmExecutor::builder().with_allow_missing_host_functions(true).build();
	let code = WrappedRuntimeCode(tonnetz_runtime::WASM_BINARY.expect("built with WASM").into());
	let code = RuntimeCode { code_fetcher: &code, heap_pages: None, hash: vec![1] };
	let context = CallContext::Onchain { import: false };
	(0..=ROUNDS)
		.map(|_| {
			let mut ext = committed();
			let started = Instant::now();
			executor
				.call(&mut ext.ext(), &code, "Core_execute_block", &block, context)
				.0
				.expect("the block is valid");
			started.elapsed()
		})
		.min()
		.unwrap_or_default()
}

/// Genesis as a node has it: in the database, not in what a block changed.
fn committed() -> sp_io::TestExternalities {
	let mut ext = chain("development");
	ext.commit_all().expect("nothing is open");
	ext
}

fn block_of(pair: Option<&AnyPair>, count: u32) -> Block {
	let extrinsics: Vec<_> = std::iter::once(timestamp(1))
		.chain(pair.into_iter().flat_map(|pair| (0..count).map(|n| signed(pair, n, remark()))))
		.collect();
	Executive::initialize_block(&header(1));
	for extrinsic in extrinsics.clone() {
		apply(extrinsic).expect("included").expect("dispatched");
	}
	Block { header: Executive::finalize_block(), extrinsics }
}

fn native_verification() -> Duration {
	let alice = falcon("Alice");
	let signature = alice.sign(context::DEFAULT, &[7; 32]).expect("the context is short");
	let account = alice.account_id();
	let started = Instant::now();
	for _ in 0..1_000 {
		assert!(signature.verify_in_context(context::DEFAULT, &[7; 32], &account));
	}
	started.elapsed() / 1_000
}
