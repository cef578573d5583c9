// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, HoldReason, Readings, Sessions, WeightInfo};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

#[test]
fn prune_session_removes_it_and_returns_the_deposits() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to(5);
		for who in [&ALICE, &BOB, &CAROL] {
			assert_ok!(report(who, session(), &["0.62"]));
		}
		assert_ok!(report(&ALICE, session_of("other"), &["0.62"]));
		ReportDeposit::set(1);
		assert_ok!(report(&DAVE, session(), &["0.62"]));
		advance_to(5 + SESSION + RETENTION);
		let post = prune_session(&STRANGER, session()).unwrap();

		assert_eq!(post.actual_weight, Some(<() as WeightInfo>::prune_session(4)));
		assert!(!Sessions::<Test>::contains_key(session()));
		let held = |who| held(HoldReason::Report, who);
		assert_eq!((held(&ALICE), held(&BOB), held(&DAVE)), (PRICE_OF_REPORT, 0, 0));
		assert!(Readings::<Test>::contains_key(BOB, 0));
		assert_eq!(events(), [Event::SessionPruned { session: session(), reports: 4 }]);
	});
}

#[test]
fn prune_session_lets_its_identifier_be_used_again() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		advance_by(SESSION + RETENTION);
		assert_noop!(report(&ALICE, session(), &["0.62"]), Error::<Test>::SessionSealed);
		assert_ok!(prune_session(&ALICE, session()));
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		assert_eq!(Sessions::<Test>::get(session()).unwrap().opened, System::block_number());
	});
}

/// The bodies of the receipts can go in the block after, since a receipt is retained for that long
/// behind its expiry.
#[test]
fn receipts_of_a_session_can_be_pruned_with_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		advance_by(SESSION + RETENTION);
		assert_ok!(prune_session(&ALICE, session()));
		advance_by(1);
		assert_ok!(Receipts::prune(RuntimeOrigin::signed(ALICE), vec![0]));
	});
}

#[test]
fn prune_session_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Signals::prune_session(RuntimeOrigin::root(), session()), BadOrigin);
	});
}

#[test]
fn prune_session_fails_when_unknown_or_too_early() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(prune_session(&ALICE, session()), Error::<Test>::UnknownSession);
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		for blocks in [0, SESSION, RETENTION - 1] {
			advance_by(blocks);
			assert_noop!(prune_session(&ALICE, session()), Error::<Test>::PruneTooEarly);
		}
		advance_by(1);
		assert_ok!(prune_session(&ALICE, session()));
	});
}
