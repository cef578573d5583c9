// SPDX-License-Identifier: Apache-2.0

//! When a command was signed, in either of the ways signers write it.

use super::{command::string, json::Value, text::Text};
use crate::types::Moment;
use alloc::string::ToString;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The largest integer up to which a double holds every one: 2^53 - 1.
const MAX_SAFE_INTEGER: u64 = (1 << 53) - 1;

/// A point in time. Append-only.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Timestamp {
	/// A JSON number: Unix time in milliseconds, as `Date.now()` gives it.
	#[codec(index = 0)]
	Millis(Moment),
	/// A JSON string: a date and time of RFC 3339 with its offset, as `toISOString()` of ECMAScript
	/// and `datetime.now(timezone.utc).isoformat()` of Python give it.
	#[codec(index = 1)]
	Rfc3339(Text<35>),
}

impl Timestamp {
	/// What a timestamp must be.
	pub const RULE: &'static str =
		"give Unix time in whole milliseconds, below 2^53, or RFC 3339 with an offset, from 1970 on";

	/// Unix time in milliseconds, fractions cut off; `None` if it is not a timestamp by
	/// [`RULE`](Self::RULE).
	pub fn to_millis(&self) -> Option<Moment> {
		match self {
			Self::Millis(millis) => (*millis <= MAX_SAFE_INTEGER).then_some(*millis),
			Self::Rfc3339(text) => rfc3339(text.as_bytes()),
		}
	}

	/// Reads the number of a JSON text, which must be a plain integer.
	pub(super) fn from_number(text: &str) -> Option<Self> {
		let plain = text.bytes().all(|byte| byte.is_ascii_digit());
		let millis = text.parse().ok().filter(|_| plain).map(Self::Millis)?;
		millis.to_millis().map(|_| millis)
	}

	pub(super) fn to_value(&self) -> Value<'_> {
		match self {
			Self::Millis(millis) => Value::Number(millis.to_string().into()),
			Self::Rfc3339(text) => string(text),
		}
	}
}

/// RFC 3339, section 5.6, with upper-case `T` and `Z` and without leap seconds.
fn rfc3339(text: &[u8]) -> Option<Moment> {
	let (date, rest) = text.split_at_checked(11)?;
	let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T'] = date else { return None };
	let (time, rest) = rest.split_at_checked(8)?;
	let [h1, h2, b':', n1, n2, b':', s1, s2] = time else { return None };
	let year = number(&[*y1, *y2, *y3, *y4])?;
	let month = number(&[*m1, *m2]).filter(|month| (1..=12).contains(month))?;
	let day = number(&[*d1, *d2]).filter(|day| (1..=days_of_month(year, month)).contains(day))?;
	let hour = number(&[*h1, *h2]).filter(|hour| *hour < 24)?;
	let minute = number(&[*n1, *n2]).filter(|minute| *minute < 60)?;
	let second = number(&[*s1, *s2]).filter(|second| *second < 60)?;
	let (millis, offset) = match rest {
		[b'.', rest @ ..] => {
			let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
			let (fraction, offset) = rest.split_at_checked(digits).filter(|_| digits > 0)?;
			let mut thousandths = [b'0'; 3];
			for (to, from) in thousandths.iter_mut().zip(fraction) {
				*to = *from;
			}
			(number(&thousandths)?, offset)
		}
		offset => (0, offset),
	};
	let minutes = match offset {
		b"Z" => 0,
		[sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
			let hours = number(&[*h1, *h2]).filter(|hours| *hours < 24)?;
			let minutes = number(&[*m1, *m2]).filter(|minutes| *minutes < 60)?;
			let east = hours.checked_mul(60)?.checked_add(minutes)?;
			if *sign == b'+' {
				east
			} else {
				east.checked_neg()?
			}
		}
		_ => return None,
	};
	let seconds = days_since_epoch(year, month, day)?
		.checked_mul(24)?
		.checked_add(hour)?
		.checked_mul(60)?
		.checked_add(minute)?
		.checked_sub(minutes)?
		.checked_mul(60)?
		.checked_add(second)?;
	seconds.checked_mul(1_000)?.checked_add(millis)?.try_into().ok()
}

