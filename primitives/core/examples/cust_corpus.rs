// SPDX-License-Identifier: Apache-2.0

//! Prints the corpus of commands and verdicts, `tests/vectors/cust/corpus.json`:
//!
//! ```text
//! cargo run --release -p tonnetz-core --example cust_corpus > primitives/core/tests/vectors/cust/corpus.json
//! ```
//!
//! Each case is a command as JSON text, the name of a policy, a context, and what must become of it.
//! The expectations are written here by hand, family by family; nothing is taken from the code that
//! the corpus tests. Chain, RPC, client and gate are held to the same cases.
//!
//! Accounts are names, which the reader replaces by accounts of its own. `policy` is null for a
//! target that does not exist and `unset` for one that has no policy. `expect` is a verdict, or
//! `{"parseError": code}` for a text that never becomes a command.

use serde_json::{json, Value};

struct Corpus {
	cases: Vec<Value>,
}

/// What a case departs from: the fit command in the fit context under the policy `web`.
#[derive(Clone)]
struct Case {
	policy: Value,
	context: Value,
	command: Value,
}

impl Case {
	fn new() -> Self {
		Self {
			policy: json!("web"),
			context: json!({
				"planner": "planner",
				"nonce": { "expected": 0, "given": 0 },
				"suspended": false,
				"now": 1_000,
				"submitted": 1_000,
				"expiresAt": 1_100,
				"lastApproved": null,
				"model": "good",
			}),
			command: json!({
				"version": "cust-1.0",
				"intent": "deploy",
				"target": "web",
				"operations": [push("main", "feat: x")],
			}),
		}
	}

	fn policy(mut self, policy: &str) -> Self {
		self.policy = json!(policy);
		self
	}

	fn context(mut self, member: &str, value: Value) -> Self {
		set(&mut self.context, member, value);
		self
	}

	/// At this block, as a submission.
	fn at(self, now: u32, expires_at: u32) -> Self {
		self.context("now", json!(now))
			.context("submitted", json!(now))
			.context("expiresAt", json!(expires_at))
	}

	fn command(mut self, member: &str, value: Value) -> Self {
		set(&mut self.command, member, value);
		self
	}

	fn operations(self, operations: Vec<Value>) -> Self {
		self.command("operations", json!(operations))
	}

	fn paths(self, paths: &[&str]) -> Self {
		self.command("constraints", json!({ "paths": paths }))
	}
}

fn set(object: &mut Value, member: &str, value: Value) {
	if let Some(members) = object.as_object_mut() {
		members.insert(member.into(), value);
	}
}

fn entries(object: &Value, member: &str) -> Vec<Value> {
	object.get(member).and_then(Value::as_array).cloned().unwrap_or_default()
}

impl Corpus {
	fn add(&mut self, family: &str, case: Case, expect: Value) {
		let command = case.command.to_string();
		self.add_text(family, &case, &command, expect);
	}

	fn add_text(&mut self, family: &str, case: &Case, command: &str, expect: Value) {
		let number = self.cases.len();
		self.cases.push(json!({
			"name": format!("{number:03} {family}"),
			"policy": case.policy,
			"context": case.context,
			"command": command,
			"expect": expect,
		}));
	}

	fn approved(&mut self, family: &str, case: Case) {
		self.add(family, case, json!({ "verdict": "approved" }));
	}

	fn refused(&mut self, family: &str, case: Case, reason: &str) {
		self.add(family, case, json!({ "verdict": "refused", "detail": reason }));
	}

	/// Approved without a reason, refused with one.
	fn judged(&mut self, family: &str, case: Case, reason: Option<&str>) {
		match reason {
			None => self.approved(family, case),
			Some(reason) => self.refused(family, case, reason),
		}
	}

	fn unreadable(&mut self, family: &str, command: &str, code: &str) {
		self.add_text(family, &Case::new(), command, json!({ "parseError": code }));
	}
}

fn push(branch: &str, message: &str) -> Value {
	json!({ "type": "git", "action": "commit_and_push", "branch": branch, "message": message })
}

