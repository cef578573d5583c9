// SPDX-License-Identifier: Apache-2.0

//! How large the runtime is, and how fast a node starts.

use crate::{
	node::Node,
	report::{Bar, Row},
};
use anyhow::Result;
use jsonrpsee::rpc_params;
use sp_core::{storage::well_known_keys::CODE, Bytes};
use std::path::Path;

pub async fn measure(binary: &Path) -> Result<Vec<Row>> {
	let node = Node::development(binary).await?;
	let code: Bytes = node.request("state_getStorage", rpc_params![Bytes(CODE.to_vec())]).await?;
	Ok(vec![
		Row::new("runtime, compressed WASM", code.0.len() as f64 / 1024.0, "KiB")
			.bar(Bar::AtMost(900.0)),
		Row::new("start to the first RPC answer", node.started_in.as_secs_f64(), "s")
			.bar(Bar::AtMost(5.0))
			.note("a development node with an empty directory: genesis is built, too"),
		Row::new("memory after start", node.memory()?, "MiB").note("resident"),
	])
}
