// SPDX-License-Identifier: Apache-2.0

//! Claiming and reporting on the chain.

use super::{Executor, Info};
use crate::{
	agent::{
		link::Head,
		outbox::Sent,
		sender::{send, settle, SendError},
		vault::Role,
	},
	chain::Included,
	cust::{execute::Complete, write::OfCommand, PALLET},
	error::Error,
	output::unhex,
	receipt::reads::params,
};
use serde::Deserialize;
use serde_json::json;
use sp_core::H256;
use subxt::{
	config::{substrate::BlakeTwo256, Hasher},
	ext::scale_encode::EncodeAsFields,
	utils::Static,
};
use tonnetz_core::{
	cust::{CommandId, Outcome},
	BlockNumber,
};

impl Executor {
	/// Claims an approved command, and waits until that is final. `None` if it did not come about; then
	/// the next finalised block says how things stand.
	pub(super) async fn claim(&self, info: &Info, head: &Head) -> Result<Option<Head>, Error> {
		// First: from here on nobody who finds the claim on the chain wonders whose it is.
		self.journal(self.local.claimed(info.id, &info.command))?;
		tracing::info!("command {}: claiming", info.id);
		let call = OfCommand { id: info.id };
		let claimed = self.make(head, PALLET, "claim", call, &claim(info.id)).await?;
		self.recorder.record(
			json!({
				"kind": "command_approved",
				"id": info.id,
				"target": info.command.target,
				"digest": info.digest,
				"finalised": head.block,
			}),
			Some(json!({ "kind": "cust.claim", "as": self.account })),
			match &claimed {
				Ok(included) => json!({ "block": included.block_number }),
				Err(reason) => json!({ "failed": reason }),
			},
		);
		match claimed {
			Ok(included) => {
				self.metrics.command("claimed");
				let patience = head.chain.patience();
				Ok(self.link.reaches(included.block_number, patience).await)
			}
			Err(reason) => {
				tracing::warn!("command {}: not claimed: {reason}", info.id);
				Ok(None)
			}
		}
	}

	/// Reports how a command ended. Without the key, and when it does not come about, the outcome stays
	/// in the journal.
	pub(super) async fn complete(
		&self,
		id: CommandId,
		(outcome, evidence, log): (Outcome, H256, H256),
		head: &Head,
	) -> Result<(), Error> {
		if !self.vault.is_unlocked() || self.is_under_way(&completion(id), head)? {
			return Ok(());
		}
		tracing::info!("command {id}: reporting");
		let call = Complete { id, outcome: Static(outcome), evidence: evidence.0, log: log.0 };
		let reported = self.make(head, PALLET, "complete", call, &completion(id)).await?;
		self.recorder.record(
			json!({ "kind": "command_finished", "id": id }),
			Some(json!({ "kind": "cust.complete", "as": self.account, "outcome": outcome })),
			match &reported {
				Ok(included) => json!({
					"block": included.block_number,
					"evidence": evidence,
					"log": log,
				}),
				Err(reason) => json!({ "failed": reason }),
			},
		);
		match reported {
			Ok(_) => self.closed(
				id,
				match outcome {
					Outcome::Succeeded => "succeeded",
					Outcome::Failed => "failed",
				},
			),
			Err(reason) => {
				tracing::warn!("command {id}: not reported: {reason}");
				Ok(())
			}
		}
	}

	/// The chain has closed a command that was finished here.
	pub(super) fn closed(&self, id: CommandId, as_what: &str) -> Result<(), Error> {
		self.journal(self.local.reported(id))?;
		self.metrics.command(as_what);
		tracing::info!("command {id}: {as_what}");
		self.forget(id)
	}

	/// Nothing more is done or said of a command, however long the state that is read shows it as open.
	pub(super) fn forget(&self, id: CommandId) -> Result<(), Error> {
		self.is_news(id);
		for name in [claim(id), completion(id)] {
			self.retries.forget(&name);
			self.outbox.remove(&name)?;
		}
		Ok(())
	}

	/// Whether it was this agent that claimed a command, and no other with the same account: the
	/// transaction that it sent is in the block of the claim.
	pub(super) async fn has_claimed(
		&self,
		id: CommandId,
		at: BlockNumber,
		head: &Head,
	) -> Result<bool, Error> {
		#[derive(Deserialize)]
		struct Signed {
			block: Body,
		}

		#[derive(Deserialize)]
		struct Body {
			extrinsics: Vec<String>,
		}

		let Some(sent) = self.outbox.get::<Sent>(&claim(id))? else { return Ok(false) };
		let hash: H256 = head.chain.request("chain_getBlockHash", params(&(at,))?).await?;
		let signed: Signed = head.chain.request("chain_getBlock", params(&(hash,))?).await?;
		let is_it = |extrinsic: &String| {
			unhex(extrinsic).is_ok_and(|bytes| BlakeTwo256.hash(&bytes) == sent.hash)
		};
		Ok(signed.block.extrinsics.iter().any(is_it))
	}

	/// Whether a claim that was sent may still be included.
	pub(super) fn is_claiming(&self, id: CommandId, head: &Head) -> Result<bool, Error> {
		self.is_under_way(&claim(id), head)
	}

	/// Whether something sent under this name may still be included, or it is too early to try again.
	pub(super) fn is_under_way(&self, name: &str, head: &Head) -> Result<bool, Error> {
		let sent: Option<Sent> = self.outbox.get(name)?;
		let may_be_included = sent.is_some_and(|sent| head.block.number < sent.void_at);
		Ok(may_be_included || self.retries.is_early(name))
	}

	/// Makes a call and waits until it is final; the inner error is why it did not come about, or why
	/// nobody knows. The note of it goes only when it is certain that it did not.
	pub(super) async fn make(
		&self,
		head: &Head,
		pallet: &'static str,
		call: &'static str,
		arguments: impl EncodeAsFields + Send + Sync,
		name: &str,
	) -> Result<Result<Included, String>, Error> {
		let Some(pair) = self.vault.key(Role::Executor) else {
			return Ok(Err("the agent is locked".to_owned()));
		};
		let chain = &head.chain;
		let call = subxt::dynamic::tx(pallet, call, arguments);
		let turn = self.turn.lock().await;
		let signer = (&self.account, &*pair);
		let sent = send(chain, signer, &call, &self.outbox, name, |sent| sent).await;
		drop(turn);
		let settled = match sent {
			Ok(pooled) => settle(chain, pooled).await,
			Err(error) => Err(error),
		};
		match settled {
			Ok(included) => Ok(Ok(included)),
			Err(SendError::NotSent(error) | SendError::Failed(error)) => {
				self.retries.failed(name);
				self.outbox.remove(name)?;
				Ok(Err(error.to_string()))
			}
			Err(SendError::Unknown(error)) => Ok(Err(error.to_string())),
		}
	}
}

fn claim(id: CommandId) -> String {
	format!("claim-{id}")
}

fn completion(id: CommandId) -> String {
	format!("complete-{id}")
}
