// SPDX-License-Identifier: Apache-2.0

//! Programs: how they are run, what they get, and how they are ended.

use crate::common::*;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{
	fs,
	io::Read,
	path::PathBuf,
	time::{Duration, Instant},
};
use tonnetz_executor::{Event, RunError, Status, Task};

/// A pipe that a program writes to and holds open as long as it lives.
fn pipe(world: &World) -> PathBuf {
	let path = world.path("pipe");
	assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
	path
}

#[test]
fn operations_run_in_order_until_one_fails() {
	let world = World::new();
	let list = world.path("list");
	let line = |word: &str| format!("echo {word} >>{}", list.display());
	let target = hooks(
		&world,
		&[("a", &line("a")), ("b", &format!("{}; exit 3", line("b"))), ("c", &line("c"))],
	);
	let operations =
		["a", "b", "c"].map(|name| json!({ "type": "hook", "action": "run", "name": name }));
	let report = world.run(target, &command(json!(operations)));
	let message = failed(&report, "step_failed");
	assert!(message.contains("/b ended with exit 3"), "{message}");
	assert_eq!(fs::read_to_string(list).unwrap(), "a\nb\n");
	let evidence = evidence(&report);
	assert_eq!(evidence["fault"]["operation"], 1);
	let begun: Vec<_> =
		evidence["operations"].as_array().unwrap().iter().map(|one| one["begun"].clone()).collect();
	assert_eq!(begun, [true, true, false]);
	assert_eq!(report.steps.iter().map(|step| step.operation).collect::<Vec<_>>(), [0, 1]);
}

#[test]
fn arguments_are_no_shell() {
	let world = World::new();
	let program = recorder(&world, "record", "ok");
	let args = ["; touch x", "$(touch x)", "`touch x`", "a b", "*", "", "|", ">x", "\"", "'"];
	let target = json!({ "hooks": { "h": { "program": program, "args": args } } });
	succeeded(&world.run(target, &hook("h")));
	assert_eq!(recorded(&world, "record"), format!("{}\n", args.join("\n")));
	assert!(!world.checkout().join("x").exists());
}

#[test]
fn the_environment_is_clean() {
	let world = World::new();
	let mut target = json!({ "hooks": { "env": { "program": "/usr/bin/env" } } });
	// cargo sets it for every test.
	assert!(std::env::var_os("CARGO_MANIFEST_DIR").is_some());
	let report = world.run(target.clone(), &hook("env"));
	succeeded(&report);
	let printed = |report: &tonnetz_executor::Report| {
		let text = String::from_utf8(report.steps[0].stdout.tail.clone()).unwrap();
		let mut lines: Vec<_> = text.lines().map(ToOwned::to_owned).collect();
		lines.sort();
		lines
	};
	let path = format!("PATH={}", tonnetz_executor::DEFAULT_PATH);
	assert_eq!(printed(&report), ["HOME=/nonexistent", "LANG=C.UTF-8", &path]);

	target["env"] = json!(["CARGO_MANIFEST_DIR", "NOT_SET_ANYWHERE"]);
	target["home"] = json!("/home/x");
	target["path"] = json!("/usr/bin:/bin");
	let report = world.run(target, &hook("env"));
	let manifest = format!("CARGO_MANIFEST_DIR={}", env!("CARGO_MANIFEST_DIR"));
	assert_eq!(printed(&report), [&manifest, "HOME=/home/x", "LANG=C.UTF-8", "PATH=/usr/bin:/bin"],);
}

#[test]
fn a_program_gets_no_file_terminal_or_input_of_this_process() {
	let world = World::new();
	// A descriptor that survives `exec`, as a careless parent of the agent would leave one.
	let file = fs::File::open("/dev/null").unwrap();
	let leaked = rustix::io::fcntl_dupfd_cloexec(&file, 100).unwrap();
	rustix::io::fcntl_setfd(&leaked, rustix::io::FdFlags::empty()).unwrap();
	let target = hooks(
		&world,
		&[(
			"h",
			"for fd in /proc/self/fd/*; do echo ${fd##*/} $(readlink $fd); done\ncat\n\
			 ps -o sid=,pgid=,tty= $$",
		)],
	);
	let report = world.run(target, &hook("h"));
	succeeded(&report);
	let text = String::from_utf8(report.steps[0].stdout.tail.clone()).unwrap();
	assert!(text.contains("0 /dev/null\n"), "{text}");
	assert!(!text.contains("100 "), "{text}");
	let process: Vec<_> = text.lines().last().unwrap().split_whitespace().collect();
	assert_eq!(process[0], process[1], "{text}");
	assert_eq!(process[2], "?", "{text}");
}

#[test]
fn a_step_that_takes_too_long_is_ended_with_all_that_it_started() {
	let world = World::new();
	let pipe = pipe(&world);
	// The grandchild holds the pipe open and does not listen to TERM.
	let text = format!(
		"exec 3>{}\n(trap '' TERM; while :; do sleep 1000; done) &\ntrap '' TERM\necho begun >&3\n\
		 while :; do wait; done",
		pipe.display(),
	);
	let mut target = hooks(&world, &[("h", &text)]);
	target["limits"] = json!({ "step-timeout": 1 });
	let reader = std::thread::spawn(move || {
		let mut text = String::new();
		fs::File::open(pipe).unwrap().read_to_string(&mut text).unwrap();
		text
	});
	let begun = Instant::now();
	let report = world.run(target, &hook("h"));
	failed(&report, "timed_out");
	assert_eq!(report.steps[0].status, Status::TimedOut);
	assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
	// The end of the pipe is there when nobody holds it any more.
	assert_eq!(reader.join().unwrap(), "begun\n");
}

