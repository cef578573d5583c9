// SPDX-License-Identifier: Apache-2.0

//! Writes the public keys of the development accounts, which the runtime cannot derive itself:
//!
//! ```text
//! cargo run --release -p tonnetz-crypto --example development_keys -- runtime/dev-keys
//! ```
//!
//! A test of the runtime compares the files with the derived keys.

use std::{env, fs, io, path::PathBuf};
use tonnetz_crypto::{AnyPair, Scheme};

const KEYS: [(&str, Scheme); 7] = [
	("Alice", Scheme::Falcon512),
	("Bob", Scheme::Falcon512),
	("Charlie", Scheme::Falcon512),
	("Dave", Scheme::Falcon512),
	("Eve", Scheme::Falcon512),
	("Ferdie", Scheme::Falcon512),
	("Alice", Scheme::SphincsShake128s),
];

fn main() -> io::Result<()> {
	let directory = PathBuf::from(env::args().nth(1).unwrap_or_else(|| ".".into()));
	for (name, scheme) in KEYS {
		let pair = AnyPair::from_suri(scheme, &format!("//{name}"), None)
			.map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
		let path = directory.join(format!("{}.{scheme}", name.to_lowercase()));
		fs::write(&path, pair.public_bytes())?;
		println!("{} {}", path.display(), pair.account_id());
	}
	Ok(())
}
