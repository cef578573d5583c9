// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification artifact` and `tonnetz certification criteria`

use super::{kind, PALLET};
use crate::{
	call::Caller,
	chain::Chain,
	cli::{after_help, NodeArgs},
	cust::write::WriteArgs,
	error::{Error, Exit},
	output::{Output, Rows},
};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::fmt::{self, Display};
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use tonnetz_core::{
	certification::{ArtifactInfo, ArtifactTier},
	receipt::ReceiptId,
};

/// `tonnetz certification artifact`
#[derive(Args, Debug)]
pub struct ArtifactArgs {
	/// The number of the artifact's receipt
	#[arg(value_name = "RECEIPT")]
	receipt: ReceiptId,

	#[command(flatten)]
	node: NodeArgs,
}

/// The commands of `tonnetz certification criteria`.
#[derive(Debug, Subcommand)]
pub enum CriteriaCommand {
	/// Attest that an artifact meets the criteria of a tier, which you checked
	///
	/// bronze: 10 downloads, 1 review, basic tests; silver: 100, 3, comprehensive; gold: 1000, 5,
	/// exhaustive, and an impact.
	#[command(
		after_help = after_help(
			"tonnetz certification criteria attest 42 bronze --suri-file verifier.suri"
		)
	)]
	Attest(AttestArgs),
}

/// `tonnetz certification criteria attest`
#[derive(Args, Debug)]
pub struct AttestArgs {
	/// The number of the artifact's receipt
	#[arg(value_name = "RECEIPT")]
	receipt: ReceiptId,

	/// The tier
	#[arg(value_name = "TIER", value_parser = kind::tier())]
	tier: ArtifactTier,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct AttestCriteria {
	artifact: ReceiptId,
	// Its encoding is wire format.
	tier: Static<ArtifactTier>,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct CriteriaAttested {
	receipt: ReceiptId,
}

/// An artifact as it is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown(ArtifactInfo);

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self(info) = self;
		let tier = match (info.tier, info.revoked) {
			(Some(tier), _) => tier.name(),
			(None, true) => "none: its receipt is revoked",
			(None, false) => "none",
		};
		Rows::new()
			.row("receipt", info.receipt)
			.row("tier", tier)
			.row("criteria", format!("of {}", info.criteria.name()))
			.optional("raised by", info.raised_by.map(|id| format!("ceremony {id}")))
			.optional("open", info.open.map(|id| format!("ceremony {id}")))
			.fmt(f)
	}
}

/// Runs `tonnetz certification artifact`.
pub async fn run(args: ArtifactArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	output.result(&Shown(chain.known_artifact(args.receipt, at).await?))?;
	Ok(Exit::Success)
}

/// Runs `tonnetz certification criteria attest`.
pub async fn criteria(command: CriteriaCommand, output: Output) -> Result<Exit, Error> {
	let CriteriaCommand::Attest(args) = command;
	let caller = Caller::new(&args.write, None).await?;
	let call = AttestCriteria { artifact: args.receipt, tier: Static(args.tier) };
	let made = caller.call(PALLET, "attest_criteria", call).await?;
	let CriteriaAttested { receipt } = made.event(PALLET, "CriteriaAttested")?;
	let done = made.done("attested").fact("artifact", args.receipt);
	output.result(&done.fact("tier", args.tier.name()).fact("receipt", receipt))?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_revoked_artifact_has_no_tier() {
		let info = ArtifactInfo {
			receipt: 42,
			tier: Some(ArtifactTier::Silver),
			criteria: ArtifactTier::Gold,
			raised_by: Some(3),
			open: None,
			revoked: false,
		};
		let text = Shown(info.clone()).to_string();
		assert_eq!(
			text,
			"receipt    42\ntier       silver\ncriteria   of gold\nraised by  ceremony 3\n"
		);
		let text = Shown(ArtifactInfo { tier: None, revoked: true, ..info }).to_string();
		assert!(text.contains("tier       none: its receipt is revoked\n"), "{text}");
	}
}
