// SPDX-License-Identifier: Apache-2.0

//! What `/metrics` shows.

use crate::error::Error;
use prometheus::{Encoder, IntCounter, IntCounterVec, IntGauge, Opts, Registry, TextEncoder};

/// The counters and gauges of an agent.
pub struct Metrics {
	registry: Registry,
	/// 1 while the agent is unlocked.
	pub unlocked: IntGauge,
	/// 1 while the node answers.
	pub connected: IntGauge,
	/// The number of the newest finalised block that was seen.
	pub finalised: IntGauge,
	/// Seconds since a new finalised block was seen.
	pub finality_age: IntGauge,
	/// Entries of the operational log.
	pub log_entries: IntGauge,
	/// Outcomes that are not yet reported to the chain.
	pub unreported: IntGauge,
	/// Commands that are being carried out.
	pub running: IntGauge,
	refused: IntCounterVec,
	verdicts: IntCounterVec,
	commands: IntCounterVec,
	heartbeats: IntCounterVec,
	updates: IntCounterVec,
	coherence: IntCounterVec,
	reports: IntCounterVec,
	/// How often the connection to the node was lost or could not be made.
	pub disconnects: IntCounter,
}

impl Metrics {
	/// All at zero.
	pub fn new() -> Result<Self, Error> {
		let registry = Registry::new();
		let gauge = |name: &str, help: &str| register(&registry, IntGauge::new(name, help));
		let counters = |name: &str, help: &str, label: &str| {
			register(&registry, IntCounterVec::new(Opts::new(name, help), &[label]))
		};
		Ok(Self {
			unlocked: gauge("tonnetz_agent_unlocked", "1 while the agent has its keys")?,
			connected: gauge("tonnetz_agent_node_connected", "1 while the node answers")?,
			finalised: gauge("tonnetz_agent_finalised_block", "The newest finalised block")?,
			finality_age: gauge(
				"tonnetz_agent_finality_age_seconds",
				"Seconds since a new finalised block was seen",
			)?,
			log_entries: gauge("tonnetz_agent_log_entries", "Entries of the operational log")?,
			unreported: gauge(
				"tonnetz_agent_executor_unreported",
				"Outcomes that are not yet reported to the chain",
			)?,
			running: gauge(
				"tonnetz_agent_executor_running",
				"Commands that are being carried out",
			)?,
			refused: counters(
				"tonnetz_agent_gate_refused_total",
				"Requests that got no verdict, by code",
				"code",
			)?,
			verdicts: counters(
				"tonnetz_agent_gate_verdicts_total",
				"Commands that the chain judged, by verdict",
				"verdict",
			)?,
			commands: counters(
				"tonnetz_agent_executor_commands_total",
				"Commands of the executor, by what became of them",
				"outcome",
			)?,
			heartbeats: counters(
				"tonnetz_agent_heartbeats_total",
				"Heartbeats, by what became of them",
				"outcome",
			)?,
			updates: counters(
				"tonnetz_agent_signal_updates_total",
				"Updates of streams, by what became of them",
				"outcome",
			)?,
			coherence: counters(
				"tonnetz_agent_coherence_requests_total",
				"Signals that were asked about, by their state",
				"state",
			)?,
			reports: counters(
				"tonnetz_agent_coherence_reports_total",
				"Reports of coherence, by what became of them",
				"outcome",
			)?,
			disconnects: register(
				&registry,
				IntCounter::new(
					"tonnetz_agent_node_disconnects_total",
					"How often the connection to the node was lost or could not be made",
				),
			)?,
			registry,
		})
	}

	/// Counts a request that got no verdict.
	pub fn refused(&self, code: &str) {
		self.refused.with_label_values(&[code]).inc();
	}

	/// Counts a verdict.
	pub fn verdict(&self, verdict: &str) {
		self.verdicts.with_label_values(&[verdict]).inc();
	}

	/// Counts a command of the executor.
	pub fn command(&self, outcome: &str) {
		self.commands.with_label_values(&[outcome]).inc();
	}

	/// Counts a heartbeat.
	pub fn heartbeat(&self, outcome: &str) {
		self.heartbeats.with_label_values(&[outcome]).inc();
	}

	/// Counts an update of a stream.
	pub fn update(&self, outcome: &str) {
		self.updates.with_label_values(&[outcome]).inc();
	}

	/// Counts a signal that was asked about.
	pub fn coherence(&self, state: &str) {
		self.coherence.with_label_values(&[state]).inc();
	}

	/// Counts a report of coherence.
	pub fn report(&self, outcome: &str) {
		self.reports.with_label_values(&[outcome]).inc();
	}

	/// In the text format of Prometheus.
	pub fn text(&self) -> Result<Vec<u8>, prometheus::Error> {
		let mut text = Vec::new();
		TextEncoder::new().encode(&self.registry.gather(), &mut text)?;
		Ok(text)
	}
}

fn register<M: prometheus::core::Collector + Clone + 'static>(
	registry: &Registry,
	metric: prometheus::Result<M>,
) -> Result<M, Error> {
	metric
		.and_then(|metric| registry.register(Box::new(metric.clone())).map(|()| metric))
		.map_err(|error| Error::Internal(error.to_string()))
}
