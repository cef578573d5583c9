// SPDX-License-Identifier: Apache-2.0

//! That each invariant is really checked: a state that breaks one is noticed.

use super::*;
use crate::{
	Attestation, ByIssuer, ChainHead, Deposit, Entry, Error, Head, HoldReason, Index, IndexKey,
	NextId, Revocation, Revocations, Source,
};
use frame_support::{
	assert_ok,
	traits::{fungible::MutateHold, tokens::Precision},
};
use sp_core::H256;
use tonnetz_core::traits::AttestReceipt;

/// Does `damage` to a sound state and expects the sentence of the invariant that it breaks.
#[track_caller]
fn assert_noticed(sentence: &'static str, damage: impl FnOnce()) {
	ExtBuilder::default().build().execute_with(|| {
		assert_ok!(attest_many(&ALICE, vec![attestation(1), attestation(2)]));
		assert_ok!(attest(&BOB, Attestation { parent: Some(1), ..attestation(1) }));
		assert_ok!(Receipts::attest_autonomous(attestation(3)));
		assert_ok!(revoke(&ALICE, 0, b"wrong"));
		assert_ok!(Receipts::do_try_state());
		damage();
		assert_eq!(Receipts::do_try_state(), Err(sentence.into()));
	});
}

/// Changes the stored entry of a receipt.
fn alter(id: ReceiptId, change: impl FnOnce(&mut ReceiptOf<Test>, &mut Source, &mut Deposit)) {
	crate::Receipts::<Test>::mutate(Ordered(id), |entry| {
		let Some(Entry::Full { receipt, source, deposit }) = entry else { panic!("no receipt") };
		change(receipt, source, deposit);
	});
}

#[test]
fn try_state_notices_gaps_in_the_numbers() {
	assert_noticed("the numbers of the receipts are dense from 0", || {
		crate::Receipts::<Test>::remove(Ordered(1));
	});
	assert_noticed("`NextId` is the number of receipts", || NextId::<Test>::put(5));
}

#[test]
fn try_state_notices_times_that_cannot_be() {
	assert_noticed("a receipt is not from the future", || alter(1, |receipt, _, _| receipt.at = 2));
	assert_noticed("a receipt expires after the block that wrote it", || {
		alter(1, |receipt, _, _| receipt.expires = Some(1));
	});
}

#[test]
fn try_state_notices_a_parent_that_is_not_older() {
	assert_noticed("a parent has a smaller number than its child", || {
		alter(2, |receipt, _, _| receipt.parent = Some(2));
	});
}

#[test]
fn try_state_notices_a_broken_chain() {
	assert_noticed("the positions of an issuer are dense from 0", || {
		alter(1, |receipt, _, _| receipt.sequence = 2);
		ByIssuer::<Test>::insert(ALICE, Ordered(2), 1);
	});
	let broken = "the links of an issuer's receipts, chained in order, give its head";
	assert_noticed(broken, || alter(1, |receipt, _, _| receipt.time += 1));
	assert_noticed(broken, || Head::<Test>::remove(ALICE));
	assert_noticed("a head exists only for an issuer of receipts", || {
		Head::<Test>::insert(STRANGER, ChainHead::default());
	});
}

#[test]
fn try_state_notices_indices_that_do_not_match() {
	assert_noticed("`ByIssuer` has each receipt at its position", || {
		ByIssuer::<Test>::insert(ALICE, Ordered(1), 0);
	});
	assert_noticed("`ByIssuer` has one entry for each receipt", || {
		ByIssuer::<Test>::insert(STRANGER, Ordered(0), 0);
	});
	for key in IndexKey::all_of(&ExtBuilder::default().build().execute_with(|| {
		assert_ok!(attest(&ALICE, attestation(1)));
		receipt(0)
	})) {
		let missing = "each receipt is indexed by subject and digest, alone and with its issuer";
		assert_noticed(missing, || Index::<Test>::remove(key, Ordered(0)));
	}
	assert_noticed("`Index` has the four entries of each receipt and no others", || {
		Index::<Test>::insert(IndexKey::Subject(H256::zero()), Ordered(0), ());
	});
}

#[test]
fn try_state_notices_deposits_that_do_not_add_up() {
	let unequal = "what is on hold is the sum of the recorded deposits";
	assert_noticed(unequal, || alter(0, |_, _, deposit| deposit.body += 1));
	assert_noticed(unequal, || {
		let reason = HoldReason::Receipt.into();
		assert_ok!(Balances::release(&reason, &ALICE, 1, Precision::Exact));
	});
}

#[test]
fn try_state_notices_autonomous_receipts_that_are_not() {
	assert_noticed("an autonomous receipt is issued by the pallet's account", || {
		alter(0, |_, source, _| *source = Source::Autonomous);
	});
	assert_noticed("nothing is held for an autonomous receipt", || {
		alter(3, |_, _, deposit| deposit.permanent = 1);
	});
}

#[test]
fn try_state_notices_revocations_that_cannot_be() {
	let revocation = Revocation { at: 1, time: time_of(1), reason: Default::default() };
	assert_noticed("a revocation belongs to a receipt that exists", || {
		Revocations::<Test>::insert(Ordered(4), revocation.clone());
	});
	assert_noticed("a revocation is not older than its receipt", || {
		Revocations::<Test>::insert(Ordered(2), Revocation { time: 0, ..revocation.clone() });
	});
}

#[test]
fn try_state_holds_when_calls_fail() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(
			attest(&PAUPER, attestation(1)),
			Err(Error::<Test>::DepositNotAffordable.into())
		);
		assert_eq!(revoke(&ALICE, 0, b""), Err(Error::<Test>::UnknownReceipt.into()));
	});
}
