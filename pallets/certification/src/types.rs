// SPDX-License-Identifier: Apache-2.0

//! What the pallet keeps in state.

use crate::{ArtifactTier, Ceremony, CeremonyId, EvidenceKind, Suspension, VerifierKinds};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::DefaultNoBound;
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_core::ConstU32;
use sp_runtime::BoundedVec;
use tonnetz_core::{
	certification::{
		CeremonyInfo, CeremonyPage, EvidenceInfo, PendingEvidence, Tier, TierInfo,
		VerifiedEvidence, VerifierInfo, VerifierPage,
	},
	Balance,
};

/// The most ceremonies that an operator witnesses in one `WitnessWindow`.
pub const MAX_WITNESSED: u32 = 10;

/// The lowest uptime of a witness, of 100.
pub const MIN_UPTIME: u8 = 25;

/// The lowest tier of a witness.
pub const MIN_TIER: Tier = Tier::T1;

/// The evidence of an operator, of this runtime.
pub type DossierOf<T> = Dossier<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// A verifier of this runtime.
pub type VerifierOf<T> = Verifier<BlockNumberFor<T>>;

/// A ceremony of this runtime.
pub type CeremonyOf<T> = Ceremony<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// A ceremony of this runtime with its deposit.
pub type RecordOf<T> = Record<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// Something of this runtime that happens by itself at a block.
pub type DueOf<T> = Due<<T as frame_system::Config>::AccountId>;

/// The blocks at which an operator last witnessed, ascending.
pub type WitnessedOf<T> = BoundedVec<BlockNumberFor<T>, ConstU32<MAX_WITNESSED>>;

/// What this runtime tells of a tier.
pub type TierInfoOf<T> = TierInfo<BlockNumberFor<T>>;

/// What this runtime tells of evidence.
pub type EvidenceInfoOf<T> =
	EvidenceInfo<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// What this runtime tells of a verifier.
pub type VerifierInfoOf<T> =
	VerifierInfo<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// A page of verifiers of this runtime.
pub type VerifierPageOf<T> =
	VerifierPage<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// What this runtime tells of a ceremony.
pub type CeremonyInfoOf<T> =
	CeremonyInfo<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// A page of ceremonies of this runtime.
pub type CeremonyPageOf<T> =
	CeremonyPage<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// What an operator gave as evidence of one kind.
#[derive(Clone, Debug, Decode, DefaultNoBound, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Slot<AccountId, BlockNumber> {
	/// What waits for a verifier.
	pub pending: Option<PendingEvidence<BlockNumber>>,
	/// What a verifier found good; it may have expired since.
	pub verified: Option<VerifiedEvidence<AccountId, BlockNumber>>,
}

impl<AccountId, BlockNumber: PartialOrd> Slot<AccountId, BlockNumber> {
	/// What is verified and has not expired at the block `now`.
	pub fn valid(&self, now: BlockNumber) -> Option<&VerifiedEvidence<AccountId, BlockNumber>> {
		self.verified.as_ref().filter(|evidence| now < evidence.valid_until)
	}
}

/// All evidence of an operator.
#[derive(Clone, Debug, Decode, DefaultNoBound, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Dossier<AccountId, BlockNumber> {
	slots: [Slot<AccountId, BlockNumber>; EvidenceKind::ALL.len()],
	/// The tier that was last told of in an event.
	pub announced: Tier,
}

impl<AccountId, BlockNumber> Dossier<AccountId, BlockNumber> {
	/// The evidence of each kind.
	pub fn slots(&self) -> impl Iterator<Item = (EvidenceKind, &Slot<AccountId, BlockNumber>)> {
		EvidenceKind::ALL.into_iter().zip(&self.slots)
	}

