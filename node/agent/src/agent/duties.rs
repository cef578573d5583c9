// SPDX-License-Identifier: Apache-2.0

//! What the agent does by itself: heartbeats and telemetry for its operator, and coherence for whoever
//! asks. `docs/DUTIES.md` describes it.
//!
//! A heartbeat is due once in an era, an update of a stream once in its slot. What was sent for a period
//! is written down before it is sent, and what the chain says goes before the note: so neither a restart
//! nor a lost connection makes it twice.

mod assemble;
pub mod coherence;
mod exchange;
mod heartbeat;
mod observe;
mod probe;
mod reach;
mod reads;
mod said;
mod target;
mod telemetry;

pub use assemble::Shared;
pub use target::Target;
pub use telemetry::Metric;

use super::{
	actor::{Actor, Failure},
	link::Head,
	metrics::Metrics,
	recorder::Recorder,
	report::{CoherenceReport, DutiesReport, HeartbeatReport, LastHeartbeat, Outcome},
};
use crate::{chain::Included, error::Error};
use observe::Observer;
use said::Said;
use sp_core::crypto::Ss58Codec;
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
	last_heartbeat: Mutex<Option<LastHeartbeat>>,
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
			match self.heartbeat(&head).await {
				Ok(()) => self.said.looked("heartbeat"),
				Err(error) => self.said.fault("heartbeat", &error.to_string()),
			}
		}
	}

	async fn updates(&self) {
		let mut heads = self.actor.link.heads();
		while let Some(head) = next(&mut heads).await {
			self.publish_all(&head).await;
		}
	}

	/// How they stand, with the reports of coherence, which are another's.
	pub fn report(&self, coherence: Option<CoherenceReport>) -> DutiesReport {
		let obstacle = self.actor.obstacle();
		DutiesReport {
			operator: self.actor.account.to_ss58check(),
			heartbeat: HeartbeatReport {
				last: lock(&self.last_heartbeat).clone(),
				obstacle: obstacle.clone().or_else(|| self.said.obstacle("heartbeat")),
			},
			streams: self.streams(obstacle.as_ref()),
			coherence,
		}
	}
}

/// What came of an attempt; `done` is the word for one that came about.
fn outcome(made: &Result<Included, Failure>, done: &str) -> Outcome {
	match made {
		Ok(included) => {
			Outcome { outcome: done.to_owned(), block: Some(included.block_number), reason: None }
		}
		Err(failure) => Outcome {
			outcome: failure.name().to_owned(),
			block: None,
			reason: Some(failure.to_string()),
		},
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
	mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The number of a block, as the runtime counts.
fn block_number(number: u64) -> Result<tonnetz_core::BlockNumber, Error> {
	number.try_into().map_err(|_| Error::Internal(format!("block {number} is beyond 32 bits")))
}
