// SPDX-License-Identifier: Apache-2.0

//! `tonnetz agent` without a node.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{
	agent::{address, Agent, Home, SECRET},
	run, tonnetz, Run,
};
use rustix::process::Signal;
use serde_json::{json, Value};
use std::{
	fs::{self, Permissions},
	io::{BufRead, BufReader},
	os::unix::fs::PermissionsExt,
	process::Stdio,
};

/// Where nothing answers.
const NOWHERE: &str = "ws://127.0.0.1:1";

/// An agent with a gate and an executor; the keys are `//Gate` and `//Agent` with this passphrase.
const PASSPHRASE: &str = "correct horse";

fn home() -> Home {
	let account = |name: &str| {
		let suri = format!("{name}///{PASSPHRASE}");
		let (_dir, path) = common::file("key.suri", &suri, 0o600);
		let shown = common::run_with("key inspect --json --suri-file", &path).json();
		shown["ss58Address"].as_str().unwrap().to_owned()
	};
	let more = format!(
		"[gate]\nlisten = \"127.0.0.1:0\"\n[gate.key]\naccount = \"{}\"\nsuri-file = \"gate.suri\"\n\
		 [[gate.secrets]]\nname = \"ci\"\nplanner = \"{}\"\nfile = \"gate.secret\"\n\
		 [executor.key]\naccount = \"{}\"\nsuri-file = \"agent.suri\"\n\
		 [executor.targets.\"acme/web\"]\ncheckout = \"/tmp\"\n\
		 [unlock]\nmax = \"1h\"\n",
		account("//Gate"),
		address("//Bob"),
		account("//Agent"),
	);
	let home = Home::new(NOWHERE, &more);
	home.secret("gate.suri", "//Gate");
	home.secret("agent.suri", "//Agent");
	home.secret("right.pass", PASSPHRASE);
	home.secret("wrong.pass", "battery staple");
	home
}

fn command(nonce: &str) -> Value {
	json!({
		"version": "cust-1.0",
		"intent": "restart",
		"target": "acme/web",
		"operations": [{ "type": "service", "action": "restart", "name": "nginx" }],
		"meta": { "nonce": nonce },
	})
}

