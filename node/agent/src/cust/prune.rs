// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust prune`

use super::{write::WriteArgs, PALLET};
use crate::{
	call::Caller,
	error::{Error, Exit},
	output::Output,
};
use clap::Args;
use subxt::ext::scale_encode::EncodeAsType;
use tonnetz_core::cust::CommandId;

/// `tonnetz cust prune`
#[derive(Args, Debug)]
pub struct PruneArgs {
	/// The numbers of the commands: all of them are removed, or none
	#[arg(value_name = "ID", required = true)]
	ids: Vec<CommandId>,

	#[command(flatten)]
	write: WriteArgs,
}

/// The argument of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Prune {
	commands: Vec<CommandId>,
}

/// Runs the command.
pub async fn run(args: PruneArgs, output: Output) -> Result<Exit, Error> {
	let caller = Caller::new(&args.write, None).await?;
	let made = caller.call(PALLET, "prune", Prune { commands: args.ids.clone() }).await?;
	output.result(&made.done("pruned").fact("commands", args.ids))?;
	Ok(Exit::Success)
}
