// SPDX-License-Identifier: Apache-2.0

//! `/api/coherence`: the coherence of a signal, for whoever asks, and on the chain if so configured.

mod hub;
mod queue;
mod reports;
mod request;
mod routes;
mod shown;
mod stream;

pub use hub::Hub;
pub use reports::Reports;
pub use routes::router;

use super::{block_number, lock, next, reads};
use crate::agent::{link::Link, metrics::Metrics, report::CoherenceReport};
use request::{Fault, Request};
use serde::Serialize;
use shown::Answer;
use std::sync::{Arc, Mutex};
use tokio::{
	sync::{watch, Semaphore},
	time::{timeout, Duration},
};
use tonnetz_core::{coherence::Corridor, units::MINUTES, BlockNumber};

/// How often it is looked whether the corridor was changed.
const REFRESH: BlockNumber = MINUTES;

/// How long an answer waits for the report to be final. After it, the report is queued still.
const PATIENCE: Duration = Duration::from_secs(30);

/// How many answers wait for that: others shall find a connection free.
const MAX_WAITING: usize = 16;

/// The corridor that is judged by.
#[derive(Clone, Copy, Default, Serialize)]
struct Known {
	#[serde(flatten)]
	corridor: Corridor,
	/// The finalised block that it was read from; `None` if it is the one by default.
	block: Option<BlockNumber>,
}

/// What was asked so far.
#[derive(Clone, Default)]
struct Asked {
	computed: u64,
	refused: u64,
	last: Option<Answer>,
}

/// The coherence service of an agent.
pub struct Coherence {
	link: Arc<Link>,
	metrics: Arc<Metrics>,
	known: Mutex<Known>,
	asked: Mutex<Asked>,
	reports: Option<Arc<Reports>>,
	hub: Arc<Hub>,
	places: Semaphore,
}

impl Coherence {
	/// A service that has answered nobody yet.
	pub fn new(link: Arc<Link>, metrics: Arc<Metrics>, reports: Option<Arc<Reports>>) -> Self {
		let hub = Arc::new(Hub::new(link.url().to_owned()));
		Self {
			link,
			metrics,
			known: Mutex::default(),
			asked: Mutex::default(),
			reports,
			hub,
			places: Semaphore::new(MAX_WAITING),
		}
	}

	/// How the reports stand, if there are to be any.
	pub fn report(&self) -> Option<CoherenceReport> {
		self.reports.as_ref().map(|reports| reports.report())
	}

	/// Works until it is told to stop.
	pub async fn work(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
		let report = async {
			match &self.reports {
				Some(reports) => reports.work().await,
				None => std::future::pending().await,
			}
		};
		tokio::select! {
			() = self.refresh() => {}
			() = report => {}
			() = self.hub.follow() => {}
			// An error is that nobody is left to tell.
			_ = stopped.wait_for(|stopped| *stopped) => {}
		}
		self.hub.close();
	}

	/// Reads the corridor from the chain, now and then.
	async fn refresh(&self) {
		let mut heads = self.link.heads();
		while let Some(head) = next(&mut heads).await {
			let Ok(number) = block_number(head.block.number) else { continue };
			let due = |known: &Known| {
				known.block.is_none_or(|block| number.saturating_sub(block) >= REFRESH)
			};
			if !due(&lock(&self.known)) {
				continue;
			}
			match reads::corridor(&head.chain, head.block.hash).await {
				Ok(corridor) if corridor.check().is_ok() => {
					*lock(&self.known) = Known { corridor, block: Some(number) };
				}
				Ok(_) => tracing::warn!("the node answers with a corridor that can be none"),
				Err(error) => tracing::debug!("the corridor: {error}"),
			}
		}
	}

	/// Measures a signal, and reports it if so configured.
	async fn answer(&self, body: &[u8]) -> Result<Answer, Fault> {
		let measured = self.measure(body).await;
		let mut asked = lock(&self.asked);
		match &measured {
			Ok(answer) => {
				asked.computed = asked.computed.saturating_add(1);
				asked.last = Some(answer.clone());
				self.metrics.coherence(answer.state.name());
			}
			Err(_) => {
				asked.refused = asked.refused.saturating_add(1);
				self.metrics.coherence("refused");
			}
		}
		measured
	}

	async fn measure(&self, body: &[u8]) -> Result<Answer, Fault> {
		let Request { measurement, session_id } = Request::parse(body, lock(&self.known).corridor)?;
		let mut answer = Answer::new(&measurement)?;
		let (Some(reports), Some(session_id)) = (&self.reports, session_id) else {
			answer.report = self.reports.is_some().then_some("no_session_id");
			return Ok(answer);
		};
		let settled = reports.put(measurement, session_id).map_err(|error| {
			tracing::warn!("a report of coherence is not taken: {error}");
			Fault::unavailable(error.to_string())
		})?;
		let place = self.places.try_acquire().ok().filter(|_| reports.may_send());
		let settled = match place {
			Some(_place) => timeout(PATIENCE, settled).await.ok().and_then(Result::ok),
			None => None,
		};
		match settled {
			None => answer.report = Some("queued"),
			Some(Ok((receipt, block))) => {
				(answer.receipt, answer.block) = (Some(receipt), Some(block));
			}
			Some(Err(reason)) => (answer.report, answer.reason) = (Some("failed"), Some(reason)),
		}
		Ok(answer)
	}
}
