// SPDX-License-Identifier: Apache-2.0

//! Who may judge what.

use crate::{
	record::{now, stated},
	Config, Error, Event, Pallet, Suspension, Verifier, VerifierKind, VerifierKinds, VerifierOf,
	Verifiers,
};
use alloc::vec::Vec;
use frame_support::{ensure, traits::Get};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};
use tonnetz_core::{certification::Act, traits::ReferralLinks};

impl<T: Config> Pallet<T> {
	/// Fails unless `verifier` may judge something of this kind that is `judged`'s.
	pub(crate) fn ensure_may_judge(
		verifier: &T::AccountId,
		kind: VerifierKind,
		judged: &T::AccountId,
	) -> DispatchResult {
		Self::ensure_not_suspended(verifier)?;
		let registered = Verifiers::<T>::get(verifier)
			.filter(|it| it.kinds.contains(&kind))
			.ok_or(Error::<T>::NotVerifier)?;
		ensure!(registered.suspended(now::<T>()).is_none(), Error::<T>::VerifierSuspended);
		Self::ensure_not_linked(verifier, judged)
	}

	/// Fails if both are the same, or linked by referral.
	pub(crate) fn ensure_not_linked(one: &T::AccountId, other: &T::AccountId) -> DispatchResult {
		ensure!(one != other && !T::Referrals::linked(one, other), Error::<T>::ConflictOfInterest);
		Ok(())
	}

	pub(crate) fn do_register_verifier(
		verifier: T::AccountId,
		kinds: Vec<VerifierKind>,
	) -> DispatchResult {
		let kinds = Self::insert_verifier(&verifier, kinds)?;
		let act = Act::VerifierRegistered { verifier: &verifier, kinds: &kinds };
		let receipt = Self::record(act, None, None)?;
		Self::deposit_event(Event::VerifierRegistered { verifier, kinds, receipt });
		Ok(())
	}

	/// Writes a verifier down, and returns what it judges, ascending.
	pub(crate) fn insert_verifier(
		verifier: &T::AccountId,
		mut kinds: Vec<VerifierKind>,
	) -> Result<VerifierKinds, DispatchError> {
		ensure!(!kinds.is_empty(), Error::<T>::NoKinds);
		kinds.sort_unstable();
		ensure!(kinds.is_sorted_by(|lower, higher| lower < higher), Error::<T>::DuplicateKind);
		// More than there are kinds cannot all differ.
		let kinds = VerifierKinds::try_from(kinds).map_err(|_| Error::<T>::DuplicateKind)?;
		let known = Verifiers::<T>::get(verifier);
		ensure!(
			known.is_some() || Verifiers::<T>::count() < T::MaxVerifiers::get(),
			Error::<T>::TooManyVerifiers
		);
		let (since, suspension) =
			known.map_or((now::<T>(), None), |known| (known.since, known.suspension));
		Verifiers::<T>::insert(verifier, Verifier { kinds: kinds.clone(), since, suspension });
		Ok(kinds)
	}

	pub(crate) fn do_remove_verifier(verifier: T::AccountId) -> DispatchResult {
		Self::known_verifier(&verifier)?;
		Verifiers::<T>::remove(&verifier);
		let receipt = Self::record(Act::VerifierRemoved { verifier: &verifier }, None, None)?;
		Self::deposit_event(Event::VerifierRemoved { verifier, receipt });
		Ok(())
	}

	pub(crate) fn do_suspend_verifier(
		verifier: T::AccountId,
		until: Option<BlockNumberFor<T>>,
		limit: Option<BlockNumberFor<T>>,
	) -> DispatchResult {
		let mut known = Self::known_verifier(&verifier)?;
		let since = now::<T>();
		ensure!(until.is_none_or(|until| until > since), Error::<T>::SuspensionInPast);
		if let Some(limit) = limit {
			let latest = since.saturating_add(limit);
			ensure!(until.is_some_and(|until| until <= latest), Error::<T>::SuspensionTooLong);
			ensure!(known.suspended(since).is_none(), Error::<T>::AlreadySuspended);
			let gap = T::SuspensionGap::get();
			ensure!(
				known.suspension.is_none_or(|last| last.since.saturating_add(gap) <= since),
				Error::<T>::SuspendedRecently
			);
		}

		known.suspension = Some(Suspension { since, until });
		Verifiers::<T>::insert(&verifier, known);
		let stated = until.map(stated::<T>);
		let act = Act::VerifierSuspended { verifier: &verifier, until: stated };
		let receipt = Self::record(act, None, None)?;
		Self::deposit_event(Event::VerifierSuspended { verifier, until, receipt });
		Ok(())
	}

	pub(crate) fn do_resume_verifier(verifier: T::AccountId) -> DispatchResult {
		let mut known = Self::known_verifier(&verifier)?;
		let suspension = known.suspended(now::<T>()).ok_or(Error::<T>::NotSuspended)?;
		// The record stays, so that it still counts when the next suspension may come.
		known.suspension = Some(Suspension { until: Some(now::<T>()), ..suspension });
		Verifiers::<T>::insert(&verifier, known);
		let receipt = Self::record(Act::VerifierResumed { verifier: &verifier }, None, None)?;
		Self::deposit_event(Event::VerifierResumed { verifier, receipt });
		Ok(())
	}

	fn known_verifier(verifier: &T::AccountId) -> Result<VerifierOf<T>, DispatchError> {
		Ok(Verifiers::<T>::get(verifier).ok_or(Error::<T>::UnknownVerifier)?)
	}
}
