// SPDX-License-Identifier: Apache-2.0

//! Writes the vectors of `tests/vectors` anew:
//!
//! ```sh
//! cargo run --release -p tonnetz-proof --example vectors -- primitives/proof/tests/vectors
//! ```
//!
//! Keys and states are the same in every run; signatures are not, since Falcon is randomised.

#![allow(missing_docs)]

#[path = "../tests/common/mod.rs"]
mod common;

use common::{cases, TestChain};
use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
	let dir = PathBuf::from(env::args().nth(1).ok_or("usage: vectors <DIRECTORY>")?);
	let chain = TestChain::new();
	for (changes, file) in cases::TRUST.into_iter().enumerate() {
		fs::write(dir.join(file), chain.trust(changes).to_text()? + "\n")?;
	}
	let mut index = Vec::new();
	for (case, bundle) in cases::all(&chain).0 {
		fs::write(dir.join(&case.bundle), bundle.to_text()? + "\n")?;
		index.push(case);
	}
	fs::write(dir.join("index.json"), serde_json::to_string_pretty(&index)? + "\n")?;
	println!("{} cases", index.len());
	Ok(())
}
