// SPDX-License-Identifier: Apache-2.0

//! Writes down that deadlines have passed, in the idle time of blocks.
//!
//! Nothing depends on how soon that happens: every call and every answer takes deadlines into account
//! by itself.

use crate::{CommandId, Commands, Config, Deadlines, Event, Pallet, State, Transition, WeightInfo};
use alloc::vec::Vec;
use frame_support::{
	traits::{Defensive, Get},
	weights::{Weight, WeightMeter},
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::DispatchResult;
use tonnetz_core::ordered::Ordered;

impl<T: Config> Pallet<T> {
	/// Closes commands that are due at block `now`, the longest overdue first: at most
	/// [`Config::MaxSweep`], and no more than `remaining` has room for. Returns what it took.
	pub(crate) fn sweep(now: BlockNumberFor<T>, remaining: Weight) -> Weight {
		let mut meter = WeightMeter::with_limit(remaining);
		if meter.try_consume(T::WeightInfo::sweep_none()).is_err() {
			return Weight::zero();
		}
		let now = Self::block(now);
		let due: Vec<CommandId> = Deadlines::<T>::iter_keys()
			.take_while(|(block, _)| *block <= now)
			.take(T::MaxSweep::get() as usize)
			.take_while(|_| meter.try_consume(T::WeightInfo::sweep_one()).is_ok())
			.map(|(_, Ordered(id))| id)
			.collect();
		for id in due {
			// Nothing but the end of a counter of 64 bits makes an autonomous receipt fail.
			let _ = Self::close_due(id).defensive();
		}
		meter.consumed()
	}

	fn close_due(id: CommandId) -> DispatchResult {
		let now = frame_system::Pallet::<T>::block_number();
		let Some(record) = Commands::<T>::get(Ordered(id)) else { return Ok(()) };
		match record.state_at(now) {
			State::Denied { by, at } => Self::close_denied(id, record, by, at),
			state @ State::Expired { .. } => {
				let receipt = Self::transition(id, record, None, Transition::Expired, state)?;
				Self::deposit_event(Event::Expired { id, receipt });
				Ok(())
			}
			State::Unknown { executor, at } => {
				let state = State::Unknown { executor: executor.clone(), at };
				let receipt = Self::transition(id, record, None, Transition::Lapsed, state)?;
				Self::deposit_event(Event::Lapsed { id, executor, receipt });
				Ok(())
			}
			_ => Ok(()),
		}
	}
}
