// SPDX-License-Identifier: Apache-2.0

//! Why a command is refused.

use super::path::PathFault;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// Declares the reasons once: index, name, code and text cannot part.
macro_rules! reasons {
	($($index:literal $name:ident $code:literal $text:literal)+) => {
		/// Why a command is refused. Closed and append-only: indices and codes are part of receipts
		/// and never change.
		#[derive(
			Clone,
			Copy,
			Debug,
			Decode,
			DecodeWithMemTracking,
			Deserialize,
			Encode,
			Eq,
			Hash,
			MaxEncodedLen,
			Ord,
			PartialEq,
			PartialOrd,
			Serialize,
			TypeInfo,
		)]
		pub enum Reason {
			$(
				#[doc = $text]
				#[codec(index = $index)]
				#[serde(rename = $code)]
				$name,
			)+
		}

		impl Reason {
			/// Every reason, in the order of their indices.
			pub const ALL: &'static [Self] = &[$(Self::$name),+];

			/// The stable code.
			pub const fn code(self) -> &'static str {
				match self {
					$(Self::$name => $code,)+
				}
			}

			/// What happened and what to do, in one line.
			pub const fn text(self) -> &'static str {
				match self {
					$(Self::$name => $text,)+
				}
			}
		}
	};
}

reasons! {
	0 UnknownTarget "unknown_target" "No target has this name; create it or correct the name."
	1 NoPolicy "no_policy" "The target has no policy, so it is closed; its owner sets one."
	2 PlannerNotListed "planner_not_listed" "The policy does not list the planner; submit as one that it lists."
	3 WrongNonce "wrong_nonce" "The nonce is not the planner's next for the target; read it from the chain and submit again."
	4 PolicySuspended "policy_suspended" "The policy is suspended; wait until it is in force again."
	5 UnknownVersion "unknown_version" "The chain does not know this version of the format; use cust-1.0."
	6 Malformed "malformed" "No JSON command says this; build the command with the parser."
	7 Expired "expired" "The command has expired; submit it with a later block."
	8 ExpiresTooLate "expires_too_late" "The command would live longer than the policy allows; let it expire earlier."
	9 TooManyOperations "too_many_operations" "The policy allows fewer operations in a command; split it."
	10 OperationNotAllowed "operation_not_allowed" "No rule of the policy is for this type and action."
	11 ForceNotAllowed "force_not_allowed" "History is never rewritten; push without force."
	12 BranchNotAllowed "branch_not_allowed" "No rule allows this branch."
	13 MessageNotAllowed "message_not_allowed" "The message begins with no prefix that a rule allows for this branch."
	14 ProdNotAllowed "prod_not_allowed" "No rule allows a deployment to production."
	15 NameNotAllowed "name_not_allowed" "No rule allows this service, hook or container."
	16 NetworkNotAllowed "network_not_allowed" "No rule allows this network for this container."
	17 AliasNotAllowed "alias_not_allowed" "No rule allows this alias in this network."
	18 PathNotUtf8 "path_not_utf8" "A path is not UTF-8; rename the file."
	19 PathTooLong "path_too_long" "A path is longer than 256 bytes; shorten it."
	20 PathAbsolute "path_absolute" "A path is absolute; write it relative to the checkout."
	21 PathEmptySegment "path_empty_segment" "A path is empty, has two slashes in a row or ends with one."
	22 PathDotSegment "path_dot_segment" "A path has the segment . or ..; write it without."
	23 PathBackslash "path_backslash" "A path has a backslash; separate segments with a slash."
	24 PathInvisible "path_invisible" "A path has a control character or one that cannot be seen."
	25 PathNotNormalised "path_not_normalised" "A path is not in Unicode normalisation form C."
	26 PathDenied "path_denied" "A deny glob of the policy or of the command matches a path."
	27 PathNotAllowed "path_not_allowed" "No allow glob of the policy matches a path."
	28 BadDenyGlob "bad_deny_glob" "A deny glob of the command is no glob; docs/CUST.md says what is."
	29 DenyTooComplex "deny_too_complex" "The deny globs of the command together take more than 32 steps; simplify them."
	30 ModelNoOperator "model_no_operator" "The policy names a model and the planner is no operator."
	31 ModelNotPinned "model_not_pinned" "No version of the model that the policy names is pinned for the planner."
	32 ModelNotReported "model_not_reported" "The planner has no fresh report of the model that the policy names."
	33 ModelTampered "model_tampered" "The planner's report differs from the pinned model, or its mark still stands."
	34 Cooldown "cooldown" "The target's last approved command is too recent; submit again after the cooldown."
}

impl fmt::Display for Reason {
	fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
		write!(f, "{}: {}", self.code(), self.text())
	}
}

impl core::error::Error for Reason {}

impl From<PathFault> for Reason {
	fn from(fault: PathFault) -> Self {
		match fault {
			PathFault::NotUtf8 => Self::PathNotUtf8,
			PathFault::TooLong => Self::PathTooLong,
			PathFault::Absolute => Self::PathAbsolute,
			PathFault::EmptySegment => Self::PathEmptySegment,
			PathFault::DotSegment => Self::PathDotSegment,
			PathFault::Backslash => Self::PathBackslash,
			PathFault::Invisible => Self::PathInvisible,
			PathFault::NotNormalised => Self::PathNotNormalised,
		}
	}
}
