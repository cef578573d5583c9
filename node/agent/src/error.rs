// SPDX-License-Identifier: Apache-2.0

//! What can go wrong, and the exit code that says so.

use std::{io, path::PathBuf};
use tonnetz_crypto::SuriError;

/// How a run ends. Scripts depend on the numbers: they are never reused or changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
	/// Done.
	Success = 0,
	/// None of the reasons below.
	Internal = 1,
	/// The command line is wrong.
	Usage = 2,
	/// The key is missing, malformed or exposed.
	Key = 3,
	/// A file cannot be read or written.
	File = 4,
	/// No usable Tonnetz node.
	Node = 5,
	/// The pool refused the transaction, or dropped it.
	Refused = 6,
	/// The transaction is on the chain and failed there.
	Failed = 7,
	/// Too late; the outcome may be unknown.
	Timeout = 8,
	/// A signature does not verify.
	Signature = 9,
	/// There is no such receipt, target, command, operator or the like.
	NotFound = 10,
	/// The receipt is revoked.
	Revoked = 11,
	/// The receipt has expired, or its body is pruned.
	Expired = 12,
	/// The issuer was suspended before the receipt.
	Suspended = 13,
	/// The policy refuses the CUST command, or it was denied or expired.
	CommandRefused = 14,
	/// The CUST command failed, or nobody knows what was done.
	CommandFailed = 15,
	/// The proof bundle is malformed.
	Bundle = 20,
	/// The trust file is malformed, does not verify, or is of another chain.
	Trust = 21,
	/// The trust file does not reach the authority set of the bundle.
	AuthoritySet = 22,
	/// The votes do not finalise the block.
	Votes = 23,
	/// The header is not that of the finalised block.
	Header = 24,
	/// The storage proof does not lead to the header's state root.
	StorageProof = 25,
	/// The receipt is not what the state holds.
	Receipt = 26,
	/// The payload has another digest.
	Payload = 27,
	/// The leaf is not in the batch.
	Leaf = 28,
	/// The body of the receipt is pruned.
	Pruned = 29,
	/// The receipts of an account do not give the head of its chain.
	Chain = 30,
	/// The bundle does not prove the head of the account's chain.
	Head = 31,
	/// No agent answers, or the agent refuses.
	Agent = 32,
	/// An entry of a log was changed, moved or removed.
	Log = 33,
	/// The log does not reach its anchor on the chain.
	Anchor = 34,
	/// Ctrl-C, as shells number it.
	Interrupted = 130,
}

impl Exit {
	/// All of them, in the order of their codes.
	pub const ALL: [Self; 32] = [
		Self::Success,
		Self::Internal,
		Self::Usage,
		Self::Key,
		Self::File,
		Self::Node,
		Self::Refused,
		Self::Failed,
		Self::Timeout,
		Self::Signature,
		Self::NotFound,
		Self::Revoked,
		Self::Expired,
		Self::Suspended,
		Self::CommandRefused,
		Self::CommandFailed,
		Self::Bundle,
		Self::Trust,
		Self::AuthoritySet,
		Self::Votes,
		Self::Header,
		Self::StorageProof,
		Self::Receipt,
		Self::Payload,
		Self::Leaf,
		Self::Pruned,
		Self::Chain,
		Self::Head,
		Self::Agent,
		Self::Log,
		Self::Anchor,
		Self::Interrupted,
	];

	/// The number that the process returns.
	pub const fn code(self) -> u8 {
		self as u8
	}

