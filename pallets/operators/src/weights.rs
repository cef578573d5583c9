// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_operators`.
//!
//! Estimated by hand, from the storage that the calls touch, until `scripts/weights.sh` generates them.
//! Proof sizes are zero: the chain gives its proofs to no relay chain.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, Weight},
};

/// The weights of the calls of this pallet.
pub trait WeightInfo {
	/// The weight of `register`.
	fn register() -> Weight;
	/// The weight of `deregister`.
	fn deregister() -> Weight;
	/// The weight of `withdraw_deposit`.
	fn withdraw_deposit() -> Weight;
	/// The weight of `set_payout`.
	fn set_payout() -> Weight;
	/// The weight of `heartbeat`, with `o` from 0 to 64.
	fn heartbeat(o: u32) -> Weight;
	/// The weight of `set_recovery`.
	fn set_recovery() -> Weight;
	/// The weight of `suspend`.
	fn suspend() -> Weight;
	/// The weight of `confirm_suspension`.
	fn confirm_suspension() -> Weight;
	/// The weight of `replace_account`.
	fn replace_account() -> Weight;
	/// The weight of `take_over`.
	fn take_over() -> Weight;
	/// The weight of `add_validator`.
	fn add_validator() -> Weight;
	/// The weight of `remove_validator`.
	fn remove_validator() -> Weight;
	/// The weight of `purge_keys`.
	fn purge_keys() -> Weight;
	/// The weight of `set_endpoint`.
	fn set_endpoint() -> Weight;
}

