// SPDX-License-Identifier: Apache-2.0

//! Why a text is not the JSON that is accepted here.

use super::{MAX_DEPTH, MAX_LEN};
use alloc::string::String;
use core::fmt;

/// A text was refused.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Error {
	/// The offset in bytes at which the fault was seen.
	pub at: usize,
	/// What is wrong there.
	pub fault: Fault,
}

/// What can be wrong with a text. Closed and append-only.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fault {
	/// More than [`MAX_LEN`] bytes.
	TooLong,
	/// Not UTF-8.
	NotUtf8,
	/// It begins with a byte order mark.
	ByteOrderMark,
	/// It ends in the middle of a value.
	UnexpectedEnd,
	/// A character that cannot stand there, `NaN` and `Infinity` among them.
	UnexpectedCharacter,
	/// Nested deeper than [`MAX_DEPTH`].
	TooDeep,
	/// A control character within a string that is not escaped.
	ControlCharacter,
	/// An escape that does not exist.
	BadEscape,
	/// Half of a surrogate pair, which is no character.
	LoneSurrogate,
	/// Not written like a JSON number.
	BadNumber,
	/// A number that no double can hold.
	NumberTooLarge,
	/// An object has two members of this name.
	DuplicateKey(String),
	/// Something follows the value.
	TrailingData,
}

impl Fault {
	/// The stable code of the fault.
	pub const fn code(&self) -> &'static str {
		match self {
			Self::TooLong => "json_too_long",
			Self::NotUtf8 => "json_not_utf8",
			Self::ByteOrderMark => "json_byte_order_mark",
			Self::UnexpectedEnd => "json_unexpected_end",
			Self::UnexpectedCharacter => "json_unexpected_character",
			Self::TooDeep => "json_too_deep",
			Self::ControlCharacter => "json_control_character",
			Self::BadEscape => "json_bad_escape",
			Self::LoneSurrogate => "json_lone_surrogate",
			Self::BadNumber => "json_bad_number",
			Self::NumberTooLarge => "json_number_too_large",
			Self::DuplicateKey(_) => "json_duplicate_key",
			Self::TrailingData => "json_trailing_data",
		}
	}
}

impl fmt::Display for Error {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "JSON at byte {}: ", self.at)?;
		match &self.fault {
			Fault::TooLong => write!(f, "longer than {MAX_LEN} bytes; shorten it"),
			Fault::NotUtf8 => f.write_str("not UTF-8; encode it as UTF-8"),
			Fault::ByteOrderMark => f.write_str("a byte order mark; leave it out"),
			Fault::UnexpectedEnd => f.write_str("it ends in the middle of a value"),
			Fault::UnexpectedCharacter => f.write_str("a character that cannot stand here"),
			Fault::TooDeep => write!(f, "nested deeper than {MAX_DEPTH}; flatten it"),
			Fault::ControlCharacter => f.write_str("a control character in a string; escape it"),
			Fault::BadEscape => f.write_str("an unknown escape; write \\u and four hex digits"),
			Fault::LoneSurrogate => f.write_str("half of a surrogate pair; write both halves"),
			Fault::BadNumber => f.write_str("not a JSON number"),
			Fault::NumberTooLarge => f.write_str("a number that no double can hold"),
			Fault::DuplicateKey(name) => {
				write!(f, "the member {name:?} stands twice in one object; keep one")
			}
			Fault::TrailingData => f.write_str("something follows the value; remove it"),
		}
	}
}

impl core::error::Error for Error {}
