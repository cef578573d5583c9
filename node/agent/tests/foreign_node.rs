// SPDX-License-Identifier: Apache-2.0

//! The binary against nodes that answer what a test wants: late, wrong, or to deceive.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{
	receipts::{self, vector, ReceiptInfo},
	tonnetz, Run,
};
use jsonrpsee::{
	server::{RpcModule, Server, ServerHandle},
	types::ErrorObject,
};
use serde_json::{json, Value};
use sp_core::{crypto::Ss58Codec, H256};
use std::{fs, path::Path};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tonnetz_core::receipt::ChainHead;

/// A server with the methods of a node; gone when dropped.
struct Fake {
	url: String,
	_server: ServerHandle,
	_runtime: Runtime,
}

/// The methods that every command needs, of the chain of the vectors.
fn methods() -> RpcModule<()> {
	let mut module = RpcModule::new(());
	let genesis_hash = receipts::json("trust.json")["genesisHash"].clone();
	let hash = H256::repeat_byte(9);
	answer(&mut module, "state_getRuntimeVersion", move |_| Ok(json!({ "specName": "tonnetz" })));
	answer(&mut module, "chain_getBlockHash", move |_| Ok(genesis_hash.clone()));
	answer(&mut module, "chain_getFinalizedHead", move |_| Ok(json!(hash)));
	answer(&mut module, "chain_getHeader", move |_| {
		Ok(json!({
			"parentHash": hash, "number": "0x5a", "stateRoot": hash, "extrinsicsRoot": hash,
			"digest": { "logs": [] },
		}))
	});
	module
}

/// Answers a method with what a function makes of its parameters: a code is a refusal.
fn answer(
	module: &mut RpcModule<()>,
	name: &'static str,
	make: impl Fn(Vec<Value>) -> Result<Value, i32> + Send + Sync + 'static,
) {
	module.remove_method(name);
	module
		.register_method(name, move |params, (), _| {
			make(params.parse().unwrap_or_default())
				.map_err(|code| ErrorObject::owned(code, "refused by the test", None::<()>))
		})
		.unwrap();
}

impl Fake {
	fn start(module: RpcModule<()>) -> Self {
		let runtime = Runtime::new().unwrap();
		let (url, server) = runtime.block_on(async {
			let server = Server::builder().build("127.0.0.1:0").await.unwrap();
			(format!("ws://{}", server.local_addr().unwrap()), server.start(module))
		});
		Self { url, _server: server, _runtime: runtime }
	}

	fn run(&self, line: &str) -> Run {
		let mut command = tonnetz();
		command.args(line.split_whitespace()).args(["--url", &self.url]);
		Run::of(command)
	}
}

/// A directory with a copy of a vector.
fn copy(name: &str) -> (TempDir, String) {
	let dir = tempfile::tempdir().unwrap();
	let path = dir.path().join(name);
	fs::copy(vector(name), &path).unwrap();
	let path = path.to_str().unwrap().to_owned();
	(dir, path)
}

mod trust {
	use super::*;

	/// A node that has these changes, and answers `page` of them at a time.
	fn node_with(changes: Vec<Value>, page: usize) -> Fake {
		let mut module = methods();
		answer(&mut module, "receipts_setChanges", move |params| {
			let from = usize::try_from(params[0].as_u64().unwrap()).unwrap();
			let until = changes.len().min(from + page);
			let next = (until < changes.len()).then_some(until);
			Ok(json!({ "changes": changes.get(from..until).unwrap_or_default(), "next": next }))
		});
		Fake::start(module)
	}

	fn changes() -> Vec<Value> {
		receipts::json("trust.json")["changes"].as_array().unwrap().clone()
	}

	#[test]
	fn an_update_follows_every_change_and_then_none() {
		for page in [1, 256] {
			let (_dir, path) = copy("genesis.trust.json");
			let node = node_with(changes(), page);
			let line = format!("receipt trust update --json --trust {path}");
			let updated = node.run(&line).json();
			assert_eq!((&updated["added"], &updated["set"]["id"]), (&json!(2), &json!(2)));
			let expected = fs::read_to_string(vector("trust.json")).unwrap();
			assert_eq!(fs::read_to_string(&path).unwrap().trim_end(), expected.trim_end());
			assert_eq!(node.run(&line).json()["added"], 0);
		}
	}