#[test]
fn what_a_step_leaves_running_is_ended() {
	let world = World::new();
	let pipe = pipe(&world);
	let text = format!("(exec 3>{}; echo begun >&3; exec sleep 1000) &\nexit 0", pipe.display());
	let target = hooks(&world, &[("h", &text)]);
	let reader = std::thread::spawn(move || {
		let mut text = String::new();
		// A program that was ended before it opened the pipe leaves nobody to wait for.
		let flags = rustix::fs::OFlags::RDWR | rustix::fs::OFlags::CLOEXEC;
		let keep = rustix::fs::open(&pipe, flags, rustix::fs::Mode::empty()).unwrap();
		let mut file = fs::File::open(&pipe).unwrap();
		drop(keep);
		file.read_to_string(&mut text).unwrap();
	});
	succeeded(&world.run(target, &hook("h")));
	reader.join().unwrap();
}

#[test]
fn the_deadline_bounds_the_whole_command() {
	let world = World::new();
	let target = hooks(&world, &[("slow", "sleep 1000")]);
	let executor = world.executor(target);
	let (command, policy) = (hook("slow"), policy());
	executor.claimed(7, &command).unwrap();
	let deadline = Instant::now() + Duration::from_secs(5);
	let task = Task { id: 7, command: &command, policy: &policy, deadline };
	let report = executor.run(&task, &()).unwrap();
	failed(&report, "deadline_passed");
	assert!(Instant::now() < deadline + Duration::from_secs(2));

	// One that is over leaves no trace: it may still be abandoned.
	executor.claimed(8, &command).unwrap();
	let task = Task { id: 8, deadline: Instant::now() + Duration::from_secs(2), ..task };
	assert!(matches!(executor.run(&task, &()), Err(RunError::TooLate(8))));
	executor.abandoned(8).unwrap();
}

#[test]
fn an_executor_that_is_told_to_end_ends_what_it_runs() {
	let world = World::new();
	let target = hooks(&world, &[("slow", "sleep 1000")]);
	let executor = world.executor(target);
	executor.claimed(0, &hook("slow")).unwrap();
	let cancel = On::new(
		|event| matches!(event, Event::Step(_)),
		|| {
			std::thread::scope(|scope| {
				scope.spawn(|| executor.cancel());
			});
		},
	);
	// Before the program begins or while it runs: both are cancelled.
	let report = run(&executor, 0, &hook("slow"), &cancel).unwrap();
	failed(&report, "cancelled");
	assert_eq!(report.steps[0].status, Status::Cancelled);
	executor.claimed(1, &hook("slow")).unwrap();
	let refused = run(&executor, 1, &hook("slow"), &());
	assert!(matches!(refused, Err(RunError::Cancelled(1))));
}

#[test]
fn the_end_of_an_output_is_kept_and_all_of_it_digested() {
	let world = World::new();
	let mut target = hooks(
		&world,
		&[("loud", "i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done; echo err >&2")],
	);
	target["limits"] = json!({ "output": 100 });
	let report = world.run(target, &hook("loud"));
	succeeded(&report);
	let whole: String = (0..20000).map(|number| format!("line {number}\n")).collect();
	let stdout = &report.steps[0].stdout;
	assert_eq!(stdout.bytes, whole.len() as u64);
	assert_eq!(stdout.sha256[..], Sha256::digest(&whole)[..]);
	assert_eq!(stdout.tail, whole.as_bytes()[whole.len() - 100..]);
	assert!(stdout.truncated() && !stdout.open);
	assert_eq!(report.steps[0].stderr.tail, b"err\n");
	assert!(!report.steps[0].stderr.truncated());
	let step = evidence(&report)["operations"][0]["steps"][0].clone();
	assert_eq!(step["stdout"]["bytes"], whole.len());
	assert_eq!(step["stdout"]["sha256"], format!("0x{}", hex::encode(Sha256::digest(&whole))));
	assert_eq!(step["status"], "exit 0");
}

#[test]
fn a_program_that_cannot_be_started_is_named() {
	let world = World::new();
	let target = json!({ "hooks": { "h": { "program": "/nonexistent/program" } } });
	let report = world.run(target, &hook("h"));
	let message = failed(&report, "not_started");
	assert!(message.starts_with("cannot start /nonexistent/program: "), "{message}");
	assert_eq!(report.steps[0].status, Status::NotStarted);
}

#[test]
fn commands_of_one_target_wait_for_one_another() {
	let world = World::new();
	let alone = world.path("alone");
	let text = format!("mkdir {0} || exit 1\nsleep 0.05\nrmdir {0}", alone.display());
	let executor = world.executor(hooks(&world, &[("h", &text)]));
	std::thread::scope(|scope| {
		for id in 0..6 {
			let executor = &executor;
			scope.spawn(move || {
				executor.claimed(id, &hook("h")).unwrap();
				succeeded(&run(executor, id, &hook("h"), &()).unwrap());
			});
		}
	});
	assert_eq!(executor.left().len(), 6);
}

#[test]
fn a_policy_that_allows_no_path_stops_a_push_before_the_next_operation() {
	let world = World::new();
	world.write("elsewhere/x", "x");
	let list = world.path("list");
	let target = hooks(&world, &[("after", &format!("echo x >>{}", list.display()))]);
	let command = command(json!([
		{ "type": "git", "action": "commit_and_push", "branch": "main", "message": "m" },
		{ "type": "hook", "action": "run", "name": "after" },
	]));
	failed(&world.run(target, &command), "path_refused");
	assert!(!list.exists());
}
