// SPDX-License-Identifier: Apache-2.0

//! Measures how many leaves a second one core makes into a tree.
//!
//! ```text
//! cargo bench -p tonnetz-core --bench merkle
//! ```

#![allow(missing_docs, clippy::unwrap_used, clippy::arithmetic_side_effects)]

use sp_core::H256;
use std::{hint::black_box, time::Instant};
use tonnetz_core::merkle::root_of;

const LEAVES: u32 = 2_000_000;
const ROUNDS: u32 = 5;

fn main() {
	let digests: Vec<_> = (0..LEAVES).map(|n| H256::from_low_u64_be(n.into())).collect();
	let best = (0..ROUNDS).map(|_| {
		let started = Instant::now();
		black_box(root_of(black_box(&digests).iter().copied()));
		started.elapsed()
	});
	let seconds = best.min().unwrap().as_secs_f64();
	println!("{:.2} million leaves a second and core", f64::from(LEAVES) / seconds / 1e6);
}
