// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification` with a live development node. `//Alice` is an operator and governs.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::bench::{address, Bench};
use serde_json::{json, Value};

/// Makes an account a verifier of evidence of identity and of artifacts.
fn register_verifier(bench: &Bench, key: &str) {
	let verifier = address(key);
	let registered = bench.json(&format!(
		"certification verifier register {verifier} kyc artifact-criteria --key //Alice"
	));
	assert_eq!(registered["done"], "registered");
	assert_eq!(registered["verifier"], json!(verifier));
	assert_eq!(registered["kinds"], "kyc, artifact-criteria");
}

#[test]
fn evidence_gives_a_tier() {
	let bench = Bench::start();
	let (alice, charlie) = (address("//Alice"), address("//Charlie"));
	bench.write("kyc", "passport");
	assert_eq!(bench.json(&format!("certification tier {alice}"))["tier"], "t0");
	assert_eq!(bench.json("certification verifiers kyc"), json!({ "items": [], "next": null }));
	register_verifier(&bench, "//Charlie");
	let verifiers = bench.json("certification verifiers artifact-criteria");
	assert_eq!(verifiers["items"][0]["account"], json!(charlie));
	assert_eq!(bench.json("certification verifiers qkd")["items"], json!([]));

	let stranger = bench.run("certification evidence submit kyc --file kyc --key //Bob").fails(7);
	assert!(stranger.contains("Certification::NotOperator"), "{stranger}");
	let submitted = bench.json("certification evidence submit kyc --file kyc --key //Alice");
	let receipt = bench.json(&format!("receipt show {}", submitted["receipt"]));
	assert_eq!(receipt["receipt"]["issuer"], json!(alice));
	let shown = bench.json(&format!("certification evidence show {alice}"));
	assert_eq!(shown["items"][0]["pending"]["digest"], submitted["digest"]);
	assert_eq!(shown["items"].as_array().unwrap().len(), 5);

	let judge = |what: &str, rest: &str| {
		bench.run(&format!(
			"certification evidence {what} {alice} kyc {rest} --key //Charlie --json"
		))
	};
	let long = judge("verify", "--file kyc --valid-for 400d");
	assert_eq!(long.code, Some(7), "{long:?}");
	bench.write("other", "driving licence");
	let other = judge("verify", "--file other --valid-for 1h");
	assert!(other.stderr.contains("Certification::DigestMismatch"), "{other:?}");
	let verified = judge("verify", "--file kyc --valid-for 365d").json();
	assert_eq!(verified["done"], "verified");
	let tier = bench.json(&format!("certification tier {alice}"));
	assert_eq!((&tier["tier"], &tier["multiplier"]), (&json!("t1"), &json!(10_000)));
	assert_eq!(tier["lapses"], verified["validUntil"]);
	judge("revoke", "").json();
	assert_eq!(bench.json(&format!("certification tier {alice}"))["tier"], "t0");
	bench.json("certification evidence submit kyc --file other --key //Alice");
	judge("reject", "--file other").json();
	let shown = bench.json(&format!("certification evidence show {alice}"));
	assert_eq!(shown["items"][0]["pending"], Value::Null);
}

#[test]
fn verifiers_are_governed() {
	let bench = Bench::start();
	let charlie = address("//Charlie");
	let verifier = |what: &str| bench.run(&format!("certification verifier {what} --json"));
	let suspended = || {
		let list = bench.json("certification verifiers kyc");
		list["items"][0]["suspended"]["until"].clone()
	};
	let stranger = verifier(&format!("register {charlie} kyc --key //Bob"));
	assert!(stranger.stderr.contains("Bad origin"), "{stranger:?}");
	assert_eq!(stranger.code, Some(7));
	let unknown = verifier(&format!("suspend {charlie} --key //Alice"));
	assert!(unknown.stderr.contains("Certification::UnknownVerifier"), "{unknown:?}");
	let twice = verifier(&format!("register {charlie} kyc kyc --key //Alice"));
	assert!(twice.stderr.contains("Certification::DuplicateKind"), "{twice:?}");

	register_verifier(&bench, "//Charlie");
	let done = verifier(&format!("suspend {charlie} --until 90000 --key //Alice")).json();
	assert_eq!((&done["done"], &done["until"]), (&json!("suspended"), &json!(90_000)));
	assert_eq!(suspended(), json!(90_000));
	let again = verifier(&format!("register {charlie} kyc qkd --key //Alice")).json();
	assert_eq!(again["kinds"], "kyc, qkd");
	// What is registered anew is suspended still.
	assert_eq!(suspended(), json!(90_000));
	bench.write("kyc", "passport");
	bench.json("certification evidence submit kyc --file kyc --key //Alice");
	let verify = format!(
		"certification evidence verify {} kyc --file kyc --valid-for 1d --key //Charlie",
		address("//Alice")
	);
	let refused = bench.run(&verify).fails(7);
	assert!(refused.contains("Certification::VerifierSuspended"), "{refused}");
	verifier(&format!("resume {charlie} --key //Alice")).json();
	assert_eq!(suspended(), Value::Null);
	bench.json(&verify);
	verifier(&format!("remove {charlie} --key //Alice")).json();
	assert_eq!(bench.json("certification verifiers kyc")["items"], json!([]));
	// What it judged stands.
	let tier = bench.json(&format!("certification tier {}", address("//Alice")));
	assert_eq!(tier["tier"], "t1");
}

