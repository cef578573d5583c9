// SPDX-License-Identifier: Apache-2.0

//! `tonnetz certification`: the tiers of operators and artifacts.

mod artifact;
mod blesser;
mod ceremony;
mod evidence;
mod kind;
mod reads;
mod tier;
mod verifier;
mod verifiers;

use crate::{
	cli::after_help,
	error::{Error, Exit},
	output::Output,
};
use clap::Subcommand;
use sp_core::crypto::AccountId32;
use tonnetz_core::{certification, BlockNumber};

type CeremonyInfo = certification::CeremonyInfo<AccountId32, BlockNumber>;
type CeremonyPage = certification::CeremonyPage<AccountId32, BlockNumber>;
type EvidenceInfo = certification::EvidenceInfo<AccountId32, BlockNumber>;
type TierInfo = certification::TierInfo<BlockNumber>;
type VerifierInfo = certification::VerifierInfo<AccountId32, BlockNumber>;
type VerifierPage = certification::VerifierPage<AccountId32, BlockNumber>;

/// The pallet's name in the runtime.
const PALLET: &str = "Certification";

/// The commands of `tonnetz certification`.
#[derive(Debug, Subcommand)]
pub enum CertificationCommand {
	/// Show the tier of an operator
	#[command(
		after_help = after_help(
			"tonnetz certification tier 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Tier(tier::TierArgs),

	/// Submit, show and judge the evidence of operators
	#[command(
		subcommand,
		after_help = after_help(
			"tonnetz certification evidence show 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"
		)
	)]
	Evidence(evidence::EvidenceCommand),

	/// List who judges something
	#[command(after_help = after_help("tonnetz certification verifiers kyc"))]
	Verifiers(verifiers::VerifiersArgs),

	/// Register, remove and suspend verifiers, as who governs
	#[command(
		subcommand,
		after_help = after_help(
			"tonnetz certification verifier register \
			 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM kyc --suri-file governor.suri"
		)
	)]
	Verifier(verifier::VerifierCommand),

	/// Appoint who blesses ceremonies of gold, as who governs
	#[command(
		subcommand,
		after_help = after_help(
			"tonnetz certification blesser appoint \
			 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM --suri-file governor.suri"
		)
	)]
	Blesser(blesser::BlesserCommand),

	/// Attest what artifacts show, as a verifier
	#[command(
		subcommand,
		after_help = after_help(
			"tonnetz certification criteria attest 42 bronze --suri-file verifier.suri"
		)
	)]
	Criteria(artifact::CriteriaCommand),

	/// Hold ceremonies, which raise artifacts to a tier
	#[command(subcommand, after_help = after_help("tonnetz certification ceremony list"))]
	Ceremony(ceremony::CeremonyCommand),

	/// Show the tier of an artifact
	#[command(after_help = after_help("tonnetz certification artifact 42"))]
	Artifact(artifact::ArtifactArgs),
}

/// Runs a command of `tonnetz certification`.
pub async fn run(command: CertificationCommand, output: Output) -> Result<Exit, Error> {
	match command {
		CertificationCommand::Tier(args) => tier::run(args, output).await,
		CertificationCommand::Evidence(command) => evidence::run(command, output).await,
		CertificationCommand::Verifiers(args) => verifiers::run(args, output).await,
		CertificationCommand::Verifier(command) => verifier::run(command, output).await,
		CertificationCommand::Blesser(command) => blesser::run(command, output).await,
		CertificationCommand::Criteria(command) => artifact::criteria(command, output).await,
		CertificationCommand::Ceremony(command) => ceremony::run(command, output).await,
		CertificationCommand::Artifact(args) => artifact::run(args, output).await,
	}
}
