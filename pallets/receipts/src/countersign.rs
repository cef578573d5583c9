// SPDX-License-Identifier: Apache-2.0

//! Countersignatures: operators who stand by a receipt of another.

use crate::{
	Config, Countersignature, Entry, Error, Event, HoldReason, NextPosition, Pallet, ReceiptId,
	Receipts, WitnessPosition, Witnesses,
};
use frame_support::{
	ensure,
	traits::{Get, Time},
};
use sp_runtime::{ArithmeticError, DispatchResult};
use tonnetz_core::{ordered::Ordered, traits::IsOperator};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_countersign(witness: T::AccountId, id: ReceiptId) -> DispatchResult {
		let entry = Receipts::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownReceipt)?;
		let Entry::Full { receipt, .. } = entry else {
			return Err(Error::<T>::AlreadyPruned.into());
		};
		ensure!(receipt.issuer != witness, Error::<T>::WitnessIsIssuer);
		ensure!(T::IsOperator::is_operator(&witness), Error::<T>::NotOperator);
		ensure!(
			!WitnessPosition::<T>::contains_key(Ordered(id), &witness),
			Error::<T>::AlreadyWitness
		);
		let position = NextPosition::<T>::get();
		let next = position.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		let deposit = T::CountersignatureDeposit::get();
		Self::hold_deposit(HoldReason::Countersignature, &witness, deposit)?;

		NextPosition::<T>::put(next);
		WitnessPosition::<T>::insert(Ordered(id), &witness, position);
		let at = frame_system::Pallet::<T>::block_number();
		let countersignature =
			Countersignature { witness: witness.clone(), at, time: T::Time::now(), deposit };
		Witnesses::<T>::insert(Ordered(id), Ordered(position), countersignature);
		Self::deposit_event(Event::Countersigned { id, witness, position });
		Ok(())
	}

	pub(crate) fn do_withdraw_countersignature(
		witness: T::AccountId,
		id: ReceiptId,
	) -> DispatchResult {
		let position =
			WitnessPosition::<T>::get(Ordered(id), &witness).ok_or(Error::<T>::NotWitness)?;
		let countersignature =
			Witnesses::<T>::get(Ordered(id), Ordered(position)).ok_or(Error::<T>::NotWitness)?;
		Self::release_deposit(HoldReason::Countersignature, &witness, countersignature.deposit)?;

		WitnessPosition::<T>::remove(Ordered(id), &witness);
		Witnesses::<T>::remove(Ordered(id), Ordered(position));
		Self::deposit_event(Event::CountersignatureWithdrawn { id, witness });
		Ok(())
	}
}
