#![allow(clippy::all, clippy::unwrap_used, missing_docs, dead_code)]
#![warn(unused_imports)]
// SPDX-License-Identifier: Apache-2.0

// Benchmarks of `pallet-cust`.


use crate::*; use crate::mock::{Test, Operators, ExtBuilder, NETWORK_MODEL};
use alloc::{boxed::Box, vec};
use sp_runtime::DispatchError;
use frame_support::{
	assert_ok,
	traits::{fungible::Mutate, EnsureOrigin, Get},
	weights::Weight,
	BoundedVec,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use sp_core::H256;
use sp_runtime::traits::{One, Saturating};
use tonnetz_core::{
	cust::{
		ModelId, Operation, MAX_APPROVERS, MAX_EXECUTORS, MAX_OPERATIONS, MAX_PATHS, MAX_PLANNERS,
		MAX_RULES,
	},
	ordered::Ordered,
	units::TNZ,
	Balance,
};
use worst::{bounded, command, largest_command, policy, text, MORE_MESSAGE};

/// What a runtime must be able to do for the benchmarks.
pub trait Helper<AccountId> {
	/// Makes `who` an operator, beside those there are.
	fn make_operator(who: &AccountId);

	/// A model that `planner` may plan with, if there are models.
	fn model(planner: &AccountId) -> Option<ModelId>;
}

/// Whatever the deposits of a runtime are, this affords them.
const FUNDS: Balance = 1_000_000_000 * TNZ;

/// The longest name of a target.
const NAME: [u8; 64] = [b'z'; 64];

fn funded<T: Config + BH>(name: &'static str, index: u32) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	let who = account(name, index, 0);
	T::Currency::set_balance(&who, FUNDS);
	who
}

fn target_name() -> Result<TargetName, BenchmarkError> {
	text(core::str::from_utf8(&NAME).unwrap_or_default())
}

/// A target of an operator, who is returned, with the largest policy.
fn target<T: Config + BH>(approvals: u8) -> Result<T::AccountId, BenchmarkError>
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	let operator = funded::<T>("operator", 0);
	T::BenchmarkHelper::make_operator(&operator);
	assert_ok!(Pallet::<T>::do_create_target(&NAME, Owner::Operator(operator.clone())));
	let (id, target) = Pallet::<T>::find(&NAME)?;
	assert_ok!(Pallet::<T>::put_policy(id, target, policy::<T>(MAX_RULES, approvals)?));
	Ok(operator)
}

/// The last planner of the policy.
fn planner<T: Config + BH>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	funded::<T>("planner", MAX_PLANNERS.saturating_sub(1))
}

/// The last approver of the policy.
fn approver<T: Config + BH>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	funded::<T>("approver", MAX_APPROVERS.saturating_sub(1))
}

/// The last executor of the policy.
fn executor<T: Config + BH>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	funded::<T>("executor", MAX_EXECUTORS.saturating_sub(1))
}

fn in_blocks<T: Config + BH>(blocks: u32) -> BlockNumberFor<T> {
	frame_system::Pallet::<T>::block_number().saturating_add(blocks.into())
}

/// The largest command, number 0, which only the last approver has not approved.
fn pending<T: Config + BH>() -> Result<(), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	target::<T>(16)?;
	let expires_at = in_blocks::<T>(1_000);
	assert_ok!(Pallet::<T>::do_submit(planner::<T>(), largest_command()?, 0, expires_at));
	let others = (1..MAX_APPROVERS).map(|n| account("approver", n.saturating_sub(1), 0));
	let others = bounded(others.collect())?;
	Commands::<T>::try_mutate(Ordered(0), |record| {
		let record = record.as_mut().ok_or("the command was not recorded")?;
		record.approvals = others;
		Ok::<_, BenchmarkError>(())
	})
}

/// The same, approved.
fn approved<T: Config + BH>() -> Result<(), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	pending::<T>()?;
	assert_ok!(Pallet::<T>::do_approve(approver::<T>(), 0));
	Ok(())
}

/// The same, claimed.
fn claimed<T: Config + BH>() -> Result<(), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	approved::<T>()?;
	assert_ok!(Pallet::<T>::do_claim(executor::<T>(), 0));
	Ok(())
}

fn state_of<T: Config + BH>(id: CommandId) -> Option<&'static str> {
	Commands::<T>::get(Ordered(id)).map(|record| record.state.name())
}


