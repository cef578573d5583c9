// SPDX-License-Identifier: Apache-2.0

//! From a call to a finalised extrinsic.

mod stages;

use super::{node_reason, refusal, AtBlock, Block, Chain, TonnetzConfig};
use crate::{
	error::Error,
	output::{hex, printable, spinner},
};
use sp_core::crypto::Ss58Codec;
use std::sync::OnceLock;
use subxt::{
	config::DefaultExtrinsicParamsBuilder,
	error::{
		DispatchError, ExtrinsicError, ModuleError, TransactionEventsError,
		TransactionProgressError,
	},
	events::Event,
	ext::{scale_decode::DecodeAsFields, scale_encode::EncodeAsType},
	extrinsics::ExtrinsicEvents,
	metadata::ArcMetadata,
	rpcs::client::RpcParams,
	transactions::{
		Payload, StaticPayload, SubmittableTransaction, TransactionInBlock, TransactionProgress,
		TransactionStatus,
	},
	utils::{AccountId32, Encoded, MultiAddress, Static, H256},
};
use tonnetz_crypto::{context, AnyPair};

pub use stages::Pooled;

/// For how many blocks a transaction can be included: 3 minutes. What was not finalised in time and
/// then forgotten is void soon.
const MORTALITY: u64 = 64;

/// The transaction that this process has sent, or is about to send.
static SUBMITTED: OnceLock<H256> = OnceLock::new();

/// The error of an interrupted command: one that has submitted a transaction must not be repeated
/// thoughtlessly.
pub fn interrupted() -> Error {
	match SUBMITTED.get() {
		Some(hash) => Error::InterruptedAfterSubmission { hash: hex(hash) },
		None => Error::Interrupted,
	}
}

/// The node's client at a block, as subxt's types name it.
type OnlineClient = subxt::client::OnlineClientAtBlockImpl<TonnetzConfig>;

/// A transaction that is finalised and whose call succeeded.
pub struct Included {
	/// The number of its block.
	pub block_number: u64,
	/// The hash of its block.
	pub block_hash: H256,
	/// The hash of the extrinsic.
	pub extrinsic_hash: H256,
	events: ExtrinsicEvents<TonnetzConfig>,
}

impl Included {
	/// Its block.
	pub const fn block(&self) -> Block {
		Block { number: self.block_number, hash: self.block_hash }
	}

	/// The fields of the first event `pallet::name` of this transaction.
	pub fn event<E: DecodeAsFields>(&self, pallet: &str, name: &str) -> Result<E, String> {
		self.find(pallet, name)?.ok_or_else(|| format!("no event {pallet}::{name}"))
	}

	/// The fields of the first event `pallet::name` of this transaction, if there is one.
	pub fn find<E: DecodeAsFields>(&self, pallet: &str, name: &str) -> Result<Option<E>, String> {
		let is_it =
			|event: &Event<'_, _>| event.pallet_name() == pallet && event.event_name() == name;
		for event in self.events.iter() {
			let event = event.map_err(|error| error.to_string())?;
			if is_it(&event) {
				let fields = event.decode_fields_unchecked_as();
				return fields.map(Some).map_err(|error| error.to_string());
			}
		}
		Ok(None)
	}

	/// Why the call within a proxied one failed, if it did: the proxied one succeeds all the same.
	fn proxied(&self, metadata: ArcMetadata) -> Result<Option<DispatchError>, String> {
		for event in self.events.iter() {
			let event = event.map_err(|error| error.to_string())?;
			if (event.pallet_name(), event.event_name()) == ("Proxy", "ProxyExecuted") {
				return match event.field_bytes() {
					[0] => Ok(None),
					[1, error @ ..] => DispatchError::decode_from(error, metadata)
						.map(Some)
						.map_err(|error| error.to_string()),
					_ => Err("Proxy::ProxyExecuted has no result".to_owned()),
				};
			}
		}
		Ok(None)
	}
}

/// The arguments of `proxy.proxy`, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct Proxied {
	real: MultiAddress<AccountId32, ()>,
	// Whatever type the proxy has, if it allows the call.
	force_proxy_type: Option<Static<u8>>,
	call: Static<Encoded>,
}

impl Chain {
	/// Makes `call` as `real`, of which the key must be a proxy, and waits until it is finalised. The
	/// call's own failure is an error.
	pub async fn submit_as<Call: Payload>(
		&self,
		real: &sp_core::crypto::AccountId32,
		call: &Call,
		pair: &AnyPair,
	) -> Result<Included, Error> {
		self.submit(&self.proxied(real, call).await?, pair).await
	}

	/// The call that makes `call` as `real`.
	async fn proxied<Call: Payload>(
		&self,
		real: &sp_core::crypto::AccountId32,
		call: &Call,
	) -> Result<StaticPayload<Proxied>, Error> {
		let at = self.finalized().await?;
		let call = at.transactions().call_data(call).map_err(|error| self.mismatch(error))?;
		let proxied = Proxied {
			real: MultiAddress::Id(AccountId32::from(<[u8; 32]>::from(real.clone()))),
			force_proxy_type: None,
			call: Static(Encoded(call)),
		};
		Ok(subxt::dynamic::tx("Proxy", "proxy", proxied))
	}

	/// Signs `call`, submits it, and waits until it is finalised.
	pub async fn submit<Call: Payload>(
		&self,
		call: &Call,
		pair: &AnyPair,
	) -> Result<Included, Error> {
		let progress = spinner("signing");
		let transaction = self.sign(call, pair).await?;
		let hash = transaction.hash();
		let mut watched = Watched { stage: "in the pool".to_owned(), bar: progress };
		// A command submits once.
		let _ = SUBMITTED.set(hash);
		let outcome = self.limit.run(self.watch(&transaction, &mut watched)).await;
		outcome.unwrap_or_else(|| {
			Err(Error::NotFinalised {
				hash: hex(hash),
				seconds: self.limit.seconds,
				progress: watched.stage.clone(),
			})
		})
	}

