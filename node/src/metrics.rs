// SPDX-License-Identifier: Apache-2.0

//! Prometheus metrics beside the SDK's.

use crate::service::{Block, FullClient};
use codec::Decode;
use futures::StreamExt;
use prometheus_endpoint::{
	register, Counter, Gauge, GaugeVec, Opts, PrometheusError, Registry, U64,
};
use sc_client_api::{BlockchainEvents, StorageProvider};
use sp_api::ProvideRuntimeApi;
use sp_consensus_aura::{digests::CompatibleDigestItem, AuraApi, Slot};
use sp_core::{
	crypto::{key_types, ByteArray},
	storage::StorageKey,
};
use sp_crypto_hashing::twox_128;
use sp_keystore::KeystorePtr;
use sp_runtime::traits::Header as _;
use std::sync::Arc;
use sysinfo::{Pid, ProcessRefreshKind, System};
use tonnetz_crypto::aura::{AuthorityId as AuraId, AuthoritySignature as AuraSignature};
use tonnetz_runtime::{opaque::Header, Hash};

/// The metrics; they count on when there is no registry to show them in.
#[derive(Clone)]
pub struct Metrics {
	missing_keys: GaugeVec<U64>,
	receipts: Gauge<U64>,
	receipts_in_block: Gauge<U64>,
	missed_slots: Counter<U64>,
	resident_memory: Gauge<U64>,
}

impl Metrics {
	pub fn register(registry: Option<&Registry>) -> Result<Self, PrometheusError> {
		let metrics = Self {
			missing_keys: GaugeVec::new(
				Opts::new(
					"tonnetz_authority_key_missing",
					"1 while the keystore of this validator has no key of the type of the present authorities",
				),
				&["key_type"],
			)?,
			receipts: Gauge::new("tonnetz_receipts", "Receipts ever issued, at the best block")?,
			receipts_in_block: Gauge::new(
				"tonnetz_receipts_in_block",
				"Receipts issued in the best block",
			)?,
			missed_slots: Counter::new(
				"tonnetz_missed_own_slots_total",
				"Slots of this validator that passed without a block of its own in the best chain",
			)?,
			// The name that Prometheus's own client libraries give it.
			resident_memory: Gauge::new(
				"process_resident_memory_bytes",
				"Resident memory of the node, at the last block imported",
			)?,
		};
		if let Some(registry) = registry {
			register(metrics.missing_keys.clone(), registry)?;
			register(metrics.receipts.clone(), registry)?;
			register(metrics.receipts_in_block.clone(), registry)?;
			register(metrics.missed_slots.clone(), registry)?;
			register(metrics.resident_memory.clone(), registry)?;
		}
		Ok(metrics)
	}

	/// Which kinds of key the keystore lacks.
	pub fn set_missing_keys(&self, aura: bool, grandpa: bool) {
		self.missing_keys.with_label_values(&["aura"]).set(aura.into());
		self.missing_keys.with_label_values(&["gran"]).set(grandpa.into());
	}
}

/// Keeps the metrics at the best block.
pub async fn follow(client: Arc<FullClient>, keystore: KeystorePtr, metrics: Metrics) {
	let mut imported = client.import_notification_stream();
	let mut memory = ResidentMemory::new();
	while let Some(block) = imported.next().await {
		if let Some(bytes) = memory.bytes() {
			metrics.resident_memory.set(bytes);
		}
		if !block.is_new_best {
			continue;
		}
		let parent = *block.header.parent_hash();
		if let Some(receipts) = receipts(&client, block.hash) {
			let before = self::receipts(&client, parent).unwrap_or(receipts);
			metrics.receipts.set(receipts);
			metrics.receipts_in_block.set(receipts.saturating_sub(before));
		}
		if let Some(missed) = missed_slots(&client, &keystore, &block.header) {
			metrics.missed_slots.inc_by(missed);
		}
	}
}

/// The memory of this process.
struct ResidentMemory {
	system: System,
	process: Pid,
}

impl ResidentMemory {
	fn new() -> Self {
		Self { system: System::new(), process: Pid::from_u32(std::process::id()) }
	}

	fn bytes(&mut self) -> Option<u64> {
		let memory = ProcessRefreshKind::new().with_memory();
		self.system.refresh_process_specifics(self.process, memory);
		Some(self.system.process(self.process)?.memory())
	}
}

fn receipts(client: &FullClient, at: Hash) -> Option<u64> {
	let key = [twox_128(b"Receipts"), twox_128(b"NextId")].concat();
	match client.storage(at, &StorageKey(key)).ok()? {
		Some(value) => u64::decode(&mut value.0.as_slice()).ok(),
		None => Some(0),
	}
}

fn slot(header: &Header) -> Option<Slot> {
	header.digest().logs().iter().find_map(|item| {
		<sp_runtime::DigestItem as CompatibleDigestItem<AuraSignature>>::as_aura_pre_digest(item)
	})
}

/// The slots between `header` and its parent whose author is in the keystore.
fn missed_slots(client: &FullClient, keystore: &KeystorePtr, header: &Header) -> Option<u64> {
	let parent = client.header(*header.parent_hash()).ok()??;
	let (from, to) = (*slot(&parent)?, *slot(header)?);
	if to <= from.saturating_add(1) {
		return Some(0);
	}
	let authorities =
		AuraApi::<Block, AuraId>::authorities(&*client.runtime_api(), *header.parent_hash())
			.ok()?;
	let count = u64::try_from(authorities.len()).ok()?;
	let gap = to.saturating_sub(from).saturating_sub(1);
	let missed = authorities
		.iter()
		.zip(0u64..)
		.filter(|(id, _)| keystore.has_keys(&[(id.to_raw_vec(), key_types::AURA)]))
		.map(|(_, index)| {
			// The slots s with s mod count = index and from < s < to.
			let first = from
				.saturating_add(1)
				.checked_rem(count)
				.map(|at| {
					index.wrapping_add(count).wrapping_sub(at).checked_rem(count).unwrap_or(0)
				})
				.unwrap_or(0);
			match gap.checked_sub(first) {
				Some(rest) if rest > 0 => {
					rest.saturating_sub(1).checked_div(count).unwrap_or(0).saturating_add(1)
				}
				_ => 0,
			}
		})
		.sum();
	Some(missed)
}
