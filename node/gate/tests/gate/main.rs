// SPDX-License-Identifier: Apache-2.0

//! A gate over real sockets and real files. The chain behind it is [`common::Ledger`].
//!
//! The property tests make 4,096 cases, or as many as the environment says:
//!
//! ```text
//! TONNETZ_CUST_CASES=1000000 ./scripts/cargo.sh test --release -p tonnetz-gate --test gate
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::arithmetic_side_effects)]

mod common;
mod kill;
mod limits;
mod refusals;
mod replay;
mod requests;
mod secrets;
mod signatures;
