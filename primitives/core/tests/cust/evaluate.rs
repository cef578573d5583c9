// SPDX-License-Identifier: Apache-2.0

//! The verdict: each reason, their order, and that nothing is approved that a single rule refuses.

use crate::common::{naive_match, runner, text, texts};
use codec::Encode;
use proptest::prelude::*;
use std::{cell::RefCell, collections::BTreeSet};
use tonnetz_core::cust::{
	check_paths, evaluate, path, Command, Constraints, Context, ModelStanding, NonceCheck,
	Operation, PathRefusal, Policy, Reason, Rule, TargetPolicy, Verdict, Version,
};

type TestPolicy = Policy<u64, u32>;
type TestContext = Context<'static, u64, u32>;

const PLANNER: u64 = 1;

fn policy() -> TestPolicy {
	Policy {
		version: 3,
		planners: vec![PLANNER].try_into().unwrap(),
		executors: vec![2].try_into().unwrap(),
		approvers: vec![3, 4].try_into().unwrap(),
		approvals: 0,
		operations: vec![
			Rule::GitCommitAndPush {
				branches: texts(&["main", "release/*"]),
				message_prefixes: texts(&["feat: ", "fix: "]),
			},
			Rule::GitCommitAndPush { branches: texts(&["dev/**"]), message_prefixes: texts(&[""]) },
			Rule::VercelDeploy { prod: false },
			Rule::ServiceRestart { names: texts(&["nginx", "web"]) },
			Rule::ContainerNetworkConnect {
				containers: texts(&["web"]),
				networks: texts(&["backend"]),
				aliases: texts(&["db"]),
			},
			Rule::HookRun { names: texts(&["rotate"]) },
		]
		.try_into()
		.unwrap(),
		path_allow: texts(&["src/**", "*.md", "Docs/**"]),
		path_deny: texts(&["**/.env*", "src/Secrets/**"]),
		max_operations: 3,
		time_to_live: 100,
		approval_timeout: 50,
		max_runtime: 50,
		cooldown: 10,
		model: Some(1),
		destructive: false,
	}
}

fn push(branch: &str, message: &str) -> Operation {
	Operation::GitCommitAndPush { branch: text(branch), message: text(message), force: None }
}

fn command() -> Command {
	Command {
		version: Version::V1_0,
		intent: text("x"),
		target: text("web"),
		operations: vec![push("main", "feat: x")].try_into().unwrap(),
		constraints: None,
		meta: None,
	}
}

fn of(operations: Vec<Operation>) -> Command {
	Command { operations: operations.try_into().unwrap(), ..command() }
}

fn about(paths: &[&str], deny: &[&str]) -> Command {
	Command {
		constraints: Some(Constraints { paths: Some(texts(paths)), deny: Some(texts(deny)) }),
		..command()
	}
}

fn context() -> TestContext {
	Context {
		planner: &PLANNER,
		nonce: Some(NonceCheck { expected: 5, given: 5 }),
		suspended: false,
		now: 1_000,
		submitted: 1_000,
		expires_at: 1_100,
		last_approved: Some(990),
		model: ModelStanding::Good,
	}
}

fn judge(policy: &TestPolicy, command: &Command, context: &TestContext) -> Verdict {
	evaluate(TargetPolicy::Set(policy), command, context)
}

#[test]
fn fit_commands_are_approved_or_need_approval() {
	assert_eq!(judge(&policy(), &command(), &context()), Verdict::Approved);
	let two = TestPolicy { approvals: 2, ..policy() };
	assert_eq!(judge(&two, &command(), &context()), Verdict::NeedsApproval(2));
	// No model, no nonce (evaluated again), nothing approved yet.
	let free = TestPolicy { model: None, ..policy() };
	let again = TestContext {
		nonce: None,
		last_approved: None,
		model: ModelStanding::Tampered,
		..context()
	};
	assert_eq!(judge(&free, &command(), &again), Verdict::Approved);
}

