// SPDX-License-Identifier: Apache-2.0

//! The journal: what is known of each command must be on disk before the next thing is done.
//!
//! A line is a JSON object: `record`, and `sum`, SHA-256 in hex over the sum of the line before (32
//! zero bytes at first) and the bytes of `record`. A record is appended in one write and synced.
//! The tail of a write that was cut off has no line feed and is dropped when the journal is opened:
//! nothing was done on the strength of it. Anything else that does not fit is refused.

mod record;

pub use record::JournalError;
pub(crate) use record::{Record, Stage};

use record::line;
use rustix::fs::{flock, FlockOperation};
use sp_core::H256;
use std::{
	collections::{btree_map::Entry, BTreeMap, BTreeSet},
	fs::{self, File},
	io::{self, Write},
	os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
	path::{Path, PathBuf},
};
use tonnetz_core::cust::CommandId;

const NAME: &str = "journal.jsonl";

/// What is on disk about commands that are not done with, and which ones are.
pub(crate) struct Journal {
	path: PathBuf,
	file: File,
	/// The sum of the last line.
	sum: [u8; 32],
	commands: BTreeMap<CommandId, Known>,
	closed: BTreeSet<CommandId>,
	/// Whether a write failed, so that nobody knows where the file ends.
	broken: bool,
	/// Held as long as the journal is open. A file of its own, for compaction replaces the journal.
	_lock: File,
}

/// What is known of a command.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Known {
	pub digest: H256,
	pub target: String,
	pub stage: Stage,
}

impl Journal {
	/// Opens the journal of a directory, makes both if they are not there, and drops what is done
	/// with.
	///
	/// # Errors
	/// [`JournalError::Locked`] if another process has it open; [`JournalError::Exposed`] if others
	/// may write the directory; [`JournalError::Corrupt`]; [`JournalError::File`].
	pub fn open(directory: &Path) -> Result<Self, JournalError> {
		let failed = |path: &Path| {
			let path = path.to_owned();
			move |reason| JournalError::File { path, reason }
		};
		fs::DirBuilder::new()
			.recursive(true)
			.mode(0o700)
			.create(directory)
			.map_err(failed(directory))?;
		if fs::metadata(directory).map_err(failed(directory))?.mode() & 0o022 != 0 {
			return Err(JournalError::Exposed(directory.into()));
		}
		let lock_path = directory.join("lock");
		let lock = File::options()
			.write(true)
			.create(true)
			.truncate(false)
			.mode(0o600)
			.open(&lock_path)
			.map_err(failed(&lock_path))?;
		flock(&lock, FlockOperation::NonBlockingLockExclusive).map_err(|reason| match reason {
			rustix::io::Errno::WOULDBLOCK => JournalError::Locked(directory.into()),
			other => JournalError::File { path: lock_path, reason: other.into() },
		})?;

		let path = directory.join(NAME);
		let text = match fs::read(&path) {
			Err(reason) if reason.kind() == io::ErrorKind::NotFound => Vec::new(),
			read => read.map_err(failed(&path))?,
		};
		// What follows the last line feed is a write that was cut off.
		let whole =
			text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at.saturating_add(1));
		let (commands, closed) = replay(&path, text.get(..whole).unwrap_or_default())?;
		// Always written anew: that drops the torn tail and what is done with, in one step that is
		// whole or not at all.
		let (file, sum) = rewrite(directory, &path, &commands, &closed).map_err(failed(&path))?;
		Ok(Self { path, file, sum, commands, closed, broken: false, _lock: lock })
	}

	/// What is known of a command that is not done with.
	pub fn get(&self, id: CommandId) -> Option<&Known> {
		self.commands.get(&id)
	}

	/// All commands that are not done with, ascending by number.
	pub fn commands(&self) -> &BTreeMap<CommandId, Known> {
		&self.commands
	}

	/// Appends a record, which is on disk when this returns.
	///
	/// # Errors
	/// [`JournalError::OutOfOrder`] if it does not follow from what is known, and then nothing is
	/// written; [`JournalError::File`] and from then on [`JournalError::Broken`].
	pub fn append(&mut self, record: Record) -> Result<(), JournalError> {
		if self.broken {
			return Err(JournalError::Broken(self.path.clone()));
		}
		let (line, sum) = line(&self.sum, &record);
		apply(&mut self.commands, &mut self.closed, record)?;
		self.file.write_all(line.as_bytes()).and_then(|()| self.file.sync_data()).map_err(
			|reason| {
				self.broken = true;
				JournalError::File { path: self.path.clone(), reason }
			},
		)?;
		self.sum = sum;
		Ok(())
	}
}

