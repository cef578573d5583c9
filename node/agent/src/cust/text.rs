// SPDX-License-Identifier: Apache-2.0

//! Commands in files, and as people read them before they approve.

use crate::{error::Error, file};
use std::path::Path;
use tonnetz_core::cust::{json::Value, Command, Form, Parsed};

/// How much of a file is read, in bytes. More than a command has, so that one that is too long is
/// refused by the parser, in its words.
const MAX_FILE: u64 = 1024 * 1024;

/// A command and the text that says it.
pub struct CommandText {
	/// The text, as it stands in the file.
	pub text: String,
	/// What it says.
	pub parsed: Parsed,
}

/// Reads a command from a file.
pub fn read(path: &Path) -> Result<CommandText, Error> {
	let malformed = |reason| Error::Malformed { path: path.to_owned(), reason };
	let bytes = file::read(path, MAX_FILE)?;
	let parsed = Command::parse(&bytes)
		.map_err(|error| malformed(format!("not a command ({}): {error}", error.code())))?;
	let text = String::from_utf8(bytes).map_err(|error| malformed(error.to_string()))?;
	Ok(CommandText { text, parsed })
}

/// The name of a target on the command line.
pub fn target(name: &str) -> Result<String, String> {
	if Form::Target.fits(name) {
		Ok(name.to_owned())
	} else {
		Err(format!("a target's name has 1 to 64 bytes: {}", Form::Target.rule()))
	}
}

/// The operations of a command, as JSON on one line each.
pub fn operations(command: &Command) -> Vec<String> {
	match command.to_value().member("operations") {
		Some(Value::Array(operations)) => {
			operations.iter().map(|operation| visible(&operation.to_compact(None))).collect()
		}
		_ => Vec::new(),
	}
}

/// A text in which nothing hides: what a terminal does not show, or shows elsewhere, is escaped.
pub fn visible(text: &str) -> String {
	let mut shown = String::new();
	for c in text.chars() {
		match c {
			' '..='~' => shown.push(c),
			_ => shown.extend(c.escape_debug()),
		}
	}
	shown
}

#[cfg(test)]
mod tests {
	use super::*;
	use std::fs;

	fn read_text(text: &[u8]) -> Result<CommandText, String> {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("command.json");
		fs::write(&path, text).unwrap();
		read(&path).map_err(|error| error.to_string())
	}

	const COMMAND: &str = r#"{"version":"cust-1.0","intent":"deploy","target":"web","operations":
		[{"type":"service","action":"restart","name":"nginx"}],"signature":"00"}"#;

	#[test]
	fn a_signature_is_no_part_of_a_command() {
		let read = read_text(COMMAND.as_bytes()).unwrap();
		assert_eq!(read.text, COMMAND);
		assert_eq!(read.parsed.signature.as_deref(), Some("00"));
		let restart = r#"{"action":"restart","name":"nginx","type":"service"}"#;
		assert_eq!(operations(&read.parsed.command), [restart]);
	}

	#[test]
	fn what_is_no_command_is_refused_by_the_code_of_the_parser() {
		let spaces = " ".repeat(20_000);
		for (text, code) in [
			(COMMAND.replace("\"intent\"", "\"intend\""), "unknown_field"),
			(COMMAND.replace("\"intent\"", "\"target\""), "json_duplicate_key"),
			(COMMAND.replace("web", "Web"), "bad_text"),
			(
				COMMAND.replace(",\"signature\"", &format!(",{spaces}\"signature\"")),
				"json_too_long",
			),
			(String::new(), "json_unexpected_end"),
		] {
			let message = read_text(text.as_bytes()).err().unwrap();
			assert!(message.contains(&format!("not a command ({code}): ")), "{message}");
		}
		let message = read_text(b"\"\xff\"").err().unwrap();
		assert!(message.contains("json_not_utf8"), "{message}");
	}

	#[test]
	fn nothing_hides_in_what_is_shown() {
		assert_eq!(
			visible("a\u{202e}b\u{1b}[2Jä\u{200b}日\n"),
			"a\\u{202e}b\\u{1b}[2Jä\\u{200b}日\\n"
		);
	}

	#[test]
	fn names_of_targets_are_checked_before_a_node_is_asked() {
		assert!(target("acme/web-1.prod").is_ok());
		assert!(target("Web").is_err() && target("").is_err() && target(&"a".repeat(65)).is_err());
	}
}
