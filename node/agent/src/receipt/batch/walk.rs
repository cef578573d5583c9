// SPDX-License-Identifier: Apache-2.0

//! Which files a batch consists of.

use super::{journal, names::Names, tree};
use crate::{
	error::Error,
	output::{spinner, Output},
};
use std::{
	os::unix::ffi::OsStrExt,
	path::{Path, PathBuf},
};
use walkdir::{DirEntry, WalkDir};

/// How many of the things that are left out are named.
const NAMED: u64 = 10;

/// After how many files the progress is shown anew.
const STEP: usize = 1 << 12;

/// The regular files below a directory.
#[derive(Debug, Default)]
pub struct Found {
	/// Their paths below the directory, in ascending order of their bytes.
	pub names: Names,
	/// Their sizes together, in bytes.
	pub bytes: u64,
	/// How many symbolic links were not followed.
	pub symlinks: u64,
	/// How many pipes, sockets and devices were left out.
	pub special: u64,
}

/// Finds the regular files below `dir`, but for the results of batches in `dir` and `out`. Both are
/// canonical paths. What is left out is reported.
pub fn files(dir: &Path, out: &Path, output: Output) -> Result<Found, Error> {
	let progress = spinner("looking for files");
	let mut found = Found::default();
	let mut results = 0u64;
	for entry in WalkDir::new(dir).min_depth(1) {
		let entry = entry.map_err(|error| unreadable(dir, error))?;
		let kind = entry.file_type();
		let left_out = if kind.is_dir() {
			continue;
		} else if kind.is_symlink() {
			Some(("a symbolic link, which is not followed", &mut found.symlinks))
		} else if !kind.is_file() {
			Some(("no regular file", &mut found.special))
		} else if is_journal(&entry, out) {
			continue;
		} else if is_own(&entry, &[dir, out]) {
			Some(("the result of a batch", &mut results))
		} else {
			None
		};
		if let Some((what, count)) = left_out {
			*count = count.saturating_add(1);
			if *count <= NAMED {
				let path = entry.path().display();
				progress.suspend(|| output.note(&format!("left out {path}: it is {what}")));
			}
			continue;
		}
		let path = entry.path();
		let metadata = entry.metadata().map_err(|error| unreadable(dir, error))?;
		found.bytes = found.bytes.saturating_add(metadata.len());
		path.strip_prefix(dir)
			.ok()
			.and_then(|name| found.names.push(name.as_os_str().as_bytes()))
			.ok_or_else(|| Error::Internal(format!("{} is not below its root", path.display())))?;
		if found.names.len().is_multiple_of(STEP) {
			progress.set_message(format!("{} files found", found.names.len()));
		}
	}
	for (count, what) in [
		(found.symlinks, "symbolic links"),
		(found.special, "other things that are no regular files"),
		(results, "results of batches"),
	] {
		if count > NAMED {
			let more = count.saturating_sub(NAMED);
			output.note(&format!("left out {more} more {what}"));
		}
	}
	found.names.sort();
	Ok(found)
}

fn unreadable(dir: &Path, error: walkdir::Error) -> Error {
	let path = error.path().unwrap_or(dir).to_owned();
	let text = error.to_string();
	Error::Read {
		path,
		reason: error.into_io_error().unwrap_or_else(|| std::io::Error::other(text)),
	}
}

/// Whether a file is the journal of this batch, of which nobody has to be told.
fn is_journal(entry: &DirEntry, out: &Path) -> bool {
	entry.file_name() == journal::NAME && entry.path().parent() == Some(out)
}

/// Whether a file is the journal of another batch, or a tree or list as this program writes them,
/// finished or not.
fn is_own(entry: &DirEntry, dirs: &[&Path]) -> bool {
	let Some((dir, name)) = entry.path().parent().zip(entry.file_name().to_str()) else {
		return false;
	};
	if !dirs.contains(&dir) {
		return false;
	}
	if name == journal::NAME {
		return true;
	}
	let Some((root, extension)) = name.split_once('.') else {
		return false;
	};
	let is_root = root.len() == 64 && root.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
	is_root
		&& match extension {
			// A payload may have such a name, too.
			"tree" => tree::is_tree(entry.path()),
			"sha256" => tree::is_tree(&entry.path().with_extension("tree")),
			part => is_part(part),
		}
}

/// Whether this is the end of the name of a result that was being written when its process ended.
fn is_part(extension: &str) -> bool {
	let process = ["tree.", "sha256."]
		.into_iter()
		.find_map(|kind| extension.strip_prefix(kind))
		.and_then(|rest| rest.strip_suffix(".part"));
	process.is_some_and(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))
}

/// An existing directory as a canonical path.
pub fn directory(path: &Path) -> Result<PathBuf, Error> {
	let canonical =
		path.canonicalize().map_err(|reason| Error::Read { path: path.to_owned(), reason })?;
	if canonical.is_dir() {
		Ok(canonical)
	} else {
		Err(Error::Malformed {
			path: path.to_owned(),
			reason:
				"this is no directory; the receipt of one file is made by tonnetz receipt record"
					.to_owned(),
		})
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{fs, os::unix::fs::symlink};

	#[test]
	fn files_come_in_the_order_of_their_paths_and_results_are_none() {
		let dir = tempfile::tempdir().unwrap();
		let root = directory(dir.path()).unwrap();
		let out = root.join("out");
		let hex = "ab".repeat(32);
		let write = |path: &str, contents: &[u8]| {
			let path = root.join(path);
			fs::create_dir_all(path.parent().unwrap()).unwrap();
			fs::write(path, contents).unwrap();
		};
		for path in ["b", "a/b", "a.b", "a-b", "out/payload", "out/deep/.tonnetz-batch"] {
			write(path, b"12");
		}
		// Payloads that are called like results, and results of batches of this and another place.
		write("cd.tree", &tree::MAGIC);
		write(&format!("{hex}.sha256"), b"12");
		write("out/.tonnetz-batch", b"");
		write(".tonnetz-batch", b"");
		write(&format!("out/{hex}.tree"), &tree::MAGIC);
		write(&format!("out/{hex}.sha256"), b"");
		write(&format!("out/{hex}.tree.17.part"), b"");
		write(&format!("out/{hex}.tree.x.part"), b"12");
		symlink("b", root.join("link")).unwrap();
		symlink("..", root.join("a/up")).unwrap();

		let found = files(&root, &out, Output::new(false)).unwrap();
		let names: Vec<_> = found.names.iter().map(String::from_utf8_lossy).collect();
		let [list, part] = [format!("{hex}.sha256"), format!("out/{hex}.tree.x.part")];
		let expected = [
			"a-b",
			"a.b",
			"a/b",
			&list,
			"b",
			"cd.tree",
			&part,
			"out/deep/.tonnetz-batch",
			"out/payload",
		];
		assert_eq!(names, expected);
		assert_eq!((found.symlinks, found.special), (2, 0));
		assert_eq!(found.bytes, 8 * 2 + 8);
	}

	#[test]
	fn a_file_is_no_directory() {
		let file = tempfile::NamedTempFile::new().unwrap();
		assert!(matches!(directory(file.path()), Err(Error::Malformed { .. })));
		assert!(matches!(directory(Path::new("/nonexistent")), Err(Error::Read { .. })));
	}
}
