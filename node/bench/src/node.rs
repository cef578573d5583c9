// SPDX-License-Identifier: Apache-2.0

//! Nodes to measure, and their RPC.

use anyhow::{bail, Context, Result};
use jsonrpsee::{
	core::{
		client::{ClientT, Error as RpcError},
		traits::ToRpcParams,
	},
	rpc_params,
	ws_client::{WsClient, WsClientBuilder},
};
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{
	fs,
	io::{BufRead, BufReader},
	path::Path,
	process::{Child, Command, Stdio},
	sync::mpsc,
	thread,
	time::{Duration, Instant},
};
use tempfile::TempDir;
use tonnetz_runtime::Hash;

const START: Duration = Duration::from_secs(60);

/// What a node logs before the address of its RPC server.
const ADDRESS: &str = "Running JSON-RPC server: addr=";

/// A node with a chain of its own on free ports, killed when dropped.
pub struct Node {
	child: Child,
	/// Where its RPC answers.
	pub url: String,
	/// From start to the first answer.
	pub started_in: Duration,
	rpc: WsClient,
	state: TempDir,
}

impl Node {
	/// A development chain of one validator, whose pool holds what a load needs.
	pub async fn development(binary: &Path) -> Result<Self> {
		Self::start(binary, &["--dev", "--pool-limit=40000", "--pool-kbytes=262144"]).await
	}

	/// Starts a node with these arguments.
	pub async fn start(binary: &Path, args: &[&str]) -> Result<Self> {
		let state = tempfile::tempdir()?;
		let started = Instant::now();
		let mut child = Command::new(binary)
			.args(args)
			.args(["--rpc-port=0", "--no-prometheus", "--no-telemetry", "--no-mdns"])
			.args(["--listen-addr=/ip4/127.0.0.1/tcp/0", "--rpc-max-response-size=256"])
			.args(["--rpc-max-connections=64", "--state-pruning=256"])
			.arg("--base-path")
			.arg(state.path())
			.stdout(Stdio::null())
			.stderr(Stdio::piped())
			.spawn()
			.with_context(|| format!("cannot start {}", binary.display()))?;
		let log = child.stderr.take().context("the log is piped")?;
		let (found, address) = mpsc::channel();
		// Reads to the end: a node whose log nobody reads stops.
		thread::spawn(move || {
			for line in BufReader::new(log).lines().map_while(Result::ok) {
				if let Some((_, rest)) = line.split_once(ADDRESS) {
					let address = rest.split([',', ' ']).next().unwrap_or_default();
					let _ = found.send(address.to_owned());
				}
			}
		});
		let Ok(address) = address.recv_timeout(START) else {
			let _ = child.kill();
			let _ = child.wait();
			bail!("{} did not open its RPC port within {START:?}", binary.display());
		};
		let url = format!("ws://{address}");
		let rpc = WsClientBuilder::default()
			.max_request_size(64 << 20)
			.max_response_size(256 << 20)
			.max_concurrent_requests(4_096)
			.request_timeout(Duration::from_secs(300))
			.build(&url)
			.await?;
		let mut node = Self { child, url, started_in: Duration::ZERO, rpc, state };
		let _: String = node.request("system_chain", rpc_params![]).await?;
		node.started_in = started.elapsed();
		Ok(node)
	}

	/// Calls a method.
	pub async fn request<R: DeserializeOwned>(
		&self,
		method: &str,
		params: impl ToRpcParams + Send,
	) -> Result<R, RpcError> {
		self.rpc.request(method, params).await
	}

	/// The hash of block `number`.
	pub async fn hash(&self, number: u32) -> Result<Hash> {
		Ok(self.request("chain_getBlockHash", rpc_params![number]).await?)
	}

	/// The number of the newest finalised block.
	pub async fn finalized(&self) -> Result<u32> {
		let hash: Hash = self.request("chain_getFinalizedHead", rpc_params![]).await?;
		self.number(rpc_params![hash]).await
	}

	/// The number of the newest block.
	pub async fn best(&self) -> Result<u32> {
		self.number(rpc_params![]).await
	}

	async fn number(&self, params: impl ToRpcParams + Send) -> Result<u32> {
		let header: Value = self.request("chain_getHeader", params).await?;
		let number = header.get("number").and_then(Value::as_str).context("a header")?;
		Ok(u32::from_str_radix(number.trim_start_matches("0x"), 16)?)
	}

	/// The address other nodes reach it at.
	pub async fn address(&self) -> Result<String> {
		let addresses: Vec<String> =
			self.request("system_localListenAddresses", rpc_params![]).await?;
		addresses.into_iter().next().context("the node listens on no address")
	}

	/// Its resident memory, in MiB.
	pub fn memory(&self) -> Result<f64> {
		let status = fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
		let line = status.lines().find(|line| line.starts_with("VmRSS")).context("VmRSS")?;
		let kib: f64 = line.split_whitespace().nth(1).context("VmRSS")?.parse()?;
		Ok(kib / 1024.0)
	}

	/// Ends the node and tells the bytes of its database.
	pub fn database_bytes(mut self) -> Result<u64> {
		// Asked to, it writes out what it holds in memory.
		Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
		self.child.wait()?;
		bytes_below(self.state.path())
	}
}

impl Drop for Node {
	fn drop(&mut self) {
		let _ = self.child.kill();
		let _ = self.child.wait();
	}
}

fn bytes_below(dir: &Path) -> Result<u64> {
	let mut sum = 0_u64;
	for entry in fs::read_dir(dir)? {
		let entry = entry?;
		let metadata = entry.metadata()?;
		let bytes = if metadata.is_dir() { bytes_below(&entry.path())? } else { metadata.len() };
		sum = sum.saturating_add(bytes);
	}
	Ok(sum)
}
