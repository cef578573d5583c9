// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, MAX_BLESSING_LEN};
use frame_support::{assert_noop, traits::fungible::InspectHold};
use sp_runtime::traits::BadOrigin;
use tonnetz_core::certification::ceremony_subject;
use ArtifactTier::{Bronze, Gold, Silver};

#[test]
fn open_ceremony_holds_the_deposit_and_makes_the_initiator_the_first_witness() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(3);
		prepare(Silver, &artifacts);
		advance_to(5);
		let backwards: Vec<_> = artifacts.iter().copied().rev().collect();
		assert_ok!(open(&ALICE, Silver, &backwards));

		let (id, expires) = (last_ceremony(), 5 + PERIOD);
		assert_eq!(
			events(),
			[Event::CeremonyOpened { id, initiator: ALICE, tier: Silver, expires }]
		);
		assert_eq!(held(&ALICE), DEPOSIT);
		let ceremony = Certification::ceremony(id).unwrap();
		assert_eq!((ceremony.initiator, ceremony.artifacts), (ALICE, artifacts.clone()));
		assert_eq!((ceremony.opened_at, ceremony.expires), (5, expires));
		assert_eq!((ceremony.witnesses, ceremony.declined), (vec![ALICE], vec![]));
		assert_eq!((ceremony.witnesses_needed, ceremony.blessing_needed), (3, false));
		assert_eq!(ceremony.blessing, b"Made with care");
		assert_eq!(ceremony.state, CeremonyState::Open);
		for artifact in artifacts {
			assert_eq!(Certification::artifact_info(artifact).unwrap().open, Some(id));
			assert_eq!(artifact_tier(artifact), Some(Bronze));
		}
	});
}

#[test]
fn open_ceremony_of_bronze_completes_at_once() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(2);
		prepare(Bronze, &artifacts);
		advance_to(5);
		assert_ok!(open(&ALICE, Bronze, &artifacts));

		let (receipt, written, source) = last_receipt();
		let digest = stored(0).digest();
		assert_eq!((written.issuer, written.kind, source), (ALICE, Kind::Ceremony, Source::Pallet));
		assert_eq!((written.subject, written.digest), (ceremony_subject(0), digest));
		assert_eq!(
			written.uri.into_inner(),
			format!("artifacts:{},{}", artifacts[0], artifacts[1]).into_bytes()
		);
		assert_eq!(
			events(),
			[
				Event::CeremonyOpened {
					id: 0,
					initiator: ALICE,
					tier: Bronze,
					expires: 5 + PERIOD
				},
				Event::CeremonyCompleted { id: 0, tier: Bronze, digest, receipt },
				Event::ArtifactRaised { artifact: artifacts[0], tier: Bronze, by: 0 },
				Event::ArtifactRaised { artifact: artifacts[1], tier: Bronze, by: 0 },
			]
		);
		assert_eq!(state(0), CeremonyState::Completed { at: 5, digest, receipt });
		assert_eq!(held(&ALICE), 0);
		let info = Certification::artifact_info(artifacts[0]).unwrap();
		assert_eq!((info.tier, info.raised_by, info.open), (Some(Bronze), Some(0), None));
	});
}

#[test]
fn open_ceremony_may_include_artifacts_that_have_the_tier() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(2);
		prepare(Bronze, &artifacts);
		assert_ok!(open(&ALICE, Bronze, &artifacts[..1]));
		assert_ok!(open(&ALICE, Bronze, &artifacts));
		assert_eq!(Certification::artifact_info(artifacts[0]).unwrap().raised_by, Some(0));
		assert_eq!(Certification::artifact_info(artifacts[1]).unwrap().raised_by, Some(1));
	});
}

#[test]
fn open_ceremony_never_lowers_a_tier() {
	execute(|| {
		certify_all();
		let silver = artifacts(3);
		prepare(Silver, &silver);
		hold(Silver, &silver);
		let new = artifacts(1)[0];
		assert_ok!(attest_criteria(&VERIFIER, new, Bronze));
		assert_ok!(open(&ALICE, Bronze, &[silver[0], new]));
		assert_eq!(artifact_tier(silver[0]), Some(Silver));
		assert_eq!(artifact_tier(new), Some(Bronze));
	});
}

