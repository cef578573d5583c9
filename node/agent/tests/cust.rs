// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust` without a node.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{
	cust::{address, Case, Corpus},
	file, run, run_with, tonnetz, Run,
};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fs, path::Path};

const COMMAND: &str = r#"{"version":"cust-1.0","intent":"deploy","target":"web",
 "operations":[{"type":"git","action":"commit_and_push","branch":"main","message":"feat: Grüße"}]}"#;

/// Runs `tonnetz cust` with the words of a line, in a directory.
fn cust(dir: &Path, line: &str) -> Run {
	let mut command = tonnetz();
	command.arg("cust").args(line.split_whitespace()).current_dir(dir);
	Run::of(command)
}

/// What the command line says of a case of the corpus.
fn context_args(case: Case) -> String {
	let mut args = format!("--planner {} --offline", address(case.planner()));
	match case.policy() {
		Some("unset") | None => {}
		Some(policy) => args += &format!(" --policy {policy}.json"),
	}
	for (member, arg) in [
		("now", "now"),
		("submitted", "submitted"),
		("expiresAt", "expires-at"),
		("lastApproved", "last-approved"),
	] {
		if let Some(block) = case.block(member) {
			args += &format!(" --{arg} {block}");
		}
	}
	if let Some((given, expected)) = case.nonces() {
		args += &format!(" --nonce {given} --expected-nonce {expected}");
	}
	if case.context("suspended") == &json!(true) {
		args += " --suspended";
	}
	args + &format!(" --model {}", case.context("model").as_str().unwrap())
}

#[test]
fn every_case_of_the_corpus_has_its_verdict() {
	let corpus = Corpus::read();
	let dir = tempfile::tempdir().unwrap();
	for name in corpus.policies() {
		let policy = corpus.policy(name, address).to_string();
		fs::write(dir.path().join(format!("{name}.json")), policy).unwrap();
	}
	let mut verdicts = BTreeMap::<String, u32>::new();
	// Without a node there is no target that does not exist.
	for case in corpus.cases().filter(|case| case.policy().is_some()) {
		fs::write(dir.path().join("command.json"), case.command()).unwrap();
		let args = match case.parse_error() {
			Some(_) => format!("--planner {} --offline", address("planner")),
			None => context_args(case),
		};
		let run = cust(dir.path(), &format!("evaluate command.json --json {args}"));
		let answer: Value = serde_json::from_str(&run.stdout).unwrap();
		let counted = match case.parse_error() {
			Some(code) => {
				let message = answer["error"]["message"].as_str().unwrap();
				assert!(message.contains(&format!("({code})")), "{}: {message}", case.name());
				assert_eq!(run.code, Some(4), "{run:?}");
				"none"
			}
			None => {
				case.agrees(&answer);
				let refused = answer["verdict"] == "refused";
				assert_eq!(run.code, Some(if refused { 14 } else { 0 }), "{run:?}");
				assert_eq!(answer["message"].is_string(), refused, "{run:?}");
				answer["verdict"].as_str().unwrap()
			}
		};
		*verdicts.entry(counted.to_owned()).or_default() += 1;
	}
	assert!(verdicts.values().sum::<u32>() >= 400, "{verdicts:?}");
	assert!(verdicts.values().all(|count| *count >= 4) && verdicts.len() == 4, "{verdicts:?}");
}

#[test]
fn a_verdict_without_a_node_is_explained() {
	let (dir, _) = file("command.json", COMMAND, 0o644);
	let line = format!("evaluate command.json --planner {} --offline", address("planner"));
	let run = cust(dir.path(), &line);
	assert_eq!(run.code, Some(14), "{run:?}");
	assert!(run.stdout.contains("verdict  refused, no_policy: The target has no"), "{run:?}");
	// The corpus has the policy for the target of this command.
	let policy = Corpus::read().policy("one-approval", address).to_string();
	fs::write(dir.path().join("policy.json"), policy).unwrap();
	let run = cust(dir.path(), &format!("{line} --policy policy.json --now 7")).succeeds();
	assert!(run.contains("verdict  needs 1 approval\n"), "{run}");
	assert!(run.contains("expires  at block 107\n"), "{run}");
	let wrong = cust(dir.path(), &format!("{line} --expected-nonce 1")).fails(2);
	assert!(wrong.contains("--nonce"), "{wrong}");
	let wrong = cust(dir.path(), &line.replace("--offline", "--now 3")).fails(2);
	assert!(wrong.contains("--offline"), "{wrong}");
	let wrong = cust(dir.path(), &line.replace(&address("planner"), "nobody")).fails(2);
	assert!(wrong.contains("nobody is not an SS58 address"), "{wrong}");
}

