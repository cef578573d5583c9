// SPDX-License-Identifier: Apache-2.0

//! `tonnetz signal`: streams that an operator promises to update.

mod change;
mod kind;
mod publish;
mod reads;
mod register;
mod reliability;
mod show;

use crate::{
	cli::after_help,
	error::{Error, Exit},
	output::Output,
};
use clap::Subcommand;
use sp_core::crypto::AccountId32;
use tonnetz_core::signals;

type StreamInfo = signals::StreamInfo<AccountId32>;

/// The pallet's name in the runtime.
pub const PALLET: &str = "Signals";

/// The commands of `tonnetz signal`.
#[derive(Debug, Subcommand)]
pub enum SignalCommand {
	/// Register a stream, as an operator, for a deposit
	///
	/// It is a promise: each interval without an update counts as missed, and so do the days before
	/// the registration.
	#[command(
		after_help = after_help(
			"tonnetz signal register block-interval --kind infrastructure --interval 10m \
			 --suri-file operator.suri"
		)
	)]
	Register(register::RegisterArgs),

	/// Publish an update of a stream
	///
	/// The first one in an interval counts.
	#[command(
		after_help = after_help(
			"tonnetz signal publish 7 --file data.json --value 3.02 --suri-file operator.suri"
		)
	)]
	Publish(publish::PublishArgs),

	/// Retire a stream: it takes no more updates, and stays in your mean for 30 days
	#[command(after_help = after_help("tonnetz signal retire 7 --suri-file operator.suri"))]
	Retire(change::OfStreamArgs),

	/// Remove a stream that was retired 30 days ago; its deposit returns to its operator
	#[command(after_help = after_help("tonnetz signal prune 7 --suri-file operator.suri"))]
	Prune(change::OfStreamArgs),

	/// List the streams of an operator
	#[command(
		after_help = after_help(
			"tonnetz signal list 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	List(show::ListArgs),

	/// Show a stream
	#[command(after_help = after_help("tonnetz signal show 7 --json"))]
	Show(show::ShowArgs),

	/// Show how reliable an operator is: what its weight in governance reads
	#[command(
		after_help = after_help(
			"tonnetz signal reliability 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Reliability(reliability::ReliabilityArgs),
}

/// Runs a command of `tonnetz signal`.
pub async fn run(command: SignalCommand, output: Output) -> Result<Exit, Error> {
	match command {
		SignalCommand::Register(args) => register::run(args, output).await,
		SignalCommand::Publish(args) => publish::run(args, output).await,
		SignalCommand::Retire(args) => change::retire(args, output).await,
		SignalCommand::Prune(args) => change::prune(args, output).await,
		SignalCommand::List(args) => show::list(args, output).await,
		SignalCommand::Show(args) => show::run(args, output).await,
		SignalCommand::Reliability(args) => reliability::run(args, output).await,
	}
}

/// Parts per million as `99.1 %`.
pub fn percent(ppm: u32) -> String {
	let (whole, decimals) = (ppm / 10_000, ppm % 10_000);
	match format!("{decimals:04}").trim_end_matches('0') {
		"" => format!("{whole} %"),
		decimals => format!("{whole}.{decimals} %"),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn parts_per_million_are_exact() {
		for (ppm, text) in [
			(0, "0 %"),
			(1, "0.0001 %"),
			(991_000, "99.1 %"),
			(1_000_000, "100 %"),
			(999_999, "99.9999 %"),
		] {
			assert_eq!(percent(ppm), text);
		}
	}
}
