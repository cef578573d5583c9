// SPDX-License-Identifier: Apache-2.0

//! Targets: who owns what, under which name.

use crate::{
	Activities, Config, Error, Event, HoldReason, NextTarget, Owner, OwnerOf, Pallet, Policies,
	PolicyOf, Target, TargetCount, TargetId, TargetIds, TargetName, TargetOf, Targets,
	UnlistedRefusals,
};
use frame_support::{
	ensure,
	traits::{EnsureOrigin, Get},
};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use sp_runtime::{ArithmeticError, DispatchError, DispatchResult};
use tonnetz_core::{
	cust::is_target,
	traits::{IsOperator, OperatorDuties},
	Balance,
};

impl<T: Config> Pallet<T> {
	/// The number of the target with this name, if there is one.
	pub(crate) fn id_of(name: &[u8]) -> Option<TargetId> {
		let name = TargetName::new(core::str::from_utf8(name).ok()?)?;
		TargetIds::<T>::get(name)
	}

	/// The target with this name, and its number.
	pub(crate) fn find(name: &[u8]) -> Result<(TargetId, TargetOf<T>), DispatchError> {
		let id = Self::id_of(name).ok_or(Error::<T>::UnknownTarget)?;
		let target = Targets::<T>::get(Self::key(id)).ok_or(Error::<T>::UnknownTarget)?;
		Ok((id, target))
	}

	/// Whether the origin is the owner: an operator by its own signature, or the policy origin.
	pub(crate) fn ensure_owner(origin: OriginFor<T>, owner: &OwnerOf<T>) -> DispatchResult {
		match owner {
			Owner::Shared => {
				T::PolicyOrigin::ensure_origin(origin)?;
			}
			Owner::Operator(operator) => {
				ensure!(ensure_signed(origin)? == *operator, Error::<T>::NotOwner);
			}
		}
		Ok(())
	}

	pub(crate) fn do_create_target(name: &[u8], owner: OwnerOf<T>) -> DispatchResult {
		let name = core::str::from_utf8(name)
			.ok()
			.filter(|name| is_target(name))
			.and_then(TargetName::new)
			.ok_or(Error::<T>::BadTargetName)?;
		ensure!(!TargetIds::<T>::contains_key(&name), Error::<T>::TargetNameTaken);
		let id = NextTarget::<T>::get();
		let next = id.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		let deposit = Self::take_on(&owner)?;

		NextTarget::<T>::put(next);
		TargetIds::<T>::insert(&name, id);
		let target = Target {
			name: name.clone(),
			owner: owner.clone(),
			created: frame_system::Pallet::<T>::block_number(),
			deposit,
			policy_version: 0,
			suspension: None,
		};
		Targets::<T>::insert(Self::key(id), target);
		Self::deposit_event(Event::TargetCreated { target: id, name, owner });
		Ok(())
	}

	pub(crate) fn do_remove_target(origin: OriginFor<T>, name: &[u8]) -> DispatchResult {
		let (id, target) = Self::find(name)?;
		Self::ensure_owner(origin, &target.owner)?;
		ensure!(Activities::<T>::get(Self::key(id)).open == 0, Error::<T>::TargetInUse);
		Self::let_go(&target)?;

		TargetIds::<T>::remove(&target.name);
		Targets::<T>::remove(Self::key(id));
		Policies::<T>::remove(Self::key(id));
		Activities::<T>::remove(Self::key(id));
		UnlistedRefusals::<T>::remove(Self::key(id));
		Self::deposit_event(Event::TargetRemoved { target: id, name: target.name });
		Ok(())
	}

	pub(crate) fn do_reassign_target(name: &[u8], to: OwnerOf<T>) -> DispatchResult {
		let (id, target) = Self::find(name)?;
		// First, so that an operator whose targets are as many as may be can keep one.
		Self::let_go(&target)?;
		let deposit = Self::take_on(&to)?;

		Policies::<T>::remove(Self::key(id));
		let from = target.owner.clone();
		let owner = to.clone();
		let target = Target { owner, deposit, suspension: None, ..target };
		Targets::<T>::insert(Self::key(id), target);
		Self::deposit_event(Event::TargetReassigned { target: id, from, to });
		Ok(())
	}

	/// Creates a shared target of the genesis.
	pub(crate) fn found(name: &TargetName, policy: Option<&PolicyOf<T>>) -> DispatchResult {
		Self::do_create_target(name.as_bytes(), Owner::Shared)?;
		let (id, target) = Self::find(name.as_bytes())?;
		match policy {
			Some(policy) => Self::put_policy(id, target, policy.clone()),
			None => Ok(()),
		}
	}

	/// Counts one more target of the owner and holds its deposit, which is returned.
	fn take_on(owner: &OwnerOf<T>) -> Result<Balance, DispatchError> {
		let Owner::Operator(operator) = owner else { return Ok(0) };
		ensure!(T::IsOperator::is_operator(operator), Error::<T>::NotOperator);
		let count = TargetCount::<T>::get(operator);
		ensure!(count < T::MaxTargets::get(), Error::<T>::TooManyTargets);
		let deposit = T::TargetDeposit::get();
		Self::hold_deposit(HoldReason::Target, operator, deposit)?;
		TargetCount::<T>::insert(operator, count.saturating_add(1));
		Ok(deposit)
	}

	/// Counts one target of its owner less and releases its deposit.
	fn let_go(target: &TargetOf<T>) -> DispatchResult {
		let Owner::Operator(operator) = &target.owner else { return Ok(()) };
		Self::release_deposit(HoldReason::Target, operator, target.deposit)?;
		TargetCount::<T>::mutate_exists(operator, |count| {
			*count = count.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
		});
		Ok(())
	}
}

impl<T: Config> OperatorDuties<T::AccountId> for Pallet<T> {
	fn has_duties(operator: &T::AccountId) -> bool {
		TargetCount::<T>::contains_key(operator)
	}

	fn has_duties_weight() -> frame_support::weights::Weight {
		T::DbWeight::get().reads(1)
	}
}
