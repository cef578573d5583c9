// SPDX-License-Identifier: Apache-2.0

//! Anchoring the operational log: its head becomes a receipt, so that nobody can cut it off later.

use super::{
	actor::{Actor, Failure},
	operational::now,
	outbox::Sent,
	recorder::Recorder,
	report::{AnchorReport, LastAnchor},
};
use crate::{
	error::Error,
	receipt::record::attest::{Attest, Attested},
};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sp_core::crypto::Ss58Codec;
use std::{
	sync::{Arc, Mutex, MutexGuard, PoisonError},
	time::{Duration, Instant},
};
use subxt::utils::Static;
use tokio::{
	sync::watch,
	time::{interval, MissedTickBehavior},
};
use tonnetz_core::receipt::{subject_of, Kind, ReceiptId};

/// How often it is looked whether it is time.
const TICK: Duration = Duration::from_secs(10);

/// How often it is anchored.
const EVERY: Duration = Duration::from_secs(60 * 60);

/// How long to wait when nothing was sent. A transaction that failed cost its fee, and the next is an
/// hour later.
const RETRY: Duration = Duration::from_secs(5 * 60);

/// What the receipts are about.
pub const SUBJECT: &str = "operational.jsonl";

/// The name of the note of what was sent.
const NOTE: &str = "anchor";

/// The name of the note of the last anchor.
const ANCHORED: &str = "anchored";

/// The last anchor.
#[derive(Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Anchored {
	/// How many entries it covers, and the one about itself.
	entries: u64,
	/// When, Unix time in milliseconds.
	at: u64,
	/// Its receipt.
	receipt: Option<ReceiptId>,
	/// The block that it is in.
	block: Option<u64>,
}

/// An attempt that failed.
struct Failed {
	at: Instant,
	wait: Duration,
	why: String,
}

/// Anchors the log of an agent.
pub struct Anchor {
	actor: Actor,
	recorder: Arc<Recorder>,
	failed: Mutex<Option<Failed>>,
}

impl Anchor {
	/// Anchors in the actor's name.
	pub fn new(actor: Actor, recorder: Arc<Recorder>) -> Self {
		Self { actor, recorder, failed: Mutex::default() }
	}

	/// Anchors the log at most once an hour, while the agent is unlocked and something was logged. Ends
	/// when told to.
	pub async fn work(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
		let mut ticks = interval(TICK);
		ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
		loop {
			tokio::select! {
				_ = ticks.tick() => {}
				_ = stopped.wait_for(|stopped| *stopped) => return,
			}
			if self.failed().as_ref().is_some_and(|failed| failed.at.elapsed() < failed.wait) {
				continue;
			}
			// What is being sent when the agent ends is left to its note.
			let outcome = tokio::select! {
				outcome = self.anchor_if_due() => outcome,
				_ = stopped.wait_for(|stopped| *stopped) => return,
			};
			*self.failed() = outcome.err().map(|(error, wait)| {
				tracing::warn!("the operational log is not anchored: {error}");
				Failed { at: Instant::now(), wait, why: error.to_string() }
			});
		}
	}

	/// Anchors the log if there is something new and the last anchor is old enough.
	///
	/// # Errors
	/// Why not, and how long to wait before it is tried again.
	async fn anchor_if_due(&self) -> Result<(), (Error, Duration)> {
		let soon = |error| (error, RETRY);
		let Actor { account, outbox, vault, link, .. } = &self.actor;
		let log = self.recorder.head();
		let Some(head) = link.head().filter(|_| vault.is_unlocked()) else {
			return Ok(());
		};
		let last: Anchored = outbox.get(ANCHORED).map_err(soon)?.unwrap_or_default();
		let due =
			now().saturating_sub(last.at) >= u64::try_from(EVERY.as_millis()).unwrap_or_default();
		let sent: Option<Sent> = outbox.get(NOTE).map_err(soon)?;
		let is_under_way = sent.is_some_and(|sent| head.block.number < sent.void_at);
		if !due || log.entries <= last.entries || is_under_way {
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
		let made = self.actor.make(&head, ("Receipts", "attest"), call, NOTE, |sent| sent).await;
		let included = match made {
			Ok(included) => included,
			Err(failure) => {
				let wait = match failure {
					Failure::Failed(_) => {
						outbox.remove(NOTE).map_err(soon)?;
						EVERY
					}
					_ => RETRY,
				};
				return Err((Error::Agent(failure.to_string()), wait));
			}
		};
		let block = included.block_number;
		let Attested { id, .. } = included
			.event("Receipts", "Attested")
			.map_err(|reason| (head.chain.mismatch(reason), EVERY))?;
		tracing::info!("receipt {id} anchors {} entries of the operational log", log.entries);
		self.recorder.record(
			json!({ "kind": "log_head", "entries": log.entries, "hash": log.hash }),
			Some(json!({ "kind": "receipts.attest", "as": account })),
			json!({ "receipt": id, "block": block }),
		);
		outbox.remove(NOTE).map_err(soon)?;
		// The entry about the anchor is none that needs another.
		let entries = log.entries.saturating_add(1);
		let anchored = Anchored { entries, at: now(), receipt: Some(id), block: Some(block) };
		outbox.put(ANCHORED, &anchored).map_err(soon)
	}

	/// How it stands.
	pub fn report(&self) -> AnchorReport {
		let (last, unreadable) = match self.actor.outbox.get::<Anchored>(ANCHORED) {
			Ok(last) => (last, None),
			Err(error) => (None, Some(error.to_string())),
		};
		let failed = self.failed().as_ref().map(|failed| failed.why.clone());
		AnchorReport {
			account: self.actor.account.to_ss58check(),
			last: last.map(|Anchored { entries, at, receipt, block }| LastAnchor {
				entries: entries.saturating_sub(1),
				receipt,
				block,
				at,
			}),
			obstacle: self.actor.obstacle().or(unreadable).or(failed),
		}
	}

	fn failed(&self) -> MutexGuard<'_, Option<Failed>> {
		self.failed.lock().unwrap_or_else(PoisonError::into_inner)
	}
}
