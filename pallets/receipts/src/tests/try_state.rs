// SPDX-License-Identifier: Apache-2.0

//! That each invariant is really checked: a state that breaks one is noticed.

use super::*;
use crate::{
	Attestation, Batch, ByIssuer, ChainHead, Deposit, Entry, Error, Head, HoldReason, Index,
	IndexKey, NextId, NextPosition, Revocation, Revocations, Source, StatementNonce, Volumes,
	WitnessPosition, Witnesses,
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
		assert_ok!(sign_and_relay(&BOB, &SIGNER, statement(&SIGNER, 0)));
		assert_ok!(attest(&BOB, Attestation { expires: Some(2), ..attestation(4) }));
		assert_ok!(attest(&BOB, attestation(5)));
		assert_ok!(countersign(&WITNESS, 2));
		assert_ok!(countersign(&SECOND_WITNESS, 5));
		advance_to(2 + RETENTION + 1);
		assert_ok!(prune(&STRANGER, &[5]));
		assert_ok!(Receipts::do_try_state());
		damage();
		assert_eq!(Receipts::do_try_state(), Err(sentence.into()));
	});
}

/// Changes the stored entry of a receipt that is whole: of Alice 0, which is revoked, and 1, of Bob
/// 2, a child, and 6, of the pallet 3, and the signer's 4, which Bob relayed.
fn alter(id: ReceiptId, change: impl FnOnce(&mut ReceiptOf<Test>, &mut Source, &mut Deposit)) {
	crate::Receipts::<Test>::mutate(Ordered(id), |entry| {
		let Some(Entry::Full { receipt, source, deposit, .. }) = entry else { panic!("not whole") };
		change(receipt, source, deposit);
	});
}

/// Changes what is left of receipt 5, of Bob.
fn alter_pruned(change: impl FnOnce(&mut H256, &mut Source, &mut u128)) {
	crate::Receipts::<Test>::mutate(Ordered(5), |entry| {
		let Some(Entry::Pruned { link, source, deposit, .. }) = entry else { panic!("not pruned") };
		change(link, source, deposit);
	});
}

#[test]
fn try_state_notices_gaps_in_the_numbers() {
	assert_noticed("the numbers of the receipts are dense from 0", || {
		crate::Receipts::<Test>::remove(Ordered(1));
	});
	assert_noticed("`NextId` is the number of receipts", || NextId::<Test>::put(8));
}

