// SPDX-License-Identifier: Apache-2.0

//! `tonnetz cust status`: a command as the chain has it.

use super::{
	text::{operations, visible},
	verdict::exit_of,
	CommandInfo, State,
};
use crate::{
	chain::Chain,
	cli::NodeArgs,
	error::{Error, Exit},
	output::{hex, utc, Output, Rows},
};
use clap::Args;
use serde::Serialize;
use sp_core::{
	crypto::{AccountId32, Ss58Codec},
	H256,
};
use std::fmt::{self, Display};
use tonnetz_core::cust::{CommandId, Meta, Reason, Text};

/// `tonnetz cust status`
#[derive(Args, Debug)]
pub struct StatusArgs {
	/// The number of the command
	#[arg(value_name = "ID")]
	id: CommandId,

	#[command(flatten)]
	node: NodeArgs,
}

/// A command as it is printed: what the node answers, and for a refusal what to do about it.
#[derive(Serialize)]
pub struct Shown {
	#[serde(flatten)]
	pub info: CommandInfo,
	#[serde(skip_serializing_if = "Option::is_none")]
	message: Option<&'static str>,
}

impl Shown {
	/// A command.
	pub fn new(info: CommandInfo) -> Self {
		let message = match info.state {
			State::Refused { reason, .. } => Some(Reason::text(reason)),
			_ => None,
		};
		Self { info, message }
	}
}

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let info = &self.info;
		let command = &info.command;
		let lossy = |text: String| visible(&text);
		let approvals = info.approvals.iter().map(Ss58Codec::to_ss58check).collect::<Vec<_>>();
		let given = match approvals.is_empty() {
			true => String::new(),
			false => format!(": {}", approvals.join(", ")),
		};
		let rows = Rows::new()
			.row("command", info.id)
			.row("state", describe(&info.state))
			.row("target", format!("{} ({})", lossy(command.target.to_lossy().into()), info.target))
			.row("planner", info.planner.to_ss58check())
			.row("nonce", info.nonce)
			.row("digest", hex(info.digest))
			.row("intent", lossy(command.intent.to_lossy().into()))
			.row("submitted", format!("at block {}, {}", info.submitted, utc(info.time)))
			.row("expires", format!("at block {}", info.expires_at))
			.row("policy", format!("version {}", info.policy_version))
			.row(
				"approvals",
				format!("{} of {}{given}", info.approvals.len(), info.approvals_needed),
			)
			.row("receipts", format!("{}, the last {}", info.receipt, info.last_receipt));
		let rows = match digests(&info.state) {
			Some((evidence, log)) => rows.row("evidence", hex(evidence)).row("log", hex(log)),
			None => rows,
		};
		said(rows, command.meta.as_ref()).fmt(f)?;
		// As they are: what an approver reads is what is done.
		let lines = |f: &mut fmt::Formatter<'_>, title: &str, lines: Vec<String>| {
			if !lines.is_empty() {
				writeln!(f, "{title}:")?;
			}
			lines.iter().try_for_each(|line| writeln!(f, "  {line}"))
		};
		lines(f, "operations", operations(command))?;
		lines(f, "paths", command.paths().iter().map(shown).collect())?;
		lines(f, "deny", command.deny().iter().map(shown).collect())
	}
}

/// Runs the command.
pub async fn run(args: StatusArgs, output: Output) -> Result<Exit, Error> {
	let chain = Chain::connect(&args.node).await?;
	let at = chain.finalized_block().await?;
	let shown = Shown::new(chain.known_command(args.id, at).await?);
	output.result(&shown)?;
	Ok(exit_of(&shown.info.state))
}

fn shown<const MAX: u32>(text: &Text<MAX>) -> String {
	visible(&text.to_lossy())
}

/// Adds what the planner says about the command beside what it asks for.
fn said(rows: Rows, meta: Option<&Meta>) -> Rows {
	let Some(meta) = meta else { return rows };
	let rows = rows
		.optional("model", meta.model.as_ref().map(shown))
		.optional("session", meta.session_id.as_ref().map(shown))
		.optional("note", meta.note.as_ref().map(shown));
	let signed = meta.timestamp.as_ref().and_then(|timestamp| timestamp.to_millis());
	rows.optional("signed", signed.map(utc))
}

/// A state in words.
pub fn describe(state: &State) -> String {
	let by = |account: &AccountId32| account.to_ss58check();
	match state {
		State::Refused { reason, at } => format!("refused at block {at}, {reason}"),
		State::Pending { deadline } => {
			format!("pending: denied at block {deadline} unless approved before")
		}
		State::Approved { at } => format!("approved at block {at}, not claimed yet"),
		State::Denied { by: Some(approver), at } => {
			format!("denied at block {at} by {}", by(approver))
		}
		State::Denied { by: None, at } => format!("denied at block {at} for want of approvals"),
		State::Expired { at } => format!("expired at block {at}, never claimed"),
		State::Claimed { executor, at, lease_ends } => format!(
			"claimed at block {at} by {}, who has to report before block {lease_ends}",
			by(executor)
		),
		State::Succeeded { executor, at, .. } => {
			format!("succeeded, reported at block {at} by {}", by(executor))
		}
		State::Failed { executor, at, .. } => {
			format!("failed, reported at block {at} by {}", by(executor))
		}
		State::Unknown { executor, at } => {
			format!("unknown: {} did not report before block {at}", by(executor))
		}
	}
}

