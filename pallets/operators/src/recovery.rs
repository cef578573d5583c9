// SPDX-License-Identifier: Apache-2.0

//! What is done when the key of an operator has leaked or is lost.

use crate::{
	ByNumber, Config, Endpoints, Error, Event, Names, Operator, OperatorOf, Operators, Pallet,
	Replacement, Replacements, Suspension, SuspensionOf, Suspensions, Uptimes, Validators,
};
use alloc::vec::Vec;
use frame_support::{
	ensure,
	traits::{EnsureOrigin, Get},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};
use tonnetz_core::{
	operators::{payload_digest, replacement_payload, LastReceipt, ReplaceAccount},
	ordered::Ordered,
	receipt::{subject_of, Attestation, Kind},
	traits::AttestReceipt,
};

/// The kind of the receipt that opens the chain of an account which replaces another.
const OPENING: Kind = Kind::Custom(0);

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_recovery(
		who: T::AccountId,
		account: T::AccountId,
		recovery: T::AccountId,
	) -> DispatchResult {
		let operator = Self::registered(&account)?;
		ensure!(recovery != account, Error::<T>::RecoveryIsOperator);
		match &operator.recovery {
			Some(current) => ensure!(who == *current, Error::<T>::NotRecovery),
			None => {
				ensure!(who == account, Error::<T>::NotRecovery);
				Self::active(&account)?;
			}
		}
		let changed = Operator { recovery: Some(recovery.clone()), ..operator };
		Operators::<T>::insert(&account, changed);
		Self::deposit_event(Event::RecoverySet { operator: account, recovery });
		Ok(())
	}

	pub(crate) fn do_suspend(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
		let suspension = match T::SuspendOrigin::try_origin(origin) {
			Ok(_) => {
				Self::registered(&account)?;
				Self::suspension_for_a_time(&account)?
			}
			Err(origin) => {
				let who = ensure_signed(origin)?;
				Self::recoverable(&who, &account)?;
				Self::suspension_for_good(&account)?
			}
		};
		Suspensions::<T>::insert(&account, &suspension);
		Self::deposit_event(Event::Suspended { operator: account, lapses: suspension.lapses });
		Ok(())
	}

	fn suspension_for_a_time(account: &T::AccountId) -> Result<SuspensionOf<T>, Error<T>> {
		let now = frame_system::Pallet::<T>::block_number();
		let last = Suspensions::<T>::get(account);
		if let Some(last) = last {
			ensure!(!last.covers(now), Error::<T>::AlreadySuspended);
			ensure!(
				last.lapses.is_none_or(|end| now >= end.saturating_add(T::SuspensionPause::get())),
				Error::<T>::SuspendedRecently
			);
		}
		let lapses = now.saturating_add(T::SuspensionPeriod::get());
		Ok(Suspension { since: now, lapses: Some(lapses), successor: None })
	}

	fn suspension_for_good(account: &T::AccountId) -> Result<SuspensionOf<T>, Error<T>> {
		let now = frame_system::Pallet::<T>::block_number();
		let current = Self::suspension_at(account, now);
		ensure!(
			current.as_ref().is_none_or(|suspension| suspension.lapses.is_some()),
			Error::<T>::AlreadySuspended
		);
		let since = current.map_or(now, |suspension| suspension.since);
		Ok(Suspension { since, lapses: None, successor: None })
	}

	pub(crate) fn do_confirm_suspension(account: T::AccountId) -> DispatchResult {
		Self::registered(&account)?;
		let now = frame_system::Pallet::<T>::block_number();
		let suspension = Self::suspension_at(&account, now)
			.filter(|suspension| suspension.lapses.is_some())
			.ok_or(Error::<T>::NothingToConfirm)?;
		Suspensions::<T>::insert(&account, Suspension { lapses: None, ..suspension });
		Self::deposit_event(Event::SuspensionConfirmed { operator: account });
		Ok(())
	}

	pub(crate) fn do_replace_account(
		who: T::AccountId,
		account: T::AccountId,
		new: T::AccountId,
	) -> DispatchResult {
		Self::recoverable(&who, &account)?;
		ensure!(new != who, Error::<T>::RecoveryIsOperator);
		ensure!(!Operators::<T>::contains_key(&new), Error::<T>::AlreadyRegistered);
		Self::ensure_not_suspended(&new)?;
		let now = frame_system::Pallet::<T>::block_number();
		let from = now.saturating_add(T::ReplacementDelay::get());
		Replacements::<T>::insert(&account, Replacement { new: new.clone(), from });
		Self::deposit_event(Event::ReplacementAnnounced { operator: account, new, from });
		Ok(())
	}

	pub(crate) fn do_take_over(new: T::AccountId, old: T::AccountId) -> DispatchResult {
		let operator = Self::registered(&old)?;
		let replacement = Replacements::<T>::get(&old).ok_or(Error::<T>::NoReplacement)?;
		ensure!(new == replacement.new, Error::<T>::NotReplacement);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now >= replacement.from, Error::<T>::ReplacementTooEarly);
		ensure!(operator.recovery.as_ref() != Some(&new), Error::<T>::RecoveryIsOperator);
		ensure!(!Operators::<T>::contains_key(&new), Error::<T>::AlreadyRegistered);
		Self::ensure_not_suspended(&new)?;
		Self::replace_validator(&old, &new)?;

		let attestation = Attestation {
			kind: OPENING,
			subject: subject_of(&operator.name.to_lossy()),
			digest: payload_digest(&replacement_payload(&old, &new)),
			parent: T::Receipts::last_receipt(&old),
			uri: Vec::new(),
			expires: None,
		};
		Self::move_deposit(&old, &new, operator.deposit)?;
		T::Receipts::attest_as(&new, attestation)?;

		Replacements::<T>::remove(&old);
		Names::<T>::insert(&operator.name, &new);
		ByNumber::<T>::insert(Ordered(operator.number), &new);
		Self::reoccupy(operator.position, operator.slot, new.clone());
		if let Some(uptime) = Uptimes::<T>::take(&old) {
			Uptimes::<T>::insert(&new, uptime);
		}
		if let Some(endpoint) = Endpoints::<T>::take(&old) {
			Endpoints::<T>::insert(&new, endpoint);
		}
		Operators::<T>::remove(&old);
		// One may take over from whom it once invited, and does not become its own referrer.
		let referrer = operator.referrer.clone().filter(|referrer| *referrer != new);
		Operators::<T>::insert(&new, Operator { referrer, ..operator });
		let since = Self::suspension_at(&old, now).map_or(now, |suspension| suspension.since);
		let stopped = Suspension { since, lapses: None, successor: Some(new.clone()) };
		Suspensions::<T>::insert(&old, stopped);
		T::OnReplaced::replace(&old, &new)?;
		Self::deposit_event(Event::AccountReplaced { old, new });
		Ok(())
	}

	/// Puts `new` in the place of `old`, if that is a validator.
	fn replace_validator(old: &T::AccountId, new: &T::AccountId) -> DispatchResult {
		let mut validators = Validators::<T>::get();
		let Some(validator) = validators.iter_mut().find(|validator| validator.account == *old)
		else {
			return Ok(());
		};
		Self::ensure_keys(new)?;
		validator.account = new.clone();
		validators.as_mut().sort_unstable_by(|one, other| one.account.cmp(&other.account));
		Validators::<T>::put(validators);
		Ok(())
	}

	/// The record of an operator, if `who` is its recovery account.
	fn recoverable(
		who: &T::AccountId,
		account: &T::AccountId,
	) -> Result<OperatorOf<T>, DispatchError> {
		let operator = Self::registered(account)?;
		ensure!(operator.recovery.as_ref() == Some(who), Error::<T>::NotRecovery);
		Ok(operator)
	}
}
