// SPDX-License-Identifier: Apache-2.0

//! Proofs, audits and lists of receipts, with a live development node.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{
	file,
	node::{binary, Node},
	run, tonnetz, Run,
};
use serde_json::{json, Value};
use std::{ffi::OsStr, fs, path::Path, process::Command};

/// Runs the words of a line and then more, which may have spaces.
fn tonnetz_with<'a>(line: &str, more: impl IntoIterator<Item = &'a OsStr>) -> Run {
	let mut command = tonnetz();
	command.args(line.split_whitespace()).args(more);
	Run::of(command)
}

fn words(line: &str) -> Run {
	tonnetz_with(line, [])
}

fn address(key: &str) -> String {
	let key = run(["key", "inspect", "--json", "--key", key]).json();
	key["ss58Address"].as_str().unwrap().to_owned()
}

/// The ids in a table.
fn ids(table: &Value) -> Vec<u64> {
	let receipts = table["receipts"].as_array().unwrap();
	receipts.iter().map(|receipt| receipt["id"].as_u64().unwrap()).collect()
}

#[test]
fn receipts_are_proved_audited_and_listed() {
	let node = Node::start();
	let url = &node.url;
	let alice = address("//Alice");
	let (dir, document) = file("report.pdf", "report", 0o644);
	let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
	let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
	let document = document.to_str().unwrap();

	// 0: a document, 1: a decision that derives from it, 2: an architecture decision.
	let with_key = format!("--key //Alice --url {url} --json");
	words(&format!("receipt record document --evidence {document} --component billing {with_key}"))
		.json();
	write("request", "what?");
	write("response", "that.");
	let (request, response) = (path("request"), path("response"));
	let decided = words(&format!(
		"receipt record decision --request {request} --response {response} --component advisor \
		 --time 1767225600000 --parent 0 {with_key}"
	))
	.json();
	assert_eq!((&decided["id"], &decided["kind"]), (&json!(1), &json!("decision")));
	assert_eq!(decided["uri"], "urn:tonnetz:decision:1767225600000");
	let adr = path("adr-0007.md");
	let record = format!("receipt record adr --number 7 -o {adr} --component billing {with_key}");
	let parts = [
		"--title=One queue per service",
		"--context=Too much load.",
		"--decision=Queues.",
		"--consequences=Later answers.",
		"--verification=A load test.",
	];
	let written = tonnetz_with(&record, parts.map(OsStr::new)).json();
	assert_eq!((&written["id"], &written["number"]), (&json!(2), &json!(7)));
	assert_eq!(written["subjectName"], "billing/adr/7");
	let again = tonnetz_with(&record, parts.map(OsStr::new));
	let document_shown = serde_json::from_str::<Value>(&again.stdout).unwrap();
	assert!(document_shown["error"]["message"].as_str().unwrap().contains("never overwritten"));

	// Proofs.
	let trust = path("trust.json");
	let run = words(&format!("receipt trust genesis --url {url} -o {trust}"));
	assert!(run.stderr.contains("is believed"), "{run:?}");
	run.succeeds();
	assert_eq!(
		words(&format!("receipt trust update --trust {trust} --url {url} --json")).json()["added"],
		0
	);
	let bundle = path("bundle.json");
	let proved =
		words(&format!("receipt proof 2 --head -o {bundle} --url {url} --timeout 120 --json"))
			.json();
	assert_eq!(proved["head"], true);
	assert_eq!(proved["bytes"], fs::metadata(&bundle).unwrap().len());
	let verified =
		words(&format!("receipt verify {bundle} --trust {trust} --payload {adr} --json")).json();
	assert_eq!(verified["holds"], true);
	assert_eq!(verified["proven"]["receipt"]["receipt"]["issuer"], alice);
	let other = words(&format!("receipt verify {bundle} --trust {trust} --payload {document}"));
	assert_eq!(other.code, Some(27), "{other:?}");
	let decision = path("decision.json");
	words(&format!("receipt proof 1 -o {decision} --url {url} --timeout 120")).succeeds();
	let verify = format!("receipt verify {decision} --trust {trust}");
	words(&format!("{verify} --request {request} --response {response}")).succeeds();
	let swapped = words(&format!("{verify} --request {response} --response {request}"));
	assert_eq!(swapped.code, Some(27), "{swapped:?}");
	let full = words(&format!(
		"receipt verify-full 1 --trust {trust} --request {request} --response {response} \
		 --url {url} --timeout 120 --json"
	))
	.json();
	assert_eq!(full["holds"], true);
	assert_eq!(full["lineage"]["ancestors"][0]["id"], 0);
	assert_eq!(full["lineage"]["root"], true);
	let unknown = words(&format!("receipt proof 99 -o {} --url {url}", path("none.json")));
	assert!(unknown.fails(10).contains("no receipt 99"));

	// Audits.
	let export = path("export.jsonl");
	let audit =
		words(&format!("receipt audit {alice} --url {url} --export {export} --json")).json();
	assert_eq!((&audit["complete"], &audit["receipts"]), (&json!(true), &json!(3)));
	let audit = words(&format!("receipt audit {alice} --url {url} --trust {trust} --json")).json();
	assert_eq!((&audit["complete"], &audit["proven"]["head"]["next"]), (&json!(true), &json!(3)));
	let offline = format!("receipt audit {alice} --bundle {bundle} --trust {trust} --json --from");
	let audit = tonnetz_with(&offline, [OsStr::new(&export)]).json();
	assert_eq!(audit["complete"], true);
	let text = fs::read_to_string(&export).unwrap();
	let removed: String =
		text.lines().enumerate().filter(|(i, _)| *i != 2).map(|(_, l)| format!("{l}\n")).collect();
	fs::write(&export, removed).unwrap();
	assert_eq!(tonnetz_with(&offline, [OsStr::new(&export)]).code, Some(30));

	// Lists.
	let list = |what: &str| {
		words(&format!("receipt list {what} --issuer {alice} --url {url} --json")).json()
	};
	assert_eq!(ids(&list("all")), [0, 1, 2]);
	assert_eq!(ids(&list("adrs")), [2]);
	assert_eq!(ids(&list("decisions")), [1]);
	assert_eq!(ids(&list("deployments")), [0; 0]);
	let first = words(&format!("receipt list all --limit 2 --issuer {alice} --url {url} --json"));
	let first = first.json();
	assert_eq!((ids(&first), &first["next"]), (vec![0, 1], &json!(2)));
	let found = words(&format!("receipt query billing/adr/7 --url {url} --json")).json();
	assert_eq!(ids(&found), [2]);
	assert!(words(&format!("receipt query nothing --url {url}"))
		.fails(10)
		.contains("about subject"));
	let lineage = words(&format!("receipt lineage 1 --url {url} --json")).json();
	assert_eq!(ids(&lineage), [1, 0]);
	let witnesses = words(&format!("receipt witnesses 1 --url {url} --json")).json();
	assert_eq!(witnesses["items"], json!([]));
	words(&format!("receipt witnesses 99 --url {url}")).fails(10);

	// 3: a batch, of which a leaf is proved.
	let payloads = tempfile::tempdir().unwrap();
	for (name, text) in [("one", "1"), ("two", "2"), ("three", "3")] {
		fs::write(payloads.path().join(name), text).unwrap();
	}
	let payload = |name: &str| payloads.path().join(name).to_str().unwrap().to_owned();
	let batch = format!("receipt batch --component payloads --key //Alice --url {url} --json");
	let batch = tonnetz_with(&batch, [payloads.path().as_os_str()]).json();
	assert_eq!(batch["receipt"]["id"], 3);
	let root = batch["root"].as_str().unwrap().trim_start_matches("0x");
	let (tree, leaf) = (payload(&format!("{root}.tree")), path("leaf.json"));
	words(&format!("receipt leaf prove {tree} --file {} -o {leaf}", payload("two"))).succeeds();
	let of_batch = path("batch.json");
	words(&format!("receipt proof 3 -o {of_batch} --url {url} --timeout 120")).succeeds();
	let verify = format!("receipt verify {of_batch} --trust {trust} --leaf {leaf} --payload");
	let verified = tonnetz_with(&verify, [OsStr::new(&payload("two"))]).succeeds();
	assert!(verified.contains("passed   leaf           leaf 2 of 3"), "{verified}");
	let other = tonnetz_with(&verify, [OsStr::new(&payload("one"))]);
	assert_eq!(other.code, Some(27), "{other:?}");

	// What a receipt's issuer and others can do to it.
	let with_key = format!("--key //Alice --url {url}");
	words(&format!("receipt revoke 0 --reason superseded {with_key}")).succeeds();
	let shown = words(&format!("receipt show 0 --url {url}"));
	assert_eq!(shown.code, Some(11), "{shown:?}");
	assert!(shown.stdout.contains("reason    superseded"), "{shown:?}");
	let again = words(&format!("receipt revoke 0 --reason superseded {with_key}")).fails(7);
	assert!(again.contains("Receipts::AlreadyRevoked"), "{again}");
	let early = words(&format!("receipt prune 1 {with_key}")).fails(7);
	assert!(early.contains("Receipts::"), "{early}");
	let stranger = words(&format!("receipt countersign 1 --key //Bob --url {url}")).fails(7);
	assert!(stranger.contains("Receipts::NotOperator"), "{stranger}");
	let none = words(&format!("receipt countersign 1 --withdraw --key //Bob --url {url}")).fails(7);
	assert!(none.contains("Receipts::NotWitness"), "{none}");
}

