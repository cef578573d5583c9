// SPDX-License-Identifier: Apache-2.0

//! Globs: patterns of paths and branches.
//!
//! - `*` stands for any number of characters within a segment, also none;
//! - `?` stands for one character other than `/`;
//! - `**` as a whole segment stands for any number of whole segments: `**/x` is `x` in any directory,
//!   the root among them, and `x/**` everything below `x`, not `x` itself;
//! - everything else stands for itself. The whole path has to match.
//!
//! A glob is spelt like a path (see [`path::check`]). Brackets, braces and a leading `!` mean
//! something in other languages of patterns; here they are refused rather than taken for
//! themselves, because a deny glob that never matches denies nothing.
//!
//! # Cost
//! What stands before the first wildcard and after the last is compared as it is. Between them the
//! state of the matcher is a set of places in the path, one bit for each, and each token of the glob,
//! a step, maps the set by a handful of operations on words (Baeza-Yates and Gonnet, "A new approach
//! to text searching", 1992, with path and pattern in each other's place; the runs of `*` are flooded
//! by the carry of an addition, as in Myers, "A fast bit-vector algorithm", 1999). A match takes
//! O([`Glob::steps`] * (`path.len()` / 128 + 1)) operations whatever glob and path are; nothing is
//! tried twice.

use super::{
	path::{self, PathFault, MAX_PATH_LEN},
	text::has_byte,
};
use alloc::vec::Vec;
use core::{cell::OnceCell, fmt};

/// The longest glob of a policy, in bytes.
pub const MAX_GLOB_LEN: usize = 128;

/// Why a text is no glob.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum GlobFault {
	/// It is not spelt like a path.
	Spelling(PathFault),
	/// `**` together with something else in a segment.
	PartialDoubleStar,
	/// `[`, `]`, `{`, `}` or a leading `!`.
	Unsupported,
}

impl fmt::Display for GlobFault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::Spelling(_) => {
				"a glob is spelt like a path: relative, no empty, `.` or `..` segment, no backslash, no \
				 invisible character, Unicode NFC"
			},
			Self::PartialDoubleStar => "`**` must be a whole segment; write `*` within one",
			Self::Unsupported => {
				"brackets, braces and a leading `!` are not supported; write one glob for each \
				 alternative, and `?` for a bracket"
			},
		})
	}
}

/// Whether letters that differ in case alone are the same.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Case {
	/// They differ: allow globs and branches.
	Exact,
	/// They are the same: deny globs. The subject must be [folded](path::fold).
	Folded,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Token {
	/// One byte of a character that stands for itself.
	Byte(u8),
	/// `?`.
	One,
	/// `*`.
	Star,
	/// `**/`.
	Directories,
	/// `**` at the end.
	Everything,
}

/// A glob, ready to match.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Glob {
	/// What stands before the first wildcard.
	prefix: Vec<u8>,
	/// From the first wildcard to the last.
	steps: Vec<Token>,
	/// What stands after the last wildcard.
	suffix: Vec<u8>,
}

impl Glob {
	/// Reads a glob.
	///
	/// # Errors
	/// The first [`GlobFault`].
	pub fn new(glob: &[u8], case: Case) -> Result<Self, GlobFault> {
		let text =
			core::str::from_utf8(glob).map_err(|_| GlobFault::Spelling(PathFault::NotUtf8))?;
		if text.len() > MAX_PATH_LEN {
			return Err(GlobFault::Spelling(PathFault::TooLong));
		}
		path::check_spelling(text).map_err(GlobFault::Spelling)?;
		let special = |byte| matches!(byte, b'[' | b']' | b'{' | b'}');
		if text.starts_with('!') || has_byte(text, special) {
			return Err(GlobFault::Unsupported);
		}
		if text.contains("**")
			&& text.split('/').any(|segment| segment.contains("**") && segment != "**")
		{
			return Err(GlobFault::PartialDoubleStar);
		}
		Ok(match case {
			Case::Exact => Self::read(text),
			Case::Folded => Self::read(&path::fold(text)),
		})
	}

