// SPDX-License-Identifier: Apache-2.0

//! Coherence by its vectors, which another implementation computed with exact decimals, and by what
//! holds of any signal.

#![allow(clippy::arithmetic_side_effects, clippy::indexing_slicing, clippy::unwrap_used)]

use codec::Encode;
use proptest::{collection::vec, prelude::*};
use serde_json::{json, Value};
use sp_core::{bytes::to_hex, H256};
use sp_runtime::{FixedI128, FixedU128};
use tonnetz_core::coherence::{
	coherence_ratio,
	decimal::{
		from_signed, from_unsigned, parse_sample, parse_signed, parse_unsigned, DecimalFault,
	},
	median, session_of, Corridor, CorridorFault, Measurement, Reading, SessionInfo, SessionMedian,
	SignalFault, State, Stats, HIGHEST_BOUND, INVERSE_GOLDEN_RATIO, LOWEST_BOUND, MAX_SAMPLE,
	MAX_SAMPLES, TWO_THIRDS,
};

fn vectors(of: &str) -> Vec<Value> {
	let file: Value = serde_json::from_str(include_str!("vectors/coherence.json")).unwrap();
	let list = file[of].as_array().unwrap();
	assert!(list.len() >= 4, "{of}");
	list.clone()
}

fn text(value: &Value) -> &str {
	value.as_str().unwrap()
}

fn samples(list: &Value) -> Vec<FixedU128> {
	list.as_array().unwrap().iter().map(|sample| parse_sample(text(sample)).unwrap()).collect()
}

fn ratio(inner: u128) -> FixedU128 {
	FixedU128::from_inner(inner)
}

#[test]
fn ratios_and_states_are_those_of_the_vectors() {
	let mut states = Vec::new();
	for case in vectors("signals") {
		let name = text(&case["name"]);
		let found = coherence_ratio(&samples(&case["signal"])).unwrap();
		let state = Corridor::default().state(found);
		assert_eq!(found.into_inner().to_string(), text(&case["inner"]), "{name}");
		assert_eq!(from_unsigned(found), text(&case["ratio"]), "{name}");
		assert_eq!(state.name(), text(&case["state"]), "{name}");
		states.push(state);
	}
	for state in [State::SubHarmonic, State::Coherent, State::OverDriven] {
		assert!(states.iter().filter(|found| **found == state).count() >= 3);
	}
}

#[test]
fn medians_are_those_of_the_vectors() {
	for case in vectors("medians") {
		let found = median(samples(&case["ratios"])).unwrap();
		assert_eq!(from_unsigned(found), text(&case["median"]), "{}", case["ratios"]);
	}
	assert_eq!(median([]), None);
}

#[test]
fn decimals_are_those_of_the_vectors() {
	for case in vectors("decimals") {
		let (number, inner) = (text(&case["text"]), text(&case["inner"]));
		assert_eq!(parse_sample(number).unwrap().into_inner().to_string(), inner, "{number}");
	}
}

#[test]
fn texts_that_are_no_samples_are_refused_by_name() {
	for case in vectors("refused") {
		let fault = match text(&case["fault"]) {
			"Empty" => DecimalFault::Empty,
			"Malformed" => DecimalFault::Malformed,
			"NotFinite" => DecimalFault::NotFinite,
			"Negative" => DecimalFault::Negative,
			other => {
				assert_eq!(other, "TooLarge");
				DecimalFault::TooLarge
			}
		};
		assert_eq!(parse_sample(text(&case["text"])), Err(fault), "{}", case["text"]);
	}
}

#[test]
fn signed_numbers_reach_from_end_to_end() {
	for inner in [i128::MIN, i128::MIN + 1, -1, 0, 1, i128::MAX] {
		let number = FixedI128::from_inner(inner);
		assert_eq!(parse_signed(&from_signed(number)), Ok(number));
	}
	assert_eq!(from_signed(FixedI128::from_inner(-1_500_000_000_000_000_000)), "-1.5");
	assert_eq!(from_signed(FixedI128::from_inner(-1)), "-0.000000000000000001");
	let beyond = ["170141183460469231731.687303715884105728", "-1e21", "1e20000"];
	for number in beyond {
		assert_eq!(parse_signed(number), Err(DecimalFault::TooLarge), "{number}");
	}
}