#[test]
fn open_ceremony_fails_when_not_signed() {
	execute(|| {
		let root = RuntimeOrigin::root();
		let kind = CeremonyKind::Update;
		let call = Certification::open_ceremony(root, Bronze, kind, vec![0], vec![]);
		assert_noop!(call, BadOrigin);
	});
}

#[test]
fn open_ceremony_fails_for_too_few_or_too_many_artifacts() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(6);
		prepare(Bronze, &artifacts[..5]);
		assert_noop!(open(&ALICE, Bronze, &[]), Error::<Test>::TooFewArtifacts);
		assert_noop!(open(&ALICE, Silver, &artifacts[..2]), Error::<Test>::TooFewArtifacts);
		assert_noop!(open(&ALICE, Gold, &artifacts[..4]), Error::<Test>::TooFewArtifacts);
		for tier in ArtifactTier::ALL {
			assert_noop!(open(&ALICE, tier, &artifacts), Error::<Test>::TooManyArtifacts);
		}
		assert_ok!(open(&ALICE, Bronze, &artifacts[..5]));
	});
}

#[test]
fn open_ceremony_fails_for_an_artifact_named_twice() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(2);
		prepare(Silver, &artifacts);
		let [one, two] = artifacts[..] else { panic!("two artifacts") };
		assert_noop!(open(&ALICE, Silver, &[one, two, one]), Error::<Test>::DuplicateArtifact);
	});
}

#[test]
fn open_ceremony_fails_when_the_blessing_is_too_long() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(1);
		prepare(Bronze, &artifacts);
		let open = |len| {
			let kind = CeremonyKind::Milestone;
			let blessing = vec![b'b'; len];
			let artifacts = artifacts.clone();
			Certification::open_ceremony(signed(&ALICE), Bronze, kind, artifacts, blessing)
		};
		let longest = MAX_BLESSING_LEN as usize;
		assert_noop!(open(longest + 1), Error::<Test>::BlessingTooLong);
		assert_ok!(open(longest));
	});
}

#[test]
fn open_ceremony_fails_when_not_the_issuer_of_every_artifact() {
	execute(|| {
		certify_all();
		let mut ids = artifacts(2);
		ids.push(attest(&WITNESSES[0], Kind::Artifact));
		for id in &ids {
			assert_ok!(attest_criteria(&VERIFIER, *id, Bronze));
		}
		assert_noop!(open(&ALICE, Bronze, &ids), Error::<Test>::NotIssuer);
		assert_noop!(open(&WITNESSES[0], Bronze, &ids), Error::<Test>::NotIssuer);
	});
}

#[test]
fn open_ceremony_fails_for_what_is_no_standing_artifact() {
	execute(|| {
		certify_all();
		assert_noop!(open(&ALICE, Bronze, &[999]), Error::<Test>::UnknownArtifact);
		let decision = attest(&ALICE, Kind::Decision);
		assert_noop!(open(&ALICE, Bronze, &[decision]), Error::<Test>::NotArtifact);
		let artifacts = artifacts(1);
		prepare(Bronze, &artifacts);
		revoke_receipt(&ALICE, artifacts[0]);
		assert_noop!(open(&ALICE, Bronze, &artifacts), Error::<Test>::ArtifactRevoked);
	});
}

#[test]
fn open_ceremony_fails_when_criteria_are_not_met() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(3);
		assert_noop!(open(&ALICE, Bronze, &artifacts), Error::<Test>::CriteriaNotMet);
		prepare(Bronze, &artifacts);
		hold(Bronze, &artifacts);
		for artifact in &artifacts[..2] {
			assert_ok!(attest_criteria(&VERIFIER, *artifact, Silver));
		}
		assert_noop!(open(&ALICE, Silver, &artifacts), Error::<Test>::CriteriaNotMet);
	});
}

#[test]
fn open_ceremony_fails_when_an_artifact_lacks_the_tier_below() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(5);
		for artifact in &artifacts {
			assert_ok!(attest_criteria(&VERIFIER, *artifact, Gold));
		}
		assert_noop!(open(&ALICE, Silver, &artifacts), Error::<Test>::LowerTierMissing);
		hold(Bronze, &artifacts);
		assert_noop!(open(&ALICE, Gold, &artifacts), Error::<Test>::LowerTierMissing);
		hold(Silver, &artifacts[..4]);
		assert_noop!(open(&ALICE, Gold, &artifacts), Error::<Test>::LowerTierMissing);
	});
}

