// SPDX-License-Identifier: Apache-2.0

//! What holds whatever is called, in whatever order.

use super::{
	model::{accounts, sessions, Model, Step},
	*,
};
use crate::HoldReason;
use frame_support::traits::fungible::Inspect;
use proptest::{collection::vec, prelude::*, sample::select};

fn account() -> impl Strategy<Value = AccountId> {
	prop_oneof![
		6 => Just(ALICE),
		3 => Just(BOB),
		2 => Just(CAROL),
		2 => Just(DAVE),
		3 => Just(STRANGER),
	]
}

/// Most often one that is no operator in the beginning.
fn heir() -> impl Strategy<Value = AccountId> {
	prop_oneof![3 => Just(STRANGER), 2 => Just(ALICE), 1 => Just(DAVE)]
}

/// Near the corridor, and some beyond what a sample may be.
fn any_samples() -> impl Strategy<Value = Vec<FixedU128>> {
	let sample = prop_oneof![
		20 => (450u128..850).prop_map(|n| FixedU128::from_inner(n * 10u128.pow(15) + n % 7)),
		1 => Just(FixedU128::from_u32(1_000_001)),
	];
	vec(sample, 0..5)
}

fn any_bound() -> impl Strategy<Value = FixedU128> {
	(48u128..82).prop_map(|n| FixedU128::from_inner(n * 10u128.pow(16)))
}

fn step() -> impl Strategy<Value = Step> {
	let interval = select(vec![HOURS, 7 * HOURS, DAYS - 1, DAYS]);
	let wait = prop_oneof![
		4 => 0..HOURS,
		6 => 0..2 * DAYS,
		3 => 0..15 * DAYS,
		1 => 80 * DAYS..120 * DAYS,
	];
	prop_oneof![
		4 => (account(), select(vec!["a", "b", "c"]), interval)
			.prop_map(|(who, name, interval)| Step::Register(who, name, interval)),
		12 => (account(), 0u64..6, prop_oneof![5 => 1i8..9, 1 => -3i8..1])
			.prop_map(|(who, id, off_by)| Step::Publish(who, id, off_by)),
		1 => (account(), 0u64..6).prop_map(|(who, id)| Step::Retire(who, id)),
		2 => (account(), 0u64..6).prop_map(|(who, id)| Step::PruneStream(who, id)),
		8 => (account(), select(sessions().to_vec()), any_samples())
			.prop_map(|(who, session, samples)| Step::Report(who, session, samples)),
		2 => (account(), select(sessions().to_vec()))
			.prop_map(|(who, session)| Step::PruneSession(who, session)),
		2 => (account(), account()).prop_map(|(who, of)| Step::PruneReadings(who, of)),
		1 => (any_bound(), any_bound())
			.prop_map(|(lower, upper)| Step::SetCorridor(lower, upper)),
		3 => (account(), heir()).prop_map(|(old, new)| Step::Replace(old, new)),
		1 => account().prop_map(Step::Dismiss),
		2 => account().prop_map(Step::Enlist),
		8 => wait.prop_map(Step::Wait),
	]
}

proptest! {
	#[test]
	fn pallet_agrees_with_the_history_after_every_step(steps in vec(step(), 1..60)) {
		ExtBuilder::default().build().execute_with(|| {
			let mut model = Model::default();
			for step in steps {
				model.run(step);
				model.compare();
			}
		});
	}

	/// Whoever prunes, each deposit returns to who paid it, or to the account that replaced it, and
	/// nobody's funds are spent.
	#[test]
	fn all_deposits_return(steps in vec(step(), 1..60)) {
		ExtBuilder::default().build_and_execute(|| {
			let mut model = Model::default();
			let issuance = Balances::total_issuance();
			steps.into_iter().for_each(|step| model.run(step));
			// Whoever is suspended waits until that is over.
			Operators::set(model.streams.values().map(|stream| stream.operator.clone()).collect());
			for (id, stream) in &model.streams {
				if stream.retired.is_none() {
					retire(&stream.operator, *id).unwrap();
				}
			}
			Operators::set(vec![]);
			advance_by(SESSION + RETENTION);
			for id in model.streams.keys() {
				prune_stream(&STRANGER, *id).unwrap();
			}
			for id in model.sessions.keys() {
				prune_session(&STRANGER, *id).unwrap();
			}
			for who in model.readings.keys() {
				prune_readings(&STRANGER, who).unwrap();
			}
			for who in accounts() {
				for reason in [HoldReason::Stream, HoldReason::Report, HoldReason::Reading] {
					assert_eq!(held(reason, &who), 0);
				}
				let moved = model.moved.get(&who).copied().unwrap_or_default();
				assert_eq!(Balances::total_balance(&who), FUNDS.checked_add_signed(moved).unwrap());
			}
			assert_eq!(Balances::total_issuance(), issuance);
			assert_eq!(crate::Streams::<Test>::iter().count(), 0);
			assert_eq!(crate::StreamsOf::<Test>::iter().count(), 0);
			assert_eq!(crate::Sessions::<Test>::iter().count(), 0);
			assert_eq!(crate::SeriesOf::<Test>::iter().count(), 0);
			assert_eq!(crate::Readings::<Test>::iter().count(), 0);
			assert_eq!(crate::Predecessors::<Test>::iter().count(), 0);
		});
	}
}
