// SPDX-License-Identifier: Apache-2.0

//! Exports: an account's receipts in a file, to be audited without a node.
//!
//! JSON lines: first a [`Header`], then one `ReceiptInfo` a line, by ascending sequence from 0, as
//! `receipts_byIssuer` answers them at the header's block. Each line ends with a line feed. A file of
//! any length is read and written in constant memory.

use crate::{
	chain::Block,
	error::Error,
	file::{self, Replacement},
	receipt::ReceiptInfo,
};
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use sp_core::{crypto::AccountId32, H256};
use std::{
	fs::File,
	io::{BufRead, BufReader, Read},
	path::{Path, PathBuf},
};
use tonnetz_core::receipt::ChainHead;

/// The longest line, in bytes: several times what a receipt can take.
const MAX_LINE: u64 = 16 * 1024;

/// The `version` that is read and written.
const VERSION: u32 = 1;

/// The `format` of an export.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
enum Format {
	/// `"tonnetz-receipts-export"`.
	#[serde(rename = "tonnetz-receipts-export")]
	ReceiptsExport,
}

/// The first line of an export.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Header {
	format: Format,
	version: u32,
	/// The hash of the chain's first block.
	pub genesis_hash: H256,
	/// Whose receipts follow.
	pub account: AccountId32,
	/// The block in whose state they were.
	pub block: Block,
	/// The head of the account's chain in that state.
	pub head: ChainHead,
}

impl Header {
	/// The header of an export of what the node says at `block`.
	pub const fn new(
		genesis_hash: H256,
		account: AccountId32,
		block: Block,
		head: ChainHead,
	) -> Self {
		Self {
			format: Format::ReceiptsExport,
			version: VERSION,
			genesis_hash,
			account,
			block,
			head,
		}
	}
}

/// An export that is being written.
pub struct Writer(Replacement);

impl Writer {
	/// Begins an export at `path`.
	pub fn create(path: &Path, header: &Header) -> Result<Self, Error> {
		let mut writer = Self(Replacement::create(path)?);
		writer.line(header)?;
		Ok(writer)
	}

	/// Appends a receipt.
	pub fn append(&mut self, info: &ReceiptInfo) -> Result<(), Error> {
		self.line(info)
	}

	/// Puts the file in its place.
	pub fn commit(self) -> Result<(), Error> {
		self.0.commit()
	}

	fn line(&mut self, value: &impl Serialize) -> Result<(), Error> {
		let mut line =
			serde_json::to_vec(value).map_err(|error| Error::Internal(error.to_string()))?;
		line.push(b'\n');
		self.0.write(&line)
	}
}

/// An export that is being read.
pub struct Reader {
	path: PathBuf,
	file: BufReader<File>,
	/// The size of the file, in bytes.
	pub size: u64,
	/// How much of it was read, in bytes.
	pub consumed: u64,
	line: u64,
}

impl Reader {
	/// Opens an export and reads its header.
	pub fn open(path: &Path) -> Result<(Header, Self), Error> {
		let (file, size) = file::open(path)?;
		let file = BufReader::new(file);
		let mut reader = Self { path: path.to_owned(), file, size, consumed: 0, line: 0 };
		let header: Option<Header> = reader.next_line("the header of an export")?;
		match header {
			Some(header) if header.version == VERSION => Ok((header, reader)),
			Some(header) => Err(reader.malformed(&format!(
				"version {} of the format, this client reads {VERSION}",
				header.version
			))),
			None => Err(reader.malformed("an empty file is no export")),
		}
	}

	/// The next receipt; `None` at the end.
	pub fn next_receipt(&mut self) -> Result<Option<ReceiptInfo>, Error> {
		self.next_line("a receipt")
	}

	fn next_line<T: DeserializeOwned>(&mut self, what: &str) -> Result<Option<T>, Error> {
		let mut line = Vec::new();
		let read = self
			.file
			.by_ref()
			.take(MAX_LINE)
			.read_until(b'\n', &mut line)
			.map_err(|reason| Error::Read { path: self.path.clone(), reason })?;
		if read == 0 {
			return Ok(None);
		}
		self.line = self.line.saturating_add(1);
		self.consumed = self.consumed.saturating_add(u64::try_from(read).unwrap_or_default());
		if line.last() != Some(&b'\n') {
			return Err(self.malformed(if self.consumed < self.size {
				"the line is longer than a receipt can be"
			} else {
				"the file ends within the line: it was cut off"
			}));
		}
		serde_json::from_slice(&line)
			.map(Some)
			.map_err(|error| self.malformed(&format!("not {what}: {error}")))
	}

	fn malformed(&self, reason: &str) -> Error {
		Error::Malformed {
			path: self.path.clone(),
			reason: format!("line {}: {reason}", self.line.max(1)),
		}
	}
}
