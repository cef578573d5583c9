// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, Evidence};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;
use EvidenceKind::Kyc;

const ACT: Act<'static, AccountId> =
	Act::Rejected { operator: &ALICE, kind: Kyc, digest: H256::repeat_byte(1) };

#[test]
fn reject_evidence_by_a_verifier_leaves_its_refusal() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		advance_to(2);
		assert_ok!(reject(&VERIFIER, &ALICE, Kyc, 1));
		let receipt = assert_recorded(ACT, Some(VERIFIER));
		let by = Some(VERIFIER);
		assert_eq!(events(), [Event::EvidenceRejected { operator: ALICE, kind: Kyc, by, receipt }]);
		assert!(!Evidence::<Test>::contains_key(ALICE));
		assert_ok!(submit(&ALICE, Kyc, 1));
	});
}

#[test]
fn reject_evidence_by_governance_leaves_an_autonomous_refusal() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		advance_to(2);
		let root = RuntimeOrigin::root();
		assert_ok!(Certification::reject_evidence(root, ALICE, Kyc, digest(1)));
		let receipt = assert_recorded(ACT, None);
		assert_eq!(
			events(),
			[Event::EvidenceRejected { operator: ALICE, kind: Kyc, by: None, receipt }]
		);
	});
}

#[test]
fn reject_evidence_leaves_what_is_verified_standing() {
	execute(|| {
		certify(&ALICE, Kyc, 100);
		assert_ok!(submit(&ALICE, Kyc, 2));
		assert_ok!(reject(&VERIFIER, &ALICE, Kyc, 2));
		assert_eq!(tier(&ALICE), Tier::T1);
	});
}

#[test]
fn reject_evidence_fails_as_verifying_does() {
	execute(|| {
		assert_noop!(reject(&VERIFIER, &ALICE, Kyc, 1), Error::<Test>::NotPending);
		assert_ok!(submit(&ALICE, Kyc, 1));
		assert_noop!(reject(&VERIFIER, &ALICE, Kyc, 2), Error::<Test>::DigestMismatch);
		assert_noop!(reject(&REVIEWER, &ALICE, Kyc, 1), Error::<Test>::NotVerifier);
		let none = RuntimeOrigin::none();
		assert_noop!(Certification::reject_evidence(none, ALICE, Kyc, digest(1)), BadOrigin);
		Links::set(vec![(ALICE, VERIFIER)]);
		assert_noop!(reject(&VERIFIER, &ALICE, Kyc, 1), Error::<Test>::ConflictOfInterest);
		Links::set(vec![]);
		assert_ok!(Certification::suspend_verifier(RuntimeOrigin::root(), VERIFIER, None));
		assert_noop!(reject(&VERIFIER, &ALICE, Kyc, 1), Error::<Test>::VerifierSuspended);
		Suspended::set(vec![VERIFIER]);
		assert_noop!(reject(&VERIFIER, &ALICE, Kyc, 1), Error::<Test>::Suspended);
	});
}