	fn read(glob: &str) -> Self {
		let wildcard = |byte: &u8| matches!(byte, b'*' | b'?');
		let bytes = glob.as_bytes();
		if !has_byte(glob, |byte| wildcard(&byte)) {
			return Self { prefix: bytes.to_vec(), steps: Vec::new(), suffix: Vec::new() };
		}
		let first = bytes.iter().position(wildcard).unwrap_or(bytes.len());
		let after = bytes.iter().rposition(wildcard).map_or(first, |last| last.saturating_add(1));
		let (head, suffix) = bytes.split_at_checked(after).unwrap_or((bytes, &[]));
		let (prefix, wild) = head.split_at_checked(first).unwrap_or((head, &[]));
		let mut steps = Vec::with_capacity(wild.len());
		let mut rest = wild;
		// A slash after the last `**` belongs to it, so it is taken from what follows.
		let mut suffix = suffix;
		while let Some((byte, tail)) = rest.split_first() {
			rest = tail;
			steps.push(match (byte, tail.split_first()) {
				(b'*', Some((b'*', tail))) => {
					rest = tail;
					match (tail.split_first(), suffix.split_first()) {
						(Some((b'/', tail)), _) => {
							rest = tail;
							Token::Directories
						}
						(None, Some((b'/', tail))) => {
							suffix = tail;
							Token::Directories
						}
						_ => Token::Everything,
					}
				}
				(b'*', _) => Token::Star,
				(b'?', _) => Token::One,
				(other, _) => Token::Byte(*other),
			});
		}
		Self { prefix: prefix.to_vec(), steps, suffix: suffix.to_vec() }
	}

	/// What matching costs: the number of tokens from the first wildcard to the last, where `*`, `?`,
	/// `**` with its slash, and each byte of anything else is a token.
	pub fn steps(&self) -> usize {
		self.steps.len()
	}

	/// Whether the whole of the subject matches.
	pub fn matches(&self, subject: &Subject) -> bool {
		let path = subject.path.as_bytes();
		if self.steps.is_empty() {
			return path == self.prefix;
		}
		if !path.starts_with(&self.prefix) || !path.ends_with(&self.suffix) {
			return false;
		}
		let from = self.prefix.len();
		let Some(to) = path.len().checked_sub(self.suffix.len()) else { return false };
		match self.steps.as_slice() {
			// Spares the most usual globs, `x/**`, the sets.
			[Token::Everything] => from < to,
			steps => match subject.places() {
				Width::One(places) => places.run(from, steps, to),
				Width::Two(places) => places.run(from, steps, to),
				Width::Three(places) => places.run(from, steps, to),
			},
		}
	}
}

/// A path that globs are matched against.
pub struct Subject<'a> {
	path: &'a str,
	/// The subject that this one is the fold of, if it is ASCII: then its sets serve here too.
	unfolded: Option<&'a Subject<'a>>,
	/// Where each byte stands in the path, as sets of places. Made for the first glob that needs
	/// them.
	places: OnceCell<Width>,
}

/// The sets as arrays of just so many words as the path needs: most need one.
enum Width {
	One(Places<1>),
	Two(Places<2>),
	Three(Places<3>),
}

impl<'a> Subject<'a> {
	/// Takes a path of at most [`MAX_PATH_LEN`] bytes that passed [`path::check`]; `None` for a
	/// longer one.
	pub fn new(path: &'a str) -> Option<Self> {
		(path.len() <= MAX_PATH_LEN).then_some(Self {
			path,
			unfolded: None,
			places: OnceCell::new(),
		})
	}

	/// The same path for [`Case::Folded`] globs; `folded` is its [fold](path::fold). `None` if that
	/// is longer than [`MAX_PATH_LEN`], which a fold can be.
	pub fn folded(&'a self, folded: &'a str) -> Option<Self> {
		let unfolded = self.path.is_ascii().then_some(self);
		Some(Self { unfolded, ..Self::new(folded)? })
	}

