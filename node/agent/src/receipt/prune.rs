// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt prune`

use super::write::WriteArgs;
use crate::{
	error::{Error, Exit},
	output::Output,
};
use clap::Args;
use subxt::ext::scale_encode::EncodeAsType;
use tonnetz_core::receipt::ReceiptId;

/// `tonnetz receipt prune`
#[derive(Args, Debug)]
pub struct PruneArgs {
	/// The numbers of the receipts
	#[arg(value_name = "ID", required = true)]
	ids: Vec<ReceiptId>,

	#[command(flatten)]
	write: WriteArgs,
}

/// The argument of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Prune {
	receipts: Vec<ReceiptId>,
}

/// Runs the command.
pub async fn run(args: PruneArgs, output: Output) -> Result<Exit, Error> {
	let call = Prune { receipts: args.ids.clone() };
	args.write.call("prune", call, "pruned", args.ids, output).await
}
