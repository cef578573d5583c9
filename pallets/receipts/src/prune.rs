// SPDX-License-Identifier: Apache-2.0

//! Pruning: what is left of receipts that nobody vouches for any more.

use crate::{
	Config, Deposit, Entry, EntryOf, Error, Event, HoldReason, Pallet, ReceiptId, Receipts,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::{ensure, traits::Get};
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};
use tonnetz_core::{ordered::Ordered, Balance};

/// A receipt to prune, as it will be.
struct Rest<T: Config> {
	payer: T::AccountId,
	released: Balance,
	entry: EntryOf<T>,
}

impl<T: Config> Pallet<T> {
	/// Prunes all of `ids` or none.
	///
	/// All are verified before anything is written, and each payer's account is touched once.
	pub(crate) fn do_prune(ids: Vec<ReceiptId>) -> DispatchResult {
		ensure!(!ids.is_empty(), Error::<T>::NoItems);
		ensure!(ids.len() <= T::MaxItems::get() as usize, Error::<T>::TooManyItems);

		let mut rests = BTreeMap::<ReceiptId, Rest<T>>::new();
		let mut released = BTreeMap::<T::AccountId, Balance>::new();
		for id in ids {
			ensure!(!rests.contains_key(&id), Error::<T>::AlreadyPruned);
			let rest = Self::rest_of(id)?;
			let sum = released.entry(rest.payer.clone()).or_default();
			*sum = sum.saturating_add(rest.released);
			rests.insert(id, rest);
		}

		for (payer, amount) in released {
			Self::release_deposit(HoldReason::Receipt, &payer, amount)?;
		}
		for (id, Rest { payer, released, entry }) in rests {
			Receipts::<T>::insert(Ordered(id), entry);
			Self::deposit_event(Event::Pruned { id, payer, released });
		}
		Ok(())
	}

	/// What pruning leaves of a receipt, if it may be pruned now.
	fn rest_of(id: ReceiptId) -> Result<Rest<T>, DispatchError> {
		let entry = Receipts::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownReceipt)?;
		let Entry::Full { receipt, source, deposit: Deposit { body, permanent }, .. } = entry
		else {
			return Err(Error::<T>::AlreadyPruned.into());
		};
		let now = frame_system::Pallet::<T>::block_number();
		let retained_to =
			receipt.expires.map(|block| block.saturating_add(T::RetentionPeriod::get()));
		ensure!(retained_to.is_some_and(|block| block < now), Error::<T>::PruneTooEarly);

		let payer = receipt.payer().clone();
		let link = receipt.link();
		let entry = Entry::Pruned { link, source, payer: payer.clone(), deposit: permanent };
		Ok(Rest { payer, released: body, entry })
	}
}
