// SPDX-License-Identifier: Apache-2.0

//! # Receipts runtime API
//!
//! How a node reads receipts from the runtime.
//!
//! `from` is inclusive and answers ascend. It is the number of a receipt, but in `by_issuer` a
//! position of the issuer's chain, and in `witnesses` the position of a countersignature.
//! [`Page::next`] is the `from` of the following query, of the same sort. A `limit` above [`MAX_PAGE`] is taken as [`MAX_PAGE`]; with a `limit` of 0 there are no
//! items, and `next` tells where there would be.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

use codec::Codec;
use sp_core::H256;

pub use pallet_receipts::{
	ChainHead, Page, ReceiptId, ReceiptInfo, Witness, WitnessPage, MAX_PAGE,
};

sp_api::decl_runtime_apis! {
	/// Reads receipts.
	#[api_version(1)]
	pub trait ReceiptsApi<AccountId, BlockNumber>
	where
		AccountId: Codec,
		BlockNumber: Codec,
	{
		/// All that the chain knows of the receipt with this number.
		fn get(id: ReceiptId) -> Option<ReceiptInfo<AccountId, BlockNumber>>;

		/// The head of an issuer's chain: the number of its receipts and the hash over all of them.
		fn head(issuer: AccountId) -> ChainHead;

		/// The receipts of an issuer, from a position of its chain on.
		fn by_issuer(issuer: AccountId, from: u64, limit: u32) -> Page<AccountId, BlockNumber>;

		/// The receipts about a subject, of all issuers or of one.
		fn by_subject(
			subject: H256,
			issuer: Option<AccountId>,
			from: ReceiptId,
			limit: u32,
		) -> Page<AccountId, BlockNumber>;

		/// The receipts of a payload with this SHA-256 digest, of all issuers or of one.
		fn by_digest(
			digest: H256,
			issuer: Option<AccountId>,
			from: ReceiptId,
			limit: u32,
		) -> Page<AccountId, BlockNumber>;

		/// A receipt, its parent, the parent of that and so on: child first, at most [`MAX_PAGE`]
		/// of them, of whatever issuer.
		///
		/// [`Page::next`] is the number of the ancestor after the last: the `id` of the following
		/// query. The line ends at a receipt without a parent or of which the body is pruned. Empty
		/// if there is no receipt with this number.
		fn lineage(id: ReceiptId) -> Page<AccountId, BlockNumber>;

		/// The operators whose countersignature of a receipt stands, from a position on.
		fn witnesses(id: ReceiptId, from: u64, limit: u32) -> WitnessPage<AccountId, BlockNumber>;

		/// How much an account has attested: the receipts it paid for by calls of its own, of each
		/// day at most a fixed number, less those revoked.
		fn attestation_volume(account: AccountId) -> u64;

		/// The nonce that the next statement of an issuer must have.
		fn statement_nonce(issuer: AccountId) -> u64;
	}
}
