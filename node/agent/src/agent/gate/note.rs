// SPDX-License-Identifier: Apache-2.0

//! What is written down of a command before it is sent.

use crate::{
	agent::{
		operational::now,
		outbox::{Outbox, Sent},
	},
	error::Error,
};
use serde::{Deserialize, Serialize};
use sp_core::H256;
use tonnetz_core::{cust::CommandId, Moment};
use tonnetz_gate::Submission;

/// How long a note is kept after it was settled, in milliseconds: the gate has written the outcome into
/// its own journal long since.
const KEPT: Moment = 60 * 60 * 1_000;

/// What the names of notes begin with.
const PREFIX: &str = "submit-";

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
	format!("{PREFIX}{}", hex::encode(submission.signature))
}

/// Removes the notes that nobody needs any more.
pub fn purge(outbox: &Outbox) -> Result<(), Error> {
	let names = outbox.names()?;
	for name in names.iter().filter(|name| name.starts_with(PREFIX)) {
		let note: Option<Note> = outbox.get(name)?;
		if note.is_some_and(|note| note.settled && note.at.saturating_add(KEPT) < now()) {
			outbox.remove(name)?;
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn only_old_notes_of_what_is_settled_go() {
		let dir = tempfile::tempdir().unwrap();
		let outbox = Outbox::new(dir.path().to_owned());
		let put = |name: &str, at: Moment, settled: bool| {
			let sent = Sent { hash: H256::zero(), void_at: 64 };
			let note =
				Note { sent, digest: H256::zero(), nonce: 0, from: 0, at, settled, id: None };
			outbox.put(name, &note).unwrap();
		};
		put("submit-old", now() - KEPT - 1, true);
		put("submit-new", now(), true);
		put("submit-open", 0, false);
		outbox.put("claim-1", &Sent { hash: H256::zero(), void_at: 64 }).unwrap();
		purge(&outbox).unwrap();
		let mut names = outbox.names().unwrap();
		names.sort();
		assert_eq!(names, ["claim-1", "submit-new", "submit-open"]);
	}
}
