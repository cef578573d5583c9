// SPDX-License-Identifier: Apache-2.0

//! The operators: who they are, how far they are certified, what they signal.

use crate::{
	constants::{consensus, currency, time},
	governance::origins::EnsureGovernor,
	AccountId, Balances, BlockNumber, Certification, Cust, Operators, Receipts, Runtime,
	RuntimeHoldReason, Session, Signals, Timestamp,
};
use frame_support::{
	traits::{ConstU128, ConstU32, MapSuccess},
	weights::Weight,
};
use sp_runtime::{traits::ReplaceWithDefault, DispatchError};
use tonnetz_core::{
	certification::{ReadReceipt, ReceiptFacts},
	operators::LastReceipt,
	ordered::Ordered,
	receipt::{Attestation, ReceiptId},
	traits::AttestReceipt,
};

/// The receipts, with what other pallets read of them.
pub struct ReceiptReader;

impl AttestReceipt<AccountId, BlockNumber> for ReceiptReader {
	fn attest_as(
		issuer: &AccountId,
		attestation: Attestation<BlockNumber>,
	) -> Result<ReceiptId, DispatchError> {
		Receipts::attest_as(issuer, attestation)
	}

	fn attest_autonomous(
		attestation: Attestation<BlockNumber>,
	) -> Result<ReceiptId, DispatchError> {
		Receipts::attest_autonomous(attestation)
	}

	fn autonomous_issuer() -> AccountId {
		<Receipts as AttestReceipt<AccountId, BlockNumber>>::autonomous_issuer()
	}

	fn attest_weight(uri_len: u32) -> Weight {
		<Receipts as AttestReceipt<AccountId, BlockNumber>>::attest_weight(uri_len)
	}
}

impl LastReceipt<AccountId> for ReceiptReader {
	fn last_receipt(issuer: &AccountId) -> Option<ReceiptId> {
		let last = Receipts::head(issuer.clone()).next.checked_sub(1)?;
		pallet_receipts::ByIssuer::<Runtime>::get(issuer, Ordered(last))
	}

	fn last_receipt_weight() -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get().reads(2)
	}
}

impl ReadReceipt<AccountId> for ReceiptReader {
	fn read_receipt(id: ReceiptId) -> Option<ReceiptFacts<AccountId>> {
		let info = Receipts::get(id)?;
		let receipt = info.receipt?;
		Some(ReceiptFacts {
			issuer: receipt.issuer,
			kind: receipt.kind,
			revoked: info.revoked.is_some(),
		})
	}

	fn read_receipt_weight() -> Weight {
		<Runtime as frame_system::Config>::DbWeight::get().reads(2)
	}
}

impl pallet_operators::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Session = Session;
	type Receipts = ReceiptReader;
	// There are no invites and no referrals yet: every invite is refused, and nobody is linked.
	type Invites = ();
	type Referrals = ();
	type Duties = (Cust, Certification, Signals);
	type OnReplaced = (Certification,);
	type ValidatorOrigin = EnsureGovernor;
	type SuspendOrigin = EnsureGovernor;
	type ConfirmOrigin = EnsureGovernor;
	type Deposit = ConstU128<{ currency::REGISTRATION_DEPOSIT }>;
	type CoolDown = ConstU32<{ time::DEREGISTRATION_COOL_DOWN }>;
	type ObserverAge = ConstU32<{ time::OBSERVER_AGE }>;
	type SuspensionPeriod = ConstU32<{ time::SUSPENSION }>;
	type SuspensionPause = ConstU32<{ time::SUSPENSION_PAUSE }>;
	type ReplacementDelay = ConstU32<{ time::REPLACEMENT_DELAY }>;
	type MaxValidators = ConstU32<{ consensus::MAX_AUTHORITIES }>;
	type WeightInfo = pallet_operators::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MakeOperators;
}

impl pallet_certification::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Receipts = Receipts;
	type Artifacts = ReceiptReader;
	type IsOperator = Operators;
	type Operators = Operators;
	type Referrals = ();
	type GovernanceOrigin = EnsureGovernor;
	type SuspendOrigin = MapSuccess<EnsureGovernor, ReplaceWithDefault<Option<BlockNumber>>>;
	type BlesserOrigin = pallet_certification::EnsureBlesser<Runtime>;
	type CeremonyDeposit = ConstU128<{ currency::CEREMONY_DEPOSIT }>;
	type CeremonyPeriod = ConstU32<{ time::CEREMONY }>;
	type FailedRetention = ConstU32<{ time::FAILED_CEREMONY_RETENTION }>;
	type WitnessWindow = ConstU32<{ time::WITNESS_WINDOW }>;
	type MaxValidity = ConstU32<{ time::EVIDENCE_VALIDITY }>;
	type MaxVerifiers = ConstU32<64>;
	type SuspensionGap = ConstU32<{ time::SUSPENSION_PAUSE }>;
	type MaxSweep = ConstU32<16>;
	type WeightInfo = pallet_certification::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MakeOperators;
}

impl pallet_signals::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Time = Timestamp;
	type IsOperator = Operators;
	type Receipts = Receipts;
	type CorridorOrigin = EnsureGovernor;
	type StreamDeposit = ConstU128<{ currency::STREAM_DEPOSIT }>;
	type ReportDeposit = ConstU128<{ currency::REPORT_DEPOSIT }>;
	type ReadingDeposit = ConstU128<{ currency::READING_DEPOSIT }>;
	type MaxStreams = ConstU32<32>;
	type SessionPeriod = ConstU32<{ time::COHERENCE_SESSION }>;
	type RetentionPeriod = ConstU32<{ time::COHERENCE_RETENTION }>;
	type WeightInfo = pallet_signals::weights::SubstrateWeight<Runtime>;
	#[cfg(feature = "runtime-benchmarks")]
	type BenchmarkHelper = MakeOperators;
}
