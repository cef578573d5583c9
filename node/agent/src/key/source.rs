// SPDX-License-Identifier: Apache-2.0

//! Where a key comes from: a file, a prompt, or a development name. Never from the environment, and
//! never from an argument, which every process of the machine can read.

use crate::error::Error;
use clap::{
	builder::{PossibleValuesParser, TypedValueParser},
	Args,
};
use std::{
	fs::{self, File},
	io::{self, IsTerminal, Read},
	os::unix::fs::PermissionsExt,
	path::{Path, PathBuf},
};
use tonnetz_crypto::{AnyPair, Scheme};
use zeroize::Zeroizing;

/// The longest key file, in bytes; 24 words, junctions and a password fit many times.
const MAX_KEY_FILE: u64 = 4096;

/// The permission bits that let others at a file.
const OTHERS: u32 = 0o077;

/// Which key.
#[derive(Args, Debug)]
pub struct KeyArgs {
	/// A file of mode 0600 that holds a secret URI: a mnemonic or a 0x seed, //junctions, ///password
	#[arg(long, value_name = "FILE", conflicts_with = "key")]
	pub suri_file: Option<PathBuf>,

	/// A development key such as //Alice; without --key and --suri-file you are asked
	// A plain string: clap repeats a value that its own parser refuses.
	#[arg(long, value_name = "//NAME")]
	pub key: Option<String>,

	#[command(flatten)]
	pub scheme: SchemeArgs,
}

/// Which signature scheme.
#[derive(Args, Debug)]
pub struct SchemeArgs {
	/// The signature scheme of the key
	#[arg(long, default_value = Scheme::Falcon512.name(), value_parser = scheme_parser())]
	pub scheme: Scheme,
}

fn scheme_parser() -> impl TypedValueParser<Value = Scheme> {
	PossibleValuesParser::new(Scheme::ALL.map(Scheme::name)).try_map(|name| name.parse::<Scheme>())
}

impl KeyArgs {
	/// Reads the key, or asks for it.
	pub fn pair(&self) -> Result<AnyPair, Error> {
		let (source_name, suri) = match (&self.suri_file, &self.key) {
			(Some(path), _) => (path.display().to_string(), from_file(path)?),
			(None, Some(name)) => ("--key".to_owned(), development(name)?),
			(None, None) => {
				("the answer".to_owned(), ask("Secret URI (mnemonic or seed, not shown): ")?)
			}
		};
		AnyPair::from_suri(self.scheme.scheme, &suri, None)
			.map_err(|reason| Error::Suri { source_name, reason })
	}
}

/// The secret URI in a file that nobody else can open.
pub fn from_file(path: &Path) -> Result<Zeroizing<String>, Error> {
	let read = |reason| Error::Read { path: path.to_owned(), reason };
	// Before opening: to open a pipe is to wait for its writer.
	if !fs::metadata(path).map_err(read)?.is_file() {
		return Err(Error::NotAFile { path: path.to_owned() });
	}
	let file = File::open(path).map_err(read)?;
	// Of the open file, which cannot be exchanged any more.
	let metadata = file.metadata().map_err(read)?;
	let mode = metadata.permissions().mode() & 0o7777;
	if mode & OTHERS != 0 {
		return Err(Error::KeyFileMode { path: path.to_owned(), mode });
	}
	if metadata.len() > MAX_KEY_FILE {
		return Err(Error::TooLarge { path: path.to_owned(), limit: MAX_KEY_FILE });
	}
	// With room for all of it, so that the text is not copied to and fro while it grows.
	let capacity = usize::try_from(MAX_KEY_FILE).unwrap_or_default();
	let mut text = Zeroizing::new(String::with_capacity(capacity));
	file.take(MAX_KEY_FILE).read_to_string(&mut text).map_err(read)?;
	let mut lines = text.lines();
	match (lines.next(), lines.next()) {
		(Some(line), None) => Ok(Zeroizing::new(line.to_owned())),
		_ => Err(Error::KeyFileLines { path: path.to_owned() }),
	}
}

/// A development key. Those begin with `//`, which stands for junctions of a mnemonic that everybody
/// knows; a `///password` would be a secret again.
fn development(name: &str) -> Result<Zeroizing<String>, Error> {
	if name.starts_with("//") && !name.contains("///") {
		Ok(Zeroizing::new(name.to_owned()))
	} else {
		Err(Error::SecretInArguments)
	}
}

/// Asks on the terminal, without showing what is typed.
pub fn ask(prompt: &str) -> Result<Zeroizing<String>, Error> {
	if !io::stdin().is_terminal() {
		return Err(Error::NoKey);
	}
	rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|error| match error.kind() {
		io::ErrorKind::Interrupted => Error::Interrupted,
		_ => Error::Prompt(error),
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::{io::Write, os::unix::fs::OpenOptionsExt};

	fn key_file(dir: &Path, mode: u32, text: &str) -> PathBuf {
		let path = dir.join("key.suri");
		let mut file = File::options().write(true).create_new(true).mode(mode).open(&path).unwrap();
		file.write_all(text.as_bytes()).unwrap();
		// The process's umask has a say in the mode at creation.
		file.set_permissions(fs::Permissions::from_mode(mode)).unwrap();
		path
	}

	fn read(mode: u32, text: &str) -> Result<Zeroizing<String>, Error> {
		let dir = tempfile::tempdir().unwrap();
		from_file(&key_file(dir.path(), mode, text))
	}

	#[test]
	fn a_key_file_holds_one_line() {
		assert_eq!(*read(0o600, "//Alice\n").unwrap(), "//Alice");
		assert_eq!(*read(0o400, "//Alice").unwrap(), "//Alice");
		assert!(matches!(read(0o600, ""), Err(Error::KeyFileLines { .. })));
		assert!(matches!(read(0o600, "//Alice\n//Bob\n"), Err(Error::KeyFileLines { .. })));
		let long = "x".repeat(5000);
		assert!(matches!(read(0o600, &long), Err(Error::TooLarge { .. })));
	}

	#[test]
	fn a_key_file_open_to_others_is_refused() {
		for mode in [0o640, 0o604, 0o644, 0o620, 0o601] {
			let Err(Error::KeyFileMode { mode: found, .. }) = read(mode, "//Alice") else {
				panic!("mode {mode:o} was accepted");
			};
			assert_eq!(found, mode);
		}
	}

	#[test]
	fn a_key_file_is_a_file() {
		let dir = tempfile::tempdir().unwrap();
		assert!(matches!(from_file(dir.path()), Err(Error::NotAFile { .. })));
		assert!(matches!(from_file(&dir.path().join("none")), Err(Error::Read { .. })));
	}

	#[test]
	fn only_development_keys_come_from_arguments() {
		assert_eq!(*development("//Alice//stash").unwrap(), "//Alice//stash");
		for secret in [
			"0x0000000000000000000000000000000000000000000000000000000000000000",
			"legal winner thank",
			"",
			"/Alice",
			"///password",
			"//Alice///password",
		] {
			assert!(matches!(development(secret), Err(Error::SecretInArguments)), "{secret}");
		}
	}
}
