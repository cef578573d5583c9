// SPDX-License-Identifier: Apache-2.0

//! That each invariant is really checked: a state that breaks one is noticed.

use super::*;
use crate::{
	Artifacts, CeremonyOfDigest, Deadlines, Due, Evidence, HoldReason, Initiators, OpenCeremonies,
	RecordOf, Verifiers, Witnessed, WitnessedOf,
};
use frame_support::traits::{fungible::MutateHold, tokens::Precision};
use sp_runtime::BoundedVec;
use ArtifactTier::{Gold, Silver};
use EvidenceKind::{HardwareKey, Kyc};

/// A ceremony of gold that is open.
const OPEN: CeremonyId = 3;
/// One of silver that is completed.
const COMPLETED: CeremonyId = 1;
/// One of gold that was cancelled.
const FAILED: CeremonyId = 2;

/// Does `damage` to a sound state and expects the sentence of the invariant that it breaks.
#[track_caller]
fn assert_noticed(sentence: &'static str, damage: impl FnOnce()) {
	new_test_ext().execute_with(|| {
		certify_all();
		let artifacts = artifacts(5);
		for artifact in &artifacts {
			assert_ok!(attest_criteria(&VERIFIER, *artifact, Gold));
		}
		hold(ArtifactTier::Bronze, &artifacts);
		hold(Silver, &artifacts);
		assert_ok!(open(&ALICE, Gold, &artifacts));
		assert_ok!(cancel(&ALICE, FAILED));
		assert_ok!(open(&ALICE, Gold, &artifacts));
		assert_ok!(witness(&WITNESSES[1], OPEN));
		assert_ok!(decline(&WITNESSES[2], OPEN));
		assert_ok!(submit(&ALICE, HardwareKey, 1));
		assert_ok!(Certification::do_try_state());
		damage();
		assert_eq!(Certification::do_try_state(), Err(sentence.into()));
	});
}

fn reverse<T: Clone, S: sp_core::Get<u32>>(list: &mut BoundedVec<T, S>) {
	*list = BoundedVec::truncate_from(list.iter().rev().cloned().collect());
}

fn alter(id: CeremonyId, change: impl FnOnce(&mut RecordOf<Test>)) {
	Ceremonies::<Test>::mutate(Ordered(id), |record| change(record.as_mut().unwrap()));
}

#[test]
fn try_state_notices_evidence_that_cannot_be() {
	assert_noticed("a dossier has some evidence", || {
		Evidence::<Test>::insert(STRANGER, crate::DossierOf::<Test>::default());
	});
	assert_noticed("evidence is not from the future", || {
		Evidence::<Test>::mutate(ALICE, |it| {
			it.slot_mut(HardwareKey).pending.as_mut().unwrap().at = 9;
		});
	});
	assert_noticed("evidence is valid for some blocks after it was verified", || {
		Evidence::<Test>::mutate(ALICE, |it| {
			it.slot_mut(Kyc).verified.as_mut().unwrap().valid_until = 1;
		});
	});
	assert_noticed("verified evidence has a deadline", || {
		Evidence::<Test>::mutate(ALICE, |it| {
			it.slot_mut(Kyc).verified.as_mut().unwrap().valid_until = 7;
		});
	});
}

#[test]
fn try_state_notices_a_tier_that_was_not_told() {
	assert_noticed("the tier told last is not below that which the evidence gives", || {
		Evidence::<Test>::mutate(ALICE, |it| it.announced = Tier::T0);
	});
	assert_noticed(
		"the tier told last is that which the evidence gives unless some has expired",
		|| Evidence::<Test>::mutate(ALICE, |it| it.announced = Tier::T2),
	);
}

#[test]
fn try_state_notices_verifiers_that_cannot_be() {
	assert_noticed("a verifier judges something, and its kinds ascend", || {
		Verifiers::<Test>::mutate(VERIFIER, |it| reverse(&mut it.as_mut().unwrap().kinds));
	});
	assert_noticed("a verifier judges something, and its kinds ascend", || {
		Verifiers::<Test>::mutate(VERIFIER, |it| it.as_mut().unwrap().kinds.clear());
	});
	assert_noticed("a suspension does not end before it began", || {
		Verifiers::<Test>::mutate(VERIFIER, |it| {
			let suspension = crate::Suspension { since: 5, until: Some(4) };
			it.as_mut().unwrap().suspension = Some(suspension);
		});
	});
}

/// Changes an artifact of the open ceremony.
fn alter_artifact(change: impl FnOnce(&mut crate::Artifact)) {
	let artifact = stored(OPEN).artifacts[0];
	Artifacts::<Test>::mutate(Ordered(artifact), |it| change(it.as_mut().unwrap()));
}

#[test]
fn try_state_notices_artifacts_that_cannot_be() {
	assert_noticed("the tier of an artifact is not above the criteria that it meets", || {
		alter_artifact(|it| it.criteria = ArtifactTier::Bronze);
	});
	for by in [0, OPEN, FAILED, 99] {
		assert_noticed("the tier of an artifact was given by a completed ceremony over it", || {
			alter_artifact(|it| it.raised.as_mut().unwrap().by = by);
		});
	}
	for open in [COMPLETED, FAILED, 99] {
		assert_noticed(
			"the open ceremony of an artifact is one over it that is not closed",
			|| {
				alter_artifact(|it| it.open = Some(open));
			},
		);
	}
}

