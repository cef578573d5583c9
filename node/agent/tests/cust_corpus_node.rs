// SPDX-License-Identifier: Apache-2.0

//! Client, RPC and chain give the verdicts of the corpus, with a live development node: all cases
//! whose circumstances can be made on one.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod common;

use common::{
	cust::{Case, Corpus},
	node::Node,
	run, tonnetz, Run,
};
use serde_json::{json, Value};
use std::fs;
use subxt::rpcs::{
	client::{RpcClient, RpcParams},
	Error as RpcError,
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// Blocks of the corpus: its cases are judged here, and expire there unless they are about expiry.
const NOW: u64 = 1_000;
const EXPIRES_AT: u64 = 1_100;

/// How a case is asked for on a live node; `None` if its circumstances cannot be made.
struct Asked {
	nonce: Option<u64>,
	expires_at: Option<u64>,
}

fn asked(case: Case) -> Option<Asked> {
	if case.parse_error().is_some() {
		return Some(Asked { nonce: None, expires_at: None });
	}
	if (case.block("now"), case.block("submitted")) != (Some(NOW), Some(NOW)) {
		return None;
	}
	let expires_at = match case.block("expiresAt")? {
		EXPIRES_AT => None,
		expires_at @ (0 | 0xffff_ffff) => Some(expires_at),
		_ => return None,
	};
	// On the live node the next nonce is 0.
	let nonce = match case.nonces()? {
		(given, expected) if given == expected => None,
		(given, 0) => Some(given),
		_ => Some(999),
	};
	// There are no models on a development node; a policy that names none does not ask for one.
	(case.policy() != Some("modelled")).then_some(Asked { nonce, expires_at })
}

struct Bench {
	node: Node,
	dir: TempDir,
	runtime: Runtime,
	rpc: RpcClient,
	corpus: Corpus,
	agreed: usize,
}

impl Bench {
	fn start() -> Self {
		let node = Node::start();
		let runtime = Runtime::new().unwrap();
		let rpc = runtime.block_on(RpcClient::from_insecure_url(&node.url)).unwrap();
		let dir = tempfile::tempdir().unwrap();
		Self { node, dir, runtime, rpc, corpus: Corpus::read(), agreed: 0 }
	}

	fn cust(&self, line: &str) -> Run {
		let mut command = tonnetz();
		command.arg("cust").args(line.split_whitespace()).args(["--json", "--url"]);
		command.arg(&self.node.url).current_dir(self.dir.path());
		Run::of(command)
	}

	/// The answer of `cust_evaluate`, or the code and data of its refusal.
	fn rpc(&self, params: Value) -> Result<Value, (i32, Value)> {
		let mut built = RpcParams::new();
		for param in params.as_array().unwrap() {
			built.push(param).unwrap();
		}
		match self.runtime.block_on(self.rpc.request("cust_evaluate", built)) {
			Ok(answer) => Ok(answer),
			Err(RpcError::User(error)) => {
				let data = error.data.unwrap();
				Err((error.code, serde_json::from_str(data.get()).unwrap()))
			}
			Err(error) => panic!("{error}"),
		}
	}

	/// Asks RPC and client for the cases that a function selects.
	fn judge(&mut self, selected: impl Fn(Case) -> bool, client: bool) {
		let mut agreed = 0;
		for case in self.corpus.cases().filter(|case| selected(*case)) {
			let Some(Asked { nonce, expires_at }) = asked(case) else { continue };
			let planner = match case.parse_error() {
				Some(_) => address("planner"),
				None => address(case.planner()),
			};
			let answer = self.rpc(json!([case.command(), planner, nonce, expires_at]));
			match (case.parse_error(), &answer) {
				(None, Ok(answer)) => case.agrees(&answer["verdict"]),
				(Some(parse_error), Err((7009, data))) => assert_eq!(data["code"], parse_error),
				_ => panic!("{}: {answer:?}", case.name()),
			}
			if client {
				self.ask_client(case, &planner, nonce, expires_at, answer.ok());
			}
			agreed += 1;
		}
		self.agreed += agreed;
	}

	/// The client says the same, with the same digest.
	fn ask_client(
		&self,
		case: Case,
		planner: &str,
		nonce: Option<u64>,
		expires_at: Option<u64>,
		of_rpc: Option<Value>,
	) {
		fs::write(self.dir.path().join("command.json"), case.command()).unwrap();
		let mut line = format!("evaluate command.json --planner {planner}");
		if let Some(nonce) = nonce {
			line += &format!(" --nonce {nonce}");
		}
		if let Some(expires_at) = expires_at {
			line += &format!(" --expires-at {expires_at}");
		}
		let run = self.cust(&line);
		match (case.parse_error(), of_rpc) {
			(Some(code), _) => assert!(run.stderr.contains(&format!("({code})")), "{run:?}"),
			(None, of_rpc) => {
				let answer: Value = serde_json::from_str(&run.stdout).unwrap();
				case.agrees(&answer);
				assert_eq!(answer["digest"], of_rpc.unwrap()["digest"], "{}", case.name());
			}
		}
	}

	fn set_policy(&self, name: &str) {
		let policy = self.corpus.policy(name, address).to_string();
		fs::write(self.dir.path().join("policy.json"), policy).unwrap();
		self.cust("policy set web --file policy.json --key //Alice").succeeds();
	}
}

/// Accounts for the names of the corpus: those that act here are development keys.
fn address(name: &str) -> String {
	let key = match name {
		"planner" => "//Bob",
		"executor" => "//Charlie",
		name => return common::cust::address(name),
	};
	let key = run(["key", "inspect", "--json", "--key", key]).json();
	key["ss58Address"].as_str().unwrap().to_owned()
}

#[test]
fn client_rpc_and_chain_agree_on_the_corpus() {
	let mut bench = Bench::start();
	let ordinary = |case: Case| {
		case.context("suspended") != &json!(true) && case.context("lastApproved").is_null()
	};
	bench.judge(|case| case.policy().is_none() && case.parse_error().is_none(), true);
	bench.cust("target create web --key //Alice").succeeds();
	bench.judge(|case| case.policy() == Some("unset") && ordinary(case), true);
	let policies = bench.corpus.policies().into_iter().map(str::to_owned).collect::<Vec<_>>();
	for policy in policies.iter().filter(|policy| !["web", "modelled"].contains(&policy.as_str())) {
		bench.set_policy(policy);
		bench.judge(|case| case.policy() == Some(policy) && ordinary(case), true);
	}
	bench.set_policy("web");
	bench.judge(|case| case.policy() == Some("web") && ordinary(case), true);

	bench.cust("policy suspend web --key //Alice").succeeds();
	bench.judge(|case| case.context("suspended") == &json!(true), true);
	bench.cust("policy resume web --key //Alice").succeeds();

	// An approved command, and what is asked within its cooldown of 10 blocks. The first case is the
	// fit command of the corpus.
	let fit = bench.corpus.cases().next().unwrap().command().to_owned();
	fs::write(bench.dir.path().join("command.json"), fit).unwrap();
	let submitted = bench.cust("submit command.json --key //Bob").json();
	assert_eq!(submitted["verdict"], "approved");
	let within = |case: Case| {
		case.block("lastApproved").is_some_and(|block| block + 5 == NOW)
			&& case.context("suspended") == &json!(false)
	};
	bench.judge(within, false);

	assert!(bench.agreed >= 350, "only {} cases", bench.agreed);
}
