// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt verify`: a proof bundle, without a node.

use super::{decision, evidence::Evidence, leaf, shown, trust};
use crate::{
	error::{Error, Exit},
	file,
	output::{hex, printable, utc, Output, Rows},
};
use clap::Args;
use serde::Serialize;
use sp_core::{crypto::Ss58Codec, H256};
use std::{
	fmt::{self, Display},
	path::{Path, PathBuf},
};
use tonnetz_core::merkle::InclusionProof;
use tonnetz_proof::{bundle::MAX_LEN, Outcome, Proven, Report, Step, Verdict};

/// `tonnetz receipt verify`
#[derive(Args, Debug)]
pub struct VerifyArgs {
	/// The bundle that `tonnetz receipt proof` wrote
	#[arg(value_name = "BUNDLE")]
	bundle: PathBuf,

	/// The trust file
	#[arg(long, value_name = "FILE", default_value = "trust.json")]
	trust: PathBuf,

	#[command(flatten)]
	payload: PayloadArgs,
}

/// What the receipt is said to be about.
#[derive(Args, Debug)]
pub struct PayloadArgs {
	/// The file that the receipt is about, or that the leaf is
	#[arg(long, value_name = "FILE", conflicts_with_all = ["request", "response"])]
	payload: Option<PathBuf>,

	/// What was asked; for the receipt of a decision
	#[arg(long, value_name = "FILE", requires = "response", conflicts_with = "leaf")]
	request: Option<PathBuf>,

	/// What was answered; for the receipt of a decision
	#[arg(long, value_name = "FILE", requires = "request")]
	response: Option<PathBuf>,

	/// The proof of `tonnetz receipt leaf prove`, for a receipt of a batch
	#[arg(long, value_name = "FILE")]
	leaf: Option<PathBuf>,
}

/// What there is to compare a receipt with.
pub struct Payload {
	content: Option<Content>,
	leaf: Option<InclusionProof>,
}

enum Content {
	/// The digest of a file.
	File(H256),
	/// The digests of a request and its response.
	Decision([u8; 32], [u8; 32]),
}

impl PayloadArgs {
	/// Reads the files.
	pub async fn read(&self) -> Result<Payload, Error> {
		let leaf = self.leaf.as_deref().map(leaf::read).transpose()?;
		let content = match (&self.payload, &self.request, &self.response) {
			(Some(path), ..) => Some(Content::File(Evidence::open(path)?.sha256().await?.into())),
			(None, Some(request), Some(response)) => {
				let (request, response) = (Evidence::open(request)?, Evidence::open(response)?);
				Some(Content::Decision(request.sha256().await?, response.sha256().await?))
			}
			_ => None,
		};
		Ok(Payload { content, leaf })
	}
}

impl Payload {
	/// Adds the steps of payload and leaf to a report.
	pub fn judge(&self, report: &mut Report) {
		let Some(receipt) = report.proven().and_then(|proven| proven.receipt.receipt.clone())
		else {
			return;
		};
		let payload = match (&self.content, &self.leaf) {
			(None, _) => None,
			(Some(Content::File(digest)), Some(leaf)) => {
				Some(compare(*digest, leaf.digest, "the leaf"))
			}
			(Some(Content::File(digest)), None) if receipt.batch.is_some() => {
				Some(Verdict::Failed(format!(
					"its SHA-256 is {digest:?}, and the receipt is of a batch: give the proof of its \
					 leaf with --leaf"
				)))
			}
			(Some(Content::File(digest)), None) => {
				Some(compare(*digest, receipt.digest, "the receipt"))
			}
			(Some(Content::Decision(request, response)), _) => {
				Some(match decision::time(&shown::text(&receipt.uri)) {
					Some(time) => {
						let digest = decision::digest(*request, *response, time);
						compare(digest.into(), receipt.digest, "the receipt")
					}
					None => Verdict::Failed(
						"the receipt is not of a decision: its URI names no time".to_owned(),
					),
				})
			}
		};
		if let Some(verdict) = payload {
			report.push(Step::Payload, verdict);
		}
		if let Some(leaf) = &self.leaf {
			report.push(
				Step::Leaf,
				match receipt.batch.as_ref().map(|batch| leaf.verify(batch)) {
					None => {
						Verdict::Failed("the receipt is of one payload, not of a batch".to_owned())
					}
					Some(Err(reason)) => Verdict::Failed(reason.to_string()),
					Some(Ok(())) => Verdict::Passed(format!(
						"leaf {} of {}, digest {:?}",
						leaf.index, leaf.leaves, leaf.digest
					)),
				},
			);
		}
	}
}

