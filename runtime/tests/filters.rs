// SPDX-License-Identifier: Apache-2.0

//! Which calls nobody can make, and which an agent can, tried over every call of the runtime.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects)]

mod common;

use codec::{Decode, Encode};
use common::*;
use frame_support::traits::{Contains, GetCallMetadata, InstanceFilter};
use sp_runtime::{traits::TrailingZeroInput, DispatchError};
use tonnetz_core::units::TNZ;
use tonnetz_crypto::AnyPair;
use tonnetz_runtime::{
	configs::{BaseCallFilter, ProxyType},
	Address, RuntimeCall, RuntimeEvent, System,
};

/// What the base filter refuses.
const REFUSED: [(&str, &str); 10] = [
	("System", "set_code"),
	("System", "set_code_without_checks"),
	("System", "set_storage"),
	("System", "kill_storage"),
	("System", "kill_prefix"),
	("System", "authorize_upgrade"),
	("System", "authorize_upgrade_without_checks"),
	("System", "apply_authorized_upgrade"),
	("Proxy", "create_pure"),
	("Session", "purge_keys"),
];

/// What an agent may call.
const AGENT: [(&str, &str); 9] = [
	("Receipts", "attest"),
	("Receipts", "attest_many"),
	("Receipts", "attest_batch"),
	("Receipts", "attest_statement"),
	("Operators", "heartbeat"),
	("Cust", "claim"),
	("Cust", "complete"),
	("Signals", "publish"),
	("Signals", "report_coherence"),
];

/// What the key of a gate may call.
const PLANNER: [(&str, &str); 1] = [("Cust", "submit")];

/// One call of each kind that the runtime has, with its name.
fn every_call() -> Vec<((String, String), RuntimeCall)> {
	let mut calls = Vec::new();
	for pallet in 0u8..=u8::MAX {
		for index in 0u8..=u8::MAX {
			let bytes = [pallet, index];
			if let Ok(call) = RuntimeCall::decode(&mut TrailingZeroInput::new(&bytes)) {
				let name = call.get_call_metadata();
				calls.push(((name.pallet_name.into(), name.function_name.into()), call));
			}
		}
	}
	calls
}

fn names_of_all_calls() -> Vec<(String, String)> {
	RuntimeCall::get_module_names()
		.iter()
		.flat_map(|module| {
			RuntimeCall::get_call_names(module)
				.iter()
				.map(|name| (module.to_string(), name.to_string()))
		})
		.collect()
}

#[test]
fn every_call_is_tried() {
	let tried: Vec<_> = every_call().into_iter().map(|(name, _)| name).collect();
	let missing: Vec<_> =
		names_of_all_calls().into_iter().filter(|name| !tried.contains(name)).collect();
	// Arguments that zeros cannot stand for; none of these pallets is open to an agent at all.
	assert!(
		missing
			.iter()
			.all(|(pallet, _)| ["Utility", "Proxy", "Grandpa"].contains(&pallet.as_str())),
		"{missing:?}"
	);
	assert!(tried.len() > 50, "{}", tried.len());
}

#[test]
fn base_filter_refuses_its_list_and_nothing_else() {
	for ((pallet, name), call) in every_call() {
		let listed = REFUSED.contains(&(pallet.as_str(), name.as_str()));
		assert_eq!(!BaseCallFilter::contains(&call), listed, "{pallet}.{name}");
	}
}

#[test]
fn agent_and_planner_may_call_their_lists_and_nothing_else() {
	for ((pallet, name), call) in every_call() {
		let listed = AGENT.contains(&(pallet.as_str(), name.as_str()));
		assert_eq!(ProxyType::Agent.filter(&call), listed, "{pallet}.{name}");
		let listed = PLANNER.contains(&(pallet.as_str(), name.as_str()));
		assert_eq!(ProxyType::Planner.filter(&call), listed, "{pallet}.{name}");
	}
}

#[test]
fn no_filter_passes_a_call_within_a_call() {
	let inner =
		RuntimeCall::Receipts(pallet_receipts::Call::attest_many { items: Default::default() });
	let nested = [
		RuntimeCall::Utility(pallet_utility::Call::batch { calls: vec![inner.clone()] }),
		RuntimeCall::Proxy(pallet_proxy::Call::proxy {
			real: account("Alice").into(),
			force_proxy_type: None,
			call: Box::new(inner.clone()),
		}),
	];
	for call in nested {
		assert!(!ProxyType::Agent.filter(&call));
	}
	assert!(ProxyType::Agent.filter(&inner));
}

#[test]
fn proxy_types_contain_themselves_alone() {
	let types = [ProxyType::Agent, ProxyType::Planner];
	for a in types {
		for b in types {
			assert_eq!(a.is_superset(&b), a == b);
		}
	}
	assert_eq!(types.map(|t| t.encode()), [vec![0], vec![1]]);
	assert_eq!(ProxyType::default(), ProxyType::Agent);
}

#[test]
fn filtered_calls_fail_for_everybody() {
	chain("development").execute_with(|| {
		next_block();
		let call =
			RuntimeCall::System(frame_system::Call::apply_authorized_upgrade { code: vec![] });
		let result = apply(signed(&falcon("Alice"), 0, call)).unwrap();
		assert_eq!(
			result,
			Err(frame_system::Error::<tonnetz_runtime::Runtime>::CallFiltered.into())
		);
	});
}

fn proxied(agent: &AnyPair, operator: &AnyPair, call: RuntimeCall) -> Result<(), DispatchError> {
	apply_ok(
		agent,
		RuntimeCall::Proxy(pallet_proxy::Call::proxy {
			real: operator.account_id().into(),
			force_proxy_type: None,
			call: Box::new(call),
		}),
	);
	System::events()
		.into_iter()
		.rev()
		.find_map(|record| match record.event {
			RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => Some(result),
			_ => None,
		})
		.expect("a proxied call has its event")
}

#[test]
fn agent_attests_for_its_operator_and_moves_no_funds() {
	chain("development").execute_with(|| {
		next_block();
		let (operator, agent) = (falcon("Alice"), falcon("Bob"));
		apply_ok(
			&operator,
			RuntimeCall::Proxy(pallet_proxy::Call::add_proxy {
				delegate: Address::Id(agent.account_id()),
				proxy_type: ProxyType::Agent,
				delay: 0,
			}),
		);
		let attest = RuntimeCall::decode(&mut TrailingZeroInput::new(&[50, 0])).unwrap();
		assert_eq!(proxied(&agent, &operator, attest), Ok(()));
		assert_eq!(tonnetz_runtime::Receipts::head(operator.account_id()).next, 1);
		assert_eq!(tonnetz_runtime::Receipts::head(agent.account_id()).next, 0);

		// What a customer states, brought by the agent, at the cost of the operator.
		let customer = falcon("Customer");
		let statement = statement(&customer, 0);
		let signature = sign_statement(&customer, &statement);
		assert_eq!(proxied(&agent, &operator, relay(statement, signature)), Ok(()));
		assert_eq!(tonnetz_runtime::Receipts::attestation_volume(operator.account_id()), 2);
		assert_eq!(tonnetz_runtime::Receipts::head(customer.account_id()).next, 1);

		let refused = proxied(&agent, &operator, transfer(agent.account_id(), TNZ));
		assert_eq!(
			refused,
			Err(frame_system::Error::<tonnetz_runtime::Runtime>::CallFiltered.into())
		);
	});
}
