// SPDX-License-Identifier: Apache-2.0

//! `tonnetz signal reliability`

use super::percent;
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
use tonnetz_core::signals::Reliability;

/// `tonnetz signal reliability`
#[derive(Args, Debug)]
pub struct ReliabilityArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	account: String,

	#[command(flatten)]
	node: NodeArgs,
}

/// Reliability as it is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown(Reliability);

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self(reliability) = self;
		Rows::new()
			.row("score", format!("{} of 100", reliability.score))
			.row("mean", percent(reliability.mean))
			.row("streams", reliability.streams.len())
			.fmt(f)?;
		for stream in &reliability.streams {
			writeln!(f, "  {}  {}", stream.id, percent(stream.reliability))?;
		}
		Ok(())
	}
}

/// Runs the command.
pub async fn run(args: ReliabilityArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	output.result(&Shown(chain.reliability(&account, at.hash).await?))?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::*;
	use tonnetz_core::signals::StreamReliability;

	#[test]
	fn the_score_stands_over_the_streams() {
		let streams = vec![StreamReliability { id: 4, reliability: 991_000 }];
		let text = Shown(Reliability { score: 29, mean: 991_000, streams }).to_string();
		assert_eq!(text, "score    29 of 100\nmean     99.1 %\nstreams  1\n  4  99.1 %\n");
	}
}
