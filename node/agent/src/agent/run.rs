// SPDX-License-Identifier: Apache-2.0

//! `tonnetz agent run`: the parts of the agent, put together.

use super::{
	config::{Config, GateConfig},
	control,
	duties::{coherence::Coherence, Duties, Shared},
	executor::{self, Executor},
	files::DataDir,
	gate,
	link::Link,
	memory,
	metrics::Metrics,
	operational::OperationalLog,
	outbox::Outbox,
	recorder::{GateLog, Recorder},
	report::{ExecutorReport, GateReport, Mode, NodeReport, Report},
	span::Span,
	status,
	vault::Vault,
};
use crate::{
	cli::NodeArgs,
	error::{Error, Exit},
};
use clap::Args;
use serde_json::json;
use sp_core::crypto::Ss58Codec;
use std::{
	path::PathBuf,
	sync::{Arc, Mutex, OnceLock, PoisonError},
	time::{Duration, Instant},
};
use tokio::{
	net::TcpListener,
	signal::unix::{signal, SignalKind},
	sync::{watch, Mutex as AsyncMutex},
	task::{spawn_blocking, JoinSet},
	time::{interval, timeout},
};
use tonnetz_gate::{Gate, Listen};

/// How often it is looked whether the time of an unlocking is over.
const TICK: Duration = Duration::from_secs(1);

/// How often notes are looked through that nobody needs any more.
const PURGE: Duration = Duration::from_secs(10 * 60);

/// How long a check of the disk holds.
const PROBE: Duration = Duration::from_secs(5);

/// How long the parts have to end.
const END: Duration = Duration::from_secs(60);

/// `tonnetz agent run`
#[derive(Args, Debug)]
pub struct RunArgs {
	/// The configuration; docs/agent.toml is an example
	#[arg(long, value_name = "FILE", default_value = "agent.toml")]
	config: PathBuf,
}

/// What the parts of an agent share.
pub struct Agent {
	/// The configuration.
	pub config: Config,
	/// The keys.
	pub vault: Arc<Vault>,
	/// The operational log.
	pub recorder: Arc<Recorder>,
	/// What is counted.
	pub metrics: Arc<Metrics>,
	/// The coherence of signals.
	pub coherence: Arc<Coherence>,
	link: Arc<Link>,
	data: DataDir,
	executor: Option<Arc<Executor>>,
	duties: Option<Arc<Duties>>,
	gate: Option<Gate<gate::Backend>>,
	/// Where the status and the gate are, once they are bound.
	status_at: OnceLock<String>,
	gate_at: OnceLock<String>,
	probed: Mutex<Option<(Instant, Option<String>)>>,
}

/// Runs the agent until it is interrupted.
pub async fn run(args: RunArgs) -> Result<Exit, Error> {
	let config = Config::read(&args.config)?;
	log_to_stderr();
	memory::harden().map_err(|errno| Error::Runtime(errno.into()))?;
	// Before anything starts: what arrives from here on ends the agent in good order.
	let mut interrupt = signal(SignalKind::interrupt()).map_err(Error::Runtime)?;
	let mut terminate = signal(SignalKind::terminate()).map_err(Error::Runtime)?;

	let data = DataDir::open(&config.data_dir)?;
	let max = config.unlock.max;
	let vault = Arc::new(Vault::new(config.keys(), max));
	let metrics = Arc::new(Metrics::new()?);
	let log = OperationalLog::open(&data.join("operational.jsonl"))?;
	let (recorder, writer) =
		Recorder::start(log, vault.clone(), metrics.clone()).map_err(Error::Runtime)?;
	let recorder = Arc::new(recorder);
	let Span(patience) = config.node.timeout;
	let node = NodeArgs { url: config.node.url.clone(), timeout: patience.as_secs() };
	let link = Arc::new(Link::new(node));
	let parts = Parts {
		data: &data,
		vault: &vault,
		link: &link,
		recorder: &recorder,
		metrics: &metrics,
		turn: Arc::default(),
	};
	let executor = match &config.executor {
		Some(executor) => Some(Arc::new(parts.executor(executor, config.limits.commands)?)),
		None => None,
	};
	let gate = config.gate.as_ref().map(|gate| parts.gate(gate)).transpose()?;
	let (duties, coherence) = parts.shared().duties(&config, &data)?;

	let agent = Arc::new(Agent {
		config,
		vault,
		recorder,
		metrics,
		coherence,
		link,
		data,
		executor,
		duties,
		gate,
		status_at: OnceLock::new(),
		gate_at: OnceLock::new(),
		probed: Mutex::default(),
	});
	let (stop, stopped) = watch::channel(false);
	let mut parts = agent.start(&stopped).await?;
	agent.recorder.record(json!({ "kind": "start" }), None, json!({ "mode": agent.mode() }));
	tracing::info!("watching {}; tonnetz agent unlock lets the agent act", agent.config.node.url);

	let failed = tokio::select! {
		_ = interrupt.recv() => None,
		_ = terminate.recv() => None,
		// No part ends by itself.
		_ = parts.join_next() => Some(Error::Internal("a part of the agent ended".to_owned())),
	};
	tracing::info!("ending");
	stop.send_replace(true);
	let all = async { while parts.join_next().await.is_some() {} };
	if timeout(END, all).await.is_err() {
		tracing::warn!("not everything ended in time");
	}
	agent.vault.lock();
	agent.recorder.record(json!({ "kind": "end" }), None, json!({ "mode": agent.mode() }));
	agent.recorder.close();
	// What is recorded is written; a full disk is not waited for.
	let _ = spawn_blocking(move || writer.join()).await;
	super::files::remove_durably(&agent.config.socket())?;
	failed.map_or(Ok(Exit::Success), Err)
}

