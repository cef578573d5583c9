// SPDX-License-Identifier: Apache-2.0

//! The duties of an agent with a live development node: heartbeats, telemetry, coherence.
//!
//! `//Alice` is the operator whose agent has the key `//Eve`; `//Bob` is an operator that `//Alice`
//! observes.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod common;

use common::{
	agent::{address, http, Agent, Home, PATIENCE},
	extrinsic::{add_proxy, submit},
	node::Node,
};
use rustix::process::Signal;
use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use std::{
	fs,
	io::{BufRead, BufReader, Read, Write},
	net::{TcpListener, TcpStream},
	thread,
};
use subxt::ext::scale_value::Value as ScaleValue;
use tokio::runtime::Runtime;

/// A node whose operator `//Alice` has an agent.
struct Bench {
	node: Node,
	home: Home,
	runtime: Runtime,
}

impl Bench {
	fn start() -> Self {
		let (node, runtime) = (Node::start(), Runtime::new().unwrap());
		runtime.block_on(add_proxy(&node.url, "//Alice", &address("//Eve"), "Agent"));
		let home = Home::new(&node.url, "");
		home.secret("eve.whole", "//Eve");
		Self { node, home, runtime }
	}

	/// Starts the agent and unlocks it.
	fn agent(&self, more: &str) -> Agent {
		let (alice, eve) = (address("//Alice"), address("//Eve"));
		self.home.configure(
			&self.node.url,
			&format!(
				"[operator]\naccount = \"{alice}\"\nallow-private-probes = true\n\
				 [operator.key]\naccount = \"{eve}\"\n{more}"
			),
		);
		let agent = Agent::start(&self.home);
		agent.tell("unlock --suri-file eve.whole").succeeds();
		agent
	}

	#[track_caller]
	fn json(&self, line: &str) -> Value {
		self.home.run(&format!("{line} --json --url {}", self.node.url)).json()
	}
}

fn at(agent: &Agent) -> String {
	agent.status()["status"].as_str().unwrap().to_owned()
}

fn action(entry: &Value) -> &str {
	entry["action"]["kind"].as_str().unwrap_or_default()
}

/// A server that says to everybody that it is well. It ends with the process.
fn well() -> u16 {
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let port = listener.local_addr().unwrap().port();
	thread::spawn(move || {
		for stream in listener.incoming() {
			let mut stream = stream.unwrap();
			let mut request = [0; 1_024];
			let read = stream.read(&mut request).unwrap_or_default();
			let status = if request[..read].starts_with(b"GET /agent/health HTTP/1.1\r\n") {
				"200 OK"
			} else {
				"404 Not Found"
			};
			let _ = write!(stream, "HTTP/1.1 {status}\r\nContent-Length: 0\r\n\r\n");
		}
	});
	port
}

