// SPDX-License-Identifier: Apache-2.0

//! The journal: one start for each command, whatever happens to the process or the file.

use crate::common::*;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fs, os::unix::fs::PermissionsExt, path::PathBuf};
use tonnetz_core::cust::Outcome;
use tonnetz_executor::{Executor, Fault, JournalError, Next, OpenError, RunError};

/// A target with a hook that appends a line to a file, and one that fails.
fn appending(world: &World) -> serde_json::Value {
	let list = world.path("list");
	let append = world.script("append", &format!("echo x >>{}", list.display()));
	json!({ "hooks": { "h": { "program": append }, "other": { "program": append } } })
}

fn lines(world: &World) -> usize {
	fs::read_to_string(world.path("list")).map_or(0, |text| text.lines().count())
}

fn journal(world: &World) -> PathBuf {
	world.path("state/journal.jsonl")
}

fn open_error(world: &World) -> JournalError {
	let targets = BTreeMap::from([(TARGET.to_owned(), world.target(json!({})))]);
	match Executor::open(&world.path("state"), targets) {
		Err(OpenError::Journal(error)) => error,
		other => panic!("{:?}", other.err()),
	}
}

#[test]
fn no_command_runs_twice_or_out_of_order() {
	let world = World::new();
	let executor = world.executor(appending(&world));
	let command = hook("h");
	let refused = |id, stage: &str| match run(&executor, id, &command, &()) {
		Err(RunError::Journal(JournalError::OutOfOrder { id: found, stage: at })) => {
			assert_eq!((found, at), (id, stage));
		}
		other => panic!("{other:?}"),
	};
	refused(1, "not claimed");
	executor.claimed(1, &command).unwrap();
	executor.claimed(1, &command).unwrap();
	assert!(matches!(executor.reported(1), Err(JournalError::OutOfOrder { stage: "claimed", .. })));
	let report = run(&executor, 1, &command, &()).unwrap();
	refused(1, "finished");
	assert!(matches!(executor.claimed(1, &command), Err(JournalError::OutOfOrder { .. })));
	assert!(matches!(executor.abandoned(1), Err(JournalError::OutOfOrder { .. })));
	let next = Next::Report {
		outcome: Outcome::Succeeded,
		evidence: report.evidence_digest,
		log: report.log_digest,
		interrupted: false,
	};
	assert_eq!(executor.left()[0].next, next);
	assert_eq!(fs::read(executor.evidence_file(1)).unwrap(), report.evidence);
	assert_eq!(fs::read(executor.log_file(1)).unwrap(), report.log);
	executor.reported(1).unwrap();
	refused(1, "done with");
	assert!(matches!(executor.reported(1), Err(JournalError::OutOfOrder { .. })));

	executor.claimed(2, &command).unwrap();
	executor.abandoned(2).unwrap();
	refused(2, "done with");
	assert!(executor.left().is_empty());
	assert_eq!(lines(&world), 1);
}

#[test]
fn what_is_done_with_is_known_for_ever() {
	let world = World::new();
	for id in [3, 1, 2] {
		let executor = world.executor(appending(&world));
		executor.claimed(id, &hook("h")).unwrap();
		run(&executor, id, &hook("h"), &()).unwrap();
		executor.reported(id).unwrap();
	}
	let executor = world.executor(appending(&world));
	// One line is all that is left of them.
	assert_eq!(fs::read_to_string(journal(&world)).unwrap().lines().count(), 1);
	for id in [1, 2, 3] {
		assert!(matches!(
			executor.claimed(id, &hook("h")),
			Err(JournalError::OutOfOrder { stage: "done with", .. })
		));
	}
	assert_eq!(lines(&world), 3);
}

#[test]
fn another_command_of_the_same_number_is_refused() {
	let world = World::new();
	let executor = world.executor(appending(&world));
	executor.claimed(1, &hook("h")).unwrap();
	assert!(matches!(executor.claimed(1, &hook("other")), Err(JournalError::AnotherCommand(1))));
	assert!(matches!(
		run(&executor, 1, &hook("other"), &()),
		Err(RunError::Journal(JournalError::AnotherCommand(1)))
	));
	assert_eq!(lines(&world), 0);
}

