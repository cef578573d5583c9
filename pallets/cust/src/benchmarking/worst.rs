// SPDX-License-Identifier: Apache-2.0

//! The largest policy and the largest command.
//!
//! They are those of the bench `cust` of `tonnetz-core`: everything at its bound, globs that keep as many
//! places of each path alive as they can, of which only the last allows it, and paths of combining marks,
//! whose normalisation form takes the long way to check.

use super::{target_name, Helper};
use crate::{Command, Config, Policy, PolicyOf};
use alloc::{format, string::String, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{traits::Get, BoundedVec};
use tonnetz_core::cust::{
	Constraints, Entries, Operation, Rule, Text, Version, MAX_APPROVERS, MAX_DENY_STEPS,
	MAX_EXECUTORS, MAX_GLOB_STEPS, MAX_OPERATIONS, MAX_PATHS, MAX_PLANNERS,
};

/// The bytes of a message that every rule looks at.
const MESSAGE: usize = 64;

/// The most bytes of the first message beyond those: the longest message there is.
pub const MORE_MESSAGE: u32 = 960;

pub fn text<const MAX: u32>(text: &str) -> Result<Text<MAX>, BenchmarkError> {
	Text::new(text).ok_or(BenchmarkError::Stop("a text is too long: shorten it"))
}

fn texts<const MAX: u32, S>(
	all: impl IntoIterator<Item = String>,
) -> Result<BoundedVec<Text<MAX>, S>, BenchmarkError>
where
	S: Get<u32>,
{
	bounded(all.into_iter().map(|one| text(&one)).collect::<Result<Vec<_>, _>>()?)
}

pub fn bounded<V, S: Get<u32>>(all: Vec<V>) -> Result<BoundedVec<V, S>, BenchmarkError> {
	all.try_into().map_err(|_| BenchmarkError::Stop("a list is too long: shorten it"))
}

/// So many globs that match nothing and take no steps.
fn literals(count: usize, len: usize) -> impl Iterator<Item = String> {
	(0..count).map(move |n| format!("{}{n}", "z".repeat(len)))
}

/// A glob of so many steps, an odd number, each of which keeps most places alive, and of which the
/// last finds that it was in vain.
fn in_vain(steps: usize) -> String {
	format!("{}*!*", "*?".repeat(steps.saturating_sub(3).saturating_div(2)))
}

/// A rule that allows the branch by its last glob, and messages with this prefix.
fn rule(prefix: &str) -> Result<Rule, BenchmarkError> {
	let others = (0..7).map(|_| "a".repeat(63) + "b");
	let branches: Entries<_> = texts(literals(7, 100).chain(["x".repeat(128)]))?;
	let message_prefixes: Entries<_> = texts(others.chain([prefix.into()]))?;
	Ok(Rule::GitCommitAndPush { branches, message_prefixes })
}

/// The largest policy, with so many rules, of which only the last allows the command.
pub fn policy<T: Config>(rules: u32, approvals: u8) -> Result<PolicyOf<T>, BenchmarkError> {
	let everyone = |name, count| (0..count).map(|n| account(name, n, 0)).collect::<Vec<_>>();
	let mut operations = (1..rules).map(|_| rule("b")).collect::<Result<Vec<_>, _>>()?;
	if rules > 0 {
		operations.push(rule("")?);
	}
	let long = in_vain(MAX_GLOB_STEPS.saturating_div(2).saturating_sub(1));
	let planners = everyone("planner", MAX_PLANNERS);
	let model = planners.last().and_then(T::BenchmarkHelper::model);
	Ok(Policy {
		version: 0,
		planners: bounded(planners)?,
		executors: bounded(everyone("executor", MAX_EXECUTORS))?,
		approvers: bounded(everyone("approver", MAX_APPROVERS))?,
		approvals,
		operations: bounded(operations)?,
		path_allow: texts(literals(30, 100).chain([long.clone(), "**".into()]))?,
		path_deny: texts(literals(31, 100).chain([long]))?,
		max_operations: 16,
		time_to_live: 1_000u32.into(),
		approval_timeout: 500u32.into(),
		max_runtime: 200u32.into(),
		cooldown: 10u32.into(),
		model,
		destructive: approvals > 0,
	})
}

/// A command with so many operations and paths, and a message so much longer than the others.
pub fn command(operations: u32, paths: u32, longer: u32) -> Result<Command, BenchmarkError> {
	let operation = |n: u32| -> Result<Operation, BenchmarkError> {
		let more = if n == 0 { longer as usize } else { 0 };
		Ok(Operation::GitCommitAndPush {
			branch: text(&"x".repeat(128))?,
			message: text(&"a".repeat(MESSAGE.saturating_add(more)))?,
			force: Some(false),
		})
	};
	let path = |n: u32| format!("{}{n:02}", "\u{1e0d}\u{307}".repeat(28));
	let constraints = Constraints {
		paths: Some(texts((0..paths).map(path))?),
		deny: Some(texts(literals(15, 40).chain([in_vain(MAX_DENY_STEPS)]))?),
	};
	Ok(Command {
		version: Version::V1_0,
		intent: text("deploy")?,
		target: target_name()?,
		operations: bounded((0..operations).map(operation).collect::<Result<_, _>>()?)?,
		constraints: Some(constraints),
		meta: None,
	})
}

pub fn largest_command() -> Result<Command, BenchmarkError> {
	command(MAX_OPERATIONS, MAX_PATHS, MORE_MESSAGE)
}
