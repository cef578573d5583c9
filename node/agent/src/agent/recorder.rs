// SPDX-License-Identifier: Apache-2.0

//! The thread that writes the operational log: nobody else waits for the disk.

use super::{
	metrics::Metrics,
	operational::{Entry, LogHead, OperationalLog},
	vault::{Role, Vault},
};
use serde_json::Value;
use std::{
	io,
	sync::{
		atomic::{AtomicBool, Ordering},
		mpsc::{channel, Receiver, Sender},
		Arc, Mutex, PoisonError,
	},
	thread::{self, JoinHandle},
	time::Duration,
};
use tonnetz_gate::{Log, Refused};

/// How many entries are written together.
const BATCH: usize = 256;

/// How long to wait before a write that failed is tried again.
const RETRY: Duration = Duration::from_secs(1);

/// The way to the log. Entries are written in order; those that cannot be written yet are kept.
pub struct Recorder {
	log: Arc<OperationalLog>,
	failing: Arc<AtomicBool>,
	closed: Arc<AtomicBool>,
	// `None` once the log is closed.
	entries: Mutex<Option<Sender<Entry>>>,
	metrics: Arc<Metrics>,
}

impl Recorder {
	/// Begins to write. The thread ends after [`close`](Self::close).
	pub fn start(
		log: OperationalLog,
		vault: Arc<Vault>,
		metrics: Arc<Metrics>,
	) -> io::Result<(Self, JoinHandle<()>)> {
		let (sender, receiver) = channel();
		let writer = Writer {
			log: Arc::new(log),
			failing: Arc::default(),
			closed: Arc::default(),
			vault,
			receiver,
		};
		let recorder = Self {
			log: writer.log.clone(),
			failing: writer.failing.clone(),
			closed: writer.closed.clone(),
			entries: Mutex::new(Some(sender)),
			metrics,
		};
		let thread = thread::Builder::new()
			.name("operational-log".to_owned())
			.spawn(move || writer.run())?;
		Ok((recorder, thread))
	}

	/// Writes an entry, soon.
	pub fn record(&self, observation: Value, action: Option<Value>, outcome: Value) {
		let entry = Entry::new(observation, action, outcome);
		let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
		if entries.as_ref().is_none_or(|sender| sender.send(entry).is_err()) {
			tracing::error!("the operational log is closed: an entry is lost");
		}
	}

	/// Whether what was last to be written could not be.
	pub fn is_failing(&self) -> bool {
		self.failing.load(Ordering::Relaxed)
	}

	/// The newest entry that is written.
	pub fn head(&self) -> LogHead {
		self.log.head()
	}

	/// Takes no more entries.
	pub fn close(&self) {
		self.closed.store(true, Ordering::Relaxed);
		self.entries.lock().unwrap_or_else(PoisonError::into_inner).take();
	}
}

/// The recorder as the gate knows it.
pub struct GateLog(pub Arc<Recorder>);

impl Log for GateLog {
	fn refused(&self, refused: &Refused) {
		self.0.metrics.refused(refused.code);
		let observation = serde_json::json!({
			"kind": "gate_request",
			"secret": refused.secret,
			"digest": refused.digest,
			"id": refused.id,
		});
		let outcome = serde_json::json!({
			"kind": "refused",
			"status": refused.status,
			"code": refused.code,
			"message": refused.message,
		});
		self.0.record(observation, None, outcome);
	}
}

struct Writer {
	log: Arc<OperationalLog>,
	failing: Arc<AtomicBool>,
	closed: Arc<AtomicBool>,
	vault: Arc<Vault>,
	receiver: Receiver<Entry>,
}

impl Writer {
	fn run(self) {
		while let Ok(first) = self.receiver.recv() {
			let more = self.receiver.try_iter().take(BATCH.saturating_sub(1));
			let batch: Vec<_> = std::iter::once(first).chain(more).collect();
			while !self.write(&batch) {
				// A process that ends does not wait for a disk that is full.
				if self.closed.load(Ordering::Relaxed) {
					return;
				}
				thread::sleep(RETRY);
			}
		}
	}

	fn write(&self, batch: &[Entry]) -> bool {
		let key = self.vault.key(Role::Executor).or_else(|| self.vault.key(Role::Gate));
		let outcome = self.log.append(batch, key.as_deref());
		self.failing.store(outcome.is_err(), Ordering::Relaxed);
		if let Err(error) = &outcome {
			tracing::error!("the operational log: {error}");
		}
		outcome.is_ok()
	}
}
