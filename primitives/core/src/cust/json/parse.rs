// SPDX-License-Identifier: Apache-2.0

//! From bytes to a value.

use super::{Error, Fault, Value, MAX_DEPTH, MAX_LEN};
use alloc::{borrow::Cow, string::String, vec::Vec};
use core::ops::Range;

/// Parses one JSON text.
///
/// The time taken is O(n log n) in the length of the text, the stack O([`MAX_DEPTH`]).
///
/// # Errors
/// The first [`Fault`] in the text, with its place.
pub fn parse(input: &[u8]) -> Result<Value<'static>, Error> {
	Parser::new(input)?.document()
}

/// The text of an object without its member `name`: the member is cut out with the comma and the
/// white space that joined it to the member before or, for the first, to the one after. Every other
/// byte stays as it is. `None` if the text is no object or has no such member.
///
/// # Errors
/// As [`parse`].
pub fn without_member(input: &[u8], name: &str) -> Result<Option<String>, Error> {
	let mut parser = Parser::new(input)?;
	let Value::Object(members) = parser.document()? else { return Ok(None) };
	let Some(index) = members.iter().position(|(key, _)| key == name) else { return Ok(None) };
	let end_of = |index: usize| parser.spans.get(index).map(|span| span.end);
	let start_of = |index: usize| parser.spans.get(index).map(|span| span.start);
	let cut = match index.checked_sub(1) {
		Some(before) => end_of(before).zip(end_of(index)),
		None => start_of(index).zip(start_of(1).or_else(|| end_of(index))),
	};
	Ok(cut.and_then(|(from, to)| {
		let mut kept = String::from(parser.text.get(..from)?);
		kept.push_str(parser.text.get(to..)?);
		Some(kept)
	}))
}

struct Parser<'a> {
	text: &'a str,
	at: usize,
	depth: u8,
	/// Where the members of the outermost object stand, from the name to the end of the value.
	spans: Vec<Range<usize>>,
}

impl<'a> Parser<'a> {
	fn new(input: &'a [u8]) -> Result<Self, Error> {
		if input.len() > MAX_LEN {
			return Err(Error { at: MAX_LEN, fault: Fault::TooLong });
		}
		let text = core::str::from_utf8(input)
			.map_err(|error| Error { at: error.valid_up_to(), fault: Fault::NotUtf8 })?;
		if text.starts_with('\u{feff}') {
			return Err(Error { at: 0, fault: Fault::ByteOrderMark });
		}
		Ok(Self { text, at: 0, depth: 0, spans: Vec::new() })
	}