fn deploy(prod: Option<bool>) -> Value {
	match prod {
		None => json!({ "type": "vercel", "action": "deploy" }),
		Some(prod) => json!({ "type": "vercel", "action": "deploy", "prod": prod }),
	}
}

fn restart(name: &str) -> Value {
	json!({ "type": "service", "action": "restart", "name": name })
}

fn run(name: &str) -> Value {
	json!({ "type": "hook", "action": "run", "name": name })
}

fn connect(container: &str, network: &str, alias: Option<&str>) -> Value {
	let mut operation = json!({
		"type": "container", "action": "network_connect", "container": container, "network": network,
	});
	if let Some(alias) = alias {
		set(&mut operation, "alias", json!(alias));
	}
	operation
}

fn policies() -> Value {
	let web = json!({
		"version": 1,
		"planners": ["planner"],
		"executors": ["executor"],
		"approvers": ["approver-1", "approver-2", "approver-3"],
		"approvals": 0,
		"operations": [
			{
				"operation": "git/commit_and_push",
				"branches": ["main", "release/*"],
				"messagePrefixes": ["feat: ", "fix: "],
			},
			{ "operation": "git/commit_and_push", "branches": ["dev/**"], "messagePrefixes": [""] },
			{ "operation": "vercel/deploy", "prod": false },
			{ "operation": "service/restart", "names": ["nginx", "web-1.service"] },
			{ "operation": "service/restart", "names": ["worker@1"] },
			{
				"operation": "container/network_connect",
				"containers": ["web"],
				"networks": ["backend"],
				"aliases": ["db"],
			},
			{
				"operation": "container/network_connect",
				"containers": ["worker"],
				"networks": ["jobs", "backend"],
			},
			{ "operation": "hook/run", "names": ["rotate-logs"] },
		],
		"pathAllow": [
			"src/**", "Docs/**", "*.md", "assets/?.png", "apps/*/config.json", "Grüße/**", "**/LICENSE",
		],
		"pathDeny": ["**/.env*", "**/*.pem", "src/secrets/**", "src/private/*", "src/geheim/Ä*"],
		"maxOperations": 4,
		"timeToLive": 100,
		"approvalTimeout": 50,
		"maxRuntime": 50,
		"cooldown": 10,
		"model": null,
		"destructive": false,
	});
	let with = |changes: &[(&str, Value)]| {
		let mut policy = web.clone();
		for (member, value) in changes {
			set(&mut policy, member, value.clone());
		}
		policy
	};
	json!({
		"web": web,
		"one-approval": with(&[("approvals", json!(1)), ("destructive", json!(true))]),
		"three-approvals": with(&[("approvals", json!(3))]),
		"modelled": with(&[("model", json!(7))]),
		"no-planners": with(&[("planners", json!([]))]),
		"no-rules": with(&[("operations", json!([]))]),
		"no-paths": with(&[("pathAllow", json!([]))]),
		"all-paths": with(&[("pathAllow", json!(["**"]))]),
		"sixteen": with(&[("maxOperations", json!(16)), ("cooldown", json!(0))]),
		"empty-lists": with(&[("operations", json!([
			{ "operation": "git/commit_and_push", "branches": [], "messagePrefixes": [""] },
			{ "operation": "service/restart", "names": [] },
			{ "operation": "vercel/deploy", "prod": true },
		]))]),
		"no-messages": with(&[("operations", json!([
			{ "operation": "git/commit_and_push", "branches": ["**"], "messagePrefixes": [] },
		]))]),
	})
}

