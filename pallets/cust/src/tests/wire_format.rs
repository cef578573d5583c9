// SPDX-License-Identifier: Apache-2.0

//! What clients rely on. A change here is a change of the protocol.

use super::*;
use crate::HoldReason;
use codec::Encode;
use sp_core::bytes::to_hex;
use sp_runtime::ModuleError;

fn hex(bytes: impl AsRef<[u8]>) -> String {
	to_hex(bytes.as_ref(), false)
}

#[test]
fn storage_keys_are_stable() {
	let key = |storage: &[u8], rest: &[&[u8]]| {
		let prefix =
			[sp_io::hashing::twox_128(b"Cust"), sp_io::hashing::twox_128(storage)].concat();
		[&prefix[..], &rest.concat()].concat()
	};
	let hashed = |bytes: &[u8]| [&sp_io::hashing::blake2_128(bytes)[..], bytes].concat();
	let (target, id) = ([0, 0, 0, 0, 0, 0, 0, 3], [0, 0, 0, 0, 0, 0, 1, 2]);
	let alice = hashed(OPERATOR.as_ref());
	let cases = [
		(crate::NextTarget::<Test>::hashed_key().to_vec(), key(b"NextTarget", &[])),
		(
			crate::TargetIds::<Test>::hashed_key_for(text::<64>("web")),
			// The name, with its length.
			key(b"TargetIds", &[&hashed(&[12, b'w', b'e', b'b'])]),
		),
		(crate::Targets::<Test>::hashed_key_for(Ordered(3)), key(b"Targets", &[&target])),
		(crate::Activities::<Test>::hashed_key_for(Ordered(3)), key(b"Activities", &[&target])),
		(
			crate::UnlistedRefusals::<Test>::hashed_key_for(Ordered(3)),
			key(b"UnlistedRefusals", &[&target]),
		),
		(crate::TargetsOf::<Test>::hashed_key_for(OPERATOR), key(b"TargetsOf", &[&alice])),
		(crate::Policies::<Test>::hashed_key_for(Ordered(3)), key(b"Policies", &[&target])),
		(
			crate::Nonces::<Test>::hashed_key_for(Ordered(3), OPERATOR),
			key(b"Nonces", &[&target, &alice]),
		),
		(crate::NextCommand::<Test>::hashed_key().to_vec(), key(b"NextCommand", &[])),
		(crate::Commands::<Test>::hashed_key_for(Ordered(258)), key(b"Commands", &[&id])),
		(crate::Bodies::<Test>::hashed_key_for(Ordered(258)), key(b"Bodies", &[&id])),
		(
			crate::History::<Test>::hashed_key_for(Ordered(3), Ordered(258)),
			key(b"History", &[&target, &id]),
		),
		(
			crate::Open::<Test>::hashed_key_for(Ordered(3), Ordered(258)),
			key(b"Open", &[&target, &id]),
		),
		(
			crate::Deadlines::<Test>::hashed_key_for(Ordered(3), Ordered(258)),
			key(b"Deadlines", &[&target, &id]),
		),
	];
	for (real, expected) in cases {
		assert_eq!(hex(real), hex(expected));
	}
}

#[test]
fn call_indices_are_stable() {
	let web = || b"web".to_vec();
	let (name, id, account) = ("0c776562", "0700000000000000", "02".repeat(32));
	let command = hex(command().encode()).split_off(2);
	let policy_bytes = hex(policy(1).encode()).split_off(2);
	let (evidence, log) = ("0e".repeat(32), "10".repeat(32));
	let calls = [
		(
			Call::<Test>::submit { command: Box::new(super::command()), nonce: 7, expires_at: 9 },
			format!("00{command}{id}09000000"),
		),
		(Call::approve { id: 7 }, format!("01{id}")),
		(Call::deny { id: 7 }, format!("02{id}")),
		(Call::claim { id: 7 }, format!("03{id}")),
		(
			Call::complete { id: 7, outcome: Outcome::Failed, evidence: EVIDENCE, log: LOG },
			format!("04{id}01{evidence}{log}"),
		),
		(Call::create_target { name: web() }, format!("05{name}")),
		(Call::create_shared_target { name: web() }, format!("06{name}")),
		(Call::remove_target { target: web() }, format!("07{name}")),
		(
			Call::set_policy { target: web(), policy: Box::new(policy(1)) },
			format!("08{name}{policy_bytes}"),
		),
		(Call::suspend_policy { target: web(), until: Some(9) }, format!("09{name}0109000000")),
		(Call::resume_policy { target: web() }, format!("0a{name}")),
		(
			Call::reassign_target { target: web(), owner: Some(OTHER_OPERATOR) },
			format!("0b{name}01{account}"),
		),
		(Call::prune { commands: vec![7] }, format!("0c04{id}")),
	];
	for (call, expected) in calls {
		assert_eq!(hex(call.encode()), format!("0x{expected}"));
	}
	assert_eq!(RuntimeCall::Cust(Call::approve { id: 7 }).encode()[..2], [52, 1]);
}

