// SPDX-License-Identifier: Apache-2.0

//! Key files: one key each, encrypted under the passphrase of the keystore.
//!
//! A file is named `hex(key type) hex(blake2_128(public key))`: the key itself in hexadecimal would
//! be longer than a file name may be. It has mode 0600 and, all integers little-endian:
//!
//! | bytes | content |
//! |---|---|
//! | 8 | magic, `tnzkey` and the version `01 00` |
//! | 4 | key type, such as `aura` |
//! | 897 | public key, in clear: what keys a node has is no secret, and is asked while it runs |
//! | 4, 4, 4 | Argon2id memory in KiB, iterations, lanes |
//! | 16 | salt |
//! | 12 | nonce |
//! | 48 | AES-256-GCM of the 32-byte seed, with its tag; everything before is authenticated too |
//!
//! Key derivation is Argon2id version 0x13 (RFC 9106), its second recommended option: 64 MiB,
//! 3 iterations, with one lane, because it runs once a start.

use crate::error::{Error, Result};
use aes_gcm::{
	aead::{Aead, KeyInit, Payload},
	Aes256Gcm, Nonce,
};
use argon2::{Algorithm, Argon2, Params, Version};
use codec::{Decode, DecodeAll, Encode};
use rand::{rngs::OsRng, RngCore};
use sp_core::{crypto::KeyTypeId, Pair as _};
use sp_crypto_hashing::blake2_128;
use std::{
	fs,
	io::{self, Read, Write},
	path::{Path, PathBuf},
};
use tonnetz_crypto::falcon512::{Pair, Public};
use zeroize::Zeroizing;

const MAGIC: [u8; 8] = *b"tnzkey\x01\x00";
const SEALED_LEN: usize = 48;
const NAME_LEN: usize = 40;
const FILE_LEN: u64 = 8 + 4 + 897 + 12 + 16 + 12 + 48;

/// The cost of deriving the key, as the file records it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode)]
struct Cost {
	memory_kib: u32,
	iterations: u32,
	lanes: u32,
}

impl Cost {
	const DEFAULT: Self = Self { memory_kib: 64 * 1024, iterations: 3, lanes: 1 };

	/// A file must not make a start take all memory or for ever.
	fn is_sane(self) -> bool {
		(8..=1024 * 1024).contains(&self.memory_kib)
			&& (1..=64).contains(&self.iterations)
			&& (1..=16).contains(&self.lanes)
	}
}

#[derive(Clone, Encode, Decode)]
struct Header {
	magic: [u8; 8],
	key_type: [u8; 4],
	public: Public,
	cost: Cost,
	salt: [u8; 16],
	nonce: [u8; 12],
}

/// A key file.
pub struct KeyFile {
	/// What the key is for.
	pub key_type: KeyTypeId,
	/// The public key.
	pub public: Public,
	header: Header,
	sealed: [u8; SEALED_LEN],
}

impl KeyFile {
	/// Encrypts the seed of `pair`.
	///
	/// # Errors
	///
	/// [`Error::Cipher`] if memory for the key derivation is not to be had.
	pub fn encrypt(key_type: KeyTypeId, pair: &Pair, passphrase: &str) -> Result<Self> {
		let mut header = Header {
			magic: MAGIC,
			key_type: key_type.0,
			public: pair.public(),
			cost: Cost::DEFAULT,
			salt: [0; 16],
			nonce: [0; 12],
		};
		OsRng.fill_bytes(&mut header.salt);
		OsRng.fill_bytes(&mut header.nonce);
		let sealed = cipher(&header, passphrase)?
			.encrypt(
				Nonce::from_slice(&header.nonce),
				Payload { msg: pair.seed(), aad: &header.encode() },
			)
			.map_err(|error| Error::Cipher(error.to_string()))?;
		let sealed = sealed
			.try_into()
			.map_err(|_| Error::Cipher("unexpected length of the ciphertext".into()))?;
		Ok(Self { key_type, public: header.public.clone(), header, sealed })
	}

