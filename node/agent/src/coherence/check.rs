// SPDX-License-Identifier: Apache-2.0

//! `tonnetz coherence check`: the ratio of a signal, computed here.

use super::{corridor::corridor, samples};
use crate::{
	error::{Error, Exit},
	output::{Output, Rows},
};
use clap::Args;
use serde::Serialize;
use std::{
	fmt::{self, Display},
	path::PathBuf,
};
use tonnetz_core::coherence::{decimal, Corridor, State};

/// `tonnetz coherence check`
#[derive(Args, Debug)]
pub struct CheckArgs {
	/// The signal: a JSON array of numbers, or numbers apart by white space; 1 to 1024 of them
	#[arg(value_name = "FILE")]
	signal: PathBuf,

	/// The lowest coherent ratio, 0.5 to 0.8; by default the inverse golden ratio
	#[arg(long, value_name = "NUMBER")]
	lower: Option<String>,

	/// The highest coherent ratio, 0.5 to 0.8; by default two thirds
	#[arg(long, value_name = "NUMBER")]
	upper: Option<String>,
}

/// A measurement as it is printed, with the names of the agent's HTTP endpoint.
#[derive(Serialize)]
struct Checked {
	coherence_ratio: String,
	in_corridor: bool,
	state: State,
	interpretation: &'static str,
	samples: usize,
	corridor: Corridor,
}

impl Display for Checked {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Corridor { lower, upper } = self.corridor;
		let (lower, upper) = (decimal::from_unsigned(lower), decimal::from_unsigned(upper));
		Rows::new()
			.row("ratio", &self.coherence_ratio)
			.row("state", self.state.name())
			.row("corridor", format!("{lower} to {upper}"))
			.row("samples", self.samples)
			.row("meaning", self.interpretation)
			.fmt(f)
	}
}

/// Runs the command.
pub fn run(args: &CheckArgs, output: Output) -> Result<Exit, Error> {
	let corridor = corridor(args.lower.as_deref(), args.upper.as_deref())?;
	let measured = samples::measure(&args.signal, corridor)?;
	output.result(&Checked {
		coherence_ratio: decimal::from_unsigned(measured.ratio),
		in_corridor: measured.state.in_corridor(),
		state: measured.state,
		interpretation: measured.state.interpretation(),
		samples: measured.samples.len(),
		corridor: measured.corridor,
	})?;
	Ok(Exit::Success)
}
