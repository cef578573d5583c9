// SPDX-License-Identifier: Apache-2.0

//! That each invariant is really checked: a state that breaks one is noticed.

use super::*;
use crate::{
	Activities, Bodies, Commands, Deadlines, History, HoldReason, NextCommand, NextTarget, Nonces,
	Open, Policies, TargetIds, TargetOf, Targets, TargetsOf, UnlistedRefusals,
};
use frame_support::traits::{fungible::MutateHold, tokens::Precision};

/// Does `damage` to a sound state and expects the sentence of the invariant that it breaks.
///
/// The state has the target `web` with a pending command 0 with an approval, an approved 1, a claimed
/// 2, a completed 3, a refused 4 and one with a wrong nonce 5; and a shared target 1.
#[track_caller]
fn assert_noticed(sentence: &'static str, damage: impl FnOnce()) {
	ExtBuilder::default().build().execute_with(|| {
		web(policy(2));
		for _ in 0..4 {
			let id = submit();
			assert_ok!(approve(&APPROVER, id));
			if id > 0 {
				assert_ok!(approve(&OTHER_APPROVER, id));
			}
			if id > 1 {
				assert_ok!(claim(&EXECUTOR, id));
			}
		}
		assert_ok!(complete(&EXECUTOR, 3));
		submit_as(&PLANNER, with_paths(&["docs/a"]));
		assert_ok!(submit_with(&PLANNER, command(), 0, 50));
		assert_ok!(root(Call::create_shared_target { name: b"api".to_vec() }));
		jump_to(2);
		assert_ok!(Cust::do_try_state());
		damage();
		assert_eq!(Cust::do_try_state(), Err(sentence.into()));
	});
}

fn alter(id: CommandId, change: impl FnOnce(&mut RecordOf<Test>)) {
	Commands::<Test>::mutate(Ordered(id), |record| change(record.as_mut().unwrap()));
}

fn alter_target(id: TargetId, change: impl FnOnce(&mut TargetOf<Test>)) {
	Targets::<Test>::mutate(Cust::key(id), |target| change(target.as_mut().unwrap()));
}

fn alter_policy(change: impl FnOnce(&mut PolicyOf<Test>)) {
	Policies::<Test>::mutate(Cust::key(WEB), |policy| change(policy.as_mut().unwrap()));
}

#[test]
fn try_state_notices_targets_that_cannot_be() {
	assert_noticed("the number of a target is below the next one", || NextTarget::<Test>::put(1));
	assert_noticed("a target is not from the future", || {
		alter_target(0, |target| target.created = 3);
	});
	assert_noticed("the name of a target is well-formed", || {
		alter_target(0, |target| target.name = text("Web"));
	});
	assert_noticed("`TargetIds` has the number of each target", || {
		TargetIds::<Test>::remove(text("web"));
	});
	assert_noticed("`TargetIds` has the number of each target", || {
		TargetIds::<Test>::insert(text("web"), 1);
	});
	assert_noticed("`TargetIds` has nothing else", || TargetIds::<Test>::insert(text("x"), 0));
	assert_noticed("a shared target has no deposit", || {
		alter_target(1, |target| target.deposit = 1);
	});
	assert_noticed("activities and unlisted refusals are of targets that exist", || {
		Activities::<Test>::insert(Ordered(9), Activities::<Test>::get(Ordered(0)));
	});
	assert_noticed("activities and unlisted refusals are of targets that exist", || {
		UnlistedRefusals::<Test>::insert(Ordered(9), 1);
	});
}

#[test]
fn try_state_notices_counts_of_targets_that_do_not_add_up() {
	let list =
		|ids: &[TargetId]| BoundedVec::<_, ConstU32<MAX_TARGETS>>::try_from(ids.to_vec()).unwrap();
	assert_noticed("`TargetsOf` has each target once", || {
		TargetsOf::<Test>::insert(OPERATOR, list(&[WEB, WEB]));
	});
	let unequal = "`TargetsOf` has the targets of each operator";
	assert_noticed(unequal, || TargetsOf::<Test>::insert(OPERATOR, list(&[WEB, 1])));
	assert_noticed(unequal, || TargetsOf::<Test>::remove(OPERATOR));
	assert_noticed(unequal, || TargetsOf::<Test>::insert(STRANGER, list(&[])));
}

