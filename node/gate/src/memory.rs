// SPDX-License-Identifier: Apache-2.0

//! What the gate remembers of requests, so that none is handed over twice.

use crate::record::{Claim, Record};
use sp_core::H256;
use std::collections::{HashMap, HashSet};
use tonnetz_core::{cust::CommandId, Moment};

/// Why a request is not taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Taken {
	/// The same one is being handed over.
	InFlight,
	/// The chain has it.
	Submitted(Option<CommandId>),
	/// It was handed over, and what became of it is not known.
	Unresolved {
		/// Counts how often it was handed over, so that an answer about one time is not taken for
		/// another.
		attempt: u32,
		/// When it was.
		since: Moment,
	},
	/// Another request of the planner has its nonce.
	Nonce,
	/// It is too old to know whether it was there before.
	Stale,
	/// There is no room to remember it.
	Full,
	/// It could not be written down.
	Failed,
}

/// How a request was taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Reserved {
	/// For the first time.
	New,
	/// Again, because nothing came of it before.
	Again,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
	InFlight,
	Unresolved,
	Submitted(Option<CommandId>),
}

#[derive(Clone, Copy, Debug)]
struct Entry {
	claim: Claim,
	attempt: u32,
	state: State,
}

/// The requests that are remembered, about 300 bytes each.
#[derive(Debug)]
pub struct Memory {
	entries: HashMap<H256, Entry>,
	/// Those of them that have one.
	nonces: HashSet<H256>,
	/// The latest timestamp of what was forgotten.
	floor: Option<Moment>,
	capacity: usize,
}

impl Memory {
	pub fn new(capacity: usize) -> Self {
		Self { entries: HashMap::new(), nonces: HashSet::new(), floor: None, capacity }
	}

	/// How many requests are remembered.
	pub fn len(&self) -> usize {
		self.entries.len()
	}

	/// Takes up a line of the journal.
	pub fn replay(&mut self, record: Record) {
		match record {
			Record::Reserved(claim) => {
				let attempt = self.entries.get(&claim.signature).map_or(0, |entry| entry.attempt);
				let attempt = attempt.saturating_add(1);
				self.insert(Entry { claim, attempt, state: State::Unresolved });
			}
			Record::Submitted { signature, id } => self.submitted(signature, id),
			Record::Released { signature } => self.forget(signature),
			Record::Floor { timestamp } => self.floor = self.floor.max(Some(timestamp)),
		}
	}

	/// Takes a request that was not seen before, or one whose attempt `again` came to nothing.
	pub fn reserve(&mut self, claim: Claim, again: Option<u32>) -> Result<Reserved, Taken> {
		if let Some(entry) = self.entries.get_mut(&claim.signature) {
			let Entry { claim: Claim { at, .. }, attempt, state } = entry;
			return match state {
				State::InFlight => Err(Taken::InFlight),
				State::Submitted(id) => Err(Taken::Submitted(*id)),
				State::Unresolved if again == Some(*attempt) => {
					*attempt = attempt.saturating_add(1);
					*at = claim.at;
					*state = State::InFlight;
					Ok(Reserved::Again)
				}
				State::Unresolved => Err(Taken::Unresolved { attempt: *attempt, since: *at }),
			};
		}
		if claim.timestamp.is_some_and(|timestamp| self.floor >= Some(timestamp)) {
			return Err(Taken::Stale);
		}
		if claim.nonce.is_some_and(|nonce| self.nonces.contains(&nonce)) {
			return Err(Taken::Nonce);
		}
		if self.entries.len() >= self.capacity {
			return Err(Taken::Full);
		}
		self.insert(Entry { claim, attempt: 1, state: State::InFlight });
		Ok(Reserved::New)
	}

	/// Takes a reservation back that could not be written down.
	pub fn unreserve(&mut self, signature: H256, reserved: Reserved) {
		match reserved {
			Reserved::New => self.forget(signature),
			Reserved::Again => self.abandon(signature),
		}
	}

	/// The chain has it.
	pub fn submitted(&mut self, signature: H256, id: Option<CommandId>) {
		if let Some(entry) = self.entries.get_mut(&signature) {
			entry.state = State::Submitted(id);
		}
	}

	/// The chain does not have it.
	pub fn forget(&mut self, signature: H256) {
		let entry = self.entries.remove(&signature);
		if let Some(nonce) = entry.and_then(|entry| entry.claim.nonce) {
			self.nonces.remove(&nonce);
		}
	}

	/// Whoever handed it over ended without saying what became of it.
	pub fn abandon(&mut self, signature: H256) {
		if let Some(entry) = self.entries.get_mut(&signature) {
			if entry.state == State::InFlight {
				entry.state = State::Unresolved;
			}
		}
	}

	/// Forgets what need not be remembered because its freshness was over before `moment`, and from
	/// then on takes nothing that is as old: even if the clock is set back, nothing comes twice.
	pub fn prune(&mut self, moment: Moment) {
		let stale: Vec<Claim> = self
			.entries
			.values()
			.filter(|entry| entry.state != State::InFlight && entry.claim.is_stale_at(moment))
			.map(|entry| entry.claim)
			.collect();
		for claim in stale {
			self.forget(claim.signature);
			self.floor = self.floor.max(claim.timestamp);
		}
	}

	/// The shortest journal that says the same.
	pub fn records(&self) -> impl Iterator<Item = Record> + '_ {
		let floor = self.floor.map(|timestamp| Record::Floor { timestamp });
		let entries = self.entries.values().flat_map(|entry| {
			let signature = entry.claim.signature;
			let submitted = match entry.state {
				State::Submitted(id) => Some(Record::Submitted { signature, id }),
				State::InFlight | State::Unresolved => None,
			};
			std::iter::once(Record::Reserved(entry.claim)).chain(submitted)
		});
		floor.into_iter().chain(entries)
	}

	fn insert(&mut self, entry: Entry) {
		if let Some(nonce) = entry.claim.nonce {
			self.nonces.insert(nonce);
		}
		self.entries.insert(entry.claim.signature, entry);
	}
}
