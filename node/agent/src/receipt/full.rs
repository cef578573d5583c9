// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt verify-full`: everything that can be verified of a receipt, with a node that is
//! not believed.

use super::{
	proof,
	shown::{kind_name, Status},
	trust,
	verify::{self, PayloadArgs, Verified},
	WitnessPage,
};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	file,
	output::{count_progress, utc, Output},
};
use clap::Args;
use serde::Serialize;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::{
	collections::BTreeSet,
	fmt::{self, Display},
	path::PathBuf,
};
use tonnetz_core::{
	receipt::{Kind, Receipt, ReceiptId, MAX_PAGE},
	BlockNumber,
};
use tonnetz_proof::{AuthoritySets, Outcome, TrustError};

/// How many ancestors are proved unless more are asked for.
const DEFAULT_DEPTH: u32 = 256;

/// How many can be asked for: each is held in memory.
const MAX_DEPTH: i64 = 65_536;

/// `tonnetz receipt verify-full`
#[derive(Args, Debug)]
pub struct FullArgs {
	/// The number of the receipt
	#[arg(value_name = "ID")]
	id: ReceiptId,

	/// The trust file, which is brought up to date
	#[arg(long, value_name = "FILE", default_value = "trust.json")]
	trust: PathBuf,

	/// Keep the bundle in this file
	#[arg(short, long, value_name = "FILE")]
	out: Option<PathBuf>,

	/// How many ancestors to prove at most
	#[arg(
		long,
		value_name = "N",
		default_value_t = DEFAULT_DEPTH,
		value_parser = clap::value_parser!(u32).range(1..=MAX_DEPTH)
	)]
	depth: u32,

	#[command(flatten)]
	payload: PayloadArgs,

	#[command(flatten)]
	node: NodeArgs,
}

/// An ancestor, proved.
#[derive(Serialize)]
struct Ancestor {
	id: ReceiptId,
	/// Of a pruned receipt neither issuer nor kind is left.
	issuer: Option<AccountId32>,
	kind: Option<Kind>,
	status: Status,
}

impl Display for Ancestor {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let kind = self.kind.map_or_else(|| "-".to_owned(), kind_name);
		let issuer = self.issuer.as_ref().map_or_else(|| "-".to_owned(), Ss58Codec::to_ss58check);
		write!(f, "{}  {}  {kind}  {issuer}", self.id, self.status.name())
	}
}

/// The ancestors of a receipt.
#[derive(Serialize)]
struct Lineage {
	/// From the parent on.
	ancestors: Vec<Ancestor>,
	/// Whether the last of them has no parent; otherwise it is pruned, or the depth was reached.
	root: bool,
	#[serde(skip)]
	exit: Exit,
	/// Why the lineage does not hold.
	#[serde(skip_serializing_if = "Option::is_none")]
	failure: Option<String>,
}

/// A full verification as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Full {
	#[serde(flatten)]
	verified: Verified,
	lineage: Lineage,
	/// As the node says: countersignatures are no part of the bundle.
	witnesses: WitnessPage,
	/// How many authority sets the trust file gained.
	sets_added: usize,
}

impl Display for Full {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.verified.fmt(f)?;
		let lineage = &self.lineage;
		writeln!(f, "\nlineage: {} ancestors proved", lineage.ancestors.len())?;
		lineage.ancestors.iter().try_for_each(|ancestor| writeln!(f, "  {ancestor}"))?;
		match &lineage.failure {
			Some(reason) => writeln!(f, "  FAILED: {reason}")?,
			None if lineage.root => writeln!(f, "  up to the root")?,
			None => writeln!(f, "  not up to the root: the last is pruned, or see --depth")?,
		}
		writeln!(f, "\nwitnesses: {}, as the node says", self.witnesses.items.len())?;
		for witness in &self.witnesses.items {
			let account = witness.witness.to_ss58check();
			writeln!(f, "  {account}  block {}, {}", witness.at, utc(witness.time))?;
		}
		match self.witnesses.next {
			Some(_) => writeln!(f, "  and more: see tonnetz receipt witnesses"),
			None => Ok(()),
		}
	}
}

