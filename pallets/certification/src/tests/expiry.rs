// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Ceremonies, Deadlines, Event, Evidence, Initiators, WeightInfo};
use frame_support::{
	traits::Hooks,
	weights::{constants::RocksDbWeight, Weight},
};
use ArtifactTier::Silver;
use EvidenceKind::{HardwareKey, Kyc, Qkd};

/// Every reader says T1 at the block before, and T0 at the block, before anything is swept.
#[test]
fn evidence_that_expires_at_a_block_lowers_the_tier_at_it_for_every_reader() {
	execute(|| {
		certify(&ALICE, Kyc, 10);
		let readers = || {
			let info = Certification::tier_info(ALICE);
			let verified = Certification::evidence(ALICE)[0].verified.is_some();
			let multiplier = <Certification as OperatorTiers<AccountId>>::multiplier(&ALICE);
			let points = <Certification as OperatorTiers<AccountId>>::points(&ALICE);
			(tier(&ALICE), info.tier, info.lapses, verified, multiplier, points)
		};
		advance_to(9);
		sweep();
		assert_eq!(readers(), (Tier::T1, Tier::T1, Some(10), true, 10_000, 10));
		advance_to(10);
		assert_eq!(readers(), (Tier::T0, Tier::T0, None, false, 7_000, 0));
		sweep();
		assert_eq!(readers(), (Tier::T0, Tier::T0, None, false, 7_000, 0));
	});
}

#[test]
fn sweep_tells_of_expired_evidence_once_and_leaves_an_autonomous_receipt() {
	execute(|| {
		certify(&ALICE, Kyc, 20);
		certify(&ALICE, HardwareKey, 10);
		advance_to(11);
		assert!(sweep().ref_time() > 0);
		let act =
			Act::Expired { operator: &ALICE, kind: HardwareKey, digest: digest(1), tier: Tier::T1 };
		let receipt = assert_recorded(act, None);
		assert_eq!(
			events(),
			[
				Event::EvidenceExpired { operator: ALICE, kind: HardwareKey, receipt },
				Event::TierChanged { operator: ALICE, from: Tier::T2, to: Tier::T1 },
			]
		);
		advance_to(12);
		sweep();
		assert_eq!(events(), []);
		advance_to(20);
		sweep();
		assert!(!Evidence::<Test>::contains_key(ALICE));
	});
}

/// What stood above a gap anyway changes no tier.
#[test]
fn sweep_of_evidence_that_did_not_count_changes_no_tier() {
	execute(|| {
		certify(&ALICE, Kyc, 100);
		certify(&ALICE, Qkd, 10);
		advance_to(10);
		sweep();
		let expired = matches!(events()[..], [Event::EvidenceExpired { kind: Qkd, .. }]);
		assert!(expired);
		assert_eq!(tier(&ALICE), Tier::T1);
	});
}

/// A call that comes between expiry and sweep tells of the tier, and the sweep not again.
#[test]
fn no_change_of_tier_is_told_twice() {
	execute(|| {
		certify(&ALICE, Kyc, 10);
		certify(&ALICE, HardwareKey, 100);
		assert_ok!(submit(&ALICE, HardwareKey, 2));
		advance_to(10);
		assert_ok!(reject(&VERIFIER, &ALICE, HardwareKey, 2));
		let change = Event::TierChanged { operator: ALICE, from: Tier::T2, to: Tier::T0 };
		assert_eq!(events().last(), Some(&change));
		System::reset_events();
		sweep();
		assert_eq!(events().len(), 1);
	});
}

#[test]
fn sweep_is_bounded_by_number_and_takes_the_earliest_first() {
	execute(|| {
		for (n, who) in (0..).zip(WITNESSES) {
			certify(&who, Kyc, 20 - n);
		}
		advance_to(100);
		sweep();
		let left: Vec<_> =
			WITNESSES.into_iter().filter(|it| Evidence::<Test>::contains_key(it)).collect();
		assert_eq!(left, WITNESSES[..6 - SWEEP as usize]);
		sweep();
		assert_eq!(Deadlines::<Test>::iter_keys().count(), 0);
	});
}

