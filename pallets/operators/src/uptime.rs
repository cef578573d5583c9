// SPDX-License-Identifier: Apache-2.0

//! How an operator has been seen: the era that is running, and a year of those that are over.

use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use tonnetz_core::operators::{day_of, EraIndex, UptimeInfo, ERAS_PER_DAY, UPTIME_DAYS};

/// The eras of a year, of which the score tells the healthy part.
const ERAS_PER_YEAR: u32 = ERAS_PER_DAY * UPTIME_DAYS;

/// The reports without which nobody's word counts.
const QUORUM: u32 = 2;

/// The uptime of an operator. An era is closed when the record is next touched, so everything here
/// takes the era that is running, and costs the same whatever the history.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Uptime {
	/// The era that the following four tell of.
	era: EraIndex,
	heartbeat: bool,
	authored: bool,
	up: u16,
	down: u16,
	/// The day, counted from genesis, of which nothing counts.
	forfeited: Option<u32>,
	/// Whether each of the last 144 eras that are closed was healthy, era e in bit e mod 144.
	eras: [u8; (ERAS_PER_DAY / 8) as usize],
	/// How many eras of each of the last 365 days were healthy, day d in entry d mod 365.
	days: [u8; UPTIME_DAYS as usize],
	/// The sum of `days`.
	healthy: u32,
}

impl Uptime {
	/// The uptime of one who registers in this era.
	pub fn new(era: EraIndex) -> Self {
		Self {
			era,
			heartbeat: false,
			authored: false,
			up: 0,
			down: 0,
			forfeited: None,
			eras: [0; (ERAS_PER_DAY / 8) as usize],
			days: [0; UPTIME_DAYS as usize],
			healthy: 0,
		}
	}

	/// Notes the operator's heartbeat. Returns whether it is the first in this era.
	pub fn beat(&mut self, now: EraIndex) -> bool {
		self.advance(now);
		!core::mem::replace(&mut self.heartbeat, true)
	}

	/// Notes that the operator authored a block. Returns whether it is the first in this era.
	pub fn author(&mut self, now: EraIndex) -> bool {
		self.advance(now);
		!core::mem::replace(&mut self.authored, true)
	}

	/// Notes what an observer saw.
	pub fn report(&mut self, now: EraIndex, up: bool) {
		self.advance(now);
		let count = if up { &mut self.up } else { &mut self.down };
		*count = count.saturating_add(1);
	}

	/// Has nothing of the day that is running count, neither what was nor what will be.
	pub fn forfeit(&mut self, now: EraIndex) {
		self.advance(now);
		let today = day_of(now);
		self.forfeited = Some(today);
		self.clear_day(today);
		for era in today.saturating_mul(ERAS_PER_DAY)..now {
			self.set_era(era, false);
		}
	}

	/// Closes the eras before this one.
	pub fn advance(&mut self, now: EraIndex) {
		if now <= self.era {
			return;
		}
		let last = day_of(self.era);
		let healthy = self.is_healthy() && self.forfeited != Some(last);
		self.set_era(self.era, healthy);
		if healthy {
			if let Some(count) = self.days.get_mut(slot(last, UPTIME_DAYS)) {
				*count = count.saturating_add(1);
				self.healthy = self.healthy.saturating_add(1);
			}
		}

		// In the eras since then there was no heartbeat. Only those are written that the map still has.
		let since = self.era.saturating_add(1);
		for era in since.max(now.saturating_sub(ERAS_PER_DAY))..now {
			self.set_era(era, false);
		}
		let today = day_of(now);
		let since = last.saturating_add(1);
		for day in since.max(today.saturating_add(1).saturating_sub(UPTIME_DAYS))..=today {
			self.clear_day(day);
		}
		self.era = now;
		self.heartbeat = false;
		self.authored = false;
		self.up = 0;
		self.down = 0;
	}

