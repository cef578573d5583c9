// SPDX-License-Identifier: Apache-2.0

#![allow(
	clippy::arithmetic_side_effects,
	clippy::expect_used,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

mod approve;
mod claim;
mod complete;
mod corpus;
mod create_shared_target;
mod create_target;
mod deadlines;
mod deny;
mod deposits;
mod genesis;
mod judged_again;
mod model;
mod properties;
mod prune;
mod queries;
mod reassign_target;
mod remove_target;
mod replace;
mod resume_policy;
mod set_policy;
mod steps;
mod stopped;
mod submit;
mod suspend_policy;
mod sweep;
mod try_state;
mod weights;
mod wire_format;

use crate::{
	mock::*, Call, Command, CommandId, Error, Event, Outcome, Owner, PolicyOf, Reason, RecordOf,
	State, StateOf, TargetId, TargetName, Transition, Verdict,
};
use frame_support::{assert_ok, dispatch::DispatchResult, storage::with_storage_layer};
use pallet_receipts::{Entry, Kind, ReceiptOf, Source};
use sp_core::{ConstU32, H256};
use sp_runtime::{traits::Dispatchable, BoundedVec, DispatchError};
use tonnetz_core::{
	cust::{Constraints, Operation, Rule, Suspension, Text, Version},
	operators::ReplaceAccount,
	ordered::Ordered,
	receipt::{subject_of, ReceiptId},
	traits::AttestReceipt,
	AccountId, BlockNumber,
};

const EVIDENCE: H256 = H256::repeat_byte(0x0e);
const LOG: H256 = H256::repeat_byte(0x10);

/// The number of the first target of a test.
const WEB: TargetId = 0;

fn text<const MAX: u32>(text: &str) -> Text<MAX> {
	Text::new(text).unwrap()
}

fn texts<const MAX: u32, const COUNT: u32>(
	texts: &[&str],
) -> BoundedVec<Text<MAX>, ConstU32<COUNT>> {
	texts.iter().map(|one| text(one)).collect::<Vec<_>>().try_into().unwrap()
}

fn accounts<const COUNT: u32>(accounts: &[AccountId]) -> BoundedVec<AccountId, ConstU32<COUNT>> {
	accounts.to_vec().try_into().unwrap()
}

/// A policy that needs so many of three approvals, allows each type of operation with some
/// arguments, and lets a command live for 100 blocks, wait for 20 and run for 30.
fn policy(approvals: u8) -> PolicyOf<Test> {
	let rules = vec![
		Rule::ServiceRestart { names: texts(&["nginx"]) },
		Rule::GitCommitAndPush { branches: texts(&["main"]), message_prefixes: texts(&["feat: "]) },
		Rule::VercelDeploy { prod: false },
	];
	PolicyOf::<Test> {
		version: 0,
		planners: accounts(&[PLANNER, OTHER_PLANNER]),
		executors: accounts(&[EXECUTOR, OTHER_EXECUTOR]),
		approvers: accounts(&[APPROVER, OTHER_APPROVER, THIRD_APPROVER]),
		approvals,
		operations: rules.try_into().unwrap(),
		path_allow: texts(&["src/**"]),
		path_deny: texts(&["**/*.pem"]),
		max_operations: 2,
		time_to_live: 100,
		approval_timeout: 20,
		max_runtime: 30,
		cooldown: 0,
		model: None,
		destructive: false,
	}
}

fn with_operations(operations: Vec<Operation>) -> Command {
	Command {
		version: Version::V1_0,
		intent: text("restart"),
		target: text("web"),
		operations: operations.try_into().unwrap(),
		constraints: None,
		meta: None,
	}
}

/// A command that the policy allows.
fn command() -> Command {
	with_operations(vec![Operation::ServiceRestart { name: text("nginx") }])
}

fn with_paths(paths: &[&str]) -> Command {
	let constraints = Some(Constraints { paths: Some(texts(paths)), deny: None });
	Command { constraints, ..command() }
}

/// Dispatches a call as an extrinsic does: an error rolls back.
fn dispatch(origin: RuntimeOrigin, call: Call<Test>) -> DispatchResult {
	RuntimeCall::Cust(call).dispatch(origin).map(|_| ()).map_err(|error| error.error)
}

fn signed(who: &AccountId, call: Call<Test>) -> DispatchResult {
	dispatch(RuntimeOrigin::signed(who.clone()), call)
}

/// By the policy origin.
fn root(call: Call<Test>) -> DispatchResult {
	dispatch(RuntimeOrigin::root(), call)
}

fn create(operator: &AccountId, name: &str) -> DispatchResult {
	signed(operator, Call::create_target { name: name.into() })
}

fn set_policy(owner: &AccountId, policy: PolicyOf<Test>) -> DispatchResult {
	signed(owner, Call::set_policy { target: b"web".to_vec(), policy: Box::new(policy) })
}

/// Creates the target `web` of the operator, with this policy.
fn web(policy: PolicyOf<Test>) {
	assert_ok!(create(&OPERATOR, "web"));
	assert_ok!(set_policy(&OPERATOR, policy));
}

fn now() -> BlockNumber {
	System::block_number()
}

