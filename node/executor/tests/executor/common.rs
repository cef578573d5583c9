// SPDX-License-Identifier: Apache-2.0

//! A remote, a checkout of it, and an executor for them.

use serde_json::{json, Value};
use std::{
	cell::RefCell,
	collections::BTreeMap,
	fs::{self, Permissions},
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
	process::{Command as Process, Stdio},
	time::{Duration, Instant},
};
use tempfile::TempDir;
use tonnetz_core::cust::{Command, CommandId, Outcome, Policy};
use tonnetz_executor::{Event, Executor, Observer, Report, RunError, Target, Task};

pub type TestPolicy = Policy<u8, u32>;

/// The name of the one target.
pub const TARGET: &str = "site";

/// A remote with one commit on `main`, a checkout of it, and room for an executor.
pub struct World {
	pub dir: TempDir,
}

impl World {
	pub fn new() -> Self {
		let world = Self { dir: tempfile::tempdir().unwrap() };
		let (remote, checkout) = (world.remote(), world.checkout());
		world.git_in(world.dir.path(), &["init", "-q", "--bare", "-b", "main", path(&remote)]);
		world.git_in(world.dir.path(), &["clone", "-q", path(&remote), path(&checkout)]);
		world.write("README.md", "readme\n");
		world.write("src/a.txt", "a\n");
		world.write("secrets/key.pem", "key\n");
		world.git(&["checkout", "-q", "-B", "main"]);
		world.commit("first");
		world.git(&["push", "-q", "origin", "main"]);
		world
	}

	pub fn path(&self, name: &str) -> PathBuf {
		self.dir.path().join(name)
	}

	pub fn remote(&self) -> PathBuf {
		self.path("remote.git")
	}

	pub fn checkout(&self) -> PathBuf {
		self.path("checkout")
	}

	/// Writes a file of the checkout.
	pub fn write(&self, name: &str, text: &str) {
		let path = self.checkout().join(name);
		fs::create_dir_all(path.parent().unwrap()).unwrap();
		fs::write(path, text).unwrap();
	}

	/// Writes a program beside the checkout.
	pub fn script(&self, name: &str, text: &str) -> PathBuf {
		let path = self.path(name);
		fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
		fs::set_permissions(&path, Permissions::from_mode(0o700)).unwrap();
		path
	}

	/// Runs git in the checkout, as a person would.
	pub fn git(&self, args: &[&str]) -> String {
		self.git_in(&self.checkout(), args)
	}

	pub fn git_in(&self, directory: &Path, args: &[&str]) -> String {
		let output = Process::new("git")
			.args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"])
			.args(["-c", "protocol.file.allow=always"])
			.args(args)
			.current_dir(directory)
			.env("HOME", self.dir.path())
			.env("GIT_CONFIG_NOSYSTEM", "1")
			.env_remove("GIT_DIR")
			.stdin(Stdio::null())
			.output()
			.unwrap();
		assert!(
			output.status.success(),
			"git {args:?}: {}",
			String::from_utf8_lossy(&output.stderr)
		);
		String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
	}

	/// Commits all of the checkout, as a person would.
	pub fn commit(&self, message: &str) -> String {
		self.git(&["add", "-A"]);
		self.git(&["commit", "-q", "-m", message]);
		self.git(&["rev-parse", "HEAD"])
	}

	/// The tip of a branch of the remote, if it has it.
	pub fn tip(&self, branch: &str) -> Option<String> {
		let name = format!("refs/heads/{branch}");
		let tip = self.git_in(&self.remote(), &["for-each-ref", "--format=%(objectname)", &name]);
		(!tip.is_empty()).then_some(tip)
	}

	/// The paths of the tree of a branch of the remote.
	pub fn remote_files(&self, branch: &str) -> Vec<String> {
		let list = self.git_in(&self.remote(), &["ls-tree", "-r", "--name-only", branch]);
		list.lines().map(ToOwned::to_owned).collect()
	}

	/// The configuration of the target, with changes on top.
	pub fn target(&self, changes: Value) -> Target {
		let mut target = json!({
			"checkout": self.checkout(),
			"limits": { "step-timeout": 60, "kill-grace": 1 },
			"git": {
				"url": self.remote(),
				"author-name": "Executor",
				"author-email": "executor@example.org",
			},
		});
		merge(&mut target, changes);
		serde_json::from_value(target).unwrap()
	}

	/// An executor for the target.
	pub fn executor(&self, changes: Value) -> Executor {
		let targets = BTreeMap::from([(TARGET.to_owned(), self.target(changes))]);
		Executor::open(&self.path("state"), targets).unwrap()
	}

	/// Runs a command by a fresh executor, under a policy that allows `src/**` and `*.md` and
	/// denies every `*.pem`.
	pub fn run(&self, changes: Value, command: &Command) -> Report {
		self.observed(changes, command, &())
	}