	fn document(&mut self) -> Result<Value<'static>, Error> {
		self.skip_space();
		let value = self.value()?;
		self.skip_space();
		match self.peek() {
			None => Ok(value),
			Some(_) => self.fail(Fault::TrailingData),
		}
	}

	fn fail<T>(&self, fault: Fault) -> Result<T, Error> {
		Err(Error { at: self.at, fault })
	}

	/// Fails on the next character, or on the end where it was needed.
	fn unexpected<T>(&self) -> Result<T, Error> {
		self.fail(if self.peek().is_none() {
			Fault::UnexpectedEnd
		} else {
			Fault::UnexpectedCharacter
		})
	}

	fn rest(&self) -> &'a str {
		self.text.get(self.at..).unwrap_or_default()
	}

	fn peek(&self) -> Option<u8> {
		self.text.as_bytes().get(self.at).copied()
	}

	fn advance(&mut self, bytes: usize) {
		self.at = self.at.saturating_add(bytes);
	}

	/// Takes the next byte if it is this one.
	fn take(&mut self, byte: u8) -> bool {
		let there = self.peek() == Some(byte);
		if there {
			self.advance(1);
		}
		there
	}

	fn expect(&mut self, byte: u8) -> Result<(), Error> {
		if self.take(byte) {
			Ok(())
		} else {
			self.unexpected()
		}
	}

	fn skip_space(&mut self) {
		while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
			self.advance(1);
		}
	}

	fn value(&mut self) -> Result<Value<'static>, Error> {
		match self.peek() {
			Some(b'{') => self.nested(Self::object),
			Some(b'[') => self.nested(Self::array),
			Some(b'"') => self.string().map(|text| Value::String(text.into())),
			Some(b'-' | b'0'..=b'9') => self.number().map(|text| Value::Number(text.into())),
			Some(b'n') => self.word("null", Value::Null),
			Some(b't') => self.word("true", Value::Bool(true)),
			Some(b'f') => self.word("false", Value::Bool(false)),
			_ => self.unexpected(),
		}
	}

	fn word(&mut self, word: &str, value: Value<'static>) -> Result<Value<'static>, Error> {
		if !self.rest().starts_with(word) {
			return self.fail(Fault::UnexpectedCharacter);
		}
		self.advance(word.len());
		Ok(value)
	}

	/// Enters an array or object: the only recursion, and it ends at [`MAX_DEPTH`].
	fn nested(
		&mut self,
		inner: impl FnOnce(&mut Self) -> Result<Value<'static>, Error>,
	) -> Result<Value<'static>, Error> {
		if self.depth >= MAX_DEPTH {
			return self.fail(Fault::TooDeep);
		}
		self.depth = self.depth.saturating_add(1);
		self.advance(1);
		self.skip_space();
		let value = inner(self)?;
		self.depth = self.depth.saturating_sub(1);
		Ok(value)
	}

	fn array(&mut self) -> Result<Value<'static>, Error> {
		let mut items = Vec::new();
		if self.take(b']') {
			return Ok(Value::Array(items));
		}
		loop {
			self.skip_space();
			items.push(self.value()?);
			self.skip_space();
			if !self.take(b',') {
				break;
			}
		}
		self.expect(b']')?;
		Ok(Value::Array(items))
	}

	fn object(&mut self) -> Result<Value<'static>, Error> {
		let mut members = Vec::new();
		if self.take(b'}') {
			return Ok(Value::Object(members));
		}
		loop {
			self.skip_space();
			let start = self.at;
			if self.peek() != Some(b'"') {
				return self.unexpected();
			}
			let name = self.string()?;
			self.skip_space();
			self.expect(b':')?;
			self.skip_space();
			members.push((name.into(), self.value()?));
			if self.depth == 1 {
				self.spans.push(start..self.at);
			}
			self.skip_space();
			if !self.take(b',') {
				break;
			}
		}
		self.expect(b'}')?;
		match duplicate(&members) {
			Some(name) => self.fail(Fault::DuplicateKey(name)),
			None => Ok(Value::Object(members)),
		}
	}

	fn string(&mut self) -> Result<String, Error> {
		self.expect(b'"')?;
		let mut text = String::new();
		loop {
			let rest = self.rest();
			let plain = rest
				.bytes()
				.position(|byte| matches!(byte, b'"' | b'\\' | 0..=0x1f))
				.unwrap_or(rest.len());
			text.push_str(rest.get(..plain).unwrap_or_default());
			self.advance(plain);
			match self.peek() {
				Some(b'"') => {
					self.advance(1);
					return Ok(text);
				}
				Some(b'\\') => text.push(self.escape()?),
				Some(_) => return self.fail(Fault::ControlCharacter),
				None => return self.fail(Fault::UnexpectedEnd),
			}
		}
	}

	fn escape(&mut self) -> Result<char, Error> {
		self.expect(b'\\')?;
		let character = match self.peek() {
			Some(b'"') => '"',
			Some(b'\\') => '\\',
			Some(b'/') => '/',
			Some(b'b') => '\u{8}',
			Some(b'f') => '\u{c}',
			Some(b'n') => '\n',
			Some(b'r') => '\r',
			Some(b't') => '\t',
			Some(b'u') => return self.unicode_escape(),
			Some(_) => return self.fail(Fault::BadEscape),
			None => return self.fail(Fault::UnexpectedEnd),
		};
		self.advance(1);
		Ok(character)
	}

	fn unicode_escape(&mut self) -> Result<char, Error> {
		let first = self.code_unit()?;
		let mut units = [first, 0];
		let mut used = 1;
		if (0xd800..0xdc00).contains(&first) && self.rest().starts_with("\\u") {
			self.advance(1);
			units = [first, self.code_unit()?];
			used = 2;
		}
		let mut decoded = char::decode_utf16(units.into_iter().take(used));
		match (decoded.next(), decoded.next()) {
			(Some(Ok(character)), None) => Ok(character),
			_ => self.fail(Fault::LoneSurrogate),
		}
	}

	/// Four hex digits after a `u`.
	fn code_unit(&mut self) -> Result<u16, Error> {
		self.expect(b'u')?;
		let mut unit = 0u16;
		for _ in 0..4 {
			let Some(byte) = self.peek() else { return self.fail(Fault::UnexpectedEnd) };
			let Some(digit) = char::from(byte).to_digit(16).and_then(|d| u16::try_from(d).ok())
			else {
				return self.fail(Fault::BadEscape);
			};
			unit = unit << 4 | digit;
			self.advance(1);
		}
		Ok(unit)
	}

	fn number(&mut self) -> Result<String, Error> {
		let start = self.at;
		self.take(b'-');
		if !self.take(b'0') {
			self.digits()?;
		}
		if self.take(b'.') {
			self.digits()?;
		}
		if self.take(b'e') || self.take(b'E') {
			if !self.take(b'+') {
				self.take(b'-');
			}
			self.digits()?;
		}
		// `01` and `1x` would be two tokens side by side.
		if let Some(b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' | b'.' | b'+' | b'-') = self.peek() {
			return self.fail(Fault::BadNumber);
		}
		let text = self.text.get(start..self.at).unwrap_or_default();
		match text.parse::<f64>() {
			Ok(number) if number.is_finite() => Ok(text.into()),
			Ok(_) => Err(Error { at: start, fault: Fault::NumberTooLarge }),
			Err(_) => Err(Error { at: start, fault: Fault::BadNumber }),
		}
	}

	fn digits(&mut self) -> Result<(), Error> {
		match self.peek() {
			Some(b'0'..=b'9') => {}
			Some(_) => return self.fail(Fault::BadNumber),
			None => return self.fail(Fault::UnexpectedEnd),
		}
		while let Some(b'0'..=b'9') = self.peek() {
			self.advance(1);
		}
		Ok(())
	}
}

/// A name that stands twice, in O(n log n).
fn duplicate(members: &[(Cow<str>, Value)]) -> Option<String> {
	let mut names: Vec<&str> = members.iter().map(|(name, _)| name.as_ref()).collect();
	names.sort_unstable();
	let next = names.iter().skip(1);
	names.iter().zip(next).find(|(a, b)| a == b).map(|(name, _)| String::from(*name))
}
