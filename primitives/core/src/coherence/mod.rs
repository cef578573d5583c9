// SPDX-License-Identifier: Apache-2.0

//! QOTE coherence: the mean of a signal's samples, and where it lies to a corridor.
//!
//! Quantum Orthogonal Tertiary Encoding has it that a system is coherent while the mean of its
//! signal lies between the inverse golden ratio and two thirds. Chain, RPC and the agent's HTTP
//! endpoint all compute it with these functions, in fixed-point numbers of 18 decimals and never
//! in floating point, so that all come to the same ratio, to the last digit.
//!
//! - [`coherence_ratio`]: the mean of the samples, cut after the 18th decimal;
//! - [`Corridor`], [`State`]: where it lies;
//! - [`Measurement`]: what a receipt of a measurement attests;
//! - [`median`]: what several operators who measured one session agree on;
//! - [`decimal`]: samples and ratios as decimal text;
//! - [`Reading`], [`SessionInfo`], [`Stats`]: what queries answer.

mod corridor;
pub mod decimal;
mod measurement;
mod query;

pub use corridor::{
	Corridor, CorridorFault, State, HIGHEST_BOUND, INVERSE_GOLDEN_RATIO, LOWEST_BOUND, TWO_THIRDS,
};
pub use measurement::Measurement;
pub use query::{Reading, ReadingPage, SessionInfo, SessionMedian, SessionReport, Stats};

use alloc::vec::Vec;
use sp_core::H256;
use sp_runtime::{
	traits::{BlakeTwo256, Hash},
	FixedU128,
};
use thiserror::Error;

/// The most samples of one signal.
pub const MAX_SAMPLES: u32 = 1_024;

/// The largest sample.
pub const MAX_SAMPLE: FixedU128 = FixedU128::from_u32(1_000_000);

/// How many operators must have reported a session before it has a median.
pub const MIN_REPORTERS: u32 = 3;

/// The most operators that report one session.
pub const MAX_REPORTERS: u32 = 64;

/// Why a signal has no coherence ratio.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum SignalFault {
	/// There are no samples.
	#[error("the signal has no samples: give at least one")]
	Empty,
	/// There are more than [`MAX_SAMPLES`].
	#[error("the signal has more than {MAX_SAMPLES} samples: measure it in parts")]
	TooManySamples,
	/// A sample, the first of which this is the position, from 0, exceeds [`MAX_SAMPLE`].
	#[error("sample {0} is above 1000000: scale the signal")]
	SampleOutOfRange(u32),
}

/// The coherence ratio of a signal: the arithmetic mean of its samples, cut after the 18th decimal.
///
/// ```text
/// floor(sum / n)
/// ```
///
/// over the samples in units of 10^-18. The sum of [`MAX_SAMPLES`] samples of [`MAX_SAMPLE`] is
/// 1.024 * 10^27, far below 2^128.
pub fn coherence_ratio(signal: &[FixedU128]) -> Result<FixedU128, SignalFault> {
	let too_many = SignalFault::TooManySamples;
	let count = u32::try_from(signal.len()).map_err(|_| too_many)?;
	if count > MAX_SAMPLES {
		return Err(too_many);
	}
	let mut sum = 0u128;
	for (position, sample) in (0u32..).zip(signal) {
		let fault = SignalFault::SampleOutOfRange(position);
		if *sample > MAX_SAMPLE {
			return Err(fault);
		}
		sum = sum.checked_add(sample.into_inner()).ok_or(fault)?;
	}
	let mean = sum.checked_div(count.into()).ok_or(SignalFault::Empty)?;
	Ok(FixedU128::from_inner(mean))
}

/// The median of ratios, in any order; `None` if there are none.
///
/// Of an even number it is the mean of the middle two, cut after the 18th decimal.
pub fn median(ratios: impl IntoIterator<Item = FixedU128>) -> Option<FixedU128> {
	let mut ratios: Vec<u128> = ratios.into_iter().map(FixedU128::into_inner).collect();
	ratios.sort_unstable();
	let middle = ratios.len().checked_div(2)?;
	let upper = *ratios.get(middle)?;
	let lower = match ratios.len().checked_rem(2)? {
		0 => *ratios.get(middle.checked_sub(1)?)?,
		_ => upper,
	};
	// Of two that cannot overflow: lower + (upper - lower) / 2 is the same as (lower + upper) / 2.
	let half = upper.checked_sub(lower)?.checked_div(2)?;
	lower.checked_add(half).map(FixedU128::from_inner)
}

/// The session that an identifier stands for: BLAKE2b-256 of its UTF-8 bytes.
///
/// Identifiers are compared byte by byte; nothing is trimmed, folded or normalised.
pub fn session_of(id: &str) -> H256 {
	BlakeTwo256::hash(id.as_bytes())
}
