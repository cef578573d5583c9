// SPDX-License-Identifier: Apache-2.0

//! The journal: what the gate remembers, in a file, so that it outlives the process.
//!
//! One thread owns file and memory. It writes the lines of all requests that wait, syncs once, and
//! only then lets any of them pass.

use crate::{memory::Taken, record::Claim, writer::Writer};
use sp_core::H256;
use std::{
	io,
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicBool, AtomicUsize, Ordering},
		mpsc, Arc,
	},
	thread::{self, JoinHandle},
};
use tokio::sync::oneshot;
use tonnetz_core::{cust::CommandId, Moment};

/// A journal cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
	/// It, or a file beside it, cannot be opened, read or written.
	#[error("journal {}: {reason}", path.display())]
	Io {
		/// The file.
		path: PathBuf,
		/// What the system says.
		reason: io::Error,
	},
	/// Another process has it.
	#[error("journal {}: another gate uses it; stop that one, or give this one its own", path.display())]
	InUse {
		/// The file.
		path: PathBuf,
	},
	/// It is a directory, a pipe or a device.
	#[error("journal {}: not a regular file; name a file", path.display())]
	NotAFile {
		/// What is no file.
		path: PathBuf,
	},
	/// A line other than an incomplete last one cannot be read.
	#[error("journal {}, line {line}: damaged; restore the file, or give planners new secrets and move it away", path.display())]
	Damaged {
		/// The file.
		path: PathBuf,
		/// Which line, from 1.
		line: usize,
	},
}

/// What the thread is asked to do. Each answer comes when it is on disk.
pub enum Job {
	/// Take a request.
	Reserve { claim: Claim, again: Option<u32>, reply: oneshot::Sender<Result<(), Taken>> },
	/// The chain has it.
	Submitted { signature: H256, id: Option<CommandId>, reply: oneshot::Sender<()> },
	/// The chain does not have it.
	Released { signature: H256, reply: oneshot::Sender<()> },
	/// Nobody will say what became of it.
	Abandoned { signature: H256 },
}

/// What others see of the thread without asking it.
#[derive(Default)]
pub struct Shared {
	/// How many requests are remembered.
	pub remembered: AtomicUsize,
	/// Nothing can be written any more.
	pub broken: AtomicBool,
}

/// The journal. Dropping it waits for what was written to be on disk.
pub struct Journal {
	jobs: Option<mpsc::Sender<Job>>,
	thread: Option<JoinHandle<()>>,
	shared: Arc<Shared>,
}

impl Journal {
	/// Opens the journal, which is created if there is none, for at most `capacity` requests, of
	/// which those need not be remembered that are fresh for `freshness` milliseconds and no longer.
	pub fn open(
		path: &Path,
		capacity: usize,
		freshness: Moment,
		now: Moment,
	) -> Result<Self, JournalError> {
		let (jobs, inbox) = mpsc::channel();
		let shared = Arc::new(Shared::default());
		let writer = Writer::open(path, capacity, freshness, now, Arc::clone(&shared))?;
		let thread = thread::Builder::new()
			.name("gate-journal".to_owned())
			.spawn(move || writer.run(&inbox))
			.map_err(|reason| JournalError::Io { path: path.to_owned(), reason })?;
		Ok(Self { jobs: Some(jobs), thread: Some(thread), shared })
	}

	/// Takes a request. When this returns, that it was taken is on disk.
	pub async fn reserve(
		self: &Arc<Self>,
		claim: Claim,
		again: Option<u32>,
	) -> Result<Reservation, Taken> {
		let (reply, answer) = oneshot::channel();
		self.send(Job::Reserve { claim, again, reply });
		answer.await.unwrap_or(Err(Taken::Failed))?;
		Ok(Reservation { journal: Arc::clone(self), signature: claim.signature, open: true })
	}

	/// The chain has a request of which that was not known.
	pub async fn submitted(&self, signature: H256, id: Option<CommandId>) {
		let (reply, answer) = oneshot::channel();
		self.send(Job::Submitted { signature, id, reply });
		// Without an answer the request stays reserved, which refuses it as well.
		let _ = answer.await;
	}

	/// How many requests are remembered.
	pub fn remembered(&self) -> usize {
		self.shared.remembered.load(Ordering::Relaxed)
	}

