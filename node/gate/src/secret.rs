// SPDX-License-Identifier: Apache-2.0

//! The secrets of planners.

use hmac::{digest::KeyInit, Hmac};
use rustix::fs::{Mode, OFlags};
use sha2::{Digest, Sha256};
use std::{
	collections::BTreeSet,
	fmt,
	fs::File,
	io::{self, Read},
	os::unix::fs::MetadataExt,
	path::{Path, PathBuf},
};
use subtle::ConstantTimeEq;
use tonnetz_core::AccountId;
use zeroize::Zeroizing;

/// The block of SHA-256, in bytes: what HMAC makes of a key of any length (RFC 2104, section 2).
const BLOCK: usize = 64;

/// Why a secret is too weak to be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum Weakness {
	/// Fewer than [`Key::MIN_LEN`] bytes.
	#[error("{len} bytes are too short; use at least 32, such as `openssl rand -hex 32` prints")]
	Short {
		/// How many it has.
		len: usize,
	},
	/// Fewer than [`Key::MIN_DISTINCT`] different bytes.
	#[error("{distinct} different characters are too few; use what `openssl rand -hex 32` prints")]
	Monotonous {
		/// How many it has.
		distinct: usize,
	},
}

/// A secret cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
	/// The file cannot be read.
	#[error("secret file {}: {reason}", path.display())]
	Read {
		/// The file.
		path: PathBuf,
		/// What the system says.
		reason: io::Error,
	},
	/// It is a directory, a pipe or a device.
	#[error("secret file {}: not a regular file; name the file that holds the secret", path.display())]
	NotAFile {
		/// What is no file.
		path: PathBuf,
	},
	/// Others than the owner have access.
	#[error("secret file {0}: its mode {mode:04o} lets others in; run chmod 600 {0}", path.display())]
	Exposed {
		/// The file.
		path: PathBuf,
		/// Its permission bits.
		mode: u32,
	},
	/// It belongs neither to the user of this process nor to root.
	#[error("secret file {}: it belongs to user {owner}, who can change it; chown it", path.display())]
	Foreign {
		/// The file.
		path: PathBuf,
		/// The number of the user.
		owner: u32,
	},
	/// It is longer than [`Key::MAX_LEN`] bytes.
	#[error("secret file {}: longer than 4096 bytes; name the file that holds the secret", path.display())]
	TooLong {
		/// The file.
		path: PathBuf,
	},
	/// It could be guessed.
	#[error("secret file {}: {weakness}", path.display())]
	Weak {
		/// The file.
		path: PathBuf,
		/// Why.
		weakness: Weakness,
	},
	/// There is no secret, so nobody could ever sign.
	#[error("secrets: there is none; configure at least one")]
	None,
	/// There are more than [`Secrets::MAX`].
	#[error("secrets: there are {count}; configure at most 16")]
	TooMany {
		/// How many there are.
		count: usize,
	},
	/// Two secrets have one name.
	#[error("secrets: two are called {name:?}; rename one")]
	SameName {
		/// The name.
		name: String,
	},
	/// Two secrets are the same, so the planner of a signature would be unclear.
	#[error("secrets: {one:?} and {other:?} are the same; make a new one for one of them")]
	SameSecret {
		/// The name of the first.
		one: String,
		/// The name of the second.
		other: String,
	},
}

/// A key of HMAC-SHA256, zeroized when dropped. Its `Debug` shows nothing of it.
///
/// The bytes of a secret are those of its text, as `createHmac('sha256', SECRET)` of Node.js and
/// `hmac.new(SECRET.encode(), ...)` of Python take it: a text of hexadecimal digits is not decoded.
pub struct Key(Box<Zeroizing<[u8; BLOCK]>>);

impl Key {
	/// The fewest bytes of a secret.
	pub const MIN_LEN: usize = 32;
	/// The most bytes of a secret.
	pub const MAX_LEN: usize = 4_096;
	/// The fewest different bytes of a secret. Of 32 random hexadecimal digits fewer than 8 differ
	/// once in 17 million.
	pub const MIN_DISTINCT: usize = 8;

