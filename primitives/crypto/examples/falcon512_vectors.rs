// SPDX-License-Identifier: Apache-2.0

//! Prints the Falcon-512 vectors of `tests/vectors/falcon512.json`:
//!
//! ```text
//! cargo run --release -p tonnetz-crypto --example falcon512_vectors
//! ```
//!
//! Keys, derivation and accounts come out the same every time; signatures are randomised.

use serde_json::json;
use sha2::{Digest, Sha256};
use sp_core::Pair as _;
use tonnetz_crypto::{account_id, context, falcon512::Pair, Scheme};

const SURIS: [&str; 6] = [
	"//Alice",
	"//Bob//stash",
	"//Alice///password",
	"//0",
	"bottom drive obey lake curtain smoke basket hold race lonely fit walk",
	"0x000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f//service//1",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
	let keys: Vec<_> = (0u8..8)
		.map(|n| {
			let pair = Pair::from_seed(&[n; 32]);
			json!({
				"seed": hex::encode([n; 32]),
				"public": hex::encode(&*pair.public()),
				"secretSha256": hex::encode(Sha256::digest(pair.secret_key())),
				"accountId": hex::encode(account_id(Scheme::Falcon512, &pair.public())),
			})
		})
		.collect();
	let mut derived = Vec::new();
	for suri in SURIS {
		let pair = Pair::from_string(suri, None)?;
		derived.push(json!({
			"suri": suri,
			"seed": hex::encode(pair.seed()),
			"accountId": hex::encode(account_id(Scheme::Falcon512, &pair.public())),
		}));
	}
	let contexts =
		[context::DEFAULT, context::STATEMENT, context::INVITE, context::REGISTER, b"".as_slice()];
	let mut cases = Vec::new();
	for (n, context) in (0u8..).zip(contexts.iter().cycle().take(20)) {
		let pair = Pair::from_seed(&[n; 32]);
		let message = vec![n; usize::from(n) * 17];
		let signature = pair.sign_in_context(context, &message).ok_or("the context is too long")?;
		cases.push(json!({
			"seed": hex::encode([n; 32]),
			"public": hex::encode(&*pair.public()),
			"context": std::str::from_utf8(context)?,
			"message": hex::encode(&message),
			"signature": hex::encode(&*signature),
		}));
	}
	let vectors = json!({ "keys": keys, "derived": derived, "cases": cases });
	println!("{}", serde_json::to_string_pretty(&vectors)?);
	Ok(())
}
