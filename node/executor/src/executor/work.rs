// SPDX-License-Identifier: Apache-2.0

//! Does the operations of a command, one after the other.

use super::Executor;
use crate::{
	config::Target,
	fault::Fault,
	git::{self, Pushed},
	plan::{Action, Program},
	process::{Invocation, Runner},
	report::Done,
};
use std::ffi::OsString;
use tonnetz_core::cust::Command;

/// The operations of one command.
pub(super) struct Work<'a> {
	pub executor: &'a Executor,
	pub name: &'a str,
	pub target: &'a Target,
	pub command: &'a Command,
	pub judge: &'a git::Judge<'a>,
}

impl Work<'_> {
	/// Does them in order, until one fails.
	///
	/// # Errors
	/// Which one, from 0, and why.
	pub fn all(
		&self,
		runner: &Runner<'_>,
		actions: &[Action<'_>],
		done: &mut Vec<Done>,
	) -> Result<(), (usize, Fault)> {
		let environment = environment(self.target);
		for (index, action) in actions.iter().enumerate() {
			runner.operation.set(index);
			let mut one = Done::default();
			let result = match action {
				Action::Push { git, branch, message } => {
					let declared = self.command.paths();
					let request = git::Request {
						git,
						tree: &self.target.checkout,
						private: &self.executor.repository(self.name),
						environment: &environment,
						branch,
						message,
						declared: (!declared.is_empty())
							.then(|| declared.iter().map(|path| path.as_bytes()).collect()),
						judge: self.judge,
					};
					let pushed = one.pushed.insert(Pushed::default());
					git::commit_and_push(runner, &request, pushed)
				}
				Action::Run(program) => self.program(runner, program, &environment, &mut one),
			};
			done.push(one);
			result.map_err(|fault| (index, fault))?;
		}
		Ok(())
	}

	fn program(
		&self,
		runner: &Runner<'_>,
		program: &Program,
		environment: &[(OsString, OsString)],
		done: &mut Done,
	) -> Result<(), Fault> {
		let mut environment = environment.to_vec();
		for (name, value) in &program.variables {
			environment.push((name.into(), value.into()));
		}
		let absent = || Fault::NotConfigured("argv".into());
		let (first, rest) = program.argv.split_first().ok_or_else(absent)?;
		let output = runner.run(Invocation {
			program: first,
			args: rest.iter().map(Into::into).collect(),
			directory: &program.directory,
			environment: &environment,
			input: Vec::new(),
			keep: self.target.limits.output,
		})?;
		if program.makes_url {
			let printed = String::from_utf8_lossy(&output.stdout.tail);
			let url = printed.split_whitespace().rfind(|word| word.starts_with("https://"));
			done.url = url.map(ToOwned::to_owned);
		}
		output.success().map(drop)
	}
}

/// The clean environment of what is run for a target.
fn environment(target: &Target) -> Vec<(OsString, OsString)> {
	let handed_on =
		target.env.iter().filter_map(|name| Some((name.into(), std::env::var_os(name)?)));
	let mut all: Vec<(OsString, OsString)> = handed_on.collect();
	// Later ones win.
	all.push(("PATH".into(), target.path.clone().into()));
	all.push(("HOME".into(), target.home.clone().into()));
	all.push(("LANG".into(), "C.UTF-8".into()));
	all
}