#[test]
fn a_target_that_is_not_configured_leaves_no_trace() {
	let world = World::new();
	let executor = Executor::open(&world.path("state"), BTreeMap::new()).unwrap();
	executor.claimed(1, &hook("h")).unwrap();
	let refused = run(&executor, 1, &hook("h"), &());
	assert!(matches!(refused, Err(RunError::UnknownTarget(name)) if name == TARGET));
	assert_eq!(executor.left()[0].next, Next::Run);
	assert!(executor.check(&hook("h")).is_err());
}

#[test]
fn one_process_at_a_time() {
	let world = World::new();
	let executor = world.executor(json!({}));
	assert!(matches!(open_error(&world), JournalError::Locked(_)));
	drop(executor);
	world.executor(json!({}));
}

#[test]
fn a_directory_that_others_can_write_is_refused() {
	let world = World::new();
	drop(world.executor(json!({})));
	for mode in [0o770, 0o702] {
		fs::set_permissions(world.path("state"), fs::Permissions::from_mode(mode)).unwrap();
		assert!(matches!(open_error(&world), JournalError::Exposed(_)));
	}
	fs::set_permissions(world.path("state"), fs::Permissions::from_mode(0o700)).unwrap();
	drop(world.executor(json!({})));
	let mode = fs::metadata(journal(&world)).unwrap().permissions().mode();
	assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_report_that_cannot_be_written_is_given_all_the_same() {
	let world = World::new();
	let executor = world.executor(appending(&world));
	executor.claimed(1, &hook("h")).unwrap();
	fs::write(world.path("state/reports"), "in the way").unwrap();
	match run(&executor, 1, &hook("h"), &()) {
		Err(RunError::Unrecorded { report, .. }) => succeeded(&report),
		other => panic!("{other:?}"),
	}
	// It is started for ever, and so it is never run again.
	assert_eq!(executor.left()[0].next, Next::Wait);
	drop(executor);
	let targets = || BTreeMap::from([(TARGET.to_owned(), world.target(appending(&world)))]);
	let opened = Executor::open(&world.path("state"), targets());
	assert!(matches!(opened, Err(OpenError::Fault(Fault::File { .. }))));

	fs::remove_file(world.path("state/reports")).unwrap();
	let executor = Executor::open(&world.path("state"), targets()).unwrap();
	let Next::Report { outcome, interrupted, evidence, .. } = executor.left()[0].next else {
		panic!("{:?}", executor.left())
	};
	assert_eq!((outcome, interrupted), (Outcome::Failed, true));
	let bytes = fs::read(executor.evidence_file(1)).unwrap();
	assert_eq!(evidence.as_bytes(), &Sha256::digest(&bytes)[..]);
	let value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
	assert_eq!(value["fault"]["code"], "interrupted");
	assert_eq!(value["operations"], json!([]));
	assert_eq!(lines(&world), 1);
}

#[test]
fn a_target_that_cannot_be_served_is_refused_at_the_start() {
	let world = World::new();
	let target = world.target(json!({ "checkout": "/nonexistent" }));
	let opened =
		Executor::open(&world.path("state"), BTreeMap::from([(TARGET.to_owned(), target)]));
	let error = opened.err().unwrap();
	assert!(matches!(error, OpenError::Config(_)));
	assert_eq!(
		error.to_string(),
		"target site: checkout: /nonexistent is not a directory; create it or correct the path",
	);
}

#[test]
fn a_torn_tail_is_dropped_and_anything_else_refused() {
	let world = World::new();
	let executor = world.executor(appending(&world));
	executor.claimed(1, &hook("h")).unwrap();
	executor.claimed(2, &hook("h")).unwrap();
	run(&executor, 1, &hook("h"), &()).unwrap();
	drop(executor);
	let whole = fs::read(journal(&world)).unwrap();
	let ends: Vec<usize> = (1..=whole.len()).filter(|at| whole[at - 1] == b'\n').collect();
	assert_eq!(ends.len(), 4);

	// Cut anywhere: the lines that are whole count, and one that is not does not.
	let stages = ["", "1 claimed", "2 claimed", "1 started", "1 finished"];
	for cut in 0..=whole.len() {
		fs::write(journal(&world), &whole[..cut]).unwrap();
		let executor = world.executor(appending(&world));
		let left = executor.left();
		let lines = ends.iter().filter(|end| **end <= cut).count();
		match stages[lines] {
			"" => assert!(left.is_empty(), "{cut}"),
			"1 claimed" => assert_eq!(left.len(), 1, "{cut}"),
			"2 claimed" => assert!(left.iter().all(|one| one.next == Next::Run), "{cut}"),
			stage => {
				let Next::Report { outcome, interrupted, .. } = left[0].next else {
					panic!("{cut}")
				};
				assert_eq!(interrupted, stage == "1 started", "{cut}");
				assert_eq!(outcome == Outcome::Failed, interrupted, "{cut}");
				assert_eq!(left[1].next, Next::Run);
			}
		}
		// What is appended afterwards follows the last whole line.
		executor.claimed(9, &hook("h")).unwrap();
		drop(executor);
		assert_eq!(world.executor(appending(&world)).left().last().unwrap().id, 9);
	}

	// Any other byte of any line.
	for at in (0..whole.len()).step_by(7) {
		let mut damaged = whole.clone();
		damaged[at] ^= 1;
		fs::write(journal(&world), damaged).unwrap();
		let line = 1 + ends.iter().filter(|end| **end <= at).count();
		match open_error(&world) {
			JournalError::Corrupt { line: found, .. } => {
				// A line feed that is gone joins two lines, or makes the last one torn.
				assert!(found == line, "{at}: {found} {line}");
			}
			other => panic!("{at}: {other:?}"),
		}
	}
	// A line that is gone, two that are exchanged, one that is there twice.
	let line = |number: usize| {
		let from = if number == 0 { 0 } else { ends[number - 1] };
		&whole[from..ends[number]]
	};
	for order in [vec![0, 2, 3], vec![1, 0, 2, 3], vec![0, 0, 1, 2, 3], vec![1, 2, 3]] {
		fs::write(journal(&world), order.iter().map(|at| line(*at)).collect::<Vec<_>>().concat())
			.unwrap();
		assert!(matches!(open_error(&world), JournalError::Corrupt { .. }), "{order:?}");
	}
	assert_eq!(lines(&world), 1);
}

#[test]
fn a_journal_that_cannot_be_written_runs_nothing() {
	let world = World::new();
	// The signal that goes with the limit ends a process unless it ignores it, as this test does
	// when it is started by a shell that does.
	if std::env::var_os("TONNETZ_TEST_LIMITED").is_none() {
		let mut child = std::process::Command::new("/bin/sh");
		child.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]);
		child.arg(std::env::current_exe().unwrap());
		let name = "journal::a_journal_that_cannot_be_written_runs_nothing";
		child.args(["--exact", name, "--nocapture"]).env("TONNETZ_TEST_LIMITED", "1");
		assert!(child.status().unwrap().success());
		return;
	}
	let executor = world.executor(appending(&world));
	executor.claimed(1, &hook("h")).unwrap();
	// The next record is too long for the file.
	let size = fs::metadata(journal(&world)).unwrap().len();
	let before = rustix::process::getrlimit(rustix::process::Resource::Fsize);
	let limit = rustix::process::Rlimit { current: Some(size + 10), maximum: before.maximum };
	rustix::process::setrlimit(rustix::process::Resource::Fsize, limit).unwrap();
	let failed = run(&executor, 1, &hook("h"), &());
	let after = run(&executor, 1, &hook("h"), &());
	rustix::process::setrlimit(rustix::process::Resource::Fsize, before).unwrap();
	assert!(matches!(failed, Err(RunError::Journal(JournalError::File { .. }))), "{failed:?}");
	assert!(matches!(after, Err(RunError::Journal(JournalError::Broken(_)))), "{after:?}");
	assert!(matches!(executor.claimed(2, &hook("h")), Err(JournalError::Broken(_))));
	assert_eq!(lines(&world), 0);
	drop(executor);
	// What was written of it is a torn tail, so the command may run now.
	assert_eq!(fs::metadata(journal(&world)).unwrap().len(), size + 10);
	let executor = world.executor(appending(&world));
	run(&executor, 1, &hook("h"), &()).unwrap();
	assert_eq!(lines(&world), 1);
}
