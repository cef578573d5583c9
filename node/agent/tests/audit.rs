// SPDX-License-Identifier: Apache-2.0

//! The binary and exports of an account's receipts, without a node.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{
	receipts::{self, vector, with_link, ReceiptInfo},
	run, Run,
};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, H256};
use std::fs;
use tempfile::TempDir;
use tonnetz_core::receipt::ChainHead;

/// An export that is complete unless somebody changes it.
struct Export {
	dir: TempDir,
	account: String,
	header: Value,
	lines: Vec<String>,
}

impl Export {
	/// The proven receipt, and more of the same issuer.
	fn of(length: u64) -> Self {
		let (infos, genesis_hash) = receipts::of_one_issuer(length);
		let account = receipts::issuer();
		let head = ChainHead::of_links(infos.iter().map(|info| info.link)).unwrap();
		let header = json!({
			"format": "tonnetz-receipts-export", "version": 1, "genesisHash": genesis_hash,
			"account": account, "block": { "number": 90, "hash": H256::repeat_byte(9) },
			"head": head,
		});
		Self {
			dir: tempfile::tempdir().unwrap(),
			account: account.to_ss58check(),
			header,
			lines: infos.iter().map(|info| serde_json::to_string(info).unwrap()).collect(),
		}
	}

	fn audit_text(&self, text: impl AsRef<[u8]>, more: &[&str]) -> Run {
		let path = self.dir.path().join("export.jsonl");
		fs::write(&path, text).unwrap();
		let args = ["receipt", "audit", &self.account, "--from", path.to_str().unwrap()];
		run(args.iter().chain(more))
	}

	fn text(&self) -> String {
		let lines = [self.header.to_string()].into_iter().chain(self.lines.iter().cloned());
		lines.map(|line| line + "\n").collect()
	}

	fn audit(&self, more: &[&str]) -> Run {
		self.audit_text(self.text(), more)
	}

	/// The faults of an audit that must find some.
	#[track_caller]
	fn faults(&self) -> Vec<String> {
		let run = self.audit(&["--json"]);
		assert_eq!(run.code, Some(30), "{run:?}");
		let report: Value = serde_json::from_str(&run.stdout).unwrap();
		assert_eq!(report["complete"], false);
		let found = report["findings"]["first"].as_array().unwrap();
		found.iter().map(|finding| finding["fault"].as_str().unwrap().to_owned()).collect()
	}
}

/// The head, as the vector proves it.
fn with_proof() -> [String; 4] {
	let path = |name| vector(name).to_str().unwrap().to_owned();
	["--bundle".into(), path("head.bundle.json"), "--trust".into(), path("trust.json")]
}

#[test]
fn a_complete_export_is_complete() {
	let report = Export::of(7).audit(&["--json"]).json();
	assert_eq!(report["complete"], true);
	assert_eq!(report["receipts"], 7);
	assert_eq!(report["head"], report["expectedHead"]);
	assert_eq!(report["proven"], Value::Null);
	let text = Export::of(7).audit(&[]).succeeds();
	assert!(text.contains("verdict    complete"), "{text}");
	assert!(text.contains("believed as it was given"), "{text}");
	assert_eq!(Export::of(0).audit(&["--json"]).json()["receipts"], 0);
}

#[test]
fn a_bundle_proves_the_head() {
	let proof = with_proof();
	let proof = proof.each_ref().map(String::as_str);
	let text = Export::of(1).audit(&proof).succeeds();
	assert!(text.contains("proven for the first 1 receipts at block 60\n"), "{text}");
	let text = Export::of(3).audit(&proof).succeeds();
	assert!(text.contains("at block 60; 2 later receipts are not covered"), "{text}");

	// A forger who leaves a proven receipt out, or changes it, and makes a head to match.
	let run = Export::of(0).audit(&proof);
	assert_eq!(run.code, Some(30), "{run:?}");
	assert!(run.stdout.contains("missing: 0 receipts, and 1 are proven"), "{run:?}");
	let mut forged = Export::of(1);
	let mut info: ReceiptInfo = serde_json::from_str(&forged.lines[0]).unwrap();
	info.receipt.as_mut().unwrap().digest = H256::repeat_byte(1);
	let info = with_link(info);
	forged.header["head"] = json!(ChainHead::of_links([info.link]).unwrap());
	forged.lines[0] = serde_json::to_string(&info).unwrap();
	assert_eq!(forged.audit(&[]).code, Some(0), "without a proof there is nothing to see");
	let run = forged.audit(&proof);
	assert_eq!(run.code, Some(30), "{run:?}");
	assert!(run.stdout.contains("head: the first 1 receipts give the hash"), "{run:?}");
}

