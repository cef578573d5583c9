// SPDX-License-Identifier: Apache-2.0

//! `tonnetz coherence history`

use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key,
	output::{hex, utc, Output},
	page::{Line, PageArgs, Table},
};
use clap::Args;
use tonnetz_core::coherence::{decimal, Reading};

/// `tonnetz coherence history`
#[derive(Args, Debug)]
pub struct HistoryArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	account: String,

	#[command(flatten)]
	page: PageArgs,

	#[command(flatten)]
	node: NodeArgs,
}

impl Line<7> for Reading {
	const TITLES: [&'static str; 7] =
		["NUMBER", "RATIO", "STATE", "SAMPLES", "TIME", "RECEIPT", "SESSION"];

	fn line(&self) -> [String; 7] {
		[
			self.number.to_string(),
			decimal::from_unsigned(self.ratio),
			self.state.name().to_owned(),
			self.samples.to_string(),
			utc(self.time),
			self.receipt.to_string(),
			hex(self.session),
		]
	}
}

/// Runs the command.
pub async fn run(args: HistoryArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?.hash;
	let table = Table::gather(&chain, args.page, async |from, limit| {
		let page = chain.readings(&account, from, limit, at).await?;
		Ok((page.items, page.next))
	});
	output.result(&table.await?)?;
	Ok(Exit::Success)
}
