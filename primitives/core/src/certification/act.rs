// SPDX-License-Identifier: Apache-2.0

//! What the receipts of certification state, but for those of ceremonies.

use super::{ArtifactTier, EvidenceKind, Tier, VerifierKind};
use crate::{
	receipt::{subject_of, Kind, ReceiptId},
	types::BlockNumber,
};
use alloc::{format, string::String, vec::Vec};
use codec::Encode;
use sp_core::{hexdisplay::HexDisplay, H256};
use sp_runtime::traits::{BlakeTwo256, Hash};

/// Something that was done about evidence, artifacts or verifiers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Act<'a, AccountId> {
	/// An operator submitted evidence.
	Submitted {
		/// The operator.
		operator: &'a AccountId,
		/// What it is evidence of.
		kind: EvidenceKind,
		/// SHA-256 of it.
		digest: H256,
	},
	/// A verifier verified it.
	Verified {
		/// The operator.
		operator: &'a AccountId,
		/// What it is evidence of.
		kind: EvidenceKind,
		/// SHA-256 of it.
		digest: H256,
		/// The first block at which it does not count any more.
		valid_until: BlockNumber,
	},
	/// It was rejected before it was verified.
	Rejected {
		/// The operator.
		operator: &'a AccountId,
		/// What it is evidence of.
		kind: EvidenceKind,
		/// SHA-256 of it.
		digest: H256,
	},
	/// It was revoked after it was verified.
	Revoked {
		/// The operator.
		operator: &'a AccountId,
		/// What it is evidence of.
		kind: EvidenceKind,
		/// SHA-256 of it.
		digest: H256,
	},
	/// Its validity ended.
	Expired {
		/// The operator.
		operator: &'a AccountId,
		/// What it is evidence of.
		kind: EvidenceKind,
		/// SHA-256 of it.
		digest: H256,
		/// The tier that the operator has without it.
		tier: Tier,
	},
	/// A verifier attested that an artifact meets the criteria of a tier.
	CriteriaMet {
		/// The receipt of the artifact.
		artifact: ReceiptId,
		/// The tier.
		tier: ArtifactTier,
	},
	/// A verifier was registered, or its kinds were replaced.
	VerifierRegistered {
		/// Its account.
		verifier: &'a AccountId,
		/// What it judges.
		kinds: &'a [VerifierKind],
	},
	/// A verifier was removed.
	VerifierRemoved {
		/// Its account.
		verifier: &'a AccountId,
	},
	/// A verifier was suspended.
	VerifierSuspended {
		/// Its account.
		verifier: &'a AccountId,
		/// The first block at which it is not any more, if that is set.
		until: Option<BlockNumber>,
	},
	/// A verifier judges again.
	VerifierResumed {
		/// Its account.
		verifier: &'a AccountId,
	},
	/// A blesser was appointed, or there is none any more.
	BlesserAppointed {
		/// Its account.
		blesser: Option<&'a AccountId>,
	},
}

impl<AccountId: Encode> Act<'_, AccountId> {
	/// The payload of the receipt: canonical JSON (RFC 8785) with the members `event`, the name of the
	/// act, and what the act has. Accounts and digests are lower-case hex after `0x`, receipts are
	/// numbers in decimal as text, the kinds of a verifier hex of their SCALE encoding. For example
	///
	/// ```text
	/// {"digest":"0x...","event":"evidenceVerified","kind":"kyc","operator":"0x...","validUntil":7}
	/// ```
	pub fn payload(&self) -> String {
		let evidence = |event: &str, operator: &AccountId, kind: EvidenceKind, digest: &H256| {
			let (kind, operator, digest) = (kind.name(), hex(operator), hex(digest));
			format!(r#""digest":{digest},"event":"{event}","kind":"{kind}","operator":{operator}"#)
		};
		let verifier = |event: &str, verifier: &AccountId| {
			format!(r#""event":"{event}","verifier":{}"#, hex(verifier))
		};
		let members = match self {
			Self::Submitted { operator, kind, digest } => {
				evidence("evidenceSubmitted", operator, *kind, digest)
			}
			Self::Verified { operator, kind, digest, valid_until } => {
				let evidence = evidence("evidenceVerified", operator, *kind, digest);
				format!(r#"{evidence},"validUntil":{valid_until}"#)
			}
			Self::Rejected { operator, kind, digest } => {
				evidence("evidenceRejected", operator, *kind, digest)
			}
			Self::Revoked { operator, kind, digest } => {
				evidence("evidenceRevoked", operator, *kind, digest)
			}
			Self::Expired { operator, kind, digest, tier } => {
				let evidence = evidence("evidenceExpired", operator, *kind, digest);
				format!(r#"{evidence},"tier":"{}""#, tier.name())
			}
			Self::CriteriaMet { artifact, tier } => {
				// As text: a number beyond 2^53 is no number to every JSON reader.
				format!(r#""artifact":"{artifact}","event":"criteriaMet","tier":"{}""#, tier.name())
			}
			Self::VerifierRegistered { verifier: account, kinds } => {
				let kinds: Vec<_> = kinds.iter().map(hex).collect();
				let (kinds, account) = (kinds.join(","), hex(account));
				format!(r#""event":"verifierRegistered","kinds":[{kinds}],"verifier":{account}"#)
			}
			Self::VerifierRemoved { verifier: account } => verifier("verifierRemoved", account),
			Self::VerifierSuspended { verifier: account, until } => {
				let until = until.map_or_else(|| "null".into(), |until| format!("{until}"));
				format!(
					r#""event":"verifierSuspended","until":{until},"verifier":{}"#,
					hex(account)
				)
			}
			Self::VerifierResumed { verifier: account } => verifier("verifierResumed", account),
			Self::BlesserAppointed { blesser } => {
				let blesser = blesser.map_or_else(|| "null".into(), hex);
				format!(r#""blesser":{blesser},"event":"blesserAppointed""#)
			}
		};
		format!("{{{members}}}")
	}

	/// The digest of the receipt: SHA-256 of the [payload](Self::payload).
	pub fn digest(&self) -> H256 {
		H256(sp_io::hashing::sha2_256(self.payload().as_bytes()))
	}

	/// The subject of the receipt: BLAKE2b-256 of the account that the act is about, so that all of
	/// one operator or verifier is found together; of an artifact, that of the name `artifact/7`; of
	/// the blesser, that of the name `blesser`.
	pub fn subject(&self) -> H256 {
		match self {
			Self::Submitted { operator: account, .. }
			| Self::Verified { operator: account, .. }
			| Self::Rejected { operator: account, .. }
			| Self::Revoked { operator: account, .. }
			| Self::Expired { operator: account, .. }
			| Self::VerifierRegistered { verifier: account, .. }
			| Self::VerifierRemoved { verifier: account }
			| Self::VerifierSuspended { verifier: account, .. }
			| Self::VerifierResumed { verifier: account } => BlakeTwo256::hash_of(account),
			Self::CriteriaMet { artifact, .. } => subject_of(&format!("artifact/{artifact}")),
			Self::BlesserAppointed { .. } => subject_of("blesser"),
		}
	}

	/// The kind of the receipt.
	pub const fn kind(&self) -> Kind {
		match self {
			Self::Submitted { .. } | Self::Expired { .. } => Kind::Action,
			Self::Rejected { .. } => Kind::Refusal,
			_ => Kind::Decision,
		}
	}
}

/// A JSON string with the encoding in hex.
fn hex(value: &impl Encode) -> String {
	format!("\"0x{}\"", HexDisplay::from(&value.encode()))
}
