// SPDX-License-Identifier: Apache-2.0

//! `tonnetz audit verify` of what an agent logged, without a node.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{
	agent::{address, Agent, Home},
	run, run_with, Run,
};
use rustix::process::Signal;
use std::fs;

/// Where nothing answers.
const NOWHERE: &str = "ws://127.0.0.1:1";

/// What an agent leaves that was unlocked for a while with the key `//Eve`.
fn logged() -> Home {
	let more = format!(
		"[operator]\naccount = \"{}\"\n[operator.key]\naccount = \"{}\"\n",
		address("//Alice"),
		address("//Eve")
	);
	let home = Home::new(NOWHERE, &more);
	home.secret("eve.whole", "//Eve");
	let mut agent = Agent::start(&home);
	agent.tell("unlock --suri-file eve.whole").succeeds();
	home.wait_for_entry(|entry| entry["action"]["kind"] == "unlock");
	agent.tell("lock").succeeds();
	home.wait_for_entry(|entry| entry["action"]["kind"] == "lock");
	assert!(agent.end(Signal::TERM).success());
	home
}

fn verify(home: &Home, more: &str) -> Run {
	run_with(&format!("audit verify {more}"), &home.path("data/operational.jsonl"))
}

#[test]
fn what_an_agent_logged_verifies() {
	let home = logged();
	let log = home.log();
	let signed = log.iter().filter(|entry| entry["signature"].is_string()).count();
	assert!(signed > 0 && signed < log.len(), "{log:#?}");
	let eve = address("//Eve");
	let verified = verify(&home, &format!("--json --signer {eve}")).json();
	assert_eq!(verified["valid"], true);
	assert_eq!(verified["entries"], log.len());
	assert_eq!(verified["head"], log.last().unwrap()["hash"]);
	assert_eq!(
		(&verified["first"], &verified["last"]),
		(&log[0]["time"], &log[log.len() - 1]["time"])
	);
	assert_eq!(verified["signed"][0]["entries"], signed);
	assert_eq!(verified["unsigned"], log.len() - signed);
	let text = verify(&home, "").succeeds();
	assert!(text.contains(&format!("signed    {signed} by {eve}\n")), "{text}");
	let other = verify(&home, &format!("--signer {}", address("//Bob"))).fails(9);
	assert!(other.contains("is none of 5"), "{other}");
}

#[test]
fn every_changed_byte_is_found() {
	let home = logged();
	let path = home.path("data/operational.jsonl");
	let whole = fs::read(&path).unwrap();
	let lines = |bytes: &[u8]| -> Vec<Vec<u8>> {
		bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect()
	};
	let (mut swapped, mut gap) = (lines(&whole), lines(&whole));
	swapped.swap(1, 2);
	gap.remove(1);
	for spoilt in [swapped, gap] {
		fs::write(&path, spoilt.concat()).unwrap();
		let message = verify(&home, "").fails(33);
		assert!(
			message.contains("operational.jsonl does not verify: entry 1 does not"),
			"{message}"
		);
	}
	// Some forty places, in what is hashed, in hashes and in signatures.
	for place in (0..whole.len() - 1).step_by(whole.len() / 40) {
		let mut changed = whole.clone();
		changed[place] ^= 1;
		fs::write(&path, changed).unwrap();
		let spoilt = verify(&home, "--json");
		assert!(matches!(spoilt.code, Some(9 | 33)), "{place}: {spoilt:?}");
	}
	// What is cut off shows only against an anchor; half a line is told of.
	let short = lines(&whole);
	fs::write(&path, short[..2].concat()).unwrap();
	assert_eq!(verify(&home, "--json").json()["entries"], 2);
	fs::write(&path, &whole[..whole.len() - 3]).unwrap();
	let torn = verify(&home, "--json").json();
	assert_eq!(
		(&torn["entries"], torn["torn"].as_u64().unwrap() > 100),
		(&(short.len() - 1).into(), true)
	);
}

#[test]
fn an_audit_checks_what_it_is_asked() {
	let missing = run(["audit", "verify", "/nonexistent/log"]).fails(4);
	assert!(missing.contains("cannot read /nonexistent/log"), "{missing}");
	let home = logged();
	assert!(verify(&home, "--url ws://127.0.0.1:1").fails(2).contains("--account"));
	assert!(verify(&home, "--signer nobody").fails(2).contains("not an SS58 address"));
	let line = format!("--url {NOWHERE} --account {}", address("//Alice"));
	assert!(verify(&home, &line).fails(5).contains("cannot connect"));
	// The file is judged before the node is asked.
	fs::write(home.path("data/operational.jsonl"), "{}\n").unwrap();
	assert!(verify(&home, &line).fails(33).contains("entry 0 is none"));
}
