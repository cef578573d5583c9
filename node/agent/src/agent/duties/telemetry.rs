// SPDX-License-Identifier: Apache-2.0

//! Updates of streams from the telemetry of the node.

mod document;
mod measure;

use super::{block_number, lock, outcome, Duties, Target};
use crate::{
	agent::{
		config::Infrastructure,
		link::Head,
		report::{LastUpdate, Outcome, StreamReport},
	},
	error::Error,
	signal::PALLET,
};
use document::{Document, Documents};
use futures::future::join_all;
use serde_json::json;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::{collections::BTreeMap, path::PathBuf, sync::Mutex};
use subxt::ext::scale_encode::EncodeAsType;
use tonnetz_core::{
	coherence::decimal::parse_signed,
	signals::{StreamId, StreamInfo},
	units::MINUTES,
	BlockNumber,
};

/// For how many blocks nothing is asked about a stream that cannot be published.
const UNUSABLE: BlockNumber = 10 * MINUTES;

/// What is measured of the node.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Metric {
	/// The mean time between blocks, in seconds.
	BlockInterval,
	/// How far finality is behind the best block, in blocks.
	FinalityLag,
	/// The peers.
	Peers,
	/// The resident memory, in bytes.
	Memory,
}

impl Metric {
	/// Its name in the configuration.
	pub const fn name(self) -> &'static str {
		match self {
			Self::BlockInterval => "block-interval",
			Self::FinalityLag => "finality-lag",
			Self::Peers => "peers",
			Self::Memory => "memory",
		}
	}

	const fn unit(self) -> &'static str {
		match self {
			Self::BlockInterval => "seconds",
			Self::FinalityLag => "blocks",
			Self::Peers => "peers",
			Self::Memory => "bytes",
		}
	}
}

/// What is published, and from where.
pub struct Telemetry {
	streams: Vec<(Metric, StreamId)>,
	prometheus: Option<Target>,
	documents: Documents,
	/// The block before which nothing is to be done for a stream.
	waiting: Mutex<BTreeMap<StreamId, BlockNumber>>,
	last: Mutex<BTreeMap<StreamId, LastUpdate>>,
}

impl Telemetry {
	/// Nothing is published yet.
	pub fn new(
		infrastructure: &Infrastructure,
		prometheus: Option<Target>,
		documents: PathBuf,
	) -> Self {
		Self {
			streams: infrastructure.streams().collect(),
			prometheus,
			documents: Documents::new(documents),
			waiting: Mutex::default(),
			last: Mutex::default(),
		}
	}

	fn waits(&self, stream: StreamId, next: BlockNumber) -> bool {
		lock(&self.waiting).get(&stream).is_some_and(|from| next < *from)
	}

	fn wait(&self, stream: StreamId, from: BlockNumber) {
		lock(&self.waiting).insert(stream, from);
	}

	/// The chain has an update, which may be that of an earlier process.
	fn found(&self, stream: StreamId, sequence: u64, at: BlockNumber) {
		let mut all = lock(&self.last);
		if all.get(&stream).is_none_or(|last| last.sequence < sequence) {
			let block = Some(at.into());
			let outcome = Outcome { outcome: "published".to_owned(), block, reason: None };
			all.insert(stream, LastUpdate { sequence, outcome });
		}
	}
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Publish {
	stream: StreamId,
	sequence: u64,
	digest: [u8; 32],
	// In units of 10^-18.
	value: Option<i128>,
}

/// The slot that a block is in, and the first block of the next one.
fn slot(
	stream: &StreamInfo<AccountId32>,
	block: BlockNumber,
) -> Option<(BlockNumber, BlockNumber)> {
	let slot = block.checked_sub(stream.start)?.checked_div(stream.interval)?;
	let next = slot.checked_add(1)?.checked_mul(stream.interval)?.checked_add(stream.start)?;
	Some((slot, next))
}

impl Duties {
	/// Publishes all streams whose slots are not served.
	pub(super) async fn publish_all(&self, head: &Head) {
		if self.telemetry.streams.is_empty() || !self.actor.vault.is_unlocked() {
			return;
		}
		let all = self.telemetry.streams.iter().map(|(metric, stream)| async move {
			match self.publish(*metric, *stream, head).await {
				Ok(()) => self.said.looked(&place(*metric)),
				Err(error) => self.said.fault(&place(*metric), &error.to_string()),
			}
		});
		join_all(all).await;
	}

