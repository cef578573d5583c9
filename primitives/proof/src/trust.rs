// SPDX-License-Identifier: Apache-2.0

//! Trust files.

use crate::{
	text::{Form, TextError},
	AuthoritySets, Base64, ChangeError,
};
use serde::{Deserialize, Serialize};
use sp_consensus_grandpa::{AuthorityId, AuthorityList};
use sp_core::H256;

/// The `version` of trust files that this crate reads and writes.
pub const VERSION: u32 = 1;

/// The longest text of a trust file, in bytes: some 3,400 changes among 4 validators.
pub const MAX_LEN: usize = 1 << 26;

const FORM: Form = Form { format: "tonnetz-trust", version: VERSION, max_len: MAX_LEN };

/// The `format` of a trust file.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub enum Format {
	/// `"tonnetz-trust"`.
	#[serde(rename = "tonnetz-trust")]
	Trust,
}

/// What a verifier believes: a chain's first block with its authorities, and the changes of the
/// authority set since, each proved by the votes of the set before it.
///
/// The genesis hash and its authorities are believed as they stand. Everything else is verified.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Trust {
	/// Always `"tonnetz-trust"`.
	pub format: Format,
	/// [`VERSION`].
	pub version: u32,
	/// The hash of the chain's first block.
	pub genesis_hash: H256,
	/// The authorities of set 0, in their order.
	pub authorities: Vec<Authority>,
	/// The changes: the first leads from set 0 to set 1, and so on.
	pub changes: Vec<SetChange>,
}

/// An authority of GRANDPA.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Authority {
	/// The Falcon-512 public key, 897 bytes.
	pub key: Base64,
	/// How much its vote weighs.
	pub weight: u64,
}

/// The last block of an authority set.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetChange {
	/// The header of the block, SCALE-encoded, whose digest names the next set.
	pub header: Base64,
	/// The votes of the set for the block: a [`crate::Justification`], SCALE-encoded.
	pub justification: Base64,
}

/// A part of the list of changes, as a node answers it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SetChanges {
	/// The changes from the set that was asked for on.
	pub changes: Vec<SetChange>,
	/// The set to ask for next; `None` at the end.
	pub next: Option<u64>,
}

/// Why a trust file does not hold.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
	/// The text is no trust file.
	#[error(transparent)]
	Text(#[from] TextError),
	/// A key is not a Falcon-512 public key.
	#[error("authority {0} of genesis has a key of other than 897 bytes")]
	Key(usize),
	/// Nobody has a vote, or the votes are more than a `u64` counts.
	#[error("the authorities of genesis have no votes, or more than 2^64 - 1")]
	GenesisAuthorities,
	/// A change does not follow from the set before it.
	#[error("the change from authority set {set} does not hold: {source}")]
	Change {
		/// The set that the change ends.
		set: u64,
		/// Why it does not hold.
		source: ChangeError,
	},
}

impl Trust {
	/// Trust in a chain's first block, before any change of the authority set.
	#[must_use]
	pub fn genesis(genesis_hash: H256, authorities: &AuthorityList) -> Self {
		let authorities = authorities
			.iter()
			.map(|(key, weight)| Authority {
				key: Base64(AsRef::<[u8]>::as_ref(key).to_vec()),
				weight: *weight,
			})
			.collect();
		Self {
			format: Format::Trust,
			version: VERSION,
			genesis_hash,
			authorities,
			changes: Vec::new(),
		}
	}

	/// The canonical text: the JSON of the fields in their order, without a space or a newline.
	///
	/// # Errors
	/// None that could be provoked: every field has a JSON form.
	pub fn to_text(&self) -> Result<String, serde_json::Error> {
		serde_json::to_string(self)
	}

	/// Reads the canonical text, which may end in one newline. Nothing in it is verified: see
	/// [`Trust::sets`].
	///
	/// # Errors
	/// Every text but the canonical one of some trust file is refused, and so is one longer than
	/// [`MAX_LEN`].
	pub fn from_text(text: &[u8]) -> Result<Self, TextError> {
		FORM.read(text)
	}

	/// Verifies every change by the votes of the set before it, from genesis on.
	///
	/// # Errors
	/// The first change that does not hold is named by the set that it should end.
	pub fn sets(&self) -> Result<AuthoritySets, TrustError> {
		let authorities = self
			.authorities
			.iter()
			.enumerate()
			.map(|(index, authority)| {
				let key = AuthorityId::try_from(authority.key.0.as_slice())
					.map_err(|()| TrustError::Key(index))?;
				Ok((key, authority.weight))
			})
			.collect::<Result<_, TrustError>>()?;
		let mut sets = AuthoritySets::at_genesis(self.genesis_hash, authorities)?;
		follow(&mut sets, &self.changes)?;
		Ok(sets)
	}

	/// Verifies that `changes` follow on those already here, and appends them: all or none.
	/// Returns the sets that are known then.
	///
	/// # Errors
	/// As [`Trust::sets`].
	pub fn extend(
		&mut self,
		changes: impl IntoIterator<Item = SetChange>,
	) -> Result<AuthoritySets, TrustError> {
		let mut sets = self.sets()?;
		let changes: Vec<_> = changes.into_iter().collect();
		follow(&mut sets, &changes)?;
		self.changes.extend(changes);
		Ok(sets)
	}
}

fn follow(sets: &mut AuthoritySets, changes: &[SetChange]) -> Result<(), TrustError> {
	for change in changes {
		let set = sets.latest().id;
		sets.follow(change).map_err(|source| TrustError::Change { set, source })?;
	}
	Ok(())
}