	/// Whether nothing can be written any more.
	pub fn is_broken(&self) -> bool {
		self.shared.broken.load(Ordering::Relaxed)
	}

	fn send(&self, job: Job) {
		if let Some(jobs) = &self.jobs {
			// If the thread is gone the reply is dropped with the job, and whoever waits sees that.
			let _ = jobs.send(job);
		}
	}
}

impl Drop for Journal {
	fn drop(&mut self) {
		self.jobs = None;
		if let Some(thread) = self.thread.take() {
			let _ = thread.join();
		}
	}
}

/// The right to hand a request over, once. Dropped without a word, such as by a panic, it leaves the
/// request used, its outcome unknown.
pub struct Reservation {
	journal: Arc<Journal>,
	signature: H256,
	open: bool,
}

impl Reservation {
	/// The chain has it.
	pub async fn submitted(mut self, id: Option<CommandId>) {
		self.open = false;
		self.journal.submitted(self.signature, id).await;
	}

	/// The chain does not have it and will not: the request may come again.
	pub async fn release(mut self) {
		self.open = false;
		let (reply, answer) = oneshot::channel();
		self.journal.send(Job::Released { signature: self.signature, reply });
		// Without an answer the request stays reserved until the gate is started again.
		let _ = answer.await;
	}
}

impl Drop for Reservation {
	fn drop(&mut self) {
		if self.open {
			self.journal.send(Job::Abandoned { signature: self.signature });
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use futures::future::join_all;
	use std::fs;

	const FRESHNESS: Moment = 1_000;

	fn claim(number: u64) -> Claim {
		let signature = H256::from_low_u64_be(number);
		Claim { signature, nonce: None, timestamp: None, digest: H256::zero(), at: 0 }
	}

	fn lines(path: &Path) -> usize {
		fs::read_to_string(path).unwrap().lines().count()
	}

	#[tokio::test]
	async fn a_journal_that_says_little_becomes_short_while_it_is_used() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("journal");
		let journal = Arc::new(Journal::open(&path, 10_000, FRESHNESS, 0).unwrap());
		journal.reserve(claim(0), None).await.unwrap_or_else(|_| panic!()).submitted(Some(5)).await;
		let attempts = (1..=2_500).map(|number| {
			let journal = Arc::clone(&journal);
			async move {
				let reservation = journal.reserve(claim(number), None).await;
				reservation.unwrap_or_else(|taken| panic!("{taken:?}")).release().await;
			}
		});
		join_all(attempts).await;
		assert!(lines(&path) < 2_500, "{}", lines(&path));
		assert_eq!(journal.remembered(), 1);
		let taken = journal.reserve(claim(0), None).await.err();
		assert_eq!(taken, Some(Taken::Submitted(Some(5))));

		// The short one is locked, written to and read again like the one before.
		journal.reserve(claim(1), None).await.unwrap_or_else(|_| panic!()).submitted(None).await;
		assert!(matches!(
			Journal::open(&path, 10_000, FRESHNESS, 0),
			Err(JournalError::InUse { .. })
		));
		drop(journal);
		let journal = Arc::new(Journal::open(&path, 10_000, FRESHNESS, 0).unwrap());
		assert_eq!(lines(&path), 4);
		let taken = journal.reserve(claim(1), None).await.err();
		assert_eq!(taken, Some(Taken::Submitted(None)));
	}

	#[tokio::test]
	async fn a_reservation_dropped_without_a_word_leaves_the_request_used() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("journal");
		let journal = Arc::new(Journal::open(&path, 10, FRESHNESS, 0).unwrap());
		drop(journal.reserve(claim(1), None).await);
		let taken = journal.reserve(claim(1), None).await.err();
		assert_eq!(taken, Some(Taken::Unresolved { attempt: 1, since: 0 }));
		drop(journal.reserve(claim(1), Some(1)).await);
		// An answer about the first attempt says nothing about the second.
		let taken = journal.reserve(claim(1), Some(1)).await.err();
		assert_eq!(taken, Some(Taken::Unresolved { attempt: 2, since: 0 }));
		assert!(journal.reserve(claim(1), Some(2)).await.is_ok());
	}
}
