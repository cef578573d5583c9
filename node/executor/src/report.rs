// SPDX-License-Identifier: Apache-2.0

//! What the executor states about a command: evidence, a log, and the digests that go on the chain.

use crate::{
	fault::Fault,
	git::Pushed,
	step::{Step, Stream},
};
use sha2::{Digest, Sha256};
use sp_core::H256;
use std::borrow::Cow;
use tonnetz_core::cust::{json::Value, CommandId, Operation, Outcome};

/// The version of the evidence.
pub const EVIDENCE_VERSION: &str = "tonnetz-evidence-1";

/// How many paths the evidence names. Of more it has the number and the digest.
pub const MAX_EVIDENCE_PATHS: usize = 1024;

/// How a command ended on this machine.
#[derive(Clone, Debug)]
pub struct Report {
	/// The number of the command.
	pub id: CommandId,
	/// What is reported to the chain.
	pub outcome: Outcome,
	/// Why it failed: the [code](Fault::code) and the message; `None` if it succeeded.
	pub fault: Option<(&'static str, String)>,
	/// What was run, in order.
	pub steps: Vec<Step>,
	/// Canonical JSON (RFC 8785); `docs/EXECUTOR.md` has the members.
	pub evidence: Vec<u8>,
	/// The argv, the end and the kept output of each step, for people.
	pub log: Vec<u8>,
	/// SHA-256 of `evidence`.
	pub evidence_digest: H256,
	/// SHA-256 of `log`.
	pub log_digest: H256,
}

/// What became of an operation that was begun.
#[derive(Clone, Debug, Default)]
pub(crate) struct Done {
	pub pushed: Option<Pushed>,
	pub url: Option<String>,
}

/// All that a report is made from.
pub(crate) struct Facts<'a> {
	pub id: CommandId,
	pub digest: H256,
	pub target: &'a str,
	/// The version of the policy that paths were judged by; `None` if nobody knows any more.
	pub policy: Option<u32>,
	pub operations: &'a [Operation],
	/// Of the operations that were begun, in order.
	pub done: &'a [Done],
	pub steps: Vec<Step>,
	/// The operation that failed and why.
	pub fault: Option<(usize, Fault)>,
	/// Unix time in milliseconds.
	pub started: u64,
	/// Unix time in milliseconds.
	pub finished: u64,
}

impl Report {
	pub(crate) fn new(facts: Facts<'_>) -> Self {
		let outcome = if facts.fault.is_none() { Outcome::Succeeded } else { Outcome::Failed };
		let evidence = evidence(&facts, outcome).to_canonical(None).into_bytes();
		let log = log(&facts);
		Self {
			id: facts.id,
			outcome,
			fault: facts.fault.as_ref().map(|(_, fault)| (fault.code(), fault.to_string())),
			steps: facts.steps,
			evidence_digest: digest(&evidence),
			log_digest: digest(&log),
			evidence,
			log,
		}
	}
}

pub(crate) fn digest(bytes: &[u8]) -> H256 {
	H256(Sha256::digest(bytes).into())
}

/// Text of 32 bytes in JSON.
fn hash(bytes: &[u8]) -> Value<'static> {
	Value::String(format!("0x{}", hex::encode(bytes)).into())
}

fn text(text: &str) -> Value<'_> {
	Value::String(text.into())
}

/// A number as JSON has it: those here are below 2^53.
fn number(number: impl ToString) -> Value<'static> {
	Value::Number(number.to_string().into())
}

