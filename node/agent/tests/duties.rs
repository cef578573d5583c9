// SPDX-License-Identifier: Apache-2.0

//! The coherence service of an agent that has no node, over HTTP.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod common;

use common::agent::{address, http, Agent, Home, PATIENCE};
use rustix::process::Signal;
use serde_json::{json, Value};
use std::{
	fs,
	io::{BufRead, BufReader, Read, Write},
	net::TcpStream,
};

/// Where nothing answers.
const NOWHERE: &str = "ws://127.0.0.1:1";

/// An agent that reports what it is asked about, as `//Eve` for `//Alice`.
fn reporting() -> Home {
	let more = format!(
		"[operator]\naccount = \"{}\"\n[operator.key]\naccount = \"{}\"\n[coherence]\nreport = true\n",
		address("//Alice"),
		address("//Eve")
	);
	let home = Home::new(NOWHERE, &more);
	home.secret("eve.whole", "//Eve");
	home
}

fn at(agent: &Agent) -> String {
	agent.status()["status"].as_str().unwrap().to_owned()
}

#[track_caller]
fn post(at: &str, body: &str) -> (u16, String) {
	http(at, "POST", "/api/coherence", body)
}

/// The status of the service.
fn status(at: &str) -> Value {
	let (code, body) = http(at, "GET", "/api/coherence", "");
	assert_eq!(code, 200);
	serde_json::from_str(&body).unwrap()
}

#[test]
fn a_locked_agent_computes() {
	let home = Home::new(NOWHERE, "");
	let agent = Agent::start(&home);
	let at = at(&agent);
	for (signal, ratio, state, within) in [
		("[0.62,0.61,0.63,0.62]", "0.62", "coherent", true),
		("[0.5,0.48,0.52,0.49]", "0.4975", "sub-harmonic", false),
		("[0.75,0.76,0.74,0.75]", "0.75", "over-driven", false),
		// The ends of the corridor, and a hair beyond: more digits than a float has.
		("[0.618033988749894848]", "0.618033988749894848", "coherent", true),
		("[0.618033988749894847]", "0.618033988749894847", "sub-harmonic", false),
		("[0.666666666666666666]", "0.666666666666666666", "coherent", true),
		("[0.666666666666666667]", "0.666666666666666667", "over-driven", false),
	] {
		let body =
			format!("{{\"signal\":{signal},\"sampling_rate\":100,\"session_id\":\"test-001\"}}");
		let (code, answer) = post(&at, &body);
		assert_eq!(code, 200, "{answer}");
		// The text, for a parser of JSON reads a float.
		let start = format!(
			"{{\"coherence_ratio\":{ratio},\"in_corridor\":{within},\"state\":\"{state}\","
		);
		assert!(answer.starts_with(&start), "{answer}");
		let answer: Value = serde_json::from_str(&answer).unwrap();
		assert!(answer["interpretation"].as_str().unwrap().contains("corridor"), "{answer}");
		assert_eq!(answer.as_object().unwrap().len(), 4, "{answer}");
	}
	let status = status(&at);
	assert_eq!(status["status"], "ok");
	assert_eq!(
		status["corridor"],
		json!({ "lower": "0.618033988749894848", "upper": "0.666666666666666666", "block": null })
	);
	assert_eq!((&status["computed"], &status["refused"]), (&json!(7), &json!(0)));
	assert_eq!(status["reporting"], false);
	assert_eq!(status["last"]["state"], "over-driven");
	let metrics = agent.get("/metrics").1;
	assert!(
		metrics.contains("tonnetz_agent_coherence_requests_total{state=\"coherent\"} 3\n"),
		"{metrics}"
	);
}

#[test]
fn bad_requests_have_codes() {
	let home = Home::new(NOWHERE, "");
	let agent = Agent::start(&home);
	let at = at(&agent);
	let many = format!("{{\"signal\":[{}1]}}", "1,".repeat(1_024));
	let long = format!("{{\"signal\":[1],\"session_id\":\"{}\"}}", "x".repeat(64 * 1_024));
	for (body, status, code) in [
		("{\"signal\":[NaN]}", 400, "not_finite"),
		("{\"signal\":[0.6,-Infinity]}", 400, "not_finite"),
		("{\"signal\":[]}", 400, "empty"),
		(&many, 400, "too_many_samples"),
		("{\"signal\":[-0.5]}", 400, "negative"),
		("{\"signal\":[1000001]}", 400, "too_large"),
		("{\"signal\":\"0.6\"}", 400, "malformed"),
		("signal=0.6", 400, "malformed"),
		("", 400, "malformed"),
		(&long, 413, "body_too_large"),
	] {
		let (found, answer) = post(&at, body);
		let answer: Value = serde_json::from_str(&answer).unwrap();
		assert_eq!((found, &answer["error"]["code"]), (status, &json!(code)), "{answer}");
		assert!(answer["error"]["message"].as_str().is_some_and(|text| !text.is_empty()));
	}
	assert_eq!(self::status(&at)["refused"], 9);
	assert_eq!(http(&at, "PUT", "/api/coherence", "").0, 405);
	assert_eq!(http(&at, "GET", "/api/other", "").0, 404);
}