/// Submits with any nonce and expiry.
fn submit_with(
	who: &AccountId,
	command: Command,
	nonce: u64,
	expires_at: BlockNumber,
) -> DispatchResult {
	signed(who, Call::submit { command: Box::new(command), nonce, expires_at })
}

/// Submits with the next nonce, to expire in 50 blocks. Returns the number and the verdict.
#[track_caller]
fn submit_as(who: &AccountId, command: Command) -> (CommandId, Verdict) {
	let nonce = Cust::next_nonce(command.target.as_bytes().to_vec(), who.clone());
	assert_ok!(submit_with(who, command, nonce, now() + 50));
	last_submitted()
}

/// As [`submit_as`], of the planner, what the policy allows.
#[track_caller]
fn submit() -> CommandId {
	submit_as(&PLANNER, command()).0
}

#[track_caller]
fn last_submitted() -> (CommandId, Verdict) {
	let submitted = events().into_iter().rev().find_map(|event| match event {
		Event::Submitted { id, verdict, .. } => Some((id, verdict)),
		_ => None,
	});
	submitted.expect("something was submitted")
}

fn approve(who: &AccountId, id: CommandId) -> DispatchResult {
	signed(who, Call::approve { id })
}

fn deny(who: &AccountId, id: CommandId) -> DispatchResult {
	signed(who, Call::deny { id })
}

fn claim(who: &AccountId, id: CommandId) -> DispatchResult {
	signed(who, Call::claim { id })
}

fn complete(who: &AccountId, id: CommandId) -> DispatchResult {
	complete_with(who, id, Outcome::Succeeded)
}

fn complete_with(who: &AccountId, id: CommandId, outcome: Outcome) -> DispatchResult {
	signed(who, Call::complete { id, outcome, evidence: EVIDENCE, log: LOG })
}

fn prune(who: &AccountId, commands: &[CommandId]) -> DispatchResult {
	signed(who, Call::prune { commands: commands.to_vec() })
}

fn suspend(until: Option<BlockNumber>) -> DispatchResult {
	root(Call::suspend_policy { target: b"web".to_vec(), until })
}

fn remove(who: &AccountId) -> DispatchResult {
	signed(who, Call::remove_target { target: b"web".to_vec() })
}

fn reassign(owner: Option<AccountId>) -> DispatchResult {
	root(Call::reassign_target { target: b"web".to_vec(), owner })
}

/// Has `new` replace `old` as the account of an operator, as the call of the operators pallet does.
fn replace(old: &AccountId, new: &AccountId) -> DispatchResult {
	with_storage_layer(|| Cust::replace(old, new))?;
	Operators::mutate(|operators| {
		operators.iter_mut().filter(|one| *one == old).for_each(|one| *one = new.clone());
	});
	Ok(())
}

fn record(id: CommandId) -> RecordOf<Test> {
	crate::Commands::<Test>::get(Ordered(id)).expect("the command exists")
}

/// The state as it is written down, deadlines not counted.
fn written(id: CommandId) -> StateOf<Test> {
	record(id).state
}

/// The state at this block.
fn state(id: CommandId) -> StateOf<Test> {
	Cust::state(id).expect("the command exists")
}

fn receipt(id: ReceiptId) -> (ReceiptOf<Test>, Source) {
	match pallet_receipts::Receipts::<Test>::get(Ordered(id)) {
		Some(Entry::Full { receipt, source, .. }) => (receipt, source),
		other => panic!("{other:?}"),
	}
}

/// Expects the last receipt of a command to be of this account, or of the chain, and to state this.
#[track_caller]
fn assert_receipt(id: CommandId, by: Option<&AccountId>, kind: Kind, transition: Transition) {
	let record = record(id);
	let (receipt, source) = receipt(record.last_receipt);
	let issuer = by.cloned().unwrap_or_else(Receipts::autonomous_issuer);
	assert_eq!(receipt.issuer, issuer);
	assert_eq!(source, if by.is_some() { Source::Pallet } else { Source::Autonomous });
	assert_eq!((receipt.kind, receipt.parent), (kind, Some(record.receipt)));
	assert_eq!(receipt.digest, transition.digest(id, record.digest));
	assert_eq!(receipt.subject, subject_of("web"));
	assert_eq!((receipt.at, receipt.expires, receipt.uri.is_empty()), (now(), None, true));
}

/// Whether the command is in the state without anything left over: the work of `store`.
#[track_caller]
fn assert_open(id: CommandId, deadline: Option<BlockNumber>) {
	let target = Cust::key(record(id).target);
	assert_eq!(crate::Open::<Test>::contains_key(target, Ordered(id)), deadline.is_some());
	let entries: Vec<_> = crate::Deadlines::<Test>::iter_keys()
		.filter(|(_, command)| *command == Ordered(id))
		.map(|(Ordered(block), _)| block)
		.collect();
	assert_eq!(entries, deadline.into_iter().map(u64::from).collect::<Vec<_>>());
}

/// The hash over all of the state.
fn state_root() -> Vec<u8> {
	sp_io::storage::root(sp_runtime::StateVersion::V1)
}

/// Expects the call to fail with this error and to change nothing.
#[track_caller]
fn assert_refused(call: impl FnOnce() -> DispatchResult, error: impl Into<DispatchError>) {
	let before = state_root();
	assert_eq!(call(), Err(error.into()));
	assert_eq!(state_root(), before);
}
