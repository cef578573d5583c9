// SPDX-License-Identifier: Apache-2.0

//! The way to the chain.

use serde::Serialize;
use sp_core::H256;
use std::future::Future;
use tonnetz_core::{
	cust::{Command, CommandId, Reason, Verdict},
	receipt::ReceiptId,
	AccountId, BlockNumber, Moment,
};

/// A command that the gate lets through.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Submission {
	/// In whose name it is submitted.
	pub planner: AccountId,
	/// The command.
	pub command: Command,
	/// SHA-256 of its canonical JSON.
	pub digest: H256,
	/// The signature it came with. No other command that is let through has the same, so it names
	/// this submission in records of what was done.
	pub signature: [u8; 32],
}

/// A block.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
pub struct Block {
	/// Its height.
	pub number: BlockNumber,
	/// Its hash.
	pub hash: H256,
}

/// What the chain made of a command.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answer {
	/// The number of the command; `None` if the chain keeps no record of it.
	pub id: Option<CommandId>,
	/// What becomes of it.
	pub verdict: Verdict,
	/// The receipt of its submission, if there is one.
	pub receipt: Option<ReceiptId>,
	/// The block that has the submission.
	pub block: Block,
}

/// What a planner is answered. As JSON it has the members of `docs/GATE.md`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Answered {
	/// What the chain made of the command.
	pub answer: Answer,
	/// SHA-256 of its canonical JSON.
	pub digest: H256,
	/// In whose name it was submitted.
	pub planner: AccountId,
}

/// Why there is no verdict. Each reason is one line.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum SubmitError {
	/// The key that submits is locked. Nothing was sent, and the same request may come again.
	#[error("the gate's key is locked; unlock it and send the command again")]
	Locked,
	/// It is certain that nothing will come of it, such as when no node is reachable. The same
	/// request may come again, and may then succeed.
	#[error("the command was not submitted: {0}; send it again later")]
	NotSubmitted(String),
	/// It is certain that nothing will come of it, and it will not succeed before something was
	/// changed, such as when the chain does not let the key submit for the planner.
	#[error("the chain did not take the command: {0}; send it again when that is mended")]
	Refused(String),
	/// Nobody knows whether the chain has it.
	#[error("the outcome is unknown: {0}; look the digest up on the chain before sending another")]
	Unknown(String),
}

/// What became of a submission whose outcome was not known.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Known {
	/// The chain has it, under this number if it has one.
	Submitted(Option<CommandId>),
	/// It is certain that the chain neither has it nor ever will: it was never sent, or what was sent
	/// can no longer be included.
	Absent,
	/// Neither is certain.
	Unclear,
}

/// Whoever takes commands to the chain.
///
/// Both methods end in bounded time: while one runs it holds one of the places of
/// [`Limits::queue`](crate::Limits::queue).
pub trait Submit: Send + Sync + 'static {
	/// Submits a command and waits for its verdict in a finalised block.
	fn submit(
		&self,
		submission: Submission,
	) -> impl Future<Output = Result<Answer, SubmitError>> + Send;

	/// What became of this submission, which was handed over at `since` and of whose outcome the gate
	/// has no record: it ended in [`SubmitError::Unknown`], or the process was killed meanwhile.
	fn known(&self, submission: &Submission, since: Moment) -> impl Future<Output = Known> + Send;
}

#[derive(Serialize)]
struct AnswerJson<'a> {
	id: Option<CommandId>,
	verdict: &'static str,
	#[serde(skip_serializing_if = "Option::is_none")]
	approvals: Option<u8>,
	#[serde(skip_serializing_if = "Option::is_none")]
	reason: Option<&'static str>,
	#[serde(skip_serializing_if = "Option::is_none")]
	message: Option<&'static str>,
	receipt: Option<ReceiptId>,
	digest: H256,
	planner: &'a AccountId,
	block: Block,
}

impl Serialize for Answered {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		let Self { answer: Answer { id, verdict, receipt, block }, digest, planner } = self;
		let (verdict, approvals, reason) = match verdict {
			Verdict::Approved => ("approved", None, None),
			Verdict::NeedsApproval(approvals) => ("needs_approval", Some(*approvals), None),
			Verdict::Refused(reason) => ("refused", None, Some(*reason)),
		};
		AnswerJson {
			id: *id,
			verdict,
			approvals,
			reason: reason.map(Reason::code),
			message: reason.map(Reason::text),
			receipt: *receipt,
			digest: *digest,
			planner,
			block: *block,
		}
		.serialize(serializer)
	}
}
