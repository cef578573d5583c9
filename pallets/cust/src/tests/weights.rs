// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::WeightInfo;
use frame_support::{dispatch::GetDispatchInfo, traits::Hooks, weights::Weight};
use tonnetz_core::traits::{IsOperator, ModelPins, OperatorRecord};

fn weight(call: Call<Test>) -> Weight {
	call.get_dispatch_info().call_weight
}

fn submit_weight(command: Command) -> Weight {
	weight(Call::submit { command: Box::new(command), nonce: 0, expires_at: 9 })
}

fn restarts(count: usize) -> Command {
	with_operations(vec![Operation::ServiceRestart { name: text("nginx") }; count])
}

fn models() -> Weight {
	<Models as ModelPins<AccountId>>::weight()
}

fn record() -> Weight {
	<Operators as OperatorRecord<AccountId, BlockNumber>>::weight()
}

fn operators() -> Weight {
	<Operators as IsOperator<AccountId>>::is_operator_weight()
}

#[test]
fn submission_weighs_by_operations_paths_and_bytes() {
	let heavier = [
		(restarts(1), restarts(2)),
		(with_paths(&["src/a"]), with_paths(&["src/a", "src/b"])),
		(with_paths(&["src/a"]), with_paths(&["src/ab"])),
	];
	for (less, more) in heavier {
		assert!(submit_weight(less).ref_time() < submit_weight(more).ref_time());
	}
}

#[test]
fn command_that_is_long_and_malformed_is_not_cheap() {
	let long = |text: &str| {
		let message = super::text(&text.repeat(1_000));
		let branch = super::text("main");
		with_operations(vec![Operation::GitCommitAndPush { branch, message, force: None }; 16])
	};
	let bytes = codec::Encode::encoded_size(&long("\u{1}")) as u32;
	let expected = <() as WeightInfo>::submit_malformed(bytes) + models() + record();
	assert!(submit_weight(long("\u{1}")).ref_time() >= expected.ref_time());
}

#[test]
fn what_other_pallets_are_asked_is_added() {
	let info = <() as WeightInfo>::approve;
	assert_eq!(weight(Call::approve { id: 0 }), info() + models() + record());
	assert_eq!(weight(Call::claim { id: 0 }), <() as WeightInfo>::claim() + models() + record());
	assert_eq!(weight(Call::deny { id: 0 }), <() as WeightInfo>::deny() + record());
	let (outcome, evidence, log) = (Outcome::Failed, EVIDENCE, LOG);
	let complete = Call::complete { id: 0, outcome, evidence, log };
	assert_eq!(weight(complete), <() as WeightInfo>::complete() + record());
	let create = Call::create_target { name: b"web".to_vec() };
	assert_eq!(weight(create), <() as WeightInfo>::create_target() + operators());
	let reassign = Call::reassign_target { target: b"web".to_vec(), owner: None };
	assert_eq!(weight(reassign), <() as WeightInfo>::reassign_target() + operators());
	let set = Call::set_policy { target: b"web".to_vec(), policy: Box::new(policy(1)) };
	assert_eq!(weight(set), <() as WeightInfo>::set_policy(3) + models() + operators());
	let remove = Call::remove_target { target: b"web".to_vec() };
	assert_eq!(weight(remove), <() as WeightInfo>::remove_target() + operators());
}

#[test]
fn lists_that_are_too_long_weigh_no_more_than_the_longest() {
	let prune = |count| weight(Call::prune { commands: vec![0; count] });
	assert!(prune(1).ref_time() < prune(2).ref_time());
	assert_eq!(prune(1_000), <() as WeightInfo>::prune(64));
}

#[test]
fn replacing_is_charged_for_the_most_there_can_be() {
	assert_eq!(
		<Cust as ReplaceAccount<AccountId>>::replace_weight(),
		<() as WeightInfo>::replace()
	);
}

#[test]
fn largest_calls_fit_into_a_block() {
	Cust::integrity_test();
}
