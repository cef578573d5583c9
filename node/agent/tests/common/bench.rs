// SPDX-License-Identifier: Apache-2.0

//! A live node, a directory for files, and `tonnetz` between them.

#![allow(clippy::unwrap_used)]

use super::{node::Node, run, tonnetz, Run};
use serde_json::Value;
use std::fs;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A node and a directory for files.
pub struct Bench {
	pub node: Node,
	pub dir: TempDir,
	/// For what `tonnetz` does not do.
	pub runtime: Runtime,
}

impl Bench {
	pub fn start() -> Self {
		Self {
			node: Node::start(),
			dir: tempfile::tempdir().unwrap(),
			runtime: Runtime::new().unwrap(),
		}
	}

	pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
		fs::write(self.dir.path().join(name), text).unwrap();
	}

	/// Runs `tonnetz` with the words of a line, in the directory.
	pub fn run(&self, line: &str) -> Run {
		let mut command = tonnetz();
		command.args(line.split_whitespace()).args(["--url", &self.node.url]);
		command.current_dir(self.dir.path());
		Run::of(command)
	}

	/// Runs a command that shall succeed and print JSON.
	#[track_caller]
	pub fn json(&self, line: &str) -> Value {
		self.run(&format!("{line} --json")).json()
	}
}

/// The address of a development key.
pub fn address(key: &str) -> String {
	let key = run(["key", "inspect", "--json", "--key", key]).json();
	key["ss58Address"].as_str().unwrap().to_owned()
}
