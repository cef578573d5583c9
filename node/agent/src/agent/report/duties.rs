// SPDX-License-Identifier: Apache-2.0

//! How an agent's duties stand.

use crate::output::{utc, Rows};
use serde::{Deserialize, Serialize};
use tonnetz_core::{operators::EraIndex, receipt::ReceiptId, signals::StreamId};

/// What came of the last attempt at something.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome {
	/// The word by which `/metrics` counts it.
	pub outcome: String,
	/// The block that it is in.
	pub block: Option<u64>,
	/// Why it did not come about.
	pub reason: Option<String>,
}

/// What is known of the duties towards an operator.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DutiesReport {
	/// The operator.
	pub operator: String,
	/// Signs of life.
	pub heartbeat: HeartbeatReport,
	/// Each stream that is configured.
	pub streams: Vec<StreamReport>,
	/// Reports of coherence, if they are configured.
	pub coherence: Option<CoherenceReport>,
}

/// What is known of heartbeats.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct HeartbeatReport {
	/// The last one.
	pub last: Option<LastHeartbeat>,
	/// What keeps the next from being sent when it is due.
	pub obstacle: Option<String>,
}

/// A heartbeat.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LastHeartbeat {
	/// Its era.
	pub era: EraIndex,
	/// What came of it.
	#[serde(flatten)]
	pub outcome: Outcome,
}

/// What is known of a stream.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StreamReport {
	/// What is measured.
	pub metric: String,
	/// The number of the stream.
	pub stream: StreamId,
	/// The last update.
	pub last: Option<LastUpdate>,
	/// What keeps the next from being published when it is due.
	pub obstacle: Option<String>,
}

/// An update of a stream.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LastUpdate {
	/// Its sequence.
	pub sequence: u64,
	/// What came of it.
	#[serde(flatten)]
	pub outcome: Outcome,
}

/// What is known of reports of coherence.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CoherenceReport {
	/// How many this process has reported.
	pub reported: u64,
	/// How many wait on disk.
	pub queued: usize,
	/// The last that waits no more.
	pub last: Option<LastReport>,
	/// What keeps those that wait from being reported.
	pub obstacle: Option<String>,
}

/// A report of coherence.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LastReport {
	/// Its receipt.
	pub receipt: Option<ReceiptId>,
	/// What came of it.
	#[serde(flatten)]
	pub outcome: Outcome,
}

/// What is known of the anchors of the operational log.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AnchorReport {
	/// In whose name it is anchored.
	pub account: String,
	/// The last anchor.
	pub last: Option<LastAnchor>,
	/// What keeps the next from being written when it is due.
	pub obstacle: Option<String>,
}

/// An anchor of the operational log.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LastAnchor {
	/// How many entries it covers.
	pub entries: u64,
	/// Its receipt; `None` if the agent that wrote it did not note it.
	pub receipt: Option<ReceiptId>,
	/// The block that it is in; `None` likewise.
	pub block: Option<u64>,
	/// When, Unix time in milliseconds.
	pub at: u64,
}

impl Outcome {
	fn text(&self) -> String {
		let block = self.block.map(|block| format!(" in block {block}")).unwrap_or_default();
		let reason = self.reason.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
		format!("{}{block}{reason}", self.outcome)
	}
}

/// What was last, and what keeps more from following.
fn standing(last: Option<String>, obstacle: Option<&String>) -> String {
	let last = last.unwrap_or_else(|| "nothing yet".to_owned());
	match obstacle {
		Some(obstacle) => format!("{last}; waits: {obstacle}"),
		None => last,
	}
}

