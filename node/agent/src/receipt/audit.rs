// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt audit`: whether these are all receipts of an account, unchanged and in order.
//!
//! The chain keeps one hash over all receipts of an account (`tonnetz_core::receipt::ChainHead`). An
//! audit recomputes it from the receipts themselves. Whoever left one out, changed one or moved one
//! arrives at another hash.

mod export;
mod report;
mod walk;

use super::{trust, verify};
use crate::{
	chain::{Block, Chain},
	cli::NodeArgs,
	error::{Error, Exit},
	key,
	output::{count_progress, file_progress, Output},
};
use clap::Args;
use export::{Header, Reader, Writer};
use report::{Proven, Report};
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::path::{Path, PathBuf};
use tonnetz_core::receipt::MAX_PAGE;
use tonnetz_proof::{AuthoritySets, TrustError};
use walk::Walk;

/// After how many receipts of a file Ctrl-C gets its turn.
const TURN: u64 = 256;

/// `tonnetz receipt audit`
#[derive(Args, Debug)]
pub struct AuditArgs {
	/// Whose receipts
	#[arg(value_name = "SS58")]
	account: String,

	/// Audit this file of an earlier --export, without a node
	#[arg(long, value_name = "FILE", conflicts_with_all = ["export", "url", "timeout"])]
	from: Option<PathBuf>,

	/// Write the receipts to this file, for an audit without a node
	#[arg(long, value_name = "FILE")]
	export: Option<PathBuf>,

	/// A bundle of `receipt proof --head`: the audit must arrive at the head that it proves
	#[arg(long, value_name = "FILE", requires = "trust")]
	bundle: Option<PathBuf>,

	/// The trust file that verifies the bundle; without --bundle, one is asked of the node
	#[arg(long, value_name = "FILE")]
	trust: Option<PathBuf>,

	#[command(flatten)]
	node: NodeArgs,
}

/// Runs the command.
pub async fn run(args: AuditArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let report = match &args.from {
		Some(path) => {
			if args.trust.is_some() && args.bundle.is_none() {
				return Err(Error::Usage(
					"--trust without --bundle needs a node: give the bundle too".to_owned(),
				));
			}
			offline(&args, path, account).await?
		}
		None => online(&args, account, output).await?,
	};
	output.result(&report)?;
	Ok(report.exit())
}

/// The receipts as a node has them, all in the state of one finalised block.
async fn online(args: &AuditArgs, account: AccountId32, output: Output) -> Result<Report, Error> {
	let sets = args.trust.as_deref().map(trust::judge).transpose()?;
	let given = match (&args.bundle, &sets) {
		(Some(path), Some(sets)) => Some(Proven::of(&verify::read(path)?, sets, &account)?),
		_ => None,
	};
	let chain = Chain::connect(&args.node).await?;
	let mut block = chain.finalized_block().await?;
	let mut head = chain.chain_head(&account, block.hash).await?;
	let proven = match (given, &sets, head.next.checked_sub(1)) {
		(None, Some(sets), Some(last)) => {
			let proven = latest_proof(&chain, sets, &account, last, block).await?;
			block = proven.block;
			head = chain.chain_head(&account, block.hash).await?;
			Some(proven)
		}
		(given, ..) => given,
	};
	if let Some(proven) = &proven {
		proven.check_genesis(chain.genesis_hash())?;
	} else {
		output.note(
			"the head is believed as the node answers it: --trust has it proven by the votes of \
			 validators",
		);
	}

	let header = Header::new(chain.genesis_hash(), account.clone(), block, head);
	let mut export = match &args.export {
		Some(path) => Some(Writer::create(path, &header)?),
		None => None,
	};
	let mut walk = Walk::new(account.clone(), block.number, proven.as_ref().map(|it| it.head));
	let progress = count_progress(head.next, "receipts");
	let mut from = 0;
	loop {
		let page = chain.by_issuer(&account, from, MAX_PAGE, block.hash).await?;
		let empty = page.items.is_empty();
		for info in page.items {
			if let Some(export) = &mut export {
				export.append(&info)?;
			}
			walk.step(info);
		}
		progress.set_position(walk.passed());
		match page.next {
			// A node that leads back, or nowhere, shall not lead for ever.
			Some(next) if !empty && next > from && next <= head.next => from = next,
			_ => break,
		}
	}
	progress.finish_and_clear();
	// Of whatever was found: it is the evidence.
	if let Some(export) = export {
		export.commit()?;
	}
	Ok(Report::new(&header, walk, proven, args.export.clone()))
}

/// The proven head at the newest block that votes finalise, of an account whose last receipt has the
/// sequence `last`.
async fn latest_proof(
	chain: &Chain,
	sets: &Result<AuthoritySets, TrustError>,
	account: &AccountId32,
	last: u64,
	block: Block,
) -> Result<Proven, Error> {
	let from = last.saturating_sub(u64::from(MAX_PAGE).saturating_sub(1));
	let page = chain.by_issuer(account, from, MAX_PAGE, block.hash).await?;
	// The newest, for a block that holds the others too. A pruned one is no proof of whose it was.
	let newest = page.items.iter().rev().find(|info| info.receipt.is_some());
	let id = newest.map(|info| info.id).ok_or_else(|| {
		Error::Head(format!(
			"the last {MAX_PAGE} receipts of the account are pruned and prove no head: leave --trust \
			 out, or give a --bundle"
		))
	})?;
	let bundle = super::proof::fetch(chain, id, true).await?;
	Proven::of(super::proof::text(&bundle)?.as_bytes(), sets, account)
}

/// The receipts as a file has them.
async fn offline(args: &AuditArgs, path: &Path, account: AccountId32) -> Result<Report, Error> {
	let proven = match (&args.bundle, &args.trust) {
		(Some(bundle), Some(sets)) => {
			Some(Proven::of(&verify::read(bundle)?, &trust::judge(sets)?, &account)?)
		}
		_ => None,
	};
	let (header, mut reader) = Reader::open(path)?;
	if header.account != account {
		return Err(Error::Malformed {
			path: path.to_owned(),
			reason: format!("the export is of the account {}", header.account.to_ss58check()),
		});
	}
	if let Some(proven) = &proven {
		proven.check_genesis(header.genesis_hash)?;
	}
	let mut walk = Walk::new(account, header.block.number, proven.as_ref().map(|it| it.head));
	let progress = file_progress(reader.size);
	while let Some(info) = reader.next_receipt()? {
		walk.step(info);
		if walk.passed().is_multiple_of(TURN) {
			progress.set_position(reader.consumed);
			tokio::task::yield_now().await;
		}
	}
	progress.finish_and_clear();
	Ok(Report::new(&header, walk, proven, None))
}
