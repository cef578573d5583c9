// SPDX-License-Identifier: Apache-2.0

//! The parts of an agent, made from its configuration.

use super::Agent;
use crate::{
	agent::{
		actor::Actor,
		anchor::Anchor,
		config::{Config, ExecutorConfig, GateConfig},
		duties::Shared,
		executor::{self, Executor},
		files::DataDir,
		gate,
		link::Link,
		metrics::Metrics,
		operational::OperationalLog,
		outbox::Outbox,
		recorder::{GateLog, Recorder},
		span::Span,
		vault::Vault,
	},
	cli::NodeArgs,
	error::Error,
};
use sp_core::crypto::AccountId32;
use std::{
	sync::{Arc, Mutex, OnceLock},
	thread::JoinHandle,
};
use tokio::sync::Mutex as AsyncMutex;
use tonnetz_gate::Gate;

/// What executor, gate, duties and anchor are made of.
struct Parts<'a> {
	data: &'a DataDir,
	vault: Arc<Vault>,
	link: Arc<Link>,
	recorder: Arc<Recorder>,
	metrics: Arc<Metrics>,
	turn: Arc<AsyncMutex<()>>,
}

impl Agent {
	/// An agent that does not run yet, and the thread that writes its operational log.
	pub(super) fn assemble(config: Config) -> Result<(Self, JoinHandle<()>), Error> {
		let data = DataDir::open(&config.data_dir)?;
		let vault = Arc::new(Vault::new(config.keys(), config.unlock.max));
		let metrics = Arc::new(Metrics::new()?);
		let log = OperationalLog::open(&data.join("operational.jsonl"))?;
		let (recorder, writer) =
			Recorder::start(log, vault.clone(), metrics.clone()).map_err(Error::Runtime)?;
		let recorder = Arc::new(recorder);
		let Span(patience) = config.node.timeout;
		let node = NodeArgs { url: config.node.url.clone(), timeout: patience.as_secs() };
		let link = Arc::new(Link::new(node));
		let turn = Arc::default();
		let parts = Parts { data: &data, vault, link, recorder, metrics, turn };
		let executor = match &config.executor {
			Some(executor) => Some(Arc::new(parts.executor(executor, config.limits.commands)?)),
			None => None,
		};
		let gate = config.gate.as_ref().map(|gate| parts.gate(gate)).transpose()?;
		let account = match (&config.executor, &config.operator) {
			(Some(executor), _) => Some(executor.account()),
			(None, operator) => operator.as_ref().map(|operator| &operator.account),
		};
		let anchor = account.map(|account| parts.anchor(account.clone())).transpose()?;
		let (duties, coherence) = parts.shared().duties(&config, &data)?;
		let Parts { vault, link, recorder, metrics, .. } = parts;
		let agent = Self {
			config,
			vault,
			recorder,
			metrics,
			coherence,
			link,
			data,
			executor,
			duties,
			anchor: anchor.map(Arc::new),
			gate,
			status_at: OnceLock::new(),
			gate_at: OnceLock::new(),
			probed: Mutex::default(),
		};
		Ok((agent, writer))
	}
}

impl Parts<'_> {
	fn executor(&self, config: &ExecutorConfig, commands: u16) -> Result<Executor, Error> {
		Executor::open(executor::Parts {
			account: config.account().clone(),
			targets: config.targets.clone(),
			commands,
			directory: self.data.join("executor"),
			outbox: self.outbox()?,
			vault: self.vault.clone(),
			link: self.link.clone(),
			recorder: self.recorder.clone(),
			metrics: self.metrics.clone(),
			turn: self.turn.clone(),
		})
	}

	fn shared(&self) -> Shared {
		Shared {
			vault: self.vault.clone(),
			link: self.link.clone(),
			recorder: self.recorder.clone(),
			metrics: self.metrics.clone(),
			turn: self.turn.clone(),
		}
	}

	fn anchor(&self, account: AccountId32) -> Result<Anchor, Error> {
		let actor = Actor {
			account,
			outbox: self.outbox()?,
			vault: self.vault.clone(),
			link: self.link.clone(),
			turn: self.turn.clone(),
		};
		Ok(Anchor::new(actor, self.recorder.clone()))
	}

	fn gate(&self, config: &GateConfig) -> Result<Gate<gate::Backend>, Error> {
		let backend = gate::Backend {
			vault: self.vault.clone(),
			link: self.link.clone(),
			outbox: self.outbox()?,
			recorder: self.recorder.clone(),
			metrics: self.metrics.clone(),
			nonces: gate::Nonces::default(),
			floors: Mutex::default(),
		};
		gate::open(config, &self.data.join("gate.journal"), backend, GateLog(self.recorder.clone()))
	}

	fn outbox(&self) -> Result<Outbox, Error> {
		self.data.subdirectory("outbox").map(Outbox::new)
	}
}
