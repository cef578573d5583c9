// SPDX-License-Identifier: Apache-2.0

//! What the tests of this folder share.

use proptest::{
	prelude::ProptestConfig,
	test_runner::{RngAlgorithm, TestRng, TestRunner},
};
use std::path::PathBuf;
use tonnetz_core::cust::Text;

/// A folder or file of the vectors.
pub fn vectors(name: &str) -> PathBuf {
	PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/cust").join(name)
}

pub fn read_json(name: &str) -> serde_json::Value {
	serde_json::from_slice(&std::fs::read(vectors(name)).unwrap()).unwrap()
}

/// How many cases a property test makes.
pub fn cases() -> u32 {
	std::env::var("TONNETZ_CUST_CASES").map_or(4_096, |value| value.parse().expect("a number"))
}

/// A runner that makes the same cases each time.
pub fn runner() -> TestRunner {
	let config = ProptestConfig {
		cases: cases(),
		max_global_rejects: u32::MAX,
		failure_persistence: None,
		..ProptestConfig::default()
	};
	TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha))
}

pub fn text<const MAX: u32>(text: &str) -> Text<MAX> {
	Text::new(text).unwrap_or_else(|| panic!("{text:?} is longer than {MAX} bytes"))
}

pub fn texts<const MAX: u32, const COUNT: u32>(
	texts: &[&str],
) -> sp_runtime::BoundedVec<Text<MAX>, sp_core::ConstU32<COUNT>> {
	texts.iter().map(|one| text(one)).collect::<Vec<_>>().try_into().expect("few enough")
}

/// What a glob means, straight from its documentation: by trying everything, in exponential time.
pub fn naive_match(glob: &str, path: &str) -> bool {
	fn segments(globs: &[&str], path: &[&str]) -> bool {
		match globs {
			[] => path.is_empty(),
			["**"] => !path.is_empty(),
			["**", rest @ ..] => (0..=path.len()).any(|skipped| segments(rest, &path[skipped..])),
			[first, rest @ ..] => {
				!path.is_empty()
					&& segment(
						&first.chars().collect::<Vec<_>>(),
						&path[0].chars().collect::<Vec<_>>(),
					) && segments(rest, &path[1..])
			}
		}
	}

	fn segment(glob: &[char], text: &[char]) -> bool {
		match glob {
			[] => text.is_empty(),
			['*', rest @ ..] => (0..=text.len()).any(|taken| segment(rest, &text[taken..])),
			['?', rest @ ..] => !text.is_empty() && segment(rest, &text[1..]),
			[c, rest @ ..] => text.first() == Some(c) && segment(rest, &text[1..]),
		}
	}

	segments(&glob.split('/').collect::<Vec<_>>(), &path.split('/').collect::<Vec<_>>())
}
