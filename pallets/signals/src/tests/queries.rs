// SPDX-License-Identifier: Apache-2.0

//! What the runtime API answers.

use super::*;
use crate::{Stats, MAX_PAGE};
use frame_support::assert_ok;

#[test]
fn streams_are_those_of_the_operator_retired_ones_too() {
	ExtBuilder::default().build_and_execute(|| {
		for (who, name) in [(&ALICE, "a"), (&BOB, "b"), (&ALICE, "c")] {
			assert_ok!(register(who, name, HOURS));
		}
		assert_ok!(publish(&ALICE, 2, 7));
		assert_ok!(retire(&ALICE, 0));
		let streams = Signals::streams(ALICE);
		assert_eq!(streams.iter().map(|info| info.id).collect::<Vec<_>>(), [0, 2]);
		assert_eq!(streams[0].retired, Some(1));
		assert_eq!(streams[1].last.map(|update| update.sequence), Some(7));
		assert_eq!((streams[1].name.as_slice(), streams[1].start), (&b"c"[..], 1));
		assert_eq!(Signals::stream(2).as_ref(), Some(&streams[1]));
		assert_eq!(Signals::stream(3), None);
		assert_eq!(Signals::streams(STRANGER), []);
	});
}

#[test]
fn sessions_tell_when_they_are_sealed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Signals::session_coherence(session()), None);
		advance_to(5);
		assert_ok!(report(&BOB, session(), &["0.62"]));
		assert_ok!(report(&ALICE, session(), &["0.64"]));
		let info = || Signals::session_coherence(session()).unwrap();
		assert_eq!((info().opened, info().sealed_at), (5, 5 + SESSION));
		assert_eq!((info().sealed, info().median), (false, None));
		assert_eq!(info().reports.iter().map(|report| report.receipt).collect::<Vec<_>>(), [1, 0]);
		advance_to(5 + SESSION - 1);
		assert!(!info().sealed);
		advance_to(5 + SESSION);
		assert!(info().sealed);
	});
}

#[test]
fn history_is_paged_by_number() {
	ExtBuilder::default().build_and_execute(|| {
		let numbers = |from, limit| {
			let page = Signals::coherence_history(ALICE, from, limit);
			(page.items.iter().map(|reading| reading.number).collect::<Vec<_>>(), page.next)
		};
		assert_eq!(numbers(0, 10), (vec![], None));
		for _ in 0..5 {
			assert_ok!(report(&ALICE, session(), &["0.62"]));
		}
		assert_eq!(numbers(0, 10), (vec![0, 1, 2, 3, 4], None));
		assert_eq!(numbers(0, 2), (vec![0, 1], Some(2)));
		assert_eq!(numbers(2, 2), (vec![2, 3], Some(4)));
		assert_eq!(numbers(4, 2), (vec![4], None));
		assert_eq!(numbers(3, 0), (vec![], Some(3)));
		assert_eq!(numbers(5, 2), (vec![], None));
		assert_eq!(numbers(u64::MAX, u32::MAX), (vec![], None));
	});
}

#[test]
fn history_begins_where_the_ring_does() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 0..300u32 {
			assert_ok!(report_numbers(&ALICE, session(), vec![FixedU128::from_u32(n)]));
		}
		let page = Signals::coherence_history(ALICE, 0, u32::MAX);
		assert_eq!((page.items.len(), page.next), (MAX_PAGE as usize, None));
		for (number, reading) in (44..).zip(&page.items) {
			assert_eq!(reading.number, number);
			assert_eq!(reading.ratio, FixedU128::from_u32(number as u32));
		}
		assert_eq!(Signals::coherence_history(ALICE, 10, 0).next, Some(44));
	});
}

#[test]
fn stats_are_of_the_blocks_from_to_both_included() {
	ExtBuilder::default().build_and_execute(|| {
		for (block, sample) in [(10, "0.5"), (20, "0.62"), (30, "0.64"), (40, "0.9")] {
			advance_to(block);
			assert_ok!(report(&ALICE, session(), &[sample]));
		}
		let stats = Stats {
			count: 3,
			mean: number("0.586666666666666666"),
			min: number("0.5"),
			max: number("0.64"),
			in_corridor: 666_666,
		};
		assert_eq!(Signals::coherence_stats(ALICE, 10, 30), Some(stats));
		let count = |from, to| Signals::coherence_stats(ALICE, from, to).map(|stats| stats.count);
		assert_eq!(count(0, u32::MAX), Some(4));
		assert_eq!(count(11, 29), Some(1));
		assert_eq!(count(11, 19), None);
		assert_eq!(count(30, 10), None);
		assert_eq!(Signals::coherence_stats(BOB, 0, u32::MAX), None);
	});
}
