// SPDX-License-Identifier: Apache-2.0

//! From JSON to the command and back, and what is refused on the way.

use crate::common::{runner, text, texts};
use codec::{Decode, Encode, MaxEncodedLen};
use proptest::prelude::*;
use tonnetz_core::cust::{
	json, Command, Constraints, Form, Meta, Operation, ParseError, Text, Timestamp, Version,
};

/// The example of the founding documents.
const FOUNDING: &str = r#"{"version":"cust-1.0","intent":"deploy","target":"resona-mycelial",
 "operations":[{"type":"git","action":"commit_and_push","branch":"main","message":"feat: update coherence algorithm"},
               {"type":"vercel","action":"deploy","prod":true}],
 "constraints":{},"meta":{}}"#;

fn founding() -> Command {
	Command {
		version: Version::V1_0,
		intent: text("deploy"),
		target: text("resona-mycelial"),
		operations: vec![
			Operation::GitCommitAndPush {
				branch: text("main"),
				message: text("feat: update coherence algorithm"),
				force: None,
			},
			Operation::VercelDeploy { prod: Some(true) },
		]
		.try_into()
		.unwrap(),
		constraints: Some(Constraints::default()),
		meta: Some(Meta::default()),
	}
}

#[test]
fn founding_example_is_read() {
	let parsed = Command::parse(FOUNDING.as_bytes()).unwrap();
	assert_eq!(parsed.command, founding());
	assert_eq!(parsed.signature, None);
	assert_eq!(founding().check(), Ok(()));
	let signed = FOUNDING.replace("\"meta\":{}", "\"meta\":{},\"signature\":\"00ff\"");
	let parsed = Command::parse(signed.as_bytes()).unwrap();
	assert_eq!(parsed.command, founding());
	assert_eq!(parsed.signature.as_deref(), Some("00ff"));
	let bare = FOUNDING.replace(",\n \"constraints\":{},\"meta\":{}", "");
	let parsed = Command::parse(bare.as_bytes()).unwrap();
	assert_eq!(parsed.command, Command { constraints: None, meta: None, ..founding() });
}

/// Computed outside this code: the canonical form by ECMAScript, the digest by sha256sum, the
/// encoding by hand.
#[test]
fn founding_example_keeps_its_forms() {
	let command = founding();
	assert_eq!(
		command.canonical_json(),
		"{\"constraints\":{},\"intent\":\"deploy\",\"meta\":{},\"operations\":[{\"action\":\
		 \"commit_and_push\",\"branch\":\"main\",\"message\":\"feat: update coherence algorithm\",\
		 \"type\":\"git\"},{\"action\":\"deploy\",\"prod\":true,\"type\":\"vercel\"}],\"target\":\
		 \"resona-mycelial\",\"version\":\"cust-1.0\"}"
	);
	assert_eq!(format!("{:?}", command.digest()), DIGEST);
	let mut encoded = vec![1, 0, 6 << 2];
	encoded.extend(b"deploy");
	encoded.push(15 << 2);
	encoded.extend(b"resona-mycelial");
	encoded.extend([2 << 2, 0, 4 << 2]);
	encoded.extend(b"main");
	encoded.push(32 << 2);
	encoded.extend(b"feat: update coherence algorithm");
	encoded.extend([0, 1, 1, 1]);
	encoded.extend([1, 0, 0]);
	encoded.extend([1, 0, 0, 0, 0, 0]);
	assert_eq!(command.encode(), encoded);
	assert_eq!(Command::decode(&mut &encoded[..]).unwrap(), command);
}

const DIGEST: &str = "0x3f8d4d8a6fdbc514e1c0436266ffbeb310f2376838855908efb83807524a328b";

