// SPDX-License-Identifier: Apache-2.0

//! Runs one program: an argv and no shell, a clean environment, bounds on time and output.

mod capture;

use crate::{
	executor::{Event, Observer},
	fault::Fault,
	isolate::isolate,
	step::{Status, Step, Stream},
};
use capture::Capture;
use rustix::process::{kill_process_group, waitid, Pid, Signal, WaitId, WaitIdOptions};
use std::{
	cell::{Cell, RefCell},
	ffi::OsString,
	io::{self, Write},
	os::unix::process::ExitStatusExt,
	path::Path,
	process::{Child, Command, Stdio},
	sync::{
		atomic::{AtomicBool, Ordering},
		mpsc::{channel, Receiver, RecvTimeoutError, Sender},
	},
	thread,
	time::{Duration, Instant},
};

/// How long the outputs of a program that has ended may stay open: whoever still holds them has
/// left its session.
const DRAIN: Duration = Duration::from_secs(2);

/// How often it is looked whether the executor was told to end.
const TICK: Duration = Duration::from_millis(100);

/// What to run.
pub(crate) struct Invocation<'a> {
	/// An absolute path, or a name that is looked up in the `PATH` of the environment.
	pub program: &'a str,
	pub args: Vec<OsString>,
	pub directory: &'a Path,
	/// All of its environment.
	pub environment: &'a [(OsString, OsString)],
	pub input: Vec<u8>,
	/// How much of the end of each output is kept, in bytes.
	pub keep: usize,
}

/// What a program that ended by itself has left.
pub(crate) struct Output {
	pub status: Status,
	pub stdout: Stream,
	pub stderr: Stream,
	/// The program and its first argument, for messages.
	pub name: String,
}

impl Output {
	/// The same, if the program succeeded.
	pub fn success(self) -> Result<Self, Fault> {
		if self.status == Status::Exited(0) {
			return Ok(self);
		}
		let printed = String::from_utf8_lossy(&self.stderr.tail);
		let lines = || printed.lines().filter(|line| !line.trim().is_empty());
		let says_why = |line: &&str| line.starts_with("fatal: ") || line.starts_with("error: ");
		let why = lines().find(says_why).or_else(|| lines().next_back()).unwrap_or_default();
		// One line of a message, whatever a program prints.
		let why = why.chars().filter(|c| !c.is_control()).take(200).collect();
		Err(Fault::StepFailed { program: self.name, status: self.status.to_string(), why })
	}
}

/// Runs the steps of one command and keeps the record of them.
pub(crate) struct Runner<'a> {
	pub kill_grace: Duration,
	pub step_timeout: Duration,
	/// When the last step must have ended, the time for killing it included.
	pub deadline: Instant,
	pub cancelled: &'a AtomicBool,
	pub observer: &'a dyn Observer,
	/// How much of the end of each output the record keeps, in bytes.
	pub keep: usize,
	/// Replaced in what is kept of outputs.
	pub secrets: Vec<String>,
	/// Which operation of the command the next steps are for.
	pub operation: Cell<usize>,
	pub steps: RefCell<Vec<Step>>,
}

enum Signalled {
	/// The program has ended and waits to be reaped.
	Exited,
	/// One of its outputs has.
	Closed,
}

