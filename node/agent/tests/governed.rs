// SPDX-License-Identifier: Apache-2.0

//! Commands of who governs, and of whoever tidies up, without a node.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{run, Run};

const ACCOUNT: &str = "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM";

/// Runs `tonnetz` with the words of a line, with a key and where no node is.
fn tonnetz(line: &str) -> Run {
	let line = line.replace('$', ACCOUNT);
	let more = ["--key", "//Alice", "--url", "ws://127.0.0.1:1"];
	run(line.split_whitespace().chain(more))
}

#[test]
fn what_is_whole_is_sent_to_the_node() {
	for line in [
		"certification verifier register $ kyc artifact-criteria",
		"certification verifier remove $",
		"certification verifier suspend $",
		"certification verifier suspend $ --until 900",
		"certification verifier resume $",
		"certification blesser appoint $",
		"certification blesser dismiss",
		"cust target reassign acme/web --to $",
		"cust target reassign acme/web --shared",
		"cust prune 1 2 3",
		"coherence prune run-7",
		"coherence prune-readings $",
		"coherence set-corridor --lower 0.6 --upper 0.7",
	] {
		let message = tonnetz(line).fails(5);
		assert!(message.contains("ws://127.0.0.1:1"), "{line}: {message}");
	}
}

#[test]
fn what_is_not_is_refused_before() {
	for (line, says) in [
		("certification verifier register $", "<KIND>"),
		("certification verifier register $ kyx", "hardware-key"),
		("certification verifier register nobody kyc", "nobody is not an SS58 address"),
		("certification verifier remove nobody", "nobody is not an SS58 address"),
		("certification verifier suspend $ --until soon", "--until"),
		("certification blesser appoint nobody", "nobody is not an SS58 address"),
		("cust target reassign acme/web", "--to"),
		("cust target reassign acme/web --shared --to $", "cannot be used with"),
		("cust target reassign Acme --shared", "a target's name has 1 to 64 bytes"),
		("cust target reassign acme/web --to nobody", "nobody is not an SS58 address"),
		("cust prune", "<ID>"),
		("coherence prune 0xab", "64 hexadecimal digits"),
		("coherence prune-readings nobody", "nobody is not an SS58 address"),
		("coherence set-corridor --lower 0.6", "--upper"),
		("coherence set-corridor --lower 0.4 --upper 0.7", "below 0.5"),
		("coherence set-corridor --lower 0.7 --upper 0.6", "not below the upper"),
		("coherence set-corridor --lower x --upper 0.6", "--lower: not a decimal"),
	] {
		let message = tonnetz(line).fails(2);
		assert!(message.contains(says), "{line}: {message}");
	}
}
