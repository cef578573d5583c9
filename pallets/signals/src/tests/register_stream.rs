// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, HoldReason, NextStream, Stream, Streams, StreamsOf, Window};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::{traits::BadOrigin, ArithmeticError};
use tonnetz_core::units::MINUTES;

#[test]
fn register_stream_stores_it_under_the_next_number() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&BOB, "peers", HOURS));
		advance_to(5);
		assert_ok!(register(&ALICE, "BTC/CAD", MINUTES));

		let expected = Stream {
			operator: ALICE,
			name: b"BTC/CAD".to_vec().try_into().unwrap(),
			kind: StreamKind::Market,
			interval: MINUTES,
			start: 5,
			retired: None,
			last: None,
			next_slot: 0,
			served: Window::default(),
			deposit: PRICE_OF_STREAM,
		};
		assert_eq!(stream(1), expected);
		assert_eq!(StreamsOf::<Test>::get(ALICE).into_inner(), [1]);
		assert_eq!(NextStream::<Test>::get(), 2);
		let event = Event::StreamRegistered {
			stream: 1,
			operator: ALICE,
			name: expected.name,
			kind: StreamKind::Market,
			interval: MINUTES,
		};
		assert_eq!(events(), [event]);
	});
}

#[test]
fn register_stream_holds_its_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		StreamDeposit::set(7);
		assert_ok!(register(&ALICE, "b", HOURS));
		assert_eq!(held(HoldReason::Stream, &ALICE), PRICE_OF_STREAM + 7);
		assert_eq!((stream(0).deposit, stream(1).deposit), (PRICE_OF_STREAM, 7));
	});
}

#[test]
fn register_stream_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		let call = |origin| Signals::register_stream(origin, vec![b'a'], StreamKind::Ai, HOURS);
		assert_noop!(call(RuntimeOrigin::root()), BadOrigin);
		assert_noop!(call(RuntimeOrigin::none()), BadOrigin);
	});
}

#[test]
fn register_stream_fails_when_not_an_operator() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(register(&STRANGER, "a", HOURS), Error::<Test>::NotOperator);
		enlist(&STRANGER);
		assert_ok!(register(&STRANGER, "a", HOURS));
	});
}

#[test]
fn register_stream_fails_when_the_name_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		let long = "x".repeat(33);
		for name in ["", long.as_str(), "a b", "\u{e4}", "a\n"] {
			assert_noop!(register(&ALICE, name, HOURS), Error::<Test>::InvalidName);
		}
		assert_ok!(register(&ALICE, &long[1..], HOURS));
	});
}

#[test]
fn register_stream_fails_when_the_interval_is_out_of_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		for interval in [0, 1, MINUTES - 1] {
			assert_noop!(register(&ALICE, "a", interval), Error::<Test>::IntervalTooShort);
		}
		for interval in [DAYS + 1, u32::MAX] {
			assert_noop!(register(&ALICE, "a", interval), Error::<Test>::IntervalTooLong);
		}
		assert_ok!(register(&ALICE, "a", MINUTES));
		assert_ok!(register(&ALICE, "b", DAYS));
	});
}

#[test]
fn register_stream_fails_when_the_operator_has_one_of_the_name_in_service() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_noop!(register(&ALICE, "a", DAYS), Error::<Test>::NameTaken);
		assert_ok!(register(&BOB, "a", HOURS));
		assert_ok!(retire(&ALICE, 0));
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_noop!(register(&ALICE, "a", HOURS), Error::<Test>::NameTaken);
	});
}

#[test]
fn register_stream_fails_when_there_are_too_many() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 0..MAX_STREAMS {
			assert_ok!(register(&ALICE, &format!("stream-{n}"), HOURS));
		}
		assert_noop!(register(&ALICE, "a", HOURS), Error::<Test>::TooManyStreams);
		// Retired ones take their places until they are pruned.
		assert_ok!(retire(&ALICE, 7));
		assert_noop!(register(&ALICE, "a", HOURS), Error::<Test>::TooManyStreams);
		advance_by(30 * DAYS);
		assert_noop!(register(&ALICE, "a", HOURS), Error::<Test>::TooManyStreams);
		assert_ok!(prune_stream(&BOB, 7));
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(register(&BOB, "a", HOURS));
	});
}

#[test]
fn register_stream_fails_when_deposit_is_not_affordable() {
	let just_enough = EXISTENTIAL_DEPOSIT + PRICE_OF_STREAM;
	ExtBuilder::default()
		.with_balance(ALICE, just_enough - 1)
		.with_balance(BOB, just_enough)
		.build_and_execute(|| {
			assert_noop!(register(&ALICE, "a", HOURS), Error::<Test>::DepositNotAffordable);
			assert_ok!(register(&BOB, "a", HOURS));
			assert_eq!(Streams::<Test>::iter().count(), 1);
		});
}

#[test]
fn register_stream_fails_when_numbers_are_exhausted() {
	ExtBuilder::default().build_and_execute(|| {
		NextStream::<Test>::put(u64::MAX);
		assert_noop!(register(&ALICE, "a", HOURS), ArithmeticError::Overflow);
	});
}
