// SPDX-License-Identifier: Apache-2.0

//! What holds whatever is called, in whatever order: held against the model.
//!
//! `TONNETZ_CERTIFICATION_CASES` sets the number of sequences; 100,000 take some minutes.

use super::{
	model::{scene, Step, CAST},
	*,
};
use proptest::{collection::vec, prelude::*};
use tonnetz_core::units::DAYS;

fn kind() -> impl Strategy<Value = EvidenceKind> {
	proptest::sample::select(EvidenceKind::ALL.to_vec())
}

fn artifact_tiers() -> impl Strategy<Value = ArtifactTier> {
	proptest::sample::select(ArtifactTier::ALL.to_vec())
}

/// Mostly short of the period of a ceremony, at times long enough for evidence to expire.
fn blocks() -> impl Strategy<Value = BlockNumber> {
	prop_oneof![6 => 1..2 * DAYS, 2 => DAYS..8 * DAYS, 1 => DAYS..40 * DAYS]
}

fn step() -> impl Strategy<Value = Step> {
	let (anyone, back) = (0..CAST, prop_oneof![6 => Just(0u64), 1 => 0..6u64]);
	let by = || prop_oneof![6 => Just(0usize), 1 => 0..3usize];
	let validity = prop_oneof![8 => 0..30 * DAYS, 1 => 360 * DAYS..370 * DAYS];
	let pair = (anyone.clone(), back.clone());
	prop_oneof![
		6 => (anyone.clone(), kind(), 0..2u8).prop_map(|(who, kind, n)| Step::Submit(who, kind, n)),
		8 => (by(), anyone.clone(), kind(), 0..2u8, validity)
			.prop_map(|(by, who, kind, n, blocks)| Step::Verify(by, who, kind, n, blocks)),
		1 => (by(), anyone.clone(), kind(), 0..2u8)
			.prop_map(|(by, who, kind, n)| Step::Reject(by, who, kind, n)),
		1 => (by(), anyone.clone(), kind()).prop_map(|(by, who, kind)| Step::Revoke(by, who, kind)),
		1 => (by(), 1..4 * DAYS).prop_map(|(by, blocks)| Step::Suspend(by, blocks)),
		1 => by().prop_map(Step::Resume),
		1 => vec(anyone.clone(), 0..2).prop_map(Step::SuspendOperators),
		1 => (anyone.clone(), 20..30u8).prop_map(|(who, uptime)| Step::SetUptime(who, uptime)),
		4 => (by(), 0..9usize, artifact_tiers())
			.prop_map(|(by, artifact, tier)| Step::Criteria(by, artifact, tier)),
		6 => (prop_oneof![4 => Just(0usize), 1 => Just(1usize)], artifact_tiers(), vec(0..9usize, 0..7))
			.prop_map(|(who, tier, artifacts)| Step::Open(who, tier, artifacts)),
		10 => pair.clone().prop_map(|(who, back)| Step::Witness(who, back)),
		4 => pair.clone().prop_map(|(who, back)| Step::Decline(who, back)),
		2 => (0..2usize, back).prop_map(|(who, back)| Step::Bless(who, back)),
		1 => pair.prop_map(|(who, back)| Step::Cancel(who, back)),
		1 => (0..9usize).prop_map(Step::RevokeArtifact),
		5 => blocks().prop_map(Step::Wait),
		3 => (0..4usize, any::<bool>()).prop_map(|(nth, before)| Step::WaitFor(nth, before)),
		3 => Just(Step::Sweep),
		3 => (artifact_tiers(), 0..6usize).prop_map(|(tier, from)| Step::Hold(tier, from)),
	]
}

fn cases() -> u32 {
	let cases = std::env::var("TONNETZ_CERTIFICATION_CASES");
	cases.map_or(2_000, |cases| cases.parse().expect("a number"))
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(cases()))]

	/// No tier without its evidence, no artifact tier without witnesses, artifacts, criteria and
	/// blessing; expiry lowers at its block, swept or not; witnesses are distinct and independent.
	#[test]
	fn nothing_is_certified_but_by_the_words_of_the_specification(steps in vec(step(), 1..40)) {
		new_test_ext().execute_with(|| {
			let mut model = scene();
			for step in steps {
				model.run(step);
				model.check();
			}
			Certification::do_try_state().unwrap();
		});
	}
}

proptest! {
	#![proptest_config(ProptestConfig::with_cases(cases() / 20))]

	#[test]
	fn invariants_hold_after_every_step(steps in vec(step(), 1..40)) {
		new_test_ext().execute_with(|| {
			let mut model = scene();
			for step in steps {
				model.run(step);
				Certification::do_try_state().unwrap();
			}
		});
	}
}
