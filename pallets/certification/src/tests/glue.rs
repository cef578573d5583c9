// SPDX-License-Identifier: Apache-2.0

//! What other pallets ask of this one.

use super::*;
use crate::{Event, Evidence, Witnessed};
use tonnetz_core::{certification::Verifiers, operators::ReplaceAccount, traits::OperatorDuties};
use EvidenceKind::{HardwareKey, Kyc};

#[test]
fn an_open_ceremony_is_a_duty_until_it_closes_or_expires() {
	execute(|| {
		assert!(!Certification::has_duties(&ALICE));
		let id = opened(ArtifactTier::Silver);
		assert!(Certification::has_duties(&ALICE));
		assert!(!Certification::has_duties(&WITNESSES[0]));
		assert_ok!(cancel(&ALICE, id));
		assert!(!Certification::has_duties(&ALICE));
		assert_ok!(open(&ALICE, ArtifactTier::Silver, &stored(id).artifacts));
		advance_to(PERIOD);
		assert!(Certification::has_duties(&ALICE));
		advance_to(1 + PERIOD);
		assert!(!Certification::has_duties(&ALICE));
	});
}

#[test]
fn verifiers_judge_their_kinds_of_accounts_that_are_not_linked() {
	execute(|| {
		for kind in VerifierKind::all() {
			assert!(Certification::may_judge(&VERIFIER, kind, &ALICE));
			assert!(!Certification::may_judge(&VERIFIER, kind, &VERIFIER));
			assert!(!Certification::may_judge(&STRANGER, kind, &ALICE));
		}
		Links::set(vec![(VERIFIER, ALICE)]);
		assert!(!Certification::may_judge(&VERIFIER, VerifierKind::ModelMarks, &ALICE));
		assert!(Certification::may_judge(&VERIFIER, VerifierKind::ModelMarks, &STRANGER));
	});
}

#[test]
fn the_account_that_replaces_another_has_its_evidence_and_its_ring() {
	execute(|| {
		let id = opened(ArtifactTier::Silver);
		certify(&ALICE, HardwareKey, 50);
		assert_ok!(submit(&ALICE, Kyc, 2));
		let (dossier, ring) = (Evidence::<Test>::get(ALICE), Witnessed::<Test>::get(ALICE));
		advance_to(2);
		assert_ok!(Certification::replace(&ALICE, &STRANGER));
		assert_eq!(events(), [Event::EvidenceMoved { old: ALICE, new: STRANGER }]);
		assert!(!Evidence::<Test>::contains_key(ALICE) && !Witnessed::<Test>::contains_key(ALICE));
		assert_eq!(Evidence::<Test>::get(STRANGER), dossier);
		assert_eq!(Witnessed::<Test>::get(STRANGER), ring);
		assert_eq!((tier(&ALICE), tier(&STRANGER)), (Tier::T0, Tier::T2));
		assert_eq!(stored(id).initiator, ALICE);

		advance_to(50);
		sweep();
		let change = Event::TierChanged { operator: STRANGER, from: Tier::T2, to: Tier::T1 };
		assert_eq!(events().last(), Some(&change));
	});
}

#[test]
fn replacing_an_account_without_evidence_changes_nothing() {
	execute(|| {
		assert_ok!(Certification::replace(&ALICE, &STRANGER));
		assert_eq!(events(), []);
		assert!(!Evidence::<Test>::contains_key(STRANGER));
	});
}