#[test]
fn sessions_are_those_of_the_vectors() {
	for case in vectors("sessions") {
		let session = session_of(text(&case["id"]));
		assert_eq!(to_hex(session.as_bytes(), false), text(&case["session"]));
	}
}

#[test]
fn measurements_encode_as_specified() {
	let file: Value = serde_json::from_str(include_str!("vectors/coherence.json")).unwrap();
	let case = &file["measurement"];
	let samples = samples(&case["signal"]);
	let ratio = coherence_ratio(&samples).unwrap();
	let corridor = Corridor::default();
	let measurement = Measurement {
		session: session_of(text(&case["session_id"])),
		sampling_rate: parse_unsigned(text(&case["sampling_rate"])).unwrap(),
		samples,
		ratio,
		corridor,
		state: corridor.state(ratio),
	};
	assert_eq!(to_hex(&measurement.encode(), false), text(&case["payload"]));
	assert_eq!(to_hex(measurement.digest().as_bytes(), false), text(&case["digest"]));
}

#[test]
fn bounds_of_the_corridor_are_the_inverse_golden_ratio_and_two_thirds() {
	// With x the lower bound in units of 10^-18: x^2 + x <= 1 < (x + 1)^2 + (x + 1).
	let x = sp_core::U512::from(INVERSE_GOLDEN_RATIO.into_inner());
	let one = sp_core::U512::from(10u64.pow(18));
	assert!(x * x + x * one <= one * one);
	assert!((x + 1) * (x + 1) + (x + 1) * one > one * one);
	assert_eq!(TWO_THIRDS.into_inner(), 2 * 10u128.pow(18) / 3);
	assert_eq!(Corridor::default().check(), Ok(()));
}

#[test]
fn corridors_ascend_between_their_limits() {
	let unit = ratio(1);
	assert!(Corridor::new(LOWEST_BOUND, HIGHEST_BOUND).is_ok());
	let faults = [
		(LOWEST_BOUND - unit, TWO_THIRDS, CorridorFault::OutOfBounds),
		(TWO_THIRDS, HIGHEST_BOUND + unit, CorridorFault::OutOfBounds),
		(TWO_THIRDS, TWO_THIRDS, CorridorFault::NotAscending),
		(TWO_THIRDS, TWO_THIRDS - unit, CorridorFault::NotAscending),
	];
	for (lower, upper, fault) in faults {
		assert_eq!(Corridor::new(lower, upper), Err(fault));
		assert_eq!(Corridor { lower, upper }.check(), Err(fault));
	}
	assert!(Corridor::new(TWO_THIRDS - unit, TWO_THIRDS).is_ok());
}

#[test]
fn signals_without_a_ratio_are_refused_by_name() {
	let most = MAX_SAMPLES as usize;
	assert_eq!(coherence_ratio(&[]), Err(SignalFault::Empty));
	assert_eq!(coherence_ratio(&vec![ratio(0); most + 1]), Err(SignalFault::TooManySamples));
	assert_eq!(coherence_ratio(&vec![MAX_SAMPLE; most]), Ok(MAX_SAMPLE));
	let mut signal = vec![MAX_SAMPLE; most];
	signal[1_000] = MAX_SAMPLE + ratio(1);
	assert_eq!(coherence_ratio(&signal), Err(SignalFault::SampleOutOfRange(1_000)));
	signal[7] = FixedU128::from_inner(u128::MAX);
	assert_eq!(coherence_ratio(&signal), Err(SignalFault::SampleOutOfRange(7)));
}

#[test]
fn two_reporters_have_no_median() {
	let corridor = Corridor::default();
	let of = |count: usize| SessionMedian::of(vec![TWO_THIRDS; count].into_iter(), &corridor);
	assert_eq!(of(2), None);
	assert_eq!(of(3), Some(SessionMedian { ratio: TWO_THIRDS, state: State::Coherent }));
}

