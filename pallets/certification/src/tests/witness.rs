// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, Witnessed};
use frame_support::assert_noop;
use sp_runtime::traits::BadOrigin;
use ArtifactTier::{Bronze, Gold, Silver};

#[test]
fn witness_completes_the_ceremony_when_it_is_the_last() {
	execute(|| {
		let id = opened(Silver);
		let artifacts = stored(id).artifacts;
		assert_ok!(witness(&WITNESSES[5], id));
		assert_eq!(state(id), CeremonyState::Open);
		assert_eq!(artifact_tier(artifacts[0]), Some(Bronze));
		assert_eq!(held(&ALICE), DEPOSIT);

		advance_to(9);
		assert_ok!(witness(&WITNESSES[3], id));
		let (receipt, written, _) = last_receipt();
		let digest = stored(id).digest();
		assert_eq!((written.issuer, written.digest), (ALICE, digest));
		let completed = [
			Event::Witnessed { id, witness: WITNESSES[3].clone() },
			Event::CeremonyCompleted { id, tier: Silver, digest, receipt },
		];
		assert_eq!(events()[..2], completed);
		assert_eq!(events().len(), 2 + artifacts.len());
		assert_eq!(state(id), CeremonyState::Completed { at: 9, digest, receipt });
		assert_eq!(Certification::ceremony_by_digest(digest), Certification::ceremony(id));
		assert_eq!(held(&ALICE), 0);
		for artifact in artifacts {
			assert_eq!(artifact_tier(artifact), Some(Silver));
		}
	});
}

#[test]
fn witness_of_gold_waits_for_the_blessing() {
	execute(|| {
		let id = opened(Gold);
		for who in &WITNESSES[..4] {
			assert_ok!(witness(who, id));
		}
		assert_eq!(state(id), CeremonyState::Open);
		assert_noop!(witness(&WITNESSES[4], id), Error::<Test>::EnoughWitnesses);
		assert_ok!(bless(&BLESSER, id));
		assert_eq!(artifact_tier(stored(id).artifacts[0]), Some(Gold));
	});
}

#[test]
fn witness_completes_gold_that_is_blessed() {
	execute(|| {
		let id = opened(Gold);
		assert_ok!(bless(&BLESSER, id));
		for who in &WITNESSES[..4] {
			assert_eq!(artifact_tier(stored(id).artifacts[0]), Some(Silver));
			assert_ok!(witness(who, id));
		}
		assert_eq!(artifact_tier(stored(id).artifacts[0]), Some(Gold));
	});
}

/// A later completion pays for the receipt out of the deposit that returns.
#[test]
fn witness_completes_also_when_the_initiator_has_nothing_left() {
	execute(|| {
		let id = opened(Silver);
		let root = RuntimeOrigin::root;
		assert_ok!(Balances::force_set_balance(root(), ALICE, EXISTENTIAL_DEPOSIT));
		assert_ok!(witness(&WITNESSES[0], id));
		assert_ok!(witness(&WITNESSES[1], id));
		assert!(matches!(state(id), CeremonyState::Completed { .. }));
	});
}

#[test]
fn witness_fails_when_not_signed() {
	execute(|| {
		let id = opened(Silver);
		assert_noop!(Certification::witness(RuntimeOrigin::root(), id), BadOrigin);
	});
}

#[test]
fn witness_fails_when_there_is_no_ceremony() {
	execute(|| {
		certify_all();
		assert_noop!(witness(&WITNESSES[0], 0), Error::<Test>::UnknownCeremony);
	});
}

#[test]
fn witness_fails_when_the_ceremony_is_closed() {
	execute(|| {
		let id = opened(Silver);
		assert_ok!(cancel(&ALICE, id));
		assert_noop!(witness(&WITNESSES[0], id), Error::<Test>::CeremonyClosed);
		assert_noop!(witness(&WITNESSES[0], 0), Error::<Test>::CeremonyClosed);
	});
}

#[test]
fn witness_fails_at_the_block_at_which_the_ceremony_expires() {
	execute(|| {
		let id = opened(Silver);
		advance_to(PERIOD);
		assert_ok!(witness(&WITNESSES[0], id));
		advance_to(1 + PERIOD);
		assert_noop!(witness(&WITNESSES[1], id), Error::<Test>::CeremonyClosed);
		assert_eq!(state(id), CeremonyState::Expired { at: 1 + PERIOD });
	});
}

