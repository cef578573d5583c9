// SPDX-License-Identifier: Apache-2.0

//! Key pairs: [`sp_core::Pair`] over a scheme's key generation, signing and verification.
//!
//! A pair is made from a 32-byte seed. Derivation is hard only: the seed of a child is
//! `blake2_256("tonnetz/derive/v1" || seed || chain code)`, in every scheme.

use sp_core::crypto::{DeriveError, DeriveJunction};

/// The secret that a key pair is made from.
pub(crate) type Seed = [u8; 32];

const DERIVE_DOMAIN: &[u8] = b"tonnetz/derive/v1";

/// The seed at the end of `path`; soft junctions are refused.
#[cfg_attr(not(feature = "std"), allow(dead_code))]
pub(crate) fn derive_seed(
	seed: Seed,
	mut path: impl Iterator<Item = DeriveJunction>,
) -> Result<Seed, DeriveError> {
	path.try_fold(seed, |parent, junction| match junction {
		DeriveJunction::Soft(_) => Err(DeriveError::SoftKeyInPath),
		DeriveJunction::Hard(chain_code) => {
			let preimage = zeroize::Zeroizing::new([DERIVE_DOMAIN, &parent, &chain_code].concat());
			Ok(sp_crypto_hashing::blake2_256(&preimage))
		}
	})
}

/// SHAKE256 as the source of randomness of a key generation.
#[cfg(feature = "std")]
pub(crate) struct Shake256(fn_dsa_comm::shake::SHAKE256);

#[cfg(feature = "std")]
impl Shake256 {
	/// The output of SHAKE256(domain || seed).
	pub(crate) fn new(domain: &[u8], seed: &Seed) -> Self {
		let mut shake = fn_dsa_comm::shake::SHAKE256::new();
		shake.inject(domain);
		shake.inject(seed);
		shake.flip();
		Self(shake)
	}
}

#[cfg(feature = "std")]
impl Drop for Shake256 {
	fn drop(&mut self) {
		self.0.reset();
		core::hint::black_box(&self.0);
	}
}

#[cfg(feature = "std")]
impl fn_dsa_kgen::CryptoRng for Shake256 {}

#[cfg(feature = "std")]
impl fn_dsa_kgen::RngCore for Shake256 {
	fn next_u32(&mut self) -> u32 {
		let mut bytes = [0; 4];
		self.0.extract(&mut bytes);
		u32::from_le_bytes(bytes)
	}

	fn next_u64(&mut self) -> u64 {
		let mut bytes = [0; 8];
		self.0.extract(&mut bytes);
		u64::from_le_bytes(bytes)
	}

	fn fill_bytes(&mut self, dest: &mut [u8]) {
		self.0.extract(dest);
	}

	fn try_fill_bytes(&mut self, dest: &mut [u8]) -> Result<(), fn_dsa_kgen::RngError> {
		self.0.extract(dest);
		Ok(())
	}
}