fn who_and_when(corpus: &mut Corpus) {
	let case = Case::new;
	corpus.approved("fit", case());
	for planner in ["executor", "approver-1", "stranger", "Planner"] {
		let case = case().context("planner", json!(planner));
		corpus.refused("planner", case, "planner_not_listed");
	}
	corpus.refused("planner", case().policy("no-planners"), "planner_not_listed");
	let unknown = Case { policy: Value::Null, ..case() };
	corpus.refused("target", unknown.clone(), "unknown_target");
	corpus.refused("target", unknown.context("planner", json!("stranger")), "unknown_target");
	corpus.refused("target", case().policy("unset"), "no_policy");
	let top = u64::MAX;
	for (expected, given) in [(0, 1), (1, 0), (5, 4), (5, 6), (5, 0), (0, top), (top, 0)] {
		let case = case().context("nonce", json!({ "expected": expected, "given": given }));
		corpus.refused("nonce", case, "wrong_nonce");
	}
	for nonce in [0, 1, 5, 1 << 40, top] {
		let case = case().context("nonce", json!({ "expected": nonce, "given": nonce }));
		corpus.approved("nonce", case);
	}
	corpus.approved("nonce, evaluated again", case().context("nonce", Value::Null));
	corpus.refused("suspended", case().context("suspended", json!(true)), "policy_suspended");
	for (now, expires_at, reason) in [
		(1_000, 1_000, Some("expired")),
		(1_000, 999, Some("expired")),
		(1_000, 0, Some("expired")),
		(1_000, 1_001, None),
		(1_000, 1_099, None),
		(1_000, 1_100, None),
		(1_000, 1_101, Some("expires_too_late")),
		(1_000, u32::MAX, Some("expires_too_late")),
		(0, 100, None),
		(0, 101, Some("expires_too_late")),
		(u32::MAX - 10, u32::MAX, None),
		(u32::MAX, u32::MAX, Some("expired")),
	] {
		corpus.judged("life", case().at(now, expires_at), reason);
	}
	for (now, reason) in [(1_050, None), (1_099, None), (1_100, Some("expired"))] {
		corpus.judged("life, evaluated again", case().context("now", json!(now)), reason);
	}
	for (last, reason) in [
		(0, None),
		(989, None),
		(990, None),
		(991, Some("cooldown")),
		(999, Some("cooldown")),
		(1_000, Some("cooldown")),
	] {
		corpus.judged("cooldown", case().context("lastApproved", json!(last)), reason);
	}
	let none = case().policy("sixteen").context("lastApproved", json!(1_000));
	corpus.approved("no cooldown", none);
	for (model, reason) in [
		("good", None),
		("no_operator", Some("model_no_operator")),
		("not_pinned", Some("model_not_pinned")),
		("not_reported", Some("model_not_reported")),
		("tampered", Some("model_tampered")),
	] {
		let standing = case().context("model", json!(model));
		corpus.judged("model", standing.clone().policy("modelled"), reason);
		corpus.approved("model, of no interest", standing);
	}
	for (policy, approvals) in [("one-approval", 1), ("three-approvals", 3)] {
		let expect = json!({ "verdict": "needs_approval", "detail": approvals });
		corpus.add("approvals", case().policy(policy), expect.clone());
		corpus.add("approvals", case().policy(policy).paths(&["src/a"]), expect);
		corpus.refused("approvals", case().policy(policy).paths(&["x"]), "path_not_allowed");
		let force = case().policy(policy).operations(vec![forced(true)]);
		corpus.refused("approvals", force, "force_not_allowed");
	}
}

fn forced(force: bool) -> Value {
	let mut operation = push("main", "feat: x");
	set(&mut operation, "force", json!(force));
	operation
}