type State = (BTreeMap<CommandId, Known>, BTreeSet<CommandId>);

fn replay(path: &Path, text: &[u8]) -> Result<State, JournalError> {
	let (mut commands, mut closed, mut sum) = (BTreeMap::new(), BTreeSet::new(), [0; 32]);
	let lines = text.strip_suffix(b"\n").map(|text| text.split(|byte| *byte == b'\n'));
	for (number, bytes) in lines.into_iter().flatten().enumerate() {
		let corrupt =
			|| JournalError::Corrupt { path: path.into(), line: number.saturating_add(1) };
		let record = record::read(bytes).ok_or_else(corrupt)?;
		let (expected, next) = line(&sum, &record);
		if expected.as_bytes().strip_suffix(b"\n") != Some(bytes) {
			return Err(corrupt());
		}
		apply(&mut commands, &mut closed, record).map_err(|_| corrupt())?;
		sum = next;
	}
	Ok((commands, closed))
}

/// Changes what is known by a record, if it may follow.
fn apply(
	commands: &mut BTreeMap<CommandId, Known>,
	closed: &mut BTreeSet<CommandId>,
	record: Record,
) -> Result<(), JournalError> {
	if let Record::Closed { ids } = record {
		closed.extend(ids);
		return Ok(());
	}
	let id = record.id();
	let refused = |stage| Err(JournalError::OutOfOrder { id, stage });
	if closed.contains(&id) {
		return refused("done with");
	}
	match (commands.entry(id), record) {
		(Entry::Vacant(entry), Record::Claimed { digest, target, .. }) => {
			entry.insert(Known { digest, target, stage: Stage::Claimed });
		}
		(Entry::Vacant(_), _) => return refused("not claimed"),
		(Entry::Occupied(mut entry), record) => match (&entry.get().stage, record) {
			(Stage::Claimed, Record::Started { at, .. }) => {
				entry.get_mut().stage = Stage::Started { at };
			}
			(
				Stage::Started { .. },
				Record::Finished { outcome, evidence, log, interrupted, .. },
			) => {
				entry.get_mut().stage = Stage::Finished { outcome, evidence, log, interrupted };
			}
			(Stage::Claimed, Record::Abandoned { .. })
			| (Stage::Finished { .. }, Record::Reported { .. }) => {
				entry.remove();
				closed.insert(id);
			}
			(stage, _) => return refused(stage.name()),
		},
	}
	Ok(())
}

/// Writes the least that says the same, beside the journal, and then in its place.
fn rewrite(
	directory: &Path,
	path: &Path,
	commands: &BTreeMap<CommandId, Known>,
	closed: &BTreeSet<CommandId>,
) -> io::Result<(File, [u8; 32])> {
	let beside = path.with_extension("partial");
	match fs::remove_file(&beside) {
		Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
		_ => {}
	}
	let mut file = File::options().append(true).create_new(true).mode(0o600).open(&beside)?;
	let mut sum = [0; 32];
	let mut text = String::new();
	let done =
		(!closed.is_empty()).then(|| Record::Closed { ids: closed.iter().copied().collect() });
	let open = commands.iter().flat_map(|(id, known)| known.records(*id));
	for record in done.into_iter().chain(open) {
		let (line, next) = line(&sum, &record);
		text.push_str(&line);
		sum = next;
	}
	file.write_all(text.as_bytes())?;
	file.sync_all()?;
	fs::rename(&beside, path)?;
	File::open(directory)?.sync_all()?;
	Ok((file, sum))
}
