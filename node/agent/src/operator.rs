// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator`: who runs services, where they stand, and who acts for them.

pub mod amount;
mod change;
mod endpoint;
mod list;
mod observe;
mod payout;
mod proxy;
mod reads;
mod recovery;
mod register;
mod show;
mod uptime;
mod validator;

use crate::{
	cli::after_help,
	error::{Error, Exit},
	output::Output,
};
use clap::Subcommand;
use sp_core::crypto::AccountId32;
use tonnetz_core::{operators, BlockNumber};

type OperatorInfo = operators::OperatorInfo<AccountId32, BlockNumber>;
type OperatorPage = operators::OperatorPage<AccountId32, BlockNumber>;
type ObservedPage = operators::ObservedPage<AccountId32>;

/// When an account was stopped, and who succeeded it.
pub type Suspension = operators::Suspension<AccountId32, BlockNumber>;

/// The pallet's name in the runtime.
const PALLET: &str = "Operators";

/// The commands of `tonnetz operator`.
#[derive(Debug, Subcommand)]
pub enum OperatorCommand {
	/// Register as an operator, for a deposit
	///
	/// Name a --recovery account too: whoever has your key can do all that you can, and only that
	/// account can stop it. Best a cold SPHINCS+ account, the key of which is on no server.
	#[command(
		after_help = after_help(
			"tonnetz operator register acme \
			 --recovery 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM --suri-file operator.suri"
		)
	)]
	Register(register::RegisterArgs),

	/// Show an operator
	#[command(
		after_help = after_help(
			"tonnetz operator show 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Show(show::ShowArgs),

	/// List the operators, or those at a position of the torus
	#[command(after_help = after_help("tonnetz operator list --position 0,3,7"))]
	List(list::ListArgs),

	/// List the operators next to one on the torus
	#[command(
		after_help = after_help(
			"tonnetz operator neighbours 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Neighbours(list::NeighboursArgs),

	/// List who may report whether an operator is up
	#[command(
		after_help = after_help(
			"tonnetz operator observers 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Observers(observe::ObserversArgs),

	/// List on whom an operator may report in this era
	#[command(
		after_help = after_help(
			"tonnetz operator observes 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Observes(observe::ObservesArgs),

	/// Show how an operator has been seen
	#[command(
		after_help = after_help(
			"tonnetz operator uptime 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Uptime(uptime::UptimeArgs),

	/// Set how you want to be paid
	#[command(
		after_help = after_help(
			"tonnetz operator set-payout --payout interac --payout-detail detail.txt \
			 --salt-file payout.salt --suri-file operator.suri"
		)
	)]
	SetPayout(payout::SetPayoutArgs),

	/// Set where your neighbours on the torus can probe you
	#[command(
		after_help = after_help(
			"tonnetz operator set-endpoint https://node-1.example.org --suri-file operator.suri"
		)
	)]
	SetEndpoint(endpoint::SetEndpointArgs),

	/// Set the account that can stop an operator and replace its account
	///
	/// The operator sets the first; afterwards only the recovery account sets another.
	#[command(
		after_help = after_help(
			"tonnetz operator set-recovery 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM \
			 --suri-file operator.suri"
		)
	)]
	SetRecovery(recovery::SetRecoveryArgs),

	/// Stop an operator whose key may have leaked, as its recovery account
	///
	/// It can do nothing until its account is replaced.
	#[command(
		after_help = after_help(
			"tonnetz operator suspend 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM \
			 --scheme sphincs-shake-128s --suri-file recovery.suri"
		)
	)]
	Suspend(change::OfOperatorArgs),

	/// Have a suspension stand that would lapse, as who governs
	#[command(
		after_help = after_help(
			"tonnetz operator confirm-suspension 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM \
			 --suri-file governor.suri"
		)
	)]
	ConfirmSuspension(change::OfOperatorArgs),

	/// Announce the account that is to take over from an operator's, as its recovery account
	///
	/// After 3 days that account completes it with tonnetz operator take-over.
	#[command(
		after_help = after_help(
			"tonnetz operator replace-account 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM \
			 --new 5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY --suri-file recovery.suri"
		)
	)]
	ReplaceAccount(recovery::ReplaceAccountArgs),

	/// Take over from an operator's account, as the one that was announced
	#[command(
		after_help = after_help(
			"tonnetz operator take-over 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM \
			 --suri-file new.suri"
		)
	)]
	TakeOver(change::OfOperatorArgs),

	/// End your registration; the deposit can be withdrawn after the cool-down
	#[command(after_help = after_help("tonnetz operator deregister --suri-file operator.suri"))]
	Deregister(change::ChangeArgs),

	/// Have the deposit of an ended registration returned
	#[command(
		after_help = after_help("tonnetz operator withdraw-deposit --suri-file operator.suri")
	)]
	WithdrawDeposit(change::ChangeArgs),

	/// Remove your session keys, if you do not validate
	#[command(after_help = after_help("tonnetz operator purge-keys --suri-file operator.suri"))]
	PurgeKeys(change::ChangeArgs),

	/// Make an operator a validator, as who governs
	#[command(
		after_help = after_help(
			"tonnetz operator add-validator 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM \
			 --suri-file governor.suri"
		)
	)]
	AddValidator(change::OfOperatorArgs),

	/// Remove an operator from the validators, as who governs
	#[command(
		after_help = after_help(
			"tonnetz operator remove-validator 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM \
			 --suri-file governor.suri"
		)
	)]
	RemoveValidator(change::OfOperatorArgs),

	/// Let an agent's key report in your name
	///
	/// It can attest, publish, claim and complete, and nothing that decides or pays. It pays its own
	/// fees: see tonnetz operator fund-agent.
	#[command(
		after_help = after_help(
			"tonnetz operator bind-agent 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM \
			 --suri-file operator.suri"
		)
	)]
	BindAgent(proxy::BindArgs),

	/// Let a gate's key submit CUST commands in your name, and nothing else
	#[command(
		after_help = after_help(
			"tonnetz operator bind-planner 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM \
			 --suri-file operator.suri"
		)
	)]
	BindPlanner(proxy::BindArgs),

	/// Take the power from an agent's or a gate's key
	#[command(
		after_help = after_help(
			"tonnetz operator unbind 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM --role agent \
			 --suri-file operator.suri"
		)
	)]
	Unbind(proxy::UnbindArgs),

	/// Send TNZ to an agent's account, which pays its own fees
	#[command(
		after_help = after_help(
			"tonnetz operator fund-agent 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM 25 \
			 --suri-file operator.suri"
		)
	)]
	FundAgent(proxy::FundArgs),
}