#[test]
fn sweep_is_bounded_by_weight_and_says_what_it_used() {
	execute(|| {
		certify(&ALICE, Kyc, 10);
		certify(&WITNESSES[0], Kyc, 10);
		advance_to(10);
		let look = RocksDbWeight::get().reads(1);
		let one = <() as WeightInfo>::expire_evidence() + look;
		let sweep = |weight| Certification::on_idle(10, weight);
		assert_eq!(sweep(Weight::zero()), Weight::zero());
		assert_eq!(sweep(one - Weight::from_parts(1, 0)), look);
		assert_eq!(Evidence::<Test>::iter_keys().count(), 2);
		assert_eq!(sweep(one), one);
		assert_eq!(Evidence::<Test>::iter_keys().count(), 1);
		assert_eq!(sweep(Weight::MAX), one + look);
		assert_eq!(sweep(Weight::MAX), look);
	});
}

#[test]
fn sweep_returns_the_deposit_of_an_expired_ceremony() {
	execute(|| {
		let id = opened(Silver);
		advance_to(1 + PERIOD);
		assert_eq!(state(id), CeremonyState::Expired { at: 1 + PERIOD });
		assert_eq!(Certification::artifact_info(stored(id).artifacts[0]).unwrap().open, None);
		assert_eq!(held(&ALICE), DEPOSIT);
		advance_to(5 + PERIOD);
		sweep();
		assert_eq!(events(), [Event::CeremonyExpired { id }]);
		assert_eq!((held(&ALICE), Initiators::<Test>::get(ALICE)), (0, None));
		assert_eq!(state(id), CeremonyState::Expired { at: 1 + PERIOD });
	});
}

#[test]
fn sweep_forgets_failed_ceremonies_and_keeps_completed_ones() {
	execute(|| {
		let cancelled = opened(Silver);
		let artifacts = stored(cancelled).artifacts;
		assert_ok!(cancel(&ALICE, cancelled));
		hold(Silver, &artifacts);
		let completed = last_ceremony();
		advance_to(RETENTION);
		sweep();
		assert_eq!(state(cancelled), CeremonyState::Cancelled { at: 1 });
		advance_to(1 + RETENTION);
		sweep();
		assert_eq!(events(), [Event::CeremonyForgotten { id: cancelled }]);
		assert!(!Ceremonies::<Test>::contains_key(Ordered(cancelled)));
		advance_to(10 * RETENTION);
		sweep();
		assert!(matches!(state(completed), CeremonyState::Completed { .. }));
	});
}

#[test]
fn a_revoked_or_pruned_receipt_drops_the_tier_of_the_artifact() {
	execute(|| {
		certify_all();
		let expires = Some(10);
		let (kind, subject) = (Kind::Artifact, digest(5));
		let attestation =
			Attestation { kind, subject, digest: digest(6), parent: None, uri: vec![], expires };
		let pruned = Receipts::attest_as(&ALICE, attestation).unwrap();
		let revoked = attest(&ALICE, Kind::Artifact);
		prepare(Silver, &[pruned, revoked]);
		assert_eq!(artifact_tier(revoked), Some(ArtifactTier::Bronze));

		revoke_receipt(&ALICE, revoked);
		let info = Certification::artifact_info(revoked).unwrap();
		assert_eq!((info.tier, info.raised_by, info.revoked), (None, Some(0), true));
		assert_eq!(artifact_tier(pruned), Some(ArtifactTier::Bronze));

		advance_to(11 + 90 * tonnetz_core::units::DAYS);
		assert_ok!(Receipts::prune(signed(&STRANGER), vec![pruned]));
		assert_eq!(artifact_tier(pruned), None);
	});
}
