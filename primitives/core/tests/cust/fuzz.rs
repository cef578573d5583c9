// SPDX-License-Identifier: Apache-2.0

//! Arbitrary and mutated bytes: nothing panics, and what is accepted is what it says.
//!
//! The seeds are the files of `vectors/cust/seeds`; a text that once broke something is added
//! there.

use crate::common::{cases, vectors};
use codec::{Decode, Encode};
use rand::{rngs::StdRng, seq::SliceRandom, Rng, SeedableRng};
use tonnetz_core::cust::{
	glob::{Case, Glob, Subject},
	json, path, Command,
};

fn seeds() -> Vec<Vec<u8>> {
	let mut files: Vec<_> =
		std::fs::read_dir(vectors("seeds")).unwrap().map(|entry| entry.unwrap().path()).collect();
	files.sort();
	assert!(files.len() >= 10);
	files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

/// What JSON is made of, so that mutations stay near it.
const TOKENS: [&str; 32] = [
	"{",
	"}",
	"[",
	"]",
	",",
	":",
	"\"",
	"\\",
	"\\u",
	"\\ud83d",
	"\\ude00",
	"null",
	"true",
	"1e9",
	"-0",
	".5",
	"\"signature\":",
	"\"version\"",
	"\"cust-1.0\"",
	"\"operations\"",
	"\"type\"",
	"\"git\"",
	"\"meta\"",
	"\"timestamp\":",
	"\"deny\":[",
	"../",
	"**/",
	"\u{feff}",
	"\u{202e}",
	"ä",
	"\0",
	"9007199254740993",
];

fn mutate(text: &mut Vec<u8>, other: &[u8], rng: &mut StdRng) {
	for _ in 0..rng.gen_range(1..3) {
		let at = rng.gen_range(0..=text.len());
		match rng.gen_range(0..10) {
			0 if at < text.len() => text[at] ^= 1 << rng.gen_range(0..8),
			1 if at < text.len() => text[at] = rng.gen(),
			2 => text.truncate(at),
			3 => {
				let to = rng.gen_range(at..=text.len());
				text.drain(at..to.min(at + 40));
			}
			4 => {
				let from = rng.gen_range(0..=other.len());
				let piece = other[from..(from + 40).min(other.len())].to_vec();
				text.splice(at..at, piece);
			}
			// Letters and digits for others: these mostly stay JSON, and often a command.
			5..=7 => {
				if let Some(byte) =
					text.iter_mut().skip(at).find(|byte| byte.is_ascii_alphanumeric())
				{
					*byte = if byte.is_ascii_digit() {
						rng.gen_range(b'0'..=b'9')
					} else {
						rng.gen_range(b'a'..=b'z')
					};
				}
			}
			_ => {
				let token = TOKENS.choose(rng).unwrap();
				text.splice(at..at, token.bytes());
			}
		}
	}
}

/// What holds of any bytes.
fn examine(bytes: &[u8]) {
	let ours = json::parse(bytes);
	if let Ok(value) = &ours {
		// Whatever is accepted here is JSON to others, and says the same.
		let theirs: serde_json::Value = serde_json::from_slice(bytes).expect("serde_json");
		let canonical = value.to_canonical(None);
		for text in [value.to_compact(None), value.to_spaced_ascii(None)] {
			assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap(), theirs);
			if text.len() <= json::MAX_LEN {
				assert_eq!(json::parse(text.as_bytes()).unwrap().to_canonical(None), canonical);
			}
		}
		assert!(value.to_spaced_ascii(None).is_ascii());
		serde_json::from_str::<serde_json::Value>(&canonical).expect("serde_json");
		if canonical.len() <= json::MAX_LEN {
			assert_eq!(json::parse(canonical.as_bytes()).unwrap().to_canonical(None), canonical);
		}
	}
	if let Ok(parsed) = Command::parse(bytes) {
		let command = parsed.command;
		assert_eq!(command.check(), Ok(()));
		let canonical = command.canonical_json();
		assert_eq!(canonical, ours.unwrap().to_canonical(Some("signature")));
		assert!(canonical.len() <= bytes.len());
		assert_eq!(Command::parse(canonical.as_bytes()).unwrap().command, command);
		assert_eq!(Command::decode(&mut &command.encode()[..]).unwrap(), command);
		for path in command.paths() {
			examine_glob(path.as_bytes(), path.as_bytes());
		}
	}
	if let Ok(command) = Command::decode(&mut &bytes[..]) {
		// Whatever SCALE says can be judged, shown and digested.
		let shown = command.canonical_json();
		command.digest();
		if command.check().is_ok() && command.version == tonnetz_core::cust::Version::V1_0 {
			assert_eq!(Command::parse(shown.as_bytes()).unwrap().command, command);
		}
	}
}

