// SPDX-License-Identifier: Apache-2.0

//! Requests that are refused before the chain hears of them.

use crate::common::{command, fresh, signed, Ledger, Server};
use tonnetz_core::cust::{json, Command};
use tonnetz_gate::{sign, Key};

async fn server(dir: &tempfile::TempDir) -> (Server, Ledger) {
	let ledger = Ledger::new();
	(Server::start(&dir.path().join("journal"), &ledger).await, ledger)
}

/// The codes of what was logged.
fn logged(server: &Server) -> Vec<&'static str> {
	server.refusals.all().iter().map(|refused| refused.code).collect()
}

#[tokio::test]
async fn what_is_no_command_is_refused_by_the_code_of_the_parser() {
	let dir = tempfile::tempdir().unwrap();
	let (server, ledger) = server(&dir).await;
	let good = signed(&command("a", "{}"));
	let cases = [
		("json_duplicate_key", good.replacen("\"intent\"", "\"target\":\"a\",\"intent\"", 1)),
		(
			"json_duplicate_key",
			good.replacen("\"meta\":{}", "\"meta\":{\"nonce\":\"1\",\"\\u006eonce\":\"2\"}", 1),
		),
		("unknown_field", good.replacen("\"intent\"", "\"sudo\":true,\"intent\"", 1)),
		("unknown_field", good.replacen("\"meta\":{}", "\"meta\":{\"role\":\"root\"}", 1)),
		("unknown_operation", good.replacen("vercel", "shell", 1)),
		("unknown_version", good.replacen("cust-1.0", "cust-2.0", 1)),
		("json_too_deep", good.replacen("{}", &"[".repeat(10_000), 1)),
		("json_too_deep", format!("{}{}", "{\"a\":".repeat(9), "}".repeat(9))),
		("json_unexpected_end", String::new()),
		("json_trailing_data", format!("{good} x")),
		("json_byte_order_mark", format!("\u{feff}{good}")),
		("bad_text", good.replacen("{}", "{\"timestamp\":1767225603000.5}", 1)),
		(
			"too_long",
			good.replacen("\"signature\":\"", &format!("\"signature\":\"{}", "0".repeat(99)), 1),
		),
	];
	for (code, request) in &cases {
		let response = server.post(request).await;
		response.is(400, code);
		let message = response.json["error"]["message"].as_str().unwrap();
		assert!(!message.is_empty() && !message.contains('\n'), "{message}");
	}
	assert_eq!(logged(&server), cases.iter().map(|(code, _)| *code).collect::<Vec<_>>());
	assert!(ledger.taken().is_empty());
	server.stop().await;
}

