// SPDX-License-Identifier: Apache-2.0

//! What the digest of an update is taken over, kept for whoever asks what was measured.

use crate::{agent::files::sync_parent, error::Error};
use serde::Serialize;
use sha2::{Digest, Sha256};
use sp_core::H256;
use std::{
	fs::File,
	io::{Read, Seek, SeekFrom, Write},
	os::unix::fs::OpenOptionsExt,
	path::{Path, PathBuf},
};
use tonnetz_core::{signals::StreamId, BlockNumber, Moment};

/// A measurement. Its JSON is canonical (RFC 8785): the fields stand in the order of their names, and
/// none has a character that is escaped.
#[derive(Serialize)]
pub struct Document {
	/// The newest finalised block that was known.
	pub block: BlockNumber,
	/// What was measured.
	pub metric: &'static str,
	/// The number of the update.
	pub sequence: u64,
	/// The stream.
	pub stream: StreamId,
	/// When, Unix time in milliseconds.
	pub time: Moment,
	/// The unit of the value.
	pub unit: &'static str,
	/// The value, in decimal text.
	pub value: String,
}

/// A directory with a file for each stream, a document in each line.
pub struct Documents(PathBuf);

impl Documents {
	/// The documents in a directory that exists.
	pub const fn new(directory: PathBuf) -> Self {
		Self(directory)
	}

	/// Keeps a document; when this returns it is there after a crash. Its SHA-256, which is taken without
	/// the line feed after it.
	pub fn keep(&self, document: &Document) -> Result<H256, Error> {
		let text =
			serde_json::to_string(document).map_err(|error| Error::Internal(error.to_string()))?;
		let path = self.0.join(format!("stream-{}.jsonl", document.stream));
		append(&path, &text).map_err(|reason| Error::Write { path, reason })?;
		Ok(H256(Sha256::digest(&text).into()))
	}
}

fn append(path: &Path, line: &str) -> std::io::Result<()> {
	let mut file = File::options().read(true).append(true).create(true).mode(0o600).open(path)?;
	let len = file.seek(SeekFrom::End(0))?;
	let mut text = String::new();
	if let Some(last) = len.checked_sub(1) {
		let mut byte = [0];
		file.seek(SeekFrom::Start(last))?;
		file.read_exact(&mut byte)?;
		// Of a line that was not written whole nothing was sent: it ends here.
		if byte != *b"\n" {
			text.push('\n');
		}
	}
	text.push_str(line);
	text.push('\n');
	file.write_all(text.as_bytes())?;
	file.sync_data()?;
	if len == 0 {
		sync_parent(path)?;
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::fs;
	use tonnetz_core::cust::json;

	fn document(sequence: u64) -> Document {
		Document {
			block: 41,
			metric: "block-interval",
			sequence,
			stream: 3,
			time: 1_700_000_000_000,
			unit: "seconds",
			value: "3.0005".to_owned(),
		}
	}

	#[test]
	fn each_line_is_canonical_and_has_its_digest() {
		let dir = tempfile::tempdir().unwrap();
		let documents = Documents::new(dir.path().to_owned());
		let digests = [0, 1].map(|sequence| documents.keep(&document(sequence)).unwrap());
		let text = fs::read_to_string(dir.path().join("stream-3.jsonl")).unwrap();
		let lines: Vec<_> = text.lines().collect();
		assert_eq!(
			lines[0],
			r#"{"block":41,"metric":"block-interval","sequence":0,"stream":3,"time":1700000000000,"unit":"seconds","value":"3.0005"}"#
		);
		for (line, digest) in lines.iter().zip(digests) {
			assert_eq!(json::parse(line.as_bytes()).unwrap().to_canonical(None), **line);
			assert_eq!(H256(Sha256::digest(line).into()), digest);
		}
		assert_eq!(lines.len(), 2);
	}

	#[test]
	fn a_torn_line_spoils_no_other() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("stream-3.jsonl");
		fs::write(&path, "{\"block\":4").unwrap();
		Documents::new(dir.path().to_owned()).keep(&document(1)).unwrap();
		let text = fs::read_to_string(&path).unwrap();
		assert_eq!(text.lines().count(), 2);
		assert!(text.starts_with("{\"block\":4\n{\"block\":41,"), "{text}");
	}
}
