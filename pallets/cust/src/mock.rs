// SPDX-License-Identifier: Apache-2.0

//! A runtime with little else than this pallet and that of receipts.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

use crate as pallet_cust;
use crate::{HoldReason, PolicyOf, TargetName};
use frame_support::{
	derive_impl, parameter_types,
	traits::{fungible::InspectHold, ConstU128, ConstU32, ConstU64, EnsureOrigin, Hooks},
	PalletId,
};
use frame_system::{mocking::MockBlockU32, EnsureRoot, RawOrigin};
use sp_runtime::{traits::IdentityLookup, BuildStorage, Weight};
use tonnetz_core::{
	cust::{ModelId, ModelStanding},
	traits::{IsOperator, ModelPins, OperatorRecord},
	units::{MILLISECS_PER_BLOCK, MILLI_TNZ, TNZ},
	AccountId, Balance, BlockNumber, Moment,
};
use tonnetz_crypto::Signature;

/// An operator, who owns the target `web` of most tests.
pub const OPERATOR: AccountId = AccountId::new([1; 32]);
/// Another operator.
pub const OTHER_OPERATOR: AccountId = AccountId::new([2; 32]);
/// Submits commands.
pub const PLANNER: AccountId = AccountId::new([3; 32]);
/// Submits commands too.
pub const OTHER_PLANNER: AccountId = AccountId::new([4; 32]);
pub const APPROVER: AccountId = AccountId::new([5; 32]);
pub const OTHER_APPROVER: AccountId = AccountId::new([6; 32]);
pub const THIRD_APPROVER: AccountId = AccountId::new([7; 32]);
pub const EXECUTOR: AccountId = AccountId::new([8; 32]);
pub const OTHER_EXECUTOR: AccountId = AccountId::new([9; 32]);
/// Has funds and no role.
pub const STRANGER: AccountId = AccountId::new([10; 32]);
/// Has the existential deposit and nothing more.
pub const PAUPER: AccountId = AccountId::new([11; 32]);
/// May suspend policies, for [`MAX_SUSPENSION`] at most.
pub const GUARDIAN: AccountId = AccountId::new([12; 32]);

/// What every account but the pauper's starts with.
pub const FUNDS: Balance = 100_000 * TNZ;
pub const EXISTENTIAL_DEPOSIT: Balance = 10 * MILLI_TNZ;
pub const TARGET_PRICE: Balance = 100 * TNZ;
pub const COMMAND_PRICE: Balance = TNZ;
pub const COMMAND_PRICE_PER_BYTE: Balance = MILLI_TNZ;
pub const RETENTION: BlockNumber = 100;
pub const MAX_SUSPENSION: BlockNumber = 30;
pub const MAX_TARGETS: u32 = 32;

/// A model of the network.
pub const NETWORK_MODEL: ModelId = 7;
/// A model of a neighbourhood.
pub const LOCAL_MODEL: ModelId = 8;

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
	#[runtime::pallet_index(52)]
	pub type Cust = pallet_cust;
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
	type ExistentialDeposit = ConstU128<EXISTENTIAL_DEPOSIT>;
}

parameter_types! {
	pub const ReceiptsPalletId: PalletId = PalletId(*b"tz/rcpts");
	pub static Operators: Vec<AccountId> = vec![OPERATOR, OTHER_OPERATOR];
	/// Accounts of operators that are stopped.
	pub static Stopped: Vec<AccountId> = vec![];
	pub static MaxSweep: u32 = 8;
	/// How every planner stands with every model.
	pub static Standing: ModelStanding = ModelStanding::Good;
}

impl IsOperator<AccountId> for Operators {
	fn is_operator(who: &AccountId) -> bool {
		Self::get().contains(who)
	}

	fn is_operator_weight() -> Weight {
		Weight::from_parts(1_234, 0)
	}
}

impl OperatorRecord<AccountId, BlockNumber> for Operators {
	fn suspended_since(who: &AccountId) -> Option<BlockNumber> {
		Stopped::get().contains(who).then_some(1)
	}

	fn uptime(_: &AccountId) -> u8 {
		0
	}

	fn weight() -> Weight {
		Weight::from_parts(2_341, 0)
	}
}

/// The pallet of models is configured by what it says.
pub struct Models;

impl ModelPins<AccountId> for Models {
	fn standing(_: ModelId, _: &AccountId) -> ModelStanding {
		Standing::get()
	}

	fn is_network(model: ModelId) -> bool {
		model == NETWORK_MODEL
	}

	fn weight() -> Weight {
		Weight::from_parts(4_321, 0)
	}
}

/// Root without limit, the guardian with one.
pub struct Guard;

