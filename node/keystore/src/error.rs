// SPDX-License-Identifier: Apache-2.0

//! Why a keystore cannot be opened or a key cannot be stored.

use std::{io, path::PathBuf};
use tonnetz_crypto::SuriError;

/// The result of a keystore operation.
pub type Result<T, E = Error> = core::result::Result<T, E>;

/// Each message is one line that names the thing and what to do. None carries a secret.
#[derive(Debug, thiserror::Error)]
pub enum Error {
	/// The directory could not be made or read.
	#[error("cannot open the keystore directory {}: {source}", path.display())]
	Directory {
		/// The directory.
		path: PathBuf,
		/// What the operating system said.
		source: io::Error,
	},
	/// A key file could not be read.
	#[error("cannot read the key file {}: {source}", path.display())]
	Read {
		/// The file.
		path: PathBuf,
		/// What the operating system said.
		source: io::Error,
	},
	/// A key file could not be written.
	#[error("cannot write the key file {}: {source}", path.display())]
	Write {
		/// The file.
		path: PathBuf,
		/// What the operating system said.
		source: io::Error,
	},
	/// A file is not a key file, or not one of a known version.
	#[error("{} is not a key file of this keystore ({reason}): restore it from a backup or move it away", path.display())]
	Malformed {
		/// The file.
		path: PathBuf,
		/// What is wrong with it.
		reason: &'static str,
	},
	/// Decryption failed.
	#[error("wrong keystore passphrase, or a damaged file: {} cannot be decrypted", path.display())]
	Passphrase {
		/// The file.
		path: PathBuf,
	},
	/// There are keys, or a key is to be stored, and no passphrase was given.
	#[error(
		"the keystore {} needs its passphrase: give --password-filename FILE or --password-interactive",
		directory.display()
	)]
	PassphraseMissing {
		/// The keystore.
		directory: PathBuf,
	},
	/// The public key does not belong to the secret.
	#[error("the public key is not the Falcon-512 key of the given secret URI")]
	PublicKey,
	/// The key is of another scheme.
	#[error("a node's keystore holds Falcon-512 keys only")]
	Scheme,
	/// The secret URI gives no key.
	#[error(transparent)]
	Suri(#[from] SuriError),
	/// The key derivation or the cipher refused its parameters.
	#[error("cannot encrypt the key: {0}")]
	Cipher(String),
}
