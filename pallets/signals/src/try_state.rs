// SPDX-License-Identifier: Apache-2.0

//! What is true of the state after every block.

use crate::{
	series::place, CoherenceCorridor, Config, HoldReason, NextStream, Pallet, Predecessors,
	Readings, Series, SeriesOf, Sessions, Stream, Streams, StreamsOf, MAX_SAMPLE,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;
use tonnetz_core::{
	ordered::Ordered,
	signals::stream_name,
	units::{DAYS, MINUTES},
	Balance, BlockNumber,
};

/// The deposits recorded for each account.
type Sums<T> = BTreeMap<<T as frame_system::Config>::AccountId, Balance>;

impl<T: Config> Pallet<T> {
	/// Checks the invariants of the pallet.
	///
	/// Of streams:
	///
	/// - Their numbers are below `NextStream`, and `StreamsOf` has those of each operator, ascending,
	///   and no others.
	/// - A name is one, and no two streams of an operator in service share it.
	/// - An interval is from one minute to one day.
	/// - A stream is not from the future, was not retired before it began, and was last updated
	///   between the two.
	/// - The last slot served is that of the last update or one before; there is one if there is an
	///   update.
	/// - On no day more slots are counted than ended, and none on a day after that of the last slot
	///   served.
	///
	/// Of coherence:
	///
	/// - A corridor ascends between its limits.
	/// - A session has a report, and one of each reporter, ascending by account.
	/// - It was opened with or before its first report, none of which is from the future or after it
	///   was sealed.
	/// - No ratio is above the largest sample.
	/// - A time series has its last readings, 256 or all, each in its place and not older than the
	///   one before, and no others.
	/// - Only an account with a time series has predecessors. They are others, and gave way one after
	///   the other, none in the future.
	///
	/// Of funds:
	///
	/// - What is on hold is the sum of the recorded deposits, of streams, reports and readings.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_streams()?;
		Self::try_state_lists()?;
		ensure!(
			CoherenceCorridor::<T>::get().check().is_ok(),
			"the corridor ascends between its limits"
		);
		Self::try_state_sessions()?;
		Self::try_state_series()?;
		Self::try_state_predecessors()
	}

	fn try_state_streams() -> Result<(), TryRuntimeError> {
		let next = NextStream::<T>::get();
		let now = Self::now();
		let mut deposits = Sums::<T>::new();
		let mut names = BTreeSet::new();
		for (Ordered(id), stream) in Streams::<T>::iter() {
			ensure!(id < next, "the number of a stream is below the next one");
			ensure!(
				StreamsOf::<T>::get(&stream.operator).contains(&id),
				"`StreamsOf` has every stream"
			);
			ensure!(
				stream_name(stream.name.to_vec()).is_ok(),
				"a name has 1 to 32 visible ASCII characters"
			);
			ensure!(
				stream.retired.is_some()
					|| names.insert((stream.operator.clone(), stream.name.clone())),
				"no two streams of an operator in service share a name"
			);
			ensure!(
				(MINUTES..=DAYS).contains(&stream.interval),
				"an interval is from one minute to one day"
			);
			Self::try_state_stream(&stream, now)?;
			add(&mut deposits, stream.operator, stream.deposit);
		}
		Self::try_state_holds(HoldReason::Stream, &deposits)
	}

	fn try_state_stream(
		stream: &Stream<T::AccountId>,
		now: BlockNumber,
	) -> Result<(), TryRuntimeError> {
		ensure!(
			stream.start <= stream.retired.unwrap_or(now)
				&& stream.retired.is_none_or(|retired| retired <= now),
			"a stream began before it was retired, and neither in the future"
		);
		let updated = stream.last.map(|update| update.at);
		ensure!(
			updated.is_none_or(|at| stream.start <= at && at <= stream.retired.unwrap_or(now)),
			"the last update came while the stream was in service"
		);
		ensure!(
			stream.next_slot == updated.map_or(0, |at| stream.slot(at).saturating_add(1)),
			"the last slot served is that of the last update"
		);
		let last = stream.next_slot.checked_sub(1).map(|slot| stream.day_of_end(slot));
		ensure!(
			stream.served.day == last.unwrap_or_default(),
			"the latest day counted is that in which the last slot served ended"
		);
		let days = (0..crate::window::RING).filter_map(|back| stream.served.day.checked_sub(back));
		for day in days {
			let ended = |days: u32| {
				let blocks = u64::from(days).saturating_mul(DAYS.into());
				blocks.checked_div(stream.interval.into()).unwrap_or_default()
			};
			let due = ended(day.saturating_add(1)).saturating_sub(ended(day));
			let end = day.saturating_add(1);
			ensure!(
				u64::from(stream.served.sum(day..end)) <= due,
				"on no day more slots are counted than ended"
			);
		}
		Ok(())
	}

	fn try_state_lists() -> Result<(), TryRuntimeError> {
		let mut listed = 0usize;
		for (operator, streams) in StreamsOf::<T>::iter() {
			ensure!(!streams.is_empty(), "a list of streams in state has one");
			ensure!(
				streams.is_sorted_by(|one, other| one < other),
				"the streams of an operator are listed once, ascending"
			);
			for id in &streams {
				ensure!(
					Streams::<T>::get(Ordered(*id))
						.is_some_and(|stream| stream.operator == operator),
					"a listed stream exists and is the operator's"
				);
			}
			listed = listed.saturating_add(streams.len());
		}
		ensure!(Streams::<T>::iter_keys().count() == listed, "`StreamsOf` has all streams");
		Ok(())
	}

	fn try_state_sessions() -> Result<(), TryRuntimeError> {
		let now = Self::now();
		let mut deposits = Sums::<T>::new();
		for session in Sessions::<T>::iter_values() {
			ensure!(session.corridor.check().is_ok(), "a corridor ascends between its limits");
			ensure!(!session.reports.is_empty(), "a session has a report");
			ensure!(
				session
					.reports
					.is_sorted_by(|one, other| { one.report.reporter < other.report.reporter }),
				"a session has one report of each reporter, ascending by account"
			);
			let sealed_at = Self::sealed_at(session.opened);
			for paid in session.reports {
				ensure!(
					session.opened <= paid.report.at
						&& paid.report.at <= now
						&& paid.report.at < sealed_at,
					"a report came while the session was open"
				);
				ensure!(paid.report.ratio <= MAX_SAMPLE, "no ratio is above the largest sample");
				add(&mut deposits, paid.report.reporter, paid.deposit);
			}
		}
		Self::try_state_holds(HoldReason::Report, &deposits)
	}

	fn try_state_series() -> Result<(), TryRuntimeError> {
		let now = Self::now();
		let mut deposits = Sums::<T>::new();
		let mut kept = 0usize;
		for (operator, series) in SeriesOf::<T>::iter() {
			ensure!(series.next > 0, "a time series in state has a reading");
			Self::try_state_readings(&operator, &series, now)?;
			kept = kept.saturating_add(series.len() as usize);
			add(&mut deposits, operator, series.deposit);
		}
		ensure!(
			Readings::<T>::iter_keys().count() == kept,
			"there are no readings but those of the time series"
		);
		Self::try_state_holds(HoldReason::Reading, &deposits)
	}

	fn try_state_readings(
		operator: &T::AccountId,
		series: &Series,
		now: BlockNumber,
	) -> Result<(), TryRuntimeError> {
		let mut before = 0;
		for number in series.oldest()..series.next {
			let reading = Readings::<T>::get(operator, place(number))
				.ok_or("a time series has its last readings")?;
			ensure!(reading.number == number, "a reading is in the place of its number");
			ensure!(
				before <= reading.at && reading.at <= now,
				"a reading is not older than the one before, nor from the future"
			);
			ensure!(reading.ratio <= MAX_SAMPLE, "no ratio is above the largest sample");
			before = reading.at;
		}
		Ok(())
	}

	fn try_state_predecessors() -> Result<(), TryRuntimeError> {
		let now = Self::now();
		for (account, predecessors) in Predecessors::<T>::iter() {
			ensure!(
				SeriesOf::<T>::contains_key(&account),
				"an account with predecessors has a time series"
			);
			ensure!(!predecessors.is_empty(), "a list of predecessors in state has one");
			ensure!(
				predecessors.iter().all(|former| former.account != account && former.until <= now),
				"a predecessor is another account and gave way in the past"
			);
			ensure!(
				predecessors.is_sorted_by_key(|former| former.until),
				"predecessors gave way one after the other"
			);
		}
		Ok(())
	}

	fn try_state_holds(reason: HoldReason, recorded: &Sums<T>) -> Result<(), TryRuntimeError> {
		let reason = reason.into();
		for (payer, sum) in recorded {
			ensure!(
				T::Currency::balance_on_hold(&reason, payer) == *sum,
				"what is on hold is the sum of the recorded deposits"
			);
		}
		Ok(())
	}
}

fn add<AccountId: Ord>(sums: &mut BTreeMap<AccountId, Balance>, account: AccountId, more: Balance) {
	let sum = sums.entry(account).or_default();
	*sum = sum.saturating_add(more);
}
