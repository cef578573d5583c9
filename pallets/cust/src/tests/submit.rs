// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{Bodies, Commands, History, HoldReason, NextCommand, Nonces, UnlistedRefusals};
use codec::{Decode, Encode};
use frame_support::traits::fungible::Inspect;
use tonnetz_core::cust::ModelStanding;

/// Expects a submission to be refused for this reason, with a record, a receipt and a history entry.
#[track_caller]
fn assert_recorded_refusal(reason: Reason, submit: impl FnOnce() -> DispatchResult) {
	let expected = Cust::next_nonce(b"web".to_vec(), PLANNER);
	assert_ok!(submit());
	let (id, verdict) = last_submitted();
	assert_eq!(verdict, Verdict::Refused(reason));
	let record = record(id);
	assert_eq!(record.state, State::Refused { reason, at: now() });
	assert_eq!(record.last_receipt, record.receipt);
	assert_open(id, None);
	assert!(History::<Test>::contains_key(Cust::key(WEB), Ordered(id)));
	assert!(Bodies::<Test>::contains_key(Ordered(id)));

	let (receipt, source) = receipt(record.receipt);
	assert_eq!((receipt.issuer, receipt.kind, receipt.parent), (PLANNER, Kind::Refusal, None));
	assert_eq!(receipt.digest, Transition::Refused(reason).digest(id, record.digest));
	assert_eq!((receipt.subject, source), (subject_of("web"), Source::Pallet));

	let consumed = u64::from(reason != Reason::WrongNonce);
	assert_eq!(Cust::next_nonce(b"web".to_vec(), PLANNER), expected + consumed);
}

#[track_caller]
fn assert_refused_by(policy: PolicyOf<Test>, command: Command, reason: Reason) {
	ExtBuilder::default().build_and_execute(|| {
		web(policy);
		assert_recorded_refusal(reason, || submit_with(&PLANNER, command, 0, 50));
	});
}

/// Expects an event, and nothing else but perhaps the counter of the target.
#[track_caller]
fn assert_turned_away(who: &AccountId, reason: Reason, counted: u64) {
	let balance = Balances::total_balance(who);
	let receipts = pallet_receipts::NextId::<Test>::get();
	assert_ok!(submit_with(who, command(), 0, 50));
	let refused = Event::SubmissionRefused { submitter: who.clone(), target: text("web"), reason };
	assert_eq!(events().last(), Some(&refused));
	assert_eq!(NextCommand::<Test>::get(), 0);
	assert_eq!(Commands::<Test>::iter_keys().count(), 0);
	assert_eq!(Nonces::<Test>::iter().count(), 0);
	assert_eq!(pallet_receipts::NextId::<Test>::get(), receipts);
	assert_eq!(held(HoldReason::Command, who), 0);
	assert_eq!(Balances::total_balance(who), balance);
	assert_eq!(UnlistedRefusals::<Test>::get(Cust::key(WEB)), counted);
}

#[test]
fn command_that_needs_no_approval_is_approved_at_once() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		jump_to(5);
		let (id, verdict) = submit_as(&PLANNER, command());
		assert_eq!((id, verdict), (0, Verdict::Approved));
		let stored = record(id);
		let expected = RecordOf::<Test> {
			target: WEB,
			planner: PLANNER,
			nonce: 0,
			digest: command().digest(),
			submitted: 5,
			time: time_of(5),
			expires_at: 55,
			policy_version: 1,
			approvals: Default::default(),
			approvals_needed: 0,
			state: State::Approved { at: 5 },
			receipt: 1,
			last_receipt: 1,
			deposit: COMMAND_PRICE + COMMAND_PRICE_PER_BYTE * command().encoded_size() as u128,
		};
		assert_eq!(stored, expected);
		assert_eq!(held(HoldReason::Command, &PLANNER), expected.deposit);
		assert_eq!(Bodies::<Test>::get(Ordered(id)), Some(command()));
		assert_open(id, Some(55));
		assert_eq!(Cust::target(b"web".to_vec()).unwrap().last_approved, Some(5));
		assert_eq!(Cust::next_nonce(b"web".to_vec(), PLANNER), 1);

		let (receipt, source) = receipt(1);
		assert_eq!((receipt.issuer, receipt.kind), (PLANNER, Kind::Decision));
		assert_eq!((receipt.digest, receipt.parent), (command().digest(), None));
		assert_eq!((receipt.subject, source), (subject_of("web"), Source::Pallet));
		let submitted = Event::Submitted {
			id: 0,
			target: WEB,
			planner: PLANNER,
			nonce: 0,
			digest: command().digest(),
			verdict: Verdict::Approved,
			receipt: 1,
		};
		assert_eq!(events(), [submitted]);
	});
}

