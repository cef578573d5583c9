// SPDX-License-Identifier: Apache-2.0

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod attest;
mod attest_many;
mod attest_receipt;
mod deposits;
mod properties;
mod queries;
mod revoke;
mod state_size;
mod try_state;
mod weights;
mod wire_format;

use crate::{mock::*, AttestationOf, Entry, Pallet, ReceiptId, ReceiptOf};
use frame_support::dispatch::DispatchResult;
use tonnetz_core::{ordered::Ordered, AccountId};

/// Signs an `attest` with `who`.
fn attest(who: &AccountId, attestation: AttestationOf<Test>) -> DispatchResult {
	Receipts::attest(
		RuntimeOrigin::signed(who.clone()),
		attestation.kind,
		attestation.subject,
		attestation.digest,
		attestation.parent,
		attestation.uri,
		attestation.expires,
	)
}

/// Signs an `attest_many` with `who`.
fn attest_many(who: &AccountId, items: Vec<AttestationOf<Test>>) -> DispatchResult {
	Receipts::attest_many(RuntimeOrigin::signed(who.clone()), items)
}

/// Signs a `revoke` with `who`.
fn revoke(who: &AccountId, id: ReceiptId, reason: &[u8]) -> DispatchResult {
	Receipts::revoke(RuntimeOrigin::signed(who.clone()), id, reason.to_vec())
}

/// The entry of a receipt that must exist.
fn entry(id: ReceiptId) -> crate::EntryOf<Test> {
	crate::Receipts::<Test>::get(Ordered(id)).expect("the receipt exists")
}

/// A receipt that must exist.
fn receipt(id: ReceiptId) -> ReceiptOf<Test> {
	let Entry::Full { receipt, .. } = entry(id);
	receipt
}

/// The number of receipts in state.
fn receipts() -> u64 {
	crate::NextId::<Test>::get()
}

/// The links of all receipts of `issuer`, in order.
fn links(issuer: &AccountId) -> Vec<sp_core::H256> {
	let next = Pallet::<Test>::head(issuer.clone()).next;
	(0..next)
		.map(|sequence| {
			let id = crate::ByIssuer::<Test>::get(issuer, Ordered(sequence)).expect("no gap");
			receipt(id).link()
		})
		.collect()
}
