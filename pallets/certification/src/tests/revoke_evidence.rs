// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Deadlines, Error, Event, Evidence};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;
use EvidenceKind::{HardwareKey, Kyc};

const ACT: Act<'static, AccountId> =
	Act::Revoked { operator: &ALICE, kind: Kyc, digest: H256::repeat_byte(1) };

#[test]
fn revoke_evidence_lowers_the_tier_at_once() {
	execute(|| {
		certify(&ALICE, Kyc, 100);
		certify(&ALICE, HardwareKey, 100);
		advance_to(2);
		assert_ok!(revoke(&VERIFIER, &ALICE, Kyc));
		let receipt = assert_recorded(ACT, Some(VERIFIER));
		assert_eq!(
			events(),
			[
				Event::EvidenceRevoked { operator: ALICE, kind: Kyc, by: Some(VERIFIER), receipt },
				Event::TierChanged { operator: ALICE, from: Tier::T2, to: Tier::T0 },
			]
		);
		assert_eq!(tier(&ALICE), Tier::T0);
		certify(&ALICE, Kyc, 100);
		assert_eq!(tier(&ALICE), Tier::T2);
	});
}

#[test]
fn revoke_evidence_by_governance_leaves_an_autonomous_receipt() {
	execute(|| {
		certify(&ALICE, Kyc, 100);
		assert_ok!(Certification::revoke_evidence(RuntimeOrigin::root(), ALICE, Kyc));
		assert_recorded(ACT, None);
		assert!(!Evidence::<Test>::contains_key(ALICE));
		assert_eq!(Deadlines::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn revoke_evidence_leaves_what_waits() {
	execute(|| {
		certify(&ALICE, Kyc, 100);
		assert_ok!(submit(&ALICE, Kyc, 2));
		assert_ok!(revoke(&VERIFIER, &ALICE, Kyc));
		assert_ok!(verify(&VERIFIER, &ALICE, Kyc, 2, 100));
	});
}

#[test]
fn revoke_evidence_fails_when_nothing_is_verified() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		assert_noop!(revoke(&VERIFIER, &ALICE, Kyc), Error::<Test>::NotVerified);
		assert_ok!(verify(&VERIFIER, &ALICE, Kyc, 1, 10));
		advance_to(10);
		assert_noop!(revoke(&VERIFIER, &ALICE, Kyc), Error::<Test>::NotVerified);
	});
}

#[test]
fn revoke_evidence_fails_when_the_signer_may_not_judge() {
	execute(|| {
		certify(&ALICE, Kyc, 100);
		assert_noop!(revoke(&REVIEWER, &ALICE, Kyc), Error::<Test>::NotVerifier);
		let none = RuntimeOrigin::none();
		assert_noop!(Certification::revoke_evidence(none, ALICE, Kyc), BadOrigin);
		Links::set(vec![(ALICE, VERIFIER)]);
		assert_noop!(revoke(&VERIFIER, &ALICE, Kyc), Error::<Test>::ConflictOfInterest);
	});
}
