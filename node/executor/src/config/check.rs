// SPDX-License-Identifier: Apache-2.0

//! What makes a target's configuration unfit.

use super::{
	read_token, read_variables,
	secret::{is_variable, SecretFault},
	Containers, Git, Limits, Service, Target, Url, UrlFault, Vercel,
};
use std::path::{Component, Path, PathBuf};
use tonnetz_core::cust::{is_target, Form};

/// The configuration of a target cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("target {target}: {fault}")]
pub struct ConfigError {
	/// The name of the target.
	pub target: String,
	/// What is wrong.
	pub fault: ConfigFault,
}

/// What is wrong with the configuration of a target.
#[derive(Debug, thiserror::Error)]
pub enum ConfigFault {
	/// No target can have that name.
	#[error("a target's name is 1 to 64 bytes of a-z 0-9 - . /; correct it")]
	TargetName,
	/// A path that must be absolute is not.
	#[error("{key}: {path} is not absolute; write the whole path")]
	Relative {
		/// The key.
		key: String,
		/// The path.
		path: PathBuf,
	},
	/// The checkout is not a directory.
	#[error("checkout: {0} is not a directory; create it or correct the path")]
	NoDirectory(PathBuf),
	/// The checkout is not the top of a git work tree.
	#[error("checkout: {0} has no .git; clone the repository there or remove the section git")]
	NoWorkTree(PathBuf),
	/// A number is out of its bounds.
	#[error("limits.{key} must be {rule}")]
	Limit {
		/// The key.
		key: &'static str,
		/// Its bounds.
		rule: &'static str,
	},
	/// A text has a form that it cannot have.
	#[error("{key}: {rule}")]
	Text {
		/// The key.
		key: String,
		/// What it must be.
		rule: &'static str,
	},
	/// A service has both a unit and an argv.
	#[error("services.{0} has both unit and argv; keep one")]
	UnitAndArgv(String),
	/// The directory to deploy leads out of the checkout.
	#[error("vercel.project-dir: {0} leads out of the checkout; write a path below it")]
	OutsideCheckout(PathBuf),
	/// The URL to push to cannot be used.
	#[error("git.url: {0}")]
	Url(#[from] UrlFault),
	/// A file with secrets cannot be used.
	#[error("{key}: {fault}")]
	Secret {
		/// The key that names the file.
		key: &'static str,
		/// Why.
		fault: SecretFault,
	},
}

impl Target {
	/// Checks all that can be checked before a command is there: the form of each value, that the
	/// checkout is one, and that files with secrets are there and closed to others.
	///
	/// # Errors
	/// The first fault.
	pub fn check(&self, name: &str) -> Result<(), ConfigError> {
		self.faults(name).map_err(|fault| ConfigError { target: name.into(), fault })
	}