#[test]
fn command_waits_for_approvals_until_it_expires_or_they_time_out() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(2));
		let (id, verdict) = submit_as(&PLANNER, command());
		assert_eq!(verdict, Verdict::NeedsApproval(2));
		assert_eq!(state(id), State::Pending { deadline: 21 });
		assert_open(id, Some(21));
		assert_eq!(record(id).approvals_needed, 2);
		assert_eq!(receipt(record(id).receipt).0.kind, Kind::Decision);
		assert_eq!(Cust::target(b"web".to_vec()).unwrap().last_approved, None);

		assert_ok!(submit_with(&PLANNER, command(), 1, 10));
		assert_eq!(state(1), State::Pending { deadline: 10 });
		assert_open(1, Some(10));
	});
}

#[test]
fn unknown_target_leaves_an_event_alone() {
	ExtBuilder::default().build_and_execute(|| {
		assert_turned_away(&PLANNER, Reason::UnknownTarget, 0);
		assert_ok!(create(&OPERATOR, "web"));
		let elsewhere = Command { target: TargetName::default(), ..command() };
		assert_ok!(submit_with(&PLANNER, elsewhere, 0, 50));
		let refused = Event::SubmissionRefused {
			submitter: PLANNER,
			target: TargetName::default(),
			reason: Reason::UnknownTarget,
		};
		assert_eq!(events().last(), Some(&refused));
	});
}

#[test]
fn target_without_policy_is_closed() {
	ExtBuilder::default().build_and_execute(|| {
		assert_ok!(create(&OPERATOR, "web"));
		assert_turned_away(&PLANNER, Reason::NoPolicy, 1);
	});
}

#[test]
fn planner_who_is_not_listed_is_turned_away_and_counted() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let others = [STRANGER, APPROVER, EXECUTOR, OPERATOR, PAUPER];
		for (count, who) in (1..).zip(others) {
			assert_turned_away(&who, Reason::PlannerNotListed, count);
		}
	});
}

#[test]
fn wrong_or_replayed_nonce_is_refused_and_consumes_none() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let wrong = |nonce| {
			assert_recorded_refusal(Reason::WrongNonce, || {
				submit_with(&PLANNER, command(), nonce, 50)
			});
		};
		wrong(1);
		wrong(u64::MAX);
		assert_ok!(submit_with(&PLANNER, command(), 0, 50));
		assert_eq!(last_submitted().1, Verdict::Approved);
		wrong(0);
		wrong(2);
		// Each planner has its own.
		assert_ok!(submit_with(&OTHER_PLANNER, command(), 0, 50));
		assert_eq!(last_submitted().1, Verdict::Approved);
		assert_eq!(Cust::next_nonce(b"web".to_vec(), OTHER_PLANNER), 1);
	});
}

#[test]
fn nonces_are_of_one_target() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		assert_ok!(create(&OPERATOR, "api"));
		let call = Call::set_policy { target: b"api".to_vec(), policy: Box::new(policy(0)) };
		assert_ok!(signed(&OPERATOR, call));
		submit();
		let elsewhere = Command { target: text("api"), ..command() };
		assert_ok!(submit_with(&PLANNER, elsewhere, 0, 50));
		assert_eq!(last_submitted().1, Verdict::Approved);
	});
}

