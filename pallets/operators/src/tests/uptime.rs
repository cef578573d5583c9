// SPDX-License-Identifier: Apache-2.0

use crate::{Uptime, ERAS_PER_DAY, UPTIME_DAYS};
use proptest::prelude::*;
use std::collections::BTreeSet;
use tonnetz_core::operators::{day_of, EraIndex};

/// Makes the era healthy, by a block of the operator's.
fn healthy(uptime: &mut Uptime, era: EraIndex) {
	uptime.beat(era);
	uptime.author(era);
}

/// An uptime of so many whole clean days, from day 0 on, when the next begins.
fn clean_days(days: u32) -> (Uptime, EraIndex) {
	let mut uptime = Uptime::new(0);
	let end = days * ERAS_PER_DAY;
	for era in 0..end {
		healthy(&mut uptime, era);
	}
	(uptime, end)
}

fn score(uptime: &Uptime, now: EraIndex) -> u8 {
	uptime.info(now).score
}

#[test]
fn new_operator_starts_at_0() {
	assert_eq!(score(&Uptime::new(777), 777), 0);
	assert_eq!(score(&Uptime::new(777), 999), 0);
}

#[test]
fn a_clean_year_gives_100_and_335_days_92() {
	let (mut uptime, end) = clean_days(365);
	assert_eq!(uptime.info(end - 1).healthy_eras, 365 * 144 - 1);
	assert_eq!(score(&uptime, end - 1), 100);
	for era in end..end + 3 * ERAS_PER_DAY {
		healthy(&mut uptime, era);
		assert_eq!(score(&uptime, era), 100, "and keeps it");
	}
	let (uptime, end) = clean_days(335);
	assert_eq!(score(&uptime, end), 92);
}

#[test]
fn score_is_rounded_half_up() {
	// One in a hundred of 52,560 eras is 525.6: half of it is reached with 263.
	for (eras, expected) in [(262, 0), (263, 1), (788, 1), (789, 2)] {
		let mut uptime = Uptime::new(0);
		for era in 0..eras {
			healthy(&mut uptime, era);
		}
		assert_eq!(score(&uptime, eras), expected, "{eras} eras");
	}
}

#[test]
fn downtime_lowers_the_score() {
	let (uptime, end) = clean_days(365);
	let after = |days: u32| score(&uptime, end + days * ERAS_PER_DAY);
	assert_eq!([1, 30, 100, 363, 364, 365, 10_000].map(after), [99, 92, 72, 0, 0, 0, 0]);
}

#[test]
fn heartbeat_and_block_are_told_once() {
	let mut uptime = Uptime::new(5);
	assert!(uptime.beat(5) && !uptime.beat(5));
	assert!(uptime.author(5) && !uptime.author(5));
	assert!(uptime.beat(6) && uptime.author(7));
}

#[test]
fn missed_eras_are_those_of_the_last_144() {
	let (uptime, end) = clean_days(2);
	assert_eq!([0, 1, 144, 1_000].map(|eras| uptime.missed_in_last(end, eras)), [0; 4]);
	let later = end + 10;
	for (eras, missed) in [(1, 1), (10, 10), (11, 10), (144, 10), (145, 10), (u32::MAX, 10)] {
		assert_eq!(uptime.missed_in_last(later, eras), missed);
	}
	assert_eq!(uptime.missed_in_last(end + 1_000, 500), 144);
	// Before genesis there is nothing to miss, before registration there is.
	assert_eq!(Uptime::new(0).missed_in_last(3, 144), 3);
	assert_eq!(Uptime::new(100).missed_in_last(100, 144), 100);
}

#[test]
fn info_tells_of_the_era_that_is_running() {
	let mut uptime = Uptime::new(3);
	uptime.beat(3);
	uptime.report(3, true);
	uptime.report(3, true);
	uptime.report(3, false);
	let info = uptime.info(3);
	assert_eq!(
		(info.era, info.heartbeat, info.authored, info.up, info.down),
		(3, true, false, 2, 1)
	);
	assert_eq!(info.healthy_eras, 0, "an era counts when it is over");
	let info = uptime.info(4);
	assert_eq!(
		(info.era, info.heartbeat, info.authored, info.up, info.down),
		(4, false, false, 0, 0)
	);
	assert_eq!(info.healthy_eras, 1);
}

/// The same by remembering every healthy era.
#[derive(Default)]
struct Naive {
	healthy: BTreeSet<EraIndex>,
	forfeited: BTreeSet<u32>,
}

impl Naive {
	fn counts(&self, era: &EraIndex) -> bool {
		self.healthy.contains(era) && !self.forfeited.contains(&day_of(*era))
	}

	fn healthy_eras(&self, now: EraIndex) -> u32 {
		let first = (day_of(now) + 1).saturating_sub(UPTIME_DAYS) * ERAS_PER_DAY;
		(first..now).filter(|era| self.counts(era)).count() as u32
	}

	fn missed(&self, now: EraIndex, eras: u32) -> u32 {
		let first = now.saturating_sub(eras.min(ERAS_PER_DAY));
		(first..now).filter(|era| !self.counts(era)).count() as u32
	}
}

/// What happens in an era, and how many eras later something happens next.
fn step() -> impl Strategy<Value = (u8, u32)> {
	let pause = prop_oneof![
		30 => Just(1u32),
		5 => 2..10u32,
		3 => 100..300u32,
		1 => 1_000..30_000u32,
		1 => 50_000..60_000u32,
	];
	(0..20u8, pause)
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(48))]

	/// Over years, whatever happens, the ring and the map tell what a full history tells.
	#[test]
	fn ring_agrees_with_a_full_history(
		start in 0..100_000u32,
		steps in prop::collection::vec(step(), 1..600),
		asked in 0..200u32,
	) {
		let mut naive = Naive::default();
		let mut uptime = Uptime::new(start);
		let mut now = start;
		for (what, pause) in steps {
			match what {
				0 => {
					uptime.forfeit(now);
					naive.forfeited.insert(day_of(now));
				}
				1 => {
					uptime.beat(now);
				}
				2 => uptime.report(now, false),
				_ => {
					healthy(&mut uptime, now);
					naive.healthy.insert(now);
				}
			}
			now += pause;
			let info = uptime.info(now);
			let expected = naive.healthy_eras(now);
			assert_eq!(info.healthy_eras, expected);
			assert_eq!(u32::from(info.score), (f64::from(expected) / 525.6).round() as u32);
			assert_eq!(info.missed_of_last_day, naive.missed(now, 144));
			assert_eq!(uptime.missed_in_last(now, asked), naive.missed(now, asked));
			uptime.try_state(now).unwrap();
		}
	}

	/// It makes no difference how often the record is touched in between.
	#[test]
	fn closing_in_steps_is_closing_at_once(
		eras in prop::collection::btree_set(0..2_000u32, 0..300),
		jump in 0..120_000u32,
	) {
		let mut uptime = Uptime::new(0);
		for era in eras {
			healthy(&mut uptime, era);
		}
		let now = 2_000 + jump;
		let mut at_once = uptime.clone();
		at_once.advance(now);
		for era in (2_000..=now).step_by(97) {
			uptime.advance(era);
		}
		uptime.advance(now);
		assert_eq!(uptime, at_once);
	}
}
