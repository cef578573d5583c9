// SPDX-License-Identifier: Apache-2.0

//! The receipt of a batch.

use crate::{
	chain::{Block, Chain},
	error::Error,
	output::{hex, Rows},
	receipt::{record::attest::Attested, shown::Status, PALLET},
};
use serde::Serialize;
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use subxt::{ext::scale_encode::EncodeAsType, utils::Static};
use tonnetz_core::{
	receipt::{subject_of, Batch, Kind, ReceiptId, MAX_PAGE},
	BlockNumber,
};
use tonnetz_crypto::AnyPair;

/// What is said about a batch.
pub struct Statement {
	/// What the payloads are.
	pub kind: Kind,
	/// What they are about.
	pub subject_name: String,
	/// Where they may be found.
	pub uri: Option<String>,
	/// For how many blocks from now it holds.
	pub expires: Option<BlockNumber>,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
struct AttestBatch {
	// Its encoding is wire format.
	kind: Static<Kind>,
	subject: [u8; 32],
	root: [u8; 32],
	leaves: u64,
	uri: Vec<u8>,
	expires: Option<BlockNumber>,
}

/// The receipt of a batch as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct BatchReceipt {
	id: ReceiptId,
	issuer: AccountId32,
	sequence: u64,
	kind: Kind,
	subject: H256,
	/// Known only of what was said just now.
	subject_name: Option<String>,
	uri: Option<String>,
	expires: Option<BlockNumber>,
	/// Whether it was there before this run.
	already: bool,
	/// The block and the extrinsic that wrote it just now.
	block: Option<Block>,
	extrinsic: Option<H256>,
	url: String,
}

impl BatchReceipt {
	/// The number of the receipt.
	pub const fn id(&self) -> ReceiptId {
		self.id
	}

	/// Adds what is printed of it as text.
	pub fn rows(&self, rows: Rows) -> Rows {
		let subject = match &self.subject_name {
			Some(name) => format!("{} ({name})", hex(self.subject)),
			None => hex(self.subject),
		};
		let already = if self.already { " (it was there before)" } else { "" };
		rows.row("receipt", format!("{}{already}", self.id))
			.row("issuer", self.issuer.to_ss58check())
			.row("sequence", self.sequence)
			.row("subject", subject)
			.optional("uri", self.uri.as_ref())
			.optional("expires", self.expires.map(|block| format!("at block {block}")))
			.optional(
				"block",
				self.block.map(|block| format!("{} {}", block.number, hex(block.hash))),
			)
			.optional("extrinsic", self.extrinsic.map(hex))
			.row("node", &self.url)
	}
}

/// The account's receipt for a batch, if it has one that holds at the newest finalised block.
pub async fn existing(
	chain: &Chain,
	issuer: &AccountId32,
	batch: Batch,
) -> Result<Option<BatchReceipt>, Error> {
	let at = chain.finalized_block().await?;
	let mut from = 0;
	loop {
		// The digest of a batch is its root.
		let page = chain.by_digest(batch.root, Some(issuer), from, MAX_PAGE, at.hash).await?;
		for info in page.items {
			if Status::of(&info, at.number) != Status::Valid {
				continue;
			}
			if let Some(receipt) = info.receipt.filter(|receipt| receipt.batch == Some(batch)) {
				let uri = String::from_utf8_lossy(&receipt.uri).into_owned();
				return Ok(Some(BatchReceipt {
					id: info.id,
					issuer: receipt.issuer,
					sequence: receipt.sequence,
					kind: receipt.kind,
					subject: receipt.subject,
					subject_name: None,
					uri: Some(uri).filter(|uri| !uri.is_empty()),
					expires: receipt.expires,
					already: true,
					block: None,
					extrinsic: None,
					url: chain.url().to_owned(),
				}));
			}
		}
		match page.next {
			// A node that does not get on would be asked for ever.
			Some(next) if next > from => from = next,
			_ => return Ok(None),
		}
	}
}

/// Attests a batch, and waits until the receipt is final.
pub async fn attest(
	chain: &Chain,
	pair: &AnyPair,
	batch: Batch,
	statement: Statement,
) -> Result<BatchReceipt, Error> {
	let Statement { kind, subject_name, uri, expires } = statement;
	let expires = match expires {
		Some(blocks) => Some(chain.best_number().await?.saturating_add(blocks)),
		None => None,
	};
	let subject = subject_of(&subject_name);
	let call = AttestBatch {
		kind: Static(kind),
		subject: subject.into(),
		root: batch.root.into(),
		leaves: batch.leaves,
		uri: uri.clone().unwrap_or_default().into_bytes(),
		expires,
	};
	let call = subxt::dynamic::tx(PALLET, "attest_batch", call);
	let included = chain.submit(&call, pair).await?;
	let attested: Attested =
		included.event(PALLET, "Attested").map_err(|reason| chain.mismatch(reason))?;
	Ok(BatchReceipt {
		id: attested.id,
		issuer: pair.account_id(),
		sequence: attested.sequence,
		kind,
		subject,
		subject_name: Some(subject_name),
		uri,
		expires,
		already: false,
		block: Some(Block { number: included.block_number, hash: included.block_hash }),
		extrinsic: Some(included.extrinsic_hash),
		url: chain.url().to_owned(),
	})
}
