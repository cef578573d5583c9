// SPDX-License-Identifier: Apache-2.0

//! What a verification found, step by step.

use serde::Serialize;
use sp_core::H256;
use tonnetz_core::{
	operators::Suspension,
	receipt::{ChainHead, ReceiptInfo},
	AccountId, BlockNumber,
};

/// A step of verification, in the order in which they are taken. The names in JSON never change.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
	/// The bundle is a canonical text of its format, and what it holds decodes.
	Bundle,
	/// The trust file holds, and is of the same chain.
	Trust,
	/// The trust file knows the authority set of the bundle.
	AuthoritySet,
	/// The votes finalise the block that they name.
	Votes,
	/// The header is that of the finalised block.
	Header,
	/// The storage proof leads from the header's state root to the entries.
	StorageProof,
	/// The receipt, its revocation and the head are what these entries hold.
	Receipt,
	/// The receipt is whole: its body is not pruned.
	Body,
	/// The payload has the digest that the receipt states.
	Payload,
	/// The payload is a leaf of the batch that the receipt states.
	Leaf,
	/// The issuer did not revoke the receipt, as far as the block knows.
	Revocation,
	/// The receipt had not expired at the block.
	Expiry,
	/// The issuer was not suspended when it wrote the receipt.
	Suspension,
}

impl Step {
	/// All of them, in their order.
	pub const ALL: [Self; 13] = [
		Self::Bundle,
		Self::Trust,
		Self::AuthoritySet,
		Self::Votes,
		Self::Header,
		Self::StorageProof,
		Self::Receipt,
		Self::Body,
		Self::Payload,
		Self::Leaf,
		Self::Revocation,
		Self::Expiry,
		Self::Suspension,
	];

	/// What the step asks, for people.
	pub const fn title(self) -> &'static str {
		match self {
			Self::Bundle => "bundle",
			Self::Trust => "trust file",
			Self::AuthoritySet => "authority set",
			Self::Votes => "votes",
			Self::Header => "header",
			Self::StorageProof => "storage proof",
			Self::Receipt => "receipt",
			Self::Body => "body",
			Self::Payload => "payload",
			Self::Leaf => "leaf",
			Self::Revocation => "revocation",
			Self::Expiry => "expiry",
			Self::Suspension => "suspension",
		}
	}
}

/// What a step found. Each carries one line that says more.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "verdict", content = "detail")]
pub enum Verdict {
	/// It holds.
	Passed(String),
	/// It does not hold: why.
	Failed(String),
	/// It was not taken: why.
	Skipped(String),
}

impl Verdict {
	/// The line that says more.
	pub fn detail(&self) -> &str {
		match self {
			Self::Passed(detail) | Self::Failed(detail) | Self::Skipped(detail) => detail,
		}
	}
}

/// A step with what it found.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Outcome {
	/// The step.
	pub step: Step,
	/// What it found.
	#[serde(flatten)]
	pub verdict: Verdict,
}

/// What is proved once the steps up to [`Step::Receipt`] have passed.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Proven {
	/// The hash of the chain's first block.
	pub genesis_hash: H256,
	/// The authority set that finalised the block.
	pub set_id: u64,
	/// The number of the block whose state holds the receipt.
	pub block_number: BlockNumber,
	/// The hash of that block.
	pub block_hash: H256,
	/// The receipt in that state, with the block that wrote it and the time of that (Unix time in
	/// milliseconds, UTC).
	pub receipt: ReceiptInfo<AccountId, BlockNumber>,
	/// The head of the issuer's chain in that state, if the bundle has it.
	pub head: Option<ChainHead>,
	/// When the issuer was last stopped, up to that block, and who succeeded it; `None` if it never was, or
	/// if the body of the receipt is pruned.
	pub suspension: Option<Suspension<AccountId, BlockNumber>>,
}

impl Proven {
	/// The suspension in force when the receipt was written.
	pub fn written_while(&self) -> Option<&Suspension<AccountId, BlockNumber>> {
		let receipt = self.receipt.receipt.as_ref()?;
		self.suspension.as_ref().filter(|suspension| suspension.covers(receipt.at))
	}
}

/// What a verification found.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct Report {
	steps: Vec<Outcome>,
	proven: Option<Proven>,
}

impl Report {
	/// A report in which no step was taken.
	pub(crate) fn new() -> Self {
		let not_reached = |step| Outcome { step, verdict: not_reached() };
		Self { steps: Step::ALL.map(not_reached).to_vec(), proven: None }
	}

	/// The steps in their order.
	pub fn steps(&self) -> &[Outcome] {
		&self.steps
	}

	/// What is proved: nothing unless the steps up to [`Step::Receipt`] have passed. Later steps
	/// may have failed, as that of a revoked receipt: that it is there is proved none the less.
	pub const fn proven(&self) -> Option<&Proven> {
		self.proven.as_ref()
	}

	/// The first step that failed, by which a verification is told.
	pub fn failure(&self) -> Option<&Outcome> {
		self.steps.iter().find(|outcome| matches!(outcome.verdict, Verdict::Failed(_)))
	}

	/// Whether the receipt is proved and no step failed.
	pub fn holds(&self) -> bool {
		self.proven.is_some() && self.failure().is_none()
	}

	/// Adds what a caller found in a step that needs more than the bundle and the trust file:
	/// [`Step::Payload`] and [`Step::Leaf`]. What failed stays failed, and nothing is added as long
	/// as the receipt is not proved: it would rest on nothing.
	pub fn push(&mut self, step: Step, verdict: Verdict) {
		if self.proven.is_none() || !matches!(step, Step::Payload | Step::Leaf) {
			return;
		}
		let failed = |outcome: &Outcome| matches!(outcome.verdict, Verdict::Failed(_));
		if let Some(outcome) = self.steps.iter_mut().find(|o| o.step == step && !failed(o)) {
			outcome.verdict = verdict;
		}
	}

	/// Sets what a step found.
	pub(crate) fn set(&mut self, step: Step, verdict: Verdict) {
		if let Some(outcome) = self.steps.iter_mut().find(|outcome| outcome.step == step) {
			outcome.verdict = verdict;
		}
	}

	pub(crate) fn prove(&mut self, proven: Proven) {
		self.proven = Some(proven);
	}
}

/// The verdict of a step after one that failed.
fn not_reached() -> Verdict {
	Verdict::Skipped("not reached: an earlier step failed".into())
}
