// SPDX-License-Identifier: Apache-2.0

//! What is asked. Numbers are read from their decimal text, and never through a float.

use crate::output::printable;
use axum::http::StatusCode;
use serde::Deserialize;
use subxt::rpcs::client::RawValue;
use tonnetz_core::coherence::{
	coherence_ratio,
	decimal::{parse_sample, parse_unsigned, DecimalFault},
	session_of, Corridor, Measurement, MAX_SAMPLES,
};

/// The longest identifier of a session, in bytes.
const MAX_SESSION_ID: usize = 256;

/// A signal that was measured.
#[derive(Debug)]
pub struct Request {
	/// The measurement; of the session `""` if none is named.
	pub measurement: Measurement,
	/// The identifier of the session.
	pub session_id: Option<String>,
}

/// Why a request is not answered.
#[derive(Debug)]
pub struct Fault {
	/// The status of the answer.
	pub status: StatusCode,
	/// The stable code.
	pub code: &'static str,
	/// One line that says what to do.
	pub message: String,
}

impl Fault {
	/// The request is at fault.
	pub fn bad(code: &'static str, message: impl Into<String>) -> Self {
		Self { status: StatusCode::BAD_REQUEST, code, message: message.into() }
	}

	/// The agent is.
	pub fn unavailable(message: String) -> Self {
		Self { status: StatusCode::SERVICE_UNAVAILABLE, code: "not_queued", message }
	}
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<'a> {
	#[serde(borrow)]
	signal: Vec<&'a RawValue>,
	#[serde(borrow, default)]
	sampling_rate: Option<&'a RawValue>,
	#[serde(default)]
	session_id: Option<String>,
}

impl Request {
	/// Reads a body, and measures its signal by a corridor.
	pub fn parse(body: &[u8], corridor: Corridor) -> Result<Self, Fault> {
		let malformed = |message: String| Fault::bad("malformed", message);
		let text = std::str::from_utf8(body)
			.map_err(|_| malformed("the body is not UTF-8: send JSON".to_owned()))?;
		let body: Body = serde_json::from_str(text).map_err(|error| {
			if has_not_finite(text) {
				decimal("signal", DecimalFault::NotFinite)
			} else {
				malformed(format!(
					"not {{\"signal\":[..],\"sampling_rate\":..,\"session_id\":\"..\"}}: {}",
					printable(&error.to_string())
				))
			}
		})?;
		if body.signal.is_empty() {
			return Err(Fault::bad("empty", "signal: it has no samples; give at least one"));
		}
		if u32::try_from(body.signal.len()).map_or(true, |count| count > MAX_SAMPLES) {
			let message = format!("signal: more than {MAX_SAMPLES} samples; measure it in parts");
			return Err(Fault::bad("too_many_samples", message));
		}
		let samples = (0u32..)
			.zip(&body.signal)
			.map(|(place, sample)| {
				parse_sample(sample.get())
					.map_err(|fault| decimal(&format!("signal[{place}]"), fault))
			})
			.collect::<Result<Vec<_>, _>>()?;
		let ratio = coherence_ratio(&samples).map_err(|fault| malformed(fault.to_string()))?;
		let rate = body.sampling_rate.map(|rate| parse_unsigned(rate.get())).transpose();
		let session_id = body.session_id;
		if session_id.as_ref().is_some_and(|id| id.is_empty() || id.len() > MAX_SESSION_ID) {
			let message = format!("session_id: an identifier has 1 to {MAX_SESSION_ID} bytes");
			return Err(Fault::bad("session_id", message));
		}
		let measurement = Measurement {
			session: session_of(session_id.as_deref().unwrap_or_default()),
			sampling_rate: rate
				.map_err(|fault| decimal("sampling_rate", fault))?
				.unwrap_or_default(),
			samples,
			ratio,
			corridor,
			state: corridor.state(ratio),
		};
		Ok(Self { measurement, session_id })
	}
}

fn decimal(place: &str, fault: DecimalFault) -> Fault {
	let code = match fault {
		DecimalFault::Empty => "empty",
		DecimalFault::Malformed => "malformed",
		DecimalFault::NotFinite => "not_finite",
		DecimalFault::Negative => "negative",
		DecimalFault::TooLarge => "too_large",
	};
	Fault::bad(code, format!("{place}: {fault}"))
}

/// Whether a text that is no JSON has `NaN` or `Infinity` outside of its strings, as Python writes
/// them.
fn has_not_finite(text: &str) -> bool {
	let (mut in_string, mut escaped, mut word) = (false, false, String::new());
	for character in text.chars().chain([' ']) {
		if in_string {
			in_string = escaped || character != '"';
			escaped = !escaped && character == '\\';
		} else if character.is_ascii_alphabetic() {
			word.push(character);
		} else {
			if ["nan", "inf", "infinity"].iter().any(|name| word.eq_ignore_ascii_case(name)) {
				return true;
			}
			word.clear();
			in_string = character == '"';
		}
	}
	false
}

