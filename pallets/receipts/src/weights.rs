// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet-receipts`.
//!
//! Written by hand and not measured: storage accesses are counted in the code, execution time is an
//! upper estimate, and proof sizes are zero since the chain gives its proofs to no relay chain. The
//! output of `benchmark pallet` replaces this file with the same functions.

use crate::MAX_URI_LEN;
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
	/// `attest_batch` with a uri of `u` bytes.
	fn attest_batch(u: u32) -> Weight;
	/// `attest_statement` with a Falcon-512 signature, whatever the length of the uri.
	fn attest_statement_falcon() -> Weight;
	/// `attest_statement` with a typical SPHINCS+-SHAKE-128s signature, whatever the length of the
	/// uri.
	fn attest_statement_sphincs() -> Weight;
	/// `cancel_statements`.
	fn cancel_statements() -> Weight;
	/// `countersign`, without the question whether the witness is an operator.
	fn countersign() -> Weight;
	/// `withdraw_countersignature`.
	fn withdraw_countersignature() -> Weight;
	/// `revoke` with a reason of `r` bytes.
	fn revoke(r: u32) -> Weight;
	/// `prune` of `n` receipts, each of another payer.
	fn prune(n: u32) -> Weight;
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

	fn attest_batch(u: u32) -> Weight {
		attest_batch(u, T::DbWeight::get())
	}

	fn attest_statement_falcon() -> Weight {
		attest_statement_falcon(T::DbWeight::get())
	}

	fn attest_statement_sphincs() -> Weight {
		attest_statement_sphincs(T::DbWeight::get())
	}

	fn cancel_statements() -> Weight {
		cancel_statements(T::DbWeight::get())
	}

	fn countersign() -> Weight {
		countersign(T::DbWeight::get())
	}

	fn withdraw_countersignature() -> Weight {
		withdraw_countersignature(T::DbWeight::get())
	}

	fn revoke(r: u32) -> Weight {
		revoke(r, T::DbWeight::get())
	}

	fn prune(n: u32) -> Weight {
		prune(n, T::DbWeight::get())
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

	fn attest_batch(u: u32) -> Weight {
		attest_batch(u, RocksDbWeight::get())
	}

	fn attest_statement_falcon() -> Weight {
		attest_statement_falcon(RocksDbWeight::get())
	}

	fn attest_statement_sphincs() -> Weight {
		attest_statement_sphincs(RocksDbWeight::get())
	}

	fn cancel_statements() -> Weight {
		cancel_statements(RocksDbWeight::get())
	}

	fn countersign() -> Weight {
		countersign(RocksDbWeight::get())
	}

	fn withdraw_countersignature() -> Weight {
		withdraw_countersignature(RocksDbWeight::get())
	}

	fn revoke(r: u32) -> Weight {
		revoke(r, RocksDbWeight::get())
	}

	fn prune(n: u32) -> Weight {
		prune(n, RocksDbWeight::get())
	}
}

/// What a verification of a Falcon-512 and of a SPHINCS+-SHAKE-128s signature takes.
const FALCON_VERIFY: Weight = Weight::from_parts(100_000_000, 0);
const SPHINCS_VERIFY: Weight = Weight::from_parts(2_800_000_000, 0);

fn bytes(n: u32) -> Weight {
	Weight::from_parts(5_000, 0).saturating_mul(n.into())
}

/// Storage: `Receipts::NextId` (r:1 w:1), `Receipts::Head` (r:1 w:1), `Receipts::Volumes` (r:1
/// w:1), `Timestamp::Now` (r:1 w:0), `System::Account` (r:1 w:1), `Balances::Holds` (r:1 w:1),
/// `Receipts::Receipts` (r:0 w:1), `Receipts::ByIssuer` (r:0 w:1), `Receipts::Index` (r:0 w:4).
fn attest(u: u32, db: RuntimeDbWeight) -> Weight {
	Weight::from_parts(60_000_000, 0)
		.saturating_add(bytes(u))
		.saturating_add(db.reads_writes(6, 11))
}

