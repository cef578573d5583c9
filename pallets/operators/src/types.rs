// SPDX-License-Identifier: Apache-2.0

//! What is in state.

use crate::{Config, OperatorName, PayoutRail, Suspension};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;
use sp_core::H256;
use sp_staking::SessionIndex;
use tonnetz_core::{
	operators::{EraIndex, RedeemInvite},
	torus::Position,
	Balance,
};

/// An operator of this runtime.
pub type OperatorOf<T> = Operator<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// An observer of this runtime.
pub type ObserverOf<T> = Observer<<T as frame_system::Config>::AccountId>;

/// The replacement of an account of this runtime.
pub type ReplacementOf<T> = Replacement<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// The deposit of a former operator of this runtime.
pub type DepartureOf<T> = Departure<BlockNumberFor<T>>;

/// A suspension of this runtime.
pub type SuspensionOf<T> = Suspension<<T as frame_system::Config>::AccountId, BlockNumberFor<T>>;

/// The invites of this runtime.
pub type InviteOf<T> =
	<<T as Config>::Invites as RedeemInvite<<T as frame_system::Config>::AccountId>>::Invite;

/// The record of an operator.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Operator<AccountId, BlockNumber> {
	/// The number of its registration.
	pub number: u64,
	/// Its name.
	pub name: OperatorName,
	/// The block that registered it.
	pub joined: BlockNumber,
	/// Whether genesis registered it.
	pub founding: bool,
	/// Where it stands on the torus.
	pub position: Position,
	/// Which one it is of those who stand there.
	pub slot: u32,
	/// Who invited it.
	pub referrer: Option<AccountId>,
	/// How it wants to be paid.
	pub payout: PayoutRail,
	/// The account that can stop it and have its account replaced.
	pub recovery: Option<AccountId>,
	/// What is held for it in its account, in units of 10^-12 TNZ.
	#[codec(compact)]
	pub deposit: Balance,
}

/// Who may report on others, and since when: a validator, or who stands at a position.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Observer<AccountId> {
	/// The operator.
	pub account: AccountId,
	/// The first era in which it is old enough to observe.
	pub since: EraIndex,
}

/// The deposit of a former operator.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Departure<BlockNumber> {
	/// What is still on hold, in units of 10^-12 TNZ.
	#[codec(compact)]
	pub deposit: Balance,
	/// The block from which on it can be withdrawn.
	pub withdrawable: BlockNumber,
}

/// An account is to take over from an operator's.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Replacement<AccountId, BlockNumber> {
	/// The account.
	pub new: AccountId,
	/// The block from which on it can.
	pub from: BlockNumber,
}

/// A proven equivocation.
#[derive(Clone, Copy, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Conviction {
	/// The session that was running when it was proven. What the validator did in it and before has
	/// been judged.
	pub session: SessionIndex,
	/// BLAKE2b-256 of SCALE of its point in time, as the consensus engine has it.
	pub slot: H256,
}