	/// The key pair in the file that was read from `path`.
	///
	/// # Errors
	///
	/// [`Error::Passphrase`] if the passphrase is wrong or the file was changed.
	pub fn decrypt(&self, path: &Path, passphrase: &str) -> Result<Pair> {
		let wrong = || Error::Passphrase { path: path.into() };
		let seed = cipher(&self.header, passphrase)?
			.decrypt(
				Nonce::from_slice(&self.header.nonce),
				Payload { msg: &self.sealed, aad: &self.header.encode() },
			)
			.map(Zeroizing::new)
			.map_err(|_| wrong())?;
		let pair = Pair::from_seed_slice(&seed).map_err(|_| wrong())?;
		if pair.public() == self.public {
			Ok(pair)
		} else {
			Err(wrong())
		}
	}

	/// Reads the file at `path`.
	///
	/// # Errors
	///
	/// [`Error::Read`] or [`Error::Malformed`].
	pub fn read(path: &Path) -> Result<Self> {
		let malformed = |reason| Error::Malformed { path: path.into(), reason };
		let file =
			fs::File::open(path).map_err(|source| Error::Read { path: path.into(), source })?;
		let mut bytes = Vec::new();
		file.take(FILE_LEN.saturating_add(1))
			.read_to_end(&mut bytes)
			.map_err(|source| Error::Read { path: path.into(), source })?;
		let (header, sealed) = <(Header, [u8; SEALED_LEN])>::decode_all(&mut bytes.as_slice())
			.map_err(|_| malformed("wrong length"))?;
		if header.magic != MAGIC {
			return Err(malformed("unknown format or version"));
		}
		if !header.cost.is_sane() {
			return Err(malformed("key derivation cost out of bounds"));
		}
		Ok(Self {
			key_type: KeyTypeId(header.key_type),
			public: header.public.clone(),
			header,
			sealed,
		})
	}

	/// Writes the file into `directory`: whole or not at all.
	///
	/// # Errors
	///
	/// [`Error::Write`].
	pub fn write(&self, directory: &Path) -> Result<()> {
		let path = directory.join(self.name());
		let partial = path.with_extension("partial");
		write_synced(&partial, &(&self.header, &self.sealed).encode())
			.and_then(|()| fs::rename(&partial, &path))
			.and_then(|()| fs::File::open(directory)?.sync_all())
			.map_err(|source| Error::Write { path, source })
	}

	fn name(&self) -> String {
		format!("{}{}", hex::encode(self.key_type.0), hex::encode(blake2_128(&self.public)))
	}
}

fn cipher(header: &Header, passphrase: &str) -> Result<Aes256Gcm> {
	let Cost { memory_kib, iterations, lanes } = header.cost;
	let mut key = Zeroizing::new([0; 32]);
	Params::new(memory_kib, iterations, lanes, Some(key.len()))
		.and_then(|params| {
			Argon2::new(Algorithm::Argon2id, Version::V0x13, params).hash_password_into(
				passphrase.as_bytes(),
				&header.salt,
				key.as_mut_slice(),
			)
		})
		.map_err(|error| Error::Cipher(error.to_string()))?;
	Ok(Aes256Gcm::new(key.as_slice().into()))
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
	use std::os::unix::fs::OpenOptionsExt;

	// What a crash left behind may have another mode: it must not be reused.
	match fs::remove_file(path) {
		Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
		_ => {}
	}
	let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
	file.write_all(bytes)?;
	file.sync_all()
}

/// Makes the directory of a keystore, for its owner alone.
pub(crate) fn create_directory(directory: &Path) -> Result<()> {
	use std::os::unix::fs::DirBuilderExt;

	fs::DirBuilder::new()
		.recursive(true)
		.mode(0o700)
		.create(directory)
		.map_err(|source| Error::Directory { path: directory.into(), source })
}

/// The key files in `directory`, in the order of their names. Files of other names are no keys.
pub(crate) fn list(directory: &Path) -> Result<Vec<PathBuf>> {
	let failed = |source| Error::Directory { path: directory.into(), source };
	let mut paths = fs::read_dir(directory)
		.map_err(failed)?
		.map(|entry| entry.map(|entry| entry.path()))
		.collect::<io::Result<Vec<_>>>()
		.map_err(failed)?;
	paths.retain(|path| {
		path.file_name().and_then(|name| name.to_str()).is_some_and(|name| {
			name.len() == NAME_LEN && name.bytes().all(|byte| byte.is_ascii_hexdigit())
		})
	});
	paths.sort();
	Ok(paths)
}
