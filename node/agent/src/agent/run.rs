// SPDX-License-Identifier: Apache-2.0

//! `tonnetz agent run`: the parts of the agent, running beside each other.

mod assemble;
mod health;

use super::{
	anchor::Anchor,
	config::Config,
	control,
	duties::{coherence::Coherence, Duties},
	executor::Executor,
	files::DataDir,
	gate,
	link::Link,
	memory,
	metrics::Metrics,
	outbox::Outbox,
	recorder::Recorder,
	report::Mode,
	status,
	vault::Vault,
};
use crate::error::{Error, Exit};
use clap::Args;
use serde_json::json;
use std::{
	path::PathBuf,
	sync::{Arc, Mutex, OnceLock},
	time::{Duration, Instant},
};
use tokio::{
	net::TcpListener,
	signal::unix::{signal, SignalKind},
	sync::watch,
	task::{spawn_blocking, JoinSet},
	time::{interval, timeout},
};
use tonnetz_gate::{Gate, Listen};

/// How often it is looked whether the time of an unlocking is over.
const TICK: Duration = Duration::from_secs(1);

/// How often notes are looked through that nobody needs any more.
const PURGE: Duration = Duration::from_secs(10 * 60);

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
	anchor: Option<Arc<Anchor>>,
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

	let (agent, writer) = Agent::assemble(config)?;
	let agent = Arc::new(agent);
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
		if let Some(anchor) = &self.anchor {
			parts.spawn(anchor.clone().work(stopped.clone()));
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
}

async fn listen(text: &str, allow_remote: bool) -> Result<TcpListener, Error> {
	let agent = |error: tonnetz_gate::ListenError| Error::Agent(error.to_string());
	Listen::parse(text, allow_remote).map_err(agent)?.bind().await.map_err(agent)
}

fn address(listener: &TcpListener) -> Result<String, Error> {
	listener.local_addr().map(|address| address.to_string()).map_err(Error::Runtime)
}
