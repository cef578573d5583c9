// SPDX-License-Identifier: Apache-2.0

//! `cust_*`: reading targets, policies and commands, and dry runs.

use crate::error::{not_a_command, page, page_of, unavailable};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_cust_runtime_api::{CustApi as CustRuntimeApi, MAX_COMMANDS};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;
use std::{marker::PhantomData, sync::Arc};
use tonnetz_core::{
	cust::{
		Command, CommandId, CommandInfo, CommandPage, DryRun, Policy, TargetId, TargetInfo,
		TargetPage,
	},
	AccountId, BlockNumber,
};

/// The methods of the namespace `cust`.
///
/// A target goes by its name; of one that does not exist there is nothing to answer: `null`, an
/// empty page, the nonce 0. `from` is where a page starts, inclusive; the answer's `next`, if any,
/// is where the next page does; a page may be short and have a `next`. `limit` is the most items to
/// answer, 1 to 64, of targets 1 to 256.
/// Commands are by ascending id.
#[rpc(client, server)]
pub trait CustApi<BlockHash> {
	/// The policy of a target, or `null`.
	#[method(name = "cust_policy", blocking)]
	fn policy(
		&self,
		target: String,
		at: Option<BlockHash>,
	) -> RpcResult<Option<Policy<AccountId, BlockNumber>>>;

	/// A target, or `null`.
	#[method(name = "cust_target", blocking)]
	fn target(
		&self,
		target: String,
		at: Option<BlockHash>,
	) -> RpcResult<Option<TargetInfo<AccountId, BlockNumber>>>;

	/// All targets, by ascending number from `from`.
	#[method(name = "cust_targets", blocking)]
	fn targets(
		&self,
		from: TargetId,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<TargetPage<AccountId, BlockNumber>>;

	/// The command `id`, or `null`.
	#[method(name = "cust_command", blocking)]
	fn command(
		&self,
		id: CommandId,
		at: Option<BlockHash>,
	) -> RpcResult<Option<CommandInfo<AccountId, BlockNumber>>>;

	/// The commands of a target that wait for approvals.
	#[method(name = "cust_pending", blocking)]
	fn pending(
		&self,
		target: String,
		from: CommandId,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<CommandPage<AccountId, BlockNumber>>;

	/// The commands of a target that are pending, approved or claimed.
	#[method(name = "cust_open", blocking)]
	fn open(
		&self,
		target: String,
		from: CommandId,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<CommandPage<AccountId, BlockNumber>>;

	/// The commands of a target that are not pruned.
	#[method(name = "cust_history", blocking)]
	fn history(
		&self,
		target: String,
		from: CommandId,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<CommandPage<AccountId, BlockNumber>>;

	/// The nonce that the next command of `planner` for a target must have.
	#[method(name = "cust_nextNonce", blocking)]
	fn next_nonce(
		&self,
		target: String,
		planner: AccountId,
		at: Option<BlockHash>,
	) -> RpcResult<u64>;

	/// What would become of a command that `planner` submitted in the block after `at`; nothing is.
	///
	/// `command` is its JSON as text, in which a signature is not looked at. It would have the
	/// planner's next nonce and expire as late as the policy allows, if no others are given.
	#[method(name = "cust_evaluate", blocking)]
	fn evaluate(
		&self,
		command: String,
		planner: AccountId,
		nonce: Option<u64>,
		expires_at: Option<BlockNumber>,
		at: Option<BlockHash>,
	) -> RpcResult<DryRun<BlockNumber>>;
}

/// Answers the methods from the runtime API.
pub struct Cust<C, Block> {
	client: Arc<C>,
	block: PhantomData<Block>,
}

impl<C, Block> Cust<C, Block> {
	/// Reads from `client`.
	pub fn new(client: Arc<C>) -> Self {
		Self { client, block: PhantomData }
	}
}

impl<C: HeaderBackend<Block>, Block: BlockT> Cust<C, Block> {
	/// The block to read at: the best one unless another is asked for.
	fn at(&self, at: Option<Block::Hash>) -> Block::Hash {
		at.unwrap_or_else(|| self.client.info().best_hash)
	}
}

impl<C, Block> CustApiServer<Block::Hash> for Cust<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
	C::Api: CustRuntimeApi<Block, AccountId, BlockNumber>,
{
	fn policy(
		&self,
		target: String,
		at: Option<Block::Hash>,
	) -> RpcResult<Option<Policy<AccountId, BlockNumber>>> {
		self.client.runtime_api().policy(self.at(at), target.into_bytes()).map_err(unavailable)
	}

	fn target(
		&self,
		target: String,
		at: Option<Block::Hash>,
	) -> RpcResult<Option<TargetInfo<AccountId, BlockNumber>>> {
		self.client.runtime_api().target(self.at(at), target.into_bytes()).map_err(unavailable)
	}

	fn targets(
		&self,
		from: TargetId,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<TargetPage<AccountId, BlockNumber>> {
		let limit = page(limit)?;
		self.client.runtime_api().targets(self.at(at), from, limit).map_err(unavailable)
	}

	fn command(
		&self,
		id: CommandId,
		at: Option<Block::Hash>,
	) -> RpcResult<Option<CommandInfo<AccountId, BlockNumber>>> {
		self.client.runtime_api().command(self.at(at), id).map_err(unavailable)
	}

	fn pending(
		&self,
		target: String,
		from: CommandId,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<CommandPage<AccountId, BlockNumber>> {
		let limit = page_of(limit, MAX_COMMANDS)?;
		self.client
			.runtime_api()
			.pending(self.at(at), target.into_bytes(), from, limit)
			.map_err(unavailable)
	}

	fn open(
		&self,
		target: String,
		from: CommandId,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<CommandPage<AccountId, BlockNumber>> {
		let limit = page_of(limit, MAX_COMMANDS)?;
		self.client
			.runtime_api()
			.open(self.at(at), target.into_bytes(), from, limit)
			.map_err(unavailable)
	}

	fn history(
		&self,
		target: String,
		from: CommandId,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<CommandPage<AccountId, BlockNumber>> {
		let limit = page_of(limit, MAX_COMMANDS)?;
		self.client
			.runtime_api()
			.history(self.at(at), target.into_bytes(), from, limit)
			.map_err(unavailable)
	}

	fn next_nonce(
		&self,
		target: String,
		planner: AccountId,
		at: Option<Block::Hash>,
	) -> RpcResult<u64> {
		self.client
			.runtime_api()
			.next_nonce(self.at(at), target.into_bytes(), planner)
			.map_err(unavailable)
	}

	fn evaluate(
		&self,
		command: String,
		planner: AccountId,
		nonce: Option<u64>,
		expires_at: Option<BlockNumber>,
		at: Option<Block::Hash>,
	) -> RpcResult<DryRun<BlockNumber>> {
		let command = Command::parse(command.as_bytes()).map_err(|error| not_a_command(&error))?;
		self.client
			.runtime_api()
			.evaluate(self.at(at), command.command, planner, nonce, expires_at)
			.map_err(unavailable)
	}
}
