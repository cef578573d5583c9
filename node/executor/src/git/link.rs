// SPDX-License-Identifier: Apache-2.0

//! Symbolic links that commits add or change.

use super::{
	private::Private,
	touched::{lossy, Change, Judge},
};
use crate::fault::Fault;

/// The longest target of a link, in bytes.
const MAX_TARGET: usize = 4096;

/// Checks that each link leads to a file of its own commit that the command may touch itself.
///
/// A link to a directory would open what a glob of files below it denies, and one to nothing would
/// lead to whatever stands there later.
pub(super) fn check(
	private: &Private<'_>,
	changes: &[Change],
	judge: &Judge<'_>,
) -> Result<(), Fault> {
	for change in changes.iter().filter(|change| change.new == "120000") {
		let target = private.succeed(["cat-file", "blob", &change.object])?;
		let refuse =
			|rule| Err(Fault::Link { path: lossy(&change.path), target: lossy(&target), rule });
		let Some(path) = resolve(&change.path, &target) else {
			return refuse("it leads out of the checkout; link to a file within it");
		};
		if judge(&[path.as_bytes()]).is_err() {
			return refuse("the command may not touch that; link to something else");
		}
		let entry = private.line(["ls-tree", "-z", &change.commit, "--", &path])?;
		if !entry.starts_with("100644 ") && !entry.starts_with("100755 ") {
			return refuse("that is no file of the same commit; link to one");
		}
	}
	Ok(())
}

/// The path that a link leads to, if it stays within the tree.
fn resolve(link: &[u8], target: &[u8]) -> Option<String> {
	let target = std::str::from_utf8(target).ok()?;
	let link = std::str::from_utf8(link).ok()?;
	if target.is_empty() || target.starts_with('/') || target.len() > MAX_TARGET {
		return None;
	}
	let mut segments: Vec<&str> = link.split('/').collect();
	segments.pop();
	for segment in target.split('/') {
		match segment {
			"" | "." => {}
			".." => {
				segments.pop()?;
			}
			name => segments.push(name),
		}
	}
	Some(segments.join("/"))
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn links_are_followed_within_the_tree() {
		for (link, target, path) in [
			("a", "b", "b"),
			("d/a", "b", "d/b"),
			("d/a", "../b", "b"),
			("d/e/a", "../../x/./y//z", "x/y/z"),
			("a", ".", ""),
			("d/a", "..", ""),
		] {
			assert_eq!(
				resolve(link.as_bytes(), target.as_bytes()).as_deref(),
				Some(path),
				"{link} {target}"
			);
		}
		for (link, target) in [
			("a", "/etc/passwd"),
			("a", ".."),
			("a", "../b"),
			("d/a", "../../b"),
			("d/a", "b/../../../c"),
			("a", ""),
		] {
			assert_eq!(resolve(link.as_bytes(), target.as_bytes()), None, "{link} {target}");
		}
		assert_eq!(resolve(b"a", b"\xff"), None);
	}
}
