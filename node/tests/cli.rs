// SPDX-License-Identifier: Apache-2.0

//! What `tonnetz-node` says to wrong input: one clear line, and a failure.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

use serde_json::Value;
use std::{
	fs,
	io::Write,
	net::TcpListener,
	os::unix::fs::PermissionsExt,
	path::Path,
	process::{Command, Output, Stdio},
};
use tempfile::TempDir;

fn node(arguments: &[&str]) -> Output {
	node_with_input(arguments, "")
}

fn node_with_input(arguments: &[&str], input: &str) -> Output {
	let mut child = Command::new(env!("CARGO_BIN_EXE_tonnetz-node"))
		.args(arguments)
		.stdin(Stdio::piped())
		.stdout(Stdio::piped())
		.stderr(Stdio::piped())
		.spawn()
		.unwrap();
	// The node may end before it reads anything.
	let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
	child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}

/// The one line that starts with `error:`, of a run that failed.
fn error(output: &Output) -> String {
	let stderr = text(&output.stderr);
	assert!(!output.status.success(), "{stderr}");
	let lines: Vec<_> = stderr.lines().filter(|line| line.starts_with("error:")).collect();
	assert_eq!(lines.len(), 1, "{stderr}");
	assert!(!stderr.contains("panicked"), "{stderr}");
	lines[0].to_string()
}

fn private(directory: &TempDir, name: &str, content: &str) -> String {
	let path = directory.path().join(name);
	fs::write(&path, content).unwrap();
	fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
	path_of(&path)
}

fn path_of(path: &Path) -> String {
	path.to_str().unwrap().to_string()
}

#[test]
fn unknown_chain() {
	let error = error(&node(&["--chain", "nowhere", "--tmp"]));
	assert!(error.contains("unknown chain nowhere: use dev, local, staging"), "{error}");
}

#[test]
fn chain_specification_that_is_no_json() {
	let directory = TempDir::new().unwrap();
	let file = private(&directory, "spec.json", "not json");
	let error = error(&node(&["--chain", &file, "--tmp"]));
	assert!(error.contains("spec"), "{error}");
}

#[test]
fn chain_patch_with_an_unknown_field() {
	let directory = TempDir::new().unwrap();
	let patch =
		r#"{"name":"N","id":"n","chainType":"Local","preset":"local_testnet","geneses":{}}"#;
	let file = private(&directory, "typo.patch.json", patch);
	let error = error(&node(&["--chain", &file, "--tmp"]));
	assert!(error.contains("is not a chain patch") && error.contains("geneses"), "{error}");
}

#[test]
fn occupied_ports() {
	let occupied = TcpListener::bind("127.0.0.1:0").unwrap();
	let port = occupied.local_addr().unwrap().port().to_string();
	for flag in ["--rpc-port", "--prometheus-port", "--port"] {
		let mut arguments = vec!["--dev", "--tmp", flag, &port];
		for other in ["--rpc-port", "--prometheus-port", "--port"] {
			if other != flag {
				arguments.extend([other, "0"]);
			}
		}
		let error = error(&node(&arguments));
		assert!(error.contains(&format!("port {port} cannot be used")), "{error}");
		assert!(error.contains(&format!("another with {flag}")), "{error}");
	}
}

#[test]
fn bad_secrets() {
	for (secret, expected) in [
		("//Alice/soft", "soft derivation"),
		("0x1234", "64 hexadecimal digits"),
		("one two three", "BIP-39 mnemonic"),
		("?!", "malformed secret URI"),
	] {
		let output = node_with_input(&["key", "inspect", "--secret-file", "-"], secret);
		let error = error(&output);
		assert!(error.contains(expected), "{error}");
		assert!(!error.contains(secret), "a secret must not be shown: {error}");
	}
}

#[test]
fn secret_on_the_command_line() {
	let secret = "bottom drive obey lake curtain smoke basket hold race lonely fit walk";
	let error = error(&node(&["key", "inspect", secret]));
	assert!(error.contains("only a development key"), "{error}");
	assert!(!error.contains("bottom"), "{error}");
}

#[test]
fn secret_file_that_others_can_read() {
	let directory = TempDir::new().unwrap();
	let file = private(&directory, "secret", "//Alice");
	fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
	let error = error(&node(&["key", "inspect", "--secret-file", &file]));
	assert!(error.contains("can be read by other users") && error.contains("chmod 600"), "{error}");
}

#[test]
fn missing_secret_file() {
	let error = error(&node(&["key", "inspect", "--secret-file", "/nonexistent/secret"]));
	assert!(error.contains("cannot read the secret file /nonexistent/secret"), "{error}");
}

#[test]
fn passphrase_on_the_command_line() {
	let error = error(&node(&["--chain", "local", "--tmp", "--password", "secret"]));
	assert!(error.contains("--password-filename"), "{error}");
}