	fn places(&self) -> &Width {
		self.places.get_or_init(|| match (self.unfolded.map(Subject::places), self.path.len()) {
			(Some(Width::One(places)), _) => Width::One(places.folded()),
			(Some(Width::Two(places)), _) => Width::Two(places.folded()),
			(Some(Width::Three(places)), _) => Width::Three(places.folded()),
			// A set has a place for the end of the path too.
			(None, 0..128) => Width::One(Places::new(self.path)),
			(None, 128..256) => Width::Two(Places::new(self.path)),
			(None, _) => Width::Three(Places::new(self.path)),
		})
	}
}

/// A set of places in a path; bit `n` is the place before its byte `n`.
type Set<const W: usize> = [u128; W];

#[derive(Clone)]
struct Places<const W: usize> {
	/// Which of `bytes` belongs to a byte; 0, the empty set, for one that is not in the path.
	index: [u8; 256],
	/// Before which places each byte of the path stands.
	bytes: Vec<Set<W>>,
	/// Before a byte other than `/`.
	within: Set<W>,
	/// Before the first byte of a character other than `/`.
	characters: Set<W>,
	/// Before a byte that continues a character.
	continued: Set<W>,
	/// At the start of a segment.
	starts: Set<W>,
}

impl<const W: usize> Places<W> {
	fn new(path: &str) -> Self {
		let mut places = Self {
			index: [0; 256],
			bytes: Vec::with_capacity(32),
			within: [0; W],
			characters: [0; W],
			continued: [0; W],
			starts: [0; W],
		};
		places.bytes.push([0; W]);
		for (index, half) in path.as_bytes().chunks(64).enumerate() {
			let shift = if index % 2 == 0 { 0 } else { 64 };
			let mut place = 1u64;
			let mut bytes = half.iter().copied().peekable();
			while let Some(byte) = bytes.next() {
				// A run is gathered before it is stored, for each store waits for the one before.
				let mut run = place;
				place <<= 1;
				while bytes.next_if_eq(&byte).is_some() {
					run |= place;
					place <<= 1;
				}
				if let Some(word) = places.of_mut(byte).and_then(|set| set.get_mut(index / 2)) {
					*word |= u128::from(run) << shift;
				}
			}
		}
		for (byte, index) in (0u8..=255).zip(places.index) {
			let Some(set) = places.bytes.get(usize::from(index)).filter(|_| index != 0) else {
				continue;
			};
			if byte != b'/' {
				unite(&mut places.within, set);
			}
			if matches!(byte, 0x80..=0xbf) {
				unite(&mut places.continued, set);
			}
		}
		for ((characters, within), continued) in
			places.characters.iter_mut().zip(places.within).zip(places.continued)
		{
			*characters = within & !continued;
		}
		places.starts = *places.of(b'/');
		shift(&mut places.starts);
		insert(&mut places.starts, 0);
		places
	}

	/// The sets of the same path with ASCII letters in lower case.
	fn folded(&self) -> Self {
		let mut places = self.clone();
		for upper in b'A'..=b'Z' {
			let set = *self.of(upper);
			if set.iter().any(|word| *word != 0) {
				if let Some(lower) = places.of_mut(upper.to_ascii_lowercase()) {
					unite(lower, &set);
				}
			}
		}
		places
	}

	fn of(&self, byte: u8) -> &Set<W> {
		let index = self.index.get(usize::from(byte)).copied().unwrap_or(0);
		self.bytes.get(usize::from(index)).unwrap_or(&[0; W])
	}

	fn of_mut(&mut self, byte: u8) -> Option<&mut Set<W>> {
		let index = self.index.get_mut(usize::from(byte))?;
		if *index == 0 {
			// UTF-8 has fewer than 256 different bytes.
			*index = u8::try_from(self.bytes.len()).ok()?;
			self.bytes.push([0; W]);
		}
		self.bytes.get_mut(usize::from(*index))
	}

