// SPDX-License-Identifier: Apache-2.0

//! `receipts_*`: proofs of receipts for whoever trusts no node.

use crate::{
	error::{self, BlockRef},
	finality::{self, Justified},
	genesis::{self, GenesisStorage},
	set_changes,
};
use codec::Encode;
use jsonrpsee::{core::RpcResult, proc_macros::rpc, types::ErrorObjectOwned};
use pallet_receipts_runtime_api::{ReceiptId, ReceiptsApi as ReceiptsRuntimeApi};
use sc_client_api::{backend::AuxStore, Backend, ProofProvider, StateBackend, TrieCacheContext};
use sc_consensus_grandpa::{find_scheduled_change, GrandpaApi, SharedAuthoritySet};
use serde::{Deserialize, Serialize};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use std::sync::{Arc, OnceLock};
use tonnetz_core::{receipt::keys, AccountId, BlockNumber, Hash};
use tonnetz_proof::{
	bundle,
	trust::{self, Authority, SetChange, SetChanges},
	Base64, Bundle, Trust,
};
use tonnetz_runtime::opaque::{Block, Header};

/// What a proof shall hold besides the receipt.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ProofOptions {
	/// The head of the issuer's chain.
	#[serde(default)]
	pub head: bool,
}

/// The methods of the namespace `receipts` that serve verifiers without a node.
#[rpc(client, server)]
pub trait ProofsApi {
	/// Proves the receipt `id` in the state of the newest block that the node has finality votes
	/// for, or of the first such block from `at` on.
	#[method(name = "receipts_proof", blocking)]
	fn proof(
		&self,
		id: ReceiptId,
		options: Option<ProofOptions>,
		at: Option<Hash>,
	) -> RpcResult<Bundle>;

	/// The first block and its authorities, without changes. Whoever believes the answer believes
	/// the node: a chain specification is the better source.
	#[method(name = "receipts_trustGenesis", blocking)]
	fn trust_genesis(&self) -> RpcResult<Trust>;

	/// The changes of the authority set: the first leads from set `set_id` to the next, and so on.
	/// At most 256, and about 4 MiB. None from a set on that has not ended.
	#[method(name = "receipts_setChanges", blocking)]
	fn set_changes(&self, set_id: u64) -> RpcResult<SetChanges>;
}

/// Answers the methods from the database.
pub struct Proofs<C, B> {
	client: Arc<C>,
	backend: Arc<B>,
	authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	genesis_storage: GenesisStorage,
	genesis_authorities: OnceLock<Result<Vec<Authority>, String>>,
}

impl<C, B> Proofs<C, B> {
	/// Reads from `client` and `backend`, which share a database.
	pub fn new(
		client: Arc<C>,
		backend: Arc<B>,
		authority_set: SharedAuthoritySet<Hash, BlockNumber>,
		genesis_storage: GenesisStorage,
	) -> Self {
		let genesis_authorities = OnceLock::new();
		Self { client, backend, authority_set, genesis_storage, genesis_authorities }
	}
}

impl<C, B> Proofs<C, B>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
	C::Api: ReceiptsRuntimeApi<Block, AccountId, BlockNumber> + GrandpaApi<Block>,
	B: Backend<Block>,
{
	/// The set whose votes finalise a block.
	fn set_id(&self, block: &Justified) -> RpcResult<u64> {
		let after =
			self.client.runtime_api().current_set_id(block.hash).map_err(error::unavailable)?;
		// The block that announces a set counts it already, but is the last that its predecessor
		// votes for.
		let announces = find_scheduled_change::<Block>(&block.header).is_some();
		Ok(after.saturating_sub(announces.into()))
	}

	/// Why `id` is not in the state of `block`.
	fn not_in(&self, block: BlockRef, id: ReceiptId) -> RpcResult<ErrorObjectOwned> {
		let best = self.client.info().best_hash;
		let known = self.client.runtime_api().get(best, id).map_err(error::unavailable)?;
		Ok(if known.is_some() {
			error::not_provable_yet(id, block)
		} else {
			error::unknown_receipt(id)
		})
	}

	/// The authorities of the first block: out of its state while the database has it, and out of
	/// the chain specification afterwards.
	fn read_genesis(&self, hash: Hash) -> Result<Vec<Authority>, String> {
		if let Ok(state) = self.backend.state_at(hash, TrieCacheContext::Untrusted) {
			let encoded = state
				.storage(&genesis::authorities_key())
				.map_err(|error| error.to_string())?
				.ok_or("the first block names no GRANDPA authorities")?;
			return genesis::decode_authorities(&encoded);
		}
		let header = self.backend.blockchain().expect_header(hash);
		let state_root = header.map_err(|error| error.to_string())?.state_root;
		genesis::authorities((self.genesis_storage)()?, state_root)
	}

	fn header(&self, number: BlockNumber) -> RpcResult<(Hash, Header)> {
		let chain = self.backend.blockchain();
		let found = chain.hash(number).and_then(|hash| match hash {
			Some(hash) => chain.header(hash).map(|header| header.map(|header| (hash, header))),
			None => Ok(None),
		});
		found
			.map_err(error::unavailable)?
			.ok_or_else(|| error::unavailable(format!("block {number} is missing")))
	}
}

