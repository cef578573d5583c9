// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, PendingEvidence};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;
use EvidenceKind::Kyc;

#[test]
fn submit_evidence_waits_and_leaves_a_receipt_of_the_operator() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		let act = Act::Submitted { operator: &ALICE, kind: Kyc, digest: digest(1) };
		let receipt = assert_recorded(act, Some(ALICE));
		assert_eq!(
			events(),
			[Event::EvidenceSubmitted { operator: ALICE, kind: Kyc, digest: digest(1), receipt }]
		);
		let info = &Certification::evidence(ALICE)[0];
		assert_eq!(info.pending, Some(PendingEvidence { digest: digest(1), at: 1 }));
		assert_eq!(info.verified, None);
		assert_eq!(tier(&ALICE), Tier::T0);
	});
}

#[test]
fn submit_evidence_takes_the_place_of_what_waited() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		advance_to(2);
		assert_ok!(submit(&ALICE, Kyc, 2));
		let info = &Certification::evidence(ALICE)[0];
		assert_eq!(info.pending, Some(PendingEvidence { digest: digest(2), at: 2 }));
	});
}

#[test]
fn submit_evidence_leaves_what_is_verified_standing() {
	execute(|| {
		certify(&ALICE, Kyc, 100);
		assert_ok!(submit(&ALICE, Kyc, 2));
		assert_eq!(tier(&ALICE), Tier::T1);
		assert_ok!(reject(&VERIFIER, &ALICE, Kyc, 2));
		assert_eq!(tier(&ALICE), Tier::T1);
	});
}

#[test]
fn submit_evidence_fails_when_not_signed() {
	execute(|| {
		let call = Certification::submit_evidence(RuntimeOrigin::root(), Kyc, digest(1));
		assert_noop!(call, BadOrigin);
	});
}

#[test]
fn submit_evidence_fails_when_not_an_operator() {
	execute(|| {
		assert_noop!(submit(&STRANGER, Kyc, 1), Error::<Test>::NotOperator);
	});
}

#[test]
fn submit_evidence_fails_when_suspended() {
	execute(|| {
		Suspended::set(vec![ALICE]);
		assert_noop!(submit(&ALICE, Kyc, 1), Error::<Test>::Suspended);
	});
}

#[test]
fn submit_evidence_fails_when_the_same_waits() {
	execute(|| {
		assert_ok!(submit(&ALICE, Kyc, 1));
		assert_noop!(submit(&ALICE, Kyc, 1), Error::<Test>::AlreadyPending);
		assert_ok!(submit(&ALICE, EvidenceKind::Qkd, 1));
	});
}

#[test]
fn submit_evidence_fails_when_the_receipt_is_not_affordable() {
	execute(|| {
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), ALICE, EXISTENTIAL_DEPOSIT));
		assert_noop!(submit(&ALICE, Kyc, 1), pallet_receipts::Error::<Test>::DepositNotAffordable);
	});
}