fn operations(corpus: &mut Corpus) {
	let one = |operation: Value| Case::new().operations(vec![operation]);
	for count in 1..=16 {
		let many = Case::new().operations(vec![push("main", "feat: x"); count]);
		let reason = (count > 4).then_some("too_many_operations");
		corpus.judged("count", many.clone(), reason);
		corpus.approved("count", many.policy("sixteen"));
	}
	for (branch, message, reason) in [
		("main", "feat: x", None),
		("main", "fix: x\n\nbody", None),
		("main", "feat: ", None),
		("main", "feat:", Some("message_not_allowed")),
		("main", "Feat: x", Some("message_not_allowed")),
		("main", " feat: x", Some("message_not_allowed")),
		("main", "chore: feat: x", Some("message_not_allowed")),
		("release/1", "feat: x", None),
		("release/1.2", "fix: x", None),
		("release/1", "x", Some("message_not_allowed")),
		("release/1/2", "feat: x", Some("branch_not_allowed")),
		("release", "feat: x", Some("branch_not_allowed")),
		("Release/1", "feat: x", Some("branch_not_allowed")),
		("dev/a", "anything", None),
		("dev/a/b/c", "anything", None),
		("dev", "anything", Some("branch_not_allowed")),
		("develop", "feat: x", Some("branch_not_allowed")),
		("Main", "feat: x", Some("branch_not_allowed")),
		("main2", "feat: x", Some("branch_not_allowed")),
		("xmain", "feat: x", Some("branch_not_allowed")),
		("x/main", "feat: x", Some("branch_not_allowed")),
	] {
		corpus.judged("git", one(push(branch, message)), reason);
	}
	corpus.refused("git", one(forced(true)), "force_not_allowed");
	corpus.approved("git", one(forced(false)));
	for (prod, reason) in
		[(None, None), (Some(false), None), (Some(true), Some("prod_not_allowed"))]
	{
		corpus.judged("vercel", one(deploy(prod)), reason);
		corpus.approved("vercel", one(deploy(prod)).policy("empty-lists"));
	}
	for (name, reason) in [
		("nginx", None),
		("web-1.service", None),
		("worker@1", None),
		("worker@2", Some("name_not_allowed")),
		("Nginx", Some("name_not_allowed")),
		("nginx.service", Some("name_not_allowed")),
		("rotate-logs", Some("name_not_allowed")),
	] {
		corpus.judged("service", one(restart(name)), reason);
	}
	for (name, reason) in [
		("rotate-logs", None),
		("rotate-log", Some("name_not_allowed")),
		("nginx", Some("name_not_allowed")),
	] {
		corpus.judged("hook", one(run(name)), reason);
	}
	for (container, network, alias, reason) in [
		("web", "backend", None, None),
		("web", "backend", Some("db"), None),
		("web", "backend", Some("cache"), Some("alias_not_allowed")),
		("web", "backend", Some("Db"), Some("alias_not_allowed")),
		("web", "jobs", None, Some("network_not_allowed")),
		("web", "frontend", Some("db"), Some("network_not_allowed")),
		("worker", "jobs", None, None),
		("worker", "backend", None, None),
		("worker", "backend", Some("db"), Some("alias_not_allowed")),
		("db", "backend", None, Some("name_not_allowed")),
		("nginx", "jobs", Some("db"), Some("name_not_allowed")),
	] {
		corpus.judged("container", one(connect(container, network, alias)), reason);
	}
	for operation in [
		push("main", "feat: x"),
		deploy(None),
		restart("nginx"),
		run("rotate-logs"),
		connect("web", "backend", None),
	] {
		let closed = one(operation).policy("no-rules");
		corpus.refused("no rules", closed, "operation_not_allowed");
	}
	corpus.refused(
		"empty list",
		one(push("main", "x")).policy("empty-lists"),
		"branch_not_allowed",
	);
	corpus.refused("empty list", one(restart("nginx")).policy("empty-lists"), "name_not_allowed");
	corpus.refused("empty list", one(run("x")).policy("empty-lists"), "operation_not_allowed");
	corpus.refused(
		"empty list",
		one(push("main", "x")).policy("no-messages"),
		"message_not_allowed",
	);
	// The first operation that is refused gives the reason.
	let mixed = |operations| Case::new().operations(operations);
	let (fit, bad_branch, bad_name) = (push("main", "feat: x"), push("x", "feat: x"), restart("x"));
	for (operations, reason) in [
		(vec![fit.clone(), bad_branch.clone()], "branch_not_allowed"),
		(vec![bad_branch.clone(), fit.clone()], "branch_not_allowed"),
		(vec![fit.clone(), bad_name.clone(), bad_branch.clone()], "name_not_allowed"),
		(vec![fit, bad_branch, bad_name], "branch_not_allowed"),
	] {
		corpus.refused("several", mixed(operations), reason);
	}
	let all = vec![push("main", "feat: x"), deploy(None), restart("nginx"), run("rotate-logs")];
	corpus.approved("several", mixed(all));
}