#[test]
fn a_statement_is_relayed_once() {
	let node = Node::start();
	let url = &node.url;
	let (dir, document) = file("report.pdf", "report", 0o644);
	let document = document.to_str().unwrap();
	let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
	let statement = path("statement.json");

	let sign = format!("receipt statement sign document --evidence {document} --key //Bob --json");
	let signed = words(&format!("{sign} -o {statement} --url {url}")).json();
	assert_eq!(signed["statement"]["nonce"], 0);
	// Whoever knows the chain needs no node, and signs the same.
	let genesis = signed["genesisHash"].as_str().unwrap();
	let valid_until = &signed["statement"]["validUntil"];
	let offline = words(&format!(
		"{sign} -o {} --genesis {genesis} --nonce 0 --valid-until {valid_until} \
		 --url ws://127.0.0.1:1",
		path("offline.json")
	));
	assert_eq!(offline.json()["statement"], signed["statement"]);

	let relay = format!("receipt statement relay {statement} --key //Alice --url {url}");
	let relayed = words(&format!("{relay} --json")).json();
	assert_eq!(relayed["issuer"], address("//Bob"));
	assert_eq!(relayed["relayer"], address("//Alice"));
	let shown = words(&format!("receipt show 0 --url {url} --json")).json();
	assert_eq!(shown["receipt"]["relayer"], address("//Alice"));
	let again = words(&relay).fails(7);
	assert!(again.contains("Receipts::"), "{again}");

	words(&format!("receipt statement cancel --up-to 5 --key //Bob --url {url}")).succeeds();
	let next = words(&format!("{sign} -o {statement} --url {url}")).json();
	assert_eq!(next["statement"]["nonce"], 5);
}

#[test]
fn a_chain_specification_gives_the_trust_of_its_node() {
	let node = Node::start();
	let dir = tempfile::tempdir().unwrap();
	let path = |name: &str| dir.path().join(name).to_str().unwrap().to_owned();
	let spec = Command::new(binary()).args(["build-spec", "--raw", "--dev"]).output().unwrap();
	assert!(spec.status.success(), "{spec:?}");
	fs::write(path("raw.json"), spec.stdout).unwrap();
	let (of_spec, of_node) = (path("spec.trust.json"), path("node.trust.json"));
	words(&format!("receipt trust genesis --chain-spec {} -o {of_spec}", path("raw.json")))
		.succeeds();
	words(&format!("receipt trust genesis --url {} -o {of_node}", node.url)).succeeds();
	assert_eq!(fs::read(Path::new(&of_spec)).unwrap(), fs::read(Path::new(&of_node)).unwrap());
}
