// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Attestation, ChainHead, Error, Event, Revocations, MAX_PAGE};
use frame_support::{assert_noop, assert_ok, traits::Get};
use sp_core::H256;
use sp_runtime::traits::BadOrigin;
use tonnetz_core::{receipt::subject_of, traits::AttestReceipt};

/// The block at which the receipts below expire, and the first at which they may be pruned.
const EXPIRY: u32 = 5;
const PRUNABLE: u32 = EXPIRY + RETENTION + 1;

fn expiring(digest: u8) -> AttestationOf<Test> {
	Attestation { expires: Some(EXPIRY), ..attestation(digest) }
}

#[test]
fn prune_leaves_the_link_and_returns_the_part_of_the_body() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, expiring(1)));
		let (receipt, source, _, deposit) = whole(0);
		advance_to(PRUNABLE);
		assert_ok!(prune(&STRANGER, &[0]));

		let expected = Entry::Pruned {
			link: receipt.link(),
			source,
			payer: ALICE,
			deposit: deposit.permanent,
		};
		assert_eq!(entry(0), expected);
		assert_eq!(held(&ALICE), deposit.permanent);
		assert_eq!(Balances::free_balance(ALICE), FUNDS - deposit.permanent);
		assert_eq!(events(), [Event::Pruned { id: 0, payer: ALICE, released: deposit.body }]);
	});
}

#[test]
fn prune_returns_each_part_to_who_paid_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, expiring(1)));
		let stated = StatementOf::<Test> { expires: Some(EXPIRY), ..statement(&SIGNER, 0) };
		assert_ok!(sign_and_relay(&BOB, &SIGNER, stated));
		assert_ok!(attest_many(&ALICE, vec![expiring(2), expiring(3)]));
		let deposits = [0, 1, 2, 3].map(|id| whole(id).3);
		advance_to(PRUNABLE);
		assert_ok!(prune(&STRANGER, &[3, 1, 0]));

		assert_eq!(
			held(&ALICE),
			deposits[0].permanent + deposits[2].total() + deposits[3].permanent
		);
		assert_eq!(held(&BOB), deposits[1].permanent);
		assert_eq!(held(&STRANGER), 0);
		assert_eq!(System::account(SIGNER.account_id()), Default::default());
	});
}

#[test]
fn prune_returns_what_was_paid_when_prices_have_changed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, expiring(1)));
		let deposit = whole(0).3;
		DepositBase::set(PRICE_BASE * 100);
		DepositPerByte::set(0);
		advance_to(PRUNABLE);
		assert_ok!(prune(&ALICE, &[0]));
		assert_eq!(held(&ALICE), deposit.permanent);
	});
}

#[test]
fn prune_keeps_chains_positions_and_answers() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_many(&ALICE, vec![expiring(1), attestation(1), expiring(1)]));
		let (head, links) = (Receipts::head(ALICE), links(&ALICE));
		advance_to(PRUNABLE);
		assert_ok!(prune(&STRANGER, &[0, 2]));

		assert_eq!(Receipts::head(ALICE), head);
		let pages = [
			Receipts::by_issuer(ALICE, 0, MAX_PAGE),
			Receipts::by_subject(subject_of("component"), None, 0, MAX_PAGE),
			Receipts::by_digest(H256::repeat_byte(1), Some(ALICE), 0, MAX_PAGE),
		];
		for page in pages {
			let answered: Vec<_> = page.items.iter().map(|info| info.link).collect();
			assert_eq!(answered, links);
			assert_eq!(ChainHead::of_links(answered), Some(head));
			let bodies: Vec<_> = page.items.iter().map(|info| info.receipt.is_some()).collect();
			assert_eq!(bodies, [false, true, false]);
		}
		assert_ok!(attest(&ALICE, attestation(2)));
		assert_eq!(receipt(3).sequence, 3);
	});
}

#[test]
fn prune_keeps_revocations_and_countersignatures() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, expiring(1)));
		assert_ok!(revoke(&BOB, 0, b"wrong"));
		assert_ok!(countersign(&WITNESS, 0));
		advance_to(PRUNABLE);
		assert_ok!(prune(&STRANGER, &[0]));
		assert!(Revocations::<Test>::contains_key(Ordered(0)));
		assert!(Receipts::get(0).unwrap().revoked.is_some());
		assert_eq!(Receipts::witnesses(0, 0, 10).items.len(), 1);
		assert_eq!(held_for_countersignatures(&WITNESS), PRICE_OF_COUNTERSIGNATURE);
	});
}

