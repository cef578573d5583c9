// SPDX-License-Identifier: Apache-2.0

//! Calls that a command makes, and what is printed of them.

use crate::{
	chain::{Chain, Included},
	cust::write::{Finalised, WriteArgs},
	error::Error,
	output::Rows,
};
use serde::{Serialize, Serializer};
use serde_json::Value;
use sp_core::crypto::AccountId32;
use std::fmt::{self, Display};
use subxt::{
	ext::{
		scale_decode::DecodeAsFields,
		scale_encode::{EncodeAsFields, EncodeAsType},
	},
	utils::{MultiAddress, Static},
};
use tonnetz_crypto::AnyPair;

/// An account as an argument of a call.
pub type Account = Static<AccountId32>;

/// An address as an argument of a call.
pub type Address = MultiAddress<Account, ()>;

/// The arguments of a call that has none.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Nothing {}

/// Who calls, through which node.
pub struct Caller {
	/// The node.
	pub chain: Chain,
	pair: AnyPair,
	real: Option<AccountId32>,
}

impl Caller {
	/// Reads the key and connects. The calls are made in the name of `real`, if it is another account
	/// than the key's.
	pub async fn new(args: &WriteArgs, real: Option<AccountId32>) -> Result<Self, Error> {
		let pair = args.key.pair()?;
		Ok(Self { chain: Chain::connect(&args.node).await?, pair, real })
	}

	/// In whose name the calls are made.
	pub fn account(&self) -> AccountId32 {
		self.real.clone().unwrap_or_else(|| self.pair.account_id())
	}

	/// Makes a call, and waits until it is final.
	pub async fn call(
		&self,
		pallet: &'static str,
		name: &'static str,
		arguments: impl EncodeAsFields,
	) -> Result<Made<'_>, Error> {
		let call = subxt::dynamic::tx(pallet, name, arguments);
		let included = match &self.real {
			Some(real) => self.chain.submit_as(real, &call, &self.pair).await?,
			None => self.chain.submit(&call, &self.pair).await?,
		};
		Ok(Made { caller: self, included })
	}
}

/// A finalised call.
pub struct Made<'a> {
	caller: &'a Caller,
	included: Included,
}

impl Made<'_> {
	/// The fields of its first event of this name.
	pub fn event<E: DecodeAsFields>(&self, pallet: &str, name: &str) -> Result<E, Error> {
		self.included.event(pallet, name).map_err(|reason| self.caller.chain.mismatch(reason))
	}

	/// The fields of its first event of this name, if there is one.
	pub fn find<E: DecodeAsFields>(&self, pallet: &str, name: &str) -> Result<Option<E>, Error> {
		self.included.find(pallet, name).map_err(|reason| self.caller.chain.mismatch(reason))
	}

	/// What is printed of it: what was done, in one word, and what there is to know.
	pub fn done(&self, done: &'static str) -> Done {
		let Caller { chain, .. } = self.caller;
		let finalised = Finalised::new(chain, self.caller.account(), &self.included);
		Done { done, facts: Facts::default(), finalised }
	}
}

/// What is to know of a finalised call, by names.
#[derive(Default)]
struct Facts(Vec<(&'static str, Value)>);

impl Serialize for Facts {
	fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
		serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
	}
}

/// A finalised call as it is printed.
#[derive(Serialize)]
pub struct Done {
	done: &'static str,
	#[serde(flatten)]
	facts: Facts,
	#[serde(flatten)]
	finalised: Finalised,
}

impl Done {
	/// Adds what there is to know.
	pub fn fact(mut self, name: &'static str, value: impl Into<Value>) -> Self {
		self.facts.0.push((name, value.into()));
		self
	}

	/// Adds it if there is a value.
	pub fn optional(self, name: &'static str, value: Option<impl Into<Value>>) -> Self {
		match value {
			Some(value) => self.fact(name, value),
			None => self,
		}
	}
}

impl Display for Done {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let rows = self.facts.0.iter().fold(Rows::new().row("done", self.done), fact);
		self.finalised.rows(rows).fmt(f)
	}
}

fn fact(rows: Rows, (name, value): &(&'static str, Value)) -> Rows {
	match value {
		Value::String(text) => rows.row(name, text),
		value => rows.row(name, value),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn facts_stand_in_rows_and_in_json() {
		let facts = Facts(vec![("name", "acme\u{1b}".into()), ("stream", 7.into())]);
		let json = serde_json::to_string(&facts).unwrap();
		assert_eq!(json, r#"{"name":"acme\u001b","stream":7}"#);
		let rows = facts.0.iter().fold(Rows::new(), fact).to_string();
		assert_eq!(rows, "name    acme\nstream  7\n");
	}
}
