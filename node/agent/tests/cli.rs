// SPDX-License-Identifier: Apache-2.0

//! The binary without a node: keys, signatures, and everything that must be refused.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

mod common;

use common::{file, run, run_with, tonnetz, Run};
use std::{
	fs,
	io::{Read, Write},
	net::TcpListener,
	os::unix::fs::PermissionsExt,
	path::Path,
	process::Command,
	thread,
	time::Duration,
};

/// Any 24 words of the list would do: they stand for a secret that must not come back.
const WORDS: &str = "legal winner thank year wave sausage worth useful legal winner thank yellow";

/// A server on a free port that treats its first connection with `serve`; its URL.
fn server(serve: impl FnOnce(std::net::TcpStream) + Send + 'static) -> String {
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	let url = format!("ws://{}", listener.local_addr().unwrap());
	thread::spawn(move || serve(listener.accept().unwrap().0));
	url
}

/// A URL where nothing listens.
fn dead_url() -> String {
	let listener = TcpListener::bind("127.0.0.1:0").unwrap();
	format!("ws://{}", listener.local_addr().unwrap())
}

mod key {
	use super::*;

	#[test]
	fn generate_prints_a_mnemonic_but_no_seed() {
		let text = run(["key", "generate"]).succeeds();
		for name in ["mnemonic", "scheme", "ss58Address", "accountId", "publicKey"] {
			assert!(text.lines().any(|line| line.starts_with(name)), "{text}");
		}
		// A mnemonic may have the word "seed" in it.
		assert!(!text
			.lines()
			.any(|line| line.starts_with("seed") || line.starts_with("secretKey")));
	}

	#[test]
	fn generate_json_has_its_shape() {
		let key = run(["key", "generate", "--json"]).json();
		assert_eq!(key["scheme"], "falcon512");
		assert_eq!(key["publicKey"].as_str().unwrap().len(), 2 + 2 * 897);
		assert_eq!(key["accountId"].as_str().unwrap().len(), 2 + 2 * 32);
		assert!(key["ss58Address"].as_str().unwrap().starts_with('5'));
		assert!(key["mnemonic"].as_str().unwrap().split(' ').count() >= 12);
		assert!(key.get("seed").is_none() && key.get("file").is_none());
	}

	#[test]
	fn generate_shows_the_seed_when_asked() {
		let key = run(["key", "generate", "--json", "--show-secret"]).json();
		let (_dir, path) = file("seed", key["seed"].as_str().unwrap(), 0o600);
		let from_seed = run_with("key inspect --json --suri-file", &path).json();
		assert_eq!(from_seed["ss58Address"], key["ss58Address"]);
	}

	#[test]
	fn generate_knows_both_schemes() {
		let key = run(["key", "generate", "--json", "--scheme", "sphincs-shake-128s"]).json();
		assert_eq!(key["scheme"], "sphincs-shake-128s");
		assert_eq!(key["publicKey"].as_str().unwrap().len(), 2 + 2 * 32);
	}

	#[test]
	fn a_stored_mnemonic_is_private_and_restores_the_key() {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("operator.suri");
		let key = run_with("key generate --json --out", &path).json();
		assert!(key.get("mnemonic").is_none());
		assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
		let restored = run_with("key inspect --json --suri-file", &path).json();
		assert_eq!(restored["ss58Address"], key["ss58Address"]);
		assert!(restored.get("seed").is_none());

		let stored = fs::read_to_string(&path).unwrap();
		assert!(run_with("key generate --out", &path).fails(4).contains("never overwritten"));
		assert_eq!(fs::read_to_string(&path).unwrap(), stored);
	}

	#[test]
	fn a_key_file_in_a_missing_directory_is_refused() {
		let message = run(["key", "generate", "--out", "/nonexistent/key"]).fails(4);
		assert!(message.contains("cannot write /nonexistent/key"), "{message}");
	}

