// SPDX-License-Identifier: Apache-2.0

//! Verdicts as they are printed, and the exit codes that say so.

use super::State;
use crate::error::Exit;
use serde::Serialize;
use std::fmt::{self, Display};
use tonnetz_core::cust::{self, Reason};

/// A verdict as it is printed: the chain's, and for a refusal what to do about it.
#[derive(Serialize)]
pub struct Verdict {
	#[serde(flatten)]
	verdict: cust::Verdict,
	#[serde(skip_serializing_if = "Option::is_none")]
	message: Option<&'static str>,
}

impl Verdict {
	/// The exit code that says so.
	pub const fn exit(&self) -> Exit {
		match self.verdict {
			cust::Verdict::Refused(_) => Exit::CommandRefused,
			cust::Verdict::NeedsApproval(_) | cust::Verdict::Approved => Exit::Success,
		}
	}
}

impl From<cust::Verdict> for Verdict {
	fn from(verdict: cust::Verdict) -> Self {
		let message = match verdict {
			cust::Verdict::Refused(reason) => Some(Reason::text(reason)),
			cust::Verdict::NeedsApproval(_) | cust::Verdict::Approved => None,
		};
		Self { verdict, message }
	}
}

impl Display for Verdict {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		match self.verdict {
			cust::Verdict::Refused(reason) => write!(f, "refused, {reason}"),
			cust::Verdict::NeedsApproval(1) => f.write_str("needs 1 approval"),
			cust::Verdict::NeedsApproval(approvals) => write!(f, "needs {approvals} approvals"),
			cust::Verdict::Approved => f.write_str("approved"),
		}
	}
}

/// What a state says to scripts: whether the command may still be done or was done.
pub const fn exit_of(state: &State) -> Exit {
	match state {
		State::Pending { .. }
		| State::Approved { .. }
		| State::Claimed { .. }
		| State::Succeeded { .. } => Exit::Success,
		State::Refused { .. } | State::Denied { .. } | State::Expired { .. } => {
			Exit::CommandRefused
		}
		State::Failed { .. } | State::Unknown { .. } => Exit::CommandFailed,
	}
}

#[cfg(test)]
mod tests {
	use super::*;
	use serde_json::json;

	#[test]
	fn a_refusal_has_a_message_and_a_code_of_its_own() {
		let refused = Verdict::from(cust::Verdict::Refused(Reason::PathDenied));
		assert_eq!(refused.exit(), Exit::CommandRefused);
		assert!(refused.to_string().starts_with("refused, path_denied: "), "{refused}");
		assert_eq!(
			serde_json::to_value(refused).unwrap(),
			json!({
				"verdict": "refused",
				"detail": "path_denied",
				"message": Reason::PathDenied.text(),
			})
		);
		let pending = Verdict::from(cust::Verdict::NeedsApproval(2));
		assert_eq!(
			(pending.exit(), pending.to_string().as_str()),
			(Exit::Success, "needs 2 approvals")
		);
		assert_eq!(
			serde_json::to_value(Verdict::from(cust::Verdict::Approved)).unwrap(),
			json!({ "verdict": "approved" })
		);
	}
}
