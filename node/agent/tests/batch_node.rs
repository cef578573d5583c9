// SPDX-License-Identifier: Apache-2.0

//! Batches on a live development node.

#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::unwrap_used)]

mod common;

use common::{file, node::Node, run, run_with, tonnetz, Run};
use serde_json::Value;
use std::fs;

#[test]
fn a_batch_is_attested_once_and_its_leaves_are_proven_by_its_receipt() {
	let node = Node::start();
	let url = &node.url;
	let (dir, _) = file("report.pdf", "abc", 0o644);
	fs::write(dir.path().join("second"), "").unwrap();
	let command = |more: &str| format!("receipt batch --json --key //Alice --url {url} {more}");

	let line = command("--component billing --uri ipfs://payloads --expires 1000");
	let first = run_with(line.trim_end(), dir.path()).json();
	let receipt = &first["receipt"];
	assert_eq!(first["leaves"], 2);
	assert_eq!(receipt["id"], 0);
	assert_eq!(receipt["kind"], "artifact");
	assert_eq!(receipt["subjectName"], "billing");
	assert_eq!(receipt["already"], false);
	let alice = run(["key", "inspect", "--json", "--key", "//Alice"]).json();
	assert_eq!(receipt["issuer"], alice["ss58Address"]);
	assert!(!dir.path().join(".tonnetz-batch").exists());

	let shown = run(["receipt", "show", "0", "--url", url, "--json"]).json();
	assert_eq!(shown["receipt"]["digest"], first["root"]);
	assert_eq!(shown["receipt"]["batch"]["root"], first["root"]);
	assert_eq!(shown["receipt"]["batch"]["leaves"], 2);
	assert_eq!(shown["receipt"]["parent"], Value::Null);
	assert_eq!(shown["uri"], "ipfs://payloads");
	for name in ["kind", "subject", "expires", "sequence", "issuer"] {
		assert_eq!(shown["receipt"][name], receipt[name], "{name}");
	}

	// Paid for once: by the same account only, and if it still holds.
	let again = run_with(command("").trim_end(), dir.path());
	assert!(again.stderr.contains("receipt 0 attests this batch already"), "{again:?}");
	let again = again.json();
	assert_eq!(again["receipt"]["id"], 0);
	assert_eq!(again["receipt"]["already"], true);
	assert_eq!(again["receipt"]["uri"], "ipfs://payloads");
	let line = format!("receipt batch --json --key //Bob --url {url}");
	assert_eq!(run_with(&line, dir.path()).json()["receipt"]["id"], 1);
	let third = run_with(&command("--again --kind document"), dir.path()).json();
	assert_eq!(third["receipt"]["id"], 2);
	assert_eq!(third["receipt"]["kind"], "document");

	let prove = ["receipt", "leaf", "prove", "--file", "report.pdf", "-o", "proof.json"];
	let mut command = tonnetz();
	command.args(prove).arg(first["tree"].as_str().unwrap()).current_dir(dir.path());
	Run::of(command).succeeds();
	let root = shown["receipt"]["batch"]["root"].as_str().unwrap();
	let mut command = tonnetz();
	command.args(["receipt", "leaf", "verify", "proof.json", "--json", "--root", root]);
	let verified = Run::of({
		command.args(["--file", "report.pdf"]).current_dir(dir.path());
		command
	});
	assert_eq!(verified.json()["root"], first["root"]);
}

#[test]
fn a_failed_attestation_leaves_the_digests_for_the_next() {
	let node = Node::start();
	let url = &node.url;
	let (dir, payload) = file("report.pdf", "abc", 0o644);
	let long_ago = std::time::SystemTime::UNIX_EPOCH;
	fs::File::options().write(true).open(payload).unwrap().set_modified(long_ago).unwrap();

	let line = format!("receipt batch --key //Nobody --url {url}");
	let message = run_with(&line, dir.path()).fails(6);
	assert!(message.contains("Inability to pay some fees"), "{message}");
	assert!(dir.path().join(".tonnetz-batch").exists());
	let line = format!("receipt batch --json --key //Alice --url {url}");
	let attested = run_with(&line, dir.path()).json();
	assert_eq!(attested["reused"], 1);
	assert_eq!(attested["receipt"]["id"], 0);
	assert!(!dir.path().join(".tonnetz-batch").exists());
}
