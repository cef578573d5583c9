// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{
	Attestation, ChainHead, IndexKey, PageOf, ReceiptInfo, Revocation, Source, Witness,
	WitnessPage, MAX_PAGE,
};
use frame_support::{assert_ok, traits::fungible::Mutate};
use sp_core::H256;
use tonnetz_core::receipt::subject_of;

/// The numbers of the receipts on a page, and where the next page starts.
fn numbers(page: PageOf<Test>) -> (Vec<ReceiptId>, Option<u64>) {
	(page.items.into_iter().map(|info| info.id).collect(), page.next)
}

fn about(name: &str, digest: u8) -> AttestationOf<Test> {
	Attestation { subject: subject_of(name), ..attestation(digest) }
}

#[test]
fn get_tells_all_of_a_receipt() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Receipts::get(0), None);
		assert_ok!(attest(&ALICE, attestation(1)));
		let expected = ReceiptInfo {
			id: 0,
			link: receipt(0).link(),
			source: Source::Call,
			receipt: Some(receipt(0)),
			revoked: None,
		};
		assert_eq!(Receipts::get(0), Some(expected.clone()));

		assert_ok!(revoke(&ALICE, 0, b"wrong"));
		let reason = b"wrong".to_vec().try_into().unwrap();
		let revoked = Some(Revocation { at: 1, time: time_of(1), reason });
		assert_eq!(Receipts::get(0), Some(ReceiptInfo { revoked, ..expected }));
	});
}

#[test]
fn head_of_an_account_without_receipts_is_the_empty_chain() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Receipts::head(STRANGER), ChainHead::default());
	});
}

#[test]
fn by_issuer_pages_by_position() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [&ALICE, &BOB, &ALICE, &BOB, &ALICE] {
			assert_ok!(attest(who, attestation(1)));
		}
		assert_eq!(numbers(Receipts::by_issuer(ALICE, 0, 10)), (vec![0, 2, 4], None));
		assert_eq!(numbers(Receipts::by_issuer(ALICE, 0, 2)), (vec![0, 2], Some(2)));
		assert_eq!(numbers(Receipts::by_issuer(ALICE, 2, 2)), (vec![4], None));
		assert_eq!(numbers(Receipts::by_issuer(ALICE, 3, 2)), (vec![], None));
		assert_eq!(numbers(Receipts::by_issuer(ALICE, u64::MAX, 2)), (vec![], None));
		assert_eq!(numbers(Receipts::by_issuer(STRANGER, 0, 2)), (vec![], None));
	});
}

#[test]
fn by_subject_and_by_digest_page_by_number() {
	ExtBuilder::default().build_and_execute(|| {
		// 0, 2 and 4 are about one component, 1 and 3 about another; 0, 1 and 4 have the same
		// payload.
		for (name, digest) in [("a", 1), ("b", 1), ("a", 2), ("b", 3), ("a", 1)] {
			assert_ok!(attest(&ALICE, about(name, digest)));
		}
		let subject =
			|from, limit| numbers(Receipts::by_subject(subject_of("a"), None, from, limit));
		assert_eq!(subject(0, 10), (vec![0, 2, 4], None));
		assert_eq!(subject(0, 2), (vec![0, 2], Some(4)));
		assert_eq!(subject(1, 10), (vec![2, 4], None));
		assert_eq!(subject(2, 1), (vec![2], Some(4)));
		assert_eq!(subject(4, 1), (vec![4], None));
		assert_eq!(subject(5, 1), (vec![], None));
		assert_eq!(subject(u64::MAX, 1), (vec![], None));

		let digest =
			|from, limit| numbers(Receipts::by_digest(H256::repeat_byte(1), None, from, limit));
		assert_eq!(digest(0, 10), (vec![0, 1, 4], None));
		assert_eq!(digest(2, 10), (vec![4], None));
		assert_eq!(numbers(Receipts::by_digest(H256::repeat_byte(9), None, 0, 1)), (vec![], None));
	});
}

#[test]
fn by_subject_and_by_digest_of_an_issuer_leave_out_strangers() {
	ExtBuilder::default().build_and_execute(|| {
		for who in [&BOB, &ALICE, &BOB, &BOB, &ALICE] {
			assert_ok!(attest(who, about("a", 1)));
		}
		let subject =
			|issuer, from| numbers(Receipts::by_subject(subject_of("a"), issuer, from, 2));
		assert_eq!(subject(Some(ALICE), 0), (vec![1, 4], None));
		assert_eq!(subject(Some(BOB), 0), (vec![0, 2], Some(3)));
		assert_eq!(subject(Some(BOB), 3), (vec![3], None));
		assert_eq!(subject(Some(STRANGER), 0), (vec![], None));

		let digest =
			|issuer, from| numbers(Receipts::by_digest(H256::repeat_byte(1), issuer, from, 2));
		assert_eq!(digest(Some(ALICE), 2), (vec![4], None));
		assert_eq!(digest(Some(STRANGER), 0), (vec![], None));
	});
}

