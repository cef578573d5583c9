// SPDX-License-Identifier: Apache-2.0

//! The thread of the journal: its file and what is remembered.

use crate::{
	journal::{Job, JournalError, Shared},
	memory::{Memory, Reserved, Taken},
	record::Record,
};
use rustix::fs::{FlockOperation, Mode, OFlags};
use sp_core::H256;
use std::{
	fs::{self, File, Permissions},
	io::{self, BufRead, BufReader, Write},
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
	sync::{atomic::Ordering, mpsc, Arc},
};
use tokio::sync::oneshot;
use tonnetz_core::Moment;

/// The most requests whose lines are written at once.
const BATCH: usize = 256;

/// After so many lines it is looked whether the journal can be made shorter by half as many.
const LOOK_EVERY: usize = 4_096;

/// Who waits for a line to be on disk.
enum Waiter {
	Reserve { signature: H256, reserved: Reserved, reply: oneshot::Sender<Result<(), Taken>> },
	Settle(oneshot::Sender<()>),
}

/// What the thread owns.
pub struct Writer {
	path: PathBuf,
	file: File,
	/// Bytes of whole lines, the length of the file unless a write failed half-way.
	len: u64,
	lines: usize,
	/// Lines since it was last looked whether the journal can be made shorter.
	since_look: usize,
	memory: Memory,
	freshness: Moment,
	shared: Arc<Shared>,
	/// Held as long as the journal is in use.
	_lock: File,
}

impl Writer {
	/// Opens or creates the file, takes up what it says, and makes it short.
	pub fn open(
		path: &Path,
		capacity: usize,
		freshness: Moment,
		now: Moment,
		shared: Arc<Shared>,
	) -> Result<Self, JournalError> {
		let failed = |reason| JournalError::Io { path: path.to_owned(), reason };
		let lock = lock(path)?;
		let file = create(path, OFlags::APPEND).map_err(failed)?;
		if !file.metadata().map_err(failed)?.is_file() {
			return Err(JournalError::NotAFile { path: path.to_owned() });
		}
		sync_directory(path).map_err(failed)?;
		let mut writer = Self {
			path: path.to_owned(),
			file,
			len: 0,
			lines: 0,
			since_look: 0,
			memory: Memory::new(capacity),
			freshness,
			shared,
			_lock: lock,
		};
		writer.read()?;
		writer.memory.prune(now.saturating_sub(freshness));
		if writer.memory.records().count() < writer.lines {
			writer.compact().map_err(failed)?;
		}
		writer.publish();
		Ok(writer)
	}

	/// Takes up the lines of the file, and cuts off a last one that is not complete: nobody was let
	/// pass on its account.
	fn read(&mut self) -> Result<(), JournalError> {
		let failed = |reason| JournalError::Io { path: self.path.clone(), reason };
		let mut reader = BufReader::new(&self.file);
		let mut line = Vec::new();
		loop {
			line.clear();
			let bytes = reader.read_until(b'\n', &mut line).map_err(failed)?;
			if line.last() != Some(&b'\n') {
				if bytes > 0 {
					tracing::warn!(journal = %self.path.display(), bytes, "cut an incomplete line off");
					self.file.set_len(self.len).map_err(failed)?;
					self.file.sync_data().map_err(failed)?;
				}
				return Ok(());
			}
			self.lines = self.lines.saturating_add(1);
			let record = serde_json::from_slice(&line)
				.map_err(|_| JournalError::Damaged { path: self.path.clone(), line: self.lines })?;
			self.memory.replay(record);
			self.len = self.len.saturating_add(u64::try_from(bytes).unwrap_or(u64::MAX));
		}
	}

