// SPDX-License-Identifier: Apache-2.0

//! What a new policy changes.

use super::Policy;
use crate::{cust::text::visible, error::Error};
use serde::Serialize;
use serde_json::{Map, Value};
use std::fmt::{self, Display};

/// A field that changes: of a list the entries, of anything else the value.
#[derive(Debug, Eq, PartialEq, Serialize)]
struct Change {
	field: String,
	removed: Vec<Value>,
	added: Vec<Value>,
}

/// The fields that change.
#[derive(Debug, Eq, PartialEq, Serialize)]
#[serde(transparent)]
pub struct Changes(Vec<Change>);

impl Changes {
	/// What changes when a policy, or none, is followed by another.
	pub fn between(before: Option<&Policy>, after: &Policy) -> Result<Self, Error> {
		let before = before.map_or_else(|| Ok(Map::new()), fields)?;
		let changes = fields(after)?.into_iter().filter_map(|(field, after)| {
			let before = before.get(&field).cloned().map(entries).unwrap_or_default();
			let after = entries(after);
			let less = |these: &[Value], those: &[Value]| {
				these.iter().filter(|one| !those.contains(one)).cloned().collect::<Vec<_>>()
			};
			let (removed, added) = (less(&before, &after), less(&after, &before));
			let change = Change { field, removed, added };
			(!change.removed.is_empty() || !change.added.is_empty()).then_some(change)
		});
		Ok(Self(changes.collect()))
	}
}

/// The members of a policy's JSON, less the version, which the chain counts.
fn fields(policy: &Policy) -> Result<Map<String, Value>, Error> {
	match serde_json::to_value(policy) {
		Ok(Value::Object(mut fields)) => {
			fields.remove("version");
			Ok(fields)
		}
		Ok(_) => Err(Error::Internal("a policy is not an object".to_owned())),
		Err(error) => Err(Error::Internal(error.to_string())),
	}
}

fn entries(value: Value) -> Vec<Value> {
	match value {
		Value::Array(entries) => entries,
		Value::Null => Vec::new(),
		value => vec![value],
	}
}

impl Display for Changes {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		if self.0.is_empty() {
			return writeln!(f, "nothing changes");
		}
		for change in &self.0 {
			let removed = change.removed.iter().map(|value| ('-', value));
			for (sign, value) in removed.chain(change.added.iter().map(|value| ('+', value))) {
				let shown = match value {
					Value::String(text) => visible(text),
					value => visible(&value.to_string()),
				};
				writeln!(f, "{sign} {}: {shown}", change.field)?;
			}
		}
		Ok(())
	}
}

#[cfg(test)]
mod tests {
	use super::{
		super::file::tests::{account, policy},
		*,
	};

	#[test]
	fn changes_are_entries_and_values() {
		let after = Policy {
			version: 9,
			approvers: policy()
				.approvers
				.into_iter()
				.rev()
				.take(1)
				.collect::<Vec<_>>()
				.try_into()
				.unwrap(),
			cooldown: 20,
			model: Some(7),
			..policy()
		};
		let text = Changes::between(Some(&policy()), &after).unwrap().to_string();
		let removed = format!("- approvers: {}", account(3));
		let mut lines = text.lines().collect::<Vec<_>>();
		lines.sort_unstable();
		assert_eq!(lines, ["+ cooldown: 20", "+ model: 7", removed.as_str(), "- cooldown: 0"]);
	}

	#[test]
	fn a_first_policy_is_all_new() {
		let text = Changes::between(None, &policy()).unwrap().to_string();
		assert!(text.lines().all(|line| line.starts_with("+ ")), "{text}");
		assert!(text.contains("+ pathAllow: src/**\n"), "{text}");
		assert!(text.contains("+ operations: {\"operation\":\"vercel/deploy\",\"prod\":true}\n"));
	}

	#[test]
	fn the_version_is_no_change() {
		let again = Policy { version: 9, ..policy() };
		let text = Changes::between(Some(&policy()), &again).unwrap().to_string();
		assert_eq!(text, "nothing changes\n");
	}
}