#[test]
fn try_state_notices_times_that_cannot_be() {
	assert_noticed("a receipt is not from the future", || {
		alter(1, |receipt, _, _| receipt.at = 99)
	});
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
		ByIssuer::<Test>::remove(ALICE, Ordered(1));
		ByIssuer::<Test>::insert(ALICE, Ordered(2), 1);
	});
	assert_noticed("the positions of an issuer are in the order of the numbers", || {
		alter(0, |receipt, _, _| receipt.sequence = 1);
		alter(1, |receipt, _, _| receipt.sequence = 0);
		ByIssuer::<Test>::insert(ALICE, Ordered(0), 1);
		ByIssuer::<Test>::insert(ALICE, Ordered(1), 0);
	});
	let broken = "the links of an issuer's receipts, chained in order, give its head";
	assert_noticed(broken, || alter(1, |receipt, _, _| receipt.time += 1));
	assert_noticed(broken, || alter_pruned(|link, _, _| *link = H256::zero()));
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
	assert_noticed("no receipt has two positions", || {
		ByIssuer::<Test>::insert(STRANGER, Ordered(0), 0);
	});
	assert_noticed("a position is that of a receipt that exists", || {
		ByIssuer::<Test>::insert(STRANGER, Ordered(0), 7);
	});
	// The last of Bob, so that no gap is left.
	assert_noticed("`ByIssuer` has one entry for each receipt", || {
		crate::Receipts::<Test>::mutate(Ordered(6), |entry| *entry = Some(super::entry(5)));
		ByIssuer::<Test>::remove(BOB, Ordered(2));
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
	assert_noticed(unequal, || alter_pruned(|_, _, deposit| *deposit -= 1));
	assert_noticed(unequal, || {
		Witnesses::<Test>::mutate(Ordered(2), Ordered(0), |entry| {
			entry.as_mut().unwrap().deposit = 0
		})
	});
	assert_noticed(unequal, || {
		let reason = HoldReason::Receipt.into();
		assert_ok!(Balances::release(&reason, &ALICE, 1, Precision::Exact));
	});
	assert_noticed(unequal, || {
		let reason = HoldReason::Countersignature.into();
		assert_ok!(Balances::release(&reason, &WITNESS, 1, Precision::Exact));
	});
}

#[test]
fn try_state_notices_batches_and_relayers_that_cannot_be() {
	let batch = "a batch has its root as digest, 1 to 2^40 leaves and no parent";
	let root = H256::repeat_byte(1);
	assert_noticed(batch, || {
		alter(0, |receipt, _, _| receipt.batch = Some(Batch { root: H256::zero(), leaves: 1 }));
	});
	for leaves in [0, (1 << 40) + 1] {
		assert_noticed(batch, || {
			alter(0, |receipt, _, _| receipt.batch = Some(Batch { root, leaves }));
		});
	}
	assert_noticed(batch, || {
		alter(2, |receipt, _, _| receipt.batch = Some(Batch { root, leaves: 1 }));
	});
	assert_noticed("the relayer of a receipt is not its issuer", || {
		alter(0, |receipt, _, _| receipt.relayer = Some(ALICE));
	});
}

#[test]
fn try_state_notices_witnesses_that_do_not_match() {
	let alter_first = |change: fn(&mut crate::CountersignatureOf<Test>)| {
		move || {
			Witnesses::<Test>::mutate(Ordered(2), Ordered(0), |entry| {
				change(entry.as_mut().unwrap())
			})
		}
	};
	assert_noticed("a position is below the next one", || NextPosition::<Test>::put(1));
	let missing = "`WitnessPosition` has the position of each countersignature";
	assert_noticed(missing, || WitnessPosition::<Test>::remove(Ordered(5), SECOND_WITNESS));
	assert_noticed(missing, || WitnessPosition::<Test>::insert(Ordered(2), WITNESS, 1));
	assert_noticed("`WitnessPosition` has nothing else", || {
		WitnessPosition::<Test>::insert(Ordered(2), ALICE, 0);
	});
	assert_noticed("`WitnessPosition` has nothing else", || {
		Witnesses::<Test>::remove(Ordered(2), Ordered(0));
	});
	assert_noticed(
		"a countersignature is not from the future",
		alter_first(|countersignature| countersignature.at = 99),
	);
	assert_noticed(
		"a countersignature is not older than its receipt",
		alter_first(|countersignature| countersignature.time = 0),
	);
	assert_noticed("a witness is not the issuer of the receipt", || {
		alter_first(|countersignature| countersignature.witness = BOB)();
		WitnessPosition::<Test>::insert(Ordered(2), BOB, 0);
	});
	assert_noticed("a countersignature belongs to a receipt that exists", || {
		let moved = Witnesses::<Test>::take(Ordered(2), Ordered(0)).unwrap();
		WitnessPosition::<Test>::remove(Ordered(2), WITNESS);
		Witnesses::<Test>::insert(Ordered(7), Ordered(0), moved);
		WitnessPosition::<Test>::insert(Ordered(7), WITNESS, 0);
	});
}

#[test]
fn try_state_notices_statement_nonces_that_cannot_be() {
	assert_noticed("a statement nonce is not below the number of relayed receipts", || {
		StatementNonce::<Test>::remove(SIGNER.account_id());
	});
	assert_noticed("a statement nonce in state is above 0", || {
		StatementNonce::<Test>::insert(STRANGER, 0);
	});
}

#[test]
fn try_state_notices_volumes_that_do_not_add_up() {
	// Bob has a child, a relayed statement, another receipt, and a pruned one that may count.
	for (who, total) in [(ALICE, 1), (BOB, 4)] {
		let set = |total| {
			let who = who.clone();
			move || Volumes::<Test>::mutate(who, |volume| volume.total = total)
		};
		assert_noticed("a volume is not above what is recorded as counted", set(total + 1));
		let least = if who == BOB { total - 1 } else { total };
		assert_noticed("a volume is not below what is recorded as counted", set(least - 1));
	}
	assert_noticed("only what the issuer signed or stated itself counts", || {
		alter(1, |_, source, _| *source = Source::Pallet);
	});
}

#[test]
fn try_state_notices_autonomous_receipts_that_are_not() {
	assert_noticed("only what the issuer signed or stated itself counts", || {
		alter(0, |_, source, _| *source = Source::Autonomous);
	});
	assert_noticed("an autonomous receipt is issued by the pallet's account", || {
		alter_pruned(|_, source, _| *source = Source::Autonomous);
	});
	assert_noticed("nothing is held for an autonomous receipt", || {
		alter(3, |_, _, deposit| deposit.permanent = 1);
	});
}

#[test]
fn try_state_notices_revocations_that_cannot_be() {
	let revocation = Revocation { at: 1, time: time_of(1), reason: Default::default() };
	assert_noticed("a revocation belongs to a receipt that exists", || {
		Revocations::<Test>::insert(Ordered(7), revocation.clone());
	});
	assert_noticed("a revocation is not older than its receipt", || {
		Revocations::<Test>::insert(Ordered(3), Revocation { time: 0, ..revocation.clone() });
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
