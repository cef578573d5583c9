// SPDX-License-Identifier: Apache-2.0

//! Batches and leaf proofs without a node.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod common;

use common::{file, run, run_with, tonnetz, Run};
use serde_json::Value;
use std::{
	fs::{self, File},
	io::Write,
	os::unix::fs::symlink,
	path::{Path, PathBuf},
	process::{Child, Command, Stdio},
	thread,
	time::{Duration, Instant, SystemTime},
};
use tempfile::TempDir;

/// SHA-256 of nothing, of "abc" and of a line feed.
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const LINE: &str = "01ba4719c80b6fe911b091a7c05124b64eeece964e09c058ef8f9805daca546b";

/// The root over these three, in this order; computed with another implementation of SHA-256.
const ROOT: &str = "f2b0bf6078386bc6a12a83f866db70047b4af5dae6e20508633b39df553ba066";

/// How long something that is bound to happen may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A directory with the files above, in an order of paths that is not that of names.
fn payloads() -> TempDir {
	let dir = tempfile::tempdir().unwrap();
	for (path, contents) in [("b", "\n"), ("a/z", "abc"), ("a.b", "")] {
		write(&dir.path().join(path), contents.as_bytes());
	}
	dir
}

/// Writes a file that was last modified long ago.
fn write(path: &Path, contents: &[u8]) {
	fs::create_dir_all(path.parent().unwrap()).unwrap();
	fs::write(path, contents).unwrap();
	age(path);
}

fn age(path: &Path) {
	let long_ago = SystemTime::now() - Duration::from_secs(3600);
	File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
}

/// Builds a batch and attests nothing.
fn batch(dir: &Path) -> Value {
	run_with("receipt batch --json --no-attest", dir).json()
}

/// The tree and the list of a batch.
fn results(batch: &Value) -> (PathBuf, PathBuf) {
	let path = |name: &str| PathBuf::from(batch[name].as_str().unwrap());
	(path("tree"), path("list"))
}

/// Runs `tonnetz` with a text as its standard input.
fn run_on(input: &str, args: &[&str], dir: &Path) -> Run {
	let (_input, path) = file("input", input, 0o600);
	let mut command = tonnetz();
	command.args(args).current_dir(dir).stdin(File::open(path).unwrap());
	Run::of(command)
}

mod build {
	use super::*;

	#[test]
	fn the_root_follows_from_the_contents_in_the_order_of_the_paths() {
		let dir = payloads();
		let made = batch(dir.path());
		assert_eq!(made["root"], format!("0x{ROOT}"));
		assert_eq!(made["leaves"], 3);
		assert_eq!(made["bytes"], 4);
		assert_eq!(made["receipt"], Value::Null);
		let (tree, list) = results(&made);
		assert_eq!(tree.file_name().unwrap().to_str().unwrap(), format!("{ROOT}.tree"));
		let lines = format!("{EMPTY}  a.b\n{ABC}  a/z\n{LINE}  b\n");
		assert_eq!(fs::read_to_string(&list).unwrap(), lines);
		let text = run_with("receipt batch --no-attest", dir.path()).succeeds();
		assert!(text.contains(&format!("root     0x{ROOT}\n")), "{text}");
	}

	#[test]
	fn neither_results_nor_links_are_leaves() {
		let dir = payloads();
		let first = batch(dir.path());
		symlink("b", dir.path().join("link")).unwrap();
		let again = run_with("receipt batch --json --no-attest", dir.path());
		for left_out in ["link", ".tree", ".sha256"] {
			assert!(again.stderr.contains(left_out), "{again:?}");
		}
		let again = again.json();
		assert_eq!(again["root"], first["root"]);
		assert_eq!(again["symlinks"], 1);
		assert!(!dir.path().join(".tonnetz-batch").exists());
	}

	#[test]
	fn sha256sum_checks_the_list() {
		let dir = payloads();
		for name in ["back\\slash", "new\nline", " space", "-", "*"] {
			write(&dir.path().join(name), name.as_bytes());
		}
		let (_, list) = results(&batch(dir.path()));
		let check = || {
			let mut sha256sum = Command::new("sha256sum");
			sha256sum.args(["--check", "--strict", "--quiet"]).arg(&list).current_dir(dir.path());
			sha256sum.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
		};
		assert!(check());
		fs::write(dir.path().join("back\\slash"), "other").unwrap();
		assert!(!check());
	}

