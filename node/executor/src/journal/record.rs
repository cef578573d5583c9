// SPDX-License-Identifier: Apache-2.0

//! The records of the journal.

use super::Known;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sp_core::H256;
use std::{io, path::PathBuf};
use tonnetz_core::cust::{CommandId, Outcome};

/// What can be wrong with the journal, or with what is asked of it.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
	/// Another process has it open.
	#[error("{0} is in use by another executor; end that one or use another directory")]
	Locked(PathBuf),
	/// Others could write it.
	#[error("{0} can be written by others; run `chmod 700` on it")]
	Exposed(PathBuf),
	/// A line other than a torn last one is not what was written.
	#[error(
		"{path}: line {line} is damaged; look at the chain for what the commands became, then move \
		 the file away"
	)]
	Corrupt {
		/// The journal.
		path: PathBuf,
		/// The line, from 1.
		line: usize,
	},
	/// A write failed before. Nothing more is written until the journal is opened again.
	#[error("{0} could not be written before; free the disk and start the agent again")]
	Broken(PathBuf),
	/// It cannot be read or written.
	#[error("{path}: {reason}")]
	File {
		/// The file.
		path: PathBuf,
		/// Why.
		reason: io::Error,
	},
	/// The command is not where it would have to be for that.
	#[error("command {id} is {stage}; no command is run twice or reported before it is finished")]
	OutOfOrder {
		/// The command.
		id: CommandId,
		/// Where it is.
		stage: &'static str,
	},
	/// The journal knows another command of that number.
	#[error("command {0} was claimed with another digest; is the node on another chain?")]
	AnotherCommand(CommandId),
}

/// What a line says.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case", tag = "stage")]
pub(crate) enum Record {
	/// Claimed on the chain; may be run.
	Claimed { id: CommandId, digest: H256, target: String },
	/// Being run since then, Unix time in milliseconds; never again.
	Started { id: CommandId, at: u64 },
	/// Run. Evidence and log are on disk.
	Finished { id: CommandId, outcome: Outcome, evidence: H256, log: H256, interrupted: bool },
	/// Reported to the chain.
	Reported { id: CommandId },
	/// Never run, and not to be any more.
	Abandoned { id: CommandId },
	/// All commands that are done with.
	Closed { ids: Vec<CommandId> },
}

impl Record {
	/// The number of the command, if it is about one.
	pub const fn id(&self) -> CommandId {
		match self {
			Self::Claimed { id, .. }
			| Self::Started { id, .. }
			| Self::Finished { id, .. }
			| Self::Reported { id, .. }
			| Self::Abandoned { id, .. } => *id,
			Self::Closed { .. } => 0,
		}
	}
}

/// Where a command is.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Stage {
	Claimed,
	Started { at: u64 },
	Finished { outcome: Outcome, evidence: H256, log: H256, interrupted: bool },
}

impl Stage {
	pub const fn name(&self) -> &'static str {
		match self {
			Self::Claimed => "claimed",
			Self::Started { .. } => "started",
			Self::Finished { .. } => "finished",
		}
	}
}

impl Known {
	/// The records that say this, in order. When a finished one was started stands in its evidence.
	pub fn records(&self, id: CommandId) -> Vec<Record> {
		let claimed = Record::Claimed { id, digest: self.digest, target: self.target.clone() };
		match self.stage {
			Stage::Claimed => vec![claimed],
			Stage::Started { at } => vec![claimed, Record::Started { id, at }],
			Stage::Finished { outcome, evidence, log, interrupted } => vec![
				claimed,
				Record::Started { id, at: 0 },
				Record::Finished { id, outcome, evidence, log, interrupted },
			],
		}
	}
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
	record: Record,
	#[serde(rename = "sum")]
	_sum: String,
}

/// The record of a line, whose sum is still to be checked.
pub(super) fn read(line: &[u8]) -> Option<Record> {
	serde_json::from_slice::<Line>(line).ok().map(|line| line.record)
}

/// The line of a record, and its sum.
pub(super) fn line(before: &[u8; 32], record: &Record) -> (String, [u8; 32]) {
	// A value of strings and numbers, which is always JSON.
	let json = serde_json::to_string(record).unwrap_or_default();
	let sum: [u8; 32] = Sha256::new().chain_update(before).chain_update(&json).finalize().into();
	(format!("{{\"record\":{json},\"sum\":\"{}\"}}\n", hex::encode(sum)), sum)
}
