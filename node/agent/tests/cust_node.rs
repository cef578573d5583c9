// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust` with a live development node. Its one validator, `//Alice`, is an operator and
//! governs.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{extrinsic::add_proxy, node::Node, run, tonnetz, Run};
use serde_json::{json, Value};
use std::{
	fs,
	io::Write,
	process::{Command, Stdio},
};
use subxt::rpcs::{client::RpcParams, RpcClient};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// A node and a directory for files.
struct Bench {
	node: Node,
	dir: TempDir,
}

impl Bench {
	fn start() -> Self {
		Self { node: Node::start(), dir: tempfile::tempdir().unwrap() }
	}

	fn write(&self, name: &str, text: impl AsRef<[u8]>) {
		fs::write(self.dir.path().join(name), text).unwrap();
	}

	/// Runs `tonnetz` with the words of a line, in the directory.
	fn run(&self, line: &str) -> Run {
		let mut command = tonnetz();
		command.args(line.split_whitespace()).args(["--url", &self.node.url]);
		command.current_dir(self.dir.path());
		Run::of(command)
	}

	fn cust(&self, line: &str) -> Run {
		self.run(&format!("cust {line}"))
	}

	/// Runs a command that shall succeed and print JSON.
	#[track_caller]
	fn json(&self, line: &str) -> Value {
		self.cust(&format!("{line} --json")).json()
	}

	/// Runs a command that prints JSON whatever its exit code.
	#[track_caller]
	fn answer(&self, line: &str, code: i32) -> Value {
		let run = self.cust(&format!("{line} --json"));
		assert_eq!(run.code, Some(code), "{run:?}");
		serde_json::from_str(&run.stdout).unwrap()
	}
}

fn address(key: &str) -> String {
	let key = run(["key", "inspect", "--json", "--key", key]).json();
	key["ss58Address"].as_str().unwrap().to_owned()
}

/// A policy for //Bob to plan, //Charlie to execute, //Dave and //Eve to approve.
fn policy(approvals: u8) -> Value {
	json!({
		"planners": [address("//Bob")],
		"executors": [address("//Charlie")],
		"approvers": [address("//Dave"), address("//Eve")],
		"approvals": approvals,
		"operations": [{ "operation": "service/restart", "names": ["nginx"] }],
		"pathAllow": [],
		"pathDeny": [],
		"maxOperations": 2,
		"timeToLive": 1_000,
		"cooldown": 0,
		"model": null,
		"destructive": approvals > 0,
	})
}

fn restart(service: &str, note: &str) -> String {
	json!({
		"version": "cust-1.0",
		"intent": "restart",
		"target": "acme/web",
		"operations": [{ "type": "service", "action": "restart", "name": service }],
		"meta": { "note": note },
	})
	.to_string()
}