	/// Whether the steps lead from one place to the other.
	fn run(&self, from: usize, steps: &[Token], to: usize) -> bool {
		let mut set = [0; W];
		insert(&mut set, from);
		for step in steps {
			match step {
				Token::Byte(byte) => {
					intersect(&mut set, self.of(*byte));
					shift(&mut set);
				}
				Token::One => {
					intersect(&mut set, &self.characters);
					shift(&mut set);
					skip(&mut set, &self.continued);
				}
				Token::Star => flood(&mut set, &self.within),
				Token::Directories => {
					rise(&mut set);
					intersect(&mut set, &self.starts);
				}
				// A path that passed the check does not end with `/`, so there is something left.
				Token::Everything => rise(&mut set),
			}
			if set.iter().all(|word| *word == 0) {
				return false;
			}
		}
		contains(&set, to)
	}
}

fn insert<const W: usize>(set: &mut Set<W>, place: usize) {
	if let Some(word) = set.get_mut(place / 128) {
		*word |= 1 << (place % 128);
	}
}

fn contains<const W: usize>(set: &Set<W>, place: usize) -> bool {
	set.get(place / 128).is_some_and(|word| word >> (place % 128) & 1 == 1)
}

fn unite<const W: usize>(set: &mut Set<W>, with: &Set<W>) {
	for (word, with) in set.iter_mut().zip(with) {
		*word |= with;
	}
}

fn intersect<const W: usize>(set: &mut Set<W>, with: &Set<W>) {
	for (word, with) in set.iter_mut().zip(with) {
		*word &= with;
	}
}

/// Every place moves one byte on.
fn shift<const W: usize>(set: &mut Set<W>) {
	let mut carry = 0;
	for word in set {
		let moved = *word << 1 | carry;
		carry = *word >> 127;
		*word = moved;
	}
}

/// Adds as one long integer.
fn add<const W: usize>(set: &Set<W>, other: &Set<W>) -> Set<W> {
	let mut sum = [0; W];
	let mut carry = false;
	for ((sum, word), other) in sum.iter_mut().zip(set).zip(other) {
		let (partial, first) = word.overflowing_add(*other);
		let (total, second) = partial.overflowing_add(u128::from(carry));
		*sum = total;
		carry = first || second;
	}
	sum
}

/// Adds to the set every place that is reached from it through `run`: the lowest member of each run
/// carries to the run's end, and what the addition changed lies above it.
fn flood<const W: usize>(set: &mut Set<W>, run: &Set<W>) {
	let mut seeds = *set;
	intersect(&mut seeds, run);
	let sum = add(run, &seeds);
	for ((word, sum), run) in set.iter_mut().zip(sum).zip(run) {
		*word |= sum ^ run;
	}
}

/// Moves every place that stands at the start of a run of `run` to the end of that run.
fn skip<const W: usize>(set: &mut Set<W>, run: &Set<W>) {
	let moved = add(set, run);
	for ((word, moved), run) in set.iter_mut().zip(moved).zip(run) {
		*word = moved & !run;
	}
}

