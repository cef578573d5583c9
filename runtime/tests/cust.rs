// SPDX-License-Identifier: Apache-2.0

//! Commands through the real `Executive`: who may sign what, the key of a gate, the governor, and what
//! a block pays for.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use codec::{Decode, Encode};
use common::*;
use frame_support::{
	dispatch::GetDispatchInfo,
	traits::{fungible::InspectHold, GetCallMetadata},
};
use pallet_cust::{Call, Error, HoldReason};
use sp_runtime::{traits::TrailingZeroInput, DispatchError};
use tonnetz_core::{
	cust::{Command, Owner, Policy, Reason, State, Verdict},
	receipt::{Kind, Source},
	units::TNZ,
};
use tonnetz_crypto::AnyPair;
use tonnetz_runtime::{
	configs::{ProxyType, RuntimeBlockWeights},
	AccountId, Balances, BlockNumber, Cust, Receipts, Runtime, RuntimeCall, RuntimeEvent, System,
};

const TARGET: &str = "resona-mycelial";

/// A chain at block 1 on which Alice's target has a policy: Bob plans, Charlie executes, Dave
/// approves.
fn with_policy(test: impl FnOnce()) {
	chain("development").execute_with(|| {
		next_block();
		apply_ok(&falcon("Alice"), Call::create_target { name: TARGET.into() });
		apply_ok(&falcon("Alice"), set_policy(1));
		test();
		finish_block();
	});
}

fn policy(approvals: u8) -> Policy<AccountId, BlockNumber> {
	let text = format!(
		r#"{{"planners":["{}"],"executors":["{}"],"approvers":["{}"],"approvals":{approvals},
		"operations":[{{"operation":"git/commit_and_push","branches":["main"],"messagePrefixes":["feat: "]}}],
		"pathAllow":["src/**"],"pathDeny":["**/*.pem"],"maxOperations":16,"timeToLive":100,"cooldown":0,
		"model":null,"destructive":false}}"#,
		account("Bob"),
		account("Charlie"),
		account("Dave"),
	);
	serde_json::from_str(&text).unwrap()
}

fn set_policy(approvals: u8) -> Call<Runtime> {
	Call::set_policy { target: TARGET.into(), policy: Box::new(policy(approvals)) }
}

fn command(paths: &[&str]) -> Command {
	let text = serde_json::json!({
		"version": "cust-1.0", "intent": "deploy", "target": TARGET,
		"operations": [{ "type": "git", "action": "commit_and_push", "branch": "main", "message": "feat: x" }],
		"constraints": { "paths": paths },
	});
	Command::parse(text.to_string().as_bytes()).unwrap().command
}

fn submit(nonce: u64, paths: &[&str]) -> Call<Runtime> {
	let expires_at = System::block_number() + 50;
	Call::submit { command: Box::new(command(paths)), nonce, expires_at }
}

fn state(id: u64) -> State<AccountId, BlockNumber> {
	Cust::command(id).expect("the command exists").state
}

fn error(error: Error<Runtime>) -> Result<(), DispatchError> {
	Err(error.into())
}

fn filtered() -> Result<(), DispatchError> {
	Err(frame_system::Error::<Runtime>::CallFiltered.into())
}

/// Binds the key of `agent` to `real`.
fn bind(real: &AnyPair, agent: &AnyPair, proxy_type: ProxyType) {
	apply_ok(
		real,
		RuntimeCall::Proxy(pallet_proxy::Call::add_proxy {
			delegate: agent.account_id().into(),
			proxy_type,
			delay: 0,
		}),
	);
}

/// What comes of a call that `agent` makes for `real`.
fn proxied(
	agent: &AnyPair,
	real: &AnyPair,
	call: impl Into<RuntimeCall>,
) -> Result<(), DispatchError> {
	System::reset_events();
	apply_ok(
		agent,
		RuntimeCall::Proxy(pallet_proxy::Call::proxy {
			real: real.account_id().into(),
			force_proxy_type: None,
			call: Box::new(call.into()),
		}),
	);
	let executed = System::events().into_iter().find_map(|record| match record.event {
		RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
		_ => None,
	});
	executed.expect("a proxied call has its event")
}

