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
		if self.coherence.report && self.status.allow_remote {
			return Err(
				"coherence.report: status.allow-remote would have strangers report at your cost; \
				 give up one"
					.to_owned(),
			);
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

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::crypto::Ss58Codec;
	use std::fs;

	/// Reads a configuration whose accounts are `$` and a digit.
	fn read(text: &str) -> Result<Config, String> {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("agent.toml");
		let accounts = (0..10u8).fold(format!("data-dir = \"d\"\n{text}"), |text, number| {
			let account = AccountId32::new([number; 32]).to_ss58check();
			text.replace(&format!("${number}"), &format!("\"{account}\""))
		});
		fs::write(&path, accounts).unwrap();
		Config::read(&path).map_err(|error| error.to_string())
	}

	const OPERATOR: &str = "[operator]\naccount = $1\n";
	const KEY: &str = "[operator.key]\naccount = $2\nsuri-file = \"key\"\n";
	const EXECUTOR: &str =
		"[executor.key]\naccount = $3\n[executor.targets.web]\ncheckout = \"/srv\"\n";

	#[test]
	fn an_operator_has_one_key() {
		let config = read(&format!("{OPERATOR}{KEY}")).unwrap();
		let keys: Vec<_> = config.keys().collect();
		assert_eq!(keys.len(), 1);
		assert_eq!(keys[0].0, "operator.key");
		assert!(keys[0].1.suri_file.as_ref().unwrap().is_absolute());
		assert!(!config.operator.unwrap().allow_private_probes);
		let config = read(&format!("{OPERATOR}{EXECUTOR}")).unwrap();
		assert_eq!(config.keys().map(|(place, _)| place).collect::<Vec<_>>(), ["executor.key"]);
		for text in [OPERATOR.to_owned(), format!("{OPERATOR}{KEY}{EXECUTOR}")] {
			assert!(read(&text).unwrap_err().contains("operator.key: "), "{text}");
		}
		let gate = "[gate]\nsecrets = []\n[gate.key]\naccount = $2\n";
		let message = read(&format!("{OPERATOR}{KEY}{gate}")).unwrap_err();
		assert!(message.contains("both planner and agent"), "{message}");
	}

	#[test]
	fn faults_name_their_key() {
		let whole = format!("{OPERATOR}{KEY}");
		for (text, names) in [
			("[signals]\ninfrastructure = { peers = 1 }", "signals: add [operator]"),
			("[coherence]\nreport = true", "coherence.report: add [operator]"),
			(
				&format!("{whole}[status]\nallow-remote = true\n[coherence]\nreport = true"),
				"coherence.report: status.allow-remote",
			),
			("[node]\nprometheus = \"https://h/metrics\"", "node.prometheus: give an http:// URL"),
			("[node]\nprometheus = \"h\"", "node.prometheus"),
			("[operator]\naccount = \"5x\"", "operator.account"),
			("[operator]\naccount = $1\nkeys = 1", "keys"),
			("[signals]\ninfrastructure = { memery = 1 }", "memery"),
			(
				&format!("{whole}[signals]\ninfrastructure = {{ memory = 1 }}"),
				"signals.infrastructure.memory: set node.prometheus",
			),
			(
				&format!("{whole}[signals]\ninfrastructure = {{ peers = 1, finality-lag = 1 }}"),
				"signals.infrastructure.peers: stream 1",
			),
		] {
			let message = read(text).unwrap_err();
			assert!(message.contains(names), "{text}: {message}");
			assert!(!message.contains('\n'), "{message:?}");
		}
	}

	#[test]
	fn streams_are_named_by_what_they_tell() {
		let node = "[node]\nprometheus = \"http://127.0.0.1:9615/metrics\"\n";
		let streams =
			"[signals]\ninfrastructure = { block-interval = 5, memory = 7, finality-lag = 6 }\n";
		let config = read(&format!("{node}{OPERATOR}{KEY}{streams}")).unwrap();
		let streams: Vec<_> = config.signals.infrastructure.streams().collect();
		let expected = [(Metric::BlockInterval, 5), (Metric::FinalityLag, 6), (Metric::Memory, 7)];
		assert_eq!(streams, expected);
		assert_eq!(config.node.prometheus.unwrap().port, 9_615);
	}
}
