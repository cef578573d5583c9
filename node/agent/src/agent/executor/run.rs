// SPDX-License-Identifier: Apache-2.0

//! Carrying out a claimed command.

use super::{lock, Executor, Info};
use crate::{agent::link::Head, error::Error, output::hex};
use serde_json::json;
use std::{
	sync::atomic::Ordering,
	time::{Duration, Instant},
};
use tokio::task::spawn_blocking;
use tonnetz_core::{cust::State, units::MILLISECS_PER_BLOCK, BlockNumber};
use tonnetz_executor::{Report, RunError, Task};

/// How many blocks of a lease are kept for the report, or half of them if there are fewer.
const TO_REPORT: BlockNumber = 10;

impl Executor {
	/// Runs a command whose claim by this executor is in the finalised state of `head`, and reports
	/// what came of it.
	pub(super) async fn run_claimed(&self, info: &Info, head: &Head) -> Result<(), Error> {
		let id = info.id;
		// Read again: the state is that of this very block.
		let Some(info) = head.chain.command(id, head.block.hash).await? else { return Ok(()) };
		let State::Claimed { executor, at, lease_ends } = &info.state else { return Ok(()) };
		if *executor != self.account {
			return Ok(());
		}
		let target = info.command.target.to_lossy().into_owned();
		let Some(policy) = head.chain.policy(&target, head.block.hash).await? else {
			return self.abandon(&info, "its target has no policy any more");
		};
		let time = time_to_run(*lease_ends, head.chain.best_number().await?);
		let Some(deadline) = time.and_then(|time| Instant::now().checked_add(time)) else {
			return self.abandon(&info, "its lease is over");
		};

		tracing::info!("command {id}: running");
		lock(&self.running).insert(id);
		let (local, command) = (self.local.clone(), info.command.clone());
		let ran = spawn_blocking(move || {
			let task = Task { id, command: &command, policy: &policy, deadline };
			local.run(&task, &())
		})
		.await;
		lock(&self.running).remove(&id);
		let report = match ran {
			Ok(Ok(report)) => report,
			Ok(Err(RunError::Unrecorded { report, fault })) => {
				tracing::error!("command {id}: {fault}");
				self.broken.store(true, Ordering::Relaxed);
				*report
			}
			Ok(Err(error @ (RunError::TooLate(_) | RunError::UnknownTarget(_)))) => {
				return self.abandon(&info, &error.to_string());
			}
			Ok(Err(RunError::Journal(error))) => return self.journal(Err(error)),
			Ok(Err(error)) => return Err(Error::Agent(error.to_string())),
			Err(error) => return Err(Error::Internal(format!("command {id}: {error}"))),
		};
		self.ran(&info, &report, head, *at);
		let Report { outcome, evidence_digest, log_digest, .. } = report;
		// Of a newer block, if there is one: the run may have taken long.
		let head = self.link.head().unwrap_or_else(|| head.clone());
		self.complete(id, (outcome, evidence_digest, log_digest), &head).await
	}

	/// Leaves a command that was not started to lapse.
	pub(super) fn abandon(&self, info: &Info, why: &str) -> Result<(), Error> {
		tracing::warn!("command {}: not started: {why}", info.id);
		self.recorder.record(
			json!({ "kind": "command_claimed", "id": info.id, "digest": info.digest }),
			None,
			json!({ "kind": "refused", "message": why }),
		);
		self.metrics.command("abandoned");
		self.journal(self.local.abandoned(info.id))?;
		self.forget(info.id)
	}

	/// Logs what came of a command.
	fn ran(&self, info: &Info, report: &Report, head: &Head, claimed_at: BlockNumber) {
		let fault = report.fault.as_ref();
		match fault {
			None => tracing::info!("command {}: done", info.id),
			Some((code, message)) => tracing::warn!("command {}: {code}: {message}", info.id),
		}
		self.recorder.record(
			json!({
				"kind": "command_claimed",
				"id": info.id,
				"target": info.command.target,
				"digest": info.digest,
				"claimed": claimed_at,
				"finalised": { "number": head.block.number, "hash": hex(head.block.hash) },
			}),
			Some(json!({ "kind": "execute", "steps": report.steps.len() })),
			json!({
				"outcome": report.outcome,
				"fault": fault.map(|(code, _)| code),
				"message": fault.map(|(_, message)| message),
				"evidence": report.evidence_digest,
				"log": report.log_digest,
			}),
		);
	}
}

/// How long a command may run, so that its report is on the chain before the lease ends; `None` if
/// there is no time at all.
fn time_to_run(lease_ends: BlockNumber, best: BlockNumber) -> Option<Duration> {
	let left = lease_ends.checked_sub(best)?;
	let blocks = left.saturating_sub(TO_REPORT.min(left.div_ceil(2)));
	let millis = u64::from(blocks).saturating_mul(MILLISECS_PER_BLOCK);
	(blocks > 0).then(|| Duration::from_millis(millis))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn time_is_left_to_report() {
		let seconds = |lease_ends, best| time_to_run(lease_ends, best).map(|time| time.as_secs());
		assert_eq!(seconds(300, 100), Some(190 * 3));
		assert_eq!(seconds(110, 100), Some(5 * 3));
		assert_eq!(seconds(102, 100), Some(3));
		assert_eq!(seconds(101, 100), None);
		assert_eq!(seconds(100, 100), None);
		assert_eq!(seconds(99, 100), None);
	}
}
