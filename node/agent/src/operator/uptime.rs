// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator uptime`

use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key,
	output::{Output, Rows},
};
use clap::Args;
use serde::Serialize;
use std::fmt::{self, Display};
use tonnetz_core::operators::{UptimeInfo, ERAS_PER_DAY, UPTIME_DAYS};

/// `tonnetz operator uptime`
#[derive(Args, Debug)]
pub struct UptimeArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	account: String,

	#[command(flatten)]
	node: NodeArgs,
}

/// Uptime as it is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown(UptimeInfo);

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self(info) = self;
		let eras = UPTIME_DAYS.saturating_mul(ERAS_PER_DAY);
		let yes = |it: bool, what: &str| if it { what.to_owned() } else { format!("no {what}") };
		Rows::new()
			.row("score", format!("{} of 100", info.score))
			.row("healthy", format!("{} of {eras} eras, {UPTIME_DAYS} days", info.healthy_eras))
			.row("last day", format!("{} of {ERAS_PER_DAY} eras missed", info.missed_of_last_day))
			.row(
				"this era",
				format!(
					"{}: {}, {}, seen up by {} and down by {}",
					info.era,
					yes(info.heartbeat, "heartbeat"),
					yes(info.authored, "block authored"),
					info.up,
					info.down
				),
			)
			.fmt(f)
	}
}

/// Runs the command.
pub async fn run(args: UptimeArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	output.result(&Shown(chain.uptime(&account, at).await?))?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn uptime_tells_of_this_era_too() {
		let info = UptimeInfo {
			score: 92,
			healthy_eras: 48_240,
			missed_of_last_day: 3,
			era: 7,
			heartbeat: true,
			authored: false,
			up: 2,
			down: 1,
		};
		let text = Shown(info).to_string();
		assert!(text.contains("healthy   48240 of 52560 eras, 365 days\n"), "{text}");
		let era = "this era  7: heartbeat, no block authored, seen up by 2 and down by 1\n";
		assert!(text.contains(era), "{text}");
	}
}
