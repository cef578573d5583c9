// SPDX-License-Identifier: Apache-2.0

//! Benchmarks of `pallet-operators`.

use super::*;
use alloc::{format, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
	assert_ok,
	traits::{fungible::Mutate, EnsureOrigin, Get},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_runtime::{
	traits::{Bounded, Saturating},
	DispatchError,
};
use tonnetz_core::{operators::MAX_ENDPOINT_LEN, units::TNZ, Balance};

/// What a runtime must be able to do for the benchmarks.
pub trait Helper<AccountId> {
	/// Gives `who` session keys, which differ with `number`. The account has funds.
	fn set_keys(who: &AccountId, number: u32);

	/// Has these accounts, which have session keys, validate in this session and the next.
	fn validate(validators: &[AccountId]);
}

/// Whatever the deposits of a runtime are, this affords them.
const FUNDS: Balance = 1_000_000_000 * TNZ;

fn funded<T: Config>(who: T::AccountId) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	T::Currency::set_balance(&who, FUNDS);
	who
}

/// An operator with the longest name, founding or not.
fn enrol<T: Config>(who: T::AccountId, number: u32, founding: bool) -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	let who = funded::<T>(who);
	let name = format!("{number:0>32}");
	assert_ok!(Pallet::<T>::free_name(name.as_bytes()).and_then(|name| {
		Pallet::<T>::enrol(who.clone(), name, PayoutRail::OnChain, None, founding)
	}));
	who
}

fn caller<T: Config>() -> T::AccountId
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	enrol::<T>(whitelisted_caller(), 0, true)
}

/// Has `operator` and founders of its own be all validators there can be but `vacant`.
fn fill_validators<T: Config>(operator: &T::AccountId, vacant: u32)
where
	T::Currency: Mutate<T::AccountId, Balance = Balance>,
{
	let mut validators = Vec::from([operator.clone()]);
	for number in 1..T::MaxValidators::get().saturating_sub(vacant) {
		let validator = enrol::<T>(account("validator", number, 0), number, true);
		T::BenchmarkHelper::set_keys(&validator, number);
		validators.push(validator);
	}
	T::BenchmarkHelper::set_keys(operator, 0);
	T::BenchmarkHelper::validate(&validators);
	validators.sort();
	let validators: Vec<_> =
		validators.into_iter().map(|account| Observer { account, since: 0 }).collect();
	Validators::<T>::put(BoundedVec::truncate_from(validators));
}

/// The longest endpoint.
fn longest_endpoint() -> Vec<u8> {
	format!("https://{:a>1$}", "", (MAX_ENDPOINT_LEN as usize).saturating_sub("https://".len()))
		.into_bytes()
}

/// Moves to the end of time, for whatever has to wait.
fn wait<T: Config>() {
	frame_system::Pallet::<T>::set_block_number(Bounded::max_value());
}

#[benchmarks(where T::Currency: Mutate<T::AccountId, Balance = Balance>)]
mod benchmarks {
	use super::*;

