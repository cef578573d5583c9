// SPDX-License-Identifier: Apache-2.0

//! The operators: who they are, how far they are certified, what they signal.

use crate::{
	constants::{consensus, currency, time},
	governance::origins::EnsureGovernor,
	Balances, BlockNumber, Certification, Cust, Operators, Receipts, Runtime, RuntimeHoldReason,
	Session, Signals, Timestamp,
};
use frame_support::traits::{ConstU128, ConstU32, MapSuccess};
use sp_runtime::traits::ReplaceWithDefault;

impl pallet_operators::Config for Runtime {
	type RuntimeHoldReason = RuntimeHoldReason;
	type Currency = Balances;
	type Session = Session;
	type Receipts = Receipts;
	// There are no invites and no referrals yet: every invite is refused, and nobody is linked.
	type Invites = ();
	type Referrals = ();
	type Duties = (Cust, Certification, Signals);
	type OnReplaced = (Certification, Signals, Cust);
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
	type Artifacts = Receipts;
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

/// Sets the scenes of benchmarks that are about operators.
#[cfg(feature = "runtime-benchmarks")]
pub use make_operators::MakeOperators;

#[cfg(feature = "runtime-benchmarks")]
mod make_operators {
	use super::*;
	use crate::{AccountId, RuntimeOrigin, SessionKeys, System};
	use alloc::vec::Vec;
	use frame_support::{assert_ok, traits::fungible::Mutate};
	use tonnetz_core::{
		cust::ModelId,
		operators::{PayoutRail, ERAS_PER_DAY, UPTIME_DAYS},
		units::TNZ,
		Balance,
	};
	use tonnetz_crypto::falcon512;

	/// Whatever is held of it, enough is left.
	const FUNDS: Balance = 1_000_000_000 * TNZ;

	/// Registers operators as users do.
	pub struct MakeOperators;

	impl MakeOperators {
		fn register(who: &AccountId) {
			Balances::set_balance(who, FUNDS);
			let bytes: &[u8] = who.as_ref();
			// 32 letters that differ with the account.
			let name: Vec<u8> =
				bytes.iter().map(|byte| b'a'.saturating_add(byte.wrapping_rem(26))).collect();
			let origin = RuntimeOrigin::signed(who.clone());
			assert_ok!(Operators::register(origin, name, PayoutRail::OnChain, None));
		}
	}

	impl pallet_receipts::benchmarking::Helper<AccountId> for MakeOperators {
		fn make_operator(who: &AccountId) {
			Self::register(who);
		}
	}

	impl pallet_cust::benchmarking::Helper<AccountId> for MakeOperators {
		fn make_operator(who: &AccountId) {
			Self::register(who);
		}

		fn model(_: &AccountId) -> Option<ModelId> {
			None
		}
	}

	impl pallet_signals::benchmarking::Helper<AccountId> for MakeOperators {
		fn make_operator(who: &AccountId) {
			Self::register(who);
		}

		fn unmake_operator(who: &AccountId) {
			assert_ok!(Operators::deregister(RuntimeOrigin::signed(who.clone())));
		}
	}

	impl pallet_certification::benchmarking::Helper<AccountId> for MakeOperators {
		fn make_witness(who: &AccountId) {
			Self::register(who);
			// A clean year.
			let mut uptime = pallet_operators::Uptime::new(0);
			for era in 0..ERAS_PER_DAY.saturating_mul(UPTIME_DAYS) {
				uptime.beat(era);
				uptime.author(era);
			}
			pallet_operators::Uptimes::<Runtime>::insert(who, uptime);
		}
	}

	impl pallet_operators::benchmarking::Helper<AccountId> for MakeOperators {
		fn set_keys(who: &AccountId, number: u32) {
			let mut bytes = [0; falcon512::PUBLIC_LEN];
			for (byte, of) in bytes.iter_mut().zip(number.to_le_bytes()) {
				*byte = of;
			}
			let public = falcon512::Public::from_raw(bytes);
			let keys = SessionKeys::new(public.clone().into(), public.into());
			assert_ok!(System::inc_consumers(who));
			pallet_session::NextKeys::<Runtime>::insert(who, keys);
		}

		fn validate(validators: &[AccountId]) {
			let queued: Vec<_> = validators
				.iter()
				.filter_map(|who| {
					Some((who.clone(), pallet_session::NextKeys::<Runtime>::get(who)?))
				})
				.collect();
			pallet_session::Validators::<Runtime>::put(validators.to_vec());
			pallet_session::QueuedKeys::<Runtime>::put(queued);
		}
	}
}
