// SPDX-License-Identifier: Apache-2.0

//! What the runtime API answers. Read-only, and every answer is bounded by [`MAX_PAGE`].

use crate::{
	ByNumber, Config, Endpoints, EraIndex, ObservedPage, Occupancy, Occupants, OperatorInfo,
	OperatorPage, Operators, Pallet, SuspensionOf, Suspensions, UptimeInfo, Uptimes, Validators,
};
use alloc::vec::Vec;
use frame_system::pallet_prelude::BlockNumberFor;
use tonnetz_core::{ordered::Ordered, receipt::MAX_PAGE, torus::Position};

/// What this runtime tells of an operator.
type InfoOf<T> = OperatorInfo<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// A page of operators of this runtime.
type PageOf<T> = OperatorPage<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

impl<T: Config> Pallet<T> {
	/// All that the chain knows of an operator but its uptime.
	pub fn info(account: T::AccountId) -> Option<InfoOf<T>> {
		let operator = Operators::<T>::get(&account)?;
		let now = frame_system::Pallet::<T>::block_number();
		Some(OperatorInfo {
			number: operator.number,
			suspended: Self::suspension_at(&account, now).map(Into::into),
			validator: Self::is_validator(&account),
			name: operator.name,
			joined: operator.joined,
			founding: operator.founding,
			position: operator.position,
			referrer: operator.referrer,
			payout: operator.payout,
			recovery: operator.recovery,
			deposit: operator.deposit,
			endpoint: Endpoints::<T>::get(&account),
			account,
		})
	}

	/// When an account was last stopped, and who succeeded it; also of one that is no operator any more.
	pub fn suspension(account: &T::AccountId) -> Option<SuspensionOf<T>> {
		Suspensions::<T>::get(account)
	}

	/// The operators from the registration number `from` on, at most `limit` and [`MAX_PAGE`].
	///
	/// With a `limit` of 0 there are no items, and `next` tells where there would be.
	pub fn list(from: u64, limit: u32) -> PageOf<T> {
		Self::page(Self::numbered_from(from), limit)
	}

	/// The operators at the six positions next to that of `account`, in the order of
	/// [`Position::neighbours`] and of their slots. `from` and `next` count them from 0.
	pub fn neighbours(account: T::AccountId, from: u64, limit: u32) -> PageOf<T> {
		let positions =
			Operators::<T>::get(&account).map(|operator| operator.position.neighbours());
		Self::page_of_positions(positions.into_iter().flatten(), from, limit)
	}

	/// The operators at a position in the order of their slots. `from` and `next` are slots.
	pub fn at_position(position: Position, from: u64, limit: u32) -> PageOf<T> {
		Self::page_of_positions([position].into_iter(), from, limit)
	}

	/// The operators that `account` may report on in this era, among the `limit` and at most
	/// [`MAX_PAGE`] with a registration number from `from` on. `next` is such a number.
	pub fn observed_by(account: T::AccountId, from: u64, limit: u32) -> ObservedPage<T::AccountId> {
		let Some(operator) = Operators::<T>::get(&account) else {
			return ObservedPage { items: Vec::new(), next: None };
		};
		let watch = Self::watch(account, &operator, Self::current_era());
		let mut numbered = Self::numbered_from(from);
		let items = numbered
			.by_ref()
			.take(limit.min(MAX_PAGE) as usize)
			.map(|(_, other)| other)
			.filter(|other| Self::watches(&watch, other))
			.collect();
		ObservedPage { items, next: numbered.next().map(|(number, _)| number) }
	}

	/// How an operator has been seen, at this block.
	pub fn uptime_of(account: &T::AccountId) -> Option<UptimeInfo> {
		Uptimes::<T>::get(account).map(|uptime| uptime.info(Self::current_era()))
	}

	/// How many of the last `eras` that are over, at most 144, an operator missed; all of them if it
	/// is none.
	pub fn missed_in_last(account: &T::AccountId, eras: u32) -> u32 {
		let now: EraIndex = Self::current_era();
		Uptimes::<T>::get(account)
			.unwrap_or_else(|| crate::Uptime::new(now))
			.missed_in_last(now, eras)
	}

	/// The accounts on the list of validators, ascending.
	pub fn validators() -> Vec<T::AccountId> {
		Validators::<T>::get().into_iter().map(|validator| validator.account).collect()
	}

	/// The registration numbers and accounts of operators, ascending. Each step is one lookup in the
	/// trie.
	fn numbered_from(from: u64) -> impl Iterator<Item = (u64, T::AccountId)> {
		// The trie is walked from behind a key, so an inclusive start is behind its predecessor.
		let entries = match from.checked_sub(1) {
			None => ByNumber::<T>::iter(),
			Some(previous) => {
				ByNumber::<T>::iter_from(ByNumber::<T>::hashed_key_for(Ordered(previous)))
			}
		};
		entries.map(|(Ordered(number), account)| (number, account))
	}

	fn page_of_positions(
		positions: impl Iterator<Item = Position>,
		from: u64,
		limit: u32,
	) -> PageOf<T> {
		let mut before = 0u64;
		let mut items = Vec::new();
		// One more than asked for, which tells where the next page starts.
		let wanted = (limit.min(MAX_PAGE) as usize).saturating_add(1);
		for position in positions {
			let occupancy = u64::from(Occupancy::<T>::get(position));
			let slots = from.saturating_sub(before).min(occupancy)..occupancy;
			for slot in slots.take(wanted.saturating_sub(items.len())) {
				let occupant =
					u32::try_from(slot).ok().and_then(|slot| Occupants::<T>::get(position, slot));
				items.extend(occupant.map(|one| (before.saturating_add(slot), one.account)));
			}
			before = before.saturating_add(occupancy);
		}
		Self::page(items.into_iter(), limit)
	}

	fn page(mut items: impl Iterator<Item = (u64, T::AccountId)>, limit: u32) -> PageOf<T> {
		let limit = limit.min(MAX_PAGE) as usize;
		OperatorPage {
			items: items.by_ref().take(limit).filter_map(|(_, who)| Self::info(who)).collect(),
			next: items.next().map(|(number, _)| number),
		}
	}
}