impl<C, B> ProofsApiServer for Proofs<C, B>
where
	C: ProvideRuntimeApi<Block>
		+ HeaderBackend<Block>
		+ ProofProvider<Block>
		+ Send
		+ Sync
		+ 'static,
	C::Api: ReceiptsRuntimeApi<Block, AccountId, BlockNumber> + GrandpaApi<Block>,
	B: Backend<Block> + AuxStore + Send + Sync + 'static,
{
	fn proof(
		&self,
		id: ReceiptId,
		options: Option<ProofOptions>,
		at: Option<Hash>,
	) -> RpcResult<Bundle> {
		let block = match at {
			Some(at) => finality::first_from(&*self.backend, at)?,
			None => finality::newest(&*self.backend)?,
		};
		let number = block.header.number;
		if !self.backend.have_state_at(block.hash, number) {
			return Err(error::state_pruned(number));
		}

		let runtime = self.client.runtime_api();
		let Some(receipt) = runtime.get(block.hash, id).map_err(error::unavailable)? else {
			return Err(self.not_in(BlockRef { number, hash: block.hash }, id)?);
		};
		let mut keys = vec![keys::receipt(id), keys::revocation(id)];
		let body = receipt.receipt.as_ref();
		keys.extend(body.map(|body| keys::suspension(&body.issuer)));
		let mut head = None;
		if options.unwrap_or_default().head {
			let body = body.ok_or_else(|| error::pruned(id))?;
			keys.push(keys::head(&body.issuer));
			let of_issuer = runtime.head(block.hash, body.issuer.clone());
			head = Some(of_issuer.map_err(error::unavailable)?);
		}
		let proof = self
			.client
			.read_proof(block.hash, &mut keys.iter().map(Vec::as_slice))
			.map_err(error::unavailable)?;

		Ok(Bundle {
			format: bundle::Format::ProofBundle,
			version: bundle::VERSION,
			genesis_hash: self.client.info().genesis_hash,
			set_id: self.set_id(&block)?,
			header: Base64(block.header.encode()),
			justification: Base64(block.justification),
			// A set that is sorted by bytes.
			proof: proof.into_nodes().into_iter().map(Base64).collect(),
			receipt,
			head,
		})
	}

	fn trust_genesis(&self) -> RpcResult<Trust> {
		let genesis_hash = self.client.info().genesis_hash;
		// Once, whatever comes of it and however many ask: it may take seconds.
		let authorities = self.genesis_authorities.get_or_init(|| self.read_genesis(genesis_hash));
		let authorities = authorities.clone().map_err(error::unknown_genesis)?;
		Ok(Trust {
			format: trust::Format::Trust,
			version: trust::VERSION,
			genesis_hash,
			authorities,
			changes: Vec::new(),
		})
	}

	fn set_changes(&self, set_id: u64) -> RpcResult<SetChanges> {
		// Read first: a set that ends in between is in the list then, and not missing from it.
		let current = self.authority_set.set_id();
		let ends = self.authority_set.authority_set_changes();
		// There is no iterator if the list does not begin with set 0, after a warp sync.
		let ends = ends.iter_from(0).into_iter().flatten();
		set_changes::page(set_id, current, ends, |set_id, last_block| {
			let (hash, header) = self.header(last_block)?;
			let justification = finality::stored(&*self.backend, hash)?
				.ok_or_else(|| error::missing_set_change(set_id))?;
			let header = Base64(header.encode());
			Ok(SetChange { header, justification: Base64(justification) })
		})
	}
}