	#[benchmark]
	fn register() {
		let who = funded::<T>(whitelisted_caller());

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), [b'n'; 32].into(), PayoutRail::OnChain, None);

		assert!(Operators::<T>::contains_key(who));
	}

	// Another stands at the position, in a later slot, and moves to the one that becomes free. There
	// is an older deposit, and a full list of validators to look through.
	#[benchmark]
	fn deregister() -> Result<(), BenchmarkError> {
		let who = caller::<T>();
		fill_validators::<T>(&enrol::<T>(account("first", 0, 0), 1_000, true), 0);
		let operator = Operators::<T>::get(&who).ok_or(BenchmarkError::Weightless)?;
		let last = enrol::<T>(account("last", 0, 0), 1_001, true);
		let placed = Operators::<T>::get(&last).ok_or(BenchmarkError::Weightless)?;
		Pallet::<T>::vacate(placed.position, placed.slot);
		let observer = Observer { account: last.clone(), since: 0 };
		let slot = Pallet::<T>::occupy(operator.position, observer).map_err(DispatchError::from)?;
		Operators::<T>::insert(&last, Operator { position: operator.position, slot, ..placed });
		assert_ok!(Pallet::<T>::do_set_endpoint(who.clone(), Some(longest_endpoint())));

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(Departures::<T>::contains_key(who));
		Ok(())
	}

	#[benchmark]
	fn withdraw_deposit() {
		let who = caller::<T>();
		assert_ok!(Pallet::<T>::do_deregister(who.clone()));
		wait::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!Departures::<T>::contains_key(who));
	}

	#[benchmark]
	fn set_payout() {
		let who = caller::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), PayoutRail::Stripe([7; 32].into()));

		assert!(Operators::<T>::get(who).is_some_and(|one| one.payout != PayoutRail::OnChain));
	}

	// The sender is a validator, and each of the others has neighbours who are too young to observe, so
	// that it is found only among the validators. All of them have a year to close.
	#[benchmark]
	fn heartbeat(o: Linear<0, MAX_OBSERVED>) -> Result<(), BenchmarkError> {
		let who = caller::<T>();
		fill_validators::<T>(&who, 0);
		let era = Pallet::<T>::current_era();
		let year = ERAS_PER_DAY.saturating_mul(UPTIME_DAYS);
		// The sender is the first in turn.
		let place = Validators::<T>::get().iter().position(|one| one.account == who);
		let place = u32::try_from(place.ok_or(BenchmarkError::Weightless)?).unwrap_or_default();
		let validators = T::MaxValidators::get();
		let then = era.saturating_add(year).next_multiple_of(validators).saturating_add(place);

		let position = tonnetz_core::torus::Position::default();
		let never = EraIndex::MAX;
		for (n, neighbour) in (0..).zip(position.neighbours()) {
			let observer = Observer { account: account("young", n, 0), since: never };
			while Occupancy::<T>::get(neighbour) > 0 {
				Pallet::<T>::vacate(neighbour, 0);
			}
			Pallet::<T>::occupy(neighbour, observer).map_err(DispatchError::from)?;
		}
		let mut observed = Vec::new();
		for n in 0..o {
			let other = enrol::<T>(account("other", n, 0), n.saturating_add(10_000), false);
			Operators::<T>::mutate_extant(&other, |operator| operator.position = position);
			observed.push((other, true));
		}
		frame_system::Pallet::<T>::set_block_number(then.saturating_mul(ERA).into());

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), then, observed);

		assert!(Pallet::<T>::uptime_of(&who).is_some_and(|uptime| uptime.heartbeat));
		Ok(())
	}

	#[benchmark]
	fn set_recovery() {
		let who = caller::<T>();
		let recovery: T::AccountId = account("recovery", 0, 0);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), who.clone(), recovery.clone());

		assert!(Operators::<T>::get(who).is_some_and(|one| one.recovery == Some(recovery)));
	}

	#[benchmark]
	fn suspend() {
		let who = caller::<T>();
		let recovery: T::AccountId = account("recovery", 0, 0);
		assert_ok!(Pallet::<T>::do_set_recovery(who.clone(), who.clone(), recovery.clone()));

		#[extrinsic_call]
		_(RawOrigin::Signed(recovery), who.clone());

		assert!(Suspensions::<T>::contains_key(who));
	}

	#[benchmark]
	fn confirm_suspension() -> Result<(), BenchmarkError> {
		let who = caller::<T>();
		let origin =
			T::ConfirmOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let now = frame_system::Pallet::<T>::block_number();
		let lapses = Some(now.saturating_add(T::SuspensionPeriod::get()));
		let suspension = Suspension { since: now, lapses, successor: None };
		Suspensions::<T>::insert(&who, suspension);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, who.clone());

		let confirmed = Suspensions::<T>::get(who);
		assert!(confirmed.is_some_and(|suspension| suspension.lapses.is_none()));
		Ok(())
	}

	#[benchmark]
	fn replace_account() {
		let who = caller::<T>();
		let recovery: T::AccountId = account("recovery", 0, 0);
		assert_ok!(Pallet::<T>::do_set_recovery(who.clone(), who.clone(), recovery.clone()));

		#[extrinsic_call]
		_(RawOrigin::Signed(recovery), who.clone(), account("new", 0, 0));

		assert!(Replacements::<T>::contains_key(who));
	}

	// The operator validates, in a full list.
	#[benchmark]
	fn take_over() {
		let old = enrol::<T>(account("old", 0, 0), 0, true);
		fill_validators::<T>(&old, 0);
		let new = funded::<T>(whitelisted_caller());
		T::BenchmarkHelper::set_keys(&new, T::MaxValidators::get());
		let recovery: T::AccountId = account("recovery", 0, 0);
		assert_ok!(Pallet::<T>::do_set_recovery(old.clone(), old.clone(), recovery.clone()));
		assert_ok!(Pallet::<T>::do_replace_account(recovery, old.clone(), new.clone()));
		assert_ok!(Pallet::<T>::do_set_endpoint(old.clone(), Some(longest_endpoint())));
		wait::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(new.clone()), old);

		assert!(Operators::<T>::contains_key(new));
	}

	#[benchmark]
	fn add_validator() -> Result<(), BenchmarkError> {
		let origin =
			T::ValidatorOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		fill_validators::<T>(&caller::<T>(), 1);
		let added = enrol::<T>(account("added", 0, 0), 1_000, true);
		T::BenchmarkHelper::set_keys(&added, 1_000);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, added.clone());

		assert!(Pallet::<T>::is_validator(&added));
		Ok(())
	}

	#[benchmark]
	fn remove_validator() -> Result<(), BenchmarkError> {
		let origin =
			T::ValidatorOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
		let removed = caller::<T>();
		fill_validators::<T>(&removed, 0);

		#[extrinsic_call]
		_(origin as T::RuntimeOrigin, removed.clone());

		assert!(!Pallet::<T>::is_validator(&removed));
		Ok(())
	}

	#[benchmark]
	fn purge_keys() {
		fill_validators::<T>(&enrol::<T>(account("first", 0, 0), 1_000, true), 0);
		let who = caller::<T>();
		T::BenchmarkHelper::set_keys(&who, 1_000);

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()));

		assert!(!T::Session::has_keys(&who));
	}

	#[benchmark]
	fn set_endpoint() {
		let who = caller::<T>();

		#[extrinsic_call]
		_(RawOrigin::Signed(who.clone()), Some(longest_endpoint()));

		assert!(Endpoints::<T>::contains_key(who));
	}

	impl_benchmark_test_suite!(Pallet, mock::ExtBuilder::default().build(), mock::Test,);
}
