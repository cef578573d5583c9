// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator` with a live development node. Its one validator, `//Alice`, is the founding
//! operator and governs.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{
	bench::{address, Bench},
	run,
};
use serde_json::{json, Value};
use std::fs;

#[test]
fn an_operator_registers_is_seen_and_leaves() {
	let bench = Bench::start();
	let (alice, bob, eve) = (address("//Alice"), address("//Bob"), address("//Eve"));

	// The founder.
	let founder = bench.json(&format!("operator show {alice}"));
	assert_eq!((&founder["name"], &founder["founding"]), (&json!("alice"), &json!(true)));
	assert_eq!((&founder["validator"], &founder["number"]), (&json!(true), &json!(0)));
	let missing = bench.run(&format!("operator show {bob}")).fails(10);
	assert!(missing.contains(&format!("no operator {bob} at finalised block")), "{missing}");

	// Registration with a recovery account, at once.
	bench.write("detail", "bob@example.org");
	let register = format!(
		"operator register bob --recovery {eve} --payout interac --payout-detail detail --salt-file \
		 salt --key //Bob"
	);
	let registered = bench.json(&register);
	assert_eq!((&registered["done"], &registered["name"]), (&json!("registered"), &json!("bob")));
	let salt = fs::read_to_string(bench.dir.path().join("salt")).unwrap();
	assert_eq!(salt.trim().len(), 64);
	let shown = bench.json(&format!("operator show {bob}"));
	assert_eq!((&shown["recovery"], &shown["number"]), (&json!(eve), &json!(1)));
	assert!(shown["payout"]["interac"].is_string(), "{shown}");
	let [x, y, z] = [0, 1, 2].map(|axis| registered["position"][axis].clone());
	assert_eq!(shown["position"], json!({ "x": x, "y": y, "z": z }));
	let again = bench.run("operator register robert --key //Bob").code;
	assert_eq!(again, Some(7));
	let taken = bench.run("operator register bob --recovery 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM --key //Charlie");
	assert!(taken.fails(7).contains("Operators::NameTaken"));

	// Lists.
	let list = bench.json("operator list");
	let names = list["items"].as_array().unwrap().iter().map(|item| &item["name"]);
	assert_eq!(names.collect::<Vec<_>>(), ["alice", "bob"]);
	let first = bench.json("operator list --limit 1");
	assert_eq!((&first["items"][0]["name"], &first["next"]), (&json!("alice"), &json!(1)));
	let there = bench.json(&format!("operator list --position {x},{y},{z}"));
	assert_eq!(there["items"][0]["account"], json!(bob));
	// Alice stands at the first position and bob at the next, so they are neighbours.
	let neighbours = bench.json(&format!("operator neighbours {bob}"));
	assert_eq!(neighbours["items"][0]["account"], json!(alice));
	let observers = bench.json(&format!("operator observers {bob}"));
	assert_eq!(observers["items"], json!([alice]));
	let observes = bench.json(&format!("operator observes {alice}"));
	assert_eq!(observes["items"], json!([bob]));
	let uptime = bench.json(&format!("operator uptime {bob}"));
	assert_eq!((&uptime["score"], &uptime["heartbeat"]), (&json!(0), &json!(false)));

	// Where it is probed, and how it is paid.
	bench.json("operator set-endpoint https://bob.example.org --key //Bob");
	bench.json("operator set-payout --key //Bob");
	let shown = bench.json(&format!("operator show {bob}"));
	assert_eq!(shown["endpoint"], "https://bob.example.org");
	assert_eq!(shown["payout"], "onChain");
	bench.json("operator set-endpoint --none --key //Bob");

	// Who governs adds validators, of which the chain wants keys.
	let keyless = bench.run(&format!("operator add-validator {bob} --key //Alice")).fails(7);
	assert!(keyless.contains("Operators::NoSessionKeys"), "{keyless}");
	let stranger = bench.run(&format!("operator add-validator {bob} --key //Bob"));
	assert_eq!(stranger.code, Some(7), "{stranger:?}");
	let last = bench.run(&format!("operator remove-validator {alice} --key //Alice")).fails(7);
	assert!(last.contains("Operators::TooFewValidators"), "{last}");

	// Recovery.
	let own = bench.run(&format!("operator set-recovery {alice} --key //Bob")).fails(7);
	assert!(own.contains("Operators::NotRecovery"), "{own}");
	bench.json("receipt trust genesis -o trust.json");
	bench.write("note", "whoever has the key can sign this");
	let record = "receipt record document --evidence note --key //Bob";
	let before = bench.json(record)["id"].clone();
	bench.json(&format!("operator suspend {bob} --key //Eve"));
	let after = bench.json(record)["id"].clone();
	tell_apart(&bench, &before, &after);
	assert!(bench.json(&format!("operator show {bob}"))["suspended"]["since"].is_number());
	let stopped = bench.run("operator deregister --key //Bob").fails(7);
	assert!(stopped.contains("Operators::Suspended"), "{stopped}");
	let ferdie = address("//Ferdie");
	let announced =
		bench.json(&format!("operator replace-account {bob} --new {ferdie} --key //Eve"));
	assert!(announced["from"].as_u64().unwrap() > 80_000, "{announced}");
	let early = bench.run(&format!("operator take-over {bob} --key //Ferdie")).fails(7);
	assert!(early.contains("Operators::ReplacementTooEarly"), "{early}");
}

