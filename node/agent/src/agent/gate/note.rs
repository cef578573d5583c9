// SPDX-License-Identifier: Apache-2.0

//! What is written down of a command before it is sent.

use crate::agent::outbox::Sent;
use serde::{Deserialize, Serialize};
use sp_core::H256;
use tonnetz_core::{cust::CommandId, Moment};
use tonnetz_gate::Submission;

/// A command that was sent, or was about to be.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
	/// The transaction.
	pub sent: Sent,
	/// The digest of the command.
	pub digest: H256,
	/// The nonce of the chain that it was sent with.
	pub nonce: u64,
	/// Its number is at least this.
	pub from: CommandId,
	/// When it was written, Unix time in milliseconds.
	pub at: Moment,
	/// Whether it is final.
	pub settled: bool,
	/// Its number, if it is final and has one.
	pub id: Option<CommandId>,
}

/// The name of the note of a submission.
pub fn name(submission: &Submission) -> String {
	format!("submit-{}", hex::encode(submission.signature))
}