#[test]
fn operations_keep_their_indices() {
	let name = || text("x");
	for (index, operation) in [
		(0, Operation::GitCommitAndPush { branch: text("x"), message: text("x"), force: None }),
		(1, Operation::VercelDeploy { prod: None }),
		(2, Operation::ServiceRestart { name: name() }),
		(3, Operation::ContainerNetworkConnect { container: name(), network: name(), alias: None }),
		(4, Operation::HookRun { name: name() }),
	] {
		assert_eq!(operation.encode()[0], index);
	}
	assert!(Operation::decode(&mut &[5u8, 0, 0, 0, 0][..]).is_err());
	assert_eq!(Timestamp::Millis(1).encode()[0], 0);
	assert_eq!(Timestamp::Rfc3339(text("x")).encode()[0], 1);
}

#[test]
fn lengths_are_bounded() {
	// 16 operations of at most 1,156 bytes, 64 paths of 258 and 16 globs of 130 make most of it.
	let bound = Command::max_encoded_len();
	assert!((37_000..38_000).contains(&bound), "{bound}");
}

/// The founding example with a part replaced.
fn with(from: &str, to: &str) -> Result<Command, ParseError> {
	let json = FOUNDING.replace(from, to);
	assert_ne!(json, FOUNDING, "{from} is not there");
	Command::parse(json.as_bytes()).map(|parsed| parsed.command)
}

