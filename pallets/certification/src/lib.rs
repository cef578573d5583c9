// SPDX-License-Identifier: Apache-2.0

#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

mod artifacts;
mod blesser;
mod ceremonies;
mod errors;
mod events;
mod evidence;
mod glue;
mod read;
mod record;
mod sweep;
mod types;
mod verifiers;
mod weigh;
pub mod weights;
mod witness;

#[cfg(feature = "runtime-benchmarks")]
pub mod benchmarking;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(feature = "try-runtime", test))]
mod try_state;

pub use blesser::EnsureBlesser;
pub use pallet::*;
pub use tonnetz_core::{
	certification::{
		ArtifactInfo, ArtifactTier, Ceremony, CeremonyId, CeremonyKind, CeremonyState,
		EvidenceKind, PendingEvidence, Tier, VerifiedEvidence, VerifierKind, VerifierKinds,
		Witnesses, MAX_ARTIFACTS, MAX_BLESSING_LEN, MAX_VERIFIER_KINDS, MAX_WITNESSES,
	},
	cust::Suspension,
	receipt::{ReceiptId, MAX_PAGE},
};
pub use types::*;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

// What the macro expands to proves its `expect`s; the code written here has none.
#[allow(clippy::expect_used)]
#[import_section(events::events)]
#[import_section(errors::errors)]
#[frame_support::pallet]
pub mod pallet {
	use super::*;
	use alloc::vec::Vec;
	use frame_support::{pallet_prelude::*, traits::fungible::hold};
	use frame_system::pallet_prelude::*;
	use sp_core::H256;
	use tonnetz_core::{
		certification::ReadReceipt,
		ordered::Ordered,
		traits::{AttestReceipt, IsOperator, OperatorRecord, ReferralLinks},
		Balance,
	};

	const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

	#[pallet::pallet]
	#[pallet::storage_version(STORAGE_VERSION)]
	pub struct Pallet<T>(_);

	#[pallet::config]
	pub trait Config: frame_system::Config {
		/// The runtime's reason for holds, of which [`HoldReason`] is one.
		type RuntimeHoldReason: From<HoldReason>;

		/// The token deposits are held in.
		type Currency: hold::Mutate<
			Self::AccountId,
			Balance = Balance,
			Reason = Self::RuntimeHoldReason,
		>;

		/// Writes the receipts.
		type Receipts: AttestReceipt<Self::AccountId, BlockNumberFor<Self>>;

		/// Reads the receipts of artifacts.
		type Artifacts: ReadReceipt<Self::AccountId>;

		/// Tells who may submit evidence and witness.
		type IsOperator: IsOperator<Self::AccountId>;

		/// Tells the uptime of witnesses, and who is suspended.
		type Operators: OperatorRecord<Self::AccountId, BlockNumberFor<Self>>;

		/// Tells who is not independent of whom.
		type Referrals: ReferralLinks<Self::AccountId>;

		/// Registers, removes and resumes verifiers, appoints the blesser, and rejects or revokes
		/// evidence.
		type GovernanceOrigin: EnsureOrigin<Self::RuntimeOrigin>;

		/// Suspends verifiers, for at most as many blocks as it says; `None` is no limit.
		type SuspendOrigin: EnsureOrigin<
			Self::RuntimeOrigin,
			Success = Option<BlockNumberFor<Self>>,
		>;

		/// Blesses ceremonies, and tells who does. [`EnsureBlesser`] passes whom the governance origin
		/// appointed.
		type BlesserOrigin: EnsureOrigin<Self::RuntimeOrigin, Success = Self::AccountId>;

		/// The deposit of a ceremony, held in the account of the initiator while it is open.
		#[pallet::constant]
		type CeremonyDeposit: Get<Balance>;

		/// For how long a ceremony is open, in blocks.
		#[pallet::constant]
		type CeremonyPeriod: Get<BlockNumberFor<Self>>;

