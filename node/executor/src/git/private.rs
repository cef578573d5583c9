// SPDX-License-Identifier: Apache-2.0

//! A repository of the executor's own, in which commits are made and judged and from which they
//! are pushed. Of the checkout it has the files and, fetched, the commits; neither its
//! configuration nor its hooks, and no object that was not hashed on the way in.

use super::checkout::Checkout;
use crate::{
	config::{read_variables, Git, Url},
	fault::Fault,
	process::{Invocation, Output, Runner},
	step::Status,
};
use std::{
	cell::Cell,
	ffi::OsString,
	fs,
	os::unix::fs::DirBuilderExt,
	path::{Path, PathBuf},
};

/// How much of what git prints is read, in bytes. What is longer is refused, never judged in part.
const READ: usize = 64 * 1024 * 1024;

/// The names under which commits are kept here.
pub(super) const TIP: &str = "refs/tonnetz/tip";
pub(super) const LOCAL: &str = "refs/tonnetz/local";
pub(super) const COMMIT: &str = "refs/tonnetz/commit";

/// The name of the one remote.
pub(super) const REMOTE: &str = "origin";

/// The repository, and how git is run in it.
pub(super) struct Private<'a> {
	runner: &'a Runner<'a>,
	git: &'a Git,
	checkout: &'a Checkout,
	directory: PathBuf,
	/// What every git command gets.
	environment: Vec<(OsString, OsString)>,
	/// What git calls the transport to the remote.
	protocol: &'static str,
	/// Whether git was ended in the middle of something.
	torn: Cell<bool>,
}

/// Stands in the repository while it is used.
const BUSY: &str = "busy";

impl Drop for Private<'_> {
	/// Says that nothing was left in the middle. Should that fail, the next run makes it anew.
	fn drop(&mut self) {
		if !self.torn.get() {
			let _ = fs::remove_file(self.path(BUSY));
		}
	}
}

