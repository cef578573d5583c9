// SPDX-License-Identifier: Apache-2.0

//! How the agent is, as `tonnetz agent status` shows it.

mod duties;

pub use duties::{
	AnchorReport, CoherenceReport, DutiesReport, HeartbeatReport, LastAnchor, LastHeartbeat,
	LastReport, LastUpdate, Outcome, StreamReport,
};

use super::operational::LogHead;
use crate::{
	chain::Block,
	output::{hex, Rows},
};
use serde::{Deserialize, Serialize};
use std::fmt::{self, Display};
use tonnetz_core::cust::CommandId;

/// Whether the agent signs.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
	/// It follows the chain and signs nothing.
	WatchOnly,
	/// It acts.
	SelfHeal,
}

/// The state of an agent.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
	/// Whether it signs.
	pub mode: Mode,
	/// For how many more seconds, if that has an end.
	pub unlocked_for: Option<u64>,
	/// Whether it locks when the connection that unlocked it ends.
	pub bound_to_session: bool,
	/// Its process.
	pub pid: u32,
	/// Where `/health`, `/ready` and `/metrics` are.
	pub status: String,
	/// What keeps it from acting, beside its lock.
	pub obstacles: Vec<String>,
	/// The node.
	pub node: NodeReport,
	/// The gate, if there is one.
	pub gate: Option<GateReport>,
	/// The executor, if there is one.
	pub executor: Option<ExecutorReport>,
	/// The duties towards an operator, if there is one.
	pub duties: Option<DutiesReport>,
	/// The anchors of the operational log, if somebody writes them.
	pub anchor: Option<AnchorReport>,
	/// The operational log.
	pub log: LogHead,
}

/// What is known of the node.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeReport {
	/// Its RPC.
	pub url: String,
	/// Whether it answers.
	pub connected: bool,
	/// The newest finalised block that was ever seen.
	pub finalised: Option<Block>,
	/// How many seconds ago.
	pub age: Option<u64>,
}

/// What is known of the gate.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct GateReport {
	/// Where it listens.
	pub listen: String,
	/// The account of its key.
	pub account: String,
	/// How many commands the chain judged.
	pub judged: u64,
	/// How many requests got no verdict.
	pub refused: u64,
	/// How many commands are under way.
	pub in_flight: usize,
}

/// What is known of the executor.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExecutorReport {
	/// The account that claims and completes.
	pub account: String,
	/// Its targets.
	pub targets: Vec<String>,
	/// The commands that are being carried out.
	pub running: Vec<CommandId>,
	/// The commands whose outcome is not yet reported to the chain.
	pub unreported: Vec<CommandId>,
}

impl Display for Report {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let ids = |ids: &[CommandId]| {
			let ids: Vec<_> = ids.iter().map(ToString::to_string).collect();
			Some(ids.join(", ")).filter(|ids| !ids.is_empty())
		};
		let mode = match (self.mode, self.unlocked_for) {
			(Mode::WatchOnly, _) => "watch-only".to_owned(),
			(Mode::SelfHeal, None) => "self-heal until locked".to_owned(),
			(Mode::SelfHeal, Some(seconds)) => format!("self-heal for {seconds} s more"),
		};
		let node = format!(
			"{} ({})",
			self.node.url,
			if self.node.connected { "connected" } else { "not connected" }
		);
		let finalised =
			self.node.finalised.zip(self.node.age).map(|(block, age)| {
				format!("block {} {}, {age} s ago", block.number, hex(block.hash))
			});
		let mut rows = Rows::new()
			.row("mode", mode)
			.row("pid", self.pid)
			.row("status", format!("http://{}", self.status))
			.row("node", node)
			.optional("finalised", finalised);
		if let Some(gate) = &self.gate {
			rows = rows
				.row("gate", format!("http://{}", gate.listen))
				.row("gateKey", &gate.account)
				.row(
					"gateCommands",
					format!(
						"{} judged, {} refused, {} under way",
						gate.judged, gate.refused, gate.in_flight
					),
				);
		}
		if let Some(executor) = &self.executor {
			rows = rows
				.row("executor", &executor.account)
				.row("targets", executor.targets.join(", "))
				.optional("running", ids(&executor.running))
				.optional("unreported", ids(&executor.unreported));
		}
		if let Some(duties) = &self.duties {
			rows = duties.rows(rows);
		}
		if let Some(anchor) = &self.anchor {
			rows = anchor.rows(rows);
		}
		rows =
			rows.row("log", format!("{} entries, head {}", self.log.entries, hex(self.log.hash)));
		for obstacle in &self.obstacles {
			rows = rows.row("obstacle", obstacle);
		}
		rows.fmt(f)
	}
}
