// SPDX-License-Identifier: Apache-2.0

//! Slow clients, many clients, and where the gate listens.

use crate::common::{fresh, post, read, Ledger, Server};
use std::{collections::BTreeSet, time::Duration};
use tokio::{
	io::{AsyncReadExt, AsyncWriteExt},
	net::TcpStream,
	task::JoinSet,
};
use tonnetz_gate::{http, Limits, Listen, ListenError};

const SHORT: Duration = Duration::from_millis(100);

fn impatient() -> Limits {
	let http = http::Limits { head: SHORT, body: SHORT, ..http::Limits::default() };
	Limits { http, ..Limits::default() }
}

#[tokio::test]
async fn a_slow_head_ends_the_connection() {
	let dir = tempfile::tempdir().unwrap();
	let server = Server::with(&dir.path().join("journal"), &Ledger::new(), impatient()).await;
	for head in ["", "POST /cust/exec", "POST /cust/execute HTTP/1.1\r\nHost: gate\r\nX: "] {
		let mut stream = TcpStream::connect(server.address).await.unwrap();
		stream.write_all(head.as_bytes()).await.unwrap();
		let mut answer = Vec::new();
		stream.read_to_end(&mut answer).await.unwrap();
		assert!(answer.is_empty());
	}
	let (gate, refusals) = (server.gate.clone(), server.refusals.clone());
	server.stop().await;
	assert_eq!(gate.counts().refused.get("slow_request"), Some(&3));
	assert!(refusals.all().iter().all(|refused| refused.status == 408));
}

#[tokio::test]
async fn a_slow_body_is_answered_408() {
	let dir = tempfile::tempdir().unwrap();
	let server = Server::with(&dir.path().join("journal"), &Ledger::new(), impatient()).await;
	let head = "POST /cust/execute HTTP/1.1\r\nHost: gate\r\nContent-Length: 100\r\n\r\n";
	let mut silent = TcpStream::connect(server.address).await.unwrap();
	silent.write_all(head.as_bytes()).await.unwrap();
	let response = read(&mut silent).await;
	response.is(408, "slow_request");
	assert!(response.head.contains("connection: close"));

	// The whole of it has to come in time: a byte now and then does not help.
	let mut dripping = TcpStream::connect(server.address).await.unwrap();
	dripping.write_all(head.as_bytes()).await.unwrap();
	let (mut from, mut to) = dripping.split();
	let drip = async {
		let mut tick = tokio::time::interval(Duration::from_millis(10));
		while to.write_all(b" ").await.is_ok() {
			tick.tick().await;
		}
	};
	let mut start = [0; 12];
	tokio::select! {
		() = drip => panic!("closed without an answer"),
		answer = from.read_exact(&mut start) => { answer.unwrap(); }
	}
	assert_eq!(&start, b"HTTP/1.1 408");
	drop(dripping);

	let mut broken = TcpStream::connect(server.address).await.unwrap();
	broken.write_all(head.as_bytes()).await.unwrap();
	broken.shutdown().await.unwrap();
	let mut answer = Vec::new();
	broken.read_to_end(&mut answer).await.unwrap();
	assert!(!answer.starts_with(b"HTTP/1.1 2"));
	server.stop().await;
}

#[tokio::test]
async fn a_huge_head_is_refused() {
	let dir = tempfile::tempdir().unwrap();
	let server = Server::start(&dir.path().join("journal"), &Ledger::new()).await;
	for headers in [format!("X: {}\r\n", "x".repeat(100_000)), "X: x\r\n".repeat(1_000)] {
		let mut stream = TcpStream::connect(server.address).await.unwrap();
		let request = format!("GET /health HTTP/1.1\r\nHost: gate\r\n{headers}\r\n");
		// The gate may hang up before all of it is sent.
		let _ = stream.write_all(request.as_bytes()).await;
		let mut start = [0; 12];
		let answer = stream.read_exact(&mut start).await;
		assert!(answer.is_err() || start.starts_with(b"HTTP/1.1 4"), "{start:?}");
	}
	server.stop().await;
}

#[tokio::test]
async fn a_connection_serves_many_requests_until_it_is_old() {
	let dir = tempfile::tempdir().unwrap();
	let mut limits = Limits::default();
	limits.http.age = Duration::from_millis(300);
	let server = Server::with(&dir.path().join("journal"), &Ledger::new(), limits).await;
	let mut stream = TcpStream::connect(server.address).await.unwrap();
	let mut answers = Vec::new();
	for _ in 0..2 {
		stream.write_all(b"GET /health HTTP/1.1\r\nHost: gate\r\n\r\n").await.unwrap();
		let mut start = [0; 15];
		stream.read_exact(&mut start).await.unwrap();
		assert_eq!(&start, b"HTTP/1.1 200 OK");
		while !answers.ends_with(b"}") {
			answers.push(stream.read_u8().await.unwrap());
		}
		answers.clear();
	}
	// Not the ten seconds that an idle connection has.
	let end = tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answers)).await;
	assert_eq!(end.expect("closed").unwrap(), 0);
	server.stop().await;
}

#[tokio::test]
async fn an_idle_connection_is_closed_and_nobody_is_blamed() {
	let dir = tempfile::tempdir().unwrap();
	let server = Server::with(&dir.path().join("journal"), &Ledger::new(), impatient()).await;
	let mut stream = TcpStream::connect(server.address).await.unwrap();
	stream.write_all(b"GET /health HTTP/1.1\r\nHost: gate\r\n\r\n").await.unwrap();
	assert_eq!(read(&mut stream).await.status, 200);
	let refusals = server.refusals.clone();
	server.stop().await;
	assert!(refusals.all().is_empty());
}

