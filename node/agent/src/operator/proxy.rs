// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator bind-agent`, `bind-planner`, `unbind` and `fund-agent`: keys that act for an
//! operator.

use super::amount;
use crate::{
	call::{Address, Caller},
	cust::write::WriteArgs,
	error::{Error, Exit},
	key,
	output::Output,
};
use clap::{Args, ValueEnum};
use sp_core::crypto::Ss58Codec;
use subxt::{
	ext::scale_encode::EncodeAsType,
	utils::{MultiAddress, Static},
};
use tonnetz_core::{Balance, BlockNumber};

/// The SDK's pallet that keeps who may act for whom.
const PROXY: &str = "Proxy";

/// `tonnetz operator bind-agent` and `tonnetz operator bind-planner`
#[derive(Args, Debug)]
pub struct BindArgs {
	/// The account of the key
	#[arg(value_name = "SS58")]
	delegate: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz operator unbind`
#[derive(Args, Debug)]
pub struct UnbindArgs {
	/// The account of the key
	#[arg(value_name = "SS58")]
	delegate: String,

	/// What it was bound as
	#[arg(long, value_enum)]
	role: Role,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz operator fund-agent`
#[derive(Args, Debug)]
pub struct FundArgs {
	/// The agent's account
	#[arg(value_name = "SS58")]
	agent: String,

	/// How much, in TNZ
	#[arg(value_name = "TNZ", value_parser = amount::parse)]
	amount: Balance,

	#[command(flatten)]
	write: WriteArgs,
}

/// What a key may do; by name the runtime's `ProxyType`.
#[derive(Clone, Copy, Debug, EncodeAsType, Eq, PartialEq, ValueEnum)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum Role {
	/// Report what was done
	Agent,
	/// Submit CUST commands
	Planner,
}

impl Role {
	const fn name(self) -> &'static str {
		match self {
			Self::Agent => "agent",
			Self::Planner => "planner",
		}
	}
}

/// The arguments of both calls, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Bind {
	delegate: Address,
	proxy_type: Role,
	/// For how many blocks a call of the key is announced before it is made.
	delay: BlockNumber,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Transfer {
	dest: Address,
	value: Balance,
}

/// Runs `tonnetz operator bind-agent`.
pub async fn bind_agent(args: BindArgs, output: Output) -> Result<Exit, Error> {
	change(args, "add_proxy", Role::Agent, "bound", output).await
}

/// Runs `tonnetz operator bind-planner`.
pub async fn bind_planner(args: BindArgs, output: Output) -> Result<Exit, Error> {
	change(args, "add_proxy", Role::Planner, "bound", output).await
}

/// Runs `tonnetz operator unbind`.
pub async fn unbind(args: UnbindArgs, output: Output) -> Result<Exit, Error> {
	let UnbindArgs { delegate, role, write } = args;
	change(BindArgs { delegate, write }, "remove_proxy", role, "unbound", output).await
}

async fn change(
	args: BindArgs,
	name: &'static str,
	role: Role,
	done: &'static str,
	output: Output,
) -> Result<Exit, Error> {
	let delegate = key::account(&args.delegate)?;
	let address = delegate.to_ss58check();
	let caller = Caller::new(&args.write, None).await?;
	let call = Bind { delegate: MultiAddress::Id(Static(delegate)), proxy_type: role, delay: 0 };
	let made = caller.call(PROXY, name, call).await?;
	output.result(&made.done(done).fact("delegate", address).fact("role", role.name()))?;
	Ok(Exit::Success)
}

/// Runs `tonnetz operator fund-agent`.
pub async fn fund(args: FundArgs, output: Output) -> Result<Exit, Error> {
	let agent = key::account(&args.agent)?;
	let address = agent.to_ss58check();
	let caller = Caller::new(&args.write, None).await?;
	let call = Transfer { dest: MultiAddress::Id(Static(agent)), value: args.amount };
	let made = caller.call("Balances", "transfer_keep_alive", call).await?;
	let done = made.done("funded").fact("agent", address);
	output.result(&done.fact("amount", amount::show(args.amount)))?;
	Ok(Exit::Success)
}
