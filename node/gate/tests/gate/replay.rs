// SPDX-License-Identifier: Apache-2.0

//! Nothing is handed over twice, and what was not handed over may come again.

use crate::common::{command, fresh, now, secrets, signed, Ledger, Mode, Refusals, Server};
use std::{
	fs,
	io::Write,
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
};
use tonnetz_core::cust::Command;
use tonnetz_gate::{Gate, JournalError, Limits};

fn journal(dir: &tempfile::TempDir) -> PathBuf {
	dir.path().join("journal")
}

fn open(path: &Path) -> Result<Gate<Ledger>, JournalError> {
	Gate::open(secrets(), path, Limits::default(), Ledger::new(), Refusals::default())
}

fn line(signature: char, timestamp: &str) -> String {
	let (signature, other) = (signature.to_string().repeat(64), "d".repeat(64));
	format!(
		"{{\"record\":\"reserved\",\"signature\":\"0x{signature}\",\"nonce\":\"0x{signature}\",\
		 \"timestamp\":{timestamp},\"digest\":\"0x{other}\",\"at\":1}}\n"
	)
}

#[tokio::test]
async fn a_signature_works_once() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::new();
	let server = Server::start(&journal(&dir), &ledger).await;
	for request in [fresh(), signed(&command("a", "{}"))] {
		let id = server.post(&request).await.json["id"].clone();
		let again = server.post(&request).await;
		again.is(409, "replayed_signature");
		assert_eq!(again.json["error"]["id"], id);
		assert!(again.json["error"]["message"].as_str().unwrap().contains("meta.nonce"));
		// White space is no part of what was signed by `sign`.
		server.post(&format!(" {request}\n")).await.is(409, "replayed_signature");
	}
	assert_eq!(ledger.taken().len(), 2);
	server.stop().await;
}

