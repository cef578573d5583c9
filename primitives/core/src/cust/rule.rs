// SPDX-License-Identifier: Apache-2.0

//! Operation rules: which operations a policy allows, with which arguments.

use super::{
	command::{Command, GlobText},
	glob::{Case, Glob, Subject},
	operation::{Name, Operation},
	reason::Reason,
	text::Text,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::ConstU32;
use sp_runtime::BoundedVec;

/// The most entries of one list of a rule.
pub const MAX_RULE_ENTRIES: u32 = 8;

/// A list of a rule. An empty one allows nothing.
pub type Entries<T> = BoundedVec<T, ConstU32<MAX_RULE_ENTRIES>>;

/// Allows one type and action, with these arguments. A policy may hold several rules of one type:
/// each allows by itself. Append-only; indices are those of [`Operation`].
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(tag = "operation", deny_unknown_fields, rename_all_fields = "camelCase")]
pub enum Rule {
	/// For `git/commit_and_push`. Force is never allowed.
	#[codec(index = 0)]
	#[serde(rename = "git/commit_and_push")]
	GitCommitAndPush {
		/// Globs of branches.
		branches: Entries<GlobText>,
		/// What a message may begin with. The empty prefix allows every message.
		message_prefixes: Entries<Text<64>>,
	},
	/// For `vercel/deploy`. A preview is allowed by any such rule.
	#[codec(index = 1)]
	#[serde(rename = "vercel/deploy")]
	VercelDeploy {
		/// Whether production is allowed.
		prod: bool,
	},
	/// For `service/restart`.
	#[codec(index = 2)]
	#[serde(rename = "service/restart")]
	ServiceRestart {
		/// The services.
		names: Entries<Name>,
	},
	/// For `container/network_connect`: any of these containers to any of these networks.
	#[codec(index = 3)]
	#[serde(rename = "container/network_connect")]
	ContainerNetworkConnect {
		/// The containers.
		containers: Entries<Name>,
		/// The networks.
		networks: Entries<Name>,
		/// The aliases. A command without an alias needs none of them.
		#[serde(default)]
		aliases: Entries<Name>,
	},
	/// For `hook/run`.
	#[codec(index = 4)]
	#[serde(rename = "hook/run")]
	HookRun {
		/// The hooks.
		names: Entries<Name>,
	},
}

/// The rules of a policy with their globs read, for the operations of one command.
pub(super) struct Rules<'a>(Vec<(&'a Rule, Vec<Glob>)>);

impl<'a> Rules<'a> {
	/// A glob that cannot be read, which [`Policy::check`](super::Policy::check) keeps out, allows
	/// nothing. Globs are read only if the command has an operation that they are for.
	pub fn new(rules: &'a [Rule], command: &Command) -> Self {
		let pushes =
			command.operations.iter().any(|one| matches!(one, Operation::GitCommitAndPush { .. }));
		let read = |rule: &'a Rule| match rule {
			Rule::GitCommitAndPush { branches, .. } if pushes => (
				rule,
				branches
					.iter()
					.filter_map(|glob| Glob::new(glob.as_bytes(), Case::Exact).ok())
					.collect(),
			),
			_ => (rule, Vec::new()),
		};
		Self(rules.iter().map(read).collect())
	}

	/// Whether a rule allows the operation. If none does, the reason is that of the rule which came
	/// furthest: a message is refused only where the branch was allowed.
	pub fn judge(&self, operation: &Operation) -> Result<(), Reason> {
		if let Operation::GitCommitAndPush { force: Some(true), .. } = operation {
			return Err(Reason::ForceNotAllowed);
		}
		let branch = match operation {
			Operation::GitCommitAndPush { branch, .. } => branch.as_str().and_then(Subject::new),
			_ => None,
		};
		let mut refusal = Reason::OperationNotAllowed;
		for (rule, globs) in &self.0 {
			match judge(rule, globs, operation, branch.as_ref()) {
				Ok(()) => return Ok(()),
				// Reasons stand in the order in which a rule checks.
				Err(reason) => refusal = refusal.max(reason),
			}
		}
		Err(refusal)
	}
}

fn judge(
	rule: &Rule,
	globs: &[Glob],
	operation: &Operation,
	branch: Option<&Subject<'_>>,
) -> Result<(), Reason> {
	let demand = |holds: bool, reason| if holds { Ok(()) } else { Err(reason) };
	match (rule, operation) {
		(
			Rule::GitCommitAndPush { message_prefixes, .. },
			Operation::GitCommitAndPush { message, .. },
		) => {
			let allowed =
				branch.is_some_and(|branch| globs.iter().any(|glob| glob.matches(branch)));
			demand(allowed, Reason::BranchNotAllowed)?;
			let message = message.as_bytes();
			demand(
				message_prefixes.iter().any(|prefix| message.starts_with(prefix.as_bytes())),
				Reason::MessageNotAllowed,
			)
		}
		(Rule::VercelDeploy { prod: allowed }, Operation::VercelDeploy { prod }) => {
			demand(*allowed || *prod != Some(true), Reason::ProdNotAllowed)
		}
		(Rule::ServiceRestart { names }, Operation::ServiceRestart { name })
		| (Rule::HookRun { names }, Operation::HookRun { name }) => {
			demand(names.contains(name), Reason::NameNotAllowed)
		}
		(
			Rule::ContainerNetworkConnect { containers, networks, aliases },
			Operation::ContainerNetworkConnect { container, network, alias },
		) => {
			demand(containers.contains(container), Reason::NameNotAllowed)?;
			demand(networks.contains(network), Reason::NetworkNotAllowed)?;
			demand(
				alias.as_ref().is_none_or(|alias| aliases.contains(alias)),
				Reason::AliasNotAllowed,
			)
		}
		_ => Err(Reason::OperationNotAllowed),
	}
}
