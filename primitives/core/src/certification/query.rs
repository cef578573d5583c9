// SPDX-License-Identifier: Apache-2.0

//! What queries answer, in the runtime API, in JSON-RPC and in clients.

use super::{
	ArtifactTier, CeremonyId, CeremonyKind, CeremonyState, EvidenceKind, PendingEvidence, Tier,
	VerifiedEvidence, VerifierKinds,
};
use crate::{cust::Suspension, receipt::ReceiptId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// The tier of an account.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct TierInfo<BlockNumber> {
	/// The tier at this block.
	pub tier: Tier,
	/// What its share in a charge is multiplied by, in basis points.
	pub multiplier: u32,
	/// The term that the tier adds to its weight in governance.
	pub points: u16,
	/// The first block at which it has the tier no more, if nothing happens before; `None` for the
	/// lowest, which needs nothing.
	pub lapses: Option<BlockNumber>,
}

/// What the chain knows of one kind of evidence of an operator.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceInfo<AccountId, BlockNumber> {
	/// What it is evidence of.
	pub kind: EvidenceKind,
	/// What waits for a verifier.
	pub pending: Option<PendingEvidence<BlockNumber>>,
	/// What is verified and unexpired at this block.
	pub verified: Option<VerifiedEvidence<AccountId, BlockNumber>>,
}

/// All that the chain knows of a verifier.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct VerifierInfo<AccountId, BlockNumber> {
	/// Its account.
	pub account: AccountId,
	/// What it judges.
	pub kinds: VerifierKinds,
	/// The block that registered it first.
	pub since: BlockNumber,
	/// If it is suspended at this block.
	pub suspended: Option<Suspension<BlockNumber>>,
}

/// A part of the list of the verifiers for a kind, in the order of the hashes of their accounts.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct VerifierPage<AccountId, BlockNumber> {
	/// The verifiers from the account that was asked for.
	pub items: Vec<VerifierInfo<AccountId, BlockNumber>>,
	/// The `from` of the next query; `None` at the end.
	pub next: Option<AccountId>,
}

/// What the chain knows of an artifact beside its receipt.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct ArtifactInfo {
	/// The number of its receipt.
	pub receipt: ReceiptId,
	/// Its tier at this block; `None` if it never was raised to one, or its receipt is revoked or
	/// pruned.
	pub tier: Option<ArtifactTier>,
	/// The highest tier of which a verifier attested that it meets the criteria.
	pub criteria: ArtifactTier,
	/// The ceremony that raised it to the tier, which it had even if it lost it since.
	pub raised_by: Option<CeremonyId>,
	/// The ceremony over it that is open at this block.
	pub open: Option<CeremonyId>,
	/// Whether its issuer revoked the receipt.
	pub revoked: bool,
}

/// All that the chain knows of a ceremony.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct CeremonyInfo<AccountId, BlockNumber> {
	/// The number of the ceremony.
	pub id: CeremonyId,
	/// Who opened it.
	pub initiator: AccountId,
	/// The tier that the artifacts are to have.
	pub tier: ArtifactTier,
	/// What it is held for.
	pub kind: CeremonyKind,
	/// The receipts of the artifacts, ascending.
	pub artifacts: Vec<ReceiptId>,
	/// What the initiator says over them.
	#[serde(with = "sp_core::bytes")]
	pub blessing: Vec<u8>,
	/// The block that opened it.
	pub opened_at: BlockNumber,
	/// The first block at which it is not open any more, if it is not closed before.
	pub expires: BlockNumber,
	/// How many witnesses it takes.
	pub witnesses_needed: u32,
	/// Who witnesses it, in the order of time; the first is the initiator.
	pub witnesses: Vec<AccountId>,
	/// Who declined, in the order of time.
	pub declined: Vec<AccountId>,
	/// Whether it takes a blessing.
	pub blessing_needed: bool,
	/// Who blessed it.
	pub blessed_by: Option<AccountId>,
	/// Where it stands at this block.
	pub state: CeremonyState<BlockNumber>,
}

/// A part of the list of open ceremonies, ascending by number.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct CeremonyPage<AccountId, BlockNumber> {
	/// The ceremonies from the number that was asked for.
	pub items: Vec<CeremonyInfo<AccountId, BlockNumber>>,
	/// The `from` of the next query; `None` at the end.
	pub next: Option<CeremonyId>,
}
