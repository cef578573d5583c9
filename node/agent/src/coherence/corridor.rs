// SPDX-License-Identifier: Apache-2.0

//! `tonnetz coherence set-corridor`

use crate::{
	call::Caller,
	cust::write::WriteArgs,
	error::{Error, Exit},
	output::Output,
	signal::PALLET,
};
use clap::Args;
use subxt::ext::scale_encode::EncodeAsType;
use tonnetz_core::coherence::{decimal, Corridor};

/// `tonnetz coherence set-corridor`
#[derive(Args, Debug)]
pub struct SetCorridorArgs {
	/// The lowest coherent ratio, 0.5 to 0.8
	#[arg(long, value_name = "NUMBER")]
	lower: String,

	/// The highest coherent ratio, 0.5 to 0.8
	#[arg(long, value_name = "NUMBER")]
	upper: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name. Numbers are in units of 10^-18.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct SetCorridor {
	lower: u128,
	upper: u128,
}

/// Runs the command.
pub async fn run(args: SetCorridorArgs, output: Output) -> Result<Exit, Error> {
	let Corridor { lower, upper } = corridor(Some(&args.lower), Some(&args.upper))?;
	let caller = Caller::new(&args.write, None).await?;
	let call = SetCorridor { lower: lower.into_inner(), upper: upper.into_inner() };
	let made = caller.call(PALLET, "set_corridor", call).await?;
	let done = made.done("set").fact("lower", decimal::from_unsigned(lower));
	output.result(&done.fact("upper", decimal::from_unsigned(upper)))?;
	Ok(Exit::Success)
}

/// The corridor of these bounds, each by default that of the corridor by default.
pub fn corridor(given_lower: Option<&str>, given_upper: Option<&str>) -> Result<Corridor, Error> {
	let Corridor { mut lower, mut upper } = Corridor::default();
	for (bound, given, name) in
		[(&mut lower, given_lower, "--lower"), (&mut upper, given_upper, "--upper")]
	{
		if let Some(text) = given {
			*bound = decimal::parse_unsigned(text)
				.map_err(|fault| Error::Usage(format!("{name}: {fault}")))?;
		}
	}
	Corridor::new(lower, upper).map_err(|fault| Error::Usage(fault.to_string()))
}