fn paths(corpus: &mut Corpus) {
	let long = format!("src/{}", "a".repeat(252));
	for (path, reason) in [
		("src/a", None),
		("src/a/b/c.rs", None),
		("src/...", None),
		("src/..a", None),
		("src/a b", None),
		("src/日本/語", None),
		("src/*", None),
		(&long, None),
		("README.md", None),
		(".md", None),
		("assets/a.png", None),
		("assets/ä.png", None),
		("apps/web/config.json", None),
		("Grüße/x", None),
		("LICENSE", None),
		("vendor/x/LICENSE", None),
		("Docs/a", None),
		("src", Some("path_not_allowed")),
		("Src/a", Some("path_not_allowed")),
		("docs/a", Some("path_not_allowed")),
		("a/README.md", Some("path_not_allowed")),
		("README.MD", Some("path_not_allowed")),
		("assets/ab.png", Some("path_not_allowed")),
		("assets/.png", Some("path_not_allowed")),
		("apps/web/x/config.json", Some("path_not_allowed")),
		("apps/config.json", Some("path_not_allowed")),
		("grüße/x", Some("path_not_allowed")),
		("xsrc/a", Some("path_not_allowed")),
		("package.json", Some("path_not_allowed")),
		(".git/config", Some("path_not_allowed")),
		("license", Some("path_not_allowed")),
		(".env", Some("path_denied")),
		("src/.env", Some("path_denied")),
		("src/.env.local", Some("path_denied")),
		("src/a/b/.environment", Some("path_denied")),
		("src/.ENV", Some("path_denied")),
		("src/.Env", Some("path_denied")),
		("src/key.pem", Some("path_denied")),
		("src/key.PEM", Some("path_denied")),
		("src/.pem", Some("path_denied")),
		("key.pem", Some("path_denied")),
		("src/secrets/a", Some("path_denied")),
		("src/Secrets/a/b", Some("path_denied")),
		("src/\u{17f}ecrets/a", Some("path_denied")),
		("src/secrets", None),
		("src/private/a", Some("path_denied")),
		("src/private/a/b", None),
		("src/geheim/Äb", Some("path_denied")),
		("src/geheim/äb", Some("path_denied")),
		("src/GEHEIM/ä", Some("path_denied")),
		("src/geheim/Ab", None),
		("/src/a", Some("path_absolute")),
		("/", Some("path_absolute")),
		("//src/a", Some("path_absolute")),
		("c:/src/a", Some("path_absolute")),
		("C:src", Some("path_absolute")),
		("", Some("path_empty_segment")),
		("src//a", Some("path_empty_segment")),
		("src/", Some("path_empty_segment")),
		("src/a/", Some("path_empty_segment")),
		("..", Some("path_dot_segment")),
		(".", Some("path_dot_segment")),
		("../src/a", Some("path_dot_segment")),
		("src/../a", Some("path_dot_segment")),
		("src/..", Some("path_dot_segment")),
		("./src/a", Some("path_dot_segment")),
		("src/./a", Some("path_dot_segment")),
		("src/../src/a", Some("path_dot_segment")),
		("src\\a", Some("path_backslash")),
		("src/..\\..\\.env", Some("path_backslash")),
		("\\src", Some("path_backslash")),
		("src/a\0", Some("path_invisible")),
		("src/a\0.md", Some("path_invisible")),
		("src/a\n", Some("path_invisible")),
		("src/\u{7f}", Some("path_invisible")),
		("src/\u{85}", Some("path_invisible")),
		("src/.e\u{200c}nv", Some("path_invisible")),
		("src/\u{202e}a", Some("path_invisible")),
		("src/\u{feff}a", Some("path_invisible")),
		("src/\u{ad}a", Some("path_invisible")),
		("src/a\u{301}", Some("path_not_normalised")),
		("src/\u{212b}", Some("path_not_normalised")),
		("Gru\u{308}ße/x", Some("path_not_normalised")),
		("src/\u{1100}\u{1161}", Some("path_not_normalised")),
		("src/\u{1e0d}\u{307}", None),
	] {
		corpus.judged("path", Case::new().paths(&[path]), reason);
	}
	for path in ["src/a", "README.md"] {
		let closed = Case::new().policy("no-paths").paths(&[path]);
		corpus.refused("empty allow list", closed, "path_not_allowed");
	}
	corpus.approved("empty allow list", Case::new().policy("no-paths"));
	corpus.approved("empty allow list", Case::new().policy("no-paths").paths(&[]));
	for (path, reason) in [
		("x", None),
		(".git/config", None),
		("a/.env", Some("path_denied")),
		("A/B.Pem", Some("path_denied")),
		("../x", Some("path_dot_segment")),
	] {
		corpus.judged("deny beats allow", Case::new().policy("all-paths").paths(&[path]), reason);
	}
	for (paths, reason) in [
		(&["src/a", "src/b", "README.md"][..], None),
		(&["src/a", "x", "/y"], Some("path_not_allowed")),
		(&["src/a", "/y", "x"], Some("path_absolute")),
		(&["src/a", "src/.env", "x"], Some("path_denied")),
		(&["src/a", "src/a"], None),
	] {
		corpus.judged("several paths", Case::new().paths(paths), reason);
	}
	let sixty_four: Vec<String> = (0..64).map(|n| format!("src/{n}")).collect();
	let sixty_four = Case::new().command("constraints", json!({ "paths": sixty_four }));
	corpus.approved("64 paths", sixty_four);
	for (deny, reason) in [
		(json!([]), None),
		(json!(["src/b"]), None),
		(json!(["src/a/**"]), None),
		(json!(["src/a"]), Some("path_denied")),
		(json!(["SRC/A"]), Some("path_denied")),
		(json!(["src/*"]), Some("path_denied")),
		(json!(["**"]), Some("path_denied")),
		(json!(["x", "y", "**/a"]), Some("path_denied")),
		(json!(["**/?"]), Some("path_denied")),
		(json!(["a"]), None),
		(json!([""]), Some("bad_deny_glob")),
		(json!(["/src/**"]), Some("bad_deny_glob")),
		(json!(["src/**a"]), Some("bad_deny_glob")),
		(json!(["***"]), Some("bad_deny_glob")),
		(json!(["src/{a,b}"]), Some("bad_deny_glob")),
		(json!(["src/[ab]"]), Some("bad_deny_glob")),
		(json!(["!src/a"]), Some("bad_deny_glob")),
		(json!(["src\\a"]), Some("bad_deny_glob")),
		(json!(["../a"]), Some("bad_deny_glob")),
		(json!(["*a".repeat(16) + "*"]), Some("deny_too_complex")),
		(json!(["*b".repeat(16)]), None),
		(json!(["*b".repeat(9), "*b".repeat(9)]), Some("deny_too_complex")),
	] {
		let constraints = json!({ "paths": ["src/a"], "deny": deny });
		corpus.judged(
			"command's own deny",
			Case::new().command("constraints", constraints),
			reason,
		);
	}
	// What the command says of itself loosens nothing.
	let loosened = Case::new().command("constraints", json!({ "paths": ["src/.env"], "deny": [] }));
	corpus.refused("command's own deny", loosened, "path_denied");
}

