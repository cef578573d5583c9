// SPDX-License-Identifier: Apache-2.0

//! Every invariant is noticed when it is broken.

use super::*;
use crate::{
	CoherenceCorridor, Corridor, NextStream, Predecessor, Predecessors, Readings, SeriesOf,
	Session, SessionOf, Sessions, Streams, StreamsOf, MAX_PREDECESSORS, MAX_SAMPLE,
};
use frame_support::{assert_ok, traits::ConstU32, BoundedVec};
use sp_runtime::TryRuntimeError;

/// A state with two streams of Alice, one of Bob that is retired, three reports and readings.
fn scene() {
	assert_ok!(register(&ALICE, "a", HOURS));
	assert_ok!(register(&ALICE, "b", DAYS));
	assert_ok!(register(&BOB, "b", HOURS));
	advance_to(5 * DAYS);
	assert_ok!(publish(&ALICE, 0, 1));
	assert_ok!(publish(&BOB, 2, 1));
	assert_ok!(retire(&BOB, 2));
	for who in [&ALICE, &BOB, &CAROL] {
		assert_ok!(report(who, session(), &["0.62"]));
	}
	advance_by(10);
	assert_ok!(report(&ALICE, session(), &["0.64"]));
	assert_ok!(Signals::do_try_state());
}

#[track_caller]
fn breaks(says: &str, change: impl FnOnce()) {
	ExtBuilder::default().build().execute_with(|| {
		scene();
		change();
		match Signals::do_try_state() {
			Err(TryRuntimeError::Other(reason)) => assert_eq!(reason, says),
			other => panic!("{other:?}"),
		}
	});
}

fn alter(id: StreamId, change: impl FnOnce(&mut StreamOf<Test>)) {
	Streams::<Test>::mutate(Ordered(id), |stream| change(stream.as_mut().unwrap()));
}

fn alter_session(change: impl FnOnce(&mut SessionOf<Test>)) {
	Sessions::<Test>::mutate(session(), |session| change(session.as_mut().unwrap()));
}

fn alter_reading(place: u8, change: impl FnOnce(&mut crate::Reading)) {
	Readings::<Test>::mutate(ALICE, place, |reading| change(reading.as_mut().unwrap()));
}

#[test]
fn lists_of_streams_are_checked() {
	breaks("the number of a stream is below the next one", || NextStream::<Test>::put(2));
	breaks("`StreamsOf` has every stream", || StreamsOf::<Test>::remove(BOB));
	breaks("a list of streams in state has one", || {
		StreamsOf::<Test>::insert(CAROL, frame_support::BoundedVec::new());
	});
	breaks("the streams of an operator are listed once, ascending", || {
		StreamsOf::<Test>::mutate(ALICE, |streams| streams.as_mut().reverse());
	});
	breaks("a listed stream exists and is the operator's", || {
		StreamsOf::<Test>::mutate(ALICE, |streams| streams.try_push(2).unwrap());
	});
	breaks("a listed stream exists and is the operator's", || {
		StreamsOf::<Test>::mutate(ALICE, |streams| streams.try_push(9).unwrap());
	});
}

#[test]
fn streams_are_checked() {
	breaks("a name has 1 to 32 visible ASCII characters", || {
		alter(0, |stream| stream.name = Default::default());
	});
	breaks("no two streams of an operator in service share a name", || {
		alter(0, |stream| stream.name = b"b".to_vec().try_into().unwrap());
	});
	for interval in [19, DAYS + 1] {
		breaks("an interval is from one minute to one day", || {
			alter(1, |stream| stream.interval = interval);
		});
	}
	let began = "a stream began before it was retired, and neither in the future";
	breaks(began, || alter(1, |stream| stream.start = System::block_number() + 1));
	breaks(began, || alter(1, |stream| stream.retired = Some(0)));
	breaks(began, || alter(1, |stream| stream.retired = Some(System::block_number() + 1)));
	let updated = "the last update came while the stream was in service";
	breaks(updated, || alter(0, |stream| stream.last.as_mut().unwrap().at += 11));
	breaks(updated, || alter(2, |stream| stream.last.as_mut().unwrap().at += 1));
	let slot = "the last slot served is that of the last update";
	breaks(slot, || alter(0, |stream| stream.last = None));
	breaks(slot, || alter(0, |stream| stream.next_slot += 1));
	breaks("the latest day counted is that in which the last slot served ended", || {
		alter(0, |stream| stream.served.day += 1);
	});
	breaks("on no day more slots are counted than ended", || {
		alter(0, |stream| stream.served.counts[3] = 25);
	});
}

