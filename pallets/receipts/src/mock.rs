// SPDX-License-Identifier: Apache-2.0

//! A runtime with little else than this pallet.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

use crate as pallet_receipts;
use crate::{Attestation, AttestationOf, HoldReason, Kind};
use frame_support::{
	derive_impl, parameter_types,
	traits::{fungible::InspectHold, ConstU32, ConstU64},
	weights::constants::RocksDbWeight,
	PalletId,
};
use frame_system::mocking::MockBlockU32;
use sp_core::H256;
use sp_runtime::{traits::IdentityLookup, BuildStorage, Weight};
use tonnetz_core::{
	receipt::subject_of,
	traits::IsOperator,
	units::{MILLISECS_PER_BLOCK, MILLI_TNZ, TNZ},
	AccountId, Balance, BlockNumber, Moment,
};
use tonnetz_crypto::Signature;

pub const ALICE: AccountId = AccountId::new([1; 32]);
pub const BOB: AccountId = AccountId::new([2; 32]);
/// Has the existential deposit and nothing more.
pub const PAUPER: AccountId = AccountId::new([3; 32]);
/// Has funds but never attests.
pub const STRANGER: AccountId = AccountId::new([4; 32]);
/// Is an operator, and so may countersign.
pub const WITNESS: AccountId = AccountId::new([5; 32]);
/// Is an operator too.
pub const SECOND_WITNESS: AccountId = AccountId::new([6; 32]);

/// What every account but the pauper's starts with.
pub const FUNDS: Balance = 10_000 * TNZ;
pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_TNZ;
pub const PRICE_BASE: Balance = 100 * MILLI_TNZ;
pub const PRICE_PER_BYTE: Balance = MILLI_TNZ;
pub const PRICE_OF_COUNTERSIGNATURE: Balance = 50 * MILLI_TNZ;
pub const RETENTION: BlockNumber = 10;
pub const COUNTED_PER_DAY: u32 = 300;

/// The hash of block 0.
pub const GENESIS_HASH: H256 = H256::repeat_byte(0x69);

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
	type ExistentialDeposit = ExistentialDeposit;
}

parameter_types! {
	pub const ExistentialDeposit: Balance = EXISTENTIAL_DEPOSIT;
	pub const ReceiptsPalletId: PalletId = PalletId(*b"tz/rcpts");
	pub static DepositBase: Balance = PRICE_BASE;
	pub static DepositPerByte: Balance = PRICE_PER_BYTE;
	pub static CountersignatureDeposit: Balance = PRICE_OF_COUNTERSIGNATURE;
	pub static MaxCountedPerDay: u32 = COUNTED_PER_DAY;
	pub static Operators: Vec<AccountId> = vec![ALICE, WITNESS, SECOND_WITNESS];
}

impl IsOperator<AccountId> for Operators {
	fn is_operator(who: &AccountId) -> bool {
		Self::get().contains(who)
	}

	fn is_operator_weight() -> Weight {
		Weight::from_parts(1_234, 0)
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::Helper<AccountId> for Operators {
	fn make_operator(who: &AccountId) {
		Self::set(vec![who.clone()]);
	}
}

impl pallet_receipts::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Time = Timestamp;
	type Signature = Signature;
	type IsOperator = Operators;
	type PalletId = ReceiptsPalletId;
	type DepositBase = DepositBase;
	type DepositPerByte = DepositPerByte;
	type CountersignatureDeposit = CountersignatureDeposit;
	type RetentionPeriod = ConstU32<RETENTION>;
	type MaxItems = ConstU32<256>;
	type MaxCountedPerDay = MaxCountedPerDay;
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
		Self {
			balances: vec![
				(ALICE, FUNDS),
				(BOB, FUNDS),
				(PAUPER, EXISTENTIAL_DEPOSIT),
				(STRANGER, FUNDS),
				(WITNESS, FUNDS),
				(SECOND_WITNESS, FUNDS),
			],
		}
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
		DepositBase::set(PRICE_BASE);
		DepositPerByte::set(PRICE_PER_BYTE);
		CountersignatureDeposit::set(PRICE_OF_COUNTERSIGNATURE);
		MaxCountedPerDay::set(COUNTED_PER_DAY);
		Operators::set(vec![ALICE, WITNESS, SECOND_WITNESS]);
		ext.execute_with(|| {
			frame_system::BlockHash::<Test>::insert(0, GENESIS_HASH);
			advance_to(1);
		});
		ext
	}

	/// Runs a test at block 1 and checks the invariants of the pallet after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Receipts::do_try_state().unwrap();
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

/// The timestamp of a block.
pub fn time_of(block: BlockNumber) -> Moment {
	GENESIS_TIME + u64::from(block) * MILLISECS_PER_BLOCK
}

/// An attestation about the subject "component", of a payload that `digest` stands for, with
/// nothing that is optional.
pub fn attestation(digest: u8) -> AttestationOf<Test> {
	Attestation {
		kind: Kind::Artifact,
		subject: subject_of("component"),
		digest: H256::repeat_byte(digest),
		parent: None,
		uri: Vec::new(),
		expires: None,
	}
}

/// What is on hold for the receipts that `who` paid for.
pub fn held(who: &AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Receipt.into(), who)
}

/// What is on hold for the countersignatures of `who`.
pub fn held_for_countersignatures(who: &AccountId) -> Balance {
	Balances::balance_on_hold(&HoldReason::Countersignature.into(), who)
}

/// The events of this pallet since the block began, in order.
pub fn events() -> Vec<crate::Event<Test>> {
	System::read_events_for_pallet()
}
