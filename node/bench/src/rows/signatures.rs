// SPDX-License-Identifier: Apache-2.0

//! Signature verification, as `cargo bench -p tonnetz-runtime --bench signatures` measured it.

use super::criterion_micros;
use crate::report::{Bar, Row};
use anyhow::Result;
use std::path::Path;

const SR25519: &str = "sr25519 host function";

pub fn measure(criterion: &Path) -> Result<Vec<Row>> {
	let micros = |name| criterion_micros(criterion, &format!("verify/{name}"));
	let sr25519 = micros("sr25519_host")?;
	let row = |what: &str, name| -> Result<Row> {
		Ok(Row::new(format!("verify {what}"), micros(name)?, "us").ratio(sr25519, SR25519))
	};
	Ok(vec![
		row("Falcon-512 in the runtime's WASM", "falcon512_wasm")?
			.bar(Bar::RatioAtMost(1.0))
			.note("fn-dsa; a whole validate_transaction less one that ends before the signature"),
		row("Falcon-512 natively, fn-dsa", "falcon512_native")?
			.note("what the runtime runs, compiled natively"),
		row("Falcon-512 natively, pqcrypto", "falcon512_pqcrypto")?.note("the reference code in C"),
		row("SPHINCS+-SHAKE-128s in the runtime's WASM", "sphincs_wasm")?
			.bar(Bar::AtMost(5_000.0))
			.note("as for Falcon-512"),
		row("SPHINCS+-SHAKE-128s natively", "sphincs_native")?,
		row("sr25519, host function", "sr25519_host")?
			.note("for scale: no account of this chain uses it"),
		row("ed25519, host function", "ed25519_host")?
			.note("for scale: no account of this chain uses it"),
	])
}
