// SPDX-License-Identifier: Apache-2.0

//! What nodes answer about certification.

use super::{CeremonyInfo, CeremonyPage, EvidenceInfo, TierInfo, VerifierPage};
use crate::{
	chain::{Block, Chain},
	error::Error,
	output::hex,
	page::few,
	receipt::reads::params,
};
use serde::Serialize;
use sp_core::{crypto::AccountId32, H256};
use std::fmt::{self, Display};
use tonnetz_core::{
	certification::{ArtifactInfo, CeremonyId, VerifierKind},
	receipt::ReceiptId,
};

/// What a ceremony goes by.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(untagged)]
pub enum CeremonyKey {
	/// Its number.
	Id(CeremonyId),
	/// Its digest.
	Digest(H256),
}

impl Display for CeremonyKey {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self {
			Self::Id(id) => id.fmt(f),
			Self::Digest(digest) => f.write_str(&hex(digest)),
		}
	}
}

impl Chain {
	/// The tier of an account, in the state of block `at`.
	pub async fn tier(&self, account: &AccountId32, at: H256) -> Result<TierInfo, Error> {
		self.request("certification_tier", params(&(account, at))?).await
	}

	/// The evidence of an account, one item for each kind.
	pub async fn evidence_of(
		&self,
		account: &AccountId32,
		at: H256,
	) -> Result<Vec<EvidenceInfo>, Error> {
		self.request("certification_evidence", params(&(account, at))?).await
	}

	/// The verifiers for a kind, from an account or the first on.
	pub async fn verifiers(
		&self,
		kind: VerifierKind,
		from: Option<&AccountId32>,
		limit: u32,
		at: H256,
	) -> Result<VerifierPage, Error> {
		let params = params(&(kind, from, limit, at))?;
		let page: VerifierPage = self.request("certification_verifiers", params).await?;
		few(self, page.items.len(), limit).map(|()| page)
	}

	/// What is known of a receipt as an artifact, which must be something.
	pub async fn known_artifact(&self, id: ReceiptId, at: Block) -> Result<ArtifactInfo, Error> {
		let artifact: Option<_> =
			self.request("certification_artifact", params(&(id, at.hash))?).await?;
		artifact.ok_or_else(|| Error::Unknown {
			what: format!("criteria of receipt {id}"),
			block: at.number,
			remedy: "a verifier attests them with tonnetz certification criteria attest",
		})
	}

	/// A ceremony, which must be there.
	pub async fn known_ceremony(&self, key: CeremonyKey, at: Block) -> Result<CeremonyInfo, Error> {
		let ceremony: Option<_> =
			self.request("certification_ceremony", params(&(key, at.hash))?).await?;
		ceremony.ok_or_else(|| Error::Unknown {
			what: format!("ceremony {key}"),
			block: at.number,
			remedy:
				"use the number that tonnetz certification ceremony open or list prints; one that \
			         failed is forgotten, and only a completed one has a digest",
		})
	}

	/// The open ceremonies by ascending number.
	pub async fn open_ceremonies(
		&self,
		from: CeremonyId,
		limit: u32,
		at: H256,
	) -> Result<CeremonyPage, Error> {
		self.request("certification_openCeremonies", params(&(from, limit, at))?).await
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_ceremony_goes_by_number_or_digest() {
		let json = |key| serde_json::to_string(&key).unwrap();
		assert_eq!(json(CeremonyKey::Id(7)), "7");
		let digest = format!("0x{}", "ab".repeat(32));
		assert_eq!(json(CeremonyKey::Digest(H256::repeat_byte(0xab))), format!("\"{digest}\""));
		assert_eq!(CeremonyKey::Digest(H256::repeat_byte(0xab)).to_string(), digest);
	}
}