#[test]
fn missing_passphrase_file() {
	let error =
		error(&node(&["--chain", "local", "--tmp", "--password-filename", "/nonexistent/p"]));
	assert!(error.contains("cannot read the passphrase file /nonexistent/p"), "{error}");
}

#[test]
fn development_key_is_inspected() {
	let output = node(&["key", "inspect", "//Alice", "--output", "json"]);
	assert!(output.status.success(), "{}", text(&output.stderr));
	let key: Value = serde_json::from_slice(&output.stdout).unwrap();
	assert_eq!(key["scheme"], "falcon512");
	assert_eq!(key["publicKey"].as_str().unwrap().len(), 2 + 2 * 897);
	assert_eq!(key["accountId"].as_str().unwrap().len(), 2 + 2 * 32);
	assert!(key.get("secretKey").is_none(), "no secret unless asked");
	let output = node(&["key", "inspect", "//Alice", "--output", "json", "--show-secret"]);
	let key: Value = serde_json::from_slice(&output.stdout).unwrap();
	assert_eq!(key["secretKey"].as_str().unwrap().len(), 2 + 2 * 1281);
}

#[test]
fn generated_mnemonic_restores_the_key() {
	for scheme in ["falcon512", "sphincs-shake-128s"] {
		let output = node(&["key", "generate", "--scheme", scheme, "--output", "json"]);
		let made: Value = serde_json::from_slice(&output.stdout).unwrap();
		let output = node_with_input(
			&["key", "inspect", "--scheme", scheme, "--output", "json", "--secret-file", "-"],
			made["mnemonic"].as_str().unwrap(),
		);
		let restored: Value = serde_json::from_slice(&output.stdout).unwrap();
		assert_eq!(restored["ss58Address"], made["ss58Address"]);
	}
}

#[test]
fn keystore_keeps_a_key_for_its_passphrase_alone() {
	let directory = TempDir::new().unwrap();
	let base = path_of(&directory.path().join("base"));
	let secret = private(&directory, "secret", "//Test//validator\n");
	// With and without the newline that an editor adds.
	let right = private(&directory, "right", "correct horse\n");
	let same = private(&directory, "same", "correct horse");
	let wrong = private(&directory, "wrong", "battery staple\n");
	let at = ["--chain", "local", "--base-path", &base];

	let insert =
		[&["key", "insert", "--key-type", "gran", "--secret-file", &secret], &at[..]].concat();
	let missing = error(&node(&insert));
	assert!(missing.contains("needs its passphrase"), "{missing}");
	let output = node(&[&insert[..], &["--password-filename", &right]].concat());
	assert!(output.status.success(), "{}", text(&output.stderr));
	let public = text(&output.stdout).trim().to_string();

	let list = [&["key", "list", "--output", "json"], &at[..]].concat();
	let output = node(&[&list[..], &["--password-filename", &same]].concat());
	let keys: Value = serde_json::from_slice(&output.stdout).unwrap();
	assert_eq!(keys[0]["keyType"], "gran");
	assert_eq!(keys[0]["publicKey"], public.as_str());

	let refused = error(&node(&[&list[..], &["--password-filename", &wrong]].concat()));
	assert!(refused.contains("wrong keystore passphrase"), "{refused}");

	// A node says so at its start, before it joins the network.
	let output = node(&[&["key", "generate-node-key"], &at[..]].concat());
	assert!(output.status.success(), "{}", text(&output.stderr));
	let run =
		[&at[..], &["--validator", "--rpc-port", "0", "--port", "0", "--no-prometheus"]].concat();
	let refused = error(&node(&[&run[..], &["--password-filename", &wrong]].concat()));
	assert!(refused.contains("wrong keystore passphrase"), "{refused}");
	let missing = error(&node(&run));
	assert!(missing.contains("needs its passphrase"), "{missing}");

	// A key file that cannot be read, whoever tries.
	let keystore = Path::new(&base).join("chains/tonnetz_local/keystore");
	let unreadable = keystore.join("6772616e00112233445566778899aabbccddeeff");
	fs::create_dir(&unreadable).unwrap();
	let refused = error(&node(&[&list[..], &["--password-filename", &right]].concat()));
	assert!(refused.contains("cannot read the key file"), "{refused}");
}

#[test]
fn unknown_key_type() {
	let output = node(&["key", "insert", "//Alice", "--key-type", "babe"]);
	assert!(!output.status.success());
	assert!(
		text(&output.stderr).contains("use aura (block seals) or gran"),
		"{}",
		text(&output.stderr)
	);
}

#[test]
fn presets_are_exported() {
	for chain in ["dev", "local", "staging"] {
		let output = node(&["export-chain-spec", "--chain", chain, "--raw"]);
		assert!(output.status.success(), "{}", text(&output.stderr));
		let spec: Value = serde_json::from_slice(&output.stdout).unwrap();
		assert_eq!(spec["properties"]["tokenSymbol"], "TNZ");
		assert!(spec["genesis"]["raw"]["top"].as_object().unwrap().len() > 10);
	}
}