#[test]
fn a_proof_of_something_else_is_refused() {
	let export = Export::of(1);
	let bundle = |name: &str, trust: &str| {
		let path = |name| vector(name).to_str().unwrap().to_owned();
		export.audit(&["--bundle", &path(name), "--trust", &path(trust)])
	};
	assert!(bundle("good.bundle.json", "trust.json").fails(31).contains("proves no head"));
	assert!(bundle("forged-set-id.bundle.json", "trust.json").fails(23).contains("votes"));
	assert!(bundle("changed-set.bundle.json", "genesis.trust.json")
		.fails(22)
		.contains("trust update"));

	let mut other_chain = Export::of(1);
	other_chain.header["genesisHash"] = json!(H256::repeat_byte(1));
	let proof = with_proof();
	let message = other_chain.audit(&proof.each_ref().map(String::as_str)).fails(31);
	assert!(message.contains("chain with genesis"), "{message}");

	let mut other_account = Export::of(0);
	let bob = run(["key", "inspect", "--json", "--key", "//Bob"]).json();
	other_account.account = bob["ss58Address"].as_str().unwrap().to_owned();
	other_account.header["account"] = bob["ss58Address"].clone();
	let message = other_account.audit(&proof.each_ref().map(String::as_str)).fails(31);
	assert!(message.contains("proves the head of"), "{message}");

	assert!(export.audit(&["--bundle", "bundle.json"]).fails(2).contains("--trust"));
	assert!(export.audit(&["--trust", "trust.json"]).fails(2).contains("bundle"));
}

#[test]
fn one_removed_receipt_is_found() {
	for position in 0..5 {
		let mut export = Export::of(5);
		export.lines.remove(position);
		assert!(export.faults().contains(&"missing".to_owned()), "{position}");
	}
}

#[test]
fn two_exchanged_receipts_are_found() {
	let mut export = Export::of(5);
	export.lines.swap(1, 3);
	assert!(export.faults().contains(&"reordered".to_owned()));
	let run = export.audit(&[]);
	assert!(run.stdout.contains("reordered: receipt 201 with sequence 1"), "{run:?}");
}

#[test]
fn one_altered_receipt_is_found() {
	let mut export = Export::of(5);
	assert!(export.lines[2].contains("\"kind\":\"artifact\""));
	export.lines[2] = export.lines[2].replace("\"kind\":\"artifact\"", "\"kind\":\"document\"");
	assert_eq!(export.faults(), ["altered", "head"]);
	let run = export.audit(&[]);
	assert!(run.stdout.contains("altered: receipt 202 "), "{run:?}");
}

#[test]
fn a_pruned_receipt_is_link_only_and_the_chain_holds() {
	let mut export = Export::of(5);
	for line in [1, 4] {
		let mut info: ReceiptInfo = serde_json::from_str(&export.lines[line]).unwrap();
		info.receipt = None;
		export.lines[line] = serde_json::to_string(&info).unwrap();
	}
	let report = export.audit(&["--json"]).json();
	assert_eq!(report["linkOnly"], json!({ "count": 2, "first": [201, 204] }));
	assert!(export.audit(&[]).succeeds().contains("link only  2: 201, 204\n"));
}

#[test]
fn another_account_is_refused() {
	let mut export = Export::of(2);
	let bob = run(["key", "inspect", "--json", "--key", "//Bob"]).json();
	export.account = bob["ss58Address"].as_str().unwrap().to_owned();
	let message = export.audit(&[]).fails(4);
	assert!(message.contains("the export is of the account"), "{message}");
	export.header["account"] = bob["ss58Address"].clone();
	assert!(export.faults().contains(&"foreign".to_owned()));
}

#[test]
fn a_damaged_file_is_named_with_its_line() {
	let export = Export::of(3);
	let text = export.text();
	let message = export.audit_text(&text[..text.len() - 10], &[]).fails(4);
	assert!(message.contains("export.jsonl: line 4") && message.contains("cut off"), "{message}");
	// Cut off between two lines, it is a list that is too short.
	let lines: String = text.split_inclusive('\n').take(3).collect();
	assert_eq!(export.audit_text(lines, &[]).code, Some(30));

	for (position, line, says) in [
		(0, "{}", "line 1: not the header"),
		(2, "{\"id\":", "line 3: not a receipt"),
		(2, "", "line 3: not a receipt"),
		(3, "[]", "line 4: not a receipt"),
	] {
		let mut lines: Vec<_> = text.lines().collect();
		lines[position] = line;
		let message = export.audit_text(lines.join("\n") + "\n", &[]).fails(4);
		assert!(message.contains(says), "{message}");
	}
	let long = format!("{}\n{}\n", export.header, "x".repeat(1 << 20));
	assert!(export.audit_text(long, &[]).fails(4).contains("line 2: the line is longer"));
	assert!(export.audit_text("", &[]).fails(4).contains("empty file"));
	assert!(export.audit_text([0xff, b'\n'], &[]).fails(4).contains("line 1"));
	let newer = text.replacen("\"version\":1", "\"version\":2", 1);
	assert!(export.audit_text(newer, &[]).fails(4).contains("version 2"));
}
