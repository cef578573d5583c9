// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust submit`: a command straight to the chain, without a gate.

use super::{
	duration, text,
	verdict::Verdict,
	write::{call, Finalised, RealArgs, WriteArgs},
	PALLET,
};
use crate::{
	chain::{Chain, Included},
	error::{Error, Exit},
	output::{hex, Output, Rows},
};
use clap::Args;
use serde::Serialize;
use sp_core::{crypto::Ss58Codec, H256};
use std::{
	fmt::{self, Display},
	path::PathBuf,
};
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use tonnetz_core::{
	cust::{self, Command, CommandId, Reason},
	receipt::ReceiptId,
	units::MINUTES,
	AccountId, BlockNumber,
};

/// For how many blocks a command can be claimed, if the policy allows it and nothing else is asked
/// for.
const EXPIRES_IN: BlockNumber = 10 * MINUTES;

/// `tonnetz cust submit`
#[derive(Args, Debug)]
pub struct SubmitArgs {
	/// The command, with or without a signature, which the chain does not look at
	#[arg(value_name = "FILE")]
	command: PathBuf,

	/// How long the command can be claimed; by default 10m, or less if the policy says so
	#[arg(long, value_name = "TIME", value_parser = duration::parse)]
	expires_in: Option<BlockNumber>,

	#[command(flatten)]
	real: RealArgs,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Submit {
	/// The command.
	// Its encoding is wire format.
	pub command: Static<Command>,
	/// The planner's next nonce for the target.
	pub nonce: u64,
	/// The first block at which the command is void.
	pub expires_at: BlockNumber,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Submitted {
	id: CommandId,
	verdict: Static<cust::Verdict>,
	receipt: ReceiptId,
}

/// What the event tells of a submission that became no command.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct SubmissionRefused {
	reason: Static<Reason>,
}

/// What the chain made of a submission.
pub struct Judged {
	/// The number of the command; `None` if it became none.
	pub id: Option<CommandId>,
	/// The verdict.
	pub verdict: cust::Verdict,
	/// The planner's receipt; `None` if it became no command.
	pub receipt: Option<ReceiptId>,
}

/// A submission as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
	id: Option<CommandId>,
	#[serde(flatten)]
	verdict: Verdict,
	receipt: Option<ReceiptId>,
	target: String,
	digest: H256,
	planner: AccountId,
	nonce: u64,
	expires_at: BlockNumber,
	#[serde(flatten)]
	finalised: Finalised,
}

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let rows = Rows::new()
			.row("command", self.id.map_or_else(|| "none".to_owned(), |id| id.to_string()))
			.row("verdict", &self.verdict)
			.optional("receipt", self.receipt)
			.row("target", &self.target)
			.row("digest", hex(self.digest))
			.row("planner", self.planner.to_ss58check())
			.row("nonce", self.nonce)
			.row("expires", format!("at block {}", self.expires_at));
		self.finalised.rows(rows).fmt(f)
	}
}

/// Runs the command.
pub async fn run(args: SubmitArgs, output: Output) -> Result<Exit, Error> {
	let command = text::read(&args.command)?.parsed.command;
	let real = args.real.account()?;
	let pair = args.write.key.pair()?;
	let chain = Chain::connect(&args.write.node).await?;
	let planner = real.clone().unwrap_or_else(|| pair.account_id());
	let target = command.target.to_lossy().into_owned();
	let expires_in = match args.expires_in {
		Some(blocks) => blocks,
		None => default_expiry(&chain, &target).await?,
	};
	let nonce = chain.next_nonce(&target, &planner).await?;
	let expires_at = chain.best_number().await?.saturating_add(expires_in);
	let digest = command.digest();
	let arguments = Submit { command: Static(command), nonce, expires_at };
	let included = call(&chain, &pair, real.as_ref(), "submit", arguments).await?;
	let Judged { id, verdict, receipt } =
		judged(&included).map_err(|reason| chain.mismatch(reason))?;
	let shown = Shown {
		id,
		verdict: verdict.into(),
		receipt,
		target,
		digest,
		planner,
		nonce,
		expires_at,
		finalised: Finalised::new(&chain, pair.account_id(), &included),
	};
	output.result(&shown)?;
	Ok(shown.verdict.exit())
}

/// As long as the policy allows, up to [`EXPIRES_IN`]. A target without a policy refuses the command
/// whatever its expiry.
async fn default_expiry(chain: &Chain, target: &str) -> Result<BlockNumber, Error> {
	let at = chain.finalized_block().await?;
	let policy = chain.policy(target, at.hash).await?;
	Ok(policy.map_or(EXPIRES_IN, |policy| policy.time_to_live.min(EXPIRES_IN)))
}

/// What the chain made of a submission, by its events.
pub fn judged(included: &Included) -> Result<Judged, String> {
	let refused: Option<SubmissionRefused> = included.find(PALLET, "SubmissionRefused")?;
	if let Some(SubmissionRefused { reason }) = refused {
		return Ok(Judged { id: None, verdict: cust::Verdict::Refused(reason.0), receipt: None });
	}
	let Submitted { id, verdict, receipt } = included.event(PALLET, "Submitted")?;
	Ok(Judged { id: Some(id), verdict: verdict.0, receipt: Some(receipt) })
}
