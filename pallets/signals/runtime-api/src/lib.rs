// SPDX-License-Identifier: Apache-2.0

//! # Signals runtime API
//!
//! How a node reads streams and coherence from the runtime.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

use alloc::vec::Vec;
use codec::Codec;
use sp_core::H256;

pub use tonnetz_core::{
	coherence::{Corridor, Reading, ReadingPage, SessionInfo, Stats},
	receipt::MAX_PAGE,
	signals::{Reliability, StreamId, StreamInfo},
	BlockNumber,
};

sp_api::decl_runtime_apis! {
	/// Reads streams and coherence.
	#[api_version(1)]
	pub trait SignalsApi<AccountId>
	where
		AccountId: Codec,
	{
		/// The streams of an operator, ascending by number. Retired ones are among them until they
		/// are pruned.
		fn streams(operator: AccountId) -> Vec<StreamInfo<AccountId>>;

		/// The stream with this number.
		fn stream(id: StreamId) -> Option<StreamInfo<AccountId>>;

		/// How reliable an operator and its streams are.
		fn reliability(operator: AccountId) -> Reliability;

		/// The corridor of coherence, for the sessions that begin.
		fn corridor() -> Corridor;

		/// The reports of a session, and what the reporters agree on. Sessions are known by the
		/// BLAKE2b-256 hash of their identifier.
		fn session_coherence(session: H256) -> Option<SessionInfo<AccountId>>;

		/// The readings of an operator from the number `from` on, at most `limit` and [`MAX_PAGE`]
		/// of them. The chain keeps the last 256: those before are skipped.
		///
		/// [`ReadingPage::next`] is the `from` of the following query. With a `limit` of 0 there
		/// are no items, and `next` tells where there would be.
		fn coherence_history(operator: AccountId, from: u64, limit: u32) -> ReadingPage;

		/// A summary of the kept readings of an operator that were reported in the blocks from
		/// `from` to `to`, both included; `None` if there are none.
		fn coherence_stats(
			operator: AccountId,
			from: BlockNumber,
			to: BlockNumber,
		) -> Option<Stats>;
	}
}
