// SPDX-License-Identifier: Apache-2.0

//! `git/commit_and_push`: freezes what the checkout has changed, judges it, and pushes what was
//! judged.

mod checkout;
mod link;
mod private;
mod touched;

use crate::{config::Git, executor::Event, fault::Fault, process::Runner};
use checkout::Checkout;
use private::{fetch, Private, COMMIT, LOCAL, REMOTE, TIP};
use sha2::{Digest, Sha256};
use std::{collections::BTreeSet, ffi::OsString, fs, path::Path};
pub(crate) use touched::Judge;

/// What a commit and push are made from.
pub(crate) struct Request<'a> {
	pub git: &'a Git,
	/// The checkout of the target.
	pub tree: &'a Path,
	/// Where the executor's own repository for the target is.
	pub private: &'a Path,
	pub environment: &'a [(OsString, OsString)],
	pub branch: &'a str,
	pub message: &'a str,
	/// The paths that the command declares; `None` if it declares none.
	pub declared: Option<BTreeSet<&'a [u8]>>,
	pub judge: &'a Judge<'a>,
}

/// What was found out and done, as far as it came.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Pushed {
	/// The tip of the remote's branch before; for a branch that is new, of its default branch.
	pub base: Option<String>,
	/// The commit that was judged.
	pub commit: Option<String>,
	/// Its tree.
	pub tree: Option<String>,
	/// How many commits the remote did not have.
	pub commits: usize,
	/// The paths that they touch, in the order of their bytes.
	pub paths: Vec<Vec<u8>>,
	/// Whether the remote took the commit.
	pub pushed: bool,
	/// Why the branch of the checkout was not moved to the commit after the push.
	pub left: Option<String>,
}

impl Pushed {
	/// SHA-256 of the paths, each followed by a NUL.
	pub fn paths_digest(&self) -> [u8; 32] {
		let mut digest = Sha256::new();
		for path in &self.paths {
			digest.update(path);
			digest.update([0]);
		}
		digest.finalize().into()
	}
}

/// Commits and pushes. `done` is filled as it goes, so that it is known how far a failed one came.
///
/// # Errors
/// See [`Fault`]. Unless `done.pushed`, neither the checkout nor the remote was changed.
pub(crate) fn commit_and_push(
	runner: &Runner<'_>,
	request: &Request<'_>,
	done: &mut Pushed,
) -> Result<(), Fault> {
	let checkout = Checkout::open(request.tree)?;
	checkout.check(request.branch)?;
	let private =
		Private::open(runner, request.git, &checkout, request.private, request.environment)?;

	// The remote first: then a shallow checkout serves, too.
	let new_branch = fetch_tip(&private, request.branch, done)?;
	private.fetch_local(request.branch)?;
	let local = private.line(["rev-parse", "--verify", &format!("{LOCAL}^{{commit}}")])?;
	if let Some(tip) = done.base.as_deref().filter(|_| !new_branch) {
		if !private.holds(["merge-base", "--is-ancestor", tip, &local])? {
			return Err(Fault::NonFastForward(request.branch.into()));
		}
	}

	let commit = freeze(&private, request, &local, done)?;
	runner.observer.event(&Event::Frozen { commit: &commit });
	let unpushed = touched::unpushed(&private, &commit, done.base.as_deref())?;
	if unpushed.is_empty() && !new_branch {
		return Err(Fault::NothingToCommit(request.branch.into()));
	}
	done.commits = unpushed.len();
	let changes = if unpushed.is_empty() { vec![] } else { touched::changes(&private, &unpushed)? };
	done.paths = touched::paths(&changes).into_iter().map(Into::into).collect();
	touched::check(&changes, request.judge, request.declared.as_ref())?;
	link::check(&private, &changes, request.judge)?;
	if commit != local {
		touched::check_filters(&private, &changes, &commit)?;
	}
	runner.observer.event(&Event::Judged { commit: &commit });

	push(&private, request.branch, &commit, done)?;
	if commit != local {
		let moved = hand_over(&private, &checkout, request.branch, &local, &commit);
		done.left = moved.err().map(|fault| fault.to_string());
	}
	Ok(())
}

/// Fetches the tip of the remote's branch, or of its default branch if it has none of that name:
/// whether the branch is new.
fn fetch_tip(private: &Private<'_>, branch: &str, done: &mut Pushed) -> Result<bool, Fault> {
	let name = format!("refs/heads/{branch}");
	let list = private.remote(["ls-remote", "--quiet", REMOTE, "HEAD", &name])?;
	let names: BTreeSet<_> = list.lines().filter_map(|line| line.split('\t').nth(1)).collect();
	let from = if names.contains(name.as_str()) {
		&name
	} else if names.contains("HEAD") {
		"HEAD"
	} else {
		return Ok(true);
	};
	private.remote(fetch(REMOTE, &format!("+{from}:{TIP}")))?;
	done.base = Some(private.line(["rev-parse", "--verify", &format!("{TIP}^{{commit}}")])?);
	Ok(from == "HEAD")
}

