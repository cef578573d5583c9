// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;
use ArtifactTier::{Bronze, Gold, Silver};

#[test]
fn attest_criteria_leaves_a_receipt_below_the_artifact() {
	execute(|| {
		let artifact = artifacts(1)[0];
		assert_ok!(attest_criteria(&REVIEWER, artifact, Silver));
		let act = Act::CriteriaMet { artifact, tier: Silver };
		let receipt = assert_recorded(act, Some(REVIEWER));
		assert_eq!(last_receipt().1.parent, Some(artifact));
		assert_eq!(
			events(),
			[Event::CriteriaAttested { artifact, tier: Silver, verifier: REVIEWER, receipt }]
		);
		let info = Certification::artifact_info(artifact).unwrap();
		assert_eq!((info.criteria, info.tier, info.raised_by), (Silver, None, None));
		assert_eq!((info.open, info.revoked), (None, false));
	});
}

#[test]
fn attest_criteria_of_a_tier_is_enough_for_those_below() {
	execute(|| {
		certify_all();
		let artifact = artifacts(1)[0];
		assert_ok!(attest_criteria(&VERIFIER, artifact, Gold));
		assert_ok!(open(&ALICE, Bronze, &[artifact]));
		assert_eq!(artifact_tier(artifact), Some(Bronze));
	});
}

#[test]
fn attest_criteria_of_a_higher_tier_leaves_the_tier() {
	execute(|| {
		certify_all();
		let artifact = artifacts(1)[0];
		assert_ok!(attest_criteria(&VERIFIER, artifact, Bronze));
		assert_ok!(open(&ALICE, Bronze, &[artifact]));
		assert_ok!(attest_criteria(&VERIFIER, artifact, Silver));
		assert_eq!(artifact_tier(artifact), Some(Bronze));
		assert_eq!(Certification::artifact_info(artifact).unwrap().criteria, Silver);
	});
}

#[test]
fn attest_criteria_fails_when_attested_already() {
	execute(|| {
		let artifact = artifacts(1)[0];
		assert_ok!(attest_criteria(&VERIFIER, artifact, Silver));
		for tier in [Bronze, Silver] {
			assert_noop!(
				attest_criteria(&REVIEWER, artifact, tier),
				Error::<Test>::CriteriaAlreadyAttested
			);
		}
	});
}

#[test]
fn attest_criteria_fails_for_what_is_no_artifact() {
	execute(|| {
		assert_noop!(attest_criteria(&VERIFIER, 99, Bronze), Error::<Test>::UnknownArtifact);
		for kind in [Kind::Decision, Kind::Ceremony, Kind::ModelRun, Kind::Custom(5)] {
			let other = attest(&ALICE, kind);
			assert_noop!(attest_criteria(&VERIFIER, other, Bronze), Error::<Test>::NotArtifact);
		}
		for kind in [Kind::Artifact, Kind::Deployment, Kind::Document, Kind::Container] {
			assert_ok!(attest_criteria(&VERIFIER, attest(&ALICE, kind), Bronze));
		}
	});
}

#[test]
fn attest_criteria_fails_when_the_receipt_is_revoked() {
	execute(|| {
		let artifact = artifacts(1)[0];
		revoke_receipt(&ALICE, artifact);
		assert_noop!(attest_criteria(&VERIFIER, artifact, Bronze), Error::<Test>::ArtifactRevoked);
	});
}

#[test]
fn attest_criteria_fails_when_the_signer_may_not_judge() {
	execute(|| {
		let artifact = artifacts(1)[0];
		assert_noop!(attest_criteria(&ALICE, artifact, Bronze), Error::<Test>::NotVerifier);
		let root = RuntimeOrigin::root();
		assert_noop!(Certification::attest_criteria(root, artifact, Bronze), BadOrigin);

		let own = attest(&VERIFIER, Kind::Artifact);
		assert_noop!(attest_criteria(&VERIFIER, own, Bronze), Error::<Test>::ConflictOfInterest);
		Links::set(vec![(VERIFIER, ALICE)]);
		assert_noop!(
			attest_criteria(&VERIFIER, artifact, Bronze),
			Error::<Test>::ConflictOfInterest
		);
		Links::set(vec![]);
		assert_ok!(Certification::suspend_verifier(signed(&GUARD), VERIFIER, Some(9)));
		assert_noop!(
			attest_criteria(&VERIFIER, artifact, Bronze),
			Error::<Test>::VerifierSuspended
		);
		Suspended::set(vec![VERIFIER]);
		assert_noop!(attest_criteria(&VERIFIER, artifact, Bronze), Error::<Test>::Suspended);
	});
}
