// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of `pallet-cust`.

mod worst;

use super::*;
use alloc::{boxed::Box, vec};
use frame_benchmarking::v2::*;
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
	operators::ReplaceAccount,
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

fn funded<T: Config>(name: &'static str, index: u32) -> T::AccountId
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
fn target<T: Config>(approvals: u8) -> Result<T::AccountId, BenchmarkError>
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
fn planner<T: Config>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	funded::<T>("planner", MAX_PLANNERS.saturating_sub(1))
}

/// The last approver of the policy.
fn approver<T: Config>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	funded::<T>("approver", MAX_APPROVERS.saturating_sub(1))
}

/// The last executor of the policy.
fn executor<T: Config>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	funded::<T>("executor", MAX_EXECUTORS.saturating_sub(1))
}

fn in_blocks<T: Config>(blocks: u32) -> BlockNumberFor<T> {
	frame_system::Pallet::<T>::block_number().saturating_add(blocks.into())
}

/// The largest command, number 0, which only the last approver has not approved.
fn pending<T: Config>() -> Result<(), BenchmarkError>
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
fn approved<T: Config>() -> Result<(), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	pending::<T>()?;
	assert_ok!(Pallet::<T>::do_approve(approver::<T>(), 0));
	Ok(())
}

/// The same, claimed.
fn claimed<T: Config>() -> Result<(), BenchmarkError>
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	approved::<T>()?;
	assert_ok!(Pallet::<T>::do_claim(executor::<T>(), 0));
	Ok(())
}

fn state_of<T: Config>(id: CommandId) -> Option<&'static str> {
	Commands::<T>::get(Ordered(id)).map(|record| record.state.name())
}

#[benchmarks(where T::Currency: Mutate<T::AccountId, Balance = Balance>)]
mod benchmarks {
	use super::*;

	// Every check passes but that approvals are needed, so that all entries are written.
	#[benchmark]
	fn submit(
		o: Linear<1, MAX_OPERATIONS>,
		p: Linear<0, MAX_PATHS>,
		b: Linear<0, MORE_MESSAGE>,
	) -> Result<(), BenchmarkError> {
		target::<T>(16)?;
		let (planner, command) = (planner::<T>(), command(o, p, b)?);
		let expires_at = in_blocks::<T>(1_000);

		#[extrinsic_call]
		_(RawOrigin::Signed(planner), Box::new(command), 0, expires_at);

		assert_eq!(state_of::<T>(0), Some("pending"));
		Ok(())
	}

	// Control characters, each of which is six in the canonical form. They are refused before any glob
	// is read, but digested.
	#[benchmark]
	fn submit_malformed(b: Linear<0, 16_000>) -> Result<(), BenchmarkError> {
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

		#[extrinsic_call]
		submit(RawOrigin::Signed(planner), Box::new(command), 0, expires_at);

		assert_eq!(state_of::<T>(0), Some("refused"));
		Ok(())
	}

	// The last of as many approvals as there can be.
	#[benchmark]
	fn approve() -> Result<(), BenchmarkError> {
		pending::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(approver::<T>()), 0);

