// SPDX-License-Identifier: Apache-2.0

//! What verifiers judge.

use super::EvidenceKind;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::ConstU32;
use sp_runtime::BoundedVec;

/// A contribution to the network. Append-only.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	Hash,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub enum ContributionKind {
	/// A change of the code that was merged.
	#[codec(index = 0)]
	MergedChange,
	/// A review of an upgrade.
	#[codec(index = 1)]
	UpgradeReview,
	/// A new signal.
	#[codec(index = 2)]
	NewSignal,
	/// Data to train models with.
	#[codec(index = 3)]
	TrainingData,
	/// A test that breaks something on purpose.
	#[codec(index = 4)]
	ChaosTest,
	/// Documentation.
	#[codec(index = 5)]
	Documentation,
}

impl ContributionKind {
	/// All kinds.
	pub const ALL: [Self; 6] = [
		Self::MergedChange,
		Self::UpgradeReview,
		Self::NewSignal,
		Self::TrainingData,
		Self::ChaosTest,
		Self::Documentation,
	];
}

/// What a verifier may judge. Append-only.
///
/// As JSON: `{"evidence":"kyc"}`, `{"contribution":"mergedChange"}`, `"artifactCriteria"`,
/// `"modelMarks"`.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	Hash,
	MaxEncodedLen,
	Ord,
	PartialEq,
	PartialOrd,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub enum VerifierKind {
	/// Evidence of operators, of this kind.
	#[codec(index = 0)]
	Evidence(EvidenceKind),
	/// Contributions of this kind.
	#[codec(index = 1)]
	Contribution(ContributionKind),
	/// The criteria of artifacts.
	#[codec(index = 2)]
	ArtifactCriteria,
	/// The marks of operators that ran another model than the pinned one.
	#[codec(index = 3)]
	ModelMarks,
}

/// The number of the kinds there are: 5 of evidence, 6 of contributions, and 2.
pub const MAX_VERIFIER_KINDS: u32 = 13;

/// What one verifier may judge: ascending, each once.
pub type VerifierKinds = BoundedVec<VerifierKind, ConstU32<MAX_VERIFIER_KINDS>>;

impl VerifierKind {
	/// All kinds, ascending.
	pub fn all() -> impl Iterator<Item = Self> {
		EvidenceKind::ALL
			.into_iter()
			.map(Self::Evidence)
			.chain(ContributionKind::ALL.into_iter().map(Self::Contribution))
			.chain([Self::ArtifactCriteria, Self::ModelMarks])
	}
}
