// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, Verifiers};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;

/// As the emergency track: for a time.
fn suspend(until: Option<BlockNumber>) -> DispatchResult {
	Certification::suspend_verifier(signed(&GUARD), VERIFIER, until)
}

/// As the parameters track: without limit.
fn confirm(until: Option<BlockNumber>) -> DispatchResult {
	Certification::suspend_verifier(RuntimeOrigin::root(), VERIFIER, until)
}

fn suspended() -> bool {
	Certification::verifier(VERIFIER).unwrap().suspended.is_some()
}

#[test]
fn suspend_verifier_lapses_by_itself() {
	execute(|| {
		assert_ok!(suspend(Some(10)));
		let act = Act::VerifierSuspended { verifier: &VERIFIER, until: Some(10) };
		let receipt = assert_recorded(act, None);
		let until = Some(10);
		assert_eq!(events(), [Event::VerifierSuspended { verifier: VERIFIER, until, receipt }]);
		advance_to(9);
		assert!(suspended());
		advance_to(10);
		assert!(!suspended());
	});
}

#[test]
fn suspend_verifier_judges_nothing_of_any_kind() {
	use tonnetz_core::certification::Verifiers as _;
	execute(|| {
		assert_ok!(suspend(Some(10)));
		for kind in VerifierKind::all() {
			assert!(!Certification::may_judge(&VERIFIER, kind, &ALICE));
			assert!(Certification::may_judge(&REVIEWER, kind, &ALICE) == (kind == CRITERIA));
		}
		advance_to(10);
		for kind in VerifierKind::all() {
			assert!(Certification::may_judge(&VERIFIER, kind, &ALICE));
		}
	});
}

const CRITERIA: VerifierKind = VerifierKind::ArtifactCriteria;

#[test]
fn suspend_verifier_is_confirmed_by_an_origin_without_limit() {
	execute(|| {
		assert_ok!(suspend(Some(10)));
		assert_ok!(confirm(None));
		advance_to(1_000_000);
		assert!(suspended());
		assert_noop!(suspend(Some(1_000_001)), Error::<Test>::AlreadySuspended);
	});
}

#[test]
fn suspend_verifier_fails_when_too_long_for_the_origin() {
	execute(|| {
		let latest = 1 + LONGEST_SUSPENSION;
		for until in [None, Some(latest + 1)] {
			assert_noop!(suspend(until), Error::<Test>::SuspensionTooLong);
		}
		assert_ok!(suspend(Some(latest)));
	});
}

#[test]
fn suspend_verifier_fails_when_over_at_once() {
	execute(|| {
		for until in [0, 1] {
			assert_noop!(suspend(Some(until)), Error::<Test>::SuspensionInPast);
			assert_noop!(confirm(Some(until)), Error::<Test>::SuspensionInPast);
		}
	});
}

#[test]
fn suspend_verifier_fails_when_suspended_already() {
	execute(|| {
		assert_ok!(suspend(Some(10)));
		assert_noop!(suspend(Some(20)), Error::<Test>::AlreadySuspended);
	});
}

#[test]
fn suspend_verifier_fails_when_it_was_of_late() {
	execute(|| {
		assert_ok!(suspend(Some(10)));
		for block in [10, GAP] {
			advance_to(block);
			assert_noop!(suspend(Some(block + 1)), Error::<Test>::SuspendedRecently);
		}
		advance_to(1 + GAP);
		assert_ok!(suspend(Some(2 + GAP)));
	});
}

#[test]
fn suspend_verifier_fails_when_resumed_of_late() {
	execute(|| {
		assert_ok!(suspend(Some(100)));
		assert_ok!(Certification::resume_verifier(RuntimeOrigin::root(), VERIFIER));
		assert_noop!(suspend(Some(100)), Error::<Test>::SuspendedRecently);
		assert_ok!(confirm(Some(100)));
	});
}

#[test]
fn suspend_verifier_fails_when_there_is_none_or_the_origin_may_not() {
	execute(|| {
		let call = Certification::suspend_verifier(signed(&GUARD), STRANGER, Some(10));
		assert_noop!(call, Error::<Test>::UnknownVerifier);
		let call = Certification::suspend_verifier(signed(&VERIFIER), REVIEWER, Some(10));
		assert_noop!(call, BadOrigin);
		assert_eq!(Verifiers::<Test>::get(REVIEWER).unwrap().suspension, None);
	});
}