#[test]
fn witness_fails_when_twice_or_after_declining() {
	execute(|| {
		let id = opened(Gold);
		assert_noop!(witness(&ALICE, id), Error::<Test>::AlreadyWitness);
		assert_ok!(witness(&WITNESSES[0], id));
		assert_noop!(witness(&WITNESSES[0], id), Error::<Test>::AlreadyWitness);
		assert_ok!(decline(&WITNESSES[1], id));
		assert_noop!(witness(&WITNESSES[1], id), Error::<Test>::AlreadyDeclined);
	});
}

#[test]
fn witness_fails_when_not_an_operator() {
	execute(|| {
		let id = opened(Silver);
		assert_noop!(witness(&STRANGER, id), Error::<Test>::NotOperator);
		Suspended::set(vec![WITNESSES[0].clone()]);
		assert_noop!(witness(&WITNESSES[0], id), Error::<Test>::Suspended);
	});
}

#[test]
fn witness_fails_below_the_first_tier() {
	execute(|| {
		let id = opened(Silver);
		assert_ok!(revoke(&VERIFIER, &WITNESSES[0], EvidenceKind::Kyc));
		assert_noop!(witness(&WITNESSES[0], id), Error::<Test>::TierTooLow);
		certify(&WITNESSES[0], EvidenceKind::Kyc, 10);
		advance_to(10);
		assert_noop!(witness(&WITNESSES[0], id), Error::<Test>::TierTooLow);
		advance_to(9);
		assert_ok!(witness(&WITNESSES[0], id));
	});
}

#[test]
fn witness_fails_below_an_uptime_of_25() {
	execute(|| {
		let id = opened(Silver);
		Uptimes::set(vec![(WITNESSES[0].clone(), 24)]);
		assert_noop!(witness(&WITNESSES[0], id), Error::<Test>::UptimeTooLow);
		Uptimes::set(vec![(WITNESSES[0].clone(), 25)]);
		assert_ok!(witness(&WITNESSES[0], id));
	});
}

#[test]
fn witness_fails_when_linked_to_or_a_sibling_of_any_other() {
	execute(|| {
		let id = opened(Gold);
		assert_ok!(witness(&WITNESSES[0], id));
		for other in [&ALICE, &WITNESSES[0]] {
			let pair = vec![(other.clone(), WITNESSES[1].clone())];
			Links::set(pair.clone());
			assert_noop!(witness(&WITNESSES[1], id), Error::<Test>::ConflictOfInterest);
			Links::set(vec![]);
			Siblings::set(pair);
			assert_noop!(witness(&WITNESSES[1], id), Error::<Test>::ConflictOfInterest);
			Siblings::set(vec![]);
		}
		Links::set(vec![(WITNESSES[1].clone(), WITNESSES[2].clone())]);
		assert_ok!(witness(&WITNESSES[1], id));
		assert_noop!(witness(&WITNESSES[2], id), Error::<Test>::ConflictOfInterest);
	});
}

#[test]
fn witness_fails_when_an_artifact_was_revoked() {
	execute(|| {
		let id = opened(Silver);
		assert_ok!(witness(&WITNESSES[0], id));
		revoke_receipt(&ALICE, stored(id).artifacts[2]);
		assert_noop!(witness(&WITNESSES[1], id), Error::<Test>::ArtifactRevoked);
		assert_ok!(cancel(&ALICE, id));
	});
}

/// The eleventh waits until the first is 30 days ago; then each that grows old makes room for one.
#[test]
fn witness_fails_for_the_eleventh_ceremony_in_30_days() {
	execute(|| {
		certify_all();
		let who = &WITNESSES[5];
		let artifacts = artifacts(3);
		prepare(Silver, &artifacts);
		let again = || {
			assert_ok!(open(&ALICE, Silver, &artifacts));
			last_ceremony()
		};
		for n in 0..10 {
			advance_to(1 + n);
			let id = again();
			assert_ok!(witness(who, id));
			assert_ok!(cancel(&ALICE, id));
			// That of the initiator is not what is tested.
			Witnessed::<Test>::remove(ALICE);
		}
		for n in 0..2 {
			advance_to(n + WINDOW);
			let id = again();
			assert_noop!(witness(who, id), Error::<Test>::TooManyWitnessed);
			assert_noop!(decline(who, id), Error::<Test>::TooManyWitnessed);
			advance_to(1 + n + WINDOW);
			assert_ok!(witness(who, id));
			assert_ok!(cancel(&ALICE, id));
		}
		assert_eq!(Witnessed::<Test>::get(who).len(), 10);
	});
}
