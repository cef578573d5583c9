// SPDX-License-Identifier: Apache-2.0

//! The signature of an extrinsic or a detached statement.

use crate::{context, falcon512, sphincs, Scheme, Signer};
use alloc::boxed::Box;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::{
	build::{Fields, Variants},
	Path, Type, TypeInfo,
};
use sp_core::crypto::AccountId32;
use sp_runtime::traits::{IdentifyAccount, Lazy, Verify};

/// A signature with the key that made it. An account is a hash, so the key travels with the
/// signature.
///
/// The indices are wire format and append-only. The contents are boxed, because an extrinsic is
/// moved often and the larger variant is 7.9 kB.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, DecodeWithMemTracking)]
pub enum Signature {
	/// Falcon-512: 1 + 897 + 666 bytes encoded.
	#[codec(index = 0)]
	Falcon512 {
		/// The key that made the signature.
		public: Box<falcon512::Public>,
		/// The signature.
		signature: Box<falcon512::Signature>,
	},
	/// SPHINCS+-SHAKE-128s: 1 + 32 + 7856 bytes encoded.
	#[codec(index = 1)]
	SphincsShake128s {
		/// The key that made the signature.
		public: Box<sphincs::Public>,
		/// The signature.
		signature: Box<sphincs::Signature>,
	},
}

/// Falcon-512's key and signature as metadata shows them.
type FalconInfo = [u8; falcon512::PUBLIC_LEN + falcon512::SIGNATURE_LEN];

/// Metadata shows the first variant as one array of bytes. polkadot-js takes an extrinsic for an
/// unsigned one if its signature is like the default of this type, which must be empty to it; a
/// variant of several fields never is, and then no block could be decoded. The encoding is that of
/// the fields.
impl TypeInfo for Signature {
	type Identity = Self;

	fn type_info() -> Type {
		let variants = Variants::new()
			.variant("Falcon512", |variant| {
				let bytes = Fields::unnamed().field(|field| field.ty::<FalconInfo>());
				variant.index(0).fields(bytes)
			})
			.variant("SphincsShake128s", |variant| {
				let parts = Fields::named()
					.field(|field| field.name("public").ty::<sphincs::Public>())
					.field(|field| field.name("signature").ty::<sphincs::Signature>());
				variant.index(1).fields(parts)
			});
		Type::builder().path(Path::new("Signature", module_path!())).variant(variants)
	}
}

impl Signature {
	/// The scheme of this signature.
	pub const fn scheme(&self) -> Scheme {
		match self {
			Self::Falcon512 { .. } => Scheme::Falcon512,
			Self::SphincsShake128s { .. } => Scheme::SphincsShake128s,
		}
	}

	/// The key that made the signature.
	pub fn signer(&self) -> Signer {
		match self {
			Self::Falcon512 { public, .. } => Signer::Falcon512(public.clone()),
			Self::SphincsShake128s { public, .. } => Signer::SphincsShake128s(public.clone()),
		}
	}

	/// Whether `account` signed `message` in `context`.
	///
	/// The account is compared first: a signature by a stranger's key costs one hash, not a
	/// verification.
	pub fn verify_in_context(&self, context: &[u8], message: &[u8], account: &AccountId32) -> bool {
		if self.signer().into_account() != *account {
			return false;
		}
		match self {
			Self::Falcon512 { public, signature } => {
				falcon512::verify(public, context, message, signature)
			}
			Self::SphincsShake128s { public, signature } => {
				sphincs::verify(public, context, message, signature)
			}
		}
	}
}

impl Verify for Signature {
	type Signer = Signer;

	fn verify<L: Lazy<[u8]>>(&self, mut message: L, account: &AccountId32) -> bool {
		self.verify_in_context(context::DEFAULT, message.get(), account)
	}
}
