// SPDX-License-Identifier: Apache-2.0

//! What this pallet needs of the session pallet.

use crate::{Config, Pallet};
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_system::RawOrigin;
use sp_runtime::{traits::Convert, DispatchResult};
use sp_staking::{offence::OffenceSeverity, SessionIndex};

/// Keys and validators of sessions. Implemented by `pallet-session`.
pub trait Sessions<AccountId> {
	/// The number of the session that is running.
	fn current_index() -> SessionIndex;

	/// The validators of the session that is running.
	fn validators() -> Vec<AccountId>;

	/// Whether `who` validates in the session that is running or in the next.
	fn is_validating(who: &AccountId) -> bool;

	/// Whether `who` has session keys.
	fn has_keys(who: &AccountId) -> bool;

	/// All accounts with session keys. Walks over them: for genesis alone.
	fn with_keys() -> Vec<AccountId>;

	/// Removes the session keys of `who` and returns their deposit.
	fn purge_keys(who: AccountId) -> DispatchResult;

	/// Has a validator take no part in the sessions until the set changes, unless so many are disabled
	/// that the others could not finalise.
	fn disable(validator: AccountId);
}

impl<T> Sessions<T::AccountId> for pallet_session::Pallet<T>
where
	T: pallet_session::Config<ValidatorId = <T as frame_system::Config>::AccountId>,
{
	fn current_index() -> SessionIndex {
		pallet_session::CurrentIndex::<T>::get()
	}

	fn validators() -> Vec<T::AccountId> {
		pallet_session::Validators::<T>::get()
	}

	fn is_validating(who: &T::AccountId) -> bool {
		Self::validators().contains(who)
			|| Self::queued_keys().iter().any(|(validator, _)| validator == who)
	}

	fn has_keys(who: &T::AccountId) -> bool {
		pallet_session::NextKeys::<T>::contains_key(who)
	}

	fn with_keys() -> Vec<T::AccountId> {
		pallet_session::NextKeys::<T>::iter_keys().collect()
	}

	fn purge_keys(who: T::AccountId) -> DispatchResult {
		Self::purge_keys(RawOrigin::Signed(who).into())
	}

	fn disable(validator: T::AccountId) {
		Self::report_offence(validator, OffenceSeverity::max_severity());
	}
}

/// Every account may set session keys but that of a suspended operator: who stole its key must not take
/// its place as a validator. For `ValidatorIdOf` of `pallet-session`.
pub struct KeyOwner<T>(PhantomData<T>);

impl<T: Config> Convert<T::AccountId, Option<T::AccountId>> for KeyOwner<T> {
	fn convert(account: T::AccountId) -> Option<T::AccountId> {
		let now = frame_system::Pallet::<T>::block_number();
		Some(account).filter(|account| Pallet::<T>::suspension_at(account, now).is_none())
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_purge_keys(who: T::AccountId) -> DispatchResult {
		Self::ensure_not_suspended(&who)?;
		Self::ensure_not_validating(&who)?;
		T::Session::purge_keys(who)
	}
}
