// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust`: commands that change something outside the chain, and the policies that judge
//! them.

mod approve;
pub mod duration;
mod evaluate;
pub mod execute;
pub mod list;
mod policy;
mod prune;
pub mod reads;
mod sign;
mod status;
pub mod submit;
mod target;
pub mod text;
mod verdict;
pub mod write;

use crate::{
	cli::after_help,
	error::{Error, Exit},
	output::Output,
};
use clap::Subcommand;
use sp_core::crypto::AccountId32;
use tonnetz_core::{cust, BlockNumber};

type CommandInfo = cust::CommandInfo<AccountId32, BlockNumber>;
type CommandPage = cust::CommandPage<AccountId32, BlockNumber>;
type DryRun = cust::DryRun<BlockNumber>;
type Policy = cust::Policy<AccountId32, BlockNumber>;
type State = cust::State<AccountId32, BlockNumber>;
type TargetInfo = cust::TargetInfo<AccountId32, BlockNumber>;
type TargetPage = cust::TargetPage<AccountId32, BlockNumber>;

/// The pallet's name in the runtime.
pub const PALLET: &str = "Cust";

/// The commands of `tonnetz cust`.
#[derive(Debug, Subcommand)]
pub enum CustCommand {
	/// Show and set the policy of a target
	#[command(
		subcommand,
		after_help = after_help("tonnetz cust policy show resona-mycelial")
	)]
	Policy(policy::PolicyCommand),

	/// Create, remove and look at targets: what commands are for
	#[command(
		subcommand,
		after_help = after_help("tonnetz cust target show resona-mycelial")
	)]
	Target(target::TargetCommand),

	/// Sign a command for a gate
	///
	/// Prints the command with the member signature: hexadecimal HMAC-SHA256 over the text as it
	/// stands in the file.
	#[command(
		after_help = after_help("tonnetz cust sign command.json --secret-file gate.secret")
	)]
	Sign(sign::SignArgs),

	/// Submit a command to the chain, and wait for its verdict
	///
	/// The exit code is 0 if the command is approved or waits for approvals, and 14 if the policy
	/// refuses it. A refusal is on the chain too.
	#[command(
		after_help = after_help("tonnetz cust submit command.json --suri-file planner.suri")
	)]
	Submit(submit::SubmitArgs),

	/// Approve a command that waits for it
	///
	/// Shows the command and asks. Without a terminal it needs --yes, or --digest of the command that
	/// is meant.
	#[command(after_help = after_help("tonnetz cust approve 7 --suri-file approver.suri"))]
	Approve(approve::ApproveArgs),

	/// Deny a command that waits for approvals; one denial is final
	#[command(after_help = after_help("tonnetz cust deny 7 --suri-file approver.suri"))]
	Deny(approve::DenyArgs),

	/// Claim an approved command, as an executor without an agent
	///
	/// Once claimed, only you can report how it ended, and only in time.
	#[command(after_help = after_help("tonnetz cust claim 7 --suri-file executor.suri"))]
	Claim(execute::ClaimArgs),

	/// Report how a command that you claimed ended
	#[command(
		after_help = after_help(
			"tonnetz cust complete 7 --outcome succeeded --evidence evidence.json --log run.log \
			 --suri-file executor.suri"
		)
	)]
	Complete(execute::CompleteArgs),

	/// Show a command
	///
	/// Reads finalised state. The exit code is 0 for a command that is open or succeeded, 14 for one
	/// that was refused, denied or expired, 15 for one that failed or of which nobody knows.
	#[command(after_help = after_help("tonnetz cust status 7 --json"))]
	Status(status::StatusArgs),

	/// List the commands that wait for approvals
	#[command(after_help = after_help("tonnetz cust pending resona-mycelial"))]
	Pending(list::ListArgs),

	/// List the commands that a target ever had, the newest last
	#[command(after_help = after_help("tonnetz cust history resona-mycelial --from 100"))]
	History(list::ListArgs),

	/// Remove commands that were closed 90 days ago; each deposit returns to its planner
	///
	/// Their receipts stay. Anyone can do it.
	#[command(after_help = after_help("tonnetz cust prune 7 8 9 --suri-file operator.suri"))]
	Prune(prune::PruneArgs),

	/// Find out what would become of a command; nothing is submitted
	///
	/// The node is asked, unless --offline: then the verdict is computed here, for the policy and
	/// circumstances that are given. Exit codes are those of tonnetz cust submit.
	#[command(
		after_help = after_help(
			"tonnetz cust evaluate command.json \
			 --planner 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Evaluate(evaluate::EvaluateArgs),
}

/// Runs a command of `tonnetz cust`.
pub async fn run(command: CustCommand, output: Output) -> Result<Exit, Error> {
	match command {
		CustCommand::Policy(command) => policy::run(command, output).await,
		CustCommand::Target(command) => target::run(command, output).await,
		CustCommand::Sign(args) => sign::run(&args, output),
		CustCommand::Submit(args) => submit::run(args, output).await,
		CustCommand::Approve(args) => approve::run(args, output).await,
		CustCommand::Deny(args) => approve::deny(args, output).await,
		CustCommand::Claim(args) => execute::claim(args, output).await,
		CustCommand::Complete(args) => execute::complete(args, output).await,
		CustCommand::Status(args) => status::run(args, output).await,
		CustCommand::Pending(args) => list::pending(args, output).await,
		CustCommand::History(args) => list::history(args, output).await,
		CustCommand::Prune(args) => prune::run(args, output).await,
		CustCommand::Evaluate(args) => evaluate::run(args, output).await,
	}
}
