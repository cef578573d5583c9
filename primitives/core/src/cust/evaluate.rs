// SPDX-License-Identifier: Apache-2.0

//! The verdict on a command.

use super::{
	command::{Command, GlobText, Version, MAX_DENY_STEPS},
	glob::{Case, Glob, Subject},
	path,
	policy::Policy,
	reason::Reason,
	rule::Rules,
};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_runtime::traits::Saturating;

/// What is known of the target of a command.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum TargetPolicy<'a, AccountId, BlockNumber> {
	/// No target has the name.
	UnknownTarget,
	/// The target has no policy yet.
	Unset,
	/// The policy in force, or suspended.
	Set(&'a Policy<AccountId, BlockNumber>),
}

/// What the chain knows of the model that a policy names, with regard to the planner.
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
pub enum ModelStanding {
	/// The planner is an operator whose report is fresh and good, and it bears no mark.
	#[codec(index = 0)]
	Good,
	/// The planner is no operator.
	#[codec(index = 1)]
	NoOperator,
	/// No version of the model is pinned for the planner, or there is no such model.
	#[codec(index = 2)]
	NotPinned,
	/// The planner has not reported, or too long ago.
	#[codec(index = 3)]
	NotReported,
	/// The report differs from the pinned version, or a mark stands.
	#[codec(index = 4)]
	Tampered,
}

/// The nonce of a submission.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NonceCheck {
	/// The planner's next for the target.
	pub expected: u64,
	/// The one given.
	pub given: u64,
}

/// Everything the verdict depends on beside policy and command.
///
/// A command that is open is evaluated again when the policy has changed: then `nonce` is `None`,
/// for it is consumed, `submitted` stays the block of submission, and at a claim `last_approved` is
/// `None`, for the command's own approval would be in its way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Context<'a, AccountId, BlockNumber> {
	/// Who submits or submitted.
	pub planner: &'a AccountId,
	/// The nonce, when submitting.
	pub nonce: Option<NonceCheck>,
	/// Whether the policy is suspended.
	pub suspended: bool,
	/// The current block.
	pub now: BlockNumber,
	/// The block of submission: `now` when submitting.
	pub submitted: BlockNumber,
	/// The first block at which the command is void.
	pub expires_at: BlockNumber,
	/// The block of the target's last Approved.
	pub last_approved: Option<BlockNumber>,
	/// How the planner stands with the model of the policy. Read only if the policy names one.
	pub model: ModelStanding,
}

/// What becomes of a command. Append-only.
///
/// As JSON: `{"verdict":"refused","detail":"path_denied"}`, `{"verdict":"needs_approval","detail":2}`,
/// `{"verdict":"approved"}`.
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
#[serde(rename_all = "snake_case", tag = "verdict", content = "detail")]
pub enum Verdict {
	/// It is not done, for this reason.
	#[codec(index = 0)]
	Refused(Reason),
	/// It is done if so many different approvers say so.
	#[codec(index = 1)]
	NeedsApproval(u8),
	/// It may be claimed.
	#[codec(index = 2)]
	Approved,
}

/// Judges a command. The first check that fails gives the reason; the order is that of [`Reason`]'s
/// indices but for the paths, each of which is checked in full before the next:
///
/// 1. the target is known and has a policy, which lists the planner;
/// 2. the nonce is the planner's next. The chain consumes it by every verdict that comes after;
/// 3. the policy is not suspended; the version; the command is one that JSON can say; `now` <
///    `expires_at` <= `submitted` + `time_to_live`; the number of operations; each operation's rule;
/// 4. the deny globs of the command can be read and are not too complex; each path: its spelling, then deny, then allow;
/// 5. the model, if the policy names one;
/// 6. the cooldown.
///
/// The cost is bounded by the bounds of policy and command: see the benchmark `cust`.
pub fn evaluate<AccountId, BlockNumber>(
	policy: TargetPolicy<'_, AccountId, BlockNumber>,
	command: &Command,
	context: &Context<'_, AccountId, BlockNumber>,
) -> Verdict
where
	AccountId: PartialEq,
	BlockNumber: Copy + PartialOrd + Saturating,
{
	match judge(policy, command, context) {
		Err(reason) => Verdict::Refused(reason),
		Ok(0) => Verdict::Approved,
		Ok(approvals) => Verdict::NeedsApproval(approvals),
	}
}

