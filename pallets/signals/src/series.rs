// SPDX-License-Identifier: Apache-2.0

//! The time series of an operator: its last readings, in a ring.

use crate::{
	Config, Error, Event, HoldReason, Pallet, Predecessors, Reading, Readings, Series, SeriesOf,
};
use frame_support::{ensure, traits::Get};
use sp_runtime::{ArithmeticError, DispatchError};
use tonnetz_core::traits::IsOperator;

/// The most readings of an operator that are kept: the last ones.
pub const MAX_READINGS: u32 = 256;

/// The place of a reading in the ring.
pub(crate) fn place(number: u64) -> u8 {
	let [place, ..] = number.to_le_bytes();
	place
}

impl Series {
	/// The number of the oldest reading that is kept.
	pub(crate) fn oldest(&self) -> u64 {
		self.next.saturating_sub(MAX_READINGS.into())
	}

	/// How many readings are kept.
	pub(crate) fn len(&self) -> u32 {
		u32::try_from(self.next).unwrap_or(u32::MAX).min(MAX_READINGS)
	}
}

impl<T: Config> Pallet<T> {
	/// Appends a reading of `operator`, in the place of the oldest if the ring is full. Returns its
	/// number.
	pub(crate) fn append(
		operator: &T::AccountId,
		reading: impl FnOnce(u64) -> Reading,
	) -> Result<u64, DispatchError> {
		let mut series = SeriesOf::<T>::get(operator);
		let number = series.next;
		series.next = number.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		if number < MAX_READINGS.into() {
			let deposit = T::ReadingDeposit::get();
			Self::hold_deposit(HoldReason::Reading, operator, deposit)?;
			series.deposit = series.deposit.saturating_add(deposit);
		}
		SeriesOf::<T>::insert(operator, series);
		Readings::<T>::insert(operator, place(number), reading(number));
		Ok(number)
	}

	/// Returns how many readings there were.
	pub(crate) fn do_prune_readings(operator: T::AccountId) -> Result<u32, DispatchError> {
		let series = SeriesOf::<T>::get(&operator);
		let last = series.next.checked_sub(1).ok_or(Error::<T>::NoReadings)?;
		ensure!(!T::IsOperator::is_operator(&operator), Error::<T>::StillOperator);
		let last = Readings::<T>::get(&operator, place(last)).ok_or(Error::<T>::NoReadings)?;
		let retained_to = last.at.saturating_add(T::RetentionPeriod::get());
		ensure!(retained_to <= Self::now(), Error::<T>::PruneTooEarly);

		let released = Self::release_deposit(HoldReason::Reading, &operator, series.deposit)?;
		for number in series.oldest()..series.next {
			Readings::<T>::remove(&operator, place(number));
		}
		SeriesOf::<T>::remove(&operator);
		Predecessors::<T>::remove(&operator);
		let readings = series.len();
		Self::deposit_event(Event::ReadingsPruned { operator, readings, released });
		Ok(readings)
	}
}