		assert_eq!(state_of::<T>(0), Some("approved"));
		Ok(())
	}

	#[benchmark]
	fn deny() -> Result<(), BenchmarkError> {
		pending::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(approver::<T>()), 0);

		assert_eq!(state_of::<T>(0), Some("denied"));
		Ok(())
	}

	#[benchmark]
	fn claim() -> Result<(), BenchmarkError> {
		approved::<T>()?;

		#[extrinsic_call]
		_(RawOrigin::Signed(executor::<T>()), 0);

		assert_eq!(state_of::<T>(0), Some("claimed"));
		Ok(())
	}

	#[benchmark]
	fn complete() -> Result<(), BenchmarkError> {
		claimed::<T>()?;
		let (evidence, log) = (H256::repeat_byte(1), H256::repeat_byte(2));

		#[extrinsic_call]
		_(RawOrigin::Signed(executor::<T>()), 0, Outcome::Succeeded, evidence, log);

		assert_eq!(state_of::<T>(0), Some("succeeded"));
		Ok(())
	}

	#[benchmark]
	fn create_target() {
		let operator = funded::<T>("operator", 0);
		T::BenchmarkHelper::make_operator(&operator);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), NAME.to_vec());

		assert!(Pallet::<T>::id_of(&NAME).is_some());
	}

	#[benchmark]
	fn create_shared_target() -> Result<(), BenchmarkError> {
		let origin =
			T::PolicyOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, NAME.to_vec());

		assert!(Pallet::<T>::id_of(&NAME).is_some());
		Ok(())
	}

	// With everything that a target can have.
	#[benchmark]
	fn remove_target() -> Result<(), BenchmarkError> {
		let operator = target::<T>(0)?;
		let stranger = funded::<T>("stranger", 0);
		assert_ok!(Pallet::<T>::do_submit(stranger, command(1, 0, 0)?, 0, in_blocks::<T>(1)));
		let expired = in_blocks::<T>(0);
		assert_ok!(Pallet::<T>::do_submit(planner::<T>(), command(1, 0, 0)?, 0, expired));
		let target = Pallet::<T>::find(&NAME)?.0;
		Pallet::<T>::note_approved(target, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), NAME.to_vec());

		assert!(Pallet::<T>::id_of(&NAME).is_none());
		Ok(())
	}

	#[benchmark]
	fn set_policy(r: Linear<0, MAX_RULES>) -> Result<(), BenchmarkError> {
		let operator = target::<T>(16)?;
		let policy = policy::<T>(r, 16)?;

		#[extrinsic_call]
		_(RawOrigin::Signed(operator), NAME.to_vec(), Box::new(policy));

		assert_eq!(Pallet::<T>::find(&NAME)?.1.policy_version, 2);
		Ok(())
	}

	#[benchmark]
	fn suspend_policy() -> Result<(), BenchmarkError> {
		target::<T>(16)?;
		let origin =
			T::SuspendOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		let until = Some(in_blocks::<T>(100));

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, NAME.to_vec(), until);

		assert!(Pallet::<T>::find(&NAME)?.1.suspension.is_some());
		Ok(())
	}

	#[benchmark]
	fn resume_policy() -> Result<(), BenchmarkError> {
		target::<T>(16)?;
		let origin =
			T::PolicyOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		assert_ok!(Pallet::<T>::do_suspend_policy(&NAME, None, None));

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, NAME.to_vec());

		assert!(Pallet::<T>::find(&NAME)?.1.suspension.is_none());
		Ok(())
	}

	// From one operator to another.
	#[benchmark]
	fn reassign_target() -> Result<(), BenchmarkError> {
		target::<T>(16)?;
		let origin =
			T::PolicyOrigin::try_successful_origin().map_err(|()| BenchmarkError::Weightless)?;
		let other = funded::<T>("operator", 1);
		T::BenchmarkHelper::make_operator(&other);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, NAME.to_vec(), Some(other.clone()));

		assert_eq!(Pallet::<T>::find(&NAME)?.1.owner, Owner::Operator(other));
		Ok(())
	}

	// Each of another planner, with the longest record there is.
	#[benchmark]
	fn prune(n: Linear<1, { T::MaxItems::get() }>) -> Result<(), BenchmarkError> {
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

		#[extrinsic_call]
		_(RawOrigin::Signed(whitelisted_caller()), (0..u64::from(n)).collect());

		assert_eq!(Commands::<T>::iter_keys().count(), 0);
		Ok(())
	}

	#[benchmark]
	fn sweep_none() -> Result<(), BenchmarkError> {
		claimed::<T>()?;
		let now = frame_system::Pallet::<T>::block_number();

		#[block]
		{
			Pallet::<T>::sweep(now, Weight::MAX);
		}

		assert_eq!(state_of::<T>(0), Some("claimed"));
		Ok(())
	}

	#[benchmark]
	fn sweep_one() -> Result<(), BenchmarkError> {
		claimed::<T>()?;
		let due = in_blocks::<T>(200);
		frame_system::Pallet::<T>::set_block_number(due);

		#[block]
		{
			Pallet::<T>::sweep(due, Weight::MAX);
		}

		assert_eq!(state_of::<T>(0), Some("unknown"));
		Ok(())
	}

	// As many targets as there can be, each with the largest policy.
	#[benchmark]
	fn replace() -> Result<(), BenchmarkError> {
		let old = target::<T>(16)?;
		for n in 1..T::MaxTargets::get() {
			let name = alloc::format!("{n:0>64}").into_bytes();
			assert_ok!(Pallet::<T>::do_create_target(&name, Owner::Operator(old.clone())));
			let (id, target) = Pallet::<T>::find(&name)?;
			assert_ok!(Pallet::<T>::put_policy(id, target, policy::<T>(MAX_RULES, 16)?));
		}
		let new = funded::<T>("new", 0);

		#[block]
		{
			assert_ok!(Pallet::<T>::replace(&old, &new));
		}

		assert_eq!(TargetsOf::<T>::get(new).len(), T::MaxTargets::get() as usize);
		assert_eq!(Policies::<T>::iter_keys().count(), 0);
		Ok(())
	}

	impl_benchmark_test_suite!(Pallet, mock::ExtBuilder::default().build(), mock::Test,);
}
