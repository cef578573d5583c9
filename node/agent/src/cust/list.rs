// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust pending` and `tonnetz cust history`: the commands of a target, a line each.

use super::{
	reads::{Which, MAX_COMMANDS},
	text, CommandInfo,
};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	output::{hex, utc, Output},
};
use clap::Args;
use serde::Serialize;
use sp_core::crypto::Ss58Codec;
use std::fmt::{self, Display};
use tonnetz_core::cust::CommandId;

/// How many commands are shown unless more are asked for.
const DEFAULT_LIMIT: u32 = 100;

/// How many can be asked for at once: they are held in memory.
const MAX_LIMIT: i64 = 10_000;

/// `tonnetz cust pending` and `tonnetz cust history`
#[derive(Args, Debug)]
pub struct ListArgs {
	/// The name of the target
	#[arg(value_name = "TARGET", value_parser = text::target)]
	target: String,

	/// Begin with this command, the `next` of an earlier answer
	#[arg(long, value_name = "ID", default_value_t = 0)]
	from: CommandId,

	/// How many commands to show at most
	#[arg(
		long,
		value_name = "N",
		default_value_t = DEFAULT_LIMIT,
		value_parser = clap::value_parser!(u32).range(1..=MAX_LIMIT)
	)]
	limit: u32,

	#[command(flatten)]
	node: NodeArgs,
}

/// Commands, and where the next ones are.
#[derive(Serialize)]
struct Table {
	commands: Vec<CommandInfo>,
	/// The `--from` that goes on where this ends; `None` at the end.
	next: Option<CommandId>,
}

impl Display for Table {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let titles = ["ID", "STATE", "PLANNER", "TIME", "DIGEST", "INTENT"].map(str::to_owned);
		columns(f, [titles].into_iter().chain(self.commands.iter().map(line)).collect())?;
		match self.next {
			Some(next) => writeln!(f, "there are more: --from {next}"),
			None => Ok(()),
		}
	}
}

fn line(info: &CommandInfo) -> [String; 6] {
	[
		info.id.to_string(),
		info.state.name().to_owned(),
		info.planner.to_ss58check(),
		utc(info.time),
		hex(info.digest),
		text::visible(&info.command.intent.to_lossy()),
	]
}

/// Lines of cells, aligned.
pub fn columns<const N: usize>(f: &mut fmt::Formatter<'_>, lines: Vec<[String; N]>) -> fmt::Result {
	let mut widths = [0; N];
	for line in &lines {
		for (width, cell) in widths.iter_mut().zip(line) {
			*width = cell.chars().count().max(*width);
		}
	}
	for line in &lines {
		let cells = line.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}"));
		writeln!(f, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
	}
	Ok(())
}

/// Runs `tonnetz cust pending`.
pub async fn pending(args: ListArgs, output: Output) -> Result<Exit, Error> {
	run(Which::Pending, args, output).await
}

/// Runs `tonnetz cust history`.
pub async fn history(args: ListArgs, output: Output) -> Result<Exit, Error> {
	run(Which::History, args, output).await
}

async fn run(which: Which, args: ListArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	chain.known_target(&args.target, at).await?;
	let mut table = Table { commands: Vec::new(), next: Some(args.from) };
	while let Some(from) = table.next {
		let have = u32::try_from(table.commands.len()).unwrap_or(u32::MAX);
		let room = args.limit.saturating_sub(have).min(MAX_COMMANDS);
		if room == 0 {
			break;
		}
		let page = chain.commands(which, &args.target, from, room, at.hash).await?;
		table.commands.extend(page.items);
		// A node that leads back shall not lead for ever.
		table.next = page.next.filter(|next| *next > from);
	}
	output.result(&table)?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::{super::status::tests::info, *};

	#[test]
	fn a_command_is_a_line() {
		let table = Table { commands: vec![info()], next: Some(8) };
		let text = table.to_string();
		let lines = text.lines().collect::<Vec<_>>();
		assert!(lines[0].starts_with("ID  STATE    PLANNER  "), "{text}");
		assert!(lines[1].starts_with("7   pending  5C4"), "{text}");
		assert!(lines[1].ends_with("  deploy"), "{text}");
		assert_eq!(lines[2], "there are more: --from 8");
	}
}