#[test]
fn an_era_has_one_heartbeat() {
	let bench = Bench::start();
	bench.json("operator register bob --key //Bob");
	let endpoint = ScaleValue::from_bytes(format!("http://127.0.0.1:{}/agent", well()));
	let endpoint = ScaleValue::unnamed_variant("Some", [endpoint]);
	bench.runtime.block_on(submit(
		&bench.node.url,
		"//Bob",
		"Operators",
		"set_endpoint",
		vec![endpoint],
	));
	let mut agent = bench.agent("");
	let home = &bench.home;
	let is_heartbeat = |entry: &Value| action(entry) == "operators.heartbeat";
	let entry = home.wait_for_entry(is_heartbeat);
	let block = entry["outcome"]["block"].as_u64().unwrap_or_else(|| panic!("{entry:#}"));
	let era = entry["observation"]["era"].as_u64().unwrap();
	assert_eq!(block / 200, era);
	let observed = entry["observation"]["observed"].as_array().unwrap();
	assert_eq!(observed.len(), 1, "{entry:#}");
	assert_eq!(observed[0]["account"], address("//Bob"));
	assert_eq!((&observed[0]["by"], &observed[0]["up"]), (&json!("endpoint"), &json!(true)));
	let alice = bench.json(&format!("operator uptime {}", address("//Alice")));
	assert_eq!(alice["heartbeat"], true, "{alice:#}");
	let bob = bench.json(&format!("operator uptime {}", address("//Bob")));
	assert_eq!((&bob["up"], &bob["down"]), (&json!(1), &json!(0)), "{bob:#}");
	let duties = agent.wait_until(|status| status["duties"]["heartbeat"]["last"].is_object());
	let last = &duties["duties"]["heartbeat"]["last"];
	assert_eq!(last["outcome"], "sent", "{duties:#}");
	assert_eq!((&last["era"], &last["block"]), (&json!(era), &json!(block)));

	// A new process does not send it again, be its note there or not.
	for keep_note in [true, false] {
		agent.end(Signal::KILL);
		if !keep_note {
			fs::remove_file(home.path("data/outbox/heartbeat.json")).unwrap();
		}
		agent = bench.agent("");
		let from = agent.wait_until(|status| status["node"]["connected"] == true);
		let from = from["node"]["finalised"]["number"].as_u64().unwrap();
		agent.wait_until(|status| {
			status["node"]["finalised"]["number"].as_u64().unwrap() > from + 2
		});
		assert_eq!(home.log().iter().filter(|entry| is_heartbeat(entry)).count(), 1);
		let note = fs::read_to_string(home.path("data/outbox/heartbeat.json")).unwrap();
		assert!(note.contains(&format!("\"period\":{era}")), "{note}");
	}
}

#[test]
fn the_log_of_an_operator_s_agent_is_anchored() {
	let bench = Bench::start();
	let mut agent = bench.agent("");
	let home = &bench.home;
	let is_anchor = |entry: &Value| action(entry) == "receipts.attest";
	let entry = home.wait_for_entry(is_anchor);
	let (receipt, block) = (&entry["outcome"]["receipt"], &entry["outcome"]["block"]);
	let shown = agent.wait_until(|status| status["anchor"]["last"].is_object());
	assert_eq!(&shown["anchor"]["last"]["receipt"], receipt, "{shown:#}");
	assert_eq!(&shown["anchor"]["last"]["block"], block);
	assert_eq!(shown["anchor"]["last"]["entries"], entry["observation"]["entries"]);
	assert_eq!(
		(&shown["anchor"]["account"], &shown["anchor"]["obstacle"]),
		(&json!(address("//Alice")), &Value::Null)
	);
	let text = agent.tell("status").succeeds();
	assert!(text.contains(&format!("receipt {receipt} in block {block}")), "{text}");
	// A new process knows it, and that it is not due again.
	agent.end(Signal::KILL);
	let mut agent = bench.agent("");
	assert_eq!(agent.status()["anchor"]["last"], shown["anchor"]["last"]);
	assert!(agent.end(Signal::TERM).success());
	assert_eq!(home.log().iter().filter(|entry| is_anchor(entry)).count(), 1);

	// What is verified against it.
	let url = &bench.node.url;
	let audit = |account: &str, more: &str| {
		home.run(&format!(
			"audit verify data/operational.jsonl --url {url} --account {} {more}",
			address(account)
		))
	};
	let verified = audit("//Alice", &format!("--json --signer {}", address("//Eve"))).json();
	assert_eq!(&verified["anchor"]["receipt"], receipt);
	assert_eq!(verified["anchor"]["entries"], entry["observation"]["entries"]);
	assert_eq!(
		verified["anchor"]["after"].as_u64().unwrap(),
		verified["entries"].as_u64().unwrap() - entry["observation"]["entries"].as_u64().unwrap()
	);
	assert_eq!(audit("//Alice", &format!("--anchor {receipt} --json")).json()["valid"], true);
	assert!(audit("//Alice", "--anchor 99").fails(34).contains("receipt 99 is no anchor"));
	let nobody = audit("//Bob", "").fails(34);
	assert!(nobody.contains("has anchored nothing"), "{nobody}");
	let path = home.path("data/operational.jsonl");
	let whole = fs::read_to_string(&path).unwrap();
	let anchored = usize::try_from(entry["observation"]["entries"].as_u64().unwrap()).unwrap();
	let first = |count: usize| -> String {
		whole.lines().take(count).flat_map(|line| [line, "\n"]).collect()
	};
	fs::write(&path, first(anchored)).unwrap();
	assert_eq!(audit("//Alice", "--json").json()["anchor"]["after"], 0);
	fs::write(&path, first(anchored - 1)).unwrap();
	let cut = audit("//Alice", "").fails(34);
	assert!(cut.contains("was cut off or rewritten"), "{cut}");
	// Without the chain nobody sees it.
	home.run("audit verify data/operational.jsonl").succeeds();
}