#[test]
fn try_state_notices_ceremonies_that_cannot_be() {
	assert_noticed("a ceremony's number is below the next", || {
		NextCeremony::<Test>::put(OPEN);
	});
	let artifacts = "the artifacts of a ceremony ascend, and are as many as its tier takes";
	assert_noticed(artifacts, || alter(FAILED, |it| reverse(&mut it.ceremony.artifacts)));
	assert_noticed(artifacts, || {
		alter(FAILED, |it| {
			it.ceremony.artifacts.pop();
		});
	});
	assert_noticed("the artifacts of a ceremony are known", || {
		alter(FAILED, |it| *it.ceremony.artifacts.iter_mut().last().unwrap() = 999);
	});
	let first = "the initiator is the first of not more witnesses than the tier takes";
	assert_noticed(first, || alter(OPEN, |it| reverse(&mut it.ceremony.witnesses)));
	assert_noticed(first, || {
		alter(COMPLETED, |it| it.ceremony.witnesses.try_push(STRANGER).unwrap());
	});
	assert_noticed("who witnesses and who declined are distinct", || {
		alter(OPEN, |it| it.ceremony.declined.try_push(ALICE).unwrap());
	});
	assert_noticed("not more declined than the tier has witnesses", || {
		let declined = vec![WITNESSES[3].clone(), WITNESSES[4].clone(), BLESSER, STRANGER];
		alter(COMPLETED, |it| it.ceremony.declined = declined.try_into().unwrap());
	});
	assert_noticed("only a ceremony that takes a blessing is blessed", || {
		alter(COMPLETED, |it| it.ceremony.blessed_by = Some(BLESSER));
	});
}

fn meet(record: &mut RecordOf<Test>) {
	let all = [ALICE].iter().chain(&WITNESSES[3..]).cloned().collect::<Vec<_>>();
	record.ceremony.witnesses = [all, vec![STRANGER]].concat().try_into().unwrap();
	record.ceremony.blessed_by = Some(BLESSER);
}

#[test]
fn try_state_notices_states_without_what_they_take() {
	assert_noticed("a ceremony that is not closed lacks something", || alter(OPEN, meet));
	assert_noticed("a ceremony that failed lacks something", || alter(FAILED, meet));
	assert_noticed("a completed ceremony has all that it takes", || {
		alter(COMPLETED, |it| {
			it.ceremony.witnesses.pop();
		});
	});
	assert_noticed("a completed ceremony is found by its digest", || {
		CeremonyOfDigest::<Test>::remove(stored(COMPLETED).digest());
	});
	assert_noticed("a completed ceremony is found by its digest", || {
		alter(COMPLETED, |it| it.ceremony.opened_at = 0);
	});
	assert_noticed("`CeremonyOfDigest` has nothing but completed ceremonies", || {
		CeremonyOfDigest::<Test>::insert(digest(1), OPEN);
	});
}

#[test]
fn try_state_notices_what_is_not_counted_as_open() {
	assert_noticed("`OpenCeremonies` has each ceremony that is not closed", || {
		OpenCeremonies::<Test>::remove(Ordered(OPEN));
	});
	assert_noticed("`OpenCeremonies` has nothing else", || {
		OpenCeremonies::<Test>::insert(Ordered(FAILED), ());
	});
	let counted = "`Initiators` counts the ceremonies that are not closed";
	assert_noticed(counted, || Initiators::<Test>::remove(ALICE));
	assert_noticed(counted, || {
		Initiators::<Test>::mutate(ALICE, |it| it.as_mut().unwrap().count = 2);
	});
	assert_noticed(counted, || {
		Initiators::<Test>::mutate(ALICE, |it| it.as_mut().unwrap().until = 2);
	});
	assert_noticed("`Initiators` has nobody else", || {
		Initiators::<Test>::insert(STRANGER, crate::Openings { count: 1, until: 9 });
	});
	assert_noticed("what is on hold is the sum of the deposits", || {
		let reason = HoldReason::Ceremony.into();
		assert_ok!(Balances::release(&reason, &ALICE, 1, Precision::Exact));
	});
}

#[test]
fn try_state_notices_rings_that_cannot_be() {
	let ring = "a ring of witnessed ceremonies ascends, and is not from the future";
	for blocks in [vec![9], vec![1, 0]] {
		assert_noticed(ring, || {
			Witnessed::<Test>::insert(ALICE, WitnessedOf::<Test>::truncate_from(blocks));
		});
	}
}

#[test]
fn try_state_notices_deadlines_that_are_missing_or_too_many() {
	assert_noticed("a ceremony that is not closed has a deadline", || {
		Deadlines::<Test>::remove(Ordered((1 + PERIOD).into()), Due::Ceremony(OPEN));
	});
	assert_noticed("a ceremony that failed has a deadline", || {
		Deadlines::<Test>::remove(Ordered((1 + RETENTION).into()), Due::Ceremony(FAILED));
	});
	for due in [Due::Ceremony(COMPLETED), Due::Evidence(STRANGER, Kyc)] {
		assert_noticed("nothing else has a deadline", || {
			Deadlines::<Test>::insert(Ordered(9), due, ());
		});
	}
}
