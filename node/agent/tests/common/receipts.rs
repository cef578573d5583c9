// SPDX-License-Identifier: Apache-2.0

//! Receipts and proofs of the vectors of `primitives/proof`.

#![allow(clippy::arithmetic_side_effects, clippy::unwrap_used)]

use serde_json::Value;
use sp_core::H256;
use std::{
	fs,
	path::{Path, PathBuf},
};
use tonnetz_core::{receipt::Receipt, AccountId};

pub type ReceiptInfo = tonnetz_core::receipt::ReceiptInfo<AccountId, u32>;

/// The path of a vector.
pub fn vector(name: &str) -> PathBuf {
	Path::new(env!("CARGO_MANIFEST_DIR")).join("../../primitives/proof/tests/vectors").join(name)
}

/// A vector.
pub fn json(name: &str) -> Value {
	serde_json::from_slice(&fs::read(vector(name)).unwrap()).unwrap()
}

/// The receipt that `head.bundle.json` proves as the only one of its issuer.
fn proven() -> ReceiptInfo {
	serde_json::from_value(json("head.bundle.json").get("receipt").unwrap().clone()).unwrap()
}

/// Whose it is.
pub fn issuer() -> AccountId {
	proven().receipt.unwrap().issuer
}

/// The proven receipt and more of the same issuer, and the genesis hash of their chain.
pub fn of_one_issuer(length: u64) -> (Vec<ReceiptInfo>, Value) {
	let first = proven();
	let body = first.receipt.clone().unwrap();
	let info = |sequence| match sequence {
		0 => first.clone(),
		_ => with_link(ReceiptInfo {
			id: first.id + sequence,
			receipt: Some(Receipt {
				sequence,
				digest: H256::from_low_u64_be(sequence),
				..body.clone()
			}),
			..first.clone()
		}),
	};
	let genesis_hash = json("head.bundle.json").get("genesisHash").unwrap().clone();
	((0..length).map(info).collect(), genesis_hash)
}

/// With the link that its body gives.
pub fn with_link(info: ReceiptInfo) -> ReceiptInfo {
	ReceiptInfo { link: info.receipt.as_ref().unwrap().link(), ..info }
}
