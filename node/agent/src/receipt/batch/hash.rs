// SPDX-License-Identifier: Apache-2.0

//! The digests of the files of a batch.

use super::{
	journal::Journal,
	stamp::{is_settled, Stamp},
	walk::Found,
};
use crate::{
	error::Error,
	output::{bytes_progress, Output},
};
use indicatif::ProgressBar;
use rayon::prelude::*;
use sha2::{Digest, Sha256};
use sp_core::H256;
use std::{
	collections::BTreeMap,
	ffi::OsStr,
	fs::{self, File, Metadata},
	io::{ErrorKind, Read},
	os::unix::ffi::OsStrExt,
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicU64, Ordering},
		Mutex, PoisonError,
	},
};

/// How much of each open file is in memory, in bytes.
const BUFFER: usize = 256 * 1024;

/// How many of the files that cannot be hashed are named.
const NAMED: usize = 10;

/// Digests in the order of their names.
pub struct Hashed {
	/// The digests.
	pub digests: Vec<H256>,
	/// The size of the files together, in bytes.
	pub bytes: u64,
	/// How many of them the journal of an earlier run knew.
	pub reused: u64,
	/// The journal, to be removed when it is needed no more.
	pub journal: Journal,
}

/// The digest of each file, made by all cores. What cannot be read or changes meanwhile is reported
/// when all else is hashed, and nothing comes of it but the journal.
pub fn all(dir: &Path, out: &Path, found: &Found, output: Output) -> Result<Hashed, Error> {
	let count = found.names.len();
	let counter = Counter::new(count, found.bytes);
	let mut digests = vec![H256::zero(); count];
	let mut done = vec![false; count];
	let journal = Journal::open(out, |name, stamp, digest| {
		let place = found.names.place(name);
		let slot = place.and_then(|place| digests.get_mut(place).zip(done.get_mut(place)));
		let file = fs::symlink_metadata(path(dir, name)).ok().filter(Metadata::is_file);
		let Some(((slot, done), file)) = slot.filter(|(_, done)| !**done).zip(file) else {
			return;
		};
		if Stamp::of(&file).to_string() == stamp {
			(*slot, *done) = (digest, true);
			counter.bar.inc(file.len());
			counter.add(file.len());
		}
	})?;
	let reused = counter.files.load(Ordering::Relaxed);
	let failures = Failures::default();
	digests.par_iter_mut().zip(done).enumerate().try_for_each_init(
		|| vec![0; BUFFER],
		|buffer, (place, (slot, done))| {
			if done {
				return Ok(());
			}
			let name = found.names.get(place).unwrap_or_default();
			match one(&path(dir, name), buffer, |read| counter.bar.inc(read)) {
				Ok(FileDigest { digest, stamp, settled }) => {
					*slot = digest;
					counter.add(stamp.size());
					if settled {
						journal.note(name, &stamp, &digest)?;
					}
				}
				Err(error) => failures.add(place, error),
			}
			Ok(())
		},
	)?;
	counter.bar.finish_and_clear();
	failures.report(output)?;
	Ok(Hashed { digests, bytes: counter.bytes.into_inner(), reused, journal })
}

fn from_usize(count: usize) -> u64 {
	u64::try_from(count).unwrap_or(u64::MAX)
}

fn path(dir: &Path, name: &[u8]) -> PathBuf {
	dir.join(OsStr::from_bytes(name))
}

/// How many files are hashed, and how many bytes they have.
struct Counter {
	files: AtomicU64,
	bytes: AtomicU64,
	of: usize,
	bar: ProgressBar,
}

impl Counter {
	fn new(of: usize, bytes: u64) -> Self {
		let bar = bytes_progress(bytes);
		Self { files: AtomicU64::new(0), bytes: AtomicU64::new(0), of, bar }
	}

	fn add(&self, bytes: u64) {
		let before = self.files.fetch_add(1, Ordering::Relaxed);
		self.bytes.fetch_add(bytes, Ordering::Relaxed);
		if !self.bar.is_hidden() {
			self.bar.set_message(format!("{} of {} files", before.saturating_add(1), self.of));
		}
	}
}

/// The files that could not be hashed: the first of them, and how many.
#[derive(Default)]
struct Failures(Mutex<(usize, BTreeMap<usize, Error>)>);

impl Failures {
	fn add(&self, place: usize, error: Error) {
		let mut failures = self.0.lock().unwrap_or_else(PoisonError::into_inner);
		let (count, first) = &mut *failures;
		*count = count.saturating_add(1);
		first.insert(place, error);
		if first.len() > NAMED {
			first.pop_last();
		}
	}

