// SPDX-License-Identifier: Apache-2.0

//! The life of a command on the chain: its states, and what receipts say about each.

use super::{
	command::{Command, TargetName},
	policy::MAX_APPROVERS,
	reason::Reason,
};
use crate::{receipt::ReceiptId, types::Moment};
use alloc::{format, string::String, vec::Vec};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt::Write;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::{ConstU32, H256};
use sp_runtime::BoundedVec;

/// The number of a command: dense over the chain, from 0, in the order of submission. Commands of
/// planners that the policy does not list have none.
pub type CommandId = u64;

/// The number of a target: dense from 0 in the order of creation, never used again.
pub type TargetId = u32;

/// How an executor says that a command ended. Append-only.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
	/// All operations were done.
	#[codec(index = 0)]
	Succeeded,
	/// An operation failed, was refused by the executor's own check, or nobody knows how far it came.
	#[codec(index = 1)]
	Failed,
}

/// Where a command stands. Append-only.
///
/// As JSON: `{"state":"pending","deadline":100}`.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "snake_case", rename_all_fields = "camelCase", tag = "state")]
pub enum State<AccountId, BlockNumber> {
	/// Refused, at submission or when the policy had changed. Final.
	#[codec(index = 0)]
	Refused {
		/// Why.
		reason: Reason,
		/// The block that refused it.
		at: BlockNumber,
	},
	/// Waits for approvals.
	#[codec(index = 1)]
	Pending {
		/// The first block at which it is denied for want of them.
		deadline: BlockNumber,
	},
	/// May be claimed until it expires.
	#[codec(index = 2)]
	Approved {
		/// The block of the last approval, or of the submission if none was needed.
		at: BlockNumber,
	},
	/// Denied, by an approver or for want of approvals. Final.
	#[codec(index = 3)]
	Denied {
		/// The approver; `None` when the deadline passed.
		by: Option<AccountId>,
		/// The block of the denial: the deadline when it passed.
		at: BlockNumber,
	},
	/// Was approved, and nobody claimed it in time. Final.
	#[codec(index = 4)]
	Expired {
		/// The block at which it expired.
		at: BlockNumber,
	},
	/// An executor is at it.
	#[codec(index = 5)]
	Claimed {
		/// Who.
		executor: AccountId,
		/// The block of the claim.
		at: BlockNumber,
		/// The first block at which the outcome is unknown.
		lease_ends: BlockNumber,
	},
	/// Done. Final.
	#[codec(index = 6)]
	Succeeded {
		/// Who did it.
		executor: AccountId,
		/// The block of the report.
		at: BlockNumber,
		/// SHA-256 of the executor's evidence.
		evidence: H256,
		/// SHA-256 of the executor's log.
		log: H256,
	},
	/// Not, or not wholly, done. Final.
	#[codec(index = 7)]
	Failed {
		/// Who tried.
		executor: AccountId,
		/// The block of the report.
		at: BlockNumber,
		/// SHA-256 of the executor's evidence.
		evidence: H256,
		/// SHA-256 of the executor's log.
		log: H256,
	},
	/// The executor did not report in time: nobody knows what was done. Final.
	#[codec(index = 8)]
	Unknown {
		/// Who had claimed it.
		executor: AccountId,
		/// The block at which the lease ended.
		at: BlockNumber,
	},
}

impl<AccountId, BlockNumber: Copy> State<AccountId, BlockNumber> {
	/// The name of the state, as in JSON.
	pub const fn name(&self) -> &'static str {
		match self {
			Self::Refused { .. } => "refused",
			Self::Pending { .. } => "pending",
			Self::Approved { .. } => "approved",
			Self::Denied { .. } => "denied",
			Self::Expired { .. } => "expired",
			Self::Claimed { .. } => "claimed",
			Self::Succeeded { .. } => "succeeded",
			Self::Failed { .. } => "failed",
			Self::Unknown { .. } => "unknown",
		}
	}

	/// The block at which the command was closed; `None` while it is open.
	pub const fn closed(&self) -> Option<BlockNumber> {
		match self {
			Self::Pending { .. } | Self::Approved { .. } | Self::Claimed { .. } => None,
			Self::Refused { at, .. }
			| Self::Denied { at, .. }
			| Self::Expired { at }
			| Self::Succeeded { at, .. }
			| Self::Failed { at, .. }
			| Self::Unknown { at, .. } => Some(*at),
		}
	}
}

/// What a receipt of a command says beside the command itself. Append-only.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Transition {
	/// Refused, for this reason.
	Refused(Reason),
	/// One approver approved. The last approval that was needed makes it approved.
	Approved,
	/// The policy had changed: a command that was approved waits for so many approvals again.
	Reopened(u8),
	/// Denied by an approver or for want of approvals.
	Denied,
	/// Approved, and not claimed in time.
	Expired,
	/// Claimed by an executor.
	Claimed,
	/// Reported by the executor.
	Completed {
		/// How it ended.
		outcome: Outcome,
		/// SHA-256 of the executor's evidence.
		evidence: H256,
		/// SHA-256 of the executor's log.
		log: H256,
	},
	/// The executor did not report in time.
	Lapsed,
}

