// SPDX-License-Identifier: Apache-2.0

//! From JSON to a command. What the types cannot hold or no field is called is refused here, by
//! name.

use super::{
	command::{Command, Constraints, Meta, Version},
	json::{self, Value},
	operation::Operation,
	text::{Form, Text},
	timestamp::Timestamp,
};
use alloc::{
	borrow::Cow,
	format,
	string::{String, ToString},
	vec::Vec,
};
use core::fmt;
use sp_core::ConstU32;
use sp_runtime::BoundedVec;

/// The member that holds the signature, which is no part of the command.
pub const SIGNATURE: &str = "signature";

/// The longest signature that is read, in bytes. A hex HMAC-SHA256 has 64.
pub const MAX_SIGNATURE_LEN: usize = 128;

/// A JSON text and the command in it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Parsed {
	/// The command.
	pub command: Command,
	/// The member `signature`, as it stands there.
	pub signature: Option<String>,
	/// The whole text, from which the forms that signers sign can be written.
	pub value: Value<'static>,
}

/// A JSON text is not a command.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ParseError {
	/// It is not the JSON that is accepted.
	Json(json::Error),
	/// It is JSON, but a part of it is wrong.
	Part {
		/// Which part, such as `operations[0].branch`; empty for the whole.
		place: String,
		/// What is wrong with it.
		fault: ParseFault,
	},
}

/// What can be wrong with a part of a command. Closed and append-only.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum ParseFault {
	/// A version that nobody here speaks.
	UnknownVersion(String),
	/// A member that no field is called.
	UnknownField,
	/// A type and action that are no operation.
	UnknownOperation(String),
	/// A member is missing.
	MissingField,
	/// A value of another JSON type.
	WrongType {
		/// What it must be.
		expected: &'static str,
		/// What it is.
		found: &'static str,
	},
	/// More than so many bytes.
	TooLong(u32),
	/// More than so many entries.
	TooMany(u32),
	/// No entry where at least one is needed.
	Empty,
	/// A text that breaks the rule of its field.
	BadText(&'static str),
}

impl ParseFault {
	/// The stable code of the fault.
	pub const fn code(&self) -> &'static str {
		match self {
			Self::UnknownVersion(_) => "unknown_version",
			Self::UnknownField => "unknown_field",
			Self::UnknownOperation(_) => "unknown_operation",
			Self::MissingField => "missing_field",
			Self::WrongType { .. } => "wrong_type",
			Self::TooLong(_) => "too_long",
			Self::TooMany(_) => "too_many",
			Self::Empty => "empty",
			Self::BadText(_) => "bad_text",
		}
	}
}

impl ParseError {
	/// The stable code of the error.
	pub const fn code(&self) -> &'static str {
		match self {
			Self::Json(error) => error.fault.code(),
			Self::Part { fault, .. } => fault.code(),
		}
	}
}

impl fmt::Display for ParseError {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let (place, fault) = match self {
			Self::Json(error) => return error.fmt(f),
			Self::Part { place, fault } => (place, fault),
		};
		f.write_str(if place.is_empty() { "command" } else { place })?;
		match fault {
			ParseFault::UnknownVersion(version) => {
				write!(f, ": {version:?} is no known version; use \"cust-1.0\"")
			}
			ParseFault::UnknownField => f.write_str(": no field has this name; remove it"),
			ParseFault::UnknownOperation(name) => {
				write!(f, ": {name:?} is no operation; docs/CUST.md lists them")
			}
			ParseFault::MissingField => f.write_str(": missing; add it"),
			ParseFault::WrongType { expected, found } => {
				write!(f, ": {found} where {expected} belongs")
			}
			ParseFault::TooLong(max) => write!(f, ": longer than {max} bytes; shorten it"),
			ParseFault::TooMany(max) => write!(f, ": more than {max} entries; split the command"),
			ParseFault::Empty => f.write_str(": empty; name at least one"),
			ParseFault::BadText(rule) => write!(f, ": {rule}"),
		}
	}
}

impl core::error::Error for ParseError {}

impl From<json::Error> for ParseError {
	fn from(error: json::Error) -> Self {
		Self::Json(error)
	}
}

type Result<T> = core::result::Result<T, ParseError>;

fn fail<T>(place: impl Into<String>, fault: ParseFault) -> Result<T> {
	Err(ParseError::Part { place: place.into(), fault })
}

