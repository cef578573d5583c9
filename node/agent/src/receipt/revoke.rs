// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt revoke`

use super::write::WriteArgs;
use crate::{
	error::{Error, Exit},
	output::Output,
};
use clap::Args;
use subxt::ext::scale_encode::EncodeAsType;
use tonnetz_core::receipt::{ReceiptId, MAX_REASON_LEN};

/// `tonnetz receipt revoke`
#[derive(Args, Debug)]
pub struct RevokeArgs {
	/// The number of the receipt
	#[arg(value_name = "ID")]
	id: ReceiptId,

	/// Why, at most 64 bytes; everybody can read it
	#[arg(long, value_name = "TEXT", value_parser = check_reason)]
	reason: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Revoke {
	receipt: ReceiptId,
	reason: Vec<u8>,
}

/// Runs the command.
pub async fn run(args: RevokeArgs, output: Output) -> Result<Exit, Error> {
	let call = Revoke { receipt: args.id, reason: args.reason.into_bytes() };
	args.write.call("revoke", call, "revoked", vec![args.id], output).await
}

fn check_reason(text: &str) -> Result<String, String> {
	match u32::try_from(text.len()) {
		Ok(0..=MAX_REASON_LEN) => Ok(text.to_owned()),
		_ => Err(format!("a reason has at most {MAX_REASON_LEN} bytes")),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_long_reason_is_refused() {
		assert!(check_reason(&"x".repeat(64)).is_ok());
		assert!(check_reason(&"\u{e4}".repeat(33)).is_err());
	}
}
