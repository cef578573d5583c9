// SPDX-License-Identifier: Apache-2.0

//! What is true of the state after every block.

use crate::{
	record::{key, now},
	Artifacts, Ceremonies, CeremonyId, CeremonyOfDigest, CeremonyState, Config, Deadlines, Due,
	Evidence, HoldReason, Initiators, NextCeremony, OpenCeremonies, Pallet, RecordOf, Verifiers,
	Witnessed,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::fungible::InspectHold};
use sp_runtime::TryRuntimeError;
use tonnetz_core::{ordered::Ordered, Balance};

/// What a walk over all ceremonies adds up.
struct Sum<T: Config> {
	/// The open ones of each initiator, their deposits and the latest block at which one expires.
	open: BTreeMap<T::AccountId, (u32, Balance, Ordered)>,
	opened: usize,
	completed: usize,
	/// The deadlines that there must be of ceremonies that are not closed.
	deadlines: usize,
	/// The ceremonies that failed, each of which has a deadline too.
	failed: BTreeSet<CeremonyId>,
}

impl<T: Config> Pallet<T> {
	/// Checks the invariants of the pallet.
	///
	/// Of evidence:
	///
	/// - A dossier has some evidence.
	/// - Evidence is not from the future, and is valid for some blocks after it was verified.
	/// - The tier that was told last is that which the evidence gives, or would if it had not expired
	///   since.
	///
	/// Of verifiers:
	///
	/// - A verifier judges something; its kinds ascend.
	/// - A suspension ends after it began, or when it did.
	///
	/// Of artifacts:
	///
	/// - An artifact's tier is not above the criteria that it meets, and was given by a completed
	///   ceremony over it for that tier.
	/// - The ceremony over it that is not closed is one over it.
	///
	/// Of ceremonies:
	///
	/// - Numbers are below `NextCeremony`.
	/// - The artifacts ascend and are known; there are as many as the tier takes, or more.
	/// - Witnesses are distinct, the first is the initiator, and there are not more than the tier
	///   takes. Who declined is distinct, and does not witness.
	/// - Only ceremonies of a tier that takes a blessing are blessed.
	/// - A completed one has all that it takes, and is found by its digest; one that is not closed has
	///   not, and neither have those that failed.
	/// - `OpenCeremonies` are those that are not closed, `CeremonyOfDigest` those completed.
	/// - `Initiators` counts those that are not closed, none of which expires after its block.
	/// - What is on hold in the account of each initiator is the sum of the deposits of those that are
	///   not closed.
	///
	/// Of time:
	///
	/// - A ring of witnessed ceremonies ascends, and is not from the future.
	/// - All verified evidence and all ceremonies that are not completed have a deadline, and nothing
	///   else has.
	pub(crate) fn do_try_state() -> Result<(), TryRuntimeError> {
		let verified = Self::try_state_evidence()?;
		Self::try_state_verifiers()?;
		Self::try_state_artifacts()?;
		let sum = Self::try_state_ceremonies()?;
		Self::try_state_initiators(&sum)?;
		for ring in Witnessed::<T>::iter_values() {
			ensure!(
				ring.is_sorted() && ring.last().is_none_or(|at| *at <= now::<T>()),
				"a ring of witnessed ceremonies ascends, and is not from the future"
			);
		}
		Self::try_state_deadlines(verified, sum)
	}

	/// Returns how much is verified.
	fn try_state_evidence() -> Result<usize, TryRuntimeError> {
		let now = now::<T>();
		let mut verified = 0usize;
		for (operator, dossier) in Evidence::<T>::iter() {
			ensure!(!dossier.is_empty(), "a dossier has some evidence");
			let mut told = dossier.clone();
			for (kind, slot) in dossier.slots() {
				ensure!(
					slot.pending.as_ref().is_none_or(|it| it.at <= now),
					"evidence is not from the future"
				);
				let Some(evidence) = &slot.verified else { continue };
				verified = verified.saturating_add(1);
				ensure!(
					evidence.at <= now && evidence.at < evidence.valid_until,
					"evidence is valid for some blocks after it was verified"
				);
				ensure!(
					Deadlines::<T>::contains_key(
						key::<T>(evidence.valid_until),
						Due::Evidence(operator.clone(), kind)
					),
					"verified evidence has a deadline"
				);
				if evidence.valid_until <= now {
					told.slot_mut(kind).verified = None;
				}
			}
			ensure!(
				dossier.announced >= dossier.tier(now),
				"the tier told last is not below that which the evidence gives"
			);
			ensure!(
				told != dossier || dossier.announced == dossier.tier(now),
				"the tier told last is that which the evidence gives unless some has expired"
			);
		}
		Ok(verified)
	}

	fn try_state_verifiers() -> Result<(), TryRuntimeError> {
		for verifier in Verifiers::<T>::iter_values() {
			ensure!(
				!verifier.kinds.is_empty()
					&& verifier.kinds.is_sorted_by(|lower, higher| lower < higher),
				"a verifier judges something, and its kinds ascend"
			);
			ensure!(
				verifier.suspension.is_none_or(|it| it.until.is_none_or(|until| it.since <= until)),
				"a suspension does not end before it began"
			);
		}
		Ok(())
	}

