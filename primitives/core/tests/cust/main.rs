// SPDX-License-Identifier: Apache-2.0

//! Commands, policies and verdicts, from the JSON text on.
//!
//! Property tests make 4,096 cases each. The long run, before a release:
//!
//! ```text
//! TONNETZ_CUST_CASES=1000000 ./scripts/cargo.sh test --release -p tonnetz-core --test cust
//! ```

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::arithmetic_side_effects)]

mod command;
mod common;
mod corpus;
mod evaluate;
mod fuzz;
mod glob;
mod json;
mod life;
mod policy;
