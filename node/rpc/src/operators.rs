// SPDX-License-Identifier: Apache-2.0

//! `operators_*`: reading operators, where they stand on the torus, and how they have been seen.

use crate::error::{page, position, unavailable};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_operators_runtime_api::{
	EraIndex, ObservedPage, OperatorInfo, OperatorPage, OperatorsApi as OperatorsRuntimeApi,
	Suspension, UptimeInfo,
};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;
use std::{marker::PhantomData, sync::Arc};
use tonnetz_core::{AccountId, BlockNumber};

/// Operators as JSON: [`OperatorInfo`].
pub type Info = OperatorInfo<AccountId, BlockNumber>;
/// A page of operators as JSON: [`OperatorPage`].
pub type Infos = OperatorPage<AccountId, BlockNumber>;
/// A suspension as JSON: [`Suspension`].
pub type Stopped = Suspension<AccountId, BlockNumber>;
/// A page of accounts of operators as JSON: [`ObservedPage`].
pub type Observed = ObservedPage<AccountId>;

/// The methods of the namespace `operators`.
///
/// Of an account that is no operator there is nothing to answer: `null`, an empty list. `from` is
/// where a page starts, inclusive; the answer's `next`, if any, is where the next page does. `limit`
/// is the most items to answer, 1 to 256.
#[rpc(client, server)]
pub trait OperatorsApi<BlockHash> {
	/// An operator, or `null`.
	#[method(name = "operators_get", blocking)]
	fn get(&self, account: AccountId, at: Option<BlockHash>) -> RpcResult<Option<Info>>;

	/// All operators, by ascending number of registration from `from`.
	#[method(name = "operators_list", blocking)]
	fn list(&self, from: u64, limit: u32, at: Option<BlockHash>) -> RpcResult<Infos>;

	/// The operators at the six positions next to that of `account`, in the order +x -x +y -y +z -z,
	/// from the place `from` of that list.
	#[method(name = "operators_neighbours", blocking)]
	fn neighbours(
		&self,
		account: AccountId,
		from: u64,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<Infos>;

	/// Who may report on `account` in an era, going by where operators stand at the block.
	#[method(name = "operators_observers", blocking)]
	fn observers(
		&self,
		account: AccountId,
		era: EraIndex,
		at: Option<BlockHash>,
	) -> RpcResult<Vec<AccountId>>;

	/// Whom `account` may report on in the era of the block, among the `limit` operators that were
	/// registered from the number `from` on: a page may be empty and have a `next`.
	#[method(name = "operators_observes", blocking)]
	fn observes(
		&self,
		account: AccountId,
		from: u64,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<Observed>;

	/// How an operator has been seen, or `null`.
	#[method(name = "operators_uptime", blocking)]
	fn uptime(&self, account: AccountId, at: Option<BlockHash>) -> RpcResult<Option<UptimeInfo>>;

	/// When an account was last stopped, and which one succeeded it, or `null`. Also of one whose operator
	/// goes on under another.
	#[method(name = "operators_suspension", blocking)]
	fn suspension(&self, account: AccountId, at: Option<BlockHash>) -> RpcResult<Option<Stopped>>;

	/// The operators at a position of the torus, each coordinate 0 to 7, from the slot `from`.
	#[method(name = "operators_atPosition", blocking)]
	fn at_position(
		&self,
		x: u8,
		y: u8,
		z: u8,
		from: u64,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<Infos>;
}

/// Answers the methods from the runtime API.
pub struct Operators<C, Block> {
	client: Arc<C>,
	block: PhantomData<Block>,
}

impl<C, Block> Operators<C, Block> {
	/// Reads from `client`.
	pub fn new(client: Arc<C>) -> Self {
		Self { client, block: PhantomData }
	}
}

impl<C: HeaderBackend<Block>, Block: BlockT> Operators<C, Block> {
	/// The block to read at: the best one unless another is asked for.
	fn at(&self, at: Option<Block::Hash>) -> Block::Hash {
		at.unwrap_or_else(|| self.client.info().best_hash)
	}
}

impl<C, Block> OperatorsApiServer<Block::Hash> for Operators<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
	C::Api: OperatorsRuntimeApi<Block, AccountId, BlockNumber>,
{
	fn get(&self, account: AccountId, at: Option<Block::Hash>) -> RpcResult<Option<Info>> {
		self.client.runtime_api().get(self.at(at), account).map_err(unavailable)
	}

	fn list(&self, from: u64, limit: u32, at: Option<Block::Hash>) -> RpcResult<Infos> {
		let limit = page(limit)?;
		self.client.runtime_api().list(self.at(at), from, limit).map_err(unavailable)
	}

	fn neighbours(
		&self,
		account: AccountId,
		from: u64,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<Infos> {
		let limit = page(limit)?;
		self.client.runtime_api().neighbours(self.at(at), account, from, limit).map_err(unavailable)
	}

	fn observers(
		&self,
		account: AccountId,
		era: EraIndex,
		at: Option<Block::Hash>,
	) -> RpcResult<Vec<AccountId>> {
		self.client.runtime_api().observers(self.at(at), account, era).map_err(unavailable)
	}

	fn observes(
		&self,
		account: AccountId,
		from: u64,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<Observed> {
		let limit = page(limit)?;
		self.client.runtime_api().observes(self.at(at), account, from, limit).map_err(unavailable)
	}

	fn uptime(&self, account: AccountId, at: Option<Block::Hash>) -> RpcResult<Option<UptimeInfo>> {
		self.client.runtime_api().uptime(self.at(at), account).map_err(unavailable)
	}

	fn suspension(
		&self,
		account: AccountId,
		at: Option<Block::Hash>,
	) -> RpcResult<Option<Stopped>> {
		self.client.runtime_api().suspension(self.at(at), account).map_err(unavailable)
	}

	fn at_position(
		&self,
		x: u8,
		y: u8,
		z: u8,
		from: u64,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<Infos> {
		let position = position(x, y, z)?;
		let limit = page(limit)?;
		self.client
			.runtime_api()
			.at_position(self.at(at), position, from, limit)
			.map_err(unavailable)
	}
}
