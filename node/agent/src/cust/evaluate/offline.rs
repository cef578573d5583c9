// SPDX-License-Identifier: Apache-2.0

//! The verdict without a node, by the functions that the chain uses.

use crate::{cust::policy::file, error::Error};
use clap::Args;
use sp_core::crypto::AccountId32;
use std::path::PathBuf;
use tonnetz_core::{
	cust::{evaluate, Command, Context, ModelStanding, NonceCheck, TargetPolicy, Verdict},
	BlockNumber,
};

/// What the chain would know.
#[derive(Args, Debug)]
pub struct OfflineArgs {
	/// Compute the verdict here, without a node
	#[arg(long, conflicts_with = "url")]
	pub offline: bool,

	/// The policy of the target; without it the target has none
	#[arg(long, value_name = "FILE", requires = "offline")]
	policy: Option<PathBuf>,

	/// The policy is suspended
	#[arg(long, requires = "offline")]
	suspended: bool,

	/// The current block
	#[arg(long, value_name = "BLOCK", default_value_t = 0, requires = "offline")]
	now: BlockNumber,

	/// The block of the submission; by default the current one
	#[arg(long, value_name = "BLOCK", requires = "offline")]
	submitted: Option<BlockNumber>,

	/// The planner's next nonce, which --nonce is compared with
	#[arg(long, value_name = "N", requires_all = ["offline", "nonce"])]
	expected_nonce: Option<u64>,

	/// The block of the target's last approved command
	#[arg(long, value_name = "BLOCK", requires = "offline")]
	last_approved: Option<BlockNumber>,

	/// How the planner stands with the model of the policy: good, no_operator, not_pinned,
	/// not_reported or tampered
	#[arg(
		long,
		value_name = "STANDING",
		default_value = "good",
		value_parser = standing,
		requires = "offline"
	)]
	model: ModelStanding,
}

/// A verdict, and what it was computed from.
pub struct Judged {
	/// The verdict.
	pub verdict: Verdict,
	/// The expiry that it was judged with.
	pub expires_at: BlockNumber,
	/// The version in the policy's file.
	pub policy_version: Option<u32>,
}

impl OfflineArgs {
	/// The verdict on a command that `planner` would submit.
	pub fn judge(
		&self,
		command: &Command,
		planner: &AccountId32,
		nonce: Option<u64>,
		expires_at: Option<BlockNumber>,
	) -> Result<Judged, Error> {
		let policy = self.policy.as_deref().map(file::read).transpose()?;
		let submitted = self.submitted.unwrap_or(self.now);
		let time_to_live = policy.as_ref().map_or(0, |policy| policy.time_to_live);
		let expires_at = expires_at.unwrap_or_else(|| submitted.saturating_add(time_to_live));
		let context = Context {
			planner,
			nonce: self
				.expected_nonce
				.zip(nonce)
				.map(|(expected, given)| NonceCheck { expected, given }),
			suspended: self.suspended,
			now: self.now,
			submitted,
			expires_at,
			last_approved: self.last_approved,
			model: self.model,
		};
		let target = policy.as_ref().map_or(TargetPolicy::Unset, TargetPolicy::Set);
		Ok(Judged {
			verdict: evaluate(target, command, &context),
			expires_at,
			policy_version: policy.as_ref().map(|policy| policy.version),
		})
	}
}

fn standing(text: &str) -> Result<ModelStanding, String> {
	serde_json::from_value(text.into())
		.map_err(|_| "use good, no_operator, not_pinned, not_reported or tampered".to_owned())
}

#[cfg(test)]
mod tests {
	use super::*;

	#[test]
	fn standings_have_the_names_of_the_chain() {
		for (name, expected) in [
			("good", ModelStanding::Good),
			("no_operator", ModelStanding::NoOperator),
			("not_pinned", ModelStanding::NotPinned),
			("not_reported", ModelStanding::NotReported),
			("tampered", ModelStanding::Tampered),
		] {
			assert_eq!(standing(name), Ok(expected));
		}
		assert!(standing("bad").is_err());
	}
}
