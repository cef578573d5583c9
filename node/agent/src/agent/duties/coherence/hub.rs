// SPDX-License-Identifier: Apache-2.0

//! What the node's subscription to coherence yields, for all who listen.

use super::stream;
use crate::{agent::duties::lock, output::printable};
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::Stream;
use serde_json::{json, Value};
use std::{
	collections::VecDeque,
	convert::Infallible,
	sync::{Arc, Mutex},
	time::Duration,
};
use subxt::rpcs::{self, client::RpcParams, RpcClient};
use tokio::{
	sync::{broadcast, watch, Notify, Semaphore},
	time::{sleep, timeout},
};

/// How many may listen.
pub const MAX_LISTENERS: usize = 16;

/// How many events are kept for who comes back, and how many a listener may be behind.
pub const KEPT: usize = 256;

/// How long a connection to the node may take.
const CONNECT: Duration = Duration::from_secs(10);

/// The first and the longest wait before the node is asked again.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// How often a silent stream shows that it lives.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// What a listener is told.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Told {
	/// From here on nothing is missed.
	Following,
	/// Something may have been missed.
	Gap,
	/// A report or a median, as the node words it.
	Coherence,
}

impl Told {
	/// The name of the event.
	pub const fn name(&self) -> &'static str {
		match self {
			Self::Following => "following",
			Self::Gap => "gap",
			Self::Coherence => "coherence",
		}
	}
}

/// An event.
#[derive(Clone, Debug)]
pub struct Item {
	/// Its number in this process.
	pub number: u64,
	/// What it tells.
	pub told: Told,
	/// In JSON.
	pub data: String,
}

/// The events of this process.
#[derive(Default)]
pub struct Recent {
	/// The number of the next one.
	pub next: u64,
	/// The newest ones.
	pub items: VecDeque<Arc<Item>>,
	/// Whether the node is subscribed to.
	pub following: bool,
}

/// Follows the node's subscription once somebody listens.
pub struct Hub {
	url: String,
	/// Tells this process from others in the identifiers of events.
	process: u64,
	recent: Mutex<Recent>,
	items: broadcast::Sender<Arc<Item>>,
	places: Arc<Semaphore>,
	wanted: Notify,
	closed: watch::Sender<bool>,
}

impl Hub {
	/// A hub that nobody listens to.
	pub fn new(url: String) -> Self {
		Self {
			url,
			process: crate::agent::operational::now(),
			recent: Mutex::default(),
			items: broadcast::channel(KEPT).0,
			places: Arc::new(Semaphore::new(MAX_LISTENERS)),
			wanted: Notify::new(),
			closed: watch::channel(false).0,
		}
	}

	/// How many listen.
	pub fn listeners(&self) -> usize {
		MAX_LISTENERS.saturating_sub(self.places.available_permits())
	}

	/// A new listener, who has heard the events up to this identifier; `None` if too many listen.
	pub fn listen(
		&self,
		heard: Option<&str>,
	) -> Option<Sse<impl Stream<Item = Result<Event, Infallible>> + Send>> {
		let place = self.places.clone().try_acquire_owned().ok()?;
		// Held while both are made: no event is in both, none in neither.
		let recent = lock(&self.recent);
		let listener = stream::Listener {
			process: self.process,
			ready: stream::greeting(self.process, heard, &recent),
			items: self.items.subscribe(),
			closed: self.closed.subscribe(),
			_place: place,
		};
		drop(recent);
		// Kept until somebody waits for it.
		self.wanted.notify_one();
		Some(Sse::new(listener.events()).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
	}

	/// Ends all streams.
	pub fn close(&self) {
		self.closed.send_replace(true);
	}

	/// Follows the node for ever, from the first listener on.
	pub async fn follow(&self) {
		self.wanted.notified().await;
		let mut wait = FIRST_WAIT;
		loop {
			let reason = self.once().await;
			let was_following = std::mem::take(&mut lock(&self.recent).following);
			if was_following {
				wait = FIRST_WAIT;
				self.tell(Told::Gap, json!({ "reason": reason }).to_string());
			}
			tracing::warn!("coherence: {reason}; trying again in {} s", wait.as_secs());
			sleep(wait).await;
			wait = wait.saturating_mul(2).min(LONGEST_WAIT);
		}
	}

	/// Follows the node until that ends, and why it did.
	async fn once(&self) -> String {
		let subscribed = timeout(CONNECT, async {
			let node = RpcClient::from_insecure_url(&self.url).await?;
			let notices = node
				.subscribe::<Value>(
					"signals_subscribeCoherence",
					RpcParams::new(),
					"signals_unsubscribeCoherence",
				)
				.await?;
			Ok::<_, rpcs::Error>((node, notices))
		});
		// The connection ends with `_node`.
		let (_node, mut notices) = match subscribed.await {
			Ok(Ok(subscribed)) => subscribed,
			Ok(Err(error)) => return printable(&error.to_string()),
			Err(_) => return format!("{} does not answer", self.url),
		};
		lock(&self.recent).following = true;
		self.tell(Told::Following, json!({ "node": self.url }).to_string());
		while let Some(notice) = notices.next().await {
			match notice {
				Ok(notice) => self.tell(Told::Coherence, notice.to_string()),
				Err(error) => return printable(&error.to_string()),
			}
		}
		"the node ended the subscription".to_owned()
	}

	fn tell(&self, told: Told, data: String) {
		let mut recent = lock(&self.recent);
		let item = Arc::new(Item { number: recent.next, told, data });
		recent.next = recent.next.saturating_add(1);
		recent.items.push_back(item.clone());
		if recent.items.len() > KEPT {
			recent.items.pop_front();
		}
		// An error is that nobody listens.
		let _ = self.items.send(item);
	}
}

#[cfg(test)]
mod tests;
