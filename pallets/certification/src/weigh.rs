// SPDX-License-Identifier: Apache-2.0

//! What the calls weigh, with what other pallets are asked. What is too long is refused before it
//! costs more than the longest that is not.

use crate::{Config, Pallet, WeightInfo, MAX_ARTIFACTS, MAX_BLESSING_LEN, MAX_WITNESSES};
use frame_support::weights::Weight;
use tonnetz_core::traits::{IsOperator, OperatorRecord, ReferralLinks};

impl<T: Config> Pallet<T> {
	/// The weight of a `submit_evidence`.
	pub(crate) fn weight_of_submit_evidence() -> Weight {
		T::WeightInfo::submit_evidence().saturating_add(Self::weight_of_is_operator())
	}

	/// The weight of a `verify_evidence`.
	pub(crate) fn weight_of_verify_evidence() -> Weight {
		T::WeightInfo::verify_evidence().saturating_add(Self::weight_of_may_judge())
	}

	/// The weight of a `reject_evidence`.
	pub(crate) fn weight_of_reject_evidence() -> Weight {
		T::WeightInfo::reject_evidence().saturating_add(Self::weight_of_may_judge())
	}

	/// The weight of a `revoke_evidence`.
	pub(crate) fn weight_of_revoke_evidence() -> Weight {
		T::WeightInfo::revoke_evidence().saturating_add(Self::weight_of_may_judge())
	}

	/// The weight of an `attest_criteria`.
	pub(crate) fn weight_of_attest_criteria() -> Weight {
		T::WeightInfo::attest_criteria().saturating_add(Self::weight_of_may_judge())
	}

	/// The weight of an `open_ceremony` over so many artifacts with a blessing of so many bytes.
	pub(crate) fn weight_of_open_ceremony(artifacts: usize, blessing_len: usize) -> Weight {
		T::WeightInfo::open_ceremony(
			at_most(artifacts, MAX_ARTIFACTS),
			at_most(blessing_len, MAX_BLESSING_LEN),
		)
		.saturating_add(Self::weight_of_is_eligible())
	}

	/// The weight of a `cancel`.
	pub(crate) fn weight_of_cancel() -> Weight {
		T::WeightInfo::cancel().saturating_add(T::Operators::weight())
	}

	/// The weight of a `witness`, which may complete the ceremony.
	pub(crate) fn weight_of_witness() -> Weight {
		T::WeightInfo::witness().saturating_add(Self::weight_of_could_witness())
	}

	/// The weight of a `decline`, which may close the ceremony.
	pub(crate) fn weight_of_decline() -> Weight {
		T::WeightInfo::decline().saturating_add(Self::weight_of_could_witness())
	}

	/// The weight of a `bless`, which may complete the ceremony.
	pub(crate) fn weight_of_bless() -> Weight {
		T::WeightInfo::bless().saturating_add(T::Referrals::weight())
	}

	fn weight_of_is_operator() -> Weight {
		T::Operators::weight().saturating_add(T::IsOperator::is_operator_weight())
	}

	fn weight_of_may_judge() -> Weight {
		T::Operators::weight().saturating_add(T::Referrals::weight())
	}

	fn weight_of_is_eligible() -> Weight {
		Self::weight_of_is_operator().saturating_add(T::Operators::weight())
	}

	/// Each of the witnesses but the last may be linked, or share a referrer.
	fn weight_of_could_witness() -> Weight {
		let questions = u64::from(MAX_WITNESSES.saturating_sub(1).saturating_mul(2));
		Self::weight_of_is_eligible()
			.saturating_add(T::Referrals::weight().saturating_mul(questions))
	}

	/// Asserts that the runtime configures the pallet sensibly.
	#[cfg(feature = "std")]
	pub(crate) fn check_integrity() {
		use frame_support::traits::Get;
		use sp_runtime::traits::Zero;
		assert!(
			T::MaxSweep::get() > 0,
			"`MaxSweep` is 0: nothing would be written down as expired"
		);
		assert!(
			T::MaxVerifiers::get() > 0,
			"`MaxVerifiers` is 0: no evidence could ever be verified"
		);
		assert!(
			!T::CeremonyPeriod::get().is_zero(),
			"`CeremonyPeriod` is 0: ceremonies would expire as they open"
		);
		let max_extrinsic = T::BlockWeights::get()
			.get(frame_support::dispatch::DispatchClass::Normal)
			.max_extrinsic
			.unwrap_or(Weight::MAX);
		let largest = [
			("witness", Self::weight_of_witness()),
			("open_ceremony", Self::weight_of_open_ceremony(usize::MAX, usize::MAX)),
		];
		for (call, weight) in largest {
			assert!(
				weight.all_lte(max_extrinsic),
				"the largest `{call}` does not fit into a block"
			);
		}
	}
}

fn at_most(len: usize, max: u32) -> u32 {
	u32::try_from(len).unwrap_or(max).min(max)
}
