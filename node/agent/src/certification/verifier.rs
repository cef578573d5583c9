// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification verifier`: who judges what, for who governs.

use super::{kind, PALLET};
use crate::{
	call::{Account, Caller, Done},
	cli::after_help,
	cust::write::WriteArgs,
	error::{Error, Exit},
	key,
	output::Output,
};
use clap::{Args, Subcommand};
use sp_core::crypto::Ss58Codec;
use subxt::{
	ext::scale_encode::{EncodeAsFields, EncodeAsType},
	utils::Static,
};
use tonnetz_core::{certification::VerifierKind, BlockNumber};

/// The commands of `tonnetz certification verifier`.
#[derive(Debug, Subcommand)]
pub enum VerifierCommand {
	/// Register a verifier, or replace what it judges, as who governs
	///
	/// A suspension stays in force. It never judges itself, nor an account linked to it.
	#[command(
		after_help = after_help(
			"tonnetz certification verifier register \
			 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM kyc artifact-criteria \
			 --suri-file governor.suri"
		)
	)]
	Register(RegisterArgs),

	/// Remove a verifier, as who governs; what it judged stands
	#[command(
		after_help = after_help(
			"tonnetz certification verifier remove \
			 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM --suri-file governor.suri"
		)
	)]
	Remove(OfVerifierArgs),

	/// Suspend a verifier, as who governs: it judges nothing
	#[command(
		after_help = after_help(
			"tonnetz certification verifier suspend \
			 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM --until 90000 \
			 --suri-file governor.suri"
		)
	)]
	Suspend(SuspendArgs),

	/// Let a suspended verifier judge again, as who governs
	#[command(
		after_help = after_help(
			"tonnetz certification verifier resume \
			 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM --suri-file governor.suri"
		)
	)]
	Resume(OfVerifierArgs),
}

/// `tonnetz certification verifier register`
#[derive(Args, Debug)]
pub struct RegisterArgs {
	#[command(flatten)]
	of: OfVerifierArgs,

	/// What it judges: all of it, for what it judged before goes
	#[arg(value_name = "KIND", required = true, value_parser = kind::verifier())]
	kinds: Vec<VerifierKind>,
}

/// `tonnetz certification verifier suspend`
#[derive(Args, Debug)]
pub struct SuspendArgs {
	#[command(flatten)]
	of: OfVerifierArgs,

	/// The block at which it judges again; without it, until tonnetz certification verifier resume
	#[arg(long, value_name = "BLOCK")]
	until: Option<BlockNumber>,
}

/// A change that is about a verifier.
#[derive(Args, Debug)]
pub struct OfVerifierArgs {
	/// The verifier's account
	#[arg(value_name = "SS58")]
	verifier: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct RegisterVerifier {
	verifier: Account,
	// Their encoding is wire format.
	kinds: Static<Vec<VerifierKind>>,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct SuspendVerifier {
	verifier: Account,
	until: Option<BlockNumber>,
}

/// The argument of calls that are about a verifier alone, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct OfVerifier {
	verifier: Account,
}

/// Runs a command of `tonnetz certification verifier`.
pub async fn run(command: VerifierCommand, output: Output) -> Result<Exit, Error> {
	let only = |verifier| OfVerifier { verifier };
	let nothing = |done: Done| done;
	match command {
		VerifierCommand::Register(RegisterArgs { of, kinds }) => {
			let judges: Vec<_> = kinds.iter().map(|kind| kind::verifier_name(*kind)).collect();
			let judges = judges.join(", ");
			let call = |verifier| RegisterVerifier { verifier, kinds: Static(kinds) };
			let told = |done: Done| done.fact("kinds", judges);
			change(of, ("register_verifier", "registered"), call, told, output).await
		}
		VerifierCommand::Remove(of) => {
			change(of, ("remove_verifier", "removed"), only, nothing, output).await
		}
		VerifierCommand::Suspend(SuspendArgs { of, until }) => {
			let call = |verifier| SuspendVerifier { verifier, until };
			let told = |done: Done| done.optional("until", until);
			change(of, ("suspend_verifier", "suspended"), call, told, output).await
		}
		VerifierCommand::Resume(of) => {
			change(of, ("resume_verifier", "resumed"), only, nothing, output).await
		}
	}
}

/// Makes the call `name`, and prints what was `done`, with what `told` adds.
async fn change<C: EncodeAsFields>(
	args: OfVerifierArgs,
	(name, done): (&'static str, &'static str),
	call: impl FnOnce(Account) -> C,
	told: impl FnOnce(Done) -> Done,
	output: Output,
) -> Result<Exit, Error> {
	let verifier = key::account(&args.verifier)?;
	let address = verifier.to_ss58check();
	let caller = Caller::new(&args.write, None).await?;
	let made = caller.call(PALLET, name, call(Static(verifier))).await?;
	output.result(&told(made.done(done).fact("verifier", address)))?;
	Ok(Exit::Success)
}
