// SPDX-License-Identifier: Apache-2.0

//! Commit and push, where nobody means harm.

use crate::common::*;
use serde_json::{json, Value};
use std::{fs, os::unix::fs::PermissionsExt};

fn message(text: &str) -> Value {
	json!([{ "type": "git", "action": "commit_and_push", "branch": "main", "message": text }])
}

#[test]
fn what_has_changed_is_committed_and_pushed() {
	let world = World::new();
	let before = world.tip("main").unwrap();
	world.write("src/a.txt", "b\n");
	world.write("src/new.txt", "new\n");
	fs::remove_file(world.checkout().join("README.md")).unwrap();

	let report = world.run(json!({}), &push());
	succeeded(&report);
	let tip = world.tip("main").unwrap();
	assert_eq!(world.remote_files("main"), ["secrets/key.pem", "src/a.txt", "src/new.txt"]);
	assert_eq!(world.git_in(&world.remote(), &["rev-parse", "main^"]), before);
	let log = ["log", "-1", "--format=%an <%ae> %cn %s", "main"];
	assert_eq!(
		world.git_in(&world.remote(), &log),
		"Executor <executor@example.org> Executor feat: x",
	);

	// The checkout has the commit, too, and nothing is left to commit.
	assert_eq!(world.git(&["rev-parse", "HEAD"]), tip);
	assert_eq!(world.git(&["status", "--porcelain"]), "");
	world.git(&["fsck", "--strict"]);

	let evidence = evidence(&report);
	let git = &evidence["operations"][0]["git"];
	assert_eq!(git["commit"], tip.as_str());
	assert_eq!(git["base"], before.as_str());
	assert_eq!(git["commits"], 1);
	assert_eq!(git["paths"], json!(["README.md", "src/a.txt", "src/new.txt"]));
	assert_eq!(git["pushed"], true);
	assert_eq!(git.get("checkout_left"), None);
	assert_eq!(evidence["command"], format!("{:?}", push().digest()));
	assert_eq!(evidence["id"], "0");
	assert_eq!(evidence["outcome"], "succeeded");
}

#[test]
fn one_after_the_other() {
	let world = World::new();
	for text in ["1", "2", "3"] {
		world.write("src/a.txt", text);
		succeeded(&world.run(json!({}), &push()));
	}
	assert_eq!(world.git_in(&world.remote(), &["rev-list", "--count", "main"]), "4");
	assert_eq!(world.git(&["status", "--porcelain"]), "");
	failed(&world.run(json!({}), &push()), "nothing_to_commit");
}

#[test]
fn commits_that_were_never_pushed_go_along() {
	let world = World::new();
	world.write("src/a.txt", "1");
	let first = world.commit("by hand");
	// Nothing new: then just what is there.
	let report = world.run(json!({}), &push());
	succeeded(&report);
	assert_eq!(world.tip("main"), Some(first.clone()));

	world.write("src/a.txt", "2");
	let second = world.commit("by hand again");
	world.write("src/b.txt", "3");
	let report = world.run(json!({}), &push());
	succeeded(&report);
	assert_eq!(evidence(&report)["operations"][0]["git"]["commits"], 2);
	assert_eq!(world.git_in(&world.remote(), &["rev-parse", "main^"]), second);
	assert_eq!(world.git_in(&world.remote(), &["rev-parse", "main^^"]), first);
}

#[test]
fn a_new_branch_is_judged_against_the_default_branch() {
	let world = World::new();
	let command = command(json!([{
		"type": "git", "action": "commit_and_push", "branch": "feature/x", "message": "feat: x",
	}]));
	world.git(&["checkout", "-q", "-b", "feature/x"]);
	world.write("src/a.txt", "x");
	let report = world.run(json!({}), &command);
	succeeded(&report);
	assert_eq!(evidence(&report)["operations"][0]["git"]["paths"], json!(["src/a.txt"]));
	assert!(world.tip("feature/x").is_some());
	assert_eq!(world.git(&["rev-parse", "HEAD"]), world.tip("feature/x").unwrap());

	// Packed references, too, are moved.
	world.git(&["pack-refs", "--all"]);
	world.write("src/a.txt", "y");
	succeeded(&world.run(json!({}), &command));
	assert_eq!(world.git(&["rev-parse", "HEAD"]), world.tip("feature/x").unwrap());
	assert_eq!(world.git(&["status", "--porcelain"]), "");
}

