// SPDX-License-Identifier: Apache-2.0

//! # A keystore for Falcon-512 keys
//!
//! [`FalconKeystore`] implements [`sp_keystore::Keystore`] for the keys of a node: block seals,
//! finality votes, proofs of possession. Every method of a classical scheme answers "not
//! supported".
//!
//! - [`FalconKeystore::in_memory`] forgets its keys; for development chains and tests.
//! - [`FalconKeystore::open`] keeps each key in a file of its own, encrypted under the node's
//!   passphrase ([`file`] documents the format). All keys are decrypted once, when it is opened,
//!   so a wrong passphrase is found before the node does anything else. A keystore that was opened
//!   without a passphrase holds no keys and stores none.

pub mod error;
pub mod file;

pub use error::Error;

use error::Result;
use file::KeyFile;
use sp_core::{
	crypto::{ByteArray, CryptoTypeId, KeyTypeId},
	ecdsa, ed25519, sr25519, Pair as _,
};
use sp_keystore::Keystore;
use std::{
	collections::BTreeMap,
	path::PathBuf,
	sync::{PoisonError, RwLock},
};
use tonnetz_crypto::{
	falcon512::{Pair, Public, CRYPTO_ID},
	AnyPair, Scheme,
};
use zeroize::Zeroizing;

/// A passphrase, zeroized when dropped.
pub type Passphrase = Zeroizing<String>;

type Keys = BTreeMap<(KeyTypeId, Public), Pair>;

/// The Falcon-512 keys of a node.
pub struct FalconKeystore {
	keys: RwLock<Keys>,
	disk: Option<Disk>,
}

struct Disk {
	directory: PathBuf,
	passphrase: Option<Passphrase>,
}

impl FalconKeystore {
	/// A keystore that forgets its keys when dropped.
	pub fn in_memory() -> Self {
		Self { keys: RwLock::default(), disk: None }
	}

	/// Opens the keystore in `directory`, creating it if it is not there, and decrypts every key.
	///
	/// # Errors
	///
	/// If the directory or a key file cannot be read, a key file is malformed, the passphrase is
	/// wrong, or there are key files and no passphrase.
	pub fn open(directory: PathBuf, passphrase: Option<Passphrase>) -> Result<Self> {
		file::create_directory(&directory)?;
		let mut keys = Keys::new();
		for path in file::list(&directory)? {
			let file = KeyFile::read(&path)?;
			let passphrase = passphrase
				.as_ref()
				.ok_or_else(|| Error::PassphraseMissing { directory: directory.clone() })?;
			let pair = file.decrypt(&path, passphrase)?;
			keys.insert((file.key_type, file.public.clone()), pair);
		}
		Ok(Self { keys: RwLock::new(keys), disk: Some(Disk { directory, passphrase }) })
	}

	/// Adds the key of the secret URI `suri` and returns its public key. A key that is there
	/// already stays as it is.
	///
	/// # Errors
	///
	/// If `suri` gives no key, or the key could not be written.
	pub fn insert_suri(&self, key_type: KeyTypeId, suri: &str) -> Result<Public> {
		let pair = match AnyPair::from_suri(Scheme::Falcon512, suri, None)? {
			AnyPair::Falcon512(pair) => pair,
			AnyPair::SphincsShake128s(_) => return Err(Error::Scheme),
		};
		self.insert_pair(key_type, pair)
	}

	/// The public keys with their types.
	pub fn list(&self) -> Vec<(KeyTypeId, Public)> {
		self.read().keys().cloned().collect()
	}

	fn insert_pair(&self, key_type: KeyTypeId, pair: Pair) -> Result<Public> {
		let public = pair.public();
		let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
		if keys.contains_key(&(key_type, public.clone())) {
			return Ok(public);
		}
		if let Some(disk) = &self.disk {
			let passphrase = disk
				.passphrase
				.as_ref()
				.ok_or_else(|| Error::PassphraseMissing { directory: disk.directory.clone() })?;
			KeyFile::encrypt(key_type, &pair, passphrase)?.write(&disk.directory)?;
		}
		keys.insert((key_type, public.clone()), pair);
		Ok(public)
	}

