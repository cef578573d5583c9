// SPDX-License-Identifier: Apache-2.0

//! The connection to a node.
//!
//! Calls, events and answers are encoded by the metadata that the node sends, through small types
//! that name what they need. Code generated from a stored metadata file would have to be generated
//! again by hand at every change of the runtime, and would refuse nodes that differ in things which
//! this client does not use.

mod config;
mod submit;
mod url;

use crate::{cli::NodeArgs, error::Error, output::printable};
use config::TonnetzConfig;
use serde::{de::DeserializeOwned, Deserialize, Serialize};
use std::{future::Future, sync::Arc, time::Duration};
use subxt::{
	backend::LegacyBackend,
	client::{OnlineClient, OnlineClientAtBlock},
	config::substrate::{SubstrateHeader, H256},
	error::{BackendError, RpcError},
	rpcs::{self, client::RpcParams, RpcClient},
};
use tokio::time::timeout;

pub use submit::{interrupted, Included, Pooled};
pub use url::check as check_url;

/// The name in the runtime's version.
const SPEC_NAME: &str = "tonnetz";

/// The longest wait for a connection: a host that drops packets must not use up the time meant for
/// finality.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);

/// JSON-RPC's "method not found".
const METHOD_NOT_FOUND: i32 = -32601;

/// A connected Tonnetz node.
pub struct Chain {
	client: OnlineClient<TonnetzConfig>,
	rpc: RpcClient,
	url: String,
	limit: Limit,
}

/// The block at which something is read.
pub type AtBlock = OnlineClientAtBlock<TonnetzConfig>;

/// A block, as results name it.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
	/// Its height.
	pub number: u64,
	/// Its hash.
	pub hash: H256,
}

impl Chain {
	/// Connects, and makes sure that it is a Tonnetz node.
	pub async fn connect(args: &NodeArgs) -> Result<Self, Error> {
		url::check(&args.url)?;
		let url = args.url.clone();
		let limit = Limit { url: url.clone(), seconds: args.timeout };
		let refused = |reason| Error::Connect { url: url.clone(), reason };
		let connect = timeout(CONNECT_LIMIT, RpcClient::from_insecure_url(&url));
		let rpc = limit
			.within("to connect", connect)
			.await?
			.map_err(|_| refused(format!("no answer within {} s", CONNECT_LIMIT.as_secs())))?
			.map_err(|error| refused(rpc_reason(&error)))?;
		limit.within("runtime version", check_runtime(&rpc, &url)).await??;
		// The older methods: their refusals carry codes and reasons, where `transactionWatch_v1`
		// has one sentence, and they need no subscription to the head of the chain.
		let backend = LegacyBackend::builder().build(rpc.clone());
		let client = limit
			.within(
				"genesis hash",
				OnlineClient::from_backend_with_config(TonnetzConfig::default(), Arc::new(backend)),
			)
			.await?
			.map_err(|error| Error::Rpc {
				url: url.clone(),
				method: "chain_getBlockHash".to_owned(),
				reason: error.to_string(),
			})?;
		Ok(Self { client, rpc, url, limit })
	}

	/// The URL of the node.
	pub fn url(&self) -> &str {
		&self.url
	}

	/// The newest finalised block.
	pub async fn finalized(&self) -> Result<AtBlock, Error> {
		self.limit
			.within("finalised block", self.client.at_current_block())
			.await?
			.map_err(|error| self.rpc_error("the finalised block", &error))
	}

	/// The newest finalised block, for reading through RPC: without the metadata that subxt's block
	/// comes with, which is most of what a small query would wait for.
	pub async fn finalized_block(&self) -> Result<Block, Error> {
		let hash: H256 = self.request("chain_getFinalizedHead", RpcParams::new()).await?;
		let mut params = RpcParams::new();
		params.push(hash).map_err(|error| Error::Internal(error.to_string()))?;
		let header: SubstrateHeader<H256> = self.request("chain_getHeader", params).await?;
		Ok(Block { number: header.number, hash })
	}

