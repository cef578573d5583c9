// SPDX-License-Identifier: Apache-2.0

//! The command: what a planner asks for.

use super::{
	json::{self, Value},
	operation::Operation,
	text::{Form, Text},
	timestamp::Timestamp,
};
use alloc::{borrow::Cow, format, string::String, vec, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;
use serde::{de::Error as _, Deserialize, Deserializer, Serialize, Serializer};
use sp_core::{ConstU32, H256};
use sp_runtime::BoundedVec;

/// The most operations of a command.
pub const MAX_OPERATIONS: u32 = 16;

/// The most paths of a command.
pub const MAX_PATHS: u32 = 64;

/// The most deny globs of a command.
pub const MAX_DENY: u32 = 16;

/// The most [steps](super::glob::Glob::steps) of all deny globs of a command together.
pub const MAX_DENY_STEPS: usize = 32;

/// The name of a target: 1 to 64 bytes of `a-z 0-9 - . /`.
pub type TargetName = Text<64>;

/// A path, as it was given. Its spelling is judged by [`evaluate`](super::evaluate()).
pub type Path = Text<256>;

/// A glob of a policy or of a command.
pub type GlobText = Text<128>;

/// The version of the format, in JSON `cust-<major>.<minor>`.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Version {
	/// Changes when an old reader would misread a command.
	pub major: u8,
	/// Changes when something is added.
	pub minor: u8,
}

impl Version {
	/// The one version there is.
	pub const V1_0: Self = Self { major: 1, minor: 0 };
}

/// What a command says about itself beside its operations. Neither field loosens anything.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Constraints {
	/// The paths that the command is about, each of which the policy must allow.
	pub paths: Option<BoundedVec<Path, ConstU32<MAX_PATHS>>>,
	/// Globs of paths that the command must not touch, beside those of the policy.
	pub deny: Option<BoundedVec<GlobText, ConstU32<MAX_DENY>>>,
}

/// Who asked and when, for the gate and for people. The chain does not judge it.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Default,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub struct Meta {
	/// When the command was signed.
	pub timestamp: Option<Timestamp>,
	/// Makes the signature of an otherwise equal command another one. Not the nonce of the chain.
	pub nonce: Option<Text<64>>,
	/// The model that decided, in the planner's words.
	pub model: Option<Text<128>>,
	/// The session in which it was decided.
	pub session_id: Option<Text<128>>,
	/// A remark.
	pub note: Option<Text<256>>,
}

/// A CUST command.
///
/// The type can hold what no JSON command says, for whoever decodes it from SCALE: such a value
/// does not pass [`check`](Self::check), and [`evaluate`](super::evaluate()) refuses it.
#[derive(
	Clone, Debug, Decode, DecodeWithMemTracking, Encode, Eq, MaxEncodedLen, PartialEq, TypeInfo,
)]
pub struct Command {
	/// The version of the format.
	pub version: Version,
	/// What the operations are for, in a word.
	pub intent: Text<64>,
	/// What is to be changed.
	pub target: TargetName,
	/// What is to be done, in this order.
	pub operations: BoundedVec<Operation, ConstU32<MAX_OPERATIONS>>,
	/// Bounds that the planner sets itself.
	pub constraints: Option<Constraints>,
	/// Who asked and when.
	pub meta: Option<Meta>,
}

/// A part of a command is not what any JSON command says.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Malformed {
	/// Which part, such as `operations[0].branch`.
	pub place: String,
	/// What it must be.
	pub rule: &'static str,
}

impl core::fmt::Display for Malformed {
	fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
		write!(f, "{}: {}", self.place, self.rule)
	}
}

impl core::error::Error for Malformed {}