#[test]
fn expiry_is_after_now_and_within_the_time_to_live() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		jump_to(10);
		let cases = [
			(9, Err(Reason::Expired)),
			(10, Err(Reason::Expired)),
			(11, Ok(())),
			(110, Ok(())),
			(111, Err(Reason::ExpiresTooLate)),
			(u32::MAX, Err(Reason::ExpiresTooLate)),
		];
		for (nonce, (expires_at, expected)) in (0..).zip(cases) {
			assert_ok!(submit_with(&PLANNER, command(), nonce, expires_at));
			let expected = expected.map_or_else(Verdict::Refused, |()| Verdict::Approved);
			assert_eq!(last_submitted().1, expected, "{expires_at}");
		}
	});
}

#[test]
fn operations_are_held_to_the_rules() {
	let git = |branch: &str, message: &str, force| Operation::GitCommitAndPush {
		branch: text(branch),
		message: text(message),
		force,
	};
	let cases = [
		(git("dev", "feat: x", None), Reason::BranchNotAllowed),
		(git("Main", "feat: x", None), Reason::BranchNotAllowed),
		(git("main", "fix: x", None), Reason::MessageNotAllowed),
		(git("main", "feat: x", Some(true)), Reason::ForceNotAllowed),
		(Operation::VercelDeploy { prod: Some(true) }, Reason::ProdNotAllowed),
		(Operation::ServiceRestart { name: text("sshd") }, Reason::NameNotAllowed),
		(Operation::HookRun { name: text("nginx") }, Reason::OperationNotAllowed),
	];
	for (operation, reason) in cases {
		assert_refused_by(policy(0), with_operations(vec![operation]), reason);
	}
}

#[test]
fn paths_are_held_to_their_spelling_and_the_globs() {
	let cases = [
		("src/../etc/passwd", Reason::PathDotSegment),
		("/src/a", Reason::PathAbsolute),
		("src\\a", Reason::PathBackslash),
		("src//a", Reason::PathEmptySegment),
		("SRC/a", Reason::PathNotAllowed),
		("docs/a", Reason::PathNotAllowed),
		// Deny beats allow, and case tricks do not help.
		("src/key.pem", Reason::PathDenied),
		("src/key.PEM", Reason::PathDenied),
	];
	for (path, reason) in cases {
		assert_refused_by(policy(0), with_paths(&["src/a", path]), reason);
	}
}

#[test]
fn empty_allow_list_allows_no_path() {
	let closed = PolicyOf::<Test> { path_allow: Default::default(), ..policy(0) };
	assert_refused_by(closed, with_paths(&["src/a"]), Reason::PathNotAllowed);
}

#[test]
fn policy_without_rules_allows_no_operation() {
	let closed = PolicyOf::<Test> { operations: Default::default(), ..policy(0) };
	assert_refused_by(closed, command(), Reason::OperationNotAllowed);
}

#[test]
fn more_operations_than_the_policy_allows_are_refused() {
	let restart = Operation::ServiceRestart { name: text("nginx") };
	let command = with_operations(vec![restart; 3]);
	assert_refused_by(policy(0), command, Reason::TooManyOperations);
}

#[test]
fn no_command_has_17_operations_or_one_of_an_unknown_type() {
	let restart = Operation::ServiceRestart { name: text("nginx") };
	let call =
		|command: Command| Call::submit { command: Box::new(command), nonce: 0, expires_at: 9 };
	let sixteen: Call<Test> = call(with_operations(vec![restart.clone(); 16]));
	let encoded = sixteen.encode();
	assert_eq!(Call::decode(&mut &encoded[..]), Ok(sixteen));
	// Index, version, intent, target, then the number of operations, compact.
	let place = 1 + 2 + 8 + 4;
	assert_eq!(encoded[place], 16 << 2);
	let mut seventeen = encoded.clone();
	seventeen[place] = 17 << 2;
	seventeen.splice(place + 1..place + 1, restart.encode());
	assert!(Call::<Test>::decode(&mut &seventeen[..]).is_err());
	let mut unknown = encoded;
	unknown[place + 1] = 5;
	assert!(Call::<Test>::decode(&mut &unknown[..]).is_err());

	let json = |operations: &str| {
		let text = format!(
			"{{\"version\":\"cust-1.0\",\"intent\":\"x\",\"target\":\"web\",\"operations\":[{operations}]}}"
		);
		Command::parse(text.as_bytes()).map_err(|error| error.code())
	};
	let nginx = "{\"type\":\"service\",\"action\":\"restart\",\"name\":\"nginx\"}";
	assert!(json(&[nginx; 16].join(",")).is_ok());
	assert_eq!(json(&[nginx; 17].join(",")).unwrap_err(), "too_many");
	let unknown = "{\"type\":\"service\",\"action\":\"stop\",\"name\":\"nginx\"}";
	assert_eq!(json(unknown).unwrap_err(), "unknown_operation");
}

