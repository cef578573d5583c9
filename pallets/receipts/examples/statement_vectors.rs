// SPDX-License-Identifier: Apache-2.0

//! Writes the signed statements of the benchmarks, one of each scheme:
//!
//! ```text
//! cargo run --release -p pallet-receipts --example statement_vectors -- pallets/receipts/vectors
//! ```
//!
//! A file holds SCALE(genesis hash, statement, signature) for a runtime with block numbers of 32
//! bits. Every field has its greatest length. Signatures are randomised, so the files come out
//! different every time; a test of the pallet verifies them.

use codec::Encode;
use pallet_receipts::{Kind, Statement, MAX_URI_LEN};
use sp_core::H256;
use std::{env, error::Error, fs, path::PathBuf};
use tonnetz_core::{AccountId, BlockNumber};
use tonnetz_crypto::{context, AnyPair, Scheme};

fn main() -> Result<(), Box<dyn Error>> {
	let directory = PathBuf::from(env::args().nth(1).unwrap_or_else(|| ".".into()));
	for scheme in Scheme::ALL {
		let pair = AnyPair::from_suri(scheme, "//Benchmark", None).map_err(|e| e.to_string())?;
		let genesis_hash = H256::repeat_byte(0x67);
		let statement = Statement::<AccountId, BlockNumber> {
			issuer: pair.account_id(),
			kind: Kind::Custom(u32::MAX),
			subject: H256::repeat_byte(1),
			digest: H256::repeat_byte(2),
			parent: Some(0),
			uri: vec![b'u'; MAX_URI_LEN as usize],
			expires: Some(BlockNumber::MAX),
			nonce: 0,
			valid_until: BlockNumber::MAX,
		};
		let signature = pair
			.sign(context::STATEMENT, &statement.signing_bytes(&genesis_hash))
			.ok_or("the context is too long")?;
		fs::write(
			directory.join(format!("statement.{scheme}")),
			(genesis_hash, statement, signature).encode(),
		)?;
	}
	Ok(())
}
