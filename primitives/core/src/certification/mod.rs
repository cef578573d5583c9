// SPDX-License-Identifier: Apache-2.0

//! Certification: the tiers of operators and of artifacts, what they take and what they give.
//!
//! - Operators: [`EvidenceKind`], of which a [`Tier`] needs the first so many;
//! - artifacts: [`ArtifactTier`] with its [`Criteria`] and [`Privileges`], and the [`Ceremony`] that
//!   raises an artifact to it;
//! - verifiers: [`VerifierKind`];
//! - [`Act`]: what the receipts state;
//! - [`OperatorTiers`], [`Verifiers`] and [`ReadReceipt`]: glue between pallets.

mod act;
mod artifact;
mod ceremony;
mod glue;
mod query;
mod tier;
mod verifier;

pub use act::Act;
pub use artifact::{
	is_artifact, subdomain, Alerts, ArtifactTier, Criteria, Privileges, TestCoverage, MAX_LABEL_LEN,
};
pub use ceremony::{
	ceremony_subject, Artifacts, Blessing, Ceremony, CeremonyId, CeremonyKind, CeremonyState,
	Witnesses, MAX_ARTIFACTS, MAX_BLESSING_LEN, MAX_WITNESSES,
};
pub use glue::{OperatorTiers, ReadReceipt, ReceiptFacts, Verifiers};
pub use query::{
	ArtifactInfo, CeremonyInfo, CeremonyPage, EvidenceInfo, TierInfo, VerifierInfo, VerifierPage,
};
pub use tier::{EvidenceKind, PendingEvidence, Tier, VerifiedEvidence};
pub use verifier::{ContributionKind, VerifierKind, VerifierKinds, MAX_VERIFIER_KINDS};
