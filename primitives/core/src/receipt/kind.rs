// SPDX-License-Identifier: Apache-2.0

//! What a receipt is about.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// What a receipt attests.
///
/// The kind is the issuer's word: the chain does not check that a payload is what its kind says.
/// Append-only: indices are part of every link, so a variant never changes its index and a removed
/// one leaves it unused. `Custom` stands at the end of the range to leave room.
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
pub enum Kind {
	/// A decision of a person or an agent.
	#[codec(index = 0)]
	Decision,
	/// Something that was done.
	#[codec(index = 1)]
	Action,
	/// Something that was asked for and refused.
	#[codec(index = 2)]
	Refusal,
	/// A deployment of an artifact.
	#[codec(index = 3)]
	Deployment,
	/// An architecture decision record.
	#[codec(index = 4)]
	ArchitectureDecision,
	/// A build product.
	#[codec(index = 5)]
	Artifact,
	/// A document.
	#[codec(index = 6)]
	Document,
	/// A run of a model.
	#[codec(index = 7)]
	ModelRun,
	/// A measurement of coherence.
	#[codec(index = 8)]
	Coherence,
	/// A container image.
	#[codec(index = 9)]
	Container,
	/// The health of a node after an upgrade.
	#[codec(index = 10)]
	UpgradeHealth,
	/// A ceremony of certification.
	#[codec(index = 11)]
	Ceremony,
	/// A settlement of a payment.
	#[codec(index = 12)]
	Settlement,
	/// A kind of the integrator's own. `Custom(0)` opens the chain of an account that replaces
	/// another.
	#[codec(index = 255)]
	Custom(u32),
}
