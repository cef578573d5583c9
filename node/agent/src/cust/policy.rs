// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust policy`: who may have what done to a target.

mod changes;
pub mod file;

use super::{
	duration, text,
	write::{call, Finalised, OfTarget, WriteArgs},
	Policy, PALLET,
};
use crate::{
	chain::Chain,
	cli::{after_help, NodeArgs},
	error::{Error, Exit},
	output::{hex, Output, Rows},
};
use changes::Changes;
use clap::{Args, Subcommand};
use serde::Serialize;
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use std::{
	fmt::{self, Display},
	path::PathBuf,
};
use subxt::{
	ext::{
		scale_decode::DecodeAsType,
		scale_encode::{EncodeAsFields, EncodeAsType},
	},
	utils::Static,
};
use tonnetz_core::{receipt::ReceiptId, BlockNumber};

/// The commands of `tonnetz cust policy`.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
	/// Show the policy of a target; with --json as tonnetz cust policy set reads it
	#[command(after_help = after_help("tonnetz cust policy show acme/web --json"))]
	Show(ShowArgs),

	/// Set the policy of a target of yours
	///
	/// The file is JSON: see docs/CUST.md. It is checked here before anything is submitted, and what
	/// changes is shown. Commands that are open are judged again under the new policy.
	#[command(
		after_help = after_help(
			"tonnetz cust policy set acme/web --file policy.json --suri-file operator.suri"
		)
	)]
	Set(SetArgs),

	/// Put the policy of a target out of force, as the account that governs
	///
	/// While it is, every command is refused; open ones are when they are approved or claimed.
	#[command(
		after_help = after_help(
			"tonnetz cust policy suspend acme/web --until 90000 --suri-file governor.suri"
		)
	)]
	Suspend(SuspendArgs),

	/// Put the policy of a target in force again, as the account that governs
	#[command(
		after_help = after_help("tonnetz cust policy resume acme/web --suri-file governor.suri")
	)]
	Resume(ResumeArgs),
}

/// `tonnetz cust policy show`
#[derive(Args, Debug)]
pub struct ShowArgs {
	/// The name of the target
	#[arg(value_name = "TARGET", value_parser = text::target)]
	target: String,

	#[command(flatten)]
	node: NodeArgs,
}

/// `tonnetz cust policy set`
#[derive(Args, Debug)]
pub struct SetArgs {
	/// The name of the target
	#[arg(value_name = "TARGET", value_parser = text::target)]
	target: String,

	/// The policy
	#[arg(long, value_name = "FILE")]
	file: PathBuf,

	/// Show what would change, and change nothing
	#[arg(long)]
	dry_run: bool,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz cust policy suspend`
#[derive(Args, Debug)]
pub struct SuspendArgs {
	/// The name of the target
	#[arg(value_name = "TARGET", value_parser = text::target)]
	target: String,

	/// The block at which it is in force again; without it, until tonnetz cust policy resume
	#[arg(long, value_name = "BLOCK")]
	until: Option<BlockNumber>,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz cust policy resume`
#[derive(Args, Debug)]
pub struct ResumeArgs {
	/// The name of the target
	#[arg(value_name = "TARGET", value_parser = text::target)]
	target: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct SuspendPolicy {
	target: Vec<u8>,
	until: Option<BlockNumber>,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct SetPolicy {
	target: Vec<u8>,
	// Its encoding is wire format.
	policy: Static<Policy>,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct PolicySet {
	version: u32,
	digest: Static<H256>,
	receipt: ReceiptId,
}

/// A policy as it is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown(Policy);

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self(policy) = self;
		let accounts = |accounts: &[AccountId32]| match accounts {
			[] => "nobody".to_owned(),
			some => some.iter().map(Ss58Codec::to_ss58check).collect::<Vec<_>>().join(", "),
		};
		Rows::new()
			.row("version", policy.version)
			.row("planners", accounts(&policy.planners))
			.row("executors", accounts(&policy.executors))
			.row("approvers", accounts(&policy.approvers))
			.row("approvals", policy.approvals)
			.row("destructive", if policy.destructive { "yes" } else { "no" })
			.optional("model", policy.model)
			.row("operations", format!("at most {} in a command", policy.max_operations))
			.row("time to live", duration::show(policy.time_to_live))
			.row("approval timeout", duration::show(policy.approval_timeout))
			.row("max runtime", duration::show(policy.max_runtime))
			.row("cooldown", duration::show(policy.cooldown))
			.fmt(f)?;
		let mut list = |title: &str, lines: Vec<String>| {
			writeln!(f, "{title}:{}", if lines.is_empty() { " none" } else { "" })?;
			lines.iter().try_for_each(|line| writeln!(f, "  {line}"))
		};
		let json = |rule| serde_json::to_string(rule).map_err(|_| fmt::Error);
		let rules = policy.operations.iter().map(json).collect::<Result<Vec<_>, _>>()?;
		list("rules", rules.iter().map(|rule| text::visible(rule)).collect())?;
		let globs = [("paths allowed", &policy.path_allow), ("paths denied", &policy.path_deny)];
		globs.into_iter().try_for_each(|(title, globs)| {
			list(title, globs.iter().map(|glob| text::visible(&glob.to_lossy())).collect())
		})
	}
}

/// What would change, as it is printed.
#[derive(Serialize)]
struct Preview {
	target: String,
	changes: Changes,
}

impl Display for Preview {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.changes.fmt(f)
	}
}

/// A policy that was set, as it is printed.
#[derive(Serialize)]
struct Set {
	target: String,
	version: u32,
	digest: H256,
	receipt: ReceiptId,
	changes: Changes,
	#[serde(flatten)]
	finalised: Finalised,
}

/// A policy that was put out of force, or in force again, as it is printed.
#[derive(Serialize)]
struct Done {
	done: &'static str,
	target: String,
	#[serde(flatten)]
	finalised: Finalised,
}

impl Display for Done {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let rows = Rows::new().row("done", self.done).row("target", &self.target);
		self.finalised.rows(rows).fmt(f)
	}
}

