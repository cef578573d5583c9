// SPDX-License-Identifier: Apache-2.0

//! Signals in files.

use crate::{error::Error, file};
use std::path::Path;
use subxt::rpcs::client::RawValue;
use tonnetz_core::coherence::{
	coherence_ratio, decimal, session_of, Corridor, Measurement, State, MAX_SAMPLES,
};

/// The largest file, in bytes: as many samples as a signal has, each with more digits than count.
const MAX_FILE: u64 = 256 * 1024;

/// Reads a signal, and measures it by a corridor. It is of no session and no sampling rate.
///
/// The file is a JSON array of numbers, or has numbers apart by white space. Digits past the 18th
/// decimal are cut; nothing goes through a float.
pub fn measure(path: &Path, corridor: Corridor) -> Result<Measurement, Error> {
	let malformed = |reason: String| Error::Malformed { path: path.to_owned(), reason };
	let text = file::read_text(path, MAX_FILE)?;
	let numbers = numbers(&text).map_err(malformed)?;
	if u32::try_from(numbers.len()).is_ok_and(|count| count <= MAX_SAMPLES) {
		let samples = (0..)
			.zip(&numbers)
			.map(|(place, number): (u32, _)| {
				decimal::parse_sample(number).map_err(|fault| format!("sample {place}: {fault}"))
			})
			.collect::<Result<Vec<_>, _>>()
			.map_err(malformed)?;
		let ratio = coherence_ratio(&samples).map_err(|fault| malformed(fault.to_string()))?;
		let state: State = corridor.state(ratio);
		let session = session_of("");
		let sampling_rate = Default::default();
		Ok(Measurement { session, sampling_rate, samples, ratio, corridor, state })
	} else {
		Err(malformed(format!("more than {MAX_SAMPLES} samples: measure the signal in parts")))
	}
}

/// The numbers of a text, as they are written.
fn numbers(text: &str) -> Result<Vec<String>, String> {
	if text.trim_start().starts_with('[') {
		let values: Vec<Box<RawValue>> = serde_json::from_str(text)
			.map_err(|error| format!("not a JSON array of numbers: {error}"))?;
		Ok(values.iter().map(|value| value.get().to_owned()).collect())
	} else {
		Ok(text.split_whitespace().map(str::to_owned).collect())
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::fs;

	fn measured(text: &str) -> Result<Measurement, String> {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("signal");
		fs::write(&path, text).unwrap();
		measure(&path, Corridor::default()).map_err(|error| error.to_string())
	}

	#[test]
	fn the_published_examples_have_their_states() {
		for (text, ratio, state) in [
			("[0.62, 0.61, 0.63, 0.62]", "0.62", State::Coherent),
			("0.5\n0.48\n0.52\n0.49\n", "0.4975", State::SubHarmonic),
			("[7.5e-1,0.76,0.74,0.75]", "0.75", State::OverDriven),
		] {
			let measured = measured(text).unwrap();
			assert_eq!(
				(decimal::from_unsigned(measured.ratio).as_str(), measured.state),
				(ratio, state)
			);
		}
	}

	#[test]
	fn digits_are_cut_and_never_rounded() {
		let third = measured("[0.3333333333333333339]").unwrap();
		assert_eq!(decimal::from_unsigned(third.ratio), "0.333333333333333333");
		let kept = measured("[0.123456789012345678]").unwrap();
		assert_eq!(decimal::from_unsigned(kept.ratio), "0.123456789012345678");
	}

	#[test]
	fn what_is_no_signal_is_refused_by_place() {
		let refused = |text: &str| measured(text).unwrap_err();
		assert!(refused("[0.6, \"0.6\"]").contains("sample 1: "), "{}", refused("[0.6, \"0.6\"]"));
		assert!(refused("0.6 NaN").contains("sample 1: the number is not finite"));
		assert!(refused("0.6,0.7").contains("sample 0: "));
		assert!(refused("[0.6").contains("not a JSON array of numbers"));
		assert!(refused("-0.1").contains("negative"));
		assert!(refused("1000001").contains("too large"));
		assert!(refused("").contains("no samples") && refused("[]").contains("no samples"));
		assert!(refused(&"1 ".repeat(1_025)).contains("more than 1024 samples"));
		assert!(measured(&"1 ".repeat(1_024)).is_ok());
	}
}
