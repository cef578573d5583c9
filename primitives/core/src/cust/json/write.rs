// SPDX-License-Identifier: Apache-2.0

//! From a value to text.

use super::Value;
use crate::cust::text::has_byte;
use alloc::{format, string::String, vec::Vec};

/// What takes the text: a string, or a count of its bytes.
trait Sink {
	fn push_str(&mut self, text: &str);
}

impl Sink for String {
	fn push_str(&mut self, text: &str) {
		self.push_str(text);
	}
}

impl Sink for usize {
	fn push_str(&mut self, text: &str) {
		*self = self.saturating_add(text.len());
	}
}

pub(super) fn canonical(value: &Value, omit: Option<&str>) -> String {
	let mut out = String::new();
	Writer { sorted: true, ascii: false, number: ecmascript }.value(value, omit, &mut out);
	out
}

pub(super) fn compact(value: &Value, omit: Option<&str>) -> String {
	let mut out = String::new();
	Writer { sorted: false, ascii: false, number: as_it_is }.value(value, omit, &mut out);
	out
}

pub(super) fn spaced_ascii(value: &Value, omit: Option<&str>) -> String {
	let mut out = String::new();
	Writer { sorted: false, ascii: true, number: as_it_is }.value(value, omit, &mut out);
	out
}

/// The length in bytes of what [`compact`] writes.
pub(in crate::cust) fn length(value: &Value) -> usize {
	let mut length = 0;
	Writer { sorted: false, ascii: false, number: as_it_is }.value(value, None, &mut length);
	length
}

fn as_it_is(text: &str) -> String {
	text.into()
}

/// A double as ECMAScript prints it (RFC 8785, section 3.2.2.3).
fn ecmascript(text: &str) -> String {
	match text.parse::<f64>() {
		Ok(number) if number.is_finite() => ryu_js::Buffer::new().format_finite(number).into(),
		// The parser admits no such number.
		_ => text.into(),
	}
}

struct Writer {
	/// Members in the order of their UTF-16 code units, not as they are.
	sorted: bool,
	/// `, ` and `: ` instead of `,` and `:`, and only printable ASCII, the rest escaped.
	ascii: bool,
	/// How the text of a number is written.
	number: fn(&str) -> String,
}

impl Writer {
	/// Recursion is as deep as the value, which is at most [`MAX_DEPTH`](super::MAX_DEPTH) for one
	/// that was parsed.
	fn value(&self, value: &Value, omit: Option<&str>, out: &mut impl Sink) {
		let (comma, colon) = if self.ascii { (", ", ": ") } else { (",", ":") };
		match value {
			Value::Null => out.push_str("null"),
			Value::Bool(true) => out.push_str("true"),
			Value::Bool(false) => out.push_str("false"),
			Value::Number(text) => out.push_str(&(self.number)(text)),
			Value::String(text) => self.string(text, out),
			Value::Array(items) => {
				out.push_str("[");
				let mut before = "";
				for item in items {
					out.push_str(before);
					self.value(item, None, out);
					before = comma;
				}
				out.push_str("]");
			}
			Value::Object(members) => {
				let mut members: Vec<_> =
					members.iter().filter(|(name, _)| Some(name.as_ref()) != omit).collect();
				if self.sorted {
					members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
				}
				out.push_str("{");
				let mut before = "";
				for (name, value) in members {
					out.push_str(before);
					self.string(name, out);
					out.push_str(colon);
					self.value(value, None, out);
					before = comma;
				}
				out.push_str("}");
			}
		}
	}

	fn string(&self, text: &str, out: &mut impl Sink) {
		out.push_str("\"");
		let mut rest = text;
		if !self.has_special(text) {
			out.push_str(text);
			rest = "";
		}
		while let Some(at) = rest.bytes().position(|byte| self.is_special(byte)) {
			let (plain, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
			out.push_str(plain);
			let mut characters = from.chars();
			if let Some(character) = characters.next() {
				escape(character, out);
			}
			rest = characters.as_str();
		}
		out.push_str(rest);
		out.push_str("\"");
	}

	/// Whether an escape begins at this byte, which is never inside a character: a run of plain
	/// bytes ends at the first byte of one.
	const fn is_special(&self, byte: u8) -> bool {
		is_escaped(byte) || (self.ascii && byte >= 0x7f)
	}

	fn has_special(&self, text: &str) -> bool {
		has_byte(text, is_escaped) || (self.ascii && has_byte(text, |byte| byte >= 0x7f))
	}
}

/// Whether JSON does not take the byte as it is within a string.
const fn is_escaped(byte: u8) -> bool {
	byte == b'"' || byte == b'\\' || byte < 0x20
}

fn escape(character: char, out: &mut impl Sink) {
	match character {
		'"' => out.push_str("\\\""),
		'\\' => out.push_str("\\\\"),
		'\u{8}' => out.push_str("\\b"),
		'\u{c}' => out.push_str("\\f"),
		'\n' => out.push_str("\\n"),
		'\r' => out.push_str("\\r"),
		'\t' => out.push_str("\\t"),
		other => {
			for unit in other.encode_utf16(&mut [0; 2]) {
				out.push_str(&format!("\\u{unit:04x}"));
			}
		}
	}
}