impl EnsureOrigin<RuntimeOrigin> for Guard {
	type Success = Option<BlockNumber>;

	fn try_origin(origin: RuntimeOrigin) -> Result<Self::Success, RuntimeOrigin> {
		match origin.clone().into() {
			Ok(RawOrigin::Root) => Ok(None),
			Ok(RawOrigin::Signed(who)) if who == GUARDIAN => Ok(Some(MAX_SUSPENSION)),
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<RuntimeOrigin, ()> {
		Ok(RuntimeOrigin::signed(GUARDIAN))
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl pallet_receipts::benchmarking::Helper<AccountId> for Operators {
	fn make_operator(who: &AccountId) {
		Self::set(vec![who.clone()]);
	}
}

#[cfg(feature = "runtime-benchmarks")]
impl crate::benchmarking::Helper<AccountId> for Operators {
	fn make_operator(who: &AccountId) {
		Self::mutate(|operators| operators.push(who.clone()));
	}

	fn model(_: &AccountId) -> Option<ModelId> {
		Some(NETWORK_MODEL)
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
	type RetentionPeriod = ConstU32<RETENTION>;
	type MaxItems = ConstU32<256>;
	type MaxCountedPerDay = ConstU32<4_096>;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Operators;
}

impl pallet_cust::Config for Test {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Time = Timestamp;
	type IsOperator = Operators;
	type Operators = Operators;
	type Receipts = Receipts;
	type Models = Models;
	type PolicyOrigin = EnsureRoot<AccountId>;
	type SuspendOrigin = Guard;
	type TargetDeposit = ConstU128<TARGET_PRICE>;
	type CommandDepositBase = ConstU128<COMMAND_PRICE>;
	type CommandDepositPerByte = ConstU128<COMMAND_PRICE_PER_BYTE>;
	type MaxTargets = ConstU32<MAX_TARGETS>;
	type RetentionPeriod = ConstU32<RETENTION>;
	type MaxItems = ConstU32<64>;
	type MaxSweep = MaxSweep;
	type WeightInfo = ();
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = Operators;
}

/// Builds the state that a test starts from.
#[derive(Default)]
pub struct ExtBuilder {
	shared_targets: Vec<(TargetName, Option<PolicyOf<Test>>)>,
}

impl ExtBuilder {
	/// With a shared target from the genesis on.
	pub fn with_shared_target(mut self, name: &str, policy: Option<PolicyOf<Test>>) -> Self {
		self.shared_targets.push((TargetName::new(name).unwrap(), policy));
		self
	}

	/// The state at block 1.
	pub fn build(self) -> sp_io::TestExternalities {
		let mut storage = frame_system::GenesisConfig::<Test>::default().build_storage().unwrap();
		let rich = (1..=12).map(|n| AccountId::new([n; 32])).filter(|who| *who != PAUPER);
		let balances =
			rich.map(|who| (who, FUNDS)).chain([(PAUPER, EXISTENTIAL_DEPOSIT)]).collect();
		pallet_balances::GenesisConfig::<Test> { balances, ..Default::default() }
			.assimilate_storage(&mut storage)
			.unwrap();
		crate::GenesisConfig::<Test> { shared_targets: self.shared_targets }
			.assimilate_storage(&mut storage)
			.unwrap();
		Operators::set(vec![OPERATOR, OTHER_OPERATOR]);
		Stopped::set(vec![]);
		MaxSweep::set(8);
		Standing::set(ModelStanding::Good);
		let mut ext = sp_io::TestExternalities::new(storage);
		ext.execute_with(|| jump_to(1));
		ext
	}

	/// Runs a test at block 1 and checks the invariants of the pallet after it.
	pub fn build_and_execute(self, test: impl FnOnce()) {
		self.build().execute_with(|| {
			test();
			Cust::do_try_state().unwrap();
		})
	}
}

/// Makes `block` the current one, with its timestamp. The blocks between have no idle time.
pub fn jump_to(block: BlockNumber) {
	System::reset_events();
	System::set_block_number(block);
	Timestamp::set_timestamp(time_of(block));
}

/// Gives the current block all the idle time there is.
pub fn idle() -> Weight {
	Cust::on_idle(System::block_number(), Weight::MAX)
}

/// The timestamp of a block.
pub fn time_of(block: BlockNumber) -> Moment {
	GENESIS_TIME + u64::from(block) * MILLISECS_PER_BLOCK
}

/// What is on hold in the account of `who`.
pub fn held(reason: HoldReason, who: &AccountId) -> Balance {
	Balances::balance_on_hold(&reason.into(), who)
}

/// The events of this pallet since the block began, in order.
pub fn events() -> Vec<crate::Event<Test>> {
	System::read_events_for_pallet()
}
