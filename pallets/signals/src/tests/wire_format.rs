// SPDX-License-Identifier: Apache-2.0

//! What clients rely on. A change here is a change of the protocol.

use super::*;
use crate::{Call, Corridor, Error, Event, HoldReason, State};
use codec::Encode;
use frame_support::{assert_ok, traits::Get};
use sp_core::bytes::to_hex;
use sp_runtime::{traits::Dispatchable, DispatchError, ModuleError};

fn hex(bytes: impl AsRef<[u8]>) -> String {
	to_hex(bytes.as_ref(), false)
}

#[test]
fn call_indices_are_stable() {
	let (hash, alice) = ("08".repeat(32), "01".repeat(32));
	let session = H256::repeat_byte(8);
	let one = "000064a7b3b6e00d0000000000000000";
	let calls = [
		(
			Call::<Test>::register_stream {
				name: b"a".to_vec(),
				kind: StreamKind::Custom,
				interval: 1_200,
			},
			"000461ffb0040000".to_string(),
		),
		(
			Call::publish {
				stream: 3,
				sequence: 4,
				digest: session,
				value: Some(FixedI128::from_inner(-1)),
			},
			format!("0103000000000000000400000000000000{hash}01{}", "ff".repeat(16)),
		),
		(Call::retire_stream { stream: 3 }, "020300000000000000".into()),
		(Call::prune_stream { stream: 3 }, "030300000000000000".into()),
		(
			Call::report_coherence {
				session,
				samples: vec![FixedU128::from_u32(1)],
				sampling_rate: FixedU128::from_u32(1),
			},
			format!("04{hash}04{one}{one}"),
		),
		(Call::prune_session { session }, format!("05{hash}")),
		(Call::prune_readings { operator: ALICE }, format!("06{alice}")),
		(
			Call::set_corridor { lower: FixedU128::from_u32(1), upper: FixedU128::from_inner(0) },
			format!("07{one}{}", "00".repeat(16)),
		),
	];
	for (call, encoded) in calls {
		assert_eq!(hex(call.encode()), format!("0x{encoded}"));
	}
}

#[test]
fn events_are_stable() {
	let (hash, alice, bob) = ("08".repeat(32), "01".repeat(32), "02".repeat(32));
	let (session, ratio) = (H256::repeat_byte(8), FixedU128::from_u32(1));
	let one = "000064a7b3b6e00d0000000000000000";
	let released = 3;
	let three = "03000000000000000000000000000000";
	let events = [
		(
			Event::<Test>::StreamRegistered {
				stream: 1,
				operator: ALICE,
				name: b"a".to_vec().try_into().unwrap(),
				kind: StreamKind::Ai,
				interval: 20,
			},
			format!("000100000000000000{alice}04610214000000"),
		),
		(
			Event::Published {
				stream: 1,
				sequence: 2,
				slot: 3,
				served: true,
				digest: session,
				value: None,
			},
			format!("01010000000000000002000000000000000300000001{hash}00"),
		),
		(Event::StreamRetired { stream: 1 }, "020100000000000000".into()),
		(
			Event::StreamPruned { stream: 1, operator: ALICE, released },
			format!("030100000000000000{alice}{three}"),
		),
		(
			Event::CoherenceReported {
				session,
				reporter: ALICE,
				ratio,
				state: State::OverDriven,
				in_corridor: false,
				number: 4,
				receipt: 5,
			},
			format!("04{hash}{alice}{one}020004000000000000000500000000000000"),
		),
		(
			Event::SessionMeasured { session, ratio, state: State::Coherent, reporters: 3 },
			format!("05{hash}{one}0103000000"),
		),
		(Event::SessionPruned { session, reports: 3 }, format!("06{hash}03000000")),
		(
			Event::ReadingsPruned { operator: ALICE, readings: 3, released },
			format!("07{alice}03000000{three}"),
		),
		(Event::CorridorSet { lower: ratio, upper: ratio }, format!("08{one}{one}")),
		(
			Event::SignalsMoved { old: ALICE, new: BOB, streams: 3, readings: 4 },
			format!("09{alice}{bob}0300000004000000"),
		),
		(
			Event::ReportSuperseded { session, old: ALICE, new: BOB, released },
			format!("0a{hash}{alice}{bob}{three}"),
		),
	];
	for (event, encoded) in events {
		assert_eq!(hex(event.encode()), format!("0x{encoded}"));
	}
}

#[test]
fn error_indices_are_stable() {
	let errors = [
		Error::<Test>::UnknownStream,
		Error::<Test>::NotOperator,
		Error::<Test>::NotStreamOperator,
		Error::<Test>::InvalidName,
		Error::<Test>::NameTaken,
		Error::<Test>::IntervalTooShort,
		Error::<Test>::IntervalTooLong,
		Error::<Test>::TooManyStreams,
		Error::<Test>::SequenceTooLow,
		Error::<Test>::StreamRetired,
		Error::<Test>::NotRetired,
		Error::<Test>::PruneTooEarly,
		Error::<Test>::NoSamples,
		Error::<Test>::TooManySamples,
		Error::<Test>::SampleOutOfRange,
		Error::<Test>::SessionSealed,
		Error::<Test>::SessionFull,
		Error::<Test>::UnknownSession,
		Error::<Test>::NoReadings,
		Error::<Test>::StillOperator,
		Error::<Test>::CorridorOutOfBounds,
		Error::<Test>::CorridorNotAscending,
		Error::<Test>::DepositNotAffordable,
		Error::<Test>::AccountHasReadings,
		Error::<Test>::TooManyPredecessors,
	];
	for (position, error) in errors.into_iter().enumerate() {
		let DispatchError::Module(ModuleError { index, error, .. }) = error.into() else {
			panic!("not the error of a pallet")
		};
		assert_eq!((index, error), (54, [position as u8, 0, 0, 0]));
	}
}

