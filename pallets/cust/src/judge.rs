// SPDX-License-Identifier: Apache-2.0

//! What commands are judged by: when submitted, when open, and in a dry run.

use crate::{
	Activities, Bodies, Command, CommandId, Config, DryRun, Error, Nonces, Pallet, Policies,
	PolicyOf, RecordOf, TargetId, TargetIds, Targets, Verdict,
};
use frame_support::ensure;
use frame_system::{
	ensure_signed,
	pallet_prelude::{BlockNumberFor, OriginFor},
};
use sp_runtime::{traits::Saturating, DispatchError};
use tonnetz_core::{
	cust::{evaluate, Context, ModelStanding, NonceCheck, Suspension, TargetPolicy},
	ordered::Ordered,
	traits::{ModelPins, OperatorRecord},
};

/// A submission beside its command.
pub(crate) struct Submission<'a, T: Config> {
	pub planner: &'a T::AccountId,
	pub nonce: NonceCheck,
	pub expires_at: BlockNumberFor<T>,
}

impl<T: Config> Pallet<T> {
	/// The suspension of a target's policy, if it is out of force at this block.
	pub(crate) fn suspension(target: TargetId) -> Option<Suspension<BlockNumberFor<T>>> {
		let now = frame_system::Pallet::<T>::block_number();
		Targets::<T>::get(Self::key(target))?.suspension.filter(|suspension| is_on(suspension, now))
	}

	/// The signer, unless it is an operator's account that was stopped.
	pub(crate) fn ensure_acting(origin: OriginFor<T>) -> Result<T::AccountId, DispatchError> {
		let who = ensure_signed(origin)?;
		ensure!(T::Operators::suspended_since(&who).is_none(), Error::<T>::Suspended);
		Ok(who)
	}

	fn standing(policy: &PolicyOf<T>, planner: &T::AccountId) -> ModelStanding {
		policy.model.map_or(ModelStanding::Good, |model| T::Models::standing(model, planner))
	}

	/// The verdict on a command as it is submitted.
	pub(crate) fn judge_submission(
		target: TargetId,
		policy: &PolicyOf<T>,
		command: &Command,
		submission: &Submission<'_, T>,
	) -> Verdict {
		let now = frame_system::Pallet::<T>::block_number();
		let last_approved = Activities::<T>::get(Self::key(target)).last_approved;
		let context = Context {
			planner: submission.planner,
			nonce: Some(submission.nonce),
			suspended: Self::suspension(target).is_some(),
			now,
			submitted: now,
			expires_at: submission.expires_at,
			last_approved: last_approved.map(|(at, _)| at),
			model: Self::standing(policy, submission.planner),
		};
		evaluate(TargetPolicy::Set(policy), command, &context)
	}

	/// The verdict on an open command under the policy that its target has now. The cooldown counts
	/// from `last_approved`.
	pub(crate) fn judge_again(
		id: CommandId,
		record: &RecordOf<T>,
		policy: &PolicyOf<T>,
		last_approved: Option<BlockNumberFor<T>>,
	) -> Result<Verdict, DispatchError> {
		let command = Bodies::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownCommand)?;
		let context = Context {
			planner: &record.planner,
			nonce: None,
			suspended: Self::suspension(record.target).is_some(),
			now: frame_system::Pallet::<T>::block_number(),
			submitted: record.submitted,
			expires_at: record.expires_at,
			last_approved,
			model: Self::standing(policy, &record.planner),
		};
		Ok(evaluate(TargetPolicy::Set(policy), &command, &context))
	}

	/// What would become of `command` if `planner` submitted it in this block. Changes nothing.
	///
	/// Without a nonce it is judged with the planner's next; without an expiry, with the latest that
	/// the policy allows.
	pub fn evaluate(
		command: Command,
		planner: T::AccountId,
		nonce: Option<u64>,
		expires_at: Option<BlockNumberFor<T>>,
	) -> DryRun<BlockNumberFor<T>> {
		let now = frame_system::Pallet::<T>::block_number();
		let target = TargetIds::<T>::get(&command.target);
		let policy = target.and_then(|target| Policies::<T>::get(Self::key(target)));
		let expected = target.map_or(0, |target| Nonces::<T>::get(Self::key(target), &planner));
		let given = nonce.unwrap_or(expected);
		let expires_at = expires_at.unwrap_or_else(|| {
			policy.as_ref().map_or(now, |policy| now.saturating_add(policy.time_to_live))
		});
		let verdict = match (target, &policy) {
			(Some(target), Some(policy)) => {
				let nonce = NonceCheck { expected, given };
				let submission = Submission { planner: &planner, nonce, expires_at };
				Self::judge_submission(target, policy, &command, &submission)
			}
			(Some(_), None) => Verdict::Refused(crate::Reason::NoPolicy),
			(None, _) => Verdict::Refused(crate::Reason::UnknownTarget),
		};
		DryRun {
			verdict,
			digest: command.digest(),
			nonce: given,
			expires_at,
			policy_version: policy.map(|policy| policy.version),
		}
	}
}

/// Whether the suspension is in force at block `now`.
pub(crate) fn is_on<BlockNumber: PartialOrd>(
	suspension: &Suspension<BlockNumber>,
	now: BlockNumber,
) -> bool {
	suspension.until.as_ref().is_none_or(|until| now < *until)
}
