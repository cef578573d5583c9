// SPDX-License-Identifier: Apache-2.0

//! The benchmarks that weights are generated from.
//!
//! Those of some pallets do not run here: pallet-grandpa's decodes an ed25519 proof, pallet-session's
//! makes session keys of its own, and pallet-proxy's calls through a proxy what none here may call.

use crate::{
	AllPalletsWithSystem, Balances, Certification, Cust, Operators, Preimage, Receipts, Runtime,
	Scheduler, Signals, Timestamp, Utility,
};
use alloc::{string::String, vec::Vec};
use frame_benchmarking::{BenchmarkBatch, BenchmarkConfig, BenchmarkList};
use frame_support::traits::{StorageInfo, StorageInfoTrait, WhitelistedStorageKeys};
use frame_system_benchmarking::Pallet as SystemBench;

impl frame_system_benchmarking::Config for Runtime {}

frame_benchmarking::define_benchmarks!(
	[frame_system, SystemBench::<Runtime>]
	[pallet_balances, Balances]
	[pallet_certification, Certification]
	[pallet_cust, Cust]
	[pallet_operators, Operators]
	[pallet_preimage, Preimage]
	[pallet_receipts, Receipts]
	[pallet_scheduler, Scheduler]
	[pallet_signals, Signals]
	[pallet_timestamp, Timestamp]
	[pallet_utility, Utility]
);

/// The benchmarks there are, and the storage of the runtime.
pub fn list(extra: bool) -> (Vec<BenchmarkList>, Vec<StorageInfo>) {
	let mut list = Vec::<BenchmarkList>::new();
	list_benchmarks!(list, extra);
	(list, AllPalletsWithSystem::storage_info())
}

/// Runs a benchmark.
pub fn dispatch(config: BenchmarkConfig) -> Result<Vec<BenchmarkBatch>, String> {
	let whitelist = AllPalletsWithSystem::whitelisted_storage_keys();
	let mut batches = Vec::<BenchmarkBatch>::new();
	let params = (&config, &whitelist);
	add_benchmarks!(params, batches);
	Ok(batches)
}
