// SPDX-License-Identifier: Apache-2.0

//! What can be recorded from the command line.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use tonnetz_core::receipt::Kind;

/// A name on the command line, the kind of receipt that it makes, and its help.
type Row = (&'static str, Kind, &'static str);

/// The kinds whose digest is that of a file. A further one needs one more line.
const KINDS: [Row; 3] = [
	("document", Kind::Document, "A report, a contract, a log: any file"),
	("artifact", Kind::Artifact, "A build product"),
	("deploy", Kind::Deployment, "What was deployed, or the proof of it"),
];

/// The parser of a kind's name.
pub fn parser() -> impl TypedValueParser<Value = Kind> {
	let names = KINDS.map(|(name, _, help)| PossibleValue::new(name).help(help));
	PossibleValuesParser::new(names).try_map(|given| {
		let row = KINDS.into_iter().find(|(name, ..)| *name == given);
		row.map(|(_, kind, _)| kind).ok_or("unknown kind of receipt")
	})
}
