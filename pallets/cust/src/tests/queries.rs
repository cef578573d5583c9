// SPDX-License-Identifier: Apache-2.0

use super::*;
use crate::{CommandInfo, CommandPageOf, DryRun, MAX_COMMANDS, MAX_SCAN};

fn numbers(page: CommandPageOf<Test>) -> (Vec<CommandId>, Option<CommandId>) {
	(page.items.into_iter().map(|info| info.id).collect(), page.next)
}

fn pending(from: CommandId, limit: u32) -> (Vec<CommandId>, Option<CommandId>) {
	numbers(Cust::pending(b"web".to_vec(), from, limit))
}

fn open(from: CommandId, limit: u32) -> (Vec<CommandId>, Option<CommandId>) {
	numbers(Cust::open(b"web".to_vec(), from, limit))
}

fn history(from: CommandId, limit: u32) -> (Vec<CommandId>, Option<CommandId>) {
	numbers(Cust::history(b"web".to_vec(), from, limit))
}

#[test]
fn command_tells_all_of_it() {
	ExtBuilder::default().build_and_execute(|| {
		assert_eq!(Cust::command(0), None);
		assert_eq!(Cust::state(0), None);
		web(policy(2));
		let id = submit();
		assert_ok!(approve(&APPROVER, id));
		let expected = CommandInfo {
			id,
			target: WEB,
			planner: PLANNER,
			nonce: 0,
			digest: command().digest(),
			submitted: 1,
			time: time_of(1),
			expires_at: 51,
			policy_version: 1,
			approvals: accounts(&[APPROVER]),
			approvals_needed: 2,
			state: State::Pending { deadline: 21 },
			receipt: 1,
			last_receipt: 2,
			command: command(),
		};
		assert_eq!(Cust::command(id), Some(expected.clone()));
		// The state is that at the block of the question.
		jump_to(21);
		let denied = State::Denied { by: None, at: 21 };
		assert_eq!(Cust::command(id), Some(CommandInfo { state: denied, ..expected }));
	});
}

#[test]
fn target_tells_what_became_of_its_submissions() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		submit();
		assert_ok!(submit_with(&STRANGER, command(), 0, 50));
		let target = Cust::target(b"web".to_vec()).unwrap();
		assert_eq!((target.open, target.unlisted_refusals), (1, 1));
		assert_eq!((target.has_policy, target.last_approved), (true, Some(1)));
		for name in [&b"Web"[..], b"", &[0xff], &[b'a'; 1_000]] {
			assert_eq!(Cust::target(name.to_vec()), None);
			assert_eq!(Cust::policy(name.to_vec()), None);
			assert_eq!(Cust::next_nonce(name.to_vec(), PLANNER), 0);
			assert_eq!(numbers(Cust::history(name.to_vec(), 0, 10)), (vec![], None));
			assert_eq!(numbers(Cust::pending(name.to_vec(), 0, 10)), (vec![], None));
			assert_eq!(numbers(Cust::open(name.to_vec(), 0, 10)), (vec![], None));
		}
	});
}

#[test]
fn targets_page_by_number_over_gaps() {
	ExtBuilder::default().build_and_execute(|| {
		let targets = |from, limit| {
			let page = Cust::targets(from, limit);
			(page.items.into_iter().map(|info| info.id).collect::<Vec<_>>(), page.next)
		};
		assert_eq!(targets(0, 10), (vec![], None));
		for name in ["web", "b", "c", "d"] {
			assert_ok!(create(&OPERATOR, name));
		}
		assert_ok!(remove(&OPERATOR));
		assert_eq!(targets(0, 10), (vec![1, 2, 3], None));
		assert_eq!(targets(0, 2), (vec![1, 2], Some(3)));
		assert_eq!(targets(3, 2), (vec![3], None));
		assert_eq!(targets(4, 2), (vec![], None));
		assert_eq!(targets(u32::MAX, 2), (vec![], None));
		assert_eq!(targets(2, 0), (vec![], Some(2)));
	});
}

#[test]
fn page_of_targets_is_bounded() {
	ExtBuilder::default().build_and_execute(|| {
		for n in 0..300 {
			let call = Call::create_shared_target { name: format!("{n}").into() };
			assert_ok!(root(call));
		}
		let page = Cust::targets(0, u32::MAX);
		assert_eq!((page.items.len(), page.next), (256, Some(256)));
	});
}