/// Makes a commit of what the work tree has now. What is changed there afterwards is not in it.
fn freeze(
	private: &Private<'_>,
	request: &Request<'_>,
	local: &str,
	done: &mut Pushed,
) -> Result<String, Fault> {
	let index = private.path("index");
	match fs::remove_file(&index) {
		Err(reason) if reason.kind() != std::io::ErrorKind::NotFound => {
			return Err(Fault::File { path: index, reason });
		}
		_ => {}
	}
	private.in_tree(["read-tree", local], Vec::new())?;
	let submodules = submodules(&private.in_tree(["ls-files", "--stage", "-z"], Vec::new())?);
	if !submodules.is_empty() {
		// Else git would run itself in each of them, by the configuration that it finds there.
		let args = ["update-index", "--skip-worktree", "-z", "--stdin"];
		private.in_tree(args, submodules.clone())?;
	}
	match &request.declared {
		None => private.in_tree(["add", "--all"], Vec::new())?,
		Some(paths) => {
			let args = ["add", "--all", "--pathspec-from-file=-", "--pathspec-file-nul"];
			private.in_tree(args, paths.iter().flat_map(|path| [*path, &[0]].concat()).collect())?
		}
	};
	if !submodules.is_empty() {
		let args = ["update-index", "--no-skip-worktree", "-z", "--stdin"];
		private.in_tree(args, submodules)?;
	}
	let word = |printed: Vec<u8>| String::from_utf8_lossy(&printed).trim_end().to_owned();
	let tree = word(private.in_tree(["write-tree"], Vec::new())?);
	let unchanged =
		tree == private.line(["rev-parse", "--verify", &format!("{local}^{{tree}}")])?;
	let commit = if unchanged {
		local.to_owned()
	} else {
		let message = format!("{}\n", request.message.trim_end_matches('\n'));
		word(private.feed(["commit-tree", &tree, "-p", local], message.into_bytes())?)
	};
	private.succeed(["update-ref", COMMIT, &commit])?;
	done.tree = Some(tree);
	done.commit = Some(commit.clone());
	Ok(commit)
}

/// The paths of submodules in a list of the index, each with a NUL.
fn submodules(list: &[u8]) -> Vec<u8> {
	let entries = list.split(|byte| *byte == 0).filter(|entry| entry.starts_with(b"160000 "));
	let paths = entries.filter_map(|entry| entry.splitn(2, |byte| *byte == b'\t').nth(1));
	paths.flat_map(|path| [path, &[0]].concat()).collect()
}

/// Pushes exactly this commit and looks whether the remote has it.
fn push(private: &Private<'_>, branch: &str, commit: &str, done: &mut Pushed) -> Result<(), Fault> {
	let name = format!("refs/heads/{branch}");
	let from_to = format!("{commit}:{name}");
	private.remote(["push", "--quiet", "--porcelain", "--no-verify", REMOTE, &from_to])?;
	done.pushed = true;
	let list = private.remote(["ls-remote", "--quiet", REMOTE, &name])?;
	let mut pairs = list.lines().filter_map(|line| line.split_once('\t'));
	let found = pairs.find(|(_, one)| *one == name).map_or("nothing", |(found, _)| found);
	if found == commit {
		return Ok(());
	}
	Err(Fault::NotVerified { branch: branch.into(), found: found.into(), commit: commit.into() })
}

/// Lets the checkout have the commit that was made of it.
fn hand_over(
	private: &Private<'_>,
	checkout: &Checkout,
	branch: &str,
	from: &str,
	to: &str,
) -> Result<(), Fault> {
	let base = private.path("handover");
	let base = base.to_string_lossy();
	let range = format!("{to}\n^{from}\n").into_bytes();
	let printed = private.feed(["pack-objects", "--quiet", "--revs", &base], range)?;
	let name = format!("handover-{}", String::from_utf8_lossy(&printed).trim_end());
	let files =
		["pack", "idx", "rev"].map(|extension| private.path(&format!("{name}.{extension}")));
	let renamed = private.path(&name.replace("handover-", "pack-"));
	let [pack, index, reverse] = &files;
	let moved = fs::rename(pack, renamed.with_extension("pack"))
		.and_then(|()| fs::rename(index, renamed.with_extension("idx")))
		.map_err(Fault::file(&renamed))
		.and_then(|()| checkout.advance(branch, from, to, &renamed, &private.path("index")));
	// What is left of them would be in nobody's way.
	for path in [&renamed.with_extension("pack"), &renamed.with_extension("idx"), reverse] {
		let _ = fs::remove_file(path);
	}
	moved
}
