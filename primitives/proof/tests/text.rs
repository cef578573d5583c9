// SPDX-License-Identifier: Apache-2.0

//! The text of bundles and trust files.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod common;

use common::{TestChain, ID};
use proptest::prelude::*;
use std::sync::LazyLock;
use tonnetz_proof::{bundle, trust, verify, AuthoritySets, Bundle, TextError, Trust};

static BUNDLE: LazyLock<String> =
	LazyLock::new(|| TestChain::new().block().bundle(ID, true).to_text().unwrap());
static TRUST: LazyLock<String> = LazyLock::new(|| TestChain::new().trust.to_text().unwrap());

/// The error of a text made from a good bundle.
#[track_caller]
fn refused(edit: impl Fn(&str) -> String) -> TextError {
	let text = edit(&BUNDLE);
	assert_ne!(text, *BUNDLE);
	Bundle::from_text(text.as_bytes()).unwrap_err()
}

#[track_caller]
fn not_canonical(edit: impl Fn(&str) -> String) {
	let error = refused(edit);
	assert!(matches!(error, TextError::NotCanonical { .. }), "{error}");
	assert!(error.to_string().contains("jq -c ."), "{error}");
}

#[track_caller]
fn malformed(edit: impl Fn(&str) -> String) {
	let error = refused(edit);
	assert!(matches!(error, TextError::Fields { .. }), "{error}");
	assert!(error.to_string().starts_with("malformed tonnetz-proof-bundle file"), "{error}");
}

#[test]
fn what_is_written_is_read() {
	let bundle = Bundle::from_text(BUNDLE.as_bytes()).unwrap();
	assert_eq!(bundle.to_text().unwrap(), *BUNDLE);
	assert_eq!(Bundle::from_text(format!("{}\n", *BUNDLE).as_bytes()).unwrap(), bundle);
	let trust = Trust::from_text(TRUST.as_bytes()).unwrap();
	assert_eq!(trust.to_text().unwrap(), *TRUST);
	assert_eq!(Trust::from_text(format!("{}\n", *TRUST).as_bytes()).unwrap(), trust);
}

#[test]
fn other_spellings_of_the_same_are_refused() {
	not_canonical(|text| format!("{text}\n\n"));
	not_canonical(|text| format!("{text}\r\n"));
	not_canonical(|text| format!(" {text}"));
	not_canonical(|text| text.replacen(':', ": ", 1));
	not_canonical(|text| text.replacen("\"setId\"", "\"set\\u0049d\"", 1));
	// With its quotation mark: signatures are random, and in Base64 may hold the rest.
	not_canonical(|text| text.replacen("\"0xf", "\"0xF", 1));
	not_canonical(|text| text.replacen("\"batch\":null,", "", 1));
	// Fields in another order.
	not_canonical(|text| {
		let version = "\"version\":1,";
		format!("{{{version}{}", &text.replacen(version, "", 1)[1..])
	});
	// A field of the receipt that the format does not have.
	not_canonical(|text| text.replacen("\"sequence\"", "\"spare\":1,\"sequence\"", 1));
	// The address of the same account with another prefix.
	not_canonical(|text| {
		use sp_core::crypto::Ss58Codec;
		let account = common::account(1);
		text.replacen(&account.to_ss58check(), &account.to_ss58check_with_version(0_u16.into()), 1)
	});
}

#[test]
fn malformed_fields_are_refused() {
	malformed(|text| text.replacen("\"setId\":0", "\"setId\":-1", 1));
	malformed(|text| text.replacen("\"setId\":0", "\"setId\":0.5", 1));
	malformed(|text| text.replacen("\"setId\":0,", "", 1));
	malformed(|text| text.replacen("\"setId\":0,", "\"setId\":0,\"setId\":0,", 1));
	malformed(|text| text.replacen("\"setId\":0,", "\"setId\":0,\"spare\":0,", 1));
	malformed(|text| text.replacen("\"genesisHash\":\"0x", "\"genesisHash\":\"0x00", 1));
	// Base64 without its padding, and with bits that no byte uses.
	malformed(|text| text.replacen("=\"", "\"", 1));
	malformed(|text| {
		let end = text.find("=\"").unwrap();
		let start = text[..end].trim_end_matches('=').len() - 1;
		format!("{}/{}", &text[..start], &text[start + 1..])
	});
}

