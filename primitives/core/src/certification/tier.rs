// SPDX-License-Identifier: Apache-2.0

//! Evidence of operators, and the tiers that it gives.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// What an operator can give evidence of. Append-only.
///
/// Each is what one more [`Tier`] needs, in this order.
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
pub enum EvidenceKind {
	/// Who runs it was identified ("know your customer").
	#[codec(index = 0)]
	Kyc,
	/// Its keys are bound to hardware: a TPM or a security key.
	#[codec(index = 1)]
	HardwareKey,
	/// Its keys are in a hardware security module, made from a quantum random number generator.
	#[codec(index = 2)]
	HsmQrng,
	/// Its links are keyed by quantum key distribution.
	#[codec(index = 3)]
	Qkd,
	/// Its signer is a service of its own, with locked memory, canaries and an audit.
	#[codec(index = 4)]
	IsolatedSigner,
}

impl EvidenceKind {
	/// All kinds, in the order in which tiers need them.
	pub const ALL: [Self; 5] =
		[Self::Kyc, Self::HardwareKey, Self::HsmQrng, Self::Qkd, Self::IsolatedSigner];

	/// The name of the kind, as in JSON.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Kyc => "kyc",
			Self::HardwareKey => "hardwareKey",
			Self::HsmQrng => "hsmQrng",
			Self::Qkd => "qkd",
			Self::IsolatedSigner => "isolatedSigner",
		}
	}

	/// The lowest tier that needs it.
	pub const fn tier(self) -> Tier {
		match self {
			Self::Kyc => Tier::T1,
			Self::HardwareKey => Tier::T2,
			Self::HsmQrng => Tier::T3,
			Self::Qkd => Tier::T4,
			Self::IsolatedSigner => Tier::T5,
		}
	}
}

/// The tier of an operator. Append-only.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
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
#[serde(rename_all = "lowercase")]
pub enum Tier {
	/// Instant: nothing is needed.
	#[default]
	#[codec(index = 0)]
	T0,
	/// Identified.
	#[codec(index = 1)]
	T1,
	/// Hardware secured.
	#[codec(index = 2)]
	T2,
	/// HSM and quantum random numbers.
	#[codec(index = 3)]
	T3,
	/// Quantum key distribution.
	#[codec(index = 4)]
	T4,
	/// Full quantum.
	#[codec(index = 5)]
	T5,
}

impl Tier {
	/// All tiers, ascending.
	pub const ALL: [Self; 6] = [Self::T0, Self::T1, Self::T2, Self::T3, Self::T4, Self::T5];

	/// The tier of an operator of which `holds` says what evidence is verified and unexpired: the
	/// highest that it has all evidence for. What stands above a gap does not count.
	pub fn of(holds: impl Fn(EvidenceKind) -> bool) -> Self {
		EvidenceKind::ALL
			.into_iter()
			.take_while(|kind| holds(*kind))
			.last()
			.map_or(Self::T0, EvidenceKind::tier)
	}

	/// The name of the tier, as in JSON.
	pub const fn name(self) -> &'static str {
		match self {
			Self::T0 => "t0",
			Self::T1 => "t1",
			Self::T2 => "t2",
			Self::T3 => "t3",
			Self::T4 => "t4",
			Self::T5 => "t5",
		}
	}

	/// The evidence that the tier needs.
	pub fn needs(self) -> impl Iterator<Item = EvidenceKind> {
		EvidenceKind::ALL.into_iter().filter(move |kind| kind.tier() <= self)
	}

	/// What the operator's share of a charge is multiplied by, in basis points.
	pub const fn multiplier(self) -> u32 {
		match self {
			Self::T0 => 7_000,
			Self::T1 => 10_000,
			Self::T2 => 12_000,
			Self::T3 => 15_000,
			Self::T4 => 20_000,
			Self::T5 => 25_000,
		}
	}

	/// The term that the tier adds to the operator's weight in governance.
	pub const fn points(self) -> u16 {
		match self {
			Self::T0 => 0,
			Self::T1 => 10,
			Self::T2 => 20,
			Self::T3 => 30,
			Self::T4 => 40,
			Self::T5 => 50,
		}
	}
}

/// Evidence that waits for a verifier.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct PendingEvidence<BlockNumber> {
	/// SHA-256 of the evidence, which the verifier is shown.
	pub digest: H256,
	/// The block that submitted it.
	pub at: BlockNumber,
}

/// Evidence that a verifier has judged to be good.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedEvidence<AccountId, BlockNumber> {
	/// SHA-256 of the evidence.
	pub digest: H256,
	/// Who verified it.
	pub verifier: AccountId,
	/// The block of the verification.
	pub at: BlockNumber,
	/// The first block at which it does not count any more.
	pub valid_until: BlockNumber,
}
