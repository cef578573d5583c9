// SPDX-License-Identifier: Apache-2.0

//! The parser's strictness, and the three forms it writes.

use crate::common::read_json;
use tonnetz_core::cust::json::{parse, without_member, Fault, MAX_DEPTH, MAX_LEN};

fn canonical(input: &str) -> String {
	parse(input.as_bytes()).unwrap().to_canonical(None)
}

#[test]
fn numbers_of_rfc_8785_are_written_as_published() {
	let vectors = read_json("rfc8785.json");
	let numbers = vectors["numbers"].as_array().unwrap();
	assert_eq!(numbers.len(), 24);
	for number in numbers {
		let bits = u64::from_str_radix(number["bits"].as_str().unwrap(), 16).unwrap();
		let value = f64::from_bits(bits);
		let expected = number["text"].as_str().unwrap();
		// As Rust writes it, in full and by exponent.
		assert_eq!(canonical(&format!("{value:?}")), expected, "{bits:016x}");
		assert_eq!(canonical(&format!("{value:e}")), expected, "{bits:016x}");
		// And the canonical text stands for the same double.
		assert_eq!(canonical(expected), expected);
	}
}

#[test]
fn objects_of_rfc_8785_are_written_as_published() {
	let vectors = read_json("rfc8785.json");
	let objects = vectors["objects"].as_array().unwrap();
	assert!(objects.len() >= 7);
	for object in objects {
		let expected = object["canonical"].as_str().unwrap();
		assert_eq!(canonical(object["input"].as_str().unwrap()), expected, "{}", object["name"]);
		assert_eq!(canonical(expected), expected);
	}
}

#[test]
fn texts_that_signers_sign_are_written_again() {
	let vectors = read_json("signers.json");
	let requests = vectors["requests"].as_array().unwrap();
	assert_eq!(requests.len(), 6);
	for request in requests {
		let value = parse(request["sent"].as_str().unwrap().as_bytes()).unwrap();
		let signed = match request["signer"].as_str().unwrap() {
			"node" => value.to_compact(Some("signature")),
			"python" => value.to_spaced_ascii(Some("signature")),
			other => panic!("{other}"),
		};
		assert_eq!(signed, request["signed_text"].as_str().unwrap());
	}
}

