// SPDX-License-Identifier: Apache-2.0

//! A runtime with receipts and little else than this pallet.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

use crate as pallet_certification;
use crate::{EnsureBlesser, HoldReason, VerifierKind};
use frame_support::{
	derive_impl, ord_parameter_types, parameter_types,
	traits::{fungible::InspectHold, ConstU128, ConstU32, ConstU64, EitherOf, Hooks, MapSuccess},
	weights::{constants::RocksDbWeight, Weight},
	PalletId,
};
use frame_system::{mocking::MockBlockU32, EnsureRoot, EnsureSignedBy};
use sp_runtime::{
	traits::{IdentityLookup, Replace},
	BuildStorage,
};
use tonnetz_core::{
	certification::{ReadReceipt, ReceiptFacts},
	receipt::ReceiptId,
	traits::{IsOperator, OperatorRecord, ReferralLinks},
	units::{DAYS, MILLISECS_PER_BLOCK, MILLI_TNZ, TNZ},
	AccountId, Balance, BlockNumber, Moment,
};
use tonnetz_crypto::Signature;

/// An operator that issues artifacts.
pub const ALICE: AccountId = AccountId::new([1; 32]);
/// Operators with nothing in common.
pub const WITNESSES: [AccountId; 6] = [
	AccountId::new([11; 32]),
	AccountId::new([12; 32]),
	AccountId::new([13; 32]),
	AccountId::new([14; 32]),
	AccountId::new([15; 32]),
	AccountId::new([16; 32]),
];
/// Judges everything.
pub const VERIFIER: AccountId = AccountId::new([21; 32]);
/// Judges nothing but the criteria of artifacts.
pub const REVIEWER: AccountId = AccountId::new([22; 32]);
/// The appointed blesser.
pub const BLESSER: AccountId = AccountId::new([23; 32]);
/// Suspends verifiers, for a time.
pub const GUARD: AccountId = AccountId::new([24; 32]);
/// Has funds, and is nothing.
pub const STRANGER: AccountId = AccountId::new([25; 32]);

/// What every account starts with.
pub const FUNDS: Balance = 100_000 * TNZ;
pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_TNZ;
pub const DEPOSIT: Balance = 100 * TNZ;
pub const PERIOD: BlockNumber = 7 * DAYS;
pub const RETENTION: BlockNumber = 30 * DAYS;
pub const WINDOW: BlockNumber = 30 * DAYS;
pub const VALIDITY: BlockNumber = 365 * DAYS;
pub const GAP: BlockNumber = 14 * DAYS;
pub const LONGEST_SUSPENSION: BlockNumber = 3 * DAYS;
pub const SWEEP: u32 = 4;

/// The timestamp of block 0: 1 January 2026.
pub const GENESIS_TIME: Moment = 1_767_225_600_000;

#[frame_support::runtime]
mod runtime {
	#[runtime::runtime]
	#[runtime::derive(
		RuntimeCall,
		RuntimeEvent,
		RuntimeError,
		RuntimeOrigin,
		RuntimeFreezeReason,
		RuntimeHoldReason,
		RuntimeSlashReason,
		RuntimeLockId,
		RuntimeTask,
		RuntimeViewFunction
	)]
	pub struct Test;

	#[runtime::pallet_index(0)]
	pub type System = frame_system;
	#[runtime::pallet_index(1)]
	pub type Timestamp = pallet_timestamp;
	#[runtime::pallet_index(20)]
	pub type Balances = pallet_balances;
	#[runtime::pallet_index(50)]
	pub type Receipts = pallet_receipts;
	#[runtime::pallet_index(53)]
	pub type Certification = pallet_certification;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId;
	type AccountData = pallet_balances::AccountData<Balance>;
	type Block = MockBlockU32<Test>;
	type DbWeight = RocksDbWeight;
	type Lookup = IdentityLookup<AccountId>;
}

#[derive_impl(pallet_timestamp::config_preludes::TestDefaultConfig)]
impl pallet_timestamp::Config for Test {
	type MinimumPeriod = ConstU64<{ MILLISECS_PER_BLOCK / 2 }>;
}

#[derive_impl(pallet_balances::config_preludes::TestDefaultConfig)]
impl pallet_balances::Config for Test {
	type AccountStore = System;
	type Balance = Balance;
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

parameter_types! {
	pub const ReceiptsPalletId: PalletId = PalletId(*b"tz/rcpts");
	pub const NoLimit: Option<BlockNumber> = None;
	pub const GuardLimit: Option<BlockNumber> = Some(LONGEST_SUSPENSION);
	pub static Operators: Vec<AccountId> = vec![];
	pub static Suspended: Vec<AccountId> = vec![];
	/// The uptime of operators that differ from most.
	pub static Uptimes: Vec<(AccountId, u8)> = vec![];
	pub static Links: Vec<(AccountId, AccountId)> = vec![];
	pub static Siblings: Vec<(AccountId, AccountId)> = vec![];
	pub static MaxVerifiers: u32 = 4;
}

ord_parameter_types! {
	pub const Guard: AccountId = GUARD;
}

/// What one question to another pallet weighs.
pub const QUESTION: Weight = Weight::from_parts(1_000_000, 0);

impl IsOperator<AccountId> for Operators {
	/// As the operators pallet says it: one that is suspended is none.
	fn is_operator(who: &AccountId) -> bool {
		Self::get().contains(who) && !Suspended::get().contains(who)
	}

	fn is_operator_weight() -> Weight {
		QUESTION
	}
}

impl OperatorRecord<AccountId, BlockNumber> for Operators {
	fn suspended_since(operator: &AccountId) -> Option<BlockNumber> {
		Suspended::get().contains(operator).then_some(1)
	}

