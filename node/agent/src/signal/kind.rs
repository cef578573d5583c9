// SPDX-License-Identifier: Apache-2.0

//! The kinds of streams by their names on the command line.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use tonnetz_core::signals::StreamKind;

/// A name, the kind, and its help.
type Row = (&'static str, StreamKind, &'static str);

const KINDS: [Row; 6] = [
	("market", StreamKind::Market, "Prices and trade"),
	("infrastructure", StreamKind::Infrastructure, "The node itself"),
	("ai", StreamKind::Ai, "Models and agents"),
	("randomness", StreamKind::Randomness, "Random numbers"),
	("coherence", StreamKind::Coherence, "Measurements of coherence"),
	("custom", StreamKind::Custom, "Anything else"),
];

/// The parser of a kind's name.
pub fn parser() -> impl TypedValueParser<Value = StreamKind> {
	let names = KINDS.map(|(name, _, help)| PossibleValue::new(name).help(help));
	PossibleValuesParser::new(names).try_map(|given| {
		let row = KINDS.into_iter().find(|(name, ..)| *name == given);
		row.map(|(_, kind, _)| kind).ok_or("unknown kind of stream")
	})
}

/// The name of a kind.
pub fn name(kind: StreamKind) -> &'static str {
	KINDS.into_iter().find(|(_, known, _)| *known == kind).map_or("unknown", |(name, ..)| name)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn names_are_those_of_json() {
		for (name, kind, _) in KINDS {
			assert_eq!(serde_json::to_value(kind).unwrap(), name);
			assert_eq!(super::name(kind), name);
		}
	}
}
