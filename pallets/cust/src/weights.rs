// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_cust`.
//!
//! Estimated from the storage entries that each call touches and from the benchmark `cust` of
//! `tonnetz-core`, before the first run of `scripts/weights.sh`. Proof sizes are zero: the chain gives
//! its proofs to no relay chain.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, Weight},
};

/// The weights of the calls of this pallet.
pub trait WeightInfo {
	/// The weight of `submit`, with `o` from 1 to 16, `p` from 0 to 64 and `b` from 0 to 3000.
	fn submit(o: u32, p: u32, b: u32) -> Weight;
	/// The weight of `submit_malformed`, with `b` from 0 to 16000.
	fn submit_malformed(b: u32) -> Weight;
	/// The weight of `approve`.
	fn approve() -> Weight;
	/// The weight of `deny`.
	fn deny() -> Weight;
	/// The weight of `claim`.
	fn claim() -> Weight;
	/// The weight of `complete`.
	fn complete() -> Weight;
	/// The weight of `create_target`.
	fn create_target() -> Weight;
	/// The weight of `create_shared_target`.
	fn create_shared_target() -> Weight;
	/// The weight of `remove_target`.
	fn remove_target() -> Weight;
	/// The weight of `set_policy`, with `r` from 0 to 16.
	fn set_policy(r: u32) -> Weight;
	/// The weight of `suspend_policy`.
	fn suspend_policy() -> Weight;
	/// The weight of `resume_policy`.
	fn resume_policy() -> Weight;
	/// The weight of `reassign_target`.
	fn reassign_target() -> Weight;
	/// The weight of `prune`, with `n` from 1 to 64.
	fn prune(n: u32) -> Weight;
	/// The weight of `sweep_none`.
	fn sweep_none() -> Weight;
	/// The weight of `sweep_one`.
	fn sweep_one() -> Weight;
	/// The weight of `replace`.
	fn replace() -> Weight;
}

