#![allow(clippy::all, clippy::unwrap_used, clippy::arithmetic_side_effects, clippy::indexing_slicing, missing_docs, dead_code, unused)]
// SPDX-License-Identifier: Apache-2.0

// Benchmarks of `pallet-operators`.

use crate::*; use crate::mock::{Test, ExtBuilder};
use alloc::{format, vec::Vec};
use frame_support::{
	assert_ok,
	traits::{fungible::Mutate, Get},
	BoundedVec,
};
use frame_system::RawOrigin;
use sp_runtime::traits::{Bounded, Saturating};
use tonnetz_core::{units::TNZ, Balance};

/// What a runtime must be able to do for the benchmarks.
pub trait Helper<AccountId> {
	/// Gives `who` session keys, which differ with `number`. The account has funds.
	fn set_keys(who: &AccountId, number: u32);
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
		set_bkeys::<T>(&validator, number);
		validators.push(validator);
	}
	set_bkeys::<T>(operator, 0);
	validators.sort();
	let validators: Vec<_> =
		validators.into_iter().map(|account| Observer { account, since: 0 }).collect();
	Validators::<T>::put(BoundedVec::truncate_from(validators));
}

/// Moves to the end of time, for whatever has to wait.
fn wait<T: Config>() {
	frame_system::Pallet::<T>::set_block_number(Bounded::max_value());
}


