// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt show`: receipts as the chain has them.

use super::{
	evidence::Evidence,
	shown::{Shown, ShownPage},
};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key,
	output::{hex, unhex, Output},
};
use clap::Args;
use sp_core::{crypto::AccountId32, H256};
use std::path::PathBuf;
use tonnetz_core::receipt::{ReceiptId, MAX_PAGE};

/// `tonnetz receipt show`
#[derive(Args, Debug)]
pub struct ShowArgs {
	#[command(flatten)]
	which: Which,

	/// Only receipts of this issuer; with --digest or --evidence
	#[arg(long, value_name = "SS58", conflicts_with = "id")]
	issuer: Option<String>,

	/// Begin with this receipt, the `next` of an earlier answer; with --digest or --evidence
	#[arg(long, value_name = "ID", conflicts_with = "id", default_value_t = 0)]
	from: ReceiptId,

	#[command(flatten)]
	node: NodeArgs,
}

/// Which receipts.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Which {
	/// The number of the receipt
	#[arg(value_name = "ID")]
	id: Option<ReceiptId>,

	/// The SHA-256 of the payload, in hexadecimal
	#[arg(long, value_name = "HEX")]
	digest: Option<String>,

	/// The file whose receipts are wanted
	#[arg(long, value_name = "FILE")]
	evidence: Option<PathBuf>,
}

/// Runs the command.
pub async fn run(args: ShowArgs, output: Output) -> Result<Exit, Error> {
	let issuer = args.issuer.as_deref().map(key::account).transpose()?;
	match &args.which {
		Which { id: Some(id), .. } => {
			let chain = Chain::connect(&args.node).await?;
			by_id(&chain, *id, output).await
		}
		Which { digest: Some(digest), .. } => {
			let digest = parse_digest(digest)?;
			let chain = Chain::connect(&args.node).await?;
			by_digest(&chain, digest, issuer, args.from, output).await
		}
		Which { evidence: Some(path), .. } => {
			let evidence = Evidence::open(path)?;
			let chain = Chain::connect(&args.node).await?;
			let digest = evidence.sha256().await?.into();
			by_digest(&chain, digest, issuer, args.from, output).await
		}
		_ => Err(Error::Usage("name a receipt, a --digest or an --evidence".to_owned())),
	}
}

async fn by_id(chain: &Chain, id: ReceiptId, output: Output) -> Result<Exit, Error> {
	let at = chain.finalized_block().await?;
	let info = chain.receipt(id, at.hash).await?;
	let info =
		info.ok_or_else(|| Error::NotFound(format!("{id} at finalised block {}", at.number)))?;
	let suspension = match &info.receipt {
		Some(receipt) => chain.suspension(&receipt.issuer, at.hash).await?,
		None => None,
	};
	let shown = Shown::new(info, at.number).with_suspension(suspension);
	output.result(&shown)?;
	Ok(shown.status.exit())
}

async fn by_digest(
	chain: &Chain,
	digest: H256,
	issuer: Option<AccountId32>,
	from: ReceiptId,
	output: Output,
) -> Result<Exit, Error> {
	let at = chain.finalized_block().await?;
	let page = chain.by_digest(digest, issuer.as_ref(), from, MAX_PAGE, at.hash).await?;
	let shown = ShownPage::new(page, at.number);
	let Some(exit) = shown.exit() else {
		return Err(Error::NotFound(format!(
			"with digest {} at finalised block {}",
			hex(digest),
			at.number
		)));
	};
	output.result(&shown)?;
	Ok(exit)
}

/// The digest in hexadecimal text.
pub fn parse_digest(text: &str) -> Result<H256, Error> {
	let bytes = unhex(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
	bytes
		.map(H256::from)
		.ok_or_else(|| Error::Usage("--digest takes a SHA-256: 64 hexadecimal digits".to_owned()))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn digests_have_64_digits() {
		assert!(parse_digest(&"ab".repeat(32)).is_ok());
		assert!(parse_digest(&format!("0x{}", "ab".repeat(32))).is_ok());
		assert!(parse_digest("0xab").is_err());
		assert!(parse_digest(&"zz".repeat(32)).is_err());
	}
}
