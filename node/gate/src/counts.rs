// SPDX-License-Identifier: Apache-2.0

//! What a gate counts.

use std::{
	collections::BTreeMap,
	sync::{Mutex, PoisonError},
};
use tonnetz_core::cust::Verdict;

/// What a gate has counted since it was opened.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Counts {
	/// Commands that the chain approved at once.
	pub approved: u64,
	/// Commands that wait for people.
	pub needs_approval: u64,
	/// Commands that the chain refused.
	pub refused_by_chain: u64,
	/// Requests that the gate refused, by code. The codes are a closed list.
	pub refused: BTreeMap<&'static str, u64>,
	/// Commands that are being handed over or wait for it, now.
	pub in_flight: usize,
	/// Requests that the journal remembers, now.
	pub remembered: usize,
}

#[derive(Default)]
pub struct Counters(Mutex<Counts>);

impl Counters {
	pub fn answered(&self, verdict: Verdict) {
		self.with(|counts| {
			let count = match verdict {
				Verdict::Approved => &mut counts.approved,
				Verdict::NeedsApproval(_) => &mut counts.needs_approval,
				Verdict::Refused(_) => &mut counts.refused_by_chain,
			};
			*count = count.saturating_add(1);
		});
	}

	pub fn refused(&self, code: &'static str) {
		self.with(|counts| {
			let count = counts.refused.entry(code).or_default();
			*count = count.saturating_add(1);
		});
	}

	pub fn counts(&self) -> Counts {
		self.with(|counts| counts.clone())
	}

	fn with<R>(&self, what: impl FnOnce(&mut Counts) -> R) -> R {
		what(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
	}
}