	#[test]
	fn inspect_agrees_on_secret_and_public() {
		let alice = run(["key", "inspect", "--json", "--key", "//Alice"]).json();
		let public = alice["publicKey"].as_str().unwrap();
		let inspected = run(["key", "inspect", "--json", "--public", public]).json();
		assert_eq!(inspected, alice);
		let sphincs = ["key", "inspect", "--json", "--key", "//Alice"];
		let sphincs = run(sphincs.into_iter().chain(["--scheme", "sphincs-shake-128s"])).json();
		assert_ne!(sphincs["ss58Address"], alice["ss58Address"]);
		assert!(run(["key", "inspect", "--public", "0x00"]).fails(2).contains("897 bytes"));
	}

	#[test]
	fn a_bad_secret_uri_is_named_and_not_repeated() {
		for (suri, says) in [
			("twelve words that are not a mnemonic", "mnemonic"),
			("0x1234", "seed"),
			("//Alice/soft", "hard junctions"),
		] {
			let (_dir, path) = file("bad.suri", suri, 0o600);
			let message = run_with("key inspect --suri-file", &path).fails(3);
			assert!(message.contains("bad.suri") && message.contains(says), "{message}");
			assert!(!message.contains(suri), "{message}");
		}
		let message = run(["key", "inspect", "--key", "//Alice/soft"]).fails(3);
		assert!(message.contains("hard junctions"), "{message}");
	}

	#[test]
	fn a_secret_in_an_argument_is_refused_and_not_repeated() {
		let seed = format!("0x{}", "5e".repeat(32));
		for secret in [WORDS, &seed, "//Alice///password", "Mallory"] {
			let message = run(["key", "inspect", "--key", secret]).fails(3);
			assert!(message.contains("--suri-file"), "{message}");
			assert!(!message.contains(secret), "{message}");
			let message = run(["key", "inspect", secret]).fails(2);
			assert!(!message.contains(secret), "{message}");
		}
	}

	#[test]
	fn a_key_file_open_to_others_is_refused() {
		for mode in [0o644, 0o640, 0o604] {
			let (_dir, path) = file("open.suri", WORDS, mode);
			let message = run_with("key inspect --suri-file", &path).fails(3);
			assert!(message.contains(&format!("mode 0{mode:o}")), "{message}");
			assert!(message.contains("chmod 600"), "{message}");
		}
	}

	#[test]
	fn a_missing_key_file_and_a_missing_key_are_named() {
		let message = run(["key", "inspect", "--suri-file", "/nonexistent/key"]).fails(4);
		assert!(message.contains("cannot read /nonexistent/key"), "{message}");
		let message = run(["key", "inspect"]).fails(3);
		assert!(message.contains("no key"), "{message}");
	}

	#[test]
	fn an_unknown_scheme_is_refused() {
		let message = run(["key", "generate", "--scheme", "ed25519"]).fails(2);
		assert!(message.contains("ed25519") && message.contains("falcon512"), "{message}");
	}

	fn sign(scheme: &str, message: &Path) -> (String, String) {
		let line = format!("key sign --json --scheme {scheme} --key //Alice --context demo/v1 ");
		let signed = run_with(&(line + "--message-file"), message).json();
		let part = |name: &str| signed[name].as_str().unwrap().to_owned();
		(part("address"), part("signature"))
	}

	fn verify(address: &str, context: &str, signature: &str, message: &Path) -> Run {
		let line = format!("key verify --address {address} --context {context} ");
		run_with(&(line + &format!("--signature {signature} --message-file")), message)
	}

	#[test]
	fn signatures_of_both_schemes_verify() {
		let (_dir, message) = file("message", "hello", 0o644);
		for scheme in ["falcon512", "sphincs-shake-128s"] {
			let (address, signature) = sign(scheme, &message);
			let text = verify(&address, "demo/v1", &signature, &message).succeeds();
			assert!(text.contains("valid") && text.contains(scheme), "{text}");
		}
	}

