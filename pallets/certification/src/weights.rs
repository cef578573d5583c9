// SPDX-License-Identifier: Apache-2.0

//! Weights of `pallet_certification`.
//!
//! Estimated from the measured weights of receipts and the storage items that each call touches, on
//! the side of too much, until `scripts/weights.sh` writes this file. Proof sizes are zero: the chain
//! gives its proofs to no relay chain.

use core::marker::PhantomData;
use frame_support::{
	traits::Get,
	weights::{constants::RocksDbWeight, Weight},
};

/// The weights of the calls of this pallet.
pub trait WeightInfo {
	/// The weight of `submit_evidence`.
	fn submit_evidence() -> Weight;
	/// The weight of `verify_evidence`.
	fn verify_evidence() -> Weight;
	/// The weight of `reject_evidence`.
	fn reject_evidence() -> Weight;
	/// The weight of `revoke_evidence`.
	fn revoke_evidence() -> Weight;
	/// The weight of `register_verifier`.
	fn register_verifier() -> Weight;
	/// The weight of `remove_verifier`.
	fn remove_verifier() -> Weight;
	/// The weight of `suspend_verifier`.
	fn suspend_verifier() -> Weight;
	/// The weight of `resume_verifier`.
	fn resume_verifier() -> Weight;
	/// The weight of `appoint_blesser`.
	fn appoint_blesser() -> Weight;
	/// The weight of `attest_criteria`.
	fn attest_criteria() -> Weight;
	/// The weight of `open_ceremony`, with `a` from 1 to 5 and `b` from 0 to 512.
	fn open_ceremony(a: u32, b: u32) -> Weight;
	/// The weight of `cancel`.
	fn cancel() -> Weight;
	/// The weight of `witness`.
	fn witness() -> Weight;
	/// The weight of `decline`.
	fn decline() -> Weight;
	/// The weight of `bless`.
	fn bless() -> Weight;
	/// The weight of `expire_evidence`.
	fn expire_evidence() -> Weight;
	/// The weight of `expire_ceremony`.
	fn expire_ceremony() -> Weight;
	/// The weight of `forget_ceremony`.
	fn forget_ceremony() -> Weight;
	/// The weight of `replace`.
	fn replace() -> Weight;
}

