// SPDX-License-Identifier: Apache-2.0

//! Statements: attestations that an issuer signs off chain and somebody else brings to the chain.

use super::{Attestation, Kind, ReceiptId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::H256;

/// What an issuer signs for a relayer to bring to the chain.
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Statement<AccountId, BlockNumber> {
	/// Who attests, and signs.
	pub issuer: AccountId,
	/// What the payload is.
	pub kind: Kind,
	/// What the payload is about: see [`subject_of`](super::subject_of).
	pub subject: H256,
	/// SHA-256 of the payload.
	pub digest: H256,
	/// The receipt this one derives from. It must exist.
	pub parent: Option<ReceiptId>,
	/// Where the payload may be found, at most [`MAX_URI_LEN`](super::MAX_URI_LEN) bytes.
	#[serde(with = "sp_core::bytes")]
	pub uri: Vec<u8>,
	/// The first block at which the issuer no longer vouches for it.
	pub expires: Option<BlockNumber>,
	/// The issuer's statement nonce: each is accepted once, in order, from 0.
	pub nonce: u64,
	/// The last block that accepts the statement.
	pub valid_until: BlockNumber,
}

impl<AccountId: Encode, BlockNumber: Encode> Statement<AccountId, BlockNumber> {
	/// The bytes to sign, in the context `tonnetz/statement/v1`:
	///
	/// ```text
	/// SCALE(genesis hash, issuer, kind, subject, digest, parent, uri, expires, nonce, valid_until)
	/// ```
	///
	/// The genesis hash keeps a statement of one chain from being replayed on another.
	pub fn signing_bytes(&self, genesis_hash: &H256) -> Vec<u8> {
		(genesis_hash, self).encode()
	}
}

impl<AccountId, BlockNumber> Statement<AccountId, BlockNumber> {
	/// The attestation that the statement makes.
	pub fn into_attestation(self) -> Attestation<BlockNumber> {
		Attestation {
			kind: self.kind,
			subject: self.subject,
			digest: self.digest,
			parent: self.parent,
			uri: self.uri,
			expires: self.expires,
		}
	}
}