#[test]
fn lists_hold_what_is_pending_open_or_ever_was() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		let waiting = submit();
		let approved = submit();
		assert_ok!(approve(&APPROVER, approved));
		let claimed = submit();
		assert_ok!(approve(&APPROVER, claimed));
		assert_ok!(claim(&EXECUTOR, claimed));
		let refused = submit_as(&PLANNER, with_paths(&["docs/a"])).0;
		let denied = submit();
		assert_ok!(deny(&APPROVER, denied));

		assert_eq!(pending(0, 10), (vec![waiting], None));
		assert_eq!(open(0, 10), (vec![waiting, approved, claimed], None));
		assert_eq!(open(1, 1), (vec![approved], Some(claimed)));
		assert_eq!(history(0, 10), ((0..5).collect(), None));
		assert_eq!(history(1, 2), (vec![approved, claimed], Some(refused)));
		assert_eq!(history(4, 2), (vec![denied], None));
		assert_eq!(history(u64::MAX, 2), (vec![], None));
		assert_eq!(history(3, 0), (vec![], Some(refused)));

		// Deadlines count that are not written down yet.
		jump_to(21);
		assert_eq!(pending(0, 10), (vec![], None));
		assert_eq!(open(0, 10), (vec![approved, claimed], None));
		jump_to(51);
		assert_eq!(open(0, 10), (vec![], None));
		assert_eq!(history(0, 10), ((0..5).collect(), None));
	});
}

#[test]
fn lists_are_of_one_target() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		assert_ok!(create(&OPERATOR, "api"));
		let call = Call::set_policy { target: b"api".to_vec(), policy: Box::new(policy(1)) };
		assert_ok!(signed(&OPERATOR, call));
		submit();
		submit_as(&PLANNER, Command { target: text("api"), ..command() });
		submit();
		assert_eq!(history(0, 10), (vec![0, 2], None));
		assert_eq!(pending(0, 10), (vec![0, 2], None));
		assert_eq!(numbers(Cust::history(b"api".to_vec(), 0, 10)), (vec![1], None));
	});
}

#[test]
fn page_of_commands_is_bounded() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		for _ in 0..70 {
			submit();
		}
		let first: Vec<_> = (0..64).collect();
		assert_eq!(history(0, u32::MAX), (first.clone(), Some(64)));
		assert_eq!(pending(0, MAX_COMMANDS + 1), (first.clone(), Some(64)));
		assert_eq!(open(0, u32::MAX), (first, Some(64)));
		assert_eq!(open(64, u32::MAX), ((64..70).collect(), None));
	});
}

#[test]
fn query_looks_at_a_bounded_number_of_entries() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(0));
		for _ in 0..MAX_SCAN {
			submit();
		}
		assert_ok!(set_policy(&OPERATOR, policy(1)));
		let waiting = submit();
		assert_eq!(u64::from(MAX_SCAN), waiting);
		assert_eq!(pending(0, 10), (vec![], Some(waiting)));
		assert_eq!(pending(waiting, 10), (vec![waiting], None));
		assert_eq!(pending(1, 10), (vec![waiting], None));
	});
}

#[test]
fn dry_run_says_what_a_submission_would() {
	ExtBuilder::default().build_and_execute(|| {
		let dry = |nonce, expires_at| Cust::evaluate(command(), PLANNER, nonce, expires_at);
		let digest = command().digest();
		let unknown = DryRun {
			verdict: Verdict::Refused(Reason::UnknownTarget),
			digest,
			nonce: 0,
			expires_at: 1,
			policy_version: None,
		};
		assert_eq!(dry(None, None), unknown);
		assert_ok!(create(&OPERATOR, "web"));
		let verdict = Verdict::Refused(Reason::NoPolicy);
		assert_eq!(dry(Some(3), Some(9)), DryRun { verdict, nonce: 3, expires_at: 9, ..unknown });
		assert_ok!(set_policy(&OPERATOR, policy(2)));
		let verdict = Verdict::NeedsApproval(2);
		let expected =
			DryRun { verdict, nonce: 0, expires_at: 101, policy_version: Some(1), digest };
		assert_eq!(dry(None, None), expected);
		submit();
		assert_eq!(dry(None, None), DryRun { nonce: 1, ..expected });
		let verdict = Verdict::Refused(Reason::WrongNonce);
		assert_eq!(dry(Some(0), None), DryRun { verdict, ..expected });
		let verdict = Verdict::Refused(Reason::Expired);
		let expired = DryRun { verdict, nonce: 1, expires_at: 1, ..expected };
		assert_eq!(dry(None, Some(1)), expired);
		let stranger = Cust::evaluate(command(), STRANGER, None, None);
		assert_eq!(stranger.verdict, Verdict::Refused(Reason::PlannerNotListed));
	});
}

#[test]
fn questions_change_nothing() {
	ExtBuilder::default().build_and_execute(|| {
		web(policy(1));
		submit();
		let before = state_root();
		Cust::evaluate(command(), PLANNER, None, None);
		Cust::evaluate(command(), STRANGER, None, None);
		Cust::targets(0, 10);
		history(0, 10);
		open(0, 10);
		pending(0, 10);
		assert_eq!(state_root(), before);
	});
}
