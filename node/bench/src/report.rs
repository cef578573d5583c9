// SPDX-License-Identifier: Apache-2.0

//! What was measured, as a table and as JSON.

use comfy_table::{presets::ASCII_MARKDOWN, Table};
use serde::Serialize;
use std::{fs, process::Command};

/// One measure.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Row {
	/// What is measured.
	pub measure: String,
	/// The result, in `unit`.
	pub value: f64,
	/// Of the result.
	pub unit: &'static str,
	/// The result against something else that was measured in the same run, if that says more on
	/// another machine.
	pub ratio: Option<Ratio>,
	/// What is wanted.
	pub bar: Option<Bar>,
	/// How it was measured.
	pub note: String,
}

/// A result against another of the same run.
#[derive(Debug, Serialize)]
pub struct Ratio {
	/// Result / other.
	pub value: f64,
	/// What the other is.
	pub to: &'static str,
}

/// What is wanted of a result.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Bar {
	/// The value must not be above.
	AtMost(f64),
	/// The value must not be below.
	AtLeast(f64),
	/// The ratio must not be above.
	RatioAtMost(f64),
}

impl Row {
	pub fn new(measure: impl Into<String>, value: f64, unit: &'static str) -> Self {
		let measure = measure.into();
		Self { measure, value, unit, ratio: None, bar: None, note: String::new() }
	}

	pub fn ratio(mut self, other: f64, to: &'static str) -> Self {
		self.ratio = Some(Ratio { value: self.value / other, to });
		self
	}

	pub fn bar(mut self, bar: Bar) -> Self {
		self.bar = Some(bar);
		self
	}

	pub fn note(mut self, note: impl Into<String>) -> Self {
		self.note = note.into();
		self
	}

	fn verdict(&self) -> String {
		let ratio = self.ratio.as_ref().map_or(f64::NAN, |ratio| ratio.value);
		let (met, wanted) = match self.bar {
			None => return String::new(),
			Some(Bar::AtMost(bar)) => (self.value <= bar, format!("<= {bar} {}", self.unit)),
			Some(Bar::AtLeast(bar)) => (self.value >= bar, format!(">= {bar} {}", self.unit)),
			Some(Bar::RatioAtMost(bar)) => (ratio <= bar, format!("ratio <= {bar}")),
		};
		format!("{wanted}: {}", if met { "met" } else { "MISSED" })
	}
}

/// Where and when the rows were measured.
#[derive(Debug, Serialize)]
pub struct Report {
	pub date: String,
	pub commit: String,
	pub machine: String,
	pub rows: Vec<Row>,
}

impl Report {
	pub fn new(rows: Vec<Row>) -> Self {
		let commit = output("git", &["describe", "--always", "--dirty", "--abbrev=10"]);
		Self { date: output("date", &["-u", "+%Y-%m-%d"]), commit, machine: machine(), rows }
	}

	/// A Markdown table with a line above it that says where its numbers come from.
	pub fn table(&self) -> String {
		let mut table = Table::new();
		table.load_preset(ASCII_MARKDOWN);
		table.set_header(["measure", "result", "ratio in this run", "bar", "how"]);
		for row in &self.rows {
			let ratio = row.ratio.as_ref().map_or_else(String::new, |ratio| {
				format!("{} x {}", significant(ratio.value), ratio.to)
			});
			table.add_row([
				row.measure.clone(),
				format!("{} {}", significant(row.value), row.unit),
				ratio,
				row.verdict(),
				row.note.clone(),
			]);
		}
		let Self { date, commit, machine, .. } = self;
		format!("Measured on {date} at commit {commit} on {machine}:\n\n{table}\n")
	}
}

/// At least three significant digits, and no fraction above a hundred.
fn significant(value: f64) -> String {
	match value.abs() {
		v if v >= 100.0 => format!("{value:.0}"),
		v if v >= 10.0 => format!("{value:.1}"),
		v if v >= 1.0 => format!("{value:.2}"),
		_ => format!("{value:.3}"),
	}
}

fn machine() -> String {
	let field = |file: &str, name: &str| {
		let text = fs::read_to_string(file).unwrap_or_default();
		let line = text.lines().find(|line| line.starts_with(name)).unwrap_or_default();
		line.split_once(':').map_or_else(String::new, |(_, value)| value.trim().to_owned())
	};
	let cores = std::thread::available_parallelism().map_or(1, usize::from);
	let memory = field("/proc/meminfo", "MemTotal").replace(" kB", "").parse().unwrap_or(0_u64);
	let gib = memory.checked_div(1 << 20).unwrap_or_default();
	format!("{} ({cores} cores used, {gib} GiB)", field("/proc/cpuinfo", "model name"))
}

fn output(program: &str, args: &[&str]) -> String {
	match Command::new(program).args(args).output() {
		Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
		Err(_) => "unknown".to_owned(),
	}
}
