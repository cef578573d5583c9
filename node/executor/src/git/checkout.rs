// SPDX-License-Identifier: Apache-2.0

//! The checkout's own repository. It is read and written as files: git, run there, would obey its
//! configuration and hooks, which whoever writes the checkout may have written.

use crate::fault::Fault;
use std::{
	fs::{self, File},
	io::{self, Read, Write},
	path::{Path, PathBuf},
};

/// The longest of the small files that are read, in bytes.
const SMALL: u64 = 4096;

/// The longest list of packed references that is read, in bytes.
const PACKED: u64 = 64 * 1024 * 1024;

/// What stands in a repository while an operation of it is not finished.
const IN_PROGRESS: [(&str, &str); 7] = [
	("MERGE_HEAD", "a merge"),
	("rebase-merge", "a rebase"),
	("rebase-apply", "a rebase"),
	("CHERRY_PICK_HEAD", "a cherry-pick"),
	("REVERT_HEAD", "a revert"),
	("BISECT_LOG", "a bisection"),
	("index.lock", "another git command"),
];

/// Where the parts of a checkout's repository are.
pub(super) struct Checkout {
	/// The top of the work tree.
	pub tree: PathBuf,
	/// `HEAD` and the index.
	own: PathBuf,
	/// Objects, branches and configuration, which linked work trees share.
	common: PathBuf,
}

impl Checkout {
	pub fn open(tree: &Path) -> Result<Self, Fault> {
		let dot_git = tree.join(".git");
		let metadata = fs::symlink_metadata(&dot_git).map_err(Fault::file(&dot_git))?;
		let own = if metadata.is_dir() {
			dot_git
		} else {
			let text = read(&dot_git, SMALL)?;
			let path =
				text.trim_end_matches('\n').strip_prefix("gitdir: ").ok_or(Fault::Checkout {
					path: dot_git,
					rule: "expected a directory or `gitdir: PATH`",
				})?;
			tree.join(path)
		};
		let common_file = own.join("commondir");
		let common = if common_file.exists() {
			own.join(read(&common_file, SMALL)?.trim_end_matches('\n'))
		} else {
			own.clone()
		};
		Ok(Self { tree: tree.into(), own, common })
	}

	/// Checks that the branch is checked out and nothing is in progress.
	pub fn check(&self, branch: &str) -> Result<(), Fault> {
		let head = read(&self.own.join("HEAD"), SMALL)?;
		let head = head.trim_end_matches('\n');
		let found = head.strip_prefix("ref: refs/heads/").unwrap_or(head);
		if found != branch || found == head {
			return Err(Fault::WrongBranch { expected: branch.into(), found: found.into() });
		}
		let busy = IN_PROGRESS.into_iter().find(|(name, _)| self.own.join(name).exists());
		busy.map_or(Ok(()), |(_, what)| Err(Fault::CheckoutBusy(what)))
	}

	/// The configuration file, for the URL of a remote.
	pub fn config(&self) -> PathBuf {
		self.common.join("config")
	}

	/// The patterns of files that are not to be added, beside those of `.gitignore`.
	pub fn excludes(&self) -> PathBuf {
		self.common.join("info/exclude")
	}

	/// After a push: brings the objects of the pushed commit in, moves the branch from where it was
	/// to it, and takes the index that the commit was made from. Files of the work tree stay.
	///
	/// `pack` is the path of a pack and its index, less their extensions.
	///
	/// # Errors
	/// What could not be written; then the branch is where it was, or only the index is old.
	pub fn advance(
		&self,
		branch: &str,
		from: &str,
		to: &str,
		pack: &Path,
		index: &Path,
	) -> Result<(), Fault> {
		let name = pack.file_name().unwrap_or_default();
		let packs = self.within(&self.common.join("objects/pack"))?;
		for extension in ["pack", "idx"] {
			let source = pack.with_extension(extension);
			let place = packs.join(name).with_extension(extension);
			if !place.exists() {
				copy(&source, &place.with_extension("tmp"), &place, 0o444)?;
			}
		}
		self.move_branch(branch, from, to)?;
		let place = self.own.join("index");
		// git's own protocol: who creates the lock file writes the index.
		copy(index, &self.own.join("index.lock"), &place, 0o644)
	}

