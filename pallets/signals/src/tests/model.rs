// SPDX-License-Identifier: Apache-2.0

//! An independent model of the pallet, which keeps the whole history and follows the words of the
//! specification.

use super::*;
use crate::{
	reliability::score, Corridor, HoldReason, State, StreamReliability, MAX_PREDECESSORS,
	MIN_REPORTERS,
};
use std::collections::BTreeMap;
use tonnetz_core::coherence::coherence_ratio;

/// Something that may happen. What is refused is part of the game.
#[derive(Clone, Debug)]
pub enum Step {
	Register(AccountId, &'static str, BlockNumber),
	/// With a sequence so much above that of the last update, or below.
	Publish(AccountId, StreamId, i8),
	Retire(AccountId, StreamId),
	PruneStream(AccountId, StreamId),
	Report(AccountId, H256, Vec<FixedU128>),
	PruneSession(AccountId, H256),
	PruneReadings(AccountId, AccountId),
	SetCorridor(FixedU128, FixedU128),
	/// Of an operator, by an account that is none.
	Replace(AccountId, AccountId),
	Dismiss(AccountId),
	Enlist(AccountId),
	Wait(u32),
}

pub struct ModelStream {
	pub operator: AccountId,
	name: &'static str,
	interval: BlockNumber,
	start: BlockNumber,
	pub retired: Option<BlockNumber>,
	sequences: Vec<u64>,
	updates: Vec<BlockNumber>,
}

pub struct ModelSession {
	opened: BlockNumber,
	corridor: Corridor,
	reports: BTreeMap<AccountId, ModelReport>,
}

struct ModelReport {
	ratio: FixedU128,
	at: BlockNumber,
	/// Who was behind the account then.
	operator: u32,
}

#[derive(Default)]
pub struct Model {
	registered: u64,
	pub streams: BTreeMap<StreamId, ModelStream>,
	pub sessions: BTreeMap<H256, ModelSession>,
	/// All readings of each account, with their states and blocks.
	pub readings: BTreeMap<AccountId, Vec<(FixedU128, State, BlockNumber)>>,
	corridor: Corridor,
	/// The accounts that each went by before, and until when.
	predecessors: BTreeMap<AccountId, Vec<(AccountId, BlockNumber)>>,
	/// Who is behind the accounts that are not as they were in the beginning.
	operators: BTreeMap<AccountId, u32>,
	replaced: u32,
	/// What came into an account from those it replaced, less what left it.
	pub moved: BTreeMap<AccountId, i128>,
}

impl Model {
	/// Does the step in the pallet, and in the model if the model accepts it: which both must.
	pub fn run(&mut self, step: Step) {
		let before = sp_io::storage::root(sp_runtime::StateVersion::V1);
		let done = match step {
			Step::Register(who, name, interval) => {
				(register(&who, name, interval).is_ok(), self.register(who, name, interval))
			}
			Step::Publish(who, id, off_by) => {
				let last = self.streams.get(&id).and_then(|stream| stream.sequences.last());
				let sequence = last.map_or(5, |last| last.saturating_add_signed(off_by.into()));
				(publish(&who, id, sequence).is_ok(), self.publish(&who, id, sequence))
			}
			Step::Retire(who, id) => (retire(&who, id).is_ok(), self.retire(&who, id)),
			Step::PruneStream(who, id) => (prune_stream(&who, id).is_ok(), self.prune_stream(id)),
			Step::Report(who, session, samples) => {
				let accepted = report_numbers(&who, session, samples.clone()).is_ok();
				(accepted, self.report(who, session, &samples))
			}
			Step::PruneSession(who, session) => {
				(prune_session(&who, session).is_ok(), self.prune_session(session))
			}
			Step::PruneReadings(who, of) => {
				(prune_readings(&who, &of).is_ok(), self.prune_readings(&of))
			}
			Step::SetCorridor(lower, upper) => {
				let set = Signals::set_corridor(RuntimeOrigin::root(), lower, upper).is_ok();
				(set, self.set_corridor(lower, upper))
			}
			Step::Replace(old, new) => {
				let operators = Operators::get();
				if !operators.contains(&old) || operators.contains(&new) {
					return;
				}
				(replace(&old, &new).is_ok(), self.replace(&old, &new))
			}
			Step::Dismiss(who) => {
				dismiss(&who);
				return;
			}
			Step::Enlist(who) => {
				enlist(&who);
				return;
			}
			Step::Wait(blocks) => {
				advance_by(blocks);
				return;
			}
		};
		assert_eq!(done.0, done.1, "pallet and model differ");
		if !done.0 {
			assert_eq!(sp_io::storage::root(sp_runtime::StateVersion::V1), before);
		}
	}