	#[test]
	fn a_list_of_digests_gives_the_same_batch() {
		let dir = payloads();
		let (tree, list) = results(&batch(dir.path()));
		let lines = fs::read_to_string(&list).unwrap();
		let out = tempfile::tempdir().unwrap();
		let args = ["receipt", "batch", "--json", "--no-attest", "--digests", "-"];
		let from_stdin = run_on(&lines, &args, out.path()).json();
		assert_eq!(from_stdin["root"], format!("0x{ROOT}"));
		assert_eq!(from_stdin["bytes"], Value::Null);
		let (tree_of_stdin, list_of_stdin) = results(&from_stdin);
		assert_eq!(fs::read(tree_of_stdin).unwrap(), fs::read(&tree).unwrap());
		assert_eq!(fs::read_to_string(list_of_stdin).unwrap(), lines);

		let bare = format!("{EMPTY}\n{}\n{LINE}", ABC.to_uppercase());
		let out = tempfile::tempdir().unwrap();
		let from_bare = run_on(&bare, &args, out.path()).json();
		assert_eq!(from_bare["root"], format!("0x{ROOT}"));
		assert_eq!(from_bare["list"], Value::Null);
		assert!(!out.path().join(format!("{ROOT}.sha256")).exists());
	}

	#[test]
	fn what_is_no_batch_is_refused_by_name() {
		let dir = tempfile::tempdir().unwrap();
		fs::create_dir(dir.path().join("empty")).unwrap();
		let message = run_with("receipt batch --no-attest", dir.path()).fails(4);
		assert!(message.contains("no regular file") && message.contains("at least one leaf"));
		let names: Vec<_> = fs::read_dir(dir.path()).unwrap().collect();
		assert_eq!(names.len(), 1, "nothing is left behind: {names:?}");

		let args = ["receipt", "batch", "--no-attest", "--digests", "-"];
		assert!(run_on("", &args, dir.path()).fails(4).contains("no digest"));
		let message = run_on(&format!("{ABC}  a\nnonsense\n"), &args, dir.path()).fails(4);
		assert!(message.contains("standard input: line 2"), "{message}");

		let (_payload, path) = file("payload", "abc", 0o600);
		let message = run_with("receipt batch --no-attest", &path).fails(4);
		assert!(message.contains("tonnetz receipt record"), "{message}");
		let message = run(["receipt", "batch", "--no-attest", "/nonexistent"]).fails(4);
		assert!(message.contains("cannot read /nonexistent"), "{message}");
		run(["receipt", "batch", "--no-attest"]).fails(2);
	}

	#[test]
	fn another_file_in_the_place_of_the_journal_is_left_alone() {
		let dir = payloads();
		let journal = dir.path().join(".tonnetz-batch");
		fs::write(&journal, "mine").unwrap();
		let message = run_with("receipt batch --no-attest", dir.path()).fails(4);
		assert!(message.contains(".tonnetz-batch") && message.contains("move it away"));
		assert_eq!(fs::read_to_string(&journal).unwrap(), "mine");
	}

	#[test]
	fn the_node_is_looked_for_before_anything_is_hashed() {
		let dir = payloads();
		let line = "receipt batch --key //Alice --url ws://127.0.0.1:1";
		run_with(line, dir.path()).fails(5);
		assert!(!dir.path().join(format!("{ROOT}.tree")).exists());
	}
}

/// Runs that end before their time.
mod resume {
	use super::*;

	const FILES: usize = 200;

	/// The size of a hole that is never read to its end, and of one that is, in bytes.
	const LARGE: u64 = 16 << 30;
	const SMALL: u64 = 2 << 30;

	/// Many small files, and a hole that takes seconds to read: a run is surely not done when the
	/// small ones are.
	fn long_work(size: u64) -> (TempDir, PathBuf) {
		let dir = tempfile::tempdir().unwrap();
		for number in 0..FILES {
			write(&dir.path().join(format!("{number:03}")), number.to_string().as_bytes());
		}
		let hole = dir.path().join("hole");
		File::create(&hole).unwrap().set_len(size).unwrap();
		age(&hole);
		(dir, hole)
	}

	/// A run on `dir` that has hashed all but the hole.
	fn half_done(dir: &Path) -> Child {
		let mut command = tonnetz();
		command.args(["receipt", "batch", "--json", "--no-attest"]).arg(dir);
		let mut child = command.spawn().unwrap();
		let started = Instant::now();
		while lines(dir) < FILES + 1 {
			assert!(child.try_wait().unwrap().is_none(), "the run ended");
			assert!(started.elapsed() < PATIENCE, "{} files hashed", lines(dir));
			thread::yield_now();
		}
		child
	}

	/// The number of complete lines in the journal.
	fn lines(dir: &Path) -> usize {
		let journal = fs::read(dir.join(".tonnetz-batch")).unwrap_or_default();
		journal.iter().filter(|byte| **byte == b'\n').count()
	}

