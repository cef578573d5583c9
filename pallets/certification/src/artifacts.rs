// SPDX-License-Identifier: Apache-2.0

//! Receipts as artifacts: their criteria and tiers.

use crate::{
	record::now, Artifact, ArtifactTier, Artifacts, Ceremonies, CeremonyId, CeremonyState, Config,
	Error, Event, Pallet, ReceiptId, VerifierKind,
};
use frame_support::ensure;
use sp_runtime::{DispatchError, DispatchResult};
use tonnetz_core::{
	certification::{is_artifact, Act, ReadReceipt, ReceiptFacts},
	ordered::Ordered,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_attest_criteria(
		verifier: T::AccountId,
		artifact: ReceiptId,
		tier: ArtifactTier,
	) -> DispatchResult {
		let facts = Self::standing(artifact)?;
		Self::ensure_may_judge(&verifier, VerifierKind::ArtifactCriteria, &facts.issuer)?;
		let known = Artifacts::<T>::get(Ordered(artifact));
		ensure!(
			known.as_ref().is_none_or(|known| known.criteria < tier),
			Error::<T>::CriteriaAlreadyAttested
		);

		let (raised, open) = known.map_or((None, None), |known| (known.raised, known.open));
		Artifacts::<T>::insert(Ordered(artifact), Artifact { criteria: tier, raised, open });
		let act = Act::CriteriaMet { artifact, tier };
		let receipt = Self::record(act, Some(&verifier), Some(artifact))?;
		Self::deposit_event(Event::CriteriaAttested { artifact, tier, verifier, receipt });
		Ok(())
	}

	/// The receipt of an artifact that its issuer has not revoked.
	pub(crate) fn standing(
		artifact: ReceiptId,
	) -> Result<ReceiptFacts<T::AccountId>, DispatchError> {
		let facts = T::Artifacts::read_receipt(artifact).ok_or(Error::<T>::UnknownArtifact)?;
		ensure!(is_artifact(facts.kind), Error::<T>::NotArtifact);
		ensure!(!facts.revoked, Error::<T>::ArtifactRevoked);
		Ok(facts)
	}

	/// Fails unless `initiator` may open a ceremony over the artifact. Tells whether the ceremony
	/// would raise it.
	pub(crate) fn ensure_may_be_raised(
		initiator: &T::AccountId,
		tier: ArtifactTier,
		artifact: ReceiptId,
	) -> Result<bool, DispatchError> {
		let facts = Self::standing(artifact)?;
		ensure!(facts.issuer == *initiator, Error::<T>::NotIssuer);
		let known = Artifacts::<T>::get(Ordered(artifact))
			.filter(|known| known.criteria >= tier)
			.ok_or(Error::<T>::CriteriaNotMet)?;
		let has = known.raised.map(|raised| raised.tier);
		ensure!(has >= tier.prerequisite(), Error::<T>::LowerTierMissing);
		ensure!(Self::open_over(&known).is_none(), Error::<T>::CeremonyOpen);
		Ok(has < Some(tier))
	}

	/// The ceremony over an artifact that is open at this block.
	pub(crate) fn open_over(artifact: &Artifact) -> Option<CeremonyId> {
		artifact.open.filter(|id| {
			Ceremonies::<T>::get(Ordered(*id))
				.is_some_and(|it| it.ceremony.state_at(now::<T>()) == CeremonyState::Open)
		})
	}
}
