// SPDX-License-Identifier: Apache-2.0

//! A runtime with little else than this pallet and the receipts it writes.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

use crate as pallet_signals;
use crate::HoldReason;
use frame_support::{
	derive_impl, parameter_types,
	traits::{fungible::InspectHold, ConstU32, ConstU64},
	PalletId,
};
use frame_system::{mocking::MockBlockU32, EnsureRoot};
use sp_runtime::{traits::IdentityLookup, BuildStorage, Weight};
use tonnetz_core::{
	traits::IsOperator,
	units::{DAYS, MILLISECS_PER_BLOCK, MILLI_TNZ, TNZ},
	AccountId, Balance, BlockNumber, Moment,
};
use tonnetz_crypto::Signature;

pub const ALICE: AccountId = AccountId::new([1; 32]);
pub const BOB: AccountId = AccountId::new([2; 32]);
pub const CAROL: AccountId = AccountId::new([3; 32]);
pub const DAVE: AccountId = AccountId::new([4; 32]);
/// Is an operator with the existential deposit and nothing more.
pub const PAUPER: AccountId = AccountId::new([5; 32]);
/// Has funds but is no operator.
pub const STRANGER: AccountId = AccountId::new([6; 32]);

/// What every account but the pauper's starts with.
pub const FUNDS: Balance = 100_000 * TNZ;
pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_TNZ;
pub const PRICE_OF_STREAM: Balance = 100 * TNZ;
pub const PRICE_OF_REPORT: Balance = 200 * MILLI_TNZ;
pub const PRICE_OF_READING: Balance = 300 * MILLI_TNZ;
pub const MAX_STREAMS: u32 = 32;
pub const SESSION: BlockNumber = 7 * DAYS;
pub const RETENTION: BlockNumber = 90 * DAYS;

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
	#[runtime::pallet_index(54)]
	pub type Signals = pallet_signals;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
	type AccountId = AccountId;
	type AccountData = pallet_balances::AccountData<Balance>;
	type Block = MockBlockU32<Test>;
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
	type ExistentialDeposit = ExistentialDeposit;
}

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
	pub const ReceiptsPalletId: PalletId = PalletId(*b"tz/rcpts");
	pub const ReceiptDepositBase: Balance = 100 * MILLI_TNZ;
	pub const ReceiptDepositPerByte: Balance = MILLI_TNZ;
	pub const CountersignatureDeposit: Balance = 100 * MILLI_TNZ;
	pub static StreamDeposit: Balance = PRICE_OF_STREAM;
	pub static ReportDeposit: Balance = PRICE_OF_REPORT;
	pub static ReadingDeposit: Balance = PRICE_OF_READING;
	pub static Operators: Vec<AccountId> = operators();
}

fn operators() -> Vec<AccountId> {
	vec![ALICE, BOB, CAROL, DAVE, PAUPER]
}

impl IsOperator<AccountId> for Operators {
	fn is_operator(who: &AccountId) -> bool {
		Self::get().contains(who)
	}

	fn is_operator_weight() -> Weight {
		Weight::zero()
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::Helper<AccountId> for Operators {
	fn make_operator(who: &AccountId) {
		Self::mutate(|operators| operators.push(who.clone()));
	}

	fn unmake_operator(who: &AccountId) {
		dismiss(who);
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_receipts::benchmarking::Helper<AccountId> for Operators {
	fn make_operator(who: &AccountId) {
		Self::mutate(|operators| operators.push(who.clone()));
	}
}

impl pallet_receipts::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Time = Timestamp;
	type Signature = Signature;
	type IsOperator = Operators;
	type PalletId = ReceiptsPalletId;
	type DepositBase = ReceiptDepositBase;
	type DepositPerByte = ReceiptDepositPerByte;
	type CountersignatureDeposit = CountersignatureDeposit;
	type RetentionPeriod = ConstU32<RETENTION>;
	type MaxItems = ConstU32<256>;
	type MaxCountedPerDay = ConstU32<4_096>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Operators;
}

impl pallet_signals::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Time = Timestamp;
	type IsOperator = Operators;
	type Receipts = Receipts;
	type CorridorOrigin = EnsureRoot<AccountId>;
	type StreamDeposit = StreamDeposit;
	type ReportDeposit = ReportDeposit;
	type ReadingDeposit = ReadingDeposit;
	type MaxStreams = ConstU32<MAX_STREAMS>;
	type SessionPeriod = ConstU32<SESSION>;
	type RetentionPeriod = ConstU32<RETENTION>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Operators;
}

/// Builds the state that a test starts from.
pub struct ExtBuilder {
	balances: Vec<(AccountId, Balance)>,
}

impl Default for ExtBuilder {
	fn default() -> Self {
		let funded = [ALICE, BOB, CAROL, DAVE, STRANGER].map(|who| (who, FUNDS));
		Self { balances: funded.into_iter().chain([(PAUPER, EXISTENTIAL_DEPOSIT)]).collect() }
	}
}

impl ExtBuilder {
	/// Gives an account another balance.
	pub fn with_balance(mut self, who: AccountId, balance: Balance) -> Self {
		self.balances.retain(|(account, _)| *account != who);
		self.balances.push((who, balance));
		self
	}

	/// The state at block 1.
	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		pallet_balances::GenesisConfig::<Test> { balances: self.balances, ..Default::default() }
			.assimilate_storage(&mut storage)
			.unwrap();
		let mut ext = sp_io::TestExternalities::new(storage);
		StreamDeposit::set(PRICE_OF_STREAM);
		ReportDeposit::set(PRICE_OF_REPORT);
		ReadingDeposit::set(PRICE_OF_READING);
		Operators::set(operators());
		ext.execute_with(|| advance_to(1));
		ext
	}

	/// Runs a test at block 1 and checks the invariants of the pallet after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Signals::do_try_state().unwrap();
		})
	}
}

/// Makes `block` the current one, with its timestamp. None of the pallets here does anything
/// between blocks.
pub fn advance_to(block: BlockNumber) {
	System::reset_events();
	System::set_block_number(block);
	Timestamp::set_timestamp(time_of(block));
}

/// Lets so many blocks pass.
pub fn advance_by(blocks: BlockNumber) {
	advance_to(System::block_number() + blocks);
}

/// The timestamp of a block.
pub fn time_of(block: BlockNumber) -> Moment {
	GENESIS_TIME + u64::from(block) * MILLISECS_PER_BLOCK
}

/// Makes `who` an operator no more.
pub fn dismiss(who: &AccountId) {
	Operators::mutate(|operators| operators.retain(|operator| operator != who));
}

/// Makes `who` an operator.
pub fn enlist(who: &AccountId) {
	Operators::mutate(|operators| operators.push(who.clone()));
}

/// What is on hold in the account of `who` for one reason.
pub fn held(reason: HoldReason, who: &AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), who)
}

/// The events of this pallet since the block began, in order.
pub fn events() -> Vec<crate::Event<Test>> {
	System::read_events_for_pallet()
}
