// SPDX-License-Identifier: Apache-2.0

//! `tonnetz coherence report`

use super::{reads, samples};
use crate::{
	call::Caller,
	cust::write::{RealArgs, WriteArgs},
	error::{Error, Exit},
	output::{hex, Output},
	signal::PALLET,
};
use clap::Args;
use std::path::PathBuf;
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use tonnetz_core::{
	coherence::{decimal, Corridor, Measurement, State},
	receipt::ReceiptId,
};

/// `tonnetz coherence report`
#[derive(Args, Debug)]
pub struct ReportArgs {
	/// The identifier of the session, byte by byte as the others have it; or its 0x hash
	#[arg(value_name = "SESSION")]
	session: String,

	/// The signal: a JSON array of numbers, or numbers apart by white space; 1 to 1024 of them
	#[arg(long, value_name = "FILE")]
	samples: PathBuf,

	/// How often samples were taken, in Hz; 0 if that is not stated. It does not change the ratio
	#[arg(long, value_name = "HZ", default_value = "0", value_parser = rate)]
	sampling_rate: u128,

	#[command(flatten)]
	real: RealArgs,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name. Numbers are in units of 10^-18.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct ReportCoherence {
	session: [u8; 32],
	samples: Vec<u128>,
	sampling_rate: u128,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct CoherenceReported {
	state: Static<State>,
	number: u64,
	receipt: ReceiptId,
}

/// What another event tells, once there are enough reporters.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct SessionMeasured {
	reporters: u32,
}

/// Runs the command.
pub async fn run(args: ReportArgs, output: Output) -> Result<Exit, Error> {
	let session = reads::session(&args.session)?;
	// By the default corridor: the chain tells where the ratio lies to that of the session.
	let Measurement { samples, ratio, .. } = samples::measure(&args.samples, Corridor::default())?;
	let caller = Caller::new(&args.write, args.real.account()?).await?;
	let call = ReportCoherence {
		session: session.0,
		samples: samples.into_iter().map(|sample| sample.into_inner()).collect(),
		sampling_rate: args.sampling_rate,
	};
	let made = caller.call(PALLET, "report_coherence", call).await?;
	let CoherenceReported { state, number, receipt } = made.event(PALLET, "CoherenceReported")?;
	let measured: Option<SessionMeasured> = made.find(PALLET, "SessionMeasured")?;
	let done = made
		.done("reported")
		.fact("session", hex(session))
		.fact("ratio", decimal::from_unsigned(ratio))
		.fact("state", state.0.name())
		.fact("number", number)
		.fact("receipt", receipt)
		.optional("reporters", measured.map(|measured| measured.reporters));
	output.result(&done)?;
	Ok(Exit::Success)
}

fn rate(text: &str) -> Result<u128, String> {
	let rate = decimal::parse_unsigned(text).map_err(|fault| fault.to_string())?;
	Ok(rate.into_inner())
}
