// SPDX-License-Identifier: Apache-2.0

//! What nodes answer about targets, policies and commands.

use super::{CommandInfo, CommandPage, DryRun, Policy, TargetInfo, TargetPage};
use crate::{
	chain::{Block, Chain},
	error::Error,
	receipt::reads::params,
};
use sp_core::{crypto::AccountId32, H256};
use tonnetz_core::{
	cust::{CommandId, TargetId},
	BlockNumber,
};

/// The most commands of one answer.
pub const MAX_COMMANDS: u32 = 64;

/// A list of a target's commands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Which {
	/// Those that wait for approvals.
	Pending,
	/// Those that are pending, approved or claimed.
	Open,
	/// All that the chain has not pruned.
	History,
}

impl Which {
	const fn method(self) -> &'static str {
		match self {
			Self::Pending => "cust_pending",
			Self::Open => "cust_open",
			Self::History => "cust_history",
		}
	}
}

impl Chain {
	/// The policy of a target, in the state of block `at`.
	pub async fn policy(&self, target: &str, at: H256) -> Result<Option<Policy>, Error> {
		self.request("cust_policy", params(&(target, at))?).await
	}

	/// A target.
	pub async fn target(&self, name: &str, at: H256) -> Result<Option<TargetInfo>, Error> {
		self.request("cust_target", params(&(name, at))?).await
	}

	/// A target, which must be there.
	pub async fn known_target(&self, name: &str, at: Block) -> Result<TargetInfo, Error> {
		self.target(name, at.hash).await?.ok_or_else(|| Error::Unknown {
			what: format!("target {name}"),
			block: at.number,
			remedy: "correct the name, or create it with tonnetz cust target create",
		})
	}

	/// Targets by ascending number.
	pub async fn targets(&self, from: TargetId, limit: u32, at: H256) -> Result<TargetPage, Error> {
		let page: TargetPage = self.request("cust_targets", params(&(from, limit, at))?).await?;
		self.few(page.items.len(), limit).map(|()| page)
	}

	/// A command.
	pub async fn command(&self, id: CommandId, at: H256) -> Result<Option<CommandInfo>, Error> {
		self.request("cust_command", params(&(id, at))?).await
	}

	/// A command, which must be there.
	pub async fn known_command(&self, id: CommandId, at: Block) -> Result<CommandInfo, Error> {
		self.command(id, at.hash).await?.ok_or_else(|| Error::Unknown {
			what: format!("command {id}"),
			block: at.number,
			remedy: "use the id that tonnetz cust submit or tonnetz cust history prints",
		})
	}

	/// Commands of a target by ascending number.
	pub async fn commands(
		&self,
		which: Which,
		target: &str,
		from: CommandId,
		limit: u32,
		at: H256,
	) -> Result<CommandPage, Error> {
		let params = params(&(target, from, limit, at))?;
		let page: CommandPage = self.request(which.method(), params).await?;
		self.few(page.items.len(), limit).map(|()| page)
	}

	/// The nonce that a planner's next command for a target must have, in the newest block: two
	/// commands that are submitted one after the other must not use the same.
	pub async fn next_nonce(&self, target: &str, planner: &AccountId32) -> Result<u64, Error> {
		self.request("cust_nextNonce", params(&(target, planner))?).await
	}

	/// What would become of a command, given as its JSON text, in the newest block.
	pub async fn dry_run(
		&self,
		command: &str,
		planner: &AccountId32,
		nonce: Option<u64>,
		expires_at: Option<BlockNumber>,
	) -> Result<DryRun, Error> {
		self.request("cust_evaluate", params(&(command, planner, nonce, expires_at))?).await
	}

	/// A node that answers more than it was asked for is not followed.
	fn few(&self, len: usize, limit: u32) -> Result<(), Error> {
		match u32::try_from(len) {
			Ok(len) if len <= limit => Ok(()),
			_ => Err(self.mismatch(format!("{len} items where {limit} fit"))),
		}
	}
}
