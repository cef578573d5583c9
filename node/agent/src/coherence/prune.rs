// SPDX-License-Identifier: Apache-2.0

//! `tonnetz coherence prune` and `tonnetz coherence prune-readings`

use super::reads;
use crate::{
	call::{Account, Caller},
	cust::write::WriteArgs,
	error::{Error, Exit},
	key,
	operator::amount,
	output::{hex, Output},
	signal::PALLET,
};
use clap::Args;
use sp_core::crypto::Ss58Codec;
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use tonnetz_core::Balance;

/// `tonnetz coherence prune`
#[derive(Args, Debug)]
pub struct PruneArgs {
	/// The identifier of the session, byte by byte; or its 0x hash
	#[arg(value_name = "SESSION")]
	session: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz coherence prune-readings`
#[derive(Args, Debug)]
pub struct PruneReadingsArgs {
	/// The former operator's account
	#[arg(value_name = "SS58")]
	operator: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// The argument of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct PruneSession {
	session: [u8; 32],
}

/// The argument of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct PruneReadings {
	operator: Account,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct SessionPruned {
	reports: u32,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ReadingsPruned {
	readings: u32,
	released: Balance,
}

/// Runs `tonnetz coherence prune`.
pub async fn session(args: PruneArgs, output: Output) -> Result<Exit, Error> {
	let session = reads::session(&args.session)?;
	let caller = Caller::new(&args.write, None).await?;
	let made = caller.call(PALLET, "prune_session", PruneSession { session: session.0 }).await?;
	let SessionPruned { reports } = made.event(PALLET, "SessionPruned")?;
	output.result(&made.done("pruned").fact("session", hex(session)).fact("reports", reports))?;
	Ok(Exit::Success)
}

/// Runs `tonnetz coherence prune-readings`.
pub async fn readings(args: PruneReadingsArgs, output: Output) -> Result<Exit, Error> {
	let operator = key::account(&args.operator)?;
	let address = operator.to_ss58check();
	let caller = Caller::new(&args.write, None).await?;
	let call = PruneReadings { operator: Static(operator) };
	let made = caller.call(PALLET, "prune_readings", call).await?;
	let ReadingsPruned { readings, released } = made.event(PALLET, "ReadingsPruned")?;
	let done = made.done("pruned").fact("operator", address).fact("readings", readings);
	output.result(&done.fact("released", amount::show(released)))?;
	Ok(Exit::Success)
}
