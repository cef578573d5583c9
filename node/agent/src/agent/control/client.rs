// SPDX-License-Identifier: Apache-2.0

//! The commands that speak to a running agent.

use super::{Answer, Request, Secret, MAX_LINE};
use crate::{
	agent::{config::Config, report::Report, span::Span},
	error::{Error, Exit},
	key::source,
	output::{printable, Output},
};
use clap::Args;
use std::{
	io::{self, BufRead, BufReader, ErrorKind, IsTerminal, Read, Write},
	os::unix::net::UnixStream,
	path::{Path, PathBuf},
	time::Duration,
};
use tokio::task::spawn_blocking;
use zeroize::Zeroizing;

/// How long the agent may take for its answer: to unlock is to stretch a passphrase.
const ANSWER_TIME: Duration = Duration::from_secs(60);

/// Which agent.
#[derive(Args, Debug)]
pub struct SocketArgs {
	/// The configuration of the agent, which says where its socket is
	#[arg(long, value_name = "FILE", default_value = "agent.toml")]
	config: PathBuf,

	/// The agent's socket, DATA-DIR/agent.sock; then the configuration is not read
	#[arg(long, value_name = "PATH")]
	socket: Option<PathBuf>,
}

/// `tonnetz agent unlock`
#[derive(Args, Debug)]
pub struct UnlockArgs {
	#[command(flatten)]
	socket: SocketArgs,

	/// Lock again after this time, such as 8h; by default unlock.max of the configuration, or never
	#[arg(long = "for", value_name = "TIME")]
	time: Option<Span>,

	/// A file of mode 0600 with the passphrase; otherwise you are asked
	#[arg(long, value_name = "FILE")]
	passphrase_file: Option<PathBuf>,

	/// A file of mode 0600 with the secret URI of a key that has none in the configuration; once for
	/// each
	#[arg(long, value_name = "FILE")]
	suri_file: Vec<PathBuf>,
}

/// Runs `tonnetz agent unlock`.
pub async fn unlock(args: UnlockArgs, output: Output) -> Result<Exit, Error> {
	let path = args.socket.path()?;
	let suris: Vec<_> = args
		.suri_file
		.iter()
		.map(|file| source::from_file(file).map(Secret))
		.collect::<Result<_, _>>()?;
	let passphrase = match &args.passphrase_file {
		Some(file) => Some(source::from_file(file)?),
		None if !suris.is_empty() => None,
		None if io::stdin().is_terminal() => Some(source::ask("Passphrase (not shown): ")?),
		None => {
			return Err(Error::Usage(
				"there is no terminal to ask for the passphrase on: use --passphrase-file FILE"
					.to_owned(),
			));
		}
	};
	let seconds = args.time.map(|Span(time)| time.as_secs());
	let request = Request::Unlock { seconds, passphrase: passphrase.map(Secret), suris };
	let (report, stream) = ask(path.clone(), request).await?;
	output.result(&report)?;
	if report.bound_to_session {
		output.note("the agent locks when this command ends: Ctrl-C");
		// Until the agent ends, or this process does.
		let _ = spawn_blocking(move || {
			let _ = stream.set_read_timeout(None);
			(&stream).read(&mut [0])
		})
		.await;
	}
	Ok(Exit::Success)
}

/// Runs `tonnetz agent lock`.
pub async fn lock(args: SocketArgs, output: Output) -> Result<Exit, Error> {
	let (report, _) = ask(args.path()?, Request::Lock {}).await?;
	output.result(&report)?;
	Ok(Exit::Success)
}

/// Runs `tonnetz agent status`.
pub async fn status(args: SocketArgs, output: Output) -> Result<Exit, Error> {
	let (report, _) = ask(args.path()?, Request::Status {}).await?;
	output.result(&report)?;
	Ok(Exit::Success)
}

impl SocketArgs {
	fn path(&self) -> Result<PathBuf, Error> {
		match &self.socket {
			Some(path) => Ok(path.clone()),
			None => Ok(Config::read(&self.config)?.socket()),
		}
	}
}

/// Asks the agent; the connection stays open.
async fn ask(path: PathBuf, request: Request) -> Result<(Report, UnixStream), Error> {
	// In a thread, so that Ctrl-C is heard.
	let asked = spawn_blocking(move || exchange(&path, &request)).await;
	asked.map_err(|error| Error::Internal(error.to_string()))?
}

fn exchange(path: &Path, request: &Request) -> Result<(Report, UnixStream), Error> {
	let failed = |reason: io::Error| {
		Error::Agent(match reason.kind() {
			ErrorKind::NotFound | ErrorKind::ConnectionRefused => format!(
				"no agent answers at {}: start one with tonnetz agent run, or name another socket",
				path.display()
			),
			_ => format!("the agent at {} does not answer: {reason}", path.display()),
		})
	};
	let mut stream = UnixStream::connect(path).map_err(failed)?;
	stream.set_read_timeout(Some(ANSWER_TIME)).map_err(failed)?;
	let mut line = Zeroizing::new(
		serde_json::to_vec(request).map_err(|error| Error::Internal(error.to_string()))?,
	);
	line.push(b'\n');
	stream.write_all(&line).map_err(failed)?;
	let mut answer = Vec::new();
	BufReader::new((&stream).take(MAX_LINE)).read_until(b'\n', &mut answer).map_err(failed)?;
	match serde_json::from_slice(&answer) {
		Ok(Answer::Ok(report)) => Ok((*report, stream)),
		Ok(Answer::Error { code, message }) => {
			Err(Error::Agent(format!("{} ({})", printable(&message), printable(&code))))
		}
		Err(_) => Err(Error::Agent(format!("what answers at {} is no agent", path.display()))),
	}
}
