// SPDX-License-Identifier: Apache-2.0

//! Operations: the closed set of what a command can ask for.

use super::{
	command::{fits, member, string, Malformed},
	json::Value,
	text::{Form, Text},
};
use alloc::{vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// The name of a git branch: 1 to 128 bytes.
pub type Branch = Text<128>;

/// The message of a commit: 1 to 1,024 bytes.
pub type Message = Text<1024>;

/// The name of a service, hook, container or network: 1 to 64 bytes.
pub type Name = Text<64>;

/// One step of a command. Closed and append-only: an unknown type or action is refused.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Operation {
	/// `git/commit_and_push`: commits what the checkout of the target has changed and pushes it.
	#[codec(index = 0)]
	GitCommitAndPush {
		/// The branch that is pushed to.
		branch: Branch,
		/// The message of the commit.
		message: Message,
		/// Whether history may be rewritten. There is no policy that allows it; the field is here so
		/// that asking for it is refused by that name.
		force: Option<bool>,
	},
	/// `vercel/deploy`: deploys the checkout of the target.
	#[codec(index = 1)]
	VercelDeploy {
		/// Whether to production; a preview if not given.
		prod: Option<bool>,
	},
	/// `service/restart`: restarts a service of the executor's configuration.
	#[codec(index = 2)]
	ServiceRestart {
		/// The service.
		name: Name,
	},
	/// `container/network_connect`: connects a container to a network.
	#[codec(index = 3)]
	ContainerNetworkConnect {
		/// The container.
		container: Name,
		/// The network.
		network: Name,
		/// A further name of the container in that network.
		alias: Option<Name>,
	},
	/// `hook/run`: runs a program of the executor's configuration, which also holds its arguments.
	#[codec(index = 4)]
	HookRun {
		/// The hook.
		name: Name,
	},
}

impl Operation {
	/// Its `type` and `action` in JSON.
	pub const fn names(&self) -> (&'static str, &'static str) {
		match self {
			Self::GitCommitAndPush { .. } => ("git", "commit_and_push"),
			Self::VercelDeploy { .. } => ("vercel", "deploy"),
			Self::ServiceRestart { .. } => ("service", "restart"),
			Self::ContainerNetworkConnect { .. } => ("container", "network_connect"),
			Self::HookRun { .. } => ("hook", "run"),
		}
	}

	/// Members stand in canonical order: every field lies between `action` and `type`.
	pub(super) fn to_value(&self) -> Value<'_> {
		let (kind, action) = self.names();
		let fields: Vec<(&'static str, Option<Value<'_>>)> = match self {
			Self::GitCommitAndPush { branch, message, force } => vec![
				("branch", Some(string(branch))),
				("force", force.map(Value::Bool)),
				("message", Some(string(message))),
			],
			Self::VercelDeploy { prod } => vec![("prod", prod.map(Value::Bool))],
			Self::ServiceRestart { name } | Self::HookRun { name } => {
				vec![("name", Some(string(name)))]
			}
			Self::ContainerNetworkConnect { container, network, alias } => vec![
				("alias", alias.as_ref().map(string)),
				("container", Some(string(container))),
				("network", Some(string(network))),
			],
		};
		let mut members = vec![member("action", Value::String(action.into()))];
		members.extend(fields.into_iter().filter_map(|(name, value)| Some(member(name, value?))));
		members.push(member("type", Value::String(kind.into())));
		Value::Object(members)
	}

	pub(super) fn check(&self) -> Result<(), Malformed> {
		match self {
			Self::GitCommitAndPush { branch, message, .. } => {
				fits(|| "branch".into(), branch, Form::Branch)?;
				fits(|| "message".into(), message, Form::Message)
			}
			Self::VercelDeploy { .. } => Ok(()),
			Self::ServiceRestart { name } | Self::HookRun { name } => {
				fits(|| "name".into(), name, Form::Name)
			}
			Self::ContainerNetworkConnect { container, network, alias } => {
				fits(|| "container".into(), container, Form::Name)?;
				fits(|| "network".into(), network, Form::Name)?;
				alias.as_ref().map_or(Ok(()), |alias| fits(|| "alias".into(), alias, Form::Name))
			}
		}
	}
}
