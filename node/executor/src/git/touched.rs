// SPDX-License-Identifier: Apache-2.0

//! What commits really touch, and whether they may.

use super::private::Private;
use crate::fault::Fault;
use std::collections::BTreeSet;
use tonnetz_core::cust::PathRefusal;

/// Judges paths by the policy and the deny globs of the command.
pub(crate) type Judge<'a> = dyn Fn(&[&[u8]]) -> Result<(), PathRefusal> + 'a;

/// A path that a commit adds, changes or removes. Renames are both.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct Change {
	/// The commit.
	pub commit: String,
	/// The path, as it is.
	pub path: Vec<u8>,
	/// The mode before, in octal; zeros for what was not there.
	pub old: String,
	/// The mode after.
	pub new: String,
	/// The object after.
	pub object: String,
}

/// The commits that the remote does not have, the oldest first.
pub(super) fn unpushed(
	private: &Private<'_>,
	commit: &str,
	base: Option<&str>,
) -> Result<Vec<String>, Fault> {
	let except = base.map_or_else(String::new, |base| format!("^{base}\n"));
	let list = private.feed(
		["rev-list", "--reverse", "--topo-order", "--parents", "--stdin"],
		format!("{commit}\n{except}").into_bytes(),
	)?;
	let list =
		String::from_utf8(list).map_err(|_| Fault::OutputMalformed("git rev-list".into()))?;
	let mut commits = Vec::new();
	for line in list.lines() {
		let mut ids = line.split(' ');
		let commit = ids.next().unwrap_or_default().to_owned();
		if ids.count() > 1 {
			return Err(Fault::MergeCommit(commit));
		}
		commits.push(commit);
	}
	Ok(commits)
}

/// All that these commits touch, commit by commit: what one adds and the next removes is there.
pub(super) fn changes(private: &Private<'_>, commits: &[String]) -> Result<Vec<Change>, Fault> {
	let printed = private.feed(
		["diff-tree", "--stdin", "-r", "-z", "--raw", "--root", "--no-renames", "--no-abbrev"],
		format!("{}\n", commits.join("\n")).into_bytes(),
	)?;
	parse(&printed).ok_or_else(|| Fault::OutputMalformed("git diff-tree".into()))
}

/// Reads `commit NUL (: old new object object letter NUL path NUL)*`, again and again.
fn parse(printed: &[u8]) -> Option<Vec<Change>> {
	let mut changes = Vec::new();
	let mut commit = None;
	let mut fields = printed.split(|byte| *byte == 0);
	while let Some(field) = fields.next() {
		let text = std::str::from_utf8(field).ok()?;
		let Some(entry) = text.strip_prefix(':') else {
			// The end, or the next commit.
			commit = (!text.is_empty()).then(|| text.to_owned());
			continue;
		};
		let mut words = entry.split(' ');
		let (old, new, _, object) = (words.next()?, words.next()?, words.next()?, words.next()?);
		let path = fields.next().filter(|path| !path.is_empty())?;
		changes.push(Change {
			commit: commit.clone()?,
			path: path.into(),
			old: old.into(),
			new: new.into(),
			object: object.into(),
		});
	}
	Some(changes)
}

/// Checks every path: its spelling, what it is, the policy, the command's own paths.
pub(super) fn check(
	changes: &[Change],
	judge: &Judge<'_>,
	declared: Option<&BTreeSet<&[u8]>>,
) -> Result<(), Fault> {
	for change in changes {
		let path = || lossy(&change.path);
		if is_reserved(&change.path) {
			return Err(Fault::ReservedPath(path()));
		}
		for mode in [&change.old, &change.new] {
			match mode.as_str() {
				"000000" | "100644" | "100755" | "120000" => {}
				"160000" => return Err(Fault::Submodule(path())),
				_ => return Err(Fault::StrangeMode { path: path(), mode: mode.clone() }),
			}
		}
	}
	let paths: Vec<&[u8]> = paths(changes).into_iter().collect();
	judge(&paths).map_err(|refusal| Fault::PathRefused {
		path: paths.get(refusal.index).map_or_else(String::new, |path| lossy(path)),
		reason: refusal.reason,
	})?;
	let undeclared =
		declared.and_then(|declared| paths.iter().find(|path| !declared.contains(*path)));
	undeclared.map_or(Ok(()), |path| Err(Fault::UndeclaredPath(lossy(path))))
}

/// The different paths, in the order of their bytes.
pub(super) fn paths(changes: &[Change]) -> BTreeSet<&[u8]> {
	changes.iter().map(|change| change.path.as_slice()).collect()
}

