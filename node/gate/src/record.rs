// SPDX-License-Identifier: Apache-2.0

//! The lines of the journal.

use serde::{Deserialize, Serialize};
use sp_core::H256;
use tonnetz_core::{cust::CommandId, Moment};

/// A request that is about to be handed over.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Claim {
	/// Its signature.
	pub signature: H256,
	/// Of its planner and `meta.nonce`, if it has one, the hash.
	pub nonce: Option<H256>,
	/// Its `meta.timestamp`, if it has one, as Unix time in milliseconds.
	pub timestamp: Option<Moment>,
	/// The digest of its command, for people who look for it on the chain.
	pub digest: H256,
	/// When it was reserved, Unix time in milliseconds.
	pub at: Moment,
}

impl Claim {
	/// Whether its freshness is over before `moment`, and a nonce tells it from others: then it need
	/// not be remembered.
	pub fn is_stale_at(&self, moment: Moment) -> bool {
		self.nonce.is_some() && self.timestamp.is_some_and(|timestamp| timestamp < moment)
	}
}

/// A line of the journal. The last one about a signature counts. Append-only.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case", tag = "record", deny_unknown_fields)]
pub enum Record {
	/// Written before the request is handed over.
	Reserved(Claim),
	/// The chain has it.
	Submitted {
		/// Its signature.
		signature: H256,
		/// The number of the command, if it has one.
		id: Option<CommandId>,
	},
	/// The chain does not have it: the signature may come again.
	Released {
		/// Its signature.
		signature: H256,
	},
	/// Requests with a timestamp up to this one were forgotten, so none of them is taken any more.
	Floor {
		/// Unix time in milliseconds.
		timestamp: Moment,
	},
}

impl Record {
	/// The line, with its line feed.
	///
	/// # Errors
	/// Never for these types.
	pub fn to_line(self) -> serde_json::Result<String> {
		serde_json::to_string(&self).map(|line| line + "\n")
	}
}
