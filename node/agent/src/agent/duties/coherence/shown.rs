// SPDX-License-Identifier: Apache-2.0

//! What is answered.

use super::{request::Fault, Coherence, Known};
use crate::{agent::duties::lock, chain::Block};
use serde::Serialize;
use subxt::rpcs::client::RawValue;
use tonnetz_core::{
	coherence::{decimal, Measurement, State},
	receipt::ReceiptId,
};

/// The coherence of a signal.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
	/// The ratio, a number with up to 18 decimals. Its text: a float has not that many.
	coherence_ratio: Box<RawValue>,
	/// Whether it lies within the corridor.
	in_corridor: bool,
	/// Where it lies.
	pub state: State,
	/// What that says, in words.
	interpretation: &'static str,
	/// The receipt of the report, once it is final.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub receipt: Option<ReceiptId>,
	/// The block of the report.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub block: Option<Block>,
	/// What became of a report that is not final: `queued`, `failed`, `no_session_id`.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub report: Option<&'static str>,
	/// Why it failed.
	#[serde(skip_serializing_if = "Option::is_none")]
	pub reason: Option<String>,
}

impl Answer {
	/// The answer to a measurement that is not reported.
	pub fn new(measurement: &Measurement) -> Result<Self, Fault> {
		let Measurement { ratio, state, .. } = measurement;
		let coherence_ratio = RawValue::from_string(decimal::from_unsigned(*ratio))
			.map_err(|error| Fault::unavailable(error.to_string()))?;
		Ok(Self {
			coherence_ratio,
			in_corridor: state.in_corridor(),
			state: *state,
			interpretation: state.interpretation(),
			receipt: None,
			block: None,
			report: None,
			reason: None,
		})
	}
}

/// How the service is.
#[derive(Serialize)]
pub struct Status {
	status: &'static str,
	corridor: Known,
	/// How many signals were measured, and how many requests refused.
	computed: u64,
	refused: u64,
	/// Whether signals are reported to the chain; how many were, and how many wait for it.
	reporting: bool,
	reported: u64,
	queued: usize,
	/// Who listens to the stream.
	listeners: usize,
	/// The last answer.
	last: Option<Answer>,
}

impl Status {
	/// How a service is now.
	pub fn of(coherence: &Coherence) -> Self {
		let asked = lock(&coherence.asked).clone();
		let reports = coherence.reports.as_ref();
		Self {
			status: "ok",
			corridor: *lock(&coherence.known),
			computed: asked.computed,
			refused: asked.refused,
			reporting: reports.is_some(),
			reported: reports.map_or(0, |reports| reports.reported()),
			queued: reports.map_or(0, |reports| reports.queued()),
			listeners: coherence.hub.listeners(),
			last: asked.last,
		}
	}
}
