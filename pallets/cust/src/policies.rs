// SPDX-License-Identifier: Apache-2.0

//! Policies: set by the owners of targets, suspended by those who watch over them.

use crate::{
	judge::is_on, Config, Error, Event, Owner, Pallet, Policies, PolicyOf, Suspension, TargetId,
	TargetOf, Targets,
};
use codec::Encode;
use frame_support::ensure;
use frame_system::pallet_prelude::{BlockNumberFor, OriginFor};
use sp_core::H256;
use sp_runtime::{traits::Saturating, ArithmeticError, DispatchResult};
use tonnetz_core::{cust::PolicyFault, receipt::Kind, traits::ModelPins};

impl<T> From<PolicyFault> for Error<T> {
	fn from(fault: PolicyFault) -> Self {
		match fault {
			PolicyFault::RolesOverlap => Self::RolesOverlap,
			PolicyFault::DuplicateAccount => Self::DuplicateAccount,
			PolicyFault::ApprovalsExceedApprovers => Self::ApprovalsExceedApprovers,
			PolicyFault::DestructiveWithoutApproval => Self::DestructiveWithoutApproval,
			PolicyFault::MaxOperationsOutOfRange => Self::MaxOperationsOutOfRange,
			PolicyFault::TimeToLiveOutOfRange => Self::TimeToLiveOutOfRange,
			PolicyFault::ApprovalTimeoutOutOfRange => Self::ApprovalTimeoutOutOfRange,
			PolicyFault::MaxRuntimeOutOfRange => Self::MaxRuntimeOutOfRange,
			PolicyFault::CooldownOutOfRange => Self::CooldownOutOfRange,
			PolicyFault::BadGlob => Self::BadGlob,
			PolicyFault::GlobsTooComplex => Self::GlobsTooComplex,
			PolicyFault::BadName => Self::BadName,
			PolicyFault::BadMessagePrefix => Self::BadMessagePrefix,
		}
	}
}

impl<T: Config> Pallet<T> {
	pub(crate) fn do_set_policy(
		origin: OriginFor<T>,
		name: &[u8],
		policy: PolicyOf<T>,
	) -> DispatchResult {
		let (id, target) = Self::find(name)?;
		Self::ensure_owner(origin, &target.owner)?;
		Self::put_policy(id, target, policy)
	}

	/// Checks the policy and sets it, as the next of its target.
	pub(crate) fn put_policy(
		id: TargetId,
		mut target: TargetOf<T>,
		mut policy: PolicyOf<T>,
	) -> DispatchResult {
		policy.check().map_err(Error::<T>::from)?;
		ensure!(
			target.owner != Owner::Shared || policy.model.is_none_or(T::Models::is_network),
			Error::<T>::ModelNotNetwork
		);
		let version = target.policy_version.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		policy.version = version;
		let digest = H256(sp_io::hashing::sha2_256(&policy.encode()));
		let issuer = match &target.owner {
			Owner::Operator(operator) => Some(operator),
			Owner::Shared => None,
		};
		let receipt = Self::attest(id, issuer, Kind::Document, digest, None)?;

		Policies::<T>::insert(Self::key(id), policy);
		target.policy_version = version;
		Targets::<T>::insert(Self::key(id), target);
		Self::deposit_event(Event::PolicySet { target: id, version, digest, receipt });
		Ok(())
	}

	/// Suspends a policy, for at most `limit` blocks if there is one.
	pub(crate) fn do_suspend_policy(
		name: &[u8],
		until: Option<BlockNumberFor<T>>,
		limit: Option<BlockNumberFor<T>>,
	) -> DispatchResult {
		let (id, mut target) = Self::find(name)?;
		ensure!(Policies::<T>::contains_key(Self::key(id)), Error::<T>::NoPolicy);
		let now = frame_system::Pallet::<T>::block_number();
		ensure!(until.is_none_or(|until| until > now), Error::<T>::SuspensionInPast);
		let standing = target.suspension.filter(|suspension| is_on(suspension, now));
		if let Some(limit) = limit {
			let latest = now.saturating_add(limit);
			ensure!(until.is_some_and(|until| until <= latest), Error::<T>::SuspensionTooLong);
			// Neither longer, by one suspension after the other, nor shorter than another ordered.
			ensure!(standing.is_none(), Error::<T>::AlreadySuspended);
		}

		let since = standing.map_or(now, |suspension| suspension.since);
		target.suspension = Some(Suspension { since, until });
		Targets::<T>::insert(Self::key(id), target);
		Self::deposit_event(Event::PolicySuspended { target: id, until });
		Ok(())
	}

	pub(crate) fn do_resume_policy(name: &[u8]) -> DispatchResult {
		let (id, mut target) = Self::find(name)?;
		let now = frame_system::Pallet::<T>::block_number();
		let suspended = target.suspension.is_some_and(|suspension| is_on(&suspension, now));
		ensure!(suspended, Error::<T>::NotSuspended);
		target.suspension = None;
		Targets::<T>::insert(Self::key(id), target);
		Self::deposit_event(Event::PolicyResumed { target: id });
		Ok(())
	}
}
