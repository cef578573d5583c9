// SPDX-License-Identifier: Apache-2.0

//! Submission: what a planner asks for, and what becomes of it.

use crate::{
	judge::Submission, Bodies, Command, CommandId, Config, Event, History, HoldReason, NextCommand,
	Nonces, Pallet, Policies, PolicyOf, Reason, Record, State, StateOf, TargetId, TargetIds,
	TargetName, Transition, UnlistedRefusals, Verdict,
};
use frame_support::traits::Time;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{traits::Saturating, ArithmeticError, DispatchResult};
use tonnetz_core::{cust::NonceCheck, ordered::Ordered, receipt::Kind};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_submit(
		submitter: T::AccountId,
		command: Command,
		given: u64,
		expires_at: BlockNumberFor<T>,
	) -> DispatchResult {
		let name = command.target.clone();
		let Some(target) = TargetIds::<T>::get(&name) else {
			Self::turn_away(submitter, name, None, Reason::UnknownTarget);
			return Ok(());
		};
		let Some(policy) = Policies::<T>::get(Self::key(target)) else {
			Self::turn_away(submitter, name, Some(target), Reason::NoPolicy);
			return Ok(());
		};
		let expected = Nonces::<T>::get(Self::key(target), &submitter);
		let nonce = NonceCheck { expected, given };
		let submission = Submission { planner: &submitter, nonce, expires_at };
		match Self::judge_submission(target, &policy, &command, &submission) {
			Verdict::Refused(Reason::PlannerNotListed) => {
				Self::turn_away(submitter, name, Some(target), Reason::PlannerNotListed);
				Ok(())
			}
			verdict => Self::record(target, &policy, command, &submission, verdict),
		}
	}

	/// Refuses somebody who cannot be made to pay for a place in the state.
	fn turn_away(
		submitter: T::AccountId,
		name: TargetName,
		target: Option<TargetId>,
		reason: Reason,
	) {
		if let Some(target) = target {
			UnlistedRefusals::<T>::mutate(Self::key(target), |count| count.saturating_inc());
		}
		Self::deposit_event(Event::SubmissionRefused { submitter, target: name, reason });
	}

	/// Writes down the command of a listed planner, whatever the verdict.
	fn record(
		target: TargetId,
		policy: &PolicyOf<T>,
		command: Command,
		submission: &Submission<'_, T>,
		verdict: Verdict,
	) -> DispatchResult {
		let Submission { planner, nonce, expires_at } = submission;
		let id = NextCommand::<T>::get();
		let next = id.checked_add(1).ok_or(ArithmeticError::Overflow)?;
		if verdict != Verdict::Refused(Reason::WrongNonce) {
			let next_nonce = nonce.expected.checked_add(1).ok_or(ArithmeticError::Overflow)?;
			Nonces::<T>::insert(Self::key(target), planner, next_nonce);
		}
		let deposit = Self::command_deposit(&command);
		Self::hold_deposit(HoldReason::Command, planner, deposit)?;
		let digest = command.digest();
		let (kind, stated) = match verdict {
			Verdict::Refused(reason) => {
				(Kind::Refusal, Transition::Refused(reason).digest(id, digest))
			}
			Verdict::NeedsApproval(_) | Verdict::Approved => (Kind::Decision, digest),
		};
		let receipt = Self::attest(target, Some(planner), kind, stated, None)?;

		let record = Record {
			target,
			planner: (*planner).clone(),
			nonce: nonce.given,
			digest,
			submitted: frame_system::Pallet::<T>::block_number(),
			time: T::Time::now(),
			expires_at: *expires_at,
			policy_version: policy.version,
			approvals: Default::default(),
			approvals_needed: policy.approvals,
			state: Self::first_state(id, target, policy, *expires_at, verdict),
			receipt,
			last_receipt: receipt,
			deposit,
		};
		NextCommand::<T>::put(next);
		Bodies::<T>::insert(Ordered(id), command);
		History::<T>::insert(Self::key(target), Ordered(id), ());
		Self::store(id, &record, None);
		Self::deposit_event(Event::Submitted {
			id,
			target,
			planner: record.planner,
			nonce: record.nonce,
			digest,
			verdict,
			receipt,
		});
		Ok(())
	}

	fn first_state(
		id: CommandId,
		target: TargetId,
		policy: &PolicyOf<T>,
		expires_at: BlockNumberFor<T>,
		verdict: Verdict,
	) -> StateOf<T> {
		let now = frame_system::Pallet::<T>::block_number();
		match verdict {
			Verdict::Refused(reason) => State::Refused { reason, at: now },
			Verdict::NeedsApproval(_) => {
				State::Pending { deadline: approval_deadline::<T>(policy, now, expires_at) }
			}
			Verdict::Approved => {
				Self::note_approved(target, id);
				State::Approved { at: now }
			}
		}
	}
}

/// The first block at which a command is denied for want of approvals.
pub(crate) fn approval_deadline<T: Config>(
	policy: &PolicyOf<T>,
	submitted: BlockNumberFor<T>,
	expires_at: BlockNumberFor<T>,
) -> BlockNumberFor<T> {
	submitted.saturating_add(policy.approval_timeout).min(expires_at)
}