	/// The word that JSON errors carry.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Success => "success",
			Self::Internal => "internal",
			Self::Usage => "usage",
			Self::Key => "key",
			Self::File => "file",
			Self::Node => "node",
			Self::Refused => "refused",
			Self::Failed => "failed",
			Self::Timeout => "timeout",
			Self::Signature => "signature",
			Self::NotFound => "not-found",
			Self::Revoked => "revoked",
			Self::Expired => "expired",
			Self::Suspended => "suspended",
			Self::CommandRefused => "command-refused",
			Self::CommandFailed => "command-failed",
			Self::Bundle => "bundle",
			Self::Trust => "trust",
			Self::AuthoritySet => "authority-set",
			Self::Votes => "votes",
			Self::Header => "header",
			Self::StorageProof => "storage-proof",
			Self::Receipt => "receipt",
			Self::Payload => "payload",
			Self::Leaf => "leaf",
			Self::Pruned => "pruned",
			Self::Chain => "chain",
			Self::Head => "head",
			Self::Agent => "agent",
			Self::Log => "log",
			Self::Anchor => "anchor",
			Self::Interrupted => "interrupted",
		}
	}

	/// What `--help` says about it.
	pub const fn meaning(self) -> &'static str {
		match self {
			Self::Success => "done; what was asked for exists, holds, verifies",
			Self::Internal => "anything not listed here",
			Self::Usage => "wrong command line",
			Self::Key => "key missing, malformed, or exposed to others",
			Self::File => "a file cannot be read or written, or holds something else",
			Self::Node => "no connection, not a Tonnetz node, or the node's RPC failed",
			Self::Refused => "transaction refused or dropped: it is in no final block",
			Self::Failed => "transaction on the chain, its call failed",
			Self::Timeout => "no answer or no finality in time",
			Self::Signature => "the signature does not verify",
			Self::NotFound => "no such receipt, target, command, operator or the like",
			Self::Revoked => "the receipt exists and is revoked",
			Self::Expired => "the receipt exists, but has expired or is pruned",
			Self::Suspended => "the issuer was suspended before the receipt",
			Self::CommandRefused => "the policy refuses the command, or it was denied or expired",
			Self::CommandFailed => "the command failed, or nobody knows what was done",
			Self::Bundle => "the proof bundle is malformed",
			Self::Trust => "the trust file is malformed, does not verify, or is of another chain",
			Self::AuthoritySet => "the trust file does not reach the authority set of the bundle",
			Self::Votes => "the votes do not finalise the bundle's block",
			Self::Header => "the bundle's header is not that of the finalised block",
			Self::StorageProof => "the storage proof does not lead to the state root of the block",
			Self::Receipt => "the receipt is not what the state holds",
			Self::Payload => "the payload has another digest",
			Self::Leaf => "the leaf is not in the batch",
			Self::Pruned => "the body of the receipt is pruned: only its link is proved",
			Self::Chain => "the receipts of the account do not give the head of its chain",
			Self::Head => "the bundle does not prove the head of the account's chain",
			Self::Agent => "no agent answers, or the agent refuses",
			Self::Log => "an entry of the log was changed, moved or removed",
			Self::Anchor => "the log does not reach its anchor on the chain",
			Self::Interrupted => "interrupted (Ctrl-C)",
		}
	}
}

