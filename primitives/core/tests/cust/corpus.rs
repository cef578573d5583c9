// SPDX-License-Identifier: Apache-2.0

//! The corpus that chain, RPC, client and gate are held to as well: see `examples/cust_corpus.rs`.

use crate::common::read_json;
use std::collections::{BTreeMap, BTreeSet};
use tonnetz_core::cust::{
	evaluate, Command, Context, ModelStanding, NonceCheck, Policy, Reason, TargetPolicy, Verdict,
};

type Account = String;

#[test]
fn every_case_has_its_verdict() {
	let corpus = read_json("corpus.json");
	let policies: BTreeMap<String, Policy<Account, u32>> =
		serde_json::from_value(corpus["policies"].clone()).unwrap();
	for (name, policy) in &policies {
		assert_eq!(policy.check(), Ok(()), "{name}");
	}
	let cases = corpus["cases"].as_array().unwrap();
	assert!(cases.len() >= 300, "{}", cases.len());
	let (mut reasons, mut names) = (BTreeSet::new(), BTreeSet::new());
	for case in cases {
		let name = case["name"].as_str().unwrap();
		assert!(names.insert(name), "{name} twice");
		let command = case["command"].as_str().unwrap();
		let expect = &case["expect"];
		let parsed = match (Command::parse(command.as_bytes()), expect["parseError"].as_str()) {
			(Ok(parsed), None) => parsed,
			(Err(error), Some(code)) => {
				assert_eq!(error.code(), code, "{name}: {error}");
				continue;
			}
			(Ok(_), Some(code)) => panic!("{name}: parsed, expected {code}"),
			(Err(error), None) => panic!("{name}: {error}"),
		};
		let given = &case["context"];
		let planner = given["planner"].as_str().unwrap().to_string();
		let block = |member: &str| u32::try_from(given[member].as_u64().unwrap()).unwrap();
		let context = Context {
			planner: &planner,
			nonce: given["nonce"].is_object().then(|| NonceCheck {
				expected: given["nonce"]["expected"].as_u64().unwrap(),
				given: given["nonce"]["given"].as_u64().unwrap(),
			}),
			suspended: given["suspended"].as_bool().unwrap(),
			now: block("now"),
			submitted: block("submitted"),
			expires_at: block("expiresAt"),
			last_approved: given["lastApproved"].is_u64().then(|| block("lastApproved")),
			model: serde_json::from_value::<ModelStanding>(given["model"].clone()).unwrap(),
		};
		let policy = match case["policy"].as_str() {
			None => TargetPolicy::UnknownTarget,
			Some("unset") => TargetPolicy::Unset,
			Some(policy) => TargetPolicy::Set(&policies[policy]),
		};
		let verdict = evaluate(policy, &parsed.command, &context);
		assert_eq!(serde_json::to_value(verdict).unwrap(), *expect, "{name}: {command}");
		if let Verdict::Refused(reason) = verdict {
			reasons.insert(reason);
		}
	}
	// What no JSON command can provoke is tested in `evaluate`.
	let missing: Vec<_> = Reason::ALL.iter().filter(|reason| !reasons.contains(reason)).collect();
	assert_eq!(
		missing,
		[&Reason::UnknownVersion, &Reason::Malformed, &Reason::PathNotUtf8, &Reason::PathTooLong]
	);
}
