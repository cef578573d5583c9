// SPDX-License-Identifier: Apache-2.0

//! The executor: runs claimed commands, each at most once.

mod files;
mod observe;
mod work;

pub use observe::{Event, Observer};

use crate::{
	config::{ConfigError, Target},
	fault::Fault,
	journal::{Journal, JournalError, Record, Stage},
	plan::{plan, Plan},
	process::Runner,
	report::{Facts, Report},
};
use sp_core::H256;
use std::{
	cell::{Cell, RefCell},
	collections::BTreeMap,
	path::{Path, PathBuf},
	sync::{
		atomic::{AtomicBool, Ordering},
		Mutex, MutexGuard, PoisonError,
	},
	time::{Instant, SystemTime, UNIX_EPOCH},
};
use tonnetz_core::cust::{check_paths, Command, CommandId, Outcome, Policy};

/// A command to run, claimed by this executor in finalised state.
#[derive(Debug)]
pub struct Task<'a, AccountId, BlockNumber> {
	/// Its number.
	pub id: CommandId,
	/// What it asks for.
	pub command: &'a Command,
	/// The policy in force, by which paths are judged.
	pub policy: &'a Policy<AccountId, BlockNumber>,
	/// When the last step must have ended: before the lease does, with time left to report. At
	/// least 2 seconds and `limits.kill-grace` ahead, for that is what ending a step may take.
	pub deadline: Instant,
}

/// A command that is not done with.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Left {
	/// Its number.
	pub id: CommandId,
	/// The digest of the command.
	pub digest: H256,
	/// The name of its target.
	pub target: String,
	/// What is left to do.
	pub next: Next,
}

/// What is left to do for a command.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Next {
	/// [Run](Executor::run) it if its lease allows, or else [abandon](Executor::abandoned) it.
	Run,
	/// It is being run.
	Wait,
	/// Report it to the chain, then [say so](Executor::reported).
	Report {
		/// How it ended.
		outcome: Outcome,
		/// SHA-256 of the evidence.
		evidence: H256,
		/// SHA-256 of the log.
		log: H256,
		/// Whether the process that ran it ended first, so that nobody knows what was done.
		interrupted: bool,
	},
}

/// Why a command was not run, or why what it did is not on disk.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
	/// No target of that name is configured. Nothing was run or recorded.
	#[error("target {0} is not configured on this machine; add it to the configuration")]
	UnknownTarget(String),
	/// Too little is left until the deadline, perhaps because another command of the target was
	/// being run. Nothing was run or recorded.
	#[error("the time for command {0} is over; it was not started")]
	TooLate(CommandId),
	/// The executor was told to end. Nothing was run or recorded.
	#[error("the executor was stopped; command {0} was not started")]
	Cancelled(CommandId),
	/// The journal does not allow it, or cannot be written. Nothing was run.
	#[error(transparent)]
	Journal(#[from] JournalError),
	/// The command was run, but the report is not on disk. It can be reported all the same.
	#[error("command {} was run and cannot be recorded: {fault}", report.id)]
	Unrecorded {
		/// What came of it.
		report: Box<Report>,
		/// Why it is not on disk.
		fault: Box<dyn std::error::Error + Send + Sync>,
	},
}

