// SPDX-License-Identifier: Apache-2.0

//! How much an account has attested, which the weight of its vote is computed from.

use crate::{Config, Pallet, Volumes};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::{
	traits::{Get, Time},
	weights::Weight,
};
use scale_info::TypeInfo;
use tonnetz_core::{traits::AttestationVolume, Moment};

/// The length of a day in milliseconds.
const MILLISECS_PER_DAY: Moment = 24 * 60 * 60 * 1_000;

/// The receipts that an account paid for by calls of its own.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Volume {
	/// Those that counted, less those of them that were revoked.
	pub total: u64,
	/// The day that [`today`](Self::today) is of, in days since 1 January 1970, UTC.
	pub day: u32,
	/// Those that counted on that day, revoked or not.
	pub today: u32,
}

impl Volume {
	/// This volume at the beginning of `day`, or in the course of it.
	pub(crate) fn on(self, day: u32) -> Self {
		if self.day == day {
			self
		} else {
			Self { day, today: 0, ..self }
		}
	}

	/// Counts one more receipt, unless `max` have counted today. Returns whether it counted.
	pub(crate) fn count(&mut self, max: u32) -> bool {
		let counts = self.today < max;
		if counts {
			self.today = self.today.saturating_add(1);
			self.total = self.total.saturating_add(1);
		}
		counts
	}

	/// Takes away a receipt that counted and was revoked.
	pub(crate) fn discount(&mut self) {
		self.total = self.total.saturating_sub(1);
	}
}

impl<T: Config> Pallet<T> {
	/// The volume of `account`, ready to count what it attests in this block.
	pub(crate) fn volume_today(account: &T::AccountId) -> Volume {
		let day = T::Time::now().checked_div(MILLISECS_PER_DAY).unwrap_or_default();
		Volumes::<T>::get(account).on(u32::try_from(day).unwrap_or(u32::MAX))
	}
}

impl<T: Config> AttestationVolume<T::AccountId> for Pallet<T> {
	fn attestation_volume(who: &T::AccountId) -> u64 {
		Volumes::<T>::get(who).total
	}

	fn attestation_volume_weight() -> Weight {
		T::DbWeight::get().reads(1)
	}
}
