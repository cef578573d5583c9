// SPDX-License-Identifier: Apache-2.0

//! Falcon-512 keys of a node's keystore, for session keys and off-chain signing.
//!
//! The host functions below are the only ones that Tonnetz adds to a node, and no block needs
//! them: while a block is executed, validated or built, nothing here is called. They serve
//! `RuntimeAppPublic`, that is the runtime API `SessionKeys` and off-chain workers.

use crate::falcon512::{Public, Signature};
use alloc::vec::Vec;
use codec::Decode;
use sp_application_crypto::RuntimePublic;
use sp_core::{
	crypto::{ByteArray, KeyTypeId},
	proof_of_possession::NonAggregatable,
};
use sp_runtime_interface::{
	pass_by::{
		PassFatPointerAndDecode, PassFatPointerAndRead, PassFatPointerAndWrite, PassPointerAndRead,
		PassPointerAndReadCopy, PassPointerAndWrite,
	},
	runtime_interface,
};

/// What a host function could not do, as its return value: the runtime reads `0` as success.
#[cfg(feature = "std")]
const OK: u32 = 0;
#[cfg(feature = "std")]
const FAILED: u32 = 1;

/// The host side finds keys through [`sp_keystore::KeystoreExt`], the extension that every node
/// registers for its runtime calls.
#[runtime_interface]
pub trait FalconKeystore {
	/// Makes a key pair of type `id`, from the SURI `seed` (UTF-8) or from fresh entropy, stores
	/// it and writes its public key to `public`. Returns 0, or 1 if there is no keystore, `seed`
	/// is not a SURI, or the key could not be stored.
	fn falcon512_generate(
		&mut self,
		id: PassPointerAndReadCopy<KeyTypeId, 4>,
		seed: PassFatPointerAndDecode<Option<Vec<u8>>>,
		public: PassPointerAndWrite<&mut Public, 897>,
	) -> u32 {
		use sp_core::Pair as _;
		use sp_externalities::ExternalitiesExt;

		let Some(keystore) = self.extension::<sp_keystore::KeystoreExt>() else {
			return FAILED;
		};
		let suri = match seed {
			Some(seed) => match String::from_utf8(seed) {
				Ok(suri) => zeroize::Zeroizing::new(suri),
				Err(_) => return FAILED,
			},
			None => {
				let (_, phrase, _) = crate::falcon512::Pair::generate_with_phrase(None);
				zeroize::Zeroizing::new(phrase)
			}
		};
		let Ok(pair) = crate::falcon512::Pair::from_string(&suri, None) else {
			return FAILED;
		};
		*public = pair.public();
		match keystore.insert(id, &suri, public.as_slice()) {
			Ok(()) => OK,
			Err(()) => FAILED,
		}
	}

	/// Signs `message` with the key `public` of type `id` and writes the signature to `signature`.
	/// Returns 0, or 1 if the keystore has no such key.
	fn falcon512_sign(
		&mut self,
		id: PassPointerAndReadCopy<KeyTypeId, 4>,
		public: PassPointerAndRead<&Public, 897>,
		message: PassFatPointerAndRead<&[u8]>,
		signature: PassPointerAndWrite<&mut Signature, 666>,
	) -> u32 {
		use sp_externalities::ExternalitiesExt;

		let signed = self
			.extension::<sp_keystore::KeystoreExt>()
			.and_then(|keystore| {
				keystore
					.sign_with(id, crate::falcon512::CRYPTO_ID, public.as_slice(), message)
					.ok()
					.flatten()
			})
			.and_then(|raw| Signature::try_from(raw.as_slice()).ok());
		match signed {
			Some(made) => {
				*signature = made;
				OK
			}
			None => FAILED,
		}
	}

	/// Writes the public keys of type `id`, SCALE-encoded as `Vec<Public>`, to `keys` as far as
	/// they fit. Returns the length of the encoding in bytes.
	fn falcon512_public_keys(
		&mut self,
		id: PassPointerAndReadCopy<KeyTypeId, 4>,
		keys: PassFatPointerAndWrite<&mut [u8]>,
	) -> u32 {
		use codec::Encode;
		use sp_externalities::ExternalitiesExt;

		let public: Vec<Public> = self
			.extension::<sp_keystore::KeystoreExt>()
			.and_then(|keystore| keystore.keys(id).ok())
			.unwrap_or_default()
			.iter()
			.filter_map(|raw| Public::try_from(raw.as_slice()).ok())
			.collect();
		let encoded = public.encode();
		for (to, from) in keys.iter_mut().zip(&encoded) {
			*to = *from;
		}
		u32::try_from(encoded.len()).unwrap_or(u32::MAX)
	}
}

impl RuntimePublic for Public {
	type Signature = Signature;
	type ProofOfPossession = Signature;

	fn all(key_type: KeyTypeId) -> Vec<Self> {
		// The length is asked first. A keystore that grows in between gives an encoding that does
		// not fit, and is asked again.
		let mut keys = Vec::new();
		loop {
			let len = falcon_keystore::falcon512_public_keys(key_type, &mut keys);
			let len = usize::try_from(len).unwrap_or(usize::MAX);
			if len <= keys.len() {
				return Decode::decode(&mut keys.as_slice()).unwrap_or_default();
			}
			keys.resize(len, 0);
		}
	}

	/// # Panics
	///
	/// If the node has no keystore or `seed` is not a SURI. The trait leaves no other way to say
	/// so; it is called by the runtime API `SessionKeys` alone, where a panic is the caller's
	/// error message.
	#[allow(clippy::panic)]
	fn generate_pair(key_type: KeyTypeId, seed: Option<Vec<u8>>) -> Self {
		let mut public = Self::default();
		match falcon_keystore::falcon512_generate(key_type, seed, &mut public) {
			0 => public,
			_ => panic!("no Falcon-512 key could be generated: the seed must be a SURI and the node must have a keystore"),
		}
	}

	fn sign<M: AsRef<[u8]>>(&self, key_type: KeyTypeId, message: &M) -> Option<Signature> {
		let mut signature = Signature::default();
		let result =
			falcon_keystore::falcon512_sign(key_type, self, message.as_ref(), &mut signature);
		(result == 0).then_some(signature)
	}

	fn verify<M: AsRef<[u8]>>(&self, message: &M, signature: &Signature) -> bool {
		crate::falcon512::verify(self, crate::context::DEFAULT, message.as_ref(), signature)
	}

	fn generate_proof_of_possession(
		&mut self,
		key_type: KeyTypeId,
		owner: &[u8],
	) -> Option<Signature> {
		self.sign(key_type, &crate::falcon512::Pair::proof_of_possession_statement(owner))
	}

	fn verify_proof_of_possession(&self, owner: &[u8], proof: &Signature) -> bool {
		self.verify(&crate::falcon512::Pair::proof_of_possession_statement(owner), proof)
	}

	fn to_raw_vec(&self) -> Vec<u8> {
		ByteArray::to_raw_vec(self)
	}
}
