// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification blesser`: who blesses ceremonies of gold, for who governs.

use super::PALLET;
use crate::{
	call::{Account, Caller},
	cli::after_help,
	cust::write::WriteArgs,
	error::{Error, Exit},
	key,
	output::Output,
};
use clap::{Args, Subcommand};
use sp_core::crypto::{AccountId32, Ss58Codec};
use subxt::{ext::scale_encode::EncodeAsType, utils::Static};

/// The commands of `tonnetz certification blesser`.
#[derive(Debug, Subcommand)]
pub enum BlesserCommand {
	/// Appoint who blesses ceremonies of gold, as who governs; there is one at most
	#[command(
		after_help = after_help(
			"tonnetz certification blesser appoint \
			 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM --suri-file governor.suri"
		)
	)]
	Appoint(AppointArgs),

	/// Dismiss the blesser, as who governs: nothing becomes gold until another is appointed
	#[command(
		after_help = after_help("tonnetz certification blesser dismiss --suri-file governor.suri")
	)]
	Dismiss(DismissArgs),
}

/// `tonnetz certification blesser appoint`
#[derive(Args, Debug)]
pub struct AppointArgs {
	/// The account of a person
	#[arg(value_name = "SS58")]
	blesser: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz certification blesser dismiss`
#[derive(Args, Debug)]
pub struct DismissArgs {
	#[command(flatten)]
	write: WriteArgs,
}

/// The argument of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct AppointBlesser {
	blesser: Option<Account>,
}

/// Runs a command of `tonnetz certification blesser`.
pub async fn run(command: BlesserCommand, output: Output) -> Result<Exit, Error> {
	match command {
		BlesserCommand::Appoint(args) => {
			let blesser = key::account(&args.blesser)?;
			change(Some(blesser), &args.write, "appointed", output).await
		}
		BlesserCommand::Dismiss(args) => change(None, &args.write, "dismissed", output).await,
	}
}

async fn change(
	blesser: Option<AccountId32>,
	write: &WriteArgs,
	done: &'static str,
	output: Output,
) -> Result<Exit, Error> {
	let address = blesser.as_ref().map(Ss58Codec::to_ss58check);
	let caller = Caller::new(write, None).await?;
	let call = AppointBlesser { blesser: blesser.map(Static) };
	let made = caller.call(PALLET, "appoint_blesser", call).await?;
	output.result(&made.done(done).optional("blesser", address))?;
	Ok(Exit::Success)
}
