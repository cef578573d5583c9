// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt`: attestation receipts.

mod evidence;
mod kind;
mod record;
mod show;

use crate::{
	cli::after_help,
	error::{Error, Exit},
	output::Output,
};
use clap::Subcommand;

/// The pallet's name in the runtime.
const PALLET: &str = "Receipts";

/// The commands of `tonnetz receipt`.
#[derive(Debug, Subcommand)]
pub enum ReceiptCommand {
	/// Record that a file exists, and wait until the receipt is final
	///
	/// The chain gets the SHA-256 of the file, never its contents.
	#[command(
		after_help = after_help(
			"tonnetz receipt record document --evidence report.pdf --component billing --version 1.4.0 \
			 --suri-file operator.suri"
		)
	)]
	Record(record::RecordArgs),

	/// Show a receipt, or all receipts for a file
	///
	/// Reads finalised state. For a file or digest the exit code is 0 if at least one of the receipts
	/// holds.
	#[command(after_help = after_help("tonnetz receipt show --evidence report.pdf --json"))]
	Show(show::ShowArgs),
}

/// Runs a command of `tonnetz receipt`.
pub async fn run(command: ReceiptCommand, output: Output) -> Result<Exit, Error> {
	match command {
		ReceiptCommand::Record(args) => record::run(args, output).await,
		ReceiptCommand::Show(args) => show::run(args, output).await,
	}
}