/// Two faults at once: the one that is checked first is the reason.
fn first_failure_wins(corpus: &mut Corpus) {
	type Spoil = fn(Case) -> Case;
	let spoils: [(&str, Spoil); 12] = [
		("planner_not_listed", |case| case.context("planner", json!("stranger"))),
		("wrong_nonce", |case| case.context("nonce", json!({ "expected": 3, "given": 2 }))),
		("policy_suspended", |case| case.context("suspended", json!(true))),
		("expired", |case| case.context("expiresAt", json!(10))),
		("expires_too_late", |case| case.context("submitted", json!(0))),
		("too_many_operations", |case| {
			let mut operations = vec![push("main", "feat: x"); 4];
			operations.extend(entries(&case.command, "operations").into_iter().take(1));
			case.operations(operations)
		}),
		("name_not_allowed", |case| {
			let mut operations = entries(&case.command, "operations");
			operations.push(restart("x"));
			case.operations(operations)
		}),
		("bad_deny_glob", |mut case| {
			if case.command.get("constraints").is_none() {
				case = case.command("constraints", json!({}));
			}
			if let Some(constraints) = case.command.get_mut("constraints") {
				set(constraints, "deny", json!(["***"]));
			}
			case
		}),
		("path_denied", |case| add_path(case, ".env")),
		("path_not_allowed", |case| add_path(case, "x")),
		("model_tampered", |case| case.policy("modelled").context("model", json!("tampered"))),
		("cooldown", |case| case.context("lastApproved", json!(995))),
	];
	for (index, (reason, first)) in spoils.iter().enumerate() {
		for (_, second) in spoils.iter().skip(index.saturating_add(1)) {
			corpus.refused("two faults", second(first(Case::new())), reason);
		}
	}
}

