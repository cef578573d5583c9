// SPDX-License-Identifier: Apache-2.0

//! What a commit touches, in every way that it can.

use crate::common::*;
use serde_json::json;
use std::{
	fs,
	os::unix::fs::{symlink, PermissionsExt},
};
use tonnetz_executor::Event;

/// Runs the push of a checkout that was changed like that, which must fail and change nothing.
#[track_caller]
fn refused(change: impl FnOnce(&World), code: &str) -> String {
	let world = World::new();
	change(&world);
	let (tip, head) = (world.tip("main"), world.git(&["rev-parse", "HEAD"]));
	let report = world.run(json!({}), &push());
	let message = failed(&report, code);
	assert_eq!(world.tip("main"), tip);
	assert_eq!(world.git(&["rev-parse", "HEAD"]), head);
	message
}

#[test]
fn a_denied_path_is_refused_changed_added_or_removed() {
	for change in [
		(|world: &World| world.write("secrets/key.pem", "x")) as fn(&World),
		|world| world.write("src/other.pem", "x"),
		|world| world.write("src/private/x", "x"),
		|world| world.write("elsewhere/x", "x"),
		|world| fs::remove_file(world.checkout().join("secrets/key.pem")).unwrap(),
	] {
		refused(change, "path_refused");
	}
	let message = refused(|world| world.write("src/x.pem", "x"), "path_refused");
	assert_eq!(
		message,
		"src/x.pem: path_denied: A deny glob of the policy or of the command matches a path."
	);
}

#[test]
fn one_denied_path_among_many_is_found() {
	let message = refused(
		|world| {
			for number in 0..2000 {
				world.write(&format!("src/{number}.txt"), &number.to_string());
			}
			world.write("src/1000/x.pem", "x");
		},
		"path_refused",
	);
	assert!(message.starts_with("src/1000/x.pem: "), "{message}");
}

#[test]
fn renames_are_judged_by_both_names() {
	let into = |world: &World| {
		fs::create_dir_all(world.checkout().join("src/private")).unwrap();
		world.git(&["mv", "src/a.txt", "src/private/a.txt"]);
	};
	assert!(refused(into, "path_refused").starts_with("src/private/a.txt: "));
	let out = |world: &World| {
		world.git(&["mv", "secrets/key.pem", "src/harmless.txt"]);
	};
	assert!(refused(out, "path_refused").starts_with("secrets/key.pem: "));
}

#[test]
fn a_changed_mode_is_a_touched_path() {
	let executable = |world: &World| {
		let path = world.checkout().join("secrets/key.pem");
		fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
	};
	refused(executable, "path_refused");
}

#[test]
fn links_to_what_may_not_be_touched_are_refused() {
	for target in [
		"../secrets/key.pem",
		"../secrets",
		"private",
		"/etc/passwd",
		"../../outside",
		"../.git/config",
		"..",
		".",
		"nothing",
		"private/later.txt",
	] {
		let link = |world: &World| symlink(target, world.checkout().join("src/link")).unwrap();
		refused(link, "link");
	}
	// By another link.
	let twice = |world: &World| {
		symlink("../README.md", world.checkout().join("src/first")).unwrap();
		symlink("first", world.checkout().join("src/second")).unwrap();
	};
	assert!(refused(twice, "link").starts_with("src/second "));
}

#[test]
fn a_link_to_a_file_that_may_be_touched_is_taken() {
	let world = World::new();
	symlink("../README.md", world.checkout().join("src/link")).unwrap();
	succeeded(&world.run(json!({}), &push()));
	// What was pushed is a link.
	let entry = world.git_in(&world.remote(), &["ls-tree", "main", "src/link"]);
	assert!(entry.starts_with("120000 "), "{entry}");
}

#[test]
fn a_file_that_is_made_a_link_is_one() {
	let replaced = |world: &World| {
		let path = world.checkout().join("src/a.txt");
		fs::remove_file(&path).unwrap();
		symlink("/etc/passwd", path).unwrap();
	};
	refused(replaced, "link");
}

#[test]
fn what_comes_after_the_freeze_is_not_in_the_commit() {
	for at in ["frozen", "judged"] {
		let world = World::new();
		world.write("src/a.txt", "judged");
		let late = On::new(
			|event| match event {
				Event::Frozen { .. } => at == "frozen",
				Event::Judged { .. } => at == "judged",
				_ => false,
			},
			|| {
				world.write("src/late.pem", "x");
				world.write("src/a.txt", "late");
				world.git(&["add", "-A"]);
			},
		);
		let report = world.observed(json!({}), &push(), &late);
		succeeded(&report);
		assert_eq!(world.remote_files("main"), ["README.md", "secrets/key.pem", "src/a.txt"]);
		assert_eq!(world.git_in(&world.remote(), &["show", "main:src/a.txt"]), "judged");
		assert_eq!(evidence(&report)["operations"][0]["git"]["paths"], json!(["src/a.txt"]));
		// And the next push finds it.
		failed(&world.run(json!({}), &push()), "path_refused");
	}
}

