// SPDX-License-Identifier: Apache-2.0

//! The torus on which operators are placed: 8 x 8 x 8 positions, each axis closed to a ring.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The positions along each axis.
pub const SIDE: u8 = 8;

/// The positions of the torus.
pub const POSITIONS: u16 = 512;

/// The greatest distance of two positions: half a ring along each axis.
pub const DIAMETER: u8 = 12;

/// The positions next to one: one step either way along each axis.
pub const NEIGHBOURS: usize = 6;

/// The waves that [`Position::wave`] divides the torus into.
pub const WAVES: u8 = 3;

/// A coordinate is a number of 3 bits, so that a step around the ring is an addition without carry.
const COORDINATE: u8 = SIDE - 1;

/// A position of the torus, by its index `x + 8 y + 64 z`, below [`POSITIONS`].
///
/// Encoded as the index, a `u16`, which is checked when it is decoded; in JSON the three
/// coordinates.
#[derive(
	Clone,
	Copy,
	Debug,
	Default,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	Hash,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	Serialize,
	TypeInfo,
)]
#[serde(try_from = "Coordinates", into = "Coordinates")]
pub struct Position(u16);

impl Position {
	/// The position with these coordinates, each below [`SIDE`].
	pub const fn new(x: u8, y: u8, z: u8) -> Option<Self> {
		if x < SIDE && y < SIDE && z < SIDE {
			Some(Self::wrapped(x, y, z))
		} else {
			None
		}
	}

	/// The position with this index, below [`POSITIONS`].
	pub const fn from_index(index: u16) -> Option<Self> {
		if index < POSITIONS {
			Some(Self(index))
		} else {
			None
		}
	}

	/// `x + 8 y + 64 z`.
	pub const fn index(self) -> u16 {
		self.0
	}

	/// x, y and z.
	pub const fn coordinates(self) -> [u8; 3] {
		[
			self.0 as u8 & COORDINATE,
			(self.0 >> 3) as u8 & COORDINATE,
			(self.0 >> 6) as u8 & COORDINATE,
		]
	}

	/// All positions in the order of their indices.
	pub fn all() -> impl Iterator<Item = Self> {
		(0..POSITIONS).map(Self)
	}

	/// The fewest steps along the axes from one position to the other, at most [`DIAMETER`].
	pub fn distance(self, other: Self) -> u8 {
		self.coordinates()
			.into_iter()
			.zip(other.coordinates())
			.map(|(one, other)| {
				let steps = one.abs_diff(other);
				steps.min(SIDE.saturating_sub(steps))
			})
			.fold(0, u8::saturating_add)
	}

	/// The positions one step away, in the order +x -x +y -y +z -z.
	pub const fn neighbours(self) -> [Self; NEIGHBOURS] {
		let [x, y, z] = self.coordinates();
		[
			Self::wrapped(x.wrapping_add(1), y, z),
			Self::wrapped(x.wrapping_sub(1), y, z),
			Self::wrapped(x, y.wrapping_add(1), z),
			Self::wrapped(x, y.wrapping_sub(1), z),
			Self::wrapped(x, y, z.wrapping_add(1)),
			Self::wrapped(x, y, z.wrapping_sub(1)),
		]
	}

	/// The wave that the position belongs to, below [`WAVES`]. No two neighbours share one, so that
	/// what is done wave by wave never touches a position and its neighbour at once.
	///
	/// ```text
	/// wave = (c[x] + c[y] + c[z]) mod 3, with c = [0, 1, 2, 0, 1, 2, 0, 1]
	/// ```
	pub const fn wave(self) -> u8 {
		// c[i] is i mod 3, and the step around the ring, from 7 to 0, changes it like any other: by
		// 1 modulo 3.
		let [x, y, z] = self.coordinates();
		x.saturating_add(y).saturating_add(z) % WAVES
	}

	const fn wrapped(x: u8, y: u8, z: u8) -> Self {
		let x = (x & COORDINATE) as u16;
		let y = (y & COORDINATE) as u16;
		let z = (z & COORDINATE) as u16;
		Self(x | y << 3 | z << 6)
	}
}

impl Decode for Position {
	fn decode<I: codec::Input>(input: &mut I) -> Result<Self, codec::Error> {
		Self::from_index(u16::decode(input)?)
			.ok_or_else(|| "the index of a position of the torus is below 512".into())
	}
}

/// A position as it is written in JSON.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Coordinates {
	x: u8,
	y: u8,
	z: u8,
}

impl From<Position> for Coordinates {
	fn from(position: Position) -> Self {
		let [x, y, z] = position.coordinates();
		Self { x, y, z }
	}
}

impl TryFrom<Coordinates> for Position {
	type Error = &'static str;

	fn try_from(Coordinates { x, y, z }: Coordinates) -> Result<Self, Self::Error> {
		Self::new(x, y, z).ok_or("a coordinate of the torus is below 8")
	}
}
