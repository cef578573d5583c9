// SPDX-License-Identifier: Apache-2.0

//! What goes over to the account that replaces an operator's own.

use crate::{
	Config, Error, HoldReason, Owner, Pallet, TargetId, TargetOf, Targets, TargetsOf, WeightInfo,
};
use alloc::vec::Vec;
use frame_support::weights::Weight;
use sp_runtime::DispatchResult;
use tonnetz_core::{operators::ReplaceAccount, Balance};

impl<T: Config> ReplaceAccount<T::AccountId> for Pallet<T> {
	/// Moves the targets of `old` with their deposits. As when a target is reassigned, they lose their
	/// policies and are closed until `new` sets others: an account is replaced because others may have
	/// its key, and so may have set the policy, or have a role in it.
	///
	/// What `old` did in the roles of policies stays as it is: the commands that it submitted, with
	/// their deposits and its nonces, its approvals, and a claim until its lease ends.
	///
	/// Fails with [`Error::TooManyTargets`], and has then changed nothing; and as moving a deposit
	/// does, which the caller rolls back.
	fn replace(old: &T::AccountId, new: &T::AccountId) -> DispatchResult {
		let moved = TargetsOf::<T>::get(old);
		if moved.is_empty() {
			return Ok(());
		}
		let mut list = TargetsOf::<T>::get(new);
		for id in &moved {
			list.try_push(*id).map_err(|_| Error::<T>::TooManyTargets)?;
		}
		let targets: Vec<(TargetId, TargetOf<T>)> = moved
			.into_iter()
			.filter_map(|id| Some((id, Targets::<T>::get(Self::key(id))?)))
			.collect();
		let deposits = targets.iter().map(|(_, target)| target.deposit);
		let deposit = deposits.fold(0, Balance::saturating_add);
		Self::move_deposit(HoldReason::Target, old, new, deposit)?;

		TargetsOf::<T>::remove(old);
		TargetsOf::<T>::insert(new, list);
		for (id, target) in targets {
			let deposit = target.deposit;
			Self::hand_over(id, target, Owner::Operator(new.clone()), deposit);
		}
		Ok(())
	}

	fn replace_weight() -> Weight {
		T::WeightInfo::replace()
	}
}
