// SPDX-License-Identifier: Apache-2.0

//! What holds whatever is called, in whatever order: the pallet against a model that keeps the whole
//! history and follows the words of the specification.

use super::*;
use crate::{reliability::score, Corridor, HoldReason, State, StreamReliability, MIN_REPORTERS};
use frame_support::traits::fungible::Inspect;
use proptest::{collection::vec, prelude::*, sample::select};
use std::collections::BTreeMap;
use tonnetz_core::coherence::coherence_ratio;

/// Something that may happen. What is refused is part of the game.
#[derive(Clone, Debug)]
enum Step {
	Register(AccountId, &'static str, BlockNumber),
	/// With a sequence so much above that of the last update, or below.
	Publish(AccountId, StreamId, i8),
	Retire(AccountId, StreamId),
	PruneStream(AccountId, StreamId),
	Report(AccountId, H256, Vec<FixedU128>),
	PruneSession(AccountId, H256),
	PruneReadings(AccountId, AccountId),
	SetCorridor(FixedU128, FixedU128),
	Dismiss(AccountId),
	Enlist(AccountId),
	Wait(u32),
}

struct ModelStream {
	operator: AccountId,
	name: &'static str,
	interval: BlockNumber,
	start: BlockNumber,
	retired: Option<BlockNumber>,
	sequences: Vec<u64>,
	updates: Vec<BlockNumber>,
}

struct ModelSession {
	opened: BlockNumber,
	corridor: Corridor,
	ratios: BTreeMap<AccountId, FixedU128>,
}

#[derive(Default)]
struct Model {
	registered: u64,
	streams: BTreeMap<StreamId, ModelStream>,
	sessions: BTreeMap<H256, ModelSession>,
	/// All readings of each account, with their states and blocks.
	readings: BTreeMap<AccountId, Vec<(FixedU128, State, BlockNumber)>>,
	corridor: Corridor,
}

impl Model {
	/// Does the step in the pallet, and in the model if the model accepts it: which both must.
	fn run(&mut self, step: Step) {
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
		let accepted = stream.operator == *who && stream.retired.is_none();
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
		let opened = || ModelSession { opened: now, corridor, ratios: BTreeMap::new() };
		let session = self.sessions.entry(id).or_insert_with(opened);
		session.ratios.insert(who.clone(), ratio);
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
		due && !Operators::get().contains(of) && self.readings.remove(of).is_some()
	}

	fn set_corridor(&mut self, lower: FixedU128, upper: FixedU128) -> bool {
		let accepted = lower >= number("0.5") && lower < upper && upper <= number("0.8");
		if accepted {
			self.corridor = Corridor { lower, upper };
		}
		accepted
	}

	/// Compares all that can be asked of the pallet with what the history gives.
	fn compare(&self) {
		Signals::do_try_state().unwrap();
		for who in accounts() {
			self.compare_streams(&who);
			self.compare_readings(&who);
			let reports =
				self.sessions.values().filter(|session| session.ratios.contains_key(&who)).count();
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
		assert_eq!(reports, session.ratios);
		let mut ratios: Vec<_> = session.ratios.values().map(|ratio| ratio.into_inner()).collect();
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

fn accounts() -> [AccountId; 5] {
	[ALICE, BOB, CAROL, DAVE, STRANGER]
}

fn sessions() -> [H256; 2] {
	[session(), session_of("test-002")]
}

fn account() -> impl Strategy<Value = AccountId> {
	prop_oneof![
		6 => Just(ALICE),
		3 => Just(BOB),
		2 => Just(CAROL),
		2 => Just(DAVE),
		1 => Just(STRANGER),
	]
}

/// Near the corridor, and some beyond what a sample may be.
fn any_samples() -> impl Strategy<Value = Vec<FixedU128>> {
	let sample = prop_oneof![
		20 => (450u128..850).prop_map(|n| FixedU128::from_inner(n * 10u128.pow(15) + n % 7)),
		1 => Just(FixedU128::from_u32(1_000_001)),
	];
	vec(sample, 0..5)
}

fn any_bound() -> impl Strategy<Value = FixedU128> {
	(48u128..82).prop_map(|n| FixedU128::from_inner(n * 10u128.pow(16)))
}

fn step() -> impl Strategy<Value = Step> {
	let interval = select(vec![HOURS, 7 * HOURS, DAYS - 1, DAYS]);
	let wait = prop_oneof![
		4 => 0..HOURS,
		6 => 0..2 * DAYS,
		3 => 0..15 * DAYS,
		1 => 80 * DAYS..120 * DAYS,
	];
	prop_oneof![
		4 => (account(), select(vec!["a", "b", "c"]), interval)
			.prop_map(|(who, name, interval)| Step::Register(who, name, interval)),
		12 => (account(), 0u64..6, prop_oneof![5 => 1i8..9, 1 => -3i8..1])
			.prop_map(|(who, id, off_by)| Step::Publish(who, id, off_by)),
		1 => (account(), 0u64..6).prop_map(|(who, id)| Step::Retire(who, id)),
		2 => (account(), 0u64..6).prop_map(|(who, id)| Step::PruneStream(who, id)),
		8 => (account(), select(sessions().to_vec()), any_samples())
			.prop_map(|(who, session, samples)| Step::Report(who, session, samples)),
		2 => (account(), select(sessions().to_vec()))
			.prop_map(|(who, session)| Step::PruneSession(who, session)),
		2 => (account(), account()).prop_map(|(who, of)| Step::PruneReadings(who, of)),
		1 => (any_bound(), any_bound())
			.prop_map(|(lower, upper)| Step::SetCorridor(lower, upper)),
		1 => account().prop_map(Step::Dismiss),
		2 => account().prop_map(Step::Enlist),
		8 => wait.prop_map(Step::Wait),
	]
}

proptest! {
	#[test]
	fn pallet_agrees_with_the_history_after_every_step(steps in vec(step(), 1..60)) {
		ExtBuilder::default().build().execute_with(|| {
			let mut model = Model::default();
			for step in steps {
				model.run(step);
				model.compare();
			}
		});
	}

	/// Whoever prunes, each deposit returns to who paid it, and nobody's funds are spent.
	#[test]
	fn all_deposits_return(steps in vec(step(), 1..60)) {
		ExtBuilder::default().build_and_execute(|| {
			let mut model = Model::default();
			let issuance = Balances::total_issuance();
			steps.into_iter().for_each(|step| model.run(step));
			for (id, stream) in &model.streams {
				if stream.retired.is_none() {
					retire(&stream.operator, *id).unwrap();
				}
			}
			Operators::set(vec![]);
			advance_by(SESSION + RETENTION);
			for id in model.streams.keys() {
				prune_stream(&STRANGER, *id).unwrap();
			}
			for id in model.sessions.keys() {
				prune_session(&STRANGER, *id).unwrap();
			}
			for who in model.readings.keys() {
				prune_readings(&STRANGER, who).unwrap();
			}
			for who in accounts() {
				for reason in [HoldReason::Stream, HoldReason::Report, HoldReason::Reading] {
					assert_eq!(held(reason, &who), 0);
				}
				assert_eq!(Balances::total_balance(&who), FUNDS);
			}
			assert_eq!(Balances::total_issuance(), issuance);
			assert_eq!(crate::Streams::<Test>::iter().count(), 0);
			assert_eq!(crate::StreamsOf::<Test>::iter().count(), 0);
			assert_eq!(crate::Sessions::<Test>::iter().count(), 0);
			assert_eq!(crate::SeriesOf::<Test>::iter().count(), 0);
			assert_eq!(crate::Readings::<Test>::iter().count(), 0);
		});
	}
}
