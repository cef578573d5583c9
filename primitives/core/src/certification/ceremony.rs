// SPDX-License-Identifier: Apache-2.0

//! Ceremonies: operators witness that an artifact has a provenance.

use super::ArtifactTier;
use crate::receipt::{subject_of, ReceiptId};
use alloc::{format, string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt::Write;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{ConstU32, H256};
use sp_runtime::BoundedVec;

/// The most witnesses of a ceremony: those of gold.
pub const MAX_WITNESSES: u32 = 5;

/// The most artifacts of a ceremony. So many numbers fit the uri of its receipt.
pub const MAX_ARTIFACTS: u32 = 5;

/// The longest blessing, in bytes.
pub const MAX_BLESSING_LEN: u32 = 512;

/// The number of a ceremony: dense over the chain, from 0, in the order of opening.
pub type CeremonyId = u64;

/// The subject of the receipt of a ceremony: that of the name `ceremony/7`.
pub fn ceremony_subject(id: CeremonyId) -> H256 {
	subject_of(&format!("ceremony/{id}"))
}

/// The witnesses of a ceremony, or those who declined.
pub type Witnesses<AccountId> = BoundedVec<AccountId, ConstU32<MAX_WITNESSES>>;

/// The receipts of the artifacts of a ceremony.
pub type Artifacts = BoundedVec<ReceiptId, ConstU32<MAX_ARTIFACTS>>;

/// What the initiator says over the artifacts: UTF-8 by convention.
pub type Blessing = BoundedVec<u8, ConstU32<MAX_BLESSING_LEN>>;

/// What a ceremony is held for. Append-only.
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
pub enum CeremonyKind {
	/// A first version.
	#[codec(index = 0)]
	Release,
	/// A further version.
	#[codec(index = 1)]
	Update,
	/// Something reached.
	#[codec(index = 2)]
	Milestone,
	/// A work of several.
	#[codec(index = 3)]
	Collaboration,
}

/// Where a ceremony stands. Append-only.
///
/// As JSON: `{"state":"declined","at":100}`.
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
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "state")]
pub enum CeremonyState<BlockNumber> {
	/// Waits for witnesses or the blessing.
	#[codec(index = 0)]
	Open,
	/// All was met. Final.
	#[codec(index = 1)]
	Completed {
		/// The block that completed it.
		at: BlockNumber,
		/// The [digest](Ceremony::digest) of the ceremony.
		digest: H256,
		/// The receipt of it.
		receipt: ReceiptId,
	},
	/// As many declined as it takes witnesses. Final.
	#[codec(index = 2)]
	Declined {
		/// The block of the last decline.
		at: BlockNumber,
	},
	/// The initiator cancelled it. Final.
	#[codec(index = 3)]
	Cancelled {
		/// The block of the cancellation.
		at: BlockNumber,
	},
	/// Its time passed. Final.
	#[codec(index = 4)]
	Expired {
		/// The first block at which it was not open any more.
		at: BlockNumber,
	},
}

/// A ceremony.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Ceremony<AccountId, BlockNumber> {
	/// Who opened it, the issuer of every artifact and the first witness.
	pub initiator: AccountId,
	/// The tier that the artifacts are to have.
	pub tier: ArtifactTier,
	/// What it is held for.
	pub kind: CeremonyKind,
	/// The receipts of the artifacts, ascending.
	pub artifacts: Artifacts,
	/// What the initiator says over them.
	pub blessing: Blessing,
	/// The block that opened it.
	pub opened_at: BlockNumber,
	/// The first block at which it is not open any more, if it is not closed before.
	pub expires: BlockNumber,
	/// Who witnesses it, in the order of time.
	pub witnesses: Witnesses<AccountId>,
	/// Who could have witnessed it and refused, in the order of time.
	pub declined: Witnesses<AccountId>,
	/// Who blessed it.
	pub blessed_by: Option<AccountId>,
	/// Where it stands.
	pub state: CeremonyState<BlockNumber>,
}

impl<AccountId: Clone + Encode + Ord, BlockNumber: Encode> Ceremony<AccountId, BlockNumber> {
	/// The digest of the ceremony, which its receipt attests:
	///
	/// ```text
	/// SHA-256(SCALE(initiator, tier, kind, witnesses ascending, artifacts ascending, blessing,
	///               opened_at))
	/// ```
	pub fn digest(&self) -> H256 {
		let ascending = |accounts: &Witnesses<AccountId>| {
			let mut accounts = accounts.to_vec();
			accounts.sort_unstable();
			accounts
		};
		let mut artifacts = self.artifacts.to_vec();
		artifacts.sort_unstable();
		let preimage = (
			&self.initiator,
			self.tier,
			self.kind,
			ascending(&self.witnesses),
			artifacts,
			&self.blessing,
			&self.opened_at,
		);
		H256(sp_io::hashing::sha2_256(&preimage.encode()))
	}
}

impl<AccountId, BlockNumber: Copy + PartialOrd> Ceremony<AccountId, BlockNumber> {
	/// Where it stands at the block `now`: a time that has passed counts, also where the chain has not
	/// written it down yet.
	pub fn state_at(&self, now: BlockNumber) -> CeremonyState<BlockNumber> {
		match self.state {
			CeremonyState::Open if self.expires <= now => {
				CeremonyState::Expired { at: self.expires }
			}
			state => state,
		}
	}
}

impl<AccountId, BlockNumber> Ceremony<AccountId, BlockNumber> {
	/// The uri of the receipt of the ceremony, which names the artifacts: `artifacts:1,2,3`. At most
	/// 114 bytes.
	pub fn uri(&self) -> Vec<u8> {
		let mut uri = String::from("artifacts:");
		for (position, id) in self.artifacts.iter().enumerate() {
			let comma = if position == 0 { "" } else { "," };
			// Writing to a string cannot fail.
			let _ = write!(uri, "{comma}{id}");
		}
		uri.into_bytes()
	}
}