/// Why an executor cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
	/// A target cannot be served.
	#[error(transparent)]
	Config(#[from] ConfigError),
	/// The journal cannot be used.
	#[error(transparent)]
	Journal(#[from] JournalError),
	/// The report of an interrupted command cannot be written.
	#[error(transparent)]
	Fault(#[from] Fault),
}

/// Carries out the commands of some targets on this machine. Shared by threads; what two of them
/// run for one target waits for one another.
pub struct Executor {
	directory: PathBuf,
	targets: BTreeMap<String, (Target, Mutex<()>)>,
	journal: Mutex<Journal>,
	cancelled: AtomicBool,
}

impl Executor {
	/// Opens the executor that keeps its journal, its reports and its repositories in `directory`,
	/// which is made if it is not there.
	///
	/// What an earlier process had started and not finished is finished here: as failed, for nobody
	/// knows what was done. [`left`](Self::left) lists it to be reported.
	///
	/// # Errors
	/// See [`OpenError`].
	pub fn open(directory: &Path, targets: BTreeMap<String, Target>) -> Result<Self, OpenError> {
		for (name, target) in &targets {
			target.check(name)?;
		}
		let executor = Self {
			directory: directory.into(),
			targets: targets
				.into_iter()
				.map(|(name, target)| (name, (target, Mutex::new(()))))
				.collect(),
			journal: Mutex::new(Journal::open(directory)?),
			cancelled: AtomicBool::new(false),
		};
		let known = executor.journal().commands().clone();
		for (id, known) in known {
			if let Stage::Started { at } = known.stage {
				let report = Report::new(Facts {
					id,
					digest: known.digest,
					target: &known.target,
					policy: None,
					operations: &[],
					done: &[],
					steps: Vec::new(),
					fault: Some((0, Fault::Interrupted)),
					started: at,
					finished: now(),
				});
				executor.write(&report)?;
				executor.journal().append(finished(&report, true))?;
			}
		}
		Ok(executor)
	}

	/// Checks that every operation of a command could be done here, for whoever is about to claim
	/// it.
	///
	/// # Errors
	/// [`Fault::Malformed`], [`Fault::NotConfigured`] or [`Fault::Secret`].
	pub fn check(&self, command: &Command) -> Result<(), Fault> {
		let name = command.target.to_lossy();
		let unknown = || Fault::NotConfigured(format!("target {name}"));
		let (target, _) = self.targets.get(name.as_ref()).ok_or_else(unknown)?;
		plan(target, command).map(drop).map_err(|(_, fault)| fault)
	}

	/// Records that a command is this executor's to run: before the claim is sent or when it is
	/// seen to be final. To say it again changes nothing.
	///
	/// # Errors
	/// [`JournalError`]: among others, that it was started before.
	pub fn claimed(&self, id: CommandId, command: &Command) -> Result<(), JournalError> {
		let digest = command.digest();
		let mut journal = self.journal();
		match journal.get(id) {
			Some(known) if known.digest != digest => Err(JournalError::AnotherCommand(id)),
			Some(known) if known.stage == Stage::Claimed => Ok(()),
			_ => {
				let target = command.target.to_lossy().into_owned();
				journal.append(Record::Claimed { id, digest, target })
			}
		}
	}

	/// Records that a claimed command will not be run: another executor has it, or its lease is
	/// over.
	///
	/// # Errors
	/// [`JournalError`]: among others, that it was started.
	pub fn abandoned(&self, id: CommandId) -> Result<(), JournalError> {
		self.journal().append(Record::Abandoned { id })
	}

	/// Records that the chain has the report of a finished command, or has closed the command
	/// without.
	///
	/// # Errors
	/// [`JournalError`]: among others, that it is not finished.
	pub fn reported(&self, id: CommandId) -> Result<(), JournalError> {
		self.journal().append(Record::Reported { id })
	}

	/// The commands that are not done with, ascending by number.
	pub fn left(&self) -> Vec<Left> {
		let journal = self.journal();
		let left = journal.commands().iter().map(|(id, known)| Left {
			id: *id,
			digest: known.digest,
			target: known.target.clone(),
			next: match known.stage {
				Stage::Claimed => Next::Run,
				Stage::Started { .. } => Next::Wait,
				Stage::Finished { outcome, evidence, log, interrupted } => {
					Next::Report { outcome, evidence, log, interrupted }
				}
			},
		});
		left.collect()
	}

	/// Ends the programs that are being run and starts no more. What was being run fails as
	/// cancelled.
	pub fn cancel(&self) {
		self.cancelled.store(true, Ordering::Relaxed);
	}

	/// Runs a claimed command: its operations in order until one fails. That it is started is on
	/// disk before anything is run; evidence, log and that it is finished when this returns.
	///
	/// Blocks until the deadline at the latest, or until another command of the target is done.
	///
	/// # Errors
	/// [`RunError`]; a command that was begun and failed is no error but a [`Report`].
	pub fn run<AccountId, BlockNumber>(
		&self,
		task: &Task<'_, AccountId, BlockNumber>,
		observer: &dyn Observer,
	) -> Result<Report, RunError> {
		let Task { id, command, policy, deadline } = *task;
		let name = command.target.to_lossy();
		let (target, turn) = self
			.targets
			.get(name.as_ref())
			.ok_or_else(|| RunError::UnknownTarget(name.clone().into_owned()))?;
		let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
		let runner = Runner {
			kill_grace: target.limits.kill_grace(),
			step_timeout: target.limits.step_timeout(),
			deadline,
			cancelled: &self.cancelled,
			observer,
			keep: target.limits.output,
			secrets: Vec::new(),
			operation: Cell::new(0),
			steps: RefCell::new(Vec::new()),
		};
		if runner.last().is_none_or(|last| Instant::now() >= last) {
			return Err(RunError::TooLate(id));
		}
		if self.cancelled.load(Ordering::Relaxed) {
			return Err(RunError::Cancelled(id));
		}
		let digest = command.digest();
		let started = now();
		{
			let mut journal = self.journal();
			if journal.get(id).is_some_and(|known| known.digest != digest) {
				return Err(JournalError::AnotherCommand(id).into());
			}
			journal.append(Record::Started { id, at: started })?;
		}
		observer.event(&Event::Started);

		let judge = |paths: &[&[u8]]| check_paths(policy, command, paths.iter().copied());
		let mut done = Vec::new();
		let (runner, fault) = match plan(target, command) {
			Err(fault) => (runner, Some(fault)),
			Ok(Plan { actions, secrets }) => {
				let runner = Runner { secrets, ..runner };
				let work =
					work::Work { executor: self, name: &name, target, command, judge: &judge };
				let fault = work.all(&runner, &actions, &mut done).err();
				(runner, fault)
			}
		};
		let report = Report::new(Facts {
			id,
			digest,
			target: &name,
			policy: Some(policy.version),
			operations: &command.operations,
			done: &done,
			steps: runner.steps.into_inner(),
			fault,
			started,
			finished: now(),
		});
		let unrecorded =
			|report: Report, fault| RunError::Unrecorded { report: Box::new(report), fault };
		if let Err(fault) = self.write(&report) {
			return Err(unrecorded(report, fault.into()));
		}
		observer.event(&Event::Written);
		let recorded = self.journal().append(finished(&report, false));
		if let Err(fault) = recorded {
			return Err(unrecorded(report, fault.into()));
		}
		observer.event(&Event::Finished);
		Ok(report)
	}

	/// A thread that panicked left the journal as it stands on disk.
	fn journal(&self) -> MutexGuard<'_, Journal> {
		self.journal.lock().unwrap_or_else(PoisonError::into_inner)
	}
}

fn finished(report: &Report, interrupted: bool) -> Record {
	Record::Finished {
		id: report.id,
		outcome: report.outcome,
		evidence: report.evidence_digest,
		log: report.log_digest,
		interrupted,
	}
}

/// Unix time in milliseconds.
fn now() -> u64 {
	let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
	u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}
