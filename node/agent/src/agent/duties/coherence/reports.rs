// SPDX-License-Identifier: Apache-2.0

//! Reports of measurements: each is on disk before it is answered for, and leaves it when the chain has
//! it or has refused it.

use super::queue::Queue;
use crate::{
	agent::{
		actor::{Actor, Failure},
		duties::{lock, said::Said},
		link::Head,
		metrics::Metrics,
		outbox::{Outbox, Sent},
		recorder::Recorder,
		report::{CoherenceReport, LastReport, Outcome},
	},
	chain::Block,
	error::Error,
	receipt::reads::params,
	signal::PALLET,
};
use futures::{stream, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sp_core::H256;
use std::{
	collections::BTreeMap,
	sync::{
		atomic::{AtomicU64, Ordering},
		Arc, Mutex,
	},
};
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};
use tokio::sync::{oneshot, Notify};
use tonnetz_core::{
	coherence::{decimal::from_unsigned, Measurement},
	receipt::{ReceiptId, MAX_PAGE},
};

/// How many may wait.
const MAX_QUEUED: usize = 256;

/// How many are under way at a time.
const AT_ONCE: usize = 8;

/// What messages are about.
const WHAT: &str = "coherence";

/// What names of notes begin with.
const PREFIX: &str = "coherence-";

/// What became of a report: its receipt and block, or why the chain refused it.
pub type Settled = Result<(ReceiptId, Block), String>;

/// What is written down before a report is sent.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Note {
	sent: Sent,
	/// The newest finalised block then: the report comes after it.
	from: u64,
}

struct Waiting {
	measurement: Measurement,
	session_id: String,
	/// The finalised block before which nothing is tried.
	from: u64,
	asker: Option<oneshot::Sender<Settled>>,
}

/// The arguments of the call, by name. Numbers are in units of 10^-18.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct ReportCoherence {
	session: [u8; 32],
	samples: Vec<u128>,
	sampling_rate: u128,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct CoherenceReported {
	receipt: ReceiptId,
}

/// The reports of an agent.
pub struct Reports {
	actor: Arc<Actor>,
	queue: Queue,
	recorder: Arc<Recorder>,
	metrics: Arc<Metrics>,
	waiting: Mutex<BTreeMap<u64, Waiting>>,
	arrived: Notify,
	next: AtomicU64,
	reported: AtomicU64,
	last: Mutex<Option<LastReport>>,
	said: Said,
}

impl Reports {
	/// Takes up what an earlier process has left.
	pub fn open(
		actor: Arc<Actor>,
		directory: Outbox,
		recorder: Arc<Recorder>,
		metrics: Arc<Metrics>,
	) -> Result<Self, Error> {
		let queue = Queue::new(directory);
		let waiting: BTreeMap<_, _> = queue
			.all()?
			.into_iter()
			.map(|(number, measurement, session_id)| {
				(number, Waiting { measurement, session_id, from: 0, asker: None })
			})
			.collect();
		// Notes of what is settled: the agent was killed before they were removed.
		for name in actor.outbox.names()? {
			let number = name.strip_prefix(PREFIX).and_then(|number| number.parse::<u64>().ok());
			if number.is_some_and(|number| !waiting.contains_key(&number)) {
				actor.outbox.remove(&name)?;
			}
		}
		let next = waiting.last_key_value().map_or(0, |(last, _)| last.saturating_add(1));
		Ok(Self {
			actor,
			queue,
			recorder,
			metrics,
			waiting: Mutex::new(waiting),
			arrived: Notify::new(),
			next: AtomicU64::new(next),
			reported: AtomicU64::new(0),
			last: Mutex::default(),
			said: Said::default(),
		})
	}

	/// Has a measurement reported. What it becomes is sent, unless the process ends before.
	///
	/// # Errors
	/// As many wait as may, or the disk does not take it.
	pub fn put(
		&self,
		measurement: Measurement,
		session_id: String,
	) -> Result<oneshot::Receiver<Settled>, Error> {
		let mut waiting = lock(&self.waiting);
		if waiting.len() >= MAX_QUEUED {
			return Err(Error::Agent(format!(
				"{MAX_QUEUED} reports wait for the chain: unlock the agent, and fund its account"
			)));
		}
		let number = self.next.fetch_add(1, Ordering::Relaxed);
		self.queue.put(number, &measurement, &session_id)?;
		let (asker, settled) = oneshot::channel();
		waiting.insert(number, Waiting { measurement, session_id, from: 0, asker: Some(asker) });
		drop(waiting);
		self.arrived.notify_one();
		Ok(settled)
	}

	/// Whether reports can be sent now.
	pub fn may_send(&self) -> bool {
		self.actor.vault.is_unlocked() && self.actor.link.head().is_some()
	}

	/// How many wait.
	pub fn queued(&self) -> usize {
		lock(&self.waiting).len()
	}

	/// How many this process has reported.
	pub fn reported(&self) -> u64 {
		self.reported.load(Ordering::Relaxed)
	}

	/// How they stand.
	pub fn report(&self) -> CoherenceReport {
		CoherenceReport {
			reported: self.reported(),
			queued: self.queued(),
			last: lock(&self.last).clone(),
			obstacle: self.actor.obstacle().or_else(|| self.said.obstacle(WHAT)),
		}
	}

	/// Reports what waits, for ever.
	pub async fn work(&self) {
		let (mut heads, mut changes) = (self.actor.link.heads(), self.actor.vault.changes());
		loop {
			let head = heads.borrow_and_update().clone();
			if let Some(head) = head.filter(|_| self.actor.vault.is_unlocked()) {
				self.pass(&head).await;
			}
			let ended = tokio::select! {
				() = self.arrived.notified() => false,
				changed = heads.changed() => changed.is_err(),
				changed = changes.changed() => changed.is_err(),
			};
			if ended {
				return std::future::pending().await;
			}
		}
	}

