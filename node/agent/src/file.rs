// SPDX-License-Identifier: Apache-2.0

//! Files that are held in memory, and files that appear whole or not at all.

use crate::error::Error;
use std::{
	fs::{self, File},
	io::{self, BufWriter, Read, Write},
	path::{Path, PathBuf},
};

/// Opens a regular file; its size in bytes.
pub fn open(path: &Path) -> Result<(File, u64), Error> {
	let read = |reason| Error::Read { path: path.to_owned(), reason };
	// Before opening: to open a pipe is to wait for its writer.
	let metadata = fs::metadata(path).map_err(read)?;
	if !metadata.is_file() {
		return Err(Error::NotAFile { path: path.to_owned() });
	}
	Ok((File::open(path).map_err(read)?, metadata.len()))
}

/// The contents of a regular file of at most `limit` bytes.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Error> {
	let (file, _) = open(path)?;
	let mut bytes = Vec::new();
	// One byte more than allowed: the file may have grown.
	file.take(limit.saturating_add(1))
		.read_to_end(&mut bytes)
		.map_err(|reason| Error::Read { path: path.to_owned(), reason })?;
	if u64::try_from(bytes.len()).is_ok_and(|len| len <= limit) {
		Ok(bytes)
	} else {
		Err(Error::TooLarge { path: path.to_owned(), limit })
	}
}

/// The contents of a text file of at most `limit` bytes.
pub fn read_text(path: &Path, limit: u64) -> Result<String, Error> {
	String::from_utf8(read(path, limit)?).map_err(|_| Error::Malformed {
		path: path.to_owned(),
		reason: "it is not UTF-8 text".to_owned(),
	})
}

/// Writes a file that may have stood there before.
pub fn replace(path: &Path, contents: &[u8]) -> Result<(), Error> {
	let mut file = Replacement::create(path)?;
	file.write(contents)?;
	file.commit()
}

/// A file that is written beside its place and moved there when it is complete: nobody ever reads
/// half of it, and a failure leaves the one before.
pub struct Replacement {
	path: PathBuf,
	beside: PathBuf,
	file: BufWriter<File>,
	complete: bool,
}

impl Replacement {
	/// Begins a file that shall stand at `path`.
	pub fn create(path: &Path) -> Result<Self, Error> {
		let mut name =
			path.file_name().ok_or_else(|| Error::NotAFile { path: path.to_owned() })?.to_owned();
		if fs::metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
			return Err(Error::NotAFile { path: path.to_owned() });
		}
		name.push(format!(".{}.part", std::process::id()));
		let beside = path.with_file_name(name);
		match File::options().write(true).create_new(true).open(&beside) {
			Ok(file) => Ok(Self {
				path: path.to_owned(),
				beside,
				file: BufWriter::new(file),
				complete: false,
			}),
			Err(reason) => Err(Error::Write { path: path.to_owned(), reason }),
		}
	}

	/// Appends bytes.
	pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
		self.file.write_all(bytes).map_err(|reason| self.failed(reason))
	}

	/// Puts the file in its place.
	pub fn commit(mut self) -> Result<(), Error> {
		self.file
			.flush()
			.and_then(|()| self.file.get_ref().sync_all())
			.and_then(|()| fs::rename(&self.beside, &self.path))
			.map_err(|reason| self.failed(reason))?;
		self.complete = true;
		Ok(())
	}

	fn failed(&self, reason: io::Error) -> Error {
		Error::Write { path: self.path.clone(), reason }
	}
}

impl Drop for Replacement {
	fn drop(&mut self) {
		if !self.complete {
			// The error at hand says more than a failure to tidy up after it.
			let _ = fs::remove_file(&self.beside);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn names(dir: &Path) -> Vec<String> {
		let mut names = fs::read_dir(dir)
			.unwrap()
			.map(|entry| entry.unwrap().file_name().into_string().unwrap())
			.collect::<Vec<_>>();
		names.sort();
		names
	}

	#[test]
	fn a_limit_is_a_limit() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("file");
		fs::write(&path, "12345").unwrap();
		assert_eq!(read(&path, 5).unwrap(), b"12345");
		assert!(matches!(read(&path, 4), Err(Error::TooLarge { limit: 4, .. })));
		assert!(matches!(read(dir.path(), 4), Err(Error::NotAFile { .. })));
		fs::write(&path, [0xff]).unwrap();
		assert!(matches!(read_text(&path, 4), Err(Error::Malformed { .. })));
	}

	#[test]
	fn a_file_is_replaced_whole_or_not_at_all() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("bundle.json");
		replace(&path, b"one").unwrap();
		let mut abandoned = Replacement::create(&path).unwrap();
		abandoned.write(b"half").unwrap();
		drop(abandoned);
		assert_eq!(fs::read(&path).unwrap(), b"one");
		replace(&path, b"two").unwrap();
		assert_eq!(fs::read(&path).unwrap(), b"two");
		assert_eq!(names(dir.path()), ["bundle.json"]);
	}

	#[test]
	fn a_place_that_holds_no_file_is_refused() {
		let dir = tempfile::tempdir().unwrap();
		assert!(matches!(replace(dir.path(), b""), Err(Error::NotAFile { .. })));
		let missing = dir.path().join("none").join("bundle.json");
		assert!(matches!(replace(&missing, b""), Err(Error::Write { .. })));
		assert!(names(dir.path()).is_empty());
	}
}
