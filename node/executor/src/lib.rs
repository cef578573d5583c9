// SPDX-License-Identifier: Apache-2.0

//! Carries out CUST commands on a machine: approved on the chain and claimed by this executor, each
//! at most once, as argv without a shell, in a clean environment, within bounds of time and output.
//!
//! - [`Target`]: what this machine does for a target, which is configuration and no part of a
//!   command;
//! - [`Executor`]: [records](Executor::claimed) that a command was claimed, [runs](Executor::run)
//!   it, and [lists](Executor::left) after a crash what is left to be done;
//! - [`Report`]: outcome, evidence and log, with the digests that go on the chain;
//! - [`Fault`]: why a command failed.
//!
//! It is synchronous: [`Executor::run`] blocks its thread, at most until the deadline that it is
//! given. `docs/EXECUTOR.md` has the configuration, what each operation runs, what is checked
//! before a push, the formats of evidence and journal, and what a crash leaves.

mod config;
mod executor;
mod fault;
mod git;
mod isolate;
mod journal;
mod plan;
mod process;
mod report;
mod step;

pub use config::{
	ConfigError, ConfigFault, Container, Containers, Git, Hook, Limits, SecretFault, Service,
	Target, Url, UrlFault, Vercel, DEFAULT_PATH, MAX_SECRET_FILE,
};
pub use executor::{Event, Executor, Left, Next, Observer, OpenError, RunError, Task};
pub use fault::Fault;
pub use journal::JournalError;
pub use report::{Report, EVIDENCE_VERSION, MAX_EVIDENCE_PATHS};
pub use step::{Status, Step, Stream};
