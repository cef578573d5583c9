// SPDX-License-Identifier: Apache-2.0

//! Who blesses.

use crate::{Blesser, Config, Event, Pallet};
use core::marker::PhantomData;
use frame_support::traits::{EnsureOrigin, OriginTrait};
use frame_system::pallet_prelude::OriginFor;
use sp_runtime::DispatchResult;
use tonnetz_core::certification::Act;

/// Passes what the appointed blesser signs, a human by convention.
pub struct EnsureBlesser<T>(PhantomData<T>);

impl<T: Config> EnsureOrigin<OriginFor<T>> for EnsureBlesser<T> {
	type Success = T::AccountId;

	fn try_origin(origin: OriginFor<T>) -> Result<T::AccountId, OriginFor<T>> {
		match (origin.as_signer(), Blesser::<T>::get()) {
			(Some(signer), Some(blesser)) if *signer == blesser => Ok(blesser),
			_ => Err(origin),
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	fn try_successful_origin() -> Result<OriginFor<T>, ()> {
		let blesser: T::AccountId = frame_benchmarking::account("blesser", 0, 0);
		Blesser::<T>::put(&blesser);
		Ok(OriginFor::<T>::signed(blesser))
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_appoint_blesser(blesser: Option<T::AccountId>) -> DispatchResult {
		Blesser::<T>::set(blesser.clone());
		let act = Act::BlesserAppointed { blesser: blesser.as_ref() };
		let receipt = Self::record(act, None, None)?;
		Self::deposit_event(Event::BlesserAppointed { blesser, receipt });
		Ok(())
	}
}
