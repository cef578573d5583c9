// SPDX-License-Identifier: Apache-2.0

//! `tonnetz signal retire` and `tonnetz signal prune`

use super::PALLET;
use crate::{
	call::Caller,
	cust::write::WriteArgs,
	error::{Error, Exit},
	output::Output,
};
use clap::Args;
use subxt::ext::scale_encode::EncodeAsType;
use tonnetz_core::signals::StreamId;

/// A change that is about a stream.
#[derive(Args, Debug)]
pub struct OfStreamArgs {
	/// The number of the stream
	#[arg(value_name = "STREAM")]
	stream: StreamId,

	#[command(flatten)]
	write: WriteArgs,
}

/// The argument of both calls, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct OfStream {
	stream: StreamId,
}

/// Runs `tonnetz signal retire`.
pub async fn retire(args: OfStreamArgs, output: Output) -> Result<Exit, Error> {
	change(args, "retire_stream", "retired", output).await
}

/// Runs `tonnetz signal prune`.
pub async fn prune(args: OfStreamArgs, output: Output) -> Result<Exit, Error> {
	change(args, "prune_stream", "pruned", output).await
}

async fn change(
	args: OfStreamArgs,
	name: &'static str,
	done: &'static str,
	output: Output,
) -> Result<Exit, Error> {
	let caller = Caller::new(&args.write, None).await?;
	let made = caller.call(PALLET, name, OfStream { stream: args.stream }).await?;
	output.result(&made.done(done).fact("stream", args.stream))?;
	Ok(Exit::Success)
}
