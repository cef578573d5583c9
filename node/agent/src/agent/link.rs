// SPDX-License-Identifier: Apache-2.0

//! The connection to the node, made again whenever it is lost, and the finalised blocks.
//!
//! Whoever acts reads the state of a finalised block and does what it asks for. So nothing is missed
//! while the connection is down, and nothing that is not final is acted upon.

use super::{files::DataDir, metrics::Metrics};
use crate::{
	chain::{Block, Chain},
	cli::NodeArgs,
	error::Error,
	output::hex,
};
use std::{
	sync::{Arc, Mutex, PoisonError},
	time::{Duration, Instant},
};
use tokio::{
	sync::watch,
	time::{sleep, timeout},
};

/// How often the node is asked for its newest finalised block; one is produced every 3 s.
const POLL: Duration = Duration::from_secs(1);

/// The first and the longest wait before a new attempt to connect.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A finalised block, and the node that has it.
#[derive(Clone)]
pub struct Head {
	/// The connection.
	pub chain: Arc<Chain>,
	/// The newest finalised block that it told of.
	pub block: Block,
}

/// What is known of the node.
#[derive(Clone, Copy)]
pub struct Seen {
	/// The newest finalised block that was ever seen.
	pub block: Block,
	/// When.
	pub at: Instant,
}

/// The connection.
pub struct Link {
	node: NodeArgs,
	heads: watch::Sender<Option<Head>>,
	seen: Mutex<Option<Seen>>,
}

impl Link {
	/// No connection yet.
	pub fn new(node: NodeArgs) -> Self {
		Self { node, heads: watch::channel(None).0, seen: Mutex::new(None) }
	}

	/// The newest finalised block, while the node answers.
	pub fn head(&self) -> Option<Head> {
		self.heads.borrow().clone()
	}

	/// Tells of every new one.
	pub fn heads(&self) -> watch::Receiver<Option<Head>> {
		self.heads.subscribe()
	}

	/// The newest finalised block that was ever seen.
	pub fn seen(&self) -> Option<Seen> {
		*self.seen.lock().unwrap_or_else(PoisonError::into_inner)
	}

	/// The URL of the node.
	pub fn url(&self) -> &str {
		&self.node.url
	}

	/// Connects, follows, and connects again, for ever.
	pub async fn follow(&self, data: &DataDir, metrics: &Metrics) {
		let mut wait = FIRST_WAIT;
		loop {
			let connected = Instant::now();
			let Err(error) = self.once(data, metrics).await;
			self.heads.send_replace(None);
			metrics.connected.set(0);
			metrics.disconnects.inc();
			if connected.elapsed() > LONGEST_WAIT {
				wait = FIRST_WAIT;
			}
			tracing::warn!("{error}; trying again in {} s", wait.as_secs());
			sleep(wait).await;
			wait = wait.saturating_mul(2).min(LONGEST_WAIT);
		}
	}

	async fn once(
		&self,
		data: &DataDir,
		metrics: &Metrics,
	) -> Result<std::convert::Infallible, Error> {
		let chain = Arc::new(Chain::connect(&self.node).await?);
		data.bind_to_chain(&hex(chain.genesis_hash()))?;
		tracing::info!("connected to {}", self.node.url);
		metrics.connected.set(1);
		loop {
			let block = chain.finalized_block().await?;
			if self.advances(block)? {
				metrics.finalised.set(i64::try_from(block.number).unwrap_or(i64::MAX));
				self.heads.send_replace(Some(Head { chain: chain.clone(), block }));
			} else if self.heads.borrow().is_none() && self.is_newest(block) {
				// The block was known before the connection was lost.
				self.heads.send_replace(Some(Head { chain: chain.clone(), block }));
			}
			sleep(POLL).await;
		}
	}

	/// Notes a finalised block; whether it is newer than all before. A node that lags behind what was
	/// seen is not followed until it has caught up.
	fn advances(&self, block: Block) -> Result<bool, Error> {
		let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
		match *seen {
			Some(old) if old.block.number == block.number && old.block.hash != block.hash => {
				Err(Error::Rpc {
					url: self.node.url.clone(),
					method: "chain_getFinalizedHead".to_owned(),
					reason: format!(
						"block {} was finalised as {} and is {} now: this is another chain",
						block.number,
						hex(old.block.hash),
						hex(block.hash)
					),
				})
			}
			Some(old) if old.block.number >= block.number => Ok(false),
			_ => {
				*seen = Some(Seen { block, at: Instant::now() });
				Ok(true)
			}
		}
	}

	fn is_newest(&self, block: Block) -> bool {
		self.seen().is_some_and(|seen| seen.block == block)
	}

	/// The first finalised block of this number or a later one, if it comes within this time.
	pub async fn reaches(&self, number: u64, limit: Duration) -> Option<Head> {
		let mut heads = self.heads();
		let reached =
			heads.wait_for(|head| head.as_ref().is_some_and(|head| head.block.number >= number));
		let head = timeout(limit, reached).await.ok()?.ok()?.clone();
		head
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use sp_core::H256;

	fn block(number: u64, hash: u8) -> Block {
		Block { number, hash: H256([hash; 32]) }
	}

	#[test]
	fn finality_only_advances() {
		let link = Link::new(NodeArgs { url: "ws://node".to_owned(), timeout: 1 });
		assert!(link.advances(block(5, 5)).unwrap());
		assert!(!link.advances(block(5, 5)).unwrap());
		assert!(!link.advances(block(4, 4)).unwrap());
		let error = link.advances(block(5, 6)).unwrap_err().to_string();
		assert!(error.contains("another chain"), "{error}");
		assert!(link.advances(block(6, 6)).unwrap());
		assert!(link.is_newest(block(6, 6)));
	}
}
