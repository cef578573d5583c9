// SPDX-License-Identifier: Apache-2.0

//! The events of the pallet.

use frame_support::pallet_macros::pallet_section;

/// What happened to targets, policies and commands.
#[pallet_section]
mod events {
	#[pallet::event]
	#[pallet::generate_deposit(pub(crate) fn deposit_event)]
	pub enum Event<T: Config> {
		/// A submission was refused that takes no place in the state: no target has the name, it has
		/// no policy, or the policy does not list the submitter.
		#[codec(index = 0)]
		SubmissionRefused {
			/// Who submitted.
			submitter: T::AccountId,
			/// The name that the command gives its target.
			target: TargetName,
			/// Why.
			reason: Reason,
		},
		/// A listed planner submitted a command, which was judged. By its verdict the command is
		/// refused, waits for approvals, or is approved.
		#[codec(index = 1)]
		Submitted {
			/// The number of the command.
			id: CommandId,
			/// The number of its target.
			target: TargetId,
			/// Who submitted.
			planner: T::AccountId,
			/// The nonce that was given.
			nonce: u64,
			/// SHA-256 of the canonical JSON of the command.
			digest: H256,
			/// What becomes of it.
			verdict: Verdict,
			/// The planner's receipt of it.
			receipt: ReceiptId,
		},
		/// An approver approved a command.
		#[codec(index = 2)]
		ApprovalGiven {
			/// The number of the command.
			id: CommandId,
			/// Who approved.
			approver: T::AccountId,
			/// How many approvals count now.
			given: u8,
			/// How many are needed.
			needed: u8,
			/// The approver's receipt of it.
			receipt: ReceiptId,
		},
		/// The last approval that was needed was given: the command may be claimed. A command that
		/// needs none is approved by `Submitted`.
		#[codec(index = 3)]
		Approved {
			/// The number of the command.
			id: CommandId,
			/// The number of its target.
			target: TargetId,
		},
		/// The policy had changed, and the approved command waits for approvals again.
		#[codec(index = 4)]
		Reopened {
			/// The number of the command.
			id: CommandId,
			/// How many approvals it needs; those given count if their giver is still an approver.
			needed: u8,
			/// The first block at which it is denied for want of them.
			deadline: BlockNumberFor<T>,
			/// The chain's receipt of it.
			receipt: ReceiptId,
		},
		/// An open command was judged again and refused.
		#[codec(index = 5)]
		Refused {
			/// The number of the command.
			id: CommandId,
			/// Why.
			reason: Reason,
			/// The chain's receipt of it.
			receipt: ReceiptId,
		},
		/// A command was denied.
		#[codec(index = 6)]
		Denied {
			/// The number of the command.
			id: CommandId,
			/// The approver who denied it; `None` when its approvals did not come in time.
			by: Option<T::AccountId>,
			/// The receipt of it: the approver's, or the chain's.
			receipt: ReceiptId,
		},
		/// Nobody claimed an approved command in time.
		#[codec(index = 7)]
		Expired {
			/// The number of the command.
			id: CommandId,
			/// The chain's receipt of it.
			receipt: ReceiptId,
		},
		/// An executor claimed a command.
		#[codec(index = 8)]
		Claimed {
			/// The number of the command.
			id: CommandId,
			/// Who claimed it.
			executor: T::AccountId,
			/// The first block at which the outcome is unknown if the executor has not reported.
			lease_ends: BlockNumberFor<T>,
			/// The executor's receipt of it.
			receipt: ReceiptId,
		},
		/// The executor reported how a command ended.
		#[codec(index = 9)]
		Completed {
			/// The number of the command.
			id: CommandId,
			/// Who reported.
			executor: T::AccountId,
			/// How it ended.
			outcome: Outcome,
			/// SHA-256 of the executor's evidence.
			evidence: H256,
			/// SHA-256 of the executor's log.
			log: H256,
			/// The executor's receipt of it.
			receipt: ReceiptId,
		},
		/// The executor of a command did not report in time: nobody knows how it ended.
		#[codec(index = 10)]
		Lapsed {
			/// The number of the command.
			id: CommandId,
			/// Who had claimed it.
			executor: T::AccountId,
			/// The chain's receipt of it.
			receipt: ReceiptId,
		},
		/// A closed command was removed from the state. Its receipts stay.
		#[codec(index = 11)]
		Pruned {
			/// The number of the command.
			id: CommandId,
			/// Who had submitted it.
			planner: T::AccountId,
			/// What was returned to the planner, in plancks.
			released: Balance,
		},
		/// A target was created. It has no policy yet.
		#[codec(index = 12)]
		TargetCreated {
			/// The number of the target.
			target: TargetId,
			/// Its name.
			name: TargetName,
			/// Who it belongs to.
			owner: OwnerOf<T>,
		},
		/// A target was removed, and its name is free.
		#[codec(index = 13)]
		TargetRemoved {
			/// The number that the target had.
			target: TargetId,
			/// The name that it had.
			name: TargetName,
		},
		/// A target got another owner, and lost its policy.
		#[codec(index = 14)]
		TargetReassigned {
			/// The number of the target.
			target: TargetId,
			/// Who it belonged to.
			from: OwnerOf<T>,
			/// Who it belongs to.
			to: OwnerOf<T>,
		},
		/// A target got a new policy.
		#[codec(index = 15)]
		PolicySet {
			/// The number of the target.
			target: TargetId,
			/// The number of the policy among those of the target, from 1.
			version: u32,
			/// SHA-256 of the SCALE encoding of the policy.
			digest: H256,
			/// The receipt of it: the owner's, or the chain's if the target is shared.
			receipt: ReceiptId,
		},
		/// The policy of a target was suspended.
		#[codec(index = 16)]
		PolicySuspended {
			/// The number of the target.
			target: TargetId,
			/// The first block at which it is in force again; `None` until it is resumed.
			until: Option<BlockNumberFor<T>>,
		},
		/// The policy of a target is in force again.
		#[codec(index = 17)]
		PolicyResumed {
			/// The number of the target.
			target: TargetId,
		},
	}
}
