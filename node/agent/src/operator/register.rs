// SPDX-License-Identifier: Apache-2.0

//! `tonnetz operator register`

use super::{
	payout::{self, PayoutArgs},
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
use tonnetz_core::{
	operators::{is_operator_name, PayoutRail, MAX_NAME_LEN},
	torus::Position,
};

/// `tonnetz operator register`
#[derive(Args, Debug)]
pub struct RegisterArgs {
	/// A name that no operator has: 1 to 32 of a-z, 0-9 and `-`
	#[arg(value_name = "NAME", value_parser = name)]
	name: String,

	/// The account that can stop you and replace your account; set with the registration
	#[arg(long, value_name = "SS58")]
	recovery: Option<String>,

	#[command(flatten)]
	payout: PayoutArgs,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Register {
	name: Vec<u8>,
	// Its encoding is wire format.
	payout: Static<PayoutRail>,
	/// None, of whatever type invites are.
	invite: Option<u8>,
}

/// The calls of a batch, by the name of the pallet.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
enum RuntimeCall {
	Operators(OperatorsCall),
}

/// The calls of the pallet that registration makes, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
#[allow(non_camel_case_types)]
enum OperatorsCall {
	register { name: Vec<u8>, payout: Static<PayoutRail>, invite: Option<u8> },
	set_recovery { operator: Account, recovery: Account },
}

/// The argument of `utility.batchAll`, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Batch {
	calls: Vec<RuntimeCall>,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Registered {
	position: Static<Position>,
}

/// Runs the command.
pub async fn run(args: RegisterArgs, output: Output) -> Result<Exit, Error> {
	let recovery = args.recovery.as_deref().map(key::account).transpose()?;
	let payout = args.payout.rail()?;
	let caller = Caller::new(&args.write, None).await?;
	let recovery_address = recovery.as_ref().map(Ss58Codec::to_ss58check);
	let name = args.name.clone().into_bytes();
	let made = match recovery {
		None => {
			output.note(
				"no --recovery account: whoever has your key could not be stopped; set one with \
				 tonnetz operator set-recovery",
			);
			let call = Register { name, payout: Static(payout), invite: None };
			caller.call(PALLET, "register", call).await?
		}
		// At once: there is no block at which the operator has none.
		Some(recovery) => {
			let operator = Static(caller.account());
			let register = OperatorsCall::register { name, payout: Static(payout), invite: None };
			let set_recovery = OperatorsCall::set_recovery { operator, recovery: Static(recovery) };
			let calls = [register, set_recovery].map(RuntimeCall::Operators).into();
			caller.call("Utility", "batch_all", Batch { calls }).await?
		}
	};
	let Registered { position } = made.event(PALLET, "Registered")?;
	let done = made
		.done("registered")
		.fact("name", args.name)
		.fact("position", position.0.coordinates().to_vec())
		.fact("payout", payout::describe(&payout))
		.optional("recovery", recovery_address);
	output.result(&done)?;
	Ok(Exit::Success)
}

/// The name of an operator on the command line.
fn name(name: &str) -> Result<String, String> {
	if is_operator_name(name.as_bytes()) {
		Ok(name.to_owned())
	} else {
		Err(format!("an operator's name has 1 to {MAX_NAME_LEN} of a-z, 0-9 and -"))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_are_checked_before_a_node_is_asked() {
		assert_eq!(name("node-1").as_deref(), Ok("node-1"));
		for wrong in ["", "Acme", "a.b", &"a".repeat(33)] {
			assert!(name(wrong).is_err(), "{wrong}");
		}
	}
}
