// SPDX-License-Identifier: Apache-2.0

//! The torus, over all of its positions and all pairs of them.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use codec::{Decode, Encode, MaxEncodedLen};
use serde_json::json;
use std::collections::{BTreeSet, VecDeque};
use tonnetz_core::torus::{Position, DIAMETER, NEIGHBOURS, POSITIONS, SIDE, WAVES};

/// The position with this index as a plain triple, by division.
fn triple(index: u16) -> [u16; 3] {
	[index % 8, index / 8 % 8, index / 64]
}

/// The steps from `start` to each position, found by walking from neighbour to neighbour.
fn walked(start: Position) -> Vec<u8> {
	let mut steps = vec![u8::MAX; POSITIONS.into()];
	let mut queue = VecDeque::from([(start, 0)]);
	while let Some((position, distance)) = queue.pop_front() {
		let known = &mut steps[usize::from(position.index())];
		if *known == u8::MAX {
			*known = distance;
			queue.extend(position.neighbours().map(|next| (next, distance + 1)));
		}
	}
	steps
}

#[test]
fn index_is_x_plus_8_y_plus_64_z() {
	assert_eq!(Position::all().count(), 512);
	for (index, position) in (0u16..).zip(Position::all()) {
		let [x, y, z] = position.coordinates();
		assert_eq!(position.index(), index);
		assert_eq!([x, y, z].map(u16::from), triple(index));
		assert_eq!(Position::new(x, y, z), Some(position));
		assert_eq!(Position::from_index(index), Some(position));
	}
	assert_eq!(Position::new(3, 5, 7).unwrap().index(), 3 + 8 * 5 + 64 * 7);
}

#[test]
fn nothing_lies_outside() {
	for outside in SIDE..=u8::MAX {
		for position in [
			Position::new(outside, 0, 0),
			Position::new(0, outside, 0),
			Position::new(0, 0, outside),
		] {
			assert_eq!(position, None);
		}
	}
	for index in POSITIONS..=u16::MAX {
		assert_eq!(Position::from_index(index), None);
		assert!(Position::decode(&mut &index.encode()[..]).is_err());
	}
}

#[test]
fn encoding_is_the_index() {
	for position in Position::all() {
		let encoded = position.encode();
		assert_eq!(encoded, position.index().to_le_bytes());
		assert_eq!(encoded.len(), Position::max_encoded_len());
		assert_eq!(Position::decode(&mut &encoded[..]), Ok(position));
	}
}

#[test]
fn json_has_the_coordinates() {
	let position = Position::new(1, 2, 3).unwrap();
	let value = json!({ "x": 1, "y": 2, "z": 3 });
	assert_eq!(serde_json::to_value(position).unwrap(), value);
	assert_eq!(serde_json::from_value::<Position>(value).unwrap(), position);
	for wrong in [json!({ "x": 8, "y": 0, "z": 0 }), json!({ "x": 0, "y": 0 }), json!(5)] {
		assert!(serde_json::from_value::<Position>(wrong).is_err());
	}
}

#[test]
fn neighbours_stand_in_their_order() {
	let of = |x, y, z| Position::new(x, y, z).unwrap();
	assert_eq!(
		of(7, 0, 3).neighbours(),
		[of(0, 0, 3), of(6, 0, 3), of(7, 1, 3), of(7, 7, 3), of(7, 0, 4), of(7, 0, 2)]
	);
	for position in Position::all() {
		let neighbours = position.neighbours();
		assert_eq!(BTreeSet::from(neighbours).len(), NEIGHBOURS);
		for neighbour in neighbours {
			assert_eq!(position.distance(neighbour), 1);
			assert!(neighbour.neighbours().contains(&position));
		}
	}
}

#[test]
fn distance_is_the_shortest_walk() {
	for position in Position::all() {
		let walked = walked(position);
		assert_eq!(walked.iter().max(), Some(&DIAMETER));
		for other in Position::all() {
			assert_eq!(position.distance(other), walked[usize::from(other.index())]);
		}
	}
}

#[test]
fn distance_is_a_metric() {
	let distances: Vec<Vec<u8>> = Position::all()
		.map(|one| Position::all().map(|other| one.distance(other)).collect())
		.collect();
	let positions = usize::from(POSITIONS);
	for one in 0..positions {
		for other in 0..positions {
			let direct = distances[one][other];
			assert_eq!(direct == 0, one == other);
			assert_eq!(direct, distances[other][one]);
			assert!(distances[one].iter().zip(&distances[other]).all(|(a, b)| direct <= a + b));
		}
	}
}

#[test]
fn no_two_neighbours_share_a_wave() {
	const C: [u8; 8] = [0, 1, 2, 0, 1, 2, 0, 1];
	let mut sizes = [0; WAVES as usize];
	for position in Position::all() {
		let wave = position.wave();
		let by_the_table: u8 =
			position.coordinates().map(|coordinate| C[usize::from(coordinate)]).iter().sum();
		assert_eq!(wave, by_the_table % 3);
		assert!(position.neighbours().iter().all(|neighbour| neighbour.wave() != wave));
		sizes[usize::from(wave)] += 1;
	}
	assert_eq!(sizes, [170, 171, 171]);
}