#[test]
fn states_have_names_and_interpretations_of_their_own() {
	let states = [State::SubHarmonic, State::Coherent, State::OverDriven];
	for (index, state) in states.into_iter().enumerate() {
		assert_eq!(state.encode(), [index as u8]);
		assert_eq!(json!(state), json!(state.name()));
		assert_eq!(state.in_corridor(), state == State::Coherent);
		assert!(states.iter().all(|other| {
			(*other == state) == (other.interpretation() == state.interpretation())
		}));
	}
}

fn reading(number: u64, inner: u128) -> Reading {
	Reading {
		number,
		session: H256::repeat_byte(7),
		ratio: ratio(inner),
		state: Corridor::default().state(ratio(inner)),
		samples: 4,
		sampling_rate: FixedU128::from_u32(48_000),
		at: 9,
		time: 1_767_225_627_000,
		receipt: 3,
	}
}

#[test]
fn stats_sum_up_readings() {
	let readings =
		[620_000_000_000_000_000, 1, 640_000_000_000_000_001].map(|inner| reading(0, inner));
	let expected = Stats {
		count: 3,
		mean: ratio(420_000_000_000_000_000),
		min: ratio(1),
		max: ratio(640_000_000_000_000_001),
		in_corridor: 666_666,
	};
	assert_eq!(Stats::of(&readings), Some(expected));
	assert_eq!(Stats::of(&[]), None);
}

#[test]
fn answers_are_readable_json() {
	let json = json!({
		"number": 5,
		"session": H256::repeat_byte(7),
		"ratio": "0.62",
		"state": "coherent",
		"samples": 4,
		"samplingRate": "48000",
		"at": 9,
		"time": 1_767_225_627_000u64,
		"receipt": 3,
	});
	let known = reading(5, 620_000_000_000_000_000);
	assert_eq!(serde_json::to_value(known).unwrap(), json);
	assert_eq!(serde_json::from_value::<Reading>(json.clone()).unwrap(), known);
	let mut negative = json;
	negative["ratio"] = "-1".into();
	assert!(serde_json::from_value::<Reading>(negative).is_err());

	let info = json!({
		"opened": 1,
		"sealedAt": 201_601,
		"sealed": false,
		"corridor": { "lower": "0.618033988749894848", "upper": "0.666666666666666666" },
		"median": { "ratio": "0.62", "state": "coherent" },
		"reports": [{ "reporter": 1, "ratio": "0.62", "at": 9, "receipt": 3 }],
	});
	let read: SessionInfo<u64> = serde_json::from_value(info.clone()).unwrap();
	assert_eq!(read.corridor, Corridor::default());
	assert_eq!(serde_json::to_value(read).unwrap(), info);
}

fn any_sample() -> impl Strategy<Value = FixedU128> {
	prop_oneof![
		3 => (0..=10u128.pow(18)).prop_map(ratio),
		1 => (0..=MAX_SAMPLE.into_inner()).prop_map(ratio),
	]
}

fn any_signal() -> impl Strategy<Value = Vec<FixedU128>> {
	vec(any_sample(), 1..40)
}

/// Digits with an exponent, as the number they are: `digits * 10^exponent`.
fn any_decimal() -> impl Strategy<Value = (u64, i8, String)> {
	(any::<u64>(), -40i8..0).prop_map(|(digits, exponent)| {
		let plain = format!("{digits:050}");
		let (whole, decimals) = plain.split_at(50 - usize::from(exponent.unsigned_abs()));
		let whole = match whole.trim_start_matches('0') {
			"" => "0",
			whole => whole,
		};
		(digits, exponent, format!("{whole}.{decimals}"))
	})
}

