// SPDX-License-Identifier: Apache-2.0

//! A chain from a genesis preset, and extrinsics with real signatures.

#![allow(dead_code, missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::arithmetic_side_effects)]

use codec::Encode;
use sp_genesis_builder::{runtime_decl_for_genesis_builder::GenesisBuilderV1, PresetId};
use sp_keystore::KeystoreExt;
use sp_runtime::{
	generic::{Digest, DigestItem},
	traits::Header as _,
	ApplyExtrinsicResult, DispatchResult,
};
use std::sync::Arc;
use tonnetz_core::{
	receipt::{subject_of, Kind, Statement},
	units::HOURS,
	Hash,
};
use tonnetz_crypto::{context, AnyPair, Scheme};
use tonnetz_keystore::FalconKeystore;
use tonnetz_runtime::{
	constants::time::SLOT_DURATION, tx_extensions, AccountId, Address, BlockNumber, Executive,
	Header, Nonce, Runtime, RuntimeCall, Signature, SignedPayload, System, UncheckedExtrinsic,
};

/// The development key `//$name` of `scheme`.
pub fn pair(scheme: Scheme, name: &str) -> AnyPair {
	AnyPair::from_suri(scheme, &format!("//{name}"), None).unwrap()
}

pub fn falcon(name: &str) -> AnyPair {
	pair(Scheme::Falcon512, name)
}

pub fn account(name: &str) -> AccountId {
	falcon(name).account_id()
}

/// The state at the genesis of `preset`, with a keystore.
pub fn chain(preset: &str) -> sp_io::TestExternalities {
	let mut ext = sp_io::TestExternalities::default();
	ext.register_extension(KeystoreExt(Arc::new(FalconKeystore::in_memory())));
	ext.execute_with(|| build_genesis(preset));
	ext
}

/// The genesis configuration of `preset`: the defaults with its patch over them.
pub fn genesis_config(preset: &str) -> serde_json::Value {
	let json = |id: Option<PresetId>| -> serde_json::Value {
		serde_json::from_slice(&Runtime::get_preset(&id).expect("the preset exists")).unwrap()
	};
	let mut config = json(None);
	merge(&mut config, json(Some(preset.into())));
	config
}

pub fn build_genesis(preset: &str) {
	Runtime::build_state(genesis_config(preset).to_string().into_bytes()).unwrap();
}

fn merge(into: &mut serde_json::Value, patch: serde_json::Value) {
	match (into, patch) {
		(serde_json::Value::Object(into), serde_json::Value::Object(patch)) => {
			for (key, value) in patch {
				merge(into.entry(key).or_insert(serde_json::Value::Null), value);
			}
		}
		(into, patch) => *into = patch,
	}
}

/// The header that starts block `number` in slot `number`.
pub fn header(number: BlockNumber) -> Header {
	let slot = sp_consensus_aura::Slot::from(u64::from(number));
	let digest = Digest {
		logs: vec![DigestItem::PreRuntime(sp_consensus_aura::AURA_ENGINE_ID, slot.encode())],
	};
	Header::new(number, Default::default(), Default::default(), System::parent_hash(), digest)
}

/// The inherent of block `number`.
pub fn timestamp(number: BlockNumber) -> UncheckedExtrinsic {
	UncheckedExtrinsic::new_bare(RuntimeCall::Timestamp(pallet_timestamp::Call::set {
		now: u64::from(number) * SLOT_DURATION,
	}))
}

/// Starts the block after the present one.
pub fn next_block() {
	let number = System::block_number() + 1;
	Executive::initialize_block(&header(number));
	Executive::apply_extrinsic(timestamp(number)).unwrap().unwrap();
}

/// Ends the present block.
pub fn finish_block() -> Header {
	Executive::finalize_block()
}

/// Makes empty blocks until the present one is `number`.
pub fn run_to(number: BlockNumber) {
	while System::block_number() < number {
		if System::block_number() > 0 {
			finish_block();
		}
		next_block();
	}
}

/// `call` signed by `pair`.
pub fn signed(pair: &AnyPair, nonce: Nonce, call: impl Into<RuntimeCall>) -> UncheckedExtrinsic {
	signed_by(pair, &pair.account_id(), context::DEFAULT, nonce, call.into())
}

/// `call` in the name of `account`, signed by `pair` in `context`.
pub fn signed_by(
	pair: &AnyPair,
	account: &AccountId,
	context: &[u8],
	nonce: Nonce,
	call: RuntimeCall,
) -> UncheckedExtrinsic {
	let payload = SignedPayload::new(call, tx_extensions::immortal(nonce)).unwrap();
	let signature = payload.using_encoded(|bytes| pair.sign(context, bytes)).unwrap();
	with_signature(account, payload, signature)
}

pub fn with_signature(
	account: &AccountId,
	payload: SignedPayload,
	signature: Signature,
) -> UncheckedExtrinsic {
	let (call, extension, _) = payload.deconstruct();
	UncheckedExtrinsic::new_signed(call, Address::Id(account.clone()), signature, extension)
}

pub fn apply(extrinsic: UncheckedExtrinsic) -> ApplyExtrinsicResult {
	Executive::apply_extrinsic(extrinsic)
}

/// Applies `call`, signed by `pair`, which must be included and succeed.
pub fn apply_ok(pair: &AnyPair, call: impl Into<RuntimeCall>) {
	let nonce = System::account_nonce(pair.account_id());
	apply(signed(pair, nonce, call)).expect("included").expect("dispatched");
}

/// Applies `call`, signed by `pair`, which must be included. Returns what came of it.
pub fn outcome(pair: &AnyPair, call: impl Into<RuntimeCall>) -> DispatchResult {
	let nonce = System::account_nonce(pair.account_id());
	apply(signed(pair, nonce, call)).expect("included")
}

/// A statement of `signer` with `nonce`, accepted for an hour, with nothing that is optional.
pub fn statement(signer: &AnyPair, nonce: u64) -> Statement<AccountId, BlockNumber> {
	Statement {
		issuer: signer.account_id(),
		kind: Kind::Decision,
		subject: subject_of("component"),
		digest: Hash::repeat_byte(1),
		parent: None,
		uri: Vec::new(),
		expires: None,
		nonce,
		valid_until: System::block_number() + HOURS,
	}
}

/// The signature of `signer` over a statement for this chain.
pub fn sign_statement(
	signer: &AnyPair,
	statement: &Statement<AccountId, BlockNumber>,
) -> Signature {
	let bytes = statement.signing_bytes(&System::block_hash(0));
	signer.sign(context::STATEMENT, &bytes).unwrap()
}

/// The call that brings a statement to the chain.
pub fn relay(statement: Statement<AccountId, BlockNumber>, signature: Signature) -> RuntimeCall {
	RuntimeCall::Receipts(pallet_receipts::Call::attest_statement {
		statement: Box::new(statement),
		signature: Box::new(signature),
	})
}

pub fn remark() -> RuntimeCall {
	RuntimeCall::System(frame_system::Call::remark { remark: vec![1, 2, 3] })
}

pub fn transfer(to: AccountId, value: u128) -> RuntimeCall {
	RuntimeCall::Balances(pallet_balances::Call::transfer_keep_alive { dest: to.into(), value })
}
