// SPDX-License-Identifier: Apache-2.0

//! What a receipt costs its payer for as long as it is in state.

use crate::{Config, Deposit, Error, HoldReason, Pallet, ReceiptOf};
use codec::Encode;
use frame_support::traits::{fungible::hold::Mutate, tokens::Precision, Get};
use sp_runtime::{DispatchError, DispatchResult};
use tonnetz_core::Balance;

/// One part in this many of a deposit is permanent, rounded down.
const PERMANENT_PART: Balance = 3;

/// Divides the deposit of a receipt into its parts.
pub(crate) fn split(total: Balance) -> Deposit {
	let permanent = total.saturating_div(PERMANENT_PART);
	Deposit { body: total.saturating_sub(permanent), permanent }
}

impl<T: Config> Pallet<T> {
	/// The deposit that `receipt` needs at the current prices.
	///
	/// Prices that overflow give a deposit that no one can afford.
	pub(crate) fn deposit_for(receipt: &ReceiptOf<T>) -> Deposit {
		let bytes = Balance::try_from(receipt.encoded_size()).unwrap_or(Balance::MAX);
		split(T::DepositPerByte::get().saturating_mul(bytes).saturating_add(T::DepositBase::get()))
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
	/// should be kept from pruning or withdrawing for that.
	pub(crate) fn release_deposit(
		reason: HoldReason,
		payer: &T::AccountId,
		amount: Balance,
	) -> Result<Balance, DispatchError> {
		T::Currency::release(&reason.into(), payer, amount, Precision::BestEffort)
	}
}
