// SPDX-License-Identifier: Apache-2.0

//! The corpus of commands and verdicts of `primitives/core`, with accounts for its names.

#![allow(
	clippy::arithmetic_side_effects,
	clippy::indexing_slicing,
	clippy::panic,
	clippy::unwrap_used
)]

use serde_json::Value;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::{fs, path::Path};
use tonnetz_core::receipt::subject_of;

/// The corpus: `policies` by name, and `cases`.
pub struct Corpus(Value);

/// A case of the corpus.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a>(&'a Value);

impl Corpus {
	pub fn read() -> Self {
		let path = Path::new(env!("CARGO_MANIFEST_DIR"))
			.join("../../primitives/core/tests/vectors/cust/corpus.json");
		Self(serde_json::from_slice(&fs::read(path).unwrap()).unwrap())
	}

	pub fn cases(&self) -> impl Iterator<Item = Case<'_>> {
		self.0["cases"].as_array().unwrap().iter().map(Case)
	}

	/// A policy with accounts for its names.
	pub fn policy(&self, name: &str, address: impl Fn(&str) -> String) -> Value {
		let mut policy = self.0["policies"][name].clone();
		for role in ["planners", "executors", "approvers"] {
			for account in policy[role].as_array_mut().unwrap() {
				*account = address(account.as_str().unwrap()).into();
			}
		}
		policy
	}

	/// The names of all policies.
	pub fn policies(&self) -> Vec<&str> {
		self.0["policies"].as_object().unwrap().keys().map(String::as_str).collect()
	}
}

impl<'a> Case<'a> {
	pub fn name(self) -> &'a str {
		self.0["name"].as_str().unwrap()
	}

	/// The text of the command.
	pub fn command(self) -> &'a str {
		self.0["command"].as_str().unwrap()
	}

	/// The name of the policy; `None` if there is no target.
	pub fn policy(self) -> Option<&'a str> {
		self.0["policy"].as_str()
	}

	/// A member of the context.
	pub fn context(self, member: &str) -> &'a Value {
		&self.0["context"][member]
	}

	/// A block number of the context.
	pub fn block(self, member: &str) -> Option<u64> {
		self.context(member).as_u64()
	}

	/// The nonce that is given and the planner's next, if they are compared.
	pub fn nonces(self) -> Option<(u64, u64)> {
		let nonce = self.context("nonce");
		Some((nonce["given"].as_u64()?, nonce["expected"].as_u64()?))
	}

	pub fn planner(self) -> &'a str {
		self.context("planner").as_str().unwrap()
	}

	/// The verdict, with the members `verdict` and `detail`; or `parseError`.
	pub fn expect(self) -> &'a Value {
		&self.0["expect"]
	}

	/// The code of a text that is no command.
	pub fn parse_error(self) -> Option<&'a str> {
		self.0["expect"]["parseError"].as_str()
	}

	/// Asserts that a JSON object has the members of the expected verdict.
	#[track_caller]
	pub fn agrees(self, answer: &Value) {
		assert_eq!(answer["verdict"], self.expect()["verdict"], "{}: {answer}", self.name());
		assert_eq!(answer.get("detail"), self.expect().get("detail"), "{}: {answer}", self.name());
	}
}

/// An address that belongs to a name and to no other.
pub fn address(name: &str) -> String {
	AccountId32::new(subject_of(name).0).to_ss58check()
}
