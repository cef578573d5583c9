// SPDX-License-Identifier: Apache-2.0

//! What a receipt costs its payer for as long as it is in state.

use crate::{Config, Error, HoldReason, Pallet, ReceiptOf};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::traits::{fungible::hold::Mutate, Get};
use scale_info::TypeInfo;
use sp_runtime::DispatchResult;
use tonnetz_core::Balance;

/// One part in this many of a deposit is permanent.
const PERMANENT_PART: Balance = 3;

/// The deposit of one receipt.
///
/// Both parts are recorded, so that a later change of prices neither takes from who paid nor gives
/// to them.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Deposit {
	/// For the body, which can be pruned one day.
	#[codec(compact)]
	pub body: Balance,
	/// For the link and the index entries, which stay in the state for good: a third of the whole,
	/// rounded down.
	#[codec(compact)]
	pub permanent: Balance,
}

impl Deposit {
	/// Divides an amount into its parts.
	pub(crate) fn split(total: Balance) -> Self {
		let permanent = total.saturating_div(PERMANENT_PART);
		Self { body: total.saturating_sub(permanent), permanent }
	}

	/// The whole deposit.
	pub fn total(&self) -> Balance {
		self.body.saturating_add(self.permanent)
	}
}

impl<T: Config> Pallet<T> {
	/// The deposit that `receipt` needs at the current prices.
	///
	/// Prices that overflow give a deposit that no one can afford.
	pub(crate) fn deposit_for(receipt: &ReceiptOf<T>) -> Deposit {
		let bytes = Balance::try_from(receipt.encoded_size()).unwrap_or(Balance::MAX);
		Deposit::split(
			T::DepositPerByte::get().saturating_mul(bytes).saturating_add(T::DepositBase::get()),
		)
	}

	/// Holds `amount` more in the account of `payer`.
	pub(crate) fn hold_deposit(payer: &T::AccountId, amount: Balance) -> DispatchResult {
		T::Currency::hold(&HoldReason::Receipt.into(), payer, amount)
			.map_err(|_| Error::<T>::DepositNotAffordable.into())
	}
}
