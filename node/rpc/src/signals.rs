// SPDX-License-Identifier: Apache-2.0

//! `signals_*`: reading streams and coherence, and following what is reported.

mod correlation;
mod notice;

pub use correlation::{Correlation, Series};
pub use notice::{Notice, Told};

use crate::error::{page, unavailable};
use correlation::Point;
use futures::{
	future::{select, Either},
	StreamExt,
};
use jsonrpsee::{
	core::{async_trait, RpcResult, SubscriptionResult},
	proc_macros::rpc,
	PendingSubscriptionSink, SendTimeoutError, SubscriptionMessage, SubscriptionSink,
};
use notice::Notices;
use pallet_signals_runtime_api::{
	ReadingPage, Reliability, SessionInfo, SignalsApi as SignalsRuntimeApi, Stats, StreamId,
	StreamInfo, MAX_PAGE,
};
use sc_client_api::{Backend, BlockchainEvents};
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_core::H256;
use std::{pin::pin, sync::Arc, time::Duration};
use tonnetz_core::{AccountId, BlockNumber, Hash};
use tonnetz_runtime::opaque::Block;

/// How long a subscriber may take to read one message before the subscription ends: what it has not
/// read waits in the node.
const PATIENCE: Duration = Duration::from_secs(10);

/// The methods of the namespace `signals`.
///
/// Sessions are known by the BLAKE2b-256 hash of their identifier. `from` is where a page starts,
/// inclusive; the answer's `next`, if any, is where the next page does. `limit` is the most items to
/// answer, 1 to 256.
#[rpc(client, server)]
pub trait SignalsApi {
	/// The streams of an operator, ascending by number; retired ones until they are pruned.
	#[method(name = "signals_streams", blocking)]
	fn streams(
		&self,
		account: AccountId,
		at: Option<Hash>,
	) -> RpcResult<Vec<StreamInfo<AccountId>>>;

	/// The stream `id`, or `null`.
	#[method(name = "signals_stream", blocking)]
	fn stream(&self, id: StreamId, at: Option<Hash>) -> RpcResult<Option<StreamInfo<AccountId>>>;

	/// How reliable an operator and its streams are.
	#[method(name = "signals_reliability", blocking)]
	fn reliability(&self, account: AccountId, at: Option<Hash>) -> RpcResult<Reliability>;

	/// The reports of a session and what the reporters agree on, or `null`.
	#[method(name = "signals_sessionCoherence", blocking)]
	fn session_coherence(
		&self,
		session: H256,
		at: Option<Hash>,
	) -> RpcResult<Option<SessionInfo<AccountId>>>;

	/// The readings of an operator by ascending number from `from`, of which the chain keeps the last
	/// 256.
	#[method(name = "signals_coherenceHistory", blocking)]
	fn coherence_history(
		&self,
		account: AccountId,
		from: u64,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<ReadingPage>;

	/// A summary of the kept readings of an operator that were reported in the blocks from `from` to
	/// `to`, both included; `null` if there are none.
	#[method(name = "signals_coherenceStats", blocking)]
	fn coherence_stats(
		&self,
		account: AccountId,
		from: BlockNumber,
		to: BlockNumber,
		at: Option<Hash>,
	) -> RpcResult<Option<Stats>>;

	/// How the readings of two accounts, or the reports of two sessions, move together. Computed by
	/// the node, in floating point.
	#[method(name = "signals_coherenceCorrelation", blocking)]
	fn coherence_correlation(
		&self,
		a: Series,
		b: Series,
		at: Option<Hash>,
	) -> RpcResult<Correlation>;

	/// Every report and every median, of `session` or of all, in the blocks that are finalised from
	/// now on.
	///
	/// None is left out: if a block cannot be read, or the subscriber does not keep up, the
	/// subscription ends with an error that says so.
	#[subscription(
		name = "signals_subscribeCoherence" => "signals_coherence",
		unsubscribe = "signals_unsubscribeCoherence",
		item = Notice
	)]
	async fn subscribe_coherence(&self, session: Option<H256>) -> SubscriptionResult;
}

/// Answers the methods from the runtime API and, of what is reported, from the events.
pub struct Signals<C, B> {
	client: Arc<C>,
	notices: Notices<B>,
}

impl<C, B> Signals<C, B> {
	/// Reads from `client` and `backend`, which share a database.
	pub fn new(client: Arc<C>, backend: Arc<B>) -> Self {
		Self { client, notices: Notices::new(backend) }
	}
}

impl<C: HeaderBackend<Block>, B> Signals<C, B> {
	/// The block to read at: the best one unless another is asked for.
	fn at(&self, at: Option<Hash>) -> Hash {
		at.unwrap_or_else(|| self.client.info().best_hash)
	}
}