/// Adds to the set every place after its first.
fn rise<const W: usize>(set: &mut Set<W>) {
	let mut above = false;
	for word in set {
		if above {
			*word = u128::MAX;
		} else if *word != 0 {
			*word |= word.wrapping_neg();
			above = true;
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn matches(glob: &str, path: &str) -> bool {
		Glob::new(glob.as_bytes(), Case::Exact).unwrap().matches(&Subject::new(path).unwrap())
	}

	#[test]
	fn globs_mean_what_their_documentation_says() {
		for (glob, path, expected) in [
			("main", "main", true),
			("main", "main2", false),
			("main", "mai", false),
			("*", "a", true),
			("*", "a/b", false),
			("a*", "a", true),
			("*.rs", "lib.rs", true),
			("*.rs", "src/lib.rs", false),
			("src/*.rs", "src/lib.rs", true),
			("src/*.rs", "src/a/lib.rs", false),
			("src/*/*.rs", "src/a/lib.rs", true),
			("?", "a", true),
			("?", "ä", true),
			("?", "日", true),
			("??", "日", false),
			("??", "日本", true),
			("a?c", "a/c", false),
			("ä?ö", "äüö", true),
			("**", "a", true),
			("**", "a/b/c", true),
			("**/x", "x", true),
			("**/x", "a/b/x", true),
			("**/x", "ax", false),
			("**/x", "a/xx", false),
			("a/**/x", "a/x", true),
			("a/**/x", "a/b/c/x", true),
			("a/**/x", "ab/x", false),
			("a/**", "a", false),
			("a/**", "a/b", true),
			("a/**", "ab", false),
			("**/**", "a", true),
			("**/a/**/b/**", "a/b/c", true),
			("**/a/**/b/**", "x/a/y/b/z", true),
			("**/a/**/b/**", "x/a/y/b", false),
			("*a*b*", "xxaxxbxx", true),
			("*a*b*", "xxbxxaxx", false),
			("*/*", "a/b", true),
			("*ä*", "xäx", true),
		] {
			assert_eq!(matches(glob, path), expected, "{glob} on {path}");
		}
	}

	#[test]
	fn paths_of_every_length_match_up_to_their_end() {
		for len in 1..=MAX_PATH_LEN {
			let path = "x".repeat(len);
			assert!(matches(&path, &path), "{len}");
			assert!(matches("*", &path), "{len}");
			assert!(matches("**", &path), "{len}");
			assert!(matches("*x", &path), "{len}");
			assert!(!matches("*y", &path), "{len}");
			assert_eq!(matches(&"?".repeat(200), &path), len == 200, "{len}");
			assert!(len == 1 || !matches(&"x".repeat(len - 1), &path), "{len}");
		}
		assert!(Subject::new(&"x".repeat(MAX_PATH_LEN + 1)).is_none());
	}

	#[test]
	fn characters_of_many_bytes_cross_words() {
		for before in 0..=200 {
			let path = format!("{}日本{}", "x".repeat(before), "y".repeat(40));
			assert!(
				matches(&format!("{}??{}", "x".repeat(before), "y".repeat(40)), &path),
				"{before}"
			);
			assert!(
				!matches(&format!("{}?{}", "x".repeat(before), "y".repeat(40)), &path),
				"{before}"
			);
			assert!(matches("*本*", &path), "{before}");
		}
	}

	#[test]
	fn what_is_no_glob_is_refused() {
		for (glob, fault) in [
			(&b""[..], GlobFault::Spelling(PathFault::EmptySegment)),
			(b"/a", GlobFault::Spelling(PathFault::Absolute)),
			(b"a/../b", GlobFault::Spelling(PathFault::DotSegment)),
			(b"a\\*", GlobFault::Spelling(PathFault::Backslash)),
			(b"a\xff", GlobFault::Spelling(PathFault::NotUtf8)),
			(&[b'a'; 257], GlobFault::Spelling(PathFault::TooLong)),
			(b"a**", GlobFault::PartialDoubleStar),
			(b"***", GlobFault::PartialDoubleStar),
			(b"**a/b", GlobFault::PartialDoubleStar),
			(b"*.{pem,key}", GlobFault::Unsupported),
			(b"[a-z]", GlobFault::Unsupported),
			(b"!a", GlobFault::Unsupported),
		] {
			assert_eq!(Glob::new(glob, Case::Exact), Err(fault), "{glob:?}");
		}
	}

	#[test]
	fn folded_globs_match_folded_paths() {
		let glob = Glob::new("**/SECRETS/Ä*".as_bytes(), Case::Folded).unwrap();
		let matches = |path: &str| {
			let (exact, folded) = (Subject::new(path).unwrap(), path::fold(path));
			let matched = glob.matches(&Subject::new(&folded).unwrap());
			assert_eq!(glob.matches(&exact.folded(&folded).unwrap()), matched);
			matched
		};
		assert!(matches("a/Secrets/Äx"));
		assert!(matches("secrets/ä"));
		assert!(!matches("secret/ä"));
		let glob = Glob::new(b"*A?c*/**", Case::Folded).unwrap();
		for (path, expected) in [("xaBC/D", true), ("ABCABc/x/y", true), ("xABD/c", false)] {
			let (exact, folded) = (Subject::new(path).unwrap(), path::fold(path));
			assert_eq!(glob.matches(&exact.folded(&folded).unwrap()), expected, "{path}");
			assert!(!glob.matches(&exact), "{path}");
		}
	}
}