	/// The evidence of a kind.
	pub fn slot(&self, kind: EvidenceKind) -> &Slot<AccountId, BlockNumber> {
		let [kyc, hardware_key, hsm_qrng, qkd, isolated_signer] = &self.slots;
		match kind {
			EvidenceKind::Kyc => kyc,
			EvidenceKind::HardwareKey => hardware_key,
			EvidenceKind::HsmQrng => hsm_qrng,
			EvidenceKind::Qkd => qkd,
			EvidenceKind::IsolatedSigner => isolated_signer,
		}
	}

	/// As [`slot`](Self::slot), to change it.
	pub fn slot_mut(&mut self, kind: EvidenceKind) -> &mut Slot<AccountId, BlockNumber> {
		let [kyc, hardware_key, hsm_qrng, qkd, isolated_signer] = &mut self.slots;
		match kind {
			EvidenceKind::Kyc => kyc,
			EvidenceKind::HardwareKey => hardware_key,
			EvidenceKind::HsmQrng => hsm_qrng,
			EvidenceKind::Qkd => qkd,
			EvidenceKind::IsolatedSigner => isolated_signer,
		}
	}

	/// Whether there is no evidence of any kind.
	pub fn is_empty(&self) -> bool {
		self.slots.iter().all(|slot| slot.pending.is_none() && slot.verified.is_none())
	}
}

impl<AccountId, BlockNumber: Copy + Ord> Dossier<AccountId, BlockNumber> {
	/// The tier that the evidence gives at the block `now`.
	pub fn tier(&self, now: BlockNumber) -> Tier {
		Tier::of(|kind| self.slot(kind).valid(now).is_some())
	}

	/// The first block at which the evidence does not give the `tier` any more, which it gives now.
	pub fn lapses(&self, tier: Tier) -> Option<BlockNumber> {
		let verified = tier.needs().filter_map(|kind| self.slot(kind).verified.as_ref());
		verified.map(|evidence| evidence.valid_until).min()
	}
}

/// An account that judges.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Verifier<BlockNumber> {
	/// What it judges.
	pub kinds: VerifierKinds,
	/// The block that registered it first.
	pub since: BlockNumber,
	/// Its last suspension, which may be over.
	pub suspension: Option<Suspension<BlockNumber>>,
}

impl<BlockNumber: Copy + PartialOrd> Verifier<BlockNumber> {
	/// Its suspension, if it is in force at the block `now`.
	pub fn suspended(&self, now: BlockNumber) -> Option<Suspension<BlockNumber>> {
		self.suspension.filter(|it| it.until.is_none_or(|until| now < until))
	}
}

/// What is known of a receipt as an artifact.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Artifact {
	/// The highest tier of which a verifier attested that it meets the criteria.
	pub criteria: ArtifactTier,
	/// The tier that it has unless its receipt is revoked or pruned, and the ceremony that raised it.
	pub raised: Option<Raised>,
	/// The ceremony over it that is not closed, but may have expired.
	pub open: Option<CeremonyId>,
}

/// How an artifact came to its tier.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Raised {
	/// The tier.
	pub tier: ArtifactTier,
	/// The ceremony.
	pub by: CeremonyId,
}

/// A ceremony with its deposit.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Record<AccountId, BlockNumber> {
	/// The ceremony.
	pub ceremony: Ceremony<AccountId, BlockNumber>,
	/// What is held for it in the account of the initiator while it is open, in plancks.
	#[codec(compact)]
	pub deposit: Balance,
}

/// The ceremonies of an initiator that are not written down as closed.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Openings<BlockNumber> {
	/// How many there are, at least 1.
	pub count: u32,
	/// The latest block at which one of those that were opened expires.
	pub until: BlockNumber,
}

/// Something that happens by itself at a block. Append-only.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub enum Due<AccountId> {
	/// Verified evidence expires.
	#[codec(index = 0)]
	Evidence(AccountId, EvidenceKind),
	/// An open ceremony expires, or one that failed is forgotten.
	#[codec(index = 1)]
	Ceremony(CeremonyId),
}
