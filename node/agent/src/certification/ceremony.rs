// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification ceremony`: operators witness where artifacts come from.

mod open;
mod show;

use super::{CeremonyInfo, PALLET};
use crate::{
	call::{Caller, Made},
	cli::after_help,
	cust::write::WriteArgs,
	error::{Error, Exit},
	output::{hex, Output},
};
use clap::{Args, Subcommand};
use sp_core::H256;
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use tonnetz_core::{certification::CeremonyId, receipt::ReceiptId};

/// The commands of `tonnetz certification ceremony`.
#[derive(Debug, Subcommand)]
pub enum CeremonyCommand {
	/// Open a ceremony over artifacts of yours, for a deposit
	///
	/// You are the first witness: one of bronze is completed at once. bronze takes 1 artifact at
	/// least, silver 3 of bronze, gold 5 of silver.
	#[command(
		after_help = after_help(
			"tonnetz certification ceremony open 40 41 42 --tier silver --kind release \
			 --suri-file operator.suri"
		)
	)]
	Open(open::OpenArgs),

	/// Witness an open ceremony, as an operator of tier T1 or above
	#[command(
		after_help = after_help("tonnetz certification ceremony witness 7 --suri-file operator.suri")
	)]
	Witness(OfCeremonyArgs),

	/// Refuse to witness an open ceremony, on record; it cannot be undone
	#[command(
		after_help = after_help("tonnetz certification ceremony decline 7 --suri-file operator.suri")
	)]
	Decline(OfCeremonyArgs),

	/// Bless an open ceremony of gold, as the blesser
	#[command(
		after_help = after_help("tonnetz certification ceremony bless 7 --suri-file blesser.suri")
	)]
	Bless(OfCeremonyArgs),

	/// Cancel an open ceremony of yours; the deposit returns
	#[command(
		after_help = after_help("tonnetz certification ceremony cancel 7 --suri-file operator.suri")
	)]
	Cancel(OfCeremonyArgs),

	/// Show a ceremony, by its number or its digest
	#[command(after_help = after_help("tonnetz certification ceremony show 7"))]
	Show(show::ShowArgs),

	/// List the ceremonies that are open
	#[command(after_help = after_help("tonnetz certification ceremony list"))]
	List(show::ListArgs),
}

/// A change that is about a ceremony.
#[derive(Args, Debug)]
pub struct OfCeremonyArgs {
	/// The number of the ceremony
	#[arg(value_name = "ID")]
	id: CeremonyId,

	#[command(flatten)]
	write: WriteArgs,
}

/// The argument of calls that are about a ceremony alone, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct OfCeremony {
	ceremony: CeremonyId,
}

/// What the event tells, if the call completes the ceremony.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct CeremonyCompleted {
	digest: Static<H256>,
	receipt: ReceiptId,
}

/// The event of the last decline that closes a ceremony.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct CeremonyDeclined {}

/// Runs a command of `tonnetz certification ceremony`.
pub async fn run(command: CeremonyCommand, output: Output) -> Result<Exit, Error> {
	match command {
		CeremonyCommand::Open(args) => open::run(args, output).await,
		CeremonyCommand::Witness(args) => change(args, "witness", "witnessed", output).await,
		CeremonyCommand::Decline(args) => change(args, "decline", "declined", output).await,
		CeremonyCommand::Bless(args) => change(args, "bless", "blessed", output).await,
		CeremonyCommand::Cancel(args) => change(args, "cancel", "cancelled", output).await,
		CeremonyCommand::Show(args) => show::run(args, output).await,
		CeremonyCommand::List(args) => show::list(args, output).await,
	}
}

async fn change(
	args: OfCeremonyArgs,
	name: &'static str,
	done: &'static str,
	output: Output,
) -> Result<Exit, Error> {
	let caller = Caller::new(&args.write, None).await?;
	let made = caller.call(PALLET, name, OfCeremony { ceremony: args.id }).await?;
	finish(&made, done, args.id, output)
}

/// Prints what was done, and whether the ceremony is closed with it.
fn finish(
	made: &Made<'_>,
	done: &'static str,
	id: CeremonyId,
	output: Output,
) -> Result<Exit, Error> {
	let completed: Option<CeremonyCompleted> = made.find(PALLET, "CeremonyCompleted")?;
	let declined: Option<CeremonyDeclined> = made.find(PALLET, "CeremonyDeclined")?;
	let done = made
		.done(done)
		.fact("ceremony", id)
		.fact("completed", completed.is_some())
		.optional("closed", declined.map(|_| true))
		.optional("digest", completed.as_ref().map(|it| hex(it.digest.0)))
		.optional("receipt", completed.map(|it| it.receipt));
	output.result(&done)?;
	Ok(Exit::Success)
}
