// SPDX-License-Identifier: Apache-2.0

//! What the runtime API answers. Read-only, and every answer is bounded.

use crate::{
	series::place, Config, Pallet, Reading, ReadingPage, Readings, SeriesOf, SessionInfoOf,
	Sessions, Stats, StreamId, StreamInfo, StreamInfoOf, Streams, StreamsOf, MAX_PAGE,
};
use alloc::vec::Vec;
use frame_support::BoundedVec;
use sp_core::H256;
use tonnetz_core::{coherence::SessionInfo, ordered::Ordered, BlockNumber};

impl<T: Config> Pallet<T> {
	/// The stream with this number, as it stands at this block.
	pub fn stream(id: StreamId) -> Option<StreamInfoOf<T>> {
		let stream = Streams::<T>::get(Ordered(id))?;
		let now = Self::now();
		let (served, due) = stream.served_and_due(now);
		let reliability = stream.reliability(now);
		Some(StreamInfo {
			id,
			operator: stream.operator,
			name: stream.name,
			kind: stream.kind,
			interval: stream.interval,
			start: stream.start,
			retired: stream.retired,
			last: stream.last,
			served,
			due,
			reliability,
		})
	}

	/// The streams of `operator`, at most [`Config::MaxStreams`], ascending by number. Retired ones
	/// are among them until they are pruned.
	pub fn streams(operator: T::AccountId) -> Vec<StreamInfoOf<T>> {
		StreamsOf::<T>::get(operator).into_iter().filter_map(Self::stream).collect()
	}

	/// All that the chain knows of a session.
	pub fn session_coherence(id: H256) -> Option<SessionInfoOf<T>> {
		let session = Sessions::<T>::get(id)?;
		let sealed_at = Self::sealed_at(session.opened);
		let median = session.median();
		let reports = session.reports.into_iter().map(|paid| paid.report);
		Some(SessionInfo {
			opened: session.opened,
			sealed_at,
			sealed: sealed_at <= Self::now(),
			corridor: session.corridor,
			median,
			reports: BoundedVec::truncate_from(reports.collect()),
		})
	}

	/// The readings of `operator` from the number `from` on, at most `limit` and [`MAX_PAGE`] of
	/// them. Those that the ring has dropped are skipped.
	///
	/// With a `limit` of 0 there are no items, and `next` tells where there would be.
	pub fn coherence_history(operator: T::AccountId, from: u64, limit: u32) -> ReadingPage {
		let mut readings = Self::readings_from(&operator, from);
		let items = readings.by_ref().take(limit.min(MAX_PAGE) as usize).collect();
		let next = readings.next().map(|reading| reading.number);
		ReadingPage { items, next }
	}

	/// A summary of the readings of `operator` that are kept and were reported in the blocks from
	/// `from` to `to`, both included; `None` if there are none.
	pub fn coherence_stats(
		operator: T::AccountId,
		from: BlockNumber,
		to: BlockNumber,
	) -> Option<Stats> {
		let readings: Vec<_> = Self::readings_from(&operator, 0)
			.filter(|reading| (from..=to).contains(&reading.at))
			.collect();
		Stats::of(&readings)
	}

	fn readings_from(operator: &T::AccountId, from: u64) -> impl Iterator<Item = Reading> + '_ {
		let series = SeriesOf::<T>::get(operator);
		(from.max(series.oldest())..series.next)
			.filter_map(move |number| Readings::<T>::get(operator, place(number)))
	}
}
