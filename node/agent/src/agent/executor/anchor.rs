// SPDX-License-Identifier: Apache-2.0

//! Anchoring the operational log: its head becomes a receipt, so that nobody can cut it off later.

use super::Executor;
use crate::{
	error::Error,
	receipt::record::attest::{Attest, Attested},
};
use serde_json::json;
use std::time::{Duration, Instant};
use subxt::utils::Static;
use tokio::{
	sync::watch,
	time::{interval, MissedTickBehavior},
};
use tonnetz_core::receipt::{subject_of, Kind};

/// How often it is looked whether it is time.
const TICK: Duration = Duration::from_secs(10);

/// How often it is anchored.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// What the receipts are about.
const SUBJECT: &str = "operational.jsonl";

/// The name of the note of what was sent.
const NOTE: &str = "anchor";

impl Executor {
	/// Anchors the log at most once an hour, while the agent is unlocked and something was logged.
	pub(super) async fn anchor(&self, mut stopped: watch::Receiver<bool>) {
		let mut ticks = interval(TICK);
		ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
		let (mut anchored, mut last) = (0, None::<Instant>);
		loop {
			tokio::select! {
				_ = ticks.tick() => {}
				_ = stopped.wait_for(|stopped| *stopped) => return,
			}
			if last.is_some_and(|at| at.elapsed() < EVERY) {
				continue;
			}
			match self.anchor_now(anchored).await {
				Ok(None) => {}
				Ok(Some(entries)) => (anchored, last) = (entries, Some(Instant::now())),
				Err(error) => {
					tracing::warn!("the operational log is not anchored: {error}");
					last = Some(Instant::now());
				}
			}
		}
	}

	/// How many entries are anchored now, unless there is no need or no way.
	async fn anchor_now(&self, anchored: u64) -> Result<Option<u64>, Error> {
		let log = self.recorder.head();
		let Some(head) = self.link.head().filter(|_| self.vault.is_unlocked()) else {
			return Ok(None);
		};
		if log.entries <= anchored || self.is_under_way(NOTE, &head)? {
			return Ok(None);
		}
		let call = Attest {
			kind: Static(Kind::Document),
			subject: subject_of(SUBJECT).into(),
			digest: log.hash.0,
			parent: None,
			uri: Vec::new(),
			expires: None,
		};
		let included = self.make(&head, "Receipts", "attest", call, NOTE).await?;
		let attested = included.and_then(|included| included.event("Receipts", "Attested"));
		let Attested { id, .. } = attested.map_err(Error::Agent)?;
		tracing::info!("receipt {id} anchors {} entries of the operational log", log.entries);
		self.recorder.record(
			json!({ "kind": "log_head", "entries": log.entries, "hash": log.hash }),
			Some(json!({ "kind": "receipts.attest", "as": self.account })),
			json!({ "receipt": id }),
		);
		// The entry about the anchor is none that needs another.
		Ok(Some(log.entries.saturating_add(1)))
	}
}