/// Weights with the storage costs of the runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `Operators::Operators` (r:1 w:1)
	// Storage: `Operators::Names` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Operators::NextNumber` (r:1 w:1)
	// Storage: `Operators::Lowest` (r:1 w:1)
	// Storage: `Operators::Above` (r:1 w:1)
	// Storage: `Operators::Occupancy` (r:1 w:1)
	// Storage: `Operators::Occupants` (r:0 w:1)
	// Storage: `Operators::ByNumber` (r:0 w:1)
	// Storage: `Operators::Uptimes` (r:0 w:1)
	fn register() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(7))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	// Storage: `Operators::Operators` (r:2 w:2)
	// Storage: `Operators::Validators` (r:1 w:0)
	// Storage: `Session::Validators` (r:1 w:0)
	// Storage: `Session::QueuedKeys` (r:1 w:0)
	// Storage: `Operators::Occupancy` (r:1 w:1)
	// Storage: `Operators::Occupants` (r:1 w:2)
	// Storage: `Operators::Above` (r:1 w:1)
	// Storage: `Operators::Lowest` (r:1 w:1)
	// Storage: `Operators::Departures` (r:1 w:1)
	// Storage: `Operators::ByNumber` (r:0 w:1)
	// Storage: `Operators::Names` (r:0 w:1)
	// Storage: `Operators::Uptimes` (r:0 w:1)
	// Storage: `Operators::Endpoints` (r:0 w:1)
	// Storage: `Operators::Replacements` (r:0 w:1)
	fn deregister() -> Weight {
		Weight::from_parts(260_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(13))
	}
	// Storage: `Operators::Departures` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn withdraw_deposit() -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(3))
	}
	// Storage: `Operators::Operators` (r:1 w:1)
	fn set_payout() -> Weight {
		Weight::from_parts(24_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Operators::Operators` (r:65 w:0)
	// Storage: `Operators::Uptimes` (r:65 w:65)
	// Storage: `Operators::Occupancy` (r:8 w:0)
	// Storage: `Operators::Occupants` (r:8 w:0)
	// Storage: `Operators::Validators` (r:1 w:0)
	fn heartbeat(o: u32) -> Weight {
		Weight::from_parts(55_000_000, 0)
			.saturating_add(Weight::from_parts(24_000_000, 0).saturating_mul(o.into()))
			.saturating_add(T::DbWeight::get().reads(17))
			.saturating_add(T::DbWeight::get().writes(1))
			.saturating_add(T::DbWeight::get().reads(2_u64.saturating_mul(o.into())))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(o.into())))
	}
	// Storage: `Operators::Operators` (r:1 w:1)
	fn set_recovery() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Operators::Operators` (r:1 w:1)
	fn suspend() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Operators::Operators` (r:1 w:1)
	fn confirm_suspension() -> Weight {
		Weight::from_parts(24_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Operators::Operators` (r:2 w:0)
	// Storage: `Operators::Replacements` (r:0 w:1)
	fn replace_account() -> Weight {
		Weight::from_parts(30_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Operators::Operators` (r:2 w:2)
	// Storage: `Operators::Replacements` (r:1 w:1)
	// Storage: `Operators::Validators` (r:1 w:1)
	// Storage: `Session::NextKeys` (r:1 w:0)
	// Storage: `Balances::Holds` (r:2 w:2)
	// Storage: `System::Account` (r:2 w:2)
	// Storage: `Operators::Occupants` (r:1 w:1)
	// Storage: `Operators::Uptimes` (r:1 w:2)
	// Storage: `Operators::Endpoints` (r:1 w:2)
	// Storage: `Operators::Names` (r:0 w:1)
	// Storage: `Operators::ByNumber` (r:0 w:1)
	fn take_over() -> Weight {
		Weight::from_parts(180_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(12))
			.saturating_add(T::DbWeight::get().writes(15))
	}
	// Storage: `Operators::Operators` (r:1 w:0)
	// Storage: `Session::NextKeys` (r:1 w:0)
	// Storage: `Operators::Validators` (r:1 w:1)
	fn add_validator() -> Weight {
		Weight::from_parts(38_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Operators::Validators` (r:1 w:1)
	// Storage: `Operators::MinValidators` (r:1 w:0)
	fn remove_validator() -> Weight {
		Weight::from_parts(32_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(1))
	}
	// Storage: `Operators::Operators` (r:1 w:0)
	// Storage: `Operators::Validators` (r:1 w:0)
	// Storage: `Session::Validators` (r:1 w:0)
	// Storage: `Session::QueuedKeys` (r:1 w:0)
	// Storage: `Session::NextKeys` (r:1 w:1)
	// Storage: `Session::KeyOwner` (r:0 w:2)
	// Storage: `Session::ExternallySetKeys` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	fn purge_keys() -> Weight {
		Weight::from_parts(280_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(6))
	}
	// Storage: `Operators::Operators` (r:1 w:0)
	// Storage: `Operators::Endpoints` (r:0 w:1)
	fn set_endpoint() -> Weight {
		Weight::from_parts(24_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(1))
			.saturating_add(T::DbWeight::get().writes(1))
	}
}

/// Weights with the storage costs of RocksDB, for tests.
impl WeightInfo for () {
	fn register() -> Weight {
		Weight::from_parts(90_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(7))
			.saturating_add(RocksDbWeight::get().writes(10))
	}
	fn deregister() -> Weight {
		Weight::from_parts(260_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(10))
			.saturating_add(RocksDbWeight::get().writes(13))
	}
	fn withdraw_deposit() -> Weight {
		Weight::from_parts(80_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().writes(3))
	}
	fn set_payout() -> Weight {
		Weight::from_parts(24_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn heartbeat(o: u32) -> Weight {
		Weight::from_parts(55_000_000, 0)
			.saturating_add(Weight::from_parts(24_000_000, 0).saturating_mul(o.into()))
			.saturating_add(RocksDbWeight::get().reads(17))
			.saturating_add(RocksDbWeight::get().writes(1))
			.saturating_add(RocksDbWeight::get().reads(2_u64.saturating_mul(o.into())))
			.saturating_add(RocksDbWeight::get().writes(1_u64.saturating_mul(o.into())))
	}
	fn set_recovery() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn suspend() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn confirm_suspension() -> Weight {
		Weight::from_parts(24_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn replace_account() -> Weight {
		Weight::from_parts(30_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn take_over() -> Weight {
		Weight::from_parts(180_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(12))
			.saturating_add(RocksDbWeight::get().writes(15))
	}
	fn add_validator() -> Weight {
		Weight::from_parts(38_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn remove_validator() -> Weight {
		Weight::from_parts(32_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
	fn purge_keys() -> Weight {
		Weight::from_parts(280_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(8))
			.saturating_add(RocksDbWeight::get().writes(6))
	}
	fn set_endpoint() -> Weight {
		Weight::from_parts(24_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(1))
			.saturating_add(RocksDbWeight::get().writes(1))
	}
}
