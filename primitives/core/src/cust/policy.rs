// SPDX-License-Identifier: Apache-2.0

//! The policy of a target, and what makes one unfit to be set.

use super::{
	command::{GlobText, MAX_OPERATIONS},
	glob::{Case, Glob, GlobFault},
	rule::Rule,
	text::{Form, Text},
};
use crate::units::{DAYS, MINUTES};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};
use sp_core::ConstU32;
use sp_runtime::BoundedVec;

/// The number of a model: dense, from 0, in the order of registration.
pub type ModelId = u32;

/// The most planners of a policy.
pub const MAX_PLANNERS: u32 = 16;

/// The most executors of a policy.
pub const MAX_EXECUTORS: u32 = 8;

/// The most approvers of a policy.
pub const MAX_APPROVERS: u32 = 16;

/// The most operation rules of a policy.
pub const MAX_RULES: u32 = 16;

/// The most allow globs, and the most deny globs, of a policy.
pub const MAX_GLOBS: u32 = 32;

/// The most [steps](Glob::steps) of all globs of a policy together, those of branches among them. The
/// bound on what [`evaluate`](super::evaluate()) costs.
pub const MAX_GLOB_STEPS: usize = 128;

/// The default of [`Policy::approval_timeout`], in blocks: 5 minutes.
pub const DEFAULT_APPROVAL_TIMEOUT: u32 = 5 * MINUTES;

/// The default of [`Policy::max_runtime`], in blocks: 10 minutes.
pub const DEFAULT_MAX_RUNTIME: u32 = 10 * MINUTES;

/// The longest [`Policy::approval_timeout`] and [`Policy::max_runtime`], in blocks: a day.
pub const MAX_TIMEOUT: u32 = DAYS;

/// The longest [`Policy::time_to_live`], in blocks: 7 days.
pub const MAX_TIME_TO_LIVE: u32 = 7 * DAYS;

/// The longest [`Policy::cooldown`], in blocks: 30 days.
pub const MAX_COOLDOWN: u32 = 30 * DAYS;

/// Who may have what done to a target. Lengths of time are in blocks, like every deadline of the
/// chain.
///
/// As JSON, members are in camel case, times may be left out where there is a default, and rules
/// name their operation: `{"operation":"vercel/deploy","prod":true}`.
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
#[serde(
	rename_all = "camelCase",
	deny_unknown_fields,
	bound(
		deserialize = "AccountId: Deserialize<'de>, BlockNumber: Deserialize<'de> + From<u32>",
		serialize = "AccountId: Serialize, BlockNumber: Serialize"
	)
)]
pub struct Policy<AccountId, BlockNumber> {
	/// Counts the policies that the target has had. The chain sets it, whatever was given.
	#[serde(default)]
	pub version: u32,
	/// Who may submit.
	pub planners: BoundedVec<AccountId, ConstU32<MAX_PLANNERS>>,
	/// Who may claim and complete.
	pub executors: BoundedVec<AccountId, ConstU32<MAX_EXECUTORS>>,
	/// Who may approve and deny.
	pub approvers: BoundedVec<AccountId, ConstU32<MAX_APPROVERS>>,
	/// How many different approvers a command needs.
	pub approvals: u8,
	/// The operations that are allowed; none if empty.
	pub operations: BoundedVec<Rule, ConstU32<MAX_RULES>>,
	/// Globs of paths that may be touched; none if empty.
	pub path_allow: BoundedVec<GlobText, ConstU32<MAX_GLOBS>>,
	/// Globs of paths that may not be touched, whatever allows them. The case of letters does not
	/// count here.
	pub path_deny: BoundedVec<GlobText, ConstU32<MAX_GLOBS>>,
	/// The most operations of one command, 1 to 16.
	pub max_operations: u8,
	/// How far ahead a command may expire.
	pub time_to_live: BlockNumber,
	/// How long a command waits for its approvals.
	#[serde(default = "default_approval_timeout")]
	pub approval_timeout: BlockNumber,
	/// How long an executor has from its claim.
	#[serde(default = "default_max_runtime")]
	pub max_runtime: BlockNumber,
	/// How long after an approved command the next may be approved; 0 for at once.
	pub cooldown: BlockNumber,
	/// The model that a planner must run and report.
	pub model: Option<ModelId>,
	/// Whether what is allowed can destroy: then people must approve.
	pub destructive: bool,
}

