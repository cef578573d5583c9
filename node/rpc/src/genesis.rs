// SPDX-License-Identifier: Apache-2.0

//! The authorities that the first block names.

use codec::DecodeAll;
use sp_consensus_grandpa::{AuthorityId, AuthorityList};
use sp_core::storage::{StateVersion, Storage};
use sp_crypto_hashing::twox_128;
use sp_runtime::traits::{BlakeTwo256, Hash as _};
use std::sync::Arc;
use tonnetz_core::Hash;
use tonnetz_proof::{trust, Base64};

/// Builds the storage of the first block. An ordinary node prunes that state from its database, but
/// its chain specification describes it; building it may execute the runtime, which takes seconds.
pub type GenesisStorage = Arc<dyn Fn() -> Result<Storage, String> + Send + Sync>;

/// Where the state has the authorities of GRANDPA.
pub fn authorities_key() -> Vec<u8> {
	[twox_128(b"Grandpa"), twox_128(b"Authorities")].concat()
}

/// The authorities from their encoding in the state.
///
/// # Errors
///
/// If it is something else.
pub fn decode_authorities(mut encoded: &[u8]) -> Result<Vec<trust::Authority>, String> {
	let list = AuthorityList::decode_all(&mut encoded)
		.map_err(|error| format!("the GRANDPA authorities do not decode: {error}"))?;
	let authority = |(id, weight): (AuthorityId, _)| trust::Authority {
		key: Base64(AsRef::<[u8]>::as_ref(&id).to_vec()),
		weight,
	};
	Ok(list.into_iter().map(authority).collect())
}

/// The authorities in the storage of a first block with this state root.
///
/// # Errors
///
/// If the storage is that of another chain, or holds no authorities.
pub fn authorities(storage: Storage, state_root: Hash) -> Result<Vec<trust::Authority>, String> {
	if !storage.children_default.is_empty() {
		return Err("the chain specification has child storage, which no preset makes".into());
	}
	let encoded = storage
		.top
		.get(&authorities_key())
		.cloned()
		.ok_or("the chain specification names no GRANDPA authorities")?;
	let root = BlakeTwo256::trie_root(storage.top.into_iter().collect(), StateVersion::V1);
	if root != state_root {
		return Err(format!(
			"the chain specification is that of another chain: its state root is {root:?}, that of \
			 the first block {state_root:?}"
		));
	}
	decode_authorities(&encoded)
}

#[cfg(test)]
mod tests {
	#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

	use super::*;
	use sp_runtime::BuildStorage;
	use std::collections::BTreeSet;
	use tonnetz_crypto::{account_id, falcon512::Public, Scheme};
	use tonnetz_runtime::{
		constants::currency::DEVELOPMENT_ENDOWMENT, genesis_config_presets::FALCON_KEYS, AccountId,
		BalancesConfig, OperatorsConfig, RuntimeGenesisConfig, SessionConfig, SessionKeys,
	};

	/// The storage of a chain of the runtime with all development keys as validators.
	fn storage() -> Storage {
		let account = |key: &[u8]| account_id(Scheme::Falcon512, key);
		let keys = FALCON_KEYS.into_iter().map(|key| {
			let public = Public::from_raw(*key);
			let keys = SessionKeys::new(public.clone().into(), public.into());
			(account(key), account(key), keys)
		});
		let validators: Vec<AccountId> = FALCON_KEYS.iter().map(|key| account(*key)).collect();
		let named = (0..).zip(validators.clone()).map(|(number, who)| (who, format!("v{number}")));
		let funds = validators.iter().map(|who| (who.clone(), DEVELOPMENT_ENDOWMENT));
		RuntimeGenesisConfig {
			balances: BalancesConfig { balances: funds.collect(), ..Default::default() },
			operators: OperatorsConfig { founders: named.collect(), validators, min_validators: 1 },
			session: SessionConfig { keys: keys.collect(), ..Default::default() },
			..Default::default()
		}
		.build_storage()
		.unwrap()
	}

	fn root_of(storage: &Storage) -> Hash {
		BlakeTwo256::trie_root(storage.top.clone().into_iter().collect(), StateVersion::V1)
	}

	#[test]
	fn the_validators_of_the_runtime() {
		let storage = storage();
		let root = root_of(&storage);
		let found = authorities(storage, root).unwrap();
		assert!(found.iter().all(|authority| authority.weight == 1));
		// The session pallet sorts them by account.
		let keys: BTreeSet<_> = found.into_iter().map(|authority| authority.key.0).collect();
		assert!(keys == FALCON_KEYS.map(|key| key.to_vec()).into(), "other keys");
	}

	#[test]
	fn what_is_no_list_of_authorities() {
		let storage = storage();
		let encoded = storage.top.get(&authorities_key()).unwrap();
		assert_eq!(decode_authorities(encoded).unwrap().len(), FALCON_KEYS.len());
		let longer = [encoded.as_slice(), &[0]].concat();
		for other in [&encoded[..encoded.len() - 1], &longer, &[]] {
			let refused = decode_authorities(other).unwrap_err();
			assert!(refused.contains("do not decode"), "{refused}");
		}
	}

	#[test]
	fn of_another_chain() {
		let mut storage = storage();
		let root = root_of(&storage);
		storage.top.insert(b"something".to_vec(), b"else".to_vec());
		let refused = authorities(storage, root).unwrap_err();
		assert!(refused.contains("another chain"), "{refused}");
	}

	#[test]
	fn without_authorities() {
		let storage = Storage::default();
		let root = root_of(&storage);
		let refused = authorities(storage, root).unwrap_err();
		assert!(refused.contains("names no GRANDPA authorities"), "{refused}");
	}
}
