// SPDX-License-Identifier: Apache-2.0

//! `receipts_*`: reading receipts.

use crate::error::{page, unavailable};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_receipts_runtime_api::{
	ChainHead, Page, ReceiptId, ReceiptInfo, ReceiptsApi as ReceiptsRuntimeApi, WitnessPage,
};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use sp_runtime::traits::Block as BlockT;
use std::{marker::PhantomData, sync::Arc};
use tonnetz_core::{AccountId, BlockNumber};

/// Receipts as JSON: [`ReceiptInfo`].
pub type Info = ReceiptInfo<AccountId, BlockNumber>;
/// A page of receipts as JSON: [`Page`].
pub type Infos = Page<AccountId, BlockNumber>;
/// A page of witnesses as JSON: [`WitnessPage`].
pub type Witnesses = WitnessPage<AccountId, BlockNumber>;

/// The methods of the namespace `receipts`.
///
/// `from` is where a page starts, inclusive; the answer's `next`, if any, is where the next page
/// does. `limit` is the most items to answer, 1 to 256.
#[rpc(client, server)]
pub trait ReceiptsApi<BlockHash> {
	/// The receipt `id`, or `null`.
	#[method(name = "receipts_get", blocking)]
	fn get(&self, id: ReceiptId, at: Option<BlockHash>) -> RpcResult<Option<Info>>;

	/// The head of the chain of all receipts of `issuer`.
	#[method(name = "receipts_head", blocking)]
	fn head(&self, issuer: AccountId, at: Option<BlockHash>) -> RpcResult<ChainHead>;

	/// Receipts of `issuer`, by ascending sequence number from `from`.
	#[method(name = "receipts_byIssuer", blocking)]
	fn by_issuer(
		&self,
		issuer: AccountId,
		from: u64,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<Infos>;

	/// Receipts about `subject`, of `issuer` alone if one is given, by ascending id from `from`.
	#[method(name = "receipts_bySubject", blocking)]
	fn by_subject(
		&self,
		subject: H256,
		issuer: Option<AccountId>,
		from: ReceiptId,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<Infos>;

	/// Receipts of a payload with this SHA-256 digest, of `issuer` alone if one is given, by
	/// ascending id from `from`.
	#[method(name = "receipts_byDigest", blocking)]
	fn by_digest(
		&self,
		digest: H256,
		issuer: Option<AccountId>,
		from: ReceiptId,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<Infos>;

	/// The receipt `id` and those it derives from, child first, at most 256. `next` is the receipt
	/// that the following answer begins with.
	#[method(name = "receipts_lineage", blocking)]
	fn lineage(&self, id: ReceiptId, at: Option<BlockHash>) -> RpcResult<Infos>;

	/// Who countersigned the receipt `id`, by ascending position from `from`.
	#[method(name = "receipts_witnesses", blocking)]
	fn witnesses(
		&self,
		id: ReceiptId,
		from: u64,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<Witnesses>;

	/// The attestation volume of `account`: what its weight in governance reads.
	#[method(name = "receipts_volume", blocking)]
	fn volume(&self, account: AccountId, at: Option<BlockHash>) -> RpcResult<u64>;

	/// The nonce that the next signed statement of `issuer` must have.
	#[method(name = "receipts_statementNonce", blocking)]
	fn statement_nonce(&self, issuer: AccountId, at: Option<BlockHash>) -> RpcResult<u64>;
}

/// Answers the methods from the runtime API.
pub struct Receipts<C, Block> {
	client: Arc<C>,
	block: PhantomData<Block>,
}

impl<C, Block> Receipts<C, Block> {
	/// Reads from `client`.
	pub fn new(client: Arc<C>) -> Self {
		Self { client, block: PhantomData }
	}
}

impl<C: HeaderBackend<Block>, Block: BlockT> Receipts<C, Block> {
	/// The block to read at: the best one unless another is asked for.
	fn at(&self, at: Option<Block::Hash>) -> Block::Hash {
		at.unwrap_or_else(|| self.client.info().best_hash)
	}
}

impl<C, Block> ReceiptsApiServer<Block::Hash> for Receipts<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
	C::Api: ReceiptsRuntimeApi<Block, AccountId, BlockNumber>,
{
	fn get(&self, id: ReceiptId, at: Option<Block::Hash>) -> RpcResult<Option<Info>> {
		self.client.runtime_api().get(self.at(at), id).map_err(unavailable)
	}

	fn head(&self, issuer: AccountId, at: Option<Block::Hash>) -> RpcResult<ChainHead> {
		self.client.runtime_api().head(self.at(at), issuer).map_err(unavailable)
	}

	fn by_issuer(
		&self,
		issuer: AccountId,
		from: u64,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<Infos> {
		let limit = page(limit)?;
		self.client.runtime_api().by_issuer(self.at(at), issuer, from, limit).map_err(unavailable)
	}

	fn by_subject(
		&self,
		subject: H256,
		issuer: Option<AccountId>,
		from: ReceiptId,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<Infos> {
		let limit = page(limit)?;
		self.client
			.runtime_api()
			.by_subject(self.at(at), subject, issuer, from, limit)
			.map_err(unavailable)
	}

	fn by_digest(
		&self,
		digest: H256,
		issuer: Option<AccountId>,
		from: ReceiptId,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<Infos> {
		let limit = page(limit)?;
		self.client
			.runtime_api()
			.by_digest(self.at(at), digest, issuer, from, limit)
			.map_err(unavailable)
	}

	fn lineage(&self, id: ReceiptId, at: Option<Block::Hash>) -> RpcResult<Infos> {
		self.client.runtime_api().lineage(self.at(at), id).map_err(unavailable)
	}

	fn witnesses(
		&self,
		id: ReceiptId,
		from: u64,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<Witnesses> {
		let limit = page(limit)?;
		self.client.runtime_api().witnesses(self.at(at), id, from, limit).map_err(unavailable)
	}

	fn volume(&self, account: AccountId, at: Option<Block::Hash>) -> RpcResult<u64> {
		self.client.runtime_api().attestation_volume(self.at(at), account).map_err(unavailable)
	}

	fn statement_nonce(&self, issuer: AccountId, at: Option<Block::Hash>) -> RpcResult<u64> {
		self.client.runtime_api().statement_nonce(self.at(at), issuer).map_err(unavailable)
	}
}
