// SPDX-License-Identifier: Apache-2.0

//! The binary and proof bundles, without a node.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{file, receipts::vector, run, run_with, tonnetz, Run};
use serde_json::{json, Value};
use std::{fs, path::Path};

fn verify(bundle: &str, trust: &str, more: &[&str]) -> Run {
	let mut command = tonnetz();
	command.args(["receipt", "verify"]).arg(vector(bundle));
	command.arg("--trust").arg(vector(trust)).args(more);
	Run::of(command)
}

#[test]
fn every_vector_ends_with_its_exit_code() {
	let index = fs::read_to_string(vector("index.json")).unwrap();
	let index: Vec<Value> = serde_json::from_str(&index).unwrap();
	assert!(index.len() > 20);
	for case in index {
		let text = |name: &str| case[name].as_str();
		let payload = text("payload").map(|payload| file("payload", payload, 0o644));
		let mut more = vec!["--json"];
		if let Some((_, path)) = &payload {
			more.extend(["--payload", path.to_str().unwrap()]);
		}
		let run = verify(text("bundle").unwrap(), text("trust").unwrap(), &more);
		let code = case["exit"].as_i64().map(|code| i32::try_from(code).unwrap());
		assert_eq!(run.code, code, "{case} {run:?}");
		let verified: Value = serde_json::from_str(&run.stdout).unwrap();
		assert_eq!(verified["exit"], case["exit"], "{case}");
		assert_eq!(verified["holds"], case["exit"] == 0, "{case}");
		let steps = verified["steps"].as_array().unwrap();
		let failed = steps.iter().find(|step| step["verdict"] == "failed");
		assert_eq!(failed.map_or(&Value::Null, |step| &step["step"]), &case["fails"], "{case}");
	}
}

#[test]
fn each_step_is_printed_with_its_verdict() {
	let text = verify("good.bundle.json", "trust.json", &[]).succeeds();
	assert!(text.starts_with("passed   bundle  "), "{text}");
	assert!(text.contains("\npassed   votes          4 of 4 finalise block"), "{text}");
	assert!(text.contains("written   block 40, 2026-01-01 00:00:00 UTC"), "{text}");
	assert!(text.ends_with("verdict   the receipt holds\n"), "{text}");
	let run = verify("revoked.bundle.json", "trust.json", &[]);
	assert_eq!(run.code, Some(11), "{run:?}");
	assert!(run.stdout.contains("FAILED   revocation "), "{run:?}");
	assert!(run.stdout.contains("verdict   the receipt does not hold: revocation"), "{run:?}");
	let run = verify("forged-set-id.bundle.json", "trust.json", &[]);
	assert!(run.stdout.contains("skipped  receipt        not reached"), "{run:?}");
	assert!(!run.stdout.contains("issuer"), "nothing unproven is shown: {run:?}");
}

#[test]
fn anything_else_is_no_bundle() {
	for contents in ["", "{}", "[]", "not JSON", "\u{0}", &"[".repeat(100_000)] {
		let (_dir, path) = file("bundle.json", contents, 0o644);
		let mut command = tonnetz();
		command.args(["receipt", "verify"]).arg(&path).arg("--trust");
		command.arg(vector("trust.json"));
		let run = Run::of(command);
		assert_eq!(run.code, Some(20), "{run:?}");
		assert!(run.stdout.contains("FAILED   bundle"), "{run:?}");
	}
	let message = run_with("receipt verify", Path::new("/nonexistent/bundle.json")).fails(4);
	assert!(message.contains("cannot read /nonexistent/bundle.json"), "{message}");
	let (_dir, huge) = file("bundle.json", &" ".repeat(2 << 20), 0o644);
	assert!(run_with("receipt verify", &huge).fails(4).contains("too large"));
}

#[test]
fn a_bad_trust_file_is_the_step_that_fails() {
	let mut trust: Value =
		serde_json::from_slice(&fs::read(vector("trust.json")).unwrap()).unwrap();
	trust["changes"].as_array_mut().unwrap().swap(0, 1);
	for contents in ["{}".to_owned(), trust.to_string()] {
		let (_dir, path) = file("trust.json", &contents, 0o644);
		let run = verify("good.bundle.json", path.to_str().unwrap(), &[]);
		assert_eq!(run.code, Some(21), "{run:?}");
		assert!(run.stdout.contains("FAILED   trust file"), "{run:?}");
	}
	let missing = verify("good.bundle.json", "none.json", &[]);
	assert!(missing.fails(4).contains("none.json"));
}

