// SPDX-License-Identifier: Apache-2.0

//! # Post-quantum keys, signatures and accounts
//!
//! Everything that Tonnetz signs is signed with one of two schemes:
//!
//! | scheme | public key | secret key | signature | used for |
//! |---|---|---|---|---|
//! | Falcon-512, padded, round-3 encoding ([`falcon512`]) | 897 B | 1281 B | 666 B | accounts, block seals, finality votes, agents |
//! | SPHINCS+-SHAKE-128s-simple, round 3.1 ([`sphincs`]) | 32 B | 64 B | 7856 B | cold accounts: operator and recovery keys |
//!
//! There is no classical scheme, and none can be added without a new variant of [`Signature`].
//!
//! ## What is signed
//!
//! A signature covers `len(context) as u8 || context || message`, so that a signature made for one
//! purpose is never valid for another. [`context`] lists the contexts. The [`sp_core::Pair`]
//! functions `sign` and `verify` use [`context::DEFAULT`].
//!
//! ## Accounts
//!
//! An account is `blake2_256("tonnetz/account/v1" || scheme index || public key)`; see
//! [`account_id`]. One key used in two schemes would give two accounts.
//!
//! ## Where the mathematics lives
//!
//! | task | implementation | where it runs |
//! |---|---|---|
//! | Falcon verification | `fn-dsa-vrfy`, integers only | runtime (WASM) and natively |
//! | Falcon key generation from a seed | `fn-dsa-kgen` | natively |
//! | Falcon signing | `pqcrypto-falcon` | natively |
//! | SPHINCS+ verification | [`sphincs::verify_raw`] | runtime (WASM) and natively |
//! | SPHINCS+ key generation, signing | `pqcrypto-sphincsplus` | natively |
//!
//! The `std` feature brings everything that holds a secret. Without it a `Pair` cannot be
//! constructed: only public keys, signatures and their verification are left.
//!
//! ## Properties
//!
//! - Verification returns `false` for every malformed input and never panics.
//! - A seed gives the same key on every machine: key generation is integer arithmetic over
//!   SHAKE256 output. The vectors in `tests/vectors` pin it.
//! - A secret is zeroized when dropped, and neither `Debug` nor `Display` shows it.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod account;
pub mod aura;
mod bytes;
pub mod context;
pub mod falcon512;
mod keystore;
mod pair;
mod signature;
pub mod sphincs;
#[cfg(feature = "std")]
mod suri;

pub use account::{account_id, Scheme, Signer, UnknownScheme};
#[cfg(feature = "std")]
pub use keystore::falcon_keystore::HostFunctions;
pub use signature::Signature;
#[cfg(feature = "std")]
pub use suri::{AnyPair, SuriError};
