// SPDX-License-Identifier: Apache-2.0

//! What the agent does by itself: heartbeats and telemetry for its operator, and coherence for whoever
//! asks. `docs/DUTIES.md` describes it.
//!
//! A heartbeat is due once in an era, an update of a stream once in its slot. What was sent for a period
//! is written down before it is sent, and what the chain says goes before the note: so neither a restart
//! nor a lost connection makes it twice.

mod actor;
mod assemble;
pub mod coherence;
mod exchange;
mod heartbeat;
mod observe;
mod probe;
mod reach;
mod reads;
mod target;
mod telemetry;

pub use assemble::Shared;
pub use target::Target;
pub use telemetry::Metric;

use super::{link::Head, metrics::Metrics, recorder::Recorder};
use crate::error::Error;
use actor::Actor;
use observe::Observer;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use telemetry::Telemetry;
use tokio::sync::watch;
use tonnetz_core::operators::EraIndex;

/// The duties of an agent towards its operator.
pub struct Duties {
	actor: Arc<Actor>,
	observer: Observer,
	telemetry: Telemetry,
	recorder: Arc<Recorder>,
	metrics: Arc<Metrics>,
	/// The last era with which this process is done.
	done: Mutex<Option<EraIndex>>,
	said: Said,
}

impl Duties {
	/// Works until it is told to stop. What is being sent then is left to its note.
	pub async fn work(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
		tokio::select! {
			() = self.heartbeats() => {}
			() = self.updates() => {}
			// An error is that nobody is left to tell.
			_ = stopped.wait_for(|stopped| *stopped) => {}
		}
	}

	async fn heartbeats(&self) {
		let mut heads = self.actor.link.heads();
		while let Some(head) = next(&mut heads).await {
			if let Err(error) = self.heartbeat(&head).await {
				self.said.warn("heartbeat", &error.to_string());
			}
		}
	}

	async fn updates(&self) {
		let mut heads = self.actor.link.heads();
		while let Some(head) = next(&mut heads).await {
			self.publish_all(&head).await;
		}
	}
}

/// The next finalised block that was not looked at, as soon as there is one; waits for ever when the
/// agent ends.
async fn next(heads: &mut watch::Receiver<Option<Head>>) -> Option<Head> {
	loop {
		if heads.changed().await.is_err() {
			return std::future::pending().await;
		}
		let head = heads.borrow_and_update().clone();
		if head.is_some() {
			return head;
		}
	}
}

/// What was said last of each thing, so that a fault which lasts is not said at every block.
#[derive(Default)]
struct Said(Mutex<std::collections::BTreeMap<String, String>>);

impl Said {
	/// Warns, unless this was said of it last.
	fn warn(&self, what: &str, message: &str) {
		let said = lock(&self.0).insert(what.to_owned(), message.to_owned());
		if said.is_none_or(|said| said != message) {
			tracing::warn!("{what}: {message}");
		}
	}

	/// It is well again.
	fn well(&self, what: &str) {
		lock(&self.0).remove(what);
	}
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
	mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The number of a block, as the runtime counts.
fn block_number(number: u64) -> Result<tonnetz_core::BlockNumber, Error> {
	number.try_into().map_err(|_| Error::Internal(format!("block {number} is beyond 32 bits")))
}
