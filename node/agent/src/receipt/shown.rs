// SPDX-License-Identifier: Apache-2.0

//! Receipts as they are printed.

use super::{Page, ReceiptInfo};
use crate::{
	error::Exit,
	operator::Suspension,
	output::{hex, utc, Rows},
};
use serde::Serialize;
use sp_core::crypto::Ss58Codec;
use std::fmt::{self, Display};
use tonnetz_core::receipt::{Kind, ReceiptId};

/// Whether a receipt can be relied on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Status {
	/// It holds.
	Valid,
	/// Its issuer withdrew it.
	Revoked,
	/// Its issuer was stopped when it was written.
	Suspended,
	/// Its time is over.
	Expired,
	/// Its body is gone: only the link is left.
	Pruned,
}

impl Status {
	/// The status of a receipt at a block.
	pub fn of(info: &ReceiptInfo, block: u64) -> Self {
		match (&info.revoked, &info.receipt) {
			(Some(_), _) => Self::Revoked,
			(None, None) => Self::Pruned,
			(None, Some(receipt)) => match receipt.expires {
				Some(expires) if u64::from(expires) <= block => Self::Expired,
				_ => Self::Valid,
			},
		}
	}

	/// The status of a receipt whose issuer has this suspension.
	pub fn with_suspension(self, info: &ReceiptInfo, suspension: Option<&Suspension>) -> Self {
		let at = info.receipt.as_ref().map(|receipt| receipt.at);
		match (self, at, suspension) {
			(Self::Valid | Self::Expired, Some(at), Some(suspension)) if suspension.covers(at) => {
				Self::Suspended
			}
			_ => self,
		}
	}

	/// The word that is printed.
	pub const fn name(self) -> &'static str {
		match self {
			Self::Valid => "valid",
			Self::Revoked => "revoked",
			Self::Suspended => "suspended",
			Self::Expired => "expired",
			Self::Pruned => "pruned",
		}
	}

	/// The exit code that says so.
	pub const fn exit(self) -> Exit {
		match self {
			Self::Valid => Exit::Success,
			Self::Revoked => Exit::Revoked,
			Self::Suspended => Exit::Suspended,
			Self::Expired | Self::Pruned => Exit::Expired,
		}
	}
}

/// A receipt as it is printed: what the node answers, and what this client makes of it.
#[derive(Serialize)]
pub struct Shown {
	/// The answer.
	#[serde(flatten)]
	pub info: ReceiptInfo,
	/// Whether it can be relied on.
	pub status: Status,
	/// When its issuer was last stopped, and who succeeded it, if that was asked for.
	#[serde(skip_serializing_if = "Option::is_none")]
	suspension: Option<Suspension>,
	/// The record's `uri`, which JSON-RPC has in hexadecimal, as text.
	uri: Option<String>,
}

impl Shown {
	/// `info` as of a block.
	pub fn new(info: ReceiptInfo, block: u64) -> Self {
		let uri = info.receipt.as_ref().map(|receipt| text(&receipt.uri));
		let status = Status::of(&info, block);
		Self { status, suspension: None, uri: uri.filter(|uri| !uri.is_empty()), info }
	}

	/// With what the chain knows of its issuer's suspension.
	pub fn with_suspension(self, suspension: Option<Suspension>) -> Self {
		let status = self.status.with_suspension(&self.info, suspension.as_ref());
		Self { status, suspension, ..self }
	}
}

impl Display for Shown {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		let rows = Rows::new().row("receipt", self.info.id).row("status", self.status.name());
		let rows = match &self.info.receipt {
			None => rows,
			Some(receipt) => rows
				.row("issuer", receipt.issuer.to_ss58check())
				.row("sequence", receipt.sequence)
				.row("kind", kind_name(receipt.kind))
				.row("subject", hex(receipt.subject))
				.row("digest", hex(receipt.digest))
				.optional("parent", receipt.parent)
				.optional(
					"batch",
					receipt
						.batch
						.map(|batch| format!("{} leaves under {}", batch.leaves, hex(batch.root))),
				)
				.optional("uri", self.uri.as_ref())
				.row("block", receipt.at)
				.row("time", utc(receipt.time))
				.optional("expires", receipt.expires.map(|block| format!("at block {block}")))
				.optional("relayer", receipt.relayer.as_ref().map(Ss58Codec::to_ss58check)),
		};
		let rows = rows.row("link", hex(self.info.link)).optional(
			"stopped",
			self.suspension.as_ref().map(|suspension| {
				let lapses = suspension.lapses.map(|end| format!(" to block {end}"));
				let goes_on = suspension
					.successor
					.as_ref()
					.map(|account| format!("; the operator goes on as {}", account.to_ss58check()));
				let [lapses, goes_on] = [lapses, goes_on].map(Option::unwrap_or_default);
				format!("its issuer was, from block {}{lapses}{goes_on}", suspension.since)
			}),
		);
		let rows = match &self.info.revoked {
			None => rows,
			Some(revocation) => rows
				.row("revoked", format!("at block {}, {}", revocation.at, utc(revocation.time)))
				.row("reason", text(&revocation.reason)),
		};
		rows.fmt(f)
	}
}

/// Receipts as they are printed.
#[derive(Serialize)]
pub struct ShownPage {
	receipts: Vec<Shown>,
	next: Option<ReceiptId>,
}