	pub fn observed(&self, changes: Value, command: &Command, observer: &dyn Observer) -> Report {
		let executor = self.executor(changes);
		executor.claimed(0, command).unwrap();
		let report = run(&executor, 0, command, observer).unwrap();
		executor.reported(0).unwrap();
		// The number may be used again: this stands for another chain.
		drop(executor);
		fs::remove_file(self.path("state/journal.jsonl")).unwrap();
		report
	}
}

/// Runs a claimed command with ample time.
pub fn run(
	executor: &Executor,
	id: CommandId,
	command: &Command,
	observer: &dyn Observer,
) -> Result<Report, RunError> {
	let deadline = Instant::now() + Duration::from_secs(300);
	executor.run(&Task { id, command, policy: &policy(), deadline }, observer)
}

pub fn policy() -> TestPolicy {
	serde_json::from_value(json!({
		"planners": [1], "executors": [2], "approvers": [], "approvals": 0, "operations": [],
		"pathAllow": ["src/**", "*.md", ".gitattributes", "sub/**", "link"],
		"pathDeny": ["**/*.pem", "src/private/**"],
		"maxOperations": 16, "timeToLive": 100, "cooldown": 0, "model": null, "destructive": false,
	}))
	.unwrap()
}

/// A command of these operations.
pub fn command(operations: Value) -> Command {
	constrained(operations, json!({}))
}

pub fn constrained(operations: Value, constraints: Value) -> Command {
	let text = json!({
		"version": "cust-1.0", "intent": "test", "target": TARGET,
		"operations": operations, "constraints": constraints,
	});
	Command::parse(text.to_string().as_bytes()).unwrap().command
}

/// A command that commits and pushes `main`.
pub fn push() -> Command {
	command(
		json!([{ "type": "git", "action": "commit_and_push", "branch": "main", "message": "feat: x" }]),
	)
}

/// A command that runs a hook.
pub fn hook(name: &str) -> Command {
	command(json!([{ "type": "hook", "action": "run", "name": name }]))
}

/// The evidence of a report.
pub fn evidence(report: &Report) -> Value {
	serde_json::from_slice(&report.evidence).unwrap()
}

#[track_caller]
pub fn succeeded(report: &Report) {
	let log = String::from_utf8_lossy(&report.log);
	assert_eq!((report.outcome, &report.fault), (Outcome::Succeeded, &None), "{log}");
}

#[track_caller]
pub fn failed(report: &Report, code: &str) -> String {
	let log = String::from_utf8_lossy(&report.log);
	assert_eq!(report.outcome, Outcome::Failed, "{log}");
	let (found, message) = report.fault.clone().unwrap();
	assert_eq!(found, code, "{message}\n{log}");
	assert!(!message.contains('\n'), "{message}");
	message
}

/// The configuration of hooks that are shell scripts.
pub fn hooks(world: &World, scripts: &[(&str, &str)]) -> Value {
	let hooks = scripts
		.iter()
		.map(|(name, text)| ((*name).to_owned(), json!({ "program": world.script(name, text) })));
	json!({ "hooks": hooks.collect::<serde_json::Map<_, _>>() })
}

/// A program that records its arguments, one a line, and prints `text`.
pub fn recorder(world: &World, name: &str, text: &str) -> PathBuf {
	let argv = world.path(&format!("{name}.argv"));
	world.script(
		name,
		&format!("printf '%s\\n' \"$@\" >{}\nprintf '%s\\n' {text}\npwd >&2", argv.display()),
	)
}

pub fn recorded(world: &World, name: &str) -> String {
	fs::read_to_string(world.path(&format!("{name}.argv"))).unwrap()
}

/// Does something when an event comes for the first time.
pub struct On<W, F> {
	when: W,
	then: RefCell<Option<F>>,
}

impl<W: Fn(&Event<'_>) -> bool, F: FnOnce()> On<W, F> {
	pub fn new(when: W, then: F) -> Self {
		Self { when, then: RefCell::new(Some(then)) }
	}
}

impl<W: Fn(&Event<'_>) -> bool, F: FnOnce()> Observer for On<W, F> {
	fn event(&self, event: &Event<'_>) {
		if (self.when)(event) {
			if let Some(then) = self.then.borrow_mut().take() {
				then();
			}
		}
	}
}

fn merge(value: &mut Value, changes: Value) {
	match (value, changes) {
		(Value::Object(members), Value::Object(changes)) => {
			for (name, change) in changes {
				merge(members.entry(name).or_insert(Value::Null), change);
			}
		}
		(value, change) => *value = change,
	}
}

fn path(path: &Path) -> &str {
	path.to_str().unwrap()
}