#[test]
fn numbers_ascend_across_byte_boundaries() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..3 {
			assert_ok!(attest_many(&ALICE, vec![attestation(1); 100]));
		}
		let (first, next) = numbers(Receipts::by_digest(H256::repeat_byte(1), None, 0, u32::MAX));
		assert_eq!(first, (0..256).collect::<Vec<_>>());
		assert_eq!(next, Some(256));
		let (rest, next) =
			numbers(Receipts::by_digest(H256::repeat_byte(1), Some(ALICE), 256, u32::MAX));
		assert_eq!(rest, (256..300).collect::<Vec<_>>());
		assert_eq!(next, None);
	});
}

#[test]
fn limit_is_at_most_a_page() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..2 {
			assert_ok!(attest_many(&ALICE, vec![attestation(1); 200]));
		}
		let pages = [
			Receipts::by_issuer(ALICE, 0, u32::MAX),
			Receipts::by_subject(subject_of("component"), None, 0, MAX_PAGE + 1),
			Receipts::by_digest(H256::repeat_byte(1), Some(ALICE), 0, 1_000),
		];
		for page in pages {
			assert_eq!(page.items.len(), MAX_PAGE as usize);
			assert_eq!(page.next, Some(256));
		}
	});
}

#[test]
fn limit_of_zero_tells_only_where_a_page_would_start() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, about("b", 2)));
		assert_ok!(attest(&ALICE, about("a", 1)));
		assert_eq!(numbers(Receipts::by_issuer(ALICE, 0, 0)), (vec![], Some(0)));
		assert_eq!(numbers(Receipts::by_issuer(ALICE, 1, 0)), (vec![], None));
		assert_eq!(numbers(Receipts::by_subject(subject_of("a"), None, 0, 0)), (vec![], Some(1)));
		assert_eq!(numbers(Receipts::by_subject(subject_of("a"), None, 2, 0)), (vec![], None));
	});
}

#[test]
fn answers_leave_out_what_only_shares_the_hash_of_the_key() {
	ExtBuilder::default().build().execute_with(|| {
		assert_ok!(attest(&ALICE, about("a", 1)));
		assert_ok!(attest(&ALICE, about("b", 1)));
		let subject = subject_of("a");
		crate::Index::<Test>::insert(IndexKey::Subject(subject), Ordered(1), ());
		assert_eq!(numbers(Receipts::by_subject(subject, None, 0, 10)), (vec![0], None));
	});
}

#[test]
fn revoked_receipts_stay_in_answers() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_many(&ALICE, vec![attestation(1); 3]));
		assert_ok!(revoke(&ALICE, 1, b""));
		let page = Receipts::by_issuer(ALICE, 0, 10);
		let revoked: Vec<_> = page.items.iter().map(|info| info.revoked.is_some()).collect();
		assert_eq!(revoked, [false, true, false]);
	});
}

#[test]
fn answers_suffice_to_verify_that_a_chain_is_complete() {
	ExtBuilder::default().build_and_execute(|| {
		for _ in 0..3 {
			assert_ok!(attest_many(&ALICE, vec![attestation(1); 150]));
			assert_ok!(attest(&BOB, attestation(1)));
		}
		let mut links = Vec::new();
		let mut from = Some(0);
		while let Some(position) = from {
			let page = Receipts::by_issuer(ALICE, position, MAX_PAGE);
			links.extend(page.items.into_iter().map(|info| info.link));
			from = page.next;
		}
		assert_eq!(links.len(), 450);
		assert_eq!(ChainHead::of_links(links), Some(Receipts::head(ALICE)));
	});
}

#[test]
fn get_tells_of_a_pruned_receipt_what_is_left() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&ALICE, Attestation { expires: Some(2), ..attestation(1) }));
		let before = Receipts::get(0).unwrap();
		advance_to(2 + RETENTION + 1);
		assert_ok!(prune(&BOB, &[0]));
		assert_eq!(Receipts::get(0), Some(ReceiptInfo { receipt: None, ..before }));
	});
}

/// Attests receipts with these parents, in turn by two issuers.
fn family(parents: &[Option<ReceiptId>]) {
	for (n, parent) in parents.iter().enumerate() {
		let issuer = if n % 2 == 0 { ALICE } else { BOB };
		assert_ok!(attest(&issuer, Attestation { parent: *parent, ..attestation(1) }));
	}
}

