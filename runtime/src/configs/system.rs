// SPDX-License-Identifier: Apache-2.0

//! The system, time, and what schedules and keeps calls.

use crate::{
	constants::{block, currency, database, signature, time},
	AccountId, Aura, Balance, Balances, Block, Nonce, OriginCaller, PalletInfo, Preimage, Runtime,
	RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin, RuntimeTask, System, VERSION,
};
use frame_support::{
	derive_impl, parameter_types,
	traits::{
		fungible::HoldConsideration, ConstU32, ConstU64, Contains, EqualPrivilegeOnly,
		LinearStoragePrice,
	},
	weights::{RuntimeDbWeight, Weight},
};
use frame_system::{
	limits::{BlockLength, BlockWeights},
	EnsureRoot,
};
use sp_runtime::{traits::AccountIdLookup, Perbill};
use sp_version::RuntimeVersion;
use tonnetz_core::{BlockNumber, Moment};

parameter_types! {
	pub const DbWeight: RuntimeDbWeight = database::WEIGHT;
	pub const BlockHashCount: BlockNumber = time::BLOCK_HASH_COUNT;
	pub const Version: RuntimeVersion = VERSION;
	pub const SS58Prefix: u16 = crate::SS58_PREFIX;

	/// How much execution fits in a block.
	pub RuntimeBlockWeights: BlockWeights = {
		use frame_support::dispatch::DispatchClass::{Mandatory, Normal, Operational};
		BlockWeights::builder()
			.base_block(Weight::from_parts(0, 0))
			.for_class([Normal, Operational, Mandatory].as_slice(), |weights| {
				weights.base_extrinsic = signature::BASE_EXTRINSIC;
			})
			.for_class(Normal, |weights| {
				weights.max_total = Some(normal_weight());
			})
			.for_class(Operational, |weights| {
				weights.max_total = Some(block::MAX_WEIGHT);
				weights.reserved =
					Some(block::MAX_WEIGHT.saturating_sub(normal_weight()));
			})
			.avg_block_initialization(block::AVERAGE_ON_INITIALIZE_RATIO)
			.build_or_panic()
	};

	/// How many bytes of extrinsics fit in a block.
	pub RuntimeBlockLength: BlockLength = BlockLength::builder()
		.max_length(block::MAX_LENGTH)
		.modify_max_length_for_class(frame_support::dispatch::DispatchClass::Normal, |length| {
			*length = block::NORMAL_RATIO.mul_floor(block::MAX_LENGTH);
		})
		.build();
}

/// What ordinary extrinsics may take of a block.
fn normal_weight() -> Weight {
	Weight::from_parts(
		block::NORMAL_RATIO.mul_floor(block::MAX_WEIGHT.ref_time()),
		block::NORMAL_RATIO.mul_floor(block::MAX_WEIGHT.proof_size()),
	)
}

/// Refuses calls that would go around what governs them, whoever signs.
///
/// - Code and raw state are changed by no call of the system pallet, not even by the call that
///   applies an authorised upgrade, which needs no origin.
/// - `proxy.create_pure` would make an account that can do no more than its proxies may: neither its
///   funds nor the deposit for it would ever come back.
/// - `session.purge_keys` would drop a validator without asking the pallet that keeps the set.
///
/// Root, where there is one, is not filtered.
pub struct BaseCallFilter;

impl Contains<RuntimeCall> for BaseCallFilter {
	fn contains(call: &RuntimeCall) -> bool {
		use frame_system::Call as System;
		!matches!(
			call,
			RuntimeCall::System(
				System::set_code { .. }
					| System::set_code_without_checks { .. }
					| System::authorize_upgrade { .. }
					| System::authorize_upgrade_without_checks { .. }
					| System::apply_authorized_upgrade { .. }
					| System::set_storage { .. }
					| System::kill_storage { .. }
					| System::kill_prefix { .. }
			) | RuntimeCall::Proxy(pallet_proxy::Call::create_pure { .. })
				| RuntimeCall::Session(pallet_session::Call::purge_keys { .. })
		)
	}
}

#[derive_impl(frame_system::config_preludes::SolochainDefaultConfig)]
impl frame_system::Config for Runtime {
	type AccountData = pallet_balances::AccountData<Balance>;
	type AccountId = AccountId;
	type BaseCallFilter = BaseCallFilter;
	type Block = Block;
	type BlockHashCount = BlockHashCount;
	type BlockLength = RuntimeBlockLength;
	type BlockWeights = RuntimeBlockWeights;
	type DbWeight = DbWeight;
	type ExtensionsWeightInfo = frame_system::SubstrateExtensionsWeight<Runtime>;
	type Hash = tonnetz_core::Hash;
	type Lookup = AccountIdLookup<AccountId, ()>;
	type MaxConsumers = ConstU32<16>;
	type Nonce = Nonce;
	type SingleBlockMigrations = crate::migrations::SingleBlock;
	type SS58Prefix = SS58Prefix;
	type Version = Version;
}

impl pallet_timestamp::Config for Runtime {
	type Moment = Moment;
	type OnTimestampSet = Aura;
	type MinimumPeriod = ConstU64<{ time::SLOT_DURATION / 2 }>;
	type WeightInfo = pallet_timestamp::weights::SubstrateWeight<Runtime>;
}

impl pallet_utility::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type PalletsOrigin = OriginCaller;
	type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
	pub const PreimageBaseDeposit: Balance = currency::STATE_DEPOSIT_BASE;
	pub const PreimageByteDeposit: Balance = currency::STATE_DEPOSIT_PER_BYTE;
	pub const PreimageHoldReason: RuntimeHoldReason =
		RuntimeHoldReason::Preimage(pallet_preimage::HoldReason::Preimage);
}

impl pallet_preimage::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type WeightInfo = pallet_preimage::weights::SubstrateWeight<Runtime>;
	type Currency = Balances;
	type ManagerOrigin = EnsureRoot<AccountId>;
	type Consideration = HoldConsideration<
		AccountId,
		Balances,
		PreimageHoldReason,
		LinearStoragePrice<PreimageBaseDeposit, PreimageByteDeposit, Balance>,
	>;
}

parameter_types! {
	pub MaximumSchedulerWeight: Weight = Weight::from_parts(
		Perbill::from_percent(60).mul_floor(block::MAX_WEIGHT.ref_time()),
		block::MAX_WEIGHT.proof_size(),
	);
}

impl pallet_scheduler::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeOrigin = RuntimeOrigin;
	type PalletsOrigin = OriginCaller;
	type RuntimeCall = RuntimeCall;
	type MaximumWeight = MaximumSchedulerWeight;
	type ScheduleOrigin = EnsureRoot<AccountId>;
	type OriginPrivilegeCmp = EqualPrivilegeOnly;
	type MaxScheduledPerBlock = ConstU32<64>;
	type WeightInfo = pallet_scheduler::weights::SubstrateWeight<Runtime>;
	type Preimages = Preimage;
	type BlockNumberProvider = System;
}

#[cfg(feature = "sudo")]
impl pallet_sudo::Config for Runtime {
	type RuntimeEvent = RuntimeEvent;
	type RuntimeCall = RuntimeCall;
	type WeightInfo = pallet_sudo::weights::SubstrateWeight<Runtime>;
}
