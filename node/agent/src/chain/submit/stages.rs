// SPDX-License-Identifier: Apache-2.0

//! A submission in its stages, for who must have written down what it sends before it sends it.

use super::{Included, OnlineClient, Watched, MORTALITY};
use crate::{
	chain::{Chain, TonnetzConfig},
	error::Error,
	output::hex,
};
use indicatif::ProgressBar;
use sp_core::crypto::AccountId32;
use subxt::{
	transactions::{Payload, SubmittableTransaction, TransactionProgress},
	utils::H256,
};
use tonnetz_crypto::AnyPair;

/// A transaction that is signed and not sent.
pub struct Signed {
	/// Its hash.
	pub hash: H256,
	/// From this block on it can be included no more.
	pub void_at: u64,
	transaction: SubmittableTransaction<TonnetzConfig, OnlineClient>,
}

/// A transaction that the node's pool has taken.
pub struct Pooled {
	/// Its hash.
	pub hash: H256,
	statuses: TransactionProgress<TonnetzConfig, OnlineClient>,
}

impl Chain {
	/// Signs `call`, made as `real` by a proxy unless that is the key's own account. The nonce follows
	/// those in the pool: nothing else may be signed with the key until this has been sent.
	pub async fn signed<Call: Payload>(
		&self,
		real: &AccountId32,
		call: &Call,
		pair: &AnyPair,
	) -> Result<Signed, Error> {
		let transaction = if *real == pair.account_id() {
			self.sign(call, pair).await?
		} else {
			self.sign(&self.proxied(real, call).await?, pair).await?
		};
		// Read after signing, so not before the block that the transaction's life is counted from.
		let finalised = self.finalized_block().await?.number;
		Ok(Signed {
			hash: transaction.hash(),
			void_at: finalised.saturating_add(MORTALITY),
			transaction,
		})
	}

	/// Sends a transaction. [`Error::Refused`] says that the pool did not take it; after any other
	/// error it may be there.
	pub async fn pooled(&self, signed: Signed) -> Result<Pooled, Error> {
		let statuses = self
			.limit
			.within("the pool", signed.transaction.submit_and_watch())
			.await?
			.map_err(|error| self.not_accepted(error))?;
		Ok(Pooled { hash: signed.hash, statuses })
	}

	/// Waits until a transaction is finalised. [`Error::Failed`] says that it is, and its call failed;
	/// after any other error it may be finalised still.
	pub async fn settled(&self, pooled: Pooled) -> Result<Included, Error> {
		let mut watched = Watched { stage: "in the pool".to_owned(), bar: ProgressBar::hidden() };
		let hash = hex(pooled.hash);
		let outcome = self.limit.run(self.follow(pooled.statuses, &mut watched)).await;
		outcome.unwrap_or_else(|| {
			Err(Error::NotFinalised {
				hash,
				seconds: self.limit.seconds,
				progress: watched.stage.clone(),
			})
		})
	}
}