	#[test]
	fn anything_else_does_not_verify() {
		let (_dir, message) = file("message", "hello", 0o644);
		let (_dir, other) = file("message", "hello!", 0o644);
		let (address, signature) = sign("falcon512", &message);
		let bob = run(["key", "inspect", "--json", "--key", "//Bob"]).json();
		let bob = bob["ss58Address"].as_str().unwrap();
		let truncated = &signature[..signature.len() - 2];
		let extended = format!("{signature}00");
		let flipped = match signature.strip_suffix('0') {
			Some(start) => format!("{start}1"),
			None => format!("{}0", &signature[..signature.len() - 1]),
		};
		for run in [
			verify(&address, "demo/v1", &signature, &other),
			verify(&address, "demo/v2", &signature, &message),
			verify(bob, "demo/v1", &signature, &message),
			verify(&address, "demo/v1", truncated, &message),
			verify(&address, "demo/v1", &extended, &message),
			verify(&address, "demo/v1", &flipped, &message),
		] {
			let message = run.fails(9);
			assert!(message.contains("does not verify"), "{message}");
		}
	}

	#[test]
	fn a_printed_signature_is_a_signature_file() {
		let (_dir, message) = file("message", "hello", 0o644);
		let text =
			run_with("key sign --key //Alice --context c --message-file", &message).succeeds();
		let (_dir, signature) = file("message.sig", &text, 0o644);
		let alice = run(["key", "inspect", "--json", "--key", "//Alice"]).json();
		let mut command = tonnetz();
		command.args(["key", "verify", "--context", "c", "--json"]);
		command.args(["--address", alice["ss58Address"].as_str().unwrap()]);
		command.arg("--message-file").arg(&message).arg("--signature-file").arg(&signature);
		let verified = Run::of(command).json();
		assert_eq!(verified["valid"], true);
		assert_eq!(verified["address"], alice["ss58Address"]);
	}

	#[test]
	fn what_is_signed_must_be_there() {
		let missing = run_with(
			"key sign --key //Alice --context c --message-file",
			Path::new("/nonexistent/message"),
		);
		assert!(missing.fails(4).contains("cannot read /nonexistent/message"));
		let (_dir, message) = file("message", "hello", 0o644);
		let no_context = run_with("key sign --key //Alice --context= --message-file", &message);
		assert!(no_context.fails(2).contains("1 to 255 bytes"));
		let no_address = verify("nobody", "c", "0x00", &message).fails(2);
		assert!(no_address.contains("not an SS58 address"), "{no_address}");
	}
}

mod receipt {
	use super::*;

	#[test]
	fn missing_evidence_is_named_before_anything_else() {
		let line = "receipt record document --key //Alice --url http://wrong --evidence";
		let message = run_with(line, Path::new("/nonexistent/report.pdf")).fails(4);
		assert!(message.contains("cannot read /nonexistent/report.pdf"), "{message}");
		let message = run_with("receipt show --evidence", Path::new("/nonexistent/report.pdf"));
		assert!(message.fails(4).contains("cannot read /nonexistent/report.pdf"));
	}

	#[test]
	fn evidence_is_a_file() {
		let dir = tempfile::tempdir().unwrap();
		let line = "receipt record document --key //Alice --evidence";
		let message = run_with(line, dir.path()).fails(4);
		assert!(message.contains("is not a regular file"), "{message}");
	}

	#[test]
	fn a_bad_key_is_named_before_the_node_is_asked() {
		let (_dir, evidence) = file("report.pdf", "report", 0o644);
		let url = dead_url();
		let line = format!("receipt record document --url {url} --key //Alice/soft --evidence");
		assert!(run_with(&line, &evidence).fails(3).contains("hard junctions"));
		let line = format!("receipt record document --url {url} --evidence");
		assert!(run_with(&line, &evidence).fails(3).contains("no key"));
	}

	#[test]
	fn a_long_uri_is_refused() {
		let (_dir, evidence) = file("report.pdf", "report", 0o644);
		let uri = "x".repeat(129);
		let line = format!("receipt record document --key //Alice --uri {uri} --evidence");
		assert!(run_with(&line, &evidence).fails(2).contains("at most 128"));
	}

	#[test]
	fn an_unknown_kind_is_refused() {
		let (_dir, evidence) = file("report.pdf", "report", 0o644);
		let message = run_with("receipt record documnt --evidence", &evidence).fails(2);
		assert!(message.contains("did you mean document?"), "{message}");
	}