/// Storage: `Receipts::NextId` (r:1 w:1), `Receipts::Head` (r:1 w:1), `Receipts::Volumes` (r:1
/// w:1), `Timestamp::Now` (r:1 w:0), `System::Account` (r:1 w:1), `Balances::Holds` (r:1 w:1); for
/// each item `Receipts::Receipts` (r:0 w:1), `Receipts::ByIssuer` (r:0 w:1), `Receipts::Index` (r:0
/// w:4).
fn attest_many(n: u32, u: u32, db: RuntimeDbWeight) -> Weight {
	let item =
		Weight::from_parts(20_000_000, 0).saturating_add(bytes(u)).saturating_add(db.writes(6));
	Weight::from_parts(60_000_000, 0)
		.saturating_add(item.saturating_mul(n.into()))
		.saturating_add(db.reads_writes(6, 5))
}

/// Storage: as `attest`.
fn attest_batch(u: u32, db: RuntimeDbWeight) -> Weight {
	attest(u, db)
}

/// Storage: as `attest`, with `Receipts::StatementNonce` (r:1 w:1), `System::BlockHash` (r:1 w:0).
fn attest_statement_falcon(db: RuntimeDbWeight) -> Weight {
	attest(MAX_URI_LEN, db).saturating_add(FALCON_VERIFY).saturating_add(db.reads_writes(2, 1))
}

/// Storage: as `attest_statement_falcon`.
fn attest_statement_sphincs(db: RuntimeDbWeight) -> Weight {
	attest(MAX_URI_LEN, db).saturating_add(SPHINCS_VERIFY).saturating_add(db.reads_writes(2, 1))
}

/// Storage: `Receipts::StatementNonce` (r:1 w:1), `System::Account` (r:1 w:1).
fn cancel_statements(db: RuntimeDbWeight) -> Weight {
	Weight::from_parts(20_000_000, 0).saturating_add(db.reads_writes(2, 2))
}

/// Storage: `Receipts::Receipts` (r:1 w:0), `Receipts::WitnessPosition` (r:1 w:1),
/// `Receipts::NextPosition` (r:1 w:1), `System::Account` (r:1 w:1), `Balances::Holds` (r:1 w:1),
/// `Timestamp::Now` (r:1 w:0), `Receipts::Witnesses` (r:0 w:1).
fn countersign(db: RuntimeDbWeight) -> Weight {
	Weight::from_parts(60_000_000, 0).saturating_add(db.reads_writes(6, 5))
}

/// Storage: `Receipts::WitnessPosition` (r:1 w:1), `Receipts::Witnesses` (r:1 w:1),
/// `System::Account` (r:1 w:1), `Balances::Holds` (r:1 w:1).
fn withdraw_countersignature(db: RuntimeDbWeight) -> Weight {
	Weight::from_parts(60_000_000, 0).saturating_add(db.reads_writes(4, 4))
}

/// Storage: `Receipts::Receipts` (r:1 w:0), `Timestamp::Now` (r:1 w:0), `Receipts::Revocations`
/// (r:1 w:1), `Receipts::Volumes` (r:1 w:1).
fn revoke(r: u32, db: RuntimeDbWeight) -> Weight {
	Weight::from_parts(30_000_000, 0).saturating_add(bytes(r)).saturating_add(db.reads_writes(4, 2))
}

/// Storage, for each receipt: `Receipts::Receipts` (r:1 w:1), `System::Account` (r:1 w:1),
/// `Balances::Holds` (r:1 w:1).
fn prune(n: u32, db: RuntimeDbWeight) -> Weight {
	let item = Weight::from_parts(60_000_000, 0).saturating_add(db.reads_writes(3, 3));
	Weight::from_parts(20_000_000, 0).saturating_add(item.saturating_mul(n.into()))
}