/// Messages of this program, and warnings of others, unless `RUST_LOG` says otherwise.
fn log_to_stderr() {
	let filter = tracing_subscriber::EnvFilter::try_from_default_env()
		.unwrap_or_else(|_| "warn,tonnetz=info,tonnetz_gate=info,tonnetz_executor=info".into());
	// A second subscriber is that of a test.
	let _ = tracing_subscriber::fmt()
		.with_env_filter(filter)
		.with_writer(std::io::stderr)
		.with_target(false)
		.try_init();
}

/// What the executor and the gate are made of.
struct Parts<'a> {
	data: &'a DataDir,
	vault: &'a Arc<Vault>,
	link: &'a Arc<Link>,
	recorder: &'a Arc<Recorder>,
	metrics: &'a Arc<Metrics>,
	turn: Arc<AsyncMutex<()>>,
}

impl Parts<'_> {
	fn executor(
		&self,
		config: &super::config::ExecutorConfig,
		commands: u16,
	) -> Result<Executor, Error> {
		Executor::open(executor::Parts {
			account: config.account().clone(),
			targets: config.targets.clone(),
			commands,
			directory: self.data.join("executor"),
			outbox: Outbox::new(self.data.subdirectory("outbox")?),
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

	fn gate(&self, config: &GateConfig) -> Result<Gate<gate::Backend>, Error> {
		let outbox = Outbox::new(self.data.subdirectory("outbox")?);
		let backend = gate::Backend {
			vault: self.vault.clone(),
			link: self.link.clone(),
			outbox,
			recorder: self.recorder.clone(),
			metrics: self.metrics.clone(),
			nonces: gate::Nonces::default(),
			floors: Mutex::default(),
		};
		gate::open(config, &self.data.join("gate.journal"), backend, GateLog(self.recorder.clone()))
	}
}

impl Agent {
	/// Starts everything that runs beside each other; all of it ends when told to.
	async fn start(
		self: &Arc<Self>,
		stopped: &watch::Receiver<bool>,
	) -> Result<JoinSet<()>, Error> {
		let status = listen(&self.config.status.listen, self.config.status.allow_remote).await?;
		let gate = match (&self.config.gate, &self.gate) {
			(Some(config), Some(gate)) => {
				Some((listen(&config.listen, config.allow_remote).await?, gate.clone()))
			}
			_ => None,
		};
		let mut parts = JoinSet::new();
		let told = |mut stopped: watch::Receiver<bool>| async move {
			// An error is that nobody is left to tell.
			let _ = stopped.wait_for(|stopped| *stopped).await;
		};

		let _ = self.status_at.set(address(&status)?);
		let router = status::router(self.clone());
		let end = told(stopped.clone());
		parts.spawn(tonnetz_gate::http::serve(status, router, status::LIMITS, |_| {}, end));
		if let Some((listener, gate)) = gate {
			let _ = self.gate_at.set(address(&listener)?);
			parts.spawn(gate.serve(listener, told(stopped.clone())));
		}
		control::serve(self.clone(), &self.config.socket()).await?;

		let agent = self.clone();
		let end = told(stopped.clone());
		parts.spawn(async move {
			tokio::select! {
				() = agent.link.follow(&agent.data, &agent.metrics) => {}
				() = end => {}
			}
		});
		let agent = self.clone();
		let end = told(stopped.clone());
		parts.spawn(async move {
			tokio::select! {
				() = agent.watch_time() => {}
				() = end => {}
			}
		});
		let agent = self.clone();
		let end = told(stopped.clone());
		parts.spawn(async move {
			tokio::select! {
				() = agent.purge() => {}
				() = end => {}
			}
		});
		if let Some(executor) = &self.executor {
			parts.spawn(executor.clone().work(stopped.clone()));
		}
		if let Some(duties) = &self.duties {
			parts.spawn(duties.clone().work(stopped.clone()));
		}
		parts.spawn(self.coherence.clone().work(stopped.clone()));
		Ok(parts)
	}

	/// Removes the gate's notes that nobody needs any more.
	async fn purge(&self) {
		let mut ticks = interval(PURGE);
		loop {
			ticks.tick().await;
			let purged =
				self.data.subdirectory("outbox").and_then(|path| gate::purge(&Outbox::new(path)));
			if let Err(error) = purged {
				tracing::warn!("notes of the gate: {error}");
			}
		}
	}

	/// Locks when the time is over.
	async fn watch_time(&self) {
		let mut ticks = interval(TICK);
		loop {
			ticks.tick().await;
			if self.vault.expire() {
				self.locked("the time is over");
			}
		}
	}

	/// The keys were loaded.
	pub fn unlocked(&self, time: Option<Duration>) {
		tracing::info!("unlocked: the agent acts");
		let seconds = time.map(|time| time.as_secs());
		self.recorder.record(
			json!({ "kind": "unlock_request" }),
			Some(json!({ "kind": "unlock", "for": seconds })),
			json!({ "mode": Mode::SelfHeal }),
		);
	}

	/// The keys were forgotten.
	pub fn locked(&self, why: &str) {
		tracing::info!("locked: {why}; the agent watches only");
		self.recorder.record(
			json!({ "kind": "lock_request", "why": why }),
			Some(json!({ "kind": "lock" })),
			json!({ "mode": Mode::WatchOnly }),
		);
	}

	/// Whether the agent signs.
	pub fn mode(&self) -> Mode {
		if self.vault.is_unlocked() {
			Mode::SelfHeal
		} else {
			Mode::WatchOnly
		}
	}

	/// What keeps the agent from acting, beside its lock. Writes to the disk.
	pub fn obstacles(&self) -> Vec<String> {
		let mut obstacles = Vec::new();
		if self.link.head().is_none() {
			obstacles.push(format!("no connection to {}", self.link.url()));
		}
		let Span(lag) = self.config.limits.finality_lag;
		if let Some(age) = self.link.seen().map(|seen| seen.at.elapsed()).filter(|age| *age > lag) {
			obstacles.push(format!("no new finalised block for {} s", age.as_secs()));
		}
		obstacles.extend(self.probe());
		if self.recorder.is_failing() {
			obstacles.push("the operational log cannot be written".to_owned());
		}
		if self.gate.as_ref().is_some_and(|gate| !gate.is_healthy()) {
			obstacles.push("the gate's journal cannot be written".to_owned());
		}
		if self.executor.as_ref().is_some_and(|executor| executor.is_broken()) {
			obstacles.push("the executor's journal cannot be written".to_owned());
		}
		obstacles
	}

	/// What keeps files from being written, looked at not too often.
	fn probe(&self) -> Option<String> {
		let mut probed = self.probed.lock().unwrap_or_else(PoisonError::into_inner);
		match &*probed {
			Some((at, outcome)) if at.elapsed() < PROBE => outcome.clone(),
			_ => {
				let outcome = self.data.probe().err().map(|error| error.to_string());
				*probed = Some((Instant::now(), outcome.clone()));
				outcome
			}
		}
	}

	/// Brings the gauges up to date.
	pub fn measure(&self) {
		let gauge = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
		self.metrics.unlocked.set(i64::from(self.vault.is_unlocked()));
		let age = self.link.seen().map_or(0, |seen| seen.at.elapsed().as_secs());
		self.metrics.finality_age.set(gauge(age));
		self.metrics.log_entries.set(gauge(self.recorder.head().entries));
		if let Some(executor) = &self.executor {
			let count = |len: usize| gauge(u64::try_from(len).unwrap_or(u64::MAX));
			self.metrics.unreported.set(count(executor.unreported().len()));
			self.metrics.running.set(count(executor.running().len()));
		}
	}

	/// How the agent is.
	pub fn report(&self) -> Report {
		let seen = self.link.seen();
		Report {
			mode: self.mode(),
			unlocked_for: self.vault.remaining().map(|left| left.as_secs()),
			bound_to_session: self.config.unlock.bound_to_session,
			pid: std::process::id(),
			status: self.status_at.get().cloned().unwrap_or_default(),
			obstacles: self.obstacles(),
			node: NodeReport {
				url: self.link.url().to_owned(),
				connected: self.link.head().is_some(),
				finalised: seen.map(|seen| seen.block),
				age: seen.map(|seen| seen.at.elapsed().as_secs()),
			},
			gate: self.config.gate.as_ref().zip(self.gate.as_ref()).map(|(config, gate)| {
				let counts = gate.counts();
				GateReport {
					listen: self.gate_at.get().cloned().unwrap_or_default(),
					account: config.key.account.to_ss58check(),
					judged: counts
						.approved
						.saturating_add(counts.needs_approval)
						.saturating_add(counts.refused_by_chain),
					refused: counts.refused.values().fold(0, |sum, n| sum.saturating_add(*n)),
					in_flight: counts.in_flight,
				}
			}),
			executor: self.config.executor.as_ref().zip(self.executor.as_ref()).map(
				|(config, executor)| ExecutorReport {
					account: config.account().to_ss58check(),
					targets: config.targets.keys().cloned().collect(),
					running: executor.running(),
					unreported: executor.unreported(),
				},
			),
			log: self.recorder.head(),
		}
	}
}

async fn listen(text: &str, allow_remote: bool) -> Result<TcpListener, Error> {
	let agent = |error: tonnetz_gate::ListenError| Error::Agent(error.to_string());
	Listen::parse(text, allow_remote).map_err(agent)?.bind().await.map_err(agent)
}

fn address(listener: &TcpListener) -> Result<String, Error> {
	listener.local_addr().map(|address| address.to_string()).map_err(Error::Runtime)
}