impl Runner<'_> {
	/// Runs a program until it ends.
	///
	/// # Errors
	/// If it could not be started, was told to end, or took too long. Its status is no error.
	pub fn run(&self, invocation: Invocation<'_>) -> Result<Output, Fault> {
		let arguments = invocation.args.iter().map(|arg| arg.to_string_lossy().into_owned());
		let argv: Vec<String> =
			[invocation.program.to_owned()].into_iter().chain(arguments).collect();
		let name = argv.iter().take(2).cloned().collect::<Vec<_>>().join(" ");
		let now = Instant::now();
		let last = self.last().filter(|last| *last > now).ok_or(Fault::DeadlinePassed)?;
		let own = now.checked_add(self.step_timeout).filter(|own| *own < last);
		if self.cancelled.load(Ordering::Relaxed) {
			return Err(Fault::Cancelled);
		}
		self.observer.event(&Event::Step(&argv));
		let ran = self.attempt(&invocation, own.unwrap_or(last));
		let (status, [stdout, mut stderr], reason) = match ran {
			Ok((status, streams)) => (status, streams, None),
			Err(reason) => (Status::NotStarted, <[Stream; 2]>::default(), Some(reason)),
		};
		self.conceal(&mut stderr);
		let mut step = Step {
			operation: self.operation.get(),
			argv,
			status: status.clone(),
			duration: now.elapsed(),
			stdout: stdout.clone(),
			stderr: stderr.clone(),
		};
		self.conceal(&mut step.stdout);
		for stream in [&mut step.stdout, &mut step.stderr] {
			let excess = stream.tail.len().saturating_sub(self.keep);
			stream.tail.drain(..excess);
		}
		self.observer.event(&Event::StepDone(&step));
		self.steps.borrow_mut().push(step);
		match status {
			Status::NotStarted => Err(Fault::NotStarted {
				program: name,
				reason: reason.unwrap_or_else(|| io::ErrorKind::Other.into()),
			}),
			Status::TimedOut if own.is_none() => Err(Fault::DeadlinePassed),
			Status::TimedOut => Err(Fault::TimedOut { program: name }),
			Status::Cancelled => Err(Fault::Cancelled),
			status => Ok(Output { status, stdout, stderr, name }),
		}
	}

	/// Replaces known secrets in what is kept of an output.
	fn conceal(&self, stream: &mut Stream) {
		// What is shorter stands in any text by chance.
		const SHORTEST: usize = 8;
		for secret in self.secrets.iter().filter(|secret| secret.len() >= SHORTEST) {
			let (bytes, secret) = (&mut stream.tail, secret.as_bytes());
			while let Some(at) = bytes.windows(secret.len()).position(|window| window == secret) {
				bytes.splice(at..at.saturating_add(secret.len()), *b"***");
			}
		}
	}

	/// When the last step must be told to end: to end what is left of it takes time, too.
	pub fn last(&self) -> Option<Instant> {
		self.deadline.checked_sub(self.kill_grace.saturating_add(DRAIN))
	}

	fn attempt(
		&self,
		invocation: &Invocation<'_>,
		limit: Instant,
	) -> io::Result<(Status, [Stream; 2])> {
		let mut command = Command::new(invocation.program);
		command
			.args(&invocation.args)
			.current_dir(invocation.directory)
			.env_clear()
			.envs(invocation.environment.iter().map(|(name, value)| (name, value)))
			.stdin(if invocation.input.is_empty() { Stdio::null() } else { Stdio::piped() })
			.stdout(Stdio::piped())
			.stderr(Stdio::piped());
		isolate(&mut command);
		let mut child = command.spawn()?;
		let watched = self.watch(&mut child, invocation, limit);
		if watched.is_err() {
			// Without threads nothing can be watched, so nothing may run.
			if let Some(group) = group(&child) {
				let _ = kill_process_group(group, Signal::KILL);
			}
			let _ = child.wait();
		}
		watched
	}

	fn watch(
		&self,
		child: &mut Child,
		invocation: &Invocation<'_>,
		limit: Instant,
	) -> io::Result<(Status, [Stream; 2])> {
		let group = group(child).ok_or(io::ErrorKind::InvalidData)?;
		let (sender, events) = channel();
		let outputs = [
			child.stdout.take().map(|pipe| capture(pipe, invocation.keep, &sender)),
			child.stderr.take().map(|pipe| capture(pipe, invocation.keep, &sender)),
		];
		let [Some(stdout), Some(stderr)] = outputs else {
			return Err(io::ErrorKind::BrokenPipe.into());
		};
		let (stdout, stderr) = (stdout?, stderr?);
		if let Some(mut pipe) = child.stdin.take() {
			let input = invocation.input.clone();
			// A program that does not read its input to the end says so by its status.
			thread::Builder::new().spawn(move || pipe.write_all(&input))?;
		}
		thread::Builder::new().spawn(move || {
			// Not reaped here: as long as it is not, no other process gets its number, which is
			// also that of the group to be killed.
			let options = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
			while matches!(waitid(WaitId::Pid(group), options), Err(rustix::io::Errno::INTR)) {}
			let _ = sender.send(Signalled::Exited);
		})?;

		let mut closed = 0;
		let mut ended = None;
		let exited = self.wait(&events, limit, &mut closed, &mut ended);
		if !exited {
			let _ = kill_process_group(group, Signal::TERM);
			let grace = Instant::now().checked_add(self.kill_grace).unwrap_or(limit);
			wait_for_exit(&events, grace, &mut closed);
		}
		// Whatever it has left behind in its session.
		let _ = kill_process_group(group, Signal::KILL);
		let status = child.wait()?;
		let drained = Instant::now().checked_add(DRAIN);
		while closed < 2 {
			let left = drained.map(|end| end.saturating_duration_since(Instant::now()));
			match events.recv_timeout(left.unwrap_or_default()) {
				Ok(Signalled::Closed) => closed = closed.saturating_add(1),
				Ok(Signalled::Exited) => {}
				Err(_) => break,
			}
		}
		let status = match (ended, status.code(), status.signal()) {
			(Some(ended), _, _) => ended,
			(None, Some(code), _) => Status::Exited(code),
			(None, None, signal) => Status::Signalled(signal.unwrap_or_default()),
		};
		Ok((status, [stdout.take(), stderr.take()]))
	}

	/// Waits until the program has ended, for at most so long: whether it has, and if not, why it
	/// must.
	fn wait(
		&self,
		events: &Receiver<Signalled>,
		limit: Instant,
		closed: &mut u8,
		ended: &mut Option<Status>,
	) -> bool {
		loop {
			let left = limit.saturating_duration_since(Instant::now());
			match events.recv_timeout(left.min(TICK)) {
				Ok(Signalled::Exited) => return true,
				Ok(Signalled::Closed) => *closed = closed.saturating_add(1),
				Err(RecvTimeoutError::Disconnected) => return true,
				Err(RecvTimeoutError::Timeout) if self.cancelled.load(Ordering::Relaxed) => {
					*ended = Some(Status::Cancelled);
					return false;
				}
				Err(RecvTimeoutError::Timeout) if left.is_zero() => {
					*ended = Some(Status::TimedOut);
					return false;
				}
				Err(RecvTimeoutError::Timeout) => {}
			}
		}
	}
}

fn wait_for_exit(events: &Receiver<Signalled>, until: Instant, closed: &mut u8) {
	loop {
		match events.recv_timeout(until.saturating_duration_since(Instant::now())) {
			Ok(Signalled::Closed) => *closed = closed.saturating_add(1),
			Ok(Signalled::Exited) | Err(_) => return,
		}
	}
}

/// The process group that a child leads.
fn group(child: &Child) -> Option<Pid> {
	Pid::from_raw(i32::try_from(child.id()).ok()?)
}

fn capture(
	pipe: impl io::Read + Send + 'static,
	keep: usize,
	sender: &Sender<Signalled>,
) -> io::Result<Capture> {
	let sender = sender.clone();
	Capture::begin(pipe, keep, move || {
		let _ = sender.send(Signalled::Closed);
	})
}
