// SPDX-License-Identifier: Apache-2.0

//! `receipts_*`: reading receipts.

use jsonrpsee::{
	core::RpcResult,
	proc_macros::rpc,
	types::{error::INVALID_PARAMS_CODE, ErrorObject, ErrorObjectOwned},
};
use pallet_receipts_runtime_api::{
	ChainHead, Page, ReceiptId, ReceiptInfo, ReceiptsApi as ReceiptsRuntimeApi, MAX_PAGE,
};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use sp_runtime::traits::Block as BlockT;
use std::{marker::PhantomData, sync::Arc};
use tonnetz_core::{AccountId, BlockNumber};

/// The runtime could not be asked: the block is not there, or its state was pruned.
pub const UNAVAILABLE: i32 = 7001;

/// Receipts as JSON: [`ReceiptInfo`].
pub type Info = ReceiptInfo<AccountId, BlockNumber>;
/// A page of receipts as JSON: [`Page`].
pub type Infos = Page<AccountId, BlockNumber>;

/// The methods of the namespace `receipts`.
///
/// `from` is where a page starts, inclusive; the answer's `next`, if any, is where the next page
/// does. `limit` is the most items to answer, 1 to 256.
#[rpc(client, server)]
pub trait ReceiptsApi<BlockHash> {
	/// The receipt `id`, or `null`.
	#[method(name = "receipts_get")]
	fn get(&self, id: ReceiptId, at: Option<BlockHash>) -> RpcResult<Option<Info>>;

	/// The head of the chain of all receipts of `issuer`.
	#[method(name = "receipts_head")]
	fn head(&self, issuer: AccountId, at: Option<BlockHash>) -> RpcResult<ChainHead>;

	/// Receipts of `issuer`, by ascending sequence number from `from`.
	#[method(name = "receipts_byIssuer")]
	fn by_issuer(
		&self,
		issuer: AccountId,
		from: u64,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<Infos>;

	/// Receipts about `subject`, of `issuer` alone if one is given, by ascending id from `from`.
	#[method(name = "receipts_bySubject")]
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
	#[method(name = "receipts_byDigest")]
	fn by_digest(
		&self,
		digest: H256,
		issuer: Option<AccountId>,
		from: ReceiptId,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<Infos>;
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

fn unavailable(error: impl std::fmt::Display) -> ErrorObjectOwned {
	ErrorObject::owned(
		UNAVAILABLE,
		"the runtime cannot be asked at this block: it is unknown here or its state was pruned",
		Some(error.to_string()),
	)
}

fn page(limit: u32) -> RpcResult<u32> {
	if (1..=MAX_PAGE).contains(&limit) {
		Ok(limit)
	} else {
		Err(ErrorObject::owned(
			INVALID_PARAMS_CODE,
			format!("limit is {limit}: use 1 to {MAX_PAGE}"),
			None::<()>,
		))
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
}
