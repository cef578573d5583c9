// SPDX-License-Identifier: Apache-2.0

//! JSON, strictly: one parser, and the texts that signatures and digests are taken over.
//!
//! The parser follows RFC 8259 with the restrictions of I-JSON (RFC 7493) that make a text mean one
//! thing: UTF-8 without a byte order mark, no member twice, no lone surrogate, no number beyond a
//! double. A [`Value`] keeps the order of members and the text of numbers, so that what a signer
//! wrote can be written again.

mod error;
mod parse;
mod serde;
mod write;

pub use error::{Error, Fault};
pub use parse::{parse, without_member};
pub(super) use write::length;

use alloc::{borrow::Cow, string::String, vec::Vec};

/// The longest text that is parsed, in bytes.
pub const MAX_LEN: usize = 16 * 1024;

/// How deep arrays and objects may nest. A command needs 3.
pub const MAX_DEPTH: u8 = 8;

/// A JSON value. What was parsed owns its texts; what is only to be written can borrow them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Value<'a> {
	/// `null`.
	Null,
	/// `true` or `false`.
	Bool(bool),
	/// A number, as it was written.
	Number(Cow<'a, str>),
	/// A string, its escapes resolved.
	String(Cow<'a, str>),
	/// An array.
	Array(Vec<Value<'a>>),
	/// An object: its members in the order they were written, each name once.
	Object(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl<'a> Value<'a> {
	/// The member of that name, if this is an object and has one.
	pub fn member(&self, name: &str) -> Option<&Value<'a>> {
		let Self::Object(members) = self else { return None };
		members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
	}

	/// What the value is, with its article, for a message about what was expected instead.
	pub const fn kind(&self) -> &'static str {
		match self {
			Self::Null => "null",
			Self::Bool(_) => "a boolean",
			Self::Number(_) => "a number",
			Self::String(_) => "a string",
			Self::Array(_) => "an array",
			Self::Object(_) => "an object",
		}
	}

	/// The canonical form of RFC 8785, without the member `omit` of the outermost object: members in
	/// the order of their UTF-16 code units, numbers as ECMAScript prints doubles, no white space.
	pub fn to_canonical(&self, omit: Option<&str>) -> String {
		write::canonical(self, omit)
	}

	/// What `JSON.stringify` of ECMAScript writes, without the member `omit` of the outermost
	/// object: no white space, non-ASCII characters as they are. Members keep their order and
	/// numbers their text.
	pub fn to_compact(&self, omit: Option<&str>) -> String {
		write::compact(self, omit)
	}

	/// What `json.dumps` of Python writes, without the member `omit` of the outermost object: `, `
	/// and `: ` between, non-ASCII characters as `\uXXXX` in lower case. Members keep their order
	/// and numbers their text.
	pub fn to_spaced_ascii(&self, omit: Option<&str>) -> String {
		write::spaced_ascii(self, omit)
	}
}
