// SPDX-License-Identifier: Apache-2.0

//! Many receipts on the terminal: a line each.

use super::shown::{kind_name, Shown};
use crate::output::{hex, printable, utc};
use serde::Serialize;
use std::fmt::{self, Display};

/// Receipts, and where the next ones are.
#[derive(Serialize)]
pub struct Table {
	/// The receipts, the newest last.
	pub receipts: Vec<Shown>,
	/// The `--from` that goes on where this ends; `None` at the end.
	pub next: Option<u64>,
}

impl Display for Table {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let titles = ["ID", "STATUS", "KIND", "TIME", "DIGEST", "URI"].map(str::to_owned);
		let lines = [titles].into_iter().chain(self.receipts.iter().map(line)).collect::<Vec<_>>();
		let width = |column: usize| {
			let cells = lines.iter().filter_map(|line| line.get(column));
			cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
		};
		let widths = [0, 1, 2, 3, 4, 5].map(width);
		for line in &lines {
			let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
			writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
		}
		match self.next {
			Some(next) => writeln!(f, "there are more: --from {next}"),
			None => Ok(()),
		}
	}
}

fn line(shown: &Shown) -> [String; 6] {
	let id = shown.info.id.to_string();
	let status = shown.status.name().to_owned();
	match &shown.info.receipt {
		None => {
			let link = format!("link {}", hex(shown.info.link));
			[id, status, "-".to_owned(), "-".to_owned(), link, String::new()]
		}
		Some(receipt) => [
			id,
			status,
			kind_name(receipt.kind),
			utc(receipt.time),
			hex(receipt.digest),
			printable(&String::from_utf8_lossy(&receipt.uri)),
		],
	}
}