#[test]
fn a_leaf_of_another_batch_is_refused() {
	let hash = |byte: &str| format!("0x{}", byte.repeat(32));
	let leaf = json!({
		"format": "tonnetz-leaf-proof", "version": 1, "root": hash("ab"), "leaves": 1, "index": 0,
		"digest": hash("cd"), "path": [],
	});
	let (_dir, leaf) = file("proof.json", &leaf.to_string(), 0o644);
	let leaf = leaf.to_str().unwrap();
	for (bundle, says) in [
		("batch.bundle.json", "for another batch"),
		("good.bundle.json", "one payload, not of a batch"),
	] {
		let run = verify(bundle, "trust.json", &["--leaf", leaf]);
		assert_eq!(run.code, Some(28), "{run:?}");
		assert!(run.stdout.contains(says), "{run:?}");
	}
	// The payload is compared with the leaf, not with the batch.
	let (_dir, payload) = file("payload", "tonnetz", 0o644);
	let payload = ["--leaf", leaf, "--payload", payload.to_str().unwrap()];
	let run = verify("batch.bundle.json", "trust.json", &payload);
	assert_eq!(run.code, Some(27), "{run:?}");
	assert!(run.stdout.contains("the leaf is of 0xcdcd"), "{run:?}");
}

#[test]
fn a_receipt_of_something_else_is_no_decision() {
	let (_dir, part) = file("part", "tonnetz", 0o644);
	let part = part.to_str().unwrap();
	let run = verify("good.bundle.json", "trust.json", &["--request", part, "--response", part]);
	assert_eq!(run.code, Some(27), "{run:?}");
	assert!(run.stdout.contains("its URI names no time"), "{run:?}");
	let half = verify("good.bundle.json", "trust.json", &["--request", part]);
	assert!(half.fails(2).contains("--response"));
}

mod trust {
	use super::*;

	#[test]
	fn a_trust_file_is_verified_before_it_is_shown() {
		let shown = run_with("receipt trust show --json --trust", &vector("trust.json")).json();
		assert_eq!(shown["set"]["id"], 2);
		assert_eq!(shown["set"]["authorities"].as_array().unwrap().len(), 4);
		assert_eq!(shown["set"]["threshold"], 3);
		assert_eq!(shown["ended"].as_array().unwrap().len(), 2);
		let text = run_with("receipt trust show --trust", &vector("genesis.trust.json"));
		assert!(text.succeeds().contains("set      0, since genesis"));

		let text = fs::read_to_string(vector("trust.json")).unwrap();
		let pretty: Value = serde_json::from_str(&text).unwrap();
		let pretty = serde_json::to_string_pretty(&pretty).unwrap();
		for (contents, says) in [(pretty.as_str(), "canonical"), ("", "not a tonnetz-trust file")] {
			let (_dir, path) = file("trust.json", contents, 0o644);
			let message = run_with("receipt trust show --trust", &path).fails(21);
			assert!(message.contains(says) && message.contains("trust.json"), "{message}");
		}
	}

	#[test]
	fn a_plain_chain_specification_is_refused() {
		let (dir, spec) = file("plain.json", r#"{"genesis":{"runtimeGenesis":{}}}"#, 0o644);
		let out = dir.path().join("trust.json");
		let line = format!("receipt trust genesis --out {} --chain-spec", out.display());
		let message = run_with(&line, &spec).fails(4);
		assert!(message.contains("plain.json") && message.contains("raw"), "{message}");
		assert!(!out.exists());
	}

	#[test]
	fn a_chain_specification_needs_no_node() {
		let line =
			"receipt trust genesis -o trust.json --url ws://127.0.0.1:1 --chain-spec spec.json";
		assert!(run(line.split(' ')).fails(2).contains("cannot be used with"));
	}
}
