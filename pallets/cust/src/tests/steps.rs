// SPDX-License-Identifier: Apache-2.0

//! What may be done in a game, and how likely it is.

use super::*;
use proptest::prelude::*;
use tonnetz_core::cust::ModelStanding;

/// Something that may happen. What is refused is part of the game.
#[derive(Clone, Debug)]
pub enum Step {
	Create(AccountId, &'static str),
	CreateShared(&'static str),
	Remove(Option<AccountId>, &'static str),
	SetPolicy(Option<AccountId>, &'static str, PolicyOf<Test>),
	Suspend(&'static str, Option<u32>),
	Resume(&'static str),
	Reassign(&'static str, Option<AccountId>),
	/// The account that an operator goes by, by one that is no operator's.
	Replace(AccountId, AccountId),
	/// With a nonce so much off the next one, to expire in so many blocks; of an operation that is
	/// allowed or not.
	Submit(AccountId, &'static str, u64, u32, bool),
	/// Of the command so many before the last; so with those that follow.
	Approve(AccountId, u64),
	Deny(AccountId, u64),
	Claim(AccountId, u64),
	Complete(AccountId, u64, Outcome),
	Prune(Vec<u64>),
	Stand(ModelStanding),
	Wait(u32),
	Idle,
}

/// The number of the command so many before the last.
fn last_but(back: u64) -> CommandId {
	crate::NextCommand::<Test>::get().wrapping_sub(1 + back)
}

/// The account that one of the first two operators goes by now.
fn present(operator: AccountId) -> AccountId {
	let first = [OPERATOR, OTHER_OPERATOR].into_iter().position(|first| first == operator);
	first.map_or(operator, |place| Operators::get()[place].clone())
}

fn of(who: Option<AccountId>) -> RuntimeOrigin {
	who.map_or(RuntimeOrigin::root(), |who| RuntimeOrigin::signed(present(who)))
}

impl Step {
	/// Does the step. A call that fails leaves the state as it was.
	pub fn run(self) -> bool {
		let before = state_root();
		let target = |name: &str| name.as_bytes().to_vec();
		let result = match self {
			Self::Create(who, name) => create(&present(who), name),
			Self::CreateShared(name) => root(Call::create_shared_target { name: target(name) }),
			Self::Remove(who, name) => {
				dispatch(of(who), Call::remove_target { target: target(name) })
			}
			Self::SetPolicy(who, name, policy) => {
				let policy = Box::new(policy);
				dispatch(of(who), Call::set_policy { target: target(name), policy })
			}
			Self::Suspend(name, blocks) => {
				let until = blocks.map(|blocks| now() + blocks);
				root(Call::suspend_policy { target: target(name), until })
			}
			Self::Resume(name) => root(Call::resume_policy { target: target(name) }),
			Self::Reassign(name, owner) => {
				let owner = owner.map(present);
				root(Call::reassign_target { target: target(name), owner })
			}
			Self::Replace(old, new) => {
				let old = present(old);
				if Operators::get().contains(&new) {
					return false;
				}
				replace(&old, &new)
			}
			Self::Submit(who, name, off_by, blocks, allowed) => {
				let nonce = Cust::next_nonce(target(name), who.clone()).saturating_add(off_by);
				let service = if allowed { "nginx" } else { "sshd" };
				let operation = Operation::ServiceRestart { name: text(service) };
				let command = Command { target: text(name), ..with_operations(vec![operation]) };
				submit_with(&who, command, nonce, now() + blocks)
			}
			Self::Approve(who, back) => approve(&who, last_but(back)),
			Self::Deny(who, back) => deny(&who, last_but(back)),
			Self::Claim(who, back) => claim(&who, last_but(back)),
			Self::Complete(who, back, outcome) => complete_with(&who, last_but(back), outcome),
			Self::Prune(backs) => {
				prune(&STRANGER, &backs.into_iter().map(last_but).collect::<Vec<_>>())
			}
			Self::Stand(standing) => {
				Standing::set(standing);
				Ok(())
			}
			Self::Wait(blocks) => {
				jump_to(now() + blocks);
				Ok(())
			}
			Self::Idle => {
				idle();
				Ok(())
			}
		};
		if result.is_err() {
			assert_eq!(state_root(), before);
		}
		result.is_ok()
	}
}

fn operator() -> impl Strategy<Value = AccountId> {
	prop_oneof![8 => Just(OPERATOR), 1 => Just(OTHER_OPERATOR), 1 => Just(STRANGER)]
}

fn heir() -> impl Strategy<Value = AccountId> {
	prop_oneof![2 => Just(GUARDIAN), 1 => Just(STRANGER), 1 => Just(OPERATOR)]
}

fn owner() -> impl Strategy<Value = Option<AccountId>> {
	prop_oneof![8 => operator().prop_map(Some), 1 => Just(None)]
}

fn planner() -> impl Strategy<Value = AccountId> {
	prop_oneof![12 => Just(PLANNER), 2 => Just(OTHER_PLANNER), 1 => Just(STRANGER)]
}

fn approver() -> impl Strategy<Value = AccountId> {
	prop_oneof![
		8 => Just(APPROVER),
		8 => Just(OTHER_APPROVER),
		4 => Just(THIRD_APPROVER),
		1 => Just(PLANNER),
		1 => Just(PAUPER),
	]
}

fn executor() -> impl Strategy<Value = AccountId> {
	prop_oneof![12 => Just(EXECUTOR), 2 => Just(OTHER_EXECUTOR), 1 => Just(APPROVER)]
}

fn name() -> impl Strategy<Value = &'static str> {
	prop_oneof![12 => Just("web"), 1 => Just("api")]
}

fn back() -> impl Strategy<Value = u64> {
	prop_oneof![6 => Just(0u64), 3 => Just(1), 1 => 2u64..6]
}

/// The first account most often, perhaps with others.
fn role<const COUNT: u32>(
	of: [AccountId; 3],
) -> impl Strategy<Value = BoundedVec<AccountId, ConstU32<COUNT>>> {
	prop_oneof![4 => Just(0..3), 3 => Just(0..2), 2 => Just(0..1), 1 => Just(1..3)]
		.prop_map(move |range| accounts(&of[range]))
}

/// Roles change, but never meet.
pub fn any_policy() -> impl Strategy<Value = PolicyOf<Test>> {
	let roles = (
		role([PLANNER, OTHER_PLANNER, AccountId::new([99; 32])]),
		role([EXECUTOR, OTHER_EXECUTOR, AccountId::new([98; 32])]),
		role([APPROVER, OTHER_APPROVER, THIRD_APPROVER]),
	);
	let approvals = prop_oneof![3 => Just(0u8), 4 => Just(1), 4 => Just(2), 1 => Just(3)];
	let cooldown = prop_oneof![4 => Just(0u32), 1 => 1u32..8];
	let times = (20u32..60, 4u32..20, 2u32..20, cooldown);
	let model = prop_oneof![2 => Just(None), 1 => Just(Some(NETWORK_MODEL))];
	(roles, approvals, times, model).prop_map(|(roles, approvals, times, model)| {
		let (planners, executors, approvers) = roles;
		let (time_to_live, approval_timeout, max_runtime, cooldown) = times;
		PolicyOf::<Test> {
			planners,
			executors,
			approvers,
			time_to_live,
			approval_timeout,
			max_runtime,
			cooldown,
			model,
			..policy(approvals)
		}
	})
}

pub fn step() -> impl Strategy<Value = Step> {
	let outcome = prop_oneof![Just(Outcome::Succeeded), Just(Outcome::Failed)];
	let standing = prop_oneof![4 => Just(ModelStanding::Good), 1 => Just(ModelStanding::Tampered)];
	let off_by = prop_oneof![12 => Just(0u64), 1 => 1u64..3];
	let blocks = prop_oneof![12 => 4u32..30, 1 => 0u32..70];
	let until = proptest::option::of(0u32..10);
	prop_oneof![
		2 => (operator(), name()).prop_map(|(who, name)| Step::Create(who, name)),
		1 => name().prop_map(Step::CreateShared),
		2 => (owner(), name()).prop_map(|(who, name)| Step::Remove(who, name)),
		12 => (owner(), name(), any_policy())
			.prop_map(|(who, name, policy)| Step::SetPolicy(who, name, policy)),
		2 => (name(), until).prop_map(|(name, until)| Step::Suspend(name, until)),
		3 => name().prop_map(Step::Resume),
		1 => (name(), owner()).prop_map(|(name, owner)| Step::Reassign(name, owner)),
		2 => (prop_oneof![8 => Just(OPERATOR), 1 => Just(OTHER_OPERATOR)], heir())
			.prop_map(|(old, new)| Step::Replace(old, new)),
		35 => (planner(), name(), off_by, blocks, proptest::bool::weighted(0.95)).prop_map(
			|(who, name, off_by, blocks, allowed)| Step::Submit(who, name, off_by, blocks, allowed)
		),
		35 => (approver(), back()).prop_map(|(who, back)| Step::Approve(who, back)),
		2 => (approver(), back()).prop_map(|(who, back)| Step::Deny(who, back)),
		35 => (executor(), back()).prop_map(|(who, back)| Step::Claim(who, back)),
		30 => (executor(), back(), outcome)
			.prop_map(|(who, back, outcome)| Step::Complete(who, back, outcome)),
		15 => proptest::collection::vec(back(), 0..3).prop_map(Step::Prune),
		3 => standing.prop_map(Step::Stand),
		12 => prop_oneof![6 => 1u32..8, 1 => Just(RETENTION + 1)].prop_map(Step::Wait),
		8 => Just(Step::Idle),
	]
}