	/// The root that a run with nothing to resume finds.
	fn fresh_root(dir: &Path) -> Value {
		let out = tempfile::tempdir().unwrap();
		let args = ["receipt", "batch", "--json", "--no-attest", "--out"];
		let mut command = tonnetz();
		command.args(args).arg(out.path()).arg(dir);
		let made = Run::of(command).json();
		assert_eq!(made["reused"], 0);
		made["root"].clone()
	}

	#[test]
	fn a_killed_run_is_resumed() {
		let (dir, hole) = long_work(LARGE);
		let mut child = half_done(dir.path());
		// SIGKILL.
		child.kill().unwrap();
		assert!(!child.wait().unwrap().success());
		let results = fs::read_dir(dir.path()).unwrap().count();
		assert_eq!(results, FILES + 2, "payloads, the hole and the journal");

		// As if it had been killed in the midst of a line.
		let journal = dir.path().join(".tonnetz-batch");
		File::options().append(true).open(journal).unwrap().write_all(b"01ba4719c8").unwrap();
		File::options().write(true).open(hole).unwrap().set_len(1).unwrap();
		// Another content of the same length and age; one file less and one more.
		write(&dir.path().join("007"), b"8");
		fs::remove_file(dir.path().join("008")).unwrap();
		write(&dir.path().join("new"), b"new");

		let expected = fresh_root(dir.path());
		let resumed = batch(dir.path());
		assert_eq!(resumed["root"], expected);
		assert_eq!(resumed["leaves"], FILES + 1);
		assert_eq!(resumed["reused"], FILES - 2);
		assert!(!dir.path().join(".tonnetz-batch").exists());
	}

	#[test]
	fn a_file_that_changes_meanwhile_is_named_and_nothing_comes_of_it() {
		let (dir, hole) = long_work(SMALL);
		let child = half_done(dir.path());
		age(&hole);
		let output = child.wait_with_output().unwrap();
		let stderr = String::from_utf8(output.stderr).unwrap();
		assert_eq!(output.status.code(), Some(4), "{stderr}");
		assert!(stderr.contains("hole changed while it was read"), "{stderr}");
		let error: Value = serde_json::from_slice(&output.stdout).unwrap();
		assert_eq!(error["error"]["name"], "file");
		let results = fs::read_dir(dir.path()).unwrap().count();
		assert_eq!(results, FILES + 2, "payloads, the hole and the journal");
	}

	/// Whatever was modified a moment ago may be modified again without its time showing it.
	#[test]
	fn a_file_modified_just_now_is_not_noted() {
		let (dir, hole) = long_work(LARGE);
		fs::write(dir.path().join("just-now"), "x").unwrap();
		let mut child = half_done(dir.path());
		child.kill().unwrap();
		child.wait().unwrap();
		assert!(!fs::read_to_string(dir.path().join(".tonnetz-batch")).unwrap().contains("just"));
		File::options().write(true).open(hole).unwrap().set_len(0).unwrap();
		assert_eq!(batch(dir.path())["reused"], FILES);
	}
}

mod leaf {
	use super::*;

	struct Batch {
		dir: TempDir,
		tree: PathBuf,
	}

	impl Batch {
		fn new() -> Self {
			let dir = payloads();
			let tree = results(&batch(dir.path())).0;
			Self { dir, tree }
		}

		fn path(&self, name: &str) -> PathBuf {
			self.dir.path().join(name)
		}

		fn prove(&self, which: &str) -> Run {
			let mut command = tonnetz();
			command.args(["receipt", "leaf", "prove", "--json", "-o", "proof.json"]);
			command.arg(&self.tree).args(which.split(' ')).current_dir(self.dir.path());
			Run::of(command)
		}

		fn verify(&self, more: &str) -> Run {
			let mut command = tonnetz();
			command.args(["receipt", "leaf", "verify", "proof.json", "--json"]);
			command.args(more.split_whitespace()).current_dir(self.dir.path());
			Run::of(command)
		}

		fn altered(&self, alter: impl FnOnce(&mut Value)) {
			let text = fs::read_to_string(self.path("proof.json")).unwrap();
			let mut proof = serde_json::from_str(&text).unwrap();
			alter(&mut proof);
			fs::write(self.path("proof.json"), proof.to_string()).unwrap();
		}
	}

	/// The message of a failure that is also told as JSON.
	#[track_caller]
	fn refused(run: Run, code: i32, name: &str) -> String {
		assert_eq!(run.code, Some(code), "{run:?}");
		let document: Value = serde_json::from_str(&run.stdout).unwrap();
		assert_eq!(document["error"]["name"], name);
		document["error"]["message"].as_str().unwrap().to_owned()
	}

