// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, HoldReason};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;
use tonnetz_core::traits::OperatorDuties;

#[test]
fn retire_stream_records_the_block_and_keeps_the_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		advance_to(9);
		assert_ok!(retire(&ALICE, 0));
		assert_eq!(stream(0).retired, Some(9));
		assert_eq!(held(HoldReason::Stream, &ALICE), PRICE_OF_STREAM);
		assert_eq!(events(), [Event::StreamRetired { stream: 0 }]);
	});
}

#[test]
fn retire_stream_ends_the_duty() {
	ExtBuilder::default().build_and_execute(|| {
		let has_duties = <Signals as OperatorDuties<AccountId>>::has_duties;
		assert!(!has_duties(&ALICE));
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_ok!(register(&ALICE, "b", HOURS));
		assert_ok!(retire(&ALICE, 0));
		assert!(has_duties(&ALICE) && !has_duties(&BOB));
		assert_ok!(retire(&ALICE, 1));
		assert!(!has_duties(&ALICE));
	});
}

#[test]
fn retire_stream_fails_for_one_who_is_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		dismiss(&ALICE);
		assert_noop!(retire(&ALICE, 0), Error::<Test>::NotOperator);
	});
}

#[test]
fn retire_stream_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_noop!(Signals::retire_stream(RuntimeOrigin::root(), 0), BadOrigin);
	});
}

#[test]
fn retire_stream_fails_when_unknown_or_of_another_or_retired() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_noop!(retire(&ALICE, 1), Error::<Test>::UnknownStream);
		assert_noop!(retire(&BOB, 0), Error::<Test>::NotStreamOperator);
		assert_ok!(retire(&ALICE, 0));
		advance_by(1);
		assert_noop!(retire(&ALICE, 0), Error::<Test>::StreamRetired);
	});
}