/// Weights with the storage costs of the runtime `T`.
pub struct SubstrateWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> WeightInfo for SubstrateWeight<T> {
	// Storage: `Certification::Evidence` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn submit_evidence() -> Weight {
		Weight::from_parts(135_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	// Storage: `Certification::Verifiers` (r:1 w:0)
	// Storage: `Certification::Evidence` (r:1 w:1)
	// Storage: `Certification::Deadlines` (r:0 w:2)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn verify_evidence() -> Weight {
		Weight::from_parts(155_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	// Storage: `Certification::Verifiers` (r:1 w:0)
	// Storage: `Certification::Evidence` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn reject_evidence() -> Weight {
		Weight::from_parts(140_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	// Storage: `Certification::Verifiers` (r:1 w:0)
	// Storage: `Certification::Evidence` (r:1 w:1)
	// Storage: `Certification::Deadlines` (r:0 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn revoke_evidence() -> Weight {
		Weight::from_parts(145_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(6))
			.saturating_add(T::DbWeight::get().writes(11))
	}
	// Storage: `Certification::Verifiers` (r:1 w:1)
	// Storage: `Certification::CounterForVerifiers` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn register_verifier() -> Weight {
		Weight::from_parts(105_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	// Storage: `Certification::Verifiers` (r:1 w:1)
	// Storage: `Certification::CounterForVerifiers` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn remove_verifier() -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	// Storage: `Certification::Verifiers` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn suspend_verifier() -> Weight {
		Weight::from_parts(95_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	// Storage: `Certification::Verifiers` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn resume_verifier() -> Weight {
		Weight::from_parts(95_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(4))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	// Storage: `Certification::Blesser` (r:0 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn appoint_blesser() -> Weight {
		Weight::from_parts(85_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(3))
			.saturating_add(T::DbWeight::get().writes(9))
	}
	// Storage: `Receipts::Receipts` (r:1 w:1)
	// Storage: `Receipts::Revocations` (r:1 w:0)
	// Storage: `Certification::Verifiers` (r:1 w:0)
	// Storage: `Certification::Artifacts` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn attest_criteria() -> Weight {
		Weight::from_parts(145_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	// Storage: `Certification::Evidence` (r:1 w:0)
	// Storage: `Certification::Witnessed` (r:1 w:1)
	// Storage: `Certification::Artifacts` (r:5 w:5)
	// Storage: `Receipts::Receipts` (r:5 w:1)
	// Storage: `Receipts::Revocations` (r:5 w:0)
	// Storage: `Certification::Ceremonies` (r:5 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `Certification::NextCeremony` (r:1 w:1)
	// Storage: `Certification::OpenCeremonies` (r:0 w:1)
	// Storage: `Certification::Deadlines` (r:0 w:1)
	// Storage: `Certification::Initiators` (r:1 w:1)
	// Storage: `Certification::CeremonyOfDigest` (r:0 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn open_ceremony(a: u32, b: u32) -> Weight {
		Weight::from_parts(260_000_000, 0)
			.saturating_add(Weight::from_parts(30_000_000, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(10_000, 0).saturating_mul(b.into()))
			.saturating_add(T::DbWeight::get().reads(8))
			.saturating_add(T::DbWeight::get().reads(4_u64.saturating_mul(a.into())))
			.saturating_add(T::DbWeight::get().writes(16))
			.saturating_add(T::DbWeight::get().writes(1_u64.saturating_mul(a.into())))
	}
	// Storage: `Certification::Ceremonies` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Certification::Artifacts` (r:5 w:5)
	// Storage: `Certification::OpenCeremonies` (r:0 w:1)
	// Storage: `Certification::Deadlines` (r:0 w:2)
	// Storage: `Certification::Initiators` (r:1 w:1)
	fn cancel() -> Weight {
		Weight::from_parts(140_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(9))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	// Storage: `Certification::Ceremonies` (r:1 w:1)
	// Storage: `Certification::Evidence` (r:1 w:0)
	// Storage: `Certification::Witnessed` (r:1 w:1)
	// Storage: `Receipts::Receipts` (r:5 w:1)
	// Storage: `Receipts::Revocations` (r:5 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Certification::Artifacts` (r:5 w:5)
	// Storage: `Certification::OpenCeremonies` (r:0 w:1)
	// Storage: `Certification::Deadlines` (r:0 w:1)
	// Storage: `Certification::Initiators` (r:1 w:1)
	// Storage: `Certification::CeremonyOfDigest` (r:0 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn witness() -> Weight {
		Weight::from_parts(420_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(24))
			.saturating_add(T::DbWeight::get().writes(21))
	}
	// Storage: `Certification::Ceremonies` (r:1 w:1)
	// Storage: `Certification::Evidence` (r:1 w:0)
	// Storage: `Certification::Witnessed` (r:1 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Certification::Artifacts` (r:5 w:5)
	// Storage: `Certification::OpenCeremonies` (r:0 w:1)
	// Storage: `Certification::Deadlines` (r:0 w:2)
	// Storage: `Certification::Initiators` (r:1 w:1)
	fn decline() -> Weight {
		Weight::from_parts(170_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(11))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	// Storage: `Certification::Blesser` (r:1 w:0)
	// Storage: `Certification::Ceremonies` (r:1 w:1)
	// Storage: `Receipts::Receipts` (r:5 w:1)
	// Storage: `Receipts::Revocations` (r:5 w:0)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Certification::Artifacts` (r:5 w:5)
	// Storage: `Certification::OpenCeremonies` (r:0 w:1)
	// Storage: `Certification::Deadlines` (r:0 w:1)
	// Storage: `Certification::Initiators` (r:1 w:1)
	// Storage: `Certification::CeremonyOfDigest` (r:0 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn bless() -> Weight {
		Weight::from_parts(400_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(23))
			.saturating_add(T::DbWeight::get().writes(20))
	}
	// Storage: `Certification::Deadlines` (r:1 w:1)
	// Storage: `Certification::Evidence` (r:1 w:1)
	// Storage: `Receipts::NextId` (r:1 w:1)
	// Storage: `Receipts::Head` (r:1 w:1)
	// Storage: `Timestamp::Now` (r:1 w:0)
	// Storage: `Receipts::Index` (r:0 w:4)
	// Storage: `Receipts::Receipts` (r:0 w:1)
	// Storage: `Receipts::ByIssuer` (r:0 w:1)
	fn expire_evidence() -> Weight {
		Weight::from_parts(110_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(5))
			.saturating_add(T::DbWeight::get().writes(10))
	}
	// Storage: `Certification::Deadlines` (r:1 w:2)
	// Storage: `Certification::Ceremonies` (r:1 w:1)
	// Storage: `Balances::Holds` (r:1 w:1)
	// Storage: `System::Account` (r:1 w:1)
	// Storage: `Certification::Artifacts` (r:5 w:5)
	// Storage: `Certification::OpenCeremonies` (r:0 w:1)
	// Storage: `Certification::Initiators` (r:1 w:1)
	fn expire_ceremony() -> Weight {
		Weight::from_parts(140_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(10))
			.saturating_add(T::DbWeight::get().writes(12))
	}
	// Storage: `Certification::Deadlines` (r:1 w:1)
	// Storage: `Certification::Ceremonies` (r:1 w:1)
	fn forget_ceremony() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(2))
	}
	// Storage: `Certification::Witnessed` (r:1 w:2)
	// Storage: `Certification::Evidence` (r:1 w:2)
	// Storage: `Certification::Deadlines` (r:0 w:10)
	fn replace() -> Weight {
		Weight::from_parts(70_000_000, 0)
			.saturating_add(T::DbWeight::get().reads(2))
			.saturating_add(T::DbWeight::get().writes(14))
	}
}

// For tests.
impl WeightInfo for () {
	fn submit_evidence() -> Weight {
		Weight::from_parts(135_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5))
			.saturating_add(RocksDbWeight::get().writes(10))
	}
	fn verify_evidence() -> Weight {
		Weight::from_parts(155_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(6))
			.saturating_add(RocksDbWeight::get().writes(12))
	}
	fn reject_evidence() -> Weight {
		Weight::from_parts(140_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(6))
			.saturating_add(RocksDbWeight::get().writes(10))
	}
	fn revoke_evidence() -> Weight {
		Weight::from_parts(145_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(6))
			.saturating_add(RocksDbWeight::get().writes(11))
	}
	fn register_verifier() -> Weight {
		Weight::from_parts(105_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5))
			.saturating_add(RocksDbWeight::get().writes(10))
	}
	fn remove_verifier() -> Weight {
		Weight::from_parts(100_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5))
			.saturating_add(RocksDbWeight::get().writes(10))
	}
	fn suspend_verifier() -> Weight {
		Weight::from_parts(95_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4))
			.saturating_add(RocksDbWeight::get().writes(9))
	}
	fn resume_verifier() -> Weight {
		Weight::from_parts(95_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(4))
			.saturating_add(RocksDbWeight::get().writes(9))
	}
	fn appoint_blesser() -> Weight {
		Weight::from_parts(85_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(3))
			.saturating_add(RocksDbWeight::get().writes(9))
	}
	fn attest_criteria() -> Weight {
		Weight::from_parts(145_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(8))
			.saturating_add(RocksDbWeight::get().writes(10))
	}
	fn open_ceremony(a: u32, b: u32) -> Weight {
		Weight::from_parts(260_000_000, 0)
			.saturating_add(Weight::from_parts(30_000_000, 0).saturating_mul(a.into()))
			.saturating_add(Weight::from_parts(10_000, 0).saturating_mul(b.into()))
			.saturating_add(RocksDbWeight::get().reads(8))
			.saturating_add(RocksDbWeight::get().reads(4_u64.saturating_mul(a.into())))
			.saturating_add(RocksDbWeight::get().writes(16))
			.saturating_add(RocksDbWeight::get().writes(1_u64.saturating_mul(a.into())))
	}
	fn cancel() -> Weight {
		Weight::from_parts(140_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(9))
			.saturating_add(RocksDbWeight::get().writes(12))
	}
	fn witness() -> Weight {
		Weight::from_parts(420_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(24))
			.saturating_add(RocksDbWeight::get().writes(21))
	}
	fn decline() -> Weight {
		Weight::from_parts(170_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(11))
			.saturating_add(RocksDbWeight::get().writes(12))
	}
	fn bless() -> Weight {
		Weight::from_parts(400_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(23))
			.saturating_add(RocksDbWeight::get().writes(20))
	}
	fn expire_evidence() -> Weight {
		Weight::from_parts(110_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(5))
			.saturating_add(RocksDbWeight::get().writes(10))
	}
	fn expire_ceremony() -> Weight {
		Weight::from_parts(140_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(10))
			.saturating_add(RocksDbWeight::get().writes(12))
	}
	fn forget_ceremony() -> Weight {
		Weight::from_parts(25_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2))
			.saturating_add(RocksDbWeight::get().writes(2))
	}
	fn replace() -> Weight {
		Weight::from_parts(70_000_000, 0)
			.saturating_add(RocksDbWeight::get().reads(2))
			.saturating_add(RocksDbWeight::get().writes(14))
	}
}
