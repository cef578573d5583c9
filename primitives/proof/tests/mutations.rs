// SPDX-License-Identifier: Apache-2.0

//! No byte of a bundle can be changed.

#![allow(missing_docs)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod common;

use common::{TestChain, ID};
use rand::{rngs::StdRng, Rng, SeedableRng};
use std::collections::BTreeMap;
use tonnetz_proof::{verify, Step};

#[test]
fn no_mutation_of_a_byte_verifies() {
	let chain = TestChain::new();
	let sets = chain.sets(2);
	let good = chain.block().bundle(ID, true).to_text().unwrap() + "\n";
	let good = good.as_bytes();
	assert!(verify(good, &sets, None).holds());

	let mut random = StdRng::seed_from_u64(7);
	let mut failed: BTreeMap<Step, u32> = BTreeMap::new();
	let mut text = good.to_vec();
	for _ in 0..20_000 {
		let at = random.gen_range(0..text.len());
		// Half of them are letters, of which most are base64 and many hexadecimal.
		let byte = if random.gen() { random.gen() } else { random.gen_range(b'0'..=b'z') };
		if byte == good[at] {
			continue;
		}
		text[at] = byte;
		let report = verify(&text, &sets, None);
		assert!(!report.holds(), "byte {at} as {byte}");
		*failed.entry(report.failure().unwrap().step).or_default() += 1;
		text[at] = good[at];
	}
	assert_eq!(text, good);
	// The seven steps all had their share, so that none of them hides behind another.
	let expected = [Step::Bundle, Step::Votes, Step::Header, Step::StorageProof, Step::Receipt];
	for step in expected {
		assert!(failed.contains_key(&step), "{failed:?}");
	}
	assert!(failed.values().sum::<u32>() > 19_000, "{failed:?}");
}

#[test]
fn no_mutation_of_a_trust_file_keeps_its_sets_but_of_what_is_believed() {
	let chain = TestChain::new();
	let good = chain.trust.to_text().unwrap();
	let sets = chain.sets(2).unwrap();
	// What follows is proved; what comes before is believed as it stands.
	let proved = good.find("\"changes\"").unwrap();
	let mut random = StdRng::seed_from_u64(8);
	let mut text = good.clone().into_bytes();
	for _ in 0..5_000 {
		let at = random.gen_range(proved..text.len());
		let byte = random.gen_range(b'0'..=b'z');
		if byte == good.as_bytes()[at] {
			continue;
		}
		text[at] = byte;
		let found = tonnetz_proof::AuthoritySets::from_text(&text);
		assert!(found.is_err(), "byte {at} as {byte} of {sets:?}");
		text[at] = good.as_bytes()[at];
	}
}
