// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, VerifiedEvidence};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;
use EvidenceKind::{HardwareKey, Kyc};

#[test]
fn verify_evidence_raises_the_tier_and_leaves_a_receipt_of_the_verifier() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		advance_to(5);
		assert_ok!(verify(&VERIFIER, &ALICE, Kyc, 1, 100));
		let act =
			Act::Verified { operator: &ALICE, kind: Kyc, digest: digest(1), valid_until: 100 };
		let receipt = assert_recorded(act, Some(VERIFIER));
		assert_eq!(
			events(),
			[
				Event::EvidenceVerified {
					operator: ALICE,
					kind: Kyc,
					verifier: VERIFIER,
					valid_until: 100,
					receipt
				},
				Event::TierChanged { operator: ALICE, from: Tier::T0, to: Tier::T1 },
			]
		);
		let info = &Certification::evidence(ALICE)[0];
		let verified =
			VerifiedEvidence { digest: digest(1), verifier: VERIFIER, at: 5, valid_until: 100 };
		assert_eq!((&info.pending, &info.verified), (&None, &Some(verified)));
		assert_eq!(tier(&ALICE), Tier::T1);
	});
}

/// Evidence above a gap counts once the gap is filled.
#[test]
fn verify_evidence_raises_over_what_was_verified_before() {
	execute(|| {
		for kind in EvidenceKind::ALL.into_iter().rev() {
			assert_eq!(tier(&ALICE), Tier::T0);
			certify(&ALICE, kind, 100);
		}
		assert_eq!(tier(&ALICE), Tier::T5);
		let change = Event::TierChanged { operator: ALICE, from: Tier::T0, to: Tier::T5 };
		assert_eq!(events().last(), Some(&change));
	});
}

#[test]
fn verify_evidence_renews_without_a_gap() {
	execute(|| {
		certify(&ALICE, Kyc, 10);
		assert_ok!(submit(&ALICE, Kyc, 2));
		advance_to(9);
		assert_ok!(verify(&VERIFIER, &ALICE, Kyc, 2, 20));
		assert_eq!(events().len(), 1);
		advance_to(19);
		sweep();
		assert_eq!(tier(&ALICE), Tier::T1);
		advance_to(20);
		assert_eq!(tier(&ALICE), Tier::T0);
	});
}

#[test]
fn verify_evidence_may_shorten_what_was_verified() {
	execute(|| {
		certify(&ALICE, Kyc, 20);
		assert_ok!(submit(&ALICE, Kyc, 2));
		assert_ok!(verify(&VERIFIER, &ALICE, Kyc, 2, 10));
		advance_to(10);
		assert_eq!(tier(&ALICE), Tier::T0);
		sweep();
		advance_to(20);
		sweep();
		assert_eq!(events(), []);
	});
}

#[test]
fn verify_evidence_is_valid_for_a_year_at_most() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		let latest = 1 + VALIDITY;
		assert_noop!(verify(&VERIFIER, &ALICE, Kyc, 1, latest + 1), Error::<Test>::ValidityTooLong);
		assert_ok!(verify(&VERIFIER, &ALICE, Kyc, 1, latest));
	});
}

#[test]
fn verify_evidence_fails_when_it_would_never_count() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		for valid_until in [0, 1] {
			assert_noop!(
				verify(&VERIFIER, &ALICE, Kyc, 1, valid_until),
				Error::<Test>::ValidityInPast
			);
		}
		assert_ok!(verify(&VERIFIER, &ALICE, Kyc, 1, 2));
	});
}

#[test]
fn verify_evidence_fails_when_not_signed() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		let root = RuntimeOrigin::root();
		let call = Certification::verify_evidence(root, ALICE, Kyc, digest(1), 100);
		assert_noop!(call, BadOrigin);
	});
}

#[test]
fn verify_evidence_fails_when_nothing_waits() {
	execute(|| {
		assert_noop!(verify(&VERIFIER, &ALICE, Kyc, 1, 100), Error::<Test>::NotPending);
		certify(&ALICE, Kyc, 100);
		assert_noop!(verify(&VERIFIER, &ALICE, Kyc, 1, 100), Error::<Test>::NotPending);
		assert_ok!(submit(&ALICE, HardwareKey, 1));
		assert_noop!(verify(&VERIFIER, &ALICE, Kyc, 1, 100), Error::<Test>::NotPending);
	});
}

#[test]
fn verify_evidence_fails_for_another_digest_than_what_waits() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		assert_ok!(submit(&ALICE, Kyc, 2));
		assert_noop!(verify(&VERIFIER, &ALICE, Kyc, 1, 100), Error::<Test>::DigestMismatch);
		assert_ok!(verify(&VERIFIER, &ALICE, Kyc, 2, 100));
	});
}

#[test]
fn verify_evidence_fails_when_not_registered_for_the_kind() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		for who in [STRANGER, REVIEWER, ALICE] {
			assert_noop!(verify(&who, &ALICE, Kyc, 1, 100), Error::<Test>::NotVerifier);
		}
	});
}

#[test]
fn verify_evidence_fails_when_the_verifier_judges_itself() {
	execute(|| {
		Operators::set(vec![VERIFIER]);
		assert_ok!(submit(&VERIFIER, Kyc, 1));
		assert_noop!(verify(&VERIFIER, &VERIFIER, Kyc, 1, 100), Error::<Test>::ConflictOfInterest);
	});
}

#[test]
fn verify_evidence_fails_when_linked_by_referral() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		Links::set(vec![(ALICE, VERIFIER)]);
		assert_noop!(verify(&VERIFIER, &ALICE, Kyc, 1, 100), Error::<Test>::ConflictOfInterest);
	});
}

#[test]
fn verify_evidence_fails_when_the_verifier_is_suspended() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		assert_ok!(Certification::suspend_verifier(signed(&GUARD), VERIFIER, Some(10)));
		assert_noop!(verify(&VERIFIER, &ALICE, Kyc, 1, 100), Error::<Test>::VerifierSuspended);
		advance_to(9);
		assert_noop!(verify(&VERIFIER, &ALICE, Kyc, 1, 100), Error::<Test>::VerifierSuspended);
		advance_to(10);
		assert_ok!(verify(&VERIFIER, &ALICE, Kyc, 1, 100));
	});
}

#[test]
fn verify_evidence_fails_when_the_verifier_is_suspended_as_an_operator() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		Suspended::set(vec![VERIFIER]);
		assert_noop!(verify(&VERIFIER, &ALICE, Kyc, 1, 100), Error::<Test>::Suspended);
	});
}