#[test]
fn unknown_version_is_refused() {
	let command = Command { version: Version { major: 1, minor: 1 }, ..command() };
	assert_refused_by(policy(0), command, Reason::UnknownVersion);
}

#[test]
fn what_no_json_says_is_refused_as_malformed() {
	assert_refused_by(policy(0), with_operations(vec![]), Reason::Malformed);
	let command = Command { intent: text("two\nlines"), ..command() };
	assert_refused_by(policy(0), command, Reason::Malformed);
}

#[test]
fn suspended_policy_refuses() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		assert_ok!(suspend(None));
		assert_recorded_refusal(Reason::PolicySuspended, || {
			submit_with(&PLANNER, command(), 0, 50)
		});
	});
}

#[test]
fn model_must_be_pinned_reported_and_untampered() {
	let cases = [
		(ModelStanding::NoOperator, Reason::ModelNoOperator),
		(ModelStanding::NotPinned, Reason::ModelNotPinned),
		(ModelStanding::NotReported, Reason::ModelNotReported),
		(ModelStanding::Tampered, Reason::ModelTampered),
	];
	for (standing, reason) in cases {
		ExtBuilder::default().build_and_execute(|| {
			web(PolicyOf::<Test> { model: Some(LOCAL_MODEL), ..policy(0) });
			Standing::set(standing);
			assert_recorded_refusal(reason, || submit_with(&PLANNER, command(), 0, 50));
			Standing::set(ModelStanding::Good);
			assert_eq!(submit_as(&PLANNER, command()).1, Verdict::Approved);
		});
	}
}

#[test]
fn standing_counts_only_where_the_policy_names_a_model() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		Standing::set(ModelStanding::Tampered);
		assert_eq!(submit_as(&PLANNER, command()).1, Verdict::Approved);
	});
}

#[test]
fn command_inside_the_cooldown_is_refused() {
	ExtBuilder::default().build_and_execute(|| {
		web(PolicyOf::<Test> { cooldown: 10, ..policy(0) });
		jump_to(5);
		submit();
		jump_to(14);
		assert_recorded_refusal(Reason::Cooldown, || submit_with(&PLANNER, command(), 1, 50));
		// A refusal does not prolong it.
		jump_to(15);
		assert_eq!(submit_as(&PLANNER, command()).1, Verdict::Approved);
	});
}

#[test]
fn every_refusal_of_a_listed_planner_but_the_nonce_consumes_it() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		for nonce in 0..3 {
			assert_recorded_refusal(Reason::Expired, || {
				submit_with(&PLANNER, command(), nonce, now())
			});
		}
		assert_eq!(NextCommand::<Test>::get(), 3);
	});
}

#[test]
fn submission_without_funds_fails_and_leaves_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		web(PolicyOf::<Test> { planners: accounts(&[PAUPER]), ..policy(0) });
		assert_refused(
			|| submit_with(&PAUPER, command(), 0, 50),
			Error::<Test>::DepositNotAffordable,
		);
		assert_refused(
			|| submit_with(&PAUPER, command(), 5, 50),
			Error::<Test>::DepositNotAffordable,
		);
	});
}

#[test]
fn submission_is_signed() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		let call = Call::submit { command: Box::new(command()), nonce: 0, expires_at: now() + 50 };
		assert_refused(|| root(call), DispatchError::BadOrigin);
	});
}
