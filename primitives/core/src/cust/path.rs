// SPDX-License-Identifier: Apache-2.0

//! Paths: the one spelling that is accepted, and the fold under which deny globs see them.
//!
//! Nothing is rewritten. A path that is not already in its normal form is refused, so that the text
//! an approver read is the text that the executor uses.

use super::{nfc::is_nfc, text::has_byte};
use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The longest path, in bytes.
pub const MAX_PATH_LEN: usize = 256;

/// What can be wrong with the spelling of a path. Append-only.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum PathFault {
	/// Not UTF-8.
	#[codec(index = 0)]
	NotUtf8,
	/// More than [`MAX_PATH_LEN`] bytes.
	#[codec(index = 1)]
	TooLong,
	/// It begins with `/`, or with a drive such as `c:`.
	#[codec(index = 2)]
	Absolute,
	/// A segment is empty: the path is empty, has `//`, or ends with `/`.
	#[codec(index = 3)]
	EmptySegment,
	/// A segment is `.` or `..`.
	#[codec(index = 4)]
	DotSegment,
	/// A backslash.
	#[codec(index = 5)]
	Backslash,
	/// A control character, NUL among them, or one that cannot be seen.
	#[codec(index = 6)]
	Invisible,
	/// Not in Unicode normalisation form C.
	#[codec(index = 7)]
	NotNormalised,
}

/// Checks the spelling of a path: relative, segments joined by single `/`, none of them `.` or `..`,
/// no backslash, no control or invisible character, Unicode normalisation form C. The case of
/// letters is kept and means something.
///
/// # Errors
/// The first fault in the order of [`PathFault`].
pub fn check(path: &[u8]) -> Result<&str, PathFault> {
	let text = core::str::from_utf8(path).map_err(|_| PathFault::NotUtf8)?;
	if text.len() > MAX_PATH_LEN {
		return Err(PathFault::TooLong);
	}
	check_spelling(text).map(|()| text)
}

/// The rules of [`check`] but for the length, which globs share.
pub(super) fn check_spelling(text: &str) -> Result<(), PathFault> {
	if text.starts_with('/') || has_drive(text) {
		return Err(PathFault::Absolute);
	}
	// Most paths need no look at each segment.
	let bytes = text.as_bytes();
	let pairs = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
	let odd = |found, (first, second): (&u8, &u8)| {
		found | ((*first == b'/') & ((*second == b'/') | (*second == b'.')))
	};
	if text.is_empty() || text.starts_with('.') || text.ends_with('/') || pairs.fold(false, odd) {
		if text.split('/').any(str::is_empty) {
			return Err(PathFault::EmptySegment);
		}
		if text.split('/').any(|segment| matches!(segment, "." | "..")) {
			return Err(PathFault::DotSegment);
		}
	}
	if has_byte(text, |byte| byte == b'\\') {
		return Err(PathFault::Backslash);
	}
	if has_byte(text, |byte| byte.is_ascii_control()) {
		return Err(PathFault::Invisible);
	}
	// ASCII is in every normalisation form.
	if text.is_ascii() {
		return Ok(());
	}
	if text.chars().any(|c| c.is_control() || is_invisible(c)) {
		return Err(PathFault::Invisible);
	}
	if !is_nfc(text) {
		return Err(PathFault::NotNormalised);
	}
	Ok(())
}

fn has_drive(text: &str) -> bool {
	matches!(text.as_bytes(), [letter, b':', ..] if letter.is_ascii_alphabetic())
}

/// Characters that show nothing or turn the direction of what is around them: file systems that drop
/// them take two spellings for one file, and people see one for another.
const fn is_invisible(c: char) -> bool {
	// Most Latin letters need one comparison.
	if c < '\u{34f}' {
		return c == '\u{ad}';
	}
	matches!(
		c,
		'\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
			| '\u{180b}'..='\u{180f}'
			| '\u{200b}'..='\u{200f}'
			| '\u{2028}'..='\u{202e}'
			| '\u{2060}'..='\u{206f}'
			| '\u{3164}'
			| '\u{fe00}'..='\u{fe0f}'
			| '\u{feff}'
			| '\u{ffa0}'
			| '\u{fff0}'..='\u{fffb}'
			| '\u{1d173}'..='\u{1d17a}'
			| '\u{e0000}'..='\u{e0fff}'
	)
}

