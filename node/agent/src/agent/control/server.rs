// SPDX-License-Identifier: Apache-2.0

//! The agent's end of the socket.

use super::{Answer, Request, Secret, LINE_TIME, MAX_LINE};
use crate::{
	agent::{run::Agent, vault::Secrets},
	error::Error,
};
use serde_json::json;
use std::{
	fs::{self, Permissions},
	os::unix::fs::PermissionsExt,
	path::Path,
	sync::Arc,
	time::Duration,
};
use tokio::{
	io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
	net::{UnixListener, UnixStream},
	sync::{Mutex, Semaphore},
	task::spawn_blocking,
	time::{sleep, timeout},
};
use zeroize::Zeroizing;

/// Connections at a time.
const CONNECTIONS: usize = 16;

/// How long a wrong passphrase takes at least.
const WRONG: Duration = Duration::from_secs(1);

/// How long it is waited when the system has no room for another connection.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Answers on the socket for ever. Whoever else runs, the directory of the socket is this agent's.
pub async fn serve(agent: Arc<Agent>, path: &Path) -> Result<(), Error> {
	let write = |reason| Error::Write { path: path.to_owned(), reason };
	super::super::files::remove_durably(path)?;
	let listener = UnixListener::bind(path).map_err(write)?;
	// Nobody else can enter the directory meanwhile.
	fs::set_permissions(path, Permissions::from_mode(0o600)).map_err(write)?;
	let places = Arc::new(Semaphore::new(CONNECTIONS));
	// One attempt after the other, so that guessing is slow.
	let attempts = Arc::new(Mutex::new(()));
	tokio::spawn(async move {
		loop {
			let Ok(place) = places.clone().acquire_owned().await else { return };
			let Ok((stream, _)) = listener.accept().await else {
				sleep(ACCEPT_PAUSE).await;
				continue;
			};
			let (agent, attempts) = (agent.clone(), attempts.clone());
			tokio::spawn(async move {
				converse(&agent, &attempts, stream).await;
				drop(place);
			});
		}
	});
	Ok(())
}

async fn converse(agent: &Agent, attempts: &Mutex<()>, stream: UnixStream) {
	let me = rustix::process::geteuid().as_raw();
	if !stream.peer_cred().is_ok_and(|peer| [0, me].contains(&peer.uid())) {
		tracing::warn!("another user spoke to the socket and was not answered");
		return;
	}
	let (reader, mut writer) = stream.into_split();
	let mut reader = BufReader::new(reader);
	let mut line = Zeroizing::new(Vec::new());
	let limited = (&mut reader).take(MAX_LINE);
	if timeout(LINE_TIME, read_line(limited, &mut line)).await.is_err() {
		return;
	}
	let request = serde_json::from_slice(&line);
	// What is wrong may be a secret.
	let (answer, session) = match request {
		Ok(request) => handle(agent, attempts, request).await,
		Err(_) => (refusal("malformed", "one line of JSON such as {\"do\":\"status\"}"), None),
	};
	let Ok(mut text) = serde_json::to_vec(&answer) else { return };
	text.push(b'\n');
	let written = writer.write_all(&text).await;
	if let Some(session) = session {
		if written.is_ok() {
			// The end of the session is the end of its connection, however it comes.
			let mut rest = [0];
			while reader.read(&mut rest).await.is_ok_and(|len| len > 0) {}
		}
		if agent.vault.lock_if(session) {
			agent.locked("the session ended");
		}
	}
}

async fn read_line(
	mut reader: impl tokio::io::AsyncBufRead + Unpin,
	line: &mut Vec<u8>,
) -> std::io::Result<usize> {
	reader.read_until(b'\n', line).await
}

/// The answer, and the number of an unlocking that is bound to the connection.
async fn handle(agent: &Agent, attempts: &Mutex<()>, request: Request) -> (Answer, Option<u64>) {
	match request {
		Request::Status {} => (Answer::Ok(Box::new(agent.report())), None),
		Request::Lock {} => {
			if agent.vault.lock() {
				agent.locked("asked to");
			}
			(Answer::Ok(Box::new(agent.report())), None)
		}
		Request::Unlock { seconds, passphrase, suris } => {
			let _attempt = attempts.lock().await;
			let vault = agent.vault.clone();
			let secrets = Secrets {
				passphrase: passphrase.map(|Secret(text)| text),
				suris: suris.into_iter().map(|Secret(text)| text).collect(),
			};
			let time = seconds.map(Duration::from_secs);
			let unlocked = spawn_blocking(move || vault.unlock(&secrets, time)).await;
			match unlocked {
				Ok(Ok(number)) => {
					agent.unlocked(time);
					let bound = agent.config.unlock.bound_to_session.then_some(number);
					(Answer::Ok(Box::new(agent.report())), bound)
				}
				Ok(Err(error)) => {
					tracing::warn!("not unlocked: {error}");
					agent.recorder.record(
						json!({ "kind": "unlock_request" }),
						None,
						json!({ "kind": "refused", "code": error.code() }),
					);
					sleep(WRONG).await;
					(refusal(error.code(), &error.to_string()), None)
				}
				Err(_) => (refusal("internal", "the agent failed; see its log"), None),
			}
		}
	}
}

fn refusal(code: &str, message: &str) -> Answer {
	Answer::Error { code: code.to_owned(), message: message.to_owned() }
}
