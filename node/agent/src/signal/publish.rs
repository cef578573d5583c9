// SPDX-License-Identifier: Apache-2.0

//! `tonnetz signal publish`

use super::PALLET;
use crate::{
	call::Caller,
	cust::write::{RealArgs, WriteArgs},
	digest::DigestArgs,
	error::{Error, Exit},
	output::{hex, Output},
};
use clap::Args;
use subxt::ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType};
use tonnetz_core::{coherence::decimal, signals::StreamId};

/// `tonnetz signal publish`
#[derive(Args, Debug)]
pub struct PublishArgs {
	/// The number of the stream
	#[arg(value_name = "STREAM")]
	stream: StreamId,

	#[command(flatten)]
	data: DigestArgs,

	/// The value, if the data comes to one number; digits past the 18th decimal are cut
	#[arg(long, value_name = "NUMBER", value_parser = check_value, allow_negative_numbers = true)]
	value: Option<Value>,

	/// Your number of the update, above that of the one before; by default the next
	#[arg(long, value_name = "N")]
	sequence: Option<u64>,

	#[command(flatten)]
	real: RealArgs,

	#[command(flatten)]
	write: WriteArgs,
}

/// A value in units of 10^-18.
#[derive(Clone, Copy, Debug)]
struct Value(i128);

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Publish {
	stream: StreamId,
	sequence: u64,
	digest: [u8; 32],
	value: Option<i128>,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Published {
	slot: u32,
	served: bool,
}

/// Runs the command.
pub async fn run(args: PublishArgs, output: Output) -> Result<Exit, Error> {
	let digest = args.data.sha256().await?;
	let caller = Caller::new(&args.write, args.real.account()?).await?;
	let sequence = match args.sequence {
		Some(sequence) => sequence,
		None => caller.chain.next_sequence(args.stream).await?,
	};
	let call = Publish {
		stream: args.stream,
		sequence,
		digest: digest.0,
		value: args.value.map(|Value(value)| value),
	};
	let made = caller.call(PALLET, "publish", call).await?;
	let Published { slot, served } = made.event(PALLET, "Published")?;
	let done = made
		.done("published")
		.fact("stream", args.stream)
		.fact("sequence", sequence)
		.fact("digest", hex(digest))
		.fact("slot", slot)
		.fact("served", served);
	output.result(&done)?;
	Ok(Exit::Success)
}

fn check_value(text: &str) -> Result<Value, String> {
	let value = decimal::parse_signed(text).map_err(|fault| fault.to_string())?;
	Ok(Value(value.into_inner()))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn values_are_exact() {
		for (text, inner) in
			[("3.02", 3_020_000_000_000_000_000), ("-1", -1_000_000_000_000_000_000)]
		{
			assert_eq!(check_value(text).map(|Value(value)| value), Ok(inner));
		}
		assert!(check_value("NaN").is_err() && check_value("1,5").is_err());
	}
}
