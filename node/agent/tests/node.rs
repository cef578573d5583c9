// SPDX-License-Identifier: Apache-2.0

//! The binary against a live development node.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{file, node::Node, run, run_with};

#[test]
fn a_recorded_file_is_found_again() {
	let node = Node::start();
	let url = &node.url;
	let (_dir, evidence) = file("report.pdf", "abc", 0o644);
	let digest = "0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

	let nothing = run(["receipt", "show", "0", "--url", url]).fails(10);
	assert!(nothing.contains("no receipt 0"), "{nothing}");
	let nothing = run(["receipt", "show", "--digest", digest, "--url", url]).fails(10);
	assert!(nothing.contains(digest), "{nothing}");

	let line = format!(
		"receipt record document --key //Alice --url {url} --component billing --version 1.4.0 \
		 --expires 1000 --json --evidence"
	);
	let first = run_with(&line, &evidence).json();
	assert_eq!(first["id"], 0);
	assert_eq!(first["sequence"], 0);
	assert_eq!(first["kind"], "document");
	assert_eq!(first["digest"], digest);
	assert_eq!(first["uri"], "pkg:generic/billing@1.4.0");
	assert_eq!(first["subjectName"], "billing");
	assert_eq!(first["url"], url.as_str());
	let alice = run(["key", "inspect", "--json", "--key", "//Alice"]).json();
	assert_eq!(first["issuer"], alice["ss58Address"]);

	let line =
		format!("receipt record deploy --key //Alice --url {url} --parent 0 --json --evidence");
	let second = run_with(&line, &evidence).json();
	assert_eq!(second["id"], 1);
	assert_eq!(second["sequence"], 1);
	assert_eq!(second["kind"], "deployment");
	assert_eq!(second["subjectName"], "report.pdf");

	let shown = run(["receipt", "show", "0", "--url", url, "--json"]).json();
	assert_eq!(shown["id"], 0);
	assert_eq!(shown["status"], "valid");
	assert_eq!(shown["uri"], first["uri"]);
	for name in ["issuer", "sequence", "kind", "subject", "digest", "parent", "expires"] {
		assert_eq!(shown["receipt"][name], first[name], "{name}");
	}
	assert_eq!(shown["receipt"]["at"], first["block"]["number"]);

	let by_digest = run(["receipt", "show", "--digest", digest, "--url", url, "--json"]).json();
	let line = format!("receipt show --url {url} --json --evidence");
	assert_eq!(run_with(&line, &evidence).json(), by_digest);
	assert_eq!(by_digest["receipts"][0]["id"], 0);
	assert_eq!(by_digest["receipts"][1]["receipt"]["parent"], 0);
	assert_eq!(by_digest["next"], serde_json::Value::Null);
	let bob = run(["key", "inspect", "--json", "--key", "//Bob"]).json();
	let of_bob = ["receipt", "show", "--digest", digest, "--url", url, "--issuer"];
	run(of_bob.into_iter().chain([bob["ss58Address"].as_str().unwrap()])).fails(10);

	let text = run(["receipt", "show", "1", "--url", url]).succeeds();
	assert!(text.contains("status    valid"), "{text}");
	assert!(text.contains(digest), "{text}");

	// The pallet's own words about what went wrong.
	let line = format!("receipt record artifact --key //Alice --url {url} --parent 99 --evidence");
	let message = run_with(&line, &evidence).fails(7);
	assert!(message.contains("Receipts::UnknownParent: The parent is the number"), "{message}");

	// An account without funds cannot pay the fee.
	let line = format!("receipt record artifact --key //Nobody --url {url} --evidence");
	let message = run_with(&line, &evidence).fails(6);
	assert!(message.contains("Inability to pay some fees"), "{message}");

	// A time limit that is shorter than finality.
	let line = format!("receipt record artifact --key //Alice --url {url} --timeout 3 --evidence");
	let message = run_with(&line, &evidence).fails(8);
	assert!(message.contains("was not finalised within 3 s"), "{message}");
}
