// SPDX-License-Identifier: Apache-2.0

//! What was sent, written down before it is sent: after a crash the outcome is looked up instead of
//! sending again.

use super::files::{remove_durably, write_durably};
use crate::error::Error;
use serde::{Deserialize, Serialize};
use sp_core::H256;
use std::{
	fs,
	io::ErrorKind,
	path::{Path, PathBuf},
};

/// A transaction that may be on its way.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Sent {
	/// Its hash.
	pub hash: H256,
	/// From this block on it can be included no more.
	pub void_at: u64,
}

/// A directory with a file for each.
pub struct Outbox(PathBuf);

impl Outbox {
	/// The outbox in a directory that exists.
	pub const fn new(directory: PathBuf) -> Self {
		Self(directory)
	}

	/// Writes down what is about to be sent under this name.
	pub fn put<T: Serialize>(&self, name: &str, sent: &T) -> Result<(), Error> {
		let text = serde_json::to_vec(sent).map_err(|error| Error::Internal(error.to_string()))?;
		write_durably(&self.path(name), &text)
	}

	/// What was written down under this name.
	pub fn get<T: for<'de> Deserialize<'de>>(&self, name: &str) -> Result<Option<T>, Error> {
		let path = self.path(name);
		match fs::read(&path) {
			Ok(text) => parse(&path, &text).map(Some),
			Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
			Err(reason) => Err(Error::Read { path, reason }),
		}
	}

	/// Forgets what was written down under this name.
	pub fn remove(&self, name: &str) -> Result<(), Error> {
		remove_durably(&self.path(name))
	}

	/// The names of all that is written down.
	pub fn names(&self) -> Result<Vec<String>, Error> {
		let read = |reason| Error::Read { path: self.0.clone(), reason };
		let mut names = Vec::new();
		for entry in fs::read_dir(&self.0).map_err(read)? {
			let name = entry.map_err(read)?.file_name();
			names.extend(
				name.to_str().and_then(|name| name.strip_suffix(".json")).map(str::to_owned),
			);
		}
		Ok(names)
	}

	fn path(&self, name: &str) -> PathBuf {
		self.0.join(format!("{name}.json"))
	}
}

fn parse<T: for<'de> Deserialize<'de>>(path: &Path, text: &[u8]) -> Result<T, Error> {
	serde_json::from_slice(text)
		.map_err(|error| Error::Malformed { path: path.to_owned(), reason: error.to_string() })
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn what_is_sent_is_known_until_it_is_settled() {
		let dir = tempfile::tempdir().unwrap();
		let outbox = Outbox::new(dir.path().to_owned());
		let sent = Sent { hash: H256([7; 32]), void_at: 64 };
		assert_eq!(outbox.get::<Sent>("claim-1").unwrap(), None);
		outbox.put("claim-1", &sent).unwrap();
		assert_eq!(outbox.get("claim-1").unwrap(), Some(sent));
		assert_eq!(outbox.get::<Sent>("claim-2").unwrap(), None);
		assert_eq!(outbox.names().unwrap(), ["claim-1"]);
		outbox.remove("claim-1").unwrap();
		assert_eq!(outbox.get::<Sent>("claim-1").unwrap(), None);
		fs::write(dir.path().join("claim-1.json"), "{").unwrap();
		assert!(matches!(outbox.get::<Sent>("claim-1"), Err(Error::Malformed { .. })));
	}
}
