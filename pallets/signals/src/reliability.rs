// SPDX-License-Identifier: Apache-2.0

//! Slots, days, and how reliable a stream and its operator are.
//!
//! Days are those of the stream: the first begins with the block that registered it. A slot belongs
//! to the day of its last block, so that once a day is over, so are all its slots.

use crate::{Config, Pallet, Reliability, Stream, StreamReliability, Streams, StreamsOf};
use alloc::vec::Vec;
use frame_support::{traits::Get, weights::Weight};
use tonnetz_core::{ordered::Ordered, traits::SignalReliability, units::DAYS, BlockNumber};

/// Over how many whole days slots count.
pub const COUNTED_DAYS: u32 = 30;

/// One, in parts per million.
const MILLION: u32 = 1_000_000;

/// The percentage of its streams' mean that an operator with 1, 2 ... 10 streams is given.
const FACTORS: [u8; 10] = [30, 51, 66, 76, 83, 88, 92, 94, 96, 97];

/// The percentage of its streams' mean that an operator with so many streams is given: it takes
/// several to show reliability.
#[must_use]
pub fn factor(streams: usize) -> u8 {
	match streams.checked_sub(1) {
		None => 0,
		Some(position) => FACTORS.get(position).copied().unwrap_or(100),
	}
}

/// The mean of its streams' reliabilities and the score of an operator.
pub(crate) fn score(reliabilities: &[u32]) -> (u32, u8) {
	let sum: u64 = reliabilities.iter().copied().map(u64::from).sum();
	let mean = sum.checked_div(reliabilities.len() as u64).unwrap_or_default();
	let scaled = mean.saturating_mul(factor(reliabilities.len()).into());
	let score = scaled.checked_div(MILLION.into()).unwrap_or_default();
	(u32::try_from(mean).unwrap_or(MILLION), u8::try_from(score).unwrap_or(100))
}

impl<AccountId> Stream<AccountId> {
	/// The slot that block `now` belongs to, from 0.
	pub(crate) fn slot(&self, now: BlockNumber) -> u32 {
		now.saturating_sub(self.start).checked_div(self.interval).unwrap_or_default()
	}

	/// The day of the stream that block `now` belongs to, from 0.
	pub(crate) fn day(&self, now: BlockNumber) -> u32 {
		now.saturating_sub(self.start).checked_div(DAYS).unwrap_or_default()
	}

	/// The day of the last block of `slot`.
	pub(crate) fn day_of_end(&self, slot: u32) -> u32 {
		let end = u64::from(slot).saturating_add(1).saturating_mul(self.interval.into());
		let day = end.saturating_sub(1).checked_div(DAYS.into()).unwrap_or_default();
		u32::try_from(day).unwrap_or(u32::MAX)
	}

	/// Serves the slot of block `now`, unless it was served before. Returns the slot, and whether
	/// it was not.
	pub(crate) fn serve(&mut self, now: BlockNumber) -> (u32, bool) {
		let slot = self.slot(now);
		let first = slot >= self.next_slot;
		if first {
			self.next_slot = slot.saturating_add(1);
			self.served.count(self.day_of_end(slot));
		}
		(slot, first)
	}

	/// How many slots ended in the last [`COUNTED_DAYS`] whole days at block `now`, and how many of
	/// them were served.
	///
	/// Slots are thought of as going on before the registration and after the retirement: those were
	/// due, and missed.
	pub(crate) fn served_and_due(&self, now: BlockNumber) -> (u32, u32) {
		let today = self.day(now);
		let served = self.served.sum(today.saturating_sub(COUNTED_DAYS)..today);
		let ended = |day: i64| {
			let blocks = day.saturating_mul(DAYS.into());
			blocks.checked_div_euclid(self.interval.into()).unwrap_or_default()
		};
		let today = i64::from(today);
		let due = ended(today).saturating_sub(ended(today.saturating_sub(COUNTED_DAYS.into())));
		(served, u32::try_from(due).unwrap_or_default())
	}

	/// The part of the slots due that were served, at block `now`, rounded down, in parts per
	/// million.
	pub(crate) fn reliability(&self, now: BlockNumber) -> u32 {
		let (served, due) = self.served_and_due(now);
		let part = u64::from(served).saturating_mul(MILLION.into()).checked_div(due.into());
		part.and_then(|part| u32::try_from(part).ok()).unwrap_or_default().min(MILLION)
	}

	/// The first block at which the stream, once retired, is out of its operator's mean and may be
	/// pruned.
	pub(crate) fn forgotten_at(&self) -> Option<BlockNumber> {
		let period = DAYS.saturating_mul(COUNTED_DAYS);
		self.retired.map(|retired| retired.saturating_add(period))
	}

	/// Whether the stream is in its operator's mean at block `now`.
	pub(crate) fn counts(&self, now: BlockNumber) -> bool {
		self.forgotten_at().is_none_or(|forgotten| now < forgotten)
	}
}

impl<T: Config> Pallet<T> {
	/// How reliable `operator` and its streams are. At most [`Config::MaxStreams`] streams are read.
	pub fn reliability_of(operator: &T::AccountId) -> Reliability {
		let now = Self::now();
		let streams: Vec<_> = StreamsOf::<T>::get(operator)
			.into_iter()
			.filter_map(|id| {
				let stream = Streams::<T>::get(Ordered(id)).filter(|stream| stream.counts(now))?;
				Some(StreamReliability { id, reliability: stream.reliability(now) })
			})
			.collect();
		let each: Vec<_> = streams.iter().map(|stream| stream.reliability).collect();
		let (mean, score) = score(&each);
		Reliability { score, mean, streams }
	}
}

impl<T: Config> SignalReliability<T::AccountId> for Pallet<T> {
	fn signal_reliability(who: &T::AccountId) -> u8 {
		Self::reliability_of(who).score
	}

	fn signal_reliability_weight() -> Weight {
		T::DbWeight::get().reads(u64::from(T::MaxStreams::get()).saturating_add(1))
	}
}
