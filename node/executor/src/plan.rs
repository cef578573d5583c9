// SPDX-License-Identifier: Apache-2.0

//! What each operation of a command is on this machine, known before the first is done.

use crate::{
	config::{read_token, read_variables, Git, Service, Target},
	fault::Fault,
};
use std::path::PathBuf;
use tonnetz_core::cust::{Command, Operation, Text};

/// One operation, ready to be done.
pub(crate) enum Action<'a> {
	/// Commit and push.
	Push { git: &'a Git, branch: &'a str, message: &'a str },
	/// Run a program.
	Run(Program),
}

/// A program to run, with what it gets beside the clean environment.
pub(crate) struct Program {
	/// The program and its arguments.
	pub argv: Vec<String>,
	pub directory: PathBuf,
	pub variables: Vec<(&'static str, String)>,
	/// Whether the last URL that it prints is what it has made.
	pub makes_url: bool,
}

/// The actions of a command and the secrets among what they get.
pub(crate) struct Plan<'a> {
	pub actions: Vec<Action<'a>>,
	pub secrets: Vec<String>,
}

/// Looks each operation up in the configuration of the target.
///
/// # Errors
/// The first operation, from 0, that cannot be done, and why.
pub(crate) fn plan<'a>(
	target: &'a Target,
	command: &'a Command,
) -> Result<Plan<'a>, (usize, Fault)> {
	command.check().map_err(|malformed| (0, Fault::Malformed(malformed.place)))?;
	let mut plan = Plan { actions: Vec::new(), secrets: Vec::new() };
	for (index, operation) in command.operations.iter().enumerate() {
		let action = plan.action(target, operation).map_err(|fault| (index, fault))?;
		plan.actions.push(action);
	}
	Ok(plan)
}

impl Plan<'_> {
	fn action<'a>(
		&mut self,
		target: &'a Target,
		operation: &'a Operation,
	) -> Result<Action<'a>, Fault> {
		let program = |argv: Vec<String>| Program {
			argv,
			directory: target.checkout.clone(),
			variables: Vec::new(),
			makes_url: false,
		};
		Ok(match operation {
			Operation::GitCommitAndPush { branch, message, force } => {
				if *force == Some(true) {
					return Err(Fault::Malformed("force".into()));
				}
				let git = target.git.as_ref().ok_or_else(|| absent("git"))?;
				if let Some(file) = &git.env_file {
					self.secrets.extend(read_variables(file)?.into_iter().map(|(_, value)| value));
				}
				Action::Push { git, branch: text(branch)?, message: text(message)? }
			}
			Operation::VercelDeploy { prod } => {
				let vercel = target.vercel.as_ref().ok_or_else(|| absent("vercel"))?;
				let token = read_token(&vercel.token_file)?;
				self.secrets.push(token.clone());
				let mut argv = vec![vercel.program.clone(), "deploy".into(), "--yes".into()];
				argv.extend((*prod == Some(true)).then(|| "--prod".into()));
				argv.extend(
					vercel.scope.iter().flat_map(|scope| ["--scope".into(), scope.clone()]),
				);
				argv.extend(vercel.args.iter().cloned());
				let mut run = program(argv);
				run.directory.extend(&vercel.project_dir);
				run.variables.push(("VERCEL_TOKEN", token));
				let ids =
					[("VERCEL_ORG_ID", &vercel.org_id), ("VERCEL_PROJECT_ID", &vercel.project_id)];
				run.variables
					.extend(ids.into_iter().filter_map(|(name, id)| Some((name, id.clone()?))));
				run.makes_url = true;
				Action::Run(run)
			}
			Operation::ServiceRestart { name } => {
				let name = text(name)?;
				let service =
					target.services.get(name).ok_or_else(|| absent(&format!("services.{name}")))?;
				Action::Run(program(restart(name, service)))
			}
			Operation::ContainerNetworkConnect { container, network, alias } => {
				let (container, network) = (text(container)?, text(network)?);
				let containers = target.containers.as_ref().ok_or_else(|| absent("containers"))?;
				let known = containers
					.names
					.get(container)
					.is_some_and(|known| known.networks.iter().any(|one| one == network));
				if !known {
					return Err(absent(&format!("containers.names.{container} with {network}")));
				}
				let mut argv = vec![containers.program.clone(), "network".into(), "connect".into()];
				if let Some(alias) = alias {
					argv.extend(["--alias".into(), text(alias)?.into()]);
				}
				argv.extend([network.into(), container.into()]);
				Action::Run(program(argv))
			}
			Operation::HookRun { name } => {
				let name = text(name)?;
				let hook =
					target.hooks.get(name).ok_or_else(|| absent(&format!("hooks.{name}")))?;
				let path = hook
					.program
					.to_str()
					.ok_or_else(|| absent(&format!("hooks.{name}.program")))?;
				let argv = [path.to_owned()].into_iter().chain(hook.args.iter().cloned());
				Action::Run(program(argv.collect()))
			}
		})
	}
}

fn restart(name: &str, service: &Service) -> Vec<String> {
	if service.argv.is_empty() {
		let unit = service.unit.as_deref().unwrap_or(name);
		vec!["systemctl".into(), "restart".into(), unit.into()]
	} else {
		service.argv.clone()
	}
}

fn absent(what: &str) -> Fault {
	Fault::NotConfigured(what.into())
}

fn text<const MAX: u32>(text: &Text<MAX>) -> Result<&str, Fault> {
	text.as_str().ok_or_else(|| Fault::Malformed("operations".into()))
}
