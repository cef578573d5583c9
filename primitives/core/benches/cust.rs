// SPDX-License-Identifier: Apache-2.0

//! What judging a command costs:
//!
//! ```text
//! cargo bench -p tonnetz-core --bench cust
//! ```
//!
//! `worst` is a policy and a command at every bound at once, whose globs keep as many places of each
//! path alive as they can and of which only the last allows it. The bars are 0.1 ms for `typical` and
//! `rules`, and 0.2 ms for `worst`. The variants beside it have paths in upper case, which are folded
//! for the deny globs, of two-byte letters, and of combining marks, whose normalisation form takes the
//! long way to check.
//!
//! A glob is matched with a path that was not prepared before, so the sets are part of the cost.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::arithmetic_side_effects)]

use criterion::{criterion_group, criterion_main, Criterion};
use std::hint::black_box;
use tonnetz_core::cust::{
	evaluate,
	glob::{Case, Glob, Subject},
	Command, Constraints, Context, Entries, GlobText, ModelStanding, NonceCheck, Operation, Policy,
	Rule, TargetPolicy, Text, Verdict, Version, MAX_DENY_STEPS, MAX_GLOB_STEPS,
};

const PLANNER: u64 = 1;

fn text<const MAX: u32>(text: &str) -> Text<MAX> {
	Text::new(text).expect("within bounds")
}

fn entries<const MAX: u32>(items: impl IntoIterator<Item = String>) -> Entries<Text<MAX>> {
	items.into_iter().map(|item| text(&item)).collect::<Vec<_>>().try_into().expect("few")
}

fn policy(operations: Vec<Rule>, allow: Vec<GlobText>, deny: Vec<GlobText>) -> Policy<u64, u32> {
	Policy {
		version: 1,
		planners: (0..15).map(|n| n + 100).chain([PLANNER]).collect::<Vec<_>>().try_into().unwrap(),
		executors: vec![2].try_into().unwrap(),
		approvers: vec![3].try_into().unwrap(),
		approvals: 1,
		operations: operations.try_into().expect("few rules"),
		path_allow: allow.try_into().expect("few globs"),
		path_deny: deny.try_into().expect("few globs"),
		max_operations: 16,
		time_to_live: 1_000,
		approval_timeout: 100,
		max_runtime: 200,
		cooldown: 10,
		model: None,
		destructive: true,
	}
}

fn command(operations: Vec<Operation>, paths: Vec<String>, deny: Vec<String>) -> Command {
	Command {
		version: Version::V1_0,
		intent: text("deploy"),
		target: text("resona-mycelial"),
		operations: operations.try_into().expect("few operations"),
		constraints: Some(Constraints {
			paths: Some(
				paths.iter().map(|path| text(path)).collect::<Vec<_>>().try_into().expect("few"),
			),
			deny: Some(
				deny.iter().map(|glob| text(glob)).collect::<Vec<_>>().try_into().expect("few"),
			),
		}),
		meta: None,
	}
}

fn judge(policy: &Policy<u64, u32>, command: &Command) -> Verdict {
	let context = Context {
		planner: &PLANNER,
		nonce: Some(NonceCheck { expected: 7, given: 7 }),
		suspended: false,
		now: 1_000,
		submitted: 1_000,
		expires_at: 1_100,
		last_approved: Some(1),
		model: ModelStanding::Good,
	};
	evaluate(TargetPolicy::Set(policy), command, &context)
}

/// The founding example under the policy that one would write for it.
fn typical() -> (Policy<u64, u32>, Command) {
	let rules = vec![
		Rule::GitCommitAndPush {
			branches: entries(["main".into()]),
			message_prefixes: entries(["feat: ".into(), "fix: ".into()]),
		},
		Rule::VercelDeploy { prod: true },
	];
	let globs = |globs: &[&str]| globs.iter().map(|glob| text(glob)).collect();
	let allow = globs(&["src/**", "docs/**", "*.md"]);
	let deny = globs(&["**/.env*", "**/*.pem", ".github/**"]);
	let operations = vec![
		Operation::GitCommitAndPush {
			branch: text("main"),
			message: text("feat: update coherence algorithm"),
			force: None,
		},
		Operation::VercelDeploy { prod: Some(true) },
	];
	let paths = vec!["src/coherence/mod.rs".into(), "docs/coherence.md".into()];
	(policy(rules, allow, deny), command(operations, paths, vec![]))
}

