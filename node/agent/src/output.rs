// SPDX-License-Identifier: Apache-2.0

//! Where results, errors and progress are written.

use crate::error::Error;
use indicatif::{ProgressBar, ProgressFinish, ProgressStyle};
use serde::Serialize;
use serde_json::json;
use std::{
	fmt::Display,
	io::{self, Write},
	time::Duration,
};

/// Files from this size on show a progress bar while they are read: below, it would only flicker.
const LARGE_FILE: u64 = 16 * 1024 * 1024;

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(120);

/// Text or JSON.
#[derive(Clone, Copy, Debug)]
pub struct Output {
	json: bool,
}

impl Output {
	/// Writes JSON if `json`, text otherwise.
	pub const fn new(json: bool) -> Self {
		Self { json }
	}

	/// Writes a result to standard output. A reader that has seen enough and closed its end is no
	/// error.
	pub fn result<T: Serialize + Display>(&self, result: &T) -> Result<(), Error> {
		let line = if self.json {
			serde_json::to_string(result).map_err(|e| Error::Internal(e.to_string()))?
		} else {
			result.to_string()
		};
		let mut stdout = io::stdout().lock();
		match writeln!(stdout, "{}", line.trim_end()).and_then(|()| stdout.flush()) {
			Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::Stdout(error)),
			_ => Ok(()),
		}
	}

	/// Writes an error to standard error and, as JSON, to standard output. What cannot be written
	/// is left out: the exit code remains.
	pub fn error(&self, error: &Error) {
		let message = printable(&error.to_string());
		let _ = writeln!(io::stderr(), "error: {message}");
		if self.json {
			let exit = error.exit();
			let document = json!({
				"error": { "code": exit.code(), "name": exit.name(), "message": message }
			});
			let _ = writeln!(io::stdout(), "{document}");
		}
	}

	/// Writes a remark to standard error.
	pub fn note(&self, remark: &str) {
		let _ = writeln!(io::stderr(), "note: {}", printable(remark));
	}
}

/// A bar for reading a file of `size` bytes; invisible for a small file and without a terminal.
pub fn file_progress(size: u64) -> ProgressBar {
	if size < LARGE_FILE {
		return ProgressBar::hidden();
	}
	let style = ProgressStyle::with_template("{bar:32} {bytes} of {total_bytes}, {eta} left");
	let bar = ProgressBar::new(size).with_finish(ProgressFinish::AndClear);
	match style {
		Ok(style) => bar.with_style(style),
		Err(_) => bar,
	}
}

/// A bar for reading many files of `size` bytes together, and its message; invisible without a
/// terminal.
pub fn bytes_progress(size: u64) -> ProgressBar {
	let template = "{bar:32} {bytes} of {total_bytes}, {msg}, {eta} left";
	let bar = ProgressBar::new(size).with_finish(ProgressFinish::AndClear);
	match ProgressStyle::with_template(template) {
		Ok(style) => bar.with_style(style),
		Err(_) => bar,
	}
}

/// A bar for `total` things; invisible without a terminal.
pub fn count_progress(total: u64, things: &str) -> ProgressBar {
	let template = format!("{{bar:32}} {{pos}} of {{len}} {things}, {{eta}} left");
	let bar = ProgressBar::new(total).with_finish(ProgressFinish::AndClear);
	match ProgressStyle::with_template(&template) {
		Ok(style) => bar.with_style(style),
		Err(_) => bar,
	}
}

/// A line for a wait of unknown length; invisible without a terminal.
pub fn spinner(message: impl Into<String>) -> ProgressBar {
	let spinner = ProgressBar::new_spinner().with_finish(ProgressFinish::AndClear);
	spinner.set_message(message.into());
	spinner.enable_steady_tick(TICK);
	spinner
}

/// Bytes as hexadecimal with `0x`.
pub fn hex(bytes: impl AsRef<[u8]>) -> String {
	format!("0x{}", hex::encode(bytes))
}

/// The bytes of hexadecimal text, with or without `0x`.
pub fn unhex(text: &str) -> Result<Vec<u8>, hex::FromHexError> {
	hex::decode(text.strip_prefix("0x").unwrap_or(text))
}

/// `text` on one line and without control characters: names and URIs come from strangers, and a
/// terminal obeys escape sequences.
pub fn printable(text: &str) -> String {
	let visible = text.chars().map(|c| if c.is_control() { ' ' } else { c });
	visible.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Aligned `name  value` lines.
pub struct Rows(Vec<(&'static str, String)>);

impl Rows {
	/// No lines.
	pub const fn new() -> Self {
		Self(Vec::new())
	}

	/// Adds a line.
	pub fn row(mut self, name: &'static str, value: impl Display) -> Self {
		self.0.push((name, printable(&value.to_string())));
		self
	}

	/// Adds a line if there is a value.
	pub fn optional(self, name: &'static str, value: Option<impl Display>) -> Self {
		match value {
			Some(value) => self.row(name, value),
			None => self,
		}
	}
}

impl Display for Rows {
	fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
		let width = self.0.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
		self.0.iter().try_for_each(|(name, value)| writeln!(f, "{name:width$}  {value}"))
	}
}

/// Unix milliseconds as `2026-01-31 12:00:00 UTC`.
pub fn utc(unix_ms: u64) -> String {
	const DAY: u64 = 24 * 60 * 60;
	/// The last year that is written with four digits.
	const LAST_YEAR: u64 = 9999;

	let seconds = unix_ms / 1000;
	let (mut days, second) = (seconds / DAY, seconds % DAY);
	let leap = |year: u64| {
		year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
	};
	for year in 1970..=LAST_YEAR {
		let months = [31, if leap(year) { 29 } else { 28 }, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
		for (month, length) in (1u8..).zip(months) {
			match days.checked_sub(length) {
				Some(rest) => days = rest,
				None => {
					let day = days.saturating_add(1);
					let (hour, minute) = (second / 3600, second / 60 % 60);
					return format!(
						"{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{:02} UTC",
						second % 60
					);
				}
			}
		}
	}
	format!("{unix_ms} ms after 1970")
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn utc_knows_the_calendar() {
		assert_eq!(utc(0), "1970-01-01 00:00:00 UTC");
		assert_eq!(utc(951_782_399_999), "2000-02-28 23:59:59 UTC");
		assert_eq!(utc(951_782_400_000), "2000-02-29 00:00:00 UTC");
		assert_eq!(utc(1_767_225_600_000), "2026-01-01 00:00:00 UTC");
		assert_eq!(utc(4_107_542_399_000), "2100-02-28 23:59:59 UTC");
		assert_eq!(utc(4_107_542_400_000), "2100-03-01 00:00:00 UTC");
		assert_eq!(utc(u64::MAX), "18446744073709551615 ms after 1970");
	}

	#[test]
	fn printable_disarms_escape_sequences() {
		assert_eq!(printable("a\u{1b}[31mb\r\nc\u{9b}x"), "a [31mb c x");
	}

	#[test]
	fn rows_are_aligned() {
		let rows = Rows::new().row("id", 1).optional("uri", None::<u8>).row("issuer", "A\nB");
		assert_eq!(rows.to_string(), "id      1\nissuer  A B\n");
	}

	#[test]
	fn hexadecimal_round_trips() {
		assert_eq!(unhex(&hex([0, 255])), Ok(vec![0, 255]));
		assert_eq!(unhex("00ff"), Ok(vec![0, 255]));
		assert!(unhex("0x0").is_err());
	}
}