#[test]
fn a_command_goes_from_planner_over_approver_to_executor() {
	with_policy(|| {
		let [planner, executor, approver] = ["Bob", "Charlie", "Dave"].map(falcon);
		apply_ok(&planner, submit(0, &["src/lib.rs"]));
		assert!(matches!(state(0), State::Pending { .. }));
		assert_eq!(outcome(&executor, Call::claim { id: 0 }), error(Error::NotApproved));
		assert_eq!(outcome(&planner, Call::approve { id: 0 }), error(Error::NotApprover));
		apply_ok(&approver, Call::approve { id: 0 });
		apply_ok(&executor, Call::claim { id: 0 });
		let report = Call::complete {
			id: 0,
			outcome: pallet_cust::Outcome::Succeeded,
			evidence: Default::default(),
			log: Default::default(),
		};
		apply_ok(&executor, report);
		assert!(matches!(state(0), State::Succeeded { .. }));

		// Planner, approver, and executor twice: each signed for what it did.
		let first = Cust::command(0).unwrap().receipt;
		let issued: Vec<_> = (first..first + 4)
			.map(|id| {
				let info = Receipts::get(id).unwrap();
				assert_eq!(info.source, Source::Pallet);
				let receipt = info.receipt.unwrap();
				assert_eq!(receipt.parent, (id != first).then_some(first));
				(receipt.issuer, receipt.kind)
			})
			.collect();
		let expected = [
			("Bob", Kind::Decision),
			("Dave", Kind::Decision),
			("Charlie", Kind::Action),
			("Charlie", Kind::Action),
		];
		assert_eq!(issued, expected.map(|(name, kind)| (account(name), kind)));
		assert_eq!(
			Receipts::get(first).unwrap().receipt.unwrap().digest,
			command(&["src/lib.rs"]).digest()
		);
	});
}

#[test]
fn the_key_of_a_gate_submits_and_does_nothing_else() {
	with_policy(|| {
		let [planner, gate] = ["Bob", "Eve"].map(falcon);
		bind(&planner, &gate, ProxyType::Planner);
		assert_eq!(proxied(&gate, &planner, submit(0, &["src/lib.rs"])), Ok(()));
		let info = Cust::command(0).unwrap();
		assert_eq!(info.planner, planner.account_id());
		// The deposits are the planner's, the fee was the gate's.
		assert!(Balances::balance_on_hold(&HoldReason::Command.into(), &planner.account_id()) > 0);
		assert_eq!(Balances::balance_on_hold(&HoldReason::Command.into(), &gate.account_id()), 0);

		for call in [Call::approve { id: 0 }, Call::claim { id: 0 }, set_policy(0)] {
			assert_eq!(proxied(&gate, &planner, call), filtered());
		}
		assert_eq!(proxied(&gate, &planner, transfer(gate.account_id(), TNZ)), filtered());
		assert!(matches!(state(0), State::Pending { .. }));
	});
}

#[test]
fn the_key_of_an_agent_claims_and_completes_and_decides_nothing() {
	with_policy(|| {
		let [executor, agent] = ["Charlie", "Ferdie"].map(falcon);
		bind(&executor, &agent, ProxyType::Agent);
		apply_ok(&falcon("Bob"), submit(0, &[]));
		for call in [Call::approve { id: 0 }, Call::deny { id: 0 }, submit(1, &[])] {
			assert_eq!(proxied(&agent, &executor, call), filtered());
		}
		apply_ok(&falcon("Dave"), Call::approve { id: 0 });
		assert_eq!(proxied(&agent, &executor, Call::claim { id: 0 }), Ok(()));
		assert!(
			matches!(state(0), State::Claimed { executor, .. } if executor == account("Charlie"))
		);
	});
}

