// SPDX-License-Identifier: Apache-2.0

//! Signs of life, and what operators report of each other.

use crate::{Config, Error, Event, Pallet, Uptimes, MAX_OBSERVED};
use alloc::{collections::BTreeSet, vec::Vec};
use frame_support::{dispatch::DispatchClass, ensure, traits::Get};
use sp_runtime::DispatchResult;
use tonnetz_core::operators::EraIndex;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_heartbeat(
		who: T::AccountId,
		era: EraIndex,
		observed: Vec<(T::AccountId, bool)>,
	) -> DispatchResult {
		let operator = Self::active(&who)?;
		ensure!(observed.len() <= MAX_OBSERVED as usize, Error::<T>::TooManyObserved);
		let now = Self::current_era();
		ensure!(era >= now, Error::<T>::PastEra);
		ensure!(era <= now, Error::<T>::FutureEra);
		let first = Uptimes::<T>::mutate_extant(&who, |uptime| uptime.beat(now));
		ensure!(first, Error::<T>::DuplicateHeartbeat);

		let watch = Self::watch(who.clone(), &operator, now);
		let mut seen = BTreeSet::new();
		for (account, up) in &observed {
			ensure!(seen.insert(account), Error::<T>::ObservedTwice);
			ensure!(Self::watches(&watch, account), Error::<T>::NotObserved);
			Uptimes::<T>::mutate_extant(account, |uptime| uptime.report(now, *up));
		}
		Self::deposit_event(Event::Heartbeat { operator: who, era });
		Ok(())
	}

	/// Notes the author of the block. For the event handler of `pallet-authorship`, which has no
	/// weight of its own.
	pub fn note_author(author: &T::AccountId) {
		let era = Self::current_era();
		let mut weight = T::DbWeight::get().reads(1);
		let uptime = Uptimes::<T>::get(author);
		if let Some((uptime, true)) = uptime.map(|mut uptime| {
			let first = uptime.author(era);
			(uptime, first)
		}) {
			Uptimes::<T>::insert(author, uptime);
			weight = weight.saturating_add(T::DbWeight::get().writes(1));
		}
		frame_system::Pallet::<T>::register_extra_weight_unchecked(
			weight,
			DispatchClass::Mandatory,
		);
	}
}
