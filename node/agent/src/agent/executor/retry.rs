// SPDX-License-Identifier: Apache-2.0

//! When what failed may be tried again: a failed transaction costs its fee.

use std::{
	collections::BTreeMap,
	sync::{Mutex, PoisonError},
	time::{Duration, Instant},
};

/// The first and the longest wait.
const FIRST: Duration = Duration::from_secs(10);
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// What failed, by name.
#[derive(Default)]
pub struct Retries(Mutex<BTreeMap<String, (Instant, Duration)>>);

impl Retries {
	/// Whether it is too early to try this again.
	pub fn is_early(&self, name: &str) -> bool {
		let failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
		failed.get(name).is_some_and(|(at, wait)| at.elapsed() < *wait)
	}

	/// It failed, once more.
	pub fn failed(&self, name: &str) {
		let mut failed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
		let wait = failed.get(name).map_or(FIRST, |(_, wait)| wait.saturating_mul(2).min(LONGEST));
		failed.insert(name.to_owned(), (Instant::now(), wait));
	}

	/// It is done with.
	pub fn forget(&self, name: &str) {
		self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn wait(retries: &Retries) -> Duration {
		retries.0.lock().unwrap().get("claim-1").unwrap().1
	}

	#[test]
	fn waits_grow_up_to_a_limit() {
		let retries = Retries::default();
		assert!(!retries.is_early("claim-1"));
		retries.failed("claim-1");
		assert!(retries.is_early("claim-1") && !retries.is_early("claim-2"));
		assert_eq!(wait(&retries), FIRST);
		retries.failed("claim-1");
		assert_eq!(wait(&retries), FIRST * 2);
		(0..100).for_each(|_| retries.failed("claim-1"));
		assert_eq!(wait(&retries), LONGEST);
		retries.forget("claim-1");
		assert!(!retries.is_early("claim-1"));
	}
}
