// SPDX-License-Identifier: Apache-2.0

//! The life of ceremonies but for their witnesses.

use crate::{
	record::{key, now},
	ArtifactTier, Artifacts, Ceremonies, Ceremony, CeremonyId, CeremonyKind, CeremonyOf,
	CeremonyOfDigest, CeremonyState, Config, Deadlines, Due, Error, Event, HoldReason, Initiators,
	NextCeremony, OpenCeremonies, Openings, Pallet, Raised, ReceiptId, Record, RecordOf, Witnesses,
};
use alloc::vec::Vec;
use frame_support::{
	ensure,
	traits::{fungible::hold::Mutate, tokens::Precision, Get},
};
use sp_runtime::{traits::Saturating, ArithmeticError, BoundedVec, DispatchError, DispatchResult};
use tonnetz_core::{
	certification::{ceremony_subject, Blessing},
	ordered::Ordered,
	receipt::{Attestation, Kind},
	traits::AttestReceipt,
};

impl<T: Config> Pallet<T> {
	pub(crate) fn do_open_ceremony(
		initiator: T::AccountId,
		tier: ArtifactTier,
		kind: CeremonyKind,
		mut artifacts: Vec<ReceiptId>,
		blessing: Vec<u8>,
	) -> DispatchResult {
		ensure!(artifacts.len() >= tier.artifacts() as usize, Error::<T>::TooFewArtifacts);
		artifacts.sort_unstable();
		let artifacts =
			BoundedVec::try_from(artifacts).map_err(|_| Error::<T>::TooManyArtifacts)?;
		ensure!(
			artifacts.is_sorted_by(|lower, higher| lower < higher),
			Error::<T>::DuplicateArtifact
		);
		let blessing = Blessing::try_from(blessing).map_err(|_| Error::<T>::BlessingTooLong)?;
		Self::ensure_eligible(&initiator)?;
		let mut raises = false;
		for artifact in &artifacts {
			raises |= Self::ensure_may_be_raised(&initiator, tier, *artifact)?;
		}
		ensure!(raises, Error::<T>::NothingToRaise);

		let deposit = T::CeremonyDeposit::get();
		T::Currency::hold(&HoldReason::Ceremony.into(), &initiator, deposit)
			.map_err(|_| Error::<T>::DepositNotAffordable)?;
		let id = NextCeremony::<T>::get();
		NextCeremony::<T>::put(id.checked_add(1).ok_or(ArithmeticError::Overflow)?);
		let opened_at = now::<T>();
		let expires = opened_at.saturating_add(T::CeremonyPeriod::get());
		for artifact in &artifacts {
			Artifacts::<T>::mutate(Ordered(*artifact), |known| {
				if let Some(known) = known {
					known.open = Some(id);
				}
			});
		}
		OpenCeremonies::<T>::insert(Ordered(id), ());
		Deadlines::<T>::insert(key::<T>(expires), Due::Ceremony(id), ());
		Initiators::<T>::mutate(&initiator, |openings| {
			let (count, until) = openings.map_or((0, expires), |it| (it.count, it.until));
			let (count, until) = (count.saturating_add(1), until.max(expires));
			*openings = Some(Openings { count, until });
		});
		Self::note_witnessed(&initiator);
		Self::deposit_event(Event::CeremonyOpened {
			id,
			initiator: initiator.clone(),
			tier,
			expires,
		});

		let witnesses = Witnesses::truncate_from(alloc::vec![initiator.clone()]);
		let ceremony = Ceremony {
			initiator,
			tier,
			kind,
			artifacts,
			blessing,
			opened_at,
			expires,
			witnesses,
			declined: Witnesses::default(),
			blessed_by: None,
			state: CeremonyState::Open,
		};
		Self::advance(id, Record { ceremony, deposit })
	}

	pub(crate) fn do_cancel(who: T::AccountId, id: CeremonyId) -> DispatchResult {
		Self::ensure_not_suspended(&who)?;
		let record = Self::open_ceremony_record(id)?;
		ensure!(record.ceremony.initiator == who, Error::<T>::NotInitiator);
		Self::close(id, record, CeremonyState::Cancelled { at: now::<T>() })?;
		Self::deposit_event(Event::CeremonyCancelled { id });
		Ok(())
	}

	pub(crate) fn do_bless(blesser: T::AccountId, id: CeremonyId) -> DispatchResult {
		let mut record = Self::open_ceremony_record(id)?;
		let ceremony = &mut record.ceremony;
		ensure!(ceremony.tier.needs_blessing(), Error::<T>::NoBlessingNeeded);
		ensure!(ceremony.blessed_by.is_none(), Error::<T>::AlreadyBlessed);
		Self::ensure_not_linked(&blesser, &ceremony.initiator)?;
		Self::ensure_artifacts_stand(ceremony)?;

		ceremony.blessed_by = Some(blesser.clone());
		Self::deposit_event(Event::Blessed { id, blesser });
		Self::advance(id, record)
	}

	/// A ceremony that is open at this block.
	pub(crate) fn open_ceremony_record(id: CeremonyId) -> Result<RecordOf<T>, DispatchError> {
		let record = Ceremonies::<T>::get(Ordered(id)).ok_or(Error::<T>::UnknownCeremony)?;
		ensure!(
			record.ceremony.state_at(now::<T>()) == CeremonyState::Open,
			Error::<T>::CeremonyClosed
		);
		Ok(record)
	}