impl DutiesReport {
	/// Adds its lines.
	pub fn rows(&self, rows: Rows) -> Rows {
		let Self { operator, heartbeat, streams, coherence } = self;
		let last = heartbeat.last.as_ref();
		let last = last.map(|it| format!("era {}, {}", it.era, it.outcome.text()));
		let mut rows = rows
			.row("operator", operator)
			.row("heartbeat", standing(last, heartbeat.obstacle.as_ref()));
		for StreamReport { metric, stream, last, obstacle } in streams {
			let last = last.as_ref();
			let last = last.map(|it| format!("update {}, {}", it.sequence, it.outcome.text()));
			let standing = standing(last, obstacle.as_ref());
			rows = rows.row("stream", format!("{stream} {metric}: {standing}"));
		}
		let Some(CoherenceReport { reported, queued, last, obstacle }) = coherence else {
			return rows;
		};
		let last = last.as_ref().map(|it| {
			let receipt = it.receipt.map(|id| format!(", receipt {id}")).unwrap_or_default();
			format!("the last {}{receipt}", it.outcome.text())
		});
		let standing = standing(last, obstacle.as_ref());
		rows.row("coherence", format!("{reported} reported, {queued} queued; {standing}"))
	}
}

impl AnchorReport {
	/// Adds its line.
	pub fn rows(&self, rows: Rows) -> Rows {
		let last = self.last.as_ref().map(|LastAnchor { entries, receipt, block, at }| {
			let receipt = receipt.map(|id| format!(", receipt {id}")).unwrap_or_default();
			let block = block.map(|block| format!(" in block {block}")).unwrap_or_default();
			format!("{entries} entries{receipt}{block}, {}", utc(*at))
		});
		rows.row("anchor", standing(last, self.obstacle.as_ref()))
	}
}

#[cfg(test)]
mod tests {
	use super::*;

	fn made(outcome: &str, block: Option<u64>, reason: Option<&str>) -> Outcome {
		let reason = reason.map(str::to_owned);
		Outcome { outcome: outcome.to_owned(), block, reason }
	}

	fn report() -> DutiesReport {
		DutiesReport {
			operator: "5C4".to_owned(),
			heartbeat: HeartbeatReport {
				last: Some(LastHeartbeat { era: 12, outcome: made("sent", Some(2_450), None) }),
				obstacle: None,
			},
			streams: vec![
				StreamReport {
					metric: "peers".to_owned(),
					stream: 2,
					last: Some(LastUpdate {
						sequence: 4,
						outcome: made("failed", None, Some("Proxy::NotProxy")),
					}),
					obstacle: None,
				},
				StreamReport {
					metric: "memory".to_owned(),
					stream: 3,
					last: None,
					obstacle: Some("the agent is locked".to_owned()),
				},
			],
			coherence: Some(CoherenceReport {
				reported: 1,
				queued: 2,
				last: Some(LastReport {
					receipt: Some(7),
					outcome: made("reported", Some(33), None),
				}),
				obstacle: Some("no connection".to_owned()),
			}),
		}
	}

	#[test]
	fn each_duty_is_a_line() {
		assert_eq!(
			report().rows(Rows::new()).to_string(),
			"operator   5C4\n\
			 heartbeat  era 12, sent in block 2450\n\
			 stream     2 peers: update 4, failed: Proxy::NotProxy\n\
			 stream     3 memory: nothing yet; waits: the agent is locked\n\
			 coherence  1 reported, 2 queued; the last reported in block 33, receipt 7; waits: no connection\n"
		);
		let anchor = AnchorReport {
			account: "5C4".to_owned(),
			last: Some(LastAnchor { entries: 9, receipt: Some(3), block: Some(8), at: 0 }),
			obstacle: None,
		};
		let text = anchor.rows(Rows::new()).to_string();
		assert_eq!(text, "anchor  9 entries, receipt 3 in block 8, 1970-01-01 00:00:00 UTC\n");
	}

	#[test]
	fn a_report_goes_over_the_socket() {
		let json = serde_json::to_value(report()).unwrap();
		assert_eq!(json["heartbeat"]["last"]["outcome"], "sent");
		assert_eq!(json["streams"][0]["last"]["sequence"], 4);
		let back: DutiesReport = serde_json::from_value(json.clone()).unwrap();
		assert_eq!(serde_json::to_value(back).unwrap(), json);
	}
}
