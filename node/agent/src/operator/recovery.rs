// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator set-recovery`, `suspend`, `confirm-suspension`, `replace-account` and `take-over`:
//! what to do about a key that leaked.

use super::{
	change::{of_operator, OfOperatorArgs},
	PALLET,
};
use crate::{
	call::{Account, Caller},
	cust::write::WriteArgs,
	error::{Error, Exit},
	key,
	output::Output,
};
use clap::Args;
use sp_core::crypto::Ss58Codec;
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use tonnetz_core::BlockNumber;

/// `tonnetz operator set-recovery`
#[derive(Args, Debug)]
pub struct SetRecoveryArgs {
	/// The recovery account, best of a cold SPHINCS+ key
	#[arg(value_name = "SS58")]
	recovery: String,

	/// The operator's account, if you sign as its recovery account; by default the key's own
	#[arg(long, value_name = "SS58")]
	operator: Option<String>,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz operator replace-account`
#[derive(Args, Debug)]
pub struct ReplaceAccountArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	operator: String,

	/// The account that is to take over: a new one, no operator's and not yours
	#[arg(long, value_name = "SS58")]
	new: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct SetRecovery {
	operator: Account,
	recovery: Account,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct ReplaceAccount {
	operator: Account,
	new: Account,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ReplacementAnnounced {
	from: BlockNumber,
}

/// Runs `tonnetz operator set-recovery`.
pub async fn set_recovery(args: SetRecoveryArgs, output: Output) -> Result<Exit, Error> {
	let recovery = key::account(&args.recovery)?;
	let operator = args.operator.as_deref().map(key::account).transpose()?;
	let caller = Caller::new(&args.write, None).await?;
	let operator = operator.unwrap_or_else(|| caller.account());
	let facts = (operator.to_ss58check(), recovery.to_ss58check());
	let call = SetRecovery { operator: Static(operator), recovery: Static(recovery) };
	let made = caller.call(PALLET, "set_recovery", call).await?;
	output.result(&made.done("set").fact("operator", facts.0).fact("recovery", facts.1))?;
	Ok(Exit::Success)
}

/// Runs `tonnetz operator suspend`.
pub async fn suspend(args: OfOperatorArgs, output: Output) -> Result<Exit, Error> {
	of_operator(args, "suspend", "suspended", output).await
}

/// Runs `tonnetz operator confirm-suspension`.
pub async fn confirm(args: OfOperatorArgs, output: Output) -> Result<Exit, Error> {
	of_operator(args, "confirm_suspension", "confirmed", output).await
}

/// Runs `tonnetz operator replace-account`.
pub async fn replace(args: ReplaceAccountArgs, output: Output) -> Result<Exit, Error> {
	let (operator, new) = (key::account(&args.operator)?, key::account(&args.new)?);
	let facts = (operator.to_ss58check(), new.to_ss58check());
	let caller = Caller::new(&args.write, None).await?;
	let call = ReplaceAccount { operator: Static(operator), new: Static(new) };
	let made = caller.call(PALLET, "replace_account", call).await?;
	let ReplacementAnnounced { from } = made.event(PALLET, "ReplacementAnnounced")?;
	let done = made.done("announced").fact("operator", facts.0).fact("new", facts.1);
	output.result(&done.fact("from", from))?;
	Ok(Exit::Success)
}

/// Runs `tonnetz operator take-over`.
pub async fn take_over(args: OfOperatorArgs, output: Output) -> Result<Exit, Error> {
	of_operator(args, "take_over", "taken over", output).await
}