	/// Fails if one of the artifacts was revoked since the ceremony was opened, or pruned.
	pub(crate) fn ensure_artifacts_stand(ceremony: &CeremonyOf<T>) -> DispatchResult {
		ceremony.artifacts.iter().try_for_each(|artifact| Self::standing(*artifact).map(|_| ()))
	}

	/// Whether a ceremony has all that it takes.
	pub(crate) fn is_met(ceremony: &CeremonyOf<T>) -> bool {
		let tier = ceremony.tier;
		ceremony.witnesses.len() >= tier.witnesses() as usize
			&& (ceremony.blessed_by.is_some() || !tier.needs_blessing())
	}

	/// Stores an open ceremony that has changed, or completes it if it has all that it takes. The
	/// artifacts must stand.
	pub(crate) fn advance(id: CeremonyId, record: RecordOf<T>) -> DispatchResult {
		if !Self::is_met(&record.ceremony) {
			Ceremonies::<T>::insert(Ordered(id), record);
			return Ok(());
		}
		let ceremony = &record.ceremony;
		let (tier, digest) = (ceremony.tier, ceremony.digest());
		let (initiator, artifacts) = (ceremony.initiator.clone(), ceremony.artifacts.clone());
		let attestation = Attestation {
			kind: Kind::Ceremony,
			subject: ceremony_subject(id),
			digest,
			parent: None,
			uri: ceremony.uri(),
			expires: None,
		};
		// First, so that the deposit of the ceremony can be held for the receipt.
		Self::release_deposit(&record)?;
		let receipt = T::Receipts::attest_as(&initiator, attestation)?;
		let state = CeremonyState::Completed { at: now::<T>(), digest, receipt };
		Self::close_released(id, record, state);
		CeremonyOfDigest::<T>::insert(digest, id);
		Self::deposit_event(Event::CeremonyCompleted { id, tier, digest, receipt });
		for artifact in artifacts {
			Self::raise(artifact, Raised { tier, by: id });
		}
		Ok(())
	}

	/// Gives the artifact the tier, unless it has it or a higher one.
	fn raise(artifact: ReceiptId, to: Raised) {
		Artifacts::<T>::mutate(Ordered(artifact), |known| {
			let Some(known) = known else { return };
			if known.raised.is_none_or(|raised| raised.tier < to.tier) {
				known.raised = Some(to);
				let Raised { tier, by } = to;
				Self::deposit_event(Event::ArtifactRaised { artifact, tier, by });
			}
		});
	}

	/// Closes a ceremony that failed.
	pub(crate) fn close(
		id: CeremonyId,
		record: RecordOf<T>,
		state: CeremonyState<frame_system::pallet_prelude::BlockNumberFor<T>>,
	) -> DispatchResult {
		Self::release_deposit(&record)?;
		Self::close_released(id, record, state);
		let forget = now::<T>().saturating_add(T::FailedRetention::get());
		Deadlines::<T>::insert(key::<T>(forget), Due::Ceremony(id), ());
		Ok(())
	}

	/// Returns the deposit. Not less is held unless somebody else burned it: then the rest is
	/// returned, since nothing should keep a ceremony from closing for that.
	fn release_deposit(record: &RecordOf<T>) -> DispatchResult {
		T::Currency::release(
			&HoldReason::Ceremony.into(),
			&record.ceremony.initiator,
			record.deposit,
			Precision::BestEffort,
		)
		.map(|_| ())
	}

	fn close_released(
		id: CeremonyId,
		mut record: RecordOf<T>,
		state: CeremonyState<frame_system::pallet_prelude::BlockNumberFor<T>>,
	) {
		let ceremony = &mut record.ceremony;
		ceremony.state = state;
		for artifact in &ceremony.artifacts {
			Artifacts::<T>::mutate(Ordered(*artifact), |known| {
				// Another may have been opened since this one expired.
				if let Some(known) = known.as_mut().filter(|known| known.open == Some(id)) {
					known.open = None;
				}
			});
		}
		OpenCeremonies::<T>::remove(Ordered(id));
		Deadlines::<T>::remove(key::<T>(ceremony.expires), Due::Ceremony(id));
		Initiators::<T>::mutate_exists(&ceremony.initiator, |openings| {
			*openings = openings.take().and_then(|Openings { count, until }| {
				let count = count.checked_sub(1).filter(|left| *left > 0)?;
				Some(Openings { count, until })
			});
		});
		Ceremonies::<T>::insert(Ordered(id), record);
	}

	/// Writes down that an open ceremony has expired, or forgets one that failed long ago.
	pub(crate) fn age_ceremony(id: CeremonyId) -> DispatchResult {
		let Some(record) = Ceremonies::<T>::get(Ordered(id)) else { return Ok(()) };
		match (record.ceremony.state, record.ceremony.state_at(now::<T>())) {
			(CeremonyState::Open, expired @ CeremonyState::Expired { .. }) => {
				Self::close(id, record, expired)?;
				Self::deposit_event(Event::CeremonyExpired { id });
			}
			(CeremonyState::Open | CeremonyState::Completed { .. }, _) => {}
			_ => {
				Ceremonies::<T>::remove(Ordered(id));
				Self::deposit_event(Event::CeremonyForgotten { id });
			}
		}
		Ok(())
	}
}
