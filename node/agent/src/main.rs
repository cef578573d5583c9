// SPDX-License-Identifier: Apache-2.0

//! `tonnetz`: the command-line client of the Tonnetz chain.
//!
//! It holds keys, signs with them and records receipts through any node's WebSocket RPC. A result
//! goes to standard output, as text or (`--json`) as one JSON document; progress and errors go to
//! standard error. [`error::Exit`] lists the exit codes.

mod agent;
mod audit;
mod call;
mod certification;
mod chain;
mod cli;
mod coherence;
mod cust;
mod digest;
mod error;
mod file;
mod key;
mod operator;
mod output;
mod page;
mod receipt;
mod signal;

use cli::{Cli, Command};
use error::{Error, Exit};
use output::Output;
use std::process::ExitCode;
use tokio::signal::unix::{signal, SignalKind};

fn main() -> ExitCode {
	let outcome = match cli::parse() {
		Ok(Some(cli)) => run(cli),
		Ok(None) => Ok(Exit::Success),
		Err(error) => Err(error),
	};
	let exit = outcome.unwrap_or_else(|error| {
		Output::new(cli::json_wanted()).error(&error);
		error.exit()
	});
	ExitCode::from(exit.code())
}

fn run(cli: Cli) -> Result<Exit, Error> {
	let runtime = tokio::runtime::Builder::new_multi_thread()
		.worker_threads(1)
		.enable_all()
		.build()
		.map_err(Error::Runtime)?;
	let outcome = runtime.block_on(interruptible(cli));
	// A name lookup that hangs must not keep the process alive.
	runtime.shutdown_background();
	outcome
}

/// Runs the command until it ends or is interrupted, whichever comes first.
async fn interruptible(cli: Cli) -> Result<Exit, Error> {
	if matches!(&cli.command, Command::Agent(command) if command.handles_interrupts()) {
		return dispatch(cli).await;
	}
	// Installed before the command starts: a prompt restores the terminal only if the signal that it
	// raises does not end the process.
	let mut interrupts = signal(SignalKind::interrupt()).map_err(Error::Runtime)?;
	tokio::select! {
		outcome = dispatch(cli) => outcome,
		_ = interrupts.recv() => Err(chain::interrupted()),
	}
}

async fn dispatch(cli: Cli) -> Result<Exit, Error> {
	let output = Output::new(cli.json);
	match cli.command {
		Command::Agent(command) => agent::run(command, output).await,
		Command::Audit(command) => audit::run(command, output).await,
		Command::Key(command) => key::run(command, output),
		Command::Receipt(command) => receipt::run(*command, output).await,
		Command::Cust(command) => cust::run(*command, output).await,
		Command::Operator(command) => operator::run(*command, output).await,
		Command::Certification(command) => certification::run(*command, output).await,
		Command::Signal(command) => signal::run(*command, output).await,
		Command::Coherence(command) => coherence::run(*command, output).await,
	}
}
