// SPDX-License-Identifier: Apache-2.0

//! Checkouts whose writer means harm: nothing that they configure is run.

use crate::common::*;
use serde_json::json;
use std::{fs, os::unix::fs::PermissionsExt, path::Path};

/// A program that leaves a mark if it is ever run.
fn mine(world: &World) -> String {
	let mark = world.path("mark");
	world.script("mine", &format!("echo \"$0 $*\" >>{}; cat", mark.display())).display().to_string()
}

#[track_caller]
fn nothing_ran(world: &World) {
	let mark = fs::read_to_string(world.path("mark"));
	assert!(mark.is_err(), "{mark:?}");
}

fn place_hooks(world: &World, directory: &Path) {
	let program = mine(world);
	fs::create_dir_all(directory).unwrap();
	for hook in [
		"pre-commit",
		"prepare-commit-msg",
		"commit-msg",
		"post-commit",
		"pre-push",
		"post-checkout",
		"post-index-change",
		"reference-transaction",
		"pre-auto-gc",
		"fsmonitor-watchman",
	] {
		let path = directory.join(hook);
		fs::copy(&program, &path).unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
	}
}

#[test]
fn hooks_of_the_checkout_do_not_run() {
	let world = World::new();
	place_hooks(&world, &world.checkout().join(".git/hooks"));
	world.write("src/a.txt", "x");
	succeeded(&world.run(json!({}), &push()));
	nothing_ran(&world);

	// Were they as good as they look?
	world.git(&["commit", "-q", "--allow-empty", "-m", "by hand"]);
	assert!(world.path("mark").exists());
}

#[test]
fn configuration_of_the_checkout_does_not_count() {
	let world = World::new();
	let program = mine(&world);
	let hooks = world.path("hooks");
	place_hooks(&world, &hooks);
	let program = program.as_str();
	for (key, value) in [
		("core.hooksPath", hooks.to_str().unwrap()),
		("core.fsmonitor", program),
		("core.sshCommand", program),
		("core.askPass", program),
		("core.editor", program),
		("core.pager", program),
		("core.gitProxy", program),
		("core.alternateRefsCommand", program),
		("core.attributesFile", program),
		("credential.helper", program),
		("commit.gpgSign", "true"),
		("gpg.program", program),
		("diff.external", program),
		("filter.mine.clean", program),
		("filter.mine.smudge", program),
		("filter.mine.process", program),
		("remote.origin.uploadpack", program),
		("remote.origin.receivepack", program),
		("remote.origin.pushurl", "ext::sh -c date"),
		("remote.origin.vcs", "mine"),
		("uploadpack.packObjectsHook", program),
		("url.ext::sh.insteadOf", "/"),
		("protocol.ext.allow", "always"),
		("extensions.partialClone", "origin"),
		("alias.push", "!date"),
		("trace2.normalTarget", program),
	] {
		world.git(&["config", key, value]);
	}
	world.write("src/a.txt", "x");
	let report = world.run(json!({}), &push());
	succeeded(&report);
	nothing_ran(&world);
	let commit = world.tip("main").unwrap();
	assert_eq!(evidence(&report)["operations"][0]["git"]["commit"], commit);
}

#[test]
fn filters_do_not_run_and_what_asks_for_one_is_refused() {
	let world = World::new();
	let program = mine(&world);
	world.git(&["config", "filter.mine.clean", &program]);
	world.write(".gitattributes", "src/** filter=mine diff=mine merge=mine\n");
	world.write("src/a.txt", "x");
	let message = failed(&world.run(json!({}), &push()), "filter");
	assert!(message.starts_with("src/a.txt "), "{message}");
	nothing_ran(&world);

	// The attributes alone touch nothing that is filtered.
	fs::write(world.checkout().join("src/a.txt"), "a\n").unwrap();
	succeeded(&world.run(json!({}), &push()));
	nothing_ran(&world);
}

#[test]
fn a_repository_within_the_checkout_is_refused() {
	let world = World::new();
	let nested = world.checkout().join("sub");
	world.git(&["init", "-q", "sub"]);
	fs::write(nested.join("x"), "x").unwrap();
	world.git_in(&nested, &["add", "-A"]);
	world.git_in(&nested, &["commit", "-q", "-m", "x"]);
	place_hooks(&world, &nested.join(".git/hooks"));
	let program = mine(&world);
	world.git_in(&nested, &["config", "core.fsmonitor", &program]);
	failed(&world.run(json!({}), &push()), "submodule");
	nothing_ran(&world);
}

#[test]
fn submodules_are_left_alone() {
	let world = World::new();
	let remote = world.remote();
	world.git(&["submodule", "--quiet", "add", remote.to_str().unwrap(), "sub"]);
	// That needs more than the policy allows, so a person pushes it.
	world.commit("submodule");
	world.git(&["push", "-q", "origin", "main"]);

	// git would look into the submodule whether it is changed, by the submodule's own
	// configuration.
	let sub = world.checkout().join("sub");
	let program = mine(&world);
	for (key, value) in [("core.fsmonitor", program.as_str()), ("filter.mine.clean", &program)] {
		world.git_in(&sub, &["config", key, value]);
	}
	fs::write(sub.join(".gitattributes"), "* filter=mine\n").unwrap();
	fs::write(sub.join("README.md"), "changed").unwrap();
	fs::remove_file(world.path("mark")).ok();
	world.write("src/a.txt", "x");
	let report = world.run(json!({}), &push());
	succeeded(&report);
	nothing_ran(&world);
	assert_eq!(evidence(&report)["operations"][0]["git"]["paths"], json!(["src/a.txt"]));

	// Another commit in it is a change of it.
	world.git_in(&sub, &["config", "--unset", "core.fsmonitor"]);
	world.git_in(&sub, &["config", "--unset", "filter.mine.clean"]);
	world.git_in(&sub, &["commit", "-q", "-a", "-m", "x"]);
	world.commit("moves the submodule");
	failed(&world.run(json!({}), &push()), "submodule");
}

