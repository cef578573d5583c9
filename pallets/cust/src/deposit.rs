// SPDX-License-Identifier: Apache-2.0

//! What targets and commands cost for as long as they are in state.

use crate::{Command, Config, Error, HoldReason, Pallet};
use codec::Encode;
use frame_support::traits::{
	fungible::hold::Mutate,
	tokens::{Fortitude, Precision, Restriction},
	Get,
};
use sp_runtime::{DispatchError, DispatchResult};
use tonnetz_core::Balance;

impl<T: Config> Pallet<T> {
	/// The deposit that `command` needs at the current prices.
	///
	/// Prices that overflow give a deposit that no one can afford.
	pub(crate) fn command_deposit(command: &Command) -> Balance {
		let bytes = Balance::try_from(command.encoded_size()).unwrap_or(Balance::MAX);
		T::CommandDepositPerByte::get()
			.saturating_mul(bytes)
			.saturating_add(T::CommandDepositBase::get())
	}

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
	/// should be kept from pruning or removing for that.
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