/// One case for each reason, in the order in which they are checked.
fn refusals() -> Vec<(Reason, TestPolicy, Command, TestContext)> {
	use Reason::*;
	let ok = || (policy(), command(), context());
	let policy_is = |policy| (policy, command(), context());
	let command_is = |command| (policy(), command, context());
	let context_is = |context| (policy(), command(), context);
	let operation = |operation| command_is(of(vec![operation]));
	let path = |path: &str| command_is(about(&[path], &[]));
	let model = |model| context_is(TestContext { model, ..context() });
	let connect =
		|container: &str, network: &str, alias: Option<&str>| Operation::ContainerNetworkConnect {
			container: text(container),
			network: text(network),
			alias: alias.map(text),
		};
	let raw_path = || {
		let bytes = b"src/\xff".to_vec().encode();
		codec::Decode::decode(&mut &bytes[..]).unwrap()
	};
	[
		(UnknownTarget, ok()),
		(NoPolicy, ok()),
		(PlannerNotListed, context_is(TestContext { planner: &2, ..context() })),
		(PlannerNotListed, policy_is(TestPolicy { planners: Default::default(), ..policy() })),
		(
			WrongNonce,
			context_is(TestContext {
				nonce: Some(NonceCheck { expected: 5, given: 4 }),
				..context()
			}),
		),
		(
			WrongNonce,
			context_is(TestContext {
				nonce: Some(NonceCheck { expected: 5, given: 6 }),
				..context()
			}),
		),
		(PolicySuspended, context_is(TestContext { suspended: true, ..context() })),
		(
			UnknownVersion,
			command_is(Command { version: Version { major: 1, minor: 1 }, ..command() }),
		),
		(
			UnknownVersion,
			command_is(Command { version: Version { major: 2, minor: 0 }, ..command() }),
		),
		(Malformed, operation(push("--force", "feat: x"))),
		(
			Malformed,
			command_is(Command {
				constraints: Some(Constraints {
					paths: Some(vec![raw_path()].try_into().unwrap()),
					deny: None,
				}),
				..command()
			}),
		),
		(Expired, context_is(TestContext { expires_at: 1_000, ..context() })),
		(Expired, context_is(TestContext { expires_at: 0, ..context() })),
		(ExpiresTooLate, context_is(TestContext { expires_at: 1_101, ..context() })),
		(ExpiresTooLate, context_is(TestContext { expires_at: u32::MAX, ..context() })),
		(TooManyOperations, command_is(of(vec![push("main", "feat: x"); 4]))),
		(OperationNotAllowed, policy_is(TestPolicy { operations: Default::default(), ..policy() })),
		(
			OperationNotAllowed,
			policy_is(TestPolicy {
				operations: vec![Rule::VercelDeploy { prod: true }].try_into().unwrap(),
				..policy()
			}),
		),
		(
			ForceNotAllowed,
			operation(Operation::GitCommitAndPush {
				branch: text("main"),
				message: text("feat: x"),
				force: Some(true),
			}),
		),
		(BranchNotAllowed, operation(push("Main", "feat: x"))),
		(BranchNotAllowed, operation(push("release/1/2", "feat: x"))),
		(BranchNotAllowed, operation(push("dev", "feat: x"))),
		(BranchNotAllowed, command_is(of(vec![push("main", "feat: x"), push("x", "feat: x")]))),
		(MessageNotAllowed, operation(push("main", "feat:x"))),
		(MessageNotAllowed, operation(push("release/1", "chore: x"))),
		(ProdNotAllowed, operation(Operation::VercelDeploy { prod: Some(true) })),
		(NameNotAllowed, operation(Operation::ServiceRestart { name: text("rotate") })),
		(NameNotAllowed, operation(Operation::HookRun { name: text("nginx") })),
		(NameNotAllowed, operation(connect("nginx", "backend", None))),
		(NetworkNotAllowed, operation(connect("web", "frontend", None))),
		(AliasNotAllowed, operation(connect("web", "backend", Some("cache")))),
		(PathAbsolute, path("/src/a")),
		(PathEmptySegment, path("src//a")),
		(PathDotSegment, path("src/../.env")),
		(PathBackslash, path("src\\a")),
		(PathInvisible, path("src/a\0")),
		(PathNotNormalised, path("src/a\u{301}")),
		(PathDenied, path("src/.env")),
		(PathDenied, path(".env.local")),
		(PathDenied, path("src/secrets/a")),
		(PathDenied, path("src/SECRETS/a")),
		(PathDenied, path("src/ſecretſ/a")),
		(PathDenied, command_is(about(&["src/a"], &["SRC/A"]))),
		(PathNotAllowed, path("docs/a")),
		(PathNotAllowed, path("a/b.md")),
		(PathNotAllowed, path("src")),
		(
			PathNotAllowed,
			(
				TestPolicy { path_allow: Default::default(), ..policy() },
				about(&["src/a"], &[]),
				context(),
			),
		),
		(BadDenyGlob, command_is(about(&[], &["src/**x"]))),
		(BadDenyGlob, command_is(about(&["src/a"], &["*.{a,b}"]))),
		(DenyTooComplex, command_is(about(&[], &[&"*a".repeat(17)]))),
		(ModelNoOperator, model(ModelStanding::NoOperator)),
		(ModelNotPinned, model(ModelStanding::NotPinned)),
		(ModelNotReported, model(ModelStanding::NotReported)),
		(ModelTampered, model(ModelStanding::Tampered)),
		(Cooldown, context_is(TestContext { last_approved: Some(991), ..context() })),
		(Cooldown, context_is(TestContext { last_approved: Some(1_000), ..context() })),
	]
	.into_iter()
	.map(|(reason, (policy, command, context))| (reason, policy, command, context))
	.collect()
}

