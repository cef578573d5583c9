// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet-receipts`.
//!
//! Written by hand and not measured: storage accesses are counted in the code, execution time is an
//! upper estimate, and proof sizes are zero since the chain gives its proofs to no relay chain. The
//! output of `benchmark pallet` replaces this file with the same functions.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, RuntimeDbWeight, Weight},
};

/// The weights of the calls of this pallet.
pub trait WeightInfo {
	/// `attest` with a uri of `u` bytes.
	fn attest(u: u32) -> Weight;
	/// `attest_many` of `n` items, the longest uri of which has `u` bytes.
	fn attest_many(n: u32, u: u32) -> Weight;
	/// `revoke` with a reason of `r` bytes.
	fn revoke(r: u32) -> Weight;
}

/// Weights with the storage costs of the runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	fn attest(u: u32) -> Weight {
		attest(u, T::DbWeight::get())
	}

	fn attest_many(n: u32, u: u32) -> Weight {
		attest_many(n, u, T::DbWeight::get())
	}

	fn revoke(r: u32) -> Weight {
		revoke(r, T::DbWeight::get())
	}
}

/// Weights with the storage costs of RocksDB, for tests.
impl WeightInfo for () {
	fn attest(u: u32) -> Weight {
		attest(u, RocksDbWeight::get())
	}

	fn attest_many(n: u32, u: u32) -> Weight {
		attest_many(n, u, RocksDbWeight::get())
	}

	fn revoke(r: u32) -> Weight {
		revoke(r, RocksDbWeight::get())
	}
}

/// Storage: `Receipts::NextId` (r:1 w:1), `Receipts::Head` (r:1 w:1), `Timestamp::Now` (r:1 w:0),
/// `System::Account` (r:1 w:1), `Balances::Holds` (r:1 w:1), `Receipts::Receipts` (r:0 w:1),
/// `Receipts::ByIssuer` (r:0 w:1), `Receipts::Index` (r:0 w:4).
fn attest(u: u32, db: RuntimeDbWeight) -> Weight {
	Weight::from_parts(60_000_000, 0)
		.saturating_add(Weight::from_parts(5_000, 0).saturating_mul(u.into()))
		.saturating_add(db.reads_writes(5, 10))
}

/// Storage: `Receipts::NextId` (r:1 w:1), `Receipts::Head` (r:1 w:1), `Timestamp::Now` (r:1 w:0),
/// `System::Account` (r:1 w:1), `Balances::Holds` (r:1 w:1); for each item `Receipts::Receipts`
/// (r:0 w:1), `Receipts::ByIssuer` (r:0 w:1), `Receipts::Index` (r:0 w:4).
fn attest_many(n: u32, u: u32, db: RuntimeDbWeight) -> Weight {
	let item = Weight::from_parts(20_000_000, 0)
		.saturating_add(Weight::from_parts(5_000, 0).saturating_mul(u.into()))
		.saturating_add(db.writes(6));
	Weight::from_parts(60_000_000, 0)
		.saturating_add(item.saturating_mul(n.into()))
		.saturating_add(db.reads_writes(5, 4))
}

/// Storage: `Receipts::Receipts` (r:1 w:0), `Timestamp::Now` (r:1 w:0), `Receipts::Revocations`
/// (r:1 w:1).
fn revoke(r: u32, db: RuntimeDbWeight) -> Weight {
	Weight::from_parts(30_000_000, 0)
		.saturating_add(Weight::from_parts(5_000, 0).saturating_mul(r.into()))
		.saturating_add(db.reads_writes(3, 1))
}
