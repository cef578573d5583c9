// SPDX-License-Identifier: Apache-2.0

//! The canonical text of a file: one text for one content, so that no byte of it can be changed
//! without changing what it says.

use serde::{de::DeserializeOwned, Deserialize, Serialize};

/// Why a text is not a file of the format that was asked for.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
	/// Longer than anything that this crate writes.
	#[error("{len} bytes are too many for a {format} file: the limit is {max}")]
	TooLong {
		/// The format that was asked for.
		format: &'static str,
		/// The length of the text, in bytes.
		len: usize,
		/// The longest text that is read, in bytes.
		max: usize,
	},
	/// Not JSON, or JSON that is no object.
	#[error("not a {format} file: {source}")]
	NotJson {
		/// The format that was asked for.
		format: &'static str,
		/// What the parser says.
		source: serde_json::Error,
	},
	/// A file of something else.
	#[error("not a {format} file: its `format` is {found:?}")]
	OtherFormat {
		/// The format that was asked for.
		format: &'static str,
		/// The format that the file names, if any.
		found: Option<String>,
	},
	/// A file of another version of the format.
	#[error(
		"version {found:?} of {format} is unknown: this program reads version {known}, use one that \
		 reads the other"
	)]
	OtherVersion {
		/// The format that was asked for.
		format: &'static str,
		/// The version that the file names, if any.
		found: Option<u64>,
		/// The version that is read.
		known: u32,
	},
	/// A field is missing, unknown or malformed.
	#[error("malformed {format} file: {source}")]
	Fields {
		/// The format that was asked for.
		format: &'static str,
		/// What the parser says.
		source: serde_json::Error,
	},
	/// The right content, spelled otherwise than this crate spells it.
	#[error(
		"the {format} file is not in its canonical text: it must be one line without spaces, fields \
		 in their order and one newline at most at the end; `jq -c .` undoes pretty printing"
	)]
	NotCanonical {
		/// The format that was asked for.
		format: &'static str,
	},
}

/// What a text must be.
pub(crate) struct Form {
	/// The value of its field `format`.
	pub format: &'static str,
	/// The value of its field `version`.
	pub version: u32,
	/// The longest text, in bytes.
	pub max_len: usize,
}

/// The fields that every format starts with.
#[derive(Deserialize)]
struct Preamble {
	format: Option<String>,
	version: Option<u64>,
}

impl Form {
	/// Reads a text, and refuses every one that is not what `serde_json` writes for its content.
	pub(crate) fn read<T: DeserializeOwned + Serialize>(
		&self,
		text: &[u8],
	) -> Result<T, TextError> {
		let &Self { format, version, max_len: max } = self;
		if text.len() > max {
			return Err(TextError::TooLong { format, len: text.len(), max });
		}
		let preamble: Preamble =
			serde_json::from_slice(text).map_err(|source| TextError::NotJson { format, source })?;
		if preamble.format.as_deref() != Some(format) {
			return Err(TextError::OtherFormat { format, found: preamble.format });
		}
		if preamble.version != Some(u64::from(version)) {
			return Err(TextError::OtherVersion {
				format,
				found: preamble.version,
				known: version,
			});
		}
		let fields = |source| TextError::Fields { format, source };
		let content: T = serde_json::from_slice(text).map_err(fields)?;
		let canonical = serde_json::to_vec(&content).map_err(fields)?;
		if text.strip_suffix(b"\n").unwrap_or(text) != canonical {
			return Err(TextError::NotCanonical { format });
		}
		Ok(content)
	}
}
