// SPDX-License-Identifier: Apache-2.0

//! Writing down what has expired, in the idle time of blocks. Nothing depends on when that happens:
//! whoever reads looks at the block.

use crate::{record::key, Config, Deadlines, Due, Pallet, WeightInfo};
use frame_support::{storage::with_storage_layer, traits::Get, weights::Weight};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::DispatchResult;

impl<T: Config> Pallet<T> {
	/// Writes down what is due by the block `now`, the earliest first: at most
	/// [`Config::MaxSweep`], and what fits into `remaining`. Returns the weight used.
	pub(crate) fn sweep(now: BlockNumberFor<T>, remaining: Weight) -> Weight {
		let mut used = Weight::zero();
		for _ in 0..T::MaxSweep::get() {
			let look = T::DbWeight::get().reads(1);
			if used.saturating_add(look).any_gt(remaining) {
				break;
			}
			used.saturating_accrue(look);
			let Some((block, due)) = Deadlines::<T>::iter_keys().next() else { break };
			if block > key::<T>(now) {
				break;
			}
			let weight = match due {
				Due::Evidence(..) => T::WeightInfo::expire_evidence(),
				Due::Ceremony(_) => {
					T::WeightInfo::expire_ceremony().max(T::WeightInfo::forget_ceremony())
				}
			};
			if used.saturating_add(weight).any_gt(remaining) {
				break;
			}
			used.saturating_accrue(weight);
			// What cannot be written down now, which only an overflow explains, is tried again.
			let done = with_storage_layer(|| {
				Deadlines::<T>::remove(block, &due);
				Self::happen(due)
			});
			if done.is_err() {
				break;
			}
		}
		used
	}

	fn happen(due: Due<T::AccountId>) -> DispatchResult {
		match due {
			Due::Evidence(operator, kind) => Self::expire_evidence(operator, kind),
			Due::Ceremony(id) => Self::age_ceremony(id),
		}
	}
}
