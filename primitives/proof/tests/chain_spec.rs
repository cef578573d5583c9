// SPDX-License-Identifier: Apache-2.0

//! Trust from a chain specification.

#![allow(missing_docs)]
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use codec::Encode;
use common::*;
use serde_json::{json, Value};
use sp_core::{bytes::to_hex, H256};
use sp_crypto_hashing::twox_128;
use sp_runtime::traits::{BlakeTwo256, Hash};
use std::{ffi::OsStr, process::Command};
use tonnetz_proof::{chain_spec::MAX_LEN, ChainSpecError, Trust};

fn hex(bytes: &[u8]) -> String {
	to_hex(bytes, false)
}

fn authorities_key() -> Vec<u8> {
	[twox_128(b"Grandpa"), twox_128(b"Authorities")].concat()
}

/// A state like that of a first block.
fn genesis_state() -> State {
	let mut state = State::new(50);
	let chain = TestChain::new();
	state.0.insert(authorities_key(), authorities(&chain.sets[0]).encode());
	state
}

fn spec(state: &State) -> Value {
	let top: serde_json::Map<_, _> =
		state.0.iter().map(|(key, value)| (hex(key), hex(value).into())).collect();
	json!({
		"name": "Test", "id": "test", "bootNodes": [],
		"genesis": { "raw": { "top": top, "childrenDefault": {} } },
	})
}

fn trust(spec: &Value) -> Result<Trust, ChainSpecError> {
	Trust::from_raw_chain_spec(spec.to_string().as_bytes())
}

#[test]
fn the_first_block_is_that_of_its_state() {
	let state = genesis_state();
	let header = [
		H256::zero().as_bytes(),
		&[0],
		state.root().as_bytes(),
		BlakeTwo256::hash(&[0]).as_bytes(),
		&[0],
	]
	.concat();
	let found = trust(&spec(&state)).unwrap();
	assert_eq!(found.genesis_hash, BlakeTwo256::hash(&header));
	let expected = Trust::genesis(found.genesis_hash, &authorities(&TestChain::new().sets[0]));
	assert_eq!(found, expected);
	assert_eq!(found.sets().unwrap().latest().id, 0);

	let other = state.with(b"entry".to_vec(), 1_u8);
	assert_ne!(trust(&spec(&other)).unwrap().genesis_hash, found.genesis_hash);
}

#[test]
fn specifications_that_are_not_raw_or_of_this_chain_are_refused() {
	let good = spec(&genesis_state());
	let edited = |edit: &dyn Fn(&mut Value)| {
		let mut spec = good.clone();
		edit(&mut spec);
		trust(&spec).unwrap_err()
	};

	let plain = edited(&|spec| spec["genesis"] = json!({ "runtimeGenesis": {} }));
	assert!(matches!(plain, ChainSpecError::Plain), "{plain}");
	assert!(plain.to_string().contains("--raw"), "{plain}");
	let fields = edited(&|spec| spec["genesis"] = json!(1));
	assert!(matches!(fields, ChainSpecError::Json(_)), "{fields}");
	let children = json!({ "0x00": { "0x01": "0x02" } });
	let children = edited(&|spec| spec["genesis"]["raw"]["childrenDefault"] = children.clone());
	assert!(matches!(children, ChainSpecError::ChildStorage), "{children}");
	let key = hex(b":child_storage:default:x");
	let child = edited(&|spec| spec["genesis"]["raw"]["top"][key.as_str()] = json!("0x00"));
	assert!(matches!(child, ChainSpecError::ChildStorage), "{child}");
	let odd = edited(&|spec| spec["genesis"]["raw"]["top"]["0x0"] = json!("none"));
	assert!(matches!(odd, ChainSpecError::Hex(_)), "{odd}");

	let key = hex(&authorities_key());
	let with = |value: Value| edited(&|spec| spec["genesis"]["raw"]["top"][&key] = value.clone());
	for value in ["0x", "0x00", "0x0400"] {
		let error = with(json!(value));
		assert!(matches!(error, ChainSpecError::Authorities), "{error}");
	}
	assert!(matches!(Trust::from_raw_chain_spec(b"{"), Err(ChainSpecError::Json(_))));
	let long = vec![b' '; MAX_LEN + 1];
	assert!(matches!(Trust::from_raw_chain_spec(&long), Err(ChainSpecError::TooLong(_))));
}

/// What the node writes to standard output.
fn node<I: AsRef<OsStr>>(arguments: impl IntoIterator<Item = I>) -> Vec<u8> {
	let binary = std::env::var_os("TONNETZ_NODE")
		.expect("TONNETZ_NODE names the node's binary: cargo build --release -p tonnetz-node");
	let output = Command::new(binary).args(arguments).output().unwrap();
	let log = String::from_utf8_lossy(&output.stderr);
	assert!(output.status.success(), "{log}");
	output.stdout
}

#[test]
fn the_first_block_is_that_of_a_node() {
	let dir = tempfile::tempdir().unwrap();
	let spec = dir.path().join("raw.json");
	let raw = node(["build-spec", "--raw", "--chain", "local"]);
	std::fs::write(&spec, &raw).unwrap();

	// The node makes the first block when it opens its database.
	let block = dir.path().join("block.json");
	let place =
		[OsStr::new("--chain"), spec.as_ref(), OsStr::new("--base-path"), dir.path().as_ref()];
	let export = ["export-blocks", "--from", "0", "--to", "0"].map(OsStr::new);
	node([export.as_slice(), &place, &[block.as_ref()]].concat());
	let info: Value =
		serde_json::from_slice(&node([[OsStr::new("chain-info")].as_slice(), &place].concat()))
			.unwrap();

	let trust = Trust::from_raw_chain_spec(&raw).unwrap();
	assert_eq!(json!(trust.genesis_hash), info["genesis_hash"]);
	let names = ["Alice", "Bob", "Charlie", "Dave"];
	let mut known = authorities(&voters(&names));
	known.sort();
	let mut found = trust.authorities;
	found.sort_by(|a, b| a.key.cmp(&b.key));
	assert!(found == Trust::genesis(trust.genesis_hash, &known).authorities, "not {names:?}");
}
