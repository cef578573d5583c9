// SPDX-License-Identifier: Apache-2.0

//! Where the state keeps what proof bundles prove.
//!
//! An offline verifier must compute these keys itself: a key that came with the proof would let a
//! forger prove another entry. They are those of `pallet-receipts` and `pallet-operators` under the names
//! that the runtime gives them; a test of the runtime compares them.

use super::ReceiptId;
use crate::ordered::Ordered;
use alloc::vec::Vec;
use codec::Encode;
use sp_crypto_hashing::{blake2_128, twox_128};

/// The name of the pallet in the runtime.
const PALLET: &[u8] = b"Receipts";

/// The name of the operators pallet in the runtime.
const OPERATORS: &[u8] = b"Operators";

/// The key of the [`Entry`](super::Entry) of a receipt.
///
/// ```text
/// twox128("Receipts") || twox128("Receipts") || u64 big-endian
/// ```
pub fn receipt(id: ReceiptId) -> Vec<u8> {
	entry(PALLET, b"Receipts", &Ordered(id).encode())
}

/// The key of the [`Revocation`](super::Revocation) of a receipt. There is nothing under it unless
/// the receipt is revoked.
///
/// ```text
/// twox128("Receipts") || twox128("Revocations") || u64 big-endian
/// ```
pub fn revocation(id: ReceiptId) -> Vec<u8> {
	entry(PALLET, b"Revocations", &Ordered(id).encode())
}

/// The key of the [`ChainHead`](super::ChainHead) of an issuer, an account id of 32 bytes.
///
/// ```text
/// twox128("Receipts") || twox128("Head") || blake2_128(issuer) || issuer
/// ```
pub fn head<AccountId: Encode>(issuer: &AccountId) -> Vec<u8> {
	entry(PALLET, b"Head", &of_account(issuer))
}

/// The key of the [`Suspension`](crate::operators::Suspension) of an issuer, an account id of 32 bytes.
/// There is nothing under it unless the account has been stopped.
///
/// ```text
/// twox128("Operators") || twox128("Suspensions") || blake2_128(issuer) || issuer
/// ```
pub fn suspension<AccountId: Encode>(issuer: &AccountId) -> Vec<u8> {
	entry(OPERATORS, b"Suspensions", &of_account(issuer))
}

fn of_account<AccountId: Encode>(account: &AccountId) -> Vec<u8> {
	let account = account.encode();
	[&blake2_128(&account), account.as_slice()].concat()
}

fn entry(pallet: &[u8], storage: &[u8], key: &[u8]) -> Vec<u8> {
	[&twox_128(pallet), &twox_128(storage), key].concat()
}
