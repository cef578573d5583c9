// SPDX-License-Identifier: Apache-2.0

//! What has been hashed already, for a run that ends before its time.
//!
//! A text file: [`HEADER`], then a line for each file, `hex stamp name`, with the name escaped as in a
//! [list](super::list). A line is appended when its file is hashed. It is believed only as long as the
//! file has the same [stamp](Stamp). The last line may be torn; it is cut off.

use super::{
	list::{parse_hex, push_escaped, push_hex, unescaped},
	stamp::Stamp,
};
use crate::error::Error;
use sp_core::H256;
use std::{
	fs::{self, File},
	io::{self, BufRead, BufReader, Read, Write},
	path::{Path, PathBuf},
	sync::{Mutex, PoisonError},
};

/// The name of the journal in the directory of the results.
pub const NAME: &str = ".tonnetz-batch";

/// The first line.
const HEADER: &[u8] = b"tonnetz-batch-journal 1\n";

/// The longest line that is believed, in bytes.
const MAX_LINE: u64 = 64 * 1024;

/// An open journal.
pub struct Journal {
	path: PathBuf,
	file: Mutex<File>,
}

impl Journal {
	/// Opens the journal in a directory, or begins one. `known` gets what it holds: name, stamp and
	/// digest, the latest last.
	pub fn open(dir: &Path, mut known: impl FnMut(&[u8], &str, H256)) -> Result<Self, Error> {
		let path = dir.join(NAME);
		if fs::symlink_metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
			return Err(Error::NotAFile { path });
		}
		let write = |reason| Error::Write { path: path.clone(), reason };
		let mut file =
			File::options().read(true).append(true).create(true).open(&path).map_err(write)?;
		let complete = match replay(&file, &mut known) {
			Ok(Some(complete)) => complete,
			Ok(None) => {
				return Err(Error::Malformed {
					path,
					reason: "this is no journal of tonnetz receipt batch: move it away".to_owned(),
				});
			}
			Err(reason) => return Err(Error::Read { path, reason }),
		};
		file.set_len(complete).map_err(write)?;
		if complete == 0 {
			file.write_all(HEADER).map_err(write)?;
		}
		Ok(Self { path, file: Mutex::new(file) })
	}

	/// Notes that a file is hashed. In one write: what was noted survives the end of this process.
	pub fn note(&self, name: &[u8], stamp: &Stamp, digest: &H256) -> Result<(), Error> {
		let mut line = Vec::new();
		push_hex(&mut line, digest);
		line.extend_from_slice(format!(" {stamp} ").as_bytes());
		push_escaped(&mut line, name);
		line.push(b'\n');
		let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
		file.write_all(&line).map_err(|reason| Error::Write { path: self.path.clone(), reason })
	}

	/// Removes the journal: the batch is complete.
	pub fn remove(self) -> Result<(), Error> {
		fs::remove_file(&self.path).map_err(|reason| Error::Write { path: self.path, reason })
	}
}

/// Reads the complete lines; how many bytes they have. `None` if it is something else.
fn replay(file: &File, known: &mut impl FnMut(&[u8], &str, H256)) -> io::Result<Option<u64>> {
	let mut reader = BufReader::new(file);
	let mut line = Vec::new();
	let mut complete = 0u64;
	loop {
		line.clear();
		let read = reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut line)?;
		if complete == 0 && line != HEADER {
			// A journal whose first write was torn is one all the same.
			return Ok(HEADER.starts_with(&line).then_some(0));
		}
		if line.last() != Some(&b'\n') {
			return Ok(Some(complete));
		}
		if let Some((name, stamp, digest)) = parse(&line) {
			known(&name, stamp, digest);
		}
		complete = complete.saturating_add(u64::try_from(read).unwrap_or_default());
	}
}

/// Name, stamp and digest of a line.
fn parse(line: &[u8]) -> Option<(Vec<u8>, &str, H256)> {
	let mut words = line.strip_suffix(b"\n")?.splitn(3, |byte| *byte == b' ');
	let digest = parse_hex(words.next()?)?;
	let stamp = std::str::from_utf8(words.next()?).ok()?;
	Some((unescaped(words.next()?)?, stamp, digest))
}

#[cfg(test)]
mod tests {
	use super::*;

	fn contents(dir: &Path) -> Vec<(Vec<u8>, String, H256)> {
		let mut known = Vec::new();
		Journal::open(dir, |name, stamp, digest| {
			known.push((name.to_vec(), stamp.to_owned(), digest));
		})
		.unwrap();
		known
	}

	#[test]
	fn a_torn_line_is_cut_off_and_the_rest_is_kept() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join(NAME);
		let stamp = Stamp::of(&fs::metadata(dir.path()).unwrap());
		let journal = Journal::open(dir.path(), |_, _, _| panic!("nothing is known")).unwrap();
		for (name, byte) in [(&b"a b"[..], 1), (b"new\nline\xff", 2)] {
			journal.note(name, &stamp, &H256::repeat_byte(byte)).unwrap();
		}
		let whole = fs::read(&path).unwrap();
		let expected = [
			(b"a b".to_vec(), stamp.to_string(), H256::repeat_byte(1)),
			(b"new\nline\xff".to_vec(), stamp.to_string(), H256::repeat_byte(2)),
		];
		assert_eq!(contents(dir.path()), expected);

		// Wherever the writing ended, what was complete remains and a new line is readable.
		let ends = |byte: usize| whole[..byte].iter().filter(|byte| **byte == b'\n').count();
		for len in 0..whole.len() {
			fs::write(&path, &whole[..len]).unwrap();
			let journal = Journal::open(dir.path(), |_, _, _| {}).unwrap();
			journal.note(b"new", &stamp, &H256::zero()).unwrap();
			let known = contents(dir.path());
			let kept = ends(len).saturating_sub(1);
			assert_eq!(known[..kept], expected[..kept], "{len}");
			assert_eq!(known[kept].0, b"new", "{len}");
			assert_eq!(known.len(), kept + 1, "{len}");
		}
	}

	#[test]
	fn a_line_that_is_none_is_not_believed() {
		let dir = tempfile::tempdir().unwrap();
		let hex = "ab".repeat(32);
		let lines = format!("\n{hex}\n{hex} 1\nab 1 a\n{hex} 1 a\\x\n{hex} 1 good\n");
		fs::write(dir.path().join(NAME), [HEADER, lines.as_bytes()].concat()).unwrap();
		let known = contents(dir.path());
		assert_eq!(known.len(), 1);
		assert_eq!(known[0].0, b"good");
	}

	#[test]
	fn another_file_of_this_name_is_left_alone() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join(NAME);
		fs::write(&path, "mine").unwrap();
		let error = Journal::open(dir.path(), |_, _, _| {}).err().unwrap();
		assert!(error.to_string().contains("move it away"), "{error}");
		assert_eq!(fs::read(&path).unwrap(), b"mine");
	}

	#[test]
	fn a_journal_is_removed_when_done() {
		let dir = tempfile::tempdir().unwrap();
		Journal::open(dir.path(), |_, _, _| {}).unwrap().remove().unwrap();
		assert!(!dir.path().join(NAME).exists());
	}
}
