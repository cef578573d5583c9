// SPDX-License-Identifier: Apache-2.0

//! The stream of one listener.

use super::hub::{Item, Recent, Told};
use axum::response::sse::Event;
use futures::Stream;
use serde_json::json;
use std::{collections::VecDeque, convert::Infallible, sync::Arc};
use tokio::sync::{
	broadcast::{error::RecvError, Receiver},
	watch, OwnedSemaphorePermit,
};

/// What comes before the events that are new.
#[derive(Debug, Default)]
pub struct Greeting {
	/// That something was missed, and why.
	gap: Option<&'static str>,
	/// Whether nothing is missed from now on.
	following: bool,
	/// What was not heard yet.
	items: VecDeque<Arc<Item>>,
}

/// What is to be told first to a listener who has heard the events up to the identifier `heard`.
pub fn greeting(process: u64, heard: Option<&str>, recent: &Recent) -> Greeting {
	let Some(heard) = heard else {
		return Greeting { following: recent.following, ..Greeting::default() };
	};
	let missed =
		|gap| Greeting { gap: Some(gap), following: recent.following, items: VecDeque::new() };
	let number = heard
		.split_once('-')
		.filter(|(of, _)| of.parse() == Ok(process))
		.and_then(|(_, number)| number.parse::<u64>().ok())
		.filter(|number| *number < recent.next);
	let Some(number) = number else { return missed("the agent has started since") };
	let next = number.saturating_add(1);
	let first = recent.items.front().map_or(recent.next, |item| item.number);
	if first > next {
		return missed("more has happened since than is kept");
	}
	let items = recent.items.iter().filter(|item| item.number >= next).cloned().collect();
	Greeting { gap: None, following: false, items }
}

/// A listener.
pub struct Listener {
	/// The process that events are of.
	pub process: u64,
	/// What comes first.
	pub ready: Greeting,
	/// What is new.
	pub items: Receiver<Arc<Item>>,
	/// Whether the agent ends.
	pub closed: watch::Receiver<bool>,
	/// Its place among the listeners, held as long as it listens.
	pub _place: OwnedSemaphorePermit,
}

impl Listener {
	/// Its events.
	pub fn events(self) -> impl Stream<Item = Result<Event, Infallible>> + Send {
		futures::stream::unfold(Some(self), |listener| async {
			let mut listener = listener?;
			let (event, goes_on) = listener.next().await?;
			Some((Ok(event), goes_on.then_some(listener)))
		})
	}

	/// The next event, and whether others follow.
	async fn next(&mut self) -> Option<(Event, bool)> {
		if let Some(reason) = self.ready.gap.take() {
			return Some((gap(reason), true));
		}
		if std::mem::take(&mut self.ready.following) {
			let event = Event::default().event(Told::Following.name());
			return Some((event.data(json!({}).to_string()), true));
		}
		if let Some(item) = self.ready.items.pop_front() {
			return Some((self.event(&item), true));
		}
		let item = tokio::select! {
			item = self.items.recv() => item,
			// An error is that nobody is left to tell.
			_ = self.closed.wait_for(|closed| *closed) => return None,
		};
		match item {
			Ok(item) => Some((self.event(&item), true)),
			// It may come back and say what it has heard.
			Err(RecvError::Lagged(_)) => Some((gap("too slow: listen again"), false)),
			Err(RecvError::Closed) => None,
		}
	}

	fn event(&self, item: &Item) -> Event {
		let id = format!("{}-{}", self.process, item.number);
		Event::default().event(item.told.name()).id(id).data(&item.data)
	}
}

/// Without an identifier: who comes back says what it has heard before.
fn gap(reason: &str) -> Event {
	Event::default().event(Told::Gap.name()).data(json!({ "reason": reason }).to_string())
}

#[cfg(test)]
mod tests {
	use super::*;

	fn recent(numbers: std::ops::Range<u64>) -> Recent {
		let item = |number| Arc::new(Item { number, told: Told::Coherence, data: "{}".to_owned() });
		Recent { next: numbers.end, items: numbers.map(item).collect(), following: true }
	}

	fn numbers(greeting: &Greeting) -> Vec<u64> {
		greeting.items.iter().map(|item| item.number).collect()
	}

	#[test]
	fn who_comes_back_hears_what_it_missed() {
		let recent = recent(5..9);
		let back = greeting(7, Some("7-6"), &recent);
		assert_eq!((back.gap, back.following, numbers(&back)), (None, false, vec![7, 8]));
		let all = greeting(7, Some("7-4"), &recent);
		assert_eq!((all.gap, numbers(&all)), (None, vec![5, 6, 7, 8]));
		let new = greeting(7, None, &recent);
		assert_eq!((new.gap, new.following, numbers(&new)), (None, true, vec![]));
	}

	#[test]
	fn a_gap_is_told() {
		let recent = recent(5..9);
		for heard in ["7-3", "6-8", "7-9", "7-", "", "x", "7-18446744073709551615"] {
			let greeting = greeting(7, Some(heard), &recent);
			assert!(greeting.gap.is_some() && greeting.following, "{heard}");
			assert_eq!(numbers(&greeting), Vec::<u64>::new(), "{heard}");
		}
	}
}
