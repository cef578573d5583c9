// SPDX-License-Identifier: Apache-2.0

//! Why a command was not, or not wholly, done.

use crate::config::{SecretFault, UrlFault};
use std::{io, path::PathBuf};
use tonnetz_core::cust::Reason;

/// Why a command failed on this machine. Each has a [code](Self::code), which stands in the
/// evidence.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
	/// The command is none that JSON can say.
	#[error("the command is malformed at {0}; submit one that the parser built")]
	Malformed(String),
	/// The configuration of the target has nothing for the operation.
	#[error("{0} is not configured on this machine; add it to the target's configuration")]
	NotConfigured(String),
	/// A file with secrets cannot be used.
	#[error("{0}")]
	Secret(#[from] SecretFault),
	/// A file of the executor or of the checkout cannot be read or written.
	#[error("{path}: {reason}")]
	File {
		/// The file.
		path: PathBuf,
		/// Why.
		reason: io::Error,
	},
	/// The time that the caller gave for the command is over.
	#[error("the time for the command is over; give it a longer max_runtime or a shorter task")]
	DeadlinePassed,
	/// The executor was told to end.
	#[error("the executor was stopped; submit the command again")]
	Cancelled,
	/// The process of a run ended before it said how it came out.
	#[error(
		"the executor ended while the command ran, so what was done is unknown; look, then submit \
		 a new one"
	)]
	Interrupted,
	/// A program could not be started.
	#[error("cannot start {program}: {reason}")]
	NotStarted {
		/// The program.
		program: String,
		/// Why.
		reason: io::Error,
	},
	/// A step took too long and was killed.
	#[error(
		"{program} took longer than it may and was ended; raise limits.step-timeout or make it \
		 faster"
	)]
	TimedOut {
		/// The program.
		program: String,
	},
	/// A step ended otherwise than by status 0.
	#[error("{program} ended with {status}: {why}")]
	StepFailed {
		/// The program and what it was to do.
		program: String,
		/// How it ended.
		status: String,
		/// The line of its standard error that begins like git's reasons, or else the last.
		why: String,
	},
	/// A program printed more than can be judged.
	#[error("{program} printed too much to be judged; change fewer files at a time")]
	OutputTooLong {
		/// The program and what it was to do.
		program: String,
	},
	/// git printed something that it should not.
	#[error("cannot read what {0} printed; is it the git that is expected?")]
	OutputMalformed(String),
	/// The checkout is not one that can be used.
	#[error("{path}: {rule}")]
	Checkout {
		/// Where.
		path: PathBuf,
		/// What is expected.
		rule: &'static str,
	},
	/// Another branch is checked out.
	#[error("the checkout is on {found}, not on {expected}; check {expected} out")]
	WrongBranch {
		/// The branch of the command.
		expected: String,
		/// What `HEAD` says.
		found: String,
	},
	/// A merge, a rebase or the like is not finished.
	#[error("{0} is in progress in the checkout; finish or abort it")]
	CheckoutBusy(&'static str),
	/// What is pushed to cannot be used.
	#[error("the URL of the remote: {0}")]
	Remote(#[from] UrlFault),
	/// The remote has commits that the checkout has not.
	#[error("the remote's {0} has commits that the checkout does not; pull and submit again")]
	NonFastForward(String),
	/// Nothing has changed and nothing is unpushed.
	#[error("nothing has changed since the remote's {0}; change something first")]
	NothingToCommit(String),
	/// A commit that would go along is a merge.
	#[error("commit {0} is a merge, whose paths cannot be judged one by one; rebase it")]
	MergeCommit(String),
	/// A path that may not be touched.
	#[error("{path}: {reason}")]
	PathRefused {
		/// The path.
		path: String,
		/// Why.
		reason: Reason,
	},
	/// A path that the command does not declare.
	#[error("{0} has changed and is not among the paths of the command; declare or restore it")]
	UndeclaredPath(String),
	/// A path by which git itself could be changed.
	#[error("{0} is a name that git keeps for itself; remove it")]
	ReservedPath(String),
	/// A repository within the checkout.
	#[error("{0} is a repository within the checkout; remove or ignore it")]
	Submodule(String),
	/// Something that is neither file nor symbolic link.
	#[error("{path} has the mode {mode}, which is neither file nor symbolic link; remove it")]
	StrangeMode {
		/// The path.
		path: String,
		/// Its mode in git.
		mode: String,
	},
	/// A symbolic link to something that may not be touched.
	#[error("{path} is a symbolic link to {target}: {rule}")]
	Link {
		/// The link.
		path: String,
		/// Where it leads.
		target: String,
		/// What it must be.
		rule: &'static str,
	},
	/// A path whose content git would have a program change.
	#[error(
		"{0} has a filter attribute, and filters are never run; commit it by hand or declare other \
		 paths"
	)]
	Filter(String),
	/// The push was done, but the remote does not show the commit.
	#[error("the remote's {branch} is at {found} after pushing {commit}; look who changed it")]
	NotVerified {
		/// The branch.
		branch: String,
		/// What the remote says.
		found: String,
		/// What was pushed.
		commit: String,
	},
}

impl Fault {
	/// The stable name of the fault.
	pub const fn code(&self) -> &'static str {
		match self {
			Self::Malformed(_) => "malformed",
			Self::NotConfigured(_) => "not_configured",
			Self::Secret(_) => "secret_file",
			Self::File { .. } => "file",
			Self::DeadlinePassed => "deadline_passed",
			Self::Cancelled => "cancelled",
			Self::Interrupted => "interrupted",
			Self::NotStarted { .. } => "not_started",
			Self::TimedOut { .. } => "timed_out",
			Self::StepFailed { .. } => "step_failed",
			Self::OutputTooLong { .. } => "output_too_long",
			Self::OutputMalformed(_) => "output_malformed",
			Self::Checkout { .. } => "checkout",
			Self::WrongBranch { .. } => "wrong_branch",
			Self::CheckoutBusy(_) => "checkout_busy",
			Self::Remote(_) => "remote",
			Self::NonFastForward(_) => "non_fast_forward",
			Self::NothingToCommit(_) => "nothing_to_commit",
			Self::MergeCommit(_) => "merge_commit",
			Self::PathRefused { .. } => "path_refused",
			Self::UndeclaredPath(_) => "undeclared_path",
			Self::ReservedPath(_) => "reserved_path",
			Self::Submodule(_) => "submodule",
			Self::StrangeMode { .. } => "strange_mode",
			Self::Link { .. } => "link",
			Self::Filter(_) => "filter",
			Self::NotVerified { .. } => "not_verified",
		}
	}

	/// Makes the error of a file.
	pub(crate) fn file(path: &std::path::Path) -> impl FnOnce(io::Error) -> Self + '_ {
		move |reason| Self::File { path: path.into(), reason }
	}
}