/// A failed run. Each message is one line that names the thing and the remedy, and none contains a
/// secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The command line is wrong.
	#[error("{0}")]
	Usage(String),

	/// Something that may be a secret stands on the command line.
	#[error(
		"--key takes development keys only, such as //Alice: a secret on the command line is \
		 visible to every process of this machine; write it to a file of mode 0600 and use \
		 --suri-file FILE, or leave both out to be asked"
	)]
	SecretInArguments,
	/// No key was named and nobody can be asked.
	#[error(
		"no key: use --suri-file FILE, or --key //Alice for development (there is no terminal to \
		 ask on)"
	)]
	NoKey,
	/// Others can read the key file.
	#[error("{} is open to other users (mode {mode:04o}): chmod 600 it", path.display())]
	KeyFileMode {
		/// The file.
		path: PathBuf,
		/// Its permission bits.
		mode: u32,
	},
	/// The secret URI gives no key.
	#[error("no key in {source_name}: {reason}")]
	Suri {
		/// Where the secret URI came from.
		source_name: String,
		/// What is wrong with it.
		reason: SuriError,
	},
	/// The key file holds something else than one line of text.
	#[error("{} must hold one secret URI on one line", path.display())]
	KeyFileLines {
		/// The file.
		path: PathBuf,
	},
	/// The secret of a gate cannot be used.
	#[error(transparent)]
	Secret(tonnetz_gate::SecretError),
	/// A prompt failed.
	#[error("cannot ask for the key: {0}")]
	Prompt(io::Error),

	/// A file cannot be read.
	#[error("cannot read {}: {reason}", path.display())]
	Read {
		/// The file.
		path: PathBuf,
		/// Why not.
		reason: io::Error,
	},
	/// A directory, device or pipe stands where a file is needed.
	#[error("{} is not a regular file", path.display())]
	NotAFile {
		/// What was named.
		path: PathBuf,
	},
	/// A file is larger than it can be in its role.
	#[error("{} is too large: at most {limit} bytes", path.display())]
	TooLarge {
		/// The file.
		path: PathBuf,
		/// The limit, in bytes.
		limit: u64,
	},
	/// A file cannot be written.
	#[error("cannot write {}: {reason}", path.display())]
	Write {
		/// The file.
		path: PathBuf,
		/// Why not.
		reason: io::Error,
	},
	/// The file to be created exists.
	#[error("{} exists and is never overwritten: choose another name", path.display())]
	Exists {
		/// The file.
		path: PathBuf,
	},
	/// A file holds something else than it should.
	#[error("{}: {reason}", path.display())]
	Malformed {
		/// The file.
		path: PathBuf,
		/// What was expected, and where.
		reason: String,
	},
	/// A file was written to while it was hashed.
	#[error(
		"{} changed while it was read: nothing comes of the batch, repeat it when the file is at rest",
		path.display()
	)]
	Changed {
		/// The file.
		path: PathBuf,
	},
	/// Standard output cannot be written.
	#[error("cannot write to standard output: {0}")]
	Stdout(io::Error),

	/// A payload is not the one of a leaf proof.
	#[error(
		"{} has the digest {found}, the leaf proof is for {expected}: take the proof of this payload",
		path.display()
	)]
	Payload {
		/// The payload.
		path: PathBuf,
		/// Its digest.
		found: String,
		/// The digest in the proof.
		expected: String,
	},
	/// A payload is not in a batch.
	#[error("{0}")]
	Leaf(String),

	/// A step of the verification of a bundle failed.
	#[error("the bundle does not verify ({step}): {reason}")]
	Step {
		/// What says so to scripts.
		exit: Exit,
		/// The step.
		step: &'static str,
		/// What was found.
		reason: String,
	},
	/// The trust file cannot be relied on.
	#[error("{source_name} cannot be trusted: {reason}")]
	Trust {
		/// Where it came from.
		source_name: String,
		/// What is wrong with it.
		reason: String,
	},
	/// A bundle that proves no head, or another account's.
	#[error("{0}")]
	Head(String),

	/// No connection.
	#[error(
		"cannot connect to {url}: {reason}; start a node (tonnetz-node --dev) or name another one \
		 with --url"
	)]
	Connect {
		/// The node's URL.
		url: String,
		/// Why not.
		reason: String,
	},
	/// Something answers, but it is not a Tonnetz node.
	#[error("{url} is not a Tonnetz node: {found}")]
	NotTonnetz {
		/// The node's URL.
		url: String,
		/// What it is instead.
		found: String,
	},
	/// An RPC request failed.
	#[error("{url}: {method} failed: {reason}")]
	Rpc {
		/// The node's URL.
		url: String,
		/// The method, or what was wanted.
		method: String,
		/// What the node or the connection said.
		reason: String,
	},
	/// The node does not speak the same version of the protocol as this client.
	#[error("{url} runs another version of the chain ({reason}): update tonnetz or the node")]
	Mismatch {
		/// The node's URL.
		url: String,
		/// What does not fit.
		reason: String,
	},

	/// The pool refused the transaction, or dropped it.
	#[error("transaction refused: {0}")]
	Refused(String),
	/// The call failed.
	#[error("transaction {hash} failed in block {block}: {reason}")]
	Failed {
		/// The extrinsic's hash.
		hash: String,
		/// The block that it is in.
		block: String,
		/// The pallet's error with its documentation.
		reason: String,
	},
	/// Nothing was submitted within the time limit.
	#[error("{url} did not answer within {seconds} s ({wanted}): try a longer --timeout")]
	NoAnswer {
		/// The node's URL.
		url: String,
		/// The time limit.
		seconds: u64,
		/// What was wanted of it.
		wanted: &'static str,
	},
	/// The transaction was submitted and not finalised in time.
	#[error(
		"transaction {hash} was not finalised within {seconds} s ({progress}); it still may be: look \
		 before you repeat it, with tonnetz receipt show --evidence FILE or tonnetz cust history TARGET"
	)]
	NotFinalised {
		/// The extrinsic's hash.
		hash: String,
		/// The time limit.
		seconds: u64,
		/// How far it got.
		progress: String,
	},
	/// No block that the votes of validators finalise holds the receipt yet.
	#[error(
		"receipt {id} could not be proved within {seconds} s, try a longer --timeout: {reason}"
	)]
	NotProvable {
		/// The receipt.
		id: u64,
		/// The time limit.
		seconds: u64,
		/// What the node said last.
		reason: String,
	},

	/// A signature does not verify.
	#[error("the signature does not verify: {0}")]
	Signature(String),
	/// There is no such receipt.
	#[error("no receipt {0}")]
	NotFound(String),
	/// There is no such thing.
	#[error("no {what} at finalised block {block}: {remedy}")]
	Unknown {
		/// What was named.
		what: String,
		/// The block that was looked at.
		block: u64,
		/// What to do.
		remedy: &'static str,
	},
	/// A command is not the one that was meant.
	#[error("command {id} has the digest {found}, not {expected}: nothing was submitted")]
	OtherCommand {
		/// The number of the command.
		id: u64,
		/// Its digest.
		found: String,
		/// The digest that was named.
		expected: String,
	},
	/// The user did not say yes.
	#[error("not confirmed: nothing was submitted")]
	NotConfirmed,

	/// An entry of a log does not follow from the one before.
	#[error("{} does not verify: {reason}", path.display())]
	Log {
		/// The log.
		path: PathBuf,
		/// Which entry, and why.
		reason: String,
	},
	/// A log is not the one that was anchored.
	#[error("{0}")]
	Anchor(String),

	/// No agent answers, or a part of the agent cannot start, or the agent refuses.
	#[error("{0}")]
	Agent(String),

	/// Ctrl-C before anything was submitted.
	#[error("interrupted")]
	Interrupted,
	/// Ctrl-C after a transaction was submitted.
	#[error(
		"interrupted; transaction {hash} is submitted and may still be included: look before you \
		 repeat it, with tonnetz receipt show --evidence FILE or tonnetz cust history TARGET"
	)]
	InterruptedAfterSubmission {
		/// The extrinsic's hash.
		hash: String,
	},
	/// The operating system refused what a program needs to run.
	#[error("cannot start: {0}")]
	Runtime(io::Error),
	/// A defect of this program.
	#[error("internal error, please report it: {0}")]
	Internal(String),
}

