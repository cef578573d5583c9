// SPDX-License-Identifier: Apache-2.0

//! # CUST runtime API
//!
//! How a node reads targets, policies and commands from the runtime.
//!
//! A target is asked for by its name, any bytes; the answer about one that does not exist is `None`
//! or an empty page. `from` is inclusive, the number of a target or a command, and answers ascend.
//! `next` of a page is the `from` of the following query. A page of targets has at most [`MAX_PAGE`]
//! items, one of commands at most [`MAX_COMMANDS`], whatever the `limit`. A page can hold fewer items
//! than `limit` and still have a `next`: entries that do not belong in the answer are passed over, and
//! only so many of them in one query. With a `limit` of 0 there are no items, and `next` tells where
//! the search would begin.
//!
//! States are those at the block of the query: deadlines that have passed count, also where the chain
//! has not written it down yet.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs, rustdoc::broken_intra_doc_links)]

extern crate alloc;

use alloc::vec::Vec;
use codec::Codec;

pub use tonnetz_core::{
	cust::{
		Command, CommandId, CommandInfo, CommandPage, DryRun, Policy, TargetId, TargetInfo,
		TargetPage,
	},
	receipt::MAX_PAGE,
};

/// The most commands of one [`CommandPage`]. A command has up to 16 KiB, so a page has up to 1 MiB.
pub const MAX_COMMANDS: u32 = 64;

sp_api::decl_runtime_apis! {
	/// Reads targets, policies and commands.
	#[api_version(1)]
	pub trait CustApi<AccountId, BlockNumber>
	where
		AccountId: Codec,
		BlockNumber: Codec,
	{
		/// All that the chain knows of a target but its policy.
		fn target(name: Vec<u8>) -> Option<TargetInfo<AccountId, BlockNumber>>;

		/// The targets of all owners.
		fn targets(from: TargetId, limit: u32) -> TargetPage<AccountId, BlockNumber>;

		/// The policy of a target, in force or suspended.
		fn policy(name: Vec<u8>) -> Option<Policy<AccountId, BlockNumber>>;

		/// All that the chain knows of a command.
		fn command(id: CommandId) -> Option<CommandInfo<AccountId, BlockNumber>>;

		/// The commands of a target that wait for approvals.
		fn pending(
			name: Vec<u8>,
			from: CommandId,
			limit: u32,
		) -> CommandPage<AccountId, BlockNumber>;

		/// The commands of a target that are open: pending, approved or claimed.
		fn open(
			name: Vec<u8>,
			from: CommandId,
			limit: u32,
		) -> CommandPage<AccountId, BlockNumber>;

		/// All commands of a target that are not pruned.
		fn history(
			name: Vec<u8>,
			from: CommandId,
			limit: u32,
		) -> CommandPage<AccountId, BlockNumber>;

		/// The nonce that the next command of a planner for a target must have.
		fn next_nonce(name: Vec<u8>, planner: AccountId) -> u64;

		/// What would become of a command if the planner submitted it now. Changes nothing.
		///
		/// Without a nonce it is judged with the planner's next; without an expiry, with the latest
		/// that the policy allows.
		fn evaluate(
			command: Command,
			planner: AccountId,
			nonce: Option<u64>,
			expires_at: Option<BlockNumber>,
		) -> DryRun<BlockNumber>;
	}
}
