// SPDX-License-Identifier: Apache-2.0

//! Lists of digests in the format of `sha256sum` (GNU coreutils):
//!
//! ```text
//! line    = ["\"] hex "  " name LF
//! hex     = 64 hexadecimal digits
//! ```
//!
//! A backslash before the digits says that in the name `\\`, `\n` and `\r` stand for a backslash, a
//! line feed and a carriage return. When read, ` *` may stand for the two spaces (binary mode), and
//! the name may be missing.

use super::names::Names;
use crate::{error::Error, file::Replacement, output::spinner};
use sp_core::H256;
use std::{
	io::{BufRead, Read},
	path::Path,
};

/// The longest line that is read, in bytes: many times the longest path.
const MAX_LINE: u64 = 64 * 1024;

/// After how many lines the progress is shown anew.
const STEP: usize = 1 << 16;

/// Writes a list.
pub fn write(path: &Path, names: &Names, digests: &[H256]) -> Result<(), Error> {
	let mut file = Replacement::create(path)?;
	let mut line = Vec::new();
	for (name, digest) in names.iter().zip(digests) {
		line.clear();
		if needs_escaping(name) {
			line.push(b'\\');
		}
		push_hex(&mut line, digest);
		line.extend_from_slice(b"  ");
		// To sha256sum, a hyphen alone is standard input.
		push_escaped(&mut line, if name == b"-" { b"./-" } else { name });
		line.push(b'\n');
		file.write(&line)?;
	}
	file.commit()
}

/// Reads a list to its end: the digests and, if every one has a name, the names.
pub fn read(
	mut source: impl BufRead,
	source_name: &Path,
) -> Result<(Vec<H256>, Option<Names>), Error> {
	let progress = spinner("reading digests");
	let mut digests = Vec::new();
	let mut names = Some(Names::default());
	let mut line = Vec::new();
	let refused = |number: usize, reason: &str| Error::Malformed {
		path: source_name.to_owned(),
		reason: format!("line {number} {reason}"),
	};
	loop {
		line.clear();
		let number = digests.len().saturating_add(1);
		let read = source
			.by_ref()
			.take(MAX_LINE)
			.read_until(b'\n', &mut line)
			.map_err(|reason| Error::Read { path: source_name.to_owned(), reason })?;
		if read == 0 {
			return Ok((digests, names));
		}
		if line.last() != Some(&b'\n') && u64::try_from(read).is_ok_and(|read| read == MAX_LINE) {
			return Err(refused(number, "is too long: it must be a line of sha256sum"));
		}
		let (digest, name) = parse(&line).ok_or_else(|| {
			refused(number, "is none of sha256sum: 64 hexadecimal digits, two spaces, a name")
		})?;
		digests.push(digest);
		names = match (names, name) {
			(Some(mut names), Some(name)) => names.push(&name).map(|()| names),
			_ => None,
		};
		if number.is_multiple_of(STEP) {
			progress.set_message(format!("{number} digests"));
		}
	}
}

/// The digest and the name of a line.
fn parse(line: &[u8]) -> Option<(H256, Option<Vec<u8>>)> {
	let line = line.strip_suffix(b"\n").unwrap_or(line);
	let line = line.strip_suffix(b"\r").unwrap_or(line);
	let (escaped, line) = match line.strip_prefix(b"\\") {
		Some(rest) => (true, rest),
		None => (false, line),
	};
	let (digits, rest) = line.split_at_checked(64)?;
	let digest = parse_hex(digits)?;
	let name = match rest {
		[] => None,
		[b' ', b' ' | b'*', name @ ..] if !name.is_empty() => Some(name),
		_ => return None,
	};
	match name {
		Some(name) if escaped => Some((digest, Some(unescaped(name)?))),
		name => Some((digest, name.map(<[u8]>::to_vec))),
	}
}

