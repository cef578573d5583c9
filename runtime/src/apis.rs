// SPDX-License-Identifier: Apache-2.0

//! The runtime API.

use crate::{
	session_keys, AccountId, Aura, Balance, Block, BlockNumber, Certification, Cust, Executive,
	Grandpa, Hash, Historical, InherentDataExt, Nonce, Operators, Receipts, Runtime, RuntimeCall,
	RuntimeGenesisConfig, Signals, System, TransactionPayment, VERSION,
};
use alloc::vec::Vec;
use frame_support::{
	genesis_builder_helper::{build_state, get_preset},
	weights::Weight,
};
use pallet_certification_runtime_api::{
	ArtifactInfo, CeremonyId, CeremonyInfo, CeremonyPage, EvidenceInfo, TierInfo, VerifierInfo,
	VerifierKind, VerifierPage,
};
use pallet_cust_runtime_api::{
	Command, CommandId, CommandInfo, CommandPage, DryRun, Policy, TargetId, TargetInfo, TargetPage,
};
use pallet_operators_runtime_api::{
	EraIndex, ObservedPage, OperatorInfo, OperatorPage, Position, Suspension, UptimeInfo,
};
use pallet_receipts_runtime_api::{ChainHead, Page, ReceiptId, ReceiptInfo, WitnessPage};
use pallet_signals_runtime_api::{
	Corridor, ReadingPage, Reliability, SessionInfo, Stats, StreamId, StreamInfo,
};
use sp_api::impl_runtime_apis;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_runtime::{
	traits::{Block as BlockT, NumberFor},
	transaction_validity::{TransactionSource, TransactionValidity},
	ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_version::RuntimeVersion;
use tonnetz_crypto::aura::AuthorityId as AuraId;

impl_runtime_apis! {
	impl sp_api::Core<Block> for Runtime {
		fn version() -> RuntimeVersion {
			VERSION
		}

		fn execute_block(block: <Block as BlockT>::LazyBlock) {
			Executive::execute_block(block);
		}

		fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
			Executive::initialize_block(header)
		}
	}

	impl sp_api::Metadata<Block> for Runtime {
		fn metadata() -> OpaqueMetadata {
			OpaqueMetadata::new(Runtime::metadata().into())
		}

		fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
			Runtime::metadata_at_version(version)
		}

		fn metadata_versions() -> Vec<u32> {
			Runtime::metadata_versions()
		}
	}

	impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
		fn execute_view_function(
			id: frame_support::view_functions::ViewFunctionId,
			input: Vec<u8>,
		) -> Result<Vec<u8>, frame_support::view_functions::ViewFunctionDispatchError> {
			Runtime::execute_view_function(id, input)
		}
	}

	impl sp_block_builder::BlockBuilder<Block> for Runtime {
		fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
			Executive::apply_extrinsic(extrinsic)
		}

		fn finalize_block() -> <Block as BlockT>::Header {
			Executive::finalize_block()
		}

		fn inherent_extrinsics(
			data: sp_inherents::InherentData,
		) -> Vec<<Block as BlockT>::Extrinsic> {
			data.create_extrinsics()
		}

		fn check_inherents(
			block: <Block as BlockT>::LazyBlock,
			data: sp_inherents::InherentData,
		) -> sp_inherents::CheckInherentsResult {
			data.check_extrinsics(&block)
		}
	}

	impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
		fn validate_transaction(
			source: TransactionSource,
			tx: <Block as BlockT>::Extrinsic,
			block_hash: <Block as BlockT>::Hash,
		) -> TransactionValidity {
			Executive::validate_transaction(source, tx, block_hash)
		}
	}

	impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
		fn offchain_worker(header: &<Block as BlockT>::Header) {
			Executive::offchain_worker(header)
		}
	}

	impl sp_consensus_aura::AuraApi<Block, AuraId> for Runtime {
		fn slot_duration() -> sp_consensus_aura::SlotDuration {
			sp_consensus_aura::SlotDuration::from_millis(Aura::slot_duration())
		}

		fn authorities() -> Vec<AuraId> {
			pallet_aura::Authorities::<Runtime>::get().into_inner()
		}
	}

	impl sp_session::SessionKeys<Block> for Runtime {
		fn generate_session_keys(
			owner: Vec<u8>,
			seed: Option<Vec<u8>>,
		) -> sp_session::OpaqueGeneratedSessionKeys {
			session_keys::UnboxedSessionKeys::generate(&owner, seed).into()
		}

		fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
			session_keys::decode_into_raw_public_keys(&encoded)
		}
	}

	impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
		fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
			Grandpa::grandpa_authorities()
		}

		fn current_set_id() -> sp_consensus_grandpa::SetId {
			pallet_grandpa::CurrentSetId::<Runtime>::get()
		}

		fn submit_report_equivocation_unsigned_extrinsic(
			equivocation_proof: sp_consensus_grandpa::EquivocationProof<
				<Block as BlockT>::Hash,
				NumberFor<Block>,
			>,
			key_owner_proof: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
		) -> Option<()> {
			Grandpa::submit_unsigned_equivocation_report(
				equivocation_proof,
				key_owner_proof.decode()?,
			)
		}

		fn generate_key_ownership_proof(
			_set_id: sp_consensus_grandpa::SetId,
			authority_id: sp_consensus_grandpa::AuthorityId,
		) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
			use codec::Encode;
			use frame_support::traits::KeyOwnerProofSystem;

			Historical::prove((sp_consensus_grandpa::KEY_TYPE, authority_id))
				.map(|proof| proof.encode())
				.map(sp_consensus_grandpa::OpaqueKeyOwnershipProof::new)
		}
	}

	impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
		fn account_nonce(account: AccountId) -> Nonce {
			System::account_nonce(account)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance> for Runtime {
		fn query_info(
			uxt: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment_rpc_runtime_api::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_info(uxt, len)
		}

		fn query_fee_details(
			uxt: <Block as BlockT>::Extrinsic,
			len: u32,
		) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_fee_details(uxt, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<Block, Balance, RuntimeCall>
		for Runtime
	{
		fn query_call_info(
			call: RuntimeCall,
			len: u32,
		) -> pallet_transaction_payment::RuntimeDispatchInfo<Balance> {
			TransactionPayment::query_call_info(call, len)
		}

		fn query_call_fee_details(
			call: RuntimeCall,
			len: u32,
		) -> pallet_transaction_payment::FeeDetails<Balance> {
			TransactionPayment::query_call_fee_details(call, len)
		}

		fn query_weight_to_fee(weight: Weight) -> Balance {
			TransactionPayment::weight_to_fee(weight)
		}

		fn query_length_to_fee(length: u32) -> Balance {
			TransactionPayment::length_to_fee(length)
		}
	}

	impl pallet_cust_runtime_api::CustApi<Block, AccountId, BlockNumber> for Runtime {
		fn target(name: Vec<u8>) -> Option<TargetInfo<AccountId, BlockNumber>> {
			Cust::target(name)
		}

		fn targets(from: TargetId, limit: u32) -> TargetPage<AccountId, BlockNumber> {
			Cust::targets(from, limit)
		}

		fn policy(name: Vec<u8>) -> Option<Policy<AccountId, BlockNumber>> {
			Cust::policy(name)
		}

		fn command(id: CommandId) -> Option<CommandInfo<AccountId, BlockNumber>> {
			Cust::command(id)
		}

		fn pending(
			name: Vec<u8>,
			from: CommandId,
			limit: u32,
		) -> CommandPage<AccountId, BlockNumber> {
			Cust::pending(name, from, limit)
		}

		fn open(name: Vec<u8>, from: CommandId, limit: u32) -> CommandPage<AccountId, BlockNumber> {
			Cust::open(name, from, limit)
		}

		fn history(
			name: Vec<u8>,
			from: CommandId,
			limit: u32,
		) -> CommandPage<AccountId, BlockNumber> {
			Cust::history(name, from, limit)
		}

		fn next_nonce(name: Vec<u8>, planner: AccountId) -> u64 {
			Cust::next_nonce(name, planner)
		}

		fn evaluate(
			command: Command,
			planner: AccountId,
			nonce: Option<u64>,
			expires_at: Option<BlockNumber>,
		) -> DryRun<BlockNumber> {
			Cust::evaluate(command, planner, nonce, expires_at)
		}
	}

	impl pallet_receipts_runtime_api::ReceiptsApi<Block, AccountId, BlockNumber> for Runtime {
		fn get(id: ReceiptId) -> Option<ReceiptInfo<AccountId, BlockNumber>> {
			Receipts::get(id)
		}

		fn head(issuer: AccountId) -> ChainHead {
			Receipts::head(issuer)
		}

		fn by_issuer(issuer: AccountId, from: u64, limit: u32) -> Page<AccountId, BlockNumber> {
			Receipts::by_issuer(issuer, from, limit)
		}

		fn by_subject(
			subject: Hash,
			issuer: Option<AccountId>,
			from: ReceiptId,
			limit: u32,
		) -> Page<AccountId, BlockNumber> {
			Receipts::by_subject(subject, issuer, from, limit)
		}

		fn by_digest(
			digest: Hash,
			issuer: Option<AccountId>,
			from: ReceiptId,
			limit: u32,
		) -> Page<AccountId, BlockNumber> {
			Receipts::by_digest(digest, issuer, from, limit)
		}

		fn lineage(id: ReceiptId) -> Page<AccountId, BlockNumber> {
			Receipts::lineage(id)
		}

		fn witnesses(
			id: ReceiptId,
			from: u64,
			limit: u32,
		) -> WitnessPage<AccountId, BlockNumber> {
			Receipts::witnesses(id, from, limit)
		}

		fn attestation_volume(account: AccountId) -> u64 {
			Receipts::attestation_volume(account)
		}

		fn statement_nonce(issuer: AccountId) -> u64 {
			Receipts::statement_nonce(issuer)
		}
	}

	impl pallet_operators_runtime_api::OperatorsApi<Block, AccountId, BlockNumber> for Runtime {
		fn get(account: AccountId) -> Option<OperatorInfo<AccountId, BlockNumber>> {
			Operators::info(account)
		}

		fn list(from: u64, limit: u32) -> OperatorPage<AccountId, BlockNumber> {
			Operators::list(from, limit)
		}

		fn neighbours(
			account: AccountId,
			from: u64,
			limit: u32,
		) -> OperatorPage<AccountId, BlockNumber> {
			Operators::neighbours(account, from, limit)
		}

		fn observers(account: AccountId, era: EraIndex) -> Vec<AccountId> {
			Operators::observers(&account, era)
		}

		fn observes(account: AccountId, from: u64, limit: u32) -> ObservedPage<AccountId> {
			Operators::observed_by(account, from, limit)
		}

		fn uptime(account: AccountId) -> Option<UptimeInfo> {
			Operators::uptime_of(&account)
		}

		fn missed_in_last(account: AccountId, eras: u32) -> u32 {
			Operators::missed_in_last(&account, eras)
		}

		fn at_position(
			position: Position,
			from: u64,
			limit: u32,
		) -> OperatorPage<AccountId, BlockNumber> {
			Operators::at_position(position, from, limit)
		}

		fn suspension(account: AccountId) -> Option<Suspension<AccountId, BlockNumber>> {
			Operators::suspension(&account)
		}

		fn validators() -> Vec<AccountId> {
			Operators::validators()
		}
	}

	impl pallet_certification_runtime_api::CertificationApi<Block, AccountId, BlockNumber>
		for Runtime
	{
		fn tier(account: AccountId) -> TierInfo<BlockNumber> {
			Certification::tier_info(account)
		}

		fn evidence(account: AccountId) -> Vec<EvidenceInfo<AccountId, BlockNumber>> {
			Certification::evidence(account)
		}

		fn verifier(account: AccountId) -> Option<VerifierInfo<AccountId, BlockNumber>> {
			Certification::verifier(account)
		}

		fn verifiers(
			kind: VerifierKind,
			from: Option<AccountId>,
			limit: u32,
		) -> VerifierPage<AccountId, BlockNumber> {
			Certification::verifiers(kind, from, limit)
		}

		fn artifact(receipt: ReceiptId) -> Option<ArtifactInfo> {
			Certification::artifact_info(receipt)
		}

		fn ceremony(id: CeremonyId) -> Option<CeremonyInfo<AccountId, BlockNumber>> {
			Certification::ceremony(id)
		}

		fn ceremony_by_digest(digest: Hash) -> Option<CeremonyInfo<AccountId, BlockNumber>> {
			Certification::ceremony_by_digest(digest)
		}

		fn open_ceremonies(
			from: CeremonyId,
			limit: u32,
		) -> CeremonyPage<AccountId, BlockNumber> {
			Certification::open_ceremonies(from, limit)
		}
	}

	impl pallet_signals_runtime_api::SignalsApi<Block, AccountId> for Runtime {
		fn streams(operator: AccountId) -> Vec<StreamInfo<AccountId>> {
			Signals::streams(operator)
		}

		fn stream(id: StreamId) -> Option<StreamInfo<AccountId>> {
			Signals::stream(id)
		}

		fn reliability(operator: AccountId) -> Reliability {
			Signals::reliability(operator)
		}

		fn corridor() -> Corridor {
			Signals::corridor()
		}

		fn session_coherence(session: Hash) -> Option<SessionInfo<AccountId>> {
			Signals::session_coherence(session)
		}

		fn coherence_history(operator: AccountId, from: u64, limit: u32) -> ReadingPage {
			Signals::coherence_history(operator, from, limit)
		}

		fn coherence_stats(
			operator: AccountId,
			from: BlockNumber,
			to: BlockNumber,
		) -> Option<Stats> {
			Signals::coherence_stats(operator, from, to)
		}
	}

	#[cfg(feature = "runtime-benchmarks")]
	impl frame_benchmarking::Benchmark<Block> for Runtime {
		fn benchmark_metadata(
			extra: bool,
		) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
			crate::benchmarks::list(extra)
		}

		fn dispatch_benchmark(
			config: frame_benchmarking::BenchmarkConfig,
		) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, alloc::string::String> {
			crate::benchmarks::dispatch(config)
		}
	}

	impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
		fn build_state(config: Vec<u8>) -> sp_genesis_builder::Result {
			build_state::<RuntimeGenesisConfig>(config)
		}

		fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
			get_preset::<RuntimeGenesisConfig>(id, crate::genesis_config_presets::get_preset)
		}

		fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
			crate::genesis_config_presets::preset_names()
		}
	}
}