#[test]
fn the_first_commits_of_an_empty_remote_are_judged_whole() {
	let world = World::new();
	let empty = world.path("empty.git");
	world
		.git_in(world.dir.path(), &["init", "-q", "--bare", "-b", "main", empty.to_str().unwrap()]);
	let target = json!({ "git": { "url": empty } });
	let message = failed(&world.run(target.clone(), &push()), "path_refused");
	assert!(message.starts_with("secrets/key.pem: "), "{message}");

	// History without it is taken.
	world.git(&["checkout", "-q", "--orphan", "clean"]);
	world.git(&["rm", "-q", "-r", "--cached", "secrets"]);
	fs::remove_dir_all(world.checkout().join("secrets")).unwrap();
	world.commit("anew");
	world.git(&["branch", "-q", "-M", "main"]);
	succeeded(&world.run(target, &push()));
	let files = world.git_in(&empty, &["ls-tree", "-r", "--name-only", "main"]);
	assert_eq!(files, "README.md\nsrc/a.txt");
}

#[test]
fn only_declared_paths_are_committed() {
	let world = World::new();
	world.write("src/a.txt", "declared");
	world.write("src/b.txt", "not declared");
	world.write("secrets/key.pem", "not declared");
	let command = constrained(message("feat: x"), json!({ "paths": ["src/a.txt"] }));
	succeeded(&world.run(json!({}), &command));
	assert_eq!(world.git_in(&world.remote(), &["show", "main:src/a.txt"]), "declared");
	assert_eq!(world.remote_files("main"), ["README.md", "secrets/key.pem", "src/a.txt"]);
	// The others are as they were.
	assert_eq!(world.git(&["status", "--porcelain"]), " M secrets/key.pem\n?? src/b.txt");
}

#[test]
fn messages_are_taken_as_they_are() {
	let world = World::new();
	for text in ["--amend", "-F/etc/passwd", "a\n\n# no comment\n\n\tb: `x` $(y)", "-"] {
		world.write("src/a.txt", text);
		succeeded(&world.run(json!({}), &command(message(text))));
		let found = world.git_in(&world.remote(), &["log", "-1", "--format=%B", "main"]);
		assert_eq!(found, text);
	}
}

#[test]
fn another_branch_or_an_unfinished_merge_is_refused() {
	let world = World::new();
	world.write("src/a.txt", "x");
	world.git(&["checkout", "-q", "-b", "other"]);
	let message = failed(&world.run(json!({}), &push()), "wrong_branch");
	assert_eq!(message, "the checkout is on other, not on main; check main out");
	world.git(&["checkout", "-q", "--detach"]);
	failed(&world.run(json!({}), &push()), "wrong_branch");
	world.git(&["checkout", "-q", "main"]);

	for (name, what) in [
		("MERGE_HEAD", "a merge"),
		("rebase-merge", "a rebase"),
		("CHERRY_PICK_HEAD", "a cherry-pick"),
	] {
		let path = world.checkout().join(".git").join(name);
		fs::write(&path, "x").unwrap();
		let message = failed(&world.run(json!({}), &push()), "checkout_busy");
		assert!(message.starts_with(what), "{message}");
		fs::remove_file(path).unwrap();
	}
	succeeded(&world.run(json!({}), &push()));
}

#[test]
fn what_the_remote_has_and_the_checkout_does_not_is_not_overwritten() {
	let world = World::new();
	let other = world.path("other");
	world.git_in(world.dir.path(), &["clone", "-q", "remote.git", "other"]);
	fs::write(other.join("README.md"), "theirs").unwrap();
	world.git_in(&other, &["commit", "-q", "-a", "-m", "theirs"]);
	world.git_in(&other, &["push", "-q", "origin", "main"]);
	let theirs = world.tip("main");

	world.write("src/a.txt", "ours");
	let head = world.git(&["rev-parse", "HEAD"]);
	failed(&world.run(json!({}), &push()), "non_fast_forward");
	assert_eq!(world.tip("main"), theirs);
	assert_eq!(world.git(&["rev-parse", "HEAD"]), head);

	// Nothing stands in the way of pulling and trying again.
	world.git(&["pull", "-q", "--ff-only"]);
	succeeded(&world.run(json!({}), &push()));
}

#[test]
fn a_push_that_the_remote_refuses_changes_nothing() {
	let world = World::new();
	let hook = world.remote().join("hooks/pre-receive");
	fs::create_dir_all(hook.parent().unwrap()).unwrap();
	fs::copy(world.script("refuse", "echo no >&2; exit 1"), &hook).unwrap();
	world.write("src/a.txt", "x");
	let (tip, head) = (world.tip("main"), world.git(&["rev-parse", "HEAD"]));
	let report = world.run(json!({}), &push());
	let message = failed(&report, "step_failed");
	assert!(message.starts_with("git push ended with exit 1: "), "{message}");
	assert_eq!(evidence(&report)["operations"][0]["git"]["pushed"], false);
	assert_eq!(world.tip("main"), tip);
	assert_eq!(world.git(&["rev-parse", "HEAD"]), head);
	assert_eq!(world.git(&["status", "--porcelain"]), " M src/a.txt");

	fs::remove_file(hook).unwrap();
	succeeded(&world.run(json!({}), &push()));
}

