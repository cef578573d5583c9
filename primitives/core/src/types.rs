// SPDX-License-Identifier: Apache-2.0

//! The basic types of the chain.

/// Identifies an account: 32 bytes, derived from a post-quantum public key. Shown as SS58.
pub type AccountId = sp_runtime::AccountId32;

/// An amount of money in the smallest unit, 10^-12 TNZ (see [`crate::units`]).
pub type Balance = u128;

/// The height of a block. 2^32 blocks of 3 s are 408 years.
pub type BlockNumber = u32;

/// The number of transactions an account has sent.
pub type Nonce = u32;

/// A point in time: Unix time in milliseconds, UTC.
pub type Moment = u64;

/// A 32-byte hash. Unless said otherwise it is BLAKE2b-256.
pub type Hash = sp_core::H256;