/// What an executor reported: evidence and log.
const fn digests(state: &State) -> Option<(&H256, &H256)> {
	match state {
		State::Succeeded { evidence, log, .. } | State::Failed { evidence, log, .. } => {
			Some((evidence, log))
		}
		_ => None,
	}
}

#[cfg(test)]
pub mod tests {
	use super::*;
	use serde_json::json;

	/// A command that waits for its second approval.
	pub fn info() -> CommandInfo {
		serde_json::from_value(json!({
			"id": 7,
			"target": 3,
			"planner": "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM",
			"nonce": 0,
			"digest": H256::repeat_byte(1),
			"submitted": 10,
			"time": 1_767_225_600_000u64,
			"expiresAt": 210,
			"policyVersion": 2,
			"approvals": ["5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM"],
			"approvalsNeeded": 2,
			"state": { "state": "pending", "deadline": 110 },
			"receipt": 4,
			"lastReceipt": 5,
			"command": {
				"version": "cust-1.0",
				"intent": "deploy",
				"target": "web",
				"operations": [
					{ "type": "git", "action": "commit_and_push", "branch": "main",
					  "message": "feat:  \u{202e}x\n" },
				],
				"constraints": { "paths": ["src/a  b"], "deny": ["**/*.pem"] },
				"meta": { "note": "see\u{200b}", "timestamp": 1_767_225_603_000u64 },
			},
		}))
		.unwrap()
	}

	pub fn with_state(state: serde_json::Value) -> CommandInfo {
		CommandInfo { state: serde_json::from_value(state).unwrap(), ..info() }
	}

	#[test]
	fn an_approver_reads_what_is_done() {
		let text = Shown::new(info()).to_string();
		for line in [
			"state      pending: denied at block 110 unless approved before\n",
			"target     web (3)\n",
			"approvals  1 of 2: 5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM\n",
			"note       see\\u{200b}\n",
			"signed     2026-01-01 00:00:03 UTC\n",
			"operations:\n  {\"action\":\"commit_and_push\",\"branch\":\"main\",\"message\":\
			 \"feat:  \\u{202e}x\\n\",\"type\":\"git\"}\n",
			"paths:\n  src/a  b\n",
			"deny:\n  **/*.pem\n",
		] {
			assert!(text.contains(line), "{line:?} in {text}");
		}
	}

	#[test]
	fn json_is_the_answer_of_the_node() {
		let json = serde_json::to_value(Shown::new(info())).unwrap();
		assert_eq!(json, serde_json::to_value(info()).unwrap());
		let refused = json!({ "state": "refused", "reason": "path_denied", "at": 10 });
		let json = serde_json::to_value(Shown::new(with_state(refused))).unwrap();
		assert_eq!(json["message"], Reason::PathDenied.text());
		assert_eq!(json["state"]["reason"], "path_denied");
	}

	#[test]
	fn each_state_has_its_words_and_its_exit_code() {
		let account = "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM";
		let done = |state: &str| {
			json!({ "state": state, "executor": account, "at": 9, "evidence": H256::zero(),
				"log": H256::repeat_byte(2) })
		};
		let lease = json!({ "state": "claimed", "executor": account, "at": 9, "leaseEnds": 20 });
		for (state, words, exit) in [
			(json!({ "state": "refused", "reason": "cooldown", "at": 9 }), "cooldown: ", 14),
			(json!({ "state": "approved", "at": 9 }), "not claimed", 0),
			(json!({ "state": "denied", "by": null, "at": 9 }), "want of approvals", 14),
			(json!({ "state": "denied", "by": account, "at": 9 }), "by 5C4", 14),
			(json!({ "state": "expired", "at": 9 }), "never claimed", 14),
			(lease, "report before block 20", 0),
			(done("succeeded"), "succeeded", 0),
			(done("failed"), "failed", 15),
			(json!({ "state": "unknown", "executor": account, "at": 9 }), "did not report", 15),
		] {
			let shown = Shown::new(with_state(state));
			let text = shown.to_string();
			assert!(text.contains(words), "{words} in {text}");
			assert_eq!(exit_of(&shown.info.state).code(), exit, "{text}");
			let reported =
				matches!(shown.info.state, State::Succeeded { .. } | State::Failed { .. });
			assert_eq!(text.contains(&format!("log        0x{}", "02".repeat(32))), reported);
		}
	}
}
