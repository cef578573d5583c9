// SPDX-License-Identifier: Apache-2.0

//! # Certification runtime API
//!
//! How a node reads tiers, evidence, verifiers, artifacts and ceremonies from the runtime.
//!
//! `from` is inclusive. [`VerifierPage::next`] and [`CeremonyPage::next`] are the `from` of the
//! following query. A `limit` above [`MAX_PAGE`] is taken as [`MAX_PAGE`]; with a `limit` of 0 there are
//! no items, and `next` tells where there would be.
//!
//! Answers are those at the block of the query: what has expired counts as such, also where the chain
//! has not written it down yet.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

use alloc::vec::Vec;
use codec::Codec;
use sp_core::H256;

pub use tonnetz_core::{
	certification::{
		ArtifactInfo, CeremonyId, CeremonyInfo, CeremonyPage, EvidenceInfo, TierInfo, VerifierInfo,
		VerifierKind, VerifierPage,
	},
	receipt::{ReceiptId, MAX_PAGE},
};

sp_api::decl_runtime_apis! {
	/// Reads tiers, evidence, verifiers, artifacts and ceremonies.
	#[api_version(1)]
	pub trait CertificationApi<AccountId, BlockNumber>
	where
		AccountId: Codec,
		BlockNumber: Codec,
	{
		/// The tier of an account. One without evidence has the lowest.
		fn tier(account: AccountId) -> TierInfo<BlockNumber>;

		/// What is known of the evidence of an account: one item for each kind, in the order of the
		/// tiers.
		fn evidence(account: AccountId) -> Vec<EvidenceInfo<AccountId, BlockNumber>>;

		/// What is known of a verifier; `None` if the account is none.
		fn verifier(account: AccountId) -> Option<VerifierInfo<AccountId, BlockNumber>>;

		/// The verifiers for a kind, suspended ones too, from an account on or from the first, in the
		/// order of the hashes of their accounts.
		fn verifiers(
			kind: VerifierKind,
			from: Option<AccountId>,
			limit: u32,
		) -> VerifierPage<AccountId, BlockNumber>;

		/// What is known of a receipt as an artifact; `None` if no criteria were ever attested of it.
		fn artifact(receipt: ReceiptId) -> Option<ArtifactInfo>;

		/// The ceremony with this number; `None` if there is none, or it failed and is forgotten.
		fn ceremony(id: CeremonyId) -> Option<CeremonyInfo<AccountId, BlockNumber>>;

		/// The completed ceremony with this digest.
		fn ceremony_by_digest(digest: H256) -> Option<CeremonyInfo<AccountId, BlockNumber>>;

		/// The ceremonies that are open, ascending by number.
		fn open_ceremonies(
			from: CeremonyId,
			limit: u32,
		) -> CeremonyPage<AccountId, BlockNumber>;
	}
}