/// Runs a command of `tonnetz operator`.
pub async fn run(command: OperatorCommand, output: Output) -> Result<Exit, Error> {
	match command {
		OperatorCommand::Register(args) => register::run(args, output).await,
		OperatorCommand::Show(args) => show::run(args, output).await,
		OperatorCommand::List(args) => list::run(args, output).await,
		OperatorCommand::Neighbours(args) => list::neighbours(args, output).await,
		OperatorCommand::Observers(args) => observe::observers(args, output).await,
		OperatorCommand::Observes(args) => observe::observes(args, output).await,
		OperatorCommand::Uptime(args) => uptime::run(args, output).await,
		OperatorCommand::SetPayout(args) => payout::run(args, output).await,
		OperatorCommand::SetEndpoint(args) => endpoint::run(args, output).await,
		OperatorCommand::SetRecovery(args) => recovery::set_recovery(args, output).await,
		OperatorCommand::Suspend(args) => recovery::suspend(args, output).await,
		OperatorCommand::ConfirmSuspension(args) => recovery::confirm(args, output).await,
		OperatorCommand::ReplaceAccount(args) => recovery::replace(args, output).await,
		OperatorCommand::TakeOver(args) => recovery::take_over(args, output).await,
		OperatorCommand::Deregister(args) => change::deregister(args, output).await,
		OperatorCommand::WithdrawDeposit(args) => change::withdraw(args, output).await,
		OperatorCommand::PurgeKeys(args) => change::purge_keys(args, output).await,
		OperatorCommand::AddValidator(args) => validator::add(args, output).await,
		OperatorCommand::RemoveValidator(args) => validator::remove(args, output).await,
		OperatorCommand::BindAgent(args) => proxy::bind_agent(args, output).await,
		OperatorCommand::BindPlanner(args) => proxy::bind_planner(args, output).await,
		OperatorCommand::Unbind(args) => proxy::unbind(args, output).await,
		OperatorCommand::FundAgent(args) => proxy::fund(args, output).await,
	}
}
