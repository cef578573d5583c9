// SPDX-License-Identifier: Apache-2.0

//! What was said last of each duty, so that a fault which lasts is not said at every block, and so that
//! whoever asks is told.

use super::lock;
use std::{collections::BTreeMap, sync::Mutex};

/// For how long something that was said holds.
#[derive(Clone, Copy, Eq, PartialEq)]
enum Holds {
	/// Until it is looked at again without an error.
	UntilLooked,
	/// Until it is well.
	UntilWell,
	/// An attempt came to nothing, and keeps no other from being made.
	No,
}

/// What was said last.
#[derive(Default)]
pub struct Said(Mutex<BTreeMap<String, (String, Holds)>>);

impl Said {
	/// Something keeps a duty from being done, until it is [`well`](Self::well).
	pub fn warn(&self, what: &str, message: &str) {
		self.say(what, message, Holds::UntilWell);
	}

	/// It could not even be looked at, which [`looked`](Self::looked) ends.
	pub fn fault(&self, what: &str, message: &str) {
		self.say(what, message, Holds::UntilLooked);
	}

	/// An attempt came to nothing.
	pub fn failed(&self, what: &str, message: &str) {
		self.say(what, message, Holds::No);
	}

	fn say(&self, what: &str, message: &str, holds: Holds) {
		let said = lock(&self.0).insert(what.to_owned(), (message.to_owned(), holds));
		if said.is_none_or(|(said, _)| said != message) {
			tracing::warn!("{what}: {message}");
		}
	}

	/// It could be looked at.
	pub fn looked(&self, what: &str) {
		let mut said = lock(&self.0);
		if said.get(what).is_some_and(|(_, holds)| *holds == Holds::UntilLooked) {
			said.remove(what);
		}
	}

	/// It is well again.
	pub fn well(&self, what: &str) {
		lock(&self.0).remove(what);
	}

	/// What keeps a duty from being done.
	pub fn obstacle(&self, what: &str) -> Option<String> {
		let said = lock(&self.0);
		let (message, _) = said.get(what).filter(|(_, holds)| *holds != Holds::No)?;
		Some(message.clone())
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn an_obstacle_holds_until_it_is_gone() {
		let said = Said::default();
		let obstacle = || said.obstacle("heartbeat");
		assert_eq!(obstacle(), None);
		said.fault("heartbeat", "no answer");
		assert_eq!(obstacle().as_deref(), Some("no answer"));
		said.looked("heartbeat");
		assert_eq!(obstacle(), None);
		said.warn("heartbeat", "suspended");
		said.looked("heartbeat");
		assert_eq!(obstacle().as_deref(), Some("suspended"));
		assert_eq!(said.obstacle("coherence"), None);
		said.failed("heartbeat", "era 7: refused");
		assert_eq!(obstacle(), None);
		said.warn("heartbeat", "suspended");
		said.well("heartbeat");
		assert_eq!(obstacle(), None);
	}
}
