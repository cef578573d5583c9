// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, HoldReason, Streams, StreamsOf};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

#[test]
fn prune_stream_removes_it_and_returns_its_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(register(&ALICE, "b", HOURS));
		StreamDeposit::set(1);
		advance_to(9);
		assert_ok!(retire(&ALICE, 0));
		advance_by(30 * DAYS);
		assert_ok!(prune_stream(&STRANGER, 0));

		assert!(!Streams::<Test>::contains_key(Ordered(0)));
		assert_eq!(StreamsOf::<Test>::get(ALICE).into_inner(), [1]);
		assert_eq!(held(HoldReason::Stream, &ALICE), PRICE_OF_STREAM);
		let event = Event::StreamPruned { stream: 0, operator: ALICE, released: PRICE_OF_STREAM };
		assert_eq!(events(), [event]);
	});
}

#[test]
fn prune_stream_of_the_last_one_leaves_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(retire(&ALICE, 0));
		dismiss(&ALICE);
		advance_by(30 * DAYS);
		assert_ok!(prune_stream(&ALICE, 0));
		assert!(!StreamsOf::<Test>::contains_key(ALICE));
		assert_eq!(Balances::free_balance(ALICE), FUNDS);
		assert_noop!(prune_stream(&ALICE, 0), Error::<Test>::UnknownStream);
	});
}

#[test]
fn prune_stream_never_gives_a_number_again() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(retire(&ALICE, 0));
		advance_by(30 * DAYS);
		assert_ok!(prune_stream(&ALICE, 0));
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_eq!(StreamsOf::<Test>::get(ALICE).into_inner(), [1]);
	});
}

#[test]
fn prune_stream_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Signals::prune_stream(RuntimeOrigin::root(), 0), BadOrigin);
	});
}

#[test]
fn prune_stream_fails_when_in_service_or_retired_too_late() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(prune_stream(&ALICE, 0), Error::<Test>::UnknownStream);
		assert_ok!(register(&ALICE, "a", HOURS));
		advance_by(100 * DAYS);
		assert_noop!(prune_stream(&ALICE, 0), Error::<Test>::NotRetired);
		assert_ok!(retire(&ALICE, 0));
		advance_by(30 * DAYS - 1);
		assert_noop!(prune_stream(&ALICE, 0), Error::<Test>::PruneTooEarly);
		advance_by(1);
		assert_ok!(prune_stream(&ALICE, 0));
	});
}
