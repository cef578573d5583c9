// SPDX-License-Identifier: Apache-2.0

//! What may be set as a policy.

use crate::common::{text, texts};
use codec::{Decode, Encode, MaxEncodedLen};
use tonnetz_core::{
	cust::{
		Entries, GlobText, Policy, PolicyFault, Rule, Text, DEFAULT_APPROVAL_TIMEOUT,
		DEFAULT_MAX_RUNTIME, MAX_COOLDOWN, MAX_GLOB_STEPS, MAX_TIMEOUT, MAX_TIME_TO_LIVE,
	},
	units::{DAYS, MINUTES},
	AccountId, BlockNumber,
};

type TestPolicy = Policy<u64, BlockNumber>;

fn policy() -> TestPolicy {
	Policy {
		version: 1,
		planners: vec![1, 2].try_into().unwrap(),
		executors: vec![3, 4].try_into().unwrap(),
		approvers: vec![5, 6].try_into().unwrap(),
		approvals: 1,
		operations: vec![
			Rule::GitCommitAndPush { branches: texts(&["main"]), message_prefixes: texts(&[""]) },
			Rule::VercelDeploy { prod: true },
			Rule::ServiceRestart { names: texts(&["nginx"]) },
			Rule::ContainerNetworkConnect {
				containers: texts(&["web"]),
				networks: texts(&["backend"]),
				aliases: texts(&["db"]),
			},
			Rule::HookRun { names: texts(&["rotate-logs"]) },
		]
		.try_into()
		.unwrap(),
		path_allow: texts(&["src/**"]),
		path_deny: texts(&["**/.env*"]),
		max_operations: 16,
		time_to_live: MAX_TIME_TO_LIVE,
		approval_timeout: MAX_TIMEOUT,
		max_runtime: MAX_TIMEOUT,
		cooldown: MAX_COOLDOWN,
		model: Some(1),
		destructive: true,
	}
}

fn raw<const MAX: u32>(bytes: &[u8]) -> Text<MAX> {
	Text::decode(&mut &bytes.to_vec().encode()[..]).unwrap()
}

fn with_rule(rule: Rule) -> TestPolicy {
	TestPolicy { operations: vec![rule].try_into().unwrap(), ..policy() }
}

#[test]
fn fit_policies_pass() {
	assert_eq!(policy().check(), Ok(()));
	let closed = TestPolicy {
		planners: Default::default(),
		executors: Default::default(),
		approvers: Default::default(),
		approvals: 0,
		operations: Default::default(),
		path_allow: Default::default(),
		path_deny: Default::default(),
		max_operations: 1,
		time_to_live: 1,
		approval_timeout: 1,
		max_runtime: 1,
		cooldown: 0,
		model: None,
		destructive: false,
		..policy()
	};
	assert_eq!(closed.check(), Ok(()));
	assert_eq!(TestPolicy { approvals: 2, ..policy() }.check(), Ok(()));
}