	/// The first as an error, the others as remarks.
	fn report(self, output: Output) -> Result<(), Error> {
		let (count, first) = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
		let named = first.len();
		let mut errors = first.into_values();
		let Some(error) = errors.next() else {
			return Ok(());
		};
		errors.for_each(|error| output.note(&error.to_string()));
		if count > named {
			let more = count.saturating_sub(named);
			output.note(&format!("{more} more files cannot be hashed"));
		}
		Err(error)
	}
}

/// What is known of a file after it was read.
struct FileDigest {
	digest: H256,
	stamp: Stamp,
	settled: bool,
}

/// Hashes a file that must not change meanwhile. `progress` gets the lengths of what is read.
fn one(path: &Path, buffer: &mut [u8], mut progress: impl FnMut(u64)) -> Result<FileDigest, Error> {
	let read = |reason| Error::Read { path: path.to_owned(), reason };
	let changed = || Err(Error::Changed { path: path.to_owned() });
	// Before opening: to open a pipe is to wait for its writer.
	if !fs::symlink_metadata(path).map_err(read)?.is_file() {
		return changed();
	}
	let mut file = File::open(path).map_err(read)?;
	let before = file.metadata().map_err(read)?;
	let (stamp, settled) = (Stamp::of(&before), is_settled(&before));
	let mut hasher = Sha256::new();
	let mut size = 0u64;
	loop {
		match file.read(buffer) {
			Ok(0) => break,
			Ok(len) => {
				hasher.update(buffer.get(..len).unwrap_or_default());
				size = size.saturating_add(from_usize(len));
				progress(from_usize(len));
			}
			Err(error) if error.kind() == ErrorKind::Interrupted => {}
			Err(reason) => return Err(read(reason)),
		}
	}
	// Of the open file, and of what stands in its place.
	let after = [file.metadata(), fs::symlink_metadata(path)];
	for metadata in after {
		let metadata = metadata.map_err(read)?;
		if !metadata.is_file() || Stamp::of(&metadata) != stamp {
			return changed();
		}
	}
	if size != stamp.size() {
		return changed();
	}
	Ok(FileDigest { digest: H256(hasher.finalize().into()), stamp, settled })
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
	use super::*;
	use std::{io::Write, os::unix::fs::symlink, time::SystemTime};

	/// What becomes of a file that is treated so in the midst of being read.
	fn meanwhile(mut meddle: impl FnMut(&Path)) -> Result<FileDigest, Error> {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("log");
		fs::write(&path, "0123456789").unwrap();
		let mut reads = 0;
		one(&path, &mut [0; 4], |_| {
			reads += 1;
			if reads == 2 {
				meddle(&path);
			}
		})
	}

	#[test]
	fn a_file_that_changes_while_it_is_read_is_refused() {
		assert!(meanwhile(|_| {}).is_ok());
		let meddlers: [fn(&Path); 5] = [
			|path| File::options().append(true).open(path).unwrap().write_all(b"x").unwrap(),
			|path| File::options().write(true).open(path).unwrap().set_len(9).unwrap(),
			|path| {
				let file = File::options().write(true).open(path).unwrap();
				file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
			},
			|path| {
				let other = path.with_extension("new");
				fs::write(&other, "0123456789").unwrap();
				fs::rename(other, path).unwrap();
			},
			|path| {
				fs::rename(path, path.with_extension("old")).unwrap();
				symlink(path.with_extension("old"), path).unwrap();
			},
		];
		for meddle in meddlers {
			assert!(matches!(meanwhile(meddle), Err(Error::Changed { .. })));
		}
		let removed = meanwhile(|path| fs::remove_file(path).unwrap());
		assert!(matches!(removed, Err(Error::Changed { .. } | Error::Read { .. })));
	}

	#[test]
	fn only_files_are_hashed() {
		let dir = tempfile::tempdir().unwrap();
		let hash = |path: &Path| one(path, &mut [0; 8], |_| {});
		assert!(matches!(hash(dir.path()), Err(Error::Changed { .. })));
		assert!(matches!(hash(&dir.path().join("none")), Err(Error::Read { .. })));
		let path = dir.path().join("abc");
		fs::write(&path, "abc").unwrap();
		let digest = hash(&path).ok().unwrap().digest;
		assert_eq!(digest, H256(Sha256::digest("abc").into()));
	}

	#[test]
	fn failures_are_few_and_the_first_is_the_error() {
		let failures = Failures::default();
		for place in (0..100).rev() {
			failures.add(place, Error::Changed { path: place.to_string().into() });
		}
		assert_eq!(failures.0.lock().unwrap().1.len(), NAMED);
		let error = failures.report(Output::new(false)).unwrap_err();
		assert!(error.to_string().starts_with("0 "), "{error}");
		assert!(Failures::default().report(Output::new(false)).is_ok());
	}
}
