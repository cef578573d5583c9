// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust target`: what commands are for.

use super::{
	list::columns,
	text,
	write::{call, Finalised, OfTarget, WriteArgs},
	TargetInfo,
};
use crate::{
	call::Account,
	chain::Chain,
	cli::{after_help, NodeArgs},
	error::{Error, Exit},
	key,
	output::{Output, Rows},
};
use clap::{Args, Subcommand};
use serde::Serialize;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::fmt::{self, Display};
use subxt::{
	ext::scale_encode::{EncodeAsFields, EncodeAsType},
	utils::Static,
};
use tonnetz_core::{
	cust::{Owner, TargetId},
	receipt::MAX_PAGE,
};

/// The commands of `tonnetz cust target`.
#[derive(Debug, Subcommand)]
pub enum TargetCommand {
	/// Create a target, as an operator, for a deposit
	///
	/// It is closed until tonnetz cust policy set. A shared one belongs to nobody: who governs creates
	/// it and sets its policy.
	#[command(
		after_help = after_help("tonnetz cust target create acme/web --suri-file operator.suri")
	)]
	Create(CreateArgs),

	/// Remove a target of yours that has no open commands; the deposit returns
	#[command(
		after_help = after_help("tonnetz cust target remove acme/web --suri-file operator.suri")
	)]
	Remove(ChangeArgs),

	/// Give a target to another operator, or make it shared, as the account that governs
	///
	/// The new owner bears its deposit. It has no policy then: it is closed until one is set.
	#[command(
		after_help = after_help(
			"tonnetz cust target reassign acme/web \
			 --to 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM --suri-file governor.suri"
		)
	)]
	Reassign(ReassignArgs),

	/// List all targets
	#[command(after_help = after_help("tonnetz cust target list --json"))]
	List(ListArgs),

	/// Show a target
	#[command(after_help = after_help("tonnetz cust target show acme/web"))]
	Show(ShowArgs),
}

/// `tonnetz cust target create`
#[derive(Args, Debug)]
pub struct CreateArgs {
	#[command(flatten)]
	change: ChangeArgs,

	/// Create a shared target, as the account that governs
	#[arg(long)]
	shared: bool,
}

/// `tonnetz cust target reassign`
#[derive(Args, Debug)]
pub struct ReassignArgs {
	#[command(flatten)]
	change: ChangeArgs,

	#[command(flatten)]
	owner: NewOwnerArgs,
}

/// Who is to own a target.
#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
pub struct NewOwnerArgs {
	/// The operator that is to own it
	#[arg(long, value_name = "SS58")]
	to: Option<String>,

	/// Nobody is to own it
	#[arg(long)]
	shared: bool,
}

/// Which target, and who changes it.
#[derive(Args, Debug)]
pub struct ChangeArgs {
	/// The name of the target: 1 to 64 of a-z, 0-9, `-`, `.` and `/`
	#[arg(value_name = "NAME", value_parser = text::target)]
	name: String,

	#[command(flatten)]
	write: WriteArgs,
}

/// `tonnetz cust target list`
#[derive(Args, Debug)]
pub struct ListArgs {
	/// Begin with this target, the `next` of an earlier answer
	#[arg(long, value_name = "ID", default_value_t = 0)]
	from: TargetId,

	#[command(flatten)]
	node: NodeArgs,
}

/// `tonnetz cust target show`
#[derive(Args, Debug)]
pub struct ShowArgs {
	/// The name of the target
	#[arg(value_name = "NAME", value_parser = text::target)]
	name: String,

	#[command(flatten)]
	node: NodeArgs,
}

/// The argument of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct CreateTarget {
	name: Vec<u8>,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct ReassignTarget {
	target: Vec<u8>,
	owner: Option<Account>,
}

/// A target as it is printed.
#[derive(Serialize)]
#[serde(transparent)]
struct Shown(TargetInfo);

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let Self(info) = self;
		Rows::new()
			.row("target", format!("{} ({})", text::visible(&info.name.to_lossy()), info.id))
			.row("owner", owner(&info.owner))
			.row("created", format!("at block {}", info.created))
			.row("policy", policy(info))
			.optional("last approved", info.last_approved.map(|block| format!("at block {block}")))
			.row("open", format!("{} commands", info.open))
			.row("unlisted", format!("{} refusals of planners not listed", info.unlisted_refusals))
			.fmt(f)
	}
}

fn owner(owner: &Owner<AccountId32>) -> String {
	match owner {
		Owner::Shared => "shared".to_owned(),
		Owner::Operator(account) => account.to_ss58check(),
	}
}

fn policy(info: &TargetInfo) -> String {
	let suspended = info.suspended.map(|suspension| match suspension.until {
		Some(until) => format!(", suspended until block {until}"),
		None => ", suspended".to_owned(),
	});
	match info.has_policy {
		true => format!("version {}{}", info.policy_version, suspended.unwrap_or_default()),
		false => "none: closed".to_owned(),
	}
}