fn default_approval_timeout<BlockNumber: From<u32>>() -> BlockNumber {
	DEFAULT_APPROVAL_TIMEOUT.into()
}

fn default_max_runtime<BlockNumber: From<u32>>() -> BlockNumber {
	DEFAULT_MAX_RUNTIME.into()
}

/// Why a policy is not set. Append-only.
#[derive(
	Clone,
	Copy,
	Debug,
	Decode,
	DecodeWithMemTracking,
	Encode,
	Eq,
	MaxEncodedLen,
	PartialEq,
	TypeInfo,
)]
pub enum PolicyFault {
	/// An account stands in more than one of planners, executors and approvers.
	#[codec(index = 0)]
	RolesOverlap,
	/// An account stands twice in one of these lists.
	#[codec(index = 1)]
	DuplicateAccount,
	/// More approvals are needed than there are approvers.
	#[codec(index = 2)]
	ApprovalsExceedApprovers,
	/// Destructive, and nobody needs to approve.
	#[codec(index = 3)]
	DestructiveWithoutApproval,
	/// `max_operations` is not 1 to 16.
	#[codec(index = 4)]
	MaxOperationsOutOfRange,
	/// `time_to_live` is not 1 block to 7 days.
	#[codec(index = 5)]
	TimeToLiveOutOfRange,
	/// `approval_timeout` is not 1 block to 1 day.
	#[codec(index = 6)]
	ApprovalTimeoutOutOfRange,
	/// `max_runtime` is not 1 block to 1 day.
	#[codec(index = 7)]
	MaxRuntimeOutOfRange,
	/// `cooldown` is longer than 30 days.
	#[codec(index = 8)]
	CooldownOutOfRange,
	/// A glob of paths or branches cannot be read.
	#[codec(index = 9)]
	BadGlob,
	/// All globs together take more than 128 [steps](Glob::steps) to match.
	#[codec(index = 10)]
	GlobsTooComplex,
	/// A name in a rule is none that an operation can have.
	#[codec(index = 11)]
	BadName,
	/// A message prefix in a rule is not UTF-8.
	#[codec(index = 12)]
	BadMessagePrefix,
}

impl PolicyFault {
	/// The stable code.
	pub const fn code(self) -> &'static str {
		match self {
			Self::RolesOverlap => "roles_overlap",
			Self::DuplicateAccount => "duplicate_account",
			Self::ApprovalsExceedApprovers => "approvals_exceed_approvers",
			Self::DestructiveWithoutApproval => "destructive_without_approval",
			Self::MaxOperationsOutOfRange => "max_operations_out_of_range",
			Self::TimeToLiveOutOfRange => "time_to_live_out_of_range",
			Self::ApprovalTimeoutOutOfRange => "approval_timeout_out_of_range",
			Self::MaxRuntimeOutOfRange => "max_runtime_out_of_range",
			Self::CooldownOutOfRange => "cooldown_out_of_range",
			Self::BadGlob => "bad_glob",
			Self::GlobsTooComplex => "globs_too_complex",
			Self::BadName => "bad_name",
			Self::BadMessagePrefix => "bad_message_prefix",
		}
	}
}

impl fmt::Display for PolicyFault {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		f.write_str(match self {
			Self::RolesOverlap => {
				"an account has two roles; planners, executors and approvers must differ"
			},
			Self::DuplicateAccount => "an account stands twice in a list; list it once",
			Self::ApprovalsExceedApprovers => {
				"approvals exceed approvers; list more approvers or ask for fewer approvals"
			},
			Self::DestructiveWithoutApproval => {
				"destructive without approval; ask for at least one approval"
			},
			Self::MaxOperationsOutOfRange => "max_operations must be 1 to 16",
			Self::TimeToLiveOutOfRange => "time_to_live must be 1 block to 7 days",
			Self::ApprovalTimeoutOutOfRange => "approval_timeout must be 1 block to 1 day",
			Self::MaxRuntimeOutOfRange => "max_runtime must be 1 block to 1 day",
			Self::CooldownOutOfRange => "cooldown must be at most 30 days",
			Self::BadGlob => "a glob cannot be read; docs/CUST.md says what a glob is",
			Self::GlobsTooComplex => {
				"all globs together take more than 128 steps; write fewer characters between the first \
				 and the last wildcard of a glob"
			},
			Self::BadName => "a name in a rule is none that an operation can have; correct it",
			Self::BadMessagePrefix => "a message prefix is not UTF-8; correct it",
		})
	}
}

