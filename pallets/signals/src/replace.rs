// SPDX-License-Identifier: Apache-2.0

//! What goes over to the account that replaces an operator's own.

use crate::{
	deposit::total, series::place, Config, Error, Event, HoldReason, Pallet, Predecessor,
	PredecessorOf, Predecessors, Readings, Series, SeriesOf, StreamId, StreamOf, Streams,
	StreamsOf, WeightInfo,
};
use alloc::vec::Vec;
use frame_support::{ensure, weights::Weight, BoundedVec};
use sp_core::ConstU32;
use sp_runtime::{DispatchError, DispatchResult};
use tonnetz_core::{operators::ReplaceAccount, ordered::Ordered};

/// The most accounts of an operator before its present one that sessions are asked for. There is a
/// new one every three days at most, and a session takes reports for seven.
pub const MAX_PREDECESSORS: u32 = 4;

type StreamsById<T> = Vec<(StreamId, StreamOf<T>)>;

type StreamList<T> = BoundedVec<StreamId, <T as Config>::MaxStreams>;

type PredecessorList<T> = BoundedVec<PredecessorOf<T>, ConstU32<MAX_PREDECESSORS>>;

impl<T: Config> ReplaceAccount<T::AccountId> for Pallet<T> {
	/// Moves the streams of `old`, those retired among them, with the counts that its reliability
	/// comes from, its time series, and the deposits of both. Streams that `new` still has from when
	/// it was an operator itself stay beside them.
	///
	/// Reports stay with `old`, and so do their receipts and the deposits of both: an operator that
	/// reports more than 256 times in the life of a session has reports that nothing leads to. Instead
	/// [`Predecessors`] remembers `old`, so that the operator counts once in a session whichever of
	/// its accounts reported it.
	///
	/// Fails with [`Error::TooManyStreams`], [`Error::NameTaken`], [`Error::AccountHasReadings`] or
	/// [`Error::TooManyPredecessors`], and has then changed nothing; and as moving a deposit does,
	/// which the caller rolls back.
	fn replace(old: &T::AccountId, new: &T::AccountId) -> DispatchResult {
		let (streams, list) = Self::streams_to_move(old, new)?;
		let series = SeriesOf::<T>::get(old);
		let has_readings = series.next > 0;
		ensure!(!has_readings || !SeriesOf::<T>::contains_key(new), Error::<T>::AccountHasReadings);
		let predecessors = Self::predecessors_after(old, new)?;
		if streams.is_empty() && !has_readings {
			return Ok(());
		}

		let count = u32::try_from(streams.len()).unwrap_or(u32::MAX);
		Self::move_streams(old, new, streams, list)?;
		if has_readings {
			Self::move_readings(old, new, &series)?;
			Predecessors::<T>::remove(old);
			Predecessors::<T>::insert(new, predecessors);
		}
		Self::deposit_event(Event::SignalsMoved {
			old: old.clone(),
			new: new.clone(),
			streams: count,
			readings: series.len(),
		});
		Ok(())
	}

	fn replace_weight() -> Weight {
		T::WeightInfo::replace()
	}
}

impl<T: Config> Pallet<T> {
	/// The streams of `old`, and what `new` has with them.
	fn streams_to_move(
		old: &T::AccountId,
		new: &T::AccountId,
	) -> Result<(StreamsById<T>, StreamList<T>), DispatchError> {
		let (moved, kept) = (StreamsOf::<T>::get(old), StreamsOf::<T>::get(new));
		let mut list: Vec<_> = kept.iter().chain(&moved).copied().collect();
		list.sort_unstable();
		let list = StreamList::<T>::try_from(list).map_err(|_| Error::<T>::TooManyStreams)?;
		let taken: Vec<_> = Self::names_in_service(&kept).collect();
		let streams: Vec<_> = moved
			.into_iter()
			.filter_map(|id| Some((id, Streams::<T>::get(Ordered(id))?)))
			.collect();
		let clash = streams
			.iter()
			.any(|(_, stream)| stream.retired.is_none() && taken.contains(&stream.name));
		ensure!(!clash, Error::<T>::NameTaken);
		Ok((streams, list))
	}

	/// The accounts but `new` that the operator of `old` has gone by when it is replaced now: those
	/// that may have reported a session which takes more reports.
	fn predecessors_after(
		old: &T::AccountId,
		new: &T::AccountId,
	) -> Result<PredecessorList<T>, DispatchError> {
		let until = Self::now();
		let mut predecessors = Predecessors::<T>::get(old);
		predecessors
			.retain(|former| until < Self::sealed_at(former.until) && former.account != *new);
		predecessors
			.try_push(Predecessor { account: old.clone(), until })
			.map_err(|_| Error::<T>::TooManyPredecessors)?;
		Ok(predecessors)
	}

	fn move_streams(
		old: &T::AccountId,
		new: &T::AccountId,
		streams: StreamsById<T>,
		list: StreamList<T>,
	) -> DispatchResult {
		if streams.is_empty() {
			return Ok(());
		}
		let deposit = total(streams.iter().map(|(_, stream)| stream.deposit));
		Self::move_deposit(HoldReason::Stream, old, new, deposit)?;
		for (id, stream) in streams {
			Streams::<T>::insert(Ordered(id), StreamOf::<T> { operator: new.clone(), ..stream });
		}
		StreamsOf::<T>::remove(old);
		StreamsOf::<T>::insert(new, list);
		Ok(())
	}

	fn move_readings(old: &T::AccountId, new: &T::AccountId, series: &Series) -> DispatchResult {
		Self::move_deposit(HoldReason::Reading, old, new, series.deposit)?;
		for number in series.oldest()..series.next {
			if let Some(reading) = Readings::<T>::take(old, place(number)) {
				Readings::<T>::insert(new, place(number), reading);
			}
		}
		SeriesOf::<T>::remove(old);
		SeriesOf::<T>::insert(new, series);
		Ok(())
	}
}
