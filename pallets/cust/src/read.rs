// SPDX-License-Identifier: Apache-2.0

//! What the runtime API answers. Read-only, and every answer is bounded.

use crate::{
	Activities, Bodies, CommandId, CommandInfo, CommandInfoOf, CommandPage, CommandPageOf,
	Commands, Config, History, Open, Pallet, Policies, PolicyOf, RecordOf, State, StateOf,
	TargetId, TargetInfo, TargetInfoOf, TargetPage, TargetPageOf, Targets, UnlistedRefusals,
};
use alloc::vec::Vec;
use tonnetz_core::{ordered::Ordered, receipt::MAX_PAGE};

/// The most commands of a page. A command has up to 16 KiB, so a page has up to 1 MiB.
pub const MAX_COMMANDS: u32 = 64;

/// The most commands that one query looks at to find those of a page.
pub const MAX_SCAN: u32 = 256;

impl<T: Config> Pallet<T> {
	/// The targets from the number `from` on, at most `limit` and [`MAX_PAGE`] of them.
	///
	/// With a `limit` of 0 there are no items, and `next` tells where there would be.
	pub fn targets(from: TargetId, limit: u32) -> TargetPageOf<T> {
		// The trie is walked from behind a key, so an inclusive start is behind its predecessor.
		let mut ids = match from.checked_sub(1) {
			None => Targets::<T>::iter_keys(),
			Some(previous) => {
				Targets::<T>::iter_keys_from(Targets::<T>::hashed_key_for(Self::key(previous)))
			}
		}
		.filter_map(|Ordered(id)| TargetId::try_from(id).ok());
		let limit = limit.min(MAX_PAGE) as usize;
		let items = ids.by_ref().take(limit).filter_map(Self::target_info).collect();
		TargetPage { items, next: ids.next() }
	}

	/// The policy of the target with this name, in force or suspended.
	pub fn policy(name: Vec<u8>) -> Option<PolicyOf<T>> {
		Self::id_of(&name).and_then(|id| Policies::<T>::get(Self::key(id)))
	}

	/// All that the chain knows of a command.
	pub fn command(id: CommandId) -> Option<CommandInfoOf<T>> {
		let record = Commands::<T>::get(Ordered(id))?;
		let state = record.state_at(frame_system::Pallet::<T>::block_number());
		Self::command_info(id, record, state)
	}

	/// The commands of a target that wait for approvals, from the number `from` on, at most `limit`
	/// and [`MAX_COMMANDS`] of them.
	///
	/// Looks at no more than [`MAX_SCAN`] open commands: there may be fewer items than `limit` and
	/// still a `next`. With a `limit` of 0 there are no items.
	pub fn pending(name: Vec<u8>, from: CommandId, limit: u32) -> CommandPageOf<T> {
		Self::id_of(&name).map_or_else(no_commands::<T>, |target| {
			let pending = |state: &StateOf<T>| matches!(state, State::Pending { .. });
			Self::commands(Self::open_from(target, from), limit, pending)
		})
	}

	/// The commands of a target that are pending, approved or claimed. As [`pending`](Self::pending).
	pub fn open(name: Vec<u8>, from: CommandId, limit: u32) -> CommandPageOf<T> {
		Self::id_of(&name).map_or_else(no_commands::<T>, |target| {
			let open = |state: &StateOf<T>| state.closed().is_none();
			Self::commands(Self::open_from(target, from), limit, open)
		})
	}

	/// All commands of a target that are not pruned, from the number `from` on, at most `limit` and
	/// [`MAX_COMMANDS`] of them.
	///
	/// With a `limit` of 0 there are no items, and `next` tells where there would be.
	pub fn history(name: Vec<u8>, from: CommandId, limit: u32) -> CommandPageOf<T> {
		Self::id_of(&name).map_or_else(no_commands::<T>, |target| {
			let target = Self::key(target);
			let ids = match from.checked_sub(1) {
				None => History::<T>::iter_key_prefix(target),
				Some(previous) => History::<T>::iter_key_prefix_from(
					target,
					History::<T>::hashed_key_for(target, Ordered(previous)),
				),
			};
			Self::commands(ids, limit, |_| true)
		})
	}

	pub(crate) fn target_info(id: TargetId) -> Option<TargetInfoOf<T>> {
		let key = Self::key(id);
		let target = Targets::<T>::get(key)?;
		let activity = Activities::<T>::get(key);
		Some(TargetInfo {
			id,
			name: target.name,
			owner: target.owner,
			created: target.created,
			policy_version: target.policy_version,
			has_policy: Policies::<T>::contains_key(key),
			suspended: Self::suspension(id),
			last_approved: activity.last_approved.map(|(at, _)| at),
			open: activity.open,
			unlisted_refusals: UnlistedRefusals::<T>::get(key),
		})
	}

	fn open_from(target: TargetId, from: CommandId) -> impl Iterator<Item = Ordered> {
		let target = Self::key(target);
		match from.checked_sub(1) {
			None => Open::<T>::iter_key_prefix(target),
			Some(previous) => Open::<T>::iter_key_prefix_from(
				target,
				Open::<T>::hashed_key_for(target, Ordered(previous)),
			),
		}
	}

	fn command_info(
		id: CommandId,
		record: RecordOf<T>,
		state: StateOf<T>,
	) -> Option<CommandInfoOf<T>> {
		Some(CommandInfo {
			id,
			target: record.target,
			planner: record.planner,
			nonce: record.nonce,
			digest: record.digest,
			submitted: record.submitted,
			time: record.time,
			expires_at: record.expires_at,
			policy_version: record.policy_version,
			approvals: record.approvals,
			approvals_needed: record.approvals_needed,
			state,
			receipt: record.receipt,
			last_receipt: record.last_receipt,
			command: Bodies::<T>::get(Ordered(id))?,
		})
	}

	fn commands(
		mut ids: impl Iterator<Item = Ordered>,
		limit: u32,
		wanted: impl Fn(&StateOf<T>) -> bool,
	) -> CommandPageOf<T> {
		let now = frame_system::Pallet::<T>::block_number();
		let limit = limit.min(MAX_COMMANDS) as usize;
		let mut items = Vec::new();
		for _ in 0..MAX_SCAN {
			if items.len() >= limit {
				break;
			}
			let Some(Ordered(id)) = ids.next() else { break };
			let found = Commands::<T>::get(Ordered(id)).and_then(|record| {
				let state = record.state_at(now);
				wanted(&state).then(|| Self::command_info(id, record, state)).flatten()
			});
			items.extend(found);
		}
		CommandPage { items, next: ids.next().map(|Ordered(id)| id) }
	}
}

fn no_commands<T: Config>() -> CommandPageOf<T> {
	CommandPage { items: Vec::new(), next: None }
}
