// SPDX-License-Identifier: Apache-2.0

//! The errors of the pallet. Wallets show their docs.

use frame_support::pallet_macros::pallet_section;

/// Why a call fails.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// Only a registered operator can do this. Sign with an operator's own key; a proxy's does not
		/// do.
		NotOperator,
		/// The signer is suspended as an operator, and no call of it is accepted. Have its recovery
		/// account replace the account, or wait until the suspension lapses.
		Suspended,
		/// The same evidence waits for a verifier already. Nothing is to be done.
		AlreadyPending,
		/// No evidence of this kind waits for a verifier. It was never submitted, or it was judged;
		/// look at `evidence` of the operator.
		NotPending,
		/// The digest is not that of the evidence that waits: the operator submitted other evidence
		/// since. Judge that, and give its digest.
		DigestMismatch,
		/// Evidence that ends at or before this block would never count. Give a later `valid_until`.
		ValidityInPast,
		/// Evidence counts for at most `MaxValidity` blocks. Give an earlier `valid_until`.
		ValidityTooLong,
		/// No evidence of this kind is verified, or what was has expired. Nothing is to be done.
		NotVerified,
		/// The account is not registered as a verifier for this kind. Sign with that of a verifier
		/// that `verifiers` lists for it.
		NotVerifier,
		/// The verifier is suspended. Ask another, or wait until the suspension is over.
		VerifierSuspended,
		/// Nobody judges, blesses or witnesses what is its own, or of an account that it is linked to
		/// by referral; nor do two witness together that are linked or have the same referrer. Ask
		/// somebody independent.
		ConflictOfInterest,
		/// A verifier must judge something. Give at least one kind, or remove the verifier.
		NoKinds,
		/// A kind is given twice. Give each once.
		DuplicateKind,
		/// There are `MaxVerifiers` verifiers. Remove one first.
		TooManyVerifiers,
		/// No verifier has this account. Look at `verifiers`.
		UnknownVerifier,
		/// The suspension would last longer than this origin may order. Let it end earlier.
		SuspensionTooLong,
		/// The suspension would be over at once. Give a block above the one that will include the
		/// transaction.
		SuspensionInPast,
		/// The verifier is suspended, and only an origin without limit may change that. Wait until it
		/// is over.
		AlreadySuspended,
		/// The verifier was suspended less than `SuspensionGap` ago, and only an origin without limit
		/// may do so again. Ask the parameters track.
		SuspendedRecently,
		/// The verifier is not suspended. Nothing is to be done.
		NotSuspended,
		/// No receipt has this number, or its body is pruned. Take the number from the `Attested`
		/// event.
		UnknownArtifact,
		/// The receipt is not of kind Artifact, Deployment, Document or Container, so it has no tier.
		/// Attest the payload under one of these kinds.
		NotArtifact,
		/// The issuer revoked the receipt of an artifact, which has no tier any more. Leave it out; if
		/// the ceremony is open, cancel it and open another.
		ArtifactRevoked,
		/// The criteria of this tier, or of a higher one, are attested already. Nothing is to be done.
		CriteriaAlreadyAttested,
		/// No verifier attested that an artifact meets the criteria of the tier. Have it call
		/// `attest_criteria` first.
		CriteriaNotMet,
		/// An artifact does not have the tier below the ceremony's. Hold the ceremony for that first.
		LowerTierMissing,
		/// Every artifact has the tier already. Nothing is to be done.
		NothingToRaise,
		/// The ceremony has fewer artifacts than its tier takes: 1 for bronze, 3 for silver, 5 for
		/// gold. Add some.
		TooFewArtifacts,
		/// The ceremony has more artifacts than `MaxArtifacts`. Hold several.
		TooManyArtifacts,
		/// An artifact is named twice. Name each once.
		DuplicateArtifact,
		/// Only the issuer of every artifact can open a ceremony over them. Sign with its key, and
		/// leave out those of others.
		NotIssuer,
		/// A ceremony over one of the artifacts is open. Wait for its end, or cancel it.
		CeremonyOpen,
		/// The blessing has more bytes than `MaxBlessingLen`. Shorten it.
		BlessingTooLong,
		/// The deposit of a ceremony could not be held: the account's free balance above the
		/// existential deposit does not reach `CeremonyDeposit`. Fund the account.
		DepositNotAffordable,
		/// No ceremony has this number: it was never given, or the ceremony failed and is forgotten.
		/// Take the number from the `CeremonyOpened` event.
		UnknownCeremony,
		/// The ceremony is completed, declined, cancelled or expired. Open another if need be.
		CeremonyClosed,
		/// Only the initiator of a ceremony can cancel it. Sign with its key.
		NotInitiator,
		/// A witness must have tier T1 or above. Submit evidence and have it verified.
		TierTooLow,
		/// A witness must have an uptime of 25 or more. Keep the agent running.
		UptimeTooLow,
		/// The operator has witnessed 10 ceremonies in the last `WitnessWindow`. Wait until the
		/// earliest of them is longer ago.
		TooManyWitnessed,
		/// The account witnesses the ceremony already. Nothing is to be done.
		AlreadyWitness,
		/// The account declined to witness the ceremony, which cannot be undone.
		AlreadyDeclined,
		/// The ceremony has all the witnesses it takes, and waits for the blessing. Nothing is to be
		/// done.
		EnoughWitnesses,
		/// A ceremony of this tier takes no blessing. Nothing is to be done.
		NoBlessingNeeded,
		/// The ceremony is blessed already. Nothing is to be done.
		AlreadyBlessed,
	}
}
