// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt record`: what becomes a receipt.

mod adr;
pub mod attest;
mod decision;
mod payload;

use crate::{
	cli::after_help,
	error::{Error, Exit},
	output::Output,
};
use clap::Subcommand;
use tonnetz_core::receipt::Kind;

/// What can be recorded from the command line.
#[derive(Debug, Subcommand)]
pub enum RecordCommand {
	/// A report, a contract, a log: any file
	#[command(
		after_help = after_help(
			"tonnetz receipt record document --evidence report.pdf --component billing --version 1.4.0 \
			 --suri-file operator.suri"
		)
	)]
	Document(payload::PayloadArgs),

	/// A build product
	#[command(
		after_help = after_help(
			"tonnetz receipt record artifact --evidence billing.tar.gz --component billing \
			 --version 1.4.0 --suri-file operator.suri"
		)
	)]
	Artifact(payload::PayloadArgs),

	/// What was deployed, or the proof of it
	///
	/// --parent names the receipt of the artifact.
	#[command(
		after_help = after_help(
			"tonnetz receipt record deploy --evidence deploy.log --component billing --version 1.4.0 \
			 --parent 12 --suri-file operator.suri"
		)
	)]
	Deploy(payload::PayloadArgs),

	/// An architecture decision record, written here or before
	///
	/// Writes the Markdown of the record to a new file and attests its SHA-256; with --evidence it
	/// attests a file that exists, if all eight parts are in it: number, title, date, status,
	/// context, decision, consequences, verification. The subject is adr/NUMBER, or
	/// COMPONENT/adr/NUMBER.
	#[command(
		after_help = after_help(
			"tonnetz receipt record adr --number 7 --title Queues --status accepted \
			 --context @context.md --decision @decision.md --consequences @consequences.md \
			 --verification @verification.md -o adr-0007.md --suri-file operator.suri"
		)
	)]
	Adr(adr::AdrArgs),

	/// A decision: what was asked, what was answered, and when
	///
	/// The digest is SHA-256(SHA-256(request) || SHA-256(response) || time), the time as 8 bytes of
	/// little-endian Unix milliseconds. The time stands in the receipt's URI,
	/// urn:tonnetz:decision:MILLISECONDS, so that the digest can be computed again.
	#[command(
		after_help = after_help(
			"tonnetz receipt record decision --request prompt.json --response answer.json \
			 --component advisor --suri-file operator.suri"
		)
	)]
	Decision(decision::DecisionArgs),
}

/// Runs a command of `tonnetz receipt record`.
pub async fn run(command: RecordCommand, output: Output) -> Result<Exit, Error> {
	match command {
		RecordCommand::Document(args) => payload::run(Kind::Document, args, output).await,
		RecordCommand::Artifact(args) => payload::run(Kind::Artifact, args, output).await,
		RecordCommand::Deploy(args) => payload::run(Kind::Deployment, args, output).await,
		RecordCommand::Adr(args) => adr::run(args, output).await,
		RecordCommand::Decision(args) => decision::run(args, output).await,
	}
}