/// Weights with the storage costs of the runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `Cust::TargetIds` (r:1 w:0)
	// Storage: `Cust::Policies` (r:1 w:0)
	// Storage: `Cust::Nonces` (r:1 w:1)
	// Storage: `Cust::Activities` (r:1 w:1)
	// Storage: `Cust::Targets` (r:1 w:0)
	// Storage: `Cust::NextCommand` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	// Storage: `Cust::Bodies` (r:0 w:1)
	// Storage: `Cust::History` (r:0 w:1)
	// Storage: `Cust::Open` (r:0 w:1)
	// Storage: `Cust::Deadlines` (r:0 w:1)
	// Storage: `Cust::Commands` (r:0 w:1)
	fn submit(o: u32, p: u32, b: u32) -> Weight {
		Weight::from_parts(480_000_000, 0)
			.saturating_add(Weight::from_parts(22_000_000, 0).saturating_mul(o.into()))
			.saturating_add(Weight::from_parts(16_000_000, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(40_000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(17))
	}
	// Storage: `Cust::TargetIds` (r:1 w:0)
	// Storage: `Cust::Policies` (r:1 w:0)
	// Storage: `Cust::Nonces` (r:1 w:1)
	// Storage: `Cust::Activities` (r:1 w:0)
	// Storage: `Cust::Targets` (r:1 w:0)
	// Storage: `Cust::NextCommand` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	// Storage: `Cust::Bodies` (r:0 w:1)
	// Storage: `Cust::History` (r:0 w:1)
	// Storage: `Cust::Commands` (r:0 w:1)
	fn submit_malformed(b: u32) -> Weight {
		Weight::from_parts(420_000_000, 0)
			.saturating_add(Weight::from_parts(120_000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(14))
	}
	// Storage: `Cust::Commands` (r:1 w:1)
	// Storage: `Cust::Policies` (r:1 w:0)
	// Storage: `Cust::Activities` (r:1 w:1)
	// Storage: `Cust::Targets` (r:1 w:0)
	// Storage: `Cust::Bodies` (r:1 w:0)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	// Storage: `Cust::Deadlines` (r:0 w:2)
	fn approve() -> Weight {
		Weight::from_parts(2_200_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(13))
	}
	// Storage: `Cust::Commands` (r:1 w:1)
	// Storage: `Cust::Policies` (r:1 w:0)
	// Storage: `Cust::Targets` (r:1 w:0)
	// Storage: `Cust::Activities` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	// Storage: `Cust::Deadlines` (r:0 w:1)
	// Storage: `Cust::Open` (r:0 w:1)
	fn deny() -> Weight {
		Weight::from_parts(280_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(13))
	}
	// Storage: `Cust::Commands` (r:1 w:1)
	// Storage: `Cust::Policies` (r:1 w:0)
	// Storage: `Cust::Targets` (r:1 w:0)
	// Storage: `Cust::Bodies` (r:1 w:0)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	// Storage: `Cust::Deadlines` (r:0 w:2)
	fn claim() -> Weight {
		Weight::from_parts(2_200_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	// Storage: `Cust::Commands` (r:1 w:1)
	// Storage: `Cust::Targets` (r:1 w:0)
	// Storage: `Cust::Activities` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	// Storage: `Cust::Deadlines` (r:0 w:1)
	// Storage: `Cust::Open` (r:0 w:1)
	fn complete() -> Weight {
		Weight::from_parts(200_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(13))
	}
	// Storage: `Cust::TargetIds` (r:1 w:1)
	// Storage: `Cust::NextTarget` (r:1 w:1)
	// Storage: `Cust::TargetsOf` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Cust::Targets` (r:0 w:1)
	fn create_target() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(5))
	}
	// Storage: `Cust::TargetIds` (r:1 w:1)
	// Storage: `Cust::NextTarget` (r:1 w:1)
	// Storage: `Cust::Targets` (r:0 w:1)
	fn create_shared_target() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Cust::TargetIds` (r:1 w:1)
	// Storage: `Cust::Targets` (r:1 w:1)
	// Storage: `Cust::Activities` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Cust::TargetsOf` (r:1 w:1)
	// Storage: `Cust::Policies` (r:0 w:1)
	// Storage: `Cust::UnlistedRefusals` (r:0 w:1)
	fn remove_target() -> Weight {
		Weight::from_parts(110_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	// Storage: `Cust::TargetIds` (r:1 w:0)
	// Storage: `Cust::Targets` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	// Storage: `Cust::Policies` (r:0 w:1)
	fn set_policy(r: u32) -> Weight {
		Weight::from_parts(620_000_000, 0)
			.saturating_add(Weight::from_parts(34_000_000, 0).saturating_mul(r.into()))
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(11))
	}
	// Storage: `Cust::TargetIds` (r:1 w:0)
	// Storage: `Cust::Targets` (r:1 w:1)
	// Storage: `Cust::Policies` (r:1 w:0)
	fn suspend_policy() -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Cust::TargetIds` (r:1 w:0)
	// Storage: `Cust::Targets` (r:1 w:1)
	fn resume_policy() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Cust::TargetIds` (r:1 w:0)
	// Storage: `Cust::Targets` (r:1 w:1)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Cust::TargetsOf` (r:2 w:2)
	// Storage: `Cust::Policies` (r:0 w:1)
	fn reassign_target() -> Weight {
		Weight::from_parts(170_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(7))
	}
	// Storage: `Cust::Commands` (r:64 w:64)
	// Storage: `System::Account` (r:64 w:64)
	// Storage: `Balances::Holds` (r:64 w:64)
	// Storage: `Cust::Bodies` (r:0 w:64)
	// Storage: `Cust::History` (r:0 w:64)
	fn prune(n: u32) -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(Weight::from_parts(110_000_000, 0).saturating_mul(n.into()))
			.saturating_add(T::DbWeight::get().reads(3_u64.saturating_mul(n.into())))
			.saturating_add(T::DbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	// Storage: `Cust::Deadlines` (r:1 w:0)
	fn sweep_none() -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(T::DbWeight::get().reads(1))
	}
	// Storage: `Cust::Deadlines` (r:1 w:1)
	// Storage: `Cust::Commands` (r:1 w:1)
	// Storage: `Cust::Targets` (r:1 w:0)
	// Storage: `Cust::Activities` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	// Storage: `Cust::Open` (r:0 w:1)
	fn sweep_one() -> Weight {
		Weight::from_parts(220_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	// Storage: `Cust::TargetsOf` (r:2 w:2)
	// Storage: `Cust::Targets` (r:32 w:32)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `System::Account` (r:2 w:2)
	// Storage: `Cust::Policies` (r:0 w:32)
	fn replace() -> Weight {
		Weight::from_parts(700_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(38))
			.saturating_add(T::DbWeight::get().writes(70))
	}
}

/// Weights with the storage costs of RocksDB, for tests.
impl WeightInfo for () {
	fn submit(o: u32, p: u32, b: u32) -> Weight {
		Weight::from_parts(480_000_000, 0)
			.saturating_add(Weight::from_parts(22_000_000, 0).saturating_mul(o.into()))
			.saturating_add(Weight::from_parts(16_000_000, 0).saturating_mul(p.into()))
			.saturating_add(Weight::from_parts(40_000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(10))
			.saturating_add(RocksDbWeight::get().writes(17))
	}
	fn submit_malformed(b: u32) -> Weight {
		Weight::from_parts(420_000_000, 0)
			.saturating_add(Weight::from_parts(120_000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(10))
			.saturating_add(RocksDbWeight::get().writes(14))
	}
	fn approve() -> Weight {
		Weight::from_parts(2_200_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(9))
			.saturating_add(RocksDbWeight::get().writes(13))
	}
	fn deny() -> Weight {
		Weight::from_parts(280_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(8))
			.saturating_add(RocksDbWeight::get().writes(13))
	}
	fn claim() -> Weight {
		Weight::from_parts(2_200_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(8))
			.saturating_add(RocksDbWeight::get().writes(12))
	}
	fn complete() -> Weight {
		Weight::from_parts(200_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7))
			.saturating_add(RocksDbWeight::get().writes(13))
	}
	fn create_target() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4))
			.saturating_add(RocksDbWeight::get().writes(5))
	}
	fn create_shared_target() -> Weight {
		Weight::from_parts(40_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2))
			.saturating_add(RocksDbWeight::get().writes(3))
	}
	fn remove_target() -> Weight {
		Weight::from_parts(110_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5))
			.saturating_add(RocksDbWeight::get().writes(7))
	}
	fn set_policy(r: u32) -> Weight {
		Weight::from_parts(620_000_000, 0)
			.saturating_add(Weight::from_parts(34_000_000, 0).saturating_mul(r.into()))
			.saturating_add(RocksDbWeight::get().reads(6))
			.saturating_add(RocksDbWeight::get().writes(11))
	}
	fn suspend_policy() -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn resume_policy() -> Weight {
		Weight::from_parts(45_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn reassign_target() -> Weight {
		Weight::from_parts(170_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7))
			.saturating_add(RocksDbWeight::get().writes(7))
	}
	fn prune(n: u32) -> Weight {
		Weight::from_parts(20_000_000, 0)
			.saturating_add(Weight::from_parts(110_000_000, 0).saturating_mul(n.into()))
			.saturating_add(RocksDbWeight::get().reads(3_u64.saturating_mul(n.into())))
			.saturating_add(RocksDbWeight::get().writes(5_u64.saturating_mul(n.into())))
	}
	fn sweep_none() -> Weight {
		Weight::from_parts(10_000_000, 0).saturating_add(RocksDbWeight::get().reads(1))
	}
	fn sweep_one() -> Weight {
		Weight::from_parts(220_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7))
			.saturating_add(RocksDbWeight::get().writes(12))
	}
	fn replace() -> Weight {
		Weight::from_parts(700_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(38))
			.saturating_add(RocksDbWeight::get().writes(70))
	}
}