/// Targets, and where the next ones are.
#[derive(Serialize)]
struct Table {
	targets: Vec<TargetInfo>,
	/// The `--from` that goes on where this ends; `None` at the end.
	next: Option<TargetId>,
}

impl Display for Table {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let titles = ["ID", "NAME", "OWNER", "OPEN", "POLICY"].map(str::to_owned);
		let lines = self.targets.iter().map(|info| {
			let name = text::visible(&info.name.to_lossy());
			[info.id.to_string(), name, owner(&info.owner), info.open.to_string(), policy(info)]
		});
		columns(f, [titles].into_iter().chain(lines).collect())?;
		match self.next {
			Some(next) => writeln!(f, "there are more: --from {next}"),
			None => Ok(()),
		}
	}
}

/// A finalised change of a target, as it is printed.
#[derive(Serialize)]
struct Changed {
	done: &'static str,
	name: String,
	/// The target after it, if it is still there.
	target: Option<TargetInfo>,
	#[serde(flatten)]
	finalised: Finalised,
}

impl Display for Changed {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let id = self.target.as_ref().map(|target| target.id);
		let rows = Rows::new().row("done", self.done).row("target", &self.name);
		self.finalised.rows(rows.optional("id", id)).fmt(f)
	}
}

/// Runs a command of `tonnetz cust target`.
pub async fn run(command: TargetCommand, output: Output) -> Result<Exit, Error> {
	match command {
		TargetCommand::Create(args) => {
			let call = CreateTarget { name: args.change.name.clone().into_bytes() };
			let name = if args.shared { "create_shared_target" } else { "create_target" };
			change(args.change, name, call, "created", output).await
		}
		TargetCommand::Remove(args) => {
			let call = OfTarget { target: args.name.clone().into_bytes() };
			change(args, "remove_target", call, "removed", output).await
		}
		TargetCommand::Reassign(args) => {
			let owner = args.owner.to.as_deref().map(key::account).transpose()?;
			let target = args.change.name.clone().into_bytes();
			let call = ReassignTarget { target, owner: owner.map(Static) };
			change(args.change, "reassign_target", call, "reassigned", output).await
		}
		TargetCommand::List(args) => list(args, output).await,
		TargetCommand::Show(args) => {
			let chain = Chain::connect(&args.node).await?;
			let at = chain.finalized_block().await?;
			output.result(&Shown(chain.known_target(&args.name, at).await?))?;
			Ok(Exit::Success)
		}
	}
}

async fn change(
	args: ChangeArgs,
	name: &'static str,
	arguments: impl EncodeAsFields,
	done: &'static str,
	output: Output,
) -> Result<Exit, Error> {
	let pair = args.write.key.pair()?;
	let chain = Chain::connect(&args.write.node).await?;
	let included = call(&chain, &pair, None, name, arguments).await?;
	let finalised = Finalised::new(&chain, pair.account_id(), &included);
	let target = chain.target(&args.name, included.block_hash).await?;
	output.result(&Changed { done, name: args.name, target, finalised })?;
	Ok(Exit::Success)
}

async fn list(args: ListArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	let page = chain.targets(args.from, MAX_PAGE, at.hash).await?;
	output.result(&Table { targets: page.items, next: page.next })?;
	Ok(Exit::Success)
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	fn info() -> TargetInfo {
		serde_json::from_value(json!({
			"id": 3,
			"name": "acme/web",
			"owner": {
				"kind": "operator",
				"account": "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM",
			},
			"created": 5,
			"policyVersion": 2,
			"hasPolicy": true,
			"suspended": { "since": 7, "until": 20 },
			"lastApproved": null,
			"open": 1,
			"unlistedRefusals": 4,
		}))
		.unwrap()
	}

	#[test]
	fn a_target_is_shown_with_its_policy() {
		let text = Shown(info()).to_string();
		assert!(text.contains("policy    version 2, suspended until block 20\n"), "{text}");
		assert!(text.contains("target    acme/web (3)\n"), "{text}");
		assert!(!text.contains("last approved"), "{text}");
		let closed = TargetInfo { has_policy: false, suspended: None, ..info() };
		assert!(Shown(closed).to_string().contains("policy    none: closed\n"));
	}

	#[test]
	fn targets_are_a_line_each() {
		let shared = TargetInfo { owner: Owner::Shared, suspended: None, ..info() };
		let text = Table { targets: vec![info(), shared], next: None }.to_string();
		let lines = text.lines().collect::<Vec<_>>();
		assert_eq!(lines.len(), 3);
		assert!(lines[1].starts_with("3   acme/web  5C4"), "{text}");
		assert!(lines[2].contains("  shared  ") && lines[2].ends_with("version 2"), "{text}");
	}
}
