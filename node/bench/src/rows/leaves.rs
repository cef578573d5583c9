// SPDX-License-Identifier: Apache-2.0

//! Batches: from digests to a finalised root.

use crate::{
	node::Node,
	report::{Bar, Row},
};
use anyhow::{ensure, Context, Result};
use sha2::{Digest, Sha256};
use std::{
	fs::File,
	io::{BufWriter, Write},
	path::Path,
	process::{Command, Stdio},
	time::Instant,
};

pub async fn measure(node: &Path, client: &Path, leaves: u64) -> Result<Vec<Row>> {
	let node = Node::development(node).await?;
	let dir = tempfile::tempdir()?;
	let digests = dir.path().join("digests");
	let mut file = BufWriter::new(File::create(&digests)?);
	for leaf in 0..leaves {
		writeln!(file, "{}", hex::encode(Sha256::digest(leaf.to_le_bytes())))?;
	}
	file.flush()?;

	let batch = |more: &[&str]| -> Result<f64> {
		let started = Instant::now();
		let status = Command::new(client)
			.args(["receipt", "batch", "--digests"])
			.arg(&digests)
			.arg("--out")
			.arg(dir.path())
			.args(more)
			.stdout(Stdio::null())
			.status()
			.with_context(|| format!("cannot start {}", client.display()))?;
		ensure!(status.success(), "tonnetz receipt batch failed: {status}");
		Ok(started.elapsed().as_secs_f64())
	};
	let built = batch(&["--no-attest"])?;
	let attested = batch(&["--component", "bench", "--key", "//Alice", "--url", &node.url])?;
	Ok(vec![
		Row::new(format!("{leaves} digests to a finalised root"), attested, "s")
			.bar(Bar::AtMost(15.0))
			.note("tonnetz receipt batch --digests, and the finality of its receipt"),
		Row::new("leaves/s, the client alone", leaves as f64 / built, "/s")
			.note("reads the text, hashes the tree, writes it with all its nodes"),
	])
}
