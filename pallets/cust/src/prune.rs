// SPDX-License-Identifier: Apache-2.0

//! Pruning: commands that were closed long ago make room.

use crate::{Bodies, CommandId, Commands, Config, Error, Event, History, HoldReason, Pallet};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::Saturating, DispatchResult};
use tonnetz_core::ordered::Ordered;

impl<T: Config> Pallet<T> {
	/// Removes all of `ids`. An error leaves some removed: the call around rolls back.
	pub(crate) fn do_prune(ids: Vec<CommandId>) -> DispatchResult {
		ensure!(!ids.is_empty(), Error::<T>::NoItems);
		ensure!(ids.len() <= T::MaxItems::get() as usize, Error::<T>::TooManyItems);
		ids.into_iter().try_for_each(Self::prune_one)
	}

	fn prune_one(id: CommandId) -> DispatchResult {
		let record = Commands::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownCommand)?;
		let now = frame_system::Pallet::<T>::block_number();
		let retained_to =
			record.state.closed().map(|block| block.saturating_add(T::RetentionPeriod::get()));
		ensure!(retained_to.is_some_and(|block| block < now), Error::<T>::PruneTooEarly);
		let released = Self::release_deposit(HoldReason::Command, &record.planner, record.deposit)?;
		Commands::<T>::remove(Ordered(id));
		Bodies::<T>::remove(Ordered(id));
		History::<T>::remove(Self::key(record.target), Ordered(id));
		Self::deposit_event(Event::Pruned { id, planner: record.planner, released });
		Ok(())
	}
}
