// SPDX-License-Identifier: Apache-2.0

//! What becomes of evidence.

use crate::{
	record::{key, now, stated},
	Config, Deadlines, DossierOf, Due, Error, Event, Evidence, EvidenceKind, Pallet,
	PendingEvidence, VerifiedEvidence, VerifierKind,
};
use frame_support::{
	ensure,
	traits::{EnsureOrigin, Get},
};
use frame_system::{ensure_signed, pallet_prelude::*};
use sp_core::H256;
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};
use tonnetz_core::{
	certification::Act,
	traits::{IsOperator, OperatorRecord},
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_submit_evidence(
		operator: T::AccountId,
		kind: EvidenceKind,
		digest: H256,
	) -> DispatchResult {
		Self::ensure_operator(&operator)?;
		let mut dossier = Evidence::<T>::get(&operator);
		let pending = &mut dossier.slot_mut(kind).pending;
		ensure!(pending.as_ref().is_none_or(|it| it.digest != digest), Error::<T>::AlreadyPending);

		*pending = Some(PendingEvidence { digest, at: now::<T>() });
		let act = Act::Submitted { operator: &operator, kind, digest };
		let receipt = Self::record(act, Some(&operator), None)?;
		Evidence::<T>::insert(&operator, dossier);
		Self::deposit_event(Event::EvidenceSubmitted { operator, kind, digest, receipt });
		Ok(())
	}

	pub(crate) fn do_verify_evidence(
		verifier: T::AccountId,
		operator: T::AccountId,
		kind: EvidenceKind,
		digest: H256,
		valid_until: BlockNumberFor<T>,
	) -> DispatchResult {
		Self::ensure_may_judge(&verifier, VerifierKind::Evidence(kind), &operator)?;
		let mut dossier = Evidence::<T>::get(&operator);
		Self::take_pending(&mut dossier, kind, digest)?;
		let at = now::<T>();
		ensure!(valid_until > at, Error::<T>::ValidityInPast);
		ensure!(
			valid_until <= at.saturating_add(T::MaxValidity::get()),
			Error::<T>::ValidityTooLong
		);

		let evidence = VerifiedEvidence { digest, verifier: verifier.clone(), at, valid_until };
		let replaced = dossier.slot_mut(kind).verified.replace(evidence);
		let due = Due::Evidence(operator.clone(), kind);
		if let Some(replaced) = replaced {
			Deadlines::<T>::remove(key::<T>(replaced.valid_until), &due);
		}
		Deadlines::<T>::insert(key::<T>(valid_until), &due, ());

		let until = stated::<T>(valid_until);
		let act = Act::Verified { operator: &operator, kind, digest, valid_until: until };
		let receipt = Self::record(act, Some(&verifier), None)?;
		Self::deposit_event(Event::EvidenceVerified {
			operator: operator.clone(),
			kind,
			verifier,
			valid_until,
			receipt,
		});
		Self::settle(operator, dossier);
		Ok(())
	}

	/// Who judges: a verifier, or `None` for governance.
	pub(crate) fn judge(origin: OriginFor<T>) -> Result<Option<T::AccountId>, DispatchError> {
		match T::GovernanceOrigin::try_origin(origin) {
			Ok(_) => Ok(None),
			Err(origin) => Ok(Some(ensure_signed(origin)?)),
		}
	}

	pub(crate) fn do_reject_evidence(
		by: Option<T::AccountId>,
		operator: T::AccountId,
		kind: EvidenceKind,
		digest: H256,
	) -> DispatchResult {
		if let Some(verifier) = &by {
			Self::ensure_may_judge(verifier, VerifierKind::Evidence(kind), &operator)?;
		}
		let mut dossier = Evidence::<T>::get(&operator);
		Self::take_pending(&mut dossier, kind, digest)?;
		let act = Act::Rejected { operator: &operator, kind, digest };
		let receipt = Self::record(act, by.as_ref(), None)?;
		let event = Event::EvidenceRejected { operator: operator.clone(), kind, by, receipt };
		Self::deposit_event(event);
		Self::settle(operator, dossier);
		Ok(())
	}

	pub(crate) fn do_revoke_evidence(
		by: Option<T::AccountId>,
		operator: T::AccountId,
		kind: EvidenceKind,
	) -> DispatchResult {
		if let Some(verifier) = &by {
			Self::ensure_may_judge(verifier, VerifierKind::Evidence(kind), &operator)?;
		}
		let mut dossier = Evidence::<T>::get(&operator);
		let slot = dossier.slot_mut(kind);
		ensure!(slot.valid(now::<T>()).is_some(), Error::<T>::NotVerified);
		let revoked = slot.verified.take().ok_or(Error::<T>::NotVerified)?;
		let due = Due::Evidence(operator.clone(), kind);
		Deadlines::<T>::remove(key::<T>(revoked.valid_until), due);

		let act = Act::Revoked { operator: &operator, kind, digest: revoked.digest };
		let receipt = Self::record(act, by.as_ref(), None)?;
		let event = Event::EvidenceRevoked { operator: operator.clone(), kind, by, receipt };
		Self::deposit_event(event);
		Self::settle(operator, dossier);
		Ok(())
	}

	/// Writes down that evidence has expired.
	pub(crate) fn expire_evidence(operator: T::AccountId, kind: EvidenceKind) -> DispatchResult {
		let at = now::<T>();
		let mut dossier = Evidence::<T>::get(&operator);
		let slot = dossier.slot_mut(kind);
		if slot.valid(at).is_some() {
			return Ok(());
		}
		let Some(expired) = slot.verified.take() else { return Ok(()) };
		let (digest, tier) = (expired.digest, dossier.tier(at));
		let act = Act::Expired { operator: &operator, kind, digest, tier };
		let receipt = Self::record(act, None, None)?;
		let event = Event::EvidenceExpired { operator: operator.clone(), kind, receipt };
		Self::deposit_event(event);
		Self::settle(operator, dossier);
		Ok(())
	}

	/// Stores evidence that has changed, and tells of the tier if it is another.
	fn settle(operator: T::AccountId, mut dossier: DossierOf<T>) {
		let (from, to) = (dossier.announced, dossier.tier(now::<T>()));
		dossier.announced = to;
		if dossier.is_empty() {
			Evidence::<T>::remove(&operator);
		} else {
			Evidence::<T>::insert(&operator, dossier);
		}
		if from != to {
			Self::deposit_event(Event::TierChanged { operator, from, to });
		}
	}

	fn take_pending(
		dossier: &mut DossierOf<T>,
		kind: EvidenceKind,
		digest: H256,
	) -> DispatchResult {
		let pending = &mut dossier.slot_mut(kind).pending;
		let waits = pending.as_ref().ok_or(Error::<T>::NotPending)?;
		ensure!(waits.digest == digest, Error::<T>::DigestMismatch);
		*pending = None;
		Ok(())
	}

	/// A suspended operator is none either, and is told why.
	pub(crate) fn ensure_operator(who: &T::AccountId) -> DispatchResult {
		Self::ensure_not_suspended(who)?;
		ensure!(T::IsOperator::is_operator(who), Error::<T>::NotOperator);
		Ok(())
	}

	pub(crate) fn ensure_not_suspended(who: &T::AccountId) -> DispatchResult {
		ensure!(T::Operators::suspended_since(who).is_none(), Error::<T>::Suspended);
		Ok(())
	}
}
