// SPDX-License-Identifier: Apache-2.0

//! What was run, and what came of it.

use std::{fmt, time::Duration};

/// One program that was run, or that could not be started.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Step {
	/// Which operation of the command it was for, from 0.
	pub operation: usize,
	/// The program and its arguments, with U+FFFD for what is not UTF-8. No secret is among them.
	pub argv: Vec<String>,
	/// How it ended.
	pub status: Status,
	/// How long it took.
	pub duration: Duration,
	/// Its standard output.
	pub stdout: Stream,
	/// Its standard error.
	pub stderr: Stream,
}

/// How a step ended.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Status {
	/// By itself, with this code.
	Exited(i32),
	/// By a signal of somebody else.
	Signalled(i32),
	/// It took longer than it may and was ended.
	TimedOut,
	/// The executor was told to end, and ended it.
	Cancelled,
	/// It never began.
	NotStarted,
}

impl fmt::Display for Status {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Exited(code) => write!(f, "exit {code}"),
			Self::Signalled(signal) => write!(f, "signal {signal}"),
			Self::TimedOut => f.write_str("timed out"),
			Self::Cancelled => f.write_str("cancelled"),
			Self::NotStarted => f.write_str("not started"),
		}
	}
}

/// What a step printed to one of its two outputs.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Stream {
	/// How many bytes.
	pub bytes: u64,
	/// SHA-256 of all of them.
	pub sha256: [u8; 32],
	/// The end of them, up to the configured limit, known secrets replaced.
	pub tail: Vec<u8>,
	/// Whether the end was never seen: a program that had left the process group kept the output
	/// open.
	pub open: bool,
}

impl Stream {
	/// Whether bytes at the beginning were not kept.
	pub fn truncated(&self) -> bool {
		u64::try_from(self.tail.len()).is_ok_and(|kept| kept < self.bytes)
	}
}