	fn uptime(operator: &AccountId) -> u8 {
		let uptimes = Uptimes::get();
		uptimes.iter().find(|(who, _)| who == operator).map_or(100, |(_, uptime)| *uptime)
	}

	fn weight() -> Weight {
		QUESTION
	}
}

fn paired(pairs: &[(AccountId, AccountId)], one: &AccountId, other: &AccountId) -> bool {
	pairs.iter().any(|(a, b)| (a, b) == (one, other) || (b, a) == (one, other))
}

impl ReferralLinks<AccountId> for Links {
	fn linked(one: &AccountId, other: &AccountId) -> bool {
		paired(&Self::get(), one, other)
	}

	fn share_referrer(one: &AccountId, other: &AccountId) -> bool {
		paired(&Siblings::get(), one, other)
	}

	fn weight() -> Weight {
		QUESTION
	}
}

/// Reads receipts as the runtime does.
pub struct ReceiptReader;

impl ReadReceipt<AccountId> for ReceiptReader {
	fn read_receipt(id: ReceiptId) -> Option<ReceiptFacts<AccountId>> {
		let info = pallet_receipts::Pallet::<Test>::get(id)?;
		let receipt = info.receipt?;
		Some(ReceiptFacts {
			issuer: receipt.issuer,
			kind: receipt.kind,
			revoked: info.revoked.is_some(),
		})
	}

	fn read_receipt_weight() -> Weight {
		RocksDbWeight::get().reads(2)
	}
}

impl pallet_receipts::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Time = Timestamp;
	type Signature = Signature;
	type IsOperator = Operators;
	type PalletId = ReceiptsPalletId;
	type DepositBase = ConstU128<{ 100 * MILLI_TNZ }>;
	type DepositPerByte = ConstU128<MILLI_TNZ>;
	type CountersignatureDeposit = ConstU128<{ 100 * MILLI_TNZ }>;
	type RetentionPeriod = ConstU32<{ 90 * DAYS }>;
	type MaxItems = ConstU32<256>;
	type MaxCountedPerDay = ConstU32<300>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Operators;
}

impl pallet_certification::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Receipts = Receipts;
	type Artifacts = ReceiptReader;
	type IsOperator = Operators;
	type Operators = Operators;
	type Referrals = Links;
	type GovernanceOrigin = EnsureRoot<AccountId>;
	type SuspendOrigin = EitherOf<
		MapSuccess<EnsureRoot<AccountId>, Replace<NoLimit>>,
		MapSuccess<EnsureSignedBy<Guard, AccountId>, Replace<GuardLimit>>,
	>;
	type BlesserOrigin = EnsureBlesser<Test>;
	type CeremonyDeposit = ConstU128<DEPOSIT>;
	type CeremonyPeriod = ConstU32<PERIOD>;
	type FailedRetention = ConstU32<RETENTION>;
	type WitnessWindow = ConstU32<WINDOW>;
	type MaxValidity = ConstU32<VALIDITY>;
	type MaxVerifiers = MaxVerifiers;
	type SuspensionGap = ConstU32<GAP>;
	type MaxSweep = ConstU32<SWEEP>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Operators;
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::Helper<AccountId> for Operators {
	fn make_witness(who: &AccountId) {
		Self::mutate(|operators| operators.push(who.clone()));
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_receipts::benchmarking::Helper<AccountId> for Operators {
	fn make_operator(who: &AccountId) {
		Self::mutate(|operators| operators.push(who.clone()));
	}
}

/// Everyone with funds.
pub fn everyone() -> Vec<AccountId> {
	[ALICE, VERIFIER, REVIEWER, BLESSER, GUARD, STRANGER].into_iter().chain(WITNESSES).collect()
}

/// The state at block 1: Alice and the witnesses are operators without evidence.
pub fn new_test_ext() -> sp_io::TestExternalities {
	let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
	pallet_balances::GenesisConfig::<Test> {
		balances: everyone().into_iter().map(|who| (who, FUNDS)).collect(),
		..Default::default()
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	pallet_certification::GenesisConfig::<Test> {
		verifiers: vec![
			(VERIFIER, VerifierKind::all().collect()),
			(REVIEWER, vec![VerifierKind::ArtifactCriteria]),
		],
		blesser: Some(BLESSER),
	}
	.assimilate_storage(&mut storage)
	.unwrap();
	let mut ext = sp_io::TestExternalities::new(storage);
	Operators::set([ALICE].into_iter().chain(WITNESSES).collect());
	Suspended::set(vec![]);
	Uptimes::set(vec![]);
	Links::set(vec![]);
	Siblings::set(vec![]);
	MaxVerifiers::set(4);
	ext.execute_with(|| advance_to(1));
	ext
}

/// Runs a test at block 1 and checks the invariants of the pallet after it.
pub fn execute(test: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		test();
		Certification::do_try_state().unwrap();
	})
}

/// Makes `block` the current one, with its timestamp. Nothing is swept.
pub fn advance_to(block: BlockNumber) {
	System::reset_events();
	System::set_block_number(block);
	Timestamp::set_timestamp(GENESIS_TIME + u64::from(block) * MILLISECS_PER_BLOCK);
}

/// Sweeps as the end of this block would, with all the time there is.
pub fn sweep() -> Weight {
	Certification::on_idle(System::block_number(), Weight::MAX)
}

/// What is on hold for the ceremonies of `who`.
pub fn held(who: &AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Ceremony.into(), who)
}

/// The events of this pallet since the block began, in order.
pub fn events() -> Vec<crate::Event<Test>> {
	System::read_events_for_pallet()
}
