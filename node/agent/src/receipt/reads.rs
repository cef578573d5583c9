// SPDX-License-Identifier: Apache-2.0

//! What nodes answer about receipts.

use super::{Page, ReceiptInfo, WitnessPage};
use crate::{chain::Chain, error::Error};
use serde::Serialize;
use sp_core::{crypto::AccountId32, H256};
use std::fmt::Display;
use subxt::rpcs::client::RpcParams;
use tonnetz_core::receipt::{ChainHead, ReceiptId};

impl Chain {
	/// A receipt, in the state of block `at`.
	pub async fn receipt(&self, id: ReceiptId, at: H256) -> Result<Option<ReceiptInfo>, Error> {
		self.request("receipts_get", params(&(id, at))?).await
	}

	/// The head of an account's chain of receipts.
	pub async fn chain_head(&self, issuer: &AccountId32, at: H256) -> Result<ChainHead, Error> {
		self.request("receipts_head", params(&(issuer, at))?).await
	}

	/// An account's receipts from a sequence on.
	pub async fn by_issuer(
		&self,
		issuer: &AccountId32,
		from: u64,
		limit: u32,
		at: H256,
	) -> Result<Page, Error> {
		let page = self.request("receipts_byIssuer", params(&(issuer, from, limit, at))?).await?;
		self.bounded(page, limit)
	}

	/// The receipts about a subject, from an id on.
	pub async fn by_subject(
		&self,
		subject: H256,
		issuer: Option<&AccountId32>,
		from: ReceiptId,
		limit: u32,
		at: H256,
	) -> Result<Page, Error> {
		let params = params(&(subject, issuer, from, limit, at))?;
		self.bounded(self.request("receipts_bySubject", params).await?, limit)
	}

	/// The receipts of a digest, from an id on.
	pub async fn by_digest(
		&self,
		digest: H256,
		issuer: Option<&AccountId32>,
		from: ReceiptId,
		limit: u32,
		at: H256,
	) -> Result<Page, Error> {
		let params = params(&(digest, issuer, from, limit, at))?;
		self.bounded(self.request("receipts_byDigest", params).await?, limit)
	}

	/// A receipt, its parent, the parent's parent and so on: at most 256.
	pub async fn lineage(&self, id: ReceiptId, at: H256) -> Result<Page, Error> {
		let page = self.request("receipts_lineage", params(&(id, at))?).await?;
		self.bounded(page, tonnetz_core::receipt::MAX_PAGE)
	}

	/// The witnesses of a receipt, from a position on.
	pub async fn witnesses(
		&self,
		id: ReceiptId,
		from: u64,
		limit: u32,
		at: H256,
	) -> Result<WitnessPage, Error> {
		self.request("receipts_witnesses", params(&(id, from, limit, at))?).await
	}

	/// The nonce that an account's next statement must have.
	pub async fn statement_nonce(&self, issuer: &AccountId32, at: H256) -> Result<u64, Error> {
		self.request("receipts_statementNonce", params(&(issuer, at))?).await
	}

	/// A node that answers more than it was asked for is not followed.
	fn bounded(&self, page: Page, limit: u32) -> Result<Page, Error> {
		match u32::try_from(page.items.len()) {
			Ok(len) if len <= limit => Ok(page),
			_ => Err(self.mismatch(format!("{} receipts where {limit} fit", page.items.len()))),
		}
	}
}

/// Positional parameters from a tuple.
pub fn params(tuple: &impl Serialize) -> Result<RpcParams, Error> {
	let internal = |error: &dyn Display| Error::Internal(error.to_string());
	let values = match serde_json::to_value(tuple).map_err(|error| internal(&error))? {
		serde_json::Value::Array(values) => values,
		value => vec![value],
	};
	let mut params = RpcParams::new();
	for value in values {
		params.push(value).map_err(|error| internal(&error))?;
	}
	Ok(params)
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn parameters_keep_their_places() {
		let built = params(&(1, None::<u8>, "x")).unwrap().build().unwrap();
		assert_eq!(built.get(), r#"[1,null,"x"]"#);
	}
}