	/// The hash of the chain's first block.
	pub fn genesis_hash(&self) -> H256 {
		self.client.genesis_hash()
	}

	/// The number of the newest block.
	pub async fn best_number(&self) -> Result<u32, Error> {
		let header: SubstrateHeader<H256> =
			self.request("chain_getHeader", RpcParams::new()).await?;
		u32::try_from(header.number).map_err(|error| self.mismatch(error))
	}

	/// Calls a method of the node.
	pub async fn request<R: DeserializeOwned>(
		&self,
		method: &'static str,
		params: RpcParams,
	) -> Result<R, Error> {
		self.ask(method, params).await?.map_err(|refused| refused.error)
	}

	/// Calls a method whose refusal may not be the end: the outer error is.
	pub async fn ask<R: DeserializeOwned>(
		&self,
		method: &'static str,
		params: RpcParams,
	) -> Result<Result<R, RpcRefusal>, Error> {
		let failed = |error: &rpcs::Error| Error::Rpc {
			url: self.url.clone(),
			method: method.to_owned(),
			reason: rpc_reason(error),
		};
		match self.limit.within(method, self.rpc.request(method, params)).await? {
			Ok(answer) => Ok(Ok(answer)),
			Err(rpcs::Error::User(e)) if e.code == METHOD_NOT_FOUND => Err(self.mismatch(method)),
			Err(rpcs::Error::Deserialization(e)) => Err(self.mismatch(format!("{method}: {e}"))),
			Err(rpcs::Error::User(e)) => {
				let code = e.code;
				Ok(Err(RpcRefusal { code, error: failed(&rpcs::Error::User(e)) }))
			}
			Err(error) => Err(failed(&error)),
		}
	}

	/// How long each answer may take.
	pub const fn patience(&self) -> Duration {
		Duration::from_secs(self.limit.seconds)
	}

	/// Something that this client needs of the runtime is not there, or not so.
	pub fn mismatch(&self, reason: impl ToString) -> Error {
		Error::Mismatch { url: self.url.clone(), reason: printable(&reason.to_string()) }
	}

	fn rpc_error(&self, method: &str, error: &impl ToString) -> Error {
		Error::Rpc {
			url: self.url.clone(),
			method: method.to_owned(),
			reason: printable(&error.to_string()),
		}
	}
}

/// A refusal of a method.
pub struct RpcRefusal {
	/// Its code: `docs/RUNTIME_SURFACE.md` lists ours.
	pub code: i32,
	/// The error that it is to the user.
	pub error: Error,
}

/// How long to wait, for each answer and for finality.
struct Limit {
	url: String,
	seconds: u64,
}

impl Limit {
	/// The output of `future`, or `None` when the time is over.
	async fn run<T>(&self, future: impl Future<Output = T>) -> Option<T> {
		timeout(Duration::from_secs(self.seconds), future).await.ok()
	}

	/// The output of `future`, or an error when the time is over.
	async fn within<T>(
		&self,
		wanted: &'static str,
		future: impl Future<Output = T>,
	) -> Result<T, Error> {
		self.run(future).await.ok_or_else(|| Error::NoAnswer {
			url: self.url.clone(),
			seconds: self.seconds,
			wanted,
		})
	}
}

/// Refuses every chain but ours before anything is signed for it.
async fn check_runtime(rpc: &RpcClient, url: &str) -> Result<(), Error> {
	#[derive(Deserialize)]
	#[serde(rename_all = "camelCase")]
	struct RuntimeVersion {
		spec_name: String,
	}

	const METHOD: &str = "state_getRuntimeVersion";

	let other = |found: String| Err(Error::NotTonnetz { url: url.to_owned(), found });
	match rpc.request::<RuntimeVersion>(METHOD, RpcParams::new()).await {
		Ok(version) if version.spec_name == SPEC_NAME => Ok(()),
		Ok(version) => other(format!("its chain is {}", printable(&version.spec_name))),
		Err(rpcs::Error::User(e)) if e.code == METHOD_NOT_FOUND => {
			other(format!("it does not know {METHOD}"))
		}
		Err(rpcs::Error::Deserialization(_)) => other(format!("it answers {METHOD} with nonsense")),
		Err(error) => Err(Error::Rpc {
			url: url.to_owned(),
			method: METHOD.to_owned(),
			reason: rpc_reason(&error),
		}),
	}
}

