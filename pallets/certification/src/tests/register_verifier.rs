// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, VerifierKinds, Verifiers};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;
use tonnetz_core::certification::ContributionKind;

fn register(who: AccountId, kinds: &[VerifierKind]) -> DispatchResult {
	Certification::register_verifier(RuntimeOrigin::root(), who, kinds.to_vec())
}

#[test]
fn register_verifier_sorts_its_kinds_and_leaves_a_receipt() {
	execute(|| {
		let review = VerifierKind::Contribution(ContributionKind::UpgradeReview);
		let kyc = VerifierKind::Evidence(EvidenceKind::Kyc);
		assert_ok!(register(STRANGER, &[VerifierKind::ModelMarks, review, kyc]));
		let kinds = [kyc, review, VerifierKind::ModelMarks];
		let act = Act::VerifierRegistered { verifier: &STRANGER, kinds: &kinds };
		let receipt = assert_recorded(act, None);
		let kinds = VerifierKinds::try_from(kinds.to_vec()).unwrap();
		assert_eq!(
			events(),
			[Event::VerifierRegistered { verifier: STRANGER, kinds: kinds.clone(), receipt }]
		);
		let verifier = Verifiers::<Test>::get(STRANGER).unwrap();
		assert_eq!((verifier.kinds, verifier.since, verifier.suspension), (kinds, 1, None));
	});
}

#[test]
fn register_verifier_replaces_kinds_but_not_a_suspension() {
	execute(|| {
		advance_to(7);
		assert_ok!(Certification::suspend_verifier(RuntimeOrigin::root(), VERIFIER, None));
		assert_ok!(register(VERIFIER, &[VerifierKind::ModelMarks]));
		let verifier = Verifiers::<Test>::get(VERIFIER).unwrap();
		assert_eq!(verifier.kinds.as_slice(), [VerifierKind::ModelMarks]);
		assert_eq!(verifier.since, 0);
		assert!(verifier.suspended(7).is_some());
	});
}

#[test]
fn register_verifier_fails_when_not_by_governance() {
	execute(|| {
		let kinds = vec![VerifierKind::ModelMarks];
		for who in [VERIFIER, GUARD] {
			let call = Certification::register_verifier(signed(&who), STRANGER, kinds.clone());
			assert_noop!(call, BadOrigin);
		}
	});
}

#[test]
fn register_verifier_fails_without_kinds() {
	execute(|| {
		assert_noop!(register(STRANGER, &[]), Error::<Test>::NoKinds);
	});
}

#[test]
fn register_verifier_fails_for_a_kind_given_twice() {
	execute(|| {
		let twice = [VerifierKind::ModelMarks; 2];
		assert_noop!(register(STRANGER, &twice), Error::<Test>::DuplicateKind);
		let all: Vec<_> = VerifierKind::all().chain([VerifierKind::ModelMarks]).collect();
		assert_noop!(register(STRANGER, &all), Error::<Test>::DuplicateKind);
		assert_ok!(register(STRANGER, &all[..13]));
	});
}

#[test]
fn register_verifier_fails_when_there_are_too_many() {
	execute(|| {
		for who in &WITNESSES[..2] {
			assert_ok!(register(who.clone(), &[VerifierKind::ModelMarks]));
		}
		assert_noop!(
			register(STRANGER, &[VerifierKind::ModelMarks]),
			Error::<Test>::TooManyVerifiers
		);
		assert_ok!(register(VERIFIER, &[VerifierKind::ModelMarks]));
		assert_ok!(Certification::remove_verifier(RuntimeOrigin::root(), VERIFIER));
		assert_ok!(register(STRANGER, &[VerifierKind::ModelMarks]));
	});
}