#[test]
fn events_are_stable() {
	let (id, receipt, who) = ("0100000000000000", "0200000000000000", "01".repeat(32));
	let (digest, log) = ("0e".repeat(32), "10".repeat(32));
	let reason = Reason::PathDenied;
	let events = [
		(
			Event::<Test>::SubmissionRefused {
				submitter: OPERATOR,
				target: text("web"),
				reason: Reason::NoPolicy,
			},
			format!("00{who}0c77656201"),
		),
		(
			Event::Submitted {
				id: 1,
				target: 3,
				planner: OPERATOR,
				nonce: 4,
				digest: EVIDENCE,
				verdict: Verdict::NeedsApproval(5),
				receipt: 2,
			},
			format!("01{id}03000000{who}0400000000000000{digest}0105{receipt}"),
		),
		(
			Event::ApprovalGiven { id: 1, approver: OPERATOR, given: 3, needed: 4, receipt: 2 },
			format!("02{id}{who}0304{receipt}"),
		),
		(Event::Approved { id: 1, target: 3 }, format!("03{id}03000000")),
		(
			Event::Reopened { id: 1, needed: 3, deadline: 4, receipt: 2 },
			format!("04{id}0304000000{receipt}"),
		),
		(Event::Refused { id: 1, reason, receipt: 2 }, format!("05{id}1a{receipt}")),
		(
			Event::Denied { id: 1, by: Some(OPERATOR), receipt: 2 },
			format!("06{id}01{who}{receipt}"),
		),
		(Event::Expired { id: 1, receipt: 2 }, format!("07{id}{receipt}")),
		(
			Event::Claimed { id: 1, executor: OPERATOR, lease_ends: 3, receipt: 2 },
			format!("08{id}{who}03000000{receipt}"),
		),
		(
			Event::Completed {
				id: 1,
				executor: OPERATOR,
				outcome: Outcome::Failed,
				evidence: EVIDENCE,
				log: LOG,
				receipt: 2,
			},
			format!("09{id}{who}01{digest}{log}{receipt}"),
		),
		(Event::Lapsed { id: 1, executor: OPERATOR, receipt: 2 }, format!("0a{id}{who}{receipt}")),
		(
			Event::Pruned { id: 1, planner: OPERATOR, released: 3 },
			format!("0b{id}{who}03000000000000000000000000000000"),
		),
		(
			Event::TargetCreated { target: 3, name: text("web"), owner: Owner::Operator(OPERATOR) },
			format!("0c030000000c77656201{who}"),
		),
		(Event::TargetRemoved { target: 3, name: text("web") }, "0d030000000c776562".into()),
		(
			Event::TargetReassigned {
				target: 3,
				from: Owner::Operator(OPERATOR),
				to: Owner::Shared,
			},
			format!("0e0300000001{who}00"),
		),
		(
			Event::PolicySet { target: 3, version: 4, digest: EVIDENCE, receipt: 2 },
			format!("0f0300000004000000{digest}{receipt}"),
		),
		(Event::PolicySuspended { target: 3, until: Some(4) }, "10030000000104000000".into()),
		(Event::PolicyResumed { target: 3 }, "1103000000".into()),
	];
	for (event, expected) in events {
		assert_eq!(hex(event.encode()), format!("0x{expected}"));
	}
}