	async fn sign<Call: Payload>(
		&self,
		call: &Call,
		pair: &AnyPair,
	) -> Result<SubmittableTransaction<TonnetzConfig, OnlineClient>, Error> {
		let at = self.finalized().await?;
		let account = pair.account_id();
		let params = DefaultExtrinsicParamsBuilder::new()
			.nonce(self.nonce(&account.to_ss58check()).await?)
			.mortal_from_unchecked(MORTALITY, at.block_number(), at.block_hash())
			.build();
		let transactions = at.transactions();
		let mut signable = transactions
			.create_signable_offline(call, params)
			.map_err(|error| self.mismatch(error))?;
		let payload = signable.signer_payload().map_err(|error| self.mismatch(error))?;
		// Here and not in an implementation of subxt's `Signer`, whose `sign` cannot fail.
		let signature = pair
			.sign(context::DEFAULT, &payload)
			.ok_or_else(|| Error::Internal("the key did not sign".to_owned()))?;
		signable
			.sign_with_account_and_signature(
				&AccountId32::from(<[u8; 32]>::from(account)),
				&Static(signature),
			)
			.map_err(|error| self.mismatch(error))
	}

	/// The next nonce of an account. The pool is asked, not the finalised state: two commands that
	/// run one after the other must not use the same.
	async fn nonce(&self, address: &str) -> Result<u64, Error> {
		let mut params = RpcParams::new();
		params.push(address).map_err(|error| Error::Internal(error.to_string()))?;
		self.request("system_accountNextIndex", params).await
	}

	async fn watch(
		&self,
		transaction: &SubmittableTransaction<TonnetzConfig, OnlineClient>,
		watched: &mut Watched,
	) -> Result<Included, Error> {
		watched.stage("in the pool");
		let statuses =
			transaction.submit_and_watch().await.map_err(|error| self.not_accepted(error))?;
		self.follow(statuses, watched).await
	}

	async fn follow(
		&self,
		mut statuses: TransactionProgress<TonnetzConfig, OnlineClient>,
		watched: &mut Watched,
	) -> Result<Included, Error> {
		while let Some(status) = statuses.next().await {
			match status.map_err(|error| self.lost(error))? {
				TransactionStatus::InBestBlock(block) => {
					watched.stage(&format!("in block {}", block.block_hash()));
				}
				TransactionStatus::NoLongerInBestBlock => watched.stage("in the pool again"),
				TransactionStatus::InFinalizedBlock(block) => return self.included(block).await,
				TransactionStatus::Error { message }
				| TransactionStatus::Invalid { message }
				| TransactionStatus::Dropped { message } => {
					return Err(Error::Refused(printable(&message)));
				}
				TransactionStatus::Validated | TransactionStatus::Broadcasted => {}
			}
		}
		Err(self.lost(TransactionProgressError::UnexpectedEndOfTransactionStatusStream))
	}

	async fn included(
		&self,
		block: TransactionInBlock<TonnetzConfig, OnlineClient>,
	) -> Result<Included, Error> {
		let at: AtBlock =
			block.at().await.map_err(|error| self.rpc_error("the block's header", &error))?;
		let events = block.wait_for_success().await.map_err(|error| match error {
			TransactionEventsError::ExtrinsicFailed(error) => Error::Failed {
				hash: hex(block.extrinsic_hash()),
				block: at.block_number().to_string(),
				reason: dispatch_reason(&error),
			},
			error => self.rpc_error("the transaction's events", &error),
		})?;
		let included = Included {
			block_number: at.block_number(),
			block_hash: block.block_hash(),
			extrinsic_hash: block.extrinsic_hash(),
			events,
		};
		match included.proxied(at.metadata()).map_err(|reason| self.mismatch(reason))? {
			Some(error) => Err(Error::Failed {
				hash: hex(included.extrinsic_hash),
				block: included.block_number.to_string(),
				reason: dispatch_reason(&error),
			}),
			None => Ok(included),
		}
	}

	fn not_accepted(&self, error: ExtrinsicError) -> Error {
		match &error {
			ExtrinsicError::ErrorSubmittingTransaction(inner) => match refusal(inner) {
				Some(refusal) => Error::Refused(node_reason(refusal)),
				None => self.rpc_error("author_submitAndWatchExtrinsic", inner),
			},
			_ => self.mismatch(error),
		}
	}

	fn lost(&self, error: TransactionProgressError) -> Error {
		self.rpc_error("author_submitAndWatchExtrinsic", &error)
	}
}

/// How far a transaction is, for the spinner and for the error when the time is over.
struct Watched {
	stage: String,
	bar: indicatif::ProgressBar,
}

impl Watched {
	fn stage(&mut self, stage: &str) {
		self.stage = stage.to_owned();
		self.bar.set_message(format!("transaction {stage}, waiting for finality"));
	}
}

/// Why a call failed: for a pallet's error its name with its documentation, which is written for
/// users.
fn dispatch_reason(error: &DispatchError) -> String {
	let documented = |error: &ModuleError| {
		let details = error.details().ok()?;
		let docs = details.variant.docs.join(" ");
		Some(format!("{}::{}: {docs}", details.pallet.name(), details.variant.name))
	};
	let reason = match error {
		DispatchError::Module(module) => documented(module),
		_ => None,
	};
	printable(&reason.unwrap_or_else(|| error.to_string()))
}