#[tokio::test]
async fn a_nonce_works_once_whatever_else_is_signed_with_it() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::new();
	let server = Server::start(&journal(&dir), &ledger).await;
	let with =
		|target| signed(&command(target, &format!(r#"{{"timestamp":{},"nonce":"n"}}"#, now())));
	assert_eq!(server.post(&with("a")).await.status, 200);
	server.post(&with("b")).await.is(409, "replayed_nonce");
	server.post(&signed(&command("a", r#"{"nonce":"n"}"#))).await.is(409, "replayed_nonce");
	assert_eq!(ledger.taken().len(), 1);
	server.stop().await;
}

#[tokio::test]
async fn a_restart_forgets_nothing() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::new();
	let (with_nonce, without) = (fresh(), signed(&command("a", "{}")));
	let server = Server::start(&journal(&dir), &ledger).await;
	assert_eq!(server.post(&with_nonce).await.status, 200);
	assert_eq!(server.post(&without).await.status, 200);
	server.stop().await;
	for _ in 0..2 {
		let server = Server::start(&journal(&dir), &ledger).await;
		let again = server.post(&with_nonce).await;
		again.is(409, "replayed_signature");
		assert_eq!(again.json["error"]["id"], 0);
		server.post(&without).await.is(409, "replayed_signature");
		server.stop().await;
	}
	assert_eq!(ledger.taken().len(), 2);
	let mode = fs::metadata(journal(&dir)).unwrap().permissions().mode();
	assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn what_was_not_submitted_may_come_again() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::new();
	let server = Server::start(&journal(&dir), &ledger).await;
	let request = fresh();
	for (mode, status, code) in [
		(Mode::Down, 503, "not_submitted"),
		(Mode::Locked, 503, "locked"),
		(Mode::Refusing, 502, "submission_refused"),
	] {
		ledger.set(mode);
		for _ in 0..2 {
			let response = server.post(&request).await;
			response.is(status, code);
			assert_eq!(response.head.contains("retry-after: "), status == 503);
		}
	}
	server.stop().await;
	ledger.set(Mode::Up);
	let server = Server::start(&journal(&dir), &ledger).await;
	assert_eq!(server.post(&request).await.status, 200);
	server.post(&request).await.is(409, "replayed_signature");
	assert_eq!(ledger.taken().len(), 1);
	server.stop().await;
}

#[tokio::test]
async fn an_unknown_outcome_is_looked_up_before_anything_is_done_again() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::new();
	let server = Server::start(&journal(&dir), &ledger).await;
	let (taken, lost) = (fresh(), fresh());
	ledger.set(Mode::Mute);
	server.post(&taken).await.is(504, "outcome_unknown");
	ledger.set(Mode::Deaf);
	server.post(&lost).await.is(504, "outcome_unknown");

	// As long as the chain cannot be asked, neither is done again.
	ledger.set(Mode::Down);
	let again = server.post(&lost).await;
	again.is(409, "outcome_unknown");
	assert!(again.json["error"]["message"].as_str().unwrap().contains("unknown"));

	ledger.set(Mode::Up);
	server.post(&taken).await.is(409, "replayed_signature");
	assert_eq!(server.post(&lost).await.status, 200);
	server.post(&lost).await.is(409, "replayed_signature");
	assert_eq!(ledger.taken().len(), 2);
	server.stop().await;
}

#[tokio::test]
async fn a_fault_of_the_backend_leaves_the_command_used_until_it_is_looked_up() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::new();
	let server = Server::start(&journal(&dir), &ledger).await;
	let request = fresh();
	ledger.set(Mode::Panicking);
	server.post(&request).await.is(504, "outcome_unknown");
	ledger.set(Mode::Down);
	server.post(&request).await.is(409, "outcome_unknown");
	ledger.set(Mode::Up);
	assert_eq!(server.post(&request).await.status, 200);
	assert_eq!(server.gate.counts().in_flight, 0);
	server.stop().await;
}

/// What a killed process leaves: a copy of the journal while the chain has not answered yet.
#[tokio::test]
async fn after_a_kill_the_chain_is_asked_and_doubt_refuses() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::closed();
	let server = Server::start(&journal(&dir), &ledger).await;
	let request = fresh();
	let copy = |name: &str| {
		let path = dir.path().join(name);
		fs::copy(journal(&dir), &path).unwrap();
		path
	};
	let (response, copies) = tokio::join!(server.post(&request), async {
		ledger.came(1).await;
		let copies = [copy("absent"), copy("present"), copy("unclear")];
		// One that comes meanwhile is told to wait.
		server.post(&request).await.is(409, "replayed_signature");
		ledger.pass(1);
		copies
	});
	assert_eq!(response.status, 200);
	let signature = ledger.taken()[0];
	let [absent, present, unclear] = copies;

	let other = Ledger::new();
	let restarted = Server::start(&absent, &other).await;
	assert_eq!(restarted.post(&request).await.status, 200);
	assert_eq!(other.taken(), [signature]);
	restarted.stop().await;

	let restarted = Server::start(&present, &ledger).await;
	let again = restarted.post(&request).await;
	again.is(409, "replayed_signature");
	assert_eq!(again.json["error"]["id"], 0);
	restarted.stop().await;
	let text = fs::read_to_string(&present).unwrap();
	assert!(text.contains("\"submitted\""), "what was found out is written down: {text}");

	let down = Ledger::new();
	down.set(Mode::Down);
	let restarted = Server::start(&unclear, &down).await;
	restarted.post(&request).await.is(409, "outcome_unknown");
	restarted.stop().await;
	assert!(down.taken().is_empty());
	assert_eq!(ledger.taken().len(), 1);
	server.stop().await;
}

#[tokio::test]
async fn a_planner_that_hangs_up_stops_nothing() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::closed();
	let server = Server::start(&journal(&dir), &ledger).await;
	let request = fresh();
	tokio::select! {
		_ = server.post(&request) => panic!("the ledger is closed"),
		() = ledger.came(1) => {}
	}
	ledger.pass(1);
	// Stopping waits for it.
	server.stop().await;
	assert_eq!(ledger.taken().len(), 1);
	let server = Server::start(&journal(&dir), &ledger).await;
	let again = server.post(&request).await;
	again.is(409, "replayed_signature");
	assert_eq!(again.json["error"]["id"], 0);
	server.stop().await;
}

#[tokio::test]
async fn a_torn_last_line_is_cut_off() {
	let dir = tempfile::tempdir().unwrap();
	let (path, ledger) = (journal(&dir), Ledger::new());
	let (first, second) = (fresh(), fresh());
	let server = Server::start(&path, &ledger).await;
	assert_eq!(server.post(&first).await.status, 200);
	server.stop().await;
	let whole = fs::read(&path).unwrap();
	for torn in
		[&b"{\"record\":\"reser"[..], b"\0\0\0\0", b"{\"record\":\"released\",\"signature\":\"0x"]
	{
		fs::write(&path, [&whole[..], torn].concat()).unwrap();
		drop(open(&path).unwrap());
		assert_eq!(fs::read(&path).unwrap(), whole);
	}
	fs::File::options().append(true).open(&path).unwrap().write_all(b"{\"rec").unwrap();
	let server = Server::start(&path, &ledger).await;
	server.post(&first).await.is(409, "replayed_signature");
	assert_eq!(server.post(&second).await.status, 200);
	server.stop().await;
	let server = Server::start(&path, &ledger).await;
	server.post(&first).await.is(409, "replayed_signature");
	server.post(&second).await.is(409, "replayed_signature");
	server.stop().await;
}

