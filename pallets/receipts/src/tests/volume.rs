// SPDX-License-Identifier: Apache-2.0

//! What counts in the attestation volume, and for whom.

use super::*;
use crate::Attestation;
use frame_support::assert_ok;
use tonnetz_core::{
	traits::{AttestReceipt, AttestationVolume},
	units::{DAYS, MILLISECS_PER_BLOCK},
	Moment,
};

/// How many of the receipts in state count.
fn counted() -> usize {
	(0..receipts()).filter(|id| whole(*id).2).count()
}

#[test]
fn volume_counts_what_an_account_attests() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(volume(&ALICE), 0);
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_ok!(attest_many(&ALICE, vec![attestation(1); 4]));
		assert_ok!(attest_batch(&ALICE, 7, 1_000_000));
		assert_eq!((volume(&ALICE), volume(&BOB)), (6, 0));
		assert_eq!(<Receipts as AttestationVolume<AccountId>>::attestation_volume(&ALICE), 6);
	});
}

#[test]
fn volume_of_a_statement_is_the_relayers() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(sign_and_relay(&BOB, &SIGNER, statement(&SIGNER, 0)));
		assert_eq!((volume(&BOB), volume(&SIGNER.account_id())), (1, 0));
	});
}

#[test]
fn volume_leaves_out_what_pallets_write() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(Receipts::attest_as(&ALICE, attestation(1)));
		assert_ok!(Receipts::attest_autonomous(attestation(1)));
		assert_eq!(counted(), 0);
		assert_eq!((volume(&ALICE), volume(&Receipts::autonomous_account())), (0, 0));
		assert_eq!(crate::Volumes::<Test>::iter().count(), 0);
	});
}

#[test]
fn volume_of_a_day_is_bounded() {
	ExtBuilder::default().build_and_execute(|| {
		MaxCountedPerDay::set(5);
		assert_ok!(attest_many(&ALICE, vec![attestation(1); 4]));
		assert_ok!(attest_many(&ALICE, vec![attestation(1); 4]));
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_eq!((volume(&ALICE), counted(), receipts()), (5, 5, 9));
		// The bound is each account's own.
		assert_ok!(attest(&BOB, attestation(1)));
		assert_eq!(volume(&BOB), 1);
	});
}

#[test]
fn volume_is_counted_anew_at_midnight_by_the_timestamp() {
	ExtBuilder::default().build_and_execute(|| {
		MaxCountedPerDay::set(2);
		// The genesis of the tests is midnight.
		let last_of_the_day = DAYS - 1;
		for (block, expected) in [(last_of_the_day, 2), (DAYS, 4), (DAYS + 1, 4), (3 * DAYS, 6)] {
			advance_to(block);
			assert_ok!(attest_many(&ALICE, vec![attestation(1); 3]));
			assert_eq!(volume(&ALICE), expected, "block {block}");
		}
		assert_eq!(Moment::from(DAYS) * MILLISECS_PER_BLOCK, 86_400_000);
	});
}

#[test]
fn volume_loses_what_is_revoked_once() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_many(&ALICE, vec![attestation(1); 3]));
		assert_ok!(revoke(&ALICE, 1, b""));
		assert_eq!(volume(&ALICE), 2);
		assert!(revoke(&ALICE, 1, b"").is_err());
		assert_eq!(volume(&ALICE), 2);
	});
}

#[test]
fn volume_loses_nothing_when_what_did_not_count_is_revoked() {
	ExtBuilder::default().build_and_execute(|| {
		MaxCountedPerDay::set(1);
		assert_ok!(attest_many(&ALICE, vec![attestation(1); 2]));
		assert_ok!(Receipts::attest_as(&ALICE, attestation(1)));
		assert_ok!(revoke(&ALICE, 1, b""));
		assert_ok!(revoke(&ALICE, 2, b""));
		assert_eq!(volume(&ALICE), 1);
		assert_ok!(revoke(&ALICE, 0, b""));
		assert_eq!(volume(&ALICE), 0);
	});
}

#[test]
fn volume_of_the_relayer_loses_what_the_issuer_revokes() {
	let me = SIGNER.account_id();
	ExtBuilder::default().with_balance(me.clone(), FUNDS).build_and_execute(|| {
		assert_ok!(attest(&me, attestation(1)));
		assert_ok!(sign_and_relay(&BOB, &SIGNER, statement(&SIGNER, 0)));
		assert_ok!(revoke(&me, 1, b""));
		assert_eq!((volume(&BOB), volume(&me)), (0, 1));
	});
}

#[test]
fn volume_does_not_come_back_today_when_something_is_revoked() {
	ExtBuilder::default().build_and_execute(|| {
		MaxCountedPerDay::set(1);
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_ok!(revoke(&ALICE, 0, b""));
		assert_ok!(attest(&ALICE, attestation(1)));
		assert_eq!(volume(&ALICE), 0);
	});
}

#[test]
fn volume_survives_pruning() {
	ExtBuilder::default().build_and_execute(|| {
		let expiring = Attestation { expires: Some(2), ..attestation(1) };
		assert_ok!(attest_many(&ALICE, vec![expiring; 3]));
		assert_ok!(revoke(&ALICE, 0, b""));
		advance_to(2 + RETENTION + 1);
		assert_ok!(prune(&STRANGER, &[0, 1, 2]));
		assert_eq!(volume(&ALICE), 2);
	});
}

#[test]
fn volume_of_a_call_that_fails_does_not_change() {
	ExtBuilder::default().build_and_execute(|| {
		assert!(attest(&PAUPER, attestation(1)).is_err());
		assert_eq!(volume(&PAUPER), 0);
		assert_eq!(crate::Volumes::<Test>::iter().count(), 0);
	});
}
