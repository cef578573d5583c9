// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt witnesses`: who countersigned a receipt.

use super::WitnessPage;
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	output::{utc, Output},
};
use clap::Args;
use serde::Serialize;
use sp_core::crypto::Ss58Codec;
use std::fmt::{self, Display};
use tonnetz_core::receipt::{ReceiptId, MAX_PAGE};

/// `tonnetz receipt witnesses`
#[derive(Args, Debug)]
pub struct WitnessesArgs {
	/// The number of the receipt
	#[arg(value_name = "ID")]
	id: ReceiptId,

	/// Begin with this position, the `next` of an earlier answer
	#[arg(long, value_name = "POSITION", default_value_t = 0)]
	from: u64,

	#[command(flatten)]
	node: NodeArgs,
}

/// Witnesses as they are printed.
#[derive(Serialize)]
struct Shown {
	id: ReceiptId,
	#[serde(flatten)]
	page: WitnessPage,
}

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		if self.page.items.is_empty() {
			return writeln!(f, "nobody countersigned receipt {}", self.id);
		}
		for witness in &self.page.items {
			let account = witness.witness.to_ss58check();
			writeln!(f, "{account}  block {}, {}", witness.at, utc(witness.time))?;
		}
		match self.page.next {
			Some(next) => writeln!(f, "there are more: --from {next}"),
			None => Ok(()),
		}
	}
}

/// Runs the command.
pub async fn run(args: WitnessesArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	if chain.receipt(args.id, at.hash).await?.is_none() {
		return Err(Error::NotFound(format!("{} at finalised block {}", args.id, at.number)));
	}
	let page = chain.witnesses(args.id, args.from, MAX_PAGE, at.hash).await?;
	output.result(&Shown { id: args.id, page })?;
	Ok(Exit::Success)
}
