// SPDX-License-Identifier: Apache-2.0

//! `tonnetz signal register`

use super::{kind, PALLET};
use crate::{
	call::Caller,
	cust::{duration, write::WriteArgs},
	error::{Error, Exit},
	output::Output,
};
use clap::Args;
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use tonnetz_core::{
	signals::{stream_name, StreamId, StreamKind},
	units::{DAYS, MINUTES},
	BlockNumber,
};

/// `tonnetz signal register`
#[derive(Args, Debug)]
pub struct RegisterArgs {
	/// Its name: 1 to 32 visible ASCII characters, another than those of your streams in service
	#[arg(value_name = "NAME", value_parser = name)]
	name: String,

	/// What it tells of
	#[arg(long, value_name = "KIND", value_parser = kind::parser())]
	kind: StreamKind,

	/// How often it is updated at least: 1m to 1d
	#[arg(long, value_name = "TIME", value_parser = interval)]
	interval: BlockNumber,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct RegisterStream {
	name: Vec<u8>,
	// Its encoding is wire format.
	kind: Static<StreamKind>,
	interval: BlockNumber,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct StreamRegistered {
	stream: StreamId,
}

/// Runs the command.
pub async fn run(args: RegisterArgs, output: Output) -> Result<Exit, Error> {
	let caller = Caller::new(&args.write, None).await?;
	let name = args.name.clone().into_bytes();
	let call = RegisterStream { name, kind: Static(args.kind), interval: args.interval };
	let made = caller.call(PALLET, "register_stream", call).await?;
	let StreamRegistered { stream } = made.event(PALLET, "StreamRegistered")?;
	let done = made
		.done("registered")
		.fact("stream", stream)
		.fact("name", args.name)
		.fact("kind", kind::name(args.kind))
		.fact("interval", args.interval);
	output.result(&done)?;
	Ok(Exit::Success)
}

fn name(text: &str) -> Result<String, String> {
	stream_name(text.as_bytes().to_vec()).map_err(|fault| fault.to_string())?;
	Ok(text.to_owned())
}

fn interval(text: &str) -> Result<BlockNumber, String> {
	match duration::parse(text)? {
		blocks @ MINUTES..=DAYS => Ok(blocks),
		_ => Err("an interval is between 1m and 1d".to_owned()),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn intervals_have_bounds() {
		assert_eq!(interval("1m"), Ok(20));
		assert_eq!(interval("24h"), Ok(28_800));
		for wrong in ["57s", "2d", "10"] {
			assert!(interval(wrong).is_err(), "{wrong}");
		}
	}

	#[test]
	fn names_are_checked_before_a_node_is_asked() {
		assert_eq!(name("BTC/USD").as_deref(), Ok("BTC/USD"));
		assert!(name("a b").is_err() && name("").is_err());
	}
}