#[test]
fn every_fault_is_found() {
	use PolicyFault::*;
	let accounts = |accounts: &[u64]| accounts.to_vec().try_into().unwrap();
	let few = |accounts: &[u64]| accounts.to_vec().try_into().unwrap();
	let names = |name: Text<64>| -> Entries<Text<64>> { vec![name].try_into().unwrap() };
	let allow =
		|globs: Vec<GlobText>| TestPolicy { path_allow: globs.try_into().unwrap(), ..policy() };
	let mut found = Vec::new();
	for (policy, fault) in [
		(TestPolicy { planners: accounts(&[1, 3]), ..policy() }, RolesOverlap),
		(TestPolicy { planners: accounts(&[1, 6]), ..policy() }, RolesOverlap),
		(TestPolicy { executors: few(&[3, 5]), ..policy() }, RolesOverlap),
		(TestPolicy { planners: accounts(&[1, 2, 1]), ..policy() }, DuplicateAccount),
		(TestPolicy { executors: few(&[3, 3]), ..policy() }, DuplicateAccount),
		(TestPolicy { approvers: accounts(&[5, 5]), ..policy() }, DuplicateAccount),
		(TestPolicy { approvals: 3, ..policy() }, ApprovalsExceedApprovers),
		(TestPolicy { approvers: accounts(&[]), ..policy() }, ApprovalsExceedApprovers),
		(TestPolicy { approvals: 0, ..policy() }, DestructiveWithoutApproval),
		(TestPolicy { max_operations: 0, ..policy() }, MaxOperationsOutOfRange),
		(TestPolicy { max_operations: 17, ..policy() }, MaxOperationsOutOfRange),
		(TestPolicy { time_to_live: 0, ..policy() }, TimeToLiveOutOfRange),
		(TestPolicy { time_to_live: MAX_TIME_TO_LIVE + 1, ..policy() }, TimeToLiveOutOfRange),
		(TestPolicy { approval_timeout: 0, ..policy() }, ApprovalTimeoutOutOfRange),
		(TestPolicy { approval_timeout: DAYS + 1, ..policy() }, ApprovalTimeoutOutOfRange),
		(TestPolicy { max_runtime: 0, ..policy() }, MaxRuntimeOutOfRange),
		(TestPolicy { max_runtime: DAYS + 1, ..policy() }, MaxRuntimeOutOfRange),
		(TestPolicy { cooldown: 30 * DAYS + 1, ..policy() }, CooldownOutOfRange),
		(allow(vec![text("../x")]), BadGlob),
		(allow(vec![text("a**")]), BadGlob),
		(allow(vec![raw(b"\xff")]), BadGlob),
		(TestPolicy { path_deny: texts(&["*.{pem,key}"]), ..policy() }, BadGlob),
		(
			with_rule(Rule::GitCommitAndPush {
				branches: texts(&["[a-z]"]),
				message_prefixes: texts(&[]),
			}),
			BadGlob,
		),
		(allow(vec![text(&"*a".repeat(60)), text(&"*a".repeat(5))]), GlobsTooComplex),
		(
			TestPolicy {
				path_deny: texts(&[&"*a".repeat(60)]),
				..with_rule(Rule::GitCommitAndPush {
					branches: texts(&[&"*a".repeat(60)]),
					message_prefixes: texts(&[]),
				})
			},
			GlobsTooComplex,
		),
		(with_rule(Rule::ServiceRestart { names: names(text("-x")) }), BadName),
		(with_rule(Rule::HookRun { names: names(raw(b"\xff")) }), BadName),
		(
			with_rule(Rule::ContainerNetworkConnect {
				containers: names(text("")),
				networks: names(text("a")),
				aliases: names(text("a")),
			}),
			BadName,
		),
		(
			with_rule(Rule::ContainerNetworkConnect {
				containers: names(text("a")),
				networks: names(text("*")),
				aliases: names(text("a")),
			}),
			BadName,
		),
		(
			with_rule(Rule::ContainerNetworkConnect {
				containers: names(text("a")),
				networks: names(text("a")),
				aliases: names(text("a b")),
			}),
			BadName,
		),
		(
			with_rule(Rule::GitCommitAndPush {
				branches: texts(&["main"]),
				message_prefixes: vec![raw(b"\xff")].try_into().unwrap(),
			}),
			BadMessagePrefix,
		),
	] {
		assert_eq!(policy.check(), Err(fault), "{policy:?}");
		assert!(!fault.to_string().contains('\n'));
		found.push(fault.encode()[0]);
	}
	found.dedup();
	assert_eq!(found, (0..=12).collect::<Vec<u8>>(), "each fault, in the order of their indices");
}

#[test]
fn steps_are_counted_between_the_wildcards() {
	// 60 and 4 of `*a` are 119 and 7 steps, for the last `a` is compared as it is; `x/**` and `**` are one each,
	// and the branch and the literal none.
	let globs = |last: &str| TestPolicy {
		path_allow: texts(&[&"*a".repeat(60), &("*a".repeat(4) + last), "x/**"]),
		path_deny: texts(&["literal", "**"]),
		..policy()
	};
	assert_eq!(MAX_GLOB_STEPS, 119 + 7 + 1 + 1);
	assert_eq!(globs("").check(), Ok(()));
	assert_eq!(globs("bcdefgh").check(), Ok(()));
	assert_eq!(globs("*").check(), Err(PolicyFault::GlobsTooComplex));
}

#[test]
fn json_has_defaults_and_refuses_unknown_members() {
	let json = r#"{"planners":[1],"executors":[2],"approvers":[],"approvals":0,
		"operations":[{"operation":"git/commit_and_push","branches":["main"],"messagePrefixes":["feat: "]},
			{"operation":"container/network_connect","containers":["a"],"networks":["b"]}],
		"pathAllow":["src/**"],"pathDeny":[],"maxOperations":2,"timeToLive":20,"cooldown":0,
		"model":null,"destructive":false}"#;
	let read: TestPolicy = serde_json::from_str(json).unwrap();
	assert_eq!(read.check(), Ok(()));
	assert_eq!((read.approval_timeout, read.max_runtime), (5 * MINUTES, 10 * MINUTES));
	assert_eq!((DEFAULT_APPROVAL_TIMEOUT, DEFAULT_MAX_RUNTIME), (5 * MINUTES, 10 * MINUTES));
	let written = serde_json::to_string(&read).unwrap();
	assert_eq!(serde_json::from_str::<TestPolicy>(&written).unwrap(), read);
	for (from, to) in [
		("\"cooldown\":0", "\"cooldown\":0,\"force\":true"),
		("\"branches\"", "\"force\":true,\"branches\""),
		("git/commit_and_push", "git/push"),
		(
			"\"containers\":[\"a\"]",
			"\"containers\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\"]",
		),
	] {
		assert!(serde_json::from_str::<TestPolicy>(&json.replace(from, to)).is_err(), "{to}");
	}
}

#[test]
fn rules_keep_their_indices_and_policies_their_length() {
	let encoded: Vec<u8> = policy().operations.iter().map(|rule| rule.encode()[0]).collect();
	assert_eq!(encoded, [0, 1, 2, 3, 4]);
	let policy = policy();
	assert_eq!(TestPolicy::decode(&mut &policy.encode()[..]).unwrap(), policy);
	let bound = Policy::<AccountId, BlockNumber>::max_encoded_len();
	assert!(bound < 40_000, "{bound}");
}
