// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt countersign`

use super::write::WriteArgs;
use crate::{
	error::{Error, Exit},
	output::Output,
};
use clap::Args;
use subxt::ext::scale_encode::EncodeAsType;
use tonnetz_core::receipt::ReceiptId;

/// `tonnetz receipt countersign`
#[derive(Args, Debug)]
pub struct CountersignArgs {
	/// The number of the receipt
	#[arg(value_name = "ID")]
	id: ReceiptId,

	/// Take a countersignature back; its deposit returns
	#[arg(long)]
	withdraw: bool,

	#[command(flatten)]
	write: WriteArgs,
}

/// The argument of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Countersign {
	receipt: ReceiptId,
}

/// Runs the command.
pub async fn run(args: CountersignArgs, output: Output) -> Result<Exit, Error> {
	let (call, done) = if args.withdraw {
		("withdraw_countersignature", "countersignature withdrawn")
	} else {
		("countersign", "countersigned")
	};
	args.write.call(call, Countersign { receipt: args.id }, done, vec![args.id], output).await
}