#[test]
fn sessions_are_checked() {
	let (lower, upper) = (number("0.7"), number("0.6"));
	breaks("the corridor ascends between its limits", || {
		CoherenceCorridor::<Test>::put(Corridor { lower, upper });
	});
	breaks("a corridor ascends between its limits", || {
		alter_session(|session| session.corridor = Corridor { lower, upper });
	});
	breaks("a session has a report", || {
		let reports = Default::default();
		let corridor = Corridor::default();
		Sessions::<Test>::insert(H256::zero(), Session { opened: 1, corridor, reports });
	});
	breaks("a session has one report of each reporter, ascending by account", || {
		alter_session(|session| session.reports[0].report.reporter = BOB);
	});
	let open = "a report came while the session was open";
	breaks(open, || alter_session(|session| session.opened += 1));
	breaks(open, || alter_session(|session| session.reports[0].report.at += 1));
	breaks(open, || {
		advance_by(SESSION);
		alter_session(|session| session.reports[0].report.at = session.opened + SESSION);
	});
	breaks("no ratio is above the largest sample", || {
		alter_session(|session| session.reports[0].report.ratio = MAX_SAMPLE + MAX_SAMPLE);
	});
}

#[test]
fn time_series_are_checked() {
	breaks("a time series in state has a reading", || {
		SeriesOf::<Test>::insert(DAVE, crate::Series::default());
	});
	breaks("a time series has its last readings", || Readings::<Test>::remove(ALICE, 1));
	breaks("a reading is in the place of its number", || {
		alter_reading(1, |reading| reading.number += 256);
	});
	let older = "a reading is not older than the one before, nor from the future";
	breaks(older, || alter_reading(1, |reading| reading.at = 1));
	breaks(older, || alter_reading(1, |reading| reading.at += 1));
	breaks("no ratio is above the largest sample", || {
		alter_reading(1, |reading| reading.ratio = MAX_SAMPLE + MAX_SAMPLE);
	});
	breaks("there are no readings but those of the time series", || {
		let reading = Readings::<Test>::get(ALICE, 1).unwrap();
		Readings::<Test>::insert(DAVE, 0, reading);
	});
}

#[test]
fn predecessors_are_checked() {
	let list = |formers: &[(AccountId, BlockNumber)]| {
		let former = |(account, until): &(AccountId, BlockNumber)| Predecessor {
			account: account.clone(),
			until: *until,
		};
		let formers: Vec<_> = formers.iter().map(former).collect();
		BoundedVec::<_, ConstU32<MAX_PREDECESSORS>>::try_from(formers).unwrap()
	};
	breaks("an account with predecessors has a time series", || {
		Predecessors::<Test>::insert(DAVE, list(&[(STRANGER, 1)]));
	});
	breaks("a list of predecessors in state has one", || {
		Predecessors::<Test>::insert(ALICE, list(&[]));
	});
	let says = "a predecessor is another account and gave way in the past";
	breaks(says, || Predecessors::<Test>::insert(ALICE, list(&[(ALICE, 1)])));
	breaks(says, || {
		Predecessors::<Test>::insert(ALICE, list(&[(DAVE, System::block_number() + 1)]));
	});
	breaks("predecessors gave way one after the other", || {
		Predecessors::<Test>::insert(ALICE, list(&[(DAVE, 3), (STRANGER, 2)]));
	});
}

#[test]
fn funds_on_hold_are_checked() {
	let says = "what is on hold is the sum of the recorded deposits";
	breaks(says, || alter(0, |stream| stream.deposit += 1));
	breaks(says, || alter_session(|session| session.reports[1].deposit -= 1));
	breaks(says, || SeriesOf::<Test>::mutate(CAROL, |series| series.deposit += 1));
}
