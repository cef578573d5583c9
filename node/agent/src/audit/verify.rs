// SPDX-License-Identifier: Apache-2.0

//! `tonnetz audit verify`

use super::{
	anchors,
	log::{self, Log},
};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key,
	output::{hex, utc, Output, Rows},
};
use clap::Args;
use serde::Serialize;
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use std::{
	fmt::{self, Display},
	path::PathBuf,
};
use tokio::task::spawn_blocking;
use tonnetz_core::receipt::ReceiptId;

/// `tonnetz audit verify`
#[derive(Args, Debug)]
pub struct VerifyArgs {
	/// The log, operational.jsonl
	#[arg(value_name = "FILE")]
	file: PathBuf,

	/// The account of the agent's key: nobody else may have signed
	#[arg(long, value_name = "SS58")]
	signer: Option<String>,

	/// A node that you trust: the log is held against its anchors on the chain
	#[arg(long, value_name = "URL", requires = "account")]
	url: Option<String>,

	/// In whose name the log is anchored: the operator, or the executor of an agent that has one
	#[arg(long, value_name = "SS58", requires = "url")]
	account: Option<String>,

	/// The receipt that is the last anchor of this log, if the account has several agents
	#[arg(long, value_name = "ID", requires = "url")]
	anchor: Option<ReceiptId>,

	/// How long to wait for each answer of the node
	#[arg(
		long,
		value_name = "SECONDS",
		default_value_t = 60,
		value_parser = clap::value_parser!(u64).range(1..=86_400)
	)]
	timeout: u64,
}

/// How many entries an account signed.
#[derive(Serialize)]
struct Signer {
	account: AccountId32,
	entries: u64,
}

/// What the chain says of a log.
#[derive(Serialize)]
struct Anchored {
	account: AccountId32,
	receipt: ReceiptId,
	/// How many entries the receipt covers.
	entries: u64,
	/// How many came after: of them it cannot be told whether more followed.
	after: u64,
	/// How many anchors the account has.
	anchors: usize,
	/// The finalised block that was looked at.
	block: u64,
}

/// A log that verifies, as it is printed.
#[derive(Serialize)]
struct Verified {
	valid: bool,
	entries: u64,
	head: H256,
	/// When the first and the last entry were written, Unix time in milliseconds.
	first: Option<u64>,
	last: Option<u64>,
	signed: Vec<Signer>,
	unsigned: u64,
	/// The length of a last line that was cut off, in bytes.
	torn: u64,
	anchor: Option<Anchored>,
}

impl Verified {
	fn new(log: Log, anchor: Option<Anchored>) -> Self {
		let Log { head, times, signed, torn, .. } = log;
		let count = signed.values().fold(0u64, |sum, entries| sum.saturating_add(*entries));
		let signed = signed.into_iter().map(|(account, entries)| Signer { account, entries });
		let (first, last) = times.unzip();
		Self {
			valid: true,
			entries: head.entries,
			head: head.hash,
			first,
			last,
			signed: signed.collect(),
			unsigned: head.entries.saturating_sub(count),
			torn,
			anchor,
		}
	}
}

impl Display for Verified {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let mut rows = Rows::new()
			.row(
				"verified",
				format!("{} entries: none changed, moved or missing between", self.entries),
			)
			.row("head", hex(self.head))
			.optional("first", self.first.map(utc))
			.optional("last", self.last.map(utc));
		for Signer { account, entries } in &self.signed {
			rows = rows.row("signed", format!("{entries} by {}", account.to_ss58check()));
		}
		let torn = (self.torn > 0)
			.then(|| format!("{} bytes of a last line, which the agent drops", self.torn));
		rows = rows
			.row("unsigned", format!("{}, as of a locked agent", self.unsigned))
			.optional("torn", torn);
		rows = match &self.anchor {
			Some(Anchored { account, receipt, entries, after, block, .. }) => rows
				.row(
					"anchor",
					format!(
						"receipt {receipt} of {} covers {entries} entries at finalised block {block}",
						account.to_ss58check()
					),
				)
				.row("after", format!("{after} entries: whether more followed cannot be told")),
			None => rows.row("anchor", "not looked for: whether more followed cannot be told"),
		};
		rows.fmt(f)
	}
}

/// Runs the command.
pub async fn run(args: VerifyArgs, output: Output) -> Result<Exit, Error> {
	let signer = args.signer.as_deref().map(key::account).transpose()?;
	let account = args.account.as_deref().map(key::account).transpose()?;
	let file = args.file;
	// In a thread, so that Ctrl-C is heard.
	let log = spawn_blocking(move || log::read(&file, signer.as_ref())).await;
	let log = log.map_err(|error| Error::Internal(error.to_string()))??;
	let anchor = match args.url.zip(account) {
		Some((url, account)) => {
			let chain = Chain::connect(&NodeArgs { url, timeout: args.timeout }).await?;
			let at = chain.finalized_block().await?;
			let all = anchors::of(&chain, &account, at).await?;
			let found = anchors::find(&all, args.anchor, &log.hashes, &account)?;
			Some(Anchored {
				account,
				receipt: found.receipt,
				entries: found.entries,
				after: log.head.entries.saturating_sub(found.entries),
				anchors: all.len(),
				block: at.number,
			})
		}
		None => None,
	};
	output.result(&Verified::new(log, anchor))?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::{
		super::log::tests::{log_of, pair},
		*,
	};

	#[test]
	fn a_verdict_says_what_it_covers() {
		let (_dir, path) = log_of(3);
		let log = || log::read(&path, None).unwrap();
		let account = pair("//Alice").account_id();
		let alice = account.to_ss58check();
		let text = Verified::new(log(), None).to_string();
		assert!(text.contains("verified  3 entries: none changed"), "{text}");
		assert!(text.contains(&format!("signed    2 by {alice}\n")), "{text}");
		assert!(text.contains("unsigned  1, as of"), "{text}");
		assert!(text.contains("anchor    not looked for"), "{text}");
		assert!(!text.contains("torn"), "{text}");
		let anchor = Anchored { account, receipt: 7, entries: 2, after: 1, anchors: 1, block: 40 };
		let shown = Verified::new(log(), Some(anchor));
		let text = shown.to_string();
		assert!(text.contains(&format!("receipt 7 of {alice} covers 2 entries at")), "{text}");
		assert!(text.contains("after     1 entries: whether more"), "{text}");
		let json = serde_json::to_value(&shown).unwrap();
		assert_eq!((&json["valid"], &json["anchor"]["after"]), (&true.into(), &1.into()));
	}
}
