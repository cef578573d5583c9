// SPDX-License-Identifier: Apache-2.0

//! A validator without the keys of its chain says so, in its log and its metrics, and authors
//! nothing. Its chain comes from an exported specification.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::{
	fs,
	io::{BufRead, BufReader, Read, Write},
	net::TcpStream,
	os::unix::fs::PermissionsExt,
	path::Path,
	process::{Child, ChildStderr, Command, Stdio},
	time::{Duration, Instant},
};
use tempfile::TempDir;

const DEADLINE: Duration = Duration::from_secs(120);

/// A running node, killed when dropped.
struct Node {
	child: Child,
	log: BufReader<ChildStderr>,
	lines: Vec<String>,
}

impl Node {
	fn start(arguments: &[&str]) -> Self {
		let mut child = Command::new(env!("CARGO_BIN_EXE_tonnetz-node"))
			.args(arguments)
			.args(["--rpc-port", "0", "--port", "0", "--prometheus-port", "0", "--no-mdns"])
			.stdin(Stdio::null())
			.stdout(Stdio::null())
			.stderr(Stdio::piped())
			.spawn()
			.unwrap();
		let log = BufReader::new(child.stderr.take().unwrap());
		Self { child, log, lines: Vec::new() }
	}

	/// The next line of the log with `text`.
	fn line_with(&mut self, text: &str) -> String {
		let started = Instant::now();
		while started.elapsed() < DEADLINE {
			let mut line = String::new();
			if self.log.read_line(&mut line).unwrap() == 0 {
				break;
			}
			self.lines.push(line.clone());
			if line.contains(text) {
				return line;
			}
		}
		panic!("no line with {text:?} in the log:\n{}", self.lines.concat());
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

fn metrics(address: &str) -> String {
	let mut stream = TcpStream::connect(address).unwrap();
	stream.set_read_timeout(Some(DEADLINE)).unwrap();
	write!(stream, "GET /metrics HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")
		.unwrap();
	let mut answer = String::new();
	stream.read_to_string(&mut answer).unwrap();
	answer
}

/// The path of the raw specification of `chain`, made in `directory`.
fn exported(chain: &str, directory: &Path) -> String {
	let output = Command::new(env!("CARGO_BIN_EXE_tonnetz-node"))
		.args(["export-chain-spec", "--chain", chain, "--raw"])
		.output()
		.unwrap();
	let path = directory.join(format!("{chain}.json"));
	fs::write(&path, output.stdout).unwrap();
	path.to_str().unwrap().into()
}

#[test]
fn validator_without_keys_says_so() {
	let directory = TempDir::new().unwrap();
	let passphrase = directory.path().join("passphrase");
	fs::write(&passphrase, "correct horse\n").unwrap();
	fs::set_permissions(&passphrase, fs::Permissions::from_mode(0o600)).unwrap();
	let base = directory.path().join("base");
	let mut node = Node::start(&[
		"--chain",
		&exported("local", directory.path()),
		"--validator",
		"--base-path",
		base.to_str().unwrap(),
		"--password-filename",
		passphrase.to_str().unwrap(),
		"--unsafe-force-node-key-generation",
	]);
	let line = node.line_with("Prometheus exporter started at ");
	let address = line.trim().rsplit(' ').next().unwrap().to_string();
	node.line_with("No key of type aura");
	node.line_with("No key of type gran");

	let metrics = metrics(&address);
	let value = |key_type: &str| {
		metrics
			.lines()
			.find(|line| line.contains("tonnetz_authority_key_missing{") && line.contains(key_type))
			.and_then(|line| line.rsplit(' ').next())
			.map(str::to_string)
	};
	assert_eq!(value("\"aura\""), Some("1".into()), "{metrics}");
	assert_eq!(value("\"gran\""), Some("1".into()), "{metrics}");
}

#[test]
fn every_chain_starts_from_its_exported_specification() {
	let directory = TempDir::new().unwrap();
	for chain in ["dev", "local", "staging"] {
		let file = exported(chain, directory.path());
		let base = directory.path().join(format!("base-{chain}"));
		let mut node = Node::start(&["--chain", &file, "--base-path", base.to_str().unwrap()]);
		node.line_with("Chain specification: Tonnetz");
		node.line_with("Initializing Genesis block/state");
		node.line_with("Running JSON-RPC server");
	}
}