	async fn publish(&self, metric: Metric, id: StreamId, head: &Head) -> Result<(), Error> {
		let (actor, chain, telemetry) = (&*self.actor, &*head.chain, &self.telemetry);
		let next = chain.best_number().await?.saturating_add(1);
		if telemetry.waits(id, next) {
			return Ok(());
		}
		let unusable = |why: String| {
			self.said.warn(&place(metric), &why);
			telemetry.wait(id, next.saturating_add(UNUSABLE));
			Ok(())
		};
		let stream = match chain.known_stream(id, head.block).await {
			Err(error @ Error::Unknown { .. }) => return unusable(error.to_string()),
			stream => stream?,
		};
		if stream.operator != actor.account {
			let operator = stream.operator.to_ss58check();
			return unusable(format!("stream {id} is that of {operator}"));
		}
		if stream.retired.is_some() {
			return unusable(format!("stream {id} is retired: register another"));
		}
		let Some((now, end)) = slot(&stream, next) else {
			return Err(chain.mismatch(format!("stream {id} begins after block {next}")));
		};
		let note = format!("stream-{id}");
		let served = stream.last.and_then(|last| slot(&stream, last.at)).map(|(slot, _)| slot);
		if let Some(last) = stream.last.filter(|_| served == Some(now)) {
			telemetry.wait(id, end);
			self.said.well(&place(metric));
			telemetry.found(id, last.sequence, last.at);
			return actor.done(&note, now);
		}
		if !actor.is_due(&note, now, head.block.number)? {
			return Ok(());
		}
		let value = match measure::measure(metric, telemetry.prometheus.as_ref(), head).await? {
			Ok(value) => value,
			Err(why) => {
				self.said.warn(&place(metric), &why);
				return Ok(());
			}
		};
		let sequence = stream.last.map_or(0, |last| last.sequence.saturating_add(1));
		let document = Document {
			block: block_number(head.block.number)?,
			metric: metric.name(),
			sequence,
			stream: id,
			time: crate::agent::operational::now(),
			unit: metric.unit(),
			value,
		};
		self.send_update(metric, &document, (&note, now), head).await
	}

	async fn send_update(
		&self,
		metric: Metric,
		document: &Document,
		period: (&str, BlockNumber),
		head: &Head,
	) -> Result<(), Error> {
		let Document { stream, sequence, value, .. } = document;
		let fixed = parse_signed(value).map_err(|fault| Error::Internal(fault.to_string()))?;
		let digest = self.telemetry.documents.keep(document)?;
		let call = Publish {
			stream: *stream,
			sequence: *sequence,
			digest: digest.0,
			value: Some(fixed.into_inner()),
		};
		let made = self.actor.once(head, period, (PALLET, "publish"), call).await?;
		self.recorder.record(
			json!({ "kind": "telemetry", "metric": metric.name(), "value": value, "digest": digest }),
			Some(json!({
				"kind": "signals.publish",
				"as": self.actor.account,
				"stream": stream,
				"sequence": sequence,
			})),
			match &made {
				Ok(included) => json!({ "block": included.block_number }),
				Err(failure) => json!({ "failed": failure.to_string() }),
			},
		);
		let last = LastUpdate { sequence: *sequence, outcome: outcome(&made, "published") };
		self.metrics.update(&last.outcome.outcome);
		lock(&self.telemetry.last).insert(*stream, last);
		match &made {
			Ok(_) => self.said.well(&place(metric)),
			Err(failure) => {
				self.said.failed(&place(metric), &format!("stream {stream}: {failure}"));
			}
		}
		Ok(())
	}

	/// How the streams stand, when that keeps all from being published.
	pub(super) fn streams(&self, obstacle: Option<&String>) -> Vec<StreamReport> {
		let last = lock(&self.telemetry.last);
		let streams = self.telemetry.streams.iter().map(|(metric, stream)| StreamReport {
			metric: metric.name().to_owned(),
			stream: *stream,
			last: last.get(stream).cloned(),
			obstacle: obstacle.cloned().or_else(|| self.said.obstacle(&place(*metric))),
		});
		streams.collect()
	}
}

/// The key of the configuration that names a stream.
fn place(metric: Metric) -> String {
	format!("signals.infrastructure.{}", metric.name())
}

#[cfg(test)]
mod tests {
	use super::*;
	use tonnetz_core::signals::{stream_name, StreamKind};

	#[test]
	fn slots_are_those_of_the_chain() {
		let stream = StreamInfo {
			id: 0,
			operator: AccountId32::new([7; 32]),
			name: stream_name(b"peers".to_vec()).unwrap(),
			kind: StreamKind::Infrastructure,
			interval: 20,
			start: 7,
			retired: None,
			last: None,
			served: 0,
			due: 0,
			reliability: 0,
		};
		assert_eq!(slot(&stream, 6), None);
		for (block, expected) in [(7, (0, 27)), (26, (0, 27)), (27, (1, 47)), (46, (1, 47))] {
			assert_eq!(slot(&stream, block), Some(expected), "{block}");
		}
	}
}