	/// A complete record, but for one argument.
	fn adr(without: &str, more: &[&str]) -> Run {
		let url = dead_url();
		let all = [
			"--number=7",
			"--title=Queues",
			"--context=Load.",
			"--decision=Queues.",
			"--consequences=Delay.",
			"--verification=A test.",
			"--out=/nonexistent/adr.md",
			"--key=//Alice",
		];
		let kept = all.into_iter().filter(|arg| !arg.starts_with(without));
		run(["receipt", "record", "adr", "--url", &url]
			.into_iter()
			.chain(kept)
			.chain(more.to_vec()))
	}

	#[test]
	fn a_record_needs_all_its_parts() {
		for part in ["--number", "--title", "--context", "--decision", "--consequences"] {
			assert!(adr(part, &[]).fails(2).contains(part), "{part}");
		}
		assert!(adr("--verification", &["--verification="]).fails(2).contains("is empty"));
		assert!(adr("--title", &["--title=a\nb"]).fails(2).contains("line"));
		assert!(adr("none", &["--date=yesterday"]).fails(2).contains("the date must be a day"));
		assert!(adr("none", &["--status=proposed"]).fails(2).contains("accepted, rejected"));
		assert!(adr("--context", &["--context=@/nonexistent/c"])
			.fails(4)
			.contains("/nonexistent/c"));
		// All is well with it: the node is next.
		adr("none", &[]).fails(5);
	}

	#[test]
	fn a_record_that_exists_is_read_before_it_is_attested() {
		let text = "# ADR-7: Queues\n\n- Date: 2026-01-31\n- Status: Accepted\n\n## Context\nc\n\
			## Decision\nd\n## Consequences\ne\n## Verification\nv\n";
		let line = format!("receipt record adr --key //Alice --url {} --evidence", dead_url());
		let (_dir, path) = file("adr.md", text, 0o644);
		run_with(&line, &path).fails(5);
		let (_dir, path) = file("adr.md", &text.replace("## Verification\nv\n", ""), 0o644);
		let message = run_with(&line, &path).fails(4);
		assert!(message.contains("adr.md: the part Verification is missing"), "{message}");
		let both =
			format!("receipt record adr --number 7 {}", &line["receipt record adr ".len()..]);
		assert!(run_with(&both, &path).fails(2).contains("cannot be used with"));
	}

	#[test]
	fn a_decision_needs_both_its_parts() {
		let (_dir, part) = file("request", "what?", 0o644);
		let line = "receipt record decision --key //Alice --request";
		assert!(run_with(line, &part).fails(2).contains("--response"));
		let line = "receipt record decision --key //Alice --response /nonexistent/r --request";
		assert!(run_with(line, &part).fails(4).contains("/nonexistent/r"));
	}

	#[test]
	fn lists_and_queries_check_what_they_are_asked() {
		assert!(run(["receipt", "list", "poems", "--issuer", "x"])
			.fails(2)
			.contains("deployments"));
		assert!(run(["receipt", "list", "all", "--issuer", "x"]).fails(2).contains("SS58"));
		assert!(run(["receipt", "query", "0xabc"]).fails(2).contains("64 digits"));
		assert!(run(["receipt", "audit", "nobody"]).fails(2).contains("SS58"));
		let reason = "x".repeat(65);
		let message =
			run(["receipt", "revoke", "1", "--key=//Alice", "--reason", &reason]).fails(2);
		assert!(message.contains("at most 64 bytes"), "{message}");
		assert!(run(["receipt", "prune", "--key", "//Alice"]).fails(2).contains("<ID>"));
	}

	#[test]
	fn show_wants_one_receipt() {
		assert!(run(["receipt", "show"]).fails(2).contains("--digest"));
		assert!(run(["receipt", "show", "1", "--digest", "00"])
			.fails(2)
			.contains("cannot be used"));
		assert!(run(["receipt", "show", "--digest", "00"]).fails(2).contains("64 hexadecimal"));
	}
}

