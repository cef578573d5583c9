// SPDX-License-Identifier: Apache-2.0

//! Bounded text, and what the texts of a command must look like.

use alloc::{borrow::Cow, string::String};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
use sp_core::ConstU32;
use sp_runtime::BoundedVec;

/// At most `MAX` bytes of UTF-8.
///
/// Whoever decodes one from SCALE gets any bytes: [`as_str`](Self::as_str) tells.
#[derive(
	Clone,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	TypeInfo,
)]
pub struct Text<const MAX: u32>(BoundedVec<u8, ConstU32<MAX>>);

impl<const MAX: u32> Text<MAX> {
	/// The text, or `None` if it is longer than `MAX` bytes.
	pub fn new(text: &str) -> Option<Self> {
		text.as_bytes().to_vec().try_into().ok().map(Self)
	}

	/// The bytes, whatever they are.
	pub fn as_bytes(&self) -> &[u8] {
		&self.0
	}

	/// The text, or `None` if the bytes are not UTF-8.
	pub fn as_str(&self) -> Option<&str> {
		core::str::from_utf8(&self.0).ok()
	}

	/// The text for showing: what is not UTF-8 becomes U+FFFD.
	pub fn to_lossy(&self) -> Cow<'_, str> {
		// Validating at once is faster than looking for the first fault.
		self.as_str().map_or_else(|| String::from_utf8_lossy(&self.0), Cow::Borrowed)
	}
}

impl<const MAX: u32> fmt::Debug for Text<MAX> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		fmt::Debug::fmt(&self.to_lossy(), f)
	}
}

/// A JSON string.
impl<const MAX: u32> Serialize for Text<MAX> {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.serialize_str(&self.to_lossy())
	}
}

impl<'de, const MAX: u32> Deserialize<'de> for Text<MAX> {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		let text = String::deserialize(deserializer)?;
		Self::new(&text)
			.ok_or_else(|| D::Error::custom(format_args!("{text:?} is longer than {MAX} bytes")))
	}
}

/// What a text of a command must look like.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Form {
	/// The name of a target.
	Target,
	/// The name of a service, hook, container or network, or a network alias.
	Name,
	/// The name of a git branch.
	Branch,
	/// The message of a commit.
	Message,
	/// One line that people read.
	Line,
	/// A path or glob. Their rules are those of [`path`](super::path) and [`glob`](super::glob), and
	/// breaking one is a refusal with a reason of its own.
	Path,
}

impl Form {
	/// Whether a text has this form. Lengths are bounded elsewhere.
	pub fn fits(self, text: &str) -> bool {
		match self {
			Self::Target => is_target(text),
			Self::Name => is_name(text),
			Self::Branch => is_branch(text),
			Self::Message => {
				!text.trim().is_empty() && !has_control(text, |c| c != '\n' && c != '\t')
			}
			Self::Line => !text.is_empty() && !has_control(text, |_| true),
			Self::Path => true,
		}
	}

	/// The rule, for whoever broke it.
	pub const fn rule(self) -> &'static str {
		match self {
			Self::Target => "use a-z, 0-9, `-`, `.` and `/`",
			Self::Name => {
				"begin with a letter, digit or `_`; use letters, digits, `_`, `-`, `.`, `:` and `@`"
			},
			Self::Branch => {
				"use the name of a branch: letters, digits, `_`, `-`, `.`, `#` and `/`, beginning with \
				 a letter, digit or `_`, not with `refs/`, and as git check-ref-format has it"
			},
			Self::Message => {
				"write something; of control characters only line feed and tab may stand in it"
			},
			Self::Line => "write one line, not empty, without control characters",
			Self::Path => "use UTF-8",
		}
	}
}

/// Whether this is a name that a target may have: 1 to 64 bytes of `a-z 0-9 - . /`.
pub fn is_target(name: &str) -> bool {
	(1..=64).contains(&name.len())
		&& name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'/'))
}

