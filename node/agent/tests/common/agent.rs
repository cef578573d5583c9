// SPDX-License-Identifier: Apache-2.0

//! Running agents, and speaking to them.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use super::{run, tonnetz, Run};
use rustix::process::{kill_process, Pid, Signal};
use serde_json::Value;
use std::{
	ffi::OsStr,
	fs::{self, Permissions},
	io::{BufRead, BufReader, Read, Write},
	net::TcpStream,
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
	process::{Child, ExitStatus, Stdio},
	sync::mpsc::{self, Receiver, RecvTimeoutError},
	thread,
	time::{Duration, Instant},
};
use tempfile::TempDir;

/// How long anything that an agent does may take.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// A secret that gate and planner share.
pub const SECRET: &str = "8f3d0a6b5c2e1f49a7d8b6c5e4f3a2b1908172635445362718a9b0c1d2e3f4a5";

/// A directory with a configuration in it.
pub struct Home(pub TempDir);

impl Home {
	/// A directory whose agent keeps to free ports. `more` follows `data-dir` and `[status]`.
	pub fn new(url: &str, more: &str) -> Self {
		let home = Self(tempfile::tempdir().unwrap());
		home.configure(url, more);
		home.secret("gate.secret", SECRET);
		home
	}

	pub fn configure(&self, url: &str, more: &str) {
		let text = format!(
			"data-dir = \"data\"\n[node]\nurl = \"{url}\"\n[status]\nlisten = \"127.0.0.1:0\"\n{more}"
		);
		self.write("agent.toml", text);
	}

	pub fn path(&self, name: &str) -> PathBuf {
		self.0.path().join(name)
	}

	pub fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
		let path = self.path(name);
		fs::write(&path, text).unwrap();
		path
	}

	/// A file that nobody else can read.
	pub fn secret(&self, name: &str, text: &str) -> PathBuf {
		let path = self.write(name, text);
		fs::set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
		path
	}

	/// Runs `tonnetz` with the words of a line, in the directory.
	pub fn run(&self, line: &str) -> Run {
		let mut command = tonnetz();
		command.args(line.split_whitespace()).current_dir(self.0.path());
		Run::of(command)
	}

	/// Signs a command for the gate.
	pub fn signed(&self, command: &Value) -> String {
		self.write("command.json", command.to_string());
		self.run("cust sign command.json --secret-file gate.secret").succeeds()
	}

	/// The entries of the operational log.
	pub fn log(&self) -> Vec<Value> {
		let text = fs::read_to_string(self.path("data/operational.jsonl")).unwrap();
		text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
	}

	/// Waits until an entry of the log is of this kind, and meets a condition.
	#[track_caller]
	pub fn wait_for_entry(&self, what: impl Fn(&Value) -> bool) -> Value {
		let start = Instant::now();
		loop {
			if let Some(entry) = self.log().into_iter().find(&what) {
				return entry;
			}
			assert!(start.elapsed() < PATIENCE, "no such entry: {:#?}", self.log());
			thread::sleep(Duration::from_millis(100));
		}
	}
}

/// A running agent; killed when dropped.
pub struct Agent {
	child: Child,
	home: PathBuf,
	lines: Receiver<String>,
	/// What it has logged so far, as far as anybody waited for it.
	pub seen: Vec<String>,
}

impl Agent {
	/// Starts an agent, and waits until it watches.
	#[track_caller]
	pub fn start(home: &Home) -> Self {
		let mut command = tonnetz();
		command.args(["agent", "run"]).current_dir(home.0.path()).env_remove("RUST_LOG");
		let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
		let log = BufReader::new(child.stderr.take().unwrap());
		let (sender, lines) = mpsc::channel();
		thread::spawn(move || {
			for line in log.lines().map_while(Result::ok) {
				let _ = sender.send(line);
			}
		});
		let home = home.0.path().to_owned();
		let mut agent = Self { child, home, lines, seen: Vec::new() };
		agent.wait_for("tonnetz agent unlock lets the agent act");
		agent
	}

