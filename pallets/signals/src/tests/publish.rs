// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, Update};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

#[test]
fn publish_stores_the_last_update() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		advance_to(9);
		let value = Some(FixedI128::from_inner(-7));
		let (sequence, digest) = (3, H256::repeat_byte(8));
		let origin = RuntimeOrigin::signed(ALICE);
		assert_ok!(Signals::publish(origin, 0, sequence, digest, value));

		let update = Update { sequence, digest, value, at: 9, time: time_of(9) };
		assert_eq!(stream(0).last, Some(update));
		let event = Event::Published { stream: 0, sequence, slot: 0, served: true, digest, value };
		assert_eq!(events(), [event]);
	});
}

#[test]
fn publish_serves_a_slot_once() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to(10);
		assert_ok!(register(&ALICE, "a", HOURS));
		// Blocks after the registration, with the slot they belong to and whether they serve it.
		let blocks = [
			(0, 0, true),
			(1, 0, false),
			(HOURS - 1, 0, false),
			(HOURS, 1, true),
			(2 * HOURS - 1, 1, false),
			(5 * HOURS + 7, 5, true),
			(5 * HOURS + 7, 5, false),
		];
		for (sequence, (block, expected, first)) in (0..).zip(blocks) {
			advance_to(10 + block);
			assert_ok!(publish(&ALICE, 0, sequence));
			let [Event::Published { slot, served, .. }] = events()[..] else { panic!() };
			assert_eq!((slot, served), (expected, first));
			assert_eq!(stream(0).last.unwrap().sequence, sequence);
		}
		advance_to(10 + DAYS);
		assert_eq!(slots(0).0, 3);
	});
}

#[test]
fn publish_takes_gaps_in_the_sequence() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		for sequence in [5, 6, 100, u64::MAX] {
			assert_ok!(publish(&ALICE, 0, sequence));
		}
	});
}

#[test]
fn publish_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		let publish = Signals::publish(RuntimeOrigin::root(), 0, 0, H256::zero(), None);
		assert_noop!(publish, BadOrigin);
	});
}

#[test]
fn publish_fails_when_stream_does_not_exist() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(publish(&ALICE, 0, 0), Error::<Test>::UnknownStream);
	});
}

#[test]
fn publish_fails_when_the_stream_is_of_another() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_noop!(publish(&BOB, 0, 0), Error::<Test>::NotStreamOperator);
	});
}

#[test]
fn publish_fails_when_no_operator_any_more() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		dismiss(&ALICE);
		assert_noop!(publish(&ALICE, 0, 0), Error::<Test>::NotOperator);
	});
}

#[test]
fn publish_fails_when_the_stream_is_retired() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(retire(&ALICE, 0));
		assert_noop!(publish(&ALICE, 0, 0), Error::<Test>::StreamRetired);
	});
}

#[test]
fn publish_fails_when_the_sequence_does_not_increase() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(publish(&ALICE, 0, 5));
		advance_by(HOURS);
		for sequence in [0, 4, 5] {
			assert_noop!(publish(&ALICE, 0, sequence), Error::<Test>::SequenceTooLow);
		}
		assert_ok!(publish(&ALICE, 0, 6));
	});
}