mod statement {
	use super::*;
	use serde_json::{json, Value};
	use tempfile::TempDir;

	/// A statement of Bob that was signed without a node.
	fn signed() -> (TempDir, Value) {
		let (dir, evidence) = file("report.pdf", "abc", 0o644);
		let out = dir.path().join("statement.json");
		let genesis = "ab".repeat(32);
		let line = format!(
			"receipt statement sign document --key //Bob --genesis {genesis} --nonce 3 \
			 --valid-until 99 --subject billing --uri ipfs://x --expires-at 200 -o {} --evidence",
			out.display()
		);
		run_with(&line, &evidence).succeeds();
		let statement = serde_json::from_slice(&fs::read(&out).unwrap()).unwrap();
		(dir, statement)
	}

	fn relay(statement: &Value) -> Run {
		let (_dir, path) = file("statement.json", &statement.to_string(), 0o644);
		run_with(&format!("receipt statement relay --key //Alice --url {}", dead_url()), &path)
	}

	#[test]
	fn a_statement_needs_no_node() {
		let (_dir, signed) = signed();
		assert_eq!(signed["format"], "tonnetz-statement");
		assert_eq!(signed["genesisHash"], format!("0x{}", "ab".repeat(32)));
		let statement = &signed["statement"];
		assert_eq!((&statement["nonce"], &statement["validUntil"]), (&json!(3), &json!(99)));
		assert_eq!((&statement["kind"], &statement["expires"]), (&json!("document"), &json!(200)));
		assert_eq!(
			statement["digest"],
			"0xba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
		);
		let bob = run(["key", "inspect", "--json", "--key", "//Bob"]).json();
		assert_eq!(statement["issuer"], bob["ss58Address"]);
		// It is whole: the node is next.
		relay(&signed).fails(5);
	}

	#[test]
	fn a_changed_statement_is_refused_before_it_costs_anything() {
		let (_dir, signed) = signed();
		let alice = run(["key", "inspect", "--json", "--key", "//Alice"]).json();
		for (pointer, value) in [
			("/genesisHash", json!(format!("0x{}", "cd".repeat(32)))),
			("/statement/nonce", json!(4)),
			("/statement/validUntil", json!(100)),
			("/statement/kind", json!("artifact")),
			("/statement/uri", json!("0x")),
			("/statement/expires", Value::Null),
			("/statement/parent", json!(1)),
			("/statement/issuer", alice["ss58Address"].clone()),
		] {
			let mut changed = signed.clone();
			*changed.pointer_mut(pointer).unwrap() = value;
			let message = relay(&changed).fails(9);
			assert!(message.contains("did not sign this statement"), "{pointer}: {message}");
		}
		for (pointer, value, says) in [
			("/signature", json!("0x00"), "signature is malformed"),
			("/version", json!(2), "version 2"),
			("/format", json!("other"), "no statement"),
			("/statement", json!({}), "no statement"),
		] {
			let mut changed = signed.clone();
			*changed.pointer_mut(pointer).unwrap() = value;
			let message = relay(&changed).fails(4);
			assert!(message.contains(says), "{pointer}: {message}");
		}
	}

	#[test]
	fn a_genesis_hash_alone_is_not_enough() {
		let (_dir, evidence) = file("report.pdf", "abc", 0o644);
		let line = "receipt statement sign document -o x --genesis 00 --evidence";
		assert!(run_with(line, &evidence).fails(2).contains("--nonce"));
		let line = "receipt statement sign document -o x --key //Bob --genesis 00 --nonce 0 \
			--valid-until 1 --evidence";
		assert!(run_with(line, &evidence).fails(2).contains("64 hexadecimal"));
	}
}

mod node {
	use super::*;

	#[test]
	fn a_refused_connection_is_named() {
		let (_dir, evidence) = file("report.pdf", "report", 0o644);
		let url = dead_url();
		let line = format!("receipt record document --key //Alice --url {url} --evidence");
		let recorded = run_with(&line, &evidence).fails(5);
		let shown = run(["receipt", "show", "0", "--url", &url]).fails(5);
		for message in [recorded, shown] {
			assert!(message.contains(&url), "{message}");
			assert!(message.contains("Connection refused"), "{message}");
			assert!(message.contains("tonnetz-node --dev"), "{message}");
		}
	}

