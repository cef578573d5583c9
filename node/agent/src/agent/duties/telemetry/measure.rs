// SPDX-License-Identifier: Apache-2.0

//! What is measured, in decimal text.

use super::Metric;
use crate::{
	agent::{
		duties::{exchange, reads, Target},
		link::Head,
	},
	chain::Chain,
	error::Error,
	receipt::reads::params,
};
use serde::Deserialize;
use sp_core::H256;
use std::time::Duration;
use subxt::rpcs::client::RpcParams;
use tokio::{net::lookup_host, time::timeout};
use tonnetz_core::{
	coherence::decimal::{from_signed, parse_signed},
	Moment,
};

/// The blocks that their mean interval is taken over.
const BLOCKS: u64 = 20;

/// How long the metrics of the node may take.
const LIMIT: Duration = Duration::from_secs(5);

/// How long they may be, in bytes.
const MAX_METRICS: u64 = 4 * 1024 * 1024;

/// What Prometheus's client libraries call the resident memory of a process.
const MEMORY: &str = "process_resident_memory_bytes";

/// The inner error is why there is no such value.
type Measured = Result<String, String>;

/// Measures the node.
pub async fn measure(
	metric: Metric,
	prometheus: Option<&Target>,
	head: &Head,
) -> Result<Measured, Error> {
	match metric {
		Metric::BlockInterval => block_interval(head).await,
		Metric::FinalityLag => finality_lag(&head.chain).await.map(Ok),
		Metric::Peers => peers(&head.chain).await.map(Ok),
		Metric::Memory => Ok(memory(prometheus).await),
	}
}

/// The mean time between the last finalised blocks.
async fn block_interval(head: &Head) -> Result<Measured, Error> {
	let chain = &*head.chain;
	// The first block has no timestamp.
	let Some(before) = head.block.number.checked_sub(BLOCKS).filter(|before| *before > 0) else {
		return Ok(Err(format!("there are not {BLOCKS} intervals of blocks yet")));
	};
	let hash: Option<H256> = chain.request("chain_getBlockHash", params(&(before,))?).await?;
	let Some(hash) = hash else {
		return Ok(Err(format!("the node does not have block {before}")));
	};
	let from = reads::timestamp(chain, hash).await?;
	let to = reads::timestamp(chain, head.block.hash).await?;
	let (Some(from), Some(to)) = (from, to) else {
		return Ok(Err(format!("the node does not have the state of block {before}")));
	};
	Ok(mean_seconds(from, to).ok_or_else(|| "the timestamps do not ascend".to_owned()))
}

/// The mean of [`BLOCKS`] intervals in seconds, from two moments in milliseconds: exact, since 20
/// divides a thousand.
fn mean_seconds(from: Moment, to: Moment) -> Option<String> {
	let micros = to.checked_sub(from)?.checked_mul(1_000)?.checked_div(BLOCKS)?;
	let (whole, rest) = (micros.checked_div(1_000_000)?, micros.checked_rem(1_000_000)?);
	parse_signed(&format!("{whole}.{rest:06}")).ok().map(from_signed)
}

async fn finality_lag(chain: &Chain) -> Result<String, Error> {
	// Finality first: it cannot overtake the best block that is asked for after it.
	let finalised = chain.finalized_block().await?.number;
	let best = u64::from(chain.best_number().await?);
	Ok(best.saturating_sub(finalised).to_string())
}

async fn peers(chain: &Chain) -> Result<String, Error> {
	#[derive(Deserialize)]
	struct Health {
		peers: u32,
	}

	let health: Health = chain.request("system_health", RpcParams::new()).await?;
	Ok(health.peers.to_string())
}

async fn memory(prometheus: Option<&Target>) -> Measured {
	let Some(target) = prometheus else {
		return Err("node.prometheus is not configured".to_owned());
	};
	let fetched = timeout(LIMIT, async {
		let addresses: Vec<_> = lookup_host((target.host.as_str(), target.port)).await?.collect();
		exchange::body(exchange::connect(&addresses).await?, target, MAX_METRICS).await
	});
	let text = match fetched.await {
		Ok(Ok(text)) => text,
		Ok(Err(error)) => return Err(format!("node.prometheus: {target}: {error}")),
		Err(_) => return Err(format!("node.prometheus: {target}: no answer in time")),
	};
	let text = String::from_utf8_lossy(&text);
	let found = sample(&text, MEMORY).and_then(|value| parse_signed(value).ok());
	found.map(from_signed).ok_or_else(|| format!("node.prometheus: {target} has no {MEMORY}"))
}

/// The value of the first sample of a metric, in the text format of Prometheus.
fn sample<'a>(text: &'a str, name: &str) -> Option<&'a str> {
	text.lines().find_map(|line| {
		let rest = line.trim_start().strip_prefix(name)?;
		let values = match rest.strip_prefix('{') {
			Some(labels) => labels.rsplit_once('}')?.1,
			None => rest.strip_prefix([' ', '\t'])?,
		};
		values.split_whitespace().next()
	})
}

#[cfg(test)]
mod tests {
	use super::*;
	use tokio::{
		io::{AsyncReadExt, AsyncWriteExt},
		net::TcpListener,
	};

	#[test]
	fn the_mean_is_exact() {
		for (to, seconds) in [(60_000, "3"), (60_010, "3.0005"), (60_001, "3.00005"), (0, "0")] {
			assert_eq!(mean_seconds(1_000, 1_000 + to).unwrap(), seconds);
		}
		assert_eq!(mean_seconds(2, 1), None);
		assert_eq!(mean_seconds(0, Moment::MAX), None);
	}

	#[test]
	fn samples_are_found_by_their_whole_name() {
		let text = "# HELP process_resident_memory_bytes Memory.\n\
			process_resident_memory_bytes_max 7\n\
			other{a=\"process_resident_memory_bytes 8\"} 1\n\
			process_resident_memory_bytes{chain=\"dev } x\"} 1.5e+08 1700000000\n";
		assert_eq!(sample(text, MEMORY), Some("1.5e+08"));
		assert_eq!(sample("process_resident_memory_bytes 12", MEMORY), Some("12"));
		assert_eq!(sample("process_resident_memory_bytes{", MEMORY), None);
		assert_eq!(sample("", MEMORY), None);
	}

	#[tokio::test]
	async fn memory_is_read_from_the_metrics_of_the_node() {
		for (body, expected) in [
			("# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes 1.5e+08\n", Ok("150000000")),
			("substrate_block_height 7\n", Err("has no process_resident_memory_bytes")),
			("process_resident_memory_bytes NaN\n", Err("has no process_resident_memory_bytes")),
		] {
			let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
			let url = format!("http://{}/metrics", listener.local_addr().unwrap());
			let serve = async {
				let (mut stream, _) = listener.accept().await.unwrap();
				let _ = stream.read(&mut [0; 1_024]).await.unwrap();
				let answer = format!("HTTP/1.0 200 OK\r\n\r\n{body}");
				stream.write_all(answer.as_bytes()).await.unwrap();
			};
			let target = url.parse().unwrap();
			let (measured, ()) = tokio::join!(memory(Some(&target)), serve);
			match expected {
				Ok(value) => assert_eq!(measured.as_deref(), Ok(value)),
				Err(why) => assert!(measured.unwrap_err().contains(why)),
			}
		}
		assert!(memory(None).await.unwrap_err().contains("node.prometheus"));
	}
}