impl Error {
	/// The exit code of this error.
	pub const fn exit(&self) -> Exit {
		match self {
			Self::Usage(_) => Exit::Usage,
			Self::SecretInArguments
			| Self::NoKey
			| Self::KeyFileMode { .. }
			| Self::KeyFileLines { .. }
			| Self::Suri { .. }
			| Self::Secret(_)
			| Self::Prompt(_) => Exit::Key,
			Self::Read { .. }
			| Self::NotAFile { .. }
			| Self::TooLarge { .. }
			| Self::Write { .. }
			| Self::Exists { .. }
			| Self::Malformed { .. }
			| Self::Changed { .. }
			| Self::Stdout(_) => Exit::File,
			Self::Payload { .. } | Self::OtherCommand { .. } => Exit::Payload,
			Self::Leaf(_) => Exit::Leaf,
			Self::Step { exit, .. } => *exit,
			Self::Trust { .. } => Exit::Trust,
			Self::Head(_) => Exit::Head,
			Self::Connect { .. }
			| Self::NotTonnetz { .. }
			| Self::Rpc { .. }
			| Self::Mismatch { .. } => Exit::Node,
			Self::Refused(_) => Exit::Refused,
			Self::Failed { .. } => Exit::Failed,
			Self::NoAnswer { .. } | Self::NotFinalised { .. } | Self::NotProvable { .. } => {
				Exit::Timeout
			}
			Self::Signature(_) => Exit::Signature,
			Self::NotFound(_) | Self::Unknown { .. } => Exit::NotFound,
			Self::NotConfirmed | Self::Interrupted | Self::InterruptedAfterSubmission { .. } => {
				Exit::Interrupted
			}
			Self::Agent(_) => Exit::Agent,
			Self::Log { .. } => Exit::Log,
			Self::Anchor(_) => Exit::Anchor,
			Self::Runtime(_) | Self::Internal(_) => Exit::Internal,
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn exit_codes_are_stable() {
		let codes = Exit::ALL.map(|exit| (exit.code(), exit.name()));
		assert_eq!(
			codes,
			[
				(0, "success"),
				(1, "internal"),
				(2, "usage"),
				(3, "key"),
				(4, "file"),
				(5, "node"),
				(6, "refused"),
				(7, "failed"),
				(8, "timeout"),
				(9, "signature"),
				(10, "not-found"),
				(11, "revoked"),
				(12, "expired"),
				(13, "suspended"),
				(14, "command-refused"),
				(15, "command-failed"),
				(20, "bundle"),
				(21, "trust"),
				(22, "authority-set"),
				(23, "votes"),
				(24, "header"),
				(25, "storage-proof"),
				(26, "receipt"),
				(27, "payload"),
				(28, "leaf"),
				(29, "pruned"),
				(30, "chain"),
				(31, "head"),
				(32, "agent"),
				(33, "log"),
				(34, "anchor"),
				(130, "interrupted"),
			]
		);
	}

	#[test]
	fn messages_are_one_line() {
		let errors = [
			Error::SecretInArguments,
			Error::NoKey,
			Error::KeyFileMode { path: "key".into(), mode: 0o644 },
			Error::Connect { url: "ws://h".into(), reason: "refused".into() },
			Error::NotProvable { id: 1, seconds: 1, reason: "no votes".into() },
			Error::Malformed { path: "export".into(), reason: "line 1".into() },
			Error::Step { exit: Exit::Votes, step: "votes", reason: "too few".into() },
			Error::NotFinalised { hash: "0x".into(), seconds: 1, progress: "in the pool".into() },
		];
		for error in errors {
			let message = error.to_string();
			assert!(!message.contains('\n') && !message.contains('\t'), "{message:?}");
			assert!(!message.contains("  "), "{message:?}");
		}
	}
}