	#[test]
	fn every_leaf_is_proven_by_file_digest_and_index() {
		let batch = Batch::new();
		for (index, (file, digest)) in
			[("a.b", EMPTY), ("a/z", ABC), ("b", LINE)].iter().enumerate()
		{
			for which in [
				format!("--file {file}"),
				format!("--digest 0x{digest}"),
				format!("--index {index}"),
			] {
				let proven = batch.prove(&which).json();
				assert_eq!(proven["index"], index, "{which}");
				assert_eq!(proven["digest"], format!("0x{digest}"), "{which}");
				let verified = batch.verify(&format!("--file {file} --root 0x{ROOT}")).json();
				assert_eq!(verified, proven);
			}
		}
		let proof: Value =
			serde_json::from_slice(&fs::read(batch.path("proof.json")).unwrap()).unwrap();
		assert_eq!(proof["format"], "tonnetz-leaf-proof");
		assert_eq!(proof["version"], 1);
		assert!(batch.verify("").stderr.contains("--root"));
	}

	#[test]
	fn what_is_not_in_the_batch_is_not_proven() {
		let batch = Batch::new();
		fs::write(batch.path("other"), "other").unwrap();
		let message = refused(batch.prove("--file other"), 28, "leaf");
		assert!(message.contains("no leaf for other"), "{message}");
		let message = refused(batch.prove(&format!("--digest {ROOT}")), 28, "leaf");
		assert!(message.contains(ROOT), "{message}");
		let message = refused(batch.prove("--index 3"), 28, "leaf");
		assert!(message.contains("it has 3, counted from 0"), "{message}");
		assert!(!batch.path("proof.json").exists());
		refused(batch.prove("--index x"), 2, "usage");
		refused(batch.prove("--index 1 --file b"), 2, "usage");
	}

	#[test]
	fn what_does_not_verify_says_why() {
		let batch = Batch::new();
		let fresh = || batch.prove("--file b").json();
		fresh();
		let message = refused(batch.verify("--file a.b"), 27, "payload");
		assert!(message.contains(EMPTY) && message.contains(LINE), "{message}");
		let message = refused(batch.verify(&format!("--root {ABC}")), 28, "leaf");
		assert!(message.contains("another batch") && message.contains(ROOT), "{message}");
		refused(batch.verify("--root 0x00"), 2, "usage");

		let message = |alter: fn(&mut Value)| {
			fresh();
			batch.altered(alter);
			refused(batch.verify(&format!("--root {ROOT}")), 28, "leaf")
		};
		assert!(message(|proof| proof["digest"] = format!("0x{ABC}").into()).contains("not in"));
		assert!(message(|proof| proof["index"] = 3.into()).contains("leaf 3 of 3"));
		assert!(message(|proof| proof["index"] = 1.into()).contains("path of the leaf proof"));
		assert!(message(|proof| proof["leaves"] = 4.into()).contains("path of the leaf proof"));
		assert!(message(|proof| proof["version"] = 2.into()).contains("version 2"));
		assert!(message(|proof| proof["path"] = Value::Array(vec![])).contains("has 0 hashes"));
	}

	#[test]
	fn what_is_no_proof_is_refused_by_name() {
		let batch = Batch::new();
		let message = refused(batch.verify(""), 4, "file");
		assert!(message.contains("cannot read proof.json"), "{message}");
		for (contents, says) in [
			("{}", "no leaf proof"),
			("\u{0}", "no leaf proof"),
			(&"[".repeat(70_000), "too large"),
		] {
			fs::write(batch.path("proof.json"), contents).unwrap();
			let message = refused(batch.verify(""), 4, "file");
			assert!(message.contains("proof.json") && message.contains(says), "{message}");
		}
	}

	#[test]
	fn truncated_foreign_and_damaged_trees_are_refused() {
		let batch = Batch::new();
		let whole = fs::read(&batch.tree).unwrap();
		let refuses = |contents: &[u8], says: &str| {
			fs::write(&batch.tree, contents).unwrap();
			let message = refused(batch.prove("--index 0"), 4, "file");
			assert!(message.contains(ROOT) && message.contains(says), "{message}");
		};
		refuses(&whole[..whole.len() - 32], "take a whole copy");
		refuses(b"something else", "no tree");
		let mut damaged = whole.clone();
		damaged[56] ^= 1;
		refuses(&damaged, "damaged");
		assert!(!batch.path("proof.json").exists());
	}
}
