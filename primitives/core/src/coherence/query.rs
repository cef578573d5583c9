// SPDX-License-Identifier: Apache-2.0

//! What queries answer, in the runtime API, in JSON-RPC and in clients.

use super::{decimal, median, Corridor, State, MAX_REPORTERS, MIN_REPORTERS};
use crate::{
	receipt::ReceiptId,
	types::{BlockNumber, Moment},
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{ConstU32, H256};
use sp_runtime::{BoundedVec, FixedU128};

/// A measurement of an operator, as its time series keeps it.
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
pub struct Reading {
	/// The number of the reading among all of the operator, from 0.
	pub number: u64,
	/// The session it was taken in.
	pub session: H256,
	/// The coherence ratio.
	#[serde(with = "decimal::unsigned")]
	pub ratio: FixedU128,
	/// Where the ratio lay to the corridor of the session.
	pub state: State,
	/// How many samples it is the mean of.
	pub samples: u32,
	/// How often they were taken, in Hz; 0 if that was not stated.
	#[serde(with = "decimal::unsigned")]
	pub sampling_rate: FixedU128,
	/// The block of the report.
	pub at: BlockNumber,
	/// The timestamp of that block, Unix time in milliseconds.
	pub time: Moment,
	/// The receipt of the report, of the kind `Coherence`.
	pub receipt: ReceiptId,
}

/// A part of an operator's time series, ascending by number.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct ReadingPage {
	/// The readings from the number that was asked for.
	pub items: Vec<Reading>,
	/// The `from` of the next query; `None` at the end.
	pub next: Option<u64>,
}

/// What an operator reported of a session, the last time if it did so twice.
#[derive(
	Clone,
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
pub struct SessionReport<AccountId> {
	/// Who reported.
	pub reporter: AccountId,
	/// The coherence ratio.
	#[serde(with = "decimal::unsigned")]
	pub ratio: FixedU128,
	/// The block of the report.
	pub at: BlockNumber,
	/// The receipt of the report.
	pub receipt: ReceiptId,
}

/// What the operators who reported a session agree on.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct SessionMedian {
	/// The [median](super::median) of their ratios.
	#[serde(with = "decimal::unsigned")]
	pub ratio: FixedU128,
	/// Where it lies to the corridor of the session.
	pub state: State,
}

impl SessionMedian {
	/// The median of ratios in any order, and where it lies; `None` of fewer than
	/// [`MIN_REPORTERS`].
	pub fn of(
		ratios: impl ExactSizeIterator<Item = FixedU128>,
		corridor: &Corridor,
	) -> Option<Self> {
		if ratios.len() < MIN_REPORTERS as usize {
			return None;
		}
		median(ratios).map(|ratio| Self { ratio, state: corridor.state(ratio) })
	}
}

/// All that the chain knows of a session.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct SessionInfo<AccountId> {
	/// The block of its first report.
	pub opened: BlockNumber,
	/// The first block that takes no more reports.
	pub sealed_at: BlockNumber,
	/// Whether that block is reached.
	pub sealed: bool,
	/// The corridor in force when it was opened, by which it is judged.
	pub corridor: Corridor,
	/// What its reporters agree on; `None` below [`MIN_REPORTERS`] of them.
	pub median: Option<SessionMedian>,
	/// Its reports, one of each operator, ascending by account.
	pub reports: BoundedVec<SessionReport<AccountId>, ConstU32<MAX_REPORTERS>>,
}

/// A summary of readings.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct Stats {
	/// How many readings there are.
	pub count: u32,
	/// The mean of their ratios, cut after the 18th decimal.
	#[serde(with = "decimal::unsigned")]
	pub mean: FixedU128,
	/// The least ratio.
	#[serde(with = "decimal::unsigned")]
	pub min: FixedU128,
	/// The greatest ratio.
	#[serde(with = "decimal::unsigned")]
	pub max: FixedU128,
	/// The share of readings that were coherent when they were reported, rounded down, in parts per
	/// million.
	pub in_corridor: u32,
}

impl Stats {
	/// The summary of readings; `None` if there are none.
	pub fn of<'a>(readings: impl IntoIterator<Item = &'a Reading>) -> Option<Self> {
		let (mut count, mut sum, mut coherent) = (0u32, 0u128, 0u64);
		let (mut min, mut max) = (u128::MAX, 0u128);
		for Reading { ratio, state, .. } in readings {
			let ratio = ratio.into_inner();
			count = count.checked_add(1)?;
			sum = sum.checked_add(ratio)?;
			coherent = coherent.saturating_add(state.in_corridor().into());
			(min, max) = (min.min(ratio), max.max(ratio));
		}
		let share = coherent.saturating_mul(1_000_000).checked_div(count.into())?;
		Some(Self {
			count,
			mean: FixedU128::from_inner(sum.checked_div(count.into())?),
			min: FixedU128::from_inner(min),
			max: FixedU128::from_inner(max),
			in_corridor: u32::try_from(share).ok()?,
		})
	}
}
