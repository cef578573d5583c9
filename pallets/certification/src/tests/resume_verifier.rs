// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;

fn resume(who: AccountId) -> DispatchResult {
	Certification::resume_verifier(RuntimeOrigin::root(), who)
}

#[test]
fn resume_verifier_lets_it_judge_at_once() {
	execute(|| {
		assert_ok!(submit(&ALICE, EvidenceKind::Kyc, 1));
		assert_ok!(Certification::suspend_verifier(RuntimeOrigin::root(), VERIFIER, None));
		advance_to(5);
		assert_ok!(resume(VERIFIER));
		let receipt = assert_recorded(Act::VerifierResumed { verifier: &VERIFIER }, None);
		assert_eq!(events(), [Event::VerifierResumed { verifier: VERIFIER, receipt }]);
		assert_ok!(verify(&VERIFIER, &ALICE, EvidenceKind::Kyc, 1, 100));
	});
}

#[test]
fn resume_verifier_fails_when_not_suspended() {
	execute(|| {
		assert_noop!(resume(VERIFIER), Error::<Test>::NotSuspended);
		assert_ok!(Certification::suspend_verifier(signed(&GUARD), VERIFIER, Some(10)));
		advance_to(10);
		assert_noop!(resume(VERIFIER), Error::<Test>::NotSuspended);
	});
}

#[test]
fn resume_verifier_fails_when_there_is_none_or_the_origin_may_not() {
	execute(|| {
		assert_noop!(resume(STRANGER), Error::<Test>::UnknownVerifier);
		assert_ok!(Certification::suspend_verifier(signed(&GUARD), VERIFIER, Some(10)));
		assert_noop!(Certification::resume_verifier(signed(&GUARD), VERIFIER), BadOrigin);
	});
}
