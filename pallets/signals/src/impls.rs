// SPDX-License-Identifier: Apache-2.0

//! What the calls about streams do, and what other pallets may ask for.

use crate::{
	Config, Error, Event, HoldReason, NextStream, Pallet, Stream, StreamId, StreamKind, StreamName,
	Streams, StreamsOf, Update, Window,
};
use alloc::vec::Vec;
use frame_support::{
	ensure,
	traits::{Get, Time},
	weights::Weight,
};
use sp_core::H256;
use sp_runtime::{traits::UniqueSaturatedInto, ArithmeticError, DispatchResult, FixedI128};
use tonnetz_core::{
	ordered::Ordered,
	signals::stream_name,
	traits::{IsOperator, OperatorDuties},
	units::{DAYS, MINUTES},
	BlockNumber,
};

impl<T: Config> Pallet<T> {
	/// The block that is being made.
	pub(crate) fn now() -> BlockNumber {
		frame_system::Pallet::<T>::block_number().unique_saturated_into()
	}

	/// The names of those of the streams that are in service.
	pub(crate) fn names_in_service(
		streams: &[StreamId],
	) -> impl Iterator<Item = StreamName> + use<'_, T> {
		streams
			.iter()
			.filter_map(|id| Streams::<T>::get(Ordered(*id)))
			.filter(|stream| stream.retired.is_none())
			.map(|stream| stream.name)
	}

	pub(crate) fn do_register_stream(
		operator: T::AccountId,
		name: Vec<u8>,
		kind: StreamKind,
		interval: BlockNumber,
	) -> DispatchResult {
		ensure!(T::IsOperator::is_operator(&operator), Error::<T>::NotOperator);
		let name = stream_name(name).map_err(|_| Error::<T>::InvalidName)?;
		ensure!(interval >= MINUTES, Error::<T>::IntervalTooShort);
		ensure!(interval <= DAYS, Error::<T>::IntervalTooLong);
		let mut streams = StreamsOf::<T>::get(&operator);
		let taken = Self::names_in_service(&streams).any(|taken| taken == name);
		ensure!(!taken, Error::<T>::NameTaken);
		let id = NextStream::<T>::get();
		let next = id.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		streams.try_push(id).map_err(|_| Error::<T>::TooManyStreams)?;
		let deposit = T::StreamDeposit::get();
		Self::hold_deposit(HoldReason::Stream, &operator, deposit)?;

		let stream = Stream {
			operator: operator.clone(),
			name: name.clone(),
			kind,
			interval,
			start: Self::now(),
			retired: None,
			last: None,
			next_slot: 0,
			served: Window::default(),
			deposit,
		};
		NextStream::<T>::put(next);
		Streams::<T>::insert(Ordered(id), stream);
		StreamsOf::<T>::insert(&operator, streams);
		Self::deposit_event(Event::StreamRegistered { stream: id, operator, name, kind, interval });
		Ok(())
	}

	pub(crate) fn do_publish(
		operator: T::AccountId,
		id: StreamId,
		sequence: u64,
		digest: H256,
		value: Option<FixedI128>,
	) -> DispatchResult {
		let mut stream = Streams::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownStream)?;
		ensure!(stream.operator == operator, Error::<T>::NotStreamOperator);
		ensure!(T::IsOperator::is_operator(&operator), Error::<T>::NotOperator);
		ensure!(stream.retired.is_none(), Error::<T>::StreamRetired);
		let last = stream.last.map(|update| update.sequence);
		ensure!(last.is_none_or(|last| last < sequence), Error::<T>::SequenceTooLow);

		let at = Self::now();
		let (slot, served) = stream.serve(at);
		stream.last = Some(Update { sequence, digest, value, at, time: T::Time::now() });
		Streams::<T>::insert(Ordered(id), stream);
		let event = Event::Published { stream: id, sequence, slot, served, digest, value };
		Self::deposit_event(event);
		Ok(())
	}

	pub(crate) fn do_retire_stream(operator: T::AccountId, id: StreamId) -> DispatchResult {
		let mut stream = Streams::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownStream)?;
		ensure!(stream.operator == operator, Error::<T>::NotStreamOperator);
		ensure!(T::IsOperator::is_operator(&operator), Error::<T>::NotOperator);
		ensure!(stream.retired.is_none(), Error::<T>::StreamRetired);

		stream.retired = Some(Self::now());
		Streams::<T>::insert(Ordered(id), stream);
		Self::deposit_event(Event::StreamRetired { stream: id });
		Ok(())
	}

	pub(crate) fn do_prune_stream(id: StreamId) -> DispatchResult {
		let stream = Streams::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownStream)?;
		let forgotten = stream.forgotten_at().ok_or(Error::<T>::NotRetired)?;
		ensure!(forgotten <= Self::now(), Error::<T>::PruneTooEarly);

		let Stream { operator, deposit, .. } = stream;
		let released = Self::release_deposit(HoldReason::Stream, &operator, deposit)?;
		Streams::<T>::remove(Ordered(id));
		StreamsOf::<T>::mutate_exists(&operator, |list| {
			if let Some(streams) = list {
				streams.retain(|other| *other != id);
				if streams.is_empty() {
					*list = None;
				}
			}
		});
		Self::deposit_event(Event::StreamPruned { stream: id, operator, released });
		Ok(())
	}
}

/// A stream in service is a duty. One that is retired is not: it needs nothing of its operator.
impl<T: Config> OperatorDuties<T::AccountId> for Pallet<T> {
	fn has_duties(operator: &T::AccountId) -> bool {
		StreamsOf::<T>::get(operator)
			.into_iter()
			.any(|id| Streams::<T>::get(Ordered(id)).is_some_and(|stream| stream.retired.is_none()))
	}

	fn has_duties_weight() -> Weight {
		T::DbWeight::get().reads(u64::from(T::MaxStreams::get()).saturating_add(1))
	}
}
