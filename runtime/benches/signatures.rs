// SPDX-License-Identifier: Apache-2.0

//! What verifying one signature costs, natively and in the WASM runtime.
//!
//! ```text
//! cargo bench -p tonnetz-runtime --bench signatures
//! ```
//!
//! A runtime has no function that verifies and does nothing else. So the WASM figures are
//! differences: the pool's check of a transaction whose signature was made for another message,
//! which ends after the verification, less that of a transaction of the same length by a stranger's
//! key, which ends just before it. Both schemes do the whole computation for a wrong signature.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

#[path = "../tests/common/mod.rs"]
mod common;

use codec::{Decode, Encode};
use common::*;
use criterion::measurement::WallTime;
use criterion::{criterion_group, criterion_main, BenchmarkGroup, Criterion};
use sc_executor::WasmExecutor;
use sp_core::{
	ed25519, sr25519,
	traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode},
	Pair,
};
use sp_runtime::transaction_validity::{
	InvalidTransaction, TransactionSource, TransactionValidity, TransactionValidityError,
};
use std::{
	hint::black_box,
	time::{Duration, Instant},
};
use tonnetz_crypto::{context, Scheme};
use tonnetz_runtime::{Hash, UncheckedExtrinsic};

const MESSAGE: [u8; 32] = [7; 32];

/// Pairs of executions that a WASM figure is the mean difference of.
const PAIRS: u32 = 32;

fn native(group: &mut BenchmarkGroup<WallTime>) {
	let sr25519 = sr25519::Pair::from_seed(&[1; 32]);
	let signature = sr25519.sign(&MESSAGE);
	let public = sr25519.public();
	group.bench_function("sr25519_host", |b| {
		b.iter(|| sp_io::crypto::sr25519_verify(black_box(&signature), &MESSAGE, &public));
	});
	let ed25519 = ed25519::Pair::from_seed(&[1; 32]);
	let signature = ed25519.sign(&MESSAGE);
	let public = ed25519.public();
	group.bench_function("ed25519_host", |b| {
		b.iter(|| sp_io::crypto::ed25519_verify(black_box(&signature), &MESSAGE, &public));
	});
	for (scheme, name) in
		[(Scheme::Falcon512, "falcon512_native"), (Scheme::SphincsShake128s, "sphincs_native")]
	{
		let pair = pair(scheme, "Alice");
		let account = pair.account_id();
		let signature = pair.sign(context::DEFAULT, &MESSAGE).unwrap();
		group.bench_function(name, |b| {
			b.iter(|| {
				black_box(&signature).verify_in_context(context::DEFAULT, &MESSAGE, &account)
			});
		});
	}
	let (public, secret) = pqcrypto_falcon::falconpadded512::keypair();
	let signature = pqcrypto_falcon::falconpadded512::detached_sign(&MESSAGE, &secret);
	group.bench_function("falcon512_pqcrypto", |b| {
		b.iter(|| {
			pqcrypto_falcon::falconpadded512::verify_detached_signature(
				black_box(&signature),
				&MESSAGE,
				&public,
			)
		});
	});
}

/// A transaction that the pool's check refuses.
fn argument(extrinsic: &UncheckedExtrinsic) -> Vec<u8> {
	(TransactionSource::External, extrinsic, Hash::default()).encode()
}

fn wasm(group: &mut BenchmarkGroup<WallTime>) {
	let executor: WasmExecutor<sp_io::SubstrateHostFunctions> =
		WasmExecutor::builder().with_allow_missing_host_functions(true).build();
	let code = WrappedRuntimeCode(tonnetz_runtime::WASM_BINARY.expect("built with WASM").into());
	let code = RuntimeCode { code_fetcher: &code, heap_pages: None, hash: vec![1] };
	let mut ext = chain("development");
	ext.commit_all().expect("nothing is open");
	let mut validate = |argument: &[u8]| {
		let started = Instant::now();
		let result = executor
			.call(
				&mut ext.ext(),
				&code,
				"TaggedTransactionQueue_validate_transaction",
				argument,
				CallContext::Offchain,
			)
			.0
			.expect("the runtime answers");
		let took = started.elapsed();
		let validity = TransactionValidity::decode(&mut result.as_slice()).unwrap();
		let bad = TransactionValidityError::Invalid(InvalidTransaction::BadProof);
		assert_eq!(validity, Err(bad));
		took
	};
	for (scheme, name) in
		[(Scheme::Falcon512, "falcon512_wasm"), (Scheme::SphincsShake128s, "sphincs_wasm")]
	{
		let (alice, bob) = (pair(scheme, "Alice"), pair(scheme, "Bob"));
		let (other_message, stranger) = chain("development").execute_with(|| {
			let by = |signer| signed_by(signer, &alice.account_id(), b"other", 0, remark());
			(argument(&by(&alice)), argument(&by(&bob)))
		});
		group.bench_function(name, |b| {
			b.iter_custom(|iterations| {
				// One difference may be below zero; the sum of some is not.
				let (mut whole, mut before) = (Duration::ZERO, Duration::ZERO);
				for _ in 0..iterations.saturating_mul(PAIRS.into()) {
					whole += validate(&other_message);
					before += validate(&stranger);
				}
				whole.saturating_sub(before) / PAIRS
			});
		});
	}
}

fn verify(criterion: &mut Criterion) {
	let mut group = criterion.benchmark_group("verify");
	native(&mut group);
	wasm(&mut group);
	group.finish();
}

criterion_group!(benches, verify);
criterion_main!(benches);