fn add_path(mut case: Case, path: &str) -> Case {
	if case.command.get("constraints").is_none() {
		case = case.command("constraints", json!({}));
	}
	if let Some(constraints) = case.command.get_mut("constraints") {
		let mut paths = entries(constraints, "paths");
		paths.push(json!(path));
		set(constraints, "paths", json!(paths));
	}
	case
}

/// Writings of a fit command that are as good.
fn writings(corpus: &mut Corpus) {
	for text in [
		r#"{"version":"cust-1.0","intent":"deploy","target":"web","operations":[{"type":"git","action":"commit_and_push","branch":"main","message":"feat: x"}]}"#,
		r#"{"version":"cust-1.0","intent":"deploy","target":"web","operations":[{"type":"git","action":"commit_and_push","branch":"main","message":"feat: x"}],"constraints":{},"meta":{}}"#,
		r#"{"version":"cust-1.0","intent":"deploy","target":"web","operations":[{"type":"git","action":"commit_and_push","branch":"main","message":"feat: x"}],"signature":"00"}"#,
		"\n{\t\"signature\" : \"00\",\r\n \"operations\" : [ { \"message\" : \"feat: x\" , \"branch\":\"main\",\"action\":\"commit_and_push\",\"type\":\"git\" } ] , \"target\":\"web\",\"intent\":\"deploy\",\"version\":\"cust-1.0\" } ",
		r#"{"\u0076ersion":"cust\u002d1.0","intent":"d\u0065ploy","target":"\u0077eb","operations":[{"type":"git","action":"commit_and_push","branch":"m\u0061in","message":"feat: \ud83d\ude00"}]}"#,
		r#"{"version":"cust-1.0","intent":"déployer","target":"web","operations":[{"type":"git","action":"commit_and_push","branch":"main","message":"feat: x"}],"meta":{"timestamp":1767225603000,"nonce":"n","model":"m","session_id":"s","note":"n"}}"#,
		r#"{"version":"cust-1.0","intent":"deploy","target":"web","operations":[{"type":"git","action":"commit_and_push","branch":"main","message":"feat: x"}],"meta":{"timestamp":"2026-01-01T00:00:03.000Z"}}"#,
	] {
		corpus.add_text("writing", &Case::new(), text, json!({ "verdict": "approved" }));
	}
}

