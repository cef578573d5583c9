// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt proof`: a receipt with all that proves it, in a file.

use super::reads::params;
use crate::{
	chain::{Block, Chain},
	cli::NodeArgs,
	error::{Error, Exit},
	file,
	output::{hex, spinner, Output, Rows},
};
use clap::Args;
use codec::DecodeAll;
use serde::Serialize;
use sp_core::H256;
use std::{
	fmt::{self, Display},
	path::PathBuf,
	time::Duration,
};
use tokio::time::{sleep, Instant};
use tonnetz_core::receipt::ReceiptId;
use tonnetz_proof::{Bundle, Header};

/// The node's codes for what may be otherwise soon: the receipt is not yet in a justified block, and
/// there is no justified block yet. And the one for a receipt that is not there.
const NOT_PROVABLE_YET: i32 = 7003;
const NO_JUSTIFICATION: i32 = 7004;
const UNKNOWN_RECEIPT: i32 = 7002;

/// How long to wait before the node is asked again: a third of the time between blocks.
const INTERVAL: Duration = Duration::from_secs(1);

/// `tonnetz receipt proof`
#[derive(Args, Debug)]
pub struct ProofArgs {
	/// The number of the receipt
	#[arg(value_name = "ID")]
	id: ReceiptId,

	/// The file for the bundle
	#[arg(short, long, value_name = "FILE")]
	out: PathBuf,

	/// Prove the head of the issuer's chain too: `receipt audit` needs it
	#[arg(long)]
	head: bool,

	#[command(flatten)]
	node: NodeArgs,
}

/// A written bundle as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Proved {
	id: ReceiptId,
	file: PathBuf,
	/// Its size.
	bytes: usize,
	/// The block in whose state the receipt is proved.
	block: Block,
	set_id: u64,
	genesis_hash: H256,
	head: bool,
}

impl Display for Proved {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		Rows::new()
			.row("receipt", self.id)
			.row("bundle", self.file.display())
			.row("bytes", self.bytes)
			.row("block", format!("{} {}", self.block.number, hex(self.block.hash)))
			.row("set", self.set_id)
			.row("genesis", hex(self.genesis_hash))
			.row("head", if self.head { "proved too" } else { "not in it" })
			.fmt(f)
	}
}

/// Runs the command.
pub async fn run(args: ProofArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let bundle = fetch(&chain, args.id, args.head).await?;
	let text = text(&bundle)?;
	file::replace(&args.out, text.as_bytes())?;
	output.result(&Proved {
		id: args.id,
		file: args.out,
		bytes: text.len(),
		block: block(&bundle).ok_or_else(|| chain.mismatch("a bundle without a header"))?,
		set_id: bundle.set_id,
		genesis_hash: bundle.genesis_hash,
		head: bundle.head.is_some(),
	})?;
	Ok(Exit::Success)
}

/// The text of a bundle's file.
pub fn text(bundle: &Bundle) -> Result<String, Error> {
	let mut text = bundle.to_text().map_err(|error| Error::Internal(error.to_string()))?;
	text.push('\n');
	Ok(text)
}

/// The block that a bundle names; whether it is the proven one, verification tells.
fn block(bundle: &Bundle) -> Option<Block> {
	let header = Header::decode_all(&mut bundle.header.0.as_slice()).ok()?;
	Some(Block { number: header.number.into(), hash: header.hash() })
}

/// Asks for a bundle until the receipt is in a block that votes finalise, or the time is over.
pub async fn fetch(chain: &Chain, id: ReceiptId, head: bool) -> Result<Bundle, Error> {
	#[derive(Serialize)]
	struct Options {
		head: bool,
	}

	let deadline = Instant::now().checked_add(chain.patience());
	let progress = spinner("asking for the proof");
	let wanted = params(&(id, Options { head }))?;
	loop {
		let refused = match chain.ask::<Bundle>("receipts_proof", wanted.clone()).await? {
			Ok(bundle) if bundle.receipt.id == id && bundle.head.is_some() >= head => {
				return Ok(bundle)
			}
			Ok(bundle) => {
				return Err(chain.mismatch(format!(
					"receipts_proof: a bundle of receipt {} for {id}",
					bundle.receipt.id
				)))
			}
			Err(refused) => refused,
		};
		match refused.code {
			NOT_PROVABLE_YET | NO_JUSTIFICATION => {}
			UNKNOWN_RECEIPT => return Err(Error::NotFound(id.to_string())),
			_ => return Err(refused.error),
		}
		progress.set_message(format!("waiting for votes on a block with receipt {id}"));
		if deadline.is_none_or(|deadline| Instant::now() >= deadline) {
			return Err(Error::NotProvable {
				id,
				seconds: chain.patience().as_secs(),
				reason: refused.error.to_string(),
			});
		}
		sleep(INTERVAL).await;
	}
}
