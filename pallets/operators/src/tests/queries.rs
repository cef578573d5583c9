// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::OperatorPage;

type PageOf = OperatorPage<AccountId, u32>;

fn accounts(page: &PageOf) -> Vec<AccountId> {
	page.items.iter().map(|item| item.account.clone()).collect()
}

/// Follows the pages of `limit` items to the end.
fn walk(limit: u32, page: impl Fn(u64, u32) -> PageOf) -> Vec<AccountId> {
	let mut all = Vec::new();
	let mut from = Some(0);
	while let Some(start) = from {
		let page = page(start, limit);
		assert!(page.items.len() <= limit as usize);
		all.extend(accounts(&page));
		from = page.next;
	}
	all
}

#[test]
fn info_tells_all() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(register_invited(&STRANGER, "stranger", &EVE));
		assert_ok!(set_recovery(&STRANGER, &STRANGER, &COLD));
		assert_ok!(set_endpoint(&STRANGER, "https://stranger.example.org"));
		let info = Operators::info(STRANGER).unwrap();
		let operator = record(&STRANGER);
		assert_eq!(info.account, STRANGER);
		assert_eq!((info.number, info.name), (operator.number, operator.name));
		assert_eq!((info.joined, info.founding), (operator.joined, false));
		assert_eq!(info.position, operator.position);
		assert_eq!((info.referrer, info.recovery), (Some(EVE), Some(COLD)));
		assert_eq!((info.payout, info.deposit), (PayoutRail::OnChain, DEPOSIT));
		assert_eq!(info.endpoint, Endpoint::new("https://stranger.example.org"));
		assert_eq!(endpoint(&EVE), None);
		assert!(!info.validator);
		assert!(Operators::info(DAVE).unwrap().validator);
		assert_eq!(Operators::info(NEWCOMER), None);
	});
}

#[test]
fn list_is_paged_by_registration() {
	ExtBuilder::default().build_and_execute(|| {
		for number in 10..20 {
			assert_ok!(register(&account(number), &format!("n{number}")));
		}
		assert_ok!(deregister(&EVE));
		assert_ok!(deregister(&account(15)));
		let mut expected: Vec<_> = FOUNDERS[..4].to_vec();
		expected.extend((10..20).filter(|number| *number != 15).map(account));
		for limit in [1, 3, 256] {
			assert_eq!(walk(limit, Operators::list), expected);
		}
		// Eve's number, 4, is free: the page begins behind it.
		assert_eq!(accounts(&Operators::list(4, 1)), [account(10)]);
		let nothing = Operators::list(2, 0);
		assert_eq!((nothing.items.len(), nothing.next), (0, Some(2)));
		assert_eq!(Operators::list(1_000, 5), PageOf { items: vec![], next: None });
		assert_eq!(Operators::list(u64::MAX, 5).next, None);
	});
}

#[test]
fn neighbours_are_paged_in_the_order_of_the_positions() {
	ExtBuilder::default().build_and_execute(|| {
		for number in 10..24 {
			assert_ok!(register_invited(&account(number), &format!("n{number}"), &EVE));
		}
		let mut expected = Vec::new();
		for position in record(&EVE).position.neighbours() {
			for slot in 0..crate::Occupancy::<Test>::get(position) {
				let occupant = crate::Occupants::<Test>::get(position, slot).unwrap();
				expected.push(occupant.account);
			}
		}
		assert_eq!(expected.len(), 15, "fourteen invited and Dave");
		for limit in [1, 2, 4, 256] {
			assert_eq!(
				walk(limit, |from, limit| Operators::neighbours(EVE, from, limit)),
				expected
			);
		}
		let page = Operators::neighbours(EVE, 7, 2);
		assert_eq!((accounts(&page), page.next), (expected[7..9].to_vec(), Some(9)));
		assert_eq!(Operators::neighbours(EVE, 15, 2), PageOf { items: vec![], next: None });
		assert_eq!(Operators::neighbours(EVE, u64::MAX, 2).next, None);
		assert_eq!(Operators::neighbours(STRANGER, 0, 2), PageOf { items: vec![], next: None });
	});
}

#[test]
fn position_is_paged_by_slot() {
	ExtBuilder::default().build_and_execute(|| {
		for number in 10..26 {
			assert_ok!(register_invited(&account(number), &format!("n{number}"), &EVE));
		}
		let place = record(&account(10)).position;
		let all = walk(2, |from, limit| Operators::at_position(place, from, limit));
		assert!(all.len() >= 2 && all[0] == account(10));
		let page = Operators::at_position(place, 1, 1);
		assert_eq!(accounts(&page), all[1..2]);
		assert_eq!(accounts(&Operators::at_position(at(4, 0, 0), 0, 10)), [EVE]);
		assert_eq!(Operators::at_position(at(7, 7, 7), 0, 10).items, []);
	});
}

#[test]
fn pages_are_bounded() {
	ExtBuilder::default().build_and_execute(|| {
		for number in 1_000..1_300 {
			let who = account(number);
			assert_ok!(Balances::force_set_balance(RuntimeOrigin::root(), who.clone(), FUNDS));
			assert_ok!(register(&who, &format!("n{number}")));
		}
		let page = Operators::list(0, u32::MAX);
		assert_eq!((page.items.len(), page.next), (256, Some(256)));
	});
}

#[test]
fn observed_are_those_that_list_the_observer() {
	ExtBuilder::default().build_and_execute(|| {
		let around = surround_eve();
		let era = Operators::current_era();
		for observer in FOUNDERS.iter().chain(&around).chain([&STRANGER]) {
			let mut observed = Vec::new();
			let mut from = Some(0);
			while let Some(start) = from {
				let page = Operators::observed_by(observer.clone(), start, 3);
				observed.extend(page.items);
				from = page.next;
			}
			let all = walk(256, Operators::list);
			let expected: Vec<_> = all
				.into_iter()
				.filter(|who| Operators::observers(who, era).contains(observer))
				.collect();
			assert_eq!(observed, expected);
			assert!(*observer == STRANGER || !observed.is_empty());
		}
	});
}

#[test]
fn uptime_of_others_than_operators_is_none() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Operators::uptime_of(&STRANGER), None);
		advance_to_era(10);
		assert_eq!(Operators::missed_in_last(&STRANGER, 5), 5);
		assert_eq!(Operators::uptime_of(&EVE).unwrap().missed_of_last_day, 10);
	});
}
