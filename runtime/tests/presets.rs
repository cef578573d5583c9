// SPDX-License-Identifier: Apache-2.0

//! Every genesis preset builds, and holds what it says.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]

mod common;

use common::*;
use sp_genesis_builder::runtime_decl_for_genesis_builder::GenesisBuilderV1;
use sp_runtime::traits::{OpaqueKeys, Verify};
use tonnetz_crypto::{context, Scheme};
use tonnetz_runtime::{
	genesis_config_presets::{FALCON_KEYS, SPHINCS_KEY},
	Aura, Grandpa, Runtime, Session,
};

const NAMES: [&str; 6] = ["Alice", "Bob", "Charlie", "Dave", "Eve", "Ferdie"];

#[test]
fn embedded_keys_are_those_of_the_development_secrets() {
	for (name, key) in NAMES.into_iter().zip(FALCON_KEYS) {
		assert_eq!(falcon(name).public_bytes(), key, "{name}");
	}
	let cold = pair(Scheme::SphincsShake128s, "Alice");
	assert_eq!(cold.public_bytes(), SPHINCS_KEY);
	let signature = cold.sign(context::DEFAULT, b"message").unwrap();
	assert!(signature.verify(b"message".as_slice(), &cold.account_id()));
}

#[test]
fn presets_have_their_validators() {
	let presets = Runtime::preset_names();
	assert_eq!(presets.len(), 2);
	for (preset, validators) in [("development", 1), ("local_testnet", 4)] {
		assert!(presets.contains(&preset.into()));
		chain(preset).execute_with(|| {
			let mut expected: Vec<_> =
				NAMES[..validators].iter().map(|name| account(name)).collect();
			expected.sort();
			assert_eq!(Session::validators(), expected);
			assert_eq!(Grandpa::grandpa_authorities().len(), validators);
			assert_eq!(pallet_aura::Authorities::<Runtime>::get().len(), validators);
			assert_eq!(Aura::slot_duration(), 3_000);
		});
	}
}

#[test]
fn no_preset_has_root() {
	for preset in Runtime::preset_names() {
		let config = genesis_config(preset.as_ref());
		assert_eq!(config.get("sudo"), None, "{preset}");
	}
	let names: Vec<_> = {
		use frame_support::traits::PalletsInfoAccess;
		tonnetz_runtime::AllPalletsWithSystem::infos().into_iter().map(|info| info.name).collect()
	};
	assert!(!names.contains(&"Sudo"), "{names:?}");
}

#[test]
fn unknown_preset_is_none() {
	assert!(Runtime::get_preset(&Some("mainnet".into())).is_none());
}

#[test]
fn session_keys_are_of_consensus_alone() {
	assert_eq!(
		tonnetz_runtime::SessionKeys::key_ids(),
		[*b"aura", *b"gran"].map(sp_core::crypto::KeyTypeId)
	);
}
