// SPDX-License-Identifier: Apache-2.0

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod appoint_blesser;
mod attest_criteria;
mod bless;
mod cancel;
mod decline;
mod expiry;
mod genesis;
mod glue;
mod model;
mod open_ceremony;
mod properties;
mod queries;
mod register_verifier;
mod reject_evidence;
mod remove_verifier;
mod resume_verifier;
mod revoke_evidence;
mod submit_evidence;
mod suspend_verifier;
mod try_state;
mod verify_evidence;
mod weights;
mod wire_format;
mod witness;

use crate::{
	mock::*, ArtifactTier, Ceremonies, CeremonyId, CeremonyKind, CeremonyState, EvidenceKind,
	NextCeremony, ReceiptId, Tier, VerifierKind,
};
use frame_support::{assert_ok, dispatch::DispatchResult};
use sp_core::H256;
use tonnetz_core::{
	certification::{Act, OperatorTiers},
	ordered::Ordered,
	receipt::{Attestation, Kind, Receipt, Source},
	traits::AttestReceipt,
	AccountId, BlockNumber,
};

fn signed(who: &AccountId) -> RuntimeOrigin {
	RuntimeOrigin::signed(who.clone())
}

fn digest(n: u8) -> H256 {
	H256::repeat_byte(n)
}

/// Signs a `submit_evidence` with `who`.
fn submit(who: &AccountId, kind: EvidenceKind, n: u8) -> DispatchResult {
	Certification::submit_evidence(signed(who), kind, digest(n))
}

/// Signs a `verify_evidence` with `who`.
fn verify(
	who: &AccountId,
	operator: &AccountId,
	kind: EvidenceKind,
	n: u8,
	valid_until: BlockNumber,
) -> DispatchResult {
	Certification::verify_evidence(signed(who), operator.clone(), kind, digest(n), valid_until)
}

/// Signs a `reject_evidence` with `who`.
fn reject(who: &AccountId, operator: &AccountId, kind: EvidenceKind, n: u8) -> DispatchResult {
	Certification::reject_evidence(signed(who), operator.clone(), kind, digest(n))
}

/// Signs a `revoke_evidence` with `who`.
fn revoke(who: &AccountId, operator: &AccountId, kind: EvidenceKind) -> DispatchResult {
	Certification::revoke_evidence(signed(who), operator.clone(), kind)
}

/// Has the operator submit evidence, and it verified.
#[track_caller]
fn certify(operator: &AccountId, kind: EvidenceKind, valid_until: BlockNumber) {
	assert_ok!(submit(operator, kind, 1));
	assert_ok!(verify(&VERIFIER, operator, kind, 1, valid_until));
}

fn tier(who: &AccountId) -> Tier {
	<Certification as OperatorTiers<AccountId>>::tier(who)
}

/// Signs an `attest_criteria` with `who`.
fn attest_criteria(who: &AccountId, artifact: ReceiptId, tier: ArtifactTier) -> DispatchResult {
	Certification::attest_criteria(signed(who), artifact, tier)
}

/// Signs an `open_ceremony` for a release with `who`.
fn open(who: &AccountId, tier: ArtifactTier, artifacts: &[ReceiptId]) -> DispatchResult {
	let (kind, blessing) = (CeremonyKind::Release, b"Made with care".to_vec());
	Certification::open_ceremony(signed(who), tier, kind, artifacts.to_vec(), blessing)
}

/// Signs a `witness` with `who`.
fn witness(who: &AccountId, id: CeremonyId) -> DispatchResult {
	Certification::witness(signed(who), id)
}

/// Signs a `decline` with `who`.
fn decline(who: &AccountId, id: CeremonyId) -> DispatchResult {
	Certification::decline(signed(who), id)
}

/// Signs a `bless` with `who`.
fn bless(who: &AccountId, id: CeremonyId) -> DispatchResult {
	Certification::bless(signed(who), id)
}

/// Signs a `cancel` with `who`.
fn cancel(who: &AccountId, id: CeremonyId) -> DispatchResult {
	Certification::cancel(signed(who), id)
}