	fn of<'a>(&'a self, who: &'a AccountId) -> impl Iterator<Item = (StreamId, &'a ModelStream)> {
		let own = self.streams.iter().filter(move |(_, stream)| stream.operator == *who);
		own.map(|(id, stream)| (*id, stream))
	}

	fn register(&mut self, operator: AccountId, name: &'static str, interval: u32) -> bool {
		let named =
			|(_, stream): (_, &ModelStream)| stream.retired.is_none() && stream.name == name;
		if !Operators::get().contains(&operator)
			|| self.of(&operator).any(named)
			|| self.of(&operator).count() >= MAX_STREAMS as usize
		{
			return false;
		}
		let start = System::block_number();
		let (retired, sequences, updates) = (None, vec![], vec![]);
		let stream = ModelStream { operator, name, interval, start, retired, sequences, updates };
		self.streams.insert(self.registered, stream);
		self.registered += 1;
		true
	}

	fn publish(&mut self, who: &AccountId, id: StreamId, sequence: u64) -> bool {
		let Some(stream) = self.streams.get_mut(&id) else { return false };
		let accepted = stream.operator == *who
			&& Operators::get().contains(who)
			&& stream.retired.is_none()
			&& stream.sequences.iter().all(|other| *other < sequence);
		if accepted {
			stream.sequences.push(sequence);
			stream.updates.push(System::block_number());
		}
		accepted
	}

	fn retire(&mut self, who: &AccountId, id: StreamId) -> bool {
		let Some(stream) = self.streams.get_mut(&id) else { return false };
		let accepted =
			stream.operator == *who && Operators::get().contains(who) && stream.retired.is_none();
		if accepted {
			stream.retired = Some(System::block_number());
		}
		accepted
	}

	fn prune_stream(&mut self, id: StreamId) -> bool {
		let retired = self.streams.get(&id).and_then(|stream| stream.retired);
		let accepted = retired.is_some_and(|block| block + 30 * DAYS <= System::block_number());
		accepted && self.streams.remove(&id).is_some()
	}

	fn report(&mut self, who: AccountId, id: H256, samples: &[FixedU128]) -> bool {
		let now = System::block_number();
		let Ok(ratio) = coherence_ratio(samples) else { return false };
		let sealed = self.sessions.get(&id).is_some_and(|session| session.opened + SESSION <= now);
		if sealed || !Operators::get().contains(&who) {
			return false;
		}
		let corridor = self.corridor;
		let opened = || ModelSession { opened: now, corridor, reports: BTreeMap::new() };
		let session = self.sessions.entry(id).or_insert_with(opened);
		for (former, until) in self.predecessors.get(&who).into_iter().flatten() {
			session.reports.retain(|account, report| account != former || report.at > *until);
		}
		let operator = operator_of(&self.operators, &who);
		session.reports.insert(who.clone(), ModelReport { ratio, at: now, operator });
		let times = session.reports.values().filter(|report| report.operator == operator).count();
		assert_eq!(times, 1, "an operator counts once");
		let state = session.corridor.state(ratio);
		self.readings.entry(who).or_default().push((ratio, state, now));
		true
	}

	fn prune_session(&mut self, id: H256) -> bool {
		let now = System::block_number();
		let due = |session: &ModelSession| session.opened + SESSION + RETENTION <= now;
		self.sessions.get(&id).is_some_and(due) && self.sessions.remove(&id).is_some()
	}

	fn prune_readings(&mut self, of: &AccountId) -> bool {
		let last = self.readings.get(of).and_then(|readings| readings.last());
		let due = last.is_some_and(|(_, _, at)| at + RETENTION <= System::block_number());
		let pruned = due && !Operators::get().contains(of) && self.readings.remove(of).is_some();
		if pruned {
			self.predecessors.remove(of);
		}
		pruned
	}

	fn replace(&mut self, old: &AccountId, new: &AccountId) -> bool {
		let now = System::block_number();
		let names = |who| -> Vec<_> {
			self.of(who).filter(|(_, s)| s.retired.is_none()).map(|(_, s)| s.name).collect()
		};
		let streams = self.of(old).count();
		let reported = self.readings.contains_key(old);
		let mut before = self.predecessors.get(old).cloned().unwrap_or_default();
		before.retain(|(former, until)| now < until + SESSION && former != new);
		if names(old).iter().any(|name| names(new).contains(name))
			|| streams + self.of(new).count() > MAX_STREAMS as usize
			|| reported && self.readings.contains_key(new)
			|| before.len() >= MAX_PREDECESSORS as usize
		{
			return false;
		}
		for stream in self.streams.values_mut().filter(|stream| stream.operator == *old) {
			stream.operator = new.clone();
		}
		let mut deposits = streams as u128 * PRICE_OF_STREAM;
		if let Some(readings) = self.readings.remove(old) {
			deposits += readings.len().min(256) as u128 * PRICE_OF_READING;
			self.readings.insert(new.clone(), readings);
			self.predecessors.remove(old);
			before.push((old.clone(), now));
			self.predecessors.insert(new.clone(), before);
		}
		*self.moved.entry(old.clone()).or_default() -= deposits as i128;
		*self.moved.entry(new.clone()).or_default() += deposits as i128;
		// Whoever is an operator by the old account later on is another one.
		let operator = operator_of(&self.operators, old);
		self.replaced += 1;
		self.operators.insert(old.clone(), 1_000 + self.replaced);
		self.operators.insert(new.clone(), operator);
		true
	}

