// SPDX-License-Identifier: Apache-2.0

//! A gate that is killed again and again while it is at work.

use crate::common::{fresh, post, Ledger, Server};
use std::{
	collections::BTreeSet,
	io::{BufRead, BufReader},
	net::SocketAddr,
	path::Path,
	process::{Child, Command, Stdio},
};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
	task::JoinSet,
};

/// Says to a process of this test that it is to be a gate in that directory.
const VARIABLE: &str = "TONNETZ_GATE_CHILD";

/// A gate in a process of its own, killed when dropped.
struct Process {
	child: Child,
	address: SocketAddr,
}

impl Process {
	/// Starts this test program anew, for one test that calls [`serve_if_told`]. `before` is what a
	/// shell does first.
	fn start(test: &str, dir: &Path, before: &str) -> Self {
		let mut child = Command::new("sh")
			.args(["-c", &format!("{before} exec \"$@\""), "sh"])
			.arg(std::env::current_exe().unwrap())
			.args([test, "--exact", "--nocapture"])
			.env(VARIABLE, dir)
			.stdout(Stdio::piped())
			.stderr(Stdio::null())
			.spawn()
			.unwrap();
		let address = BufReader::new(child.stdout.take().unwrap())
			.lines()
			.map_while(Result::ok)
			.find_map(|line| line.strip_prefix("listening ")?.parse().ok())
			.expect("an address");
		Self { child, address }
	}
}

impl Drop for Process {
	fn drop(&mut self) {
		self.child.kill().unwrap();
		self.child.wait().unwrap();
	}
}

/// In a process that [`Process::start`] made, serves until it is killed.
async fn serve_if_told() {
	let Ok(dir) = std::env::var(VARIABLE) else { return };
	let dir = Path::new(&dir);
	let ledger = Ledger::at(&dir.join("ledger"));
	let server = Server::start(&dir.join("journal"), &ledger).await;
	println!("\nlistening {}", server.address);
	std::future::pending::<()>().await;
}

/// Sends a command to a gate that may die meanwhile.
async fn try_post(address: SocketAddr, body: String) {
	let Ok(mut stream) = TcpStream::connect(address).await else { return };
	let head = format!(
		"POST /cust/execute HTTP/1.1\r\nHost: gate\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
		body.len()
	);
	let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
	let _ = stream.read_to_end(&mut Vec::new()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_gate_hands_nothing_over_twice_and_loses_nothing() {
	serve_if_told().await;
	let dir = tempfile::tempdir().unwrap();
	let ledger = dir.path().join("ledger");
	let start = || {
		let test = "kill::a_killed_gate_hands_nothing_over_twice_and_loses_nothing";
		Process::start(test, dir.path(), "")
	};
	let requests: Vec<String> = (0..300).map(|_| fresh()).collect();
	let mut killed_at_work = 0;
	for round in 1..=6 {
		let process = start();
		let mut clients = JoinSet::new();
		for request in &requests {
			clients.spawn(try_post(process.address, request.clone()));
		}
		// In the midst of it: when some, but not all, of what is sent has an answer.
		for _ in 0..round * 40 {
			clients.join_next().await.unwrap().unwrap();
		}
		drop(process);
		clients.join_all().await;
		killed_at_work += u32::from(Ledger::lines(&ledger).len() < requests.len());
	}
	assert!(killed_at_work > 0, "each round came to its end before it was killed");

	let process = start();
	for request in &requests {
		let response = post(process.address, request).await;
		assert!(
			response.status == 200 || response.code() == "replayed_signature",
			"the chain knows what it has: {response:?}"
		);
	}
	drop(process);
	let taken = Ledger::lines(&ledger);
	assert_eq!(taken.len(), requests.len());
	assert_eq!(taken.into_iter().collect::<BTreeSet<_>>().len(), requests.len());
}

/// The system lets no file grow beyond 16 blocks, as if the disk were full.
#[tokio::test]
async fn a_full_disk_refuses_and_damages_nothing() {
	serve_if_told().await;
	let dir = tempfile::tempdir().unwrap();
	let start = |before: &str| {
		Process::start("kill::a_full_disk_refuses_and_damages_nothing", dir.path(), before)
	};
	let process = start("trap '' XFSZ; ulimit -f 16;");
	let mut taken = Vec::new();
	let refused = loop {
		let request = fresh();
		let response = post(process.address, &request).await;
		if response.status != 200 {
			response.is(503, "journal_failed");
			break request;
		}
		taken.push(request);
		assert!(taken.len() < 1_000, "there is no limit");
	};
	assert!(!taken.is_empty());
	for request in &taken {
		post(process.address, request).await.is(409, "replayed_signature");
	}
	post(process.address, &refused).await.is(503, "journal_failed");
	drop(process);

	let process = start("");
	for request in &taken {
		post(process.address, request).await.is(409, "replayed_signature");
	}
	assert_eq!(post(process.address, &refused).await.status, 200);
	drop(process);
	assert_eq!(Ledger::lines(&dir.path().join("ledger")).len(), taken.len() + 1);
}
