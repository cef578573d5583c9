// SPDX-License-Identifier: Apache-2.0

//! Four validators on one machine: finality, and the proof of a receipt.

use super::{criterion_micros, percentile};
use crate::{
	load::{self, Sender},
	node::Node,
	report::{Bar, Row},
};
use anyhow::{Context, Result};
use jsonrpsee::{core::client::Error as RpcError, rpc_params};
use std::{path::Path, time::Duration};
use tokio::time::{sleep, timeout, Instant};
use tonnetz_core::receipt::{subject_of, Kind};
use tonnetz_proof::Bundle;

/// How long finality is observed.
const OBSERVED: Duration = Duration::from_secs(60);

const POLL: Duration = Duration::from_millis(100);

/// How long a receipt may take until a justified block holds it.
const PROVABLE: Duration = Duration::from_secs(180);

pub async fn measure(binary: &Path, criterion: &Path) -> Result<Vec<Row>> {
	let mut nodes = Vec::<Node>::new();
	for name in ["--alice", "--bob", "--charlie", "--dave"] {
		let mut args = vec!["--chain=local".to_owned(), name.to_owned(), "--validator".to_owned()];
		args.push("--unsafe-force-node-key-generation".to_owned());
		for node in &nodes {
			args.push(format!("--bootnodes={}", node.address().await?));
		}
		let args: Vec<_> = args.iter().map(String::as_str).collect();
		nodes.push(Node::start(binary, &args).await?);
	}
	let node = nodes.first().context("there are four")?;
	let attest = pallet_receipts::Call::attest {
		kind: Kind::Document,
		subject: subject_of("bench"),
		digest: Default::default(),
		parent: None,
		uri: Vec::new(),
		expires: None,
	};
	let extrinsic = Sender::new("//Alice")?.sign(node.hash(0).await?, attest.into())?;
	load::run(node, "finality of 4 validators", vec![extrinsic]).await?;

	let (bundle, wait) = provable(node).await?;
	let lags = finality_lag(node).await?;
	let mut rows = vec![
		Row::new("best to finalised, median", percentile(&lags, 50), "blocks")
			.bar(Bar::AtMost(3.0))
			.note(format!(
				"4 validators on one machine, sampled for {} s; p99 {}",
				OBSERVED.as_secs(),
				percentile(&lags, 99)
			)),
		Row::new("finalised to provable", wait.as_secs_f64(), "s")
			.note("until a justified block holds the receipt, one sample"),
		Row::new("proof bundle, 4 validators", bundle.to_text()?.len() as f64 / 1e3, "kB")
			.bar(Bar::AtMost(40.0))
			.note("of a live network"),
	];
	for validators in [4, 32] {
		let verify = criterion_micros(criterion, &format!("proof/verify/{validators}"))? / 1e3;
		let row = Row::new(format!("verify a bundle, {validators} validators"), verify, "ms")
			.note("with the trust file's genesis set; text, votes, storage proof");
		rows.push(if validators == 4 { row.bar(Bar::AtMost(5.0)) } else { row });
	}
	Ok(rows)
}

/// The bundle of receipt 0, and how long it took until it could be made.
async fn provable(node: &Node) -> Result<(Bundle, Duration)> {
	let started = Instant::now();
	let bundle = timeout(PROVABLE, async {
		loop {
			match node.request("receipts_proof", rpc_params![0]).await {
				Ok(bundle) => return Ok(bundle),
				Err(RpcError::Call(_)) => sleep(POLL).await,
				Err(error) => return Err(error),
			}
		}
	});
	Ok((bundle.await.context("no justified block held the receipt")??, started.elapsed()))
}

/// How many blocks the finalised one lies behind the best, sorted samples.
async fn finality_lag(node: &Node) -> Result<Vec<f64>> {
	let started = Instant::now();
	let mut lags = Vec::new();
	while started.elapsed() < OBSERVED {
		let (finalized, best) = (node.finalized().await?, node.best().await?);
		lags.push(f64::from(best.saturating_sub(finalized)));
		sleep(POLL).await;
	}
	lags.sort_by(f64::total_cmp);
	Ok(lags)
}
