// SPDX-License-Identifier: Apache-2.0

//! Targets: who owns what, under which name.

use crate::{
	Activities, Config, Error, Event, HoldReason, NextTarget, Owner, OwnerOf, Pallet, Policies,
	PolicyOf, Target, TargetId, TargetIds, TargetName, TargetOf, Targets, TargetsOf,
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

	/// Whether the origin is the owner: an operator by its own signature, which counts while it is not
	/// suspended, or the policy origin.
	pub(crate) fn ensure_owner(origin: OriginFor<T>, owner: &OwnerOf<T>) -> DispatchResult {
		match owner {
			Owner::Shared => {
				T::PolicyOrigin::ensure_origin(origin)?;
			}
			Owner::Operator(operator) => {
				ensure!(ensure_signed(origin)? == *operator, Error::<T>::NotOwner);
				ensure!(T::IsOperator::is_operator(operator), Error::<T>::NotOperator);
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
		let deposit = Self::take_on(id, &owner)?;

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
		Self::let_go(id, &target)?;

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
		Self::let_go(id, &target)?;
		let deposit = Self::take_on(id, &to)?;
		Self::hand_over(id, target, to, deposit);
		Ok(())
	}

	/// Writes down that a target belongs to `to`, for whom `deposit` is held. It is closed until it
	/// has a policy again.
	pub(crate) fn hand_over(id: TargetId, target: TargetOf<T>, to: OwnerOf<T>, deposit: Balance) {
		Policies::<T>::remove(Self::key(id));
		let from = target.owner.clone();
		let owner = to.clone();
		let target = Target { owner, deposit, suspension: None, ..target };
		Targets::<T>::insert(Self::key(id), target);
		Self::deposit_event(Event::TargetReassigned { target: id, from, to });
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

	/// Lists one more target of the owner and holds its deposit, which is returned.
	fn take_on(id: TargetId, owner: &OwnerOf<T>) -> Result<Balance, DispatchError> {
		let Owner::Operator(operator) = owner else { return Ok(0) };
		ensure!(T::IsOperator::is_operator(operator), Error::<T>::NotOperator);
		let mut targets = TargetsOf::<T>::get(operator);
		targets.try_push(id).map_err(|_| Error::<T>::TooManyTargets)?;
		let deposit = T::TargetDeposit::get();
		Self::hold_deposit(HoldReason::Target, operator, deposit)?;
		TargetsOf::<T>::insert(operator, targets);
		Ok(deposit)
	}

	/// Takes a target off the list of its owner and releases its deposit.
	fn let_go(id: TargetId, target: &TargetOf<T>) -> DispatchResult {
		let Owner::Operator(operator) = &target.owner else { return Ok(()) };
		Self::release_deposit(HoldReason::Target, operator, target.deposit)?;
		TargetsOf::<T>::mutate_exists(operator, |list| {
			if let Some(targets) = list {
				targets.retain(|other| *other != id);
				if targets.is_empty() {
					*list = None;
				}
			}
		});
		Ok(())
	}
}

impl<T: Config> OperatorDuties<T::AccountId> for Pallet<T> {
	fn has_duties(operator: &T::AccountId) -> bool {
		TargetsOf::<T>::contains_key(operator)
	}

	fn has_duties_weight() -> frame_support::weights::Weight {
		T::DbWeight::get().reads(1)
	}
}
