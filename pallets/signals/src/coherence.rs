// SPDX-License-Identifier: Apache-2.0

//! Reports of coherence, the sessions they belong to, and the corridor they are judged by.

use crate::{
	CoherenceCorridor, Config, Corridor, Error, Event, HoldReason, Measurement, PaidReport, Pallet,
	Predecessor, Predecessors, Reading, Session, SessionMedian, SessionReport, Sessions,
};
use alloc::vec::Vec;
use frame_support::{
	ensure,
	traits::{Get, Time},
	BoundedVec,
};
use sp_core::H256;
use sp_runtime::{DispatchError, DispatchResult, FixedU128};
use tonnetz_core::{
	coherence::{coherence_ratio, CorridorFault, SignalFault},
	receipt::{Attestation, Kind, ReceiptId},
	traits::{AttestReceipt, IsOperator},
	BlockNumber,
};

impl<AccountId> Session<AccountId> {
	/// What the reporters agree on, once there are enough.
	pub(crate) fn median(&self) -> Option<SessionMedian> {
		SessionMedian::of(self.reports.iter().map(|paid| paid.report.ratio), &self.corridor)
	}

	/// How many have reported.
	pub(crate) fn reporters(&self) -> u32 {
		u32::try_from(self.reports.len()).unwrap_or(u32::MAX)
	}
}

impl<AccountId: Ord> Session<AccountId> {
	/// The place of the report of `reporter`, or the one where it is to be inserted.
	fn position(&self, reporter: &AccountId) -> Result<usize, usize> {
		self.reports.binary_search_by(|paid| paid.report.reporter.cmp(reporter))
	}
}

impl<T: Config> Pallet<T> {
	/// The first block that takes no more reports of a session that was opened at `opened`.
	pub(crate) fn sealed_at(opened: BlockNumber) -> BlockNumber {
		opened.saturating_add(T::SessionPeriod::get())
	}

	pub(crate) fn do_report_coherence(
		reporter: T::AccountId,
		id: H256,
		samples: Vec<FixedU128>,
		sampling_rate: FixedU128,
	) -> DispatchResult {
		ensure!(T::IsOperator::is_operator(&reporter), Error::<T>::NotOperator);
		let ratio = coherence_ratio(&samples).map_err(Error::<T>::from)?;
		let at = Self::now();
		let mut session = Sessions::<T>::get(id).unwrap_or_else(|| Session {
			opened: at,
			corridor: CoherenceCorridor::<T>::get(),
			reports: BoundedVec::new(),
		});
		ensure!(at < Self::sealed_at(session.opened), Error::<T>::SessionSealed);

		let superseded = Self::supersede(id, &mut session, &reporter)?;
		let corridor = session.corridor;
		let state = corridor.state(ratio);
		let count = u32::try_from(samples.len()).unwrap_or(u32::MAX);
		let position = session.position(&reporter);
		let replaced = position.ok().and_then(|place| session.reports.get(place));
		let measurement =
			Measurement { session: id, sampling_rate, samples, ratio, corridor, state };
		let parent = replaced.map(|paid| paid.report.receipt).or(superseded);
		let receipt = Self::attest_report(&reporter, &measurement, parent, session.opened)?;
		let report = SessionReport { reporter: reporter.clone(), ratio, at, receipt };
		Self::put_report(&mut session, position, report)?;
		let number = Self::append(&reporter, |number| Reading {
			number,
			session: id,
			ratio,
			state,
			samples: count,
			sampling_rate,
			at,
			time: T::Time::now(),
			receipt,
		})?;

		let (median, reporters) = (session.median(), session.reporters());
		Sessions::<T>::insert(id, session);
		let in_corridor = state.in_corridor();
		Self::deposit_event(Event::CoherenceReported {
			session: id,
			reporter,
			ratio,
			state,
			in_corridor,
			number,
			receipt,
		});
		if let Some(SessionMedian { ratio, state }) = median {
			Self::deposit_event(Event::SessionMeasured { session: id, ratio, state, reporters });
		}
		Ok(())
	}