fn wrong_type<T>(place: &str, expected: &'static str, found: &Value) -> Result<T> {
	fail(place, ParseFault::WrongType { expected, found: found.kind() })
}

impl Command {
	/// Reads a command from its JSON, with or without a signature.
	///
	/// # Errors
	/// The first fault: of the JSON text, then of a part of the command.
	pub fn parse(json: &[u8]) -> Result<Parsed> {
		let value = json::parse(json)?;
		let command = Self::from_value(&value)?;
		let signature = match value.member(SIGNATURE) {
			Some(Value::String(signature)) => Some(signature.to_string()),
			_ => None,
		};
		Ok(Parsed { command, signature, value })
	}

	/// Reads a command from parsed JSON, with or without a signature.
	///
	/// # Errors
	/// The first part that is wrong.
	pub fn from_value(value: &Value) -> Result<Self> {
		const KNOWN: &[&str] =
			&["version", "intent", "target", "operations", "constraints", "meta", SIGNATURE];
		let command = Object::new("", value)?;
		let version = match command.get("version") {
			Some(Value::String(version)) if version == "cust-1.0" => Version::V1_0,
			Some(Value::String(version)) => {
				return fail("version", ParseFault::UnknownVersion(version.to_string()))
			}
			Some(other) => return wrong_type("version", "a string", other),
			None => return fail("version", ParseFault::MissingField),
		};
		command.only(KNOWN)?;
		match command.get(SIGNATURE) {
			None => {}
			Some(Value::String(text)) if text.len() <= MAX_SIGNATURE_LEN => {}
			Some(Value::String(_)) => return fail(SIGNATURE, ParseFault::TooLong(128)),
			Some(other) => return wrong_type(SIGNATURE, "a string", other),
		}
		Ok(Self {
			version,
			intent: command.text("intent", Form::Line)?,
			target: command.text("target", Form::Target)?,
			operations: match list(&command, "operations", operation)? {
				Some(operations) if operations.is_empty() => {
					return fail("operations", ParseFault::Empty)
				}
				Some(operations) => operations,
				None => return fail("operations", ParseFault::MissingField),
			},
			constraints: match command.get("constraints") {
				Some(value) => Some(constraints(value)?),
				None => None,
			},
			meta: match command.get("meta") {
				Some(value) => Some(meta(value)?),
				None => None,
			},
		})
	}
}

fn operation(place: &str, value: &Value) -> Result<Operation> {
	let object = Object::new(place, value)?;
	let kind = object.string("type")?;
	let action = object.string("action")?;
	Ok(match (kind, action) {
		("git", "commit_and_push") => {
			object.only(&["type", "action", "branch", "message", "force"])?;
			Operation::GitCommitAndPush {
				branch: object.text("branch", Form::Branch)?,
				message: object.text("message", Form::Message)?,
				force: object.flag("force")?,
			}
		}
		("vercel", "deploy") => {
			object.only(&["type", "action", "prod"])?;
			Operation::VercelDeploy { prod: object.flag("prod")? }
		}
		("service", "restart") => {
			object.only(&["type", "action", "name"])?;
			Operation::ServiceRestart { name: object.text("name", Form::Name)? }
		}
		("container", "network_connect") => {
			object.only(&["type", "action", "container", "network", "alias"])?;
			Operation::ContainerNetworkConnect {
				container: object.text("container", Form::Name)?,
				network: object.text("network", Form::Name)?,
				alias: object.optional_text("alias", Form::Name)?,
			}
		}
		("hook", "run") => {
			object.only(&["type", "action", "name"])?;
			Operation::HookRun { name: object.text("name", Form::Name)? }
		}
		_ => return fail(place, ParseFault::UnknownOperation(format!("{kind}/{action}"))),
	})
}

fn constraints(value: &Value) -> Result<Constraints> {
	let object = Object::new("constraints", value)?;
	object.only(&["paths", "deny"])?;
	Ok(Constraints {
		paths: list(&object, "paths", |place, value| text(place, value, Form::Path))?,
		deny: list(&object, "deny", |place, value| text(place, value, Form::Path))?,
	})
}

