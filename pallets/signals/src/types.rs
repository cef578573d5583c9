// SPDX-License-Identifier: Apache-2.0

//! What is stored.

use crate::{
	Corridor, SessionInfo, SessionReport, StreamInfo, StreamKind, StreamName, Update, Window,
	MAX_REPORTERS,
};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::BoundedVec;
use scale_info::TypeInfo;
use sp_core::ConstU32;
use tonnetz_core::{Balance, BlockNumber};

/// A stream of this runtime.
pub type StreamOf<T> = Stream<<T as frame_system::Config>::AccountId>;

/// A session of this runtime.
pub type SessionOf<T> = Session<<T as frame_system::Config>::AccountId>;

/// An account that an operator of this runtime went by.
pub type PredecessorOf<T> = Predecessor<<T as frame_system::Config>::AccountId>;

/// What this runtime tells of a stream.
pub type StreamInfoOf<T> = StreamInfo<<T as frame_system::Config>::AccountId>;

/// What this runtime tells of a session.
pub type SessionInfoOf<T> = SessionInfo<<T as frame_system::Config>::AccountId>;

/// A stream, in state.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Stream<AccountId> {
	/// Who promised to update it.
	pub operator: AccountId,
	/// Its name.
	pub name: StreamName,
	/// What it tells of.
	pub kind: StreamKind,
	/// The length of a slot, in blocks.
	pub interval: BlockNumber,
	/// The block that registered it, with which slot 0 begins.
	pub start: BlockNumber,
	/// The block that retired it.
	pub retired: Option<BlockNumber>,
	/// The last update.
	pub last: Option<Update>,
	/// The first slot after the last that was served.
	pub next_slot: u32,
	/// How many slots were served, by the days in which they ended.
	pub served: Window,
	/// What is held for it in the account of the operator, in plancks.
	#[codec(compact)]
	pub deposit: Balance,
}

/// A session, in state.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Session<AccountId> {
	/// The block of its first report.
	pub opened: BlockNumber,
	/// The corridor in force then, by which all its reports are judged.
	pub corridor: Corridor,
	/// The last report of each reporter, ascending by account.
	pub reports: BoundedVec<PaidReport<AccountId>, ConstU32<MAX_REPORTERS>>,
}

/// A report, and what is held for it.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct PaidReport<AccountId> {
	/// The report.
	pub report: SessionReport<AccountId>,
	/// What is held for it in the account of the reporter, in plancks.
	#[codec(compact)]
	pub deposit: Balance,
}

/// An account that an operator went by before.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Predecessor<AccountId> {
	/// The account.
	pub account: AccountId,
	/// The block in which another replaced it: what it reports later is no more the operator's.
	pub until: BlockNumber,
}

/// The time series of an operator.
#[derive(Clone, Copy, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Series {
	/// The number of its next reading, which is the number of those ever appended.
	pub next: u64,
	/// What is held for it in the account of the operator, in plancks.
	#[codec(compact)]
	pub deposit: Balance,
}
