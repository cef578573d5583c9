// SPDX-License-Identifier: Apache-2.0

//! Lists that a node answers page by page, as tables.

use crate::{chain::Chain, cust::list::columns, error::Error};
use clap::Args;
use serde::Serialize;
use std::fmt::{self, Display};
use tonnetz_core::receipt::MAX_PAGE;

/// How many items are shown unless more are asked for.
const DEFAULT_LIMIT: u32 = 100;

/// How many can be asked for at once: they are held in memory.
const MAX_LIMIT: i64 = 10_000;

/// From where, and how many.
#[derive(Args, Clone, Copy, Debug)]
pub struct PageArgs {
	/// Begin here: the `next` of an earlier answer
	#[arg(long, value_name = "N", default_value_t = 0)]
	pub from: u64,

	/// How many to show at most
	#[arg(
		long,
		value_name = "N",
		default_value_t = DEFAULT_LIMIT,
		value_parser = clap::value_parser!(u32).range(1..=MAX_LIMIT)
	)]
	pub limit: u32,
}

/// Something that is a line of `N` cells.
pub trait Line<const N: usize> {
	/// What stands above the cells.
	const TITLES: [&'static str; N];

	/// The cells.
	fn line(&self) -> [String; N];
}

/// Items, and where the next ones are.
#[derive(Debug, Serialize)]
pub struct Table<T, const N: usize> {
	/// The items.
	pub items: Vec<T>,
	/// The `--from` that goes on where this ends; `None` at the end.
	pub next: Option<u64>,
}

impl<T, const N: usize> Table<T, N> {
	/// All there is.
	pub const fn whole(items: Vec<T>) -> Self {
		Self { items, next: None }
	}

	/// Gathers pages, each asked for by its start and its most items.
	pub async fn gather(
		chain: &Chain,
		args: PageArgs,
		page: impl AsyncFn(u64, u32) -> Result<(Vec<T>, Option<u64>), Error>,
	) -> Result<Self, Error> {
		let mut table = Self { items: Vec::new(), next: Some(args.from) };
		while let Some(from) = table.next {
			let have = u32::try_from(table.items.len()).unwrap_or(u32::MAX);
			let room = args.limit.saturating_sub(have).min(MAX_PAGE);
			if room == 0 {
				break;
			}
			let (items, next) = page(from, room).await?;
			few(chain, items.len(), room)?;
			table.items.extend(items);
			// A node that leads back shall not lead for ever.
			table.next = next.filter(|next| *next > from);
		}
		Ok(table)
	}
}

/// A node that answers more than it was asked for is not followed.
pub fn few(chain: &Chain, len: usize, limit: u32) -> Result<(), Error> {
	match u32::try_from(len) {
		Ok(len) if len <= limit => Ok(()),
		_ => Err(chain.mismatch(format!("{len} items where {limit} fit"))),
	}
}

impl<T: Line<N>, const N: usize> Display for Table<T, N> {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let titles = T::TITLES.map(str::to_owned);
		columns(f, [titles].into_iter().chain(self.items.iter().map(Line::line)).collect())?;
		match self.next {
			Some(next) => writeln!(f, "there are more: --from {next}"),
			None => Ok(()),
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	struct Named(&'static str);

	impl Line<2> for Named {
		const TITLES: [&'static str; 2] = ["NAME", "LENGTH"];

		fn line(&self) -> [String; 2] {
			[self.0.to_owned(), self.0.len().to_string()]
		}
	}

	#[test]
	fn a_table_says_where_to_go_on() {
		let table = Table { items: vec![Named("acme"), Named("b")], next: Some(7) };
		let text = table.to_string();
		assert_eq!(text, "NAME  LENGTH\nacme  4\nb     1\nthere are more: --from 7\n");
		assert_eq!(Table::whole(vec![Named("b")]).to_string(), "NAME  LENGTH\nb     1\n");
	}
}
