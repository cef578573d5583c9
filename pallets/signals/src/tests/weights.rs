// SPDX-License-Identifier: Apache-2.0

//! What is charged before a call is dispatched.

use super::*;
use crate::{Call, WeightInfo, MAX_READINGS, MAX_REPORTERS, MAX_SAMPLES};
use codec::Encode;
use frame_support::{
	assert_ok,
	dispatch::GetDispatchInfo,
	traits::{Hooks, OnRuntimeUpgrade},
	weights::Weight,
};

fn weight(call: Call<Test>) -> Weight {
	call.get_dispatch_info().call_weight
}

fn report_weight(samples: usize) -> Weight {
	weight(Call::report_coherence {
		session: session(),
		samples: vec![number("0.62"); samples],
		sampling_rate: number("0"),
	})
}

#[test]
fn reports_weigh_by_their_samples() {
	assert_eq!(report_weight(4), <() as WeightInfo>::report_coherence(4));
	assert!(report_weight(1_024).ref_time() > report_weight(1).ref_time());
}

#[test]
fn reports_that_are_refused_for_their_size_weigh_no_more_than_the_largest() {
	assert_eq!(report_weight(100_000), <() as WeightInfo>::report_coherence(MAX_SAMPLES));
}

#[test]
fn pruning_is_charged_for_the_most_there_can_be() {
	assert_eq!(
		weight(Call::prune_session { session: session() }),
		<() as WeightInfo>::prune_session(MAX_REPORTERS)
	);
	assert_eq!(
		weight(Call::prune_readings { operator: ALICE }),
		<() as WeightInfo>::prune_readings(MAX_READINGS)
	);
}

#[test]
fn replacing_is_charged_for_the_most_there_can_be() {
	assert_eq!(
		<Signals as ReplaceAccount<AccountId>>::replace_weight(),
		<() as WeightInfo>::replace()
	);
}

/// What an update, a report and a query touch is as large after a year of history as at its end.
#[test]
fn history_does_not_grow_the_state() {
	ExtBuilder::default().build_and_execute(|| {
		let size = || {
			let streams = crate::Streams::<Test>::iter_values().map(|stream| stream.encoded_size());
			let readings = crate::Readings::<Test>::iter_values().map(|r| r.encoded_size());
			let series = crate::SeriesOf::<Test>::iter_values().map(|s| s.encoded_size());
			streams.chain(readings).chain(series).sum::<usize>()
		};
		assert_ok!(register(&ALICE, "a", HOURS));
		let mut sizes = Vec::new();
		for n in 0..800u64 {
			advance_by(DAYS / 2);
			assert_ok!(publish(&ALICE, 0, n));
			assert_ok!(report(&ALICE, H256::from_low_u64_be(n / 10), &["0.62"]));
			sizes.push(size());
		}
		assert!(sizes[0] < sizes[255]);
		assert_eq!(sizes[256..].iter().min(), sizes[256..].iter().max());
	});
}

#[test]
fn integrity_test_accepts_the_mock() {
	<Signals as Hooks<BlockNumber>>::integrity_test();
	assert_eq!(<Signals as OnRuntimeUpgrade>::on_runtime_upgrade(), Weight::zero());
}
