// SPDX-License-Identifier: Apache-2.0

//! What other pallets ask of this one.

use crate::{
	record::{key, now},
	Config, Deadlines, Due, Event, Evidence, Initiators, Pallet, Tier, VerifierKind, WeightInfo,
	Witnessed,
};
use frame_support::{traits::Get, weights::Weight};
use sp_runtime::DispatchResult;
use tonnetz_core::{
	certification::{OperatorTiers, Verifiers},
	operators::ReplaceAccount,
	traits::{OperatorDuties, OperatorRecord, ReferralLinks},
};

impl<T: Config> OperatorTiers<T::AccountId> for Pallet<T> {
	fn tier(who: &T::AccountId) -> Tier {
		Evidence::<T>::get(who).tier(now::<T>())
	}

	fn tier_weight() -> Weight {
		T::DbWeight::get().reads(1)
	}
}

impl<T: Config> Verifiers<T::AccountId> for Pallet<T> {
	fn may_judge(verifier: &T::AccountId, kind: VerifierKind, judged: &T::AccountId) -> bool {
		Self::ensure_may_judge(verifier, kind, judged).is_ok()
	}

	fn may_judge_weight() -> Weight {
		T::DbWeight::get()
			.reads(1)
			.saturating_add(T::Operators::weight())
			.saturating_add(T::Referrals::weight())
	}
}

impl<T: Config> OperatorDuties<T::AccountId> for Pallet<T> {
	/// Whether `operator` has an open ceremony.
	fn has_duties(operator: &T::AccountId) -> bool {
		Initiators::<T>::get(operator).is_some_and(|openings| now::<T>() < openings.until)
	}

	fn has_duties_weight() -> Weight {
		T::DbWeight::get().reads(1)
	}
}

impl<T: Config> ReplaceAccount<T::AccountId> for Pallet<T> {
	/// Moves evidence, and with it the tier, and when the operator last witnessed. Open ceremonies stay
	/// with `old`, which issued their artifacts, until they close or expire.
	fn replace(old: &T::AccountId, new: &T::AccountId) -> DispatchResult {
		if Witnessed::<T>::contains_key(old) {
			Witnessed::<T>::insert(new, Witnessed::<T>::take(old));
		}
		if !Evidence::<T>::contains_key(old) {
			return Ok(());
		}
		let dossier = Evidence::<T>::take(old);
		for (kind, slot) in dossier.slots() {
			if let Some(verified) = &slot.verified {
				let block = key::<T>(verified.valid_until);
				Deadlines::<T>::remove(block, Due::Evidence(old.clone(), kind));
				Deadlines::<T>::insert(block, Due::Evidence(new.clone(), kind), ());
			}
		}
		Evidence::<T>::insert(new, dossier);
		Self::deposit_event(Event::EvidenceMoved { old: old.clone(), new: new.clone() });
		Ok(())
	}

	fn replace_weight() -> Weight {
		T::WeightInfo::replace()
	}
}
