// SPDX-License-Identifier: Apache-2.0

//! What the verification of a bundle costs, by the number of validators: its text, the votes of all
//! of them, and the storage proof.
//!
//! ```text
//! cargo bench -p tonnetz-proof --bench proof
//! ```

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::*;
use criterion::{criterion_group, criterion_main, BenchmarkId, Criterion};
use std::hint::black_box;
use tonnetz_proof::Trust;

/// Entries of the state besides the receipt's.
const OTHERS: u64 = 50_000;

fn proof(criterion: &mut Criterion) {
	let mut group = criterion.benchmark_group("proof");
	for count in [4_u32, 32] {
		let chain = TestChain::new();
		let voters: Vec<_> = (0..count).map(|number| voter(&number.to_string())).collect();
		let trust = Trust::genesis(chain.genesis_hash, &authorities(&voters));
		let chain = TestChain { sets: vec![voters], trust, ..chain };
		let state = State::new(OTHERS).with_entry(ID, &entry(receipt()));
		let text = Block::new(&chain, state, 0, 60).bundle(ID, false).to_text().unwrap();
		let sets = chain.trust.sets();
		println!("{count} validators: a bundle of {} bytes", text.len());
		group.bench_function(BenchmarkId::new("verify", count), |b| {
			b.iter(|| {
				let report = tonnetz_proof::verify(black_box(text.as_bytes()), &sets, None);
				assert!(report.proven().is_some());
				report
			});
		});
	}
	group.finish();
}

criterion_group!(benches, proof);
criterion_main!(benches);
