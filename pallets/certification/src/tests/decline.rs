// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, Witnessed};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;
use ArtifactTier::{Gold, Silver};

#[test]
fn decline_is_shown_and_does_not_count_as_witnessing() {
	execute(|| {
		let id = opened(Silver);
		advance_to(2);
		let witnessed = Witnessed::<Test>::get(&WITNESSES[4]);
		assert_ok!(decline(&WITNESSES[4], id));
		assert_eq!(events(), [Event::WitnessDeclined { id, who: WITNESSES[4].clone() }]);
		let ceremony = Certification::ceremony(id).unwrap();
		assert_eq!(ceremony.declined, WITNESSES[4..5]);
		assert_eq!(ceremony.state, CeremonyState::Open);
		assert_eq!(Witnessed::<Test>::get(&WITNESSES[4]), witnessed);
	});
}

#[test]
fn decline_closes_the_ceremony_when_as_many_as_the_tier_has_witnesses() {
	for tier in [Silver, Gold] {
		execute(|| {
			let id = opened(tier);
			let needed = tier.witnesses() as usize;
			for who in &WITNESSES[..needed - 1] {
				assert_ok!(decline(who, id));
				assert_eq!((state(id), held(&ALICE)), (CeremonyState::Open, DEPOSIT));
			}
			advance_to(3);
			let last = WITNESSES[needed - 1].clone();
			assert_ok!(decline(&last, id));
			assert_eq!(
				events(),
				[Event::WitnessDeclined { id, who: last }, Event::CeremonyDeclined { id }]
			);
			assert_eq!((state(id), held(&ALICE)), (CeremonyState::Declined { at: 3 }, 0));
			assert_noop!(decline(&WITNESSES[5], id), Error::<Test>::CeremonyClosed);
			let artifact = stored(id).artifacts[0];
			assert_eq!(Certification::artifact_info(artifact).unwrap().open, None);
		});
	}
}

#[test]
fn decline_leaves_the_rest_of_the_witnesses_to_complete() {
	execute(|| {
		let id = opened(Silver);
		for who in &WITNESSES[..2] {
			assert_ok!(decline(who, id));
		}
		for who in &WITNESSES[2..4] {
			assert_ok!(witness(who, id));
		}
		assert!(matches!(state(id), CeremonyState::Completed { .. }));
	});
}

#[test]
fn decline_fails_when_one_could_not_have_witnessed() {
	execute(|| {
		let id = opened(Gold);
		let who = &WITNESSES[0];
		assert_noop!(Certification::decline(RuntimeOrigin::root(), id), BadOrigin);
		assert_noop!(decline(who, 99), Error::<Test>::UnknownCeremony);
		assert_noop!(decline(&ALICE, id), Error::<Test>::AlreadyWitness);
		assert_noop!(decline(&STRANGER, id), Error::<Test>::NotOperator);
		Uptimes::set(vec![(who.clone(), 24)]);
		assert_noop!(decline(who, id), Error::<Test>::UptimeTooLow);
		Uptimes::set(vec![]);
		Links::set(vec![(ALICE, who.clone())]);
		assert_noop!(decline(who, id), Error::<Test>::ConflictOfInterest);
		Links::set(vec![]);
		Siblings::set(vec![(ALICE, who.clone())]);
		assert_noop!(decline(who, id), Error::<Test>::ConflictOfInterest);
		Siblings::set(vec![]);
		assert_ok!(revoke(&VERIFIER, who, EvidenceKind::Kyc));
		assert_noop!(decline(who, id), Error::<Test>::TierTooLow);
		certify(who, EvidenceKind::Kyc, 100);
		assert_ok!(decline(who, id));
		assert_noop!(decline(who, id), Error::<Test>::AlreadyDeclined);
		for who in &WITNESSES[1..5] {
			assert_ok!(witness(who, id));
		}
		assert_noop!(decline(&WITNESSES[5], id), Error::<Test>::EnoughWitnesses);
	});
}