type T = Test;
fn account<A: codec::Decode>(name: &'static str, i: u32, s: u32) -> A { A::decode(&mut &sp_io::hashing::blake2_256(&codec::Encode::encode(&(name,i,s)))[..]).unwrap() }
fn whitelisted_caller<A: codec::Decode>() -> A { account("wc", 0, 0) }
fn set_bkeys<T: Config>(who: &T::AccountId, n: u32) { let who: tonnetz_core::AccountId = codec::Decode::decode(&mut &codec::Encode::encode(who)[..]).unwrap(); crate::mock::set_keys(&who, 1_000_000 + u64::from(n)); }
#[test]
fn register() { ExtBuilder::default().build().execute_with(|| { 
		let who = funded::<T>(whitelisted_caller());

		#[rustfmt::skip] let called = Pallet::<T>::register(crate::mock::RuntimeOrigin::signed(who.clone()), [b'n'; 32].into(), PayoutRail::OnChain, None); assert_ok!(called);

		assert!(Operators::<T>::contains_key(who));
 }) }
#[test]
fn deregister() { ExtBuilder::default().build().execute_with(|| { 
		let who = caller::<T>();
		fill_validators::<T>(&enrol::<T>(account("first", 0, 0), 1_000, true), 0);
		let operator = Operators::<T>::get(&who).ok_or(()).unwrap();
		let last = enrol::<T>(account("last", 0, 0), 1_001, true);
		let placed = Operators::<T>::get(&last).ok_or(()).unwrap();
		Pallet::<T>::vacate(placed.position, placed.slot);
		let observer = Observer { account: last.clone(), since: 0 };
		let slot = Pallet::<T>::occupy(operator.position, observer).unwrap();
		Operators::<T>::insert(&last, Operator { position: operator.position, slot, ..placed });

		#[rustfmt::skip] let called = Pallet::<T>::deregister(crate::mock::RuntimeOrigin::signed(who.clone())); assert_ok!(called);

		assert!(Departures::<T>::contains_key(who));
		
 }) }
#[test]
fn withdraw_deposit() { ExtBuilder::default().build().execute_with(|| { 
		let who = caller::<T>();
		assert_ok!(Pallet::<T>::do_deregister(who.clone()));
		wait::<T>();

		#[rustfmt::skip] let called = Pallet::<T>::withdraw_deposit(crate::mock::RuntimeOrigin::signed(who.clone())); assert_ok!(called);

		assert!(!Departures::<T>::contains_key(who));
 }) }
#[test]
fn set_payout() { ExtBuilder::default().build().execute_with(|| { 
		let who = caller::<T>();

		#[rustfmt::skip] let called = Pallet::<T>::set_payout(crate::mock::RuntimeOrigin::signed(who.clone()), PayoutRail::Stripe([7; 32].into())); assert_ok!(called);

		assert!(Operators::<T>::get(who).is_some_and(|one| one.payout != PayoutRail::OnChain));
 }) }
#[test]
fn heartbeat() { ExtBuilder::default().build().execute_with(|| { let o = 64u32;
		let who = caller::<T>();
		fill_validators::<T>(&who, 0);
		let era = Pallet::<T>::current_era();
		let year = ERAS_PER_DAY.saturating_mul(UPTIME_DAYS);
		// The sender is the first in turn.
		let place = Validators::<T>::get().iter().position(|one| one.account == who);
		let place = u32::try_from(place.ok_or(()).unwrap()).unwrap_or_default();
		let validators = <Test as Config>::MaxValidators::get();
		let then = era.saturating_add(year).next_multiple_of(validators).saturating_add(place);

		let position = tonnetz_core::torus::Position::default();
		let never = EraIndex::MAX;
		for (n, neighbour) in (0..).zip(position.neighbours()) {
			let observer = Observer { account: account("young", n, 0), since: never };
			while Occupancy::<T>::get(neighbour) > 0 {
				Pallet::<T>::vacate(neighbour, 0);
			}
			Pallet::<T>::occupy(neighbour, observer).unwrap();
		}
		let mut observed = Vec::new();
		for n in 0..o {
			let other = enrol::<T>(account("other", n, 0), n.saturating_add(10_000), false);
			Operators::<T>::mutate_extant(&other, |operator| operator.position = position);
			observed.push((other, true));
		}
		frame_system::Pallet::<T>::set_block_number(then.saturating_mul(ERA).into());

		#[rustfmt::skip] let called = Pallet::<T>::heartbeat(crate::mock::RuntimeOrigin::signed(who.clone()), then, observed); assert_ok!(called);

		assert!(Pallet::<T>::uptime_of(&who).is_some_and(|uptime| uptime.heartbeat));
		
 }) }
#[test]
fn set_recovery() { ExtBuilder::default().build().execute_with(|| { 
		let who = caller::<T>();
		let recovery: tonnetz_core::AccountId = account("recovery", 0, 0);

		#[rustfmt::skip] let called = Pallet::<T>::set_recovery(crate::mock::RuntimeOrigin::signed(who.clone()), who.clone(), recovery.clone()); assert_ok!(called);

		assert!(Operators::<T>::get(who).is_some_and(|one| one.recovery == Some(recovery)));
 }) }
#[test]
fn suspend() { ExtBuilder::default().build().execute_with(|| { 
		let who = caller::<T>();
		let recovery: tonnetz_core::AccountId = account("recovery", 0, 0);
		assert_ok!(Pallet::<T>::do_set_recovery(who.clone(), who.clone(), recovery.clone()));

		#[rustfmt::skip] let called = Pallet::<T>::suspend(crate::mock::RuntimeOrigin::signed(recovery), who.clone()); assert_ok!(called);

		assert!(Operators::<T>::get(who).is_some_and(|one| one.suspended.is_some()));
 }) }
#[test]
fn confirm_suspension() { ExtBuilder::default().build().execute_with(|| { 
		let who = caller::<T>();
		let origin =
			crate::mock::RuntimeOrigin::signed(crate::mock::CONFIRMERS);
		let now = frame_system::Pallet::<T>::block_number();
		let lapses = Some(now.saturating_add(<Test as Config>::SuspensionPeriod::get()));
		let suspended = Some(OperatorSuspension { since: now, lapses });
		Operators::<T>::mutate_extant(&who, |operator| operator.suspended = suspended);

		#[rustfmt::skip] let called = Pallet::<T>::confirm_suspension(origin, who.clone()); assert_ok!(called);

		let confirmed = Operators::<T>::get(who).and_then(|operator| operator.suspended);
		assert!(confirmed.is_some_and(|suspension| suspension.lapses.is_none()));
		
 }) }
#[test]
fn replace_account() { ExtBuilder::default().build().execute_with(|| { 
		let who = caller::<T>();
		let recovery: tonnetz_core::AccountId = account("recovery", 0, 0);
		assert_ok!(Pallet::<T>::do_set_recovery(who.clone(), who.clone(), recovery.clone()));

		#[rustfmt::skip] let called = Pallet::<T>::replace_account(crate::mock::RuntimeOrigin::signed(recovery), who.clone(), account("new", 0, 0)); assert_ok!(called);

		assert!(Replacements::<T>::contains_key(who));
 }) }
#[test]
fn take_over() { ExtBuilder::default().build().execute_with(|| { 
		let old = enrol::<T>(account("old", 0, 0), 0, true);
		fill_validators::<T>(&old, 0);
		let new = funded::<T>(whitelisted_caller());
		set_bkeys::<T>(&new, <Test as Config>::MaxValidators::get());
		let recovery: tonnetz_core::AccountId = account("recovery", 0, 0);
		assert_ok!(Pallet::<T>::do_set_recovery(old.clone(), old.clone(), recovery.clone()));
		assert_ok!(Pallet::<T>::do_replace_account(recovery, old.clone(), new.clone()));
		wait::<T>();

		#[rustfmt::skip] let called = Pallet::<T>::take_over(crate::mock::RuntimeOrigin::signed(new.clone()), old); assert_ok!(called);

		assert!(Operators::<T>::contains_key(new));
 }) }
#[test]
fn add_validator() { ExtBuilder::default().build().execute_with(|| { 
		let origin =
			crate::mock::RuntimeOrigin::signed(crate::mock::ELECTORATE);
		fill_validators::<T>(&caller::<T>(), 1);
		let added = enrol::<T>(account("added", 0, 0), 1_000, true);
		set_bkeys::<T>(&added, 1_000);

		#[rustfmt::skip] let called = Pallet::<T>::add_validator(origin, added.clone()); assert_ok!(called);

		assert!(Pallet::<T>::is_validator(&added));
		
 }) }
#[test]
fn remove_validator() { ExtBuilder::default().build().execute_with(|| { 
		let origin =
			crate::mock::RuntimeOrigin::signed(crate::mock::ELECTORATE);
		let removed = caller::<T>();
		fill_validators::<T>(&removed, 0);

		#[rustfmt::skip] let called = Pallet::<T>::remove_validator(origin, removed.clone()); assert_ok!(called);

		assert!(!Pallet::<T>::is_validator(&removed));
		
 }) }
#[test]
fn purge_keys() { ExtBuilder::default().build().execute_with(|| { 
		fill_validators::<T>(&enrol::<T>(account("first", 0, 0), 1_000, true), 0);
		let who = caller::<T>();
		set_bkeys::<T>(&who, 1_000);

		#[rustfmt::skip] let called = Pallet::<T>::purge_keys(crate::mock::RuntimeOrigin::signed(who.clone())); assert_ok!(called);

		assert!(!<Test as Config>::Session::has_keys(&who));
 }) }