impl Transition {
	/// The payload of the receipt of a transition: canonical JSON (RFC 8785), the members of which
	/// are `command`, the [digest](Command::digest) of the command, `id`, its number in decimal,
	/// `transition` and what that has: `reason`, `approvals`, or `evidence`, `log` and `outcome`.
	/// Digests are lower-case hex after `0x`. The digest of the receipt is SHA-256 of this.
	///
	/// The receipt of a submission that was not refused states the command itself: its digest is the
	/// command's.
	pub fn payload(&self, id: CommandId, command: H256) -> String {
		let mut members: Vec<(&str, String)> = Vec::new();
		let text = |text: &str| format!("\"{text}\"");
		members.push(("command", hex(&command)));
		// A number as text: one beyond 2^53 is no number to every JSON reader.
		members.push(("id", format!("\"{id}\"")));
		let name = match self {
			Self::Refused(reason) => {
				members.push(("reason", text(reason.code())));
				"refused"
			}
			Self::Approved => "approved",
			Self::Reopened(approvals) => {
				members.push(("approvals", format!("{approvals}")));
				"reopened"
			}
			Self::Denied => "denied",
			Self::Expired => "expired",
			Self::Claimed => "claimed",
			Self::Completed { outcome, evidence, log } => {
				members.push(("evidence", hex(evidence)));
				members.push(("log", hex(log)));
				let outcome = match outcome {
					Outcome::Succeeded => "succeeded",
					Outcome::Failed => "failed",
				};
				members.push(("outcome", text(outcome)));
				"completed"
			}
			Self::Lapsed => "lapsed",
		};
		members.push(("transition", text(name)));
		members.sort_unstable_by_key(|(name, _)| *name);
		let members: Vec<_> =
			members.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
		format!("{{{}}}", members.join(","))
	}

	/// SHA-256 of the [payload](Self::payload).
	pub fn digest(&self, id: CommandId, command: H256) -> H256 {
		H256(sp_io::hashing::sha2_256(self.payload(id, command).as_bytes()))
	}
}

/// A JSON string with the bytes in hex.
fn hex(bytes: &H256) -> String {
	let mut text = String::from("\"0x");
	for byte in bytes.as_bytes() {
		// Writing to a string cannot fail.
		let _ = write!(text, "{byte:02x}");
	}
	text.push('"');
	text
}

/// Who a target belongs to, and so sets its policy. Append-only.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "snake_case", tag = "kind", content = "account")]
pub enum Owner<AccountId> {
	/// The policy origin.
	#[codec(index = 0)]
	Shared,
	/// An operator.
	#[codec(index = 1)]
	Operator(AccountId),
}

/// A policy is out of force.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct Suspension<BlockNumber> {
	/// The first block at which it is.
	pub since: BlockNumber,
	/// The first block at which it is not any more; `None` until it is resumed.
	pub until: Option<BlockNumber>,
}

/// All that the chain knows of a target but its policy.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct TargetInfo<AccountId, BlockNumber> {
	/// The number of the target.
	pub id: TargetId,
	/// Its name.
	pub name: TargetName,
	/// Who it belongs to.
	pub owner: Owner<AccountId>,
	/// The block that created it.
	pub created: BlockNumber,
	/// The number of policies it has had; 0 if none was ever set.
	pub policy_version: u32,
	/// Whether it has a policy now.
	pub has_policy: bool,
	/// If its policy is out of force at this block.
	pub suspended: Option<Suspension<BlockNumber>>,
	/// The block of its last approved command.
	pub last_approved: Option<BlockNumber>,
	/// How many of its commands are open: pending, approved or claimed.
	pub open: u32,
	/// How many submissions were refused because the policy does not list the planner.
	pub unlisted_refusals: u64,
}

/// All that the chain knows of a command.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct CommandInfo<AccountId, BlockNumber> {
	/// The number of the command.
	pub id: CommandId,
	/// The number of its target.
	pub target: TargetId,
	/// Who submitted it.
	pub planner: AccountId,
	/// The planner's nonce for the target.
	pub nonce: u64,
	/// SHA-256 of its canonical JSON.
	pub digest: H256,
	/// The block of its submission.
	pub submitted: BlockNumber,
	/// The timestamp of that block, Unix time in milliseconds.
	pub time: Moment,
	/// The first block at which it is void if nobody has claimed it.
	pub expires_at: BlockNumber,
	/// The version of the policy that judged it last.
	pub policy_version: u32,
	/// Who approved it, in the order of time.
	pub approvals: BoundedVec<AccountId, ConstU32<MAX_APPROVERS>>,
	/// How many approvals it needs under the policy that judged it last.
	pub approvals_needed: u8,
	/// Where it stands at this block, deadlines that have passed taken into account.
	pub state: State<AccountId, BlockNumber>,
	/// The receipt of its submission, the parent of all others.
	pub receipt: ReceiptId,
	/// The receipt of its last transition.
	pub last_receipt: ReceiptId,
	/// What it asks for.
	pub command: Command,
}

/// A part of the list of targets, ascending by number.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct TargetPage<AccountId, BlockNumber> {
	/// The targets from the number that was asked for.
	pub items: Vec<TargetInfo<AccountId, BlockNumber>>,
	/// The `from` of the next query; `None` at the end.
	pub next: Option<TargetId>,
}

/// A part of a list of commands, ascending by number.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct CommandPage<AccountId, BlockNumber> {
	/// The commands from the number that was asked for.
	pub items: Vec<CommandInfo<AccountId, BlockNumber>>,
	/// The `from` of the next query; `None` at the end.
	pub next: Option<CommandId>,
}

/// What a dry run says.
#[derive(
	Clone,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Deserialize,
	Encode,
	Eq,
	PartialEq,
	Serialize,
	TypeInfo,
)]
#[serde(rename_all = "camelCase")]
pub struct DryRun<BlockNumber> {
	/// What would become of the command.
	pub verdict: super::Verdict,
	/// SHA-256 of its canonical JSON.
	pub digest: H256,
	/// The nonce that it was judged with.
	pub nonce: u64,
	/// The expiry that it was judged with.
	pub expires_at: BlockNumber,
	/// The version of the policy that judged it; `None` if there is none.
	pub policy_version: Option<u32>,
}
