// SPDX-License-Identifier: Apache-2.0

//! The process is killed, for real, at every boundary of a command's life, and started again.

use crate::common::*;
use rustix::process::{getpid, kill_process, Pid, Signal};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use std::{
	cell::Cell,
	collections::BTreeMap,
	fs,
	io::Read,
	os::unix::process::ExitStatusExt,
	path::Path,
	process::{Command as Process, ExitStatus, Stdio},
};
use tonnetz_core::cust::{Command, Outcome};
use tonnetz_executor::{Event, Executor, Next, Observer};

const ID: u64 = 5;

/// The directory of the child's world, and the boundary at which it is to be killed.
const WORLD: &str = "TONNETZ_TEST_WORLD";
const CRASH_AT: &str = "TONNETZ_TEST_CRASH_AT";

/// The number of boundaries of a command of two hooks: before the claim is recorded, after it,
/// started, two for each hook, evidence written, finished, reported to the chain, recorded that it
/// was.
const BOUNDARIES: usize = 11;

fn the_command() -> Command {
	command(json!([
		{ "type": "hook", "action": "run", "name": "a" },
		{ "type": "hook", "action": "run", "name": "b" },
	]))
}

/// Counts boundaries and kills the process at one of them.
struct Boundaries {
	at: Option<usize>,
	passed: Cell<usize>,
}

impl Boundaries {
	fn pass(&self) {
		if self.at == Some(self.passed.get()) {
			kill_process(getpid(), Signal::KILL).unwrap();
		}
		self.passed.set(self.passed.get() + 1);
	}
}

impl Observer for Boundaries {
	fn event(&self, _: &Event<'_>) {
		self.pass();
	}
}

/// What an agent does with a command that it has claimed, at its first start or at a later one.
#[test]
#[ignore = "is started by the other tests of this file"]
fn child() {
	let world = std::env::var_os(WORLD).unwrap();
	let world = Path::new(&world);
	let target: Value =
		serde_json::from_slice(&fs::read(world.join("target.json")).unwrap()).unwrap();
	let targets = BTreeMap::from([(TARGET.to_owned(), serde_json::from_value(target).unwrap())]);
	let at = std::env::var(CRASH_AT).ok().map(|at| at.parse().unwrap());
	let boundaries = Boundaries { at, passed: Cell::new(0) };

	let executor = Executor::open(&world.join("state"), targets).unwrap();
	let command = the_command();
	boundaries.pass();
	// Refused once it is started, which is what this is about.
	let _ = executor.claimed(ID, &command);
	boundaries.pass();
	if executor.left().iter().any(|left| left.next == Next::Run) {
		run(&executor, ID, &command, &boundaries).unwrap();
	}
	for left in executor.left() {
		let Next::Report { outcome, evidence, log, interrupted } = left.next else {
			panic!("{left:?}")
		};
		assert_eq!(left.id, ID);
		let digest = |path| sp_core::H256(Sha256::digest(fs::read(path).unwrap()).into());
		assert_eq!(digest(executor.evidence_file(ID)), evidence);
		assert_eq!(digest(executor.log_file(ID)), log);
		// Stands for the chain, which takes one report.
		let line = json!({ "outcome": outcome, "interrupted": interrupted });
		append(&world.join("reports"), &line.to_string());
		boundaries.pass();
		executor.reported(ID).unwrap();
		boundaries.pass();
	}
	assert_eq!(executor.left(), []);
}

fn append(path: &Path, line: &str) {
	let mut text = fs::read_to_string(path).unwrap_or_default();
	text.push_str(line);
	text.push('\n');
	fs::write(path, text).unwrap();
}

fn start(world: &World, crash_at: Option<usize>) -> std::process::Child {
	let mut child = Process::new(std::env::current_exe().unwrap());
	child
		.args(["--ignored", "--exact", "crash::child", "--nocapture"])
		.env(WORLD, world.dir.path())
		.env_remove(CRASH_AT)
		.stdin(Stdio::null())
		.stdout(Stdio::null());
	if let Some(at) = crash_at {
		child.env(CRASH_AT, at.to_string());
	}
	child.spawn().unwrap()
}

