// SPDX-License-Identifier: Apache-2.0

//! How an agent is: what its status service and its socket tell.

use super::Agent;
use crate::agent::{
	report::{ExecutorReport, GateReport, Mode, NodeReport, Report},
	span::Span,
};
use sp_core::crypto::Ss58Codec;
use std::{
	sync::PoisonError,
	time::{Duration, Instant},
};

/// How long a check of the disk holds.
const PROBE: Duration = Duration::from_secs(5);

impl Agent {
	/// Whether the agent signs.
	pub fn mode(&self) -> Mode {
		if self.vault.is_unlocked() {
			Mode::SelfHeal
		} else {
			Mode::WatchOnly
		}
	}

	/// What keeps the agent from acting, beside its lock. Writes to the disk.
	pub fn obstacles(&self) -> Vec<String> {
		let mut obstacles = Vec::new();
		if self.link.head().is_none() {
			obstacles.push(format!("no connection to {}", self.link.url()));
		}
		let Span(lag) = self.config.limits.finality_lag;
		if let Some(age) = self.link.seen().map(|seen| seen.at.elapsed()).filter(|age| *age > lag) {
			obstacles.push(format!("no new finalised block for {} s", age.as_secs()));
		}
		obstacles.extend(self.probe());
		if self.recorder.is_failing() {
			obstacles.push("the operational log cannot be written".to_owned());
		}
		if self.gate.as_ref().is_some_and(|gate| !gate.is_healthy()) {
			obstacles.push("the gate's journal cannot be written".to_owned());
		}
		if self.executor.as_ref().is_some_and(|executor| executor.is_broken()) {
			obstacles.push("the executor's journal cannot be written".to_owned());
		}
		obstacles
	}

	/// What keeps files from being written, looked at not too often.
	fn probe(&self) -> Option<String> {
		let mut probed = self.probed.lock().unwrap_or_else(PoisonError::into_inner);
		match &*probed {
			Some((at, outcome)) if at.elapsed() < PROBE => outcome.clone(),
			_ => {
				let outcome = self.data.probe().err().map(|error| error.to_string());
				*probed = Some((Instant::now(), outcome.clone()));
				outcome
			}
		}
	}

	/// Brings the gauges up to date.
	pub fn measure(&self) {
		let gauge = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
		self.metrics.unlocked.set(i64::from(self.vault.is_unlocked()));
		let age = self.link.seen().map_or(0, |seen| seen.at.elapsed().as_secs());
		self.metrics.finality_age.set(gauge(age));
		self.metrics.log_entries.set(gauge(self.recorder.head().entries));
		if let Some(executor) = &self.executor {
			let count = |len: usize| gauge(u64::try_from(len).unwrap_or(u64::MAX));
			self.metrics.unreported.set(count(executor.unreported().len()));
			self.metrics.running.set(count(executor.running().len()));
		}
	}

	/// How the agent is.
	pub fn report(&self) -> Report {
		let seen = self.link.seen();
		Report {
			mode: self.mode(),
			unlocked_for: self.vault.remaining().map(|left| left.as_secs()),
			bound_to_session: self.config.unlock.bound_to_session,
			pid: std::process::id(),
			status: self.status_at.get().cloned().unwrap_or_default(),
			obstacles: self.obstacles(),
			node: NodeReport {
				url: self.link.url().to_owned(),
				connected: self.link.head().is_some(),
				finalised: seen.map(|seen| seen.block),
				age: seen.map(|seen| seen.at.elapsed().as_secs()),
			},
			gate: self.config.gate.as_ref().zip(self.gate.as_ref()).map(|(config, gate)| {
				let counts = gate.counts();
				GateReport {
					listen: self.gate_at.get().cloned().unwrap_or_default(),
					account: config.key.account.to_ss58check(),
					judged: counts
						.approved
						.saturating_add(counts.needs_approval)
						.saturating_add(counts.refused_by_chain),
					refused: counts.refused.values().fold(0, |sum, n| sum.saturating_add(*n)),
					in_flight: counts.in_flight,
				}
			}),
			executor: self.config.executor.as_ref().zip(self.executor.as_ref()).map(
				|(config, executor)| ExecutorReport {
					account: config.account().to_ss58check(),
					targets: config.targets.keys().cloned().collect(),
					running: executor.running(),
					unreported: executor.unreported(),
				},
			),
			duties: self.duties.as_ref().map(|duties| duties.report(self.coherence.report())),
			anchor: self.anchor.as_ref().map(|anchor| anchor.report()),
			log: self.recorder.head(),
		}
	}
}