#[test]
fn a_push_that_did_not_arrive_is_noticed() {
	let world = World::new();
	// A remote that says yes and then sets the branch back.
	let hook = world.remote().join("hooks/post-receive");
	fs::create_dir_all(hook.parent().unwrap()).unwrap();
	let tip = world.tip("main").unwrap();
	let text = format!("git update-ref refs/heads/main {tip}");
	fs::copy(world.script("set-back", &text), &hook).unwrap();
	world.write("src/a.txt", "x");
	let report = world.run(json!({}), &push());
	failed(&report, "not_verified");
	assert_eq!(evidence(&report)["operations"][0]["git"]["pushed"], true);
}

#[test]
fn a_branch_that_moved_meanwhile_stays_where_it_is() {
	let world = World::new();
	world.write("src/a.txt", "x");
	let moved = On::new(
		|event| matches!(event, tonnetz_executor::Event::Judged { .. }),
		|| {
			world.git(&["commit", "-q", "--allow-empty", "-m", "meanwhile"]);
		},
	);
	let report = world.observed(json!({}), &push(), &moved);
	succeeded(&report);
	let left =
		evidence(&report)["operations"][0]["git"]["checkout_left"].as_str().unwrap().to_owned();
	assert!(left.ends_with("it moved meanwhile; it stays where it is"), "{left}");
	assert_eq!(world.git(&["log", "-1", "--format=%s"]), "meanwhile");
}

#[test]
fn shallow_checkouts_and_linked_work_trees_serve() {
	let world = World::new();
	world.write("src/a.txt", "1");
	world.commit("second");
	world.git(&["push", "-q", "origin", "main"]);
	let url = format!("file://{}", world.remote().display());
	world.git_in(world.dir.path(), &["clone", "-q", "--depth", "1", &url, "shallow"]);
	let shallow = world.path("shallow");
	fs::write(shallow.join("src/a.txt"), "2").unwrap();
	succeeded(&world.run(json!({ "checkout": shallow }), &push()));
	assert_eq!(world.git_in(&shallow, &["status", "--porcelain"]), "");

	world.git(&["checkout", "-q", "--detach"]);
	world.git(&["fetch", "-q", "origin"]);
	world.git(&["branch", "-q", "-f", "main", "origin/main"]);
	let linked = world.path("linked");
	world.git(&["worktree", "add", "-q", linked.to_str().unwrap(), "main"]);
	fs::write(linked.join("src/a.txt"), "3").unwrap();
	succeeded(&world.run(json!({ "checkout": linked }), &push()));
	assert_eq!(world.git_in(&linked, &["status", "--porcelain"]), "");
	assert_eq!(world.git_in(&linked, &["rev-parse", "HEAD"]), world.tip("main").unwrap());
}

#[test]
fn a_checkout_of_another_user_serves() {
	// Only root can give a file away.
	if !rustix::process::geteuid().is_root() {
		return;
	}
	let world = World::new();
	world.write("src/a.txt", "x");
	let mut chown = std::process::Command::new("chown");
	chown.args(["-R", "65534"]).arg(world.checkout());
	assert!(chown.status().unwrap().success());
	let report = world.run(json!({}), &push());
	succeeded(&report);
	assert_eq!(evidence(&report)["operations"][0]["git"].get("checkout_left"), None);
}

#[test]
fn a_repository_that_was_left_in_the_middle_is_made_anew() {
	let world = World::new();
	world.write("src/a.txt", "1");
	succeeded(&world.run(json!({}), &push()));
	let repositories = world.path("state/git");
	let mode = fs::metadata(&repositories).unwrap().permissions().mode();
	assert_eq!(mode & 0o777, 0o700);
	let private = fs::read_dir(repositories).unwrap().next().unwrap().unwrap().path();
	assert!(!private.join("busy").exists());
	// As a kill would leave it.
	fs::write(private.join("busy"), "").unwrap();
	for lock in ["refs/tonnetz/tip.lock", "refs/tonnetz/commit.lock", "index.lock"] {
		fs::write(private.join(lock), "").unwrap();
	}
	world.write("src/a.txt", "2");
	succeeded(&world.run(json!({}), &push()));
}