/// A path for a message.
pub(super) fn lossy(path: &[u8]) -> String {
	String::from_utf8_lossy(path)
		.chars()
		.map(|c| if c.is_control() { '\u{fffd}' } else { c })
		.collect()
}

/// Whether a segment is `.git` to some file system: in any case, with what NTFS drops at the end or
/// takes for a stream, or by its short name. Invisible characters, which HFS+ drops, are refused as
/// a path's spelling.
fn is_reserved(path: &[u8]) -> bool {
	path.split(|byte| matches!(byte, b'/' | b'\\')).any(|segment| {
		let name = segment.split(|byte| *byte == b':').next().unwrap_or_default();
		let end = name.iter().rposition(|byte| !matches!(byte, b'.' | b' '));
		let name = end.and_then(|end| name.get(..=end)).unwrap_or_default();
		name.eq_ignore_ascii_case(b".git") || name.eq_ignore_ascii_case(b"git~1")
	})
}

/// Refuses what git would have had a program change on its way in, had it one configured: without
/// the program, something else would be committed than who chose the attribute meant.
pub(super) fn check_filters(
	private: &Private<'_>,
	changes: &[Change],
	commit: &str,
) -> Result<(), Fault> {
	let mut input = Vec::new();
	for change in changes.iter().filter(|change| change.commit == commit) {
		input.extend_from_slice(&change.path);
		input.push(0);
	}
	if input.is_empty() {
		return Ok(());
	}
	let printed = private.in_tree(["check-attr", "--cached", "-z", "--stdin", "filter"], input)?;
	let mut fields = printed.split(|byte| *byte == 0);
	while let (Some(path), Some(_), Some(value)) = (fields.next(), fields.next(), fields.next()) {
		if !matches!(value, b"unspecified" | b"unset") {
			return Err(Fault::Filter(lossy(path)));
		}
	}
	Ok(())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_of_git_are_reserved_however_they_are_written() {
		for path in [
			".git/config",
			"a/.git",
			"a/.GIT/hooks/post-commit",
			".Git",
			"a/.git./x",
			"a/.git /x",
			"a/.git. . /x",
			"GIT~1/config",
			"git~1",
			".git::$INDEX_ALLOCATION/config",
			"a\\.git\\config",
		] {
			assert!(is_reserved(path.as_bytes()), "{path}");
		}
		for path in
			[".gitignore", ".gitattributes", "a/.github/x", "git", "x.git/a", "a/git~2", ".", ""]
		{
			assert!(!is_reserved(path.as_bytes()), "{path}");
		}
	}

	#[test]
	fn a_path_is_a_file_or_a_link_of_a_name_that_git_leaves_alone() {
		let checked = |path: &str, old: &str, new: &str| {
			let (old, new) = (old.into(), new.into());
			let change =
				Change { commit: "c".into(), path: path.into(), old, new, object: "o".into() };
			check(&[change], &|_| Ok(()), None).map_err(|fault| fault.code())
		};
		for mode in ["000000", "100644", "100755", "120000"] {
			assert_eq!(checked("a", "100644", mode), Ok(()));
		}
		assert_eq!(checked("a", "160000", "000000"), Err("submodule"));
		assert_eq!(checked("a", "000000", "160000"), Err("submodule"));
		assert_eq!(checked("a", "000000", "100664"), Err("strange_mode"));
		assert_eq!(checked("a", "040000", "100644"), Err("strange_mode"));
		assert_eq!(checked("a/.GIT/config", "000000", "100644"), Err("reserved_path"));
	}

	#[test]
	fn a_diff_is_read_whole_or_not_at_all() {
		let diff = b"c1\0:000000 100644 0 1 A\0a\0:100644 000000 1 0 D\0:odd\0c2\0:000000 120000 0 2 A\0b\0";
		let changes = parse(diff).unwrap();
		let seen: Vec<_> =
			changes.iter().map(|c| (c.commit.as_str(), lossy(&c.path), c.new.as_str())).collect();
		assert_eq!(
			seen,
			[
				("c1", "a".to_owned(), "100644"),
				("c1", ":odd".to_owned(), "000000"),
				("c2", "b".to_owned(), "120000"),
			],
		);
		for cut in [&diff[..diff.len() - 3], b":000000 100644 0 1 A\0a\0", b"c\0:000000\0a\0"] {
			assert_eq!(parse(cut), None, "{:?}", lossy(cut));
		}
		assert_eq!(parse(b""), Some(vec![]));
	}
}