	/// Waits until a line of the log has this in it.
	#[track_caller]
	pub fn wait_for(&mut self, text: &str) -> String {
		let start = Instant::now();
		loop {
			match self.lines.recv_timeout(PATIENCE.saturating_sub(start.elapsed())) {
				Ok(line) => {
					self.seen.push(line.clone());
					if line.contains(text) {
						return line;
					}
				}
				Err(RecvTimeoutError::Timeout) => panic!("no {text:?}: {:#?}", self.seen),
				Err(RecvTimeoutError::Disconnected) => panic!("ended: {:#?}", self.seen),
			}
		}
	}

	/// Runs `tonnetz agent` with the words of a line.
	pub fn tell(&self, line: &str) -> Run {
		let mut command = tonnetz();
		command.arg("agent").args(line.split_whitespace()).current_dir(&self.home);
		Run::of(command)
	}

	#[track_caller]
	pub fn status(&self) -> Value {
		self.tell("status --json").json()
	}

	/// Waits until its status meets a condition.
	#[track_caller]
	pub fn wait_until(&self, what: impl Fn(&Value) -> bool) -> Value {
		let start = Instant::now();
		loop {
			let status = self.status();
			if what(&status) {
				return status;
			}
			assert!(start.elapsed() < PATIENCE, "{status:#}");
			thread::sleep(Duration::from_millis(100));
		}
	}

	/// The status and the body of an answer of the status service.
	pub fn get(&self, path: &str) -> (u16, String) {
		http(self.status()["status"].as_str().unwrap(), "GET", path, "")
	}

	/// What the gate answers to a signed command.
	#[track_caller]
	pub fn submit(&self, signed: &str) -> (u16, Value) {
		submit(&self.gate(), signed)
	}

	pub fn gate(&self) -> String {
		self.status()["gate"]["listen"].as_str().unwrap().to_owned()
	}

	pub fn signal(&self, signal: Signal) {
		kill_process(Pid::from_child(&self.child), signal).unwrap();
	}

	/// Ends it by a signal.
	pub fn end(&mut self, signal: Signal) -> ExitStatus {
		self.signal(signal);
		self.child.wait().unwrap()
	}
}

impl Drop for Agent {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

/// What a gate answers to a signed command.
#[track_caller]
pub fn submit(gate: &str, signed: &str) -> (u16, Value) {
	let (status, body) = http(gate, "POST", "/cust/execute", signed);
	(status, serde_json::from_str(&body).unwrap())
}

/// One request, and the status and body of its answer.
#[track_caller]
pub fn http(address: &str, method: &str, path: &str, body: &str) -> (u16, String) {
	let mut stream = TcpStream::connect(address).unwrap();
	stream.set_read_timeout(Some(PATIENCE)).unwrap();
	write!(
		stream,
		"{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n\
		 {body}",
		body.len()
	)
	.unwrap();
	let mut answer = String::new();
	stream.read_to_string(&mut answer).unwrap();
	let (head, body) = answer.split_once("\r\n\r\n").unwrap();
	let status = head.split_whitespace().nth(1).unwrap().parse().unwrap();
	(status, body.to_owned())
}

/// The address of a development key.
pub fn address(key: &str) -> String {
	let key = run(["key", "inspect", "--json", "--key", key]).json();
	key["ss58Address"].as_str().unwrap().to_owned()
}

/// Runs git, which must succeed, and returns what it printed.
#[track_caller]
pub fn git(directory: &Path, line: &str) -> String {
	let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
	let output = std::process::Command::new("git")
		.args(identity)
		.args(line.split_whitespace().map(OsStr::new))
		.current_dir(directory)
		.output()
		.unwrap();
	assert!(output.status.success(), "git {line}: {output:?}");
	String::from_utf8(output.stdout).unwrap().trim().to_owned()
}