		/// For how long a ceremony that failed is remembered, in blocks.
		#[pallet::constant]
		type FailedRetention: Get<BlockNumberFor<Self>>;

		/// The time in which an operator witnesses at most [`MAX_WITNESSED`] ceremonies, in blocks.
		#[pallet::constant]
		type WitnessWindow: Get<BlockNumberFor<Self>>;

		/// For how long evidence counts at most, in blocks.
		#[pallet::constant]
		type MaxValidity: Get<BlockNumberFor<Self>>;

		/// The most verifiers.
		#[pallet::constant]
		type MaxVerifiers: Get<u32>;

		/// For how long after a verifier was suspended only an origin without limit may do so again,
		/// in blocks.
		#[pallet::constant]
		type SuspensionGap: Get<BlockNumberFor<Self>>;

		/// The most that is written down as expired in the idle time of a block.
		#[pallet::constant]
		type MaxSweep: Get<u32>;

		/// The weights of the calls.
		type WeightInfo: WeightInfo;

		/// Sets the scene for the benchmarks.
		#[cfg(feature = "runtime-benchmarks")]
		type BenchmarkHelper: benchmarking::Helper<Self::AccountId>;
	}

	#[pallet::extra_constants]
	impl<T: Config> Pallet<T> {
		/// The most artifacts of a ceremony.
		#[pallet::constant_name(MaxArtifacts)]
		fn max_artifacts() -> u32 {
			MAX_ARTIFACTS
		}

		/// The longest blessing, in bytes.
		#[pallet::constant_name(MaxBlessingLen)]
		fn max_blessing_len() -> u32 {
			MAX_BLESSING_LEN
		}
	}

	/// Why this pallet holds funds of an account.
	#[pallet::composite_enum]
	pub enum HoldReason {
		/// The deposits of the open ceremonies of the account.
		#[codec(index = 0)]
		Ceremony,
	}

	/// The evidence of operators.
	///
	/// Paid for by the part of the deposit of the receipts of its submissions that stays on hold for
	/// good.
	// Hasher: keys can be generated until an account id begins with any bits that are wanted.
	#[pallet::storage]
	pub type Evidence<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, DossierOf<T>, ValueQuery>;

	/// The verifiers. Not paid for: governance registers them, at most [`Config::MaxVerifiers`].
	// Hasher: as in `Evidence`.
	#[pallet::storage]
	pub type Verifiers<T: Config> =
		CountedStorageMap<_, Blake2_128Concat, T::AccountId, VerifierOf<T>>;

	/// Whom [`EnsureBlesser`] passes.
	#[pallet::storage]
	pub type Blesser<T: Config> = StorageValue<_, T::AccountId>;

	/// The artifacts of which criteria were attested, by the numbers of their receipts.
	///
	/// Paid for by the part of the deposit of the verifier's receipt that stays on hold for good.
	// Hasher: Identity is safe since a key is the number of a receipt, which the chain hands out.
	#[pallet::storage]
	pub type Artifacts<T: Config> = StorageMap<_, Identity, Ordered, Artifact>;

	/// The number of the next ceremony, which is the number of ceremonies ever opened.
	#[pallet::storage]
	pub type NextCeremony<T: Config> = StorageValue<_, CeremonyId, ValueQuery>;

	/// The ceremonies by their numbers.
	///
	/// Paid for by the deposit recorded in it while it is open. One that failed is forgotten after
	/// [`Config::FailedRetention`]; one that was completed stays, and the limit on what an operator
	/// witnesses bounds how many do.
	// Hasher: Identity is safe since the chain itself hands out the numbers, one after another.
	#[pallet::storage]
	pub type Ceremonies<T: Config> = StorageMap<_, Identity, Ordered, RecordOf<T>>;

	/// The ceremonies that are not written down as closed.
	// Hasher: as in `Ceremonies`.
	#[pallet::storage]
	pub type OpenCeremonies<T: Config> = StorageMap<_, Identity, Ordered, ()>;