	fn set_corridor(&mut self, lower: FixedU128, upper: FixedU128) -> bool {
		let accepted = lower >= number("0.5") && lower < upper && upper <= number("0.8");
		if accepted {
			self.corridor = Corridor { lower, upper };
		}
		accepted
	}

	/// Compares all that can be asked of the pallet with what the history gives.
	pub fn compare(&self) {
		Signals::do_try_state().unwrap();
		for who in accounts() {
			self.compare_streams(&who);
			self.compare_readings(&who);
			let reports =
				self.sessions.values().filter(|session| session.reports.contains_key(&who)).count();
			assert_eq!(held(HoldReason::Report, &who), reports as u128 * PRICE_OF_REPORT);
		}
		for id in sessions() {
			self.compare_session(id);
		}
	}

	fn compare_streams(&self, who: &AccountId) {
		let now = System::block_number();
		let mut expected = Vec::new();
		for (id, stream) in self.of(who) {
			let ModelStream { start, interval, updates, .. } = stream;
			let (served, due) = super::window::naive(updates, *start, *interval, now);
			let reliability = (u64::from(served) * 1_000_000 / u64::from(due)) as u32;
			assert_eq!(slots(id), (served, due, reliability));
			if stream.retired.is_none_or(|block| now < block + 30 * DAYS) {
				expected.push(StreamReliability { id, reliability });
			}
		}
		let found = Signals::reliability(who.clone());
		let each: Vec<_> = expected.iter().map(|stream| stream.reliability).collect();
		assert_eq!(found.streams, expected);
		assert_eq!((found.mean, found.score), score(&each));
		let deposits = self.of(who).count() as u128 * PRICE_OF_STREAM;
		assert_eq!(held(HoldReason::Stream, who), deposits);
	}

	fn compare_readings(&self, who: &AccountId) {
		let all = self.readings.get(who).map_or(&[][..], Vec::as_slice);
		let first = all.len().saturating_sub(256);
		let found = Signals::coherence_history(who.clone(), 0, u32::MAX).items;
		let numbers: Vec<_> = found.iter().map(|reading| reading.number).collect();
		assert_eq!(numbers, (first as u64..all.len() as u64).collect::<Vec<_>>());
		let found: Vec<_> =
			found.iter().map(|reading| (reading.ratio, reading.state, reading.at)).collect();
		assert_eq!(found, all[first..]);
		let deposits = all.len().min(256) as u128 * PRICE_OF_READING;
		assert_eq!(held(HoldReason::Reading, who), deposits);
	}

	fn compare_session(&self, id: H256) {
		let found = Signals::session_coherence(id);
		let Some(session) = self.sessions.get(&id) else {
			assert_eq!(found, None);
			return;
		};
		let found = found.unwrap();
		let reports: BTreeMap<_, _> =
			found.reports.iter().map(|report| (report.reporter.clone(), report.ratio)).collect();
		let expected: BTreeMap<_, _> =
			session.reports.iter().map(|(who, report)| (who.clone(), report.ratio)).collect();
		assert_eq!(reports, expected);
		let mut ratios: Vec<_> = expected.values().map(|ratio| ratio.into_inner()).collect();
		ratios.sort_unstable();
		let (low, high) = ((ratios.len() - 1) / 2, ratios.len() / 2);
		let median = FixedU128::from_inner((ratios[low] + ratios[high]) / 2);
		let median = (ratios.len() >= MIN_REPORTERS as usize).then_some(median);
		assert_eq!(found.median.map(|median| median.ratio), median);
		assert_eq!(
			found.median.map(|median| median.state),
			median.map(|median| session.corridor.state(median))
		);
	}
}

/// Who is behind an account: from the beginning somebody of its own.
fn operator_of(operators: &BTreeMap<AccountId, u32>, account: &AccountId) -> u32 {
	let bytes: &[u8; 32] = account.as_ref();
	operators.get(account).copied().unwrap_or_else(|| bytes[0].into())
}

pub fn accounts() -> [AccountId; 5] {
	[ALICE, BOB, CAROL, DAVE, STRANGER]
}

pub fn sessions() -> [H256; 2] {
	[session(), session_of("test-002")]
}
