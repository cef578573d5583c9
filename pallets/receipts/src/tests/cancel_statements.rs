// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, DispatchError, TokenError};

#[test]
fn cancel_statements_refuses_older_ones_and_accepts_the_next() {
	let me = SIGNER.account_id();
	ExtBuilder::default().with_balance(me.clone(), FUNDS).build_and_execute(|| {
		assert_ok!(sign_and_relay(&BOB, &SIGNER, statement(&SIGNER, 0)));
		let signed: Vec<_> = (1..5)
			.map(|nonce| {
				let stated = statement(&SIGNER, nonce);
				(sign(&SIGNER, &stated), stated)
			})
			.collect();
		System::reset_events();
		assert_ok!(cancel(&me, 4));
		assert_eq!(events(), [Event::StatementsCancelled { issuer: me.clone(), up_to: 4 }]);
		assert_eq!(Receipts::statement_nonce(me.clone()), 4);

		let (last, cancelled) = signed.split_last().unwrap();
		for (signature, stated) in cancelled {
			assert_noop!(
				relay(&BOB, stated.clone(), signature.clone()),
				Error::<Test>::NonceTooLow
			);
		}
		let (signature, stated) = last.clone();
		assert_ok!(relay(&BOB, stated, signature));
	});
}

#[test]
fn cancel_statements_leaves_those_of_others() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(cancel(&ALICE, 7));
		assert_ok!(sign_and_relay(&BOB, &SIGNER, statement(&SIGNER, 0)));
	});
}

#[test]
fn cancel_statements_may_cancel_all_there_can_be() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(cancel(&ALICE, u64::MAX));
		assert_noop!(cancel(&ALICE, u64::MAX), Error::<Test>::NothingToCancel);
	});
}

#[test]
fn cancel_statements_keeps_the_account_that_has_no_receipt() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(cancel(&ALICE, 1));
		assert_eq!(System::consumers(&ALICE), 1);
		assert_noop!(
			Balances::transfer_allow_death(RuntimeOrigin::signed(ALICE), BOB, FUNDS),
			TokenError::Frozen
		);
		assert_ok!(cancel(&ALICE, 2));
		assert_eq!(System::consumers(&ALICE), 1);
	});
}

#[test]
fn cancel_statements_takes_no_reference_for_an_entry_that_a_receipt_pays_for() {
	let me = SIGNER.account_id();
	ExtBuilder::default().with_balance(me.clone(), FUNDS).build_and_execute(|| {
		assert_ok!(sign_and_relay(&BOB, &SIGNER, statement(&SIGNER, 0)));
		assert_ok!(cancel(&me, 5));
		assert_eq!(System::consumers(&me), 0);
	});
}

#[test]
fn cancel_statements_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Receipts::cancel_statements(RuntimeOrigin::root(), 1), BadOrigin);
	});
}

#[test]
fn cancel_statements_fails_when_there_is_nothing_to_cancel() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(cancel(&ALICE, 0), Error::<Test>::NothingToCancel);
		assert_ok!(cancel(&ALICE, 3));
		for up_to in [0, 2, 3] {
			assert_noop!(cancel(&ALICE, up_to), Error::<Test>::NothingToCancel);
		}
	});
}

#[test]
fn cancel_statements_fails_when_the_account_does_not_exist() {
	ExtBuilder::default().build_and_execute(|| {
		let nobody = AccountId::new([99; 32]);
		assert_noop!(cancel(&nobody, 1), DispatchError::NoProviders);
	});
}
