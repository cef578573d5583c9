// SPDX-License-Identifier: Apache-2.0

//! Files that hold secrets.

use rustix::fs::{fstat, open, FileType, Mode, OFlags};
use std::{
	fs::File,
	io::{self, Read},
	path::{Path, PathBuf},
};

/// The longest file with a secret, in bytes.
pub const MAX_SECRET_FILE: u64 = 64 * 1024;

/// Variables of git that say how to reach a remote. The others could undo what keeps the checkout
/// from running anything.
const GIT_VARIABLES: [&str; 3] = ["GIT_ASKPASS", "GIT_SSH", "GIT_SSH_COMMAND"];

/// Why a file with secrets is not used.
#[derive(Debug, thiserror::Error)]
pub enum SecretFault {
	/// It cannot be read.
	#[error("cannot read {path}: {reason}")]
	Read {
		/// The file.
		path: PathBuf,
		/// Why.
		reason: io::Error,
	},
	/// A directory, a pipe or the like.
	#[error("{0} is not a regular file; name one")]
	NotAFile(PathBuf),
	/// Others than its owner may read or write it.
	#[error("{0} is open to others; run `chmod 600` on it")]
	Exposed(PathBuf),
	/// Empty, too long, or not what it must be.
	#[error("{path}: {rule}")]
	Malformed {
		/// The file.
		path: PathBuf,
		/// What it must be.
		rule: &'static str,
	},
}

/// A token: the one line of a file.
pub(crate) fn read_token(path: &Path) -> Result<String, SecretFault> {
	let text = read(path)?;
	let token = text.strip_suffix('\n').unwrap_or(&text);
	if token.is_empty() || token.chars().any(|c| c.is_control() || c.is_whitespace()) {
		return Err(SecretFault::Malformed {
			path: path.into(),
			rule: "it must hold a token on one line, without spaces",
		});
	}
	Ok(token.into())
}

/// Variables, a `NAME=value` a line. Empty lines and lines that begin with `#` say nothing.
pub(crate) fn read_variables(path: &Path) -> Result<Vec<(String, String)>, SecretFault> {
	let malformed = |rule| SecretFault::Malformed { path: path.into(), rule };
	let mut variables = Vec::new();
	for line in read(path)?.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
		let (name, value) = line
			.split_once('=')
			.filter(|(name, _)| is_variable(name))
			.ok_or_else(|| malformed("each line must be NAME=value"))?;
		if name.starts_with("GIT_") && !GIT_VARIABLES.contains(&name) {
			return Err(malformed(
				"of git's variables only GIT_ASKPASS, GIT_SSH and GIT_SSH_COMMAND can be set",
			));
		}
		if name.starts_with("LD_") || value.contains('\0') {
			return Err(malformed("no LD_ variable and no NUL is taken; remove it"));
		}
		variables.push((name.into(), value.into()));
	}
	Ok(variables)
}

/// Whether that is the name of an environment variable.
pub(super) fn is_variable(name: &str) -> bool {
	name.bytes().next().is_some_and(|first| first.is_ascii_alphabetic() || first == b'_')
		&& name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

fn read(path: &Path) -> Result<String, SecretFault> {
	let failed = |reason: io::Error| SecretFault::Read { path: path.into(), reason };
	// To open a pipe would be to wait for its writer.
	let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK;
	let file = open(path, flags, Mode::empty()).map_err(|reason| failed(reason.into()))?;
	let stat = fstat(&file).map_err(|reason| failed(reason.into()))?;
	if FileType::from_raw_mode(stat.st_mode) != FileType::RegularFile {
		return Err(SecretFault::NotAFile(path.into()));
	}
	if Mode::from_raw_mode(stat.st_mode).intersects(Mode::RWXG | Mode::RWXO) {
		return Err(SecretFault::Exposed(path.into()));
	}
	let mut bytes = Vec::new();
	File::from(file)
		.take(MAX_SECRET_FILE.saturating_add(1))
		.read_to_end(&mut bytes)
		.map_err(failed)?;
	if u64::try_from(bytes.len()).map_or(true, |len| len > MAX_SECRET_FILE) {
		return Err(SecretFault::Malformed { path: path.into(), rule: "at most 64 KiB" });
	}
	String::from_utf8(bytes)
		.map_err(|_| SecretFault::Malformed { path: path.into(), rule: "it must be UTF-8 text" })
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{fs, os::unix::fs::PermissionsExt};

	fn file(dir: &tempfile::TempDir, text: &str, mode: u32) -> PathBuf {
		let path = dir.path().join("secret");
		fs::write(&path, text).unwrap();
		fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
		path
	}

	#[test]
	fn only_its_owner_may_read_a_secret() {
		let dir = tempfile::tempdir().unwrap();
		for mode in [0o640, 0o604, 0o620, 0o644, 0o660] {
			let path = file(&dir, "token\n", mode);
			assert!(matches!(read_token(&path), Err(SecretFault::Exposed(_))), "{mode:o}");
		}
		for mode in [0o600, 0o400] {
			assert_eq!(read_token(&file(&dir, "token\n", mode)).unwrap(), "token");
			fs::remove_file(dir.path().join("secret")).unwrap();
		}
	}

	#[test]
	fn a_secret_is_a_file_that_exists() {
		let dir = tempfile::tempdir().unwrap();
		assert!(matches!(read_token(dir.path()), Err(SecretFault::NotAFile(_))));
		assert!(matches!(read_token(&dir.path().join("none")), Err(SecretFault::Read { .. })));
	}

	#[test]
	fn tokens_are_one_line() {
		let dir = tempfile::tempdir().unwrap();
		for text in ["", "\n", "a\nb\n", "a b", "a\r\n"] {
			let path = file(&dir, text, 0o600);
			assert!(matches!(read_token(&path), Err(SecretFault::Malformed { .. })), "{text:?}");
		}
		let long = "a".repeat(64 * 1024 + 1);
		let path = file(&dir, &long, 0o600);
		assert!(matches!(read_token(&path), Err(SecretFault::Malformed { .. })));
	}

	#[test]
	fn variables_undo_no_protection() {
		let dir = tempfile::tempdir().unwrap();
		let path = file(&dir, "# keys\n\nGIT_SSH_COMMAND=ssh -i /k=1\nA_1=\n", 0o600);
		assert_eq!(
			read_variables(&path).unwrap(),
			[("GIT_SSH_COMMAND".into(), "ssh -i /k=1".into()), ("A_1".into(), String::new())],
		);
		for text in ["A", "=x", "1A=x", "a b=c", "GIT_DIR=/x", "GIT_CONFIG_COUNT=1", "LD_PRELOAD=x"]
		{
			let path = file(&dir, text, 0o600);
			assert!(matches!(read_variables(&path), Err(SecretFault::Malformed { .. })), "{text}");
		}
	}
}
