// SPDX-License-Identifier: Apache-2.0

//! The WASM runtime executes blocks without any host function of ours: on a node that knows only
//! the SDK's, a call of the keystore interface traps.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use codec::{Decode, Encode};
use common::*;
use sc_executor::{sp_wasm_interface::HostFunctions, WasmExecutor};
use sp_core::traits::{CallContext, CodeExecutor, RuntimeCode, WrappedRuntimeCode};
use sp_runtime::ApplyExtrinsicResult;
use tonnetz_crypto::Scheme;
use tonnetz_runtime::{Header, UncheckedExtrinsic};

type Stock = sp_io::SubstrateHostFunctions;
type Ours = (sp_io::SubstrateHostFunctions, tonnetz_crypto::HostFunctions);

/// A chain whose runtime is the WASM of this build.
struct Chain<H: HostFunctions> {
	ext: sp_io::TestExternalities,
	executor: WasmExecutor<H>,
}

impl<H: HostFunctions> Chain<H> {
	fn new() -> Self {
		Self {
			ext: chain("development"),
			executor: WasmExecutor::builder().with_allow_missing_host_functions(true).build(),
		}
	}

	fn call(&mut self, function: &str, argument: &[u8]) -> Result<Vec<u8>, String> {
		let code =
			WrappedRuntimeCode(tonnetz_runtime::WASM_BINARY.expect("built with WASM").into());
		let code = RuntimeCode { code_fetcher: &code, heap_pages: None, hash: vec![1] };
		self.executor
			.call(
				&mut self.ext.ext(),
				&code,
				function,
				argument,
				CallContext::Onchain { import: false },
			)
			.0
			.map_err(|error| error.to_string())
	}

	fn apply(&mut self, extrinsic: UncheckedExtrinsic) -> ApplyExtrinsicResult {
		let result = self.call("BlockBuilder_apply_extrinsic", &extrinsic.encode()).unwrap();
		Decode::decode(&mut result.as_slice()).unwrap()
	}
}

#[test]
fn blocks_execute_without_host_functions_of_ours() {
	let mut chain = Chain::<Stock>::new();
	let start = chain.ext.execute_with(|| header(1));
	chain.call("Core_initialize_block", &start.encode()).unwrap();
	chain.apply(timestamp(1)).unwrap().unwrap();
	let extrinsics = chain.ext.execute_with(|| {
		[
			signed(&falcon("Alice"), 0, remark()),
			signed(&pair(Scheme::SphincsShake128s, "Alice"), 0, remark()),
		]
	});
	for extrinsic in extrinsics {
		chain.apply(extrinsic).unwrap().unwrap();
	}
	let forged = chain
		.ext
		.execute_with(|| signed_by(&falcon("Bob"), &account("Alice"), b"tonnetz/v1", 1, remark()));
	assert!(chain.apply(forged).is_err());
	let header = chain.call("BlockBuilder_finalize_block", &[]).unwrap();
	assert_eq!(Header::decode(&mut header.as_slice()).unwrap().number, 1);
}

#[test]
fn keystore_interface_is_reached_by_session_keys_alone() {
	let argument = (Vec::<u8>::new(), Some(b"//Alice".to_vec())).encode();
	let trapped = Chain::<Stock>::new().call("SessionKeys_generate_session_keys", &argument);
	assert!(trapped.is_err(), "the stock executor has no such function");
	assert!(Chain::<Ours>::new().call("SessionKeys_generate_session_keys", &argument).is_ok());
}

#[test]
fn unknown_secret_for_session_keys_is_an_error_with_its_reason() {
	let argument = (Vec::<u8>::new(), Some(b"no such words".to_vec())).encode();
	let error =
		Chain::<Ours>::new().call("SessionKeys_generate_session_keys", &argument).unwrap_err();
	assert!(error.contains("seed must be a SURI"), "{error}");
}

#[test]
fn undecodable_extrinsic_is_an_error_with_its_reason() {
	let mut chain = Chain::<Stock>::new();
	let start = chain.ext.execute_with(|| header(1));
	chain.call("Core_initialize_block", &start.encode()).unwrap();
	let mut extrinsic = chain.ext.execute_with(|| signed(&falcon("Alice"), 0, remark()).encode());
	extrinsic.truncate(900);
	let error = chain.call("BlockBuilder_apply_extrinsic", &extrinsic).unwrap_err();
	assert!(error.contains("Bad input data"), "{error}");
}