	fn faults(&self, name: &str) -> Result<(), ConfigFault> {
		if !is_target(name) {
			return Err(ConfigFault::TargetName);
		}
		absolute("checkout", &self.checkout)?;
		absolute("home", &self.home)?;
		for directory in self.path.split(':') {
			absolute("path", Path::new(directory))?;
		}
		if !self.checkout.is_dir() {
			return Err(ConfigFault::NoDirectory(self.checkout.clone()));
		}
		for (index, variable) in self.env.iter().enumerate() {
			if !is_variable(variable)
				|| ["GIT_", "LD_"].iter().any(|prefix| variable.starts_with(prefix))
			{
				return Err(ConfigFault::Text {
					key: format!("env[{index}]"),
					rule: "name a variable, none that begins with GIT_ or LD_",
				});
			}
		}
		self.limits.check()?;
		if let Some(git) = &self.git {
			if !self.checkout.join(".git").exists() {
				return Err(ConfigFault::NoWorkTree(self.checkout.clone()));
			}
			git.check()?;
		}
		self.vercel.as_ref().map_or(Ok(()), Vercel::check)?;
		for (name, service) in &self.services {
			service.check(name)?;
		}
		for (name, hook) in &self.hooks {
			is_name("hooks", name)?;
			absolute(&format!("hooks.{name}.program"), &hook.program)?;
			no_nul(&format!("hooks.{name}.args"), &hook.args)?;
		}
		self.containers.as_ref().map_or(Ok(()), Containers::check)
	}
}

impl Limits {
	fn check(&self) -> Result<(), ConfigFault> {
		let ensure = |holds, key, rule| match holds {
			true => Ok(()),
			false => Err(ConfigFault::Limit { key, rule }),
		};
		let Self { step_timeout, output, kill_grace } = self;
		ensure((1..=86_400).contains(step_timeout), "step-timeout", "1 to 86400 seconds")?;
		ensure(*output <= 64 * 1024 * 1024, "output", "at most 67108864 bytes")?;
		ensure((1..=60).contains(kill_grace), "kill-grace", "1 to 60 seconds")
	}
}

impl Git {
	fn check(&self) -> Result<(), ConfigFault> {
		program("git.program", &self.program)?;
		self.url.as_deref().map_or(Ok(()), |url| Url::configured(url).map(drop))?;
		if !Form::Name.fits(&self.remote) {
			return Err(ConfigFault::Text { key: "git.remote".into(), rule: "name a remote" });
		}
		for (key, text) in
			[("git.author-name", &self.author_name), ("git.author-email", &self.author_email)]
		{
			if text.trim().is_empty() || text.chars().any(|c| c.is_control() || "<>".contains(c)) {
				return Err(ConfigFault::Text {
					key: key.into(),
					rule: "one line without < and >, not blank",
				});
			}
		}
		if self.credential_helper.iter().any(|helper| helper.chars().any(char::is_control)) {
			return Err(ConfigFault::Text {
				key: "git.credential-helper".into(),
				rule: "one line without control characters",
			});
		}
		if let Some(file) = &self.env_file {
			absolute("git.env-file", file)?;
			read_variables(file)
				.map_err(|fault| ConfigFault::Secret { key: "git.env-file", fault })?;
		}
		Ok(())
	}
}

impl Vercel {
	fn check(&self) -> Result<(), ConfigFault> {
		program("vercel.program", &self.program)?;
		absolute("vercel.token-file", &self.token_file)?;
		read_token(&self.token_file)
			.map_err(|fault| ConfigFault::Secret { key: "vercel.token-file", fault })?;
		if let Some(directory) = &self.project_dir {
			let below = directory.components().all(|part| matches!(part, Component::Normal(_)));
			if !below {
				return Err(ConfigFault::OutsideCheckout(directory.clone()));
			}
		}
		for (key, id) in [
			("vercel.scope", &self.scope),
			("vercel.org-id", &self.org_id),
			("vercel.project-id", &self.project_id),
		] {
			id.as_deref().map_or(Ok(()), |id| is_name(key, id))?;
		}
		// The real program would take it, and every user of the machine could read it.
		if self.args.iter().any(|arg| arg == "-t" || arg.starts_with("--token")) {
			return Err(ConfigFault::Text {
				key: "vercel.args".into(),
				rule: "the token stands in token-file, not in an argument",
			});
		}
		no_nul("vercel.args", &self.args)
	}
}

impl Service {
	fn check(&self, name: &str) -> Result<(), ConfigFault> {
		is_name("services", name)?;
		if self.unit.is_some() && !self.argv.is_empty() {
			return Err(ConfigFault::UnitAndArgv(name.into()));
		}
		if let Some(unit) = &self.unit {
			is_name(&format!("services.{name}.unit"), unit)?;
		}
		if let Some(program) = self.argv.first() {
			absolute(&format!("services.{name}.argv"), Path::new(program))?;
		}
		no_nul(&format!("services.{name}.argv"), &self.argv)
	}
}

impl Containers {
	fn check(&self) -> Result<(), ConfigFault> {
		program("containers.program", &self.program)?;
		for (name, container) in &self.names {
			is_name("containers.names", name)?;
			for network in &container.networks {
				is_name(&format!("containers.names.{name}.networks"), network)?;
			}
		}
		Ok(())
	}
}

fn absolute(key: &str, path: &Path) -> Result<(), ConfigFault> {
	if path.is_absolute() {
		Ok(())
	} else {
		Err(ConfigFault::Relative { key: key.into(), path: path.into() })
	}
}

/// A program is absolute, or a bare name that is looked up in the configured path: not one of the
/// checkout, whatever the working directory is.
fn program(key: &str, program: &str) -> Result<(), ConfigFault> {
	if Path::new(program).is_absolute() || Form::Name.fits(program) {
		Ok(())
	} else {
		Err(ConfigFault::Text { key: key.into(), rule: "write an absolute path or a bare name" })
	}
}

fn is_name(key: &str, name: &str) -> Result<(), ConfigFault> {
	if Form::Name.fits(name) {
		Ok(())
	} else {
		Err(ConfigFault::Text { key: key.into(), rule: Form::Name.rule() })
	}
}

fn no_nul(key: &str, args: &[String]) -> Result<(), ConfigFault> {
	if args.iter().any(|arg| arg.contains('\0')) {
		return Err(ConfigFault::Text {
			key: key.into(),
			rule: "an argument has no NUL; remove it",
		});
	}
	Ok(())
}

#[cfg(test)]
mod tests;