#[tokio::test]
async fn a_damaged_journal_is_not_guessed_at() {
	let dir = tempfile::tempdir().unwrap();
	let path = journal(&dir);
	for damage in
		["{\"record\":\"forgotten\"}\n", "\n", "{\"record\":\"floor\",\"timestamp\":1,\"x\":2}\n"]
	{
		fs::write(&path, format!("{}{damage}{}", line('a', "null"), line('b', "null"))).unwrap();
		let error = open(&path).err().expect("damaged");
		assert!(matches!(error, JournalError::Damaged { line: 2, .. }), "{error}");
	}
}

#[tokio::test]
async fn a_journal_serves_one_gate() {
	let dir = tempfile::tempdir().unwrap();
	let path = journal(&dir);
	let gate = open(&path).unwrap();
	assert!(matches!(open(&path), Err(JournalError::InUse { .. })));
	drop(gate);
	drop(open(&path).unwrap());
	fs::create_dir(dir.path().join("folder")).unwrap();
	assert!(matches!(open(&dir.path().join("folder")), Err(JournalError::Io { .. })));
	assert!(matches!(open(&dir.path().join("none/journal")), Err(JournalError::Io { .. })));
	let pipe = dir.path().join("pipe");
	rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
	assert!(matches!(open(&pipe), Err(JournalError::NotAFile { .. })));
}

#[tokio::test]
async fn only_what_is_stale_and_has_a_nonce_is_forgotten() {
	let dir = tempfile::tempdir().unwrap();
	let path = journal(&dir);
	let without_nonce = line('c', "5")
		.replace(&format!("\"0x{}\",\"timestamp\"", "c".repeat(64)), "null,\"timestamp\"");
	assert!(without_nonce.contains("\"nonce\":null"));
	let recent = line('e', &now().to_string());
	let settled = |record: &str, signature: &str, rest: &str| {
		format!("{{\"record\":\"{record}\",\"signature\":\"0x{}\"{rest}}}\n", signature.repeat(64))
	};
	fs::write(
		&path,
		[
			line('a', "1000"),
			line('b', "null"),
			without_nonce,
			recent,
			line('f', "null"),
			settled("submitted", "a", ",\"id\":1"),
			settled("submitted", "b", ",\"id\":2"),
			settled("released", "f", ""),
		]
		.concat(),
	)
	.unwrap();
	let gate = open(&path).unwrap();
	assert_eq!(gate.counts().remembered, 3);
	drop(gate);
	let text = fs::read_to_string(&path).unwrap();
	let kept =
		|signature: &str| text.contains(&format!("\"signature\":\"0x{}", signature.repeat(64)));
	assert!(kept("b") && kept("c") && kept("e"), "{text}");
	assert!(!kept("a") && !kept("f"), "{text}");
	assert!(text.starts_with("{\"record\":\"floor\",\"timestamp\":1000}\n"), "{text}");
	assert_eq!(text.lines().count(), 5, "{text}");
	drop(open(&path).unwrap());
	let again = fs::read_to_string(&path).unwrap();
	assert_eq!(again, text, "what is short already is left alone");
}

/// What was forgotten is not taken again, even if the clock is set back to when it was fresh.
#[tokio::test]
async fn what_was_forgotten_stays_refused() {
	let dir = tempfile::tempdir().unwrap();
	let path = journal(&dir);
	let ledger = Ledger::new();
	let at = now();
	fs::write(&path, format!("{{\"record\":\"floor\",\"timestamp\":{at}}}\n")).unwrap();
	let server = Server::start(&path, &ledger).await;
	let with = |at: u64| signed(&command("a", &format!(r#"{{"timestamp":{at},"nonce":"n"}}"#)));
	server.post(&with(at)).await.is(403, "stale_timestamp");
	assert_eq!(server.post(&with(at + 1)).await.status, 200);
	server.stop().await;
}

#[tokio::test]
async fn a_full_journal_refuses_and_forgets_nothing() {
	let dir = tempfile::tempdir().unwrap();
	let path = journal(&dir);
	let ledger = Ledger::new();
	let limits = Limits { remembered: 2, ..Limits::default() };
	let server = Server::with(&path, &ledger, limits).await;
	let (first, second) = (fresh(), fresh());
	assert_eq!(server.post(&first).await.status, 200);
	assert_eq!(server.post(&second).await.status, 200);
	server.post(&fresh()).await.is(503, "journal_full");
	server.post(&first).await.is(409, "replayed_signature");
	assert_eq!(ledger.taken().len(), 2);
	server.stop().await;
}

#[test]
fn the_digest_in_the_journal_is_that_of_the_command() {
	let dir = tempfile::tempdir().unwrap();
	let path = journal(&dir);
	let gate = open(&path).unwrap();
	let request = fresh();
	let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
	let answered = runtime.block_on(gate.execute(request.as_bytes())).unwrap();
	let digest = Command::parse(request.as_bytes()).unwrap().command.digest();
	assert_eq!(answered.digest, digest);
	let text = fs::read_to_string(&path).unwrap();
	assert!(text.contains(&format!("\"digest\":\"{digest:?}\"")), "{text}");
}