	async fn pass(&self, head: &Head) {
		let due: Vec<_> = lock(&self.waiting)
			.iter()
			.filter(|(_, waiting)| waiting.from <= head.block.number)
			.map(|(number, waiting)| (*number, waiting.measurement.clone()))
			.collect();
		let all = due.into_iter().map(|(number, measurement)| async move {
			match self.send(number, &measurement, head).await {
				Ok(Some(settled)) => self.settle(number, &measurement, settled),
				Ok(None) => Ok(()),
				Err(error) => Err(error),
			}
		});
		let mut outcomes = stream::iter(all).buffer_unordered(AT_ONCE);
		let mut fault = None;
		while let Some(outcome) = outcomes.next().await {
			fault = outcome.err().or(fault);
		}
		match fault {
			Some(error) => self.said.fault(WHAT, &error.to_string()),
			None => self.said.looked(WHAT),
		}
	}

	/// Reports a measurement, or finds out what became of its report. `None` if it is to be looked at
	/// again.
	async fn send(
		&self,
		number: u64,
		measurement: &Measurement,
		head: &Head,
	) -> Result<Option<Settled>, Error> {
		let outbox = &self.actor.outbox;
		let name = format!("{PREFIX}{number}");
		if let Some(note) = outbox.get::<Note>(&name)? {
			if let Some(found) = self.find(measurement, note.from, head).await? {
				return Ok(Some(Ok(found)));
			}
			if head.block.number < note.sent.void_at {
				return Ok(None);
			}
			outbox.remove(&name)?;
		}
		let Measurement { session, sampling_rate, samples, .. } = measurement;
		let call = ReportCoherence {
			session: session.0,
			samples: samples.iter().map(|sample| sample.into_inner()).collect(),
			sampling_rate: sampling_rate.into_inner(),
		};
		let note = |sent| Note { sent, from: head.block.number };
		let call_name = (PALLET, "report_coherence");
		match self.actor.make(head, call_name, call, &name, note).await {
			Ok(included) => {
				let event = included.event(PALLET, "CoherenceReported");
				let CoherenceReported { receipt } =
					event.map_err(|reason| head.chain.mismatch(reason))?;
				Ok(Some(Ok((receipt, included.block()))))
			}
			Err(Failure::Failed(error)) => Ok(Some(Err(error.to_string()))),
			Err(failure) => {
				self.said.warn(WHAT, &failure.to_string());
				if let Some(pause) = failure.pause() {
					outbox.remove(&name)?;
					let from = head.block.number.saturating_add(pause.into());
					if let Some(waiting) = lock(&self.waiting).get_mut(&number) {
						waiting.from = from;
					}
				}
				Ok(None)
			}
		}
	}

	/// Looks for a report in finalised state.
	async fn find(
		&self,
		measurement: &Measurement,
		from: u64,
		head: &Head,
	) -> Result<Option<(ReceiptId, Block)>, Error> {
		let Measurement { session, sampling_rate, samples, ratio, .. } = measurement;
		let (chain, at) = (&head.chain, head.block.hash);
		let page = chain.readings(&self.actor.account, 0, MAX_PAGE, at).await?;
		let found = page.items.into_iter().find(|reading| {
			u64::from(reading.at) > from
				&& reading.session == *session
				&& reading.ratio == *ratio
				&& reading.sampling_rate == *sampling_rate
				&& usize::try_from(reading.samples) == Ok(samples.len())
		});
		let Some(reading) = found else { return Ok(None) };
		let hash: H256 = chain.request("chain_getBlockHash", params(&(reading.at,))?).await?;
		Ok(Some((reading.receipt, Block { number: reading.at.into(), hash })))
	}

	/// A report waits no more.
	fn settle(
		&self,
		number: u64,
		measurement: &Measurement,
		settled: Settled,
	) -> Result<(), Error> {
		self.queue.remove(number)?;
		self.actor.outbox.remove(&format!("{PREFIX}{number}"))?;
		let Some(waiting) = lock(&self.waiting).remove(&number) else { return Ok(()) };
		let Measurement { session, ratio, state, .. } = measurement;
		self.recorder.record(
			json!({
				"kind": "coherence",
				"session": session,
				"session_id": waiting.session_id,
				"ratio": from_unsigned(*ratio),
				"state": state,
			}),
			Some(json!({ "kind": "signals.report_coherence", "as": self.actor.account })),
			match &settled {
				Ok((receipt, block)) => json!({ "receipt": receipt, "block": block.number }),
				Err(reason) => json!({ "failed": reason }),
			},
		);
		// That it could be settled: nothing keeps the others.
		self.said.well(WHAT);
		let last = match &settled {
			Ok((receipt, block)) => {
				self.reported.fetch_add(1, Ordering::Relaxed);
				let block = Some(block.number);
				let outcome = Outcome { outcome: "reported".to_owned(), block, reason: None };
				LastReport { receipt: Some(*receipt), outcome }
			}
			Err(reason) => {
				tracing::warn!("{WHAT}: {reason}");
				let reason = Some(reason.clone());
				let outcome = Outcome { outcome: "failed".to_owned(), block: None, reason };
				LastReport { receipt: None, outcome }
			}
		};
		self.metrics.report(&last.outcome.outcome);
		*lock(&self.last) = Some(last);
		// Who asked may be gone.
		let _ = waiting.asker.map(|asker| asker.send(settled));
		Ok(())
	}
}