#[tokio::test]
async fn a_signature_that_no_secret_gives_is_refused() {
	let dir = tempfile::tempdir().unwrap();
	let (server, ledger) = server(&dir).await;
	server.post(&command("a", "{}")).await.is(401, "missing_signature");

	let stranger = Key::new(b"a secret that this gate was never told of").unwrap();
	let foreign = sign(&command("a", "{}"), &stranger).unwrap();
	server.post(&foreign).await.is(401, "bad_signature");

	let good = fresh();
	server
		.post(&good.replacen(
			"vercel\",\"action\":\"deploy\"",
			"hook\",\"action\":\"run\",\"name\":\"x\"",
			1,
		))
		.await
		.is(401, "bad_signature");
	let signature = Command::parse(good.as_bytes()).unwrap().signature.unwrap();
	for wrong in [
		signature.to_uppercase(),
		signature[..62].to_owned(),
		format!("{signature}00"),
		format!("0x{}", &signature[2..]),
		"0".repeat(64),
		"é".repeat(32),
		String::new(),
	] {
		if wrong != signature {
			server.post(&good.replace(&signature, &wrong)).await.is(401, "bad_signature");
		}
	}
	// A signature of a stale command is checked before its age: what is signed by nobody says nothing
	// about the clock.
	let old = command("a", r#"{"timestamp":1}"#);
	server.post(&sign(&old, &stranger).unwrap()).await.is(401, "bad_signature");
	assert!(ledger.taken().is_empty());
	assert!(server.refusals.all().iter().all(|refused| refused.secret.is_none()));

	assert_eq!(server.post(&good).await.status, 200, "the original is good");
	server.stop().await;
}

#[tokio::test]
async fn what_is_refused_after_the_signature_is_logged_with_secret_and_digest() {
	let dir = tempfile::tempdir().unwrap();
	let (server, _) = server(&dir).await;
	let stale = signed(&command("a", r#"{"timestamp":1}"#));
	let response = server.post(&stale).await;
	response.is(403, "stale_timestamp");
	let digest = Command::parse(stale.as_bytes()).unwrap().command.digest();
	assert_eq!(response.json["error"]["digest"], serde_json::json!(digest));
	assert!(response.json["error"].get("secret").is_none());
	let [refused] = &server.refusals.all()[..] else { panic!("one refusal") };
	assert_eq!(refused.secret.as_deref(), Some("first"));
	assert_eq!((refused.status, refused.digest), (403, Some(digest)));
	assert_eq!(server.gate.counts().refused.get("stale_timestamp"), Some(&1));
	server.stop().await;
}

#[tokio::test]
async fn a_request_of_another_kind_is_told_what_there_is() {
	let dir = tempfile::tempdir().unwrap();
	let (server, _) = server(&dir).await;
	let request =
		|line: &str| format!("{line} HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n\r\n");
	server.send(request("GET /").as_bytes()).await.is(404, "not_found");
	server.send(request("POST /cust/execute/").as_bytes()).await.is(404, "not_found");
	server.send(request("GET /cust/execute").as_bytes()).await.is(405, "method_not_allowed");
	server.send(request("DELETE /health").as_bytes()).await.is(405, "method_not_allowed");
	let codes = ["not_found", "not_found", "method_not_allowed", "method_not_allowed"];
	assert_eq!(logged(&server), codes);
	server.stop().await;
}

#[tokio::test]
async fn an_oversize_request_is_refused_whether_it_says_so_or_not() {
	let dir = tempfile::tempdir().unwrap();
	let (server, ledger) = server(&dir).await;
	let head = "POST /cust/execute HTTP/1.1\r\nHost: gate\r\nConnection: close\r\n";

	// As large as may be is read, and then refused for what it says.
	server.post(&" ".repeat(json::MAX_LEN)).await.is(400, "json_unexpected_end");
	server.post(&" ".repeat(json::MAX_LEN + 1)).await.is(413, "json_too_long");
	let padded = format!("{}{}", fresh(), " ".repeat(json::MAX_LEN));
	server.post(&padded).await.is(413, "json_too_long");

	let declared = format!("{head}Content-Length: 1000000000000\r\n\r\n");
	server.send(declared.as_bytes()).await.is(413, "json_too_long");

	let chunk = format!("1000\r\n{}\r\n", " ".repeat(0x1000));
	let chunked = format!("{head}Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n", chunk.repeat(5));
	server.send(chunked.as_bytes()).await.is(413, "json_too_long");
	assert_eq!(logged(&server)[1..], ["json_too_long"; 4]);
	assert!(ledger.taken().is_empty());
	server.stop().await;
}

#[tokio::test]
async fn what_is_not_http_is_logged() {
	let dir = tempfile::tempdir().unwrap();
	let (server, _) = server(&dir).await;
	let mut stream = tokio::net::TcpStream::connect(server.address).await.unwrap();
	let mut answer = Vec::new();
	tokio::io::AsyncWriteExt::write_all(&mut stream, b"\x16\x03\x01 hello\r\n\r\n").await.unwrap();
	tokio::io::AsyncReadExt::read_to_end(&mut stream, &mut answer).await.unwrap();
	assert!(answer.starts_with(b"HTTP/1.1 400 "));
	let (gate, refusals) = (server.gate.clone(), server.refusals.clone());
	server.stop().await;
	assert_eq!(gate.counts().refused.get("bad_http"), Some(&1));
	assert_eq!(refusals.all().len(), 1);
}

#[tokio::test]
async fn no_secret_stands_in_what_is_logged_or_answered() {
	let dir = tempfile::tempdir().unwrap();
	let (server, _) = server(&dir).await;
	let mut seen = String::new();
	for request in [command("a", "{}"), signed(&command("a", r#"{"timestamp":1}"#)), fresh()] {
		seen += &format!("{:?}", server.post(&request).await);
	}
	seen += &format!("{:?} {:?}", server.refusals.all(), crate::common::secrets());
	assert!(seen.contains("stale_timestamp") && seen.contains("first"));
	assert!(!seen.contains(crate::common::SECRET) && !seen.contains(crate::common::OTHER_SECRET));
	server.stop().await;
}
