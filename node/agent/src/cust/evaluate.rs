// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust evaluate`: what would become of a command.

mod offline;

use super::{text, verdict::Verdict, DryRun};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	key,
	output::{hex, Output, Rows},
};
use clap::Args;
use offline::OfflineArgs;
use serde::Serialize;
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use std::{
	fmt::{self, Display},
	path::PathBuf,
};
use tonnetz_core::BlockNumber;

/// `tonnetz cust evaluate`
#[derive(Args, Debug)]
pub struct EvaluateArgs {
	/// The command, with or without a signature, which is not looked at
	#[arg(value_name = "FILE")]
	command: PathBuf,

	/// Who would submit it
	#[arg(long, value_name = "SS58")]
	planner: String,

	/// The nonce that it would be submitted with; by default the planner's next
	#[arg(long, value_name = "N")]
	nonce: Option<u64>,

	/// The first block at which it would be void; by default as late as the policy allows
	#[arg(long, value_name = "BLOCK")]
	expires_at: Option<BlockNumber>,

	#[command(flatten)]
	offline: OfflineArgs,

	#[command(flatten)]
	node: NodeArgs,
}

/// A verdict and what it was computed from, as they are printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
	#[serde(flatten)]
	verdict: Verdict,
	target: String,
	planner: AccountId32,
	digest: H256,
	/// `None` if no nonce was compared.
	nonce: Option<u64>,
	expires_at: BlockNumber,
	policy_version: Option<u32>,
}

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		Rows::new()
			.row("verdict", &self.verdict)
			.row("target", &self.target)
			.row("planner", self.planner.to_ss58check())
			.row("digest", hex(self.digest))
			.optional("nonce", self.nonce)
			.row("expires", format!("at block {}", self.expires_at))
			.optional("policy", self.policy_version.map(|version| format!("version {version}")))
			.fmt(f)
	}
}

/// Runs the command.
pub async fn run(args: EvaluateArgs, output: Output) -> Result<Exit, Error> {
	let command = text::read(&args.command)?;
	let planner = key::account(&args.planner)?;
	let target = command.parsed.command.target.to_lossy().into_owned();
	let EvaluateArgs { nonce, expires_at, offline, .. } = args;
	let (verdict, digest, nonce, expires_at, policy_version) = if offline.offline {
		let command = &command.parsed.command;
		let judged = offline.judge(command, &planner, nonce, expires_at)?;
		(judged.verdict, command.digest(), nonce, judged.expires_at, judged.policy_version)
	} else {
		let chain = Chain::connect(&args.node).await?;
		let DryRun { verdict, digest, nonce, expires_at, policy_version } =
			chain.dry_run(&command.text, &planner, nonce, expires_at).await?;
		(verdict, digest, Some(nonce), expires_at, policy_version)
	};
	let verdict = verdict.into();
	let shown = Shown { verdict, target, planner, digest, nonce, expires_at, policy_version };
	output.result(&shown)?;
	Ok(shown.verdict.exit())
}
