// SPDX-License-Identifier: Apache-2.0

//! `tonnetz coherence`: measurements of signals, on the chain and off it.

mod check;
mod corridor;
mod history;
mod prune;
mod reads;
mod report;
mod samples;
mod session;
mod stats;

use crate::{
	cli::after_help,
	error::{Error, Exit},
	output::Output,
};
use clap::Subcommand;

/// The commands of `tonnetz coherence`.
#[derive(Debug, Subcommand)]
pub enum CoherenceCommand {
	/// Compute the coherence ratio of a signal, without a node
	///
	/// The ratio is that which the chain computes, to the last digit.
	#[command(after_help = after_help("tonnetz coherence check signal.json"))]
	Check(check::CheckArgs),

	/// Report a signal that you measured, as an operator
	///
	/// The chain computes the ratio and writes a receipt. A second report of a session replaces the
	/// first.
	#[command(
		after_help = after_help(
			"tonnetz coherence report run-7 --samples signal.json --sampling-rate 250 \
			 --suri-file operator.suri"
		)
	)]
	Report(report::ReportArgs),

	/// Show the reports of a session, and what the reporters agree on
	#[command(after_help = after_help("tonnetz coherence session run-7"))]
	Session(session::SessionArgs),

	/// List the readings of an operator, the newest last
	#[command(
		after_help = after_help(
			"tonnetz coherence history 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	History(history::HistoryArgs),

	/// Sum the readings of an operator up
	#[command(
		after_help = after_help(
			"tonnetz coherence stats 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM --from 1000"
		)
	)]
	Stats(stats::StatsArgs),

	/// Find out how the readings of two operators, or two sessions, move together
	///
	/// Pearson's r, computed by the node.
	#[command(after_help = after_help("tonnetz coherence correlation run-7 run-8"))]
	Correlation(stats::CorrelationArgs),

	/// Remove a session that was sealed 90 days ago; the deposits of its reports return
	///
	/// Anyone can do it.
	#[command(after_help = after_help("tonnetz coherence prune run-7 --suri-file operator.suri"))]
	Prune(prune::PruneArgs),

	/// Remove the readings of a former operator that has not reported for 90 days
	///
	/// Their deposit returns to it. Anyone can do it.
	#[command(
		after_help = after_help(
			"tonnetz coherence prune-readings 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM \
			 --suri-file operator.suri"
		)
	)]
	PruneReadings(prune::PruneReadingsArgs),

	/// Set the corridor for the sessions that begin from now on, as who governs
	#[command(
		after_help = after_help(
			"tonnetz coherence set-corridor --lower 0.61 --upper 0.67 --suri-file governor.suri"
		)
	)]
	SetCorridor(corridor::SetCorridorArgs),
}

/// Runs a command of `tonnetz coherence`.
pub async fn run(command: CoherenceCommand, output: Output) -> Result<Exit, Error> {
	match command {
		CoherenceCommand::Check(args) => check::run(&args, output),
		CoherenceCommand::Report(args) => report::run(args, output).await,
		CoherenceCommand::Session(args) => session::run(args, output).await,
		CoherenceCommand::History(args) => history::run(args, output).await,
		CoherenceCommand::Stats(args) => stats::run(args, output).await,
		CoherenceCommand::Correlation(args) => stats::correlation(args, output).await,
		CoherenceCommand::Prune(args) => prune::session(args, output).await,
		CoherenceCommand::PruneReadings(args) => prune::readings(args, output).await,
		CoherenceCommand::SetCorridor(args) => corridor::run(args, output).await,
	}
}