	/// Takes a report out of the session that the operator made before `reporter` was its account, and
	/// returns its receipt: so the operator counts once.
	///
	/// There is one at most, since each replaces the one before.
	fn supersede(
		id: H256,
		session: &mut Session<T::AccountId>,
		reporter: &T::AccountId,
	) -> Result<Option<ReceiptId>, DispatchError> {
		let mut receipt = None;
		for Predecessor { account: old, until } in Predecessors::<T>::get(reporter) {
			let made = |paid: &&PaidReport<T::AccountId>| paid.report.at <= until;
			let Ok(place) = session.position(&old) else { continue };
			if session.reports.get(place).filter(made).is_none() {
				continue;
			}
			let PaidReport { report, deposit } = session.reports.remove(place);
			let released = Self::release_deposit(HoldReason::Report, &old, deposit)?;
			receipt = Some(report.receipt);
			let new = reporter.clone();
			Self::deposit_event(Event::ReportSuperseded { session: id, old, new, released });
		}
		Ok(receipt)
	}

	/// Writes the receipt of a report. It expires when the session is sealed, so that both can be
	/// pruned from the same block on.
	fn attest_report(
		reporter: &T::AccountId,
		measurement: &Measurement,
		parent: Option<ReceiptId>,
		opened: BlockNumber,
	) -> Result<ReceiptId, DispatchError> {
		let attestation = Attestation {
			kind: Kind::Coherence,
			subject: measurement.session,
			digest: measurement.digest(),
			parent,
			uri: Vec::new(),
			expires: Some(Self::sealed_at(opened).into()),
		};
		T::Receipts::attest_as(reporter, attestation)
	}

	/// Puts a report into its session: in the place of the reporter's last one, for which the
	/// deposit is held already, or as a new one.
	fn put_report(
		session: &mut Session<T::AccountId>,
		position: Result<usize, usize>,
		report: SessionReport<T::AccountId>,
	) -> DispatchResult {
		match position {
			Ok(place) => {
				if let Some(paid) = session.reports.get_mut(place) {
					paid.report = report;
				}
			}
			Err(place) => {
				let deposit = T::ReportDeposit::get();
				let reporter = report.reporter.clone();
				session
					.reports
					.try_insert(place, PaidReport { report, deposit })
					.map_err(|_| Error::<T>::SessionFull)?;
				Self::hold_deposit(HoldReason::Report, &reporter, deposit)?;
			}
		}
		Ok(())
	}

	/// Returns how many reports the session had.
	pub(crate) fn do_prune_session(id: H256) -> Result<u32, DispatchError> {
		let session = Sessions::<T>::get(id).ok_or(Error::<T>::UnknownSession)?;
		let retained_to = Self::sealed_at(session.opened).saturating_add(T::RetentionPeriod::get());
		ensure!(retained_to <= Self::now(), Error::<T>::PruneTooEarly);

		let reports = session.reporters();
		for PaidReport { report, deposit } in session.reports {
			Self::release_deposit(HoldReason::Report, &report.reporter, deposit)?;
		}
		Sessions::<T>::remove(id);
		Self::deposit_event(Event::SessionPruned { session: id, reports });
		Ok(reports)
	}

	pub(crate) fn do_set_corridor(lower: FixedU128, upper: FixedU128) -> DispatchResult {
		let corridor = Corridor::new(lower, upper).map_err(Error::<T>::from)?;
		CoherenceCorridor::<T>::put(corridor);
		Self::deposit_event(Event::CorridorSet { lower, upper });
		Ok(())
	}
}

impl<T> From<SignalFault> for Error<T> {
	fn from(fault: SignalFault) -> Self {
		match fault {
			SignalFault::Empty => Self::NoSamples,
			SignalFault::TooManySamples => Self::TooManySamples,
			SignalFault::SampleOutOfRange(_) => Self::SampleOutOfRange,
		}
	}
}

impl<T> From<CorridorFault> for Error<T> {
	fn from(fault: CorridorFault) -> Self {
		match fault {
			CorridorFault::OutOfBounds => Self::CorridorOutOfBounds,
			CorridorFault::NotAscending => Self::CorridorNotAscending,
		}
	}
}
