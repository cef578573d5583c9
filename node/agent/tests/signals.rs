// SPDX-License-Identifier: Apache-2.0

//! `tonnetz coherence` and `tonnetz signal` without a node.

#![allow(clippy::indexing_slicing, clippy::unwrap_used)]

mod common;

use common::{file, run, run_with};
use serde_json::{json, Value};

fn check(contents: &str, line: &str) -> common::Run {
	let (_dir, path) = file("signal", contents, 0o644);
	run_with(&format!("coherence check {line}"), &path)
}

#[test]
fn the_founding_examples_are_reproduced() {
	for (signal, ratio, state) in [
		("[0.62,0.61,0.63,0.62]", "0.62", "coherent"),
		("[0.5,0.48,0.52,0.49]", "0.4975", "sub-harmonic"),
		("[0.75,0.76,0.74,0.75]", "0.75", "over-driven"),
	] {
		let answer: Value = check(signal, "--json").json();
		assert_eq!((&answer["coherence_ratio"], &answer["state"]), (&json!(ratio), &json!(state)));
		assert_eq!(answer["in_corridor"], json!(state == "coherent"));
		assert_eq!(answer["samples"], 4);
	}
}

#[test]
fn the_bounds_are_coherent_to_the_last_digit() {
	for (ratio, state) in [
		("0.618033988749894847", "sub-harmonic"),
		("0.618033988749894848", "coherent"),
		("0.666666666666666666", "coherent"),
		("0.666666666666666667", "over-driven"),
	] {
		let text = check(ratio, "").succeeds();
		assert!(text.contains(&format!("ratio     {ratio}\nstate     {state}\n")), "{text}");
	}
	let text = check("0.7", "--lower 0.65 --upper 0.8").succeeds();
	assert!(text.contains("state     coherent\ncorridor  0.65 to 0.8\n"), "{text}");
	for (line, said) in [
		("--lower 0.4", "below 0.5"),
		("--upper 0.6", "not below the upper"),
		("--lower x", "--lower: not a decimal"),
	] {
		let message = check("0.7", line).fails(2);
		assert!(message.contains(said), "{message}");
	}
}

#[test]
fn what_is_no_signal_is_refused() {
	for (signal, said) in [
		("", "no samples"),
		("[0.1, -0.2]", "sample 1: the sample is negative"),
		("[0.1, NaN]", "not a JSON array"),
		("{\"signal\":[0.6]}", "sample 0: "),
		("0.1 1000001", "sample 1: "),
	] {
		let message = check(signal, "").fails(4);
		assert!(message.contains(said), "{signal}: {message}");
	}
}

#[test]
fn a_wrong_command_line_is_told_before_a_node_is_asked() {
	for (line, said) in [
		(
			"signal register lag --kind infrastructure --interval 10s --key //Alice",
			"between 1m and 1d",
		),
		("signal register a --kind weather --interval 1h --key //Alice", "market, infrastructure"),
		("signal publish 0 --key //Alice", "--file <FILE>"),
		("signal publish 0 --digest 0xab --key //Alice", "64 hexadecimal digits"),
		("coherence session 0xab", "64 hexadecimal digits"),
		("coherence history Alice", "not an SS58 address"),
	] {
		let message = run(line.split_whitespace()).fails(2);
		assert!(message.contains(said), "{line}: {message}");
	}
}