/// HMAC-SHA256 as RFC 2104 has it, for a key of at most 64 bytes.
fn hmac(key: &[u8], text: &[u8]) -> String {
	let pad = |byte: u8| {
		let mut block = [byte; 64];
		block.iter_mut().zip(key).for_each(|(to, from)| *to ^= from);
		block
	};
	let inner = Sha256::new().chain_update(pad(0x36)).chain_update(text).finalize();
	hex::encode(Sha256::new().chain_update(pad(0x5c)).chain_update(inner).finalize())
}

#[test]
fn a_command_is_signed_as_javascript_would() {
	let secret = "5f1d0a9c4be7382615fd0a9c4be7382615fd0a9c4be7382615fd0a9c4be73826";
	let (dir, _) = file("gate.secret", &format!("{secret}\n"), 0o600);
	fs::write(dir.path().join("command.json"), COMMAND).unwrap();
	let compact = COMMAND.replace("\n ", "");
	for json in ["", "--json"] {
		let line = format!("sign command.json --secret-file gate.secret {json}");
		let signed = cust(dir.path(), &line).succeeds();
		let value: Value = serde_json::from_str(&signed).unwrap();
		assert_eq!(value["signature"], hmac(secret.as_bytes(), compact.as_bytes()));
		// Otherwise it is what was in the file.
		assert!(signed.starts_with(COMMAND.strip_suffix('}').unwrap()), "{signed}");
		fs::write(dir.path().join("signed.json"), &signed).unwrap();
	}
	// Signed again, it is the same.
	let again = cust(dir.path(), "sign signed.json --secret-file gate.secret").succeeds();
	assert_eq!(again, fs::read_to_string(dir.path().join("signed.json")).unwrap());
}

#[test]
fn weak_and_exposed_secrets_do_not_sign() {
	let secret = "5f1d0a9c4be7382615fd0a9c4be7382615fd0a9c4be7382615fd0a9c4be73826";
	for (contents, mode, reason) in [
		(secret, 0o644, "chmod 600"),
		("short", 0o600, "too short"),
		(&*"a".repeat(64), 0o600, "too few"),
		("", 0o600, "too short"),
	] {
		let (dir, _) = file("gate.secret", contents, mode);
		fs::write(dir.path().join("command.json"), COMMAND).unwrap();
		let message = cust(dir.path(), "sign command.json --secret-file gate.secret").fails(3);
		assert!(message.contains(reason), "{message}");
		assert!(contents.len() < 6 || !message.contains(contents), "{message}");
	}
	let (dir, _) = file("gate.secret", secret, 0o600);
	fs::write(dir.path().join("command.json"), COMMAND.replace("intent", "indent")).unwrap();
	let message = cust(dir.path(), "sign command.json --secret-file gate.secret").fails(4);
	assert!(message.contains("(unknown_field)"), "{message}");
	fs::write(dir.path().join("command.json"), COMMAND).unwrap();
	let message = cust(dir.path(), "sign command.json --secret-file none").fails(3);
	assert!(message.contains("none"), "{message}");
}

/// The port of no node.
const NOWHERE: &str = "--url ws://127.0.0.1:1";

#[test]
fn what_is_wrong_is_refused_before_a_node_is_asked() {
	let (dir, command) = file("command.json", COMMAND, 0o644);
	let unfit = Corpus::read().policy("web", |_| address("everybody")).to_string();
	fs::write(dir.path().join("policy.json"), unfit).unwrap();
	for (line, code, reason) in [
		("target create Web --key //Alice", 2, "a target's name has 1 to 64 bytes"),
		("target show a_b", 2, "a target's name"),
		("pending Web", 2, "a target's name"),
		("policy set web --file policy.json --key //Alice", 4, "(roles_overlap)"),
		("policy set web --file command.json --key //Alice", 4, "not a policy"),
		("policy set web --file none.json --key //Alice", 4, "none.json"),
		("submit policy.json --key //Alice", 4, "not a command (wrong_type)"),
		("submit command.json --key secret", 3, "--key takes development keys only"),
		("submit command.json --expires-in 5 --key //Alice", 2, "such as 90s"),
		("submit command.json --as nobody --key //Alice", 2, "not an SS58 address"),
		("approve 7 --key //Alice", 2, "--yes"),
		("approve 7 --digest 0xabc --key //Alice", 2, "64 hexadecimal digits"),
		("complete 7 --outcome done --evidence a --log b", 2, "succeeded, failed"),
		("complete 7 --outcome failed --evidence none --log b --key //Alice", 4, "none"),
		("status seven", 2, "seven"),
	] {
		let message = cust(dir.path(), &format!("{line} {NOWHERE}")).fails(code);
		assert!(message.contains(reason), "{line}: {message}");
	}
	let submit = format!("cust submit --key //Alice {NOWHERE}");
	assert!(run_with(&submit, &command).fails(5).contains("cannot connect"));
	assert!(run(["cust", "deny", "7"]).fails(3).contains("no key"));
}
