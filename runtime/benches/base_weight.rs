// SPDX-License-Identifier: Apache-2.0

//! Measures what an extrinsic costs before its call does anything, in the WASM runtime: decoding,
//! signature, extensions. `constants::signature` holds the results with a margin.
//!
//! ```text
//! cargo bench -p tonnetz-runtime --bench base_weight
//! ```
//!
//! Applies remarks of many accounts in one block and prints the mean time of each scheme.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

#[path = "../tests/common/mod.rs"]
mod common;

use codec::{Decode, Encode};
use common::*;
use sc_executor::WasmExecutor;
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use sp_runtime::ApplyExtrinsicResult;
use std::time::{Duration, Instant};
use tonnetz_crypto::{AnyPair, Scheme};

const ROUNDS: u32 = 5;

fn main() {
	for (scheme, count) in [(Scheme::Falcon512, 1_000), (Scheme::SphincsShake128s, 20)] {
		let pair = pair(scheme, "Alice");
		let time = (0..ROUNDS).map(|_| block_of(&pair, count)).min().unwrap_or_default();
		println!("{scheme}: {:.1} us an extrinsic", time.as_secs_f64() * 1e6 / f64::from(count));
	}
}

/// The time to apply `count` remarks signed by `pair`, without that to start a block.
fn block_of(pair: &AnyPair, count: u32) -> Duration {
	let mut ext = chain("development");
	let executor: WasmExecutor<sp_io::SubstrateHostFunctions> =
		WasmExecutor::builder().with_allow_missing_host_functions(true).build();
	let code = WrappedRuntimeCode(tonnetz_runtime::WASM_BINARY.expect("built with WASM").into());
	let call = |ext: &mut sp_io::TestExternalities, function: &str, argument: &[u8]| {
		let code = RuntimeCode { code_fetcher: &code, heap_pages: None, hash: vec![1] };
		let context = CallContext::Onchain { import: false };
		executor
			.call(&mut ext.ext(), &code, function, argument, context)
			.0
			.expect("the call succeeds")
	};

	let (start, extrinsics) = ext.execute_with(|| {
		let extrinsics: Vec<Vec<u8>> =
			(0..count).map(|n| signed(pair, n, remark()).encode()).collect();
		(header(1), extrinsics)
	});
	call(&mut ext, "Core_initialize_block", &start.encode());
	call(&mut ext, "BlockBuilder_apply_extrinsic", &timestamp(1).encode());
	let started = Instant::now();
	for extrinsic in extrinsics {
		let result = call(&mut ext, "BlockBuilder_apply_extrinsic", &extrinsic);
		let result = ApplyExtrinsicResult::decode(&mut result.as_slice()).expect("it decodes");
		result.expect("included").expect("dispatched");
	}
	started.elapsed()
}