fn unreadable(corpus: &mut Corpus) {
	let fit = Case::new().command.to_string();
	let with = |member: &str, value: Value| Case::new().command(member, value).command.to_string();
	let operation = |operation: Value| Case::new().operations(vec![operation]).command.to_string();
	let mut without = Case::new();
	if let Some(members) = without.command.as_object_mut() {
		members.remove("intent");
	}
	for (text, code) in [
		(String::new(), "json_unexpected_end"),
		(fit.clone() + "x", "json_trailing_data"),
		(format!("\u{feff}{fit}"), "json_byte_order_mark"),
		(fit.replace("\"deploy\"", "\"deploy\",\"intent\":\"x\""), "json_duplicate_key"),
		(fit.replace("\"deploy\"", "\"deploy\",\"\\u0069ntent\":\"x\""), "json_duplicate_key"),
		(fit.replace("deploy", "de\u{1}ploy"), "json_control_character"),
		(fit.replace("deploy", "de\\ud800ploy"), "json_lone_surrogate"),
		(fit.replace("deploy", "de\\qploy"), "json_bad_escape"),
		(fit.replace("\"deploy\"", "NaN"), "json_unexpected_character"),
		(fit.replace("\"deploy\"", "01"), "json_bad_number"),
		(fit.replace("\"deploy\"", "1e999"), "json_number_too_large"),
		(fit.replace("\"deploy\"", "[[[[[[[[1]]]]]]]]"), "json_too_deep"),
		(fit.replace("deploy", &"x".repeat(16_384)), "json_too_long"),
		("[]".into(), "wrong_type"),
		("null".into(), "wrong_type"),
		("{}".into(), "missing_field"),
		(without.command.to_string(), "missing_field"),
		(with("version", json!("cust-2.0")), "unknown_version"),
		(with("version", json!("1.0")), "unknown_version"),
		(with("version", json!(1)), "wrong_type"),
		(with("priority", json!(1)), "unknown_field"),
		(with("Signature", json!("00")), "unknown_field"),
		(with("signature", json!(null)), "wrong_type"),
		(with("intent", json!("")), "bad_text"),
		(with("intent", json!("x".repeat(65))), "too_long"),
		(with("target", json!("Web")), "bad_text"),
		(with("target", json!("web_1")), "bad_text"),
		(with("target", json!("")), "bad_text"),
		(with("target", json!("x".repeat(65))), "too_long"),
		(with("operations", json!([])), "empty"),
		(with("operations", json!({})), "wrong_type"),
		(with("operations", json!(vec![push("main", "feat: x"); 17])), "too_many"),
		(operation(json!({ "type": "git", "action": "push" })), "unknown_operation"),
		(operation(json!({ "type": "shell", "action": "run" })), "unknown_operation"),
		(operation(json!({ "action": "run" })), "missing_field"),
		(operation(json!("git")), "wrong_type"),
		(operation(push("-f", "feat: x")), "bad_text"),
		(operation(push("+main", "feat: x")), "bad_text"),
		(operation(push("main:prod", "feat: x")), "bad_text"),
		(operation(push("refs/heads/main", "feat: x")), "bad_text"),
		(operation(push("a..b", "feat: x")), "bad_text"),
		(operation(push("a b", "feat: x")), "bad_text"),
		(operation(push("", "feat: x")), "bad_text"),
		(operation(push("main", "")), "bad_text"),
		(operation(push("main", "feat: \u{1b}[2J")), "bad_text"),
		(operation(push("main", &"x".repeat(1_025))), "too_long"),
		(operation(restart("--all")), "bad_text"),
		(operation(restart("nginx; reboot")), "bad_text"),
		(operation(run("../hook")), "bad_text"),
		(operation(connect("web", "$(id)", None)), "bad_text"),
		(operation(connect("web", "backend", Some(""))), "bad_text"),
		(with("constraints", json!({ "allow": ["**"] })), "unknown_field"),
		(with("constraints", json!(null)), "wrong_type"),
		(with("constraints", json!({ "paths": vec!["src/a"; 65] })), "too_many"),
		(with("constraints", json!({ "paths": ["x".repeat(257)] })), "too_long"),
		(with("constraints", json!({ "deny": vec!["src/a"; 17] })), "too_many"),
		(with("constraints", json!({ "deny": ["x".repeat(129)] })), "too_long"),
		(with("meta", json!({ "user": "x" })), "unknown_field"),
		(with("meta", json!({ "timestamp": -1 })), "bad_text"),
		(with("meta", json!({ "timestamp": "now" })), "bad_text"),
		(with("meta", json!({ "nonce": 1 })), "wrong_type"),
		(with("meta", json!({ "note": "a\nb" })), "bad_text"),
	] {
		corpus.unreadable("unreadable", &text, code);
	}
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
	let mut corpus = Corpus { cases: Vec::new() };
	who_and_when(&mut corpus);
	operations(&mut corpus);
	paths(&mut corpus);
	first_failure_wins(&mut corpus);
	writings(&mut corpus);
	unreadable(&mut corpus);
	let document = json!({
		"source": "cargo run --release -p tonnetz-core --example cust_corpus",
		"policies": policies(),
		"cases": corpus.cases,
	});
	println!("{}", serde_json::to_string_pretty(&document)?);
	Ok(())
}
