// SPDX-License-Identifier: Apache-2.0

//! The agent with a live development node: from a request at the gate to a report on the chain.
//!
//! `//Bob` plans, `//Charlie` executes, `//Dave` approves; `//Eve` is the gate's key, `//Ferdie` the
//! agent's.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod common;

use common::{
	agent::{address, git, submit, Agent, Home},
	extrinsic::add_proxy,
	node::Node,
	Run,
};
use rustix::process::Signal;
use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, fs, thread};
use subxt::rpcs::{client::RpcParams, RpcClient};
use tokio::runtime::Runtime;

const TARGET: &str = "acme/web";

/// A node with a target, whose policy asks for so many approvals and has these executors.
struct Bench {
	node: Node,
	home: Home,
}

impl Bench {
	fn start(approvals: u8, executor: &str, configuration: impl Fn(&Home) -> String) -> Self {
		let node = Node::start();
		let home = Home::new(&node.url, "");
		home.configure(&node.url, &configuration(&home));
		let bench = Self { node, home };
		let policy = json!({
			"planners": [address("//Bob")],
			"executors": [address(executor)],
			"approvers": [address("//Dave")],
			"approvals": approvals,
			"operations": [
				{ "operation": "git/commit_and_push", "branches": ["main"], "messagePrefixes": ["feat: "] },
				{ "operation": "hook/run", "names": ["append", "absent"] },
			],
			"pathAllow": ["src/**"],
			"pathDeny": [],
			"maxOperations": 2,
			"timeToLive": 1_000,
			"cooldown": 0,
			"model": null,
			"destructive": false,
		});
		bench.home.write("policy.json", policy.to_string());
		bench.json(&format!("target create {TARGET} --key //Alice"));
		bench.json(&format!("policy set {TARGET} --file policy.json --key //Alice"));
		bench
	}

	fn cust(&self, line: &str) -> Run {
		self.home.run(&format!("cust {line} --url {}", self.node.url))
	}

	#[track_caller]
	fn json(&self, line: &str) -> Value {
		self.cust(&format!("{line} --json")).json()
	}

	/// The state of a command, whatever it is.
	fn command(&self, id: u64) -> Value {
		let run = self.cust(&format!("status {id} --json"));
		serde_json::from_str(&run.stdout).unwrap()
	}

	fn state(&self, id: u64) -> String {
		self.command(id)["state"]["state"].as_str().unwrap().to_owned()
	}

	/// Waits until a command is in one of these states.
	#[track_caller]
	fn wait_for_state(&self, id: u64, states: &[&str]) -> Value {
		let start = std::time::Instant::now();
		loop {
			let command = self.command(id);
			// One that the chain does not have yet has no state.
			if command["state"]["state"].as_str().is_some_and(|state| states.contains(&state)) {
				return command;
			}
			assert!(start.elapsed() < common::agent::PATIENCE, "{command:#}");
			thread::sleep(std::time::Duration::from_millis(300));
		}
	}

	/// Submits a command as `//Bob` without the gate; its number.
	#[track_caller]
	fn submit_directly(&self, command: &Value) -> u64 {
		self.home.write("command.json", command.to_string());
		self.json("submit command.json --key //Bob")["id"].as_u64().unwrap()
	}
}

fn command(operations: &Value, nonce: &str) -> Value {
	json!({
		"version": "cust-1.0",
		"intent": "deploy",
		"target": TARGET,
		"operations": operations,
		"meta": { "nonce": nonce },
	})
}

fn hook(nonce: &str) -> Value {
	command(&json!([{ "type": "hook", "action": "run", "name": "append" }]), nonce)
}

/// A gate whose key is `//Eve`.
fn gate() -> String {
	format!(
		"[gate]\nlisten = \"127.0.0.1:0\"\n[gate.key]\naccount = \"{}\"\n\
		 [[gate.secrets]]\nname = \"ci\"\nplanner = \"{}\"\nfile = \"gate.secret\"\n",
		address("//Eve"),
		address("//Bob"),
	)
}