/// Whether some byte of the text is one of these. Looks at all of them, which for long texts is
/// faster than to stop, for the compiler takes many at once.
pub(super) fn has_byte(text: &str, these: impl Fn(u8) -> bool) -> bool {
	text.bytes().fold(false, |found, byte| found | these(byte))
}

fn has_control(text: &str, these: impl Fn(char) -> bool) -> bool {
	// Control characters are ASCII or begin with 0xc2 in UTF-8.
	has_byte(text, |byte| byte.is_ascii_control() || byte == 0xc2)
		&& text.chars().any(|c| c.is_control() && these(c))
}

/// A first character that no program takes for an option.
fn begins_well(text: &str) -> bool {
	text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
}

fn is_name(name: &str) -> bool {
	begins_well(name)
		&& name.bytes().all(|byte| {
			byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b':' | b'@')
		})
}

/// A subset of what git check-ref-format takes, in which neither an option, nor a refspec, nor a
/// full reference can hide.
fn is_branch(name: &str) -> bool {
	begins_well(name)
		&& name.bytes().all(|byte| {
			byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'#' | b'/')
		}) && !name.contains("..")
		&& !name.starts_with("refs/")
		&& name != "HEAD"
		&& name.split('/').all(|segment| {
			!segment.is_empty()
				&& !segment.starts_with('.')
				&& !segment.ends_with('.')
				&& !segment.ends_with(".lock")
		})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn targets_are_of_their_alphabet_and_length() {
		for good in ["a", "resona-mycelial", "acme/web.prod-1", &"z".repeat(64)] {
			assert!(is_target(good), "{good}");
		}
		for bad in ["", "A", "a b", "a_b", "ä", "a\0", &"z".repeat(65)] {
			assert!(!is_target(bad), "{bad}");
		}
	}

	#[test]
	fn branches_hide_no_option_refspec_or_reference() {
		for good in ["main", "release/1.2", "feature/#12-x", "_x", "a.b"] {
			assert!(Form::Branch.fits(good), "{good}");
		}
		for bad in [
			"",
			"-f",
			"--force",
			"+main",
			"main:prod",
			"HEAD",
			"refs/heads/main",
			"a..b",
			"a//b",
			"/a",
			"a/",
			".a",
			"a/.b",
			"a.",
			"a./b",
			"a.lock",
			"a.lock/b",
			"a b",
			"a~1",
			"a^",
			"a?",
			"a*",
			"a[b",
			"a\\b",
			"a@{1}",
			"@",
			"ä",
			"a\n",
		] {
			assert!(!Form::Branch.fits(bad), "{bad}");
		}
	}

	#[test]
	fn names_begin_like_no_option() {
		for good in ["nginx", "web-1.service", "getty@tty1", "_x", "a:b"] {
			assert!(Form::Name.fits(good), "{good}");
		}
		for bad in ["", "-x", ".x", "@x", "a b", "a/b", "a;b", "$(x)", "ä", "a\0"] {
			assert!(!Form::Name.fits(bad), "{bad}");
		}
	}

	#[test]
	fn messages_have_lines_and_lines_have_none() {
		assert!(Form::Message.fits("feat: a\n\n\tb"));
		for bad in ["", " \n\t", "a\r\nb", "a\0", "a\u{1b}[2J", "a\u{9b}"] {
			assert!(!Form::Message.fits(bad), "{bad:?}");
		}
		assert!(Form::Line.fits("häppchenweise 1"));
		for bad in ["", "a\nb", "a\tb", "\u{7f}"] {
			assert!(!Form::Line.fits(bad), "{bad:?}");
		}
	}

	#[test]
	fn text_is_bounded_and_shows_what_is_no_utf8() {
		assert!(Text::<3>::new("äb").is_some());
		assert!(Text::<3>::new("ääb").is_none());
		let raw = Text::<3>::decode(&mut &[8, b'a', 0xff][..]).unwrap();
		assert_eq!(raw.as_str(), None);
		assert_eq!(raw.to_lossy(), "a\u{fffd}");
		assert!(Text::<3>::decode(&mut &[16, 1, 2, 3, 4][..]).is_err());
	}
}
