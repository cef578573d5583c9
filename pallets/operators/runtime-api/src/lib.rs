// SPDX-License-Identifier: Apache-2.0

//! # Operators runtime API
//!
//! How a node reads operators from the runtime.
//!
//! `from` is inclusive: the number of a registration in `list` and `observes`, a place in the list from
//! 0 in `neighbours`, a slot in `at_position`. `next` is the `from` of the following query, of the same
//! sort. A `limit` above [`MAX_PAGE`] is taken as [`MAX_PAGE`]; with a `limit` of 0 there are no items,
//! and `next` tells where there would be.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

use alloc::vec::Vec;
use codec::Codec;

pub use tonnetz_core::{
	operators::{EraIndex, ObservedPage, OperatorInfo, OperatorPage, Suspension, UptimeInfo},
	receipt::MAX_PAGE,
	torus::Position,
};

sp_api::decl_runtime_apis! {
	/// Reads operators.
	#[api_version(1)]
	pub trait OperatorsApi<AccountId, BlockNumber>
	where
		AccountId: Codec,
		BlockNumber: Codec,
	{
		/// All that the chain knows of an operator but its uptime.
		fn get(account: AccountId) -> Option<OperatorInfo<AccountId, BlockNumber>>;

		/// The operators in the order of their registration.
		fn list(from: u64, limit: u32) -> OperatorPage<AccountId, BlockNumber>;

		/// The operators at the six positions next to that of `account`, in the order +x -x +y -y
		/// +z -z. They are not at `account`'s own position.
		fn neighbours(
			account: AccountId,
			from: u64,
			limit: u32,
		) -> OperatorPage<AccountId, BlockNumber>;

		/// Who may report on `account` in an era, going by where operators stand at this block; at
		/// most six.
		fn observers(account: AccountId, era: EraIndex) -> Vec<AccountId>;

		/// The operators that `account` may report on in the era that is running, among `limit`
		/// registered from the number `from` on: none although more follow is possible.
		fn observes(account: AccountId, from: u64, limit: u32) -> ObservedPage<AccountId>;

		/// How an operator has been seen up to this block.
		fn uptime(account: AccountId) -> Option<UptimeInfo>;

		/// How many of the last `eras` that are over, at most 144, an operator missed.
		fn missed_in_last(account: AccountId, eras: u32) -> u32;

		/// The operators at a position.
		fn at_position(
			position: Position,
			from: u64,
			limit: u32,
		) -> OperatorPage<AccountId, BlockNumber>;

		/// When an account was last stopped, and which one succeeded it; also of one that is no operator
		/// any more.
		fn suspension(account: AccountId) -> Option<Suspension<AccountId, BlockNumber>>;

		/// The validators from the next session that is planned on, ascending by account.
		fn validators() -> Vec<AccountId>;
	}
}