	/// Does what it is asked until nobody can ask any more.
	pub fn run(mut self, inbox: &mpsc::Receiver<Job>) {
		while let Ok(first) = inbox.recv() {
			let mut text = String::new();
			let mut lines = 0usize;
			let mut waiters = Vec::new();
			let more = inbox.try_iter().take(BATCH.saturating_sub(1));
			for job in std::iter::once(first).chain(more) {
				let Some((record, waiter)) = self.take(job) else { continue };
				if let Ok(line) = record.to_line() {
					text.push_str(&line);
					lines = lines.saturating_add(1);
				}
				waiters.push(waiter);
			}
			let written = self.append(&text, lines);
			for waiter in waiters {
				self.answer(waiter, written);
			}
			self.look();
			self.publish();
		}
	}

	/// What is to be written for a job, and who waits for it.
	fn take(&mut self, job: Job) -> Option<(Record, Waiter)> {
		match job {
			Job::Reserve { claim, again, reply } => {
				let mut reserved = self.memory.reserve(claim, again);
				if reserved == Err(Taken::Full) {
					self.memory.prune(claim.at.saturating_sub(self.freshness));
					reserved = self.memory.reserve(claim, again);
				}
				match reserved {
					Ok(reserved) => {
						let signature = claim.signature;
						let waiter = Waiter::Reserve { signature, reserved, reply };
						Some((Record::Reserved(claim), waiter))
					}
					Err(taken) => {
						let _ = reply.send(Err(taken));
						None
					}
				}
			}
			Job::Submitted { signature, id, reply } => {
				self.memory.submitted(signature, id);
				Some((Record::Submitted { signature, id }, Waiter::Settle(reply)))
			}
			Job::Released { signature, reply } => {
				self.memory.forget(signature);
				Some((Record::Released { signature }, Waiter::Settle(reply)))
			}
			Job::Abandoned { signature } => {
				self.memory.abandon(signature);
				None
			}
		}
	}

	fn answer(&mut self, waiter: Waiter, written: bool) {
		match waiter {
			Waiter::Reserve { signature, reserved, reply } if written => {
				// Whoever asked may be gone: then nobody will say what became of it.
				if reply.send(Ok(())).is_err() {
					self.memory.unreserve(signature, reserved);
				}
			}
			Waiter::Reserve { signature, reserved, reply } => {
				self.memory.unreserve(signature, reserved);
				let _ = reply.send(Err(Taken::Failed));
			}
			Waiter::Settle(reply) => {
				let _ = reply.send(());
			}
		}
	}

	/// Appends whole lines and waits until they are on disk. After a failure the file is what it was
	/// before, or nothing is written any more.
	fn append(&mut self, text: &str, lines: usize) -> bool {
		if text.is_empty() {
			return true;
		}
		if self.shared.broken.load(Ordering::Relaxed) {
			return false;
		}
		let path = self.path.display();
		if let Err(reason) = self.file.write_all(text.as_bytes()) {
			tracing::error!(journal = %path, %reason, "a write failed");
			let cut = self.file.set_len(self.len).and_then(|()| self.file.sync_data());
			self.shared.broken.store(cut.is_err(), Ordering::Relaxed);
			return false;
		}
		if let Err(reason) = self.file.sync_data() {
			// What is on disk now is unknown, and the next sync may succeed without having written it.
			tracing::error!(journal = %path, %reason, "a sync failed; the gate refuses until restarted");
			self.shared.broken.store(true, Ordering::Relaxed);
			return false;
		}
		self.len = self.len.saturating_add(u64::try_from(text.len()).unwrap_or(u64::MAX));
		self.lines = self.lines.saturating_add(lines);
		self.since_look = self.since_look.saturating_add(lines);
		true
	}

	/// Makes the journal shorter now and then, so that neither it nor the memory grows with requests
	/// that are long stale.
	fn look(&mut self) {
		if self.since_look < LOOK_EVERY {
			return;
		}
		self.since_look = 0;
		self.memory.prune(crate::gate::now().saturating_sub(self.freshness));
		let needed = self.memory.records().count();
		if self.lines.saturating_sub(needed) < LOOK_EVERY / 2 {
			return;
		}
		if let Err(reason) = self.compact() {
			// The longer journal says the same.
			tracing::warn!(journal = %self.path.display(), %reason, "could not be made shorter");
		}
	}

