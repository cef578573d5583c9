// SPDX-License-Identifier: Apache-2.0

//! CUST: commands that change something outside the chain, the policies of their targets, and the
//! verdict on a command.
//!
//! Chain, RPC, client and gate all use these types and functions, so none can differ from another.
//! `docs/CUST.md` has the fields of each operation, the reason codes and the rules of paths and
//! globs.
//!
//! - [`json`]: the strict parser, the canonical form, the forms that signers sign;
//! - [`Command`], [`Operation`]: what is asked for; [`Command::parse`] reads it;
//! - [`path`], [`glob`]: the spelling of paths, and patterns of them;
//! - [`Policy`], [`Rule`]: what is allowed; [`Policy::check`] is what setting one refuses;
//! - [`evaluate`](evaluate()): the [`Verdict`], with its [`Reason`];
//! - [`State`], [`Transition`]: the life of a command on the chain, and what its receipts say;
//! - [`TargetInfo`], [`CommandInfo`]: what queries answer.

mod command;
mod evaluate;
pub mod glob;
pub mod json;
mod life;
mod nfc;
mod operation;
pub mod path;
mod policy;
mod read;
mod reason;
mod rule;
mod text;
mod timestamp;

pub use command::{
	Command, Constraints, GlobText, Malformed, Meta, Path, TargetName, Version, MAX_DENY,
	MAX_DENY_STEPS, MAX_OPERATIONS, MAX_PATHS,
};
pub use evaluate::{
	check_paths, evaluate, Context, ModelStanding, NonceCheck, PathRefusal, TargetPolicy, Verdict,
};
pub use life::{
	CommandId, CommandInfo, CommandPage, DryRun, Outcome, Owner, State, Suspension, TargetId,
	TargetInfo, TargetPage, Transition,
};
pub use operation::{Branch, Message, Name, Operation};
pub use policy::{
	ModelId, Policy, PolicyFault, DEFAULT_APPROVAL_TIMEOUT, DEFAULT_MAX_RUNTIME, MAX_APPROVERS,
	MAX_COOLDOWN, MAX_EXECUTORS, MAX_GLOBS, MAX_GLOB_STEPS, MAX_PLANNERS, MAX_RULES, MAX_TIMEOUT,
	MAX_TIME_TO_LIVE,
};
pub use read::{ParseError, ParseFault, Parsed, MAX_SIGNATURE_LEN, SIGNATURE};
pub use reason::Reason;
pub use rule::{Entries, Rule, MAX_RULE_ENTRIES};
pub use text::{is_target, Form, Text};
pub use timestamp::Timestamp;