#[test]
fn what_comes_while_it_is_frozen_is_judged() {
	let world = World::new();
	world.write("src/a.txt", "x");
	let late = On::new(
		|event| matches!(event, Event::Step(argv) if argv.get(1).is_some_and(|verb| verb == "add")),
		|| world.write("src/late.pem", "x"),
	);
	let tip = world.tip("main");
	failed(&world.observed(json!({}), &push(), &late), "path_refused");
	assert_eq!(world.tip("main"), tip);
}

#[test]
fn earlier_commits_are_judged_one_by_one() {
	// Added and removed again: nothing of it is in the last tree.
	let in_between = |world: &World| {
		world.write("src/x.pem", "x");
		world.commit("adds");
		fs::remove_file(world.checkout().join("src/x.pem")).unwrap();
		world.commit("removes");
		world.write("src/a.txt", "x");
	};
	assert!(refused(in_between, "path_refused").starts_with("src/x.pem: "));

	let link = |world: &World| {
		symlink("/etc/passwd", world.checkout().join("src/link")).unwrap();
		world.commit("adds");
		fs::remove_file(world.checkout().join("src/link")).unwrap();
		world.commit("removes");
	};
	refused(link, "link");
}

#[test]
fn names_of_git_are_refused_even_in_between() {
	let nested = |world: &World| {
		let blob = world.git(&["hash-object", "-w", "README.md"]);
		let tree = |entry: &str| {
			fs::write(world.path("entry"), entry).unwrap();
			let text = format!("git mktree <{}", world.path("entry").display());
			let script =
				world.script("mktree", &format!("cd {}\n{text}", world.checkout().display()));
			let printed = std::process::Command::new(script).output().unwrap();
			assert!(printed.status.success());
			String::from_utf8(printed.stdout).unwrap().trim_end().to_owned()
		};
		let inner = tree(&format!("100644 blob {blob}\tconfig\n"));
		let source = tree(&format!("040000 tree {inner}\t.GIT\n"));
		let top = tree(&format!("040000 tree {source}\tsrc\n"));
		let head = world.git(&["rev-parse", "HEAD"]);
		let with = world.git(&["commit-tree", &top, "-p", &head, "-m", "adds"]);
		let without = world.git(&["commit-tree", "HEAD^{tree}", "-p", &with, "-m", "removes"]);
		world.git(&["update-ref", "refs/heads/main", &without]);
	};
	let message = refused(nested, "reserved_path");
	assert!(message.starts_with("src/.GIT/config "), "{message}");
}

#[test]
fn merges_are_refused() {
	let merge = |world: &World| {
		world.git(&["checkout", "-q", "-b", "side"]);
		world.write("src/b.txt", "x");
		world.commit("side");
		world.git(&["checkout", "-q", "main"]);
		world.write("src/c.txt", "x");
		world.commit("main");
		world.git(&["merge", "-q", "--no-edit", "side"]);
	};
	refused(merge, "merge_commit");
}

#[test]
fn what_is_not_declared_is_refused() {
	let world = World::new();
	world.write("src/b.txt", "x");
	world.commit("earlier");
	world.write("src/a.txt", "x");
	let operations =
		json!([{ "type": "git", "action": "commit_and_push", "branch": "main", "message": "m" }]);
	let declared = constrained(operations.clone(), json!({ "paths": ["src/a.txt"] }));
	let message = failed(&world.run(json!({}), &declared), "undeclared_path");
	assert!(message.starts_with("src/b.txt "), "{message}");

	// A directory declares itself, not what is in it.
	let directory = constrained(operations.clone(), json!({ "paths": ["src"] }));
	failed(&world.run(json!({}), &directory), "undeclared_path");
	// A pattern is a name.
	let pattern = constrained(operations.clone(), json!({ "paths": ["src/*"] }));
	failed(&world.run(json!({}), &pattern), "step_failed");

	let both = constrained(operations, json!({ "paths": ["src/a.txt", "src/b.txt"] }));
	succeeded(&world.run(json!({}), &both));
}

#[test]
fn the_deny_globs_of_the_command_count() {
	let world = World::new();
	world.write("src/a.txt", "x");
	let operations =
		json!([{ "type": "git", "action": "commit_and_push", "branch": "main", "message": "m" }]);
	let command = constrained(operations, json!({ "deny": ["src/*.txt"] }));
	failed(&world.run(json!({}), &command), "path_refused");
}

#[test]
fn case_and_spelling_open_nothing() {
	for name in [
		"src/x.PEM",
		"src/Private/x",
		"SRC/x",
		"src/x\u{200b}.txt",
		"src/a\\b",
		"src/a\tb",
		"src/e\u{301}",
	] {
		refused(|world| world.write(name, "x"), "path_refused");
	}
}