impl core::error::Error for PolicyFault {}

impl From<GlobFault> for PolicyFault {
	fn from(_: GlobFault) -> Self {
		Self::BadGlob
	}
}

impl<AccountId: PartialEq, BlockNumber: PartialOrd + From<u32>> Policy<AccountId, BlockNumber> {
	/// Checks what can be checked of a policy by itself. Whether its model may be named by this
	/// target is the chain's to know.
	///
	/// # Errors
	/// The first fault in the order of [`PolicyFault`].
	pub fn check(&self) -> Result<(), PolicyFault> {
		let ensure = |holds: bool, fault| if holds { Ok(()) } else { Err(fault) };
		let (planners, executors, approvers) = (&self.planners, &self.executors, &self.approvers);
		let overlap = planners.iter().any(|one| executors.contains(one) || approvers.contains(one))
			|| executors.iter().any(|one| approvers.contains(one));
		ensure(!overlap, PolicyFault::RolesOverlap)?;
		ensure(
			!has_duplicate(planners) && !has_duplicate(executors) && !has_duplicate(approvers),
			PolicyFault::DuplicateAccount,
		)?;
		ensure(
			usize::from(self.approvals) <= approvers.len(),
			PolicyFault::ApprovalsExceedApprovers,
		)?;
		ensure(!self.destructive || self.approvals > 0, PolicyFault::DestructiveWithoutApproval)?;
		ensure(
			(1..=MAX_OPERATIONS).contains(&self.max_operations.into()),
			PolicyFault::MaxOperationsOutOfRange,
		)?;
		let within = |time: &BlockNumber, min: u32, max: u32| {
			(BlockNumber::from(min)..=max.into()).contains(time)
		};
		ensure(within(&self.time_to_live, 1, MAX_TIME_TO_LIVE), PolicyFault::TimeToLiveOutOfRange)?;
		ensure(
			within(&self.approval_timeout, 1, MAX_TIMEOUT),
			PolicyFault::ApprovalTimeoutOutOfRange,
		)?;
		ensure(within(&self.max_runtime, 1, MAX_TIMEOUT), PolicyFault::MaxRuntimeOutOfRange)?;
		ensure(within(&self.cooldown, 0, MAX_COOLDOWN), PolicyFault::CooldownOutOfRange)?;
		let branches = self.operations.iter().flat_map(|rule| match rule {
			Rule::GitCommitAndPush { branches, .. } => branches.as_slice(),
			_ => &[],
		});
		let mut steps = 0usize;
		for glob in self.path_allow.iter().chain(&self.path_deny).chain(branches) {
			steps = steps.saturating_add(Glob::new(glob.as_bytes(), Case::Exact)?.steps());
		}
		ensure(steps <= MAX_GLOB_STEPS, PolicyFault::GlobsTooComplex)?;
		let names = |names: &[Text<64>]| {
			ensure(
				names.iter().all(|name| name.as_str().is_some_and(|name| Form::Name.fits(name))),
				PolicyFault::BadName,
			)
		};
		for rule in &self.operations {
			match rule {
				Rule::GitCommitAndPush { message_prefixes, .. } => ensure(
					message_prefixes.iter().all(|prefix| prefix.as_str().is_some()),
					PolicyFault::BadMessagePrefix,
				)?,
				Rule::VercelDeploy { .. } => {}
				Rule::ServiceRestart { names: services } => names(services)?,
				Rule::HookRun { names: hooks } => names(hooks)?,
				Rule::ContainerNetworkConnect { containers, networks, aliases } => {
					names(containers)?;
					names(networks)?;
					names(aliases)?;
				}
			}
		}
		Ok(())
	}
}

fn has_duplicate<T: PartialEq>(list: &[T]) -> bool {
	list.iter().enumerate().any(|(index, one)| list.iter().take(index).any(|other| other == one))
}