	#[test]
	fn a_change_that_does_not_follow_leaves_the_file_as_it_was() {
		let mut swapped = changes();
		swapped.swap(0, 1);
		let mut forged = changes();
		forged[1]["justification"] = forged[0]["justification"].clone();
		for changes in [swapped, forged] {
			let (dir, path) = copy("genesis.trust.json");
			let node = node_with(changes, 256);
			let message = node.run(&format!("receipt trust update --trust {path}")).fails(21);
			assert!(message.contains("authority set"), "{message}");
			assert_eq!(fs::read(&path).unwrap(), fs::read(vector("genesis.trust.json")).unwrap());
			assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
		}
	}

	#[test]
	fn a_node_cannot_lead_in_circles() {
		for next in [0, 1, 7] {
			let (_dir, path) = copy("genesis.trust.json");
			let mut module = methods();
			answer(&mut module, "receipts_setChanges", move |_| {
				Ok(json!({ "changes": [], "next": next }))
			});
			let node = Fake::start(module);
			let message = node.run(&format!("receipt trust update --trust {path}")).fails(5);
			assert!(message.contains("receipts_setChanges"), "{message}");
		}
	}

	#[test]
	fn another_chain_is_refused() {
		let (_dir, path) = copy("trust.json");
		let mut module = methods();
		answer(&mut module, "chain_getBlockHash", |_| Ok(json!(H256::repeat_byte(1))));
		let node = Fake::start(module);
		let message = node.run(&format!("receipt trust update --trust {path}")).fails(21);
		assert!(message.contains("it is of the chain with genesis"), "{message}");
	}

	#[test]
	fn what_is_believed_is_said() {
		let mut module = methods();
		answer(&mut module, "receipts_trustGenesis", |_| Ok(receipts::json("genesis.trust.json")));
		let node = Fake::start(module);
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("trust.json");
		let run = node.run(&format!("receipt trust genesis -o {}", path.display()));
		assert!(run.stderr.contains("is believed: compare the genesis hash"), "{run:?}");
		run.succeeds();
		let expected = fs::read_to_string(vector("genesis.trust.json")).unwrap();
		assert_eq!(fs::read_to_string(path).unwrap().trim_end(), expected.trim_end());
	}
}

mod proof {
	use super::*;
	use std::sync::atomic::{AtomicU32, Ordering};

	/// A node that refuses a number of times, and then has a bundle.
	fn node_with(refusals: u32, code: i32, bundle: &'static str) -> Fake {
		let asked = AtomicU32::new(0);
		let mut module = methods();
		answer(&mut module, "receipts_proof", move |params| {
			assert_eq!(params[1]["head"], true);
			if asked.fetch_add(1, Ordering::SeqCst) < refusals {
				Err(code)
			} else {
				Ok(receipts::json(bundle))
			}
		});
		Fake::start(module)
	}

	fn proof(node: &Fake, out: &Path, more: &str) -> Run {
		node.run(&format!("receipt proof 200 --head -o {} {more}", out.display()))
	}

	#[test]
	fn a_proof_is_waited_for() {
		for code in [7003, 7004] {
			let dir = tempfile::tempdir().unwrap();
			let out = dir.path().join("bundle.json");
			let proved = proof(&node_with(2, code, "head.bundle.json"), &out, "--json").json();
			assert_eq!((&proved["id"], &proved["block"]["number"]), (&json!(200), &json!(60)));
			let expected = fs::read_to_string(vector("head.bundle.json")).unwrap();
			assert_eq!(fs::read_to_string(&out).unwrap().trim_end(), expected.trim_end());
		}
	}

	#[test]
	fn a_wait_has_an_end() {
		let dir = tempfile::tempdir().unwrap();
		let out = dir.path().join("bundle.json");
		let node = node_with(u32::MAX, 7003, "head.bundle.json");
		let message = proof(&node, &out, "--timeout 1").fails(8);
		assert!(message.contains("could not be proved within 1 s"), "{message}");
		assert!(message.contains("refused by the test"), "{message}");
		assert!(proof(&node_with(1, 7002, ""), &out, "").fails(10).contains("no receipt 200"));
		assert!(proof(&node_with(1, 7005, ""), &out, "").fails(5).contains("refused by the test"));
		assert!(!out.exists());
	}

	#[test]
	fn a_bundle_of_something_else_is_refused() {
		let dir = tempfile::tempdir().unwrap();
		let out = dir.path().join("bundle.json");
		let node = node_with(0, 0, "head.bundle.json");
		let other = format!("receipt proof 7 --head -o {}", out.display());
		assert!(node.run(&other).fails(5).contains("a bundle of receipt 200 for 7"));
		let headless = proof(&node_with(0, 0, "good.bundle.json"), &out, "");
		assert!(headless.fails(5).contains("receipts_proof"));
		assert!(!out.exists());
	}
}

mod audit {
	use super::*;