impl<'a> Private<'a> {
	/// Opens the repository, or makes it. One that a run has left in the middle is made anew.
	pub fn open(
		runner: &'a Runner<'a>,
		git: &'a Git,
		checkout: &'a Checkout,
		directory: &Path,
		environment: &[(OsString, OsString)],
	) -> Result<Self, Fault> {
		let busy = directory.join(BUSY);
		if busy.exists() {
			fs::remove_dir_all(directory).map_err(Fault::file(directory))?;
		}
		// Files that are refused later are copied here first: they are nobody else's to read.
		fs::DirBuilder::new()
			.recursive(true)
			.mode(0o700)
			.create(directory)
			.map_err(Fault::file(directory))?;
		fs::write(&busy, "").map_err(Fault::file(&busy))?;

		let mut all = environment.to_vec();
		// An agent that asked for a passphrase would wait for ever.
		set(&mut all, "GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
		if let Some(file) = &git.env_file {
			for (name, value) in read_variables(file)? {
				set(&mut all, &name, value);
			}
		}
		let global = directory.join("global");
		for (name, value) in [
			("GIT_CONFIG_NOSYSTEM", "1"),
			("GIT_ATTR_NOSYSTEM", "1"),
			("GIT_TERMINAL_PROMPT", "0"),
			("GIT_NO_REPLACE_OBJECTS", "1"),
			("GIT_NO_LAZY_FETCH", "1"),
			("GIT_LITERAL_PATHSPECS", "1"),
			("GIT_PAGER", "cat"),
			("GIT_AUTHOR_NAME", &git.author_name),
			("GIT_AUTHOR_EMAIL", &git.author_email),
			("GIT_COMMITTER_NAME", &git.author_name),
			("GIT_COMMITTER_EMAIL", &git.author_email),
		] {
			set(&mut all, name, value);
		}
		set(&mut all, "GIT_CONFIG_GLOBAL", &global);
		set(&mut all, "GIT_DIR", directory);

		let mut private = Self {
			runner,
			git,
			checkout,
			directory: directory.into(),
			environment: all,
			protocol: "file",
			torn: Cell::new(false),
		};
		// The checkout may belong to another user. To serve a fetch from it is safe all the same.
		let safe =
			format!("[safe]\n\tdirectory = {0}\n\tdirectory = {0}/.git\n", quoted(&checkout.tree)?);
		fs::write(&global, safe).map_err(Fault::file(&global))?;
		if !directory.join("HEAD").exists() {
			private.succeed(["init", "--quiet", "--bare", "--template="])?;
		}
		let url = private.url()?;
		private.protocol = url.protocol();
		let config = directory.join("config");
		fs::write(&config, private.config(&url)?).map_err(Fault::file(&config))?;
		Ok(private)
	}

	/// The path of a file of the repository.
	pub fn path(&self, name: &str) -> PathBuf {
		self.directory.join(name)
	}

	/// Runs git; what it printed, if it succeeded.
	pub fn succeed<const N: usize>(&self, args: [&str; N]) -> Result<Vec<u8>, Fault> {
		self.feed(args, Vec::new())
	}

	/// The same, for one line of text.
	pub fn line<const N: usize>(&self, args: [&str; N]) -> Result<String, Fault> {
		let printed = self.succeed(args)?;
		let name = || format!("{} {}", self.git.program, args.first().unwrap_or(&""));
		let text = String::from_utf8(printed).map_err(|_| Fault::OutputMalformed(name()))?;
		Ok(text.trim_end_matches('\n').to_owned())
	}

	/// Runs git with an input.
	pub fn feed<const N: usize>(&self, args: [&str; N], input: Vec<u8>) -> Result<Vec<u8>, Fault> {
		let output = self.run(&args, input, &[], &self.directory)?.success()?;
		if output.stdout.truncated() {
			return Err(Fault::OutputTooLong { program: output.name });
		}
		Ok(output.stdout.tail)
	}

	/// Runs git with the private index, in the work tree of the checkout.
	pub fn in_tree<const N: usize>(
		&self,
		args: [&str; N],
		input: Vec<u8>,
	) -> Result<Vec<u8>, Fault> {
		let variables = [
			("GIT_INDEX_FILE", self.path("index").into_os_string()),
			("GIT_WORK_TREE", self.checkout.tree.clone().into_os_string()),
		];
		let output = self.run(&args, input, &variables, &self.checkout.tree)?.success()?;
		if output.stdout.truncated() {
			return Err(Fault::OutputTooLong { program: output.name });
		}
		Ok(output.stdout.tail)
	}

	/// Runs git in a conversation with the remote.
	pub fn remote<const N: usize>(&self, args: [&str; N]) -> Result<String, Fault> {
		let variables = [("GIT_ALLOW_PROTOCOL", self.protocol.into())];
		let output = self.run(&args, Vec::new(), &variables, &self.directory)?.success()?;
		if output.stdout.truncated() {
			return Err(Fault::OutputTooLong { program: output.name });
		}
		String::from_utf8(output.stdout.tail).map_err(|_| Fault::OutputMalformed(output.name))
	}

	/// Fetches a branch of the checkout. `upload-pack` is the one program of git that is made to
	/// be run in a repository that is not trusted.
	pub fn fetch_local(&self, branch: &str) -> Result<(), Fault> {
		let tree = self.checkout.tree.to_string_lossy();
		let from_to = format!("+refs/heads/{branch}:{LOCAL}");
		let args = fetch(&tree, &from_to);
		let variables = [("GIT_ALLOW_PROTOCOL", "file".into())];
		self.run(&args, Vec::new(), &variables, &self.directory)?.success().map(drop)
	}

	/// Whether git ends with status 0, and not with 1.
	pub fn holds<const N: usize>(&self, args: [&str; N]) -> Result<bool, Fault> {
		let output = self.run(&args, Vec::new(), &[], &self.directory)?;
		match output.status {
			Status::Exited(1) => Ok(false),
			_ => output.success().map(|_| true),
		}
	}

	fn run(
		&self,
		args: &[&str],
		input: Vec<u8>,
		variables: &[(&str, OsString)],
		directory: &Path,
	) -> Result<Output, Fault> {
		let mut environment = self.environment.clone();
		for (name, value) in variables {
			set(&mut environment, name, value);
		}
		let output = self.runner.run(Invocation {
			program: &self.git.program,
			args: args.iter().map(Into::into).collect(),
			directory,
			environment: &environment,
			input,
			keep: READ,
		});
		let ended = |output: &Output| matches!(output.status, Status::Exited(_));
		if !output.as_ref().is_ok_and(ended) {
			self.torn.set(true);
		}
		output
	}

	/// Where is pushed to: what the configuration says, or what the checkout's configuration says
	/// in this one respect.
	fn url(&self) -> Result<Url, Fault> {
		if let Some(url) = &self.git.url {
			return Ok(Url::configured(url)?);
		}
		let file = self.checkout.config();
		let key = format!("remote.{}.url", self.git.remote);
		let file = file.to_string_lossy();
		let url = self.line(["config", "--file", &file, "--no-includes", "--get", &key])?;
		Ok(Url::of_checkout(&url)?)
	}

	/// All configuration that git sees here.
	fn config(&self, url: &Url) -> Result<String, Fault> {
		let helper = self.git.credential_helper.as_deref().map_or_else(String::new, |helper| {
			format!("[credential]\n\thelper = {}\n", quoted_text(helper))
		});
		Ok(format!(
			"[core]\n\trepositoryformatversion = 0\n\tbare = true\n\tfilemode = true\n\tsymlinks = true\n\
			 \tignorecase = false\n\tautocrlf = false\n\thooksPath = /dev/null\n\tfsmonitor = false\n\
			 \tuntrackedCache = false\n\tattributesFile = /dev/null\n\texcludesFile = {excludes}\n\
			 \tprotectHFS = true\n\tprotectNTFS = true\n\tlogAllRefUpdates = false\n\
			 [commit]\n\tgpgSign = false\n[push]\n\tgpgSign = false\n\tfollowTags = false\n\
			 [submodule]\n\trecurse = false\n[fetch]\n\trecurseSubmodules = false\n\
			 [gc]\n\tautoDetach = false\n[maintenance]\n\tautoDetach = false\n\
			 [advice]\n\taddEmbeddedRepo = false\n[protocol \"ext\"]\n\tallow = never\n\
			 {helper}[remote \"{REMOTE}\"]\n\turl = {url}\n",
			excludes = quoted(&self.checkout.excludes())?,
			url = quoted_text(url.as_str()),
		))
	}
}

/// The arguments of a fetch that brings one reference and nothing else.
pub(super) fn fetch<'a>(from: &'a str, reference: &'a str) -> [&'a str; 7] {
	let options = ["--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head"];
	let [quiet, tags, submodules, head] = options;
	["fetch", quiet, tags, submodules, head, from, reference]
}

fn set(environment: &mut Vec<(OsString, OsString)>, name: &str, value: impl Into<OsString>) {
	environment.retain(|(other, _)| other != name);
	environment.push((name.into(), value.into()));
}

/// A path as a value of git's configuration.
fn quoted(path: &Path) -> Result<String, Fault> {
	match path.to_str() {
		Some(text) if !text.chars().any(char::is_control) => Ok(quoted_text(text)),
		_ => Err(Fault::Checkout {
			path: path.into(),
			rule: "use a path of UTF-8 without control characters",
		}),
	}
}

fn quoted_text(text: &str) -> String {
	format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