/// What went wrong, without the names of the layers that it went through.
fn rpc_reason(error: &rpcs::Error) -> String {
	match error {
		rpcs::Error::User(error) => node_reason(error),
		rpcs::Error::Client(inner) => match inner.downcast_ref::<rpcs::Error>() {
			Some(inner) => rpc_reason(inner),
			None => printable(&inner.to_string()),
		},
		error => printable(&error.to_string()),
	}
}

/// What the node says about a request that it refuses: the data of an error is often the reason, and
/// the message only its kind.
fn node_reason(error: &rpcs::UserError) -> String {
	let data = error.data.as_ref().map(|data| {
		serde_json::from_str::<String>(data.get()).unwrap_or_else(|_| data.get().to_owned())
	});
	let reason = match data {
		Some(data) => format!("{}: {data}", error.message),
		None => error.message.clone(),
	};
	printable(&reason)
}

/// The refusal of a request inside an error of subxt's backend.
fn refusal(error: &BackendError) -> Option<&rpcs::UserError> {
	match error {
		BackendError::Rpc(RpcError::ClientError(rpcs::Error::User(error))) => Some(error),
		_ => None,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use rpcs::client::{RawRpcFuture, RawRpcSubscription, RawValue, RpcClientT};
	use serde_json::value::to_raw_value;

	/// A node that has one answer.
	struct Answer(Result<serde_json::Value, rpcs::UserError>);

	impl RpcClientT for Answer {
		fn request_raw<'a>(
			&'a self,
			_method: &'a str,
			_params: Option<Box<RawValue>>,
		) -> RawRpcFuture<'a, Box<RawValue>> {
			let answer = match &self.0 {
				Ok(value) => Ok(to_raw_value(value).unwrap()),
				Err(error) => Err(error.clone().into()),
			};
			Box::pin(std::future::ready(answer))
		}

		fn subscribe_raw<'a>(
			&'a self,
			_sub: &'a str,
			_params: Option<Box<RawValue>>,
			_unsub: &'a str,
		) -> RawRpcFuture<'a, RawRpcSubscription> {
			Box::pin(std::future::ready(Err(rpcs::UserError::method_not_found().into())))
		}
	}

	async fn check(answer: Result<serde_json::Value, rpcs::UserError>) -> Result<(), Error> {
		check_runtime(&RpcClient::new(Answer(answer)), "ws://node").await
	}

	#[tokio::test]
	async fn only_tonnetz_is_accepted() {
		check(Ok(serde_json::json!({ "specName": "tonnetz", "specVersion": 1 }))).await.unwrap();
		for answer in [
			Ok(serde_json::json!({ "specName": "polkadot" })),
			Ok(serde_json::json!(null)),
			Ok(serde_json::json!([])),
			Err(rpcs::UserError::method_not_found()),
		] {
			let error = check(answer).await.unwrap_err();
			assert!(matches!(error, Error::NotTonnetz { .. }), "{error}");
		}
	}

	#[tokio::test]
	async fn a_limit_ends_a_wait() {
		let limit = Limit { url: "ws://node".to_owned(), seconds: 0 };
		let outcome = limit.within("nothing", std::future::pending::<()>()).await;
		assert!(matches!(outcome, Err(Error::NoAnswer { seconds: 0, .. })));
	}

	#[test]
	fn the_reason_is_in_the_data() {
		let error = rpcs::UserError {
			code: 1010,
			message: "Invalid Transaction".to_owned(),
			data: Some(to_raw_value("Transaction has a bad signature").unwrap()),
		};
		assert_eq!(node_reason(&error), "Invalid Transaction: Transaction has a bad signature");
		let nested = rpcs::Error::Client(Box::new(rpcs::Error::Client("refused\n".into())));
		assert_eq!(rpc_reason(&nested), "refused");
	}
}
