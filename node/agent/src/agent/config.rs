// SPDX-License-Identifier: Apache-2.0

//! `agent.toml`. `docs/AGENT.md` describes it, `docs/agent.toml` is an example.

mod duties;

pub use duties::{CoherenceConfig, Infrastructure, OperatorConfig, SignalsConfig};

use super::{duties::Target as Url, span::Span};
use crate::{chain::check_url, error::Error, file, output::printable};
use serde::{Deserialize, Deserializer};
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::{
	collections::BTreeMap,
	fs,
	os::unix::fs::MetadataExt,
	path::{Path, PathBuf},
};
use tonnetz_core::cust::is_target;
use tonnetz_crypto::Scheme;
use tonnetz_executor::Target;
use tonnetz_gate::Listen;

/// The longest configuration, in bytes.
const MAX_CONFIG: u64 = 1024 * 1024;

/// The permission bits that let others write a file. Secrets are in files of their own, so others may
/// read this one.
const OTHERS_WRITE: u32 = 0o022;

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Config {
	/// Where the agent keeps its journals, logs and socket. Relative paths here and below are relative
	/// to the directory of the file.
	pub data_dir: PathBuf,
	/// The node that it talks to.
	#[serde(default)]
	pub node: NodeConfig,
	/// Where it says how it is.
	#[serde(default)]
	pub status: StatusConfig,
	/// How long it may have its keys.
	#[serde(default)]
	pub unlock: UnlockConfig,
	/// Its bounds.
	#[serde(default)]
	pub limits: LimitsConfig,
	/// Where planners hand in commands, if anywhere.
	pub gate: Option<GateConfig>,
	/// What it carries out, if anything.
	pub executor: Option<ExecutorConfig>,
	/// The operator that it has duties towards, if any.
	pub operator: Option<OperatorConfig>,
	/// What it publishes.
	#[serde(default)]
	pub signals: SignalsConfig,
	/// What it does with signals that it is asked about.
	#[serde(default)]
	pub coherence: CoherenceConfig,
}

/// `[node]`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct NodeConfig {
	/// The WebSocket URL of its RPC.
	pub url: String,
	/// How long to wait for an answer, and for finality.
	pub timeout: Span,
	/// The URL of its metrics, `http://` and nothing else.
	pub prometheus: Option<Url>,
}

impl Default for NodeConfig {
	fn default() -> Self {
		Self { url: "ws://127.0.0.1:9944".to_owned(), timeout: Span::seconds(60), prometheus: None }
	}
}

/// `[status]`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct StatusConfig {
	/// Where `/health`, `/ready` and `/metrics` are.
	pub listen: String,
	/// Whether other machines may connect.
	pub allow_remote: bool,
}

impl Default for StatusConfig {
	fn default() -> Self {
		Self { listen: "127.0.0.1:9955".to_owned(), allow_remote: false }
	}
}

/// `[unlock]`
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct UnlockConfig {
	/// The longest time; without it, until `tonnetz agent lock`.
	pub max: Option<Span>,
	/// Whether the agent locks when `tonnetz agent unlock` ends, which then stays.
	pub bound_to_session: bool,
}

/// `[limits]`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct LimitsConfig {
	/// After how long without a new finalised block the agent is not ready.
	pub finality_lag: Span,
	/// How many commands, each of another target, are carried out at a time.
	pub commands: u16,
}

impl Default for LimitsConfig {
	fn default() -> Self {
		Self { finality_lag: Span::seconds(60), commands: 4 }
	}
}

/// A key that the agent signs with once it is unlocked.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct KeyConfig {
	/// The key's own account.
	#[serde(deserialize_with = "account")]
	pub account: AccountId32,
	/// A file of mode 0600 with its secret URI; the `///password` may be left to `unlock`. Without
	/// it, `unlock` brings the whole secret URI.
	pub suri_file: Option<PathBuf>,
	/// Its signature scheme.
	#[serde(default = "falcon", deserialize_with = "scheme")]
	pub scheme: Scheme,
}

/// `[gate]`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GateConfig {
	/// Where it listens.
	#[serde(default = "gate_listen")]
	pub listen: String,
	/// Whether other machines may connect.
	#[serde(default)]
	pub allow_remote: bool,
	/// The gate's own key.
	pub key: KeyConfig,
	/// What planners sign with.
	pub secrets: Vec<SecretConfig>,
}

/// `[[gate.secrets]]`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SecretConfig {
	/// What logs call it.
	pub name: String,
	/// The account that commands signed with it are submitted for: the key's own, or one that bound
	/// the key as `ProxyType::Planner`.
	#[serde(deserialize_with = "account")]
	pub planner: AccountId32,
	/// A file of mode 0600 with the secret.
	pub file: PathBuf,
}

/// `[executor]`
#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExecutorConfig {
	/// The agent's key.
	pub key: KeyConfig,
	/// The operator that bound the key as `ProxyType::Agent` and that policies list as executor; the
	/// key's own account without it.
	#[serde(default, deserialize_with = "some_account")]
	pub operator: Option<AccountId32>,
	/// What may be done to each target.
	pub targets: BTreeMap<String, Target>,
}

impl ExecutorConfig {
	/// The account that claims and completes.
	pub fn account(&self) -> &AccountId32 {
		self.operator.as_ref().unwrap_or(&self.key.account)
	}
}

fn gate_listen() -> String {
	Listen::GATE.to_owned()
}

const fn falcon() -> Scheme {
	Scheme::Falcon512
}

fn account<'de, D: Deserializer<'de>>(deserializer: D) -> Result<AccountId32, D::Error> {
	let text = String::deserialize(deserializer)?;
	AccountId32::from_ss58check(&text)
		.map_err(|_| serde::de::Error::custom(format!("{text:?} is not an SS58 address")))
}