#[test]
fn a_command_is_submitted_approved_claimed_and_completed() {
	let bench = Bench::start();
	bench.write("policy.json", policy(1).to_string());
	bench.write("restart.json", restart("nginx", "one"));
	bench.write("evidence", "restarted");
	bench.write("log", "nginx: ok");

	// A target and its policy.
	let missing = bench.cust("target show acme/web").fails(10);
	assert!(missing.contains("no target acme/web at finalised block"), "{missing}");
	let created = bench.json("target create acme/web --key //Alice");
	assert_eq!((&created["done"], &created["target"]["id"]), (&json!("created"), &json!(0)));
	let closed = bench.cust("policy show acme/web").fails(10);
	assert!(closed.contains("no policy of target acme/web"), "{closed}");
	let preview = bench.cust("policy set acme/web --file policy.json --dry-run").succeeds();
	assert!(preview.contains(&format!("+ planners: {}\n", address("//Bob"))), "{preview}");
	let set = bench.json("policy set acme/web --file policy.json --key //Alice");
	assert_eq!(set["version"], 1);
	let receipt = bench.run(&format!("receipt show {} --json", set["receipt"])).json();
	assert_eq!(
		(&receipt["receipt"]["kind"], &receipt["receipt"]["digest"]),
		(&json!("document"), &set["digest"])
	);
	let shown = bench.json("policy show acme/web");
	assert_eq!(shown["planners"], policy(1)["planners"]);
	bench.write("shown.json", shown.to_string());
	let same = bench.cust("policy set acme/web --file shown.json --dry-run").succeeds();
	assert_eq!(same, "nothing changes\n");

	// A submission, which the dry run foretells.
	let planner = address("//Bob");
	let dry = bench.json(&format!("evaluate restart.json --planner {planner}"));
	assert_eq!((&dry["verdict"], &dry["detail"]), (&json!("needs_approval"), &json!(1)));
	assert_eq!((&dry["nonce"], &dry["policyVersion"]), (&json!(0), &json!(1)));
	let submitted = bench.json("submit restart.json --expires-in 20m --key //Bob");
	assert_eq!(submitted["verdict"], "needs_approval");
	assert_eq!((&submitted["id"], &submitted["nonce"]), (&json!(0), &json!(0)));
	assert_eq!(submitted["digest"], dry["digest"]);
	let receipt = bench.run(&format!("receipt show {} --json", submitted["receipt"])).json();
	assert_eq!(receipt["receipt"]["digest"], submitted["digest"]);
	assert_eq!(receipt["receipt"]["issuer"], planner.as_str());
	let pending = bench.json("pending acme/web");
	assert_eq!(pending["commands"][0]["id"], 0);
	assert_eq!(pending["commands"][0]["command"]["meta"]["note"], "one");

	// Approval.
	let digest = submitted["digest"].as_str().unwrap();
	let other = format!("approve 0 --digest {} --key //Dave", "0x".to_owned() + &"00".repeat(32));
	assert!(bench.cust(&other).fails(27).contains("nothing was submitted"));
	let stranger = bench.cust("approve 0 --yes --key //Bob").fails(7);
	assert!(stranger.contains("Cust::NotApprover"), "{stranger}");
	let approved = bench.json(&format!("approve 0 --digest {digest} --key //Dave"));
	assert_eq!(approved["command"]["state"]["state"], "approved");
	assert_eq!(approved["command"]["approvals"], json!([address("//Dave")]));
	assert_eq!(bench.json("pending acme/web")["commands"], json!([]));

	// Execution.
	let claimed = bench.json("claim 0 --key //Charlie");
	assert_eq!(claimed["command"]["state"]["executor"], address("//Charlie"));
	let again = bench.cust("claim 0 --key //Charlie").fails(7);
	assert!(again.contains("Cust::AlreadyClaimed"), "{again}");
	let complete = "complete 0 --outcome succeeded --evidence evidence --log log";
	let completed = bench.json(&format!("{complete} --key //Charlie"));
	assert_eq!(completed["command"]["state"]["state"], "succeeded");
	let status = bench.json("status 0");
	assert_eq!(status["state"]["state"], "succeeded");
	// Of `restarted`, by sha256sum.
	assert_eq!(
		status["state"]["evidence"],
		"0x9bb2e99b63ac23910360b0d832fd4c44b123894957eee4d2d6733719346c2dd3"
	);
	let last = bench.run(&format!("receipt show {} --json", status["lastReceipt"])).json();
	assert_eq!(last["receipt"]["parent"], status["receipt"]);
	assert_eq!(last["receipt"]["kind"], "action");
	assert_eq!(last["receipt"]["issuer"], address("//Charlie"));
	let text = bench.cust("status 0").succeeds();
	assert!(text.contains("{\"action\":\"restart\",\"name\":\"nginx\",\"type\":\"service\"}"));

	let removed = bench.json("target remove acme/web --key //Alice");
	assert_eq!(removed["target"], Value::Null);
	bench.cust("history acme/web").fails(10);
}