#[test]
fn try_state_notices_policies_that_cannot_be() {
	assert_noticed("a policy belongs to a target that exists", || {
		Policies::<Test>::insert(Ordered(9), policy(1));
	});
	assert_noticed("a policy has the last version", || alter_policy(|policy| policy.version = 2));
	assert_noticed("a policy passes its checks", || alter_policy(|policy| policy.approvals = 4));
	assert_noticed("only a policy that is there is suspended", || {
		alter_target(1, |target| {
			target.suspension = Some(Suspension { since: 1, until: None });
		});
	});
}

#[test]
fn try_state_notices_commands_without_their_entries() {
	assert_noticed("the number of a command is below the next one", || {
		NextCommand::<Test>::put(5);
	});
	assert_noticed("a command has a body", || Bodies::<Test>::remove(Ordered(3)));
	assert_noticed("the digest of a command is that of its body", || {
		Bodies::<Test>::insert(Ordered(3), with_paths(&[]));
	});
	assert_noticed("`History` has each command", || {
		History::<Test>::remove(Cust::key(WEB), Ordered(3));
	});
	assert_noticed("`Bodies` has nothing else", || Bodies::<Test>::insert(Ordered(9), command()));
	assert_noticed("`History` has nothing else", || {
		History::<Test>::insert(Cust::key(WEB), Ordered(9), ());
	});
}

#[test]
fn try_state_notices_deposits_that_do_not_add_up() {
	let unequal = "what is on hold is the sum of the recorded deposits";
	assert_noticed(unequal, || alter(3, |record| record.deposit += 1));
	assert_noticed(unequal, || alter_target(0, |target| target.deposit += 1));
	for (reason, who) in [(HoldReason::Command, PLANNER), (HoldReason::Target, OPERATOR)] {
		assert_noticed(unequal, || {
			assert_ok!(Balances::release(&reason.into(), &who, 1, Precision::Exact));
		});
	}
}

#[test]
fn try_state_notices_nonces_that_could_be_replayed() {
	assert_noticed("a consumed nonce is below the planner's next", || {
		Nonces::<Test>::insert(Cust::key(WEB), PLANNER, 4);
	});
	assert_noticed("no nonce is consumed twice", || alter(3, |record| record.nonce = 2));
}

#[test]
fn try_state_notices_records_that_cannot_be() {
	assert_noticed("nobody approved a command twice", || {
		alter(1, |record| record.approvals[1] = APPROVER);
	});
	assert_noticed("the last receipt is not the older one", || {
		alter(1, |record| record.last_receipt = 0);
	});
	let time = "nothing happened to a command before its submission or in the future";
	assert_noticed(time, || alter(0, |record| record.submitted = 3));
	assert_noticed(time, || alter(1, |record| record.state = State::Approved { at: 0 }));
	assert_noticed(time, || {
		alter(3, |record| record.state = State::Expired { at: 3 });
	});
	assert_noticed("a pending command waits no longer than until it expires", || {
		alter(0, |record| record.expires_at = 20);
	});
	assert_noticed("a claimed command was claimed before it expired", || {
		alter(2, |record| record.expires_at = 1);
	});
}

#[test]
fn try_state_notices_open_commands_without_their_entries() {
	assert_noticed("`Open` has each open command", || {
		Open::<Test>::remove(Cust::key(WEB), Ordered(1));
	});
	assert_noticed("`Deadlines` has each open command at its deadline", || {
		Deadlines::<Test>::remove(Ordered(21), Ordered(0));
		Deadlines::<Test>::insert(Ordered(22), Ordered(0), ());
	});
	assert_noticed("`Open` has nothing else", || {
		Open::<Test>::insert(Cust::key(WEB), Ordered(3), ());
	});
	assert_noticed("`Deadlines` has nothing else", || {
		Deadlines::<Test>::insert(Ordered(22), Ordered(0), ());
	});
	assert_noticed("a target counts its open commands", || {
		Activities::<Test>::mutate(Cust::key(WEB), |activity| activity.open = 2);
	});
	assert_noticed("the target of an open command exists", || {
		alter(1, |record| {
			record.target = 9;
			record.nonce = 0;
		});
		Nonces::<Test>::insert(Ordered(9), PLANNER, 1);
		History::<Test>::remove(Cust::key(WEB), Ordered(1));
		History::<Test>::insert(Ordered(9), Ordered(1), ());
		Open::<Test>::remove(Cust::key(WEB), Ordered(1));
		Open::<Test>::insert(Ordered(9), Ordered(1), ());
	});
}
