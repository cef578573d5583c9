// SPDX-License-Identifier: Apache-2.0

//! What this machine does for a target: configuration, which no command can change.

mod check;
mod secret;
mod url;

pub use check::{ConfigError, ConfigFault};
pub use secret::{SecretFault, MAX_SECRET_FILE};
pub use url::{Url, UrlFault};

pub(crate) use secret::{read_token, read_variables};

use serde::Deserialize;
use std::{collections::BTreeMap, path::PathBuf, time::Duration};

/// The search path of programs, if none is configured.
pub const DEFAULT_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// How one target is served on this machine.
///
/// Read from TOML or JSON; keys are in kebab case, an unknown key is refused. What has no section
/// here is not done: an operation whose service, hook or section is absent fails before anything
/// is run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Target {
	/// The directory that operations work in, absolute. With [`git`](Self::git), the top of a git
	/// work tree.
	pub checkout: PathBuf,
	/// `HOME` of what is run, absolute. A directory that does not exist, if not given.
	#[serde(default = "default_home")]
	pub home: PathBuf,
	/// `PATH` of what is run: absolute directories, separated by `:`.
	#[serde(default = "default_path")]
	pub path: String,
	/// Names of variables that are handed on from the environment of this process.
	#[serde(default)]
	pub env: Vec<String>,
	/// Bounds of what is run.
	#[serde(default)]
	pub limits: Limits,
	/// For `git/commit_and_push`.
	pub git: Option<Git>,
	/// For `vercel/deploy`.
	pub vercel: Option<Vercel>,
	/// For `service/restart`: the services that may be named.
	#[serde(default)]
	pub services: BTreeMap<String, Service>,
	/// For `hook/run`: the hooks that may be named.
	#[serde(default)]
	pub hooks: BTreeMap<String, Hook>,
	/// For `container/network_connect`.
	pub containers: Option<Containers>,
}

/// Bounds of what is run for a target.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Limits {
	/// How long one step may take, in seconds, 1 to 86,400.
	pub step_timeout: u64,
	/// How much of the end of each of a step's two outputs is kept, in bytes, at most 64 MiB. The
	/// rest is counted and digested.
	pub output: usize,
	/// How long a step that is told to end has until it is killed, in seconds, 1 to 60.
	pub kill_grace: u64,
}

impl Default for Limits {
	fn default() -> Self {
		Self { step_timeout: 300, output: 1024 * 1024, kill_grace: 5 }
	}
}

impl Limits {
	pub(crate) const fn step_timeout(&self) -> Duration {
		Duration::from_secs(self.step_timeout)
	}

	pub(crate) const fn kill_grace(&self) -> Duration {
		Duration::from_secs(self.kill_grace)
	}
}

/// How commits are made and pushed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Git {
	/// The program.
	#[serde(default = "default_git")]
	pub program: String,
	/// What is pushed to: an absolute path, or a URL of `https`, `ssh`, `http`, `git` or `file`.
	///
	/// Without it, the URL of [`remote`](Self::remote) in the checkout's own configuration; since
	/// whoever writes the checkout may write that too, it is then held to `https` and `ssh`.
	pub url: Option<String>,
	/// The remote of the checkout whose URL is taken if [`url`](Self::url) is not given.
	#[serde(default = "default_remote")]
	pub remote: String,
	/// Author and committer.
	pub author_name: String,
	/// Their address.
	pub author_email: String,
	/// A file of mode 0600 with a `NAME=value` a line, which only git's steps get:
	/// `GIT_SSH_COMMAND`, `GIT_ASKPASS`, `SSH_AUTH_SOCK` and the like.
	pub env_file: Option<PathBuf>,
	/// git's `credential.helper`, such as `store --file=/etc/tonnetz/git-credentials`; none if not
	/// given.
	pub credential_helper: Option<String>,
}

/// How deployments are made.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Vercel {
	/// The program.
	#[serde(default = "default_vercel")]
	pub program: String,
	/// A file of mode 0600 with the token, which the program gets as `VERCEL_TOKEN`.
	pub token_file: PathBuf,
	/// `--scope`: the team.
	pub scope: Option<String>,
	/// The directory within the checkout that is deployed; the checkout if not given.
	pub project_dir: Option<PathBuf>,
	/// `VERCEL_ORG_ID`: with [`project_id`](Self::project_id) it is configuration, not the
	/// checkout, that says what is deployed.
	pub org_id: Option<String>,
	/// `VERCEL_PROJECT_ID`.
	pub project_id: Option<String>,
	/// Further arguments, at the end.
	#[serde(default)]
	pub args: Vec<String>,
}

/// How a service is restarted: by one of the two, or by `systemctl restart` with the service's own
/// name.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Service {
	/// The systemd unit.
	pub unit: Option<String>,
	/// A program, absolute, and its arguments.
	#[serde(default)]
	pub argv: Vec<String>,
}

/// A program that a command may have run.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hook {
	/// The program, absolute.
	pub program: PathBuf,
	/// Its arguments.
	#[serde(default)]
	pub args: Vec<String>,
}

/// How containers are connected to networks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Containers {
	/// The program, one that takes the arguments of docker.
	#[serde(default = "default_docker")]
	pub program: String,
	/// The containers that may be named.
	pub names: BTreeMap<String, Container>,
}

/// A container.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Container {
	/// The networks that it may be connected to.
	pub networks: Vec<String>,
}

fn default_home() -> PathBuf {
	"/nonexistent".into()
}

fn default_path() -> String {
	DEFAULT_PATH.into()
}

fn default_git() -> String {
	"git".into()
}

fn default_remote() -> String {
	"origin".into()
}

fn default_vercel() -> String {
	"vercel".into()
}

fn default_docker() -> String {
	"docker".into()
}
