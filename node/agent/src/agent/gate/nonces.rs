// SPDX-License-Identifier: Apache-2.0

//! The nonces that the chain demands of a planner's commands, for many that are under way at once.
//!
//! All are signed with one key, and sent in the order of their nonces: the chain takes them in that
//! order or not at all. When one went wrong, those behind it do too; then none is sent until all have
//! ended, and the chain is asked again.

use std::{collections::BTreeMap, pin::pin, time::Duration};
use tokio::{
	sync::{Mutex, MutexGuard, Notify},
	time::timeout,
};

/// The commands of one planner for one target.
#[derive(Clone, Copy, Debug, Default)]
struct Line {
	/// The nonce after the last one sent.
	next: u64,
	/// How many have no outcome yet.
	under_way: usize,
	/// Whether one of them went wrong.
	broken: bool,
}

/// Whoever holds a turn may sign and send.
pub struct Turn<'a, K>(MutexGuard<'a, BTreeMap<K, Line>>);

/// The lines of all planners and targets.
pub struct Nonces<K> {
	lines: Mutex<BTreeMap<K, Line>>,
	ended: Notify,
}

// Derived, it would ask the same of the key.
impl<K> Default for Nonces<K> {
	fn default() -> Self {
		Self { lines: Mutex::default(), ended: Notify::new() }
	}
}

impl<K: Ord + Clone> Nonces<K> {
	/// Waits for a turn, at most this long.
	pub async fn turn(&self, key: &K, limit: Duration) -> Option<Turn<'_, K>> {
		timeout(limit, async {
			loop {
				let mut ended = pin!(self.ended.notified());
				// From here on no end is missed.
				ended.as_mut().enable();
				let lines = self.lines.lock().await;
				if !lines.get(key).is_some_and(|line| line.broken) {
					return Turn(lines);
				}
				drop(lines);
				ended.await;
			}
		})
		.await
		.ok()
	}

	/// One that was sent has its outcome; `good` if the nonce was right and is used.
	pub async fn end(&self, key: &K, good: bool) {
		let mut lines = self.lines.lock().await;
		if let Some(line) = lines.get_mut(key) {
			line.under_way = line.under_way.saturating_sub(1);
			line.broken |= !good;
			if line.under_way == 0 {
				lines.remove(key);
			}
		}
		drop(lines);
		self.ended.notify_waiters();
	}
}

impl<K: Ord> Turn<'_, K> {
	/// The next nonce, if there are commands under way. If not, the chain knows it.
	pub fn next(&self, key: &K) -> Option<u64> {
		self.0.get(key).map(|line| line.next)
	}

	/// One is sent with this nonce.
	pub fn sent(&mut self, key: K, nonce: u64) {
		let line = self.0.entry(key).or_default();
		line.next = nonce.saturating_add(1);
		line.under_way = line.under_way.saturating_add(1);
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	const SHORT: Duration = Duration::from_millis(20);
	const LONG: Duration = Duration::from_secs(20);

	#[tokio::test]
	async fn nonces_follow_each_other() {
		let nonces = Nonces::<&str>::default();
		let mut turn = nonces.turn(&"a", SHORT).await.unwrap();
		assert_eq!(turn.next(&"a"), None);
		turn.sent("a", 7);
		assert_eq!(turn.next(&"a"), Some(8));
		assert_eq!(turn.next(&"b"), None);
		assert!(nonces.turn(&"b", SHORT).await.is_none(), "one turn at a time");
		drop(turn);
		nonces.turn(&"a", SHORT).await.unwrap().sent("a", 8);
		nonces.end(&"a", true).await;
		assert_eq!(nonces.turn(&"a", SHORT).await.unwrap().next(&"a"), Some(9));
		nonces.end(&"a", true).await;
		assert_eq!(nonces.turn(&"a", SHORT).await.unwrap().next(&"a"), None);
	}

	#[tokio::test]
	async fn after_a_wrong_one_all_must_end() {
		let nonces = Nonces::<&str>::default();
		for nonce in 0..3 {
			nonces.turn(&"a", SHORT).await.unwrap().sent("a", nonce);
		}
		nonces.end(&"a", false).await;
		assert!(nonces.turn(&"a", SHORT).await.is_none());
		assert!(nonces.turn(&"b", SHORT).await.is_some());
		let waiting = nonces.turn(&"a", LONG);
		let ending = async {
			nonces.end(&"a", true).await;
			nonces.end(&"a", false).await;
		};
		let (turn, ()) = tokio::join!(waiting, ending);
		assert_eq!(turn.unwrap().next(&"a"), None);
	}
}