#[test]
fn open_ceremony_fails_when_it_would_raise_nothing() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(3);
		prepare(Silver, &artifacts);
		assert_noop!(open(&ALICE, Bronze, &artifacts), Error::<Test>::NothingToRaise);
		hold(Silver, &artifacts);
		assert_noop!(open(&ALICE, Silver, &artifacts), Error::<Test>::NothingToRaise);
		assert_noop!(open(&ALICE, Bronze, &artifacts[..1]), Error::<Test>::NothingToRaise);
	});
}

#[test]
fn open_ceremony_fails_while_another_over_an_artifact_is_open() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(5);
		prepare(Silver, &artifacts);
		assert_ok!(open(&ALICE, Silver, &artifacts[..3]));
		assert_noop!(open(&ALICE, Silver, &artifacts[2..]), Error::<Test>::CeremonyOpen);
		assert_ok!(cancel(&ALICE, last_ceremony()));
		assert_ok!(open(&ALICE, Silver, &artifacts[2..]));
	});
}

/// Also when nobody has written down that the other has expired; and when that is done later, it does
/// not touch the new one.
#[test]
fn open_ceremony_succeeds_once_the_other_has_expired() {
	execute(|| {
		let first = opened(Silver);
		let artifacts = stored(first).artifacts.to_vec();
		advance_to(PERIOD);
		assert_noop!(open(&ALICE, Silver, &artifacts), Error::<Test>::CeremonyOpen);
		advance_to(1 + PERIOD);
		assert_ok!(open(&ALICE, Silver, &artifacts));
		let second = last_ceremony();
		assert_eq!(held(&ALICE), 2 * DEPOSIT);
		sweep();
		assert_eq!(held(&ALICE), DEPOSIT);
		assert_eq!(Certification::artifact_info(artifacts[0]).unwrap().open, Some(second));
		assert_eq!(state(second), CeremonyState::Open);
	});
}

#[test]
fn open_ceremony_fails_when_the_deposit_is_not_affordable() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(1);
		prepare(Bronze, &artifacts);
		let funds = DEPOSIT + EXISTENTIAL_DEPOSIT - 1;
		let other = Balances::total_balance_on_hold(&ALICE);
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), ALICE, funds));
		assert_eq!(Balances::total_balance_on_hold(&ALICE), other);
		assert_noop!(open(&ALICE, Bronze, &artifacts), Error::<Test>::DepositNotAffordable);
		assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), ALICE, funds + 1));
		assert_ok!(open(&ALICE, Bronze, &artifacts));
	});
}

#[test]
fn open_ceremony_fails_when_the_initiator_could_not_witness() {
	execute(|| {
		let artifacts = artifacts(1);
		prepare(Bronze, &artifacts);
		assert_noop!(open(&ALICE, Bronze, &artifacts), Error::<Test>::TierTooLow);
		certify(&ALICE, EvidenceKind::Kyc, 10);
		Uptimes::set(vec![(ALICE, 24)]);
		assert_noop!(open(&ALICE, Bronze, &artifacts), Error::<Test>::UptimeTooLow);
		Uptimes::set(vec![(ALICE, 25)]);
		Suspended::set(vec![ALICE]);
		assert_noop!(open(&ALICE, Bronze, &artifacts), Error::<Test>::Suspended);
		Suspended::set(vec![]);
		Operators::set(vec![]);
		assert_noop!(open(&ALICE, Bronze, &artifacts), Error::<Test>::NotOperator);
		Operators::set(vec![ALICE]);
		advance_to(10);
		assert_noop!(open(&ALICE, Bronze, &artifacts), Error::<Test>::TierTooLow);
		advance_to(9);
		assert_ok!(open(&ALICE, Bronze, &artifacts));
	});
}

#[test]
fn open_ceremony_counts_among_those_that_the_initiator_witnesses() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(11);
		prepare(Bronze, &artifacts);
		for artifact in &artifacts[..10] {
			assert_ok!(open(&ALICE, Bronze, &[*artifact]));
		}
		assert_noop!(open(&ALICE, Bronze, &artifacts[10..]), Error::<Test>::TooManyWitnessed);
		advance_to(1 + WINDOW);
		assert_ok!(open(&ALICE, Bronze, &artifacts[10..]));
	});
}
