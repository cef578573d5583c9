// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust sign`: a command for a gate.

use super::text;
use crate::{
	error::{Error, Exit},
	output::Output,
};
use clap::Args;
use std::{
	fmt::{self, Display},
	path::PathBuf,
};
use subxt::rpcs::client::RawValue;
use tonnetz_gate::Key;

/// `tonnetz cust sign`
#[derive(Args, Debug)]
pub struct SignArgs {
	/// The command; a signature that stands in it is replaced
	#[arg(value_name = "FILE")]
	command: PathBuf,

	/// A file of mode 0600 that holds the secret that the gate knows, at least 32 bytes
	#[arg(long, value_name = "FILE")]
	secret_file: PathBuf,
}

/// A signed command as it is printed: alone, so that it can go straight to the gate.
struct Signed(String);

impl serde::Serialize for Signed {
	fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		use serde::ser::Error as _;
		RawValue::from_string(self.0.clone()).map_err(S::Error::custom)?.serialize(serializer)
	}
}

impl Display for Signed {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(&self.0)
	}
}

/// Runs the command.
pub fn run(args: &SignArgs, output: Output) -> Result<Exit, Error> {
	let command = text::read(&args.command)?;
	let key = Key::read(&args.secret_file).map_err(Error::Secret)?;
	let signed = tonnetz_gate::sign(&command.text, &key).map_err(|error| Error::Malformed {
		path: args.command.clone(),
		reason: format!("cannot be signed ({}): {error}", error.code()),
	})?;
	output.result(&Signed(signed))?;
	Ok(Exit::Success)
}
