// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{ByNumber, Error, Event, Names, Occupants, Replacements, Suspension};
use frame_support::assert_noop;
use sp_core::H256;
use tonnetz_core::{
	operators::{payload_digest, replacement_payload},
	ordered::Ordered,
	receipt::{subject_of, Attestation, Entry, Kind},
	traits::{AttestReceipt, IsOperator, OperatorRecord},
};

/// Announces that `new` is to take over from `operator`, and waits until it can.
fn announce(operator: &AccountId, new: &AccountId) {
	assert_ok!(set_recovery(operator, operator, &COLD));
	assert_ok!(replace(&COLD, operator, new));
	advance_to(System::block_number() + DELAY);
}

fn attest(who: &AccountId) -> u64 {
	let attestation = Attestation {
		kind: Kind::Document,
		subject: H256::zero(),
		digest: H256::zero(),
		parent: None,
		uri: Vec::new(),
		expires: None,
	};
	Receipts::attest_as(who, attestation).unwrap()
}

#[test]
fn take_over_moves_everything() {
	ExtBuilder::default().build_and_execute(|| {
		attest(&EVE);
		let last = attest(&EVE);
		announce(&EVE, &STRANGER);
		assert_ok!(heartbeat(&EVE, &[]));
		assert_ok!(suspend(&COLD, &EVE));
		let (before, seen) = (record(&EVE), uptime(&EVE));
		System::reset_events();
		assert_ok!(take_over(&STRANGER, &EVE));

		assert_eq!(events(), [Event::AccountReplaced { old: EVE, new: STRANGER }]);
		assert!(!Operators::is_operator(&EVE));
		assert!(Operators::is_operator(&STRANGER));
		assert_eq!(record(&STRANGER), before);
		assert_eq!(uptime(&STRANGER), seen);
		assert_eq!(Names::<Test>::get(&before.name), Some(STRANGER));
		assert_eq!(ByNumber::<Test>::get(Ordered(before.number)), Some(STRANGER));
		let occupant = Occupants::<Test>::get(before.position, before.slot).unwrap();
		assert_eq!(occupant.account, STRANGER);
		assert_eq!((held(&EVE), held(&STRANGER)), (0, DEPOSIT));
		assert!(!Replacements::<Test>::contains_key(EVE));
		assert_eq!(Replaced::get(), [(EVE, STRANGER)]);

		let Some(Entry::Full { receipt, .. }) =
			pallet_receipts::Receipts::<Test>::get(Ordered(last + 1))
		else {
			panic!("a receipt opens the new chain")
		};
		assert_eq!((receipt.issuer, receipt.sequence), (STRANGER, 0));
		assert_eq!(receipt.kind, Kind::Custom(0));
		assert_eq!(receipt.parent, Some(last));
		assert_eq!(receipt.subject, subject_of("eve"));
		assert_eq!(receipt.digest, payload_digest(&replacement_payload(&EVE, &STRANGER)));
	});
}

#[test]
fn the_old_account_stays_stopped_and_names_its_successor() {
	ExtBuilder::default().build_and_execute(|| {
		announce(&EVE, &STRANGER);
		let stopped = System::block_number();
		assert_ok!(suspend(&COLD, &EVE));
		advance_to(stopped + 50);
		assert_ok!(take_over(&STRANGER, &EVE));
		let suspension = Suspension { since: stopped, lapses: None, successor: Some(STRANGER) };
		assert_eq!(Operators::suspension(&EVE), Some(suspension));
		assert_eq!(Operators::suspension(&STRANGER), None);
		advance_to(stopped + 100 * SUSPENSION);
		assert_eq!(<Operators as OperatorRecord<_, _>>::suspended_since(&EVE), Some(stopped));
		assert_noop!(register(&EVE, "again"), Error::<Test>::Suspended);
		assert_noop!(suspend(&COLD, &EVE), Error::<Test>::NotOperator);
	});
}

#[test]
fn an_account_that_was_not_stopped_is_from_its_replacement_on() {
	ExtBuilder::default().build_and_execute(|| {
		announce(&EVE, &STRANGER);
		let now = System::block_number();
		assert_ok!(take_over(&STRANGER, &EVE));
		assert_eq!(Operators::suspension(&EVE).unwrap().since, now);
	});
}

#[test]
fn a_lapsed_suspension_does_not_date_the_replacement() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		advance_to(1 + SUSPENSION);
		announce(&EVE, &STRANGER);
		let now = System::block_number();
		assert_ok!(take_over(&STRANGER, &EVE));
		assert_eq!(Operators::suspension(&EVE).unwrap().since, now);
	});
}