	#[test]
	fn a_refused_tls_connection_is_named() {
		let url = dead_url().replace("ws://", "wss://");
		let message = run(["receipt", "show", "0", "--url", &url]).fails(5);
		assert!(message.contains("Connection refused"), "{message}");
	}

	#[test]
	fn a_server_that_speaks_no_tls_is_named() {
		let url = server(|mut stream| {
			let mut hello = [0; 1024];
			let _ = stream.read(&mut hello);
			let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
		});
		let url = url.replace("ws://", "wss://");
		let message = run(["receipt", "show", "0", "--url", &url]).fails(5);
		assert!(message.contains(&url), "{message}");
	}

	#[test]
	fn wrong_urls_are_refused() {
		for url in ["http://127.0.0.1:9944", "127.0.0.1:9944", "ws://", "wss://user:pass@host"] {
			let message = run(["receipt", "show", "0", "--url", url]).fails(2);
			assert!(message.contains("--url"), "{message}");
		}
	}

	#[test]
	fn a_server_that_speaks_no_web_socket_is_named() {
		let url = server(|mut stream| {
			let mut request = [0; 1024];
			let _ = stream.read(&mut request);
			let _ = stream.write_all(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
		});
		let message = run(["receipt", "show", "0", "--url", &url]).fails(5);
		assert!(message.contains(&url) && message.contains("404"), "{message}");
	}

	#[test]
	fn a_silent_server_is_given_up() {
		let url = server(|stream| {
			thread::sleep(Duration::from_secs(60));
			drop(stream);
		});
		let message = run(["receipt", "show", "0", "--url", &url, "--timeout", "1"]).fails(8);
		assert!(message.contains(&url) && message.contains("within 1 s"), "{message}");
	}

	#[test]
	fn ctrl_c_ends_a_wait() {
		let listener = TcpListener::bind("127.0.0.1:0").unwrap();
		let url = format!("ws://{}", listener.local_addr().unwrap());
		let mut command = tonnetz();
		command.args(["receipt", "show", "0", "--url", &url]);
		let child = command.spawn().unwrap();
		// It connects after it has prepared for the signal.
		let connection = listener.accept().unwrap();
		let pid = child.id().to_string();
		assert!(Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
		let output = child.wait_with_output().unwrap();
		drop(connection);
		assert_eq!(output.status.code(), Some(130));
		assert_eq!(String::from_utf8(output.stderr).unwrap(), "error: interrupted\n");
	}
}

mod output {
	use super::*;

	#[test]
	fn errors_are_json_too() {
		for (args, code, name) in [
			(&["key", "inspect", "--json"][..], 3, "key"),
			(&["key", "inspect", "--json", "--scheme", "rsa"], 2, "usage"),
			(&["--json", "key", "inspect", "--suri-file", "/nonexistent"], 4, "file"),
		] {
			let run = run(args);
			assert_eq!(run.code, Some(code), "{run:?}");
			let document: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
			assert_eq!(document["error"]["code"], code);
			assert_eq!(document["error"]["name"], name);
			let message = document["error"]["message"].as_str().unwrap();
			assert_eq!(run.stderr, format!("error: {message}\n"));
		}
	}

	#[test]
	fn help_lists_examples_and_exit_codes() {
		for line in [
			"--help",
			"key generate --help",
			"receipt record --help",
			"receipt record adr --help",
			"receipt show --help",
			"receipt verify --help",
		] {
			let text = run(line.split(' ')).succeeds();
			assert!(text.contains("Example:") && text.contains("130  interrupted"), "{text}");
		}
		assert!(run(["--version"]).succeeds().starts_with("tonnetz "));
	}

	#[test]
	fn a_missing_command_is_a_usage_error() {
		for args in [&[][..], &["key"], &["receipt"]] {
			assert!(run(args).fails(2).contains("--help"));
		}
	}
}
