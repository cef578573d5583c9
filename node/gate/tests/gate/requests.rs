// SPDX-License-Identifier: Apache-2.0

//! Requests that are let through, and their answers.

use crate::common::{command, now, planner, signed, Ledger, Mode, Server};
use serde_json::json;
use tonnetz_core::cust::Command;
use tonnetz_gate::Counts;

/// Made by Node.js: `JSON.stringify(command)`, `crypto.createHmac('sha256', SECRET)`.
const NODE: &str = include_str!("../vectors/node.jsonl");
/// Made by Python: `json.dumps(command)`, `hmac.new(SECRET.encode(), ...)`.
const PYTHON: &str = include_str!("../vectors/python.jsonl");

#[tokio::test]
async fn requests_of_node_and_python_pass_as_they_are_sent() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::new();
	let server = Server::start(&dir.path().join("journal"), &ledger).await;
	let requests: Vec<&str> = NODE.lines().chain(PYTHON.lines()).collect();
	assert_eq!(requests.len(), 4);
	for (id, request) in requests.iter().enumerate() {
		let response = server.post(request).await;
		assert_eq!(response.status, 200, "{request}: {response:?}");
		assert_eq!(response.json["id"], id);
		server.post(request).await.is(409, "replayed_signature");
	}
	// `curl -d @file` takes line feeds out of what was written with them.
	let pretty = |line: &str| line.replace(",\"", ",\n  \"");
	let other = signed(&pretty(&command("curl", "{}")));
	assert!(other.contains('\n'));
	assert_eq!(server.post(&other.replace('\n', "")).await.status, 200);
	assert_eq!(ledger.taken().len(), 5);
	server.stop().await;
}

#[tokio::test]
async fn the_answer_says_what_the_chain_made_of_the_command() {
	let dir = tempfile::tempdir().unwrap();
	let server = Server::start(&dir.path().join("journal"), &Ledger::new()).await;
	let answer = |target: &str| {
		let request = signed(&command(target, "{}"));
		let digest = Command::parse(request.as_bytes()).unwrap().command.digest();
		(request, digest)
	};
	let block = json!({"number": 7, "hash": format!("0x{}", "07".repeat(32))});

	let (request, digest) = answer("a");
	let approved = server.post(&request).await;
	assert_eq!(approved.status, 200);
	assert!(approved.head.contains("content-type: application/json"));
	assert_eq!(
		approved.json,
		json!({"id": 0, "verdict": "approved", "receipt": 100, "digest": digest, "planner": planner(1), "block": block})
	);

	let (request, digest) = answer("governed");
	let pending = server.post(&request).await;
	assert_eq!(pending.status, 202);
	assert_eq!(
		pending.json,
		json!({"id": 1, "verdict": "needs_approval", "approvals": 2, "receipt": 101, "digest": digest, "planner": planner(1), "block": block})
	);

	let (request, digest) = answer("refused");
	let refused = server.post(&request).await;
	assert_eq!(refused.status, 403);
	assert_eq!(
		refused.json,
		json!({
			"id": 2, "verdict": "refused", "reason": "operation_not_allowed",
			"message": "No rule of the policy is for this type and action.",
			"receipt": 102, "digest": digest, "planner": planner(1), "block": block
		})
	);
	let counts = server.gate.counts();
	let expected = Counts {
		approved: 1,
		needs_approval: 1,
		refused_by_chain: 1,
		remembered: 3,
		..Counts::default()
	};
	assert_eq!(counts, expected);
	assert!(server.refusals.all().is_empty(), "the chain records its own refusals");
	server.stop().await;
}

#[tokio::test]
async fn a_secret_speaks_for_its_planner() {
	let dir = tempfile::tempdir().unwrap();
	let server = Server::start(&dir.path().join("journal"), &Ledger::new()).await;
	let key = tonnetz_gate::Key::new(crate::common::OTHER_SECRET.as_bytes()).unwrap();
	// The same nonce of another planner is another nonce.
	let text = command("a", r#"{"nonce":"1"}"#);
	let response = server.post(&tonnetz_gate::sign(&text, &key).unwrap()).await;
	assert_eq!((response.status, &response.json["planner"]), (200, &json!(planner(2))));
	let response = server.post(&signed(&text)).await;
	assert_eq!((response.status, &response.json["planner"]), (200, &json!(planner(1))));
	server.stop().await;
}

#[tokio::test]
async fn the_content_type_does_not_matter_and_chunks_do_not() {
	let dir = tempfile::tempdir().unwrap();
	let server = Server::start(&dir.path().join("journal"), &Ledger::new()).await;
	let request =
		|body: &str, headers: &str| {
			format!("POST /cust/execute HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n{headers}\r\n{body}")
		};
	for (index, kind) in
		["application/x-www-form-urlencoded", "text/plain; charset=latin1", "application/json"]
			.into_iter()
			.enumerate()
	{
		let body = signed(&command("a", &format!(r#"{{"nonce":"{index}"}}"#)));
		let headers = format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
		assert_eq!(server.send(request(&body, &headers).as_bytes()).await.status, 200, "{kind}");
	}
	let body = signed(&command("a", r#"{"nonce":"chunks"}"#));
	let (one, two) = body.split_at(10);
	let chunks = format!("{:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n", one.len(), two.len());
	let request = request(&chunks, "Transfer-Encoding: chunked\r\n");
	assert_eq!(server.send(request.as_bytes()).await.status, 200);
	server.stop().await;
}

#[tokio::test]
async fn timestamps_are_fresh_up_to_five_minutes_either_way() {
	let dir = tempfile::tempdir().unwrap();
	let server = Server::start(&dir.path().join("journal"), &Ledger::new()).await;
	let at = |millis: u64| signed(&command("a", &format!(r#"{{"timestamp":{millis}}}"#)));
	// Ten seconds for the test itself.
	let almost = tonnetz_gate::FRESHNESS - 10_000;
	assert_eq!(server.post(&at(now() - almost)).await.status, 200);
	assert_eq!(server.post(&at(now() + almost)).await.status, 200);
	let beyond = tonnetz_gate::FRESHNESS + 10_000;
	server.post(&at(now() - beyond)).await.is(403, "stale_timestamp");
	server.post(&at(now() + beyond)).await.is(403, "stale_timestamp");
	server.post(&at(0)).await.is(403, "stale_timestamp");
	server
		.post(&signed(&command("a", r#"{"timestamp":"2026-01-01T00:00:03.000Z"}"#)))
		.await
		.is(403, "stale_timestamp");
	server.stop().await;
}

#[tokio::test]
async fn health_is_answered_while_the_chain_is_not() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::new();
	ledger.set(Mode::Down);
	let server = Server::start(&dir.path().join("journal"), &ledger).await;
	let request = b"GET /health HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n";
	let response = server.send(request).await;
	assert_eq!((response.status, response.json), (200, json!({"status": "ok", "in_flight": 0})));
	server.stop().await;
}
