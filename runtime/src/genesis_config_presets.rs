// SPDX-License-Identifier: Apache-2.0

//! Genesis of the chains that anyone may start: their keys are public knowledge.

use crate::{
	constants::currency::DEVELOPMENT_ENDOWMENT, AccountId, BalancesConfig, OperatorsConfig,
	OriginsConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys,
};
use alloc::{vec, vec::Vec};
use frame_support::build_struct_json_patch;
use serde_json::Value;
use sp_genesis_builder::{PresetId, DEV_RUNTIME_PRESET, LOCAL_TESTNET_RUNTIME_PRESET};
use tonnetz_crypto::{account_id, falcon512, sphincs, Scheme};

/// The public key of the development key `//$name`. The runtime cannot derive keys; a test
/// compares these with those that are derived.
macro_rules! development_key {
	($name:literal) => {
		include_bytes!(concat!("../dev-keys/", $name))
	};
}

const ALICE: &[u8; falcon512::PUBLIC_LEN] = development_key!("alice.falcon512");

/// Falcon-512 keys `//Alice` to `//Ferdie`. The first four validate `local`.
pub const FALCON_KEYS: [&[u8; falcon512::PUBLIC_LEN]; 6] = [
	ALICE,
	development_key!("bob.falcon512"),
	development_key!("charlie.falcon512"),
	development_key!("dave.falcon512"),
	development_key!("eve.falcon512"),
	development_key!("ferdie.falcon512"),
];

/// The SPHINCS+ key `//Alice`: a cold account to try.
pub const SPHINCS_KEY: &[u8; sphincs::PUBLIC_LEN] = development_key!("alice.sphincs-shake-128s");

/// The validators of `local`, below which there may not be fewer.
const LOCAL_VALIDATORS: usize = 4;

/// The names of the founding operators, who are the validators.
const NAMES: [&str; LOCAL_VALIDATORS] = ["alice", "bob", "charlie", "dave"];

fn validator(key: &[u8; falcon512::PUBLIC_LEN]) -> (AccountId, AccountId, SessionKeys) {
	let account = account_id(Scheme::Falcon512, key);
	let public = falcon512::Public::from_raw(*key);
	let keys = SessionKeys::new(public.clone().into(), public.into());
	(account.clone(), account, keys)
}

fn genesis(validators: usize) -> Value {
	let accounts = FALCON_KEYS
		.into_iter()
		.map(|key| account_id(Scheme::Falcon512, key))
		.chain([account_id(Scheme::SphincsShake128s, SPHINCS_KEY)]);
	let operators =
		FALCON_KEYS.into_iter().take(validators).map(|key| account_id(Scheme::Falcon512, key));
	build_struct_json_patch!(RuntimeGenesisConfig {
		balances: BalancesConfig {
			balances: accounts.map(|account| (account, DEVELOPMENT_ENDOWMENT)).collect(),
		},
		origins: OriginsConfig { governor: Some(account_id(Scheme::Falcon512, ALICE)) },
		operators: OperatorsConfig {
			founders: operators.clone().zip(NAMES).map(|(who, name)| (who, name.into())).collect(),
			validators: operators.collect(),
			min_validators: u32::try_from(validators).unwrap_or(u32::MAX),
		},
		session: SessionConfig {
			keys: FALCON_KEYS.into_iter().take(validators).map(validator).collect(),
		},
	})
}

/// The genesis patch of the preset `id`, as JSON; `None` if there is no such preset.
pub fn get_preset(id: &PresetId) -> Option<Vec<u8>> {
	let patch = match id.as_ref() {
		DEV_RUNTIME_PRESET => development(),
		LOCAL_TESTNET_RUNTIME_PRESET => genesis(LOCAL_VALIDATORS),
		_ => return None,
	};
	serde_json::to_vec(&patch).ok()
}

/// One validator, Alice.
#[cfg(not(feature = "sudo"))]
fn development() -> Value {
	genesis(1)
}

/// One validator, Alice, who is root too.
#[cfg(feature = "sudo")]
fn development() -> Value {
	let mut patch = genesis(1);
	let root = build_struct_json_patch!(RuntimeGenesisConfig {
		sudo: crate::SudoConfig { key: Some(account_id(Scheme::Falcon512, ALICE)) },
	});
	if let (Some(patch), Value::Object(root)) = (patch.as_object_mut(), root) {
		patch.extend(root);
	}
	patch
}

/// The names of the presets.
pub fn preset_names() -> Vec<PresetId> {
	vec![PresetId::from(DEV_RUNTIME_PRESET), PresetId::from(LOCAL_TESTNET_RUNTIME_PRESET)]
}