	/// Takes the bytes of a secret. The caller zeroizes its own copy.
	///
	/// # Errors
	/// The secret could be guessed.
	pub fn new(secret: &[u8]) -> Result<Self, Weakness> {
		if secret.len() < Self::MIN_LEN {
			return Err(Weakness::Short { len: secret.len() });
		}
		let distinct = secret.iter().collect::<BTreeSet<_>>().len();
		if distinct < Self::MIN_DISTINCT {
			return Err(Weakness::Monotonous { distinct });
		}
		let mut block = Box::new(Zeroizing::new([0; BLOCK]));
		if secret.len() > BLOCK {
			let hash = Zeroizing::new(<[u8; 32]>::from(Sha256::digest(secret)));
			block.iter_mut().zip(hash.iter()).for_each(|(to, from)| *to = *from);
		} else {
			block.iter_mut().zip(secret).for_each(|(to, from)| *to = *from);
		}
		Ok(Self(block))
	}

	/// Reads a secret from a regular file that nobody but its owner, the user of this process or
	/// root, can open. One line feed at its end, with a carriage return before it or not, is no part of
	/// the secret.
	///
	/// # Errors
	/// The file cannot be read, is open to others, or what is in it could be guessed.
	pub fn read(path: &Path) -> Result<Self, SecretError> {
		let read = |reason: io::Error| SecretError::Read { path: path.to_owned(), reason };
		// To open a pipe is to wait for its writer, unless told not to.
		let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
		let file = rustix::fs::open(path, flags, Mode::empty()).map_err(|e| read(e.into()))?;
		let file = File::from(file);
		let metadata = file.metadata().map_err(read)?;
		if !metadata.is_file() {
			return Err(SecretError::NotAFile { path: path.to_owned() });
		}
		let mode = metadata.mode() & 0o7777;
		if mode & 0o077 != 0 {
			return Err(SecretError::Exposed { path: path.to_owned(), mode });
		}
		let owner = metadata.uid();
		if owner != rustix::process::geteuid().as_raw() && owner != 0 {
			return Err(SecretError::Foreign { path: path.to_owned(), owner });
		}
		// Room for all that is read: a buffer that grows leaves copies behind.
		let room = Self::MAX_LEN.saturating_add(3);
		let mut bytes = Zeroizing::new(Vec::with_capacity(room));
		file.take(u64::try_from(room).unwrap_or(u64::MAX)).read_to_end(&mut bytes).map_err(read)?;
		let secret = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
		let secret = if secret.len() < bytes.len() {
			secret.strip_suffix(b"\r").unwrap_or(secret)
		} else {
			secret
		};
		if secret.len() > Self::MAX_LEN {
			return Err(SecretError::TooLong { path: path.to_owned() });
		}
		Self::new(secret).map_err(|weakness| SecretError::Weak { path: path.to_owned(), weakness })
	}

	pub(crate) fn hmac(&self) -> Hmac<Sha256> {
		Hmac::new((&**self.0).into())
	}
}

impl fmt::Debug for Key {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str("Key(..)")
	}
}

/// The secret of one planner.
#[derive(Debug)]
pub struct Secret {
	/// What logs call it.
	pub name: String,
	/// The account in whose name its commands are submitted.
	pub planner: AccountId,
	/// The secret itself.
	pub key: Key,
}

impl Secret {
	/// Reads the secret of a planner, as [`Key::read`] does.
	///
	/// # Errors
	/// As [`Key::read`].
	pub fn read(name: &str, planner: AccountId, file: &Path) -> Result<Self, SecretError> {
		Ok(Self { name: name.to_owned(), planner, key: Key::read(file)? })
	}
}

/// The secrets of a gate, no two of which are the same.
#[derive(Debug)]
pub struct Secrets(Vec<Secret>);

impl Secrets {
	/// The most secrets of a gate: each costs four HMACs a request.
	pub const MAX: usize = 16;

	/// Checks that each signature will name one planner.
	///
	/// # Errors
	/// There are none or too many, or two have the same name or are the same.
	pub fn new(secrets: Vec<Secret>) -> Result<Self, SecretError> {
		if secrets.is_empty() {
			return Err(SecretError::None);
		}
		if secrets.len() > Self::MAX {
			return Err(SecretError::TooMany { count: secrets.len() });
		}
		for (index, other) in secrets.iter().enumerate() {
			for one in secrets.iter().take(index) {
				if one.name == other.name {
					return Err(SecretError::SameName { name: one.name.clone() });
				}
				if one.key.0.ct_eq(&**other.key.0).into() {
					let (one, other) = (one.name.clone(), other.name.clone());
					return Err(SecretError::SameSecret { one, other });
				}
			}
		}
		Ok(Self(secrets))
	}

	/// The secrets, in the order in which they were given.
	pub fn iter(&self) -> impl Iterator<Item = &Secret> {
		self.0.iter()
	}
}
