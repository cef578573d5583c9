// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification` with a live development node. `//Alice` is an operator and governs.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{
	bench::{address, Bench},
	extrinsic::submit,
};
use serde_json::{json, Value};
use sp_core::crypto::{AccountId32, Ss58Codec};
use subxt::ext::scale_value::{value, Value as Argument};

/// Makes an account a verifier of evidence of identity and of artifacts, which the client has no
/// command for.
fn register_verifier(bench: &Bench, key: &str) {
	let account = AccountId32::from_ss58check(&address(key)).unwrap();
	let account = Argument::from_bytes(<[u8; 32]>::from(account));
	let kyc = Argument::unnamed_variant("Kyc", []);
	let criteria = Argument::unnamed_variant("ArtifactCriteria", []);
	let kinds = Argument::unnamed_composite([value!(Evidence(kyc)), criteria]);
	let arguments = vec![account, kinds];
	let call = submit(&bench.node.url, "//Alice", "Certification", "register_verifier", arguments);
	bench.runtime.block_on(call);
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
