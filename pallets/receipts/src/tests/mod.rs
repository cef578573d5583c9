// SPDX-License-Identifier: Apache-2.0

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod attest;
mod attest_batch;
mod attest_many;
mod attest_receipt;
mod attest_statement;
mod cancel_statements;
mod countersign;
mod deposits;
mod glue;
mod properties;
mod prune;
mod queries;
mod revoke;
mod state_size;
mod try_state;
mod vectors;
mod volume;
mod weights;
mod wire_format;
mod withdraw_countersignature;

use crate::{
	mock::*, AttestationOf, Deposit, Entry, Pallet, ReceiptId, ReceiptOf, Source, StatementOf,
};
use frame_support::dispatch::DispatchResult;
use std::sync::LazyLock;
use tonnetz_core::{ordered::Ordered, AccountId};
use tonnetz_crypto::{context, AnyPair, Scheme, Signature};

/// Signs statements. Its account has no funds.
static SIGNER: LazyLock<AnyPair> = LazyLock::new(|| pair(Scheme::Falcon512, "Signer"));

/// The development key `//$name`.
fn pair(scheme: Scheme, name: &str) -> AnyPair {
	AnyPair::from_suri(scheme, &format!("//{name}"), None).unwrap()
}

/// A statement of `signer` with `nonce`, accepted for long, with nothing that is optional.
fn statement(signer: &AnyPair, nonce: u64) -> StatementOf<Test> {
	let AttestationOf::<Test> { kind, subject, digest, parent, uri, expires } = attestation(1);
	StatementOf::<Test> {
		issuer: signer.account_id(),
		kind,
		subject,
		digest,
		parent,
		uri,
		expires,
		nonce,
		valid_until: 1_000,
	}
}

/// The signature of `signer` over a statement for this chain.
fn sign(signer: &AnyPair, statement: &StatementOf<Test>) -> Signature {
	signer.sign(context::STATEMENT, &statement.signing_bytes(&GENESIS_HASH)).unwrap()
}

/// Signs an `attest_statement` with `relayer`.
fn relay(
	relayer: &AccountId,
	statement: StatementOf<Test>,
	signature: Signature,
) -> DispatchResult {
	Receipts::attest_statement(
		RuntimeOrigin::signed(relayer.clone()),
		Box::new(statement),
		Box::new(signature),
	)
}

/// Has `signer` sign the statement and `who` bring it.
fn sign_and_relay(
	who: &AccountId,
	signer: &AnyPair,
	statement: StatementOf<Test>,
) -> DispatchResult {
	let signature = sign(signer, &statement);
	relay(who, statement, signature)
}

/// Signs a `cancel_statements` with `who`.
fn cancel(who: &AccountId, up_to: u64) -> DispatchResult {
	Receipts::cancel_statements(RuntimeOrigin::signed(who.clone()), up_to)
}

/// Signs an `attest_batch` with `who`.
fn attest_batch(who: &AccountId, root: u8, leaves: u64) -> DispatchResult {
	let stated = attestation(root);
	Receipts::attest_batch(
		RuntimeOrigin::signed(who.clone()),
		stated.kind,
		stated.subject,
		stated.digest,
		leaves,
		stated.uri,
		stated.expires,
	)
}

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

/// Signs a `countersign` with `who`.
fn countersign(who: &AccountId, id: ReceiptId) -> DispatchResult {
	Receipts::countersign(RuntimeOrigin::signed(who.clone()), id)
}

/// Signs a `withdraw_countersignature` with `who`.
fn withdraw(who: &AccountId, id: ReceiptId) -> DispatchResult {
	Receipts::withdraw_countersignature(RuntimeOrigin::signed(who.clone()), id)
}

/// Signs a `prune` with `who`.
fn prune(who: &AccountId, ids: &[ReceiptId]) -> DispatchResult {
	Receipts::prune(RuntimeOrigin::signed(who.clone()), ids.to_vec())
}

/// The volume of `who`.
fn volume(who: &AccountId) -> u64 {
	Receipts::attestation_volume(who.clone())
}

/// The entry of a receipt that must exist.
fn entry(id: ReceiptId) -> crate::EntryOf<Test> {
	crate::Receipts::<Test>::get(Ordered(id)).expect("the receipt exists")
}

/// A receipt that must exist and not be pruned, with its source, whether it counts, and its
/// deposit.
#[track_caller]
fn whole(id: ReceiptId) -> (ReceiptOf<Test>, Source, bool, Deposit) {
	let Entry::Full { receipt, source, counted, deposit } = entry(id) else { panic!("pruned") };
	(receipt, source, counted, deposit)
}

/// A receipt that must exist and not be pruned.
#[track_caller]
fn receipt(id: ReceiptId) -> ReceiptOf<Test> {
	whole(id).0
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
			entry(id).link()
		})
		.collect()
}