#[test]
fn there_is_one_blesser() {
	let bench = Bench::start();
	let (dave, eve) = (address("//Dave"), address("//Eve"));
	let bless =
		|key: &str| bench.run(&format!("certification ceremony bless 0 --key {key}")).fails(7);
	// A blesser is told that there is no such ceremony, anyone else that blessing is not theirs.
	let (is_blesser, is_none) = ("Certification::UnknownCeremony", "Bad origin");
	assert!(bless("//Dave").contains(is_none));
	let stranger = bench.run(&format!("certification blesser appoint {dave} --key //Dave"));
	assert!(stranger.fails(7).contains("Bad origin"));
	let appointed = bench.json(&format!("certification blesser appoint {dave} --key //Alice"));
	assert_eq!((&appointed["done"], &appointed["blesser"]), (&json!("appointed"), &json!(dave)));
	assert!(bless("//Dave").contains(is_blesser));
	bench.json(&format!("certification blesser appoint {eve} --key //Alice"));
	assert!(bless("//Dave").contains(is_none) && bless("//Eve").contains(is_blesser));
	let dismissed = bench.json("certification blesser dismiss --key //Alice");
	assert_eq!((&dismissed["done"], dismissed.get("blesser")), (&json!("dismissed"), None));
	assert!(bless("//Eve").contains(is_none));
}

// A witness needs an uptime of 25 of 100, which takes 91 days: a ceremony is as far as it goes.
#[test]
fn artifacts_have_criteria_before_a_ceremony() {
	let bench = Bench::start();
	bench.write("binary", "ELF");
	bench.write("kyc", "passport");
	let artifact =
		bench.json("receipt record artifact --evidence binary --component node --key //Alice");
	let id = artifact["id"].as_u64().unwrap();
	let missing = bench.run(&format!("certification artifact {id}")).fails(10);
	assert!(
		missing.contains(&format!("no criteria of receipt {id} at finalised block")),
		"{missing}"
	);
	let open =
		format!("certification ceremony open {id} --tier bronze --kind release --key //Alice");
	let unmet = bench.run(&open).fails(7);
	assert!(unmet.contains("Certification::"), "{unmet}");

	register_verifier(&bench, "//Charlie");
	let attest = format!("certification criteria attest {id} bronze");
	let stranger = bench.run(&format!("{attest} --key //Bob")).fails(7);
	assert!(stranger.contains("Certification::NotVerifier"), "{stranger}");
	let attested = bench.json(&format!("{attest} --key //Charlie"));
	assert_eq!((&attested["artifact"], &attested["tier"]), (&json!(id), &json!("bronze")));
	let shown = bench.json(&format!("certification artifact {id}"));
	assert_eq!((&shown["tier"], &shown["criteria"]), (&Value::Null, &json!("bronze")));

	let alice = address("//Alice");
	bench.json("certification evidence submit kyc --file kyc --key //Alice");
	bench.json(&format!(
		"certification evidence verify {alice} kyc --file kyc --valid-for 1d --key //Charlie"
	));
	let down = bench.run(&open).fails(7);
	assert!(down.contains("Certification::UptimeTooLow"), "{down}");
	let list = bench.json("certification ceremony list");
	assert_eq!(list, json!({ "items": [], "next": null }));
	for (what, key) in [
		("witness", "//Alice"),
		("decline", "//Alice"),
		("cancel", "//Alice"),
		("bless", "//Alice"),
	] {
		let line = format!("certification ceremony {what} 0 --key {key}");
		assert_eq!(bench.run(&line).code, Some(7), "{line}");
	}
	let missing = bench.run("certification ceremony show 0").fails(10);
	assert!(missing.contains("no ceremony 0 at finalised block"), "{missing}");
	let digest = format!("0x{}", "00".repeat(32));
	assert_eq!(bench.run(&format!("certification ceremony show {digest}")).code, Some(10));
}
