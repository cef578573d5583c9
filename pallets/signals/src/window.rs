// SPDX-License-Identifier: Apache-2.0

//! Counts of the last days, in a ring.

use codec::{Decode, Encode, MaxEncodedLen};
use core::ops::Range;
use scale_info::TypeInfo;

/// How many days the ring holds: the 30 that count, the current one, and the following one, since a
/// slot that is served today may end tomorrow.
pub(crate) const RING: u32 = 32;

/// How often something happened on each of the last days, the number of which is that of days since
/// some beginning.
///
/// An event costs the same whatever came before: a day's place is its number modulo 32, and what an
/// event finds in the places of the days since the last one is older than the ring.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Window {
	/// The latest day on which it happened.
	pub(crate) day: u32,
	/// How often, by the number of the day modulo 32.
	pub(crate) counts: [u16; RING as usize],
}

impl Window {
	/// Counts one on `day`, which is not before the latest.
	///
	/// A day's count stops at 65,535, far above the 1,440 slots of a minute.
	pub(crate) fn count(&mut self, day: u32) {
		// After 32 days or more every place is emptied, each once.
		let passed = day.saturating_sub(self.day).min(RING);
		for step in 0..passed {
			if let Some(count) = self.place(day.wrapping_sub(step)) {
				*count = 0;
			}
		}
		self.day = self.day.max(day);
		if let Some(count) = self.place(day) {
			*count = count.saturating_add(1);
		}
	}

	/// The sum over `days`, none of which is older than the ring.
	pub(crate) fn sum(&self, days: Range<u32>) -> u32 {
		let oldest = self.day.saturating_add(1).saturating_sub(RING);
		(days.start.max(oldest)..days.end.min(self.day.saturating_add(1)))
			.map(|day| self.counts.get(index(day)).copied().unwrap_or_default())
			.fold(0, |sum, count| sum.saturating_add(count.into()))
	}

	fn place(&mut self, day: u32) -> Option<&mut u16> {
		self.counts.get_mut(index(day))
	}
}

fn index(day: u32) -> usize {
	day.checked_rem(RING).unwrap_or_default() as usize
}
