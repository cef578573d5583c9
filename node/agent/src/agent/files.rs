// SPDX-License-Identifier: Apache-2.0

//! The agent's directory, and files that are there after a crash.

use crate::{error::Error, file};
use rustix::fs::{flock, FlockOperation};
use std::{
	fs::{self, DirBuilder, File, Permissions},
	io::{self, Write},
	os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt},
	path::{Path, PathBuf},
	thread::sleep,
	time::{Duration, Instant},
};

/// The permission bits that let others in.
const OTHERS: u32 = 0o077;

/// How long another agent may still have the directory. Of one that was killed a process may be left
/// for a moment, which was about to become a program.
const LOCK_TIME: Duration = Duration::from_secs(2);
const LOCK_POLL: Duration = Duration::from_millis(20);

/// The directory that one agent, and nobody else, works in.
pub struct DataDir {
	path: PathBuf,
	// Locked while it is open.
	_lock: File,
}

impl DataDir {
	/// Opens the directory, creates it if there is none, and keeps other agents out of it.
	pub fn open(path: &Path) -> Result<Self, Error> {
		let write = |reason| Error::Write { path: path.to_owned(), reason };
		DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(write)?;
		let metadata = fs::metadata(path).map_err(write)?;
		let malformed = |reason: String| Error::Malformed { path: path.to_owned(), reason };
		if metadata.uid() != rustix::process::geteuid().as_raw() {
			return Err(malformed("the directory belongs to another user: chown it".to_owned()));
		}
		let mode = metadata.permissions().mode() & 0o7777;
		if mode & OTHERS != 0 {
			return Err(malformed(format!(
				"the directory is open to other users (mode {mode:04o}): chmod 700 it"
			)));
		}
		let lock_path = path.join("agent.lock");
		let lock = File::options()
			.create(true)
			.truncate(false)
			.write(true)
			.open(&lock_path)
			.map_err(|reason| Error::Write { path: lock_path, reason })?;
		let start = Instant::now();
		while flock(&lock, FlockOperation::NonBlockingLockExclusive).is_err() {
			if start.elapsed() > LOCK_TIME {
				return Err(malformed("another agent works in this directory: stop it".to_owned()));
			}
			sleep(LOCK_POLL);
		}
		Ok(Self { path: path.to_owned(), _lock: lock })
	}

	/// The path of a file in it.
	pub fn join(&self, name: &str) -> PathBuf {
		self.path.join(name)
	}

	/// A directory in it, created if there is none.
	pub fn subdirectory(&self, name: &str) -> Result<PathBuf, Error> {
		let path = self.join(name);
		DirBuilder::new()
			.recursive(true)
			.mode(0o700)
			.create(&path)
			.map_err(|reason| Error::Write { path: path.clone(), reason })?;
		Ok(path)
	}

	/// Whether files can be written in it now.
	pub fn probe(&self) -> Result<(), Error> {
		let path = self.join("probe");
		File::create(&path)
			.and_then(|mut file| file.write_all(b"probe").and_then(|()| file.sync_all()))
			.map_err(|reason| Error::Write { path, reason })
	}

	/// Binds the directory to the chain with this genesis hash: numbers of commands mean nothing on
	/// another.
	pub fn bind_to_chain(&self, genesis: &str) -> Result<(), Error> {
		let path = self.join("chain");
		match fs::read_to_string(&path) {
			Ok(bound) if bound.trim() == genesis => Ok(()),
			Ok(bound) => Err(Error::Malformed {
				path,
				reason: format!(
					"the directory is for the chain {}, the node's is {genesis}: use another data-dir",
					bound.trim()
				),
			}),
			Err(error) if error.kind() == io::ErrorKind::NotFound => {
				write_durably(&path, genesis.as_bytes())
			}
			Err(reason) => Err(Error::Read { path, reason }),
		}
	}
}

/// Writes a file that only its owner can read; when this returns it is there after a crash.
pub fn write_durably(path: &Path, contents: &[u8]) -> Result<(), Error> {
	file::replace(path, contents)?;
	let write = |reason| Error::Write { path: path.to_owned(), reason };
	fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(write)?;
	sync_parent(path).map_err(write)
}

/// Removes a file; when this returns it is gone after a crash.
pub fn remove_durably(path: &Path) -> Result<(), Error> {
	match fs::remove_file(path) {
		Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
		outcome => outcome.and_then(|()| sync_parent(path)),
	}
	.map_err(|reason| Error::Write { path: path.to_owned(), reason })
}

/// Makes the names in the directory of `path` durable.
pub fn sync_parent(path: &Path) -> io::Result<()> {
	File::open(path.parent().unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn one_agent_has_the_directory() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("agent");
		let first = DataDir::open(&path).unwrap();
		assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700);
		let second = DataDir::open(&path).err().unwrap().to_string();
		assert!(second.contains("another agent"), "{second}");
		drop(first);
		DataDir::open(&path).unwrap().probe().unwrap();
	}

	#[test]
	fn a_directory_open_to_others_is_refused() {
		let dir = tempfile::tempdir().unwrap();
		for mode in [0o755, 0o710, 0o701] {
			fs::set_permissions(dir.path(), Permissions::from_mode(mode)).unwrap();
			let message = DataDir::open(dir.path()).err().unwrap().to_string();
			assert!(message.contains("chmod 700"), "{message}");
		}
	}

	#[test]
	fn a_directory_is_for_one_chain() {
		let dir = tempfile::tempdir().unwrap();
		fs::set_permissions(dir.path(), Permissions::from_mode(0o700)).unwrap();
		let data = DataDir::open(dir.path()).unwrap();
		data.bind_to_chain("0x01").unwrap();
		data.bind_to_chain("0x01").unwrap();
		let message = data.bind_to_chain("0x02").unwrap_err().to_string();
		assert!(message.contains("another data-dir"), "{message}");
	}

	#[test]
	fn files_are_their_owners() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("record");
		write_durably(&path, b"one").unwrap();
		write_durably(&path, b"two").unwrap();
		assert_eq!(fs::read(&path).unwrap(), b"two");
		assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
		remove_durably(&path).unwrap();
		remove_durably(&path).unwrap();
		assert!(!path.exists());
	}
}
