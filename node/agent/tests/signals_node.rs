// SPDX-License-Identifier: Apache-2.0

//! `tonnetz signal` and `tonnetz coherence` with a live development node, and the subscription.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::bench::{address, Bench};
use serde_json::{json, Value};
use std::time::Duration;
use subxt::rpcs::{
	client::{RpcParams, RpcSubscription},
	RpcClient,
};
use tonnetz_core::coherence::session_of;

/// How long a notice of something finalised may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A subscription, and the connection that it ends with.
fn subscribe(bench: &Bench, session: Option<&str>) -> (RpcClient, RpcSubscription<Value>) {
	let mut params = RpcParams::new();
	if let Some(session) = session {
		params.push(session_of(session)).unwrap();
	}
	bench.runtime.block_on(async {
		let rpc = RpcClient::from_insecure_url(&bench.node.url).await.unwrap();
		let unsubscribe = "signals_unsubscribeCoherence";
		let notices = rpc.subscribe("signals_subscribeCoherence", params, unsubscribe).await;
		(rpc, notices.unwrap())
	})
}

#[track_caller]
fn next(bench: &Bench, notices: &mut RpcSubscription<Value>) -> Value {
	let next = async { tokio::time::timeout(PATIENCE, notices.next()).await };
	bench.runtime.block_on(next).unwrap().unwrap().unwrap()
}

#[test]
fn streams_are_published_and_told_of() {
	let bench = Bench::start();
	let alice = address("//Alice");
	bench.write("data", "3.02");
	let stranger = bench.run("signal register lag --kind infrastructure --interval 1m --key //Bob");
	assert!(stranger.fails(7).contains("Signals::NotOperator"));
	let registered = bench
		.json("signal register block-interval --kind infrastructure --interval 1m --key //Alice");
	assert_eq!((&registered["stream"], &registered["interval"]), (&json!(0), &json!(20)));

	let first = bench.json("signal publish 0 --file data --value -3.02 --key //Alice");
	assert_eq!((&first["sequence"], &first["served"]), (&json!(0), &json!(true)));
	let second = bench.json("signal publish 0 --file data --key //Alice");
	assert_eq!(second["sequence"], 1);
	let late = bench.run("signal publish 0 --file data --sequence 1 --key //Alice").fails(7);
	assert!(late.contains("Signals::SequenceTooLow"), "{late}");
	let jump = bench.json("signal publish 0 --file data --sequence 40 --value 1e-3 --key //Alice");
	assert_eq!(jump["sequence"], 40);

	let shown = bench.json("signal show 0");
	assert_eq!(
		(&shown["last"]["sequence"], &shown["last"]["value"]),
		(&json!(40), &json!("0.001"))
	);
	assert_eq!(shown["last"]["digest"], jump["digest"]);
	let list = bench.run(&format!("signal list {alice}")).succeeds();
	assert!(list.contains("0       block-interval  infrastructure  20 blocks (1m)"), "{list}");
	let reliability = bench.json(&format!("signal reliability {alice}"));
	assert_eq!((&reliability["score"], &reliability["streams"][0]["id"]), (&json!(0), &json!(0)));
	let missing = bench.run("signal show 9").fails(10);
	assert!(missing.contains("no stream 9 at finalised block"), "{missing}");

	bench.json("signal retire 0 --key //Alice");
	assert!(bench.json("signal show 0")["retired"].is_number());
	let early = bench.run("signal prune 0 --key //Bob").fails(7);
	assert!(early.contains("Signals::PruneTooEarly"), "{early}");
}

