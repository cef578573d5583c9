// SPDX-License-Identifier: Apache-2.0

//! Who validates.

use crate::{Config, Error, Event, MinValidators, ObserverOf, Pallet, Sessions, Validators};
use alloc::vec::Vec;
use frame_support::{ensure, BoundedVec};
use pallet_session::historical;
use sp_runtime::DispatchResult;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_add_validator(account: T::AccountId) -> DispatchResult {
		let operator = Self::active(&account)?;
		Self::ensure_keys(&account)?;
		let mut validators = Validators::<T>::get();
		let Err(place) = find::<T>(&validators, &account) else {
			return Err(Error::<T>::AlreadyValidator.into());
		};
		let validator = Self::observer(account.clone(), &operator);
		validators.try_insert(place, validator).map_err(|_| Error::<T>::TooManyValidators)?;
		Validators::<T>::put(validators);
		Self::deposit_event(Event::ValidatorAdded { operator: account });
		Ok(())
	}

	pub(crate) fn do_remove_validator(account: T::AccountId) -> DispatchResult {
		ensure!(Self::is_validator(&account), Error::<T>::NotValidator);
		ensure!(Self::drop_validator(&account), Error::<T>::TooFewValidators);
		Ok(())
	}

	/// Removes a validator unless that left too few. Returns whether it did.
	pub(crate) fn drop_validator(account: &T::AccountId) -> bool {
		let mut validators = Validators::<T>::get();
		let Ok(place) = find::<T>(&validators, account) else { return false };
		if validators.len() <= Self::min_validators() as usize {
			return false;
		}
		validators.remove(place);
		Validators::<T>::put(validators);
		Self::deposit_event(Event::ValidatorRemoved { operator: account.clone() });
		true
	}

	/// Whether an account is on the list of validators.
	pub fn is_validator(account: &T::AccountId) -> bool {
		find::<T>(&Validators::<T>::get(), account).is_ok()
	}

	/// The fewest validators there may be.
	pub fn min_validators() -> u32 {
		MinValidators::<T>::get().max(1)
	}

	pub(crate) fn ensure_keys(account: &T::AccountId) -> DispatchResult {
		ensure!(T::Session::has_keys(account), Error::<T>::NoSessionKeys);
		Ok(())
	}

	/// Refuses an account that is on the list, validates, or is about to.
	pub(crate) fn ensure_not_validating(account: &T::AccountId) -> DispatchResult {
		let validating = Self::is_validator(account) || T::Session::is_validating(account);
		ensure!(!validating, Error::<T>::IsValidator);
		Ok(())
	}
}

/// The place of an account in the list, or where it would be.
fn find<T: Config>(
	validators: &BoundedVec<ObserverOf<T>, T::MaxValidators>,
	account: &T::AccountId,
) -> Result<usize, usize> {
	validators.binary_search_by(|validator| validator.account.cmp(account))
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
	/// The validators, if they are others than those of the session that is running.
	///
	/// `None` means "as before". The same list again would have GRANDPA start a new set, with a
	/// justification to keep, at every session.
	fn new_session(_: SessionIndex) -> Option<Vec<T::AccountId>> {
		let validators = Validators::<T>::get().into_iter().map(|validator| validator.account);
		// The session pallet leaves out who has no keys. Named each time, they would be a change
		// each time.
		let validators: Vec<_> = validators.filter(T::Session::has_keys).collect();
		Some(validators).filter(|validators| *validators != T::Session::validators())
	}

	/// All that have keys: the session pallet asks before the genesis of this pallet is built, which
	/// compares its list with what came of this.
	fn new_session_genesis(_: SessionIndex) -> Option<Vec<T::AccountId>> {
		let mut validators = T::Session::with_keys();
		validators.sort_unstable();
		Some(validators)
	}

	fn start_session(_: SessionIndex) {}

	fn end_session(_: SessionIndex) {}
}

impl<T: Config> historical::SessionManager<T::AccountId, ()> for Pallet<T> {
	fn new_session(index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
		<Self as pallet_session::SessionManager<_>>::new_session(index).map(identified)
	}

	fn new_session_genesis(index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
		<Self as pallet_session::SessionManager<_>>::new_session_genesis(index).map(identified)
	}

	fn start_session(_: SessionIndex) {}

	fn end_session(_: SessionIndex) {}
}

/// Validators with their identification: an account says it all.
fn identified<AccountId>(validators: Vec<AccountId>) -> Vec<(AccountId, ())> {
	validators.into_iter().map(|validator| (validator, ())).collect()
}