#[test]
fn refusals_and_denials_have_an_exit_code_and_a_place_in_the_history() {
	let bench = Bench::start();
	bench.write("policy.json", policy(1).to_string());
	bench.write("restart.json", restart("nginx", "one"));
	bench.write("forbidden.json", restart("sshd", "two"));
	let refused = bench.answer("submit restart.json --key //Bob", 14);
	assert_eq!((&refused["id"], &refused["detail"]), (&Value::Null, &json!("unknown_target")));
	bench.json("target create acme/web --key //Alice");
	bench.json("policy set acme/web --file policy.json --key //Alice");

	let refused = bench.answer("submit forbidden.json --key //Bob", 14);
	assert_eq!((&refused["id"], &refused["detail"]), (&json!(0), &json!("name_not_allowed")));
	let receipt = bench.run(&format!("receipt show {} --json", refused["receipt"])).json();
	assert_eq!(receipt["receipt"]["kind"], "refusal");
	assert_eq!(bench.answer("status 0", 14)["state"]["reason"], "name_not_allowed");
	let unlisted = bench.answer("submit restart.json --key //Dave", 14);
	assert_eq!(unlisted["detail"], "planner_not_listed");
	assert_eq!(bench.json("target show acme/web")["unlistedRefusals"], 1);

	assert_eq!(bench.json("submit restart.json --key //Bob")["id"], 1);
	let denied = bench.json("deny 1 --key //Eve");
	assert_eq!(denied["command"]["state"]["by"], address("//Eve"));
	assert_eq!(bench.answer("status 1", 14)["state"]["state"], "denied");
	assert!(bench.cust("status 99").fails(10).contains("no command 99"));

	let early = bench.cust("prune 0 1 --key //Dave").fails(7);
	assert!(early.contains("Cust::PruneTooEarly"), "{early}");
	let history = bench.json("history acme/web --from 1");
	assert_eq!(history["commands"].as_array().unwrap().len(), 1);
	assert_eq!(bench.json("history acme/web --limit 1")["next"], 1);
}

/// What `tonnetz` says on a terminal on which this is typed, and its exit code.
fn on_a_terminal(bench: &Bench, line: &str, typed: &str) -> (String, Option<i32>) {
	let tonnetz = env!("CARGO_BIN_EXE_tonnetz");
	let mut script = Command::new("script")
		.args(["--quiet", "--return", "--command"])
		.arg(format!("'{tonnetz}' {line} --url {}", bench.node.url))
		.arg("/dev/null")
		.current_dir(bench.dir.path())
		.stdin(Stdio::piped())
		.stdout(Stdio::piped())
		.spawn()
		.unwrap();
	script.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
	let output = script.wait_with_output().unwrap();
	(String::from_utf8(output.stdout).unwrap(), output.status.code())
}

#[test]
fn an_approver_is_shown_the_command_and_asked() {
	let bench = Bench::start();
	bench.write("policy.json", policy(1).to_string());
	bench.write("restart.json", restart("nginx", "one"));
	bench.json("target create acme/web --key //Alice");
	bench.json("policy set acme/web --file policy.json --key //Alice");
	bench.json("submit restart.json --key //Bob");
	let runtime = Runtime::new().unwrap();
	let nonce = || -> u64 {
		runtime.block_on(async {
			let rpc = RpcClient::from_insecure_url(&bench.node.url).await.unwrap();
			let mut params = RpcParams::new();
			params.push(address("//Dave")).unwrap();
			rpc.request("system_accountNextIndex", params).await.unwrap()
		})
	};
	for refusal in ["no\n", "\n", "yess\n"] {
		let (said, code) = on_a_terminal(&bench, "cust approve 0 --key //Dave", refusal);
		assert_eq!(code, Some(130), "{said}");
		let shown = said.find("{\"action\":\"restart\",\"name\":\"nginx\"").unwrap();
		let asked = said.find("Approve command 0? (yes/no)").unwrap();
		assert!(shown < asked, "{said}");
		assert!(said.contains("not confirmed: nothing was submitted"), "{said}");
	}
	assert_eq!(nonce(), 0);
	let waits = bench.json("status 0");
	assert_eq!((&waits["state"]["state"], &waits["approvals"]), (&json!("pending"), &json!([])));

	let (said, code) = on_a_terminal(&bench, "cust approve 0 --key //Dave", "yes\n");
	assert_eq!(code, Some(0), "{said}");
	assert!(said.contains("Approve command 0? (yes/no)"), "{said}");
	assert_eq!(nonce(), 1);
	assert_eq!(bench.json("status 0")["state"]["state"], "approved");
}

