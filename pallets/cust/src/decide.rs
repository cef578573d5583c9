// SPDX-License-Identifier: Apache-2.0

//! Approvers: who says yes, and who says no.

use crate::{
	submit::approval_deadline, Activities, CommandId, Commands, Config, Error, Event, Pallet,
	Policies, PolicyOf, Reason, RecordOf, State, Transition, Verdict,
};
use frame_support::ensure;
use frame_system::pallet_prelude::BlockNumberFor;
use sp_runtime::{DispatchError, DispatchResult};
use tonnetz_core::ordered::Ordered;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_approve(who: T::AccountId, id: CommandId) -> DispatchResult {
		let mut record = Self::pending_record(id)?;
		let Some(policy) = Policies::<T>::get(Self::key(record.target)) else {
			return Self::refuse(id, record, Reason::NoPolicy);
		};
		ensure!(policy.approvers.contains(&who), Error::<T>::NotApprover);
		ensure!(!record.approvals.contains(&who), Error::<T>::AlreadyApproved);
		Self::add_approval(&mut record, &policy, &who)?;
		let given = approvals::<T>(&record, &policy);
		let enough = given >= usize::from(policy.approvals);

		let changed = record.policy_version != policy.version;
		if changed || enough || Self::suspension(record.target).is_some() {
			// An approval that is not the last starts no cooldown, and need not wait for one.
			let last_approved = Self::last_approved_but(id, &record).filter(|_| enough);
			match Self::judge_again(id, &record, &policy, last_approved)? {
				// Not for good: the policy has nothing against the command but its time.
				Verdict::Refused(Reason::Cooldown) => return Err(Error::<T>::Cooldown.into()),
				Verdict::Refused(reason) => return Self::refuse(id, record, reason),
				Verdict::NeedsApproval(_) | Verdict::Approved => {}
			}
		}
		let now = frame_system::Pallet::<T>::block_number();
		let deadline = if changed {
			approval_deadline::<T>(&policy, record.submitted, record.expires_at)
		} else {
			record.deadline().unwrap_or(now)
		};
		record.policy_version = policy.version;
		record.approvals_needed = policy.approvals;
		if deadline <= now {
			return Self::close_denied(id, record, None, now);
		}

		let target = record.target;
		let state = if enough { State::Approved { at: now } } else { State::Pending { deadline } };
		let receipt = Self::transition(id, record, Some(&who), Transition::Approved, state)?;
		Self::deposit_event(Event::ApprovalGiven {
			id,
			approver: who,
			given: u8::try_from(given).unwrap_or(u8::MAX),
			needed: policy.approvals,
			receipt,
		});
		if enough {
			Self::note_approved(target, id);
			Self::deposit_event(Event::Approved { id, target });
		}
		Ok(())
	}

	pub(crate) fn do_deny(who: T::AccountId, id: CommandId) -> DispatchResult {
		let record = Self::pending_record(id)?;
		let lists_signer = Policies::<T>::get(Self::key(record.target))
			.is_some_and(|policy| policy.approvers.contains(&who));
		ensure!(lists_signer, Error::<T>::NotApprover);
		let now = frame_system::Pallet::<T>::block_number();
		Self::close_denied(id, record, Some(who), now)
	}

	/// The record of a command that waits for approvals.
	fn pending_record(id: CommandId) -> Result<RecordOf<T>, DispatchError> {
		let record = Commands::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownCommand)?;
		let now = frame_system::Pallet::<T>::block_number();
		match record.state_at(now) {
			State::Pending { .. } => Ok(record),
			State::Denied { by: None, .. } => Err(Error::<T>::ApprovalTimedOut.into()),
			_ => Err(Error::<T>::NotPending.into()),
		}
	}

	/// Approvals of former approvers are kept, for they may be listed again, but when there is no
	/// room they give way.
	fn add_approval(
		record: &mut RecordOf<T>,
		policy: &PolicyOf<T>,
		who: &T::AccountId,
	) -> DispatchResult {
		if record.approvals.is_full() {
			record.approvals.retain(|one| policy.approvers.contains(one));
		}
		record.approvals.try_push(who.clone()).map_err(|_| Error::<T>::AlreadyApproved.into())
	}

	/// The block of the target's last approved command, unless that is this very command, which is
	/// being approved again.
	fn last_approved_but(id: CommandId, record: &RecordOf<T>) -> Option<BlockNumberFor<T>> {
		let last = Activities::<T>::get(Self::key(record.target)).last_approved;
		last.filter(|(_, command)| *command != id).map(|(at, _)| at)
	}
}

/// How many of those who approved the command are approvers of the policy.
pub(crate) fn approvals<T: Config>(record: &RecordOf<T>, policy: &PolicyOf<T>) -> usize {
	record.approvals.iter().filter(|one| policy.approvers.contains(one)).count()
}
