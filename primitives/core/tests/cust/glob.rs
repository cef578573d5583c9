// SPDX-License-Identifier: Apache-2.0

//! The matcher against one that tries everything.

use crate::common::{naive_match, runner};
use proptest::prelude::*;
use std::time::Instant;
use tonnetz_core::cust::{
	glob::{Case, Glob, Subject},
	path,
};

fn matches(glob: &str, path: &str) -> bool {
	Glob::new(glob.as_bytes(), Case::Exact).unwrap().matches(&Subject::new(path).unwrap())
}

/// Every text of up to `len` characters of the alphabet.
fn words(alphabet: &[&str], len: usize) -> Vec<String> {
	let mut all = vec![String::new()];
	let mut longest = all.clone();
	for _ in 0..len {
		longest = longest
			.iter()
			.flat_map(|word| alphabet.iter().map(move |letter| format!("{word}{letter}")))
			.collect();
		all.extend(longest.iter().cloned());
	}
	all
}

#[test]
fn every_short_glob_matches_what_it_should() {
	let paths: Vec<_> = words(&["a", "b", "/"], 6)
		.into_iter()
		.filter(|path| path::check(path.as_bytes()).is_ok())
		.collect();
	let globs: Vec<_> = words(&["a", "b", "/", "*", "?", "**"], 5)
		.into_iter()
		.filter(|glob| Glob::new(glob.as_bytes(), Case::Exact).is_ok())
		.collect();
	assert!(paths.len() > 300 && globs.len() > 1_000, "{} {}", paths.len(), globs.len());
	let mut matched = 0u64;
	for glob in &globs {
		let read = Glob::new(glob.as_bytes(), Case::Exact).unwrap();
		for path in &paths {
			let expected = naive_match(glob, path);
			assert_eq!(read.matches(&Subject::new(path).unwrap()), expected, "{glob} on {path}");
			matched += u64::from(expected);
		}
	}
	assert!(matched > 10_000, "{matched}");
}

#[test]
fn long_globs_match_what_they_should() {
	// Few letters and many wildcards, across the borders of words at 128 and 256.
	let piece = prop::sample::select(vec!["a", "ä", "日", "b", "*", "?", "/", "/**/", "aa"]);
	let letter = prop::sample::select(vec!["a", "ä", "日", "b", "/"]);
	let glob = prop::collection::vec(piece, 1..12).prop_map(|pieces| pieces.concat());
	let fill = (prop::sample::select(vec![0usize, 50, 110, 120, 126, 240]), any::<bool>());
	let path = (prop::collection::vec(letter, 1..16), fill);
	let matched = core::cell::Cell::new(0u32);
	runner()
		.run(&(glob, path), |(glob, (path, (fill, at_start)))| {
			let fill = "a".repeat(fill);
			let path = path.concat();
			let path = if at_start { fill + &path } else { path + &fill };
			let glob = if at_start { format!("*{glob}") } else { format!("{glob}*") };
			prop_assume!(path::check(path.as_bytes()).is_ok());
			prop_assume!(Glob::new(glob.as_bytes(), Case::Exact).is_ok());
			// The naive way takes the length of the path to the power of this.
			prop_assume!(glob.matches('*').count() <= if path.len() > 60 { 2 } else { 4 });
			let expected = naive_match(&glob, &path);
			prop_assert_eq!(matches(&glob, &path), expected, "{} on {}", glob, path);
			matched.set(matched.get() + u32::from(expected));
			Ok(())
		})
		.unwrap();
	assert!(matched.get() > 50, "{}", matched.get());
}

#[test]
fn globs_made_from_a_path_match_it() {
	// Replaces parts of a path by wildcards that must cover them.
	let path = prop::collection::vec("[abä日]{1,40}", 1..6);
	runner()
		.run(&(path, any::<u64>()), |(segments, choice)| {
			let path = segments.join("/");
			prop_assume!(path.len() <= path::MAX_PATH_LEN);
			let mut choice = choice;
			let mut next = |n: u64| {
				choice = choice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
				(choice >> 33) % n
			};
			let mut glob = Vec::new();
			for segment in &segments {
				match next(5) {
					0 => glob.push("**".to_string()),
					1 => glob.push("*".to_string()),
					2 => glob.push(segment.clone()),
					3 => glob.push(
						segment.chars().map(|c| if next(2) == 0 { '?' } else { c }).collect(),
					),
					_ => {
						let mut letters: Vec<char> = segment.chars().collect();
						let at = next(letters.len() as u64 + 1) as usize;
						letters.insert(at, '*');
						glob.push(letters.into_iter().collect());
					}
				}
			}
			let glob = glob.join("/");
			prop_assume!(Glob::new(glob.as_bytes(), Case::Exact).is_ok());
			prop_assert!(matches(&glob, &path), "{} on {}", glob, path);
			Ok(())
		})
		.unwrap();
}

#[test]
fn no_glob_takes_long() {
	// What backtracking needs more than 2^60 steps for.
	let path = "a".repeat(path::MAX_PATH_LEN);
	let directories = "a/".repeat(127) + "a";
	let started = Instant::now();
	for _ in 0..1_000 {
		assert!(!matches(&("*a".repeat(126) + "*b*"), &path));
		assert!(!matches(&("*?".repeat(126) + "*b*"), &path));
		assert!(!matches(&("**/a/".repeat(50) + "*b*"), &directories));
		assert!(!matches(&("**/*a*/".repeat(36) + "*b*"), &directories));
	}
	// They take some 2 ms; the bound leaves room for a busy machine, not for backtracking.
	assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
