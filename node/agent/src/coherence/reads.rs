// SPDX-License-Identifier: Apache-2.0

//! What nodes answer about coherence.

use crate::{
	chain::{Block, Chain},
	error::Error,
	output::{hex, unhex},
	receipt::reads::params,
};
use serde::{Deserialize, Serialize};
use sp_core::{crypto::AccountId32, H256};
use tonnetz_core::{
	coherence::{self, session_of, ReadingPage, Stats},
	BlockNumber,
};

/// All that the chain knows of a session.
pub type SessionInfo = coherence::SessionInfo<AccountId32>;

/// How two series move together.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub struct Correlation {
	/// Pearson's r, -1 to 1; `None` if there are fewer than two pairs, or one side never changes.
	pub r: Option<f64>,
	/// How many pairs it is computed from.
	pub pairs: u32,
}

impl Chain {
	/// A session, which must be there.
	pub async fn known_session(&self, session: H256, at: Block) -> Result<SessionInfo, Error> {
		let params = params(&(session, at.hash))?;
		let info: Option<_> = self.request("signals_sessionCoherence", params).await?;
		info.ok_or_else(|| Error::Unknown {
			what: format!("session {}", hex(session)),
			block: at.number,
			remedy: "check the spelling: a session goes by its identifier byte by byte",
		})
	}

	/// The readings of an operator by ascending number.
	pub async fn readings(
		&self,
		operator: &AccountId32,
		from: u64,
		limit: u32,
		at: H256,
	) -> Result<ReadingPage, Error> {
		self.request("signals_coherenceHistory", params(&(operator, from, limit, at))?).await
	}

	/// A summary of the readings of an operator in blocks.
	pub async fn coherence_stats(
		&self,
		operator: &AccountId32,
		from: BlockNumber,
		to: BlockNumber,
		at: H256,
	) -> Result<Option<Stats>, Error> {
		self.request("signals_coherenceStats", params(&(operator, from, to, at))?).await
	}

	/// How two series move together, each an address or a session's hash.
	pub async fn correlation(&self, a: &str, b: &str, at: H256) -> Result<Correlation, Error> {
		self.request("signals_coherenceCorrelation", params(&(a, b, at))?).await
	}
}

/// The session that a text names: its identifier, or its hash after `0x`.
pub fn session(text: &str) -> Result<H256, Error> {
	if !text.starts_with("0x") {
		return Ok(session_of(text));
	}
	let bytes = unhex(text).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
	bytes.map(H256).ok_or_else(|| {
		Error::Usage("a session's hash has 64 hexadecimal digits after 0x".to_owned())
	})
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_session_is_an_identifier_or_its_hash() {
		let hash = session("run-7").unwrap();
		// By b2sum --length 256.
		assert_eq!(hex(hash), "0x5e0745e9a0122477303ee88ecca8d58dc1e61c7f66450688b5609ab7232440d3");
		assert_eq!(session(&hex(hash)).unwrap(), hash);
		assert!(matches!(session("0xab"), Err(Error::Usage(_))));
		assert_ne!(session("Run-7").unwrap(), hash);
	}
}