/// Each of 500 commands twice at once: all are answered, each is taken once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_thousand_requests_at_once_none_is_lost_and_none_done_twice() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::new();
	let mut limits = Limits::default();
	limits.http.connections = 200;
	limits.submissions = 16;
	let server = Server::with(&dir.path().join("journal"), &ledger, limits).await;
	let mut clients = JoinSet::new();
	for _ in 0..500 {
		let request = fresh();
		for _ in 0..2 {
			let (address, request) = (server.address, request.clone());
			clients.spawn(async move { post(address, &request).await });
		}
	}
	let responses = clients.join_all().await;
	assert_eq!(responses.len(), 1_000);
	let accepted: BTreeSet<u64> = responses
		.iter()
		.filter(|response| response.status == 200)
		.map(|response| response.json["id"].as_u64().unwrap())
		.collect();
	assert_eq!(accepted.len(), 500);
	let refused: Vec<_> = responses.iter().filter(|response| response.status != 200).collect();
	assert_eq!(refused.len(), 500);
	for response in refused {
		response.is(409, "replayed_signature");
	}
	let taken = ledger.taken();
	assert_eq!(taken.len(), 500);
	assert_eq!(taken.into_iter().collect::<BTreeSet<_>>().len(), 500);
	assert_eq!(server.gate.counts().approved, 500);
	server.stop().await;
}

/// A thousand distinct commands, room for a hundred: the others are told to come again, and then pass.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_much_is_told_to_come_again() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::closed();
	let limits = Limits { submissions: 10, queue: 100, ..Limits::default() };
	let server = Server::with(&dir.path().join("journal"), &ledger, limits).await;
	let mut clients = JoinSet::new();
	for _ in 0..1_000 {
		let (address, request) = (server.address, fresh());
		clients.spawn(async move { (post(address, &request).await, request) });
	}
	let mut busy = Vec::new();
	while busy.len() < 900 {
		let (response, request) = clients.join_next().await.unwrap().unwrap();
		response.is(503, "busy");
		assert!(response.head.contains("retry-after: 5"));
		busy.push(request);
	}
	ledger.came(10).await;
	assert_eq!(server.gate.counts().in_flight, 100);
	ledger.pass(1_000);
	let responses = clients.join_all().await;
	assert_eq!(responses.len(), 100);
	assert!(responses.iter().all(|(response, _)| response.status == 200));
	assert_eq!(ledger.taken().len(), 100);
	for request in busy {
		assert_eq!(server.post(&request).await.status, 200);
	}
	assert_eq!(ledger.taken().into_iter().collect::<BTreeSet<_>>().len(), 1_000);
	server.stop().await;
}

#[tokio::test]
async fn what_waits_too_long_is_told_to_come_again() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::closed();
	let limits = Limits { submissions: 1, queue_timeout: SHORT, ..Limits::default() };
	let server = Server::with(&dir.path().join("journal"), &ledger, limits).await;
	let (first, second) = (fresh(), fresh());
	let (response, ()) = tokio::join!(server.post(&first), async {
		ledger.came(1).await;
		server.post(&second).await.is(503, "busy");
		ledger.pass(2);
	});
	assert_eq!(response.status, 200);
	assert_eq!(server.post(&second).await.status, 200);
	assert_eq!(ledger.taken().len(), 2);
	server.stop().await;
}

#[tokio::test]
async fn a_chain_that_does_not_answer_is_not_waited_for_without_end() {
	let dir = tempfile::tempdir().unwrap();
	let ledger = Ledger::closed();
	let limits = Limits { answer_timeout: SHORT, ..Limits::default() };
	let server = Server::with(&dir.path().join("journal"), &ledger, limits).await;
	let request = fresh();
	server.post(&request).await.is(504, "outcome_unknown");
	server.post(&request).await.is(409, "replayed_signature");
	assert_eq!(server.gate.counts().in_flight, 1);
	ledger.pass(1);
	server.stop().await;
	assert_eq!(ledger.taken().len(), 1);
}

#[tokio::test]
async fn only_a_flag_lets_other_machines_in() {
	for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:4321", "[::ffff:127.0.0.1]:4321"] {
		let error = Listen::parse(address, false).unwrap_err();
		assert!(matches!(error, ListenError::NotLoopback { .. }), "{error}");
		assert!(error.to_string().contains("allow-remote"), "{error}");
		assert!(Listen::parse(address, true).is_ok());
	}
	for text in ["", "4321", "localhost:4321", "127.0.0.1", "127.0.0.1:70000"] {
		assert!(matches!(Listen::parse(text, true), Err(ListenError::Malformed { .. })), "{text}");
	}
	assert!(Listen::parse(Listen::GATE, false).unwrap().address().ip().is_loopback());
	assert!(Listen::parse("[::1]:0", false).is_ok());
	let everywhere = Listen::parse("0.0.0.0:0", true).unwrap().bind().await.unwrap();
	assert!(!everywhere.local_addr().unwrap().ip().is_loopback());
	let first = Listen::parse("127.0.0.1:0", false).unwrap().bind().await.unwrap();
	let taken = first.local_addr().unwrap().to_string();
	let error = Listen::parse(&taken, false).unwrap().bind().await.unwrap_err();
	assert!(matches!(error, ListenError::Bind { .. }), "{error}");
}