/// An executor whose hook appends a line to a file, tells so, and takes a while.
fn executor(home: &Home, key: &str, operator: &str, seconds: u32) -> String {
	let program = home.write(
		"append.sh",
		format!("#!/bin/sh\necho \"$$\" >> {}\nsleep {seconds}\n", home.path("effects").display()),
	);
	let mut permissions = fs::metadata(&program).unwrap().permissions();
	std::os::unix::fs::PermissionsExt::set_mode(&mut permissions, 0o700);
	fs::set_permissions(&program, permissions).unwrap();
	fs::create_dir_all(home.path("checkout")).unwrap();
	format!(
		"[executor]\n{operator}[executor.key]\naccount = \"{}\"\n[executor.targets.\"{TARGET}\"]\n\
		 checkout = \"{}\"\n[executor.targets.\"{TARGET}\".hooks.append]\nprogram = \"{}\"\n",
		address(key),
		home.path("checkout").display(),
		program.display(),
	)
}

fn unlock(home: &Home, agent: &Agent, keys: &[&str]) {
	let mut line = "unlock".to_owned();
	for key in keys {
		let name = format!("{}.whole", key.trim_start_matches('/'));
		home.secret(&name, key);
		line.push_str(&format!(" --suri-file {name}"));
	}
	agent.tell(&line).succeeds();
}

fn effects(home: &Home) -> usize {
	fs::read_to_string(home.path("effects")).unwrap_or_default().lines().count()
}

fn sha256(bytes: &[u8]) -> String {
	format!("0x{}", hex::encode(Sha256::digest(bytes)))
}

