// SPDX-License-Identifier: Apache-2.0

//! The ring of counters against a model that keeps the whole history.

use super::*;
use crate::{Stream, Window};
use proptest::{collection::vec, prelude::*};
use std::collections::{BTreeMap, BTreeSet};
use tonnetz_core::units::MINUTES;

fn new_stream(start: BlockNumber, interval: BlockNumber) -> StreamOf<Test> {
	Stream {
		operator: ALICE,
		name: b"a".to_vec().try_into().unwrap(),
		kind: StreamKind::Custom,
		interval,
		start,
		retired: None,
		last: None,
		next_slot: 0,
		served: Window::default(),
		deposit: 0,
	}
}

/// Slots served and due at `now`, counted one by one from all updates since the beginning.
pub(super) fn naive(
	updates: &[BlockNumber],
	start: BlockNumber,
	interval: BlockNumber,
	now: BlockNumber,
) -> (u32, u32) {
	let [start, interval, days] = [start, interval, DAYS].map(i64::from);
	let today = (i64::from(now) - start) / days;
	let served: BTreeSet<i64> =
		updates.iter().map(|block| (i64::from(*block) - start) / interval).collect();
	let first = (today - 31) * days / interval - 1;
	let counted = (first..=(today + 1) * days / interval).filter(|slot| {
		let last_block = (slot + 1) * interval - 1;
		(today - 30..today).contains(&last_block.div_euclid(days))
	});
	let (mut hit, mut due) = (0, 0);
	for slot in counted {
		due += 1;
		hit += u32::from(served.contains(&slot));
	}
	(hit, due)
}

/// Intervals that divide a day and those that do not.
fn any_interval() -> impl Strategy<Value = BlockNumber> {
	prop_oneof![
		Just(MINUTES),
		Just(HOURS),
		Just(7 * HOURS),
		Just(DAYS - 1),
		Just(DAYS),
		MINUTES..=DAYS,
	]
}

/// How long it takes from one update to the next: mostly a few slots, at times days or months.
fn any_gap() -> impl Strategy<Value = u32> {
	prop_oneof![
		2 => 0..HOURS,
		6 => 0..2 * DAYS,
		2 => 0..10 * DAYS,
		1 => (28u32..35).prop_map(|days| days * DAYS),
		1 => 0..200 * DAYS,
	]
}

proptest! {
	#[test]
	fn reliability_is_what_the_whole_history_gives(
		start in 0u32..1_000_000,
		interval in any_interval(),
		gaps in vec((any_gap(), any_gap(), any::<bool>()), 1..120),
	) {
		let mut stream = new_stream(start, interval);
		let mut updates = Vec::new();
		let mut now = start;
		for (gap, wait, publishes) in gaps {
			now += gap;
			if publishes {
				stream.serve(now);
				updates.push(now);
			}
			// What a later block reads is right as well, before anything is counted in it.
			for read_at in [now, now + wait] {
				prop_assert_eq!(
					stream.served_and_due(read_at),
					naive(&updates, start, interval, read_at)
				);
			}
		}
	}

	#[test]
	fn a_stream_that_misses_nothing_is_fully_reliable_after_30_days(
		start in 0u32..1_000_000,
		interval in any_interval(),
		extra in 0..3 * DAYS,
	) {
		let mut stream = new_stream(start, interval);
		let end = start + 30 * DAYS + extra;
		let mut now = start;
		while now <= end {
			let (_, served) = stream.serve(now);
			prop_assert!(served);
			now += interval;
		}
		prop_assert_eq!(stream.reliability(end), 1_000_000);
	}

	#[test]
	fn never_more_is_served_than_due(
		interval in any_interval(),
		blocks in vec(0..60 * DAYS, 0..200),
		read_at in 0..90 * DAYS,
	) {
		let mut stream = new_stream(0, interval);
		let blocks: BTreeSet<_> = blocks.into_iter().collect();
		for block in blocks.into_iter().filter(|block| *block <= read_at) {
			stream.serve(block);
		}
		let (served, due) = stream.served_and_due(read_at);
		prop_assert!(served <= due && due > 0);
		prop_assert!(stream.reliability(read_at) <= 1_000_000);
	}

	/// The ring itself: sums of days that are not older than it.
	#[test]
	fn sums_are_those_of_all_counts(days in vec(0u32..40, 1..200), back in 0u32..32, len in 0u32..32) {
		let mut window = Window::default();
		let mut counts = BTreeMap::<u32, u32>::new();
		let mut day = 0;
		for step in days {
			// Mostly the same day or the next.
			day += step.saturating_sub(35) * 9 + u32::from(step % 4 == 0);
			window.count(day);
			*counts.entry(day).or_default() += 1;
			let from = day.saturating_sub(back);
			let expected: u32 = counts.range(from..from + len).map(|(_, count)| count).sum();
			prop_assert_eq!(window.sum(from..from + len), expected);
		}
	}
}

#[test]
fn a_count_stops_at_its_maximum() {
	let mut window = Window::default();
	window.counts[5] = u16::MAX;
	window.day = 5;
	window.count(5);
	assert_eq!(window.sum(5..6), u32::from(u16::MAX));
}
