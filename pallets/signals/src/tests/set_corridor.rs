// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{CoherenceCorridor, Corridor, Error, Event};
use frame_support::{assert_noop, assert_ok};
use sp_runtime::traits::BadOrigin;

#[test]
fn corridor_is_the_inverse_golden_ratio_to_two_thirds_unless_set() {
	ExtBuilder::default().build_and_execute(|| {
		let lower = number("0.618033988749894848");
		let upper = number("0.666666666666666666");
		assert_eq!(Signals::corridor(), Corridor { lower, upper });
		assert!(!CoherenceCorridor::<Test>::exists());
	});
}

#[test]
fn set_corridor_stores_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(set_corridor("0.6", "0.7"));
		let (lower, upper) = (number("0.6"), number("0.7"));
		assert_eq!(Signals::corridor(), Corridor { lower, upper });
		assert_eq!(events(), [Event::CorridorSet { lower, upper }]);
	});
}

#[test]
fn set_corridor_fails_but_by_its_origin() {
	ExtBuilder::default().build_and_execute(|| {
		for origin in [RuntimeOrigin::signed(ALICE), RuntimeOrigin::none()] {
			let set = Signals::set_corridor(origin, number("0.6"), number("0.7"));
			assert_noop!(set, BadOrigin);
		}
	});
}

#[test]
fn set_corridor_fails_when_a_bound_is_out_of_bounds() {
	ExtBuilder::default().build_and_execute(|| {
		for (lower, upper) in [
			("0.499999999999999999", "0.7"),
			("0.6", "0.800000000000000001"),
			("0", "0.3"),
			("0.9", "1"),
		] {
			assert_noop!(set_corridor(lower, upper), Error::<Test>::CorridorOutOfBounds);
		}
		assert_ok!(set_corridor("0.5", "0.8"));
	});
}

#[test]
fn set_corridor_fails_when_it_does_not_ascend() {
	ExtBuilder::default().build_and_execute(|| {
		for (lower, upper) in [("0.7", "0.7"), ("0.7", "0.6")] {
			assert_noop!(set_corridor(lower, upper), Error::<Test>::CorridorNotAscending);
		}
		assert_ok!(set_corridor("0.7", "0.700000000000000001"));
	});
}