/// The number of approvals that a command needs which nothing refuses.
fn judge<AccountId, BlockNumber>(
	policy: TargetPolicy<'_, AccountId, BlockNumber>,
	command: &Command,
	context: &Context<'_, AccountId, BlockNumber>,
) -> Result<u8, Reason>
where
	AccountId: PartialEq,
	BlockNumber: Copy + PartialOrd + Saturating,
{
	let refuse_if = |refused: bool, reason| if refused { Err(reason) } else { Ok(()) };
	let policy = match policy {
		TargetPolicy::UnknownTarget => return Err(Reason::UnknownTarget),
		TargetPolicy::Unset => return Err(Reason::NoPolicy),
		TargetPolicy::Set(policy) => policy,
	};
	refuse_if(!policy.planners.contains(context.planner), Reason::PlannerNotListed)?;
	if let Some(NonceCheck { expected, given }) = context.nonce {
		refuse_if(given != expected, Reason::WrongNonce)?;
	}

	refuse_if(context.suspended, Reason::PolicySuspended)?;
	refuse_if(command.version != Version::V1_0, Reason::UnknownVersion)?;
	command.check().map_err(|_| Reason::Malformed)?;
	refuse_if(context.now >= context.expires_at, Reason::Expired)?;
	let latest = context.submitted.saturating_add(policy.time_to_live);
	refuse_if(context.expires_at > latest, Reason::ExpiresTooLate)?;
	refuse_if(
		command.operations.len() > usize::from(policy.max_operations),
		Reason::TooManyOperations,
	)?;
	let rules = Rules::new(&policy.operations, command);
	for operation in &command.operations {
		rules.judge(operation)?;
	}

	let paths = PathRules::new(policy, command.deny())?;
	for path in command.paths() {
		paths.judge(path.as_bytes())?;
	}

	if policy.model.is_some() {
		match context.model {
			ModelStanding::Good => {}
			ModelStanding::NoOperator => return Err(Reason::ModelNoOperator),
			ModelStanding::NotPinned => return Err(Reason::ModelNotPinned),
			ModelStanding::NotReported => return Err(Reason::ModelNotReported),
			ModelStanding::Tampered => return Err(Reason::ModelTampered),
		}
	}

	if let Some(last) = context.last_approved {
		refuse_if(context.now < last.saturating_add(policy.cooldown), Reason::Cooldown)?;
	}
	Ok(policy.approvals)
}

/// A path that may not be touched.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PathRefusal {
	/// Which of the paths, from 0.
	pub index: usize,
	/// Why.
	pub reason: Reason,
}

impl fmt::Display for PathRefusal {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "path {}: {}", self.index, self.reason)
	}
}

impl core::error::Error for PathRefusal {}

/// Checks paths that were really touched, such as those of `git diff --name-only -z`, against the
/// policy and the deny globs of the command, by the rules of step 4 of [`evaluate`]. There may be
/// any number of them, of any bytes.
///
/// # Errors
/// The first path that may not be touched. [`Reason::BadDenyGlob`] and [`Reason::DenyTooComplex`] are
/// reported for path 0, whether or not there is one.
pub fn check_paths<'a, AccountId, BlockNumber>(
	policy: &Policy<AccountId, BlockNumber>,
	command: &Command,
	touched: impl IntoIterator<Item = &'a [u8]>,
) -> Result<(), PathRefusal> {
	let rules = PathRules::new(policy, command.deny())
		.map_err(|reason| PathRefusal { index: 0, reason })?;
	touched.into_iter().enumerate().try_for_each(|(index, path)| {
		rules.judge(path).map_err(|reason| PathRefusal { index, reason })
	})
}

/// The globs for the paths of one command, read.
struct PathRules {
	deny: Vec<Glob>,
	allow: Vec<Glob>,
}

impl PathRules {
	fn new<AccountId, BlockNumber>(
		policy: &Policy<AccountId, BlockNumber>,
		narrower: &[GlobText],
	) -> Result<Self, Reason> {
		let read = |globs: &[GlobText], case| -> Result<Vec<Glob>, Reason> {
			globs
				.iter()
				.map(|glob| Glob::new(glob.as_bytes(), case).map_err(|_| Reason::BadDenyGlob))
				.collect()
		};
		let mut deny = read(narrower, Case::Folded)?;
		if deny.iter().map(Glob::steps).sum::<usize>() > MAX_DENY_STEPS {
			return Err(Reason::DenyTooComplex);
		}
		// `Policy::check` lets no glob through that cannot be read. Should one be there, nothing is
		// approved: a deny glob must not vanish.
		deny.extend(read(&policy.path_deny, Case::Folded)?);
		Ok(Self { deny, allow: read(&policy.path_allow, Case::Exact)? })
	}

	fn judge(&self, path: &[u8]) -> Result<(), Reason> {
		let text = path::check(path)?;
		let subject = Subject::new(text).ok_or(Reason::PathTooLong)?;
		if !self.deny.is_empty() {
			let folded = path::fold(text);
			let denied = |subject: &Subject| self.deny.iter().any(|glob| glob.matches(subject));
			let hit = if folded == text {
				denied(&subject)
			} else {
				// A fold can be longer than what it came from; beyond the bound nothing is approved.
				subject.folded(&folded).is_none_or(|folded| denied(&folded))
			};
			if hit {
				return Err(Reason::PathDenied);
			}
		}
		if self.allow.iter().any(|glob| glob.matches(&subject)) {
			Ok(())
		} else {
			Err(Reason::PathNotAllowed)
		}
	}
}