	/// The completed ceremonies by their digests.
	// Hasher: whoever opens a ceremony chooses its blessing, and so tries digests.
	#[pallet::storage]
	pub type CeremonyOfDigest<T: Config> = StorageMap<_, Blake2_128Concat, H256, CeremonyId>;

	/// The initiators of ceremonies that are not written down as closed.
	// Hasher: as in `Evidence`.
	#[pallet::storage]
	pub type Initiators<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, Openings<BlockNumberFor<T>>>;

	/// When each operator last witnessed: a ring of [`MAX_WITNESSED`] blocks.
	///
	/// Not paid for on its own: a witness has had evidence verified.
	// Hasher: as in `Evidence`.
	#[pallet::storage]
	pub type Witnessed<T: Config> =
		StorageMap<_, Blake2_128Concat, T::AccountId, WitnessedOf<T>, ValueQuery>;

	/// What happens by itself, by the block at which it does.
	// Hasher: Identity makes the trie keep the blocks ascending. Verifiers choose some, but only among
	// those of the next year, so that no path grows longer than that.
	#[pallet::storage]
	pub type Deadlines<T: Config> = StorageDoubleMap<
		_,
		Identity,
		Ordered, // block
		Blake2_128Concat,
		DueOf<T>,
		(),
	>;

	/// What the chain starts with.
	#[pallet::genesis_config]
	#[derive(frame_support::DefaultNoBound)]
	pub struct GenesisConfig<T: Config> {
		/// The first verifiers, and what they judge.
		pub verifiers: Vec<(T::AccountId, Vec<VerifierKind>)>,
		/// The first blesser.
		pub blesser: Option<T::AccountId>,
	}