#[test]
fn hold_reasons_are_stable() {
	let reasons = [HoldReason::Stream, HoldReason::Report, HoldReason::Reading];
	for (index, reason) in reasons.into_iter().enumerate() {
		assert_eq!(RuntimeHoldReason::from(reason).encode(), [54, index as u8]);
	}
}

#[test]
fn storage_keys_are_stable() {
	let pallet = hex(sp_io::hashing::twox_128(b"Signals"));
	let of = |name: &str| hex(sp_io::hashing::twox_128(name.as_bytes())).split_off(2);
	let alice = format!("c035f853fcd0f0589e30c9e2dc1a0f57{}", "01".repeat(32));
	let keyed = |name: &str, rest: &str| format!("{pallet}{}{rest}", of(name));
	let hash = session();
	let concat = hex([&sp_io::hashing::blake2_128(hash.as_bytes())[..], hash.as_bytes()].concat());

	assert_eq!(hex(crate::NextStream::<Test>::hashed_key()), keyed("NextStream", ""));
	assert_eq!(
		hex(crate::Streams::<Test>::hashed_key_for(Ordered(258))),
		keyed("Streams", "0000000000000102")
	);
	assert_eq!(hex(crate::StreamsOf::<Test>::hashed_key_for(ALICE)), keyed("StreamsOf", &alice));
	assert_eq!(hex(crate::CoherenceCorridor::<Test>::hashed_key()), keyed("CoherenceCorridor", ""));
	assert_eq!(hex(crate::Sessions::<Test>::hashed_key_for(hash)), keyed("Sessions", &concat[2..]));
	assert_eq!(hex(crate::SeriesOf::<Test>::hashed_key_for(ALICE)), keyed("SeriesOf", &alice));
	assert_eq!(
		hex(crate::Readings::<Test>::hashed_key_for(ALICE, 255)),
		keyed("Readings", &format!("{alice}ff"))
	);
	assert_eq!(
		hex(crate::Predecessors::<Test>::hashed_key_for(ALICE)),
		keyed("Predecessors", &alice)
	);
}

#[test]
fn stored_records_are_stable() {
	ExtBuilder::default().build_and_execute(|| {
		advance_to(2);
		assert_ok!(register(&ALICE, "a", DAYS));
		assert_ok!(publish(&ALICE, 0, 7));
		assert_ok!(report(&ALICE, session(), &["1"]));
		let raw = |key: Vec<u8>| hex(sp_io::storage::get(&key).expect("the entry is stored"));
		let (alice, time) = ("01".repeat(32), hex(time_of(2).encode()).split_off(2));
		let (digest, session_hex) = ("09".repeat(32), hex(session()).split_off(2));
		let one = "000064a7b3b6e00d0000000000000000";
		// Name, kind, interval, start, not retired, the update, the next slot, the day with its 32
		// counters of which the first is 1, and 100 TNZ.
		assert_eq!(
			raw(crate::Streams::<Test>::hashed_key_for(Ordered(0))),
			format!(
				"0x{alice}0461008070000002000000\
				00\
				010700000000000000{digest}0002000000{time}\
				01000000\
				000000000100{}\
				0b00407a10f35a",
				"0000".repeat(31)
			)
		);
		let rate = hex(FixedU128::from_u32(48_000).encode()).split_off(2);
		assert_eq!(
			raw(crate::Readings::<Test>::hashed_key_for(ALICE, 0)),
			format!(
				"0x0000000000000000{session_hex}{one}0201000000{rate}02000000{time}0000000000000000"
			)
		);
		let Corridor { lower, upper } = Corridor::default();
		let corridor = hex((lower, upper).encode()).split_off(2);
		assert_eq!(
			raw(crate::Sessions::<Test>::hashed_key_for(session())),
			format!("0x02000000{corridor}04{alice}{one}0200000000000000000000000700d0ed902e")
		);
		assert_eq!(
			raw(crate::SeriesOf::<Test>::hashed_key_for(ALICE)),
			"0x01000000000000000700b864d945"
		);
		assert_ok!(replace(&ALICE, &STRANGER));
		assert_eq!(
			raw(crate::Predecessors::<Test>::hashed_key_for(STRANGER)),
			format!("0x04{alice}02000000")
		);
	});
}

#[test]
fn calls_are_dispatched_under_their_names() {
	ExtBuilder::default().build_and_execute(|| {
		let call = RuntimeCall::Signals(Call::report_coherence {
			session: session(),
			samples: vec![number("0.62")],
			sampling_rate: number("0"),
		});
		assert_eq!(call.encode()[..2], [54, 4]);
		assert_ok!(call.dispatch(RuntimeOrigin::signed(ALICE)));
	});
}

#[test]
fn calls_are_small() {
	assert!(core::mem::size_of::<Call<Test>>() <= 256, "{}", core::mem::size_of::<Call<Test>>());
}

#[test]
fn constants_are_those_of_the_specification() {
	assert_eq!((crate::MAX_SAMPLES, crate::MAX_READINGS, crate::COUNTED_DAYS), (1_024, 256, 30));
	assert_eq!((crate::MIN_REPORTERS, crate::MAX_REPORTERS), (3, 64));
	assert_eq!(<<Test as crate::Config>::MaxStreams as Get<u32>>::get(), 32);
}