fn meta(value: &Value) -> Result<Meta> {
	let object = Object::new("meta", value)?;
	object.only(&["timestamp", "nonce", "model", "session_id", "note"])?;
	let place = object.place_of("timestamp");
	let timestamp = match object.get("timestamp") {
		None => None,
		Some(Value::Number(number)) => Some(Timestamp::from_number(number)),
		Some(value @ Value::String(_)) => {
			Some(Some(Timestamp::Rfc3339(text(&place, value, Form::Line)?)))
		}
		Some(other) => return wrong_type(&place, "a number or a string", other),
	};
	let timestamp = match timestamp {
		None => None,
		Some(Some(timestamp)) if timestamp.to_millis().is_some() => Some(timestamp),
		Some(_) => return fail(place, ParseFault::BadText(Timestamp::RULE)),
	};
	Ok(Meta {
		timestamp,
		nonce: object.optional_text("nonce", Form::Line)?,
		model: object.optional_text("model", Form::Line)?,
		session_id: object.optional_text("session_id", Form::Line)?,
		note: object.optional_text("note", Form::Line)?,
	})
}

/// An object and where it stands.
struct Object<'a> {
	place: &'a str,
	members: &'a [(Cow<'a, str>, Value<'a>)],
}

impl<'a> Object<'a> {
	fn new(place: &'a str, value: &'a Value<'a>) -> Result<Self> {
		match value {
			Value::Object(members) => Ok(Self { place, members }),
			other => wrong_type(place, "an object", other),
		}
	}

	fn place_of(&self, name: &str) -> String {
		if self.place.is_empty() {
			name.to_string()
		} else {
			format!("{}.{name}", self.place)
		}
	}

	fn get(&self, name: &str) -> Option<&'a Value<'a>> {
		self.members.iter().find(|(key, _)| key == name).map(|(_, value)| value)
	}

	/// Refuses members of other names.
	fn only(&self, known: &[&str]) -> Result<()> {
		match self.members.iter().find(|(name, _)| !known.contains(&name.as_ref())) {
			Some((name, _)) => fail(self.place_of(name), ParseFault::UnknownField),
			None => Ok(()),
		}
	}

	fn string(&self, name: &str) -> Result<&'a str> {
		match self.get(name) {
			Some(Value::String(text)) => Ok(text),
			Some(other) => wrong_type(&self.place_of(name), "a string", other),
			None => fail(self.place_of(name), ParseFault::MissingField),
		}
	}

	fn text<const MAX: u32>(&self, name: &str, form: Form) -> Result<Text<MAX>> {
		match self.optional_text(name, form)? {
			Some(text) => Ok(text),
			None => fail(self.place_of(name), ParseFault::MissingField),
		}
	}

	fn optional_text<const MAX: u32>(&self, name: &str, form: Form) -> Result<Option<Text<MAX>>> {
		self.get(name).map(|value| text(&self.place_of(name), value, form)).transpose()
	}

	fn flag(&self, name: &str) -> Result<Option<bool>> {
		match self.get(name) {
			None => Ok(None),
			Some(Value::Bool(flag)) => Ok(Some(*flag)),
			Some(other) => wrong_type(&self.place_of(name), "a boolean", other),
		}
	}
}

fn text<const MAX: u32>(place: &str, value: &Value, form: Form) -> Result<Text<MAX>> {
	let Value::String(string) = value else { return wrong_type(place, "a string", value) };
	let Some(text) = Text::new(string) else { return fail(place, ParseFault::TooLong(MAX)) };
	if form.fits(string) {
		Ok(text)
	} else {
		fail(place, ParseFault::BadText(form.rule()))
	}
}

fn list<T, const MAX: u32>(
	object: &Object,
	name: &str,
	read: impl Fn(&str, &Value) -> Result<T>,
) -> Result<Option<BoundedVec<T, ConstU32<MAX>>>> {
	let place = object.place_of(name);
	let items = match object.get(name) {
		None => return Ok(None),
		Some(Value::Array(items)) => items,
		Some(other) => return wrong_type(&place, "an array", other),
	};
	if u32::try_from(items.len()).map_or(true, |count| count > MAX) {
		return fail(place, ParseFault::TooMany(MAX));
	}
	let read = items
		.iter()
		.enumerate()
		.map(|(index, value)| read(&format!("{place}[{index}]"), value))
		.collect::<Result<Vec<T>>>()?;
	Ok(Some(BoundedVec::truncate_from(read)))
}