/// A new receipt of `issuer`.
fn attest(issuer: &AccountId, kind: Kind) -> ReceiptId {
	let attestation = Attestation {
		kind,
		subject: digest(5),
		digest: digest(6),
		parent: None,
		uri: vec![],
		expires: None,
	};
	Receipts::attest_as(issuer, attestation).unwrap()
}

/// New artifacts of Alice.
fn artifacts(count: usize) -> Vec<ReceiptId> {
	(0..count).map(|_| attest(&ALICE, Kind::Artifact)).collect()
}

/// Makes Alice and all witnesses eligible for a year.
#[track_caller]
fn certify_all() {
	let valid_until = System::block_number() + VALIDITY;
	for operator in [ALICE].iter().chain(&WITNESSES) {
		certify(operator, EvidenceKind::Kyc, valid_until);
	}
}

/// Has the criteria of a tier attested of artifacts of Alice, and every ceremony below it held.
#[track_caller]
fn prepare(tier: ArtifactTier, artifacts: &[ReceiptId]) {
	for artifact in artifacts {
		assert_ok!(attest_criteria(&VERIFIER, *artifact, tier));
	}
	for lower in ArtifactTier::ALL.into_iter().filter(|lower| *lower < tier) {
		hold(lower, artifacts);
	}
}

/// Opens a ceremony of Alice's that does not lack anything else, and returns its number.
#[track_caller]
fn opened(tier: ArtifactTier) -> CeremonyId {
	certify_all();
	let artifacts = artifacts(tier.artifacts() as usize);
	prepare(tier, &artifacts);
	assert_ok!(open(&ALICE, tier, &artifacts));
	last_ceremony()
}

/// Opens a ceremony and completes it.
#[track_caller]
fn hold(tier: ArtifactTier, artifacts: &[ReceiptId]) {
	assert_ok!(open(&ALICE, tier, artifacts));
	let id = last_ceremony();
	for who in &WITNESSES[1..tier.witnesses() as usize] {
		assert_ok!(witness(who, id));
	}
	if tier.needs_blessing() {
		assert_ok!(bless(&BLESSER, id));
	}
	assert!(matches!(state(id), CeremonyState::Completed { .. }));
}

fn last_ceremony() -> CeremonyId {
	NextCeremony::<Test>::get() - 1
}

/// Where a ceremony stands, deadlines that have passed taken into account.
#[track_caller]
fn state(id: CeremonyId) -> CeremonyState<BlockNumber> {
	Certification::ceremony(id).expect("the ceremony is remembered").state
}

/// What is stored of a ceremony.
#[track_caller]
fn stored(id: CeremonyId) -> crate::CeremonyOf<Test> {
	Ceremonies::<Test>::get(Ordered(id)).expect("the ceremony is remembered").ceremony
}

/// The tier of an artifact.
fn artifact_tier(artifact: ReceiptId) -> Option<ArtifactTier> {
	Certification::artifact_info(artifact).and_then(|info| info.tier)
}

fn revoke_receipt(issuer: &AccountId, id: ReceiptId) {
	assert_ok!(Receipts::revoke(signed(issuer), id, vec![]));
}

/// The last receipt of all, and how it came to be written.
fn last_receipt() -> (ReceiptId, Receipt<AccountId, BlockNumber>, Source) {
	let id = pallet_receipts::NextId::<Test>::get() - 1;
	let info = Receipts::get(id).unwrap();
	(id, info.receipt.unwrap(), info.source)
}

/// Asserts that the last receipt is that of `act`, by `issuer` or autonomous, and returns its number.
#[track_caller]
fn assert_recorded(act: Act<'_, AccountId>, issuer: Option<AccountId>) -> ReceiptId {
	let (id, receipt, source) = last_receipt();
	assert_eq!((receipt.kind, receipt.subject), (act.kind(), act.subject()));
	assert_eq!(receipt.digest, act.digest());
	match issuer {
		Some(issuer) => assert_eq!((receipt.issuer, source), (issuer, Source::Pallet)),
		None => assert_eq!(
			(receipt.issuer, source),
			(Receipts::autonomous_account(), Source::Autonomous)
		),
	}
	id
}
