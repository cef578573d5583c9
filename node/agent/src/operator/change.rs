// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator deregister`, `withdraw-deposit` and `purge-keys`; and what calls about an operator
//! have in common.

use super::{amount, PALLET};
use crate::{
	call::{Account, Caller, Nothing},
	cust::write::WriteArgs,
	error::{Error, Exit},
	key,
	output::Output,
};
use clap::Args;
use sp_core::crypto::Ss58Codec;
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};
use subxt::utils::Static;
use tonnetz_core::{Balance, BlockNumber};

/// A change of the key's own registration.
#[derive(Args, Debug)]
pub struct ChangeArgs {
	#[command(flatten)]
	write: WriteArgs,
}

/// A change that is about an operator.
#[derive(Args, Debug)]
pub struct OfOperatorArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	operator: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// The argument of calls that are about an operator alone, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct OfOperator {
	operator: Account,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Deregistered {
	withdrawable: BlockNumber,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct DepositWithdrawn {
	amount: Balance,
}

/// Makes a call that is about an operator alone.
pub async fn of_operator(
	args: OfOperatorArgs,
	name: &'static str,
	done: &'static str,
	output: Output,
) -> Result<Exit, Error> {
	let operator = key::account(&args.operator)?;
	let address = operator.to_ss58check();
	let caller = Caller::new(&args.write, None).await?;
	let made = caller.call(PALLET, name, OfOperator { operator: Static(operator) }).await?;
	output.result(&made.done(done).fact("operator", address))?;
	Ok(Exit::Success)
}

/// Runs `tonnetz operator deregister`.
pub async fn deregister(args: ChangeArgs, output: Output) -> Result<Exit, Error> {
	let caller = Caller::new(&args.write, None).await?;
	let made = caller.call(PALLET, "deregister", Nothing {}).await?;
	let Deregistered { withdrawable } = made.event(PALLET, "Deregistered")?;
	output.result(&made.done("deregistered").fact("withdrawable", withdrawable))?;
	Ok(Exit::Success)
}

/// Runs `tonnetz operator withdraw-deposit`.
pub async fn withdraw(args: ChangeArgs, output: Output) -> Result<Exit, Error> {
	let caller = Caller::new(&args.write, None).await?;
	let made = caller.call(PALLET, "withdraw_deposit", Nothing {}).await?;
	let DepositWithdrawn { amount } = made.event(PALLET, "DepositWithdrawn")?;
	output.result(&made.done("withdrawn").fact("amount", amount::show(amount)))?;
	Ok(Exit::Success)
}

/// Runs `tonnetz operator purge-keys`.
pub async fn purge_keys(args: ChangeArgs, output: Output) -> Result<Exit, Error> {
	let caller = Caller::new(&args.write, None).await?;
	let made = caller.call(PALLET, "purge_keys", Nothing {}).await?;
	output.result(&made.done("purged"))?;
	Ok(Exit::Success)
}