#[test]
fn a_heartbeat_that_fails_is_not_repeated() {
	let bench = Bench::start();
	// `//Alice` takes the power back that `//Eve` has.
	let line = format!("operator unbind {} --role agent --key //Alice", address("//Eve"));
	bench.json(&line);
	let agent = bench.agent("");
	let is_heartbeat = |entry: &Value| action(entry) == "operators.heartbeat";
	let entry = bench.home.wait_for_entry(is_heartbeat);
	let failed = entry["outcome"]["failed"].as_str().unwrap_or_else(|| panic!("{entry:#}"));
	assert!(failed.contains("Proxy::NotProxy"), "{failed}");
	let from = agent.status()["node"]["finalised"]["number"].as_u64().unwrap();
	agent.wait_until(|status| status["node"]["finalised"]["number"].as_u64().unwrap() > from + 4);
	assert_eq!(bench.home.log().iter().filter(|entry| is_heartbeat(entry)).count(), 1);
	let last = &agent.status()["duties"]["heartbeat"]["last"];
	assert_eq!(last["outcome"], "failed", "{last}");
	assert!(last["reason"].as_str().unwrap().contains("Proxy::NotProxy"), "{last}");
	let metrics = agent.get("/metrics").1;
	assert!(
		metrics.contains("tonnetz_agent_heartbeats_total{outcome=\"failed\"} 1\n"),
		"{metrics}"
	);
}

#[test]
fn telemetry_serves_its_slots() {
	let bench = Bench::start();
	let register = |name: &str| {
		let line =
			format!("signal register {name} --kind infrastructure --interval 1m --key //Alice");
		bench.json(&line)["stream"].as_u64().unwrap()
	};
	let (peers, lag) = (register("peers"), register("lag"));
	let more = format!("[signals]\ninfrastructure = {{ peers = {peers}, finality-lag = {lag} }}\n");
	let agent = bench.agent(&more);
	for (metric, stream) in [("peers", peers), ("finality-lag", lag)] {
		let entry = bench.home.wait_for_entry(|entry| {
			action(entry) == "signals.publish" && entry["action"]["stream"] == stream
		});
		assert!(entry["outcome"]["block"].is_u64(), "{entry:#}");
		assert_eq!(entry["observation"]["metric"], metric);
		let shown = bench.json(&format!("signal show {stream}"));
		let last = &shown["last"];
		assert_eq!(last["value"], entry["observation"]["value"], "{shown:#}");
		// The digest is that of the document that was kept.
		let path = bench.home.path(&format!("data/signals/stream-{stream}.jsonl"));
		let text = fs::read_to_string(path).unwrap();
		let digests: Vec<_> =
			text.lines().map(|line| format!("0x{}", hex::encode(Sha256::digest(line)))).collect();
		assert!(digests.iter().any(|digest| last["digest"] == **digest), "{shown:#}: {text}");
	}
	let status = agent.wait_until(|status| {
		let streams = status["duties"]["streams"].as_array().unwrap();
		streams.len() == 2 && streams.iter().all(|stream| stream["last"].is_object())
	});
	for stream in status["duties"]["streams"].as_array().unwrap() {
		assert_eq!(stream["last"]["outcome"], "published", "{stream}");
		assert!(stream["last"]["block"].is_u64() && stream["obstacle"].is_null(), "{stream}");
	}
	// Slots are served once: of two updates of a stream each is in a slot of its own.
	let published = |stream: u64| -> Vec<u64> {
		let log = bench.home.log();
		let of_stream = log.iter().filter(|entry| entry["action"]["stream"] == stream);
		of_stream.map(|entry| entry["outcome"]["block"].as_u64().unwrap()).collect()
	};
	bench.home.wait_for_entry(|_| published(peers).len() >= 2);
	let start = bench.json(&format!("signal show {peers}"))["start"].as_u64().unwrap();
	let slots: Vec<_> = published(peers).iter().map(|block| (block - start) / 20).collect();
	assert!(slots.windows(2).all(|pair| pair[0] < pair[1]), "{slots:?}");
}