#[test]
fn a_policy_is_set_by_its_owner_alone() {
	with_policy(|| {
		let [owner, stranger] = ["Alice", "Bob"].map(falcon);
		assert_eq!(outcome(&stranger, set_policy(0)), error(Error::NotOwner));
		for proxy_type in [ProxyType::Agent, ProxyType::Planner] {
			bind(&owner, &stranger, proxy_type);
			assert_eq!(proxied(&stranger, &owner, set_policy(0)), filtered());
		}
		assert_eq!(Cust::policy(TARGET.into()).unwrap(), Policy { version: 1, ..policy(1) });
	});
}

#[test]
fn a_refusal_is_recorded_and_not_rolled_back() {
	with_policy(|| {
		apply_ok(&falcon("Bob"), submit(0, &["src/../secret"]));
		assert!(matches!(state(0), State::Refused { reason: Reason::PathDotSegment, .. }));
		let receipt = Receipts::get(Cust::command(0).unwrap().receipt).unwrap().receipt.unwrap();
		assert_eq!(receipt.kind, Kind::Refusal);
		assert_eq!(Cust::next_nonce(TARGET.into(), account("Bob")), 1);
	});
}

#[test]
fn more_than_sixteen_operations_do_not_even_decode() {
	let command = Box::new(command(&[]));
	let operation = command.operations[0].encode();
	let call = RuntimeCall::from(Call::submit { command, nonce: 0, expires_at: 50 }).encode();
	let at = call.windows(operation.len()).position(|bytes| bytes == operation).unwrap();
	assert_eq!(call[at - 1], 1 << 2, "one operation");
	let with = |count: u8| {
		let mut changed = call.clone();
		changed[at - 1] = count << 2;
		let more = operation.repeat(usize::from(count) - 1);
		changed.splice(at..at, more);
		RuntimeCall::decode(&mut changed.as_slice())
	};
	assert!(with(16).is_ok());
	assert!(with(17).is_err());
}

#[test]
fn the_governor_owns_shared_targets_and_suspends_policies() {
	with_policy(|| {
		let [governor, other] = ["Alice", "Bob"].map(falcon);
		let create = || Call::create_shared_target { name: "shared".into() };
		assert_eq!(outcome(&other, create()), Err(DispatchError::BadOrigin));
		apply_ok(&governor, create());
		assert_eq!(Cust::target("shared".into()).unwrap().owner, Owner::Shared);

		let suspend = || Call::suspend_policy { target: TARGET.into(), until: None };
		assert_eq!(outcome(&other, suspend()), Err(DispatchError::BadOrigin));
		apply_ok(&governor, suspend());
		apply_ok(&other, submit(0, &[]));
		assert!(matches!(state(0), State::Refused { reason: Reason::PolicySuspended, .. }));
		apply_ok(&governor, Call::resume_policy { target: TARGET.into() });
		let verdict = Cust::evaluate(command(&[]), account("Bob"), None, None).verdict;
		assert_eq!(verdict, Verdict::NeedsApproval(1));
	});
}

#[test]
fn calls_keep_their_index() {
	let names = [
		"submit",
		"approve",
		"deny",
		"claim",
		"complete",
		"create_target",
		"create_shared_target",
		"remove_target",
		"set_policy",
		"suspend_policy",
		"resume_policy",
		"reassign_target",
		"prune",
	];
	for (byte, name) in (0u8..).zip(names) {
		let call = RuntimeCall::decode(&mut TrailingZeroInput::new(&[52, byte])).unwrap();
		assert_eq!(call.get_call_metadata().function_name, name);
	}
	let reasons = [HoldReason::Target, HoldReason::Command];
	let encoded = reasons.map(|reason| tonnetz_runtime::RuntimeHoldReason::from(reason).encode());
	assert_eq!(encoded, [[52, 0], [52, 1]]);
}

#[test]
fn every_call_fits_in_a_block() {
	let most = RuntimeBlockWeights::get()
		.get(frame_support::dispatch::DispatchClass::Normal)
		.max_extrinsic
		.unwrap();
	for byte in 0u8..13 {
		let call = RuntimeCall::decode(&mut TrailingZeroInput::new(&[52, byte])).unwrap();
		let weight = call.get_dispatch_info().call_weight;
		assert!(weight.ref_time() > 0 && weight.all_lte(most), "{byte}: {weight:?}");
	}
}