	/// How many of the last `eras` that are over the operator missed, at most 144. Those before its
	/// registration count as missed; those before genesis do not exist.
	pub fn missed_in_last(&self, now: EraIndex, eras: u32) -> u32 {
		let mut closed = self.clone();
		closed.advance(now);
		closed.missed(eras)
	}

	/// What is known of it when this era runs.
	pub fn info(&self, now: EraIndex) -> UptimeInfo {
		let mut closed = self.clone();
		closed.advance(now);
		UptimeInfo {
			score: closed.score(),
			healthy_eras: closed.healthy,
			missed_of_last_day: closed.missed(ERAS_PER_DAY),
			era: closed.era,
			heartbeat: closed.heartbeat,
			authored: closed.authored,
			up: closed.up.into(),
			down: closed.down.into(),
		}
	}

	/// Whether the era that is running would count if it ended now: the operator gave a sign of life,
	/// and it authored a block, or of at least two observers more saw it up than down.
	fn is_healthy(&self) -> bool {
		let reports = u32::from(self.up).saturating_add(self.down.into());
		self.heartbeat && (self.authored || (reports >= QUORUM && self.up > self.down))
	}

	/// 100 x healthy / all eras of a year, rounded half up.
	fn score(&self) -> u8 {
		let percent =
			self.healthy.saturating_mul(100).saturating_add(ERAS_PER_YEAR / 2) / ERAS_PER_YEAR;
		u8::try_from(percent.min(100)).unwrap_or(100)
	}

	fn missed(&self, eras: u32) -> u32 {
		let first = self.era.saturating_sub(eras.min(ERAS_PER_DAY));
		let missed = (first..self.era).filter(|era| !self.was_healthy(*era)).count();
		u32::try_from(missed).unwrap_or(ERAS_PER_DAY)
	}

	fn was_healthy(&self, era: EraIndex) -> bool {
		let (byte, bit) = place(era);
		self.eras.get(byte).is_some_and(|bits| bits & bit != 0)
	}

	fn set_era(&mut self, era: EraIndex, healthy: bool) {
		let (byte, bit) = place(era);
		if let Some(bits) = self.eras.get_mut(byte) {
			*bits = if healthy { *bits | bit } else { *bits & !bit };
		}
	}

	fn clear_day(&mut self, day: u32) {
		if let Some(count) = self.days.get_mut(slot(day, UPTIME_DAYS)) {
			self.healthy = self.healthy.saturating_sub((*count).into());
			*count = 0;
		}
	}

	/// Checks what is always true of it when this era runs.
	#[cfg(any(feature = "try-runtime", test))]
	pub(crate) fn try_state(&self, now: EraIndex) -> Result<(), sp_runtime::TryRuntimeError> {
		use frame_support::ensure;
		ensure!(self.era <= now, "the era of an uptime has begun");
		ensure!(
			self.days.iter().all(|count| u32::from(*count) <= ERAS_PER_DAY),
			"a day has no more healthy eras than eras"
		);
		ensure!(
			self.days.iter().map(|count| u32::from(*count)).sum::<u32>() == self.healthy,
			"the healthy eras are the sum of those of the days"
		);
		let today = self.days.get(slot(day_of(self.era), UPTIME_DAYS)).copied().unwrap_or_default();
		let begun = day_of(self.era).saturating_mul(ERAS_PER_DAY)..self.era;
		ensure!(
			begun.filter(|era| self.was_healthy(*era)).count() == usize::from(today),
			"the healthy eras of the day are those in the map"
		);
		Ok(())
	}
}

/// The byte that has the bit of an era, and the bit.
fn place(era: EraIndex) -> (usize, u8) {
	let slot = slot(era, ERAS_PER_DAY);
	(slot >> 3, 1u8.wrapping_shl((slot & 7) as u32))
}

fn slot(number: u32, slots: u32) -> usize {
	number.checked_rem(slots).unwrap_or_default() as usize
}
