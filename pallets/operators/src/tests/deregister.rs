// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Departure, Departures, Error, Event, Names, Occupancy, Replacements};
use frame_support::assert_noop;
use tonnetz_core::{operators::OperatorName, traits::IsOperator};

#[test]
fn deregister_frees_name_and_position_and_keeps_the_deposit() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_recovery(&EVE, &EVE, &COLD));
		assert_ok!(replace(&COLD, &EVE, &STRANGER));
		advance_to(50);
		assert_ok!(deregister(&EVE));

		let withdrawable = 50 + COOL_DOWN;
		assert!(!Operators::is_operator(&EVE));
		assert_eq!(events(), [Event::Deregistered { operator: EVE, withdrawable }]);
		assert_eq!(
			Departures::<Test>::get(EVE),
			Some(Departure { deposit: DEPOSIT, withdrawable })
		);
		assert_eq!(held(&EVE), DEPOSIT);
		assert!(!Replacements::<Test>::contains_key(EVE));
		assert!(!Names::<Test>::contains_key(OperatorName::new("eve").unwrap()));
		assert_eq!(Occupancy::<Test>::get(at(4, 0, 0)), 0);
		assert_ok!(register(&STRANGER, "eve"));
		assert_eq!(record(&STRANGER).position, at(4, 0, 0));
	});
}

#[test]
fn deregister_moves_the_last_of_a_position_to_the_free_slot() {
	ExtBuilder::default().build_and_execute(|| {
		// Next to Eve is room for five beside Dave; a sixth and a seventh share with the first two.
		for number in 10..17 {
			assert_ok!(register_invited(&account(number), &format!("n{number}"), &EVE));
		}
		let [first, last] = [10, 15].map(account);
		assert_eq!(record(&first).position, record(&last).position);
		assert_eq!((record(&first).slot, record(&last).slot), (0, 1));
		assert_ok!(deregister(&first));
		assert_eq!(record(&last).slot, 0);
		assert_eq!(Occupancy::<Test>::get(record(&last).position), 1);

		// The last itself leaves nobody to move.
		assert_ok!(deregister(&account(16)));
		assert_eq!(record(&account(11)).slot, 0);
	});
}

#[test]
fn deregister_fails_if_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(deregister(&STRANGER), Error::<Test>::NotOperator);
	});
}

#[test]
fn deregister_fails_while_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		assert_noop!(deregister(&EVE), Error::<Test>::Suspended);
	});
}

#[test]
fn deregister_fails_while_validating() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(deregister(&DAVE), Error::<Test>::IsValidator);
		assert_ok!(remove_validator(&ELECTORATE, &DAVE));
		// Removed from the list, but the session that is running and the next were planned before.
		assert_noop!(deregister(&DAVE), Error::<Test>::IsValidator);
		end_session();
		assert_noop!(deregister(&DAVE), Error::<Test>::IsValidator);
		end_session();
		assert_ok!(deregister(&DAVE));
	});
}

#[test]
fn deregister_fails_with_open_duties() {
	ExtBuilder::default().build_and_execute(|| {
		Busy::set([EVE].into());
		assert_noop!(deregister(&EVE), Error::<Test>::HasDuties);
	});
}
