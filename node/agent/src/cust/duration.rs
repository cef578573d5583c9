// SPDX-License-Identifier: Apache-2.0

//! Lengths of time on the command line, and as blocks.

use tonnetz_core::{units::MILLISECS_PER_BLOCK, BlockNumber};

/// Reads `90s`, `10m`, `2h` or `7d` as blocks, at least one, rounded up.
pub fn parse(text: &str) -> Result<BlockNumber, String> {
	let wrong = || format!("{text:?} is no length of time: write one such as 90s, 10m, 2h or 7d");
	let unit = text.chars().last().ok_or_else(wrong)?;
	let seconds: u64 = match unit {
		's' => 1,
		'm' => 60,
		'h' => 60 * 60,
		'd' => 24 * 60 * 60,
		_ => return Err(wrong()),
	};
	let digits = text.strip_suffix(unit).unwrap_or_default();
	if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
		return Err(wrong());
	}
	let count: u64 = digits.parse().map_err(|_| wrong())?;
	let millis = count.checked_mul(seconds).and_then(|seconds| seconds.checked_mul(1_000));
	let blocks = millis.ok_or_else(wrong)?.div_ceil(MILLISECS_PER_BLOCK).max(1);
	blocks.try_into().map_err(|_| wrong())
}

/// Blocks as a length of time, such as `200 blocks (10m)`.
pub fn show(blocks: BlockNumber) -> String {
	let seconds = u64::from(blocks).saturating_mul(MILLISECS_PER_BLOCK) / 1_000;
	let (minutes, hours) = (seconds / 60, seconds / 3_600);
	let counts = [(hours / 24, 'd'), (hours % 24, 'h'), (minutes % 60, 'm'), (seconds % 60, 's')];
	let parts = counts.into_iter().filter(|(count, _)| *count > 0);
	let parts = parts.map(|(count, unit)| format!("{count}{unit}")).collect::<Vec<_>>();
	match parts.is_empty() {
		true => format!("{blocks} blocks"),
		false => format!("{blocks} blocks ({})", parts.join(" ")),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn lengths_of_time_become_blocks() {
		for (text, blocks) in [
			("0s", 1),
			("1s", 1),
			("3s", 1),
			("4s", 2),
			("10m", 200),
			("2h", 2_400),
			("7d", 201_600),
		] {
			assert_eq!(parse(text), Ok(blocks), "{text}");
		}
		for text in
			["", "10", "m", "-1m", "+1m", "1.5h", "10 m", "1w", "10ä", "99999999999999999999d"]
		{
			let message = parse(text).unwrap_err();
			assert!(message.contains("such as 90s"), "{message}");
		}
		assert!(parse("4294967295d").is_err());
	}

	#[test]
	fn blocks_are_shown_as_time() {
		assert_eq!(show(0), "0 blocks");
		assert_eq!(show(200), "200 blocks (10m)");
		assert_eq!(show(28_800 + 1), "28801 blocks (1d 3s)");
	}
}
