// SPDX-License-Identifier: Apache-2.0

//! Carries out the approved commands of this executor's targets.
//!
//! Everything is decided from finalised state: a command is claimed when it is approved there, and run
//! when the claim is there too. What was begun stands in the journal of [`tonnetz_executor`], so that
//! a new process goes on where the last one ended, and no command is run twice.

mod chain;
mod pass;
mod retry;
mod run;

use super::{link::Link, metrics::Metrics, outbox::Outbox, recorder::Recorder, vault::Vault};
use crate::error::Error;
use retry::Retries;
use sp_core::crypto::AccountId32;
use std::{
	collections::{BTreeMap, BTreeSet},
	path::PathBuf,
	sync::{
		atomic::{AtomicBool, Ordering},
		Arc, Mutex, MutexGuard, PoisonError,
	},
};
use tokio::{
	sync::{watch, Mutex as AsyncMutex, Semaphore},
	task::JoinSet,
};
use tonnetz_core::{
	cust::{self, CommandId},
	BlockNumber,
};
use tonnetz_executor::{JournalError, Next, Target};

type Info = cust::CommandInfo<AccountId32, BlockNumber>;
type Policy = cust::Policy<AccountId32, BlockNumber>;

/// What an executor is made of.
pub struct Parts {
	/// The account that claims and completes.
	pub account: AccountId32,
	/// What may be done to each target.
	pub targets: BTreeMap<String, Target>,
	/// How many commands are carried out at a time.
	pub commands: u16,
	/// Where its journal, evidence and logs are.
	pub directory: PathBuf,
	/// Notes of what was sent.
	pub outbox: Outbox,
	/// The agent's key.
	pub vault: Arc<Vault>,
	/// The node.
	pub link: Arc<Link>,
	/// The operational log.
	pub recorder: Arc<Recorder>,
	/// What is counted.
	pub metrics: Arc<Metrics>,
	/// Held from the choice of a transaction's nonce until it is sent: one for all that sign with the
	/// key.
	pub turn: Arc<AsyncMutex<()>>,
}

/// The executor of an agent.
pub struct Executor {
	account: AccountId32,
	targets: Vec<String>,
	local: Arc<tonnetz_executor::Executor>,
	places: Semaphore,
	outbox: Outbox,
	vault: Arc<Vault>,
	link: Arc<Link>,
	recorder: Arc<Recorder>,
	metrics: Arc<Metrics>,
	turn: Arc<AsyncMutex<()>>,
	running: Mutex<BTreeSet<CommandId>>,
	retries: Retries,
	/// Commands of which it was said why they are left alone.
	said: Mutex<BTreeSet<CommandId>>,
	broken: AtomicBool,
}

impl Executor {
	/// Opens the journal. What an earlier process had begun is taken up by [`work`](Self::work).
	pub fn open(parts: Parts) -> Result<Self, Error> {
		let targets = parts.targets.keys().cloned().collect();
		let local = tonnetz_executor::Executor::open(&parts.directory, parts.targets)
			.map_err(|error| Error::Agent(error.to_string()))?;
		for left in local.left() {
			let next = match left.next {
				Next::Run => "is claimed, or was about to be",
				Next::Wait => "is being run",
				Next::Report { interrupted: true, .. } => {
					"was interrupted and is to be reported as failed"
				}
				Next::Report { .. } => "is finished and to be reported",
			};
			tracing::warn!("command {} of {} {next}", left.id, left.target);
		}
		Ok(Self {
			account: parts.account,
			targets,
			local: Arc::new(local),
			places: Semaphore::new(parts.commands.into()),
			outbox: parts.outbox,
			vault: parts.vault,
			link: parts.link,
			recorder: parts.recorder,
			metrics: parts.metrics,
			turn: parts.turn,
			running: Mutex::default(),
			retries: Retries::default(),
			said: Mutex::default(),
			broken: AtomicBool::new(false),
		})
	}

	/// Works until it is told to stop. Programs that are running are then ended, and the outcome is
	/// reported or left in the journal.
	pub async fn work(self: Arc<Self>, mut stopped: watch::Receiver<bool>) {
		let mut targets = JoinSet::new();
		for target in self.targets.clone() {
			targets.spawn(self.clone().serve(target, stopped.clone()));
		}
		// An error is that nobody is left to tell.
		let _ = stopped.wait_for(|stopped| *stopped).await;
		self.local.cancel();
		while targets.join_next().await.is_some() {}
	}

	/// The commands that are being carried out.
	pub fn running(&self) -> Vec<CommandId> {
		lock(&self.running).iter().copied().collect()
	}

	/// The commands whose outcome is not yet reported to the chain.
	pub fn unreported(&self) -> Vec<CommandId> {
		let is_report = |next| matches!(next, Next::Report { .. });
		self.local.left().iter().filter(|left| is_report(left.next)).map(|left| left.id).collect()
	}

	/// Whether the journal could not be written.
	pub fn is_broken(&self) -> bool {
		self.broken.load(Ordering::Relaxed)
	}

	/// Looks at the target at every finalised block, and when the keys come or go.
	async fn serve(self: Arc<Self>, target: String, mut stopped: watch::Receiver<bool>) {
		let (mut heads, mut changes) = (self.link.heads(), self.vault.changes());
		loop {
			let head = heads.borrow_and_update().clone();
			if let Some(head) = head {
				if let Err(error) = self.pass(&target, &head).await {
					tracing::warn!("{target}: {error}");
				}
			}
			if *stopped.borrow() {
				return;
			}
			let ended = tokio::select! {
				changed = heads.changed() => changed.is_err(),
				changed = changes.changed() => changed.is_err(),
				_ = stopped.wait_for(|stopped| *stopped) => true,
			};
			if ended {
				return;
			}
		}
	}

	/// Of two errors of the journal one is a defect or a command that is not to be run, the other that
	/// it cannot be written.
	fn journal<T>(&self, outcome: Result<T, JournalError>) -> Result<T, Error> {
		outcome.map_err(|error| {
			if matches!(error, JournalError::File { .. } | JournalError::Broken(_)) {
				self.broken.store(true, Ordering::Relaxed);
			}
			Error::Agent(error.to_string())
		})
	}

	/// Whether it is the first time that something is said of this command.
	fn is_news(&self, id: CommandId) -> bool {
		lock(&self.said).insert(id)
	}
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
	mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
