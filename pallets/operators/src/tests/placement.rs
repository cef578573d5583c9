// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Occupancy, Occupants, Operators as Registry, PositionSet};
use proptest::prelude::*;
use tonnetz_core::torus::POSITIONS;

/// The rule, by looking everywhere.
fn naive(occupancy: &[u32], referrer: Option<Position>) -> Position {
	let count = |position: &Position| occupancy[usize::from(position.index())];
	match referrer {
		Some(referrer) => referrer.neighbours().into_iter().min_by_key(count).unwrap(),
		None => Position::all().min_by_key(count).unwrap(),
	}
}

/// Puts somebody at a position, who is no operator: placement does not care.
fn occupy(position: Position, who: AccountId) -> u32 {
	Operators::occupy(position, crate::Observer { account: who, since: 0 }).unwrap()
}

fn stray(number: u16) -> AccountId {
	account(1_000 + number)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(32))]

	/// Whoever comes and leaves, next to whomever, is placed as the rule says.
	#[test]
	fn placement_is_the_least_occupied(
		before in prop_oneof![0..20u16, 490..520u16, 1_000..1_030u16],
		steps in prop::collection::vec((any::<u16>(), 0..4u8), 1..200),
	) {
		ExtBuilder::default().build().execute_with(|| {
			let mut occupancy = vec![0u32; POSITIONS.into()];
			for founder in &FOUNDERS {
				occupancy[usize::from(record(founder).position.index())] += 1;
			}
			let mut present: Vec<Position> = Vec::new();
			// Whole levels of the torus are full, or about to be.
			let steps = (0..before).map(|_| (0, u8::MAX)).chain(steps);
			for (number, (choice, kind)) in (0..).zip(steps) {
				match kind {
					0 if !present.is_empty() => {
						let position = present.swap_remove(usize::from(choice) % present.len());
						let last = Occupancy::<Test>::get(position) - 1;
						Operators::vacate(position, last);
						occupancy[usize::from(position.index())] -= 1;
					}
					1 => {
						let referrer = &FOUNDERS[usize::from(choice) % FOUNDERS.len()];
						let expected = naive(&occupancy, Some(record(referrer).position));
						let position = Operators::vacancy(Some(referrer));
						assert_eq!(position, expected);
						occupy(position, stray(number));
						occupancy[usize::from(position.index())] += 1;
						present.push(position);
					}
					_ => {
						let position = Operators::vacancy(None);
						assert_eq!(position, naive(&occupancy, None));
						occupy(position, stray(number));
						occupancy[usize::from(position.index())] += 1;
						present.push(position);
					}
				}
			}
			for position in Position::all() {
				let count = Occupancy::<Test>::get(position);
				assert_eq!(count, occupancy[usize::from(position.index())]);
			}
		});
	}
}

#[test]
fn torus_fills_level_by_level() {
	ExtBuilder::default().build().execute_with(|| {
		let mut number = 0;
		for level in 0..3u32 {
			for position in Position::all() {
				if Occupancy::<Test>::get(position) > level {
					continue;
				}
				assert_eq!(Operators::vacancy(None), position);
				occupy(position, stray(number));
				number += 1;
			}
			assert_eq!(crate::Lowest::<Test>::get(), level + 1);
		}
	});
}

/// Neither operators nor the occupancy of positions are read: without them the place is the same.
#[test]
fn placement_looks_at_nobody() {
	ExtBuilder::default().build().execute_with(|| {
		for number in 0..700 {
			occupy(Operators::vacancy(None), stray(number));
		}
		let vacancy = Operators::vacancy(None);
		let _ = Registry::<Test>::clear(u32::MAX, None);
		let _ = Occupants::<Test>::clear(u32::MAX, None);
		let _ = Occupancy::<Test>::clear(u32::MAX, None);
		assert_eq!(Operators::vacancy(None), vacancy);
		assert_eq!(vacancy.index(), 700 + FOUNDERS.len() as u16 - POSITIONS);
	});
}

#[test]
fn position_set_is_a_set() {
	let mut set = PositionSet::default();
	assert!(set.is_empty());
	for (index, position) in (0..).zip(Position::all()) {
		assert_eq!(set.first_missing(), Position::from_index(index));
		assert!(!set.contains(position));
		set.insert(position);
		assert!(set.contains(position));
	}
	assert_eq!(set.first_missing(), None);
	for position in [at(7, 7, 7), at(3, 0, 5), at(0, 0, 0)] {
		set.remove(position);
		assert_eq!(set.first_missing(), Some(position));
	}
	assert!(!set.is_empty());
}
