// SPDX-License-Identifier: Apache-2.0

//! Registration and its end, and what other pallets may ask for.

use crate::{
	ByNumber, Config, Departure, Departures, Endpoint, Endpoints, Error, Event, HoldReason,
	InviteOf, Names, NextNumber, Observer, ObserverOf, Operator, OperatorName, OperatorOf,
	Operators, Pallet, PayoutRail, Replacements, SuspensionOf, Suspensions, Uptime, Uptimes, ERA,
};
use alloc::vec::Vec;
use frame_support::{
	ensure,
	traits::{
		fungible::hold::Mutate,
		tokens::{Fortitude, Precision, Restriction},
		Get,
	},
	weights::Weight,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{
	traits::{Saturating, UniqueSaturatedInto},
	ArithmeticError, DispatchError, DispatchResult,
};
use tonnetz_core::{
	operators::{era_of, is_endpoint, is_operator_name, EraIndex, RedeemInvite},
	ordered::Ordered,
	traits::{IsOperator, OperatorDuties, OperatorRecord},
	Balance,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_register(
		who: T::AccountId,
		name: Vec<u8>,
		payout: PayoutRail,
		invite: Option<InviteOf<T>>,
	) -> DispatchResult {
		ensure!(!Operators::<T>::contains_key(&who), Error::<T>::AlreadyRegistered);
		Self::ensure_not_suspended(&who)?;
		let name = Self::free_name(&name)?;
		let referrer = invite.map(|invite| T::Invites::redeem(&who, invite)).transpose()?;
		Self::enrol(who, name, payout, referrer, false)
	}

	/// Makes an account that is none an operator, with a name that is free.
	pub(crate) fn enrol(
		who: T::AccountId,
		name: OperatorName,
		payout: PayoutRail,
		referrer: Option<T::AccountId>,
		founding: bool,
	) -> DispatchResult {
		let deposit = T::Deposit::get();
		T::Currency::hold(&HoldReason::Registration.into(), &who, deposit)
			.map_err(|_| Error::<T>::DepositNotAffordable)?;

		let joined = frame_system::Pallet::<T>::block_number();
		let number = NextNumber::<T>::get();
		NextNumber::<T>::put(number.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let position = Self::vacancy(referrer.as_ref());
		let operator = Operator {
			number,
			name: name.clone(),
			joined,
			founding,
			position,
			slot: 0,
			referrer: referrer.clone(),
			payout,
			recovery: None,
			deposit,
		};
		let slot = Self::occupy(position, Self::observer(who.clone(), &operator))?;
		Operators::<T>::insert(&who, Operator { slot, ..operator });
		ByNumber::<T>::insert(Ordered(number), &who);
		Names::<T>::insert(&name, &who);
		Uptimes::<T>::insert(&who, Uptime::new(Self::current_era()));
		Self::deposit_event(Event::Registered { operator: who, name, position, referrer });
		Ok(())
	}

	pub(crate) fn do_deregister(who: T::AccountId) -> DispatchResult {
		let operator = Self::active(&who)?;
		Self::ensure_not_validating(&who)?;
		ensure!(!T::Duties::has_duties(&who), Error::<T>::HasDuties);

		Self::vacate(operator.position, operator.slot);
		Operators::<T>::remove(&who);
		ByNumber::<T>::remove(Ordered(operator.number));
		Names::<T>::remove(&operator.name);
		Uptimes::<T>::remove(&who);
		Endpoints::<T>::remove(&who);
		Replacements::<T>::remove(&who);
		let now = frame_system::Pallet::<T>::block_number();
		let withdrawable = now.saturating_add(T::CoolDown::get());
		// One who left before and has not withdrawn yet waits again for all of it.
		Departures::<T>::mutate(&who, |departure| {
			let before = departure.map_or(0, |departure| departure.deposit);
			let deposit = operator.deposit.saturating_add(before);
			*departure = Some(Departure { deposit, withdrawable });
		});
		Self::deposit_event(Event::Deregistered { operator: who, withdrawable });
		Ok(())
	}

	pub(crate) fn do_withdraw_deposit(who: T::AccountId) -> DispatchResult {
		let departure = Departures::<T>::get(&who).ok_or(Error::<T>::NothingToWithdraw)?;
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(now >= departure.withdrawable, Error::<T>::CoolingDown);
		Departures::<T>::remove(&who);
		let reason = HoldReason::Registration.into();
		// Not less is held unless somebody else burned it: then the rest is returned.
		let amount = T::Currency::release(&reason, &who, departure.deposit, Precision::BestEffort)?;
		Self::deposit_event(Event::DepositWithdrawn { account: who, amount });
		Ok(())
	}

	pub(crate) fn do_set_payout(who: T::AccountId, payout: PayoutRail) -> DispatchResult {
		let operator = Self::active(&who)?;
		Operators::<T>::insert(&who, Operator { payout, ..operator });
		Self::deposit_event(Event::PayoutSet { operator: who, payout });
		Ok(())
	}

	pub(crate) fn do_set_endpoint(who: T::AccountId, endpoint: Option<Vec<u8>>) -> DispatchResult {
		Self::active(&who)?;
		let endpoint = endpoint.map(|url| Self::checked_endpoint(&url)).transpose()?;
		Endpoints::<T>::set(&who, endpoint.clone());
		Self::deposit_event(Event::EndpointSet { operator: who, endpoint });
		Ok(())
	}

	/// An endpoint, if it is one.
	fn checked_endpoint(url: &[u8]) -> Result<Endpoint, Error<T>> {
		Some(url)
			.filter(|url| is_endpoint(url))
			.and_then(|url| Endpoint::new(core::str::from_utf8(url).ok()?))
			.ok_or(Error::<T>::BadEndpoint)
	}

	/// Moves what is held for the registration of `old` to `new`.
	pub(crate) fn move_deposit(
		old: &T::AccountId,
		new: &T::AccountId,
		amount: Balance,
	) -> Result<Balance, DispatchError> {
		T::Currency::transfer_on_hold(
			&HoldReason::Registration.into(),
			old,
			new,
			amount,
			Precision::Exact,
			Restriction::OnHold,
			Fortitude::Force,
		)
	}

	/// The record of an account that is an operator.
	pub(crate) fn registered(who: &T::AccountId) -> Result<OperatorOf<T>, DispatchError> {
		Operators::<T>::get(who).ok_or(Error::<T>::NotOperator.into())
	}

	/// The record of an account that is an operator and not suspended.
	pub(crate) fn active(who: &T::AccountId) -> Result<OperatorOf<T>, DispatchError> {
		let operator = Self::registered(who)?;
		Self::ensure_not_suspended(who)?;
		Ok(operator)
	}

	/// That an account is not stopped, be it an operator's or one that was.
	pub(crate) fn ensure_not_suspended(who: &T::AccountId) -> Result<(), Error<T>> {
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(Self::suspension_at(who, now).is_none(), Error::<T>::Suspended);
		Ok(())
	}

	/// The suspension of an account that is in force at a block.
	pub(crate) fn suspension_at(
		who: &T::AccountId,
		block: BlockNumberFor<T>,
	) -> Option<SuspensionOf<T>> {
		Suspensions::<T>::get(who).filter(|suspension| suspension.covers(block))
	}

	/// A name for an operator, if it is one and nobody has it.
	pub(crate) fn free_name(name: &[u8]) -> Result<OperatorName, DispatchError> {
		let name = Some(name)
			.filter(|name| is_operator_name(name))
			.and_then(|name| OperatorName::new(core::str::from_utf8(name).ok()?))
			.ok_or(Error::<T>::InvalidName)?;
		ensure!(!Names::<T>::contains_key(&name), Error::<T>::NameTaken);
		Ok(name)
	}

	/// An operator as one that observes others, from the first era on that begins when it is old
	/// enough.
	pub(crate) fn observer(account: T::AccountId, operator: &OperatorOf<T>) -> ObserverOf<T> {
		let since = if operator.founding {
			0
		} else {
			let block = operator.joined.saturating_add(T::ObserverAge::get());
			let block: u32 = UniqueSaturatedInto::unique_saturated_into(block);
			block.div_ceil(ERA)
		};
		Observer { account, since }
	}

	/// The era that is running.
	pub fn current_era() -> EraIndex {
		era_of(frame_system::Pallet::<T>::block_number().unique_saturated_into())
	}
}

impl<T: Config> IsOperator<T::AccountId> for Pallet<T> {
	/// Whether `who` is registered and not suspended: so the calls of other pallets refuse a suspended
	/// operator too.
	fn is_operator(who: &T::AccountId) -> bool {
		Self::active(who).is_ok()
	}

	fn is_operator_weight() -> Weight {
		T::DbWeight::get().reads(2)
	}
}

impl<T: Config> OperatorRecord<T::AccountId, BlockNumberFor<T>> for Pallet<T> {
	fn suspended_since(operator: &T::AccountId) -> Option<BlockNumberFor<T>> {
		let now = frame_system::Pallet::<T>::block_number();
		Some(Self::suspension_at(operator, now)?.since)
	}

	fn uptime(operator: &T::AccountId) -> u8 {
		Self::uptime_of(operator).map_or(0, |uptime| uptime.score)
	}

	fn weight() -> Weight {
		T::DbWeight::get().reads(1)
	}
}
