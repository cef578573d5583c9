// SPDX-License-Identifier: Apache-2.0

//! The sections about duties. `docs/DUTIES.md` describes them.

use super::{account, Config, KeyConfig};
use crate::agent::duties::Metric;
use serde::Deserialize;
use sp_core::crypto::AccountId32;
use tonnetz_core::signals::StreamId;

/// `[operator]`
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OperatorConfig {
	/// The operator: the account that bound the agent's key as `ProxyType::Agent`, or the key's own.
	#[serde(deserialize_with = "account")]
	pub account: AccountId32,
	/// The agent's key, if there is no executor that has it.
	pub key: Option<KeyConfig>,
	/// Whether endpoints of other operators are probed that are not in the open internet.
	#[serde(default)]
	pub allow_private_probes: bool,
}

/// `[signals]`
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct SignalsConfig {
	/// The streams that tell of the node.
	pub infrastructure: Infrastructure,
}

/// `signals.infrastructure`: a stream for each thing that is measured.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Infrastructure {
	/// The mean time between blocks.
	pub block_interval: Option<StreamId>,
	/// How far finality is behind.
	pub finality_lag: Option<StreamId>,
	/// The peers.
	pub peers: Option<StreamId>,
	/// The resident memory.
	pub memory: Option<StreamId>,
}

impl Infrastructure {
	/// The streams that are published.
	pub fn streams(&self) -> impl Iterator<Item = (Metric, StreamId)> {
		let all = [
			(Metric::BlockInterval, self.block_interval),
			(Metric::FinalityLag, self.finality_lag),
			(Metric::Peers, self.peers),
			(Metric::Memory, self.memory),
		];
		all.into_iter().filter_map(|(metric, stream)| Some((metric, stream?)))
	}
}

/// `[coherence]`
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct CoherenceConfig {
	/// Whether signals of named sessions are reported to the chain.
	pub report: bool,
}

impl Config {
	/// Whether the sections about duties fit each other and the rest.
	pub(super) fn check_duties(&self) -> Result<(), String> {
		let own_key = self.operator.as_ref().map(|operator| operator.key.as_ref());
		match (own_key, &self.executor) {
			(Some(Some(_)), Some(_)) => {
				return Err(
					"operator.key: executor.key is the agent's key; leave it out".to_owned()
				);
			}
			(Some(None), None) => {
				return Err(
					"operator.key: there is no executor.key to act with; add the agent's key"
						.to_owned(),
				);
			}
			_ => {}
		}
		if let (Some(Some(key)), Some(gate)) = (own_key, &self.gate) {
			if key.account == gate.key.account {
				return Err(
					"gate.key: it is operator.key too, but no key is both planner and agent: make another"
						.to_owned(),
				);
			}
		}
		let streams: Vec<_> = self.signals.infrastructure.streams().collect();
		if self.operator.is_none() {
			if !streams.is_empty() {
				return Err("signals: add [operator], whose streams they are".to_owned());
			}
			if self.coherence.report {
				return Err("coherence.report: add [operator], who reports".to_owned());
			}
		}
		for (place, (metric, stream)) in streams.iter().enumerate() {
			if streams.iter().take(place).any(|(_, other)| other == stream) {
				return Err(format!(
					"signals.infrastructure.{}: stream {stream} tells of something else already",
					metric.name()
				));
			}
		}
		match &self.node.prometheus {
			Some(url) if url.secure => Err("node.prometheus: give an http:// URL".to_owned()),
			None if self.signals.infrastructure.memory.is_some() => {
				Err("signals.infrastructure.memory: set node.prometheus to the URL of the node's metrics"
					.to_owned())
			}
			_ => Ok(()),
		}
	}
}
