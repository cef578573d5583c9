// SPDX-License-Identifier: Apache-2.0

//! Calls that change receipts, and what is printed of them.

use super::PALLET;
use crate::{
	chain::{Block, Chain},
	cli::NodeArgs,
	error::{Error, Exit},
	key::source::KeyArgs,
	output::{hex, Output, Rows},
};
use clap::Args;
use serde::Serialize;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::fmt::{self, Display};
use subxt::ext::scale_encode::EncodeAsFields;
use tonnetz_core::receipt::ReceiptId;

/// Who calls, and through which node.
#[derive(Args, Debug)]
pub struct WriteArgs {
	#[command(flatten)]
	pub key: KeyArgs,

	#[command(flatten)]
	pub node: NodeArgs,
}

/// A finalised call as it is printed.
#[derive(Serialize)]
struct Done {
	done: &'static str,
	#[serde(skip_serializing_if = "Vec::is_empty")]
	receipts: Vec<ReceiptId>,
	account: AccountId32,
	block: Block,
	extrinsic: String,
	url: String,
}

impl Display for Done {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let ids = self.receipts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
		Rows::new()
			.row("done", self.done)
			.optional("receipts", Some(ids).filter(|ids| !ids.is_empty()))
			.row("account", self.account.to_ss58check())
			.row("block", format!("{} {}", self.block.number, hex(self.block.hash)))
			.row("extrinsic", &self.extrinsic)
			.row("node", &self.url)
			.fmt(f)
	}
}

impl WriteArgs {
	/// Makes a call, waits until it is final, and prints what was done.
	pub async fn call(
		&self,
		name: &'static str,
		arguments: impl EncodeAsFields,
		done: &'static str,
		receipts: Vec<ReceiptId>,
		output: Output,
	) -> Result<Exit, Error> {
		let pair = self.key.pair()?;
		let chain = Chain::connect(&self.node).await?;
		let call = subxt::dynamic::tx(PALLET, name, arguments);
		let included = chain.submit(&call, &pair).await?;
		output.result(&Done {
			done,
			receipts,
			account: pair.account_id(),
			block: Block { number: included.block_number, hash: included.block_hash },
			extrinsic: hex(included.extrinsic_hash),
			url: chain.url().to_owned(),
		})?;
		Ok(Exit::Success)
	}
}