	fn head(infos: &[ReceiptInfo]) -> ChainHead {
		ChainHead::of_links(infos.iter().map(|info| info.link)).unwrap()
	}

	/// A node with these receipts, `page` at a time, under this head.
	fn node_with(infos: Vec<ReceiptInfo>, page: usize, head: ChainHead) -> Fake {
		let mut module = methods();
		answer(&mut module, "receipts_head", move |_| Ok(json!(head)));
		answer(&mut module, "receipts_byIssuer", move |params| {
			let from = usize::try_from(params[1].as_u64().unwrap()).unwrap();
			let limit = usize::try_from(params[2].as_u64().unwrap()).unwrap();
			let until = infos.len().min(from + page.min(limit));
			let next = (until < infos.len()).then_some(until);
			Ok(json!({ "items": infos.get(from..until).unwrap_or_default(), "next": next }))
		});
		answer(&mut module, "receipts_proof", |_| Ok(receipts::json("head.bundle.json")));
		Fake::start(module)
	}

	fn audit(node: &Fake, more: &str) -> Run {
		node.run(&format!("receipt audit {} {more}", receipts::issuer().to_ss58check()))
	}

	#[test]
	fn a_node_with_all_receipts_passes_and_its_export_too() {
		let (infos, _) = receipts::of_one_issuer(600);
		let dir = tempfile::tempdir().unwrap();
		let export = dir.path().join("export.jsonl");
		let node = node_with(infos.clone(), 100, head(&infos));
		let run = audit(&node, &format!("--json --export {}", export.display()));
		assert!(run.stderr.contains("the head is believed"), "{run:?}");
		let report = run.json();
		assert_eq!((&report["receipts"], &report["complete"]), (&json!(600), &json!(true)));
		assert_eq!(report["block"], json!({ "number": 90, "hash": H256::repeat_byte(9) }));
		assert_eq!(fs::read_to_string(&export).unwrap().lines().count(), 601);

		let mut command = tonnetz();
		command.args(["receipt", "audit", &receipts::issuer().to_ss58check(), "--json", "--from"]);
		let offline = Run::of({
			command.arg(&export);
			command
		});
		assert_eq!(offline.json()["complete"], true);
	}

	#[test]
	fn a_node_that_leaves_one_out_is_found_out() {
		let (infos, _) = receipts::of_one_issuer(300);
		for position in [0, 150, 299] {
			let mut left = infos.clone();
			left.remove(position);
			let run = audit(&node_with(left, 256, head(&infos)), "");
			assert_eq!(run.code, Some(30), "{run:?}");
			assert!(run.stdout.contains("missing: "), "{run:?}");
		}
	}

	#[test]
	fn a_node_that_makes_a_head_to_match_is_found_out_by_the_votes() {
		let trust = format!("--trust {}", vector("trust.json").display());
		let (infos, _) = receipts::of_one_issuer(1);
		let report = audit(&node_with(infos.clone(), 256, head(&infos)), &trust);
		assert!(report.succeeds().contains("proven for the first 1 receipts at block 60\n"));
		let mut forged = infos;
		forged[0].receipt.as_mut().unwrap().digest = H256::repeat_byte(1);
		let forged = vec![receipts::with_link(forged[0].clone())];
		let head = head(&forged);
		assert_eq!(audit(&node_with(forged.clone(), 256, head), "").code, Some(0));
		let run = audit(&node_with(forged, 256, head), &trust);
		assert_eq!(run.code, Some(30), "{run:?}");
		assert!(run.stdout.contains("and the proven head is"), "{run:?}");
	}

	#[test]
	fn a_node_cannot_lead_in_circles_or_send_too_much() {
		let (infos, _) = receipts::of_one_issuer(300);
		let head = head(&infos);
		for next in [0, 1, u64::MAX] {
			let infos = infos.clone();
			let mut module = methods();
			answer(&mut module, "receipts_head", move |_| Ok(json!(head)));
			answer(&mut module, "receipts_byIssuer", move |params| {
				let items = if params[1] == 0 { &infos[..2] } else { &[] };
				Ok(json!({ "items": items, "next": next }))
			});
			let run = audit(&Fake::start(module), "");
			assert_eq!(run.code, Some(30), "{run:?}");
		}
		let mut module = methods();
		answer(&mut module, "receipts_head", move |_| Ok(json!(head)));
		answer(&mut module, "receipts_byIssuer", move |_| {
			Ok(json!({ "items": infos, "next": null }))
		});
		let run = audit(&Fake::start(module), "");
		assert_eq!(run.code, Some(5), "{run:?}");
		assert!(run.stderr.contains("300 receipts where 256 fit"), "{run:?}");
	}
}
