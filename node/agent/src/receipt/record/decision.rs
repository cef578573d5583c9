// SPDX-License-Identifier: Apache-2.0

//! `tonnetz receipt record decision`

use super::attest::{attest, Attestation, Recorded};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key::source::KeyArgs,
	output::{hex, utc, Output},
	receipt::{decision, evidence::Evidence},
};
use clap::Args;
use serde::Serialize;
use std::{
	fmt::{self, Display},
	path::PathBuf,
	time::SystemTime,
};
use tonnetz_core::{
	receipt::{Kind, ReceiptId},
	BlockNumber,
};

/// A receipt of a decision.
#[derive(Args, Debug)]
pub struct DecisionArgs {
	/// What was asked
	#[arg(long, value_name = "FILE")]
	request: PathBuf,

	/// What was answered
	#[arg(long, value_name = "FILE")]
	response: PathBuf,

	/// When it was decided, Unix milliseconds; by default now
	#[arg(long, value_name = "UNIX_MS")]
	time: Option<u64>,

	/// Who or what decided; by default the name of the request's file
	#[arg(long, value_name = "NAME")]
	component: Option<String>,

	/// The receipt that this one derives from
	#[arg(long, value_name = "ID")]
	parent: Option<ReceiptId>,

	/// For how many blocks from now you vouch for it; without it, for ever
	#[arg(long, value_name = "BLOCKS", value_parser = clap::value_parser!(BlockNumber).range(1..))]
	expires: Option<BlockNumber>,

	#[command(flatten)]
	key: KeyArgs,

	#[command(flatten)]
	node: NodeArgs,
}

/// A recorded decision as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Decided {
	#[serde(flatten)]
	recorded: Recorded,
	request_digest: String,
	response_digest: String,
	/// Unix milliseconds.
	time: u64,
}

impl Display for Decided {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let time = format!("{} ({})", self.time, utc(self.time));
		self.recorded
			.rows()
			.row("request", &self.request_digest)
			.row("response", &self.response_digest)
			.row("time", time)
			.fmt(f)
	}
}

/// Runs the command.
pub async fn run(args: DecisionArgs, output: Output) -> Result<Exit, Error> {
	let request = Evidence::open(&args.request)?;
	let response = Evidence::open(&args.response)?;
	let subject_name = args.component.unwrap_or_else(|| request.name());
	let time = match args.time {
		Some(time) => time,
		None => now()?,
	};
	let pair = args.key.pair()?;
	let chain = Chain::connect(&args.node).await?;
	let (request, response) = (request.sha256().await?, response.sha256().await?);
	let attestation = Attestation {
		kind: Kind::Decision,
		subject_name,
		digest: decision::digest(request, response, time),
		parent: args.parent,
		uri: Some(decision::uri(time)),
		expires_in: args.expires,
	};
	output.result(&Decided {
		recorded: attest(&chain, &pair, attestation).await?,
		request_digest: hex(request),
		response_digest: hex(response),
		time,
	})?;
	Ok(Exit::Success)
}

/// The time of this machine, Unix milliseconds.
pub fn now() -> Result<u64, Error> {
	SystemTime::now()
		.duration_since(SystemTime::UNIX_EPOCH)
		.ok()
		.and_then(|since| u64::try_from(since.as_millis()).ok())
		.ok_or_else(|| Error::Usage("this machine's clock is before 1970: give --time".to_owned()))
}