fn compare(found: H256, attested: H256, what: &str) -> Verdict {
	if found == attested {
		Verdict::Passed(format!("its digest is {found:?}"))
	} else {
		Verdict::Failed(format!("its digest is {found:?}, {what} is of {attested:?}"))
	}
}

/// Runs the command.
pub async fn run(args: VerifyArgs, output: Output) -> Result<Exit, Error> {
	let bundle = read(&args.bundle)?;
	let sets = trust::judge(&args.trust)?;
	let payload = args.payload.read().await?;
	let mut report = tonnetz_proof::verify(&bundle, &sets, None);
	payload.judge(&mut report);
	let verified = Verified::new(report);
	output.result(&verified)?;
	Ok(verified.exit)
}

/// The bytes of a bundle's file, which may be anything.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
	// A byte and a line end more than allowed: the verdict on them is the verifier's.
	file::read(path, u64::try_from(MAX_LEN).unwrap_or(u64::MAX).saturating_add(2))
}

/// The exit code of a failed step.
pub const fn exit(step: Step) -> Exit {
	match step {
		Step::Bundle => Exit::Bundle,
		Step::Trust => Exit::Trust,
		Step::AuthoritySet => Exit::AuthoritySet,
		Step::Votes => Exit::Votes,
		Step::Header => Exit::Header,
		Step::StorageProof => Exit::StorageProof,
		Step::Receipt => Exit::Receipt,
		Step::Body => Exit::Pruned,
		Step::Payload => Exit::Payload,
		Step::Leaf => Exit::Leaf,
		Step::Revocation => Exit::Revoked,
		Step::Expiry => Exit::Expired,
		Step::Suspension => Exit::Suspended,
	}
}

/// A verification as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Verified {
	/// Whether no step failed.
	pub holds: bool,
	/// The exit code of the first failed step.
	#[serde(serialize_with = "exit_code")]
	pub exit: Exit,
	/// When the receipt was written, UTC.
	time: Option<String>,
	#[serde(flatten)]
	report: Report,
}

fn exit_code<S: serde::Serializer>(exit: &Exit, serializer: S) -> Result<S::Ok, S::Error> {
	serializer.serialize_u8(exit.code())
}

impl Verified {
	/// The outcome of a report.
	pub fn new(report: Report) -> Self {
		let exit = match report.failure() {
			Some(outcome) => exit(outcome.step),
			None if report.holds() => Exit::Success,
			None => Exit::Internal,
		};
		let receipt = report.proven().and_then(|proven| proven.receipt.receipt.as_ref());
		let time = receipt.map(|receipt| utc(receipt.time));
		Self { holds: report.holds(), exit, time, report }
	}

	/// What is proved.
	pub const fn proven(&self) -> Option<&Proven> {
		self.report.proven()
	}
}

impl Display for Verified {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		for Outcome { step, verdict } in self.report.steps() {
			let word = match verdict {
				Verdict::Passed(_) => "passed",
				Verdict::Failed(_) => "FAILED",
				Verdict::Skipped(_) => "skipped",
			};
			writeln!(f, "{word:7}  {:13}  {}", step.title(), printable(verdict.detail()))?;
		}
		writeln!(f)?;
		let rows = match self.proven() {
			None => Rows::new(),
			Some(proven) => {
				let rows = Rows::new().row("receipt", proven.receipt.id);
				let rows = match &proven.receipt.receipt {
					None => rows,
					Some(receipt) => rows
						.row("issuer", receipt.issuer.to_ss58check())
						.row("sequence", receipt.sequence)
						.row("kind", shown::kind_name(receipt.kind))
						.row("subject", hex(receipt.subject))
						.row("digest", hex(receipt.digest))
						.optional("parent", receipt.parent)
						.row("written", format!("block {}, {}", receipt.at, utc(receipt.time))),
				};
				rows.row(
					"as of",
					format!("block {} {}", proven.block_number, hex(proven.block_hash)),
				)
			}
		};
		let verdict = match self.report.failure() {
			None if self.holds => "the receipt holds".to_owned(),
			None => "nothing is proved".to_owned(),
			Some(outcome) => format!("the receipt does not hold: {}", outcome.step.title()),
		};
		rows.row("verdict", verdict).fmt(f)
	}
}
