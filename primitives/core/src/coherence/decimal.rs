// SPDX-License-Identifier: Apache-2.0

//! Fixed-point numbers of 18 decimals as decimal text, read and written without a float between.
//!
//! What is read is a number as JSON (RFC 8259, section 6) writes it. That includes the exponent,
//! since ECMAScript and Python write `1e-7` for what they hold as a small double; it is applied to
//! the digits exactly. `NaN` and `Infinity`, which are no JSON but which Python writes, have a fault
//! of their own. So have the empty text and, where a sample is read, a negative number. Decimals
//! beyond the 18th are cut, toward zero.

use super::MAX_SAMPLE;
use alloc::{format, string::String};
use sp_runtime::{FixedI128, FixedPointNumber, FixedU128};
use thiserror::Error;

/// How many decimals a fixed-point number has.
const DECIMALS: i64 = 18;

/// Why a text is not a number that is accepted.
#[derive(Clone, Copy, Debug, Eq, Error, PartialEq)]
pub enum DecimalFault {
	/// There is no text.
	#[error("the number is empty: give digits, such as 0.62")]
	Empty,
	/// The text is not a number as JSON writes it.
	#[error("not a decimal number: give digits as JSON writes them, such as 0.62 or 6.2e-1")]
	Malformed,
	/// The text says `NaN` or `Infinity`.
	#[error("the number is not finite: leave it out of the signal")]
	NotFinite,
	/// A sample is below 0, by more than what is cut.
	#[error("the sample is negative: shift the signal")]
	Negative,
	/// A sample is above [`MAX_SAMPLE`], or a number beyond what 128 bits hold.
	#[error("the number is too large: a sample is at most 1000000, any other below 1.7e20")]
	TooLarge,
}

/// Reads a sample: a number from 0 to [`MAX_SAMPLE`].
pub fn parse_sample(text: &str) -> Result<FixedU128, DecimalFault> {
	let sample = parse_unsigned(text)?;
	if sample > MAX_SAMPLE {
		return Err(DecimalFault::TooLarge);
	}
	Ok(sample)
}

/// Reads a number that is not negative.
pub fn parse_unsigned(text: &str) -> Result<FixedU128, DecimalFault> {
	match parse(text)? {
		(true, 1..) => Err(DecimalFault::Negative),
		(_, magnitude) => Ok(FixedU128::from_inner(magnitude)),
	}
}

/// Reads a number of either sign.
pub fn parse_signed(text: &str) -> Result<FixedI128, DecimalFault> {
	let (negative, magnitude) = parse(text)?;
	let inner = if negative {
		0i128.checked_sub_unsigned(magnitude)
	} else {
		0i128.checked_add_unsigned(magnitude)
	};
	inner.map(FixedI128::from_inner).ok_or(DecimalFault::TooLarge)
}

/// Writes a number in the shortest form: `0.62`, `1`, with at most 18 decimals and no exponent.
///
/// It is a number as JSON writes it, and [`parse_unsigned`] reads the same number back.
pub fn from_unsigned(number: FixedU128) -> String {
	write(false, number.into_inner())
}

/// Writes a number of either sign, as [`from_unsigned`] does.
pub fn from_signed(number: FixedI128) -> String {
	let inner = number.into_inner();
	write(inner < 0, inner.unsigned_abs())
}

fn write(negative: bool, magnitude: u128) -> String {
	let unit = FixedU128::DIV;
	let sign = if negative { "-" } else { "" };
	let whole = magnitude.checked_div(unit).unwrap_or_default();
	let decimals = format!("{:018}", magnitude.checked_rem(unit).unwrap_or_default());
	match decimals.trim_end_matches('0') {
		"" => format!("{sign}{whole}"),
		decimals => format!("{sign}{whole}.{decimals}"),
	}
}

/// The parts of a number's text.
struct Parts<'a> {
	negative: bool,
	whole: &'a [u8],
	decimals: &'a [u8],
	exponent: i64,
}