	#[pallet::genesis_build]
	impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
		// A chain that cannot start as its specification says must not start.
		#[allow(clippy::panic)]
		fn build(&self) {
			for (verifier, kinds) in &self.verifiers {
				if let Err(error) = Pallet::<T>::insert_verifier(verifier, kinds.clone()) {
					panic!("verifier {verifier:?} cannot be registered: {error:?}");
				}
			}
			Blesser::<T>::set(self.blesser.clone());
		}
	}

	#[pallet::hooks]
	impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
		fn on_idle(now: BlockNumberFor<T>, remaining: Weight) -> Weight {
			Self::sweep(now, remaining)
		}

		#[cfg(feature = "std")]
		fn integrity_test() {
			Self::check_integrity();
		}

		#[cfg(feature = "try-runtime")]
		fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
			Self::do_try_state()
		}
	}

	// Call indices are wire format.
	#[pallet::call]
	impl<T: Config> Pallet<T> {
		/// Submit evidence, for a verifier to judge. Signed by an operator.
		///
		/// It takes the place of what waited. What is verified stands until this is verified too.
		///
		/// - `digest`: SHA-256 of the evidence, which the verifier is shown off chain.
		///
		/// Emits [`Event::EvidenceSubmitted`]. Fails with [`Error::Suspended`],
		/// [`Error::NotOperator`], [`Error::AlreadyPending`], and as `attest` of receipts.
		#[pallet::call_index(0)]
		#[pallet::weight(Pallet::<T>::weight_of_submit_evidence())]
		pub fn submit_evidence(
			origin: OriginFor<T>,
			kind: EvidenceKind,
			digest: H256,
		) -> DispatchResult {
			let operator = ensure_signed(origin)?;
			Self::do_submit_evidence(operator, kind, digest)
		}

		/// Verify evidence that waits. Signed by a verifier for its kind.
		///
		/// - `digest`: what was judged, so that nothing else is verified.
		/// - `valid_until`: the first block at which it does not count any more, at most
		///   [`Config::MaxValidity`] ahead.
		///
		/// Emits [`Event::EvidenceVerified`] and perhaps [`Event::TierChanged`]. Fails with
		/// [`Error::Suspended`], [`Error::NotVerifier`], [`Error::VerifierSuspended`],
		/// [`Error::ConflictOfInterest`], [`Error::NotPending`], [`Error::DigestMismatch`],
		/// [`Error::ValidityInPast`], [`Error::ValidityTooLong`], and as `attest` of receipts.
		#[pallet::call_index(1)]
		#[pallet::weight(Pallet::<T>::weight_of_verify_evidence())]
		pub fn verify_evidence(
			origin: OriginFor<T>,
			operator: T::AccountId,
			kind: EvidenceKind,
			digest: H256,
			valid_until: BlockNumberFor<T>,
		) -> DispatchResult {
			let verifier = ensure_signed(origin)?;
			Self::do_verify_evidence(verifier, operator, kind, digest, valid_until)
		}

		/// Reject evidence that waits. By a verifier for its kind, or the governance origin.
		///
		/// Emits [`Event::EvidenceRejected`]. Fails with [`Error::Suspended`],
		/// [`Error::NotVerifier`], [`Error::VerifierSuspended`], [`Error::ConflictOfInterest`],
		/// [`Error::NotPending`], [`Error::DigestMismatch`], and as `attest` of receipts.
		#[pallet::call_index(2)]
		#[pallet::weight(Pallet::<T>::weight_of_reject_evidence())]
		pub fn reject_evidence(
			origin: OriginFor<T>,
			operator: T::AccountId,
			kind: EvidenceKind,
			digest: H256,
		) -> DispatchResult {
			let judge = Self::judge(origin)?;
			Self::do_reject_evidence(judge, operator, kind, digest)
		}

		/// Revoke evidence that was verified. By a verifier for its kind, or the governance origin.
		///
		/// Emits [`Event::EvidenceRevoked`] and perhaps [`Event::TierChanged`]. Fails with
		/// [`Error::Suspended`], [`Error::NotVerifier`], [`Error::VerifierSuspended`],
		/// [`Error::ConflictOfInterest`], [`Error::NotVerified`], and as `attest` of receipts.
		#[pallet::call_index(3)]
		#[pallet::weight(Pallet::<T>::weight_of_revoke_evidence())]
		pub fn revoke_evidence(
			origin: OriginFor<T>,
			operator: T::AccountId,
			kind: EvidenceKind,
		) -> DispatchResult {
			let judge = Self::judge(origin)?;
			Self::do_revoke_evidence(judge, operator, kind)
		}

		/// Register a verifier, or replace what it judges. By the governance origin.
		///
		/// A suspension stays in force.
		///
		/// Emits [`Event::VerifierRegistered`]. Fails with [`Error::NoKinds`],
		/// [`Error::DuplicateKind`], [`Error::TooManyVerifiers`].
		#[pallet::call_index(4)]
		#[pallet::weight(T::WeightInfo::register_verifier())]
		pub fn register_verifier(
			origin: OriginFor<T>,
			verifier: T::AccountId,
			kinds: Vec<VerifierKind>,
		) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			Self::do_register_verifier(verifier, kinds)
		}

		/// Remove a verifier. By the governance origin. What it judged stands.
		///
		/// Emits [`Event::VerifierRemoved`]. Fails with [`Error::UnknownVerifier`].
		#[pallet::call_index(5)]
		#[pallet::weight(T::WeightInfo::remove_verifier())]
		pub fn remove_verifier(origin: OriginFor<T>, verifier: T::AccountId) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			Self::do_remove_verifier(verifier)
		}

		/// Suspend a verifier: it judges nothing. By the suspend origin, for at most the time that it
		/// may order.
		///
		/// An origin without limit may change a suspension; any other only adds one where there is
		/// none, and not within [`Config::SuspensionGap`] of the last.
		///
		/// - `until`: the first block at which it judges again; `None` until it is resumed.
		///
		/// Emits [`Event::VerifierSuspended`]. Fails with [`Error::UnknownVerifier`],
		/// [`Error::SuspensionInPast`], [`Error::SuspensionTooLong`], [`Error::AlreadySuspended`],
		/// [`Error::SuspendedRecently`].
		#[pallet::call_index(6)]
		#[pallet::weight(T::WeightInfo::suspend_verifier())]
		pub fn suspend_verifier(
			origin: OriginFor<T>,
			verifier: T::AccountId,
			until: Option<BlockNumberFor<T>>,
		) -> DispatchResult {
			let limit = T::SuspendOrigin::ensure_origin(origin)?;
			Self::do_suspend_verifier(verifier, until, limit)
		}

		/// Let a suspended verifier judge again. By the governance origin.
		///
		/// Emits [`Event::VerifierResumed`]. Fails with [`Error::UnknownVerifier`],
		/// [`Error::NotSuspended`].
		#[pallet::call_index(7)]
		#[pallet::weight(T::WeightInfo::resume_verifier())]
		pub fn resume_verifier(origin: OriginFor<T>, verifier: T::AccountId) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			Self::do_resume_verifier(verifier)
		}

		/// Appoint the blesser, or none. By the governance origin.
		///
		/// Emits [`Event::BlesserAppointed`].
		#[pallet::call_index(8)]
		#[pallet::weight(T::WeightInfo::appoint_blesser())]
		pub fn appoint_blesser(
			origin: OriginFor<T>,
			blesser: Option<T::AccountId>,
		) -> DispatchResult {
			T::GovernanceOrigin::ensure_origin(origin)?;
			Self::do_appoint_blesser(blesser)
		}

		/// Attest that an artifact meets the criteria of a tier, which the verifier checked off chain.
		/// Signed by a verifier of artifact criteria.
		///
		/// - `artifact`: its receipt, of kind Artifact, Deployment, Document or Container.
		///
		/// Emits [`Event::CriteriaAttested`]. Fails with [`Error::UnknownArtifact`],
		/// [`Error::NotArtifact`], [`Error::ArtifactRevoked`], [`Error::Suspended`],
		/// [`Error::NotVerifier`], [`Error::VerifierSuspended`], [`Error::ConflictOfInterest`],
		/// [`Error::CriteriaAlreadyAttested`], and as `attest` of receipts.
		#[pallet::call_index(9)]
		#[pallet::weight(Pallet::<T>::weight_of_attest_criteria())]
		pub fn attest_criteria(
			origin: OriginFor<T>,
			artifact: ReceiptId,
			tier: ArtifactTier,
		) -> DispatchResult {
			let verifier = ensure_signed(origin)?;
			Self::do_attest_criteria(verifier, artifact, tier)
		}

		/// Open a ceremony over artifacts, to raise them to a tier. Signed by the issuer of each of
		/// them, an operator, who is the first witness: one of bronze is completed at once.
		///
		/// [`Config::CeremonyDeposit`] is held until the ceremony closes. At completion the deposit of
		/// its receipt is held as for `attest`.
		///
		/// - `artifacts`: their receipts; at least 1 for bronze, 3 for silver and 5 for gold, at most
		///   5.
		/// - `blessing`: what the initiator says over them, at most 512 bytes.
		///
		/// Emits [`Event::CeremonyOpened`]. Fails with [`Error::TooFewArtifacts`],
		/// [`Error::TooManyArtifacts`], [`Error::DuplicateArtifact`], [`Error::BlessingTooLong`],
		/// [`Error::NotIssuer`], [`Error::CriteriaNotMet`], [`Error::LowerTierMissing`],
		/// [`Error::NothingToRaise`], [`Error::CeremonyOpen`], [`Error::DepositNotAffordable`], for an
		/// artifact as [`attest_criteria`](Self::attest_criteria), and for the initiator as
		/// [`witness`](Self::witness).
		#[pallet::call_index(10)]
		#[pallet::weight(Pallet::<T>::weight_of_open_ceremony(artifacts.len(), blessing.len()))]
		pub fn open_ceremony(
			origin: OriginFor<T>,
			tier: ArtifactTier,
			kind: CeremonyKind,
			artifacts: Vec<ReceiptId>,
			blessing: Vec<u8>,
		) -> DispatchResult {
			let initiator = ensure_signed(origin)?;
			Self::do_open_ceremony(initiator, tier, kind, artifacts, blessing)
		}

		/// Cancel an open ceremony. Signed by its initiator.
		///
		/// Emits [`Event::CeremonyCancelled`]. Fails with [`Error::Suspended`],
		/// [`Error::UnknownCeremony`], [`Error::NotInitiator`], [`Error::CeremonyClosed`].
		#[pallet::call_index(11)]
		#[pallet::weight(Pallet::<T>::weight_of_cancel())]
		pub fn cancel(origin: OriginFor<T>, ceremony: CeremonyId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_cancel(who, ceremony)
		}

		/// Witness an open ceremony. Signed by an operator of tier T1 or above with an uptime of 25 or
		/// more, which witnesses at most 10 ceremonies in one [`Config::WitnessWindow`] and is neither
		/// linked to nor shares a referrer with the initiator or another witness.
		///
		/// The last witness that is needed completes the ceremony, unless it waits for its blessing.
		///
		/// Emits [`Event::Witnessed`] and perhaps [`Event::CeremonyCompleted`]. Fails with
		/// [`Error::UnknownCeremony`], [`Error::CeremonyClosed`], [`Error::AlreadyWitness`],
		/// [`Error::AlreadyDeclined`], [`Error::EnoughWitnesses`], [`Error::Suspended`],
		/// [`Error::NotOperator`], [`Error::TierTooLow`], [`Error::UptimeTooLow`],
		/// [`Error::TooManyWitnessed`], [`Error::ConflictOfInterest`],
		/// [`Error::ArtifactRevoked`], [`Error::UnknownArtifact`].
		#[pallet::call_index(12)]
		#[pallet::weight(Pallet::<T>::weight_of_witness())]
		pub fn witness(origin: OriginFor<T>, ceremony: CeremonyId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_witness(who, ceremony)
		}

		/// Decline to witness an open ceremony, on record. Signed by an operator who could witness it.
		///
		/// As many declines as the tier has witnesses close it.
		///
		/// Emits [`Event::WitnessDeclined`] and perhaps [`Event::CeremonyDeclined`]. Fails as
		/// [`witness`](Self::witness), but for the artifacts.
		#[pallet::call_index(13)]
		#[pallet::weight(Pallet::<T>::weight_of_decline())]
		pub fn decline(origin: OriginFor<T>, ceremony: CeremonyId) -> DispatchResult {
			let who = ensure_signed(origin)?;
			Self::do_decline(who, ceremony)
		}

		/// Bless an open ceremony of gold. By the blesser origin.
		///
		/// Emits [`Event::Blessed`] and perhaps [`Event::CeremonyCompleted`]. Fails with
		/// [`Error::UnknownCeremony`], [`Error::CeremonyClosed`], [`Error::NoBlessingNeeded`],
		/// [`Error::AlreadyBlessed`], [`Error::ConflictOfInterest`], [`Error::ArtifactRevoked`],
		/// [`Error::UnknownArtifact`].
		#[pallet::call_index(14)]
		#[pallet::weight(Pallet::<T>::weight_of_bless())]
		pub fn bless(origin: OriginFor<T>, ceremony: CeremonyId) -> DispatchResult {
			let blesser = T::BlesserOrigin::ensure_origin(origin)?;
			Self::do_bless(blesser, ceremony)
		}
	}

	#[pallet::view_functions]
	impl<T: Config> Pallet<T> {
		/// The tier of an account at this block.
		pub fn tier_info(account: T::AccountId) -> TierInfoOf<T> {
			Self::info_of_tier(&account)
		}

		/// What is known of a receipt as an artifact; `None` if no criteria were ever attested of it.
		pub fn artifact_info(artifact: ReceiptId) -> Option<ArtifactInfo> {
			Self::info_of_artifact(artifact)
		}
	}
}