fn killed(status: ExitStatus) -> bool {
	status.signal() == Some(Signal::KILL.as_raw())
}

fn configure(world: &World, a: &str, b: &str) {
	let target = json!({
		"checkout": world.checkout(),
		"hooks": { "a": { "program": world.script("a", a) }, "b": { "program": world.script("b", b) } },
	});
	fs::write(world.path("target.json"), target.to_string()).unwrap();
}

fn lines(world: &World, name: &str) -> Vec<String> {
	let text = fs::read_to_string(world.path(name)).unwrap_or_default();
	text.lines().map(ToOwned::to_owned).collect()
}

#[test]
fn killed_at_every_boundary_a_command_runs_at_most_once_and_is_always_reported() {
	let mut seen = Vec::new();
	for at in 0..=BOUNDARIES {
		let world = World::new();
		let line = |word: &str| format!("echo {word} >>{}", world.path("effects").display());
		configure(&world, &line("a"), &line("b"));
		let status = start(&world, Some(at)).wait().unwrap();
		assert_eq!(killed(status), at < BOUNDARIES, "{at}: {status}");
		let before = lines(&world, "effects");
		// Twice: the second start finds nothing to do.
		for _ in 0..2 {
			let status = start(&world, None).wait().unwrap();
			assert!(status.success(), "{at}: {status}");
		}

		let effects = lines(&world, "effects");
		let reports = lines(&world, "reports");
		let last: Value = serde_json::from_str(reports.last().unwrap()).unwrap();
		let outcome: Outcome = serde_json::from_value(last["outcome"].clone()).unwrap();
		for word in ["a", "b"] {
			assert!(effects.iter().filter(|one| *one == word).count() <= 1, "{at}: {effects:?}");
		}
		if outcome == Outcome::Succeeded {
			assert_eq!(effects, ["a", "b"], "{at}");
		} else {
			// Nothing was done after the restart.
			assert_eq!(effects, before, "{at}");
			assert_eq!(last["interrupted"], true, "{at}");
		}
		seen.push((before.len(), outcome == Outcome::Succeeded, reports.len()));
	}
	// Effects before the kill, success, reports: a report may be sent again, for the chain takes
	// one, but a command is not run again.
	assert_eq!(
		seen,
		[
			(0, true, 1),  // before the claim is recorded
			(0, true, 1),  // claimed
			(0, false, 1), // started
			(0, false, 1), // before a
			(1, false, 1), // after a
			(1, false, 1), // before b
			(2, false, 1), // after b
			(2, false, 1), // evidence written
			(2, true, 1),  // finished
			(2, true, 2),  // reported to the chain
			(2, true, 1),  // recorded that it was
			(2, true, 1),  // not killed
		],
	);
}

#[test]
fn killed_while_a_program_runs_it_ends_the_program_and_does_not_run_it_again() {
	let world = World::new();
	let pipe = world.path("pipe");
	assert!(Process::new("mkfifo").arg(&pipe).status().unwrap().success());
	let effects = world.path("effects").display().to_string();
	let hook =
		format!("exec 3>{}\necho a >>{effects}\necho begun >&3\nexec sleep 1000", pipe.display());
	configure(&world, &hook, &format!("echo b >>{effects}"));
	let mut child = start(&world, None);
	let mut file = fs::File::open(&pipe).unwrap();
	let mut begun = [0; 6];
	file.read_exact(&mut begun).unwrap();
	let pid = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
	kill_process(pid, Signal::KILL).unwrap();
	assert!(killed(child.wait().unwrap()));
	// The pipe ends when the program has.
	let mut rest = Vec::new();
	file.read_to_end(&mut rest).unwrap();

	let status = start(&world, None).wait().unwrap();
	assert!(status.success(), "{status}");
	assert_eq!(lines(&world, "effects"), ["a"]);
	assert_eq!(lines(&world, "reports"), [r#"{"interrupted":true,"outcome":"failed"}"#]);
}
