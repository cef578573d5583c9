// SPDX-License-Identifier: Apache-2.0

//! What operators and their agents do: receipts, commands.

use crate::{
	constants::{attestation, currency, time},
	governance::origins::EnsureGovernor,
	Balances, BlockNumber, Operators, Receipts, Runtime, RuntimeHoldReason, Signature, Timestamp,
};
use frame_support::{
	parameter_types,
	traits::{ConstU128, ConstU32, MapSuccess},
	PalletId,
};
use sp_runtime::traits::ReplaceWithDefault;

parameter_types! {
	/// Derives the account that issues the receipts of what happens by itself.
	pub const ReceiptsPalletId: PalletId = PalletId(*b"tnz/rcpt");
}

impl pallet_receipts::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Time = Timestamp;
	type Signature = Signature;
	type IsOperator = Operators;
	type PalletId = ReceiptsPalletId;
	type DepositBase = ConstU128<{ currency::RECEIPT_DEPOSIT_BASE }>;
	type DepositPerByte = ConstU128<{ currency::RECEIPT_DEPOSIT_PER_BYTE }>;
	type CountersignatureDeposit = ConstU128<{ currency::COUNTERSIGNATURE_DEPOSIT }>;
	type RetentionPeriod = ConstU32<{ time::RECEIPT_RETENTION }>;
	type MaxItems = ConstU32<256>;
	type MaxCountedPerDay = ConstU32<{ attestation::MAX_COUNTED_PER_DAY }>;
	type WeightInfo = pallet_receipts::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::operators::MakeOperators;
}

impl pallet_cust::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Time = Timestamp;
	type IsOperator = Operators;
	type Operators = Operators;
	type Receipts = Receipts;
	// There is no registry of models yet: a policy that names one refuses every command.
	type Models = ();
	type PolicyOrigin = EnsureGovernor;
	type SuspendOrigin = MapSuccess<EnsureGovernor, ReplaceWithDefault<Option<BlockNumber>>>;
	type TargetDeposit = ConstU128<{ currency::TARGET_DEPOSIT }>;
	type CommandDepositBase = ConstU128<{ currency::COMMAND_DEPOSIT_BASE }>;
	type CommandDepositPerByte = ConstU128<{ currency::STATE_DEPOSIT_PER_BYTE }>;
	type MaxTargets = ConstU32<32>;
	type RetentionPeriod = ConstU32<{ time::COMMAND_RETENTION }>;
	type MaxItems = ConstU32<256>;
	type MaxSweep = ConstU32<64>;
	type WeightInfo = pallet_cust::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = super::operators::MakeOperators;
}
