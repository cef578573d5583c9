// SPDX-License-Identifier: Apache-2.0

//! What the state holds.

use crate::{Policy, State, TargetName};
use codec::{Decode, Encode, MaxEncodedLen};
use frame_system::{pallet_prelude::BlockNumberFor, Config};
use scale_info::TypeInfo;
use sp_core::{ConstU32, H256};
use sp_runtime::BoundedVec;
use tonnetz_core::{
	cust::{
		CommandId, CommandInfo, CommandPage, Owner, Suspension, TargetId, TargetInfo, TargetPage,
		MAX_APPROVERS,
	},
	receipt::ReceiptId,
	Balance, Moment,
};

/// A policy of this runtime.
pub type PolicyOf<T> = Policy<<T as Config>::AccountId, BlockNumberFor<T>>;

/// The state of a command of this runtime.
pub type StateOf<T> = State<<T as Config>::AccountId, BlockNumberFor<T>>;

/// The owner of a target of this runtime.
pub type OwnerOf<T> = Owner<<T as Config>::AccountId>;

/// A target in the state of this runtime.
pub type TargetOf<T> = Target<<T as Config>::AccountId, BlockNumberFor<T>>;

/// A command in the state of this runtime.
pub type RecordOf<T> = Record<<T as Config>::AccountId, BlockNumberFor<T>>;

/// What this runtime tells of a target.
pub type TargetInfoOf<T> = TargetInfo<<T as Config>::AccountId, BlockNumberFor<T>>;

/// What this runtime tells of a command.
pub type CommandInfoOf<T> = CommandInfo<<T as Config>::AccountId, BlockNumberFor<T>>;

/// A page of targets of this runtime.
pub type TargetPageOf<T> = TargetPage<<T as Config>::AccountId, BlockNumberFor<T>>;

/// A page of commands of this runtime.
pub type CommandPageOf<T> = CommandPage<<T as Config>::AccountId, BlockNumberFor<T>>;

/// A target, without what its commands change.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Target<AccountId, BlockNumber> {
	/// Its name.
	pub name: TargetName,
	/// Who it belongs to.
	pub owner: Owner<AccountId>,
	/// The block that created it.
	pub created: BlockNumber,
	/// What is held for it in the account of its owner, in plancks; 0 if it is shared.
	#[codec(compact)]
	pub deposit: Balance,
	/// The number of policies it has had.
	pub policy_version: u32,
	/// The last suspension of its policy, which may be over.
	pub suspension: Option<Suspension<BlockNumber>>,
}

/// What the commands of a target change of it.
#[derive(Clone, Debug, Decode, Default, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Activity<BlockNumber> {
	/// How many of its commands are not written down as closed.
	pub open: u32,
	/// Its last approved command, and the block that approved it.
	pub last_approved: Option<(BlockNumber, CommandId)>,
}

/// A command, without what it asks for.
#[derive(Clone, Debug, Decode, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo)]
pub struct Record<AccountId, BlockNumber> {
	/// The number of the target.
	pub target: TargetId,
	/// Who submitted it, and pays for its place in the state.
	pub planner: AccountId,
	/// The planner's nonce for the target.
	pub nonce: u64,
	/// SHA-256 of its canonical JSON.
	pub digest: H256,
	/// The block of its submission.
	pub submitted: BlockNumber,
	/// The timestamp of that block, Unix time in milliseconds.
	pub time: Moment,
	/// The first block at which it is void if nobody has claimed it.
	pub expires_at: BlockNumber,
	/// The version of the policy that judged it last.
	pub policy_version: u32,
	/// Who approved it, in the order of time.
	pub approvals: BoundedVec<AccountId, ConstU32<MAX_APPROVERS>>,
	/// How many approvals it needs under the policy that judged it last.
	pub approvals_needed: u8,
	/// Where it stands, but for a deadline that has passed since it was written.
	pub state: State<AccountId, BlockNumber>,
	/// The receipt of its submission.
	pub receipt: ReceiptId,
	/// The receipt of its last transition.
	pub last_receipt: ReceiptId,
	/// What is held for it in the account of the planner, in plancks.
	#[codec(compact)]
	pub deposit: Balance,
}
