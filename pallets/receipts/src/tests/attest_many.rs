// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Attestation, ChainHead, Error, Event};
use frame_support::{assert_noop, assert_ok};
use sp_core::H256;
use sp_runtime::{
	traits::{BadOrigin, Get},
	StateVersion,
};

fn items(n: u32) -> Vec<AttestationOf<Test>> {
	(0..n)
		.map(|item| Attestation { digest: H256::from_low_u64_be(item.into()), ..attestation(0) })
		.collect()
}

fn max_items() -> u32 {
	<Test as crate::Config>::MaxItems::get()
}

#[test]
fn attest_many_writes_all_items_in_order() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest(&BOB, attestation(0)));
		assert_ok!(attest_many(&ALICE, items(max_items())));

		assert_eq!(receipts(), 257);
		for (item, id) in (1..=256).enumerate() {
			let receipt = receipt(id);
			assert_eq!((receipt.issuer, receipt.sequence), (ALICE, item as u64));
			assert_eq!(receipt.digest, H256::from_low_u64_be(item as u64));
		}
		assert_eq!(Some(Receipts::head(ALICE)), ChainHead::of_links(links(&ALICE)));
	});
}

#[test]
fn attest_many_gives_what_as_many_attests_give() {
	let state_after = |calls: fn()| {
		ExtBuilder::default().build().execute_with(|| {
			calls();
			System::reset_events();
			sp_io::storage::root(StateVersion::V1)
		})
	};
	let many = state_after(|| {
		assert_ok!(attest_many(&ALICE, items(20)));
	});
	let one_by_one = state_after(|| {
		for item in items(20) {
			assert_ok!(attest(&ALICE, item));
		}
	});
	assert_eq!(many, one_by_one);
}

#[test]
fn attest_many_emits_an_event_for_each_item() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(attest_many(&ALICE, items(3)));
		let numbers: Vec<_> = events()
			.into_iter()
			.map(|event| match event {
				Event::Attested { id, issuer, sequence, digest, .. } => {
					assert_eq!((issuer, digest), (ALICE, H256::from_low_u64_be(id)));
					(id, sequence)
				}
				other => panic!("unexpected {other:?}"),
			})
			.collect();
		assert_eq!(numbers, [(0, 0), (1, 1), (2, 2)]);
	});
}

#[test]
fn attest_many_accepts_an_earlier_item_as_parent() {
	ExtBuilder::default().build_and_execute(|| {
		let mut items = items(3);
		items[2].parent = Some(1);
		assert_ok!(attest_many(&ALICE, items));
		assert_eq!(receipt(2).parent, Some(1));
	});
}

#[test]
fn attest_many_fails_when_not_signed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(Receipts::attest_many(RuntimeOrigin::root(), items(1)), BadOrigin);
	});
}

#[test]
fn attest_many_fails_when_there_are_no_items() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(attest_many(&ALICE, vec![]), Error::<Test>::NoItems);
	});
}

#[test]
fn attest_many_fails_when_there_are_too_many_items() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(attest_many(&ALICE, items(max_items() + 1)), Error::<Test>::TooManyItems);
	});
}

#[test]
fn attest_many_writes_nothing_when_one_item_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		let with_last = |change: fn(&mut AttestationOf<Test>)| {
			let mut items = items(10);
			items.last_mut().map(change);
			items
		};
		assert_noop!(
			attest_many(&ALICE, with_last(|item| item.parent = Some(10))),
			Error::<Test>::UnknownParent
		);
		assert_noop!(
			attest_many(&ALICE, with_last(|item| item.parent = Some(9))),
			Error::<Test>::UnknownParent
		);
		assert_noop!(
			attest_many(&ALICE, with_last(|item| item.expires = Some(1))),
			Error::<Test>::Expired
		);
		assert_noop!(
			attest_many(&ALICE, with_last(|item| item.uri = vec![0; 129])),
			Error::<Test>::UriTooLong
		);
	});
}

#[test]
fn attest_many_fails_when_the_sum_of_deposits_is_not_affordable() {
	let enough_for_three = EXISTENTIAL_DEPOSIT + 3 * (PRICE_BASE + 122 * PRICE_PER_BYTE);
	ExtBuilder::default().with_balance(ALICE, enough_for_three).build_and_execute(|| {
		assert_noop!(attest_many(&ALICE, items(4)), Error::<Test>::DepositNotAffordable);
		assert_ok!(attest_many(&ALICE, items(3)));
		assert_eq!(Balances::free_balance(ALICE), EXISTENTIAL_DEPOSIT);
	});
}
