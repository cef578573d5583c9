// SPDX-License-Identifier: Apache-2.0

//! Executors: who does what was approved, and reports.

use crate::{
	decide::approvals, submit::approval_deadline, CommandId, Commands, Config, Error, Event,
	Outcome, Pallet, Policies, PolicyOf, Reason, RecordOf, State, Transition, Verdict,
};
use frame_support::ensure;
use sp_core::H256;
use sp_runtime::{traits::Saturating, DispatchError, DispatchResult};
use tonnetz_core::ordered::Ordered;

impl<T: Config> Pallet<T> {
	pub(crate) fn do_claim(who: T::AccountId, id: CommandId) -> DispatchResult {
		let mut record = Self::approved_record(id)?;
		let Some(policy) = Policies::<T>::get(Self::key(record.target)) else {
			return Self::refuse(id, record, Reason::NoPolicy);
		};
		ensure!(policy.executors.contains(&who), Error::<T>::NotExecutor);
		// Without the cooldown: the command's own approval would be in its way.
		if let Verdict::Refused(reason) = Self::judge_again(id, &record, &policy, None)? {
			return Self::refuse(id, record, reason);
		}
		record.policy_version = policy.version;
		record.approvals_needed = policy.approvals;
		if approvals::<T>(&record, &policy) < usize::from(policy.approvals) {
			return Self::reopen(id, record, &policy);
		}

		let at = frame_system::Pallet::<T>::block_number();
		let lease_ends = at.saturating_add(policy.max_runtime);
		let state = State::Claimed { executor: who.clone(), at, lease_ends };
		let receipt = Self::transition(id, record, Some(&who), Transition::Claimed, state)?;
		Self::deposit_event(Event::Claimed { id, executor: who, lease_ends, receipt });
		Ok(())
	}

	pub(crate) fn do_complete(
		who: T::AccountId,
		id: CommandId,
		outcome: Outcome,
		evidence: H256,
		log: H256,
	) -> DispatchResult {
		let record = Commands::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownCommand)?;
		let at = frame_system::Pallet::<T>::block_number();
		let executor = match record.state_at(at) {
			State::Claimed { executor, .. } => executor,
			State::Unknown { .. } => return Err(Error::<T>::LeaseLapsed.into()),
			_ => return Err(Error::<T>::NotClaimed.into()),
		};
		ensure!(executor == who, Error::<T>::NotClaimant);

		let state = match outcome {
			Outcome::Succeeded => State::Succeeded { executor, at, evidence, log },
			Outcome::Failed => State::Failed { executor, at, evidence, log },
		};
		let transition = Transition::Completed { outcome, evidence, log };
		let receipt = Self::transition(id, record, Some(&who), transition, state)?;
		Self::deposit_event(Event::Completed {
			id,
			executor: who,
			outcome,
			evidence,
			log,
			receipt,
		});
		Ok(())
	}

	/// The record of a command that may be claimed, as far as it and the time tell.
	fn approved_record(id: CommandId) -> Result<RecordOf<T>, DispatchError> {
		let record = Commands::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownCommand)?;
		let now = frame_system::Pallet::<T>::block_number();
		match record.state_at(now) {
			State::Approved { .. } => Ok(record),
			State::Expired { .. } => Err(Error::<T>::CommandExpired.into()),
			State::Pending { .. } | State::Refused { .. } | State::Denied { .. } => {
				Err(Error::<T>::NotApproved.into())
			}
			State::Claimed { .. }
			| State::Succeeded { .. }
			| State::Failed { .. }
			| State::Unknown { .. } => Err(Error::<T>::AlreadyClaimed.into()),
		}
	}

	/// Makes an approved command wait for approvals again, if there is still time for them.
	fn reopen(id: CommandId, record: RecordOf<T>, policy: &PolicyOf<T>) -> DispatchResult {
		let now = frame_system::Pallet::<T>::block_number();
		let deadline = approval_deadline::<T>(policy, record.submitted, record.expires_at);
		if deadline <= now {
			return Self::close_denied(id, record, None, now);
		}
		let needed = policy.approvals;
		let state = State::Pending { deadline };
		let receipt = Self::transition(id, record, None, Transition::Reopened(needed), state)?;
		Self::deposit_event(Event::Reopened { id, needed, deadline, receipt });
		Ok(())
	}
}