#[test]
fn where_the_checkout_says_to_push_is_taken_only_from_afar() {
	let world = World::new();
	world.write("src/a.txt", "x");
	let program = mine(&world);
	let without_url = json!({ "git": { "url": null } });
	// A path on this machine could be a repository with hooks.
	failed(&world.run(without_url.clone(), &push()), "remote");
	for url in [format!("ext::{program}"), "--upload-pack=x".into(), "../remote.git".into()] {
		world.git(&["config", "remote.origin.url", &url]);
		failed(&world.run(without_url.clone(), &push()), "remote");
	}
	world.git(&["config", "--unset", "remote.origin.url"]);
	failed(&world.run(without_url, &push()), "step_failed");
	nothing_ran(&world);
}

#[test]
fn ssh_is_run_as_configured_and_not_as_the_checkout_says() {
	let world = World::new();
	world.write("src/a.txt", "x");
	let program = mine(&world);
	world.git(&["config", "core.sshCommand", &program]);
	world.git(&["config", "remote.origin.url", "git@example.org:a/b.git"]);
	// Stands in for ssh: runs what it is asked to on this machine, on the real repository.
	let ssh = world.script(
		"ssh",
		&format!(
			"printf '%s ' \"$@\" >>{}\nfor last; do :; done\ncase $last in\n\
			 *upload-pack*) exec git upload-pack {remote};;\n\
			 *receive-pack*) exec git receive-pack {remote};;\nesac",
			world.path("ssh-argv").display(),
			remote = world.remote().display(),
		),
	);
	let variables = world.path("variables");
	fs::write(
		&variables,
		format!("GIT_SSH_COMMAND={} -i /the/key\nGIT_SSH_VARIANT=ssh\n", ssh.display()),
	)
	.unwrap();
	fs::set_permissions(&variables, fs::Permissions::from_mode(0o600)).unwrap();
	let target = json!({ "git": { "url": null, "env-file": variables } });
	fs::write(&variables, format!("GIT_SSH_COMMAND={} -i /the/key\n", ssh.display())).unwrap();
	let report = world.run(target, &push());
	succeeded(&report);
	nothing_ran(&world);
	let argv = fs::read_to_string(world.path("ssh-argv")).unwrap();
	assert!(argv.starts_with("-i /the/key "), "{argv}");
	assert!(argv.contains("git@example.org git-receive-pack 'a/b.git'"), "{argv}");
	// What git was told to run is the executor's, and no secret of it is in the record.
	assert!(!String::from_utf8_lossy(&report.evidence).contains("/the/key"));
}

#[test]
fn objects_that_are_not_what_their_names_say_do_not_get_through() {
	let world = World::new();
	world.write("src/a.txt", "x");
	let head = world.commit("earlier");
	// The object of the commit's tree is replaced by another tree.
	let tree = world.git(&["rev-parse", &format!("{head}^{{tree}}")]);
	let other = world.git(&["rev-parse", &format!("{head}^^{{tree}}")]);
	let object = |id: &str| world.checkout().join(".git/objects").join(&id[..2]).join(&id[2..]);
	fs::remove_file(object(&tree)).unwrap();
	fs::copy(object(&other), object(&tree)).unwrap();
	let tip = world.tip("main");
	failed(&world.run(json!({}), &push()), "step_failed");
	assert_eq!(world.tip("main"), tip);
}

#[test]
fn what_git_prints_is_read_whole_or_refused() {
	let world = World::new();
	world.write("src/a.txt", "x");
	for (verb, printed, code) in [
		("ls-files", "head -c 70000000 /dev/zero", "output_too_long"),
		("diff-tree", "printf ':odd'", "output_malformed"),
		("rev-list", "printf '\\377'", "output_malformed"),
		("ls-remote", "printf '\\377'", "output_malformed"),
	] {
		let git =
			world.script("git", &format!("[ $1 = {verb} ] && exec {printed}\nexec git \"$@\""));
		let tip = world.tip("main");
		failed(&world.run(json!({ "git": { "program": git } }), &push()), code);
		assert_eq!(world.tip("main"), tip);
	}
}

#[test]
fn nothing_is_written_through_links_out_of_the_repository() {
	let world = World::new();
	let outside = world.path("outside");
	let packs = world.checkout().join(".git/objects/pack");
	fs::create_dir_all(&outside).unwrap();
	fs::remove_dir_all(&packs).ok();
	std::os::unix::fs::symlink(&outside, &packs).unwrap();
	world.write("src/a.txt", "x");
	let report = world.run(json!({}), &push());
	succeeded(&report);
	let left = &evidence(&report)["operations"][0]["git"]["checkout_left"];
	assert!(
		left.as_str().unwrap().ends_with("it is outside the repository; not written"),
		"{left}"
	);
	assert_eq!(fs::read_dir(outside).unwrap().count(), 0);
}

#[test]
fn a_pipe_in_the_place_of_a_file_is_not_waited_for() {
	let world = World::new();
	world.write("src/a.txt", "x");
	let head = world.checkout().join(".git/HEAD");
	fs::remove_file(&head).unwrap();
	let made = std::process::Command::new("mkfifo").arg(&head).status().unwrap();
	assert!(made.success());
	failed(&world.run(json!({}), &push()), "checkout");
}
