// SPDX-License-Identifier: Apache-2.0

//! The corpus of `tonnetz-core`: the chain gives each command the verdict that the library gives.

use super::*;
use crate::{Activities, Nonces, Targets};
use frame_support::traits::fungible::Mutate;
use serde_json::{json, Value};
use sp_core::crypto::Ss58Codec;
use tonnetz_core::cust::ModelStanding;

const CORPUS: &str =
	concat!(env!("CARGO_MANIFEST_DIR"), "/../../primitives/core/tests/vectors/cust/corpus.json");

/// The account that a name of the corpus stands for.
fn account(name: &str) -> AccountId {
	AccountId::new(sp_io::hashing::blake2_256(name.as_bytes()))
}

/// A policy of the corpus, which has names where the chain has accounts.
fn policy_of(value: &Value) -> PolicyOf<Test> {
	let mut value = value.clone();
	for role in ["planners", "executors", "approvers"] {
		let names = value[role].as_array().unwrap().iter();
		value[role] =
			names.map(|name| json!(account(name.as_str().unwrap()).to_ss58check())).collect();
	}
	serde_json::from_value(value).unwrap()
}

fn block(context: &Value, member: &str) -> BlockNumber {
	u32::try_from(context[member].as_u64().unwrap()).unwrap()
}

/// Brings the chain to where the case begins.
fn set_the_scene(command: &Command, policies: &Value, case: &Value) {
	let context = &case["context"];
	let planner = account(context["planner"].as_str().unwrap());
	Balances::set_balance(&planner, FUNDS);
	let name = command.target.as_str().unwrap();
	if let Some(policy) = case["policy"].as_str() {
		assert_ok!(create(&OPERATOR, name));
		if policy != "unset" {
			let policy = Box::new(policy_of(&policies[policy]));
			let call = Call::set_policy { target: name.into(), policy };
			assert_ok!(signed(&OPERATOR, call));
		}
	}
	jump_to(block(context, "now"));
	let expected = context["nonce"]["expected"].as_u64().unwrap();
	Nonces::<Test>::insert(Cust::key(WEB), &planner, expected);
	if context["lastApproved"].is_u64() {
		let last_approved = Some((block(context, "lastApproved"), CommandId::MAX));
		Activities::<Test>::mutate(Cust::key(WEB), |activity| {
			activity.last_approved = last_approved;
		});
	}
	if context["suspended"].as_bool().unwrap() {
		Targets::<Test>::mutate(Cust::key(WEB), |target| {
			if let Some(target) = target {
				target.suspension = Some(Suspension { since: 0, until: None });
			}
		});
	}
	let standing = serde_json::from_value::<ModelStanding>(context["model"].clone()).unwrap();
	Standing::set(standing);
}

#[test]
fn every_case_has_its_verdict_in_a_dry_run_and_when_submitted() {
	let corpus: Value = serde_json::from_slice(&std::fs::read(CORPUS).unwrap()).unwrap();
	let (mut dry_runs, mut submissions) = (0, 0);
	for case in corpus["cases"].as_array().unwrap() {
		let (name, context) = (&case["name"], &case["context"]);
		if case["expect"]["parseError"].is_string() {
			continue;
		}
		// Those are of open commands, which a policy change has judged again.
		if !context["nonce"].is_object() || context["now"] != context["submitted"] {
			continue;
		}
		let text = case["command"].as_str().unwrap();
		let command = Command::parse(text.as_bytes()).unwrap().command;
		let expected: Verdict = serde_json::from_value(case["expect"].clone()).unwrap();
		let planner = account(context["planner"].as_str().unwrap());
		let given = context["nonce"]["given"].as_u64().unwrap();
		let expires_at = block(context, "expiresAt");
		ExtBuilder::default().build().execute_with(|| {
			set_the_scene(&command, &corpus["policies"], case);
			let dry =
				Cust::evaluate(command.clone(), planner.clone(), Some(given), Some(expires_at));
			assert_eq!(dry.verdict, expected, "{name}");
			assert_eq!(dry.digest, command.digest());
			dry_runs += 1;

			// The last nonce there is cannot be consumed, and nothing is submitted in the genesis.
			if now() == 0 || (given == u64::MAX && expected == Verdict::Approved) {
				return;
			}
			assert_ok!(submit_with(&planner, command, given, expires_at));
			let verdict = match events().pop() {
				Some(Event::Submitted { verdict, .. }) => verdict,
				Some(Event::SubmissionRefused { reason, .. }) => Verdict::Refused(reason),
				other => panic!("{name}: {other:?}"),
			};
			assert_eq!(verdict, expected, "{name}");
			submissions += 1;
		});
	}
	println!("{dry_runs} dry runs, {submissions} submissions");
	assert!(dry_runs >= 300, "{dry_runs}");
	assert!(submissions >= 300, "{submissions}");
}
