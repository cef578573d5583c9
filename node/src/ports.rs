// SPDX-License-Identifier: Apache-2.0

//! Refuses to start on a port that somebody else uses.
//!
//! The SDK would choose another port for RPC in silence, and a client would then talk to another
//! node than its user thinks.

use sc_cli::RunCmd;
use std::net::{Ipv4Addr, TcpListener};

const DEFAULT_RPC_PORT: u16 = 9944;
const DEFAULT_PROMETHEUS_PORT: u16 = 9615;
const DEFAULT_P2P_PORT: u16 = 30333;

/// Tries each port that `run` asks for; 0 asks for any free one.
pub fn check(run: &RunCmd) -> sc_cli::Result<()> {
	let mut wanted = Vec::new();
	if run.rpc_params.experimental_rpc_endpoint.is_empty() {
		wanted.push(("--rpc-port", run.rpc_params.rpc_port.unwrap_or(DEFAULT_RPC_PORT)));
	}
	if !run.prometheus_params.no_prometheus {
		let port = run.prometheus_params.prometheus_port.unwrap_or(DEFAULT_PROMETHEUS_PORT);
		wanted.push(("--prometheus-port", port));
	}
	if run.network_params.listen_addr.is_empty() {
		wanted.push(("--port", run.network_params.port.unwrap_or(DEFAULT_P2P_PORT)));
	}
	for (flag, port) in wanted {
		TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
			sc_cli::Error::Input(format!(
				"port {port} cannot be used ({error}): stop what uses it, or give another with {flag}"
			))
		})?;
	}
	Ok(())
}
