// SPDX-License-Identifier: Apache-2.0

//! That no call is without a benchmark. Running them needs the state of a node:
//!
//! ```text
//! tonnetz-node benchmark pallet --pallet '*' --extrinsic '*' --steps 2 --repeat 1
//! ```

#![cfg(feature = "runtime-benchmarks")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use frame_benchmarking::runtime_decl_for_benchmark::BenchmarkV2;
use frame_support::traits::GetCallName;
use tonnetz_runtime::Runtime;

#[test]
fn every_call_of_receipts_has_a_benchmark() {
	let list = Runtime::benchmark_metadata(false).0;
	let receipts = list.iter().find(|list| list.pallet == b"pallet_receipts").expect("listed");
	let benchmarks: Vec<_> = receipts
		.benchmarks
		.iter()
		.map(|benchmark| String::from_utf8_lossy(&benchmark.name).into_owned())
		.collect();
	for call in pallet_receipts::Call::<Runtime>::get_call_names() {
		// One with signatures has a benchmark for each scheme.
		let signed = ["_falcon", "_sphincs"].map(|scheme| format!("{call}{scheme}"));
		assert!(
			benchmarks.iter().any(|name| name == call)
				|| signed.iter().all(|name| benchmarks.contains(name)),
			"{call}"
		);
	}
}