fn mode(path: &std::path::Path) -> u32 {
	fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn an_agent_boots_watch_only() {
	let home = home();
	let mut agent = Agent::start(&home);
	let status = agent.status();
	assert_eq!(status["mode"], "watch-only");
	assert_eq!(status["node"]["connected"], false);
	assert_eq!(status["executor"]["targets"], json!(["acme/web"]));
	assert!(status["obstacles"][0].as_str().unwrap().contains("no connection"), "{status:#}");
	assert_eq!(mode(&home.path("data/agent.sock")), 0o600);
	assert_eq!(mode(&home.path("data")), 0o700);
	assert_eq!(mode(&home.path("data/operational.jsonl")), 0o600);

	let (code, body) = agent.get("/health");
	assert_eq!((code, body.as_str()), (200, r#"{"mode":"watch-only","status":"ok"}"#));
	let (code, body) = agent.get("/ready");
	assert_eq!(code, 503);
	assert!(body.contains("no connection to ws://127.0.0.1:1"), "{body}");
	let (code, body) = agent.get("/metrics");
	assert_eq!(code, 200);
	assert!(body.contains("\ntonnetz_agent_unlocked 0\n"), "{body}");
	assert_eq!(agent.get("/").0, 404);

	// Nothing is signed, and the refusal is recorded.
	let signed = home.signed(&command("1"));
	let (code, body) = agent.submit(&signed);
	assert_eq!((code, &body["error"]["code"]), (503, &json!("locked")));
	let refused = home.wait_for_entry(|entry| entry["outcome"]["code"] == "locked");
	assert_eq!(refused["observation"]["secret"], "ci");
	assert_eq!((&refused["action"], refused.get("signature")), (&Value::Null, None));
	assert!(agent.get("/metrics").1.contains("refused_total{code=\"locked\"} 1\n"));

	// One agent has the directory.
	let second = home.run("agent run");
	assert!(second.fails(4).contains("another agent works in this directory"));
	assert_eq!(agent.end(Signal::TERM).code(), Some(0));
	assert!(!home.path("data/agent.sock").exists());
	let message = home.run("agent status").fails(32);
	assert!(message.contains("no agent answers at"), "{message}");

	// The log goes on where it ended, whole.
	let before = home.log().len();
	let mut agent = Agent::start(&home);
	home.wait_for_entry(|entry| entry["seq"] == before);
	assert_eq!(agent.end(Signal::INT).code(), Some(0));
	for (before, after) in home.log().iter().zip(&home.log()[1..]) {
		assert_eq!(after["prev_hash"], before["hash"]);
	}
}

#[test]
fn a_killed_agent_leaves_no_obstacle() {
	let home = home();
	let mut agent = Agent::start(&home);
	agent.end(Signal::KILL);
	assert!(home.path("data/agent.sock").exists());
	let mut agent = Agent::start(&home);
	assert_eq!(agent.end(Signal::TERM).code(), Some(0));
}

#[test]
fn a_passphrase_unlocks_for_a_time() {
	let home = home();
	let mut agent = Agent::start(&home);
	let wrong = agent.tell("unlock --passphrase-file wrong.pass").fails(32);
	assert!(wrong.contains("executor.key: the passphrase does not give"), "{wrong}");
	assert!(wrong.contains("(wrong_key)"), "{wrong}");
	assert_eq!(agent.status()["mode"], "watch-only");
	let none = agent.tell("unlock").fails(2);
	assert!(none.contains("--passphrase-file"), "{none}");
	let long = agent.tell("unlock --passphrase-file right.pass --for 2h").fails(32);
	assert!(long.contains("3600 s at most"), "{long}");

	let unlocked = agent.tell("unlock --passphrase-file right.pass --json").json();
	assert_eq!(unlocked["mode"], "self-heal");
	assert!(unlocked["unlockedFor"].as_u64().is_some_and(|left| left > 3_500), "{unlocked}");
	assert!(agent.get("/metrics").1.contains("\ntonnetz_agent_unlocked 1\n"));
	// Unlocked, the gate has a key and no node.
	let (code, body) = agent.submit(&home.signed(&command("1")));
	assert_eq!((code, &body["error"]["code"]), (503, &json!("not_submitted")), "{body}");
	let signed = home.wait_for_entry(|entry| entry["outcome"]["code"] == "not_submitted");
	assert!(signed["signature"].as_str().unwrap().starts_with("0x"));

	assert_eq!(agent.tell("lock --json").json()["mode"], "watch-only");
	assert_eq!(agent.submit(&home.signed(&command("2"))).1["error"]["code"], "locked");

	agent.tell("unlock --passphrase-file right.pass --for 2s").succeeds();
	agent.wait_for("locked: the time is over");
	assert_eq!(agent.status()["mode"], "watch-only");
	assert_eq!(agent.submit(&home.signed(&command("3"))).1["error"]["code"], "locked");
	assert_eq!(agent.end(Signal::TERM).code(), Some(0));

	// No secret went anywhere.
	let mut texts = agent.seen.join("\n");
	texts.push_str(&fs::read_to_string(home.path("data/operational.jsonl")).unwrap());
	for secret in [PASSPHRASE, "battery staple", "//Agent", "//Gate", SECRET] {
		assert!(!texts.contains(secret), "{secret} in {texts}");
	}
}

#[test]
fn whole_secret_uris_unlock_keys_without_files() {
	let home = home();
	let text = fs::read_to_string(home.path("agent.toml")).unwrap();
	let text: String = text
		.lines()
		.filter(|line| !line.starts_with("suri-file"))
		.fold(String::new(), |text, line| text + line + "\n");
	home.write("agent.toml", text);
	home.secret("gate.whole", &format!("//Gate///{PASSPHRASE}"));
	home.secret("agent.whole", &format!("//Agent///{PASSPHRASE}"));
	let agent = Agent::start(&home);
	let message = agent.tell("unlock --passphrase-file right.pass").fails(32);
	assert!(message.contains("(no_secret)"), "{message}");
	let message = agent.tell("unlock --suri-file agent.whole").fails(32);
	assert!(message.contains("gate.key: the secret URI does not give"), "{message}");
	assert_eq!(agent.status()["mode"], "watch-only");
	agent.tell("unlock --suri-file gate.whole --suri-file agent.whole").succeeds();
	assert_eq!(agent.status()["mode"], "self-heal");
}

#[test]
fn a_session_that_ends_locks() {
	let home = home();
	let text = fs::read_to_string(home.path("agent.toml")).unwrap();
	home.write("agent.toml", format!("{text}bound-to-session = true\n"));
	let mut agent = Agent::start(&home);
	let mut command = tonnetz();
	command.args(["agent", "unlock", "--passphrase-file", "right.pass", "--json"]);
	command.current_dir(home.0.path()).stdout(Stdio::piped()).stderr(Stdio::null());
	let mut session = command.spawn().unwrap();
	let mut line = String::new();
	BufReader::new(session.stdout.take().unwrap()).read_line(&mut line).unwrap();
	let unlocked: Value = serde_json::from_str(&line).unwrap();
	assert_eq!(unlocked["boundToSession"], true);
	assert_eq!(agent.status()["mode"], "self-heal");
	session.kill().unwrap();
	session.wait().unwrap();
	agent.wait_for("locked: the session ended");
	assert_eq!(agent.status()["mode"], "watch-only");
}

#[test]
fn what_is_wrong_is_said_at_the_start() {
	let home = home();
	let fails = |text: &str, code: i32, names: &str| {
		home.write("other.toml", text);
		let message = home.run("agent run --config other.toml").fails(code);
		assert!(message.contains(names), "{message}");
	};
	fails("data-dir = 1", 4, "data-dir");
	fails("data-dir = \"d\"\n[status]\nlisten = \"0.0.0.0:0\"", 4, "set allow-remote = true");
	fails("data-dir = \"d\"\nsecret = \"hunter2\"", 4, "unknown field `secret`");
	fs::set_permissions(home.path("gate.secret"), Permissions::from_mode(0o644)).unwrap();
	let exposed = home.run("agent run").stderr;
	assert!(exposed.contains("gate.secret: its mode 0644 lets others in"), "{exposed}");
	fs::set_permissions(home.path("gate.secret"), Permissions::from_mode(0o600)).unwrap();
	fs::set_permissions(home.path("data"), Permissions::from_mode(0o750)).unwrap();
	assert!(home.run("agent run").fails(4).contains("chmod 700"));
	fs::set_permissions(home.path("data"), Permissions::from_mode(0o700)).unwrap();
	let mut log = fs::read_to_string(home.path("data/operational.jsonl")).unwrap_or_default();
	log.push_str("{}\n");
	home.secret("data/operational.jsonl", &log);
	assert!(home.run("agent run").fails(4).contains("operational.jsonl: entry"));
	let unread: Run = run(["agent", "status", "--config", "/nonexistent/agent.toml"]);
	assert!(unread.fails(4).contains("cannot read"));
}

#[test]
fn the_socket_answers_lines_of_json_only() {
	use std::{
		io::{Read, Write},
		os::unix::net::UnixStream,
	};

	let home = home();
	let agent = Agent::start(&home);
	for line in ["", "hello", "{\"do\":\"sign\"}", "{\"do\":\"lock\",\"x\":1}"] {
		let mut stream = UnixStream::connect(home.path("data/agent.sock")).unwrap();
		writeln!(stream, "{line}").unwrap();
		let mut answer = String::new();
		stream.read_to_string(&mut answer).unwrap();
		let answer: Value = serde_json::from_str(&answer).unwrap();
		assert_eq!(answer["error"]["code"], "malformed", "{line}");
	}
	// Too long a line is cut, and cut it is no JSON.
	let mut stream = UnixStream::connect(home.path("data/agent.sock")).unwrap();
	let _ = stream.write_all(&vec![b' '; 128 * 1024]);
	let mut answer = Vec::new();
	let _ = stream.read_to_end(&mut answer);
	assert_eq!(agent.status()["mode"], "watch-only");
}