mod worst {







use super::{target_name, Helper};
use crate::{Command, Config, Policy, PolicyOf};
use alloc::{format, string::String, vec::Vec};
use super::{account, BenchmarkError, BH};
use frame_support::{traits::Get, BoundedVec};
use tonnetz_core::cust::{
	Constraints, Entries, Operation, Rule, Text, Version, MAX_APPROVERS, MAX_DENY_STEPS,
	MAX_EXECUTORS, MAX_GLOB_STEPS, MAX_OPERATIONS, MAX_PATHS, MAX_PLANNERS,
};


const MESSAGE: usize = 64;


pub const MORE_MESSAGE: u32 = 960;

pub fn text<const MAX: u32>(text: &str) -> Result<Text<MAX>, BenchmarkError> {
	Text::new(text).ok_or(BenchmarkError::Stop("a text is too long: shorten it"))
}

fn texts<const MAX: u32, S>(
	all: impl IntoIterator<Item = String>,
) -> Result<BoundedVec<Text<MAX>, S>, BenchmarkError>
where
	S: Get<u32>,
{
	bounded(all.into_iter().map(|one| text(&one)).collect::<Result<Vec<_>, _>>()?)
}

pub fn bounded<V, S: Get<u32>>(all: Vec<V>) -> Result<BoundedVec<V, S>, BenchmarkError> {
	all.try_into().map_err(|_| BenchmarkError::Stop("a list is too long: shorten it"))
}


fn literals(count: usize, len: usize) -> impl Iterator<Item = String> {
	(0..count).map(move |n| format!("{}{n}", "z".repeat(len)))
}



fn in_vain(steps: usize) -> String {
	format!("{}*!*", "*?".repeat(steps.saturating_sub(3).saturating_div(2)))
}


fn rule(prefix: &str) -> Result<Rule, BenchmarkError> {
	let others = (0..7).map(|_| "a".repeat(63) + "b");
	let branches: Entries<_> = texts(literals(7, 100).chain(["x".repeat(128)]))?;
	let message_prefixes: Entries<_> = texts(others.chain([prefix.into()]))?;
	Ok(Rule::GitCommitAndPush { branches, message_prefixes })
}


pub fn policy<T: Config + BH>(rules: u32, approvals: u8) -> Result<PolicyOf<T>, BenchmarkError> {
	let everyone = |name, count| (0..count).map(|n| account(name, n, 0)).collect::<Vec<_>>();
	let mut operations = (1..rules).map(|_| rule("b")).collect::<Result<Vec<_>, _>>()?;
	if rules > 0 {
		operations.push(rule("")?);
	}
	let long = in_vain(MAX_GLOB_STEPS.saturating_div(2).saturating_sub(1));
	let planners = everyone("planner", MAX_PLANNERS);
	let model = planners.last().and_then(T::BenchmarkHelper::model);
	Ok(Policy {
		version: 0,
		planners: bounded(planners)?,
		executors: bounded(everyone("executor", MAX_EXECUTORS))?,
		approvers: bounded(everyone("approver", MAX_APPROVERS))?,
		approvals,
		operations: bounded(operations)?,
		path_allow: texts(literals(30, 100).chain([long.clone(), "**".into()]))?,
		path_deny: texts(literals(31, 100).chain([long]))?,
		max_operations: 16,
		time_to_live: 1_000u32.into(),
		approval_timeout: 500u32.into(),
		max_runtime: 200u32.into(),
		cooldown: 10u32.into(),
		model,
		destructive: approvals > 0,
	})
}


pub fn command(operations: u32, paths: u32, longer: u32) -> Result<Command, BenchmarkError> {
	let operation = |n: u32| -> Result<Operation, BenchmarkError> {
		let more = if n == 0 { longer as usize } else { 0 };
		Ok(Operation::GitCommitAndPush {
			branch: text(&"x".repeat(128))?,
			message: text(&"a".repeat(MESSAGE.saturating_add(more)))?,
			force: Some(false),
		})
	};
	let path = |n: u32| format!("{}{n:02}", "\u{1e0d}\u{307}".repeat(28));
	let constraints = Constraints {
		paths: Some(texts((0..paths).map(path))?),
		deny: Some(texts(literals(15, 40).chain([in_vain(MAX_DENY_STEPS)]))?),
	};
	Ok(Command {
		version: Version::V1_0,
		intent: text("deploy")?,
		target: target_name()?,
		operations: bounded((0..operations).map(operation).collect::<Result<_, _>>()?)?,
		constraints: Some(constraints),
		meta: None,
	})
}

pub fn largest_command() -> Result<Command, BenchmarkError> {
	command(MAX_OPERATIONS, MAX_PATHS, MORE_MESSAGE)
}
}