impl ShownPage {
	/// A page as of a block.
	pub fn new(page: Page, block: u64) -> Self {
		Self {
			receipts: page.items.into_iter().map(|info| Shown::new(info, block)).collect(),
			next: page.next,
		}
	}

	/// Success if any receipt holds, else what is wrong with the first; `None` without a receipt.
	pub fn exit(&self) -> Option<Exit> {
		let exits = || self.receipts.iter().map(|shown| shown.status.exit());
		exits().find(|exit| *exit == Exit::Success).or_else(|| exits().next())
	}
}

impl Display for ShownPage {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		for (position, shown) in self.receipts.iter().enumerate() {
			if position > 0 {
				writeln!(f)?;
			}
			shown.fmt(f)?;
		}
		match self.next {
			Some(next) => writeln!(f, "\nthere are more: --from {next}"),
			None => Ok(()),
		}
	}
}

/// A kind as JSON has it, without the quotes.
pub fn kind_name(kind: Kind) -> String {
	match serde_json::to_value(kind) {
		Ok(serde_json::Value::String(name)) => name,
		Ok(value) => value.to_string(),
		Err(_) => format!("{kind:?}"),
	}
}

/// Bytes that are text by convention.
pub fn text(bytes: &[u8]) -> String {
	String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;
	use sp_core::H256;

	fn info() -> ReceiptInfo {
		serde_json::from_value(json!({
			"id": 7,
			"link": H256::repeat_byte(1),
			"source": "call",
			"receipt": {
				"issuer": "5C4hrfjw9DjXZTzV3MwzrrAr9P1MJhSrvWGWqi1eSuyUpnhM",
				"sequence": 2,
				"kind": "document",
				"subject": H256::repeat_byte(2),
				"digest": H256::repeat_byte(3),
				"parent": null,
				"batch": null,
				"at": 10,
				"time": 1_767_225_600_000u64,
				"expires": 20,
				"uri": "0x1b5b33316d",
				"relayer": null,
			},
			"revoked": null,
		}))
		.unwrap()
	}

	fn revoked() -> ReceiptInfo {
		let revocation = json!({ "at": 12, "time": 0, "reason": "0x6f6f7073" });
		ReceiptInfo { revoked: Some(serde_json::from_value(revocation).unwrap()), ..info() }
	}

	#[test]
	fn expiry_is_the_first_block_that_is_too_late() {
		assert_eq!(Status::of(&info(), 19), Status::Valid);
		assert_eq!(Status::of(&info(), 20), Status::Expired);
	}

	#[test]
	fn a_revocation_outweighs_the_rest() {
		assert_eq!(Status::of(&revoked(), 99), Status::Revoked);
		assert_eq!(Status::of(&ReceiptInfo { receipt: None, ..revoked() }, 0), Status::Revoked);
		assert_eq!(Status::of(&ReceiptInfo { receipt: None, ..info() }, 0), Status::Pruned);
	}

	#[test]
	fn what_was_written_while_its_issuer_was_stopped_is_told() {
		let suspension = |since, lapses| Suspension { since, lapses, successor: None };
		let status = |info: &ReceiptInfo, suspension| {
			Status::of(info, 11).with_suspension(info, Some(&suspension))
		};
		// The receipt is of block 10.
		assert_eq!(status(&info(), suspension(10, None)), Status::Suspended);
		assert_eq!(status(&info(), suspension(11, None)), Status::Valid);
		assert_eq!(status(&info(), suspension(5, Some(10))), Status::Valid);
		assert_eq!(status(&revoked(), suspension(1, None)), Status::Revoked);
		assert_eq!(Status::Suspended.exit(), Exit::Suspended);

		let successor = info().receipt.map(|receipt| receipt.issuer);
		let stopped = Suspension { since: 9, lapses: None, successor };
		let text = Shown::new(info(), 11).with_suspension(Some(stopped)).to_string();
		assert!(text.contains("status    suspended\n"), "{text}");
		assert!(text.contains("from block 9; the operator goes on as 5C4h"), "{text}");
	}

	#[test]
	fn text_is_safe_for_a_terminal() {
		let text = Shown::new(info(), 11).to_string();
		assert!(text.contains("uri       [31m\n"), "{text}");
		assert!(!text.contains('\u{1b}'));
		assert!(text.contains("time      2026-01-01 00:00:00 UTC"), "{text}");
		let text = Shown::new(revoked(), 13).to_string();
		assert!(text.contains("status    revoked") && text.contains("reason    oops"), "{text}");
	}

	#[test]
	fn json_is_the_answer_of_the_node_with_a_status() {
		let json = serde_json::to_value(Shown::new(info(), 11)).unwrap();
		assert_eq!(json["id"], 7);
		assert_eq!(json["receipt"]["kind"], "document");
		assert_eq!(json["status"], "valid");
		assert_eq!(json["uri"], "\u{1b}[31m");
	}

	#[test]
	fn a_page_holds_if_one_receipt_holds() {
		let page = |infos: &[ReceiptInfo], block| ShownPage {
			receipts: infos.iter().map(|info| Shown::new(info.clone(), block)).collect(),
			next: None,
		};
		assert_eq!(page(&[], 11).exit(), None);
		assert_eq!(page(&[revoked(), info()], 11).exit(), Some(Exit::Success));
		assert_eq!(page(&[revoked(), info()], 99).exit(), Some(Exit::Revoked));
		assert_eq!(page(&[info()], 99).exit(), Some(Exit::Expired));
	}
}
