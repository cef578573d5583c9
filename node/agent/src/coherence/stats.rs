// SPDX-License-Identifier: Apache-2.0

//! `tonnetz coherence stats` and `tonnetz coherence correlation`

use super::reads::{session, Correlation};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key,
	output::{hex, Output, Rows},
	signal::percent,
};
use clap::Args;
use serde::Serialize;
use sp_core::crypto::Ss58Codec;
use std::fmt::{self, Display};
use tonnetz_core::{
	coherence::{decimal, Stats},
	BlockNumber,
};

/// `tonnetz coherence stats`
#[derive(Args, Debug)]
pub struct StatsArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	account: String,

	/// The first block that counts
	#[arg(long, value_name = "BLOCK", default_value_t = 0)]
	from: BlockNumber,

	/// The last block that counts; by default the last there is
	#[arg(long, value_name = "BLOCK", default_value_t = BlockNumber::MAX, hide_default_value = true)]
	to: BlockNumber,

	#[command(flatten)]
	node: NodeArgs,
}

/// `tonnetz coherence correlation`
#[derive(Args, Debug)]
pub struct CorrelationArgs {
	/// An operator's account, or a session: its identifier or 0x hash
	#[arg(value_name = "A")]
	a: String,

	/// Another
	#[arg(value_name = "B")]
	b: String,

	#[command(flatten)]
	node: NodeArgs,
}

/// A summary as it is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Summary(Stats);

impl Display for Summary {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self(stats) = self;
		Rows::new()
			.row("readings", stats.count)
			.row("mean", decimal::from_unsigned(stats.mean))
			.row("least", decimal::from_unsigned(stats.min))
			.row("greatest", decimal::from_unsigned(stats.max))
			.row("coherent", percent(stats.in_corridor))
			.fmt(f)
	}
}

/// A correlation as it is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown(Correlation);

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self(Correlation { r, pairs }) = self;
		let r = match r {
			Some(r) => format!("{r:.6}"),
			None => "none: fewer than two pairs, or one side never changes".to_owned(),
		};
		Rows::new().row("r", r).row("pairs", pairs).fmt(f)
	}
}

/// Runs `tonnetz coherence stats`.
pub async fn run(args: StatsArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	let stats = chain.coherence_stats(&account, args.from, args.to, at.hash).await?;
	let stats = stats.ok_or_else(|| Error::Unknown {
		what: format!("reading of {} in these blocks", account.to_ss58check()),
		block: at.number,
		remedy: "see tonnetz coherence history for what the chain keeps",
	})?;
	output.result(&Summary(stats))?;
	Ok(Exit::Success)
}

/// Runs `tonnetz coherence correlation`.
pub async fn correlation(args: CorrelationArgs, output: Output) -> Result<Exit, Error> {
	let (a, b) = (series(&args.a)?, series(&args.b)?);
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	output.result(&Shown(chain.correlation(&a, &b, at.hash).await?))?;
	Ok(Exit::Success)
}

/// An address as it is, a session as its hash.
fn series(text: &str) -> Result<String, Error> {
	match key::account(text) {
		Ok(_) => Ok(text.to_owned()),
		Err(_) => session(text).map(hex),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_series_is_an_address_or_a_session() {
		let address = "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM";
		assert_eq!(series(address).unwrap(), address);
		assert_eq!(series("run-7").unwrap(), hex(session("run-7").unwrap()));
	}

	#[test]
	fn what_cannot_be_computed_is_said() {
		let text = Shown(Correlation { r: None, pairs: 1 }).to_string();
		assert!(text.starts_with("r      none: fewer"), "{text}");
		let text = Shown(Correlation { r: Some(-0.5), pairs: 3 }).to_string();
		assert_eq!(text, "r      -0.500000\npairs  3\n");
	}
}
