// SPDX-License-Identifier: Apache-2.0

//! `certification_*`: reading tiers, evidence, verifiers, artifacts and ceremonies.

use crate::error::{page, unavailable};
use jsonrpsee::{core::RpcResult, proc_macros::rpc};
use pallet_certification_runtime_api::{
	ArtifactInfo, CeremonyId, CeremonyInfo, CeremonyPage,
	CertificationApi as CertificationRuntimeApi, EvidenceInfo, ReceiptId, TierInfo, VerifierKind,
	VerifierPage,
};
use serde::{Deserialize, Serialize};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use sp_runtime::traits::Block as BlockT;
use std::{marker::PhantomData, sync::Arc};
use tonnetz_core::{AccountId, BlockNumber};

/// Evidence as JSON: [`EvidenceInfo`].
pub type Evidence = EvidenceInfo<AccountId, BlockNumber>;
/// A page of verifiers as JSON: [`VerifierPage`].
pub type Verifiers = VerifierPage<AccountId, BlockNumber>;
/// A ceremony as JSON: [`CeremonyInfo`].
pub type Ceremony = CeremonyInfo<AccountId, BlockNumber>;
/// A page of ceremonies as JSON: [`CeremonyPage`].
pub type Ceremonies = CeremonyPage<AccountId, BlockNumber>;

/// What a ceremony is asked for by. As JSON a number, or `0x` and 64 digits.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(
	untagged,
	expecting = "a ceremony goes by its number, or by its digest: 0x and 64 hexadecimal digits"
)]
pub enum CeremonyKey {
	/// Its number.
	Id(CeremonyId),
	/// Its digest, which it has once it is completed.
	Digest(H256),
}

/// The methods of the namespace `certification`.
///
/// What has expired at the block counts as such, also where the chain has not written it down yet.
/// `from` is where a page starts, inclusive; the answer's `next`, if any, is where the next page does.
/// `limit` is the most items to answer, 1 to 256.
#[rpc(client, server)]
pub trait CertificationApi<BlockHash> {
	/// The tier of an account; one without evidence has the lowest.
	#[method(name = "certification_tier", blocking)]
	fn tier(&self, account: AccountId, at: Option<BlockHash>) -> RpcResult<TierInfo<BlockNumber>>;

	/// The evidence of an account: one item for each kind, in the order of the tiers.
	#[method(name = "certification_evidence", blocking)]
	fn evidence(&self, account: AccountId, at: Option<BlockHash>) -> RpcResult<Vec<Evidence>>;

	/// The verifiers for a kind, those that are suspended among them, from the account `from` or the
	/// first on, in the order of the hashes of their accounts.
	///
	/// A kind is `{"evidence":"kyc"}`, `{"contribution":"mergedChange"}`, `"artifactCriteria"` or
	/// `"modelMarks"`.
	#[method(name = "certification_verifiers", blocking)]
	fn verifiers(
		&self,
		kind: VerifierKind,
		from: Option<AccountId>,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<Verifiers>;

	/// What is known of a receipt as an artifact; `null` if no criteria were ever attested of it.
	#[method(name = "certification_artifact", blocking)]
	fn artifact(
		&self,
		receipt: ReceiptId,
		at: Option<BlockHash>,
	) -> RpcResult<Option<ArtifactInfo>>;

	/// The ceremony with a number, or the completed one with a digest; `null` if there is none, or it
	/// failed and is forgotten.
	#[method(name = "certification_ceremony", blocking)]
	fn ceremony(&self, key: CeremonyKey, at: Option<BlockHash>) -> RpcResult<Option<Ceremony>>;

	/// The ceremonies that are open, by ascending number from `from`.
	#[method(name = "certification_openCeremonies", blocking)]
	fn open_ceremonies(
		&self,
		from: CeremonyId,
		limit: u32,
		at: Option<BlockHash>,
	) -> RpcResult<Ceremonies>;
}

/// Answers the methods from the runtime API.
pub struct Certification<C, Block> {
	client: Arc<C>,
	block: PhantomData<Block>,
}

impl<C, Block> Certification<C, Block> {
	/// Reads from `client`.
	pub fn new(client: Arc<C>) -> Self {
		Self { client, block: PhantomData }
	}
}

impl<C: HeaderBackend<Block>, Block: BlockT> Certification<C, Block> {
	/// The block to read at: the best one unless another is asked for.
	fn at(&self, at: Option<Block::Hash>) -> Block::Hash {
		at.unwrap_or_else(|| self.client.info().best_hash)
	}
}

impl<C, Block> CertificationApiServer<Block::Hash> for Certification<C, Block>
where
	Block: BlockT,
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block> + Send + Sync + 'static,
	C::Api: CertificationRuntimeApi<Block, AccountId, BlockNumber>,
{
	fn tier(
		&self,
		account: AccountId,
		at: Option<Block::Hash>,
	) -> RpcResult<TierInfo<BlockNumber>> {
		self.client.runtime_api().tier(self.at(at), account).map_err(unavailable)
	}

	fn evidence(&self, account: AccountId, at: Option<Block::Hash>) -> RpcResult<Vec<Evidence>> {
		self.client.runtime_api().evidence(self.at(at), account).map_err(unavailable)
	}

	fn verifiers(
		&self,
		kind: VerifierKind,
		from: Option<AccountId>,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<Verifiers> {
		let limit = page(limit)?;
		self.client.runtime_api().verifiers(self.at(at), kind, from, limit).map_err(unavailable)
	}

	fn artifact(
		&self,
		receipt: ReceiptId,
		at: Option<Block::Hash>,
	) -> RpcResult<Option<ArtifactInfo>> {
		self.client.runtime_api().artifact(self.at(at), receipt).map_err(unavailable)
	}

	fn ceremony(&self, key: CeremonyKey, at: Option<Block::Hash>) -> RpcResult<Option<Ceremony>> {
		let (api, at) = (self.client.runtime_api(), self.at(at));
		match key {
			CeremonyKey::Id(id) => api.ceremony(at, id),
			CeremonyKey::Digest(digest) => api.ceremony_by_digest(at, digest),
		}
		.map_err(unavailable)
	}

	fn open_ceremonies(
		&self,
		from: CeremonyId,
		limit: u32,
		at: Option<Block::Hash>,
	) -> RpcResult<Ceremonies> {
		let limit = page(limit)?;
		self.client.runtime_api().open_ceremonies(self.at(at), from, limit).map_err(unavailable)
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use jsonrpsee::types::Params;

	#[test]
	fn a_ceremony_is_asked_for_by_number_or_digest() {
		let read = |json: &str| Params::new(Some(json)).one::<CeremonyKey>().ok();
		assert_eq!(read("[7]"), Some(CeremonyKey::Id(7)));
		let digest = H256::repeat_byte(0xab);
		assert_eq!(read(&format!("[\"{digest:?}\"]")), Some(CeremonyKey::Digest(digest)));
		for wrong in ["[-1]", "[\"0xab\"]", "[\"7\"]", "[null]", "[]"] {
			assert_eq!(read(wrong), None, "{wrong}");
		}
	}
}