proptest! {
	#[test]
	fn ratio_lies_between_the_least_and_the_greatest_sample(signal in any_signal()) {
		let found = coherence_ratio(&signal).unwrap();
		prop_assert!(signal.iter().min().unwrap() <= &found);
		prop_assert!(&found <= signal.iter().max().unwrap());
	}

	#[test]
	fn ratio_times_count_is_the_sum_less_than_a_unit_each(signal in any_signal()) {
		let (n, sum) = (signal.len() as u128, signal.iter().map(|s| s.into_inner()).sum::<u128>());
		let cut = sum - coherence_ratio(&signal).unwrap().into_inner() * n;
		prop_assert!(cut < n);
	}

	#[test]
	fn ratio_does_not_depend_on_the_order(signal in any_signal(), turn in any::<usize>()) {
		let mut turned = signal.clone();
		turned.rotate_left(turn % signal.len());
		turned.reverse();
		prop_assert_eq!(coherence_ratio(&turned), coherence_ratio(&signal));
	}

	/// As many ratios lie at or below the median as at or above, but for one that is cut.
	#[test]
	fn median_parts_the_ratios(ratios in any_signal()) {
		let found = median(ratios.iter().copied()).unwrap();
		let below = ratios.iter().filter(|r| **r <= found).count() * 2;
		let above = ratios.iter().filter(|r| **r >= found).count() * 2;
		prop_assert!(below >= ratios.len() && above >= ratios.len());
	}

	#[test]
	fn fewer_than_half_of_the_reporters_cannot_move_the_median_beyond_the_others(
		honest in vec(any_sample(), 3..20),
		lies in vec(any_sample(), 0..20),
	) {
		let lies = &lies[..lies.len().min(honest.len() - 1)];
		let found = median(honest.iter().chain(lies).copied()).unwrap();
		prop_assert!(honest.iter().min().unwrap() <= &found);
		prop_assert!(&found <= honest.iter().max().unwrap());
	}

	#[test]
	fn states_part_the_ratios_at_the_bounds(inner in any_sample()) {
		let corridor = Corridor::default();
		let state = corridor.state(inner);
		prop_assert_eq!(state == State::SubHarmonic, inner < corridor.lower);
		prop_assert_eq!(state == State::OverDriven, inner > corridor.upper);
	}

	#[test]
	fn texts_of_numbers_are_read_back(inner in any::<u128>(), signed in any::<i128>()) {
		prop_assert_eq!(parse_unsigned(&from_unsigned(ratio(inner))), Ok(ratio(inner)));
		let signed = FixedI128::from_inner(signed);
		prop_assert_eq!(parse_signed(&from_signed(signed)), Ok(signed));
	}

	/// A JSON writer takes the text of a number as a number.
	#[test]
	fn texts_of_numbers_are_json_numbers(inner in any::<u128>()) {
		let number: Value = serde_json::from_str(&from_unsigned(ratio(inner))).unwrap();
		prop_assert!(number.is_number());
	}

	#[test]
	fn an_exponent_shifts_the_point_exactly((digits, exponent, plain) in any_decimal()) {
		let shifted = format!("{digits}e{exponent}");
		prop_assert_eq!(parse_unsigned(&shifted), parse_unsigned(&plain), "{} {}", shifted, plain);
		let cut = u32::from(exponent.unsigned_abs()).saturating_sub(18);
		let zeros = 18u32.saturating_sub(exponent.unsigned_abs().into());
		let expected = u128::from(digits) * 10u128.pow(zeros) / 10u128.pow(cut);
		prop_assert_eq!(parse_unsigned(&shifted).map(FixedU128::into_inner), Ok(expected));
	}

	/// Whatever the text, it is read or refused, and what is read is what a JSON reader takes for a
	/// number.
	#[test]
	fn no_text_breaks_the_parser(text in "[-+.eE0-9naif ]{0,24}|\\PC{0,24}") {
		if parse_signed(&text).is_ok() || parse_sample(&text).is_ok() {
			prop_assert!(text.parse::<f64>().is_ok_and(f64::is_finite) || text.contains(['e', 'E']));
			let (mantissa, _) = text.split_once(['e', 'E']).unwrap_or((&text, ""));
			prop_assert!(serde_json::from_str::<serde_json::Number>(mantissa).is_ok(), "{}", text);
		}
	}
}