#[cfg(test)]
mod tests {
	use super::*;
	use tonnetz_core::coherence::{decimal::from_unsigned, State};

	fn parse(text: &str) -> Result<Request, Fault> {
		Request::parse(text.as_bytes(), Corridor::default())
	}

	#[test]
	fn the_published_cases_have_their_states() {
		for (signal, ratio, state) in [
			("[0.62,0.61,0.63,0.62]", "0.62", State::Coherent),
			("[0.5,0.48,0.52,0.49]", "0.4975", State::SubHarmonic),
			("[0.75,0.76,0.74,0.75]", "0.75", State::OverDriven),
			// The ends of the corridor, and a hair beyond.
			("[0.618033988749894848]", "0.618033988749894848", State::Coherent),
			("[0.618033988749894847]", "0.618033988749894847", State::SubHarmonic),
			("[0.666666666666666666]", "0.666666666666666666", State::Coherent),
			("[0.666666666666666667]", "0.666666666666666667", State::OverDriven),
			// What is past the 18th decimal is cut.
			("[0.6666666666666666669]", "0.666666666666666666", State::Coherent),
			("[6.2e-1, 62E-2]", "0.62", State::Coherent),
			("[0]", "0", State::SubHarmonic),
			("[1000000]", "1000000", State::OverDriven),
		] {
			let text = format!(
				"{{\"signal\":{signal},\"sampling_rate\":44.1,\"session_id\":\"test-001\"}}"
			);
			let Request { measurement, session_id } = parse(&text).unwrap();
			assert_eq!(from_unsigned(measurement.ratio), ratio, "{signal}");
			assert_eq!(measurement.state, state, "{signal}");
			assert_eq!(measurement.session, session_of("test-001"));
			assert_eq!(from_unsigned(measurement.sampling_rate), "44.1");
			assert_eq!(session_id.as_deref(), Some("test-001"));
		}
		let bare = parse("{\"signal\":[0.62],\"sampling_rate\":null}").unwrap();
		assert_eq!(from_unsigned(bare.measurement.sampling_rate), "0");
		assert_eq!(bare.session_id, None);
	}

	#[test]
	fn faults_have_codes_and_places() {
		let many = format!("{{\"signal\":[{}1]}}", "1,".repeat(1_024));
		let long = format!("{{\"signal\":[1],\"session_id\":\"{}\"}}", "x".repeat(257));
		for (text, code, says) in [
			("", "malformed", "line 1"),
			("[]", "malformed", ""),
			("{}", "malformed", "signal"),
			("{\"signal\":0.62}", "malformed", ""),
			("{\"signal\":[0.62]", "malformed", ""),
			("{\"signal\":[0.62],\"rate\":1}", "malformed", "rate"),
			("{\"signal\":[0.62],\"signal\":[0.7]}", "malformed", "duplicate"),
			("{\"signal\":[0.6,\"0.6\"]}", "malformed", "signal[1]"),
			("{\"signal\":[null]}", "malformed", "signal[0]"),
			("{\"signal\":[.5]}", "malformed", ""),
			("{\"signal\":[NaN]}", "not_finite", "signal"),
			("{\"signal\":[0.6, Infinity]}", "not_finite", ""),
			("{\"signal\":[-Infinity]}", "not_finite", ""),
			("{\"signal\":[1],\"sampling_rate\":NaN}", "not_finite", ""),
			("{\"signal\":[]}", "empty", "at least one"),
			(&many, "too_many_samples", "1024"),
			("{\"signal\":[-0.1]}", "negative", "signal[0]"),
			("{\"signal\":[1000000.000000000000000001]}", "too_large", "signal[0]"),
			("{\"signal\":[1e999]}", "too_large", ""),
			("{\"signal\":[1],\"sampling_rate\":-1}", "negative", "sampling_rate"),
			("{\"signal\":[1],\"session_id\":\"\"}", "session_id", "256"),
			(&long, "session_id", "256"),
			("{\"signal\":[1],\"session_id\":\"NaN", "malformed", ""),
			("{\"signal\":[1],\"session_id\":\"a\\\"NaN\"} x", "malformed", ""),
		] {
			let fault = parse(text).unwrap_err();
			assert_eq!(fault.code, code, "{text}: {}", fault.message);
			assert_eq!(fault.status, StatusCode::BAD_REQUEST);
			assert!(fault.message.contains(says), "{text}: {}", fault.message);
			assert!(!fault.message.contains('\n'));
		}
		assert!(Request::parse(b"\xff", Corridor::default()).is_err());
		let most = format!("{{\"signal\":[{}1]}}", "1,".repeat(1_023));
		assert!(parse(&most).is_ok());
	}
}
