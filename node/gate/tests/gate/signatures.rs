// SPDX-License-Identifier: Apache-2.0

//! A signature is good for what was signed and for nothing else.

use crate::common::{secrets, OTHER_SECRET, SECRET};
use hmac::{Hmac, Mac};
use proptest::{
	prelude::*,
	sample::{select, Index},
	test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use sha2::Sha256;
use tonnetz_core::cust::{Command, SIGNATURE};
use tonnetz_gate::{sign, signed_texts, verify, Key, SignatureFault};

fn runner() -> TestRunner {
	let cases =
		std::env::var("TONNETZ_CUST_CASES").map_or(4_096, |value| value.parse().expect("a number"));
	let config = ProptestConfig {
		cases,
		max_global_rejects: u32::MAX,
		failure_persistence: None,
		..ProptestConfig::default()
	};
	TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

fn mac(secret: &str, text: &str) -> String {
	let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
	mac.update(text.as_bytes());
	hex::encode(mac.finalize().into_bytes())
}

/// Commands as somebody might write them, without signature.
fn texts() -> impl Strategy<Value = String> {
	let strings = select(vec!["deploy", "déplöy ✓ 😀", "a b", "\\u00e9 \\/", "\\\"q\\\\\\\""]);
	let targets = select(vec!["a", "resona-mycelial", "x/y.z"]);
	let operations = select(vec![
		r#"{"type":"vercel","action":"deploy","prod":true}"#,
		r#"{ "action" : "restart", "type":"service", "name":"nginx"}"#,
		r#"{"type":"git","action":"commit_and_push","branch":"main","message":"tab\t\n\u00fc \u2028","force":false}"#,
	]);
	let metas = select(vec![
		"",
		r#","meta":{"timestamp":1767225603000,"nonce":"n"}"#,
		r#", "meta": {"note": "日本", "timestamp": "2026-01-01T00:00:03+00:00"}"#,
		r#","constraints":{"paths":["src/a.rs"],"deny":[]}"#,
	]);
	let spaces = select(vec!["", " ", "\n  "]);
	(strings, targets, operations, metas, spaces).prop_map(
		|(intent, target, operation, meta, space)| {
			format!(
				"{{{space}\"version\":\"cust-1.0\",{space}\"intent\":\"{intent}\",\"target\":\"{target}\",\
				 \"operations\":[{operation}]{meta}{space}}}"
			)
		},
	)
}

/// The text with its signature, in front of its first member or behind its last.
fn with_signature(text: &str, signature: &str, in_front: bool) -> String {
	if in_front {
		text.replacen('"', &format!("\"signature\":\"{signature}\",\""), 1)
	} else {
		let end = text[..text.rfind('}').unwrap()].trim_end().len();
		format!("{},\"signature\":\"{signature}\"{}", &text[..end], &text[end..])
	}
}

/// A change of some bytes.
fn mutate(text: &str, kind: u8, at: Index, byte: u8, other: Index) -> Vec<u8> {
	let mut bytes = text.as_bytes().to_vec();
	let (at, other) = (at.index(bytes.len()), other.index(bytes.len()));
	match kind {
		0 => bytes[at] = byte,
		1 => bytes[at] ^= 1 << (byte % 8),
		2 => bytes.insert(at, byte),
		3 => drop(bytes.remove(at)),
		4 => bytes.swap(at, other),
		5 => bytes.truncate(at),
		_ => {
			let (from, to) = (at.min(other), at.max(other));
			let copy = bytes[from..to].to_vec();
			bytes.splice(at..at, copy);
		}
	}
	bytes
}

/// Any change of text or signature is refused, or changed nothing: the command is the same, the
/// signature is the same, and so the replay is seen.
#[test]
fn no_change_of_a_signed_command_passes() {
	let secrets = secrets();
	let bytes = prop_oneof![
		any::<u8>(),
		select(b" \n\t\"\\{}[],:0123456789abcdefABCDEFtruefalsn".to_vec())
	];
	let cases = (texts(), 0..4usize, any::<bool>(), 0..7u8, any::<Index>(), bytes, any::<Index>());
	let passed = std::cell::Cell::new(0u32);
	runner()
		.run(&cases, |(text, form, in_front, kind, at, byte, other)| {
			let unsigned = Command::parse(text.as_bytes()).unwrap();
			let text_of_form = match form {
				0 => text.clone(),
				1 => unsigned.value.to_compact(None),
				2 => unsigned.value.to_spaced_ascii(None),
				_ => unsigned.value.to_canonical(None),
			};
			let signature = mac(SECRET, &text_of_form);
			let request = with_signature(&text, &signature, in_front);
			let parsed = Command::parse(request.as_bytes()).unwrap();
			let verified = verify(request.as_bytes(), &parsed, &secrets).unwrap();
			prop_assert_eq!(&verified.secret.name, "first");
			prop_assert_eq!(hex::encode(verified.signature), signature.clone());

			let changed = mutate(&request, kind, at, byte, other);
			let Ok(parsed) = Command::parse(&changed) else { return Ok(()) };
			if let Ok(verified) = verify(&changed, &parsed, &secrets) {
				passed.set(passed.get() + 1);
				prop_assert_eq!(parsed.command, unsigned.command);
				prop_assert_eq!(hex::encode(verified.signature), signature);
				let signed = text_of_form;
				prop_assert!(
					signed_texts(&changed, &Command::parse(&changed).unwrap()).contains(&signed)
				);
			}
			Ok(())
		})
		.unwrap();
	assert!(passed.get() > 0, "white space that does not count was changed too");
}

/// Of all signatures that differ in any way, none passes.
#[test]
fn no_other_signature_passes() {
	let secrets = secrets();
	let hex = "0123456789abcdefABCDEFg é";
	let characters = select(hex.chars().collect::<Vec<_>>());
	let cases = (texts(), 0..4u8, any::<Index>(), characters);
	runner()
		.run(&cases, |(text, kind, at, character)| {
			let good = mac(SECRET, &text);
			let at = at.index(good.len());
			let wrong = match kind {
				0 => format!("{}{character}{}", &good[..at], &good[at + 1..]),
				1 => format!("{}{}", &good[..at], &good[at + 1..]),
				2 => format!("{}{character}{}", &good[..at], &good[at..]),
				_ => good.chars().rev().collect(),
			};
			prop_assume!(wrong != good);
			let request = with_signature(&text, &wrong, false);
			let parsed = Command::parse(request.as_bytes()).unwrap();
			let fault = verify(request.as_bytes(), &parsed, &secrets).err();
			let formed = wrong.len() == 64
				&& wrong.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
			let expected = if formed { SignatureFault::Wrong } else { SignatureFault::Malformed };
			prop_assert_eq!(fault, Some(expected));
			Ok(())
		})
		.unwrap();
}

/// The text stays as it is, the signature stands behind it, and it verifies.
#[test]
fn what_is_signed_here_passes_here() {
	let (secrets, key) = (secrets(), Key::new(OTHER_SECRET.as_bytes()).unwrap());
	let cases = (texts(), any::<bool>());
	runner()
		.run(&cases, |(text, trailing)| {
			let text = if trailing { format!("{text} \n") } else { text };
			let signed = sign(&text, &key).unwrap();
			let parsed = Command::parse(signed.as_bytes()).unwrap();
			let verified = verify(signed.as_bytes(), &parsed, &secrets).unwrap();
			prop_assert_eq!(&verified.secret.name, "second");
			let [as_received, ..] = signed_texts(signed.as_bytes(), &parsed);
			prop_assert_eq!(as_received, text);
			prop_assert_eq!(sign(&signed, &key).unwrap(), signed.clone(), "an old one is replaced");
			// Whoever takes the white space out, such as `curl -d @file`, breaks nothing.
			let bare = parsed.value.to_compact(None);
			let parsed = Command::parse(bare.as_bytes()).unwrap();
			prop_assert!(verify(bare.as_bytes(), &parsed, &secrets).is_ok());
			Ok(())
		})
		.unwrap();
}

#[test]
fn what_is_no_command_is_not_signed() {
	let key = Key::new(SECRET.as_bytes()).unwrap();
	assert_eq!(sign("{}", &key).unwrap_err().code(), "missing_field");
	assert_eq!(sign("[1", &key).unwrap_err().code(), "json_unexpected_end");
	// As it stands it is short enough, with its signature it is not.
	let text = "{\"version\":\"cust-1.0\",\"intent\":\"x\",\"target\":\"a\",\"operations\":[{\"type\":\"vercel\",\"action\":\"deploy\"}]}";
	let padded = format!("{text}{}", " ".repeat(16_384 - text.len()));
	assert!(Command::parse(padded.as_bytes()).is_ok());
	assert_eq!(sign(&padded, &key).unwrap_err().code(), "json_too_long");
}

/// The order in which texts are tried is part of the documentation.
#[test]
fn the_texts_stand_in_their_order() {
	let text = "{ \"version\":\"cust-1.0\", \"target\":\"a\",\"intent\":\"é\",\"operations\":[{\"type\":\"vercel\",\"action\":\"deploy\"}] }";
	let request = with_signature(text, "00", false);
	let parsed = Command::parse(request.as_bytes()).unwrap();
	let value = &parsed.value;
	let texts = signed_texts(request.as_bytes(), &parsed);
	assert_eq!(texts[0], text);
	assert_eq!(texts[1], value.to_compact(Some(SIGNATURE)));
	assert_eq!(texts[2], value.to_spaced_ascii(Some(SIGNATURE)));
	assert_eq!(texts[3], parsed.command.canonical_json());
	assert_eq!(texts.iter().collect::<std::collections::BTreeSet<_>>().len(), 4);
}
