// SPDX-License-Identifier: Apache-2.0

//! Who stands where on the torus. Nothing here looks at all operators or all positions.

use crate::{Above, Config, Lowest, ObserverOf, Occupancy, Occupants, Operators, Pallet};
use codec::{Decode, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use sp_runtime::ArithmeticError;
use tonnetz_core::torus::{Position, POSITIONS};

const WORDS: usize = POSITIONS as usize / u64::BITS as usize;

/// A set of positions, as bits in the order of their indices.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct PositionSet([u64; WORDS]);

impl PositionSet {
	/// Whether a position is in it.
	pub fn contains(&self, position: Position) -> bool {
		let (word, bit) = place(position);
		self.0.get(word).is_some_and(|bits| bits & bit != 0)
	}

	/// Puts a position in.
	pub fn insert(&mut self, position: Position) {
		let (word, bit) = place(position);
		if let Some(bits) = self.0.get_mut(word) {
			*bits |= bit;
		}
	}

	/// Takes a position out.
	pub fn remove(&mut self, position: Position) {
		let (word, bit) = place(position);
		if let Some(bits) = self.0.get_mut(word) {
			*bits &= !bit;
		}
	}

	/// Whether nothing is in it.
	pub fn is_empty(&self) -> bool {
		self.0.iter().all(|bits| *bits == 0)
	}

	/// The position with the lowest index that is not in it; `None` if all are.
	pub fn first_missing(&self) -> Option<Position> {
		let (word, bits) = (0u32..).zip(self.0).find(|(_, bits)| *bits != u64::MAX)?;
		let index = word.saturating_mul(u64::BITS).saturating_add(bits.trailing_ones());
		Position::from_index(u16::try_from(index).ok()?)
	}
}

/// The word that has the bit of a position, and the bit.
fn place(position: Position) -> (usize, u64) {
	let index = position.index();
	(usize::from(index >> 6), 1u64.wrapping_shl(u32::from(index)))
}

impl<T: Config> Pallet<T> {
	/// Where a new operator is to stand: the least occupied of the six positions next to its
	/// referrer, the first of them in the order of [`Position::neighbours`]; without a referrer that
	/// is an operator the least occupied of all, the one with the lowest index.
	pub(crate) fn vacancy(referrer: Option<&T::AccountId>) -> Position {
		referrer
			.and_then(Operators::<T>::get)
			.and_then(|referrer| {
				let neighbours = referrer.position.neighbours().into_iter();
				neighbours.min_by_key(|position| Occupancy::<T>::get(position))
			})
			.or_else(|| Above::<T>::get(Lowest::<T>::get()).first_missing())
			.unwrap_or_default()
	}

	/// Has an operator stand at a position. Returns its slot there.
	pub(crate) fn occupy(
		position: Position,
		occupant: ObserverOf<T>,
	) -> Result<u32, ArithmeticError> {
		let slot = Occupancy::<T>::get(position);
		let occupancy = slot.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		Occupants::<T>::insert(position, slot, occupant);
		Occupancy::<T>::insert(position, occupancy);

		let mut above = Above::<T>::get(slot);
		above.insert(position);
		Above::<T>::insert(slot, above);
		if slot == Lowest::<T>::get() && above.first_missing().is_none() {
			Lowest::<T>::put(occupancy);
		}
		Ok(slot)
	}

	/// Takes the operator in a slot of a position away. The last one there moves to its slot.
	pub(crate) fn vacate(position: Position, slot: u32) {
		let Some(last) = Occupancy::<T>::get(position).checked_sub(1) else { return };
		let moved = Occupants::<T>::take(position, last);
		if let Some(moved) = moved.filter(|_| last != slot) {
			Operators::<T>::mutate_extant(&moved.account, |operator| operator.slot = slot);
			Occupants::<T>::insert(position, slot, moved);
		}
		if last == 0 {
			Occupancy::<T>::remove(position);
		} else {
			Occupancy::<T>::insert(position, last);
		}

		Above::<T>::mutate_exists(last, |above| {
			let mut set = above.take().unwrap_or_default();
			set.remove(position);
			*above = Some(set).filter(|set| !set.is_empty());
		});
		if last < Lowest::<T>::get() {
			Lowest::<T>::put(last);
		}
	}

	/// Puts another account in the slot of an operator that keeps its place.
	pub(crate) fn reoccupy(position: Position, slot: u32, account: T::AccountId) {
		Occupants::<T>::mutate_exists(position, slot, |occupant| {
			if let Some(occupant) = occupant {
				occupant.account = account;
			}
		});
	}
}