	fn move_branch(&self, branch: &str, from: &str, to: &str) -> Result<(), Fault> {
		let path = self.common.join("refs/heads").join(branch);
		let directory = path.parent().unwrap_or(&self.common);
		fs::create_dir_all(directory).map_err(Fault::file(directory))?;
		self.within(directory)?;
		let mut lock = path.clone().into_os_string();
		lock.push(".lock");
		let lock = PathBuf::from(lock);
		let mut file = create(&lock, 0o644).map_err(Fault::file(&lock))?;
		let result = self.branch(branch, &path).and_then(|current| {
			if current.as_deref() != Some(from) {
				return Err(Fault::Checkout {
					path: path.clone(),
					rule: "it moved meanwhile; it stays where it is",
				});
			}
			writeln!(file, "{to}")
				.and_then(|()| file.sync_all())
				.and_then(|()| fs::rename(&lock, &path))
				.map_err(Fault::file(&path))
		});
		if result.is_err() {
			// The error at hand says more than a failure to tidy up after it.
			let _ = fs::remove_file(&lock);
		}
		result
	}

	/// The commit of a branch: its own file, or else the list of packed references.
	fn branch(&self, branch: &str, path: &Path) -> Result<Option<String>, Fault> {
		if path.exists() {
			return Ok(Some(read(path, SMALL)?.trim_end().to_owned()));
		}
		let packed = self.common.join("packed-refs");
		if !packed.exists() {
			return Ok(None);
		}
		let name = format!("refs/heads/{branch}");
		let list = read(&packed, PACKED)?;
		let found = list.lines().filter_map(|line| line.split_once(' '));
		Ok(found.filter(|(_, one)| *one == name).map(|(commit, _)| commit.to_owned()).next())
	}

	/// The directory, if no symbolic link leads out of the repository on the way to it.
	fn within(&self, directory: &Path) -> Result<PathBuf, Fault> {
		let real = |path: &Path| fs::canonicalize(path).map_err(Fault::file(path));
		let directory = real(directory)?;
		if directory.starts_with(real(&self.common)?) {
			Ok(directory)
		} else {
			Err(Fault::Checkout {
				path: directory,
				rule: "it is outside the repository; not written",
			})
		}
	}
}

/// The text of a regular file, which is not waited for.
fn read(path: &Path, limit: u64) -> Result<String, Fault> {
	let metadata = fs::metadata(path).map_err(Fault::file(path))?;
	if !metadata.is_file() || metadata.len() > limit {
		return Err(Fault::Checkout { path: path.into(), rule: "expected a small regular file" });
	}
	let mut text = String::new();
	File::open(path)
		.and_then(|file| file.take(limit).read_to_string(&mut text))
		.map_err(Fault::file(path))?;
	Ok(text)
}

fn create(path: &Path, mode: u32) -> io::Result<File> {
	use std::os::unix::fs::OpenOptionsExt;

	File::options().write(true).create_new(true).mode(mode).open(path)
}

/// Copies a file under another name and then moves it to its place.
fn copy(source: &Path, beside: &Path, place: &Path, mode: u32) -> Result<(), Fault> {
	let mut target = create(beside, mode).map_err(Fault::file(beside))?;
	let copied = File::open(source)
		.and_then(|mut source| io::copy(&mut source, &mut target))
		.and_then(|_| target.sync_all())
		.and_then(|()| fs::rename(beside, place))
		.map_err(Fault::file(place));
	if copied.is_err() {
		let _ = fs::remove_file(beside);
	}
	copied
}