impl Command {
	/// The command as JSON, without a signature. Members stand in canonical order.
	pub fn to_value(&self) -> Value<'_> {
		let mut members = Vec::new();
		if let Some(constraints) = &self.constraints {
			members.push(member("constraints", constraints.to_value()));
		}
		members.push(member("intent", string(&self.intent)));
		if let Some(meta) = &self.meta {
			members.push(member("meta", meta.to_value()));
		}
		let operations = self.operations.iter().map(Operation::to_value).collect();
		members.push(member("operations", Value::Array(operations)));
		members.push(member("target", string(&self.target)));
		let Version { major, minor } = self.version;
		members.push(member("version", Value::String(format!("cust-{major}.{minor}").into())));
		Value::Object(members)
	}

	/// The canonical form of the command, RFC 8785, without a signature. It is never longer than
	/// the JSON it was parsed from.
	///
	/// For a command that does not pass [`check`](Self::check) it serves to show and to digest, but
	/// bytes that are not UTF-8 are U+FFFD in it.
	pub fn canonical_json(&self) -> String {
		// Members are in order, and the numbers of a command are integers that a double holds: their
		// text is canonical. So the runtime needs neither sorting nor floating-point conversion.
		self.to_value().to_compact(None)
	}

	/// SHA-256 of [`canonical_json`](Self::canonical_json): what receipts of the command state.
	pub fn digest(&self) -> H256 {
		H256(sp_io::hashing::sha2_256(self.canonical_json().as_bytes()))
	}

	/// Checks that some JSON text says this command. The version, the spelling of paths and that of
	/// globs are judged elsewhere.
	///
	/// # Errors
	/// The first part that no JSON text could have given.
	pub fn check(&self) -> Result<(), Malformed> {
		fits(|| "intent".into(), &self.intent, Form::Line)?;
		fits(|| "target".into(), &self.target, Form::Target)?;
		if self.operations.is_empty() {
			return Err(Malformed {
				place: "operations".into(),
				rule: "name at least one operation",
			});
		}
		for (index, operation) in self.operations.iter().enumerate() {
			operation.check().map_err(|malformed| Malformed {
				place: format!("operations[{index}].{}", malformed.place),
				..malformed
			})?;
		}
		if let Some(Constraints { paths, deny }) = &self.constraints {
			for (index, path) in paths.iter().flatten().enumerate() {
				fits(|| format!("constraints.paths[{index}]"), path, Form::Path)?;
			}
			for (index, glob) in deny.iter().flatten().enumerate() {
				fits(|| format!("constraints.deny[{index}]"), glob, Form::Path)?;
			}
		}
		if let Some(meta) = &self.meta {
			meta.check()?;
		}
		if json::length(&self.to_value()) > json::MAX_LEN {
			return Err(Malformed { place: "command".into(), rule: "at most 16384 bytes of JSON" });
		}
		Ok(())
	}

	/// The paths that the command declares.
	pub fn paths(&self) -> &[Path] {
		self.constraints.as_ref().and_then(|c| c.paths.as_ref()).map_or(&[], |p| p)
	}

	/// The deny globs of the command itself.
	pub fn deny(&self) -> &[GlobText] {
		self.constraints.as_ref().and_then(|c| c.deny.as_ref()).map_or(&[], |d| d)
	}
}

impl Constraints {
	fn to_value(&self) -> Value<'_> {
		let mut members = Vec::new();
		if let Some(deny) = &self.deny {
			members.push(member("deny", Value::Array(deny.iter().map(string).collect())));
		}
		if let Some(paths) = &self.paths {
			members.push(member("paths", Value::Array(paths.iter().map(string).collect())));
		}
		Value::Object(members)
	}
}

impl Meta {
	fn to_value(&self) -> Value<'_> {
		let members = vec![
			("model", self.model.as_ref().map(string)),
			("nonce", self.nonce.as_ref().map(string)),
			("note", self.note.as_ref().map(string)),
			("session_id", self.session_id.as_ref().map(string)),
			("timestamp", self.timestamp.as_ref().map(Timestamp::to_value)),
		];
		Value::Object(
			members.into_iter().filter_map(|(name, value)| Some(member(name, value?))).collect(),
		)
	}

	fn check(&self) -> Result<(), Malformed> {
		let Self { timestamp, nonce, model, session_id, note } = self;
		fits_if_given("meta.nonce", nonce.as_ref())?;
		fits_if_given("meta.model", model.as_ref())?;
		fits_if_given("meta.session_id", session_id.as_ref())?;
		fits_if_given("meta.note", note.as_ref())?;
		match timestamp {
			Some(timestamp) if timestamp.to_millis().is_none() => {
				Err(Malformed { place: "meta.timestamp".into(), rule: Timestamp::RULE })
			}
			_ => Ok(()),
		}
	}
}

pub(super) fn member<'a>(name: &'static str, value: Value<'a>) -> (Cow<'a, str>, Value<'a>) {
	(name.into(), value)
}

pub(super) fn string<const MAX: u32>(text: &Text<MAX>) -> Value<'_> {
	Value::String(text.to_lossy())
}

/// Whether the text is UTF-8 of that form.
pub(super) fn fits<const MAX: u32>(
	place: impl FnOnce() -> String,
	text: &Text<MAX>,
	form: Form,
) -> Result<(), Malformed> {
	match text.as_str() {
		Some(text) if form.fits(text) => Ok(()),
		Some(_) => Err(Malformed { place: place(), rule: form.rule() }),
		None => Err(Malformed { place: place(), rule: "use UTF-8" }),
	}
}

fn fits_if_given<const MAX: u32>(place: &str, text: Option<&Text<MAX>>) -> Result<(), Malformed> {
	text.map_or(Ok(()), |text| fits(|| place.into(), text, Form::Line))
}

/// The JSON of the command itself, as a planner writes it.
impl Serialize for Command {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		self.to_value().serialize(serializer)
	}
}

/// Reads the same, under the rules of [`Command::parse`].
impl<'de> Deserialize<'de> for Command {
	fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
		Self::from_value(&Value::deserialize(deserializer)?).map_err(D::Error::custom)
	}
}