/// Runs the command.
pub async fn run(args: FullArgs, output: Output) -> Result<Exit, Error> {
	let payload = args.payload.read().await?;
	let chain = Chain::connect(&args.node).await?;
	let (sets, sets_added) = trust::update(&chain, &args.trust).await?;
	let sets = Ok(sets);
	let bundle = proof::text(&proof::fetch(&chain, args.id, false).await?)?;
	let mut report = tonnetz_proof::verify(bundle.as_bytes(), &sets, None);
	payload.judge(&mut report);
	let verified = Verified::new(report);
	if let Some(path) = &args.out {
		file::replace(path, bundle.as_bytes())?;
	}
	let proven = verified.proven().and_then(|proven| proven.receipt.receipt.as_ref());
	let lineage = lineage(&chain, &sets, proven, args.depth).await?;
	let at = chain.finalized_block().await?;
	let witnesses = chain.witnesses(args.id, 0, MAX_PAGE, at.hash).await?;
	let exit = match verified.exit {
		Exit::Success => lineage.exit,
		exit => exit,
	};
	output.result(&Full { verified, lineage, witnesses, sets_added })?;
	Ok(exit)
}

/// Proves a receipt's parent, the parent of that, and so on. A revoked ancestor is a failure: what
/// was derived from it rests on something withdrawn. So is one that was written while its issuer was
/// stopped, unless the issuer's successor leads there, whose chain opens with the last receipt of the
/// old one, whoever wrote it. An expired one is named.
async fn lineage(
	chain: &Chain,
	sets: &Result<AuthoritySets, TrustError>,
	child: Option<&Receipt<AccountId32, BlockNumber>>,
	depth: u32,
) -> Result<Lineage, Error> {
	let progress = count_progress(depth.into(), "ancestors");
	let mut lineage =
		Lineage { ancestors: Vec::new(), root: true, exit: Exit::Success, failure: None };
	let mut next = child.and_then(|receipt| receipt.parent);
	let mut issuers: BTreeSet<_> =
		child.map(|receipt| receipt.issuer.clone()).into_iter().collect();
	for _ in 0..depth {
		let Some(id) = next else { break };
		let bundle = proof::text(&proof::fetch(chain, id, false).await?)?;
		let report = tonnetz_proof::verify(bundle.as_bytes(), sets, None);
		let Some(proven) = report.proven() else {
			if let Some(Outcome { step, verdict }) = report.failure() {
				lineage.exit = verify::exit(*step);
				lineage.failure =
					Some(format!("receipt {id}: {}: {}", step.title(), verdict.detail()));
			}
			lineage.root = false;
			return Ok(lineage);
		};
		let status = Status::of(&proven.receipt, proven.block_number.into())
			.with_suspension(&proven.receipt, proven.suspension.as_ref());
		let receipt = proven.receipt.receipt.as_ref();
		lineage.ancestors.push(Ancestor {
			id,
			issuer: receipt.map(|receipt| receipt.issuer.clone()),
			kind: receipt.map(|receipt| receipt.kind),
			status,
		});
		if status == Status::Revoked && lineage.failure.is_none() {
			lineage.exit = Exit::Revoked;
			lineage.failure = Some(format!("receipt {id} is revoked"));
		}
		let successor = proven.written_while().and_then(|stopped| stopped.successor.as_ref());
		let handed_on = successor.is_some_and(|account| issuers.contains(account));
		if status == Status::Suspended && !handed_on && lineage.failure.is_none() {
			lineage.exit = Exit::Suspended;
			lineage.failure =
				Some(format!("receipt {id} was written while its issuer was stopped"));
		}
		issuers.extend(receipt.map(|receipt| receipt.issuer.clone()));
		progress.inc(1);
		match receipt {
			Some(receipt) => next = receipt.parent,
			None => {
				lineage.root = false;
				next = None;
			}
		}
	}
	lineage.root &= next.is_none();
	progress.finish_and_clear();
	Ok(lineage)
}