/// The text with letters that differ in case alone made equal: each character whose upper and lower
/// case are one character becomes the lower case of its upper case. Deny globs see paths so, because
/// a file system may take `Secrets` and `secrets` for one directory.
pub fn fold(text: &str) -> String {
	if text.is_ascii() {
		text.to_ascii_lowercase()
	} else {
		text.chars().map(fold_character).collect()
	}
}

/// The lower case of the upper case. That is the lower case itself but for a few lower-case letters
/// that have their upper case in common with another, which a test enumerates.
fn fold_character(c: char) -> char {
	let cased = match c {
		_ if c.is_ascii() => return c.to_ascii_lowercase(),
		'\u{b5}'
		| '\u{131}'
		| '\u{17f}'
		| '\u{345}'
		| '\u{3c2}'
		| '\u{3d0}'
		| '\u{3d1}'
		| '\u{3d5}'
		| '\u{3d6}'
		| '\u{3f0}'
		| '\u{3f1}'
		| '\u{3f5}'
		| '\u{1c80}'..='\u{1c88}'
		| '\u{1e9b}'
		| '\u{1fbe}' => only(c.to_uppercase()).unwrap_or(c),
		_ if c.is_lowercase() => return c,
		_ => c,
	};
	only(cased.to_lowercase()).unwrap_or(cased)
}

/// The character of a mapping to one character.
fn only(mut mapped: impl Iterator<Item = char>) -> Option<char> {
	mapped.next().filter(|_| mapped.next().is_none())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn normal_paths_pass_as_they_are() {
		for path in [
			"a",
			"src/lib.rs",
			".env",
			"a/.hidden",
			"...",
			"a/..b",
			"Grüße/ä.txt",
			"日本/語",
			"a b",
			"*",
			"தமிழ்/கா.txt",
			// Two combining marks in order, with no character that composes them all.
			"\u{1e0d}\u{307}",
		] {
			assert_eq!(check(path.as_bytes()), Ok(path));
		}
		assert_eq!(check("x".repeat(256).as_bytes()).map(str::len), Ok(256));
	}

	#[test]
	fn every_other_spelling_has_its_fault() {
		use PathFault::*;
		for (path, fault) in [
			(&b"a\xff"[..], NotUtf8),
			(&[b'x'; 257][..], TooLong),
			(b"/etc/passwd", Absolute),
			(b"c:/x", Absolute),
			(b"C:x", Absolute),
			(b"", EmptySegment),
			(b"a//b", EmptySegment),
			(b"a/", EmptySegment),
			(b"..", DotSegment),
			(b"a/../b", DotSegment),
			(b"./a", DotSegment),
			(b"a/.", DotSegment),
			(b"a\\b", Backslash),
			(b"a\0", Invisible),
			(b"a\n", Invisible),
			(b"a\x7f", Invisible),
			("a\u{85}".as_bytes(), Invisible),
			(".g\u{200c}it".as_bytes(), Invisible),
			("a\u{202e}b".as_bytes(), Invisible),
			("a\u{301}".as_bytes(), NotNormalised),
			("\u{212b}".as_bytes(), NotNormalised),
		] {
			assert_eq!(check(path), Err(fault), "{path:?}");
		}
	}

	#[test]
	fn fold_is_the_lower_case_of_the_upper_case() {
		let differs = |c: &char| {
			let upper = only(c.to_uppercase()).unwrap_or(*c);
			fold_character(*c) != only(upper.to_lowercase()).unwrap_or(upper)
		};
		let missed: Vec<_> = ('\0'..=char::MAX).filter(differs).collect();
		assert_eq!(missed, []);
	}

	#[test]
	fn fold_makes_cases_equal_and_nothing_else() {
		assert_eq!(fold("SeCrets/ÄÖ"), "secrets/äö");
		assert_eq!(fold("\u{212a}ey"), "key");
		assert_eq!(fold("ſ"), "s");
		assert_eq!(fold("Σς"), "σσ");
		assert_eq!(fold("straße"), "straße");
		for text in ["ABC", "ÄÖÜ", "ΑΒΓ", "ЖЯ", "ǅ", "İ"] {
			assert_eq!(fold(&fold(text)), fold(text));
		}
	}
}
