// SPDX-License-Identifier: Apache-2.0

//! The corridor of coherence, and where a ratio lies to it.

use super::decimal;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::FixedU128;
use thiserror::Error;

/// The lower bound by default: the inverse golden ratio, (sqrt(5) - 1) / 2, cut after the 18th
/// decimal.
pub const INVERSE_GOLDEN_RATIO: FixedU128 = FixedU128::from_inner(618_033_988_749_894_848);

/// The upper bound by default: two thirds, cut after the 18th decimal.
pub const TWO_THIRDS: FixedU128 = FixedU128::from_inner(666_666_666_666_666_666);

/// The lowest that a bound may be set to: 0.5.
pub const LOWEST_BOUND: FixedU128 = FixedU128::from_inner(500_000_000_000_000_000);

/// The highest that a bound may be set to: 0.8.
pub const HIGHEST_BOUND: FixedU128 = FixedU128::from_inner(800_000_000_000_000_000);

/// Why two ratios do not bound a corridor.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum CorridorFault {
	/// A bound is below [`LOWEST_BOUND`] or above [`HIGHEST_BOUND`].
	#[error("a bound of the corridor is below 0.5 or above 0.8: move it between them")]
	OutOfBounds,
	/// The lower bound is not below the upper.
	#[error("the lower bound of the corridor is not below the upper: exchange or part them")]
	NotAscending,
}

/// The ratios that are coherent, both bounds included.
///
/// As JSON: `{"lower":"0.618033988749894848","upper":"0.666666666666666666"}`.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct Corridor {
	/// The lowest coherent ratio.
	#[serde(with = "decimal::unsigned")]
	pub lower: FixedU128,
	/// The highest coherent ratio.
	#[serde(with = "decimal::unsigned")]
	pub upper: FixedU128,
}

impl Default for Corridor {
	fn default() -> Self {
		Self { lower: INVERSE_GOLDEN_RATIO, upper: TWO_THIRDS }
	}
}

impl Corridor {
	/// The corridor between two bounds, which must lie from 0.5 to 0.8 and ascend.
	pub fn new(lower: FixedU128, upper: FixedU128) -> Result<Self, CorridorFault> {
		let corridor = Self { lower, upper };
		corridor.check().map(|()| corridor)
	}

	/// Whether the bounds are as [`new`](Self::new) demands, which decoding does not tell.
	pub fn check(&self) -> Result<(), CorridorFault> {
		if self.lower < LOWEST_BOUND || self.upper > HIGHEST_BOUND {
			return Err(CorridorFault::OutOfBounds);
		}
		if self.lower >= self.upper {
			return Err(CorridorFault::NotAscending);
		}
		Ok(())
	}

	/// Where a ratio lies.
	pub fn state(&self, ratio: FixedU128) -> State {
		if ratio < self.lower {
			State::SubHarmonic
		} else if ratio > self.upper {
			State::OverDriven
		} else {
			State::Coherent
		}
	}
}

/// Where a ratio lies to the corridor. Append-only.
///
/// As JSON: `"sub-harmonic"`, `"coherent"`, `"over-driven"`.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
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
#[serde(rename_all = "kebab-case")]
pub enum State {
	/// Below the corridor: under-coupled.
	#[codec(index = 0)]
	SubHarmonic,
	/// Within the corridor.
	#[codec(index = 1)]
	Coherent,
	/// Above the corridor: over-coupled.
	#[codec(index = 2)]
	OverDriven,
}

impl State {
	/// Whether the ratio lies within the corridor.
	#[must_use]
	pub const fn in_corridor(self) -> bool {
		matches!(self, Self::Coherent)
	}

	/// The name of the state, as in JSON.
	#[must_use]
	pub const fn name(self) -> &'static str {
		match self {
			Self::SubHarmonic => "sub-harmonic",
			Self::Coherent => "coherent",
			Self::OverDriven => "over-driven",
		}
	}

	/// What the state says of the signal, in one sentence: the `interpretation` of the HTTP
	/// endpoint.
	#[must_use]
	pub const fn interpretation(self) -> &'static str {
		match self {
			Self::SubHarmonic => "The ratio lies below the corridor: the signal is under-coupled.",
			Self::Coherent => "The ratio lies within the corridor: the signal is coherent.",
			Self::OverDriven => "The ratio lies above the corridor: the signal is over-coupled.",
		}
	}
}