/// Declares `Pair` for the scheme of the module that it stands in: `Public`, `Signature`,
/// `ProofOfPossession`, `verify`, `SECRET_LEN`, and `$native::{generate, sign}` with `std`.
macro_rules! pair {
	($(#[$doc:meta])* scheme: $native:ident) => {
		$(#[$doc])*
		#[cfg(feature = "std")]
		#[derive(Clone)]
		pub struct Pair {
			seed: zeroize::Zeroizing<crate::pair::Seed>,
			public: Box<Public>,
			secret: Box<zeroize::Zeroizing<[u8; SECRET_LEN]>>,
		}

		$(#[$doc])*
		#[cfg(not(feature = "std"))]
		#[derive(Clone)]
		pub struct Pair(core::convert::Infallible);

		#[cfg(feature = "std")]
		impl core::fmt::Debug for Pair {
			fn fmt(&self, f: &mut core::fmt::Formatter) -> core::fmt::Result {
				f.debug_struct("Pair").field("public", &self.public).finish_non_exhaustive()
			}
		}

		#[cfg(feature = "std")]
		impl Pair {
			fn new(seed: crate::pair::Seed) -> Self {
				let (public, secret) = $native::generate(&seed);
				Self { seed: zeroize::Zeroizing::new(seed), public: Box::new(public), secret }
			}

			/// The 32-byte seed that this pair was made from.
			pub fn seed(&self) -> &[u8; 32] {
				&self.seed
			}

			/// The secret key in the scheme's own encoding, for other implementations.
			pub fn secret_key(&self) -> &[u8; SECRET_LEN] {
				&self.secret
			}

			/// Signs `message` in `context`; `None` if the context is longer than
			/// [`context::MAX_LEN`](crate::context::MAX_LEN).
			pub fn sign_in_context(&self, context: &[u8], message: &[u8]) -> Option<Signature> {
				$native::sign(&self.secret, &context::payload(context, message)?)
			}
		}

		impl Pair {
			/// Whether `signature` over `message` in `context` was made by the key `public`.
			pub fn verify_in_context(
				signature: &Signature,
				context: &[u8],
				message: &[u8],
				public: &Public,
			) -> bool {
				verify(public, context, message, signature)
			}
		}

		impl sp_core::crypto::CryptoType for Pair {
			type Pair = Pair;
		}

		impl sp_core::Pair for Pair {
			type Public = Public;
			type Seed = [u8; 32];
			type Signature = Signature;
			type ProofOfPossession = ProofOfPossession;

			#[cfg(feature = "std")]
			fn derive<Iter: Iterator<Item = sp_core::crypto::DeriveJunction>>(
				&self,
				path: Iter,
				_seed: Option<[u8; 32]>,
			) -> Result<(Self, Option<[u8; 32]>), sp_core::crypto::DeriveError> {
				let mut path = path.peekable();
				if path.peek().is_none() {
					return Ok((self.clone(), Some(*self.seed)));
				}
				let seed = crate::pair::derive_seed(*self.seed, path)?;
				Ok((Self::new(seed), Some(seed)))
			}

			#[cfg(not(feature = "std"))]
			fn derive<Iter: Iterator<Item = sp_core::crypto::DeriveJunction>>(
				&self,
				_path: Iter,
				_seed: Option<[u8; 32]>,
			) -> Result<(Self, Option<[u8; 32]>), sp_core::crypto::DeriveError> {
				match self.0 {}
			}

			#[cfg(feature = "std")]
			fn from_seed_slice(
				seed: &[u8],
			) -> Result<Self, sp_core::crypto::SecretStringError> {
				<[u8; 32]>::try_from(seed)
					.map(Self::new)
					.map_err(|_| sp_core::crypto::SecretStringError::InvalidSeedLength)
			}

			// Key generation needs the native libraries.
			#[cfg(not(feature = "std"))]
			fn from_seed_slice(
				_seed: &[u8],
			) -> Result<Self, sp_core::crypto::SecretStringError> {
				Err(sp_core::crypto::SecretStringError::InvalidSeed)
			}

			#[cfg(feature = "std")]
			#[allow(clippy::expect_used)]
			fn sign(&self, message: &[u8]) -> Signature {
				self.sign_in_context(context::DEFAULT, message).expect(
					"the secret key was made by key generation and the context is a short constant; qed",
				)
			}

			fn verify<M: AsRef<[u8]>>(
				signature: &Signature,
				message: M,
				public: &Public,
			) -> bool {
				verify(public, context::DEFAULT, message.as_ref(), signature)
			}

			fn public(&self) -> Public {
				#[cfg(feature = "std")]
				return (*self.public).clone();
				#[cfg(not(feature = "std"))]
				match self.0 {}
			}

			fn to_raw_vec(&self) -> alloc::vec::Vec<u8> {
				#[cfg(feature = "std")]
				return self.seed.to_vec();
				#[cfg(not(feature = "std"))]
				match self.0 {}
			}
		}
	};
}

pub(crate) use pair;

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn derivation_refuses_soft_junctions() {
		let path = [DeriveJunction::hard("a"), DeriveJunction::soft("b")];
		assert_eq!(derive_seed([1; 32], path.into_iter()), Err(DeriveError::SoftKeyInPath));
	}

	#[test]
	fn derivation_depends_on_every_junction() {
		let derive =
			|path: &[&str]| derive_seed([1; 32], path.iter().map(DeriveJunction::hard)).ok();
		assert_ne!(derive(&["a"]), derive(&["b"]));
		assert_ne!(derive(&["a", "b"]), derive(&["b", "a"]));
		assert_eq!(derive(&[]), Some([1; 32]));
	}
}