fn object<'a>(members: impl IntoIterator<Item = (&'static str, Value<'a>)>) -> Value<'a> {
	Value::Object(members.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
}

fn evidence<'a>(facts: &'a Facts<'_>, outcome: Outcome) -> Value<'a> {
	let operations = facts.operations.iter().enumerate().map(|(index, operation)| {
		let (kind, action) = operation.names();
		let done = facts.done.get(index);
		let mut members = vec![
			("operation", Value::String(format!("{kind}/{action}").into())),
			("begun", Value::Bool(done.is_some())),
		];
		let steps = facts.steps.iter().filter(|step| step.operation == index).map(step);
		members.push(("steps", Value::Array(steps.collect())));
		if let Some(url) = done.and_then(|done| done.url.as_deref()) {
			members.push(("url", text(url)));
		}
		if let Some(pushed) = done.and_then(|done| done.pushed.as_ref()) {
			members.push(("git", git(pushed)));
		}
		object(members)
	});
	let mut members = vec![
		("version", text(EVIDENCE_VERSION)),
		// As text: a number beyond 2^53 is no number to every JSON reader.
		("id", Value::String(facts.id.to_string().into())),
		("command", hash(facts.digest.as_bytes())),
		("target", text(facts.target)),
		(
			"outcome",
			text(match outcome {
				Outcome::Succeeded => "succeeded",
				Outcome::Failed => "failed",
			}),
		),
		("started", number(facts.started)),
		("finished", number(facts.finished)),
		("operations", Value::Array(operations.collect())),
	];
	if let Some(version) = facts.policy {
		members.push(("policy_version", number(version)));
	}
	if let Some((operation, fault)) = &facts.fault {
		members.push((
			"fault",
			object([
				("code", text(fault.code())),
				("message", Value::String(fault.to_string().into())),
				("operation", number(operation)),
			]),
		));
	}
	object(members)
}

fn step(step: &Step) -> Value<'_> {
	object([
		("argv", Value::Array(step.argv.iter().map(|argument| text(argument)).collect())),
		("status", Value::String(step.status.to_string().into())),
		("milliseconds", number(step.duration.as_millis())),
		("stdout", stream(&step.stdout)),
		("stderr", stream(&step.stderr)),
	])
}

fn stream(stream: &Stream) -> Value<'static> {
	object([
		("bytes", number(stream.bytes)),
		("sha256", hash(&stream.sha256)),
		("truncated", Value::Bool(stream.truncated())),
		("open", Value::Bool(stream.open)),
	])
}

fn git(pushed: &Pushed) -> Value<'_> {
	let mut members = vec![
		("commits", number(pushed.commits)),
		("path_count", number(pushed.paths.len())),
		("paths_sha256", hash(&pushed.paths_digest())),
		("pushed", Value::Bool(pushed.pushed)),
	];
	for (name, value) in [
		("base", &pushed.base),
		("commit", &pushed.commit),
		("tree", &pushed.tree),
		("checkout_left", &pushed.left),
	] {
		members.extend(value.as_deref().map(|value| (name, text(value))));
	}
	if pushed.paths.len() <= MAX_EVIDENCE_PATHS {
		let paths = pushed.paths.iter().map(|path| Value::String(String::from_utf8_lossy(path)));
		members.push(("paths", Value::Array(paths.collect())));
	}
	object(members)
}

fn log(facts: &Facts<'_>) -> Vec<u8> {
	let mut log =
		format!("command {} {:?} of {}\n", facts.id, facts.digest, facts.target).into_bytes();
	for step in &facts.steps {
		let Step { operation, argv, status, duration, stdout, stderr } = step;
		let head = format!(
			"\n[operation {operation}] {argv:?}\n{status} after {} ms\n",
			duration.as_millis()
		);
		log.extend_from_slice(head.as_bytes());
		for (name, stream) in [("stdout", stdout), ("stderr", stderr)] {
			if stream.bytes > 0 {
				let kept = stream.tail.len();
				let line = format!("--- {name}: {} bytes, the last {kept} follow\n", stream.bytes);
				log.extend_from_slice(line.as_bytes());
				log.extend_from_slice(&stream.tail);
				log.push(b'\n');
			}
		}
	}
	if let Some((operation, fault)) = &facts.fault {
		let line = format!("\n[operation {operation}] failed: {}: {fault}\n", fault.code());
		log.extend_from_slice(line.as_bytes());
	}
	log
}