fn examine_glob(glob: &[u8], path: &[u8]) {
	let (Ok(text), Ok(exact), Ok(folded)) =
		(path::check(path), Glob::new(glob, Case::Exact), Glob::new(glob, Case::Folded))
	else {
		return;
	};
	let lower = path::fold(text);
	let matches = |glob: &Glob, path: &str| Subject::new(path).map(|path| glob.matches(&path));
	if matches(&exact, text) == Some(true) {
		assert_ne!(matches(&folded, &lower), Some(false), "folding loses {text}");
	}
	let subject = Subject::new(text).unwrap();
	let derived = subject.folded(&lower).map(|derived| folded.matches(&derived));
	assert_eq!(derived, matches(&folded, &lower), "{text}");
}

#[test]
fn arbitrary_and_mutated_texts_are_safe() {
	let seeds = seeds();
	let mut rng = StdRng::seed_from_u64(1);
	for seed in &seeds {
		examine(seed);
	}
	let (mut json, mut commands) = (0u32, 0u32);
	for case in 0..cases() {
		let mut text = seeds.choose(&mut rng).unwrap().clone();
		if case % 16 == 0 {
			text = (0..rng.gen_range(0..200)).map(|_| rng.gen()).collect();
		} else {
			mutate(&mut text, seeds.choose(&mut rng).unwrap(), &mut rng);
		}
		examine(&text);
		json += u32::from(json::parse(&text).is_ok());
		commands += u32::from(Command::parse(&text).is_ok());
	}
	// Mutations that nothing survives would test the first byte only.
	assert!(json > cases() / 20 && commands > cases() / 100, "{json} {commands}");
}

#[test]
fn arbitrary_encodings_are_safe() {
	let seeds: Vec<_> = seeds()
		.iter()
		.filter_map(|seed| Command::parse(seed).ok())
		.map(|parsed| parsed.command.encode())
		.collect();
	assert!(seeds.len() >= 5);
	let mut rng = StdRng::seed_from_u64(2);
	let mut decoded = 0u32;
	for _ in 0..cases() {
		let mut bytes = seeds.choose(&mut rng).unwrap().clone();
		for _ in 0..rng.gen_range(1..4) {
			let at = rng.gen_range(0..bytes.len());
			bytes[at] = rng.gen();
		}
		decoded += u32::from(Command::decode(&mut &bytes[..]).is_ok());
		examine(&bytes);
	}
	assert!(decoded > cases() / 20, "{decoded}");
}

#[test]
fn arbitrary_globs_and_paths_are_safe() {
	const LETTERS: [&str; 16] = [
		"a", "A", "ä", "Ä", "ſ", "\u{212a}", "日", "/", "*", "**", "?", ".", "\u{301}", "b",
		"/**/", "x",
	];
	let mut rng = StdRng::seed_from_u64(3);
	for _ in 0..cases() {
		let mut word = |letters: &[&str]| {
			(0..rng.gen_range(1..40))
				.map(|_| *letters.choose(&mut rng).unwrap())
				.collect::<String>()
		};
		let (glob, path) = (word(&LETTERS), word(&LETTERS));
		examine_glob(glob.as_bytes(), path.as_bytes());
		examine_glob(path.as_bytes(), path.as_bytes());
	}
}
