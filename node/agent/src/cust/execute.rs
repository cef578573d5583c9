// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust claim` and `tonnetz cust complete`: executors without an agent.

use super::{
	verdict::exit_of,
	write::{change, OfCommand, RealArgs, WriteArgs},
	State,
};
use crate::{
	chain::Chain,
	error::{Error, Exit},
	output::Output,
	receipt::evidence::Evidence,
};
use clap::{
	builder::{PossibleValuesParser, TypedValueParser},
	Args,
};
use std::path::PathBuf;
use subxt::{ext::scale_encode::EncodeAsType, utils::Static};
use tonnetz_core::cust::{CommandId, Outcome};

/// `tonnetz cust claim`
#[derive(Args, Debug)]
pub struct ClaimArgs {
	/// The number of the command
	#[arg(value_name = "ID")]
	id: CommandId,

	#[command(flatten)]
	real: RealArgs,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz cust complete`
#[derive(Args, Debug)]
pub struct CompleteArgs {
	/// The number of the command
	#[arg(value_name = "ID")]
	id: CommandId,

	/// How it ended
	#[arg(long, value_name = "OUTCOME", value_parser = outcome_parser())]
	outcome: Outcome,

	/// What shows that it was done; the chain gets its SHA-256, never the contents
	#[arg(long, value_name = "FILE")]
	evidence: PathBuf,

	/// What was run and what it printed; the chain gets its SHA-256, never the contents
	#[arg(long, value_name = "FILE")]
	log: PathBuf,

	#[command(flatten)]
	real: RealArgs,

	#[command(flatten)]
	write: WriteArgs,
}

fn outcome_parser() -> impl TypedValueParser<Value = Outcome> {
	PossibleValuesParser::new(["succeeded", "failed"]).map(|name| match name.as_str() {
		"succeeded" => Outcome::Succeeded,
		_ => Outcome::Failed,
	})
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Complete {
	/// The number of the command.
	pub id: CommandId,
	/// How it ended.
	// Its encoding is wire format.
	pub outcome: Static<Outcome>,
	/// SHA-256 of what shows that it was done.
	pub evidence: [u8; 32],
	/// SHA-256 of what was run and what it printed.
	pub log: [u8; 32],
}

/// Runs `tonnetz cust claim`.
pub async fn claim(args: ClaimArgs, output: Output) -> Result<Exit, Error> {
	let real = args.real.account()?;
	let pair = args.write.key.pair()?;
	let chain = Chain::connect(&args.write.node).await?;
	let call = OfCommand { id: args.id };
	let changed = change(&chain, &pair, real, args.id, "claim", call).await?;
	output.result(&changed)?;
	// Under a policy that has changed, a claim refuses the command or makes it wait again.
	Ok(match changed.command.info.state {
		State::Pending { .. } => Exit::CommandRefused,
		state => exit_of(&state),
	})
}

/// Runs `tonnetz cust complete`.
pub async fn complete(args: CompleteArgs, output: Output) -> Result<Exit, Error> {
	let real = args.real.account()?;
	let (evidence, log) = (Evidence::open(&args.evidence)?, Evidence::open(&args.log)?);
	let pair = args.write.key.pair()?;
	let chain = Chain::connect(&args.write.node).await?;
	let call = Complete {
		id: args.id,
		outcome: Static(args.outcome),
		evidence: evidence.sha256().await?,
		log: log.sha256().await?,
	};
	let changed = change(&chain, &pair, real, args.id, "complete", call).await?;
	output.result(&changed)?;
	Ok(Exit::Success)
}
