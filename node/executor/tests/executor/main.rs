// SPDX-License-Identifier: Apache-2.0

//! Commands run by a real executor: real programs, real git, a bare repository as the remote.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]
#![allow(clippy::arithmetic_side_effects)]

mod common;
mod configured;
mod crash;
mod git;
mod hostile;
mod journal;
mod paths;
mod programs;
