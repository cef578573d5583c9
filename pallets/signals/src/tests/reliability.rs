// SPDX-License-Identifier: Apache-2.0

//! What counts, and what it counts for.

use super::*;
use crate::{factor, reliability::score, StreamReliability};
use frame_support::{assert_ok, traits::Get};
use tonnetz_core::{traits::SignalReliability, units::MINUTES};

/// Serves the slots of Alice's stream with these numbers, in order.
fn serve(id: StreamId, numbers: impl IntoIterator<Item = u32>) {
	let (start, interval) = (stream(id).start, stream(id).interval);
	for slot in numbers {
		advance_to(start + slot * interval);
		assert_ok!(publish(&ALICE, id, slot.into()));
	}
}

fn score_of(who: &AccountId) -> u8 {
	<Signals as SignalReliability<AccountId>>::signal_reliability(who)
}

#[test]
fn factors_are_the_published_ones() {
	let published = [0, 30, 51, 66, 76, 83, 88, 92, 94, 96, 97, 100, 100];
	for (streams, percentage) in published.into_iter().enumerate() {
		assert_eq!(factor(streams), percentage);
	}
	assert_eq!(factor(32), 100);
}

#[test]
fn score_of_three_streams_at_99_1_percent_is_65() {
	assert_eq!(score(&[991_000; 3]), (991_000, 65));
	assert_eq!(score(&[990_000, 991_000, 992_000]), (991_000, 65));
}

#[test]
fn scores_are_rounded_down() {
	assert_eq!(score(&[]), (0, 0));
	assert_eq!(score(&[1_000_000]), (1_000_000, 30));
	assert_eq!(score(&[999_999]), (999_999, 29));
	assert_eq!(score(&[1, 0]), (0, 0));
	assert_eq!(score(&[1_000_000; 11]), (1_000_000, 100));
	assert_eq!(score(&[1_000_000; 32]), (1_000_000, 100));
}

#[test]
fn three_streams_that_miss_nine_slots_of_a_thousand_give_65() {
	ExtBuilder::default().build_and_execute(|| {
		// 720 slots are due in 30 days of hours; 713.52 would be 99.1 %.
		for (id, missed) in [6, 6, 7].into_iter().enumerate() {
			let id = id as u64;
			assert_ok!(register(&ALICE, &format!("stream-{id}"), HOURS));
			let start = System::block_number();
			serve(id, missed..720);
			advance_to(start);
		}
		advance_to(1 + 30 * DAYS);
		assert_eq!(
			[0, 1, 2].map(slots),
			[(714, 720, 991_666), (714, 720, 991_666), (713, 720, 990_277),]
		);
		let reliability = Signals::reliability(ALICE);
		assert_eq!((reliability.mean, reliability.score), (991_203, 65));
		assert_eq!(score_of(&ALICE), 65);
		assert_eq!(reliability.streams[2], StreamReliability { id: 2, reliability: 990_277 });
	});
}

#[test]
fn a_new_stream_earns_its_reliability_in_30_days() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		assert_eq!(slots(0), (0, 720, 0));
		for day in 1..=40u32 {
			serve(0, (day - 1) * 24..day * 24);
			// The day is not over, and does not count.
			advance_to(day * DAYS);
			let days = (day - 1).min(30);
			assert_eq!(slots(0), (days * 24, 720, days * 24 * 1_000_000 / 720));
			advance_to(1 + day * DAYS);
			assert_eq!(slots(0).0, day.min(30) * 24);
		}
		assert_eq!(slots(0), (720, 720, 1_000_000));
	});
}

#[test]
fn a_stream_of_the_shortest_interval_reaches_all_of_43_200_slots() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", MINUTES));
		serve(0, 0..43_200);
		advance_to(1 + 30 * DAYS);
		assert_eq!(slots(0), (43_200, 43_200, 1_000_000));
	});
}

#[test]
fn a_stream_of_the_longest_interval_has_30_slots() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", DAYS));
		serve(0, (0..30).filter(|slot| slot % 3 != 0));
		advance_to(1 + 30 * DAYS);
		assert_eq!(slots(0), (20, 30, 666_666));
	});
}

/// Slots of 7 hours do not divide days: those that go over midnight count with the day they end in.
#[test]
fn slots_that_go_over_midnight_count_once_they_ended() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", 7 * HOURS));
		// The slots 0 to 2 end on day 0, slot 3 at hour 28, on day 1.
		serve(0, 0..4);
		advance_to(1 + DAYS);
		assert_eq!(slots(0), (3, 3 + 100, 3 * 1_000_000 / 103));
		advance_to(1 + 2 * DAYS);
		assert_eq!(slots(0), (4, 6 + 96, 4 * 1_000_000 / 102));
	});
}

#[test]
fn missed_days_leave_the_window_after_30_days() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "a", HOURS));
		serve(0, 0..24);
		advance_to(30 * DAYS);
		assert_eq!(slots(0).0, 24);
		advance_to(1 + 30 * DAYS);
		assert_eq!(slots(0).0, 24);
		advance_to(1 + 31 * DAYS);
		assert_eq!(slots(0).0, 0);
		// An update after a long silence counts alone.
		serve(0, [24 * 500]);
		advance_to(1 + 501 * DAYS);
		assert_eq!(slots(0).0, 1);
	});
}

#[test]
fn a_retired_stream_stays_in_the_mean_for_30_days_and_loses() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register(&ALICE, "good", HOURS));
		assert_ok!(register(&ALICE, "bad", HOURS));
		serve(0, 0..720);
		advance_to(1 + 30 * DAYS);
		assert_eq!(Signals::reliability(ALICE).mean, 500_000);
		assert_ok!(retire(&ALICE, 1));
		assert_eq!(Signals::reliability(ALICE).mean, 500_000);
		serve(0, 720..1_440);
		advance_to(60 * DAYS);
		// The 30th day is not over, and the bad one is still there.
		assert_eq!(Signals::reliability(ALICE).streams.len(), 2);
		assert_eq!(score_of(&ALICE), 25);
		advance_to(1 + 60 * DAYS);
		assert_eq!(Signals::reliability(ALICE).streams.len(), 1);
		assert_eq!(score_of(&ALICE), 30);

		assert_ok!(retire(&ALICE, 0));
		advance_to(1 + 75 * DAYS);
		assert_eq!(slots(0), (360, 720, 500_000));
		assert_eq!(score_of(&ALICE), 15);
		advance_to(1 + 90 * DAYS);
		assert_eq!((score_of(&ALICE), Signals::reliability(ALICE).mean), (0, 0));
	});
}

#[test]
fn an_operator_without_streams_has_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(score_of(&ALICE), 0);
		assert_eq!(<() as SignalReliability<AccountId>>::signal_reliability(&ALICE), 0);
	});
}

#[test]
fn reading_the_score_is_charged_for_every_stream() {
	let weight = <Signals as SignalReliability<AccountId>>::signal_reliability_weight();
	let db: frame_support::weights::RuntimeDbWeight =
		<Test as frame_system::Config>::DbWeight::get();
	assert_eq!(weight, db.reads(1 + u64::from(MAX_STREAMS)));
}
