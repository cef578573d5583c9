// SPDX-License-Identifier: Apache-2.0

//! The file that a receipt is about.

use crate::{error::Error, file, output::file_progress};
use sha2::{Digest, Sha256};
use std::{
	fs::File,
	io::{ErrorKind, Read},
	path::{Path, PathBuf},
};

/// How much of a file is in memory at a time, in bytes.
const CHUNK: usize = 1024 * 1024;

/// An open file.
pub struct Evidence {
	path: PathBuf,
	file: File,
	size: u64,
}

impl Evidence {
	/// Opens a regular file.
	pub fn open(path: &Path) -> Result<Self, Error> {
		let (file, size) = file::open(path)?;
		Ok(Self { path: path.to_owned(), file, size })
	}

	/// The last part of its path.
	pub fn name(&self) -> String {
		self.path.file_name().unwrap_or(self.path.as_os_str()).to_string_lossy().into_owned()
	}

	/// SHA-256 of the contents, of any size, with a progress bar for a large one.
	pub async fn sha256(mut self) -> Result<[u8; 32], Error> {
		let progress = file_progress(self.size);
		let mut hasher = Sha256::new();
		let mut chunk = vec![0; CHUNK];
		loop {
			match self.file.read(&mut chunk) {
				Ok(0) => return Ok(hasher.finalize().into()),
				Ok(len) => {
					hasher.update(chunk.get(..len).unwrap_or_default());
					progress.inc(u64::try_from(len).unwrap_or_default());
				}
				Err(error) if error.kind() == ErrorKind::Interrupted => {}
				Err(reason) => return Err(Error::Read { path: self.path, reason }),
			}
			// Gives Ctrl-C its turn.
			tokio::task::yield_now().await;
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::fs;

	async fn digest_of(contents: &[u8]) -> String {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("evidence");
		fs::write(&path, contents).unwrap();
		hex::encode(Evidence::open(&path).unwrap().sha256().await.unwrap())
	}

	#[tokio::test]
	async fn digests_are_those_of_sha256sum() {
		assert_eq!(
			digest_of(b"").await,
			"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
		);
		assert_eq!(
			digest_of(b"abc").await,
			"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
		);
	}

	#[tokio::test]
	async fn chunks_do_not_show() {
		let contents = vec![b'a'; CHUNK + 1];
		assert_eq!(digest_of(&contents).await, hex::encode(Sha256::digest(&contents)));
	}

	#[test]
	fn evidence_is_a_file() {
		let dir = tempfile::tempdir().unwrap();
		let missing = Evidence::open(&dir.path().join("none"));
		assert!(matches!(missing, Err(Error::Read { .. })));
		assert!(matches!(Evidence::open(dir.path()), Err(Error::NotAFile { .. })));
	}
}