#[test]
fn every_reason_is_given() {
	let mut given = BTreeSet::new();
	for (reason, policy, command, context) in refusals() {
		let target = match reason {
			Reason::UnknownTarget => TargetPolicy::UnknownTarget,
			Reason::NoPolicy => TargetPolicy::Unset,
			_ => TargetPolicy::Set(&policy),
		};
		let verdict = evaluate(target, &command, &context);
		assert_eq!(verdict, Verdict::Refused(reason), "{command:?} {context:?}");
		given.insert(reason);
	}
	// Bytes that are no path reach the policy from the file system only: see `check_paths`.
	let rest: Vec<_> = Reason::ALL.iter().filter(|reason| !given.contains(reason)).collect();
	assert_eq!(rest, [&Reason::PathNotUtf8, &Reason::PathTooLong]);
}

#[test]
fn reasons_keep_their_indices_codes_and_texts() {
	for (index, reason) in Reason::ALL.iter().enumerate() {
		assert_eq!(usize::from(reason.encode()[0]), index);
		assert_eq!(serde_json::to_value(reason).unwrap(), reason.code());
		assert!(reason.code().bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'_' | b'0'..=b'9')));
		assert_eq!(reason.text().lines().count(), 1);
		assert_eq!(reason.to_string(), format!("{}: {}", reason.code(), reason.text()));
	}
	let codes: Vec<_> = Reason::ALL.iter().map(|reason| reason.code()).collect();
	assert_eq!(
		codes,
		[
			"unknown_target",
			"no_policy",
			"planner_not_listed",
			"wrong_nonce",
			"policy_suspended",
			"unknown_version",
			"malformed",
			"expired",
			"expires_too_late",
			"too_many_operations",
			"operation_not_allowed",
			"force_not_allowed",
			"branch_not_allowed",
			"message_not_allowed",
			"prod_not_allowed",
			"name_not_allowed",
			"network_not_allowed",
			"alias_not_allowed",
			"path_not_utf8",
			"path_too_long",
			"path_absolute",
			"path_empty_segment",
			"path_dot_segment",
			"path_backslash",
			"path_invisible",
			"path_not_normalised",
			"path_denied",
			"path_not_allowed",
			"bad_deny_glob",
			"deny_too_complex",
			"model_no_operator",
			"model_not_pinned",
			"model_not_reported",
			"model_tampered",
			"cooldown",
		]
	);
	assert_eq!(Verdict::Refused(Reason::Cooldown).encode(), [0, 34]);
	assert_eq!(Verdict::NeedsApproval(2).encode(), [1, 2]);
	assert_eq!(Verdict::Approved.encode(), [2]);
	for (verdict, json) in [
		(Verdict::Refused(Reason::PathDenied), r#"{"verdict":"refused","detail":"path_denied"}"#),
		(Verdict::NeedsApproval(2), r#"{"verdict":"needs_approval","detail":2}"#),
		(Verdict::Approved, r#"{"verdict":"approved"}"#),
	] {
		assert_eq!(serde_json::to_string(&verdict).unwrap(), json);
		assert_eq!(serde_json::from_str::<Verdict>(json).unwrap(), verdict);
	}
}

/// The documentation is what wallets and operators look codes up in.
#[test]
fn documentation_lists_every_code() {
	let documentation =
		std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/CUST.md"))
			.unwrap();
	for (index, reason) in Reason::ALL.iter().enumerate() {
		let row = format!("| {index} | `{}` | {} |", reason.code(), reason.text());
		assert!(documentation.contains(&row), "docs/CUST.md lacks the row {row}");
	}
}

/// The later of two faults is never the reason.
#[test]
fn the_first_failure_wins() {
	// Each spoils one thing, in the order of the checks; any two can be combined.
	type Spoil = fn(&mut TestPolicy, &mut Command, &mut TestContext);
	let spoils: [(Reason, Spoil); 16] = [
		(Reason::PlannerNotListed, |policy, _, _| policy.planners = Default::default()),
		(Reason::WrongNonce, |_, _, context| {
			context.nonce = Some(NonceCheck { expected: 0, given: 1 });
		}),
		(Reason::PolicySuspended, |_, _, context| context.suspended = true),
		(Reason::UnknownVersion, |_, command, _| command.version.major = 9),
		(Reason::Malformed, |_, command, _| command.intent = text("")),
		(Reason::Expired, |_, _, context| context.now = u32::MAX),
		(Reason::ExpiresTooLate, |policy, _, _| policy.time_to_live = 1),
		(Reason::TooManyOperations, |policy, _, _| policy.max_operations = 0),
		(Reason::OperationNotAllowed, |policy, _, _| policy.operations = Default::default()),
		(Reason::BadDenyGlob, |_, command, _| {
			command.constraints.get_or_insert_default().deny = Some(texts(&["***"]));
		}),
		(Reason::PathAbsolute, |_, command, _| {
			command.constraints.get_or_insert_default().paths = Some(texts(&["/x"]));
		}),
		(Reason::PathDenied, |policy, command, _| {
			policy.path_deny = texts(&["**"]);
			let constraints = command.constraints.get_or_insert_default();
			constraints.paths.get_or_insert_with(|| texts(&["src/x"]));
		}),
		(Reason::PathNotAllowed, |policy, command, _| {
			policy.path_allow = Default::default();
			let constraints = command.constraints.get_or_insert_default();
			constraints.paths.get_or_insert_with(|| texts(&["src/x"]));
		}),
		(Reason::ModelNotReported, |_, _, context| context.model = ModelStanding::NotReported),
		(Reason::Cooldown, |policy, _, context| {
			policy.cooldown = u32::MAX;
			context.last_approved = Some(1);
			context.now = context.now.min(u32::MAX - 1);
		}),
		(Reason::Cooldown, |policy, _, _| policy.cooldown = 1_000),
	];
	for (index, (first, spoil_first)) in spoils.iter().enumerate() {
		for (second, spoil_second) in &spoils[index..] {
			for reversed in [false, true] {
				let (mut policy, mut command, mut context) = (policy(), command(), context());
				if reversed {
					spoil_second(&mut policy, &mut command, &mut context);
					spoil_first(&mut policy, &mut command, &mut context);
				} else {
					spoil_first(&mut policy, &mut command, &mut context);
					spoil_second(&mut policy, &mut command, &mut context);
				}
				let verdict = judge(&policy, &command, &context);
				assert_eq!(verdict, Verdict::Refused(*first), "and {second:?}");
			}
		}
	}
}

#[test]
fn paths_are_judged_one_after_the_other() {
	let verdict = |paths: &[&str]| judge(&policy(), &about(paths, &[]), &context());
	assert_eq!(verdict(&["src/a", "x", "/y"]), Verdict::Refused(Reason::PathNotAllowed));
	assert_eq!(verdict(&["src/a", "/y", "x"]), Verdict::Refused(Reason::PathAbsolute));
	assert_eq!(verdict(&["src/a", "README.md", "Docs/x"]), Verdict::Approved);
	assert_eq!(verdict(&[]), Verdict::Approved);
}

#[test]
fn deny_beats_allow_and_only_narrows() {
	let policy = TestPolicy { path_allow: texts(&["**"]), ..policy() };
	let verdict = |path: &str, deny: &[&str]| judge(&policy, &about(&[path], deny), &context());
	assert_eq!(verdict("a", &[]), Verdict::Approved);
	assert_eq!(verdict("a", &["b"]), Verdict::Approved);
	assert_eq!(verdict("a", &["a"]), Verdict::Refused(Reason::PathDenied));
	assert_eq!(verdict(".env", &[]), Verdict::Refused(Reason::PathDenied));
	assert_eq!(verdict(".env", &["b"]), Verdict::Refused(Reason::PathDenied));
	assert_eq!(verdict("x/.ENV", &[]), Verdict::Refused(Reason::PathDenied));
}

#[test]
fn cooldown_and_expiry_end_at_their_block() {
	let policy = policy();
	let at = |now, expires_at| {
		let context =
			TestContext { now, submitted: now, expires_at, last_approved: Some(990), ..context() };
		judge(&policy, &command(), &context)
	};
	assert_eq!(at(999, 1_050), Verdict::Refused(Reason::Cooldown));
	assert_eq!(at(1_000, 1_050), Verdict::Approved);
	assert_eq!(at(1_000, 1_001), Verdict::Approved);
	assert_eq!(at(1_000, 1_000), Verdict::Refused(Reason::Expired));
	assert_eq!(at(1_000, 1_100), Verdict::Approved);
	assert_eq!(at(1_000, 1_101), Verdict::Refused(Reason::ExpiresTooLate));
	// Evaluated again later, the life of the command still counts from its submission.
	let later = TestContext { now: 1_099, nonce: None, ..context() };
	assert_eq!(judge(&policy, &command(), &later), Verdict::Approved);
	let shorter = TestPolicy { time_to_live: 99, ..policy.clone() };
	assert_eq!(judge(&shorter, &command(), &later), Verdict::Refused(Reason::ExpiresTooLate));
}

#[test]
fn touched_paths_are_held_to_policy_and_command() {
	let check = |deny: &[&str], touched: &[&[u8]]| {
		check_paths(&policy(), &about(&[], deny), touched.iter().copied())
	};
	let refused = |index, reason| Err(PathRefusal { index, reason });
	let long = [&b"src/"[..], &[b'a'; 253]].concat();
	assert_eq!(check(&[], &[]), Ok(()));
	assert_eq!(check(&[], &[b"src/a", b"README.md"]), Ok(()));
	assert_eq!(check(&[], &[b"src/a", b"package.json"]), refused(1, Reason::PathNotAllowed));
	assert_eq!(check(&[], &[b"src/a", b"src/.env"]), refused(1, Reason::PathDenied));
	assert_eq!(check(&["src/a"], &[b"src/b", b"src/A"]), refused(1, Reason::PathDenied));
	assert_eq!(check(&[], &[b"src/\xff"]), refused(0, Reason::PathNotUtf8));
	assert_eq!(check(&[], &[&long]), refused(0, Reason::PathTooLong));
	assert_eq!(check(&[], &[&long[..256]]), Ok(()));
	assert_eq!(check(&["a**"], &[]), refused(0, Reason::BadDenyGlob));
	let many: Vec<_> = (0..1_000).map(|n| format!("src/{n}")).collect();
	assert_eq!(check_paths(&policy(), &command(), many.iter().map(|path| path.as_bytes())), Ok(()));
}

/// Every reason that any single rule gives, found without the code under test but for the spelling
/// of paths, in no order.
fn oracle(policy: &TestPolicy, command: &Command, context: &TestContext) -> BTreeSet<Reason> {
	let mut reasons = BTreeSet::new();
	let mut when = |refused: bool, reason| {
		if refused {
			reasons.insert(reason);
		}
	};
	when(policy.planners.iter().all(|one| one != context.planner), Reason::PlannerNotListed);
	when(context.nonce.is_some_and(|n| n.expected != n.given), Reason::WrongNonce);
	when(context.suspended, Reason::PolicySuspended);
	let (now, expires) = (u64::from(context.now), u64::from(context.expires_at));
	when(expires <= now, Reason::Expired);
	let latest = u64::from(context.submitted) + u64::from(policy.time_to_live);
	when(expires > latest, Reason::ExpiresTooLate);
	when(command.operations.len() > policy.max_operations.into(), Reason::TooManyOperations);
	for operation in &command.operations {
		// Every way in which each rule of the type fails; the reason is one of them.
		let mut ways = vec![Reason::OperationNotAllowed];
		let mut allowed = false;
		for rule in &policy.operations {
			let fails = match (rule, operation) {
				(
					Rule::GitCommitAndPush { branches, message_prefixes },
					Operation::GitCommitAndPush { branch, message, force },
				) => {
					let branch = branch.as_str().unwrap();
					let message = message.as_str().unwrap();
					vec![
						(*force == Some(true), Reason::ForceNotAllowed),
						(
							!branches.iter().any(|g| naive_match(g.as_str().unwrap(), branch)),
							Reason::BranchNotAllowed,
						),
						(
							!message_prefixes
								.iter()
								.any(|p| message.strip_prefix(p.as_str().unwrap()).is_some()),
							Reason::MessageNotAllowed,
						),
					]
				}
				(Rule::VercelDeploy { prod }, Operation::VercelDeploy { prod: wanted }) => {
					vec![(wanted.unwrap_or(false) && !prod, Reason::ProdNotAllowed)]
				}
				(Rule::ServiceRestart { names }, Operation::ServiceRestart { name })
				| (Rule::HookRun { names }, Operation::HookRun { name }) => {
					vec![(!names.iter().any(|one| one == name), Reason::NameNotAllowed)]
				}
				_ => continue,
			};
			allowed |= fails.iter().all(|(fails, _)| !fails);
			ways.extend(fails.into_iter().filter(|(fails, _)| *fails).map(|(_, reason)| reason));
		}
		if !allowed {
			let force = matches!(operation, Operation::GitCommitAndPush { force: Some(true), .. });
			ways.extend(force.then_some(Reason::ForceNotAllowed));
			reasons.extend(ways);
		}
	}
	for path in command.paths() {
		let text = path.as_str().unwrap();
		if let Err(fault) = path::check(text.as_bytes()) {
			reasons.insert(fault.into());
			continue;
		}
		let denied =
			policy.path_deny.iter().chain(command.deny()).any(|glob| {
				naive_match(&glob.as_str().unwrap().to_lowercase(), &text.to_lowercase())
			});
		if denied {
			reasons.insert(Reason::PathDenied);
		}
		if !policy.path_allow.iter().any(|glob| naive_match(glob.as_str().unwrap(), text)) {
			reasons.insert(Reason::PathNotAllowed);
		}
	}
	if policy.model.is_some() {
		match context.model {
			ModelStanding::Good => {}
			ModelStanding::NoOperator => drop(reasons.insert(Reason::ModelNoOperator)),
			ModelStanding::NotPinned => drop(reasons.insert(Reason::ModelNotPinned)),
			ModelStanding::NotReported => drop(reasons.insert(Reason::ModelNotReported)),
			ModelStanding::Tampered => drop(reasons.insert(Reason::ModelTampered)),
		}
	}
	if context.last_approved.is_some_and(|last| now < u64::from(last) + u64::from(policy.cooldown))
	{
		reasons.insert(Reason::Cooldown);
	}
	reasons
}

fn any_case() -> impl Strategy<Value = (TestPolicy, Command, TestContext)> {
	let some = |of: &'static [&'static str], max: usize| {
		prop::sample::subsequence(of, 0..=max.min(of.len()))
	};
	const GLOBS: &[&str] =
		&["**", "src/**", "*", "**/*.rs", "src/*/a?", "docs/**/x", "A/*", "**/key*"];
	const BRANCHES: &[&str] = &["main", "**", "dev/*", "*"];
	let rule = prop_oneof![
		(some(BRANCHES, 4), some(&["feat: ", "fix: ", ""], 3)).prop_map(|(branches, prefixes)| {
			Rule::GitCommitAndPush {
				branches: texts(&branches),
				message_prefixes: texts(&prefixes),
			}
		}),
		any::<bool>().prop_map(|prod| Rule::VercelDeploy { prod }),
		some(&["a", "b"], 2).prop_map(|names| Rule::ServiceRestart { names: texts(&names) }),
		some(&["a", "b"], 2).prop_map(|names| Rule::HookRun { names: texts(&names) }),
	];
	let branch = prop::sample::select(vec!["main", "dev/x", "dev/x/y"]);
	let message = prop::sample::select(vec!["feat: x", "fix: x", "x"]);
	let name = || prop::sample::select(vec!["a", "b"]).prop_map(text);
	// One in eight asks for force.
	let force =
		prop::sample::select(vec![None, None, None, None, None, None, Some(false), Some(true)]);
	let operation = prop_oneof![
		(branch, message, force).prop_map(|(branch, message, force)| {
			Operation::GitCommitAndPush { branch: text(branch), message: text(message), force }
		}),
		any::<Option<bool>>().prop_map(|prod| Operation::VercelDeploy { prod }),
		name().prop_map(|name| Operation::ServiceRestart { name }),
		name().prop_map(|name| Operation::HookRun { name }),
	];
	const PATHS: &[&str] = &[
		"src/a",
		"src/x/ab",
		"main.rs",
		"docs/x",
		"a/key",
		"A/b",
		"a/B",
		"KEY.rs",
		"src/main.rs",
		"../a",
		"a//b",
	];
	let likely =
		|value: bool| prop::sample::select(vec![value, value, value, value, value, !value]);
	let near = |middle: u32| (middle - 3)..(middle + 4);
	let standing = prop::sample::select(vec![
		ModelStanding::Good,
		ModelStanding::Good,
		ModelStanding::Good,
		ModelStanding::NoOperator,
		ModelStanding::NotPinned,
		ModelStanding::NotReported,
		ModelStanding::Tampered,
	]);
	let policies = (
		likely(true),
		0u8..3,
		prop::collection::vec(rule, 0..=8),
		some(GLOBS, 8),
		some(GLOBS, 2),
		(2u8..5, near(100), near(10), prop::option::of(Just(1u32))),
	);
	let commands = (prop::collection::vec(operation, 1..=3), some(PATHS, 3), some(GLOBS, 1));
	let contexts = (likely(true), likely(false), near(1_000), near(1_100), near(990), standing);
	(policies, commands, contexts).prop_map(
		|(
			(listed, approvals, rules, allow, deny, (most, time_to_live, cooldown, model)),
			(operations, paths, narrower),
			(right_nonce, suspended, now, expires_at, last, model_standing),
		)| {
			let policy = TestPolicy {
				planners: if listed { vec![PLANNER] } else { vec![7] }.try_into().unwrap(),
				approvals,
				operations: rules.try_into().unwrap(),
				path_allow: texts(&allow),
				path_deny: texts(&deny),
				max_operations: most,
				time_to_live,
				cooldown,
				model,
				..policy()
			};
			let context = TestContext {
				nonce: Some(NonceCheck { expected: 5, given: if right_nonce { 5 } else { 6 } }),
				suspended,
				now,
				submitted: now,
				expires_at,
				last_approved: (last != 987).then_some(last),
				model: model_standing,
				..context()
			};
			(
				policy,
				Command { operations: operations.try_into().unwrap(), ..about(&paths, &narrower) },
				context,
			)
		},
	)
}

#[test]
fn nothing_is_approved_that_a_single_rule_refuses() {
	let seen = RefCell::new((0u32, BTreeSet::new()));
	runner()
		.run(&any_case(), |(policy, command, context)| {
			let reasons = oracle(&policy, &command, &context);
			match judge(&policy, &command, &context) {
				Verdict::Refused(reason) => {
					prop_assert!(reasons.contains(&reason), "{:?} not in {:?}", reason, reasons);
					seen.borrow_mut().1.insert(reason);
				}
				verdict => {
					prop_assert!(reasons.is_empty(), "{:?} despite {:?}", verdict, reasons);
					let expected = match policy.approvals {
						0 => Verdict::Approved,
						approvals => Verdict::NeedsApproval(approvals),
					};
					prop_assert_eq!(verdict, expected);
					seen.borrow_mut().0 += 1;
				}
			}
			Ok(())
		})
		.unwrap();
	let (approved, refused) = seen.into_inner();
	assert!(approved > 10, "{approved}");
	assert!(refused.len() >= 15, "{refused:?}");
}
