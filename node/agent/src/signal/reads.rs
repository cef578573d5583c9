// SPDX-License-Identifier: Apache-2.0

//! What nodes answer about streams.

use super::StreamInfo;
use crate::{
	chain::{Block, Chain},
	error::Error,
	receipt::reads::params,
};
use sp_core::{crypto::AccountId32, H256};
use tonnetz_core::signals::{Reliability, StreamId};

impl Chain {
	/// The streams of an operator, in the state of block `at`.
	pub async fn streams(
		&self,
		operator: &AccountId32,
		at: H256,
	) -> Result<Vec<StreamInfo>, Error> {
		self.request("signals_streams", params(&(operator, at))?).await
	}

	/// A stream, which must be there.
	pub async fn known_stream(&self, id: StreamId, at: Block) -> Result<StreamInfo, Error> {
		let stream: Option<_> = self.request("signals_stream", params(&(id, at.hash))?).await?;
		stream.ok_or_else(|| Error::Unknown {
			what: format!("stream {id}"),
			block: at.number,
			remedy: "use the number that tonnetz signal register or tonnetz signal list prints",
		})
	}

	/// The sequence that the next update of a stream may have, in the newest block: two updates that
	/// are published one after the other must not have the same.
	pub async fn next_sequence(&self, id: StreamId) -> Result<u64, Error> {
		let stream: Option<StreamInfo> = self.request("signals_stream", params(&(id,))?).await?;
		let last = stream.and_then(|stream| stream.last);
		Ok(last.map_or(0, |last| last.sequence.saturating_add(1)))
	}

	/// How reliable an operator is.
	pub async fn reliability(
		&self,
		operator: &AccountId32,
		at: H256,
	) -> Result<Reliability, Error> {
		self.request("signals_reliability", params(&(operator, at))?).await
	}
}
