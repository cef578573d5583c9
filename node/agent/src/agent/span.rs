// SPDX-License-Identifier: Apache-2.0

//! Lengths of time, on the command line and in the configuration.

use serde::{de::Error as _, Deserialize, Deserializer};
use std::{str::FromStr, time::Duration};

/// A length of time such as `90s`, `10m`, `8h` or `7d`; more than none, at most ten years.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Span(pub Duration);

impl Span {
	/// So many seconds.
	pub const fn seconds(seconds: u64) -> Self {
		Self(Duration::from_secs(seconds))
	}
}

impl FromStr for Span {
	type Err = String;

	fn from_str(text: &str) -> Result<Self, String> {
		const MAX: u64 = 10 * 365 * 24 * 60 * 60;

		let unit = match text.chars().last() {
			Some('s') => Some(1),
			Some('m') => Some(60),
			Some('h') => Some(60 * 60),
			Some('d') => Some(24 * 60 * 60),
			_ => None,
		};
		let count = text.get(..text.len().saturating_sub(1)).unwrap_or_default();
		let digits = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
		unit.filter(|_| digits)
			.and_then(|unit: u64| unit.checked_mul(count.parse().ok()?))
			.filter(|seconds| (1..=MAX).contains(seconds))
			.map(Self::seconds)
			.ok_or_else(|| {
				format!("{text:?} is no length of time: write one such as 90s, 10m, 8h or 7d")
			})
	}
}

impl<'de> Deserialize<'de> for Span {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn spans_have_a_unit() {
		for (text, seconds) in
			[("1s", 1), ("90s", 90), ("10m", 600), ("8h", 28_800), ("7d", 604_800)]
		{
			assert_eq!(text.parse(), Ok(Span::seconds(seconds)), "{text}");
		}
		for text in ["", "8", "h", "0h", "-1h", "+1h", "1.5h", "8 h", "8w", "8ä", "3651d"] {
			assert!(text.parse::<Span>().is_err(), "{text}");
		}
		assert!("99999999999999999999d".parse::<Span>().is_err());
	}
}