/// Whether the number is written as negative, and its magnitude in units of 10^-18.
fn parse(text: &str) -> Result<(bool, u128), DecimalFault> {
	let Parts { negative, whole, decimals, exponent } = parts(text)?;
	// The power of ten of the unit that a digit counts in: the first digit's, then one less each.
	let digits = i64::try_from(whole.len()).unwrap_or(i64::MAX);
	let mut power = digits.saturating_add(exponent).saturating_add(DECIMALS);
	let mut magnitude = 0u128;
	for digit in whole.iter().chain(decimals) {
		power = power.saturating_sub(1);
		if power < 0 {
			break;
		}
		magnitude = magnitude
			.checked_mul(10)
			.and_then(|tens| tens.checked_add(digit.saturating_sub(b'0').into()))
			.ok_or(DecimalFault::TooLarge)?;
	}
	// Zeros that the exponent asks for: 39 of them are too many for anything but 0.
	while power > 0 && magnitude > 0 {
		magnitude = magnitude.checked_mul(10).ok_or(DecimalFault::TooLarge)?;
		power = power.saturating_sub(1);
	}
	Ok((negative, magnitude))
}

/// Takes a text apart by the grammar of JSON.
fn parts(text: &str) -> Result<Parts<'_>, DecimalFault> {
	if text.is_empty() {
		return Err(DecimalFault::Empty);
	}
	let (negative, rest) = match text.strip_prefix('-') {
		Some(rest) => (true, rest),
		None => (false, text),
	};
	let name = rest.strip_prefix('+').unwrap_or(rest);
	if ["nan", "inf", "infinity"].iter().any(|word| name.eq_ignore_ascii_case(word)) {
		return Err(DecimalFault::NotFinite);
	}
	let (whole, rest) = digits(rest.as_bytes());
	let (decimals, rest) = match rest {
		[b'.', rest @ ..] => match digits(rest) {
			([], _) => return Err(DecimalFault::Malformed),
			found => found,
		},
		rest => (&[][..], rest),
	};
	let exponent = match rest {
		[] => 0,
		[b'e' | b'E', rest @ ..] => exponent(rest)?,
		_ => return Err(DecimalFault::Malformed),
	};
	match whole {
		[] | [b'0', _, ..] => Err(DecimalFault::Malformed),
		whole => Ok(Parts { negative, whole, decimals, exponent }),
	}
}

/// The digits that a text begins with, and the rest.
fn digits(text: &[u8]) -> (&[u8], &[u8]) {
	let count = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
	text.split_at_checked(count).unwrap_or((text, &[]))
}

/// The value of an exponent, or a bound of `i64` that has the same effect on any digits.
fn exponent(text: &[u8]) -> Result<i64, DecimalFault> {
	let (negative, text) = match text {
		[b'-', rest @ ..] => (true, rest),
		[b'+', rest @ ..] => (false, rest),
		rest => (false, rest),
	};
	let (digits, []) = digits(text) else { return Err(DecimalFault::Malformed) };
	if digits.is_empty() {
		return Err(DecimalFault::Malformed);
	}
	let magnitude = digits.iter().fold(0i64, |sum, digit| {
		sum.saturating_mul(10).saturating_add(digit.saturating_sub(b'0').into())
	});
	Ok(if negative { magnitude.saturating_neg() } else { magnitude })
}

/// A [`FixedU128`] as a JSON string of its decimal text.
pub mod unsigned {
	use super::{from_unsigned, parse_unsigned};
	use alloc::string::String;
	use serde::{de::Error, Deserialize, Deserializer, Serializer};
	use sp_runtime::FixedU128;

	/// Writes the text.
	pub fn serialize<S: Serializer>(number: &FixedU128, to: S) -> Result<S::Ok, S::Error> {
		to.serialize_str(&from_unsigned(*number))
	}

	/// Reads the text.
	pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<FixedU128, D::Error> {
		parse_unsigned(&String::deserialize(from)?).map_err(Error::custom)
	}
}

/// A [`FixedI128`] that may be absent, as a JSON string of its decimal text or `null`.
pub mod optional_signed {
	use super::{from_signed, parse_signed};
	use alloc::string::String;
	use serde::{de::Error, Deserialize, Deserializer, Serialize, Serializer};
	use sp_runtime::FixedI128;

	/// Writes the text or `null`.
	pub fn serialize<S: Serializer>(number: &Option<FixedI128>, to: S) -> Result<S::Ok, S::Error> {
		number.map(from_signed).serialize(to)
	}

	/// Reads the text or `null`.
	pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<FixedI128>, D::Error> {
		let text = Option::<String>::deserialize(from)?;
		text.as_deref().map(parse_signed).transpose().map_err(Error::custom)
	}
}
