// SPDX-License-Identifier: Apache-2.0

//! The call that makes a receipt, and what it made.

use crate::{
	chain::{Block, Chain},
	error::Error,
	output::{hex, Rows},
	receipt::PALLET,
};
use serde::Serialize;
use sp_core::crypto::{AccountId32, Ss58Codec};
use std::fmt::{self, Display};
use subxt::{
	ext::{scale_decode::DecodeAsType, scale_encode::EncodeAsType},
	utils::Static,
};
use tonnetz_core::{
	receipt::{subject_of, Kind, ReceiptId, MAX_URI_LEN},
	BlockNumber,
};
use tonnetz_crypto::AnyPair;

/// What shall be attested.
pub struct Attestation {
	/// What the payload is.
	pub kind: Kind,
	/// The name of what it is about.
	pub subject_name: String,
	/// The digest of the payload.
	pub digest: [u8; 32],
	/// The receipt that this one derives from.
	pub parent: Option<ReceiptId>,
	/// Where the payload may be found; [`check_uri`] has seen it.
	pub uri: Option<String>,
	/// For how many blocks from now the issuer vouches for it.
	pub expires_in: Option<BlockNumber>,
}

/// The arguments of the call, by name.
#[derive(EncodeAsType)]
#[encode_as_type(crate_path = "subxt::ext::scale_encode")]
pub struct Attest {
	/// What the payload is. Its encoding is wire format.
	pub kind: Static<Kind>,
	/// The digest of the name of what it is about.
	pub subject: [u8; 32],
	/// The digest of the payload.
	pub digest: [u8; 32],
	/// The receipt that this one derives from.
	pub parent: Option<ReceiptId>,
	/// Where the payload may be found.
	pub uri: Vec<u8>,
	/// The block until which the issuer vouches for it.
	pub expires: Option<BlockNumber>,
}

/// What the event tells that is not known before.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Attested {
	/// The number of the receipt.
	pub id: ReceiptId,
	/// Its place in the issuer's chain.
	pub sequence: u64,
}

/// A recorded receipt as it is printed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recorded {
	/// The number of the receipt.
	pub id: ReceiptId,
	issuer: AccountId32,
	sequence: u64,
	kind: Kind,
	subject: String,
	subject_name: String,
	digest: String,
	parent: Option<ReceiptId>,
	uri: Option<String>,
	expires: Option<BlockNumber>,
	block: Block,
	extrinsic: String,
	url: String,
}

impl Recorded {
	/// The lines to print.
	pub fn rows(&self) -> Rows {
		Rows::new()
			.row("receipt", self.id)
			.row("issuer", self.issuer.to_ss58check())
			.row("sequence", self.sequence)
			.row("subject", format!("{} ({})", self.subject, self.subject_name))
			.row("digest", &self.digest)
			.optional("parent", self.parent)
			.optional("uri", self.uri.as_ref())
			.optional("expires", self.expires.map(|block| format!("at block {block}")))
			.row("block", format!("{} {}", self.block.number, hex(self.block.hash)))
			.row("extrinsic", &self.extrinsic)
			.row("node", &self.url)
	}
}

impl Display for Recorded {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		self.rows().fmt(f)
	}
}

/// Attests, and waits until the receipt is final.
pub async fn attest(
	chain: &Chain,
	pair: &AnyPair,
	attestation: Attestation,
) -> Result<Recorded, Error> {
	let Attestation { kind, subject_name, digest, parent, uri, expires_in } = attestation;
	let expires = match expires_in {
		Some(blocks) => Some(chain.best_number().await?.saturating_add(blocks)),
		None => None,
	};
	let attest = Attest {
		kind: Static(kind),
		subject: subject_of(&subject_name).into(),
		digest,
		parent,
		uri: uri.clone().unwrap_or_default().into_bytes(),
		expires,
	};
	let subject = hex(attest.subject);
	let call = subxt::dynamic::tx(PALLET, "attest", attest);
	let included = chain.submit(&call, pair).await?;
	let attested: Attested =
		included.event(PALLET, "Attested").map_err(|reason| chain.mismatch(reason))?;
	Ok(Recorded {
		id: attested.id,
		issuer: pair.account_id(),
		sequence: attested.sequence,
		kind,
		subject,
		subject_name,
		digest: hex(digest),
		parent,
		uri,
		expires,
		block: Block { number: included.block_number, hash: included.block_hash },
		extrinsic: hex(included.extrinsic_hash),
		url: chain.url().to_owned(),
	})
}

/// Refuses a URI that the chain would refuse, before it costs anything.
pub fn check_uri(uri: String) -> Result<String, Error> {
	match u32::try_from(uri.len()) {
		Ok(0..=MAX_URI_LEN) => Ok(uri),
		_ => Err(Error::Usage(format!(
			"the URI has {} bytes, at most {MAX_URI_LEN} are recorded: {uri}",
			uri.len()
		))),
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn a_long_uri_is_refused_before_it_costs_anything() {
		assert!(check_uri("x".repeat(128)).is_ok());
		assert!(matches!(check_uri("x".repeat(129)), Err(Error::Usage(_))));
	}
}