#[test]
fn a_request_becomes_a_push_with_receipts() {
	let bench = Bench::start(1, "//Charlie", |home| {
		let checkout = home.path("checkout");
		let remote = home.path("remote.git");
		fs::create_dir_all(&remote).unwrap();
		git(&remote, "init --quiet --bare --initial-branch=main");
		git(home.0.path(), &format!("clone --quiet {} checkout", remote.display()));
		git(&checkout, "checkout --quiet -B main");
		fs::create_dir_all(checkout.join("src")).unwrap();
		fs::write(checkout.join("src/lib.rs"), "one\n").unwrap();
		git(&checkout, "add -A");
		git(&checkout, "commit --quiet -m first");
		git(&checkout, "push --quiet origin main");
		fs::write(checkout.join("src/lib.rs"), "two\n").unwrap();
		let operator = format!("operator = \"{}\"\n", address("//Charlie"));
		let executor = executor(home, "//Ferdie", &operator, 0);
		format!(
			"{}{executor}[executor.targets.\"{TARGET}\".git]\nurl = \"{}\"\n\
			 author-name = \"Agent\"\nauthor-email = \"agent@example.org\"\n",
			gate(),
			remote.display()
		)
	});
	let home = &bench.home;
	Runtime::new().unwrap().block_on(async {
		add_proxy(&bench.node.url, "//Bob", &address("//Eve"), "Planner").await;
		add_proxy(&bench.node.url, "//Charlie", &address("//Ferdie"), "Agent").await;
	});
	let mut agent = Agent::start(home);
	agent.wait_until(|status| status["node"]["connected"] == true);
	let (code, body) = agent.get("/ready");
	assert_eq!((code, body.as_str()), (200, r#"{"status":"ready"}"#));
	unlock(home, &agent, &["//Eve", "//Ferdie"]);

	let push = json!([{
		"type": "git", "action": "commit_and_push", "branch": "main", "message": "feat: two",
	}]);
	let signed = home.signed(&command(&push, "1"));
	let (code, answer) = agent.submit(&signed);
	assert_eq!((code, &answer["verdict"]), (202, &json!("needs_approval")), "{answer}");
	assert_eq!((&answer["id"], &answer["planner"]), (&json!(0), &json!(address("//Bob"))));
	assert_eq!(bench.command(0)["receipt"], answer["receipt"]);
	let (code, again) = agent.submit(&signed);
	assert_eq!((code, &again["error"]["code"]), (409, &json!("replayed_signature")));
	assert_eq!(again["error"]["id"], 0);

	let approved = bench.json("approve 0 --yes --key //Dave");
	let approved_at = approved["command"]["state"]["at"].as_u64().unwrap();
	let command_now = bench.wait_for_state(0, &["succeeded", "failed"]);
	let state = &command_now["state"];
	let outcomes = || home.log().into_iter().map(|entry| entry["outcome"].clone());
	assert_eq!(state["state"], "succeeded", "{:#?}", outcomes().collect::<Vec<_>>());
	assert_eq!(
		(&state["state"], &state["executor"]),
		(&json!("succeeded"), &json!(address("//Charlie")))
	);
	let remote = home.path("remote.git");
	assert_eq!(git(&remote, "show main:src/lib.rs"), "two");
	assert_eq!(git(&remote, "log -1 --format=%s%n%an main"), "feat: two\nAgent");

	// What is on the chain is the digest of what is here.
	agent.wait_for("command 0: succeeded");
	let reports = home.path("data/executor/reports");
	let evidence = fs::read(reports.join("0.evidence.json")).unwrap();
	assert_eq!(state["evidence"], sha256(&evidence));
	assert_eq!(state["log"], sha256(&fs::read(reports.join("0.log")).unwrap()));
	let evidence: Value = serde_json::from_slice(&evidence).unwrap();
	assert_eq!(evidence["command"], answer["digest"]);

	// It was claimed when the approval was final, and run when the claim was.
	let ran = home.wait_for_entry(|entry| entry["action"]["kind"] == "execute");
	let claimed = ran["observation"]["claimed"].as_u64().unwrap();
	assert!(ran["observation"]["finalised"]["number"].as_u64().unwrap() >= claimed, "{ran}");
	let claim = home.wait_for_entry(|entry| entry["action"]["kind"] == "cust.claim");
	assert_eq!(claim["outcome"]["block"], claimed);
	let seen = claim["observation"]["finalised"]["number"].as_u64().unwrap();
	assert!(approved_at <= seen && seen < claimed, "{claim}");
	let completed = home.wait_for_entry(|entry| entry["action"]["kind"] == "cust.complete");
	let order = |entry: &Value| entry["seq"].as_u64().unwrap();
	assert!(order(&claim) < order(&ran) && order(&ran) < order(&completed));

	// Every step has a receipt, and the log's head has one too.
	let last = home.run(&format!(
		"receipt show {} --json --url {}",
		command_now["lastReceipt"], bench.node.url
	));
	let last = last.json();
	assert_eq!(last["receipt"]["parent"], answer["receipt"]);
	assert_eq!(last["receipt"]["issuer"], address("//Charlie"));
	let anchored = home.wait_for_entry(|entry| entry["action"]["kind"] == "receipts.attest");
	let id = &anchored["outcome"]["receipt"];
	let receipt = home.run(&format!("receipt show {id} --json --url {}", bench.node.url)).json();
	assert_eq!(receipt["receipt"]["digest"], anchored["observation"]["hash"]);
	assert!(home.log().iter().any(|entry| entry["hash"] == anchored["observation"]["hash"]));

	let metrics = agent.get("/metrics").1;
	for line in [
		"tonnetz_agent_gate_verdicts_total{verdict=\"needs_approval\"} 1",
		"tonnetz_agent_executor_commands_total{outcome=\"succeeded\"} 1",
		"tonnetz_agent_executor_unreported 0",
	] {
		assert!(metrics.contains(line), "{line}: {metrics}");
	}
	assert_eq!(agent.end(Signal::TERM).code(), Some(0));
}

#[test]
fn a_gate_takes_many_at_once_and_none_twice() {
	let bench = Bench::start(1, "//Charlie", |_| gate());
	let home = &bench.home;
	Runtime::new().unwrap().block_on(async {
		add_proxy(&bench.node.url, "//Bob", &address("//Eve"), "Planner").await;
	});
	let mut agent = Agent::start(home);
	agent.wait_until(|status| status["node"]["connected"] == true);
	unlock(home, &agent, &["//Eve"]);

	// Each is sent twice, all at once.
	let gate = agent.gate();
	let signed: Vec<_> = (0..8).map(|n| home.signed(&hook(&n.to_string()))).collect();
	let answers: Vec<_> = thread::scope(|scope| {
		let asked: Vec<_> = signed
			.iter()
			.chain(&signed)
			.map(|signed| scope.spawn(|| submit(&gate, signed)))
			.collect();
		asked.into_iter().map(|asked| asked.join().unwrap()).collect()
	});
	let taken: Vec<_> = answers.iter().filter(|(code, _)| *code == 202).collect();
	let refused = answers.iter().filter(|(code, _)| *code == 409).count();
	assert_eq!((taken.len(), refused), (8, 8), "{answers:#?}");
	let ids: BTreeSet<_> = taken.iter().map(|(_, answer)| answer["id"].as_u64().unwrap()).collect();
	assert_eq!(ids, (0..8).collect());
	let history = bench.json(&format!("history {TARGET}"));
	let nonces = history["commands"].as_array().unwrap().iter().map(|command| &command["nonce"]);
	assert!(nonces.eq(&(0..8).map(|nonce| json!(nonce)).collect::<Vec<_>>()));

	// Somebody else uses a nonce: the gate takes the next.
	assert_eq!(bench.submit_directly(&hook("direct")), 8);
	let (code, answer) = agent.submit(&home.signed(&hook("after")));
	assert_eq!((code, &answer["id"]), (202, &json!(9)), "{answer}");

	// Killed after it sent a command, the agent looks before it sends again.
	let signed = home.signed(&hook("killed"));
	let asking = {
		let (gate, signed) = (gate, signed.clone());
		thread::spawn(move || std::panic::catch_unwind(|| submit(&gate, &signed)))
	};
	// The pool has the transaction of the answer that is being waited for.
	Runtime::new().unwrap().block_on(async {
		let rpc = RpcClient::from_insecure_url(&bench.node.url).await.unwrap();
		while rpc
			.request::<Vec<String>>("author_pendingExtrinsics", RpcParams::new())
			.await
			.unwrap()
			.is_empty()
		{}
	});
	agent.end(Signal::KILL);
	asking.join().unwrap().unwrap_err();
	bench.wait_for_state(10, &["pending"]);
	let agent = Agent::start(home);
	agent.wait_until(|status| status["node"]["connected"] == true);
	unlock(home, &agent, &["//Eve"]);
	let (code, answer) = agent.submit(&signed);
	assert_eq!((code, &answer["error"]["code"]), (409, &json!("replayed_signature")), "{answer}");
	assert_eq!(answer["error"]["id"], 10);
	assert!(bench.cust("status 11").fails(10).contains("no command 11"));

	// An agent that could not know about a signature that was sent says so.
	assert!(home.wait_for_entry(|entry| entry["outcome"]["code"] == "replayed_signature")
		["action"]
		.is_null());
}

#[test]
fn a_locked_agent_leaves_commands_alone_and_acts_once_unlocked() {
	let bench = Bench::start(0, "//Charlie", |home| executor(home, "//Charlie", "", 0));
	let home = &bench.home;
	let agent = Agent::start(home);
	assert_eq!(bench.submit_directly(&hook("1")), 0);
	let absent = command(&json!([{ "type": "hook", "action": "run", "name": "absent" }]), "2");
	assert_eq!(bench.submit_directly(&absent), 1);
	let approved_at = bench.command(1)["state"]["at"].as_u64().unwrap();
	agent.wait_until(|status| {
		status["node"]["finalised"]["number"]
			.as_u64()
			.is_some_and(|number| number > approved_at + 2)
	});
	assert_eq!((bench.state(0).as_str(), effects(home)), ("approved", 0));

	unlock(home, &agent, &["//Charlie"]);
	bench.wait_for_state(0, &["succeeded"]);
	assert_eq!(effects(home), 1);
	// What is not configured is left to another executor, and said once.
	let left = home.wait_for_entry(|entry| entry["outcome"]["kind"] == "refused");
	assert_eq!(left["observation"]["id"], 1);
	assert!(left["outcome"]["message"].as_str().unwrap().contains("hooks.absent"), "{left}");
	assert_eq!(bench.state(1), "approved");

	// What somebody claims with the same account is not the agent's to run.
	agent.tell("lock").succeeds();
	assert_eq!(bench.submit_directly(&hook("3")), 2);
	bench.json("claim 2 --key //Charlie");
	unlock(home, &agent, &["//Charlie"]);
	let left = home.wait_for_entry(|entry| {
		entry["observation"]["id"] == 2 && entry["outcome"]["kind"] == "refused"
	});
	assert!(left["outcome"]["message"].as_str().unwrap().contains("not by this agent"), "{left}");
	assert_eq!((bench.state(2).as_str(), effects(home)), ("claimed", 1));
}

#[test]
fn no_crash_runs_a_command_twice_or_leaves_one_unreported() {
	let bench = Bench::start(0, "//Charlie", |home| executor(home, "//Charlie", "", 3));
	let home = &bench.home;
	let points = ["claiming", "running", "effect", "done", "reporting", "succeeded"];
	for (id, point) in (0u64..).zip(points) {
		let mut agent = Agent::start(home);
		unlock(home, &agent, &["//Charlie"]);
		let before = effects(home);
		assert_eq!(bench.submit_directly(&hook(point)), id);
		match point {
			"effect" => {
				while effects(home) == before {
					thread::yield_now();
				}
			}
			point => drop(agent.wait_for(&format!("command {id}: {point}"))),
		}
		agent.end(Signal::KILL);

		let agent = Agent::start(home);
		unlock(home, &agent, &["//Charlie"]);
		let closed = bench.wait_for_state(id, &["succeeded", "failed"]);
		let outcome = closed["state"]["state"].as_str().unwrap();
		match (point, effects(home) - before, outcome) {
			// It had not begun, so it is done now.
			("claiming", 1, "succeeded") => {}
			// It may or may not have begun.
			("running", 1, "succeeded") | ("running", 0 | 1, "failed") => {}
			// It had begun, and nobody knows how far it came.
			("effect", 1, "failed") => {}
			// It was finished, and that is what is reported. The end is logged before it is on disk
			// that the chain has it.
			("done" | "reporting" | "succeeded", 1, "succeeded") => {}
			other => panic!("{other:?}: {closed:#}"),
		}
		let evidence = home.path(&format!("data/executor/reports/{id}.evidence.json"));
		assert_eq!(closed["state"]["evidence"], sha256(&fs::read(evidence).unwrap()), "{point}");
		agent.wait_until(|status| status["executor"]["unreported"] == json!([]));
	}
	let effects_before = effects(home);
	// One more start, with everything in the journal: nothing is left to do.
	let mut agent = Agent::start(home);
	unlock(home, &agent, &["//Charlie"]);
	assert_eq!(bench.submit_directly(&hook("last")), 6);
	bench.wait_for_state(6, &["succeeded"]);
	assert_eq!(effects(home), effects_before + 1);

	// Told to end while a program runs, the agent ends it, reports, and is gone.
	assert_eq!(bench.submit_directly(&hook("ended")), 7);
	while effects(home) == effects_before + 1 {
		thread::yield_now();
	}
	assert_eq!(agent.end(Signal::TERM).code(), Some(0));
	let last = fs::read_to_string(home.path("effects")).unwrap().lines().last().unwrap().to_owned();
	assert!(
		!std::path::Path::new(&format!("/proc/{last}")).exists(),
		"the hook outlives the agent"
	);
	assert_eq!(bench.state(7), "failed");
}