#[test]
fn error_indices_are_stable() {
	let errors = [
		Error::<Test>::UnknownTarget,
		Error::UnknownCommand,
		Error::BadTargetName,
		Error::TargetNameTaken,
		Error::NotOperator,
		Error::TooManyTargets,
		Error::NotOwner,
		Error::TargetInUse,
		Error::DepositNotAffordable,
		Error::RolesOverlap,
		Error::DuplicateAccount,
		Error::ApprovalsExceedApprovers,
		Error::DestructiveWithoutApproval,
		Error::MaxOperationsOutOfRange,
		Error::TimeToLiveOutOfRange,
		Error::ApprovalTimeoutOutOfRange,
		Error::MaxRuntimeOutOfRange,
		Error::CooldownOutOfRange,
		Error::BadGlob,
		Error::GlobsTooComplex,
		Error::BadName,
		Error::BadMessagePrefix,
		Error::ModelNotNetwork,
		Error::NoPolicy,
		Error::SuspensionTooLong,
		Error::SuspensionInPast,
		Error::AlreadySuspended,
		Error::NotSuspended,
		Error::NotApprover,
		Error::NotExecutor,
		Error::NotPending,
		Error::ApprovalTimedOut,
		Error::AlreadyApproved,
		Error::Cooldown,
		Error::NotApproved,
		Error::CommandExpired,
		Error::AlreadyClaimed,
		Error::NotClaimed,
		Error::NotClaimant,
		Error::LeaseLapsed,
		Error::NoItems,
		Error::TooManyItems,
		Error::PruneTooEarly,
		Error::Suspended,
	];
	for (position, error) in errors.into_iter().enumerate() {
		let DispatchError::Module(ModuleError { index, error, .. }) = error.into() else {
			panic!("not the error of a pallet")
		};
		assert_eq!((index, error), (52, [position as u8, 0, 0, 0]));
	}
}

#[test]
fn hold_reasons_are_stable() {
	assert_eq!(RuntimeHoldReason::from(HoldReason::Target).encode(), [52, 0]);
	assert_eq!(RuntimeHoldReason::from(HoldReason::Command).encode(), [52, 1]);
}

#[test]
fn stored_target_and_record_are_stable() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(2));
		assert_ok!(suspend(Some(9)));
		assert_ok!(root(Call::resume_policy { target: b"web".to_vec() }));
		assert_ok!(suspend(Some(9)));
		let raw = |key: Vec<u8>| hex(sp_io::storage::get(&key).expect("the entry is stored"));
		let owner = "01".repeat(32);
		// Name, owner, block, 100 TNZ as a compact integer, version, suspension.
		assert_eq!(
			raw(crate::Targets::<Test>::hashed_key_for(Ordered(0))),
			format!("0x0c77656201{owner}010000000b00407a10f35a0100000001010000000109000000")
		);
		assert_ok!(root(Call::resume_policy { target: b"web".to_vec() }));
		let id = submit();
		assert_ok!(approve(&APPROVER, id));
		let (planner, approver) = ("03".repeat(32), "05".repeat(32));
		let digest = hex(command().digest()).split_off(2);
		let time = hex(time_of(1).encode()).split_off(2);
		let deposit = COMMAND_PRICE + COMMAND_PRICE_PER_BYTE * command().encoded_size() as u128;
		let deposit = hex(codec::Compact(deposit).encode()).split_off(2);
		assert_eq!(
			raw(crate::Commands::<Test>::hashed_key_for(Ordered(0))),
			format!(
				"0x00000000{planner}0000000000000000{digest}01000000{time}33000000\
				01000000\
				04{approver}\
				02\
				0115000000\
				01000000000000000200000000000000\
				{deposit}"
			)
		);
	});
}

#[test]
fn calls_are_small() {
	assert!(core::mem::size_of::<Call<Test>>() <= 256, "{}", core::mem::size_of::<Call<Test>>());
}

#[test]
fn bounds_are_those_of_the_specification() {
	assert_eq!((crate::MAX_COMMANDS, crate::MAX_SCAN), (64, 256));
}