#[derive(Debug)] pub enum BenchmarkError { Stop(&'static str), Weightless, D(DispatchError) }
impl From<&'static str> for BenchmarkError { fn from(e: &'static str) -> Self { Self::Stop(e) } }
impl From<DispatchError> for BenchmarkError { fn from(e: DispatchError) -> Self { Self::D(e) } }
fn account<A: codec::Decode>(name: &'static str, index: u32, seed: u32) -> A { let h=sp_io::hashing::blake2_256(&codec::Encode::encode(&(name,index,seed))); A::decode(&mut &h[..]).unwrap() }
fn whitelisted_caller<A: codec::Decode>() -> A { account("wl",0,0) }
pub trait BH: frame_system::Config { type BenchmarkHelper: Helper<<Self as frame_system::Config>::AccountId>; }
impl BH for Test { type BenchmarkHelper = Operators; }
impl Helper<tonnetz_core::AccountId> for Operators { fn make_operator(w: &tonnetz_core::AccountId) { Self::mutate(|o| o.push(w.clone())); } fn model(_: &tonnetz_core::AccountId) -> Option<ModelId> { Some(NETWORK_MODEL) } }

	

	// Every check passes but that approvals are needed, so that all entries are written.
	
	pub fn b_submit<T: Config + BH>(
		o: u32,
		p: u32,
		b: u32,
	) -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		target::<T>(16)?;
		let (planner, command) = (planner::<T>(), command(o, p, b)?);
		let expires_at = in_blocks::<T>(1_000);

		let o: T::RuntimeOrigin = (RawOrigin::Signed(planner)).into(); assert_ok!(Pallet::<T>::submit(o, Box::new(command), 0, expires_at));

		assert_eq!(state_of::<T>(0), Some("pending"));
		Ok(())
	}

	// Control characters, each of which is six in the canonical form. They are refused before any glob
	// is read, but digested.
	
	pub fn b_submit_malformed<T: Config + BH>(b: u32) -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		target::<T>(16)?;
		let planner = planner::<T>();
		let message = "\u{1}".repeat(b.saturating_div(MAX_OPERATIONS) as usize);
		let operation = Operation::GitCommitAndPush {
			branch: text("x")?,
			message: text(&message)?,
			force: None,
		};
		let operations = bounded(vec![operation; MAX_OPERATIONS as usize])?;
		let command = Command { operations, constraints: None, ..command(1, 0, 0)? };
		let expires_at = in_blocks::<T>(1_000);

		let o: T::RuntimeOrigin = (RawOrigin::Signed(planner)).into(); assert_ok!(Pallet::<T>::submit(o, Box::new(command), 0, expires_at));

		assert_eq!(state_of::<T>(0), Some("refused"));
		Ok(())
	}

	// The last of as many approvals as there can be.
	
	pub fn b_approve<T: Config + BH>() -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		pending::<T>()?;

		let o: T::RuntimeOrigin = (RawOrigin::Signed(approver::<T>())).into(); assert_ok!(Pallet::<T>::approve(o, 0));

		assert_eq!(state_of::<T>(0), Some("approved"));
		Ok(())
	}

	
	pub fn b_deny<T: Config + BH>() -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		pending::<T>()?;

		let o: T::RuntimeOrigin = (RawOrigin::Signed(approver::<T>())).into(); assert_ok!(Pallet::<T>::deny(o, 0));

		assert_eq!(state_of::<T>(0), Some("denied"));
		Ok(())
	}

	
	pub fn b_claim<T: Config + BH>() -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		approved::<T>()?;

		let o: T::RuntimeOrigin = (RawOrigin::Signed(executor::<T>())).into(); assert_ok!(Pallet::<T>::claim(o, 0));

		assert_eq!(state_of::<T>(0), Some("claimed"));
		Ok(())
	}

	
	pub fn b_complete<T: Config + BH>() -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		claimed::<T>()?;
		let (evidence, log) = (H256::repeat_byte(1), H256::repeat_byte(2));

		let o: T::RuntimeOrigin = (RawOrigin::Signed(executor::<T>())).into(); assert_ok!(Pallet::<T>::complete(o, 0, Outcome::Succeeded, evidence, log));

		assert_eq!(state_of::<T>(0), Some("succeeded"));
		Ok(())
	}

	
	pub fn b_create_target<T: Config + BH>()
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		let operator = funded::<T>("operator", 0);
		T::BenchmarkHelper::make_operator(&operator);

		let o: T::RuntimeOrigin = (RawOrigin::Signed(operator)).into(); assert_ok!(Pallet::<T>::create_target(o, NAME.to_vec()));

		assert!(Pallet::<T>::id_of(&NAME).is_some());
	}

	
	pub fn b_create_shared_target<T: Config + BH>() -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		let origin =
			T::RuntimeOrigin::from(RawOrigin::Root);

		let o: T::RuntimeOrigin = origin; assert_ok!(Pallet::<T>::create_shared_target(o, NAME.to_vec()));

		assert!(Pallet::<T>::id_of(&NAME).is_some());
		Ok(())
	}

	// With everything that a target can have.
	
	pub fn b_remove_target<T: Config + BH>() -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		let operator = target::<T>(0)?;
		let stranger = funded::<T>("stranger", 0);
		assert_ok!(Pallet::<T>::do_submit(stranger, command(1, 0, 0)?, 0, in_blocks::<T>(1)));
		let expired = in_blocks::<T>(0);
		assert_ok!(Pallet::<T>::do_submit(planner::<T>(), command(1, 0, 0)?, 0, expired));
		let target = Pallet::<T>::find(&NAME)?.0;
		Pallet::<T>::note_approved(target, 0);

		let o: T::RuntimeOrigin = (RawOrigin::Signed(operator)).into(); assert_ok!(Pallet::<T>::remove_target(o, NAME.to_vec()));

		assert!(Pallet::<T>::id_of(&NAME).is_none());
		Ok(())
	}

	
	pub fn b_set_policy<T: Config + BH>(r: u32) -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		let operator = target::<T>(16)?;
		let policy = policy::<T>(r, 16)?;

		let o: T::RuntimeOrigin = (RawOrigin::Signed(operator)).into(); assert_ok!(Pallet::<T>::set_policy(o, NAME.to_vec(), Box::new(policy)));

		assert_eq!(Pallet::<T>::find(&NAME)?.1.policy_version, 2);
		Ok(())
	}

	
	pub fn b_suspend_policy<T: Config + BH>() -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		target::<T>(16)?;
		let origin =
			T::RuntimeOrigin::from(RawOrigin::Root);
		let until = Some(in_blocks::<T>(1));

		let o: T::RuntimeOrigin = origin; assert_ok!(Pallet::<T>::suspend_policy(o, NAME.to_vec(), until));

		assert!(Pallet::<T>::find(&NAME)?.1.suspension.is_some());
		Ok(())
	}

	
	pub fn b_resume_policy<T: Config + BH>() -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		target::<T>(16)?;
		let origin =
			T::RuntimeOrigin::from(RawOrigin::Root);
		assert_ok!(Pallet::<T>::do_suspend_policy(&NAME, None, None));

		let o: T::RuntimeOrigin = origin; assert_ok!(Pallet::<T>::resume_policy(o, NAME.to_vec()));

		assert!(Pallet::<T>::find(&NAME)?.1.suspension.is_none());
		Ok(())
	}

	// From one operator to another.
	
	pub fn b_reassign_target<T: Config + BH>() -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		target::<T>(16)?;
		let origin =
			T::RuntimeOrigin::from(RawOrigin::Root);
		let other = funded::<T>("operator", 1);
		T::BenchmarkHelper::make_operator(&other);

		let o: T::RuntimeOrigin = origin; assert_ok!(Pallet::<T>::reassign_target(o, NAME.to_vec(), Some(other.clone())));

		assert_eq!(Pallet::<T>::find(&NAME)?.1.owner, Owner::Operator(other));
		Ok(())
	}

	// Each of another planner, with the longest record there is.
	
	pub fn b_prune<T: Config + BH>(n: u32) -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		target::<T>(16)?;
		let id = Pallet::<T>::find(&NAME)?.0;
		let everyone = bounded((0..MAX_APPROVERS).map(|n| account("approver", n, 0)).collect())?;
		let expired = in_blocks::<T>(0);
		for number in 0..n {
			let planner = funded::<T>("planner", number);
			Policies::<T>::try_mutate(Pallet::<T>::key(id), |policy| {
				let policy = policy.as_mut().ok_or("the policy was not set")?;
				policy.planners = bounded(vec![planner.clone()])?;
				Ok::<_, BenchmarkError>(())
			})?;
			assert_ok!(Pallet::<T>::do_submit(planner, largest_command()?, 0, expired));
			Commands::<T>::mutate(Ordered(number.into()), |record| {
				if let Some(record) = record {
					record.approvals = BoundedVec::clone(&everyone);
				}
			});
		}
		let retained_to = expired.saturating_add(T::RetentionPeriod::get());
		frame_system::Pallet::<T>::set_block_number(retained_to.saturating_add(One::one()));

		let o: T::RuntimeOrigin = (RawOrigin::Signed(whitelisted_caller())).into(); assert_ok!(Pallet::<T>::prune(o, (0..u64::from(n)).collect()));

		assert_eq!(Commands::<T>::iter_keys().count(), 0);
		Ok(())
	}

	
	pub fn b_sweep_none<T: Config + BH>() -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		claimed::<T>()?;
		let now = frame_system::Pallet::<T>::block_number();

		
		{
			Pallet::<T>::sweep(now, Weight::MAX);
		}

		assert_eq!(state_of::<T>(0), Some("claimed"));
		Ok(())
	}

	
	pub fn b_sweep_one<T: Config + BH>() -> Result<(), BenchmarkError>
	where T::Currency: Mutate<T::AccountId, Balance = Balance> {
		claimed::<T>()?;
		let due = in_blocks::<T>(200);
		frame_system::Pallet::<T>::set_block_number(due);

		
		{
			Pallet::<T>::sweep(due, Weight::MAX);
		}

		assert_eq!(state_of::<T>(0), Some("unknown"));
		Ok(())
	}

	#[test] fn t_submit_0() { ExtBuilder::default().build().execute_with(|| { b_submit::<Test>(16,64,960).unwrap();  }); }
