// SPDX-License-Identifier: Apache-2.0

//! What the calls weigh, by their arguments and by what other pallets add.

use crate::{
	observers::{MAX_TRIED, MIN_OBSERVERS},
	Config, Pallet, WeightInfo, MAX_OBSERVED,
};
use frame_support::{traits::Get, weights::Weight};
use tonnetz_core::{
	operators::{LastReceipt, RedeemInvite, ReplaceAccount},
	torus::NEIGHBOURS,
	traits::{AttestReceipt, OperatorDuties, ReferralLinks},
};

/// How often one report asks for kinship, each time in two ways: for the sender, for each neighbour, and
/// for the validators that are tried where those are too few.
const KINSHIPS: u64 = 2 * (1 + NEIGHBOURS as u64 + MAX_TRIED as u64);

/// What placement reads more with a referrer: its record and the occupancy of its neighbours.
const READS_OF_REFERRER: u64 = 1 + NEIGHBOURS as u64;

/// The conviction, the session and its validators, who of them is disabled, the list with its minimum, the
/// uptime and the record.
const READS_OF_CONVICTION: u64 = 8;

/// The conviction, who is disabled, the list, and the uptime.
const WRITES_OF_CONVICTION: u64 = 4;

impl<T: Config> Pallet<T> {
	/// The weight of a `register`, with an invite or without.
	pub(crate) fn weight_of_register(invited: bool) -> Weight {
		let mut weight = T::WeightInfo::register();
		if invited {
			weight = weight
				.saturating_add(T::Invites::redeem_weight())
				.saturating_add(T::DbWeight::get().reads(READS_OF_REFERRER));
		}
		weight
	}

	/// The weight of a `deregister`.
	pub(crate) fn weight_of_deregister() -> Weight {
		T::WeightInfo::deregister().saturating_add(T::Duties::has_duties_weight())
	}

	/// The weight of a `heartbeat` that reports on so many. More than may be is refused before it costs
	/// more.
	pub(crate) fn weight_of_heartbeat(observed: usize) -> Weight {
		let observed = u32::try_from(observed).unwrap_or(MAX_OBSERVED).min(MAX_OBSERVED);
		let kinships = KINSHIPS.saturating_mul(observed.into());
		T::WeightInfo::heartbeat(observed)
			.saturating_add(T::Referrals::weight().saturating_mul(kinships))
	}

	/// The weight of a `take_over`.
	pub(crate) fn weight_of_take_over() -> Weight {
		T::WeightInfo::take_over()
			.saturating_add(T::Receipts::attest_weight(0))
			.saturating_add(T::Receipts::last_receipt_weight())
			.saturating_add(T::OnReplaced::replace_weight())
	}

	/// What a proven equivocation adds to the report of it, for the weights of the pallets that report.
	pub fn conviction_weight() -> Weight {
		T::DbWeight::get()
			.reads_writes(READS_OF_CONVICTION, WRITES_OF_CONVICTION)
			.saturating_add(T::Receipts::attest_weight(0))
	}

	/// Asserts that the runtime configures the pallet sensibly.
	#[cfg(feature = "std")]
	pub(crate) fn check_integrity() {
		assert!(
			T::MaxValidators::get() >= MIN_OBSERVERS as u32,
			"`MaxValidators` is too low for validators to observe"
		);
		let max_extrinsic = T::BlockWeights::get()
			.get(frame_support::dispatch::DispatchClass::Normal)
			.max_extrinsic
			.unwrap_or(Weight::MAX);
		let largest = [
			("heartbeat", Self::weight_of_heartbeat(MAX_OBSERVED as usize)),
			("take_over", Self::weight_of_take_over()),
			("deregister", Self::weight_of_deregister()),
		];
		for (call, weight) in largest {
			assert!(
				weight.all_lte(max_extrinsic),
				"the largest `{call}` does not fit into a block"
			);
		}
	}
}