/// 16 rules whose lists and the globs make 100 and more entries to try.
fn rules() -> (Policy<u64, u32>, Command) {
	let names = |of: &'static str| (0..8).map(move |n| format!("{of}-service-{n}"));
	let rules = (0..15)
		.map(|_| Rule::ContainerNetworkConnect {
			containers: entries(names("other")),
			networks: entries(names("net")),
			aliases: entries(names("alias")),
		})
		.chain([Rule::ContainerNetworkConnect {
			containers: entries(names("web")),
			networks: entries(names("net")),
			aliases: entries(names("alias")),
		}])
		.collect();
	let operations = vec![
		Operation::ContainerNetworkConnect {
			container: text("web-service-7"),
			network: text("net-service-7"),
			alias: Some(text("alias-service-7")),
		};
		16
	];
	let globs = |of: &str| (0..32).map(|n| text(&format!("{of}/{n}/**/*.rs"))).collect();
	let paths = (0..16).map(|n| format!("src/31/module/{n}.rs")).collect();
	(policy(rules, globs("src"), globs("key")), command(operations, paths, vec![]))
}

/// Everything at its bound.
fn worst(letter: &str) -> (Policy<u64, u32>, Command) {
	// As long as 64 paths fit into 16 KiB of JSON beside the rest.
	let path = |n: usize| format!("{}{n:02}", letter.repeat(140 / letter.len()));
	let paths = (0..64).map(path).collect::<Vec<_>>();
	// Every step keeps most places alive, and the last finds that it was in vain.
	let vain = |steps: usize| format!("{}*!*", "*?".repeat((steps - 3) / 2));
	let literals = |count: usize| (0..count).map(|n| format!("{}{n}", "z".repeat(100)));
	let globs = |globs: Vec<String>| globs.iter().map(|glob| text(glob)).collect();
	let long = vain(MAX_GLOB_STEPS / 2 - 1);
	let deny = globs(literals(31).chain([long.clone()]).collect());
	let allow = globs(literals(30).chain([long, "**".into()]).collect());
	// All rules allow the branch by their last glob, but only the last of them allows the message.
	let rule = |prefix: &str| Rule::GitCommitAndPush {
		branches: entries(literals(7).chain(["x".repeat(128)])),
		message_prefixes: entries((0..7).map(|_| "a".repeat(63) + "b").chain([prefix.into()])),
	};
	let rules = (0..15).map(|_| rule("b")).chain([rule("")]).collect();
	let operations = vec![
		Operation::GitCommitAndPush {
			branch: text(&"x".repeat(128)),
			message: text(&"a".repeat(64)),
			force: Some(false),
		};
		16
	];
	let narrower = literals(15).chain([vain(MAX_DENY_STEPS)]).collect();
	(policy(rules, allow, deny), command(operations, paths, narrower))
}

fn benchmark(c: &mut Criterion) {
	for (name, (policy, command)) in [
		("typical", typical()),
		("rules", rules()),
		("worst", worst("ab")),
		("worst/folded", worst("AB")),
		("worst/two_bytes", worst("äö")),
		("worst/combining", worst("\u{1e0d}\u{307}")),
	] {
		assert_eq!(policy.check(), Ok(()), "{name}");
		assert_eq!(judge(&policy, &command), Verdict::NeedsApproval(1), "{name}");
		c.bench_function(&format!("cust/evaluate/{name}"), |b| {
			b.iter(|| judge(black_box(&policy), black_box(&command)));
		});
	}
	for (name, glob, path) in [
		("literal", "src/cust/glob.rs".to_string(), "src/cust/glob.rs".to_string()),
		("stars", "*a".repeat(62) + "*b*", "a".repeat(256)),
		("questions", "?*".repeat(62) + "?b*", "a".repeat(256)),
		("directories", "**/a/".repeat(24) + "b/**", "a/".repeat(127) + "a"),
	] {
		let glob = Glob::new(glob.as_bytes(), Case::Exact).expect("a glob");
		c.bench_function(&format!("cust/glob/{name}"), |b| {
			b.iter(|| {
				let subject = Subject::new(black_box(&path)).expect("a path");
				black_box(&glob).matches(&subject)
			});
		});
	}
	let (_, command) = worst("ab");
	c.bench_function("cust/check", |b| b.iter(|| black_box(&command).check()));
	let json = command.canonical_json();
	c.bench_function("cust/parse", |b| b.iter(|| Command::parse(black_box(json.as_bytes()))));
	c.bench_function("cust/digest", |b| b.iter(|| black_box(&command).digest()));
}

criterion_group!(benches, benchmark);
criterion_main!(benches);
