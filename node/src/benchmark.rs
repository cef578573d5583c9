// SPDX-License-Identifier: Apache-2.0

//! `tonnetz-node benchmark`: measures what the weights of the runtime are made of.

use crate::service::{self, Block, FullClient};
use codec::Encode;
use frame_benchmarking_cli::{
	BenchmarkCmd, ExtrinsicBuilder, ExtrinsicFactory, SUBSTRATE_REFERENCE_HARDWARE,
};
use sc_client_api::HeaderBackend as _;
use sc_service::Configuration;
use sp_inherents::{InherentData, InherentDataProvider};
use sp_runtime::{traits::HashingFor, OpaqueExtrinsic};
use std::{sync::Arc, time::Duration};
use tonnetz_crypto::{context, AnyPair, Scheme};
use tonnetz_runtime::{
	tx_extensions, Address, Hash, RuntimeCall, SignedPayload, UncheckedExtrinsic, VERSION,
};

/// The account that signs, which the development preset endows.
const SIGNER: &str = "//Alice";

/// Runs the benchmark that `command` names.
pub fn run(command: &BenchmarkCmd, mut config: Configuration) -> sc_cli::Result<()> {
	match command {
		BenchmarkCmd::Pallet(command) => command
			.run_with_spec::<HashingFor<Block>, tonnetz_crypto::HostFunctions>(Some(
				config.chain_spec,
			)),
		BenchmarkCmd::Block(command) => {
			let parts = service::new_partial(&mut config)?;
			command.run(parts.client)
		}
		BenchmarkCmd::Storage(command) => {
			let parts = service::new_partial(&mut config)?;
			let db = parts.backend.expose_db();
			let storage = parts.backend.expose_storage();
			let cache = parts.backend.expose_shared_trie_cache();
			command.run(config, parts.client, db, storage, cache)
		}
		BenchmarkCmd::Overhead(command) => {
			let parts = service::new_partial(&mut config)?;
			let remarks = Remarks::new(&parts.client)?;
			command.run(
				config.chain_spec.name().into(),
				parts.client,
				inherents()?,
				Vec::new(),
				&remarks,
				false,
			)
		}
		BenchmarkCmd::Extrinsic(command) => {
			let parts = service::new_partial(&mut config)?;
			let remarks = Remarks::new(&parts.client)?;
			let builders = ExtrinsicFactory(vec![Box::new(remarks)]);
			command.run(parts.client, inherents()?, Vec::new(), &builders)
		}
		BenchmarkCmd::Machine(command) => {
			command.run(&config, SUBSTRATE_REFERENCE_HARDWARE.clone())
		}
	}
}

/// The inherents of a block in slot 0, which needs no digest.
fn inherents() -> sc_cli::Result<InherentData> {
	let mut data = InherentData::new();
	let timestamp = sp_timestamp::InherentDataProvider::new(Duration::ZERO.into());
	futures::executor::block_on(timestamp.provide_inherent_data(&mut data))
		.map_err(|error| format!("no timestamp for the block: {error}"))?;
	Ok(data)
}

/// Makes remarks signed with Falcon-512, valid in the first block: the SDK's own are signed with a
/// classical key, which the runtime has no variant for.
struct Remarks {
	pair: AnyPair,
	genesis_hash: Hash,
}

impl Remarks {
	fn new(client: &Arc<FullClient>) -> sc_cli::Result<Self> {
		let pair = AnyPair::from_suri(Scheme::Falcon512, SIGNER, None)
			.map_err(|error| format!("no key {SIGNER}: {error}"))?;
		Ok(Self { pair, genesis_hash: client.info().genesis_hash })
	}
}

impl ExtrinsicBuilder for Remarks {
	fn pallet(&self) -> &str {
		"system"
	}

	fn extrinsic(&self) -> &str {
		"remark"
	}

	fn build(&self, nonce: u32) -> Result<OpaqueExtrinsic, &'static str> {
		let call = RuntimeCall::System(frame_system::Call::remark { remark: Vec::new() });
		let implicit = (
			(),
			(),
			VERSION.spec_version,
			VERSION.transaction_version,
			self.genesis_hash,
			// Of the block that an immortal transaction is born in.
			self.genesis_hash,
			(),
			(),
			(),
			(),
			(),
		);
		let payload = SignedPayload::from_raw(call, tx_extensions::immortal(nonce), implicit);
		let signature = payload
			.using_encoded(|bytes| self.pair.sign(context::DEFAULT, bytes))
			.ok_or("the remark cannot be signed")?;
		let (call, extension, _) = payload.deconstruct();
		let address = Address::Id(self.pair.account_id());
		let extrinsic = UncheckedExtrinsic::new_signed(call, address, signature, extension);
		OpaqueExtrinsic::try_from_encoded_extrinsic(&extrinsic.encode())
			.map_err(|_| "the remark is no extrinsic")
	}
}