#[test]
fn prune_accepts_batches_and_receipts_without_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		let stated = attestation(7);
		assert_ok!(Receipts::attest_batch(
			RuntimeOrigin::signed(ALICE),
			stated.kind,
			stated.subject,
			stated.digest,
			9,
			vec![],
			Some(EXPIRY)
		));
		assert_ok!(Receipts::attest_autonomous(expiring(1)));
		advance_to(PRUNABLE);
		assert_ok!(prune(&STRANGER, &[0, 1]));
		let Entry::Pruned { payer, deposit, source, .. } = entry(1) else { panic!("not pruned") };
		assert_eq!(payer, Receipts::autonomous_account());
		assert_eq!((deposit, source), (0, Source::Autonomous));
	});
}

#[test]
fn prune_accepts_as_many_as_attest_many_writes() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_many(&ALICE, vec![expiring(1); 256]));
		advance_to(PRUNABLE);
		let all: Vec<_> = (0..256).collect();
		assert_ok!(prune(&STRANGER, &all));
		assert_eq!(events().len(), 256);
	});
}

#[test]
fn prune_leaves_a_parent_that_children_may_name() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, expiring(1)));
		advance_to(PRUNABLE);
		assert_ok!(prune(&STRANGER, &[0]));
		assert_ok!(attest(&ALICE, Attestation { parent: Some(0), ..attestation(2) }));
	});
}

#[test]
fn prune_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Receipts::prune(RuntimeOrigin::none(), vec![0]), BadOrigin);
	});
}

#[test]
fn prune_fails_when_there_are_no_items_or_too_many() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(prune(&ALICE, &[]), Error::<Test>::NoItems);
		let max: u32 = <Test as crate::Config>::MaxItems::get();
		let many: Vec<_> = (0..=u64::from(max)).collect();
		assert_noop!(prune(&ALICE, &many), Error::<Test>::TooManyItems);
	});
}

#[test]
fn prune_fails_when_receipt_does_not_exist() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(prune(&ALICE, &[0]), Error::<Test>::UnknownReceipt);
	});
}

#[test]
fn prune_fails_until_the_retention_period_is_over() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, expiring(1)));
		for block in [EXPIRY - 1, EXPIRY, EXPIRY + RETENTION] {
			advance_to(block);
			assert_noop!(prune(&ALICE, &[0]), Error::<Test>::PruneTooEarly);
		}
		advance_to(EXPIRY + RETENTION + 1);
		assert_ok!(prune(&ALICE, &[0]));
	});
}

#[test]
fn prune_fails_when_receipt_never_expires() {
	ExtBuilder::default().build_and_execute(|| {
		let latest = Attestation { expires: Some(u32::MAX), ..attestation(1) };
		assert_ok!(attest_many(&ALICE, vec![attestation(1), latest]));
		advance_to(u32::MAX);
		assert_noop!(prune(&ALICE, &[0]), Error::<Test>::PruneTooEarly);
		assert_noop!(prune(&ALICE, &[1]), Error::<Test>::PruneTooEarly);
	});
}

#[test]
fn prune_fails_when_pruned_already() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_many(&ALICE, vec![expiring(1); 2]));
		advance_to(PRUNABLE);
		assert_ok!(prune(&ALICE, &[0]));
		assert_noop!(prune(&ALICE, &[0]), Error::<Test>::AlreadyPruned);
		assert_noop!(prune(&ALICE, &[1, 1]), Error::<Test>::AlreadyPruned);
	});
}

#[test]
fn prune_prunes_nothing_when_one_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_many(&ALICE, vec![expiring(1), expiring(2), attestation(3)]));
		advance_to(PRUNABLE);
		assert_noop!(prune(&ALICE, &[0, 1, 2]), Error::<Test>::PruneTooEarly);
		assert_noop!(prune(&ALICE, &[0, 1, 3]), Error::<Test>::UnknownReceipt);
		assert_ok!(prune(&ALICE, &[0, 1]));
	});
}