#[test]
fn a_replaced_account_cannot_take_over() {
	ExtBuilder::default().build_and_execute(|| {
		announce(&EVE, &STRANGER);
		assert_ok!(set_recovery(&DAVE, &DAVE, &COLD));
		assert_ok!(replace(&COLD, &DAVE, &NEWCOMER));
		assert_ok!(register(&NEWCOMER, "newcomer"));
		assert_ok!(set_recovery(&NEWCOMER, &NEWCOMER, &COLD));
		assert_ok!(take_over(&STRANGER, &EVE));
		// Eve was replaced: what has its key stays stopped.
		assert_noop!(replace(&COLD, &DAVE, &EVE), Error::<Test>::Suspended);

		assert_ok!(replace(&COLD, &NEWCOMER, &account(40)));
		advance_to(System::block_number() + DELAY);
		assert_ok!(take_over(&account(40), &NEWCOMER));
		assert_noop!(take_over(&NEWCOMER, &DAVE), Error::<Test>::Suspended);
	});
}

#[test]
fn take_over_from_one_without_receipts_has_no_parent() {
	ExtBuilder::default().build_and_execute(|| {
		announce(&EVE, &STRANGER);
		assert_ok!(take_over(&STRANGER, &EVE));
		let Some(Entry::Full { receipt, .. }) = pallet_receipts::Receipts::<Test>::get(Ordered(0))
		else {
			panic!("a receipt opens the new chain")
		};
		assert_eq!(receipt.parent, None);
	});
}

#[test]
fn take_over_of_a_validator_takes_its_place() {
	ExtBuilder::default().build_and_execute(|| {
		announce(&ALICE, &STRANGER);
		set_keys(&STRANGER, 99);
		assert_ok!(take_over(&STRANGER, &ALICE));
		let expected = [BOB, account(3), DAVE, STRANGER];
		assert_eq!(validators(), expected);
		end_session();
		end_session();
		assert_eq!(Session::validators(), expected);
	});
}

#[test]
fn referrer_that_takes_over_does_not_become_its_own() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&NEWCOMER, "referrer"));
		assert_ok!(register_invited(&STRANGER, "invitee", &NEWCOMER));
		assert_ok!(deregister(&NEWCOMER));
		announce(&STRANGER, &NEWCOMER);
		assert_ok!(take_over(&NEWCOMER, &STRANGER));
		assert_eq!(record(&NEWCOMER).referrer, None);
	});
}

#[test]
fn take_over_fails_if_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(take_over(&STRANGER, &NEWCOMER), Error::<Test>::NotOperator);
	});
}

#[test]
fn take_over_fails_without_an_announcement() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(take_over(&STRANGER, &EVE), Error::<Test>::NoReplacement);
	});
}

#[test]
fn take_over_fails_for_others_than_announced() {
	ExtBuilder::default().build_and_execute(|| {
		announce(&EVE, &STRANGER);
		for who in [EVE, COLD, NEWCOMER] {
			assert_noop!(take_over(&who, &EVE), Error::<Test>::NotReplacement);
		}
	});
}

#[test]
fn take_over_fails_too_early() {
	ExtBuilder::default().build_and_execute(|| {
		announce(&EVE, &STRANGER);
		advance_to(System::block_number() - 1);
		assert_noop!(take_over(&STRANGER, &EVE), Error::<Test>::ReplacementTooEarly);
	});
}

#[test]
fn take_over_fails_for_one_who_registered_since() {
	ExtBuilder::default().build_and_execute(|| {
		announce(&EVE, &STRANGER);
		assert_ok!(register(&STRANGER, "stranger"));
		assert_noop!(take_over(&STRANGER, &EVE), Error::<Test>::AlreadyRegistered);
	});
}

#[test]
fn take_over_fails_for_one_who_became_the_recovery_account_since() {
	ExtBuilder::default().build_and_execute(|| {
		announce(&EVE, &STRANGER);
		assert_ok!(set_recovery(&COLD, &EVE, &STRANGER));
		assert_noop!(take_over(&STRANGER, &EVE), Error::<Test>::RecoveryIsOperator);
	});
}

#[test]
fn take_over_of_a_validator_fails_without_session_keys() {
	ExtBuilder::default().build_and_execute(|| {
		announce(&ALICE, &STRANGER);
		assert_noop!(take_over(&STRANGER, &ALICE), Error::<Test>::NoSessionKeys);
	});
}

#[test]
fn take_over_fails_for_one_who_cannot_bear_the_receipt() {
	ExtBuilder::default().build_and_execute(|| {
		announce(&EVE, &PAUPER);
		// What moves to its account is on hold: none of it pays for the receipt.
		frame_support::assert_noop!(
			frame_support::storage::with_storage_layer(|| take_over(&PAUPER, &EVE)),
			pallet_receipts::Error::<Test>::DepositNotAffordable
		);
	});
}
