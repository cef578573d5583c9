// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, HoldReason, Readings, Series, SeriesOf, WeightInfo};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

#[test]
fn prune_readings_removes_all_and_returns_the_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..260 {
			assert_ok!(report(&ALICE, session(), &["0.62"]));
		}
		assert_ok!(report(&BOB, session(), &["0.62"]));
		dismiss(&ALICE);
		advance_by(RETENTION);
		let post = prune_readings(&STRANGER, &ALICE).unwrap();

		assert_eq!(post.actual_weight, Some(<() as WeightInfo>::prune_readings(256)));
		assert_eq!(Readings::<Test>::iter_prefix(ALICE).count(), 0);
		assert_eq!(SeriesOf::<Test>::get(ALICE), Series::default());
		assert_eq!(held(HoldReason::Reading, &ALICE), 0);
		assert!(Readings::<Test>::contains_key(BOB, 0));
		let released = 256 * PRICE_OF_READING;
		let event = Event::ReadingsPruned { operator: ALICE, readings: 256, released };
		assert_eq!(events(), [event]);
	});
}

#[test]
fn prune_readings_returns_what_was_paid_whatever_the_price_is_now() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		ReadingDeposit::set(1);
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		dismiss(&ALICE);
		advance_by(RETENTION);
		assert_ok!(prune_readings(&ALICE, &ALICE));
		let [Event::ReadingsPruned { readings, released, .. }] = events()[..] else { panic!() };
		assert_eq!((readings, released), (2, PRICE_OF_READING + 1));
	});
}

#[test]
fn prune_readings_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Signals::prune_readings(RuntimeOrigin::root(), ALICE), BadOrigin);
	});
}

#[test]
fn prune_readings_fails_when_there_are_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(prune_readings(&ALICE, &STRANGER), Error::<Test>::NoReadings);
	});
}

#[test]
fn prune_readings_fails_when_still_an_operator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		advance_by(RETENTION);
		assert_noop!(prune_readings(&ALICE, &ALICE), Error::<Test>::StillOperator);
	});
}

#[test]
fn prune_readings_fails_when_the_last_is_too_new() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		advance_by(100);
		assert_ok!(report(&ALICE, session(), &["0.62"]));
		dismiss(&ALICE);
		advance_by(RETENTION - 1);
		assert_noop!(prune_readings(&ALICE, &ALICE), Error::<Test>::PruneTooEarly);
		advance_by(1);
		assert_ok!(prune_readings(&ALICE, &ALICE));
	});
}
