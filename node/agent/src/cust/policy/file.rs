// SPDX-License-Identifier: Apache-2.0

//! Policies in files.

use super::Policy;
use crate::{error::Error, file};
use std::path::Path;

/// The largest file, in bytes: all lists of a policy full, with room for white space.
const MAX_FILE: u64 = 256 * 1024;

/// Reads a policy and checks it as the chain does.
pub fn read(path: &Path) -> Result<Policy, Error> {
	let malformed = |reason| Error::Malformed { path: path.to_owned(), reason };
	let text = file::read_text(path, MAX_FILE)?;
	let policy: Policy = serde_json::from_str(&text).map_err(|error| {
		malformed(format!("not a policy: {error}; docs/CUST.md has the fields"))
	})?;
	policy
		.check()
		.map_err(|fault| malformed(format!("unfit policy ({}): {fault}", fault.code())))?;
	Ok(policy)
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use serde_json::{json, Value};
	use sp_core::crypto::{AccountId32, Ss58Codec};
	use std::fs;

	pub fn account(number: u8) -> String {
		AccountId32::new([number; 32]).to_ss58check()
	}

	fn json() -> Value {
		json!({
			"planners": [account(1)],
			"executors": [account(2)],
			"approvers": [account(3), account(4)],
			"approvals": 1,
			"operations": [{ "operation": "vercel/deploy", "prod": true }],
			"pathAllow": ["src/**"],
			"pathDeny": [],
			"maxOperations": 4,
			"timeToLive": 100,
			"cooldown": 0,
			"model": null,
			"destructive": true,
		})
	}

	pub fn policy() -> Policy {
		serde_json::from_value(json()).unwrap()
	}

	pub fn read_text(text: &str) -> Result<Policy, String> {
		let dir = tempfile::tempdir().unwrap();
		let path = dir.path().join("policy.json");
		fs::write(&path, text).unwrap();
		read(&path).map_err(|error| error.to_string())
	}

	fn with(member: &str, value: Value) -> Result<Policy, String> {
		let mut json = json();
		json[member] = value;
		read_text(&json.to_string())
	}

	#[test]
	fn times_that_have_a_default_can_be_left_out() {
		let read = read_text(&json().to_string()).unwrap();
		assert_eq!((read.approval_timeout, read.max_runtime), (100, 200));
		assert_eq!(read, policy());
	}

	#[test]
	fn a_fault_is_named_by_its_code() {
		let glob = with("pathAllow", json!(["[a-z]"])).unwrap_err();
		assert!(glob.contains("policy.json: unfit policy (bad_glob): "), "{glob}");
		let roles = with("executors", json!([account(1)])).unwrap_err();
		assert!(roles.contains("(roles_overlap)"), "{roles}");
		let approvals = with("approvals", json!(0)).unwrap_err();
		assert!(approvals.contains("(destructive_without_approval)"), "{approvals}");
		let many = with("approvals", json!(3)).unwrap_err();
		assert!(many.contains("(approvals_exceed_approvers)"), "{many}");
	}

	#[test]
	fn what_is_no_policy_is_refused() {
		for (result, reason) in [
			(with("planers", json!([])), "unknown field `planers`"),
			(with("planners", json!(["5C4"])), "not a policy"),
			(with("planners", json!(vec![account(1); 17])), "not a policy"),
			(with("timeToLive", json!("10m")), "not a policy"),
			(with("operations", json!([{ "operation": "ssh/run" }])), "ssh/run"),
			(
				with("operations", json!([{ "operation": "vercel/deploy", "prod": true, "x": 1 }])),
				"unknown field `x`",
			),
			(read_text(""), "docs/CUST.md"),
			(
				read_text(
					&json().to_string().replace("\"cooldown\"", "\"cooldown\":1,\"cooldown\""),
				),
				"duplicate field `cooldown`",
			),
		] {
			let message = result.unwrap_err();
			assert!(message.contains(reason), "{reason} in {message}");
			assert!(message.contains("not a policy: "), "{message}");
		}
	}
}
