// SPDX-License-Identifier: Apache-2.0

//! What an audit finds.

use super::{
	export::Header,
	walk::{Seen, Walk},
};
use crate::{
	chain::Block,
	error::{Error, Exit},
	output::{hex, Rows},
	receipt::verify,
};
use serde::Serialize;
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use std::{
	fmt::{self, Display},
	path::PathBuf,
};
use tonnetz_core::receipt::ChainHead;
use tonnetz_proof::{AuthoritySets, Outcome, TrustError};

/// The head of an account's chain as a bundle proves it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proven {
	/// The block in whose state it was.
	pub block: Block,
	/// The head.
	pub head: ChainHead,
	#[serde(skip)]
	genesis_hash: H256,
}

impl Proven {
	/// Verifies the text of a bundle that shall prove the head of `account`.
	pub fn of(
		bundle: &[u8],
		sets: &Result<AuthoritySets, TrustError>,
		account: &AccountId32,
	) -> Result<Self, Error> {
		let report = tonnetz_proof::verify(bundle, sets, None);
		let Some(proven) = report.proven() else {
			return Err(match report.failure() {
				Some(Outcome { step, verdict }) => Error::Step {
					exit: verify::exit(*step),
					step: step.title(),
					reason: verdict.detail().to_owned(),
				},
				None => Error::Head("the bundle proves nothing".to_owned()),
			});
		};
		// The owner of the receipt is the owner of the head.
		let issuer = proven.receipt.receipt.as_ref().map(|receipt| &receipt.issuer);
		match (proven.head, issuer) {
			(Some(head), Some(issuer)) if issuer == account => Ok(Self {
				block: Block { number: proven.block_number.into(), hash: proven.block_hash },
				head,
				genesis_hash: proven.genesis_hash,
			}),
			(Some(_), Some(issuer)) => Err(Error::Head(format!(
				"the bundle proves the head of {}, not of {}",
				issuer.to_ss58check(),
				account.to_ss58check()
			))),
			_ => Err(Error::Head(
				"the bundle proves no head: make it with tonnetz receipt proof --head".to_owned(),
			)),
		}
	}

	/// Refuses the proof of another chain's head.
	pub fn check_genesis(&self, genesis_hash: H256) -> Result<(), Error> {
		if self.genesis_hash == genesis_hash {
			Ok(())
		} else {
			Err(Error::Head(format!(
				"the bundle is of the chain with genesis {}, the receipts are of {}",
				hex(self.genesis_hash),
				hex(genesis_hash)
			)))
		}
	}
}

/// The outcome of an audit as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
	account: AccountId32,
	genesis_hash: H256,
	block: Block,
	/// How many receipts there were.
	receipts: u64,
	/// Whether they are all, unchanged and in order.
	complete: bool,
	/// The head that they give.
	head: ChainHead,
	/// The head that they should give.
	expected_head: ChainHead,
	proven: Option<Proven>,
	#[serde(flatten)]
	seen: Seen,
	#[serde(skip_serializing_if = "Option::is_none")]
	export: Option<PathBuf>,
}

impl Report {
	/// The end of a walk along what `header` announces.
	pub fn new(
		header: &Header,
		walk: Walk,
		proven: Option<Proven>,
		export: Option<PathBuf>,
	) -> Self {
		let (head, seen) = walk.finish(header.head);
		Self {
			account: header.account.clone(),
			genesis_hash: header.genesis_hash,
			block: header.block,
			receipts: head.next,
			complete: seen.findings.count == 0,
			head,
			expected_head: header.head,
			proven,
			seen,
			export,
		}
	}

	/// The exit code that says whether all is well.
	pub const fn exit(&self) -> Exit {
		if self.complete {
			Exit::Success
		} else {
			Exit::Chain
		}
	}

	fn verdict(&self) -> String {
		if self.complete {
			"complete: every receipt is there, unchanged and in its place".to_owned()
		} else {
			format!(
				"not the receipts of this account's chain: {} findings",
				self.seen.findings.count
			)
		}
	}

	fn head_from(&self) -> String {
		match &self.proven {
			None => "believed as it was given; prove it with --bundle and --trust".to_owned(),
			Some(proven) => {
				let later = self.receipts.saturating_sub(proven.head.next);
				let rest = match later {
					0 => String::new(),
					later => format!("; {later} later receipts are not covered"),
				};
				format!(
					"proven for the first {} receipts at block {}{rest}",
					proven.head.next, proven.block.number
				)
			}
		}
	}
}

impl Display for Report {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		for finding in &self.seen.findings.first {
			writeln!(f, "{finding}")?;
		}
		let named = u64::try_from(self.seen.findings.first.len()).unwrap_or_default();
		match self.seen.findings.count.saturating_sub(named) {
			0 => {}
			more => writeln!(f, "and {more} more findings")?,
		}
		Rows::new()
			.row("account", self.account.to_ss58check())
			.row("verdict", self.verdict())
			.row("block", format!("{} {}", self.block.number, hex(self.block.hash)))
			.row("receipts", self.receipts)
			.row("head", hex(self.head.hash))
			.row("head is", self.head_from())
			.row("link only", &self.seen.link_only)
			.row("revoked", &self.seen.revoked)
			.row("expired", &self.seen.expired)
			.optional("export", self.export.as_ref().map(|path| path.display()))
			.fmt(f)
	}
}
