// SPDX-License-Identifier: Apache-2.0

//! What must stay as it is for clients, proofs and old blocks: indices, prefixes, encodings.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use codec::{Decode, Encode};
use common::*;
use frame_metadata::{RuntimeMetadata, RuntimeMetadataPrefixed};
use frame_support::traits::{GetCallMetadata, PalletInfoAccess, PalletsInfoAccess};
use scale_info::{form::PortableForm, PortableRegistry, TypeDef};
use sp_runtime::traits::Hash as _;
use tonnetz_runtime::{
	AllPalletsWithSystem, Receipts, Runtime, RuntimeCall, SessionKeys, UncheckedExtrinsic,
};

const PALLETS: [(&str, usize); 19] = [
	("System", 0),
	("Timestamp", 1),
	("Utility", 2),
	("Proxy", 3),
	("Preimage", 4),
	("Scheduler", 5),
	("Authorship", 10),
	("Session", 11),
	("Historical", 12),
	("Aura", 13),
	("Grandpa", 14),
	("Balances", 20),
	("TransactionPayment", 21),
	("Origins", 31),
	("Receipts", 50),
	("Operators", 51),
	("Cust", 52),
	("Certification", 53),
	("Signals", 54),
];

#[test]
fn pallets_keep_their_index_and_prefix() {
	let pallets: Vec<_> =
		AllPalletsWithSystem::infos().into_iter().map(|info| (info.name, info.index)).collect();
	assert_eq!(pallets, PALLETS);
	assert_eq!(Receipts::name_hash(), sp_crypto_hashing::twox_128(b"Receipts"));
}

#[test]
fn calls_of_receipts_keep_their_index() {
	let index = |call: RuntimeCall| {
		let encoded = call.encode();
		(encoded[0], encoded[1])
	};
	let many = pallet_receipts::Call::attest_many { items: Default::default() };
	assert_eq!(index(many.into()), (50, 1));
	let names = [
		"attest",
		"attest_many",
		"attest_batch",
		"attest_statement",
		"cancel_statements",
		"countersign",
		"withdraw_countersignature",
		"revoke",
		"prune",
	];
	for (byte, name) in (0u8..).zip(names) {
		let call =
			RuntimeCall::decode(&mut sp_runtime::traits::TrailingZeroInput::new(&[50, byte]))
				.unwrap();
		assert_eq!(call.get_call_metadata().function_name, name);
	}
}

/// What offline verifiers compute without the runtime.
#[test]
fn keys_of_what_bundles_prove_are_those_of_the_runtime() {
	use tonnetz_core::{ordered::Ordered, receipt::keys};
	for id in [0, 1, 258, u64::MAX] {
		let receipt = pallet_receipts::Receipts::<Runtime>::hashed_key_for(Ordered(id));
		assert_eq!(keys::receipt(id), receipt);
		let revocation = pallet_receipts::Revocations::<Runtime>::hashed_key_for(Ordered(id));
		assert_eq!(keys::revocation(id), revocation);
	}
	for issuer in [account("Alice"), account("Bob")] {
		assert_eq!(keys::head(&issuer), pallet_receipts::Head::<Runtime>::hashed_key_for(&issuer));
		let suspension = pallet_operators::Suspensions::<Runtime>::hashed_key_for(&issuer);
		assert_eq!(keys::suspension(&issuer), suspension);
	}
}

#[test]
fn hold_reasons_keep_their_index() {
	use pallet_receipts::HoldReason::{Countersignature, Receipt};
	let reasons = [Receipt, Countersignature].map(tonnetz_runtime::RuntimeHoldReason::from);
	assert_eq!(reasons.map(|reason| reason.encode()), [[50, 0], [50, 1]]);
}

#[test]
fn calls_fit_in_a_kilobyte() {
	let size = std::mem::size_of::<RuntimeCall>();
	println!("a runtime call has {size} bytes in memory");
	assert!(size <= 1_024);
}

#[test]
fn signed_extrinsics_have_the_documented_layout() {
	chain("development").execute_with(|| {
		let alice = falcon("Alice");
		let encoded = signed(&alice, 3, remark()).encode();
		let body = &encoded[2..];
		assert_eq!(body[0], 0x84, "version 4, signed");
		assert_eq!(body[1], 0, "an account identifier");
		assert_eq!(&body[2..34], AsRef::<[u8]>::as_ref(&alice.account_id()));
		assert_eq!(body[34], 0, "Falcon-512");
		assert_eq!(&body[35..35 + 897], alice.public_bytes());
		let extension = &body[35 + 897 + 666..];
		assert_eq!(extension[..3], [0, 3 << 2, 0], "immortal, nonce 3, no tip: nothing else");
		assert_eq!(extension[3..], remark().encode());
	});
}

#[test]
fn session_keys_encode_as_two_public_keys() {
	let key = |name: &str| {
		tonnetz_crypto::falcon512::Public::try_from(falcon(name).public_bytes().as_slice()).unwrap()
	};
	let keys = SessionKeys::new(key("Alice").into(), key("Bob").into());
	assert_eq!(
		keys.encode(),
		[falcon("Alice").public_bytes(), falcon("Bob").public_bytes()].concat()
	);
}

fn registry() -> (PortableRegistry, u32) {
	let opaque = Runtime::metadata_at_version(15).unwrap();
	let prefixed = RuntimeMetadataPrefixed::decode(&mut opaque.as_slice()).unwrap();
	let RuntimeMetadata::V15(metadata) = prefixed.1 else { panic!("not version 15") };
	(metadata.types, metadata.extrinsic.signature_ty.id)
}

#[test]
fn no_classical_signature_stands_in_the_metadata() {
	let (types, signature) = registry();
	for entry in &types.types {
		let path = entry.ty.path.to_string().to_lowercase();
		for classical in ["sr25519", "ed25519", "ecdsa", "multisignature", "multisigner"] {
			assert!(!path.contains(classical), "{path}");
		}
	}
	let signature = types.resolve(signature).unwrap();
	assert_eq!(signature.path.to_string(), "tonnetz_crypto::signature::Signature");
	let TypeDef::<PortableForm>::Variant(variants) = &signature.type_def else { panic!("an enum") };
	let names: Vec<_> =
		variants.variants.iter().map(|variant| (variant.index, variant.name.as_str())).collect();
	assert_eq!(names, [(0, "Falcon512"), (1, "SphincsShake128s")]);
	// polkadot-js tells inherents from transactions by this: see the type.
	let falcon = &variants.variants[0].fields;
	assert_eq!(falcon.len(), 1);
	let TypeDef::Array(array) = &types.resolve(falcon[0].ty.id).unwrap().type_def else {
		panic!("an array")
	};
	assert_eq!(array.len, 897 + 666);
}

#[test]
fn no_array_is_too_long_for_polkadot_js() {
	for entry in registry().0.types {
		if let TypeDef::Array(array) = &entry.ty.type_def {
			assert!(array.len <= 2_048, "{array:?}");
		}
	}
}

#[test]
fn extrinsic_hash_is_of_its_encoding() {
	chain("development").execute_with(|| {
		let extrinsic: UncheckedExtrinsic = signed(&falcon("Alice"), 0, remark());
		let hash = sp_runtime::traits::BlakeTwo256::hash_of(&extrinsic);
		let decoded = UncheckedExtrinsic::decode(&mut extrinsic.encode().as_slice()).unwrap();
		assert_eq!(sp_runtime::traits::BlakeTwo256::hash_of(&decoded), hash);
	});
}
