// SPDX-License-Identifier: Apache-2.0

//! # Tonnetz gate
//!
//! The HTTP gate through which planners hand in CUST commands: `POST /cust/execute` takes a command
//! signed with HMAC-SHA256, checks it, hands it to the chain for the planner whose secret signed it,
//! and answers with the verdict. `docs/GATE.md` describes it from the outside.
//!
//! A request passes these checks in this order, and the first that fails gives the answer: size, the
//! strict parser of [`tonnetz_core::cust`], signature, freshness, replay. What passes them is reserved
//! in a journal *before* it is handed over, so that no crash and no second request hands it over
//! twice. What is refused is counted and told to a [`Log`].
//!
//! - [`Gate`]: the checks and the HTTP service; [`Limits`] bound it, [`Counts`] count;
//! - [`Submit`]: the way to the chain, which whoever runs a gate provides;
//! - [`Listen`]: where to listen, loopback unless told otherwise;
//! - [`Key`], [`Secret`], [`Secrets`]: what planners sign with, read from files nobody else can read;
//! - [`sign()`], [`verify`], [`signed_texts`]: signatures, also for clients;
//! - [`http::serve`]: an HTTP/1.1 server with limits, for other services of the same process too.
//!
//! Nothing here knows a chain: the crate depends on the types of commands alone.

#![deny(rustdoc::broken_intra_doc_links)]

mod counts;
mod gate;
pub mod http;
mod journal;
mod listen;
mod memory;
mod record;
mod refused;
mod routes;
mod secret;
mod signature;
mod submit;
mod writer;

pub use counts::Counts;
pub use gate::{Gate, Limits, FRESHNESS};
pub use journal::JournalError;
pub use listen::{Listen, ListenError};
pub use refused::{Log, Refused};
pub use secret::{Key, Secret, SecretError, Secrets, Weakness};
pub use signature::{sign, signed_texts, verify, SignatureFault, Verified};
pub use submit::{Answer, Answered, Block, Known, Submission, Submit, SubmitError};
