// SPDX-License-Identifier: Apache-2.0

//! Unicode normalisation form C (UAX #15), as a question only.
//!
//! The quick check answers for nearly every text. What it leaves open is decomposed and composed
//! here from the crate's primitives: its own iterators would bring the tables of the compatibility
//! forms into the runtime, which are larger than everything else of this module's parent together.

use alloc::vec::Vec;
use unicode_normalization::{
	char::{canonical_combining_class, compose, decompose_canonical},
	is_nfc_quick, IsNormalized,
};

/// Whether the text is in normalisation form C.
pub(super) fn is_nfc(text: &str) -> bool {
	match is_nfc_quick(text.chars()) {
		IsNormalized::Yes => true,
		IsNormalized::No => false,
		IsNormalized::Maybe => composed(text).into_iter().eq(text.chars()),
	}
}

/// The text in normalisation form C.
fn composed(text: &str) -> Vec<char> {
	let mut characters = Vec::with_capacity(text.len());
	for character in text.chars() {
		decompose_canonical(character, |part| {
			characters.push((canonical_combining_class(part), part));
		});
	}
	// Marks between two starters are ordered by their class; those of one class keep their order.
	for marks in characters.split_mut(|(class, _)| *class == 0) {
		sort_by_class(marks);
	}
	let mut text: Vec<char> = Vec::with_capacity(characters.len());
	let mut starter = None;
	// The class of the character before, if it stands between this one and the starter.
	let mut between = None;
	for (class, character) in characters {
		let open = between.is_none_or(|before| before < class);
		let composite = starter
			.and_then(|at: usize| text.get_mut(at))
			.filter(|_| open)
			.and_then(|first| compose(*first, character).map(|whole| (first, whole)));
		if let Some((first, whole)) = composite {
			*first = whole;
		} else if class == 0 {
			starter = Some(text.len());
			between = None;
			text.push(character);
		} else {
			between = Some(class);
			text.push(character);
		}
	}
	text
}

/// Sorts by insertion. The quick check let pass only marks that were in order, so what is out of
/// order here comes from the decomposition of one starter: every mark moves past a few at most.
fn sort_by_class(marks: &mut [(u8, char)]) {
	for end in 1..=marks.len() {
		let Some(run) = marks.get_mut(..end) else { return };
		let Some(((class, _), before)) = run.split_last() else { continue };
		let at = before.partition_point(|(other, _)| other <= class);
		if let Some(moved) = run.get_mut(at..) {
			moved.rotate_right(1);
		}
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use unicode_normalization::UnicodeNormalization;

	/// Starters and marks of several classes, of scripts that compose across starters, singletons
	/// and composition exclusions.
	const CHARACTERS: &[char] = &[
		'a',
		'A',
		'x',
		'ä',
		'Å',
		'\u{212b}',
		'\u{1e0d}',
		'\u{1e69}',
		'\u{300}',
		'\u{301}',
		'\u{307}',
		'\u{308}',
		'\u{30a}',
		'\u{323}',
		'\u{327}',
		'\u{338}',
		'\u{345}',
		'\u{5b0}',
		'\u{5bc}',
		'\u{fb31}',
		'\u{915}',
		'\u{93c}',
		'\u{958}',
		'\u{9c7}',
		'\u{9be}',
		'\u{bc6}',
		'\u{bbe}',
		'\u{bd7}',
		'\u{1100}',
		'\u{1161}',
		'\u{11a8}',
		'가',
		'각',
		'\u{1025}',
		'\u{102e}',
		'\u{3b1}',
		'\u{1f80}',
		'\u{2adc}',
		'\u{1d15e}',
		'\u{110a5}',
		'\u{110ba}',
		'\u{f900}',
		'日',
	];

	#[test]
	fn texts_of_up_to_three_characters_are_composed_like_the_crate_does() {
		let mut normalised = 0;
		for a in CHARACTERS {
			for b in CHARACTERS {
				for c in CHARACTERS {
					let text: String = [a, b, c].into_iter().collect();
					let expected: Vec<char> = text.nfc().collect();
					assert_eq!(composed(&text), expected, "{text:?}");
					assert_eq!(is_nfc(&text), text.chars().eq(expected), "{text:?}");
					normalised += u32::from(is_nfc(&text));
				}
			}
		}
		assert!((5_000..60_000).contains(&normalised), "{normalised}");
	}

	#[test]
	fn every_character_and_long_texts_are_composed_like_the_crate_does() {
		for c in '\0'..=char::MAX {
			let text: String = ['a', c, '\u{301}'].into_iter().collect();
			assert_eq!(is_nfc(&text), unicode_normalization::is_nfc(&text), "{text:?}");
		}
		let mut state = 1u32;
		for _ in 0..20_000 {
			let text: String = (0..12)
				.map(|_| {
					state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
					CHARACTERS[(state >> 8) as usize % CHARACTERS.len()]
				})
				.collect();
			assert!(composed(&text).into_iter().eq(text.nfc()), "{text:?}");
		}
	}
}
