// SPDX-License-Identifier: Apache-2.0

//! What the length of an operator's history does to writing and reading it.

use super::percentile;
use crate::report::{Bar, Row};
use anyhow::{anyhow, ensure, Context, Result};
use frame_support::{
	dispatch::RawOrigin,
	storage::{
		storage_prefix, transactional::with_transaction_opaque_err, unhashed, TransactionOutcome,
	},
};
use serde_json::Value;
use sp_core::storage::Storage;
use sp_io::TestExternalities;
use sp_runtime::{traits::Dispatchable, FixedU128};
use std::{collections::BTreeMap, hint::black_box, path::Path, process::Command, time::Instant};
use tonnetz_core::{
	operators::{ERA, ERAS_PER_DAY},
	signals::StreamKind,
	AccountId, BlockNumber,
};
use tonnetz_crypto::{AnyPair, Scheme};
use tonnetz_runtime::{
	constants::time::SLOT_DURATION, Hash, Operators, Runtime, RuntimeCall, Signals, System,
};

/// How often each operation is timed.
const SAMPLES: usize = 500;

/// Days of history, the first of which the others are compared with: the window of streams is full then.
const DAYS: [u32; 3] = [30, 365, 1_825];

/// The stream that is updated; the first of a chain.
const STREAM: u64 = 0;

/// Times an operation of each kind.
type Times = BTreeMap<&'static str, f64>;

/// The chain `dev` in memory, whose founder gives a sign of life, updates a stream and reports
/// coherence each day for five years; what that costs after a month, a year and all of it.
pub fn measure(node: &Path) -> Result<Vec<Row>> {
	let mut chain = genesis(node)?;
	let founder = AnyPair::from_suri(Scheme::Falcon512, "//Alice", None)
		.map_err(|error| anyhow!("//Alice is no key: {error}"))?
		.account_id();
	let mut era = 0;
	let mut first = None;
	let mut rows = Vec::new();
	for days in DAYS {
		let end = days.saturating_mul(ERAS_PER_DAY);
		let times = chain.execute_with(|| -> Result<Times> {
			while era < end {
				live(&founder, era)?;
				era = era.saturating_add(1);
			}
			begin(era);
			time(&founder, era)
		})?;
		// What a block leaves goes to the database.
		chain.commit_all().map_err(|error| anyhow!("cannot store the state: {error}"))?;
		rows.extend(times.iter().map(|(name, micros)| row(name, *micros, days, first.as_ref())));
		first.get_or_insert(times);
	}
	Ok(rows)
}

fn row(name: &'static str, micros: f64, days: u32, first: Option<&Times>) -> Row {
	let row = Row::new(format!("{name}, history of {days} days"), micros, "us")
		.note(format!("native, in memory, median of {SAMPLES}"));
	match first.and_then(|first| first.get(name)) {
		Some(first) => row.ratio(*first, "after 30 days").bar(Bar::RatioAtMost(1.2)),
		None => row,
	}
}

/// The genesis of the chain `dev` as the node makes it.
fn genesis(node: &Path) -> Result<TestExternalities> {
	let output = Command::new(node)
		.args(["export-chain-spec", "--chain", "dev", "--raw"])
		.output()
		.with_context(|| format!("cannot start {}", node.display()))?;
	ensure!(output.status.success(), "export-chain-spec failed: {}", output.status);
	let spec: Value = serde_json::from_slice(&output.stdout)?;
	let state = spec.pointer("/genesis/raw/top").and_then(Value::as_object);
	let bytes = |text: &str| hex::decode(text.trim_start_matches("0x"));
	let mut storage = Storage::default();
	for (key, value) in state.context("the chain specification has no raw state")? {
		let value = value.as_str().context("a value of the raw state is no text")?;
		storage.top.insert(bytes(key)?, bytes(value)?);
	}
	Ok(TestExternalities::new(storage))
}

/// Goes to the first block of an era.
fn begin(era: u32) {
	let block = era.saturating_mul(ERA).saturating_add(1);
	System::set_block_number(block);
	// `System::reset_events` walks over all that changed since the last commit.
	unhashed::kill(&storage_prefix(b"System", b"Events"));
	// The call would compare it with the slot of a header.
	pallet_timestamp::Now::<Runtime>::put(u64::from(block).saturating_mul(SLOT_DURATION));
}

/// What an operator does in an era.
fn live(founder: &AccountId, era: u32) -> Result<()> {
	begin(era);
	if era == 0 {
		let name = b"history".to_vec();
		let interval: BlockNumber = ERA;
		let kind = StreamKind::Infrastructure;
		call(founder, pallet_signals::Call::register_stream { name, kind, interval })?;
	}
	let [heartbeat, publish, report] = calls(era).map(|(_, of_era)| of_era);
	call(founder, heartbeat)?;
	call(founder, publish)?;
	if era.is_multiple_of(ERAS_PER_DAY) {
		call(founder, report)?;
	}
	Ok(())
}

/// The calls of an era.
fn calls(era: u32) -> [(&'static str, RuntimeCall); 3] {
	let number = u64::from(era);
	let sample = FixedU128::from_rational(62, 100);
	let heartbeat = pallet_operators::Call::heartbeat { era, observed: Vec::new() };
	let publish = pallet_signals::Call::publish {
		stream: STREAM,
		sequence: number,
		digest: Hash::zero(),
		value: None,
	};
	let report = pallet_signals::Call::report_coherence {
		session: Hash::from_low_u64_be(number),
		samples: vec![sample; 4],
		sampling_rate: FixedU128::from_u32(10),
	};
	[
		("heartbeat", heartbeat.into()),
		("signal update", publish.into()),
		("coherence report", report.into()),
	]
}

fn call(founder: &AccountId, call: impl Into<RuntimeCall>) -> Result<()> {
	let outcome = call.into().dispatch(RawOrigin::Signed(founder.clone()).into());
	outcome.map(drop).map_err(|error| anyhow!("a call of the history failed: {:?}", error.error))
}

/// The medians in microseconds; the state stays as it is.
fn time(founder: &AccountId, era: u32) -> Result<Times> {
	let mut times = Times::new();
	for (name, of_era) in calls(era) {
		let mut of_call = Vec::with_capacity(SAMPLES);
		for _ in 0..SAMPLES {
			let of_era = of_era.clone();
			let sample = with_transaction_opaque_err(|| {
				let started = Instant::now();
				let done = call(founder, of_era);
				TransactionOutcome::Rollback(done.map(|()| started.elapsed().as_secs_f64() * 1e6))
			});
			of_call.push(sample.map_err(|()| anyhow!("the state cannot be rolled back"))??);
		}
		times.insert(name, median(of_call));
	}
	times.insert("uptime read", reads(|| black_box(Operators::uptime_of(founder))));
	let reliability = || pallet_signals::Pallet::<Runtime>::reliability_of(founder);
	times.insert("reliability read", reads(|| black_box(reliability())));
	let last = u64::from(era.checked_div(ERAS_PER_DAY).unwrap_or_default()).saturating_sub(1);
	let newest = |account| Signals::coherence_history(account, last, 1);
	times.insert("coherence reading", reads(|| black_box(newest(founder.clone()))));
	Ok(times)
}

fn reads<T>(read: impl Fn() -> T) -> f64 {
	let times = (0..SAMPLES).map(|_| {
		let started = Instant::now();
		drop(read());
		started.elapsed().as_secs_f64() * 1e6
	});
	median(times.collect())
}

fn median(mut times: Vec<f64>) -> f64 {
	times.sort_by(f64::total_cmp);
	percentile(&times, 50)
}