#[test]
fn what_is_to_be_reported_waits_on_disk() {
	const BODY: &str = "{\"signal\":[0.62],\"session_id\":\"test-001\"}";

	let home = reporting();
	let mut agent = Agent::start(&home);
	let at = at(&agent);
	let (code, answer) = post(&at, BODY);
	let answer: Value = serde_json::from_str(&answer).unwrap();
	assert_eq!((code, &answer["report"]), (200, &json!("queued")), "{answer}");
	assert_eq!(answer["state"], "coherent");
	// Without a session there is nothing to report; what is refused does not wait.
	let unnamed: Value = serde_json::from_str(&post(&at, "{\"signal\":[0.62]}").1).unwrap();
	assert_eq!(unnamed["report"], "no_session_id");
	assert_eq!(post(&at, "{\"signal\":[NaN],\"session_id\":\"a\"}").0, 400);
	assert_eq!(status(&at)["queued"], 1);
	assert_eq!(status(&at)["reporting"], true);
	let files = || fs::read_dir(home.path("data/coherence")).unwrap().count();
	assert_eq!(files(), 1);

	// Unlocked, it has a key and no node.
	agent.tell("unlock --suri-file eve.whole").succeeds();
	let second: Value = serde_json::from_str(&post(&at, BODY).1).unwrap();
	assert_eq!(second["report"], "queued");
	assert_eq!(agent.end(Signal::KILL).code(), None);
	let agent = Agent::start(&home);
	assert_eq!(status(&self::at(&agent))["queued"], 2);
	assert_eq!(files(), 2);
}

#[test]
fn a_browser_cannot_have_signals_reported() {
	let home = reporting();
	let agent = Agent::start(&home);
	let at = at(&agent);
	let mut stream = TcpStream::connect(&at).unwrap();
	let body = "{\"signal\":[0.62],\"session_id\":\"a\"}";
	write!(
		stream,
		"POST /api/coherence HTTP/1.1\r\nHost: {at}\r\nOrigin: https://example.org\r\n\
		 Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
		body.len()
	)
	.unwrap();
	let mut answer = String::new();
	stream.read_to_string(&mut answer).unwrap();
	assert!(answer.starts_with("HTTP/1.1 403 ") && answer.contains("\"origin\""), "{answer}");
	assert_eq!(status(&at)["queued"], 0);
}

#[test]
fn as_many_listen_as_may() {
	let home = Home::new(NOWHERE, "");
	let agent = Agent::start(&home);
	let at = at(&agent);
	let listen = || {
		let mut stream = TcpStream::connect(&at).unwrap();
		stream.set_read_timeout(Some(PATIENCE)).unwrap();
		write!(stream, "GET /api/coherence/stream HTTP/1.1\r\nHost: {at}\r\n\r\n").unwrap();
		let mut reader = BufReader::new(stream);
		let mut head = String::new();
		while !head.ends_with("\r\n\r\n") {
			assert_ne!(reader.read_line(&mut head).unwrap(), 0, "{head}");
		}
		(head, reader)
	};
	let listeners: Vec<_> = (0..16).map(|_| listen()).collect();
	for (head, _) in &listeners {
		assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
		assert!(head.contains("content-type: text/event-stream"), "{head}");
	}
	assert_eq!(status(&at)["listeners"], 16);
	assert!(listen().0.starts_with("HTTP/1.1 503 "));
	drop(listeners);
	agent.wait_until(|_| status(&at)["listeners"] == 0);
}

#[test]
fn status_says_why_a_duty_waits() {
	let home = reporting();
	let more = format!(
		"prometheus = \"http://127.0.0.1:1/metrics\"\n[operator]\naccount = \"{}\"\n\
		 [operator.key]\naccount = \"{}\"\n[coherence]\nreport = true\n\
		 [signals]\ninfrastructure = {{ peers = 4, memory = 7 }}\n",
		address("//Alice"),
		address("//Eve")
	);
	let text = format!(
		"data-dir = \"data\"\n[status]\nlisten = \"127.0.0.1:0\"\n[node]\nurl = \"{NOWHERE}\"\n{more}"
	);
	home.write("agent.toml", text);
	let agent = Agent::start(&home);
	let obstacles = |says: &str| {
		let status = agent.status();
		let duties = &status["duties"];
		assert_eq!(duties["operator"], json!(address("//Alice")));
		let streams = duties["streams"].as_array().unwrap();
		let named: Vec<_> = streams.iter().map(|it| (&it["metric"], &it["stream"])).collect();
		assert_eq!(named, [(&json!("peers"), &json!(4)), (&json!("memory"), &json!(7))]);
		let waiting =
			streams.iter().chain([&duties["heartbeat"], &duties["coherence"], &status["anchor"]]);
		for duty in waiting {
			assert!(duty["obstacle"].as_str().unwrap().contains(says), "{duty}");
			assert_eq!(duty["last"], Value::Null);
		}
	};
	obstacles("the agent is locked");
	let text = agent.tell("status").succeeds();
	for line in [
		"heartbeat  nothing yet; waits: the agent is locked",
		"stream     7 memory: nothing yet; waits: the agent is locked",
		"coherence  0 reported, 0 queued; nothing yet; waits: the agent is locked",
		"anchor     nothing yet; waits: the agent is locked",
	] {
		assert!(text.contains(line), "{line}: {text}");
	}
	agent.tell("unlock --suri-file eve.whole").succeeds();
	obstacles("no connection to ws://127.0.0.1:1");
}
