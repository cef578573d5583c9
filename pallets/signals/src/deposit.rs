// SPDX-License-Identifier: Apache-2.0

//! What is held for what is in state.

use crate::{Config, Error, HoldReason, Pallet};
use frame_support::traits::{
	fungible::hold::Mutate,
	tokens::{Fortitude, Precision, Restriction},
};
use sp_runtime::{DispatchError, DispatchResult};
use tonnetz_core::Balance;

impl<T: Config> Pallet<T> {
	/// Holds `amount` more in the account of `payer`.
	pub(crate) fn hold_deposit(
		reason: HoldReason,
		payer: &T::AccountId,
		amount: Balance,
	) -> DispatchResult {
		T::Currency::hold(&reason.into(), payer, amount)
			.map_err(|_| Error::<T>::DepositNotAffordable.into())
	}

	/// Returns `amount` of what is held in the account of `payer`.
	///
	/// Not less is held unless somebody else burned it: then the rest is returned, since nobody
	/// should be kept from pruning for that.
	pub(crate) fn release_deposit(
		reason: HoldReason,
		payer: &T::AccountId,
		amount: Balance,
	) -> Result<Balance, DispatchError> {
		T::Currency::release(&reason.into(), payer, amount, Precision::BestEffort)
	}

	/// Moves `amount` of what is held in the account of `old` to that of `new`, where it is held.
	pub(crate) fn move_deposit(
		reason: HoldReason,
		old: &T::AccountId,
		new: &T::AccountId,
		amount: Balance,
	) -> Result<Balance, DispatchError> {
		T::Currency::transfer_on_hold(
			&reason.into(),
			old,
			new,
			amount,
			Precision::Exact,
			Restriction::OnHold,
			Fortitude::Force,
		)
	}
}

/// The sum of deposits, none of which exceeds what there is of the token.
pub(crate) fn total(deposits: impl Iterator<Item = Balance>) -> Balance {
	deposits.fold(0, Balance::saturating_add)
}