#[test] fn t_submit_1() { ExtBuilder::default().build().execute_with(|| { b_submit::<Test>(1,0,0).unwrap();  }); }
#[test] fn t_submit_2() { ExtBuilder::default().build().execute_with(|| { b_submit::<Test>(16,64,0).unwrap();  }); }
#[test] fn t_submit_malformed_0() { ExtBuilder::default().build().execute_with(|| { b_submit_malformed::<Test>(0).unwrap();  }); }
#[test] fn t_submit_malformed_1() { ExtBuilder::default().build().execute_with(|| { b_submit_malformed::<Test>(16000).unwrap();  }); }
#[test] fn t_approve_0() { ExtBuilder::default().build().execute_with(|| { b_approve::<Test>().unwrap();  }); }
#[test] fn t_deny_0() { ExtBuilder::default().build().execute_with(|| { b_deny::<Test>().unwrap();  }); }
#[test] fn t_claim_0() { ExtBuilder::default().build().execute_with(|| { b_claim::<Test>().unwrap();  }); }
#[test] fn t_complete_0() { ExtBuilder::default().build().execute_with(|| { b_complete::<Test>().unwrap();  }); }
#[test] fn t_create_target_0() { ExtBuilder::default().build().execute_with(|| { b_create_target::<Test>();  }); }
#[test] fn t_create_shared_target_0() { ExtBuilder::default().build().execute_with(|| { b_create_shared_target::<Test>().unwrap();  }); }
#[test] fn t_remove_target_0() { ExtBuilder::default().build().execute_with(|| { b_remove_target::<Test>().unwrap();  }); }
#[test] fn t_set_policy_0() { ExtBuilder::default().build().execute_with(|| { b_set_policy::<Test>(0).unwrap();  }); }
#[test] fn t_set_policy_1() { ExtBuilder::default().build().execute_with(|| { b_set_policy::<Test>(16).unwrap();  }); }
#[test] fn t_suspend_policy_0() { ExtBuilder::default().build().execute_with(|| { b_suspend_policy::<Test>().unwrap();  }); }
#[test] fn t_resume_policy_0() { ExtBuilder::default().build().execute_with(|| { b_resume_policy::<Test>().unwrap();  }); }
#[test] fn t_reassign_target_0() { ExtBuilder::default().build().execute_with(|| { b_reassign_target::<Test>().unwrap();  }); }
#[test] fn t_prune_0() { ExtBuilder::default().build().execute_with(|| { b_prune::<Test>(1).unwrap();  }); }
#[test] fn t_prune_1() { ExtBuilder::default().build().execute_with(|| { b_prune::<Test>(5).unwrap();  }); }
#[test] fn t_sweep_none_0() { ExtBuilder::default().build().execute_with(|| { b_sweep_none::<Test>().unwrap();  }); }
#[test] fn t_sweep_one_0() { ExtBuilder::default().build().execute_with(|| { b_sweep_one::<Test>().unwrap();  }); }
