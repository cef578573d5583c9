// SPDX-License-Identifier: Apache-2.0

//! `tonnetz audit`: what an agent logged, held against its hashes, its signatures and its anchors on
//! the chain.

mod anchors;
mod log;
mod verify;

use crate::{
	cli::after_help,
	error::{Error, Exit},
	output::Output,
};
use clap::Subcommand;

/// The commands of `tonnetz audit`.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
	/// Verify the operational log of an agent
	///
	/// Without a node it finds every edit, another order and every gap, and verifies the signatures. With
	/// --url and --account it also finds whether the log was cut off or rewritten before its last anchor
	/// on the chain; what came after that is only hashed and signed.
	#[command(
		after_help = after_help(
			"tonnetz audit verify operational.jsonl --url ws://127.0.0.1:9944 \
			 --account 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Verify(verify::VerifyArgs),
}

/// Runs a command of `tonnetz audit`.
pub async fn run(command: AuditCommand, output: Output) -> Result<Exit, Error> {
	let AuditCommand::Verify(args) = command;
	verify::run(args, output).await
}