#[test]
fn coherence_is_reported_agreed_on_and_followed() {
	let bench = Bench::start();
	for (key, name) in [("//Bob", "bob"), ("//Charlie", "charlie")] {
		assert_eq!(bench.run(&format!("operator register {name} --key {key}")).code, Some(0));
	}
	bench.write("coherent", "[0.62, 0.61, 0.63, 0.62]");
	bench.write("driven", "0.75 0.76 0.74 0.75");
	let (_all, mut all) = subscribe(&bench, None);
	let (_of_run, mut of_run) = subscribe(&bench, Some("run-7"));

	let first =
		bench.json("coherence report run-7 --samples coherent --sampling-rate 250 --key //Alice");
	assert_eq!((&first["ratio"], &first["state"]), (&json!("0.62"), &json!("coherent")));
	assert_eq!(first.get("reporters"), None);
	let other = bench.json("coherence report run-8 --samples driven --key //Alice");
	assert_eq!((&other["state"], &other["number"]), (&json!("over-driven"), &json!(1)));
	bench.json("coherence report run-7 --samples driven --key //Bob");
	let third = bench.json("coherence report run-7 --samples coherent --key //Charlie");
	assert_eq!(third["reporters"], 3);

	// Of the one session and of all, each report once and in order.
	let report = next(&bench, &mut of_run);
	assert_eq!((&report["told"], &report["session"]), (&json!("report"), &first["session"]));
	assert_eq!(
		(&report["reporter"], &report["ratio"]),
		(&json!(address("//Alice")), &json!("0.62"))
	);
	assert_eq!(report["block"], first["block"]);
	assert_eq!(report["receipt"], first["receipt"]);
	assert_eq!(next(&bench, &mut of_run)["reporter"], json!(address("//Bob")));
	assert_eq!(next(&bench, &mut of_run)["reporter"], json!(address("//Charlie")));
	let median = next(&bench, &mut of_run);
	assert_eq!((&median["told"], &median["reporters"]), (&json!("median"), &json!(3)));
	assert_eq!((&median["ratio"], &median["state"]), (&json!("0.62"), &json!("coherent")));
	let everything = std::iter::repeat_with(|| next(&bench, &mut all)["session"].clone());
	let expected = [&first, &other, &first, &first, &first].map(|of| of["session"].clone());
	assert_eq!(everything.take(5).collect::<Vec<_>>(), expected);

	// What the state tells.
	let session = bench.json("coherence session run-7");
	assert_eq!((&session["median"]["ratio"], &session["sealed"]), (&json!("0.62"), &json!(false)));
	assert_eq!(session["reports"].as_array().unwrap().len(), 3);
	assert_eq!(bench.run("coherence session Run-7").code, Some(10));
	let alice = address("//Alice");
	let history = bench.json(&format!("coherence history {alice}"));
	assert_eq!(history["items"].as_array().unwrap().len(), 2);
	assert_eq!(history["items"][0]["samplingRate"], "250");
	let stats = bench.json(&format!("coherence stats {alice}"));
	assert_eq!((&stats["count"], &stats["mean"]), (&json!(2), &json!("0.685")));
	assert_eq!(stats["inCorridor"], 500_000);
	let block = first["block"]["number"].as_u64().unwrap();
	let one = bench.json(&format!("coherence stats {alice} --from {block} --to {block}"));
	assert_eq!((&one["count"], &one["max"]), (&json!(1), &json!("0.62")));
	assert_eq!(bench.run(&format!("coherence stats {alice} --to 0")).code, Some(10));
	let same = bench.json(&format!("coherence correlation {alice} {alice}"));
	assert_eq!(same["pairs"], 2);
	assert!((same["r"].as_f64().unwrap() - 1.0).abs() < 1e-9, "{same}");
	let alone = bench.json("coherence correlation run-7 run-8");
	// The one report of the other session is paired with each that came after it.
	assert_eq!((&alone["r"], &alone["pairs"]), (&Value::Null, &json!(3)));

	// Nothing of it is old enough to go.
	let early = bench.run("coherence prune run-7 --key //Dave").fails(7);
	assert!(early.contains("Signals::PruneTooEarly"), "{early}");
	let unknown = bench.run("coherence prune run-9 --key //Dave").fails(7);
	assert!(unknown.contains("Signals::UnknownSession"), "{unknown}");
	let operator = bench.run(&format!("coherence prune-readings {alice} --key //Dave")).fails(7);
	assert!(operator.contains("Signals::StillOperator"), "{operator}");

	// Another corridor is that of sessions that begin.
	let set = "coherence set-corridor --lower 0.7 --upper 0.8";
	assert!(bench.run(&format!("{set} --key //Bob")).fails(7).contains("Bad origin"));
	let set = bench.json(&format!("{set} --key //Alice"));
	assert_eq!((&set["lower"], &set["upper"]), (&json!("0.7"), &json!("0.8")));
	let report = "--samples driven --key //Bob";
	assert_eq!(bench.json(&format!("coherence report run-7 {report}"))["state"], "over-driven");
	assert_eq!(bench.json(&format!("coherence report run-9 {report}"))["state"], "coherent");
}