fn some_account<'de, D: Deserializer<'de>>(
	deserializer: D,
) -> Result<Option<AccountId32>, D::Error> {
	account(deserializer).map(Some)
}

fn scheme<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Scheme, D::Error> {
	let text = String::deserialize(deserializer)?;
	text.parse().map_err(|_| {
		let known = Scheme::ALL.map(Scheme::name).join(", ");
		serde::de::Error::custom(format!("{text:?} is no scheme: use one of {known}"))
	})
}

impl Config {
	/// Reads and checks the file. What it names, such as checkouts and secrets, is looked at when the
	/// agent starts.
	///
	/// # Errors
	/// The first fault, with the path of the key, such as `gate.listen`.
	pub fn read(path: &Path) -> Result<Self, Error> {
		let malformed = |reason: String| Error::Malformed { path: path.to_owned(), reason };
		let text = file::read_text(path, MAX_CONFIG)?;
		let metadata =
			fs::metadata(path).map_err(|reason| Error::Read { path: path.to_owned(), reason })?;
		let mode = metadata.mode() & 0o7777;
		if ![0, rustix::process::geteuid().as_raw()].contains(&metadata.uid()) {
			return Err(malformed(
				"it belongs to another user, who can change it: chown it".into(),
			));
		}
		if mode & OTHERS_WRITE != 0 {
			return Err(malformed(format!(
				"others can change it (mode {mode:04o}): chmod go-w it"
			)));
		}
		let table: toml::Table = toml::from_str(&text).map_err(|error| {
			let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
			let line = before.matches('\n').count().saturating_add(1);
			malformed(format!("line {line}: {}", printable(error.message())))
		})?;
		// From the parsed table: its errors name the key, those of the text only quote it.
		let config = toml::Value::Table(table).try_into::<Self>();
		let mut config = config.map_err(|error| malformed(printable(&error.to_string())))?;
		// Absolute, because what is run has another working directory.
		let absolute = std::path::absolute(path)
			.map_err(|reason| Error::Read { path: path.to_owned(), reason })?;
		config.resolve(absolute.parent().unwrap_or(Path::new("/")));
		config.check().map_err(malformed)?;
		Ok(config)
	}

	/// The Unix socket of the running agent.
	pub fn socket(&self) -> PathBuf {
		self.data_dir.join("agent.sock")
	}

	/// The keys, with the place of each in the file.
	pub fn keys(&self) -> impl Iterator<Item = (&'static str, &KeyConfig)> {
		let executor = self.executor.as_ref().map(|executor| ("executor.key", &executor.key));
		let operator = self.operator.as_ref().and_then(|operator| operator.key.as_ref());
		executor
			.into_iter()
			.chain(operator.map(|key| ("operator.key", key)))
			.chain(self.gate.as_ref().map(|gate| ("gate.key", &gate.key)))
	}

	fn resolve(&mut self, base: &Path) {
		let resolve = |path: &mut PathBuf| *path = base.join(&*path);
		resolve(&mut self.data_dir);
		if let Some(gate) = &mut self.gate {
			gate.key.suri_file.iter_mut().for_each(resolve);
			gate.secrets.iter_mut().for_each(|secret| resolve(&mut secret.file));
		}
		if let Some(executor) = &mut self.executor {
			executor.key.suri_file.iter_mut().for_each(resolve);
			// Programs are no files of the configuration: a relative one is refused.
			for target in executor.targets.values_mut() {
				resolve(&mut target.checkout);
				resolve(&mut target.home);
				let env_file = target.git.as_mut().and_then(|git| git.env_file.as_mut());
				let token_file = target.vercel.as_mut().map(|vercel| &mut vercel.token_file);
				env_file.into_iter().chain(token_file).for_each(resolve);
			}
		}
		if let Some(key) = self.operator.as_mut().and_then(|operator| operator.key.as_mut()) {
			key.suri_file.iter_mut().for_each(resolve);
		}
	}

	fn check(&self) -> Result<(), String> {
		check_url(&self.node.url).map_err(|error| format!("node.url: {error}"))?;
		self.listen("status", &self.status.listen, self.status.allow_remote)?;
		if self.limits.commands == 0 {
			return Err("limits.commands: at least 1".to_owned());
		}
		if let Some(gate) = &self.gate {
			self.listen("gate", &gate.listen, gate.allow_remote)?;
		}
		if let (Some(gate), Some(executor)) = (&self.gate, &self.executor) {
			if gate.key.account == executor.key.account {
				return Err(
					"gate.key: it is executor.key too, but no key both submits and claims: make another"
						.to_owned(),
				);
			}
			let account = executor.account();
			if let Some(secret) = gate.secrets.iter().find(|secret| secret.planner == *account) {
				return Err(format!(
					"gate.secrets: the planner of {:?} is the executor, and no policy lists an account \
					 as both: use another account",
					secret.name
				));
			}
		}
		if let Some(executor) = &self.executor {
			if executor.targets.is_empty() {
				return Err("executor.targets: there is none; leave [executor] out".to_owned());
			}
			for name in executor.targets.keys() {
				if !is_target(name) {
					return Err(format!(
						"executor.targets.{name:?}: a name has 1 to 64 bytes of a-z 0-9 - . /"
					));
				}
			}
		}
		self.check_duties()
	}

	fn listen(&self, section: &str, text: &str, allow_remote: bool) -> Result<(), String> {
		let listen = Listen::parse(text, allow_remote);
		listen.map(drop).map_err(|error| format!("{section}: {error}"))
	}
}

#[cfg(test)]
mod tests;
