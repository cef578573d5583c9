// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::VerifierInfoOf;
use ArtifactTier::{Bronze, Silver};
use EvidenceKind::{HardwareKey, Kyc, Qkd};

#[test]
fn tier_info_tells_when_the_tier_lapses() {
	execute(|| {
		let info = Certification::tier_info(ALICE);
		assert_eq!((info.tier, info.multiplier, info.points), (Tier::T0, 7_000, 0));
		assert_eq!(info.lapses, None);
		certify(&ALICE, Kyc, 30);
		certify(&ALICE, HardwareKey, 40);
		certify(&ALICE, Qkd, 20);
		let info = Certification::tier_info(ALICE);
		assert_eq!((info.tier, info.multiplier, info.points), (Tier::T2, 12_000, 20));
		assert_eq!(info.lapses, Some(30));
	});
}

#[test]
fn evidence_has_one_item_for_each_kind() {
	execute(|| {
		certify(&ALICE, HardwareKey, 30);
		let evidence = Certification::evidence(ALICE);
		assert_eq!(evidence.iter().map(|it| it.kind).collect::<Vec<_>>(), EvidenceKind::ALL);
		let verified: Vec<_> = evidence.iter().map(|it| it.verified.is_some()).collect();
		assert_eq!(verified, [false, true, false, false, false]);
		assert_eq!(Certification::evidence(STRANGER).len(), 5);
	});
}

/// Every verifier for the kind once, whatever the size of the page, and from a removed one on.
#[test]
fn verifiers_are_paged_by_account() {
	execute(|| {
		MaxVerifiers::set(100);
		for n in 100..120u8 {
			let kind = VerifierKind::Evidence(if n % 2 == 0 { Kyc } else { Qkd });
			let account = AccountId::new([n; 32]);
			let root = RuntimeOrigin::root();
			assert_ok!(Certification::register_verifier(root, account, vec![kind]));
		}
		let kind = VerifierKind::Evidence(Kyc);
		let all = Certification::verifiers(kind, None, 256);
		assert_eq!((all.items.len(), all.next), (11, None));
		assert!(all.items.iter().all(|it| it.kinds.contains(&kind)));

		for limit in 1..5 {
			let mut found = Vec::<VerifierInfoOf<Test>>::new();
			let mut page = Certification::verifiers(kind, None, limit);
			loop {
				assert!(page.items.len() <= limit as usize);
				found.extend(page.items);
				let Some(next) = page.next else { break };
				page = Certification::verifiers(kind, Some(next), limit);
			}
			assert_eq!(found, all.items);
		}

		let none = Certification::verifiers(kind, None, 0);
		assert_eq!((none.items.len(), none.next), (0, Some(all.items[0].account.clone())));
		let third = all.items[2].account.clone();
		assert_ok!(Certification::remove_verifier(RuntimeOrigin::root(), third.clone()));
		let rest = Certification::verifiers(kind, Some(third), 256);
		assert_eq!(rest.items, all.items[3..]);
	});
}

#[test]
fn verifier_tells_of_a_suspension_in_force() {
	execute(|| {
		assert_eq!(Certification::verifier(STRANGER), None);
		assert_ok!(Certification::suspend_verifier(signed(&GUARD), VERIFIER, Some(10)));
		let suspended = Certification::verifier(VERIFIER).unwrap().suspended.unwrap();
		assert_eq!((suspended.since, suspended.until), (1, Some(10)));
		advance_to(10);
		assert_eq!(Certification::verifier(VERIFIER).unwrap().suspended, None);
	});
}

#[test]
fn artifact_is_unknown_without_criteria() {
	execute(|| {
		let artifact = artifacts(1)[0];
		assert_eq!(Certification::artifact_info(artifact), None);
		assert_eq!(Certification::artifact_info(99), None);
	});
}

#[test]
fn ceremonies_are_found_by_number_and_those_completed_by_digest() {
	execute(|| {
		let id = opened(Silver);
		let digest = stored(id).digest();
		assert_eq!(Certification::ceremony(99), None);
		assert_eq!(Certification::ceremony_by_digest(digest), None);
		let bronze = Certification::ceremony_by_digest(stored(0).digest()).unwrap();
		assert_eq!((bronze.id, bronze.tier), (0, Bronze));
		assert!(matches!(bronze.state, CeremonyState::Completed { .. }));
	});
}

#[test]
fn open_ceremonies_are_paged_and_pass_over_what_expired() {
	execute(|| {
		certify_all();
		let artifacts = artifacts(9);
		for (n, three) in (0..).zip(artifacts.chunks(3)) {
			prepare(Silver, three);
			advance_to(10 * (n + 1));
			assert_ok!(open(&ALICE, Silver, three));
		}
		let ids = |from, limit| {
			let page = Certification::open_ceremonies(from, limit);
			(page.items.iter().map(|it| it.id).collect::<Vec<_>>(), page.next)
		};
		assert_eq!(ids(0, 256), (vec![1, 3, 5], None));
		assert_eq!(ids(0, 2), (vec![1, 3], Some(5)));
		assert_eq!(ids(1, 1), (vec![1], Some(3)));
		assert_eq!(ids(2, 1), (vec![3], Some(5)));
		assert_eq!(ids(6, 1), (vec![], None));
		assert_eq!(ids(0, 0), (vec![], Some(1)));
		advance_to(10 + PERIOD);
		assert_eq!(ids(0, 1), (vec![3], Some(5)));
		advance_to(20 + PERIOD);
		assert_ok!(cancel(&ALICE, 5));
		assert_eq!(ids(0, 256), (vec![], None));
	});
}