	fn try_state_artifacts() -> Result<(), TryRuntimeError> {
		for (Ordered(id), artifact) in Artifacts::<T>::iter() {
			if let Some(raised) = artifact.raised {
				ensure!(
					raised.tier <= artifact.criteria,
					"the tier of an artifact is not above the criteria that it meets"
				);
				let by = Ceremonies::<T>::get(Ordered(raised.by)).map(|record| record.ceremony);
				ensure!(
					by.is_some_and(|it| it.tier == raised.tier
						&& it.artifacts.contains(&id)
						&& matches!(it.state, CeremonyState::Completed { .. })),
					"the tier of an artifact was given by a completed ceremony over it"
				);
			}
			let open = artifact.open.map(|open| Ceremonies::<T>::get(Ordered(open)));
			ensure!(
				open.is_none_or(|record| record.is_some_and(|record| {
					record.ceremony.state == CeremonyState::Open
						&& record.ceremony.artifacts.contains(&id)
				})),
				"the open ceremony of an artifact is one over it that is not closed"
			);
		}
		Ok(())
	}

	fn try_state_ceremonies() -> Result<Sum<T>, TryRuntimeError> {
		let mut sum = Sum::<T> {
			open: BTreeMap::new(),
			opened: 0,
			completed: 0,
			deadlines: 0,
			failed: BTreeSet::new(),
		};
		for (Ordered(id), record) in Ceremonies::<T>::iter() {
			ensure!(id < NextCeremony::<T>::get(), "a ceremony's number is below the next");
			Self::try_state_ceremony(&record)?;
			let RecordOf::<T> { ceremony, deposit } = record;
			let met = Self::is_met(&ceremony);
			match ceremony.state {
				CeremonyState::Open => {
					ensure!(!met, "a ceremony that is not closed lacks something");
					ensure!(
						OpenCeremonies::<T>::contains_key(Ordered(id)),
						"`OpenCeremonies` has each ceremony that is not closed"
					);
					let expires = key::<T>(ceremony.expires);
					ensure!(
						Deadlines::<T>::contains_key(expires, Due::Ceremony(id)),
						"a ceremony that is not closed has a deadline"
					);
					sum.opened = sum.opened.saturating_add(1);
					sum.deadlines = sum.deadlines.saturating_add(1);
					let of = sum.open.entry(ceremony.initiator).or_insert((0, 0, expires));
					*of = (of.0.saturating_add(1), of.1.saturating_add(deposit), of.2.max(expires));
				}
				CeremonyState::Completed { digest, .. } => {
					ensure!(met, "a completed ceremony has all that it takes");
					ensure!(
						ceremony.digest() == digest
							&& CeremonyOfDigest::<T>::get(digest) == Some(id),
						"a completed ceremony is found by its digest"
					);
					sum.completed = sum.completed.saturating_add(1);
				}
				CeremonyState::Declined { .. }
				| CeremonyState::Cancelled { .. }
				| CeremonyState::Expired { .. } => {
					ensure!(!met, "a ceremony that failed lacks something");
					sum.failed.insert(id);
				}
			}
		}
		Ok(sum)
	}

	fn try_state_ceremony(record: &RecordOf<T>) -> Result<(), TryRuntimeError> {
		let ceremony = &record.ceremony;
		let needed = ceremony.tier.witnesses() as usize;
		ensure!(
			ceremony.artifacts.is_sorted_by(|lower, higher| lower < higher)
				&& ceremony.artifacts.len() >= ceremony.tier.artifacts() as usize,
			"the artifacts of a ceremony ascend, and are as many as its tier takes"
		);
		ensure!(
			ceremony.artifacts.iter().all(|id| Artifacts::<T>::contains_key(Ordered(*id))),
			"the artifacts of a ceremony are known"
		);
		ensure!(
			ceremony.witnesses.first() == Some(&ceremony.initiator)
				&& ceremony.witnesses.len() <= needed,
			"the initiator is the first of not more witnesses than the tier takes"
		);
		let distinct: BTreeSet<_> = ceremony.witnesses.iter().chain(&ceremony.declined).collect();
		ensure!(
			distinct.len() == ceremony.witnesses.len().saturating_add(ceremony.declined.len()),
			"who witnesses and who declined are distinct"
		);
		ensure!(ceremony.declined.len() <= needed, "not more declined than the tier has witnesses");
		ensure!(
			ceremony.blessed_by.is_none() || ceremony.tier.needs_blessing(),
			"only a ceremony that takes a blessing is blessed"
		);
		Ok(())
	}

	fn try_state_initiators(sum: &Sum<T>) -> Result<(), TryRuntimeError> {
		ensure!(
			OpenCeremonies::<T>::iter_keys().count() == sum.opened,
			"`OpenCeremonies` has nothing else"
		);
		ensure!(
			CeremonyOfDigest::<T>::iter_keys().count() == sum.completed,
			"`CeremonyOfDigest` has nothing but completed ceremonies"
		);
		for (initiator, (count, deposit, expires)) in &sum.open {
			ensure!(
				Initiators::<T>::get(initiator)
					.is_some_and(|it| it.count == *count && key::<T>(it.until) >= *expires),
				"`Initiators` counts the ceremonies that are not closed"
			);
			ensure!(
				T::Currency::balance_on_hold(&HoldReason::Ceremony.into(), initiator) == *deposit,
				"what is on hold is the sum of the deposits"
			);
		}
		ensure!(
			Initiators::<T>::iter_keys().count() == sum.open.len(),
			"`Initiators` has nobody else"
		);
		Ok(())
	}

	fn try_state_deadlines(verified: usize, mut sum: Sum<T>) -> Result<(), TryRuntimeError> {
		let mut deadlines = 0usize;
		for due in Deadlines::<T>::iter_keys().map(|(_, due)| due) {
			match due {
				Due::Ceremony(id) if sum.failed.remove(&id) => {}
				_ => deadlines = deadlines.saturating_add(1),
			}
		}
		ensure!(sum.failed.is_empty(), "a ceremony that failed has a deadline");
		ensure!(deadlines == verified.saturating_add(sum.deadlines), "nothing else has a deadline");
		Ok(())
	}
}