	// No code between lock and unlock can leave the map half-changed.
	fn read(&self) -> std::sync::RwLockReadGuard<'_, Keys> {
		self.keys.read().unwrap_or_else(PoisonError::into_inner)
	}
}

/// Answers for the schemes that this keystore does not have.
macro_rules! not_supported {
	($($public_keys:ident, $generate:ident, $scheme:ident;)*) => {
		$(
			fn $public_keys(&self, _: KeyTypeId) -> Vec<$scheme::Public> {
				Vec::new()
			}

			fn $generate(
				&self,
				key_type: KeyTypeId,
				_: Option<&str>,
			) -> Result<$scheme::Public, sp_keystore::Error> {
				Err(sp_keystore::Error::KeyNotSupported(key_type))
			}
		)*
	};
	(sign $($sign:ident, $scheme:ident, $message:ty;)*) => {
		$(
			fn $sign(
				&self,
				key_type: KeyTypeId,
				_: &$scheme::Public,
				_: $message,
			) -> Result<Option<$scheme::Signature>, sp_keystore::Error> {
				Err(sp_keystore::Error::KeyNotSupported(key_type))
			}
		)*
	};
}

impl Keystore for FalconKeystore {
	not_supported! {
		sr25519_public_keys, sr25519_generate_new, sr25519;
		ed25519_public_keys, ed25519_generate_new, ed25519;
		ecdsa_public_keys, ecdsa_generate_new, ecdsa;
	}

	not_supported! {
		sign
		sr25519_sign, sr25519, &[u8];
		ed25519_sign, ed25519, &[u8];
		ecdsa_sign, ecdsa, &[u8];
		ecdsa_sign_prehashed, ecdsa, &[u8; 32];
	}

	fn sr25519_vrf_sign(
		&self,
		key_type: KeyTypeId,
		_: &sr25519::Public,
		_: &sr25519::vrf::VrfSignData,
	) -> Result<Option<sr25519::vrf::VrfSignature>, sp_keystore::Error> {
		Err(sp_keystore::Error::KeyNotSupported(key_type))
	}

	fn sr25519_vrf_pre_output(
		&self,
		key_type: KeyTypeId,
		_: &sr25519::Public,
		_: &sr25519::vrf::VrfInput,
	) -> Result<Option<sr25519::vrf::VrfPreOutput>, sp_keystore::Error> {
		Err(sp_keystore::Error::KeyNotSupported(key_type))
	}

	fn insert(&self, key_type: KeyTypeId, suri: &str, public: &[u8]) -> Result<(), ()> {
		let inserted = AnyPair::from_suri(Scheme::Falcon512, suri, None)
			.map_err(Error::from)
			.and_then(|pair| match pair {
				AnyPair::Falcon512(pair) if pair.public().as_slice() == public => {
					self.insert_pair(key_type, pair)
				}
				_ => Err(Error::PublicKey),
			});
		inserted.map(|_| ()).map_err(|error| log::error!(target: "keystore", "{error}"))
	}

	fn keys(&self, key_type: KeyTypeId) -> Result<Vec<Vec<u8>>, sp_keystore::Error> {
		Ok(self
			.read()
			.keys()
			.filter(|(of_type, _)| *of_type == key_type)
			.map(|(_, public)| public.to_raw_vec())
			.collect())
	}

	fn has_keys(&self, public_keys: &[(Vec<u8>, KeyTypeId)]) -> bool {
		let keys = self.read();
		public_keys.iter().all(|(public, key_type)| {
			Public::try_from(public.as_slice())
				.is_ok_and(|public| keys.contains_key(&(*key_type, public)))
		})
	}

	fn sign_with(
		&self,
		key_type: KeyTypeId,
		crypto_id: CryptoTypeId,
		public: &[u8],
		message: &[u8],
	) -> Result<Option<Vec<u8>>, sp_keystore::Error> {
		if crypto_id != CRYPTO_ID {
			return Err(sp_keystore::Error::KeyNotSupported(key_type));
		}
		let public = Public::try_from(public).map_err(|()| {
			sp_keystore::Error::ValidationError(format!(
				"a Falcon-512 public key has {} bytes, not {}",
				Public::LEN,
				public.len()
			))
		})?;
		Ok(self.read().get(&(key_type, public)).map(|pair| pair.sign(message).to_raw_vec()))
	}
}
