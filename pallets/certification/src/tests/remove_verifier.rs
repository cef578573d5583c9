// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, Verifiers};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;

#[test]
fn remove_verifier_ends_its_judgement_but_not_what_it_judged() {
	execute(|| {
		certify(&ALICE, EvidenceKind::Kyc, 100);
		assert_ok!(submit(&ALICE, EvidenceKind::HardwareKey, 1));
		advance_to(2);
		assert_ok!(Certification::remove_verifier(RuntimeOrigin::root(), VERIFIER));
		let receipt = assert_recorded(Act::VerifierRemoved { verifier: &VERIFIER }, None);
		assert_eq!(events(), [Event::VerifierRemoved { verifier: VERIFIER, receipt }]);
		assert!(!Verifiers::<Test>::contains_key(VERIFIER));
		assert_noop!(
			verify(&VERIFIER, &ALICE, EvidenceKind::HardwareKey, 1, 100),
			Error::<Test>::NotVerifier
		);
		assert_eq!(tier(&ALICE), Tier::T1);
	});
}

#[test]
fn remove_verifier_fails_when_there_is_none() {
	execute(|| {
		assert_noop!(
			Certification::remove_verifier(RuntimeOrigin::root(), STRANGER),
			Error::<Test>::UnknownVerifier
		);
	});
}

#[test]
fn remove_verifier_fails_when_not_by_governance() {
	execute(|| {
		assert_noop!(Certification::remove_verifier(signed(&GUARD), VERIFIER), BadOrigin);
	});
}
