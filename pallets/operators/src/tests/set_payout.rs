// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Error, Event, Operator};
use frame_support::assert_noop;
use sp_core::H256;

#[test]
fn set_payout_changes_nothing_else() {
	ExtBuilder::default().build_and_execute(|| {
		let before = record(&EVE);
		let payout = PayoutRail::Stripe(H256::repeat_byte(9));
		assert_ok!(Operators::set_payout(signed(&EVE), payout));
		assert_eq!(record(&EVE), Operator { payout, ..before });
		assert_eq!(events(), [Event::PayoutSet { operator: EVE, payout }]);
	});
}

#[test]
fn set_payout_fails_if_not_registered() {
	ExtBuilder::default().build_and_execute(|| {
		assert_noop!(
			Operators::set_payout(signed(&STRANGER), PayoutRail::OnChain),
			Error::<Test>::NotOperator
		);
	});
}

#[test]
fn set_payout_fails_while_suspended() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(suspend(&SUSPENDERS, &EVE));
		assert_noop!(
			Operators::set_payout(signed(&EVE), PayoutRail::OnChain),
			Error::<Test>::Suspended
		);
	});
}