#[test]
fn signals_are_reported_and_heard_of() {
	let bench = Bench::start();
	let mut agent = bench.agent("[coherence]\nreport = true\n");
	agent.wait_until(|status| status["node"]["connected"] == true);
	let at = at(&agent);

	let mut stream = TcpStream::connect(&at).unwrap();
	stream.set_read_timeout(Some(PATIENCE)).unwrap();
	write!(stream, "GET /api/coherence/stream HTTP/1.1\r\nHost: {at}\r\n\r\n").unwrap();
	let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
	assert!(lines.any(|line| line == "event: following"));

	let post = |signal: &str, session: &str| -> Value {
		let body =
			format!("{{\"signal\":{signal},\"sampling_rate\":10,\"session_id\":\"{session}\"}}");
		let (code, answer) = http(&at, "POST", "/api/coherence", &body);
		assert_eq!(code, 200, "{answer}");
		serde_json::from_str(&answer).unwrap()
	};
	for (signal, state) in [
		("[0.62,0.61,0.63,0.62]", "coherent"),
		("[0.5,0.48,0.52,0.49]", "sub-harmonic"),
		("[0.75,0.76,0.74,0.75]", "over-driven"),
	] {
		let answer = post(signal, "test-001");
		assert_eq!(answer["state"], state, "{answer}");
		let receipt = answer["receipt"].as_u64().unwrap_or_else(|| panic!("{answer}"));
		assert!(answer["block"]["number"].is_u64(), "{answer}");
		assert!(lines.any(|line| line == "event: coherence"));
		let data = lines.find_map(|line| line.strip_prefix("data: ").map(str::to_owned)).unwrap();
		let told: Value = serde_json::from_str(&data).unwrap();
		assert_eq!((&told["told"], &told["state"]), (&json!("report"), &json!(state)), "{told}");
		assert_eq!(told["receipt"], receipt, "{told}");
		assert_eq!(told["reporter"], address("//Alice"), "{told}");
	}
	let status: Value = serde_json::from_str(&http(&at, "GET", "/api/coherence", "").1).unwrap();
	assert!(status["corridor"]["block"].is_u64(), "{status:#}");
	assert_eq!((&status["reported"], &status["queued"]), (&json!(3), &json!(0)));

	// What is asked of a locked agent is reported after the next unlock, by another process.
	agent.tell("lock").succeeds();
	assert_eq!(post("[0.65]", "test-002")["report"], "queued");
	let coherence = &agent.status()["duties"]["coherence"];
	assert_eq!((&coherence["reported"], &coherence["queued"]), (&json!(3), &json!(1)));
	assert_eq!(coherence["last"]["outcome"], "reported", "{coherence}");
	assert!(coherence["last"]["receipt"].is_u64(), "{coherence}");
	assert!(coherence["obstacle"].as_str().unwrap().contains("locked"), "{coherence}");
	agent.end(Signal::KILL);
	let _agent = bench.agent("[coherence]\nreport = true\n");
	let entry = bench.home.wait_for_entry(|entry| {
		entry["observation"]["session_id"] == "test-002" && entry["outcome"]["receipt"].is_u64()
	});
	assert_eq!(entry["observation"]["ratio"], "0.65");
	let history = bench.json(&format!("coherence history {}", address("//Alice")));
	assert_eq!(history["items"].as_array().unwrap().len(), 4, "{history:#}");
}