impl<C, B> Signals<C, B>
where
	C: ProvideRuntimeApi<Block> + HeaderBackend<Block>,
	C::Api: SignalsRuntimeApi<Block, AccountId>,
{
	/// The points of a series, in the order of time.
	fn points(&self, series: Series, at: Hash) -> RpcResult<Vec<Point>> {
		let api = self.client.runtime_api();
		Ok(match series {
			Series::Account(account) => {
				let page = api.coherence_history(at, account, 0, MAX_PAGE).map_err(unavailable)?;
				page.items.iter().map(|reading| (reading.at, reading.ratio)).collect()
			}
			Series::Session(session) => {
				let session = api.session_coherence(at, session).map_err(unavailable)?;
				let reports = session.into_iter().flat_map(|session| session.reports);
				let mut points: Vec<_> = reports.map(|report| (report.at, report.ratio)).collect();
				points.sort_by_key(|(block, _)| *block);
				points
			}
		})
	}
}

impl<C, B> Signals<C, B>
where
	C: HeaderBackend<Block> + BlockchainEvents<Block>,
	B: Backend<Block>,
{
	/// Sends what is told from now on, until the subscriber leaves.
	async fn follow(&self, sink: &SubscriptionSink, session: Option<H256>) -> Result<(), String> {
		let mut finalised = self.client.finality_notification_stream();
		let mut last = self.client.info().finalized_number;
		let mut closed = pin!(sink.closed());
		loop {
			let number = match select(closed.as_mut(), finalised.next()).await {
				// The block is not kept: as long as it is, the node cannot prune it.
				Either::Right((Some(notification), _)) => notification.header.number,
				_ => return Ok(()),
			};
			// By number: a notification tells of the last of the blocks that are finalised at once.
			for number in last.saturating_add(1)..=number {
				let notices = self.notices.of_block(&*self.client, number)?;
				for notice in notices.iter().filter(|notice| notice.is_of(session)) {
					let message = SubscriptionMessage::from_json(notice)
						.map_err(|error| error.to_string())?;
					match sink.send_timeout(message, PATIENCE).await {
						Ok(()) => {}
						Err(SendTimeoutError::Closed(_)) => return Ok(()),
						Err(SendTimeoutError::Timeout(_)) => {
							return Err(format!(
								"too slow: of block {number} not everything was read within {} s; \
								 subscribe again, and read the history from there",
								PATIENCE.as_secs()
							));
						}
					}
				}
			}
			last = last.max(number);
		}
	}
}

#[async_trait]
impl<C, B> SignalsApiServer for Signals<C, B>
where
	C: ProvideRuntimeApi<Block>
		+ HeaderBackend<Block>
		+ BlockchainEvents<Block>
		+ Send
		+ Sync
		+ 'static,
	C::Api: SignalsRuntimeApi<Block, AccountId>,
	B: Backend<Block> + Send + Sync + 'static,
{
	fn streams(
		&self,
		account: AccountId,
		at: Option<Hash>,
	) -> RpcResult<Vec<StreamInfo<AccountId>>> {
		self.client.runtime_api().streams(self.at(at), account).map_err(unavailable)
	}

	fn stream(&self, id: StreamId, at: Option<Hash>) -> RpcResult<Option<StreamInfo<AccountId>>> {
		self.client.runtime_api().stream(self.at(at), id).map_err(unavailable)
	}

	fn reliability(&self, account: AccountId, at: Option<Hash>) -> RpcResult<Reliability> {
		self.client.runtime_api().reliability(self.at(at), account).map_err(unavailable)
	}

	fn session_coherence(
		&self,
		session: H256,
		at: Option<Hash>,
	) -> RpcResult<Option<SessionInfo<AccountId>>> {
		self.client.runtime_api().session_coherence(self.at(at), session).map_err(unavailable)
	}

	fn coherence_history(
		&self,
		account: AccountId,
		from: u64,
		limit: u32,
		at: Option<Hash>,
	) -> RpcResult<ReadingPage> {
		let limit = page(limit)?;
		self.client
			.runtime_api()
			.coherence_history(self.at(at), account, from, limit)
			.map_err(unavailable)
	}

	fn coherence_stats(
		&self,
		account: AccountId,
		from: BlockNumber,
		to: BlockNumber,
		at: Option<Hash>,
	) -> RpcResult<Option<Stats>> {
		self.client
			.runtime_api()
			.coherence_stats(self.at(at), account, from, to)
			.map_err(unavailable)
	}

	fn coherence_correlation(
		&self,
		a: Series,
		b: Series,
		at: Option<Hash>,
	) -> RpcResult<Correlation> {
		let at = self.at(at);
		Ok(Correlation::of(&self.points(a, at)?, &self.points(b, at)?))
	}

	async fn subscribe_coherence(
		&self,
		pending: PendingSubscriptionSink,
		session: Option<H256>,
	) -> SubscriptionResult {
		let sink = pending.accept().await?;
		Ok(self.follow(&sink, session).await?)
	}
}