#[test]
fn numbers_keep_their_text_unless_canonical() {
	let text = r#"{"b":1.50,"a":[1E2,-0,100000000000000000000]}"#;
	let value = parse(text.as_bytes()).unwrap();
	assert_eq!(value.to_compact(None), text);
	assert_eq!(
		value.to_spaced_ascii(None),
		r#"{"b": 1.50, "a": [1E2, -0, 100000000000000000000]}"#
	);
	assert_eq!(value.to_canonical(None), r#"{"a":[100,0,100000000000000000000],"b":1.5}"#);
}

#[test]
fn only_the_outermost_member_is_left_out() {
	let value = parse(br#"{"signature":"x","a":{"signature":"y"}}"#).unwrap();
	assert_eq!(value.to_compact(Some("signature")), r#"{"a":{"signature":"y"}}"#);
	assert_eq!(value.to_spaced_ascii(Some("signature")), r#"{"a": {"signature": "y"}}"#);
	assert_eq!(value.to_canonical(Some("signature")), r#"{"a":{"signature":"y"}}"#);
}

#[test]
fn a_member_is_cut_out_of_the_bytes() {
	for (text, expected) in [
		(r#"{"a":1,"s":"x"}"#, Some(r#"{"a":1}"#)),
		(r#"{"s":"x","a":1}"#, Some(r#"{"a":1}"#)),
		(r#"{"a":1,"s":"x","b":{"s":2}}"#, Some(r#"{"a":1,"b":{"s":2}}"#)),
		(r#"{"a": 1, "s": "x"}"#, Some(r#"{"a": 1}"#)),
		(r#"{"s": "x", "a": 1}"#, Some(r#"{"a": 1}"#)),
		("{\n \"a\": 1,\n \"s\": \"x\"\n}\n", Some("{\n \"a\": 1\n}\n")),
		(r#"{"s":"x"}"#, Some("{}")),
		(r#"{ "\u0073" : "x" }"#, Some("{  }")),
		(r#"{"a":{"s":"x"}}"#, None),
		(r#"["s"]"#, None),
		("{}", None),
	] {
		assert_eq!(without_member(text.as_bytes(), "s").unwrap().as_deref(), expected, "{text}");
	}
	assert!(without_member(b"{", "s").is_err());
}

#[test]
fn what_is_not_strict_json_is_refused_by_place_and_reason() {
	let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
	let at_limit = usize::from(MAX_DEPTH);
	assert!(parse(deep(at_limit).as_bytes()).is_ok());
	let too_deep = deep(at_limit + 1);
	let much_too_deep = "[".repeat(MAX_LEN);
	let mixed = "{\"a\":[".repeat(5);
	for (text, at, fault) in [
		(&b""[..], 0, Fault::UnexpectedEnd),
		(b"  ", 2, Fault::UnexpectedEnd),
		(b"{", 1, Fault::UnexpectedEnd),
		(b"[1,", 3, Fault::UnexpectedEnd),
		(b"\"a", 2, Fault::UnexpectedEnd),
		(b"\"\\", 2, Fault::UnexpectedEnd),
		(b"\"\\u12", 5, Fault::UnexpectedEnd),
		(b"-", 1, Fault::UnexpectedEnd),
		(b"1.", 2, Fault::UnexpectedEnd),
		(b"1e", 2, Fault::UnexpectedEnd),
		(b"\xef\xbb\xbf{}", 0, Fault::ByteOrderMark),
		(b"{\"a\":\"\xff\"}", 6, Fault::NotUtf8),
		(b"\"\xed\xa0\x80\"", 1, Fault::NotUtf8),
		(b"\"\xc0\x80\"", 1, Fault::NotUtf8),
		(b"NaN", 0, Fault::UnexpectedCharacter),
		(b"Infinity", 0, Fault::UnexpectedCharacter),
		(b"-Infinity", 1, Fault::BadNumber),
		(b"nul", 0, Fault::UnexpectedCharacter),
		(b"True", 0, Fault::UnexpectedCharacter),
		(b"'a'", 0, Fault::UnexpectedCharacter),
		(b"{a:1}", 1, Fault::UnexpectedCharacter),
		(b"{\"a\" 1}", 5, Fault::UnexpectedCharacter),
		(b"{\"a\":1,}", 7, Fault::UnexpectedCharacter),
		(b"[1,]", 3, Fault::UnexpectedCharacter),
		(b"[1 2]", 3, Fault::UnexpectedCharacter),
		(b"[,1]", 1, Fault::UnexpectedCharacter),
		(b"/**/1", 0, Fault::UnexpectedCharacter),
		(b"\x0b1", 0, Fault::UnexpectedCharacter),
		("\u{a0}1".as_bytes(), 0, Fault::UnexpectedCharacter),
		(b"\"\n\"", 1, Fault::ControlCharacter),
		(b"\"\x00\"", 1, Fault::ControlCharacter),
		(b"\"\\x\"", 2, Fault::BadEscape),
		(b"\"\\u12g4\"", 5, Fault::BadEscape),
		(b"\"\\U0041\"", 2, Fault::BadEscape),
		(b"\"\\ud800\"", 7, Fault::LoneSurrogate),
		(b"\"\\udc00\"", 7, Fault::LoneSurrogate),
		(b"\"\\ud800\\ud800\"", 13, Fault::LoneSurrogate),
		(b"\"\\ud800\\u0041\"", 13, Fault::LoneSurrogate),
		(b"\"\\ud800x\"", 7, Fault::LoneSurrogate),
		(b"01", 1, Fault::BadNumber),
		(b"+1", 0, Fault::UnexpectedCharacter),
		(b".5", 0, Fault::UnexpectedCharacter),
		(b"1.e3", 2, Fault::BadNumber),
		(b"1x", 1, Fault::BadNumber),
		(b"0x10", 1, Fault::BadNumber),
		(b"1e400", 0, Fault::NumberTooLarge),
		(b"[-1e400]", 1, Fault::NumberTooLarge),
		(b"1 1", 2, Fault::TrailingData),
		(b"{}]", 2, Fault::TrailingData),
		(b"null\0", 4, Fault::TrailingData),
		(b"{\"a\":1,\"a\":2}", 13, Fault::DuplicateKey("a".into())),
		(b"{\"a\":1,\"b\":1,\"\\u0061\":2}", 24, Fault::DuplicateKey("a".into())),
		(b"[{\"\":1,\"\":2}]", 12, Fault::DuplicateKey("".into())),
		(too_deep.as_bytes(), at_limit, Fault::TooDeep),
		(much_too_deep.as_bytes(), at_limit, Fault::TooDeep),
		(mixed.as_bytes(), 24, Fault::TooDeep),
	] {
		let error = parse(text).expect_err(&String::from_utf8_lossy(text));
		assert_eq!((error.at, &error.fault), (at, &fault), "{:?}", String::from_utf8_lossy(text));
		let shown = error.to_string();
		assert!(shown.starts_with(&format!("JSON at byte {at}: ")) && !shown.contains('\n'));
		assert!(error.fault.code().starts_with("json_"));
	}
}

#[test]
fn length_is_bounded_at_16_kib() {
	let text = |len: usize| format!("\"{}\"", "a".repeat(len - 2));
	assert!(parse(text(MAX_LEN).as_bytes()).is_ok());
	let error = parse(text(MAX_LEN + 1).as_bytes()).unwrap_err();
	assert_eq!(error.fault, Fault::TooLong);
}

#[test]
fn escapes_are_resolved_and_written_minimally() {
	let value = parse(br#""\u0041\/\"\\\b\f\n\r\t\u001f\u007f\ud83d\ude00""#).unwrap();
	assert_eq!(value.to_canonical(None), "\"A/\\\"\\\\\\b\\f\\n\\r\\t\\u001f\u{7f}😀\"");
	assert_eq!(value.to_spaced_ascii(None), r#""A/\"\\\b\f\n\r\t\u001f\u007f\ud83d\ude00""#);
}

#[test]
fn many_members_do_not_cost_their_square() {
	// About as many as fit; the quadratic way would compare 2 million names.
	let members = (0..2_000).map(|n| format!("\"{n:x}\":0")).collect::<Vec<_>>().join(",");
	let text = format!("{{{members}}}");
	assert!(text.len() > MAX_LEN - 1_000 && text.len() <= MAX_LEN, "{}", text.len());
	assert!(parse(text.as_bytes()).is_ok());
}
