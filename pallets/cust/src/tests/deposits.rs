// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::HoldReason;
use codec::Encode;

#[test]
fn command_costs_by_its_bytes() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let longer = with_paths(&["src/a", "src/b"]);
		let mut expected = 0;
		for command in [command(), longer] {
			let bytes = command.encoded_size() as u128;
			submit_as(&PLANNER, command);
			expected += COMMAND_PRICE + COMMAND_PRICE_PER_BYTE * bytes;
			assert_eq!(held(HoldReason::Command, &PLANNER), expected);
		}
	});
}

#[test]
fn refused_command_costs_as_any_other() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let refused = with_paths(&["docs/a"]);
		let bytes = refused.encoded_size() as u128;
		submit_as(&PLANNER, refused);
		let expected = COMMAND_PRICE + COMMAND_PRICE_PER_BYTE * bytes;
		assert_eq!(held(HoldReason::Command, &PLANNER), expected);
	});
}

#[test]
fn receipts_are_paid_for_by_who_acts() {
	ExtBuilder::default().build_and_execute(|| {
		let paid = |who: &AccountId| Balances::reserved_balance(who) > 0;
		web(policy(1));
		let id = submit();
		for (who, act) in
			[(APPROVER, approve as fn(&AccountId, CommandId) -> DispatchResult), (EXECUTOR, claim)]
		{
			assert!(!paid(&who));
			assert_ok!(act(&who, id));
			assert!(paid(&who));
		}
		assert!(!paid(&Receipts::autonomous_issuer()));
	});
}

#[test]
fn no_funds_are_made_or_lost() {
	ExtBuilder::default().build_and_execute(|| {
		let issuance = Balances::total_issuance();
		web(policy(0));
		let id = submit();
		assert_ok!(claim(&EXECUTOR, id));
		assert_ok!(complete(&EXECUTOR, id));
		jump_to(1 + RETENTION + 1);
		assert_ok!(prune(&STRANGER, &[id]));
		assert_ok!(remove(&OPERATOR));
		assert_eq!(held(HoldReason::Target, &OPERATOR), 0);
		assert_eq!(held(HoldReason::Command, &PLANNER), 0);
		assert_eq!(Balances::total_issuance(), issuance);
	});
}
