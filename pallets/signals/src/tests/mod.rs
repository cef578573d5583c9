// SPDX-License-Identifier: Apache-2.0

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod model;
mod properties;
mod prune_readings;
mod prune_session;
mod prune_stream;
mod publish;
mod queries;
mod register_stream;
mod reliability;
mod replace;
mod report_coherence;
mod retire_stream;
mod set_corridor;
mod state_size;
mod try_state;
mod weights;
mod window;
mod wire_format;

use crate::{mock::*, StreamId, StreamKind, StreamOf};
use frame_support::{
	dispatch::{DispatchResult, DispatchResultWithPostInfo},
	storage::with_storage_layer,
};
use sp_core::H256;
use sp_runtime::{FixedI128, FixedU128};
use tonnetz_core::{
	coherence::{decimal::parse_unsigned, session_of},
	operators::ReplaceAccount,
	ordered::Ordered,
	units::{DAYS, HOURS},
	AccountId, BlockNumber,
};

/// Signs a `register_stream` with `who`.
fn register(who: &AccountId, name: &str, interval: BlockNumber) -> DispatchResult {
	Signals::register_stream(
		RuntimeOrigin::signed(who.clone()),
		name.as_bytes().to_vec(),
		StreamKind::Market,
		interval,
	)
}

/// Signs a `publish` with `who`, of no value.
fn publish(who: &AccountId, stream: StreamId, sequence: u64) -> DispatchResult {
	let digest = H256::repeat_byte(9);
	Signals::publish(RuntimeOrigin::signed(who.clone()), stream, sequence, digest, None)
}

/// Signs a `retire_stream` with `who`.
fn retire(who: &AccountId, stream: StreamId) -> DispatchResult {
	Signals::retire_stream(RuntimeOrigin::signed(who.clone()), stream)
}

/// Signs a `prune_stream` with `who`.
fn prune_stream(who: &AccountId, stream: StreamId) -> DispatchResult {
	Signals::prune_stream(RuntimeOrigin::signed(who.clone()), stream)
}

/// Signs a `report_coherence` with `who`, of samples as decimal text, at 48 kHz.
fn report(who: &AccountId, session: H256, samples: &[&str]) -> DispatchResult {
	report_numbers(who, session, samples.iter().map(|sample| number(sample)).collect())
}

fn report_numbers(who: &AccountId, session: H256, samples: Vec<FixedU128>) -> DispatchResult {
	let origin = RuntimeOrigin::signed(who.clone());
	Signals::report_coherence(origin, session, samples, FixedU128::from_u32(48_000))
}

/// Signs a `prune_session` with `who`.
fn prune_session(who: &AccountId, session: H256) -> DispatchResultWithPostInfo {
	Signals::prune_session(RuntimeOrigin::signed(who.clone()), session)
}

/// Signs a `prune_readings` with `who`.
fn prune_readings(who: &AccountId, operator: &AccountId) -> DispatchResultWithPostInfo {
	Signals::prune_readings(RuntimeOrigin::signed(who.clone()), operator.clone())
}

/// Has `new` replace `old` as the account of an operator, as the call of the operators pallet does.
fn replace(old: &AccountId, new: &AccountId) -> DispatchResult {
	with_storage_layer(|| Signals::replace(old, new))?;
	dismiss(old);
	enlist(new);
	Ok(())
}

/// Sets the corridor as root.
fn set_corridor(lower: &str, upper: &str) -> DispatchResult {
	Signals::set_corridor(RuntimeOrigin::root(), number(lower), number(upper))
}

/// A number from its decimal text.
fn number(text: &str) -> FixedU128 {
	parse_unsigned(text).unwrap()
}

/// The session of most tests.
fn session() -> H256 {
	session_of("test-001")
}

/// A stream that must exist.
fn stream(id: StreamId) -> StreamOf<Test> {
	crate::Streams::<Test>::get(Ordered(id)).expect("the stream exists")
}

/// What a stream that must exist has of its slots: served, due, and parts per million.
fn slots(id: StreamId) -> (u32, u32, u32) {
	let info = Signals::stream(id).expect("the stream exists");
	(info.served, info.due, info.reliability)
}
