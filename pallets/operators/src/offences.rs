// SPDX-License-Identifier: Apache-2.0

//! What becomes of a validator that was proven to have voted twice.

use crate::{Config, Conviction, Convictions, Event, Operators, Pallet, Sessions, Uptimes};
use alloc::vec::Vec;
use codec::Encode;
use sp_core::H256;
use sp_runtime::traits::{BlakeTwo256, Hash};
use sp_staking::{
	offence::{Offence, OffenceError, ReportOffence},
	SessionIndex,
};
use tonnetz_core::{
	operators::{equivocation_payload, payload_digest},
	receipt::{subject_of, Attestation, Kind, ReceiptId},
	traits::AttestReceipt,
};

/// A proven double vote.
struct Proven<'a, AccountId> {
	offender: &'a AccountId,
	/// What names the engine and the offence.
	kind: [u8; 16],
	session: SessionIndex,
	/// SCALE of its point in time.
	slot: &'a [u8],
}

impl<T: Config> Pallet<T> {
	/// Disables and removes the offender, has its day of uptime not count, and writes a receipt. `false`
	/// if it has been judged for this already, or for something later.
	fn convict(proven: Proven<T::AccountId>) -> bool {
		let Proven { offender, session, slot, .. } = proven;
		if Convictions::<T>::get(offender).is_some_and(|last| session <= last.session) {
			return false;
		}
		let running = T::Session::current_index();
		let conviction = Conviction { session: running, slot: BlakeTwo256::hash(slot) };
		Convictions::<T>::insert(offender, conviction);

		T::Session::disable(offender.clone());
		Self::drop_validator(offender);
		let era = Self::current_era();
		if Uptimes::<T>::contains_key(offender) {
			Uptimes::<T>::mutate_extant(offender, |uptime| uptime.forfeit(era));
		}
		let receipt = Self::attest_conviction(&proven);
		Self::deposit_event(Event::Equivocated { offender: offender.clone(), session, receipt });
		true
	}

	fn attest_conviction(proven: &Proven<T::AccountId>) -> Option<ReceiptId> {
		let Proven { offender, kind, session, slot } = proven;
		// One who has deregistered since has no name.
		let subject = Operators::<T>::get(offender).map_or_else(
			|| BlakeTwo256::hash_of(offender),
			|operator| subject_of(&operator.name.to_lossy()),
		);
		let payload = equivocation_payload(*offender, kind, *session, slot);
		T::Receipts::attest_autonomous(Attestation {
			kind: Kind::Action,
			subject,
			digest: payload_digest(&payload),
			parent: None,
			uri: Vec::new(),
			expires: None,
		})
		.ok()
	}

	fn is_convicted_at(offender: &T::AccountId, slot: H256) -> bool {
		Convictions::<T>::get(offender).is_some_and(|conviction| conviction.slot == slot)
	}
}

impl<T, Identification, O> ReportOffence<T::AccountId, (T::AccountId, Identification), O>
	for Pallet<T>
where
	T: Config,
	O: Offence<(T::AccountId, Identification)>,
{
	/// Whoever reports earns nothing: reporting is the work of the validators' nodes.
	fn report_offence(_: Vec<T::AccountId>, offence: O) -> Result<(), OffenceError> {
		let slot = offence.slot().encode();
		let mut news = false;
		for (offender, _) in offence.offenders() {
			news |= Self::convict(Proven {
				offender: &offender,
				kind: O::ID,
				session: offence.session_index(),
				slot: &slot,
			});
		}
		news.then_some(()).ok_or(OffenceError::DuplicateReport)
	}

	/// Whether the last conviction of each is for this point in time. Older ones are refused when they
	/// are reported, since the session is known only then.
	fn is_known_offence(offenders: &[(T::AccountId, Identification)], slot: &O::Slot) -> bool {
		let slot = BlakeTwo256::hash_of(slot);
		offenders.iter().all(|(offender, _)| Self::is_convicted_at(offender, slot))
	}
}
