// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt lineage`: a receipt, its parent, and so on to the root.

use super::{shown::Shown, table::Table};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	output::Output,
};
use clap::Args;
use tonnetz_core::receipt::ReceiptId;

/// `tonnetz receipt lineage`
#[derive(Args, Debug)]
pub struct LineageArgs {
	/// The number of the receipt to begin with
	#[arg(value_name = "ID")]
	id: ReceiptId,

	#[command(flatten)]
	node: NodeArgs,
}

/// Runs the command. At most 256 receipts are walked; `--from` of the rest is the `next`.
pub async fn run(args: LineageArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	let page = chain.lineage(args.id, at.hash).await?;
	if page.items.is_empty() {
		return Err(Error::NotFound(format!("{} at finalised block {}", args.id, at.number)));
	}
	let mut expected = Some(args.id);
	for info in &page.items {
		if expected != Some(info.id) {
			return Err(
				chain.mismatch(format!("receipts_lineage: receipt {} is no parent", info.id))
			);
		}
		expected = info.receipt.as_ref().and_then(|receipt| receipt.parent);
	}
	if let Some(next) = page.next {
		output.note(&format!("there are more: tonnetz receipt lineage {next}"));
	}
	let receipts = page.items.into_iter().map(|info| Shown::new(info, at.number)).collect();
	output.result(&Table { receipts, next: None })?;
	Ok(Exit::Success)
}
