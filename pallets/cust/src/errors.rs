// SPDX-License-Identifier: Apache-2.0

//! The errors of the pallet. Wallets show their docs.

use frame_support::pallet_macros::pallet_section;

/// Why a call fails. A command that the policy refuses is no error: see `Reason`.
#[pallet_section]
mod errors {
	#[pallet::error]
	pub enum Error<T> {
		/// No target has this name. Create it, or correct the name.
		UnknownTarget,
		/// No command has this number: it was never given, or the command is pruned. Take the number
		/// from the `Submitted` event, and mind that it may change until the block is final.
		UnknownCommand,
		/// A target cannot have this name. Use 1 to 64 bytes of `a-z`, `0-9`, `-`, `.` and `/`.
		BadTargetName,
		/// Another target has this name. Choose another, or ask the policy origin to reassign it.
		TargetNameTaken,
		/// Only a registered operator that is not suspended can own a target, and dispose of its own.
		/// Sign with an operator's account, or name one; for one that is suspended, let its recovery
		/// account replace the account, or wait until the suspension lapses.
		NotOperator,
		/// The operator owns `MaxTargets` targets. Remove one first.
		TooManyTargets,
		/// Only the owner of the target may do this, and the signer is another account. Sign with the
		/// owner's own key; a proxy's does not do.
		NotOwner,
		/// Commands of the target are open. Wait until they are closed; deadlines that have passed are
		/// written down within a few blocks.
		TargetInUse,
		/// The deposit could not be held: the free balance above the existential deposit does not
		/// reach `TargetDeposit` or, for a command, `CommandDepositBase` plus `CommandDepositPerByte`
		/// for each byte of its encoding. Fund the account.
		DepositNotAffordable,
		/// An account of the policy has two roles. Planners, executors and approvers must differ.
		RolesOverlap,
		/// An account stands twice in a list of the policy. List it once.
		DuplicateAccount,
		/// The policy asks for more approvals than it lists approvers. List more, or ask for fewer.
		ApprovalsExceedApprovers,
		/// The policy is destructive and asks for no approval. Ask for at least one.
		DestructiveWithoutApproval,
		/// `max_operations` of the policy is not 1 to 16. Correct it.
		MaxOperationsOutOfRange,
		/// `time_to_live` of the policy is not 1 block to 7 days. Correct it.
		TimeToLiveOutOfRange,
		/// `approval_timeout` of the policy is not 1 block to 1 day. Correct it.
		ApprovalTimeoutOutOfRange,
		/// `max_runtime` of the policy is not 1 block to 1 day. Correct it.
		MaxRuntimeOutOfRange,
		/// `cooldown` of the policy is longer than 30 days. Shorten it.
		CooldownOutOfRange,
		/// A glob of the policy cannot be read. `docs/CUST.md` says what a glob is.
		BadGlob,
		/// All globs of the policy together take more than 128 steps. Write fewer characters between
		/// the first and the last wildcard of a glob.
		GlobsTooComplex,
		/// A name in a rule of the policy is none that an operation can have. Correct it.
		BadName,
		/// A message prefix in a rule of the policy is not UTF-8. Correct it.
		BadMessagePrefix,
		/// The policy of a shared target names a model that is not one of the network. Name one that
		/// is, or none.
		ModelNotNetwork,
		/// The target has no policy to suspend, and so is closed. Nothing is to be done.
		NoPolicy,
		/// The suspension would last longer than this origin may order. Let it end earlier.
		SuspensionTooLong,
		/// The suspension would be over at once. Give a block above the one that will include the
		/// transaction.
		SuspensionInPast,
		/// The policy is suspended, and only an origin without limit may change that. Wait until it is
		/// in force again.
		AlreadySuspended,
		/// The policy is not suspended. Nothing is to be done.
		NotSuspended,
		/// The policy in force does not list the signer as approver. Sign with an approver's key.
		NotApprover,
		/// The policy in force does not list the signer as executor. Sign with an executor's key.
		NotExecutor,
		/// The command does not wait for approvals: it is approved, claimed or closed. Nothing is to be
		/// done.
		NotPending,
		/// The approvals did not come in time, so the command is denied. The planner may submit it
		/// again.
		ApprovalTimedOut,
		/// The account has approved the command already, and counts once. Another approver must.
		AlreadyApproved,
		/// The target's last approved command is too recent for this approval to be the last. Approve
		/// after the cooldown; the command waits as long as its deadline lets it.
		Cooldown,
		/// The command is not approved: it waits for approvals, or was refused or denied.
		NotApproved,
		/// Nobody claimed the command in time, so it is void. The planner may submit it again.
		CommandExpired,
		/// The command was claimed, and is never claimable again, however that ended. The planner may
		/// submit a new one.
		AlreadyClaimed,
		/// Nobody is at the command: it is not claimed, or its outcome was reported already.
		NotClaimed,
		/// Another executor claimed the command, and only that one may report. Sign with its key.
		NotClaimant,
		/// The executor's time was over, so the outcome is unknown for good. Attest what happened as a
		/// receipt whose parent is the command's.
		LeaseLapsed,
		/// The list has no items, so there is nothing to do. Give at least one.
		NoItems,
		/// The list has more items than `MaxItems`. Split it over several calls.
		TooManyItems,
		/// The command is open, or was closed no more than `RetentionPeriod` blocks ago. Wait.
		PruneTooEarly,
		/// The signer is an operator's account that was stopped. Use the account that replaces it, or wait
		/// until the suspension lapses.
		Suspended,
	}
}
