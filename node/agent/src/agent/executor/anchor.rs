// SPDX-License-Identifier: Apache-2.0

//! Anchoring the operational log: its head becomes a receipt, so that nobody can cut it off later.

use super::Executor;
use crate::{
	agent::operational::now,
	error::Error,
	receipt::record::attest::{Attest, Attested},
};
use serde::{Deserialize, Serialize};
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

/// The name of the note of the last anchor.
const ANCHORED: &str = "anchored";

/// The last anchor.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Anchored {
	/// How many entries it covers.
	entries: u64,
	/// When, Unix time in milliseconds.
	at: u64,
}

impl Executor {
	/// Anchors the log at most once an hour, while the agent is unlocked and something was logged.
	pub(super) async fn anchor(&self, mut stopped: watch::Receiver<bool>) {
		let mut ticks = interval(TICK);
		ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
		let mut failed = None::<Instant>;
		loop {
			tokio::select! {
				_ = ticks.tick() => {}
				_ = stopped.wait_for(|stopped| *stopped) => return,
			}
			if failed.is_some_and(|at| at.elapsed() < EVERY) {
				continue;
			}
			failed = None;
			if let Err(error) = self.anchor_if_due().await {
				tracing::warn!("the operational log is not anchored: {error}");
				failed = Some(Instant::now());
			}
		}
	}

	async fn anchor_if_due(&self) -> Result<(), Error> {
		let log = self.recorder.head();
		let Some(head) = self.link.head().filter(|_| self.vault.is_unlocked()) else {
			return Ok(());
		};
		let last: Anchored = self.outbox.get(ANCHORED)?.unwrap_or_default();
		let due =
			now().saturating_sub(last.at) >= u64::try_from(EVERY.as_millis()).unwrap_or_default();
		if !due || log.entries <= last.entries || self.is_under_way(NOTE, &head)? {
			return Ok(());
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
		self.outbox.remove(NOTE)?;
		// The entry about the anchor is none that needs another.
		let entries = log.entries.saturating_add(1);
		self.outbox.put(ANCHORED, &Anchored { entries, at: now() })
	}
}