impl Display for Set {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let rows = Rows::new()
			.row("target", &self.target)
			.row("version", self.version)
			.row("digest", hex(self.digest))
			.row("receipt", self.receipt);
		write!(f, "{}{}", self.finalised.rows(rows), self.changes)
	}
}

/// Runs a command of `tonnetz cust policy`.
pub async fn run(command: PolicyCommand, output: Output) -> Result<Exit, Error> {
	match command {
		PolicyCommand::Show(args) => show(args, output).await,
		PolicyCommand::Set(args) => set(args, output).await,
		PolicyCommand::Suspend(SuspendArgs { target, until, write }) => {
			let arguments = SuspendPolicy { target: target.clone().into_bytes(), until };
			change(target, write, "suspend_policy", arguments, "suspended", output).await
		}
		PolicyCommand::Resume(ResumeArgs { target, write }) => {
			let arguments = OfTarget { target: target.clone().into_bytes() };
			change(target, write, "resume_policy", arguments, "resumed", output).await
		}
	}
}

async fn show(args: ShowArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	chain.known_target(&args.target, at).await?;
	let policy = chain.policy(&args.target, at.hash).await?.ok_or_else(|| Error::Unknown {
		what: format!("policy of target {}", args.target),
		block: at.number,
		remedy: "the target is closed until its owner sets one with tonnetz cust policy set",
	})?;
	output.result(&Shown(policy))?;
	Ok(Exit::Success)
}

async fn set(args: SetArgs, output: Output) -> Result<Exit, Error> {
	let policy = file::read(&args.file)?;
	let chain = Chain::connect(&args.write.node).await?;
	let at = chain.finalized_block().await?;
	chain.known_target(&args.target, at).await?;
	let before = chain.policy(&args.target, at.hash).await?;
	let changes = Changes::between(before.as_ref(), &policy)?;
	if args.dry_run {
		output.result(&Preview { target: args.target, changes })?;
		return Ok(Exit::Success);
	}
	let pair = args.write.key.pair()?;
	let arguments = SetPolicy { target: args.target.clone().into_bytes(), policy: Static(policy) };
	let included = call(&chain, &pair, None, "set_policy", arguments).await?;
	let set: PolicySet =
		included.event(PALLET, "PolicySet").map_err(|reason| chain.mismatch(reason))?;
	output.result(&Set {
		target: args.target,
		version: set.version,
		digest: set.digest.0,
		receipt: set.receipt,
		changes,
		finalised: Finalised::new(&chain, pair.account_id(), &included),
	})?;
	Ok(Exit::Success)
}

async fn change(
	target: String,
	write: WriteArgs,
	name: &'static str,
	arguments: impl EncodeAsFields,
	done: &'static str,
	output: Output,
) -> Result<Exit, Error> {
	let pair = write.key.pair()?;
	let chain = Chain::connect(&write.node).await?;
	let included = call(&chain, &pair, None, name, arguments).await?;
	let finalised = Finalised::new(&chain, pair.account_id(), &included);
	output.result(&Done { done, target, finalised })?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_policy_is_shown_in_full() {
		let text = Shown(file::tests::policy()).to_string();
		for line in [
			"approvals         1\n",
			"time to live      100 blocks (5m)\n",
			"cooldown          0 blocks\n",
			"rules:\n  {\"operation\":\"vercel/deploy\",\"prod\":true}\n",
			"paths allowed:\n  src/**\n",
			"paths denied: none\n",
		] {
			assert!(text.contains(line), "{line:?} in {text}");
		}
	}

	#[test]
	fn what_is_shown_as_json_can_be_set_again() {
		let policy = file::tests::policy();
		let json = serde_json::to_string(&Shown(policy.clone())).unwrap();
		assert_eq!(file::tests::read_text(&json).unwrap(), policy);
	}
}