#[test]
fn a_shared_target_is_governed() {
	let bench = Bench::start();
	bench.write("policy.json", policy(0).to_string());
	bench.write("restart.json", restart("nginx", "one"));
	let stranger = bench.cust("target create acme/web --shared --key //Bob");
	assert_eq!(stranger.code, Some(7), "{stranger:?}");
	bench.json("target create acme/web --shared --key //Alice");
	let list = bench.json("target list");
	assert_eq!(list["targets"][0]["owner"], json!({ "kind": "shared" }));
	bench.json("policy set acme/web --file policy.json --key //Alice");
	bench.json("policy suspend acme/web --key //Alice");
	let text = bench.cust("target show acme/web").succeeds();
	assert!(text.contains("version 1, suspended\n"), "{text}");
	let refused = bench.answer("submit restart.json --key //Bob", 14);
	assert_eq!(refused["detail"], "policy_suspended");
	bench.json("policy resume acme/web --key //Alice");
	assert_eq!(bench.json("submit restart.json --key //Bob")["verdict"], "approved");

	// An operator gets it, and it is closed; then it is shared again.
	let (alice, bob) = (address("//Alice"), address("//Bob"));
	let stranger = bench.cust(&format!("target reassign acme/web --to {alice} --key //Bob"));
	assert!(stranger.fails(7).contains("Bad origin"));
	let no_operator = bench.cust(&format!("target reassign acme/web --to {bob} --key //Alice"));
	assert!(no_operator.fails(7).contains("Cust::NotOperator"));
	let given = bench.json(&format!("target reassign acme/web --to {alice} --key //Alice"));
	assert_eq!(given["done"], "reassigned");
	let owner = json!({ "kind": "operator", "account": alice });
	assert_eq!((&given["target"]["owner"], &given["target"]["hasPolicy"]), (&owner, &json!(false)));
	let shared = bench.json("target reassign acme/web --shared --key //Alice");
	assert_eq!(shared["target"]["owner"], json!({ "kind": "shared" }));
}

#[test]
fn proxies_act_for_planner_and_executor() {
	let bench = Bench::start();
	bench.write("policy.json", policy(0).to_string());
	bench.write("restart.json", restart("nginx", "one"));
	bench.write("evidence", "");
	bench.json("target create acme/web --key //Alice");
	bench.json("policy set acme/web --file policy.json --key //Alice");
	let (planner, executor) = (address("//Bob"), address("//Charlie"));
	let stranger = bench.cust(&format!("submit restart.json --as {planner} --key //Ferdie"));
	assert!(stranger.fails(7).contains("Proxy::NotProxy"));

	let ferdie = address("//Ferdie");
	Runtime::new().unwrap().block_on(async {
		add_proxy(&bench.node.url, "//Bob", &ferdie, "Planner").await;
		add_proxy(&bench.node.url, "//Charlie", &ferdie, "Agent").await;
	});
	let submitted = bench.json(&format!("submit restart.json --as {planner} --key //Ferdie"));
	assert_eq!(
		(&submitted["verdict"], &submitted["planner"]),
		(&json!("approved"), &json!(planner))
	);
	// The proxied call fails, and the call that carries it does not.
	let unknown = bench.cust(&format!("claim 9 --as {executor} --key //Ferdie")).fails(7);
	assert!(unknown.contains("Cust::UnknownCommand"), "{unknown}");
	let claimed = bench.json(&format!("claim 0 --as {executor} --key //Ferdie"));
	assert_eq!(claimed["command"]["state"]["executor"], json!(executor));
	let failed = "complete 0 --outcome failed --evidence evidence --log evidence";
	bench.json(&format!("{failed} --as {executor} --key //Ferdie"));
	assert_eq!(bench.answer("status 0", 15)["state"]["state"], "failed");
}