/// A digest as 64 hexadecimal digits.
pub fn parse_hex(digits: &[u8]) -> Option<H256> {
	let mut digest = H256::zero();
	hex::decode_to_slice(digits, digest.as_bytes_mut()).ok().map(|()| digest)
}

/// Appends a digest as 64 hexadecimal digits.
pub fn push_hex(line: &mut Vec<u8>, digest: &H256) {
	let mut digits = [0; 64];
	// 32 bytes are 64 digits.
	let _ = hex::encode_to_slice(digest, &mut digits);
	line.extend_from_slice(&digits);
}

fn needs_escaping(name: &[u8]) -> bool {
	name.iter().any(|byte| b"\\\n\r".contains(byte))
}

/// Appends a name on one line.
pub fn push_escaped(line: &mut Vec<u8>, name: &[u8]) {
	for byte in name {
		match byte {
			b'\\' => line.extend_from_slice(br"\\"),
			b'\n' => line.extend_from_slice(br"\n"),
			b'\r' => line.extend_from_slice(br"\r"),
			byte => line.push(*byte),
		}
	}
}

/// The name that was written on one line.
pub fn unescaped(line: &[u8]) -> Option<Vec<u8>> {
	let mut name = Vec::with_capacity(line.len());
	let mut bytes = line.iter();
	while let Some(byte) = bytes.next() {
		name.push(match byte {
			b'\\' => match bytes.next()? {
				b'\\' => b'\\',
				b'n' => b'\n',
				b'r' => b'\r',
				_ => return None,
			},
			byte => *byte,
		});
	}
	Some(name)
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::fs;

	const HEX: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

	fn read_text(text: &str) -> Result<(Vec<H256>, Option<Names>), Error> {
		read(text.as_bytes(), Path::new("list"))
	}

	#[test]
	fn what_is_written_is_read() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("list");
		let mut names = Names::default();
		for name in [&b"plain"[..], b" two  spaces", b"back\\slash", b"new\nline\r", b"\xff"] {
			names.push(name).unwrap();
		}
		let digests: Vec<_> = (0..5).map(H256::repeat_byte).collect();
		write(&path, &names, &digests).unwrap();
		let written = fs::read(&path).unwrap();
		assert!(written.starts_with(b"0000"));
		let read = read(&written[..], &path).unwrap();
		assert_eq!(read.0, digests);
		assert!(read.1.unwrap().iter().eq(names.iter()));
	}

	#[test]
	fn forms_of_lines() {
		let digest: H256 = HEX.parse().unwrap();
		for (line, name) in [
			(format!("{HEX}  a b\n"), Some("a b")),
			(format!("{HEX} *a\r\n"), Some("a")),
			(format!("\\{HEX}  a\\\\b"), Some("a\\b")),
			(HEX.to_uppercase(), None),
			(format!("{HEX}\n"), None),
		] {
			let (digests, names) = read_text(&line).unwrap();
			assert_eq!(digests, [digest], "{line}");
			let read = names.as_ref().and_then(|names| names.get(0));
			assert_eq!(read, name.map(str::as_bytes), "{line}");
		}
		assert!(read_text("").unwrap().0.is_empty());
	}

	#[test]
	fn a_list_with_a_nameless_digest_has_no_names() {
		let (digests, names) = read_text(&format!("{HEX}  a\n{HEX}\n{HEX}  b\n")).unwrap();
		assert_eq!((digests.len(), names.is_none()), (3, true));
	}

	#[test]
	fn other_lines_are_refused_with_their_number() {
		let long = format!("{HEX}  {}", "x".repeat(70_000));
		for line in [
			"",
			"abc",
			&HEX[1..],
			&format!("{HEX}0"),
			&format!("{HEX} a"),
			&format!("{HEX}  "),
			&format!("\\{HEX}  a\\t"),
			&format!("zz{}", &HEX[2..]),
			&long,
		] {
			let error = read_text(&format!("{HEX}\n{line}\n")).unwrap_err().to_string();
			assert!(error.starts_with("list: line 2 "), "{error}");
		}
	}
}
