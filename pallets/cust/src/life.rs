// SPDX-License-Identifier: Apache-2.0

//! The life of a command in state: deadlines, transitions and their receipts.

use crate::{
	Activities, CommandId, Commands, Config, Deadlines, Error, Event, Open, Pallet, Reason, Record,
	RecordOf, State, StateOf, TargetId, Targets, Transition,
};
use frame_system::pallet_prelude::BlockNumberFor;
use sp_core::H256;
use sp_runtime::{
	traits::{Saturating, UniqueSaturatedInto},
	DispatchError, DispatchResult,
};
use tonnetz_core::{
	ordered::Ordered,
	receipt::{subject_of, Attestation, Kind, ReceiptId},
	traits::AttestReceipt,
};

impl<AccountId: Clone, BlockNumber: Copy + PartialOrd> Record<AccountId, BlockNumber> {
	/// The block at which the command is closed if nothing happens before; `None` if it is closed.
	pub fn deadline(&self) -> Option<BlockNumber> {
		match &self.state {
			State::Pending { deadline } => Some(*deadline),
			State::Approved { .. } => Some(self.expires_at),
			State::Claimed { lease_ends, .. } => Some(*lease_ends),
			State::Refused { .. }
			| State::Denied { .. }
			| State::Expired { .. }
			| State::Succeeded { .. }
			| State::Failed { .. }
			| State::Unknown { .. } => None,
		}
	}

	/// Where the command stands at block `now`. At its deadline it is closed, whether or not that is
	/// written down.
	pub fn state_at(&self, now: BlockNumber) -> State<AccountId, BlockNumber> {
		match &self.state {
			State::Pending { deadline } if *deadline <= now => {
				State::Denied { by: None, at: *deadline }
			}
			State::Approved { .. } if self.expires_at <= now => {
				State::Expired { at: self.expires_at }
			}
			State::Claimed { executor, lease_ends, .. } if *lease_ends <= now => {
				State::Unknown { executor: executor.clone(), at: *lease_ends }
			}
			state => state.clone(),
		}
	}
}

/// What the receipt of a transition is.
const fn kind_of(transition: &Transition) -> Kind {
	match transition {
		Transition::Approved | Transition::Reopened(_) => Kind::Decision,
		Transition::Refused(_) | Transition::Denied | Transition::Expired => Kind::Refusal,
		Transition::Claimed | Transition::Completed { .. } | Transition::Lapsed => Kind::Action,
	}
}

impl<T: Config> Pallet<T> {
	/// The key of a target.
	pub(crate) fn key(target: TargetId) -> Ordered {
		Ordered(target.into())
	}

	pub(crate) fn block(number: BlockNumberFor<T>) -> Ordered {
		Ordered(number.unique_saturated_into())
	}

	/// Writes a receipt about a target: of the account that acted or, if nobody did, of the chain.
	pub(crate) fn attest(
		target: TargetId,
		by: Option<&T::AccountId>,
		kind: Kind,
		digest: H256,
		parent: Option<ReceiptId>,
	) -> Result<ReceiptId, DispatchError> {
		let name = Targets::<T>::get(Self::key(target)).ok_or(Error::<T>::UnknownTarget)?.name;
		let attestation = Attestation {
			kind,
			subject: subject_of(&name.to_lossy()),
			digest,
			parent,
			uri: Default::default(),
			expires: None,
		};
		match by {
			Some(issuer) => T::Receipts::attest_as(issuer, attestation),
			None => T::Receipts::attest_autonomous(attestation),
		}
	}

	/// Writes the receipt of a transition, and the record in its next state.
	///
	/// The receipt comes first, and is all that can fail: an error leaves the state as it was, also
	/// where no storage transaction is around.
	pub(crate) fn transition(
		id: CommandId,
		mut record: RecordOf<T>,
		by: Option<&T::AccountId>,
		transition: Transition,
		state: StateOf<T>,
	) -> Result<ReceiptId, DispatchError> {
		let digest = transition.digest(id, record.digest);
		let parent = Some(record.receipt);
		let receipt = Self::attest(record.target, by, kind_of(&transition), digest, parent)?;
		let before = record.deadline();
		record.state = state;
		record.last_receipt = receipt;
		Self::store(id, &record, before);
		Ok(receipt)
	}

	/// Writes a record, with the entries that follow from its state. `before` is its deadline as
	/// those entries have it; `None` if it is new.
	pub(crate) fn store(id: CommandId, record: &RecordOf<T>, before: Option<BlockNumberFor<T>>) {
		let after = record.deadline();
		let (target, id) = (Self::key(record.target), Ordered(id));
		if before != after {
			if let Some(block) = before {
				Deadlines::<T>::remove(Self::block(block), id);
			}
			if let Some(block) = after {
				Deadlines::<T>::insert(Self::block(block), id, ());
			}
		}
		match (before, after) {
			(None, Some(_)) => {
				Open::<T>::insert(target, id, ());
				Activities::<T>::mutate(target, |activity| activity.open.saturating_inc());
			}
			(Some(_), None) => {
				Open::<T>::remove(target, id);
				Activities::<T>::mutate(target, |activity| activity.open.saturating_dec());
			}
			_ => {}
		}
		Commands::<T>::insert(id, record);
	}

	/// Remembers that a command of the target is approved now.
	pub(crate) fn note_approved(target: TargetId, id: CommandId) {
		let now = frame_system::Pallet::<T>::block_number();
		Activities::<T>::mutate(Self::key(target), |activity| {
			activity.last_approved = Some((now, id));
		});
	}

	/// Closes a command that was judged again and refused.
	pub(crate) fn refuse(id: CommandId, record: RecordOf<T>, reason: Reason) -> DispatchResult {
		let at = frame_system::Pallet::<T>::block_number();
		let state = State::Refused { reason, at };
		let receipt = Self::transition(id, record, None, Transition::Refused(reason), state)?;
		Self::deposit_event(Event::Refused { id, reason, receipt });
		Ok(())
	}

	/// Closes a command that an approver denied, or whose approvals did not come in time.
	pub(crate) fn close_denied(
		id: CommandId,
		record: RecordOf<T>,
		by: Option<T::AccountId>,
		at: BlockNumberFor<T>,
	) -> DispatchResult {
		let state = State::Denied { by: by.clone(), at };
		let receipt = Self::transition(id, record, by.as_ref(), Transition::Denied, state)?;
		Self::deposit_event(Event::Denied { id, by, receipt });
		Ok(())
	}
}
