// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;
use ArtifactTier::{Gold, Silver};

#[test]
fn bless_completes_a_ceremony_with_all_its_witnesses() {
	execute(|| {
		let id = opened(Gold);
		for who in &WITNESSES[..4] {
			assert_ok!(witness(who, id));
		}
		advance_to(7);
		assert_ok!(bless(&BLESSER, id));
		let (receipt, written, _) = last_receipt();
		let digest = stored(id).digest();
		assert_eq!((written.issuer, written.digest), (ALICE, digest));
		assert_eq!(
			events()[..2],
			[
				Event::Blessed { id, blesser: BLESSER },
				Event::CeremonyCompleted { id, tier: Gold, digest, receipt }
			]
		);
		assert_eq!(Certification::ceremony(id).unwrap().blessed_by, Some(BLESSER));
		for artifact in stored(id).artifacts {
			assert_eq!(artifact_tier(artifact), Some(Gold));
		}
	});
}

#[test]
fn bless_without_the_witnesses_completes_nothing() {
	execute(|| {
		let id = opened(Gold);
		for who in &WITNESSES[..3] {
			assert_ok!(witness(who, id));
		}
		assert_ok!(bless(&BLESSER, id));
		assert_eq!(state(id), CeremonyState::Open);
		assert_eq!(artifact_tier(stored(id).artifacts[0]), Some(Silver));
	});
}

#[test]
fn bless_fails_when_not_the_blesser() {
	execute(|| {
		let id = opened(Gold);
		for who in [ALICE, VERIFIER, WITNESSES[0].clone()] {
			assert_noop!(bless(&who, id), BadOrigin);
		}
		assert_noop!(Certification::bless(RuntimeOrigin::root(), id), BadOrigin);
	});
}

#[test]
fn bless_fails_when_no_blessing_is_needed() {
	execute(|| {
		let id = opened(Silver);
		assert_noop!(bless(&BLESSER, id), Error::<Test>::NoBlessingNeeded);
	});
}

#[test]
fn bless_fails_when_blessed_already() {
	execute(|| {
		let id = opened(Gold);
		assert_ok!(bless(&BLESSER, id));
		assert_noop!(bless(&BLESSER, id), Error::<Test>::AlreadyBlessed);
	});
}

#[test]
fn bless_fails_when_the_blesser_is_or_is_linked_to_the_initiator() {
	execute(|| {
		let id = opened(Gold);
		Links::set(vec![(ALICE, BLESSER)]);
		assert_noop!(bless(&BLESSER, id), Error::<Test>::ConflictOfInterest);
		assert_ok!(Certification::appoint_blesser(RuntimeOrigin::root(), Some(ALICE)));
		assert_noop!(bless(&ALICE, id), Error::<Test>::ConflictOfInterest);
	});
}

#[test]
fn bless_fails_when_the_ceremony_is_not_open() {
	execute(|| {
		let id = opened(Gold);
		assert_noop!(bless(&BLESSER, 99), Error::<Test>::UnknownCeremony);
		revoke_receipt(&ALICE, stored(id).artifacts[0]);
		assert_noop!(bless(&BLESSER, id), Error::<Test>::ArtifactRevoked);
		advance_to(1 + PERIOD);
		assert_noop!(bless(&BLESSER, id), Error::<Test>::CeremonyClosed);
	});
}
