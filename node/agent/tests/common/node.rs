// SPDX-License-Identifier: Apache-2.0

//! Live development nodes.

#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

use std::{
	ffi::OsString,
	io::{BufRead, BufReader},
	process::{Child, Command, Stdio},
	sync::mpsc,
	thread,
	time::Duration,
};
use tempfile::TempDir;

/// How long a node may take until its RPC answers.
const START: Duration = Duration::from_secs(180);

/// What a node logs before the address of its RPC server.
const ADDRESS: &str = "Running JSON-RPC server: addr=";

/// A development node with a chain of its own, on free ports; killed when dropped.
pub struct Node {
	child: Child,
	/// Its RPC.
	pub url: String,
	// Ours, not that of --tmp: a node that is killed cannot remove its own.
	_state: TempDir,
}

impl Node {
	pub fn start() -> Self {
		let binary = binary();
		let state = tempfile::tempdir().unwrap();
		let mut child = Command::new(&binary)
			.args(["--dev", "--rpc-port=0", "--no-prometheus", "--no-telemetry"])
			// Every development chain has the same genesis: nodes that found each other would share it.
			.args(["--no-mdns", "--listen-addr=/ip4/127.0.0.1/tcp/0"])
			.arg("--base-path")
			.arg(state.path())
			.stdout(Stdio::null())
			.stderr(Stdio::piped())
			.spawn()
			.unwrap_or_else(|error| panic!("cannot start {}: {error}", binary.display()));
		let log = BufReader::new(child.stderr.take().unwrap());
		let (found, address) = mpsc::channel();
		// Reads to the end: a node whose log nobody reads stops.
		thread::spawn(move || {
			for line in log.lines().map_while(Result::ok) {
				if let Some((_, rest)) = line.split_once(ADDRESS) {
					let address = rest.split([',', ' ']).next().unwrap_or_default();
					let _ = found.send(address.to_owned());
				}
			}
		});
		let mut node = Self { child, url: String::new(), _state: state };
		let address = address.recv_timeout(START).expect("the node logs the address of its RPC");
		node.url = format!("ws://{address}");
		node
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

/// The node's binary.
pub fn binary() -> OsString {
	std::env::var_os("TONNETZ_NODE").unwrap_or_else(|| {
		panic!(
			"TONNETZ_NODE must name the node's binary: cargo build --release -p tonnetz-node, then \
			 TONNETZ_NODE=<target>/release/tonnetz-node"
		)
	})
}
