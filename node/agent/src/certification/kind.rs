// SPDX-License-Identifier: Apache-2.0

//! Names of kinds and tiers on the command line.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use tonnetz_core::certification::{
	ArtifactTier, CeremonyKind, ContributionKind, EvidenceKind, VerifierKind,
};

const EVIDENCE: [(&str, EvidenceKind); 5] = [
	("kyc", EvidenceKind::Kyc),
	("hardware-key", EvidenceKind::HardwareKey),
	("hsm-qrng", EvidenceKind::HsmQrng),
	("qkd", EvidenceKind::Qkd),
	("isolated-signer", EvidenceKind::IsolatedSigner),
];

const VERIFIERS: [(&str, VerifierKind); 13] = [
	("kyc", VerifierKind::Evidence(EvidenceKind::Kyc)),
	("hardware-key", VerifierKind::Evidence(EvidenceKind::HardwareKey)),
	("hsm-qrng", VerifierKind::Evidence(EvidenceKind::HsmQrng)),
	("qkd", VerifierKind::Evidence(EvidenceKind::Qkd)),
	("isolated-signer", VerifierKind::Evidence(EvidenceKind::IsolatedSigner)),
	("merged-change", VerifierKind::Contribution(ContributionKind::MergedChange)),
	("upgrade-review", VerifierKind::Contribution(ContributionKind::UpgradeReview)),
	("new-signal", VerifierKind::Contribution(ContributionKind::NewSignal)),
	("training-data", VerifierKind::Contribution(ContributionKind::TrainingData)),
	("chaos-test", VerifierKind::Contribution(ContributionKind::ChaosTest)),
	("documentation", VerifierKind::Contribution(ContributionKind::Documentation)),
	("artifact-criteria", VerifierKind::ArtifactCriteria),
	("model-marks", VerifierKind::ModelMarks),
];

const TIERS: [(&str, ArtifactTier); 3] = [
	("bronze", ArtifactTier::Bronze),
	("silver", ArtifactTier::Silver),
	("gold", ArtifactTier::Gold),
];

const CEREMONIES: [(&str, CeremonyKind); 4] = [
	("release", CeremonyKind::Release),
	("update", CeremonyKind::Update),
	("milestone", CeremonyKind::Milestone),
	("collaboration", CeremonyKind::Collaboration),
];

/// The parser of a kind of evidence.
pub fn evidence() -> impl TypedValueParser<Value = EvidenceKind> {
	parser(EVIDENCE)
}

/// The parser of what a verifier judges.
pub fn verifier() -> impl TypedValueParser<Value = VerifierKind> {
	parser(VERIFIERS)
}

/// The parser of an artifact's tier.
pub fn tier() -> impl TypedValueParser<Value = ArtifactTier> {
	parser(TIERS)
}

/// The parser of what a ceremony is held for.
pub fn ceremony() -> impl TypedValueParser<Value = CeremonyKind> {
	parser(CEREMONIES)
}

fn parser<T, const N: usize>(names: [(&'static str, T); N]) -> impl TypedValueParser<Value = T>
where
	T: Clone + Copy + Send + Sync + 'static,
{
	PossibleValuesParser::new(names.map(|(name, _)| name)).try_map(move |given| {
		let found = names.into_iter().find(|(name, _)| *name == given);
		found.map(|(_, value)| value).ok_or("unknown name")
	})
}

/// The name of a kind of evidence.
pub fn evidence_name(kind: EvidenceKind) -> &'static str {
	name(EVIDENCE, &kind)
}

/// The name of what a verifier judges.
pub fn verifier_name(kind: VerifierKind) -> &'static str {
	name(VERIFIERS, &kind)
}

/// The name of what a ceremony is held for.
pub fn ceremony_name(kind: CeremonyKind) -> &'static str {
	name(CEREMONIES, &kind)
}

fn name<T: PartialEq, const N: usize>(names: [(&'static str, T); N], value: &T) -> &'static str {
	names.into_iter().find(|(_, known)| known == value).map_or("unknown", |(name, _)| name)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn everything_has_a_name() {
		assert!(EvidenceKind::ALL.iter().all(|kind| evidence_name(*kind) != "unknown"));
		assert_eq!(VerifierKind::all().count(), VERIFIERS.len());
		assert!(VerifierKind::all().all(|kind| verifier_name(kind) != "unknown"));
		assert!(ArtifactTier::ALL.iter().all(|tier| name(TIERS, tier) == tier.name()));
		for (name, kind) in CEREMONIES {
			assert_eq!(serde_json::to_value(kind).unwrap(), name);
		}
	}
}