/// Of two receipts of one key, the one from before it was stopped holds, and the one after does not:
/// offline, with lineage, and as the node shows them.
#[track_caller]
fn tell_apart(bench: &Bench, before: &Value, after: &Value) {
	let path = |name: &str| bench.dir.path().join(name).display().to_string();
	for (id, code) in [(before, 0), (after, 13)] {
		bench.json(&format!("receipt proof {id} -o bundle.json --timeout 120"));
		let (bundle, trust) = (path("bundle.json"), path("trust.json"));
		let verified = run(["receipt", "verify", &bundle, "--trust", &trust, "--json"]);
		assert_eq!(verified.code, Some(code), "{verified:?}");
		let verified: Value = serde_json::from_str(&verified.stdout).unwrap();
		assert!(verified["proven"]["suspension"]["since"].is_number(), "{verified}");
		let full = format!("receipt verify-full {id} --trust trust.json --timeout 120");
		assert_eq!(bench.run(&full).code, Some(code));
		assert_eq!(bench.run(&format!("receipt show {id}")).code, Some(code));
	}
}

#[test]
fn an_operator_lends_keys_and_ends_its_registration() {
	let bench = Bench::start();
	let (bob, ferdie) = (address("//Bob"), address("//Ferdie"));
	let note = bench.run("operator register bob --key //Bob");
	assert!(note.stderr.contains("no --recovery account"), "{note:?}");
	assert_eq!(note.code, Some(0));

	// An agent publishes for the operator, and does nothing else.
	bench.json(&format!("operator bind-agent {ferdie} --key //Bob"));
	let funded = bench.json(&format!("operator fund-agent {ferdie} 2.5 --key //Bob"));
	assert_eq!(funded["amount"], "2.5 TNZ");
	let stream = bench.json("signal register lag --kind infrastructure --interval 1m --key //Bob");
	let stream = &stream["stream"];
	bench.write("data", "2 blocks");
	let published = bench
		.json(&format!("signal publish {stream} --file data --value 2 --as {bob} --key //Ferdie"));
	assert_eq!((&published["served"], &published["account"]), (&json!(true), &json!(bob)));
	bench.json(&format!("operator unbind {ferdie} --role agent --key //Bob"));
	let unbound =
		bench.run(&format!("signal publish {stream} --file data --as {bob} --key //Ferdie"));
	assert!(unbound.fails(7).contains("Proxy::NotProxy"));
	bench.json(&format!("operator bind-planner {ferdie} --key //Bob"));
	let planner =
		bench.run(&format!("signal publish {stream} --file data --as {bob} --key //Ferdie"));
	assert!(planner.fails(7).contains("System::CallFiltered"));

	// The end.
	let busy = bench.run("operator deregister --key //Bob").fails(7);
	assert!(busy.contains("Operators::HasDuties"), "{busy}");
	bench.json("operator register dave --key //Dave");
	let left = bench.json("operator deregister --key //Dave");
	let block = left["block"]["number"].as_u64().unwrap();
	// 7 days of 3 seconds.
	assert_eq!(left["withdrawable"], json!(block + 201_600));
	let early = bench.run("operator withdraw-deposit --key //Dave").fails(7);
	assert!(early.contains("Operators::CoolingDown"), "{early}");
	assert_eq!(bench.run(&format!("operator show {}", address("//Dave"))).code, Some(10));
	let keyless = bench.run("operator purge-keys --key //Dave").fails(7);
	assert!(keyless.contains("Session::NoKeys"), "{keyless}");
	assert_eq!(bench.json("operator list")["next"], Value::Null);
}
