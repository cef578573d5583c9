// SPDX-License-Identifier: Apache-2.0

//! Tells a validator whose keys are missing.
//!
//! Aura says nothing when the keystore has none of the authorities' keys: the node would look
//! healthy and author nothing.

use crate::{
	metrics::Metrics,
	service::{Block, FullClient},
};
use futures::StreamExt;
use sc_client_api::{BlockchainEvents, HeaderBackend};
use sp_api::ProvideRuntimeApi;
use sp_consensus_aura::AuraApi;
use sp_consensus_grandpa::GrandpaApi;
use sp_core::crypto::ByteArray;
use sp_keystore::KeystorePtr;
use std::sync::Arc;
use tonnetz_crypto::aura::AuthorityId as AuraId;
use tonnetz_runtime::Hash;

/// What a keystore lacks to take part in consensus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Missing {
	aura: bool,
	grandpa: bool,
}

/// Compares the authorities with the keystore at the start and whenever they change.
pub async fn watch(client: Arc<FullClient>, keystore: KeystorePtr, metrics: Metrics) {
	let mut imported = client.import_notification_stream();
	let mut last = None;
	let mut at = client.info().best_hash;
	loop {
		if let Some(missing) = missing(&client, &keystore, at) {
			if last != Some(missing) {
				report(missing, &metrics);
				last = Some(missing);
			}
		}
		at = match imported.next().await {
			Some(block) if block.is_new_best => block.hash,
			Some(_) => continue,
			None => return,
		};
	}
}

fn missing(client: &FullClient, keystore: &KeystorePtr, at: Hash) -> Option<Missing> {
	let api = client.runtime_api();
	let aura = AuraApi::<Block, AuraId>::authorities(&*api, at).ok()?;
	let grandpa = GrandpaApi::<Block>::grandpa_authorities(&*api, at).ok()?;
	Some(Missing {
		aura: !holds_one(keystore, sp_core::crypto::key_types::AURA, aura.iter()),
		grandpa: !holds_one(
			keystore,
			sp_consensus_grandpa::KEY_TYPE,
			grandpa.iter().map(|(id, _)| id),
		),
	})
}

fn holds_one<'a, Id: ByteArray + 'a>(
	keystore: &KeystorePtr,
	key_type: sp_core::crypto::KeyTypeId,
	mut ids: impl Iterator<Item = &'a Id>,
) -> bool {
	ids.any(|id| keystore.has_keys(&[(id.to_raw_vec(), key_type)]))
}

fn report(missing: Missing, metrics: &Metrics) {
	metrics.set_missing_keys(missing.aura, missing.grandpa);
	for (is_missing, what, consequence) in [
		(missing.aura, "aura", "authors no blocks"),
		(missing.grandpa, "gran", "does not vote on finality"),
	] {
		if is_missing {
			log::warn!(
				target: "authority",
				"No key of type {what} of the present authorities is in the keystore: this validator {consequence}. Store it with `tonnetz-node key insert`, or register new keys with author_rotateKeysWithOwner and session.setKeys.",
			);
		} else {
			log::info!(target: "authority", "The keystore has a key of type {what} of the present authorities");
		}
	}
}
