// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification ceremony open`

use super::{super::kind, finish, PALLET};
use crate::{
	call::Caller,
	cust::write::WriteArgs,
	error::{Error, Exit},
	output::Output,
};
use clap::Args;
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use tonnetz_core::{
	certification::{ArtifactTier, CeremonyId, CeremonyKind, MAX_BLESSING_LEN},
	receipt::ReceiptId,
};

/// `tonnetz certification ceremony open`
#[derive(Args, Debug)]
pub struct OpenArgs {
	/// The receipts of the artifacts, of which you are the issuer; at most 5
	#[arg(value_name = "RECEIPT", required = true, num_args = 1..=5)]
	artifacts: Vec<ReceiptId>,

	/// The tier that they are to have
	#[arg(long, value_name = "TIER", value_parser = kind::tier())]
	tier: ArtifactTier,

	/// What it is held for
	#[arg(long, value_name = "KIND", value_parser = kind::ceremony())]
	kind: CeremonyKind,

	/// What you say over them, at most 512 bytes; everybody can read it
	#[arg(long, value_name = "TEXT", default_value = "", value_parser = blessing)]
	blessing: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct OpenCeremony {
	// Their encoding is wire format.
	tier: Static<ArtifactTier>,
	kind: Static<CeremonyKind>,
	artifacts: Vec<ReceiptId>,
	blessing: Vec<u8>,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct CeremonyOpened {
	id: CeremonyId,
}

/// Runs the command.
pub async fn run(args: OpenArgs, output: Output) -> Result<Exit, Error> {
	let caller = Caller::new(&args.write, None).await?;
	let call = OpenCeremony {
		tier: Static(args.tier),
		kind: Static(args.kind),
		artifacts: args.artifacts,
		blessing: args.blessing.into_bytes(),
	};
	let made = caller.call(PALLET, "open_ceremony", call).await?;
	let CeremonyOpened { id } = made.event(PALLET, "CeremonyOpened")?;
	finish(&made, "opened", id, output)
}

fn blessing(text: &str) -> Result<String, String> {
	match u32::try_from(text.len()) {
		Ok(0..=MAX_BLESSING_LEN) => Ok(text.to_owned()),
		_ => Err(format!("a blessing has at most {MAX_BLESSING_LEN} bytes")),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_blessing_has_a_length() {
		assert!(blessing("").is_ok() && blessing(&"x".repeat(512)).is_ok());
		assert!(blessing(&"\u{e4}".repeat(257)).is_err());
	}
}
