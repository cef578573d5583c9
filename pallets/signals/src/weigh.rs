// SPDX-License-Identifier: Apache-2.0

//! What the calls weigh, by their arguments. What is too long is refused before it costs more than
//! the longest that is not.
//!
//! The benchmarks run with the runtime's own operators and receipts, so that the weights of the
//! calls have those of the other pallets in them.

use crate::{Config, Pallet, WeightInfo, MAX_SAMPLES};
use frame_support::weights::Weight;

impl<T: Config> Pallet<T> {
	/// The weight of a `report_coherence` of so many samples.
	pub(crate) fn weight_of_report_coherence(samples: usize) -> Weight {
		let samples = u32::try_from(samples).unwrap_or(MAX_SAMPLES).min(MAX_SAMPLES);
		T::WeightInfo::report_coherence(samples)
	}

	/// Asserts that the runtime configures the pallet sensibly.
	#[cfg(feature = "std")]
	pub(crate) fn check_integrity() {
		use crate::{MAX_READINGS, MAX_REPORTERS};
		use frame_support::{dispatch::DispatchClass, traits::Get};
		assert!(T::MaxStreams::get() > 0, "`MaxStreams` is 0: `register_stream` would always fail");
		assert!(
			T::SessionPeriod::get() > 0,
			"`SessionPeriod` is 0: `report_coherence` would always fail"
		);
		let max_extrinsic =
			T::BlockWeights::get().get(DispatchClass::Normal).max_extrinsic.unwrap_or(Weight::MAX);
		let largest = [
			("register_stream", T::WeightInfo::register_stream()),
			("report_coherence", T::WeightInfo::report_coherence(MAX_SAMPLES)),
			("prune_session", T::WeightInfo::prune_session(MAX_REPORTERS)),
			("prune_readings", T::WeightInfo::prune_readings(MAX_READINGS)),
			("replace", T::WeightInfo::replace()),
		];
		for (call, weight) in largest {
			assert!(
				weight.all_lte(max_extrinsic),
				"the largest `{call}` does not fit into a block"
			);
		}
	}
}
