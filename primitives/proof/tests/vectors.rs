// SPDX-License-Identifier: Apache-2.0

//! The vectors in `tests/vectors`, which other verifiers are compared on.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used)]

mod common;

use common::cases::{exit, name, Case};
use std::{collections::BTreeSet, fs, path::PathBuf};
use tonnetz_proof::{verify, AuthoritySets};

fn read(file: &str) -> Vec<u8> {
	let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(file);
	fs::read(path).unwrap()
}

#[test]
fn every_vector_is_found_to_be_what_the_index_says() {
	let cases: Vec<Case> = serde_json::from_slice(&read("index.json")).unwrap();
	let mut found = BTreeSet::new();
	for case in cases {
		let sets = AuthoritySets::from_text(&read(&case.trust));
		let payload =
			case.payload.as_ref().map(|text| sp_crypto_hashing::sha2_256(text.as_bytes()).into());
		let report = verify(&read(&case.bundle), &sets, payload);
		let failure = report.failure().map(|outcome| outcome.step);
		assert_eq!(failure.map(name), case.fails, "{case:?} {report:?}");
		assert_eq!(failure.map_or(0, exit), case.exit, "{case:?}");
		assert_eq!(report.holds(), case.exit == 0, "{case:?}");
		found.insert(case.exit);
	}
	// No bundle alone fails at a leaf.
	let expected = [0, 11, 12, 13, 20, 21, 22, 23, 24, 25, 26, 27, 29];
	assert_eq!(found.into_iter().collect::<Vec<_>>(), expected);
}