	/// Puts the shortest journal that says the same in the place of this one.
	fn compact(&mut self) -> io::Result<()> {
		let beside = beside(&self.path, ".new");
		let mut file = create(&beside, OFlags::APPEND | OFlags::TRUNC)?;
		let mut lines = 0usize;
		let mut text = String::new();
		for record in self.memory.records() {
			text.push_str(&record.to_line()?);
			lines = lines.saturating_add(1);
		}
		file.write_all(text.as_bytes())?;
		file.sync_all()?;
		fs::rename(&beside, &self.path)?;
		// From here on the new file is the journal, whatever happens.
		self.file = file;
		self.lines = lines;
		self.len = u64::try_from(text.len()).unwrap_or(u64::MAX);
		sync_directory(&self.path)
	}

	fn publish(&self) {
		self.shared.remembered.store(self.memory.len(), Ordering::Relaxed);
	}
}

/// Opens or creates a file that nobody but its owner can open.
fn create(path: &Path, flags: OFlags) -> io::Result<File> {
	// A pipe would be waited for otherwise.
	let flags = flags | OFlags::RDWR | OFlags::CREATE | OFlags::NONBLOCK | OFlags::CLOEXEC;
	let file = File::from(rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR)?);
	// It may have been there before, with a mode of its own.
	file.set_permissions(Permissions::from_mode(0o600))?;
	Ok(file)
}

/// Keeps other gates from the journal. A file of its own is locked, for the journal is replaced at
/// times.
fn lock(path: &Path) -> Result<File, JournalError> {
	let name = beside(path, ".lock");
	let failed = |reason| JournalError::Io { path: name.clone(), reason };
	let file = create(&name, OFlags::empty()).map_err(failed)?;
	match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
		Ok(()) => Ok(file),
		Err(rustix::io::Errno::WOULDBLOCK) => Err(JournalError::InUse { path: path.to_owned() }),
		Err(reason) => Err(failed(reason.into())),
	}
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
	let mut name = path.as_os_str().to_owned();
	name.push(suffix);
	PathBuf::from(name)
}

/// Makes the name of a file survive a power failure.
fn sync_directory(path: &Path) -> io::Result<()> {
	let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty());
	File::open(directory.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
	use super::*;
	use crate::record::Claim;

	/// As on a disk that fails: nothing is let through, and nothing is written after it.
	#[test]
	fn what_cannot_be_written_down_is_not_taken() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("journal");
		let shared = Arc::new(Shared::default());
		let mut writer = Writer::open(&path, 10, 1_000, 0, Arc::clone(&shared)).unwrap();
		let whole = std::mem::replace(&mut writer.file, File::open(&path).unwrap());
		let (jobs, inbox) = mpsc::channel();
		let reserve = |number| {
			let (reply, answer) = oneshot::channel();
			let signature = H256::from_low_u64_be(number);
			let digest = H256::zero();
			let claim = Claim { signature, nonce: None, timestamp: None, digest, at: 0 };
			jobs.send(Job::Reserve { claim, again: None, reply }).unwrap();
			answer
		};
		let answers = [reserve(1), reserve(1), reserve(2)];
		drop(jobs);
		writer.run(&inbox);
		let answers = answers.map(|answer| answer.blocking_recv().unwrap());
		let expected = [Err(Taken::Failed), Err(Taken::InFlight), Err(Taken::Failed)];
		assert_eq!(answers, expected);
		assert!(shared.broken.load(Ordering::Relaxed));
		assert_eq!(shared.remembered.load(Ordering::Relaxed), 0);
		assert_eq!(whole.metadata().unwrap().len(), 0);
	}
}
