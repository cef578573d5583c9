// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification tier`

use super::{kind, TierInfo};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key,
	output::{Output, Rows},
};
use clap::Args;
use serde::Serialize;
use std::fmt::{self, Display};
use tonnetz_core::certification::EvidenceKind;

/// `tonnetz certification tier`
#[derive(Args, Debug)]
pub struct TierArgs {
	/// The operator's account
	#[arg(value_name = "SS58")]
	account: String,

	#[command(flatten)]
	node: NodeArgs,
}

/// A tier as it is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown(TierInfo);

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self(info) = self;
		let next = EvidenceKind::ALL.into_iter().find(|kind| kind.tier() > info.tier);
		let next =
			next.map(|kind| format!("{} needs {}", kind.tier().name(), kind::evidence_name(kind)));
		Rows::new()
			.row("tier", info.tier.name())
			.row("multiplier", format!("{} of 10000", info.multiplier))
			.row("points", format!("{} in governance", info.points))
			.optional("lapses", info.lapses.map(|block| format!("at block {block}")))
			.optional("next", next)
			.fmt(f)
	}
}

/// Runs the command.
pub async fn run(args: TierArgs, output: Output) -> Result<Exit, Error> {
	let account = key::account(&args.account)?;
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	output.result(&Shown(chain.tier(&account, at.hash).await?))?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::*;
	use tonnetz_core::certification::Tier;

	fn shown(tier: Tier, lapses: Option<u32>) -> String {
		let (multiplier, points) = (tier.multiplier(), tier.points());
		Shown(TierInfo { tier, multiplier, points, lapses }).to_string()
	}

	#[test]
	fn a_tier_tells_what_the_next_one_needs() {
		let text = shown(Tier::T0, None);
		assert!(text.contains("next        t1 needs kyc\n") && !text.contains("lapses"), "{text}");
		let text = shown(Tier::T1, Some(900));
		assert!(text.contains("multiplier  10000 of 10000\n"), "{text}");
		assert!(text.contains("lapses      at block 900\n"), "{text}");
		assert!(text.contains("next        t2 needs hardware-key\n"), "{text}");
		assert!(!shown(Tier::T5, Some(900)).contains("next"));
	}
}