#[test]
fn lineage_goes_from_child_to_the_first_ancestor() {
	ExtBuilder::default().build_and_execute(|| {
		family(&[None, Some(0), None, Some(1), Some(2), Some(3)]);
		assert_eq!(numbers(Receipts::lineage(5)), (vec![5, 3, 1, 0], None));
		assert_eq!(numbers(Receipts::lineage(4)), (vec![4, 2], None));
		assert_eq!(numbers(Receipts::lineage(0)), (vec![0], None));
		assert_eq!(numbers(Receipts::lineage(6)), (vec![], None));
		assert_eq!(numbers(Receipts::lineage(u64::MAX)), (vec![], None));
	});
}

#[test]
fn lineage_is_at_most_a_page_and_goes_on_from_next() {
	ExtBuilder::default().build_and_execute(|| {
		let child_of = |id: u64| Attestation { parent: id.checked_sub(1), ..attestation(1) };
		assert_ok!(attest_many(&ALICE, (0..200).map(child_of).collect()));
		assert_ok!(attest_many(&BOB, (200..400).map(child_of).collect()));

		let (page, next) = numbers(Receipts::lineage(399));
		assert_eq!(page, (144..400).rev().collect::<Vec<_>>());
		assert_eq!(next, Some(143));
		let (rest, next) = numbers(Receipts::lineage(143));
		assert_eq!(rest, (0..144).rev().collect::<Vec<_>>());
		assert_eq!(next, None);
		let (exactly_a_page, next) = numbers(Receipts::lineage(255));
		assert_eq!((exactly_a_page.len(), next), (256, None));
	});
}

#[test]
fn lineage_ends_at_a_pruned_body() {
	ExtBuilder::default().build_and_execute(|| {
		family(&[None, Some(0)]);
		let expiring = Attestation { parent: Some(1), expires: Some(2), ..attestation(1) };
		assert_ok!(attest(&ALICE, expiring));
		family(&[Some(2)]);
		assert_eq!(numbers(Receipts::lineage(3)), (vec![3, 2, 1, 0], None));
		advance_to(2 + RETENTION + 1);
		assert_ok!(prune(&BOB, &[2]));
		let page = Receipts::lineage(3);
		assert!(page.items.last().unwrap().receipt.is_none());
		assert_eq!(numbers(page), (vec![3, 2], None));
	});
}

/// The positions on a page of the witnesses of receipt 0, and where the next page starts.
fn positions(from: u64, limit: u32) -> (Vec<u64>, Option<u64>) {
	let page = Receipts::witnesses(0, from, limit);
	(page.items.into_iter().map(|witness| witness.position).collect(), page.next)
}

#[test]
fn witnesses_tell_who_when_and_at_which_position() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		advance_to(4);
		assert_ok!(countersign(&WITNESS, 0));
		let expected = Witness { position: 0, witness: WITNESS, at: 4, time: time_of(4) };
		assert_eq!(
			Receipts::witnesses(0, 0, 10),
			WitnessPage { items: vec![expected], next: None }
		);
	});
}

#[test]
fn witnesses_page_by_position_and_are_those_of_the_receipt() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_many(&BOB, vec![attestation(1); 2]));
		let operators: Vec<_> = (10..16).map(|n| AccountId::new([n; 32])).collect();
		Operators::set(operators.clone());
		for (n, operator) in operators.iter().enumerate() {
			assert_ok!(Balances::mint_into(operator, FUNDS));
			// Receipt 0 has the positions 0, 2 and 4.
			assert_ok!(countersign(operator, n as u64 % 2));
		}
		assert_eq!(positions(0, 10), (vec![0, 2, 4], None));
		assert_eq!(positions(0, 2), (vec![0, 2], Some(4)));
		assert_eq!(positions(1, 1), (vec![2], Some(4)));
		assert_eq!(positions(4, 1), (vec![4], None));
		assert_eq!(positions(5, 1), (vec![], None));
		assert_eq!(positions(u64::MAX, 1), (vec![], None));
		assert_eq!(positions(1, 0), (vec![], Some(2)));
		assert!(Receipts::witnesses(2, 0, 10).items.is_empty());

		assert_ok!(withdraw(&operators[2], 0));
		assert_eq!(positions(0, 1), (vec![0], Some(4)));
	});
}

#[test]
fn witnesses_of_a_receipt_are_at_most_a_page() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(1)));
		let operator = |n: u16| AccountId::new([n.to_be_bytes(); 16].concat().try_into().unwrap());
		Operators::set((4_096..4_396).map(operator).collect());
		for n in 4_096..4_396 {
			assert_ok!(Balances::mint_into(&operator(n), FUNDS));
			assert_ok!(countersign(&operator(n), 0));
		}
		let (first, next) = positions(0, u32::MAX);
		assert_eq!((first, next), ((0..256).collect(), Some(256)));
		assert_eq!(positions(256, MAX_PAGE), ((256..300).collect(), None));
	});
}