fn number(digits: &[u8]) -> Option<i64> {
	digits.iter().try_fold(0i64, |number, digit| {
		let digit = char::from(*digit).to_digit(10)?;
		number.checked_mul(10)?.checked_add(i64::from(digit))
	})
}

const fn is_leap(year: i64) -> bool {
	year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_of_month(year: i64, month: i64) -> i64 {
	match month {
		2 if is_leap(year) => 29,
		2 => 28,
		4 | 6 | 9 | 11 => 30,
		_ => 31,
	}
}

/// Days from 1970-01-01 in the Gregorian calendar. The year begins in March here, so that the leap
/// day is its last and the days before a month follow from 153 days in each five months.
fn days_since_epoch(year: i64, month: i64, day: i64) -> Option<i64> {
	let (year, month) = if month > 2 {
		(year, month.checked_sub(3)?)
	} else {
		(year.checked_sub(1)?, month.checked_add(9)?)
	};
	let of_year = month.checked_mul(153)?.checked_add(2)?.checked_div(5)?.checked_add(day)?;
	let leaps =
		year.div_euclid(4).checked_sub(year.div_euclid(100))?.checked_add(year.div_euclid(400))?;
	// 719,469 days lie between 0000-03-01, counted as day 1, and 1970-01-01.
	year.checked_mul(365)?.checked_add(leaps)?.checked_add(of_year)?.checked_sub(719_469)
}

#[cfg(test)]
mod tests {
	use super::*;

	fn millis(text: &str) -> Option<Moment> {
		Timestamp::Rfc3339(Text::new(text).unwrap()).to_millis()
	}

	#[test]
	fn dates_of_signers_are_read() {
		// Computed with `Date.parse`.
		for (text, expected) in [
			("1970-01-01T00:00:00Z", 0),
			("1970-01-01T00:00:00.001Z", 1),
			("2026-01-01T00:00:03.000Z", 1_767_225_603_000),
			("2026-01-01T00:00:03.123456+00:00", 1_767_225_603_123),
			("2026-01-01T02:00:03+02:00", 1_767_225_603_000),
			("2025-12-31T18:30:03-05:30", 1_767_225_603_000),
			("2024-02-29T12:00:00Z", 1_709_208_000_000),
			("2000-02-29T23:59:59.9Z", 951_868_799_900),
			("9999-12-31T23:59:59Z", 253_402_300_799_000),
		] {
			assert_eq!(millis(text), Some(expected), "{text}");
		}
	}

	#[test]
	fn days_follow_each_other_without_a_gap() {
		let mut expected = 0;
		for year in 1970..2420 {
			for month in 1..=12 {
				for day in 1..=days_of_month(year, month) {
					assert_eq!(days_since_epoch(year, month, day), Some(expected));
					expected += 1;
				}
			}
		}
	}

	#[test]
	fn what_is_no_time_is_refused() {
		for text in [
			"",
			"2026-01-01",
			"2026-01-01T00:00:00",
			"2026-01-01 00:00:00Z",
			"2026-01-01T00:00:00z",
			"2026-02-29T00:00:00Z",
			"2026-13-01T00:00:00Z",
			"2026-00-01T00:00:00Z",
			"2026-01-00T00:00:00Z",
			"2026-01-01T24:00:00Z",
			"2026-01-01T00:60:00Z",
			"2026-01-01T00:00:60Z",
			"2026-01-01T00:00:00.Z",
			"2026-01-01T00:00:00+0000",
			"2026-01-01T00:00:00+24:00",
			"1969-12-31T23:59:59Z",
			"1970-01-01T00:00:00+01:00",
			"+026-01-01T00:00:00Z",
			"2026-01-01T00:00:00ZZ",
		] {
			assert_eq!(millis(text), None, "{text}");
		}
	}

	#[test]
	fn numbers_are_plain_integers_that_a_double_holds() {
		assert_eq!(Timestamp::from_number("0"), Some(Timestamp::Millis(0)));
		let largest = Timestamp::Millis(MAX_SAFE_INTEGER);
		assert_eq!(Timestamp::from_number("9007199254740991"), Some(largest));
		for text in ["9007199254740992", "-1", "1.0", "1e3", "-0", "99999999999999999999"] {
			assert_eq!(Timestamp::from_number(text), None, "{text}");
		}
	}
}
