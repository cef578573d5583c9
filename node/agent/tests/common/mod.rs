// SPDX-License-Identifier: Apache-2.0

//! Running `tonnetz` in tests.

// Each file of tests uses its part of this.
#![allow(dead_code)]

pub mod agent;
pub mod bench;
pub mod cust;
pub mod extrinsic;
pub mod node;
pub mod receipts;

use serde_json::Value;
use std::{
	ffi::OsStr,
	fs::{self, Permissions},
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
	process::{Command, Stdio},
};
use tempfile::TempDir;

/// The binary, with no terminal to ask on.
pub fn tonnetz() -> Command {
	let mut command = Command::new(env!("CARGO_BIN_EXE_tonnetz"));
	command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
	command
}

/// What a run left behind.
#[derive(Debug)]
pub struct Run {
	pub code: Option<i32>,
	pub stdout: String,
	pub stderr: String,
}

impl Run {
	pub fn of(mut command: Command) -> Self {
		let output = command.output().unwrap();
		Self {
			code: output.status.code(),
			stdout: String::from_utf8(output.stdout).unwrap(),
			stderr: String::from_utf8(output.stderr).unwrap(),
		}
	}

	/// Asserts success and returns standard output.
	#[track_caller]
	pub fn succeeds(self) -> String {
		assert_eq!(self.code, Some(0), "{self:?}");
		self.stdout
	}

	/// Asserts success and returns the JSON document on standard output.
	#[track_caller]
	pub fn json(self) -> Value {
		serde_json::from_str(&self.succeeds()).unwrap()
	}

	/// Asserts a failure with one clear line, which is returned, and nothing else.
	#[track_caller]
	pub fn fails(self, code: i32) -> String {
		assert_eq!(self.code, Some(code), "{self:?}");
		assert_eq!(self.stdout, "", "{self:?}");
		let lines: Vec<_> = self.stderr.lines().collect();
		assert_eq!(lines.len(), 1, "{self:?}");
		lines[0].strip_prefix("error: ").unwrap().to_owned()
	}
}

/// Runs `tonnetz` with these arguments.
pub fn run<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> Run {
	let mut command = tonnetz();
	command.args(args);
	Run::of(command)
}

/// Runs `tonnetz` with the words of a line and then a path.
pub fn run_with(line: &str, path: &Path) -> Run {
	run(line.split_whitespace().map(OsStr::new).chain([path.as_os_str()]))
}

/// A file of this mode in a directory of its own.
pub fn file(name: &str, contents: &str, mode: u32) -> (TempDir, PathBuf) {
	let dir = tempfile::tempdir().unwrap();
	let path = dir.path().join(name);
	fs::write(&path, contents).unwrap();
	fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
	(dir, path)
}