fn operation(json: &str) -> Result<Command, ParseError> {
	with(r#"{"type":"vercel","action":"deploy","prod":true}"#, json)
}

fn constraints(json: &str) -> Result<Command, ParseError> {
	with("\"constraints\":{}", &format!("\"constraints\":{json}"))
}

fn meta(json: &str) -> Result<Command, ParseError> {
	with("\"meta\":{}", &format!("\"meta\":{json}"))
}

#[test]
fn what_is_no_command_is_refused_by_code_and_place() {
	let long = |len: usize| "a".repeat(len);
	let many = |count: usize| vec!["\"a\""; count].join(",");
	let restart = r#"{"type":"service","action":"restart","name":"a"}"#;
	for (result, code, place) in [
		(with("\"version\":\"cust-1.0\",", ""), "missing_field", "version"),
		(with("cust-1.0", "cust-1.1"), "unknown_version", "version"),
		(with("cust-1.0", "cust-01.0"), "unknown_version", "version"),
		(with("\"cust-1.0\"", "1.0"), "wrong_type", "version"),
		(with("\"intent\":\"deploy\",", ""), "missing_field", "intent"),
		(with("\"intent\":\"deploy\"", "\"intent\":null"), "wrong_type", "intent"),
		(with("\"intent\":\"deploy\"", "\"intent\":\"\""), "bad_text", "intent"),
		(with("\"intent\":\"deploy\"", "\"intent\":\"a\\nb\""), "bad_text", "intent"),
		(
			with("\"intent\":\"deploy\"", &format!("\"intent\":\"{}\"", long(65))),
			"too_long",
			"intent",
		),
		(with("resona-mycelial", "Resona"), "bad_text", "target"),
		(with("resona-mycelial", ""), "bad_text", "target"),
		(with("resona-mycelial", &long(65)), "too_long", "target"),
		(with("\"target\"", "\"tarrget\""), "unknown_field", "tarrget"),
		(with("\"meta\"", "\"Meta\""), "unknown_field", "Meta"),
		(with("\"operations\":[", "\"x\":[],\"operations\":["), "unknown_field", "x"),
		(with("\"meta\":{}", "\"signature\":1"), "wrong_type", "signature"),
		(with("\"meta\":{}", &format!("\"signature\":\"{}\"", long(129))), "too_long", "signature"),
		(operation("1"), "wrong_type", "operations[1]"),
		(operation("{}"), "missing_field", "operations[1].type"),
		(operation(r#"{"type":"git"}"#), "missing_field", "operations[1].action"),
		(operation(r#"{"type":1,"action":"deploy"}"#), "wrong_type", "operations[1].type"),
		(operation(r#"{"type":"vercel","action":"remove"}"#), "unknown_operation", "operations[1]"),
		(operation(r#"{"type":"ssh","action":"run"}"#), "unknown_operation", "operations[1]"),
		(
			operation(r#"{"type":"Git","action":"commit_and_push"}"#),
			"unknown_operation",
			"operations[1]",
		),
		(
			operation(r#"{"type":"vercel","action":"deploy","force":true}"#),
			"unknown_field",
			"operations[1].force",
		),
		(
			operation(r#"{"type":"vercel","action":"deploy","prod":"yes"}"#),
			"wrong_type",
			"operations[1].prod",
		),
		(
			operation(r#"{"type":"vercel","action":"deploy","prod":null}"#),
			"wrong_type",
			"operations[1].prod",
		),
		(
			operation(r#"{"type":"git","action":"commit_and_push","message":"a"}"#),
			"missing_field",
			"operations[1].branch",
		),
		(
			operation(r#"{"type":"git","action":"commit_and_push","branch":"a"}"#),
			"missing_field",
			"operations[1].message",
		),
		(
			operation(
				r#"{"type":"git","action":"commit_and_push","branch":"--force","message":"a"}"#,
			),
			"bad_text",
			"operations[1].branch",
		),
		(
			operation(
				r#"{"type":"git","action":"commit_and_push","branch":"+main","message":"a"}"#,
			),
			"bad_text",
			"operations[1].branch",
		),
		(
			operation(r#"{"type":"git","action":"commit_and_push","branch":"a","message":" "}"#),
			"bad_text",
			"operations[1].message",
		),
		(
			operation(
				r#"{"type":"git","action":"commit_and_push","branch":"a","message":"a\u0000"}"#,
			),
			"bad_text",
			"operations[1].message",
		),
		(
			operation(&format!(
				r#"{{"type":"git","action":"commit_and_push","branch":"a","message":"{}"}}"#,
				long(1_025)
			)),
			"too_long",
			"operations[1].message",
		),
		(
			operation(&format!(
				r#"{{"type":"git","action":"commit_and_push","branch":"{}","message":"a"}}"#,
				long(129)
			)),
			"too_long",
			"operations[1].branch",
		),
		(
			operation(
				r#"{"type":"git","action":"commit_and_push","branch":"a","message":"a","force":1}"#,
			),
			"wrong_type",
			"operations[1].force",
		),
		(
			operation(r#"{"type":"service","action":"restart","name":"a b"}"#),
			"bad_text",
			"operations[1].name",
		),
		(
			operation(r#"{"type":"service","action":"restart","name":"a","args":[]}"#),
			"unknown_field",
			"operations[1].args",
		),
		(operation(r#"{"type":"hook","action":"run"}"#), "missing_field", "operations[1].name"),
		(
			operation(r#"{"type":"container","action":"network_connect","container":"a"}"#),
			"missing_field",
			"operations[1].network",
		),
		(
			operation(
				r#"{"type":"container","action":"network_connect","container":"a","network":"b","alias":""}"#,
			),
			"bad_text",
			"operations[1].alias",
		),
		(operation(&vec![restart; 16].join(",")), "too_many", "operations"),
		(constraints("[]"), "wrong_type", "constraints"),
		(constraints(r#"{"allow":[]}"#), "unknown_field", "constraints.allow"),
		(constraints(r#"{"paths":"a"}"#), "wrong_type", "constraints.paths"),
		(constraints(r#"{"paths":null}"#), "wrong_type", "constraints.paths"),
		(constraints(r#"{"paths":["a",1]}"#), "wrong_type", "constraints.paths[1]"),
		(
			constraints(&format!(r#"{{"paths":["{}"]}}"#, long(257))),
			"too_long",
			"constraints.paths[0]",
		),
		(constraints(&format!(r#"{{"paths":[{}]}}"#, many(65))), "too_many", "constraints.paths"),
		(constraints(&format!(r#"{{"deny":[{}]}}"#, many(17))), "too_many", "constraints.deny"),
		(
			constraints(&format!(r#"{{"deny":["{}"]}}"#, long(129))),
			"too_long",
			"constraints.deny[0]",
		),
		(meta("null"), "wrong_type", "meta"),
		(meta(r#"{"user":"a"}"#), "unknown_field", "meta.user"),
		(meta(r#"{"timestamp":-1}"#), "bad_text", "meta.timestamp"),
		(meta(r#"{"timestamp":1.5}"#), "bad_text", "meta.timestamp"),
		(meta(r#"{"timestamp":9007199254740992}"#), "bad_text", "meta.timestamp"),
		(meta(r#"{"timestamp":true}"#), "wrong_type", "meta.timestamp"),
		(meta(r#"{"timestamp":"yesterday"}"#), "bad_text", "meta.timestamp"),
		(meta(r#"{"nonce":7}"#), "wrong_type", "meta.nonce"),
		(meta(r#"{"nonce":""}"#), "bad_text", "meta.nonce"),
		(meta(&format!(r#"{{"nonce":"{}"}}"#, long(65))), "too_long", "meta.nonce"),
		(meta(&format!(r#"{{"note":"{}"}}"#, long(257))), "too_long", "meta.note"),
		(meta(r#"{"model":[]}"#), "wrong_type", "meta.model"),
		(meta(r#"{"session_id":"a\u001b"}"#), "bad_text", "meta.session_id"),
		(Command::parse(b"[]").map(|p| p.command), "wrong_type", "command"),
		(meta(r#"{"note":"a","note":"a"}"#), "json_duplicate_key", "JSON at byte 300"),
	] {
		let error = result.expect_err(place);
		assert_eq!(error.code(), code, "{error}");
		let shown = error.to_string();
		assert!(shown.starts_with(&format!("{place}: ")), "{shown} does not begin with {place}");
		assert!(!shown.contains('\n'), "{shown}");
	}
	let empty = r#"{"version":"cust-1.0","intent":"a","target":"a","operations":[]}"#;
	assert_eq!(Command::parse(empty.as_bytes()).unwrap_err().code(), "empty");
	let none = r#"{"version":"cust-1.0","intent":"a","target":"a"}"#;
	assert_eq!(Command::parse(none.as_bytes()).unwrap_err().code(), "missing_field");
}

#[test]
fn bounds_are_inclusive() {
	let restart = r#"{"type":"service","action":"restart","name":"a"}"#;
	let many = |count: usize| vec!["\"a\""; count].join(",");
	assert!(operation(&vec![restart; 15].join(",")).is_ok());
	assert!(constraints(&format!(r#"{{"paths":[{}],"deny":[{}]}}"#, many(64), many(16))).is_ok());
	assert!(constraints(&format!(r#"{{"paths":["{}"]}}"#, "a".repeat(256))).is_ok());
	assert!(meta(r#"{"timestamp":9007199254740991}"#).is_ok());
}

#[test]
fn strange_paths_are_for_the_policy_to_refuse() {
	let command = constraints(r#"{"paths":["","../x","a\u0000"],"deny":["["]}"#).unwrap();
	assert_eq!(command.paths(), &[text(""), text("../x"), text("a\0")]);
	assert_eq!(command.deny(), &[text("[")]);
	assert_eq!(command.check(), Ok(()));
}

/// Commands that SCALE can say and JSON cannot.
#[test]
fn hostile_encodings_do_not_pass_the_check() {
	let raw = |bytes: &[u8]| Text::<64>::decode(&mut &bytes.to_vec().encode()[..]).unwrap();
	let operation = |operation: Operation| Command {
		operations: vec![operation].try_into().unwrap(),
		..founding()
	};
	let restart = |name: &[u8]| operation(Operation::ServiceRestart { name: raw(name) });
	let push = |branch: &str, message: &str| {
		operation(Operation::GitCommitAndPush {
			branch: text(branch),
			message: text(message),
			force: None,
		})
	};
	let meta = |meta: Meta| Command { meta: Some(meta), ..founding() };
	for (command, place) in [
		(Command { intent: text(""), ..founding() }, "intent"),
		(Command { intent: raw(b"\xff"), ..founding() }, "intent"),
		(Command { target: text("A"), ..founding() }, "target"),
		(Command { target: raw(b"a\xc3"), ..founding() }, "target"),
		(Command { operations: Default::default(), ..founding() }, "operations"),
		(restart(b"-x"), "operations[0].name"),
		(restart(b"\xff"), "operations[0].name"),
		(push("a..b", "a"), "operations[0].branch"),
		(push("a", "\n"), "operations[0].message"),
		(operation(Operation::HookRun { name: text("") }), "operations[0].name"),
		(
			operation(Operation::ContainerNetworkConnect {
				container: text("a"),
				network: text("b"),
				alias: Some(text("/")),
			}),
			"operations[0].alias",
		),
		(meta(Meta { nonce: Some(text("")), ..Meta::default() }), "meta.nonce"),
		(meta(Meta { note: Some(text("\u{7f}")), ..Meta::default() }), "meta.note"),
		(
			meta(Meta { timestamp: Some(Timestamp::Millis(1 << 53)), ..Meta::default() }),
			"meta.timestamp",
		),
		(
			meta(Meta { timestamp: Some(Timestamp::Rfc3339(text("2026"))), ..Meta::default() }),
			"meta.timestamp",
		),
		(
			Command {
				constraints: Some(Constraints {
					paths: Some(
						vec![Text::decode(&mut &vec![0xffu8].encode()[..]).unwrap()]
							.try_into()
							.unwrap(),
					),
					deny: None,
				}),
				..founding()
			},
			"constraints.paths[0]",
		),
		(
			Command {
				constraints: Some(Constraints {
					paths: Some(vec![text(&"a".repeat(256)); 64].try_into().unwrap()),
					deny: None,
				}),
				..founding()
			},
			"command",
		),
	] {
		assert_eq!(command.check().expect_err(place).place, place);
		// And still it can be shown and digested.
		assert!(json::parse(command.canonical_json().as_bytes()).is_ok() || place == "command");
		assert_ne!(command.digest(), founding().digest());
	}
}

/// Any command that JSON can say, but for its length.
pub fn any_command() -> impl Strategy<Value = Command> {
	let line = "[a-z\"\\\\/äß日😀 -~]{1,20}".prop_filter("a line", |line| Form::Line.fits(line));
	let line = line.boxed();
	let short = line.clone().prop_filter("short", |line| line.len() <= 64).boxed();
	let name = "[a-zA-Z0-9_][a-zA-Z0-9_.:@-]{0,20}".boxed();
	let operation = prop_oneof![
		("[a-z]{1,9}(/[a-z0-9_-]{1,9}){0,2}", "[a-z\"\\\\ä\n\t]{0,20}x", any::<Option<bool>>())
			.prop_map(|(branch, message, force)| Operation::GitCommitAndPush {
				branch: text(&branch),
				message: text(&message),
				force,
			}),
		any::<Option<bool>>().prop_map(|prod| Operation::VercelDeploy { prod }),
		name.clone().prop_map(|name| Operation::ServiceRestart { name: text(&name) }),
		name.clone().prop_map(|name| Operation::HookRun { name: text(&name) }),
		(name.clone(), name.clone(), prop::option::of(name)).prop_map(
			|(container, network, alias)| Operation::ContainerNetworkConnect {
				container: text(&container),
				network: text(&network),
				alias: alias.map(|alias| text(&alias)),
			}
		),
	];
	let path = "[a-z./*?\\\\ä\u{0}-\u{1f}😀]{0,20}";
	let constraints = (
		prop::option::of(prop::collection::vec(path, 0..5)),
		prop::option::of(prop::collection::vec(path, 0..5)),
	)
		.prop_map(|(paths, deny)| Constraints {
			paths: paths.map(|p| texts(&p.iter().map(String::as_str).collect::<Vec<_>>())),
			deny: deny.map(|d| texts(&d.iter().map(String::as_str).collect::<Vec<_>>())),
		});
	let timestamp = prop_oneof![
		(0..1u64 << 53).prop_map(Timestamp::Millis),
		(0..9u32, 0..60u32).prop_map(|(millis, second)| Timestamp::Rfc3339(text(&format!(
			"2026-02-28T23:59:{second:02}.{millis}+01:00"
		)))),
	];
	let part = || prop::option::of(line.clone());
	let meta =
		(prop::option::of(timestamp), prop::option::of(short.clone()), part(), part(), part())
			.prop_map(|(timestamp, nonce, model, session_id, note)| Meta {
				timestamp,
				nonce: nonce.map(|t| text(&t)),
				model: model.map(|t| text(&t)),
				session_id: session_id.map(|t| text(&t)),
				note: note.map(|t| text(&t)),
			});
	(
		short.clone(),
		"[a-z0-9./-]{1,64}",
		prop::collection::vec(operation, 1..=16),
		prop::option::of(constraints),
		prop::option::of(meta),
	)
		.prop_map(|(intent, target, operations, constraints, meta)| Command {
			version: Version::V1_0,
			intent: text(&intent),
			target: text(&target),
			operations: operations.try_into().unwrap(),
			constraints,
			meta,
		})
}

#[test]
fn canonical_form_says_the_same_command() {
	runner()
		.run(&any_command(), |command| {
			prop_assert_eq!(command.check(), Ok(()));
			let canonical = command.canonical_json();
			let parsed = Command::parse(canonical.as_bytes()).unwrap();
			prop_assert_eq!(&parsed.command, &command);
			// It is the form of RFC 8785, and its own.
			prop_assert_eq!(&parsed.value.to_canonical(None), &canonical);
			prop_assert_eq!(
				json::parse(canonical.as_bytes()).unwrap().to_canonical(None),
				canonical
			);
			Ok(())
		})
		.unwrap();
}

#[test]
fn every_writing_of_a_command_has_its_canonical_form() {
	runner()
		.run(&(any_command(), "[ -~ä]{0,64}"), |(command, signature)| {
			let json::Value::Object(mut members) = command.to_value() else { panic!() };
			members.push(("signature".into(), json::Value::String(signature.clone().into())));
			members.reverse();
			let signed = json::Value::Object(members);
			for text in [
				signed.to_compact(None),
				signed.to_spaced_ascii(None),
				signed.to_canonical(None),
				serde_json::to_string_pretty(&signed).unwrap(),
			] {
				prop_assume!(text.len() <= json::MAX_LEN);
				let parsed = Command::parse(text.as_bytes()).unwrap();
				prop_assert_eq!(&parsed.command, &command);
				prop_assert_eq!(parsed.signature.as_ref(), Some(&signature));
				prop_assert_eq!(
					parsed.value.to_canonical(Some("signature")),
					command.canonical_json()
				);
				let cut = json::without_member(text.as_bytes(), "signature").unwrap().unwrap();
				prop_assert_eq!(Command::parse(cut.as_bytes()).unwrap().command, command.clone());
			}
			Ok(())
		})
		.unwrap();
}

#[test]
fn commands_survive_scale_and_serde() {
	runner()
		.run(&any_command(), |command| {
			let encoded = command.encode();
			prop_assert!(encoded.len() <= Command::max_encoded_len());
			prop_assert_eq!(&Command::decode(&mut &encoded[..]).unwrap(), &command);
			let json = serde_json::to_string(&command).unwrap();
			prop_assert_eq!(serde_json::from_str::<Command>(&json).unwrap(), command);
			Ok(())
		})
		.unwrap();
}

#[test]
fn serde_refuses_what_the_parser_refuses() {
	for (json, reason) in [
		(FOUNDING.replace("\"meta\"", "\"Meta\""), "Meta: no field has this name"),
		(
			FOUNDING.replace("\"meta\":{}", "\"meta\":{\"note\":\"a\",\"note\":\"a\"}"),
			"stands twice",
		),
		(
			FOUNDING.replace(
				"\"constraints\":{}",
				&format!("\"constraints\":{{\"paths\":[{}]}}", vec!["\"a\""; 65].join(",")),
			),
			"more than 64 entries",
		),
	] {
		let error = serde_json::from_str::<Command>(&json).unwrap_err().to_string();
		assert!(error.contains(reason), "{error}");
	}
}
