// SPDX-License-Identifier: Apache-2.0

//! # JSON-RPC methods of tonnetz-node
//!
//! | namespace | from |
//! |---|---|
//! | `receipts` | [`receipts`], and [`proof`] for whoever trusts no node |
//! | `cust` | [`cust`] |
//! | `operators` | [`operators`] |
//! | `certification` | [`certification`] |
//! | `signals` | [`signals`] |
//! | `system` (nonce, dry run) | substrate-frame-rpc-system |
//! | `payment` | pallet-transaction-payment-rpc |
//! | `grandpa` | sc-consensus-grandpa-rpc |
//!
//! The SDK's node adds `author`, `chain`, `chainHead`, `chainSpec`, `offchain`, `state`, `system`
//! and `transaction` itself. `docs/RUNTIME_SURFACE.md` lists every method and error code.
//!
//! Everything of ours only reads and answers at most [`tonnetz_core::receipt::MAX_PAGE`] items, of
//! commands [`pallet_cust_runtime_api::MAX_COMMANDS`]. What reads state takes the block to read at
//! as an optional last parameter (default: the best block).

pub mod certification;
pub mod cust;
pub mod error;
pub mod finality;
pub mod genesis;
pub mod operators;
pub mod proof;
pub mod receipts;
pub mod set_changes;
pub mod signals;

use certification::{Certification, CertificationApiServer};
use cust::{Cust, CustApiServer};
use genesis::GenesisStorage;
use jsonrpsee::RpcModule;
use operators::{Operators, OperatorsApiServer};
use pallet_certification_runtime_api::CertificationApi as CertificationRuntimeApi;
use pallet_cust_runtime_api::CustApi as CustRuntimeApi;
use pallet_operators_runtime_api::OperatorsApi as OperatorsRuntimeApi;
use pallet_receipts_runtime_api::ReceiptsApi as ReceiptsRuntimeApi;
use pallet_signals_runtime_api::SignalsApi as SignalsRuntimeApi;
use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
use proof::{Proofs, ProofsApiServer};
use receipts::{Receipts, ReceiptsApiServer};
use sc_client_api::{backend::AuxStore, BlockchainEvents, ProofProvider};
use sc_consensus_grandpa::{
	FinalityProofProvider, GrandpaApi, GrandpaJustificationStream, SharedAuthoritySet,
	SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_transaction_pool_api::TransactionPool;
use signals::{Signals, SignalsApiServer};
use sp_api::ProvideRuntimeApi;
use sp_block_builder::BlockBuilder;
use sp_blockchain::{Error as BlockChainError, HeaderBackend, HeaderMetadata};
use std::sync::Arc;
use substrate_frame_rpc_system::{AccountNonceApi, System, SystemApiServer};
use tonnetz_runtime::{opaque::Block, AccountId, Balance, BlockNumber, Hash, Nonce};

/// What the methods of `grandpa` need.
pub struct GrandpaDeps<B> {
	/// Spawns the tasks of subscriptions.
	pub executor: SubscriptionTaskExecutor,
	/// The state of the current round.
	pub shared_voter_state: SharedVoterState,
	/// The authority set.
	pub shared_authority_set: SharedAuthoritySet<Hash, BlockNumber>,
	/// Justifications as they are made.
	pub justification_stream: GrandpaJustificationStream<Block>,
	/// Proves finality.
	pub finality_provider: Arc<FinalityProofProvider<B, Block>>,
}

/// What the methods need.
pub struct FullDeps<C, P, B> {
	/// The client.
	pub client: Arc<C>,
	/// The transaction pool.
	pub pool: Arc<P>,
	/// The database of the client.
	pub backend: Arc<B>,
	/// The storage of the first block.
	pub genesis_storage: GenesisStorage,
	/// For GRANDPA.
	pub grandpa: GrandpaDeps<B>,
}

/// All methods that the SDK's node does not add itself.
///
/// # Errors
///
/// If two of them have the same name.
pub fn create<C, P, B>(
	deps: FullDeps<C, P, B>,
) -> Result<RpcModule<()>, jsonrpsee::core::RegisterMethodError>
where
	C: ProvideRuntimeApi<Block>
		+ HeaderBackend<Block>
		+ HeaderMetadata<Block, Error = BlockChainError>
		+ ProofProvider<Block>
		+ BlockchainEvents<Block>
		+ Send
		+ Sync
		+ 'static,
	C::Api: AccountNonceApi<Block, AccountId, Nonce>
		+ BlockBuilder<Block>
		+ pallet_transaction_payment_rpc::TransactionPaymentRuntimeApi<Block, Balance>
		+ GrandpaApi<Block>
		+ CertificationRuntimeApi<Block, AccountId, BlockNumber>
		+ CustRuntimeApi<Block, AccountId, BlockNumber>
		+ OperatorsRuntimeApi<Block, AccountId, BlockNumber>
		+ ReceiptsRuntimeApi<Block, AccountId, BlockNumber>
		+ SignalsRuntimeApi<Block, AccountId>,
	P: TransactionPool<Block = Block> + 'static,
	B: sc_client_api::Backend<Block> + AuxStore + Send + Sync + 'static,
	B::State: sc_client_api::StateBackend<sp_runtime::traits::HashingFor<Block>>,
{
	let FullDeps { client, pool, backend, genesis_storage, grandpa } = deps;
	let mut module = RpcModule::new(());
	module.merge(System::new(client.clone(), pool).into_rpc())?;
	module.merge(TransactionPayment::new(client.clone()).into_rpc())?;
	module.merge(Receipts::new(client.clone()).into_rpc())?;
	module.merge(Cust::new(client.clone()).into_rpc())?;
	module.merge(Operators::new(client.clone()).into_rpc())?;
	module.merge(Certification::new(client.clone()).into_rpc())?;
	module.merge(Signals::new(client.clone(), backend.clone()).into_rpc())?;
	module.merge(
		Proofs::new(client, backend, grandpa.shared_authority_set.clone(), genesis_storage)
			.into_rpc(),
	)?;
	module.merge(
		Grandpa::new(
			grandpa.executor,
			grandpa.shared_authority_set,
			grandpa.shared_voter_state,
			grandpa.justification_stream,
			grandpa.finality_provider,
		)
		.into_rpc(),
	)?;
	Ok(module)
}