#[test]
fn what_is_something_else_is_said_to_be() {
	let error = |text: &str| Bundle::from_text(text.as_bytes()).unwrap_err();
	assert!(matches!(error(""), TextError::NotJson { .. }));
	assert!(matches!(error("[1]"), TextError::NotJson { .. }));
	assert!(matches!(error("{\"format\":"), TextError::NotJson { .. }));
	assert!(matches!(error("{}"), TextError::OtherFormat { found: None, .. }));
	let trust = error(&TRUST);
	assert!(trust.to_string().contains("tonnetz-trust"), "{trust}");
	let bundle = Trust::from_text(BUNDLE.as_bytes()).unwrap_err();
	assert!(matches!(bundle, TextError::OtherFormat { .. }), "{bundle}");

	let newer = refused(|text| text.replacen("\"version\":1", "\"version\":2", 1));
	assert!(matches!(newer, TextError::OtherVersion { found: Some(2), known: 1, .. }), "{newer}");
	let newer = TRUST.replacen("\"version\":1", "\"version\":2", 1);
	let newer = Trust::from_text(newer.as_bytes()).unwrap_err();
	assert!(matches!(newer, TextError::OtherVersion { found: Some(2), known: 1, .. }), "{newer}");
}

#[test]
fn long_texts_are_refused_before_they_are_read() {
	let long = vec![b' '; bundle::MAX_LEN + 1];
	assert!(matches!(Bundle::from_text(&long), Err(TextError::TooLong { .. })));
	assert!(matches!(Bundle::from_text(&long[1..]), Err(TextError::NotJson { .. })));
	let long = vec![b' '; trust::MAX_LEN + 1];
	assert!(matches!(Trust::from_text(&long), Err(TextError::TooLong { .. })));
	assert!(matches!(Trust::from_text(&long[1..]), Err(TextError::NotJson { .. })));
	// As deep as a hostile file likes.
	let deep = [b"{\"format\":".as_slice(), &vec![b'['; 100_000]].concat();
	assert!(matches!(Bundle::from_text(&deep), Err(TextError::NotJson { .. })));
}

fn is_refused(text: &[u8]) -> bool {
	Bundle::from_text(text).is_err() && Trust::from_text(text).is_err()
}

proptest! {
	#[test]
	fn arbitrary_bytes_are_refused(bytes: Vec<u8>) {
		prop_assert!(is_refused(&bytes));
	}

	#[test]
	fn arbitrary_json_is_refused(
		text in "\\{\"format\":\"tonnetz-(proof-bundle|trust)\",\"version\":1(,\"[a-zA-Z]{1,8}\":([0-9]{1,30}|null|\"\\PC{0,9}\")){0,5}\\}"
	) {
		prop_assert!(is_refused(text.as_bytes()));
	}

	/// Whatever is cut, put in or turned over: no panic, and what is read is canonical.
	#[test]
	fn edited_files_are_refused_or_canonical(
		at: prop::sample::Index,
		cut in 0_usize..40,
		put in prop::collection::vec(any::<u8>(), 0..40),
		is_trust: bool,
	) {
		let mut text = if is_trust { TRUST.clone() } else { BUNDLE.clone() }.into_bytes();
		let start = at.index(text.len());
		let end = text.len().min(start + cut);
		text.splice(start..end, put);
		let line = text.strip_suffix(b"\n").unwrap_or(&text).to_vec();
		if let Ok(bundle) = Bundle::from_text(&text) {
			prop_assert_eq!(bundle.to_text().unwrap().into_bytes(), line.clone());
		}
		if let Ok(trust) = Trust::from_text(&text) {
			prop_assert_eq!(trust.to_text().unwrap().into_bytes(), line);
		}
	}

	/// Bytes that are well-formed base64, but nothing else.
	#[test]
	fn arbitrary_content_is_refused(
		header in prop::collection::vec(any::<u8>(), 0..300),
		justification in prop::collection::vec(any::<u8>(), 0..300),
		node in prop::collection::vec(any::<u8>(), 0..300),
	) {
		let sets = AuthoritySets::from_text(TRUST.as_bytes());
		let good = Bundle::from_text(BUNDLE.as_bytes()).unwrap();
		let mut bundle = good.clone();
		bundle.header.0 = header;
		prop_assert!(!common::verify(&bundle, &sets).holds());
		let mut bundle = good.clone();
		bundle.justification.0 = justification;
		prop_assert!(!common::verify(&bundle, &sets).holds());
		let mut bundle = good.clone();
		bundle.proof[0].0 = node;
		bundle.proof.sort();
		prop_assert!(!common::verify(&bundle, &sets).holds());
		prop_assert!(verify(BUNDLE.as_bytes(), &sets, None).holds());
	}
}
