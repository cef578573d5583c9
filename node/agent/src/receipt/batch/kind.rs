// SPDX-License-Identifier: Apache-2.0

//! What the payloads of a batch can be.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use tonnetz_core::receipt::Kind;

/// A name on the command line, the kind of receipt that it makes, and its help.
type Row = (&'static str, Kind, &'static str);

/// The kinds of which there are many at a time. A further one needs one more line.
const KINDS: [Row; 7] = [
	("artifact", Kind::Artifact, "Build products"),
	("document", Kind::Document, "Reports, contracts, logs: any files"),
	("deploy", Kind::Deployment, "What was deployed, or the proof of it"),
	("container", Kind::Container, "Container images"),
	("decision", Kind::Decision, "Decisions of agents"),
	("action", Kind::Action, "What agents did"),
	("model-run", Kind::ModelRun, "Runs of models"),
];

/// The parser of a kind's name.
pub fn parser() -> impl TypedValueParser<Value = Kind> {
	let names = KINDS.map(|(name, _, help)| PossibleValue::new(name).help(help));
	PossibleValuesParser::new(names).try_map(|given| {
		let row = KINDS.into_iter().find(|(name, ..)| *name == given);
		row.map(|(_, kind, _)| kind).ok_or("unknown kind of receipt")
	})
}
