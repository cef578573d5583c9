// SPDX-License-Identifier: Apache-2.0

//! The events of the pallet.

use frame_support::pallet_macros::pallet_section;

/// What happened to evidence, verifiers, artifacts and ceremonies.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// An operator submitted evidence, which waits for a verifier.
		#[codec(index = 0)]
		EvidenceSubmitted {
			/// The operator.
			operator: T::AccountId,
			/// What it is evidence of.
			kind: EvidenceKind,
			/// SHA-256 of it.
			digest: H256,
			/// The operator's receipt of it.
			receipt: ReceiptId,
		},
		/// A verifier verified it.
		#[codec(index = 1)]
		EvidenceVerified {
			/// The operator.
			operator: T::AccountId,
			/// What it is evidence of.
			kind: EvidenceKind,
			/// Who verified it.
			verifier: T::AccountId,
			/// The first block at which it does not count any more.
			valid_until: BlockNumberFor<T>,
			/// The verifier's receipt of it.
			receipt: ReceiptId,
		},
		/// Evidence was rejected before it was verified.
		#[codec(index = 2)]
		EvidenceRejected {
			/// The operator.
			operator: T::AccountId,
			/// What it was evidence of.
			kind: EvidenceKind,
			/// The verifier; `None` for governance.
			by: Option<T::AccountId>,
			/// The receipt of it.
			receipt: ReceiptId,
		},
		/// Evidence was revoked after it was verified.
		#[codec(index = 3)]
		EvidenceRevoked {
			/// The operator.
			operator: T::AccountId,
			/// What it was evidence of.
			kind: EvidenceKind,
			/// The verifier; `None` for governance.
			by: Option<T::AccountId>,
			/// The receipt of it.
			receipt: ReceiptId,
		},
		/// It was written down that evidence had expired.
		#[codec(index = 4)]
		EvidenceExpired {
			/// The operator.
			operator: T::AccountId,
			/// What it was evidence of.
			kind: EvidenceKind,
			/// The autonomous receipt of it.
			receipt: ReceiptId,
		},
		/// The tier of an operator is another than that told before.
		#[codec(index = 5)]
		TierChanged {
			/// The operator.
			operator: T::AccountId,
			/// The tier told before.
			from: Tier,
			/// The tier now.
			to: Tier,
		},
		/// The evidence of an operator went over to the account that replaces its own.
		#[codec(index = 6)]
		EvidenceMoved {
			/// The account replaced.
			old: T::AccountId,
			/// The account that replaces it.
			new: T::AccountId,
		},
		/// A verifier was registered, or its kinds were replaced.
		#[codec(index = 7)]
		VerifierRegistered {
			/// Its account.
			verifier: T::AccountId,
			/// What it judges.
			kinds: VerifierKinds,
			/// The autonomous receipt of it.
			receipt: ReceiptId,
		},
		/// A verifier was removed. What it judged stands.
		#[codec(index = 8)]
		VerifierRemoved {
			/// Its account.
			verifier: T::AccountId,
			/// The autonomous receipt of it.
			receipt: ReceiptId,
		},
		/// A verifier was suspended.
		#[codec(index = 9)]
		VerifierSuspended {
			/// Its account.
			verifier: T::AccountId,
			/// The first block at which it is not any more; `None` until it is resumed.
			until: Option<BlockNumberFor<T>>,
			/// The autonomous receipt of it.
			receipt: ReceiptId,
		},
		/// A suspended verifier judges again.
		#[codec(index = 10)]
		VerifierResumed {
			/// Its account.
			verifier: T::AccountId,
			/// The autonomous receipt of it.
			receipt: ReceiptId,
		},
		/// The blesser was appointed, or there is none any more.
		#[codec(index = 11)]
		BlesserAppointed {
			/// Its account.
			blesser: Option<T::AccountId>,
			/// The autonomous receipt of it.
			receipt: ReceiptId,
		},
		/// A verifier attested that an artifact meets the criteria of a tier.
		#[codec(index = 12)]
		CriteriaAttested {
			/// The receipt of the artifact.
			artifact: ReceiptId,
			/// The tier.
			tier: ArtifactTier,
			/// Who attested.
			verifier: T::AccountId,
			/// The verifier's receipt of it.
			receipt: ReceiptId,
		},
		/// A ceremony was opened. Its initiator is the first witness.
		#[codec(index = 13)]
		CeremonyOpened {
			/// The number of the ceremony.
			id: CeremonyId,
			/// Who opened it.
			initiator: T::AccountId,
			/// The tier that the artifacts are to have.
			tier: ArtifactTier,
			/// The first block at which it is not open any more, if it is not closed before.
			expires: BlockNumberFor<T>,
		},
		/// An operator witnesses a ceremony.
		#[codec(index = 14)]
		Witnessed {
			/// The number of the ceremony.
			id: CeremonyId,
			/// The operator.
			witness: T::AccountId,
		},
		/// An operator who could have witnessed a ceremony refused to.
		#[codec(index = 15)]
		WitnessDeclined {
			/// The number of the ceremony.
			id: CeremonyId,
			/// The operator.
			who: T::AccountId,
		},
		/// A ceremony was blessed.
		#[codec(index = 16)]
		Blessed {
			/// The number of the ceremony.
			id: CeremonyId,
			/// Who blessed it.
			blesser: T::AccountId,
		},
		/// A ceremony was completed.
		#[codec(index = 17)]
		CeremonyCompleted {
			/// The number of the ceremony.
			id: CeremonyId,
			/// The tier that its artifacts have now, at least.
			tier: ArtifactTier,
			/// The digest of the ceremony.
			digest: H256,
			/// The initiator's receipt of it.
			receipt: ReceiptId,
		},
		/// A ceremony raised an artifact.
		#[codec(index = 18)]
		ArtifactRaised {
			/// The receipt of the artifact.
			artifact: ReceiptId,
			/// Its tier now.
			tier: ArtifactTier,
			/// The number of the ceremony.
			by: CeremonyId,
		},
		/// So many declined that a ceremony was closed.
		#[codec(index = 19)]
		CeremonyDeclined {
			/// The number of the ceremony.
			id: CeremonyId,
		},
		/// The initiator cancelled a ceremony.
		#[codec(index = 20)]
		CeremonyCancelled {
			/// The number of the ceremony.
			id: CeremonyId,
		},
		/// It was written down that a ceremony had expired.
		#[codec(index = 21)]
		CeremonyExpired {
			/// The number of the ceremony.
			id: CeremonyId,
		},
		/// A ceremony that failed was removed from the state.
		#[codec(index = 22)]
		CeremonyForgotten {
			/// The number of the ceremony.
			id: CeremonyId,
		},
	}
}
