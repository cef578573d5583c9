// SPDX-License-Identifier: Apache-2.0

//! `tonnetz agent`: the worker that acts for an operator, and the commands that speak to it.
//!
//! `docs/AGENT.md` says what it does and what its configuration holds.

mod actor;
pub mod anchor;
mod config;
mod control;
mod duties;
mod executor;
mod files;
mod gate;
mod link;
mod memory;
mod metrics;
pub mod operational;
mod outbox;
mod recorder;
mod report;
mod run;
mod sender;
mod span;
mod status;
mod vault;

use crate::{
	cli::after_help,
	error::{Error, Exit},
	output::Output,
};
use clap::Subcommand;

/// The commands of `tonnetz agent`.
#[derive(Debug, Subcommand)]
pub enum AgentCommand {
	/// Run the agent until it is interrupted
	///
	/// It boots watch-only: it follows the chain and signs nothing until tonnetz agent unlock. Logs
	/// go to standard error; RUST_LOG sets what is logged.
	#[command(after_help = after_help("tonnetz agent run --config agent.toml"))]
	Run(run::RunArgs),

	/// Let the running agent use its keys
	///
	/// Asks for the passphrase: the ///password part of the keys' secret URIs. For keys whose
	/// configuration names no file, give the secret URIs with --suri-file.
	#[command(after_help = after_help("tonnetz agent unlock --config agent.toml --for 8h"))]
	Unlock(control::UnlockArgs),

	/// Make the running agent forget its keys
	#[command(after_help = after_help("tonnetz agent lock --config agent.toml"))]
	Lock(control::SocketArgs),

	/// Show what the running agent does
	#[command(after_help = after_help("tonnetz agent status --config agent.toml --json"))]
	Status(control::SocketArgs),
}

impl AgentCommand {
	/// Whether the command ends by itself, in good order, when it is interrupted.
	pub const fn handles_interrupts(&self) -> bool {
		matches!(self, Self::Run(_))
	}
}

/// Runs a command of `tonnetz agent`.
pub async fn run(command: AgentCommand, output: Output) -> Result<Exit, Error> {
	match command {
		AgentCommand::Run(args) => run::run(args).await,
		AgentCommand::Unlock(args) => control::unlock(args, output).await,
		AgentCommand::Lock(args) => control::lock(args, output).await,
		AgentCommand::Status(args) => control::status(args, output).await,
	}
}
