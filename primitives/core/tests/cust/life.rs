// SPDX-License-Identifier: Apache-2.0

//! What receipts of commands state, and the JSON of states.

use sp_core::H256;
use tonnetz_core::cust::{json, Outcome, Reason, State, Transition};

const COMMAND: H256 = H256::repeat_byte(0xc0);

/// Every transition with its payload.
fn cases() -> Vec<(Transition, String)> {
	let of = |members: [&str; 4]| {
		let [approvals_or_evidence, id, rest, name] = members;
		let command = format!("\"command\":\"0x{}\"", "c0".repeat(32));
		let parts = [approvals_or_evidence, &command, id, rest, name];
		// `approvals` sorts before `command`, `evidence` after it.
		let mut parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
		parts.sort_unstable();
		format!("{{{}}}", parts.join(","))
	};
	let id = "\"id\":\"7\"";
	let plain = |name: &str| of(["", id, "", &format!("\"transition\":\"{name}\"")]);
	let evidence = format!("\"evidence\":\"0x{}\"", "0e".repeat(32));
	let log = format!("\"log\":\"0x{}\"", "10".repeat(32));
	let completed = |outcome: &str| {
		of([
			&evidence,
			id,
			&format!("{log},\"outcome\":\"{outcome}\""),
			"\"transition\":\"completed\"",
		])
	};
	let report = |outcome| Transition::Completed {
		outcome,
		evidence: H256::repeat_byte(0x0e),
		log: H256::repeat_byte(0x10),
	};
	vec![
		(
			Transition::Refused(Reason::PathDenied),
			of(["", id, "\"reason\":\"path_denied\"", "\"transition\":\"refused\""]),
		),
		(Transition::Approved, plain("approved")),
		(Transition::Reopened(2), of(["\"approvals\":2", id, "", "\"transition\":\"reopened\""])),
		(Transition::Denied, plain("denied")),
		(Transition::Expired, plain("expired")),
		(Transition::Claimed, plain("claimed")),
		(report(Outcome::Succeeded), completed("succeeded")),
		(report(Outcome::Failed), completed("failed")),
		(Transition::Lapsed, plain("lapsed")),
	]
}

#[test]
fn payloads_are_canonical_json() {
	for (transition, expected) in cases() {
		let payload = transition.payload(7, COMMAND);
		assert_eq!(payload, expected);
		let value = json::parse(payload.as_bytes()).unwrap();
		assert_eq!(value.to_canonical(None), payload);
	}
}

#[test]
fn digests_are_of_the_payload_and_differ() {
	let mut seen = std::collections::BTreeSet::new();
	for (transition, payload) in cases() {
		let digest = transition.digest(7, COMMAND);
		assert_eq!(digest.as_bytes(), sp_io::hashing::sha2_256(payload.as_bytes()));
		assert!(seen.insert(digest));
		assert!(seen.insert(transition.digest(8, COMMAND)));
		assert!(seen.insert(transition.digest(7, H256::zero())));
	}
}

#[test]
fn open_states_are_not_closed() {
	type TestState = State<u64, u32>;
	let (executor, at, evidence, log) = (1, 5, H256::zero(), H256::zero());
	for (state, name, closed) in [
		(TestState::Refused { reason: Reason::Expired, at }, "refused", true),
		(State::Pending { deadline: 5 }, "pending", false),
		(State::Approved { at }, "approved", false),
		(State::Denied { by: None, at }, "denied", true),
		(State::Expired { at }, "expired", true),
		(State::Claimed { executor, at, lease_ends: 9 }, "claimed", false),
		(State::Succeeded { executor, at, evidence, log }, "succeeded", true),
		(State::Failed { executor, at, evidence, log }, "failed", true),
		(State::Unknown { executor, at }, "unknown", true),
	] {
		assert_eq!(state.closed(), closed.then_some(5));
		assert_eq!(state.name(), name);
		let json = serde_json::to_value(state).unwrap();
		assert_eq!(json["state"], name);
		assert_eq!(serde_json::from_value::<TestState>(json).unwrap(), state);
	}
}
