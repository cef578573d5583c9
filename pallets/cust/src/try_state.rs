// SPDX-License-Identifier: Apache-2.0

//! What is true of the state after every block.

use crate::{
	Activities, Bodies, Commands, Config, Deadlines, History, HoldReason, NextCommand, NextTarget,
	Nonces, Open, Owner, Pallet, Policies, Reason, RecordOf, State, TargetId, TargetIds, Targets,
	TargetsOf, UnlistedRefusals,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;
use tonnetz_core::{cust::is_target, ordered::Ordered, Balance};

/// What there is of each account.
type Sums<T, N> = BTreeMap<<T as frame_system::Config>::AccountId, N>;

impl<T: Config> Pallet<T> {
	/// Checks the invariants of the pallet.
	///
	/// Of targets:
	///
	/// - Their numbers are below `NextTarget`, and none is from the future.
	/// - Their names are well-formed, and `TargetIds` has the number of each, and nothing else.
	/// - `TargetsOf` has the targets of each operator, each once, and nothing else.
	/// - What is on hold for targets in the account of each operator is the sum of their deposits; a
	///   shared target has none.
	/// - A policy belongs to a target that exists, has its last version, and passes its checks.
	/// - Only a policy that is there is suspended.
	/// - `Activities` and `UnlistedRefusals` are of targets that exist.
	///
	/// Of commands:
	///
	/// - Their numbers are below `NextCommand`.
	/// - Each has a body, with its digest, and an entry in `History`; neither holds anything else.
	/// - What is on hold for commands in the account of each planner is the sum of their deposits.
	/// - A nonce that a command consumed is below the planner's next, and no other command of the
	///   planner for the target consumed it.
	/// - Nobody approved a command twice.
	/// - Its last receipt is not older than its first.
	/// - Nothing of it is from the future, and nothing happened to it before its submission.
	/// - A pending command waits no longer than until it expires; a claimed one was claimed before.
	///
	/// Of open commands:
	///
	/// - `Open` and `Deadlines` have each that is not written down as closed, at its deadline, and
	///   nothing else.
	/// - Their targets exist, and count them.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		Self::try_state_targets()?;
		Self::try_state_policies()?;
		Self::try_state_commands()?;
		Self::try_state_open()
	}

	fn try_state_targets() -> Result<(), TryRuntimeError> {
		let now = frame_system::Pallet::<T>::block_number();
		let next = NextTarget::<T>::get();
		let mut owned = Sums::<T, BTreeSet<TargetId>>::new();
		let mut deposits = Sums::<T, Balance>::new();
		let mut targets = 0usize;
		for (Ordered(id), target) in Targets::<T>::iter() {
			targets = targets.saturating_add(1);
			ensure!(id < next.into(), "the number of a target is below the next one");
			ensure!(target.created <= now, "a target is not from the future");
			ensure!(
				target.name.as_str().is_some_and(is_target),
				"the name of a target is well-formed"
			);
			ensure!(
				TargetIds::<T>::get(&target.name).is_some_and(|number| u64::from(number) == id),
				"`TargetIds` has the number of each target"
			);
			ensure!(
				target.suspension.is_none() || Policies::<T>::contains_key(Ordered(id)),
				"only a policy that is there is suspended"
			);
			match target.owner {
				Owner::Shared => ensure!(target.deposit == 0, "a shared target has no deposit"),
				Owner::Operator(operator) => {
					let id = TargetId::try_from(id).map_err(|_| "a number is one of a target")?;
					owned.entry(operator.clone()).or_default().insert(id);
					let sum = deposits.entry(operator).or_default();
					*sum = sum.saturating_add(target.deposit);
				}
			}
		}
		ensure!(TargetIds::<T>::iter_keys().count() == targets, "`TargetIds` has nothing else");
		let mut listed = Sums::<T, BTreeSet<TargetId>>::new();
		for (operator, targets) in TargetsOf::<T>::iter() {
			let numbers: BTreeSet<_> = targets.iter().copied().collect();
			ensure!(numbers.len() == targets.len(), "`TargetsOf` has each target once");
			listed.insert(operator, numbers);
		}
		ensure!(listed == owned, "`TargetsOf` has the targets of each operator");
		for key in Activities::<T>::iter_keys().chain(UnlistedRefusals::<T>::iter_keys()) {
			ensure!(
				Targets::<T>::contains_key(key),
				"activities and unlisted refusals are of targets that exist"
			);
		}
		Self::try_state_holds(HoldReason::Target, &deposits)
	}

	fn try_state_policies() -> Result<(), TryRuntimeError> {
		for (key, policy) in Policies::<T>::iter() {
			let target =
				Targets::<T>::get(key).ok_or("a policy belongs to a target that exists")?;
			ensure!(policy.version == target.policy_version, "a policy has the last version");
			ensure!(policy.check().is_ok(), "a policy passes its checks");
		}
		Ok(())
	}

	fn try_state_commands() -> Result<(), TryRuntimeError> {
		let next = NextCommand::<T>::get();
		let mut deposits = Sums::<T, Balance>::new();
		let mut consumed = BTreeSet::new();
		let mut commands = 0usize;
		for (Ordered(id), record) in Commands::<T>::iter() {
			commands = commands.saturating_add(1);
			ensure!(id < next, "the number of a command is below the next one");
			let body = Bodies::<T>::get(Ordered(id)).ok_or("a command has a body")?;
			ensure!(body.digest() == record.digest, "the digest of a command is that of its body");
			ensure!(
				History::<T>::contains_key(Self::key(record.target), Ordered(id)),
				"`History` has each command"
			);
			Self::try_state_record(&record)?;
			if !matches!(record.state, State::Refused { reason: Reason::WrongNonce, .. }) {
				ensure!(
					record.nonce < Nonces::<T>::get(Self::key(record.target), &record.planner),
					"a consumed nonce is below the planner's next"
				);
				ensure!(
					consumed.insert((record.target, record.planner.clone(), record.nonce)),
					"no nonce is consumed twice"
				);
			}
			let sum = deposits.entry(record.planner).or_default();
			*sum = sum.saturating_add(record.deposit);
		}
		ensure!(Bodies::<T>::iter_keys().count() == commands, "`Bodies` has nothing else");
		ensure!(History::<T>::iter_keys().count() == commands, "`History` has nothing else");
		Self::try_state_holds(HoldReason::Command, &deposits)
	}

	fn try_state_record(record: &RecordOf<T>) -> Result<(), TryRuntimeError> {
		let now = frame_system::Pallet::<T>::block_number();
		let approvers: BTreeSet<_> = record.approvals.iter().collect();
		ensure!(approvers.len() == record.approvals.len(), "nobody approved a command twice");
		ensure!(record.receipt <= record.last_receipt, "the last receipt is not the older one");
		let happened = match &record.state {
			State::Approved { at } | State::Claimed { at, .. } => Some(*at),
			state => state.closed(),
		};
		ensure!(
			record.submitted <= now
				&& happened.is_none_or(|at| (record.submitted..=now).contains(&at)),
			"nothing happened to a command before its submission or in the future"
		);
		match &record.state {
			State::Pending { deadline } => ensure!(
				record.submitted < *deadline && *deadline <= record.expires_at,
				"a pending command waits no longer than until it expires"
			),
			State::Claimed { at, lease_ends, .. } => ensure!(
				*at < record.expires_at && at < lease_ends,
				"a claimed command was claimed before it expired"
			),
			_ => {}
		}
		Ok(())
	}

	fn try_state_open() -> Result<(), TryRuntimeError> {
		let mut open = BTreeMap::<u64, u32>::new();
		let mut commands = 0usize;
		for (id, record) in Commands::<T>::iter() {
			let Some(deadline) = record.deadline() else { continue };
			commands = commands.saturating_add(1);
			let count = open.entry(record.target.into()).or_default();
			*count = count.saturating_add(1);
			ensure!(
				Open::<T>::contains_key(Self::key(record.target), id),
				"`Open` has each open command"
			);
			ensure!(
				Deadlines::<T>::contains_key(Self::block(deadline), id),
				"`Deadlines` has each open command at its deadline"
			);
			ensure!(
				Targets::<T>::contains_key(Self::key(record.target)),
				"the target of an open command exists"
			);
		}
		ensure!(Open::<T>::iter_keys().count() == commands, "`Open` has nothing else");
		ensure!(Deadlines::<T>::iter_keys().count() == commands, "`Deadlines` has nothing else");
		for Ordered(id) in Targets::<T>::iter_keys() {
			ensure!(
				Activities::<T>::get(Ordered(id)).open == open.get(&id).copied().unwrap_or(0),
				"a target counts its open commands"
			);
		}
		Ok(())
	}

	fn try_state_holds(
		reason: HoldReason,
		recorded: &Sums<T, Balance>,
	) -> Result<(), TryRuntimeError> {
		let reason = reason.into();
		for (payer, sum) in recorded {
			ensure!(
				T::Currency::balance_on_hold(&reason, payer) == *sum,
				"what is on hold is the sum of the recorded deposits"
			);
		}
		Ok(())
	}
}
