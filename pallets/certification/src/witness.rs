// SPDX-License-Identifier: Apache-2.0

//! Who may witness, and who does.

use crate::{
	record::now, Ceremonies, CeremonyId, CeremonyOf, CeremonyState, Config, Error, Event, Pallet,
	Tier, Witnessed, MIN_TIER, MIN_UPTIME,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::Saturating, DispatchResult};
use tonnetz_core::{
	certification::OperatorTiers,
	ordered::Ordered,
	traits::{OperatorRecord, ReferralLinks},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_witness(who: T::AccountId, id: CeremonyId) -> DispatchResult {
		let mut record = Self::open_ceremony_record(id)?;
		let ceremony = &mut record.ceremony;
		Self::ensure_could_witness(&who, ceremony)?;
		Self::ensure_artifacts_stand(ceremony)?;

		ceremony.witnesses.try_push(who.clone()).map_err(|_| Error::<T>::EnoughWitnesses)?;
		Self::note_witnessed(&who);
		Self::deposit_event(Event::Witnessed { id, witness: who });
		Self::advance(id, record)
	}

	pub(crate) fn do_decline(who: T::AccountId, id: CeremonyId) -> DispatchResult {
		let mut record = Self::open_ceremony_record(id)?;
		let ceremony = &mut record.ceremony;
		Self::ensure_could_witness(&who, ceremony)?;

		ceremony.declined.try_push(who.clone()).map_err(|_| Error::<T>::EnoughWitnesses)?;
		Self::deposit_event(Event::WitnessDeclined { id, who });
		if ceremony.declined.len() < ceremony.tier.witnesses() as usize {
			Ceremonies::<T>::insert(Ordered(id), record);
			return Ok(());
		}
		Self::close(id, record, CeremonyState::Declined { at: now::<T>() })?;
		Self::deposit_event(Event::CeremonyDeclined { id });
		Ok(())
	}

	fn ensure_could_witness(who: &T::AccountId, ceremony: &CeremonyOf<T>) -> DispatchResult {
		ensure!(!ceremony.witnesses.contains(who), Error::<T>::AlreadyWitness);
		ensure!(!ceremony.declined.contains(who), Error::<T>::AlreadyDeclined);
		ensure!(
			ceremony.witnesses.len() < ceremony.tier.witnesses() as usize,
			Error::<T>::EnoughWitnesses
		);
		Self::ensure_eligible(who)?;
		// The initiator is the first of the witnesses.
		for witness in &ceremony.witnesses {
			Self::ensure_not_linked(who, witness)?;
			ensure!(!T::Referrals::share_referrer(who, witness), Error::<T>::ConflictOfInterest);
		}
		Ok(())
	}

	/// Fails unless the account may witness some ceremony now.
	pub(crate) fn ensure_eligible(who: &T::AccountId) -> DispatchResult {
		Self::ensure_operator(who)?;
		let tier: Tier = <Self as OperatorTiers<T::AccountId>>::tier(who);
		ensure!(tier >= MIN_TIER, Error::<T>::TierTooLow);
		ensure!(T::Operators::uptime(who) >= MIN_UPTIME, Error::<T>::UptimeTooLow);
		let ring = Witnessed::<T>::get(who);
		let oldest = ring.first().filter(|_| ring.is_full());
		ensure!(
			oldest.is_none_or(|at| at.saturating_add(T::WitnessWindow::get()) <= now::<T>()),
			Error::<T>::TooManyWitnessed
		);
		Ok(())
	}

	/// Counts a ceremony that the account, which is eligible, witnesses.
	pub(crate) fn note_witnessed(who: &T::AccountId) {
		Witnessed::<T>::mutate(who, |ring| {
			if ring.is_full() {
				ring.remove(0);
			}
			// There is room.
			let _ = ring.try_push(now::<T>());
		});
	}
}
