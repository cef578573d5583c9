// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Deadlines, WeightInfo};
use frame_support::{traits::Hooks, weights::Weight};

fn none() -> Weight {
	<() as WeightInfo>::sweep_none()
}

fn one() -> Weight {
	<() as WeightInfo>::sweep_one()
}

#[test]
fn each_deadline_that_passed_is_written_down() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let expired = submit();
		let lapsed = submit();
		assert_ok!(claim(&EXECUTOR, lapsed));
		assert_ok!(set_policy(&OPERATOR, policy(1)));
		let denied = submit();

		jump_to(20);
		assert_eq!(idle(), none());
		assert_eq!(events(), []);

		jump_to(21);
		assert_eq!(idle(), none() + one());
		assert_eq!(written(denied), State::Denied { by: None, at: 21 });
		assert_receipt(denied, None, Kind::Refusal, Transition::Denied);
		let receipt = record(denied).last_receipt;
		assert_eq!(events(), [Event::Denied { id: denied, by: None, receipt }]);

		jump_to(31);
		idle();
		assert_eq!(written(lapsed), State::Unknown { executor: EXECUTOR, at: 31 });
		assert_receipt(lapsed, None, Kind::Action, Transition::Lapsed);
		let receipt = record(lapsed).last_receipt;
		assert_eq!(events(), [Event::Lapsed { id: lapsed, executor: EXECUTOR, receipt }]);

		// Late, for want of idle time: the block of the deadline is what counts.
		jump_to(60);
		idle();
		assert_eq!(written(expired), State::Expired { at: 51 });
		assert_receipt(expired, None, Kind::Refusal, Transition::Expired);
		let receipt = record(expired).last_receipt;
		assert_eq!(events(), [Event::Expired { id: expired, receipt }]);

		for id in [expired, lapsed, denied] {
			assert_open(id, None);
		}
		jump_to(61);
		assert_eq!(idle(), none());
		assert_eq!(events(), []);
	});
}

#[test]
fn block_closes_no_more_than_its_bound() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		for _ in 0..5 {
			submit();
		}
		MaxSweep::set(2);
		jump_to(21);
		for (left, weight) in [(3, one() * 2), (1, one() * 2), (0, one()), (0, Weight::zero())] {
			assert_eq!(idle(), none() + weight);
			assert_eq!(Deadlines::<Test>::iter_keys().count(), left);
		}
		// The longest overdue come first.
		assert!(matches!(&events()[..], [Event::Denied { id: 0, .. }, ..]));
	});
}

#[test]
fn sweep_takes_no_more_weight_than_is_left() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		for _ in 0..3 {
			submit();
		}
		jump_to(21);
		let sweep = |remaining| Cust::on_idle(21, remaining);
		let bit = Weight::from_parts(1, 0);
		assert_eq!(sweep(none() - bit), Weight::zero());
		assert_eq!(sweep(none() + one() - bit), none());
		assert_eq!(events(), []);
		assert_eq!(sweep(none() + one() * 2 + bit), none() + one() * 2);
		assert_eq!(events().len(), 2);
	});
}
